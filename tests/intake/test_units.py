"""Units that stand in headings, and figures that stand among words."""

from pathlib import Path

import pytest

from tests.intake.lists import csv_file, keys, lots_of, one, value


def first(folder: Path, heading: str, *cells: str) -> tuple[object, ...]:
    """The row of the first lot under a heading, and what the heading's fact became."""
    rows = [["出品番号", "車名", "型式", heading]]
    rows += [[str(n), "プリウス", "ZVW30", cell] for n, cell in enumerate(cells, 1)]
    return tuple(lots_of(csv_file(folder, rows)))


@pytest.mark.parametrize(
    ("heading", "fact", "minor_units", "currency"),
    [
        ("Start Price (x1000 JPY)", "start_price", 480_000, "JPY"),
        ("Sold price (¥1,000)", "hammer_price", 480_000, "JPY"),
        ("Sold price (1,000,000 JPY)", "hammer_price", 480_000_000, "JPY"),
        ("Sold price (JPY)", "hammer_price", 480, "JPY"),
        ("落札価格/千円", "hammer_price", 480_000, "JPY"),
        ("落札価格万円", "hammer_price", 4_800_000, "JPY"),
        ("낙찰가(천원)", "hammer_price", 480_000, "KRW"),
        ("시작가(만)", "start_price", 4_800_000, "KRW"),
        ("Цена, тыс. иен", "hammer_price", 480_000, "JPY"),
        ("Цена (тыс. иен)", "hammer_price", 480_000, "JPY"),
        ("Старт, тыс. иен", "start_price", 480_000, "JPY"),
        ("Цена, иен", "hammer_price", 480, "JPY"),
        ("Цена, руб.", "hammer_price", 48_000, "RUB"),
        ("Цена, тыс. руб.", "hammer_price", 48_000_000, "RUB"),
        ("Price, US$", "hammer_price", 48_000, "USD"),
    ],
)
def test_prices(tmp_path: Path, heading: str, fact: str, minor_units: int, currency: str) -> None:
    row, _ = first(tmp_path, heading, "480", "90")
    assert (value(row, fact), value(row, "currency")) == (minor_units, currency)


@pytest.mark.parametrize(
    ("heading", "km", "step", "told"),
    [
        ("Mileage (x1000 km)", 85_000, 1000, []),
        ("Mileage (1,000km)", 85_000, 1000, []),
        ("KM (thousand)", 85_000, 1000, []),
        ("走行(千)", 85_000, 1000, []),
        ("Пробег, тыс. км", 85_000, 1000, []),
        ("주행거리(만Km)", 850_000, 10_000, []),
        ("走行(哩)", 137, 1, ["odometer_miles"]),
        ("Mileage (1000 miles)", 136_794, 1609, ["odometer_miles"]),
        ("走行(km)", 85, 1, []),
        ("走行(km)(10,000km未満)", 85, 1, []),  # a bound is no unit
    ],
)
def test_distances(tmp_path: Path, heading: str, km: int, step: int, told: list[str]) -> None:
    row, _ = first(tmp_path, heading, "85", "120")
    assert (value(row, "odometer_km"), value(row, "odometer_precision_km")) == (km, step)
    assert keys(row) == told


@pytest.mark.parametrize("heading", ["Объём, л", "Объем двигателя, л", "Displacement / cc"])
def test_displacements(tmp_path: Path, heading: str) -> None:
    row, _ = first(tmp_path, heading, "1.8", "2.4")
    assert value(row, "displacement_cc") == 1800


@pytest.mark.parametrize(
    ("text", "cc", "powertrain", "told"),
    [
        ("бензин, 4.4 л", 4400, "petrol", []),
        ("2.8 л, дизель", 2800, "diesel", []),
        ("5.0L  8", 5000, None, []),
        ("3.5L V6", 3500, None, []),
        ("что-то, 4.4 л", None, None, ["unreadable"]),
    ],
)
def test_an_engine_is_displacement_and_fuel(
    tmp_path: Path, text: str, cc: int | None, powertrain: str | None, told: list[str]
) -> None:
    row = one(tmp_path, Lot="1", Model="X5", двигатель=text)
    assert (value(row, "displacement_cc"), value(row, "powertrain")) == (cc, powertrain)
    assert keys(row) == told


@pytest.mark.parametrize(
    ("text", "registered", "model_year"),
    [
        ("2015 г.", "2015", None),
        ("2015 год", "2015", None),
        ("2018년 3월", "2018-03", None),
        ("2018년식", "2018", None),
        ("2019(2020년형)", "2019", 2020),
        ("H24年 月", "2012", None),
        ("2012年--月", "2012", None),
    ],
)
def test_years_of_other_markets(
    tmp_path: Path, text: str, registered: str, model_year: int | None
) -> None:
    row = one(tmp_path, Lot="1", Model="X5", Year=text)
    assert (value(row, "first_registered"), value(row, "model_year")) == (registered, model_year)
    assert keys(row) == []


def test_a_masked_distance_says_its_step(tmp_path: Path) -> None:
    row = one(tmp_path, 出品番号="1", 車名="アクア", 走行="8X千km")
    assert (value(row, "odometer_km"), value(row, "odometer_precision_km")) == (80_000, 10_000)
    assert keys(row) == ["odometer_masked"]


@pytest.mark.parametrize("price", ["9" * 27, "9" * 22])
def test_an_absurd_price_is_none(tmp_path: Path, price: str) -> None:
    row = one(tmp_path, Lot="1", Model="Aqua", Price_USD=price)
    assert (value(row, "asking_price"), keys(row)) == (None, ["unreadable"])


def test_a_korean_list(tmp_path: Path) -> None:
    rows = [
        ["출품번호", "출품차량", "연식", "최초등록일", "연료", "평가점", "경매결과"],
        ["1", "쏘나타", "2018", "20180305", "하이브리드", "B/D", "낙찰"],
        ["2", "K5", "2019(2020년형)", "20190611", "디젤", "CB", "유찰"],
    ]
    first, second = lots_of(csv_file(tmp_path, rows))
    names = (
        "model_year", "first_registered", "powertrain", "score", "interior_grade",
        "exterior_grade", "result",
    )  # fmt: skip
    assert [value(first, n) for n in names] == [
        2018, "2018-03-05", "hybrid", "B", "D", None, "sold",
    ]  # fmt: skip
    assert [value(second, n) for n in names] == [
        2020, "2019-06-11", "diesel", "C", "B", None, "unsold",
    ]  # fmt: skip
    assert keys(first) == keys(second) == []


def test_a_korean_year_alone_is_of_the_registration(tmp_path: Path) -> None:
    row = one(tmp_path, 출품번호="1", 차명="K5", 연식="2019(2020년형)")
    assert (value(row, "first_registered"), value(row, "model_year")) == ("2019", 2020)


@pytest.mark.parametrize(
    ("brand", "status", "told"),
    [
        ("A", "actual", []),
        ("N", "unknown", ["odometer_unknown"]),
        ("E", "unknown", ["odometer_unknown"]),
        ("Q", "actual", ["unknown_word"]),
    ],
)
def test_an_odometer_brand(tmp_path: Path, brand: str, status: str, told: list[str]) -> None:
    row = one(tmp_path, Lot="1", Model="x", Odometer_Brand=brand, Odometer="46510 km")
    assert (value(row, "odometer_status"), keys(row)) == (status, told)


def test_days_of_a_feed(tmp_path: Path) -> None:
    heading = "Sale Date M/D/CY"
    rows = [["Lot", "Model", heading], ["1", "x", "20200702"], ["2", "x", "0"]]
    first, second = lots_of(csv_file(tmp_path, rows))
    assert (value(first, "auction_date"), keys(first)) == ("2020-07-02", [])
    assert (value(second, "auction_date"), keys(second)) == (None, [])


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (["23/08/24", "23/08/25"], "2023-08-24"),
        (["45162", "45163"], "2023-08-24"),
        (["23/08/24", "someday"], None),
        (["45162", "someday"], None),
        (["05/08/24", "05/08/25"], None),  # Reiwa 5, or 2005
        (["24/08/23", "23/13/24"], None),
    ],
)
def test_days_that_a_whole_column_proves(tmp_path: Path, texts: list[str], day: str | None) -> None:
    rows = [["出品番号", "車名", "開催日"]]
    rows += [[str(n), "アクア", text] for n, text in enumerate(texts)]
    assert value(lots_of(csv_file(tmp_path, rows))[0], "auction_date") == day


def test_short_days_of_an_english_list_are_left_open(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="Aqua", Auction_date="23/08/24")
    assert (value(row, "auction_date"), keys(row)) == (None, ["unreadable"])


@pytest.mark.parametrize(("text", "powertrain"), [("DEISEL", "diesel"), ("ELECCTRIC", "electric")])
def test_a_misspelt_fuel_is_told(tmp_path: Path, text: str, powertrain: str) -> None:
    row = one(tmp_path, Lot="1", Model="x", Fuel=text)
    assert (value(row, "powertrain"), keys(row)) == (powertrain, ["misspelt"])
