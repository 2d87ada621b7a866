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
