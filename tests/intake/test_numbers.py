from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.intake.numbers import (
    KM,
    THOUSAND_KM,
    Unit,
    distance_unit_in,
    money_unit_in,
    printed,
    read_amount,
    read_displacement,
    read_distance,
    read_measure,
)

YEN = Unit(Decimal(1), "JPY")
THOUSAND_YEN = Unit(Decimal(1000), "JPY")


@pytest.mark.parametrize(
    ("text", "km", "step"),
    [
        ("138,707", 138707, 1),
        ("43,437 Km", 43437, 1),
        ("70 156 км", 70156, 1),
        ("61.000", 61000, 1),
        ("305千km", 305000, 1000),
        ("12.5千km", 12500, 100),
        ("4.7万km", 47000, 1000),
        ("1.5\n万km", 15000, 1000),
        ("8.3万㌔", 83000, 1000),
        ("0.0万km", 0, 1000),
        ("211km", 211, 1),
        ("64k", 64000, 1000),
        ("85 тыс.км", 85000, 1000),
        ("２３，４５６", 23456, 1),
    ],
)
def test_distances(text: str, km: int, step: int) -> None:
    assert read_distance(printed(text), KM) == (km, step, "")


@pytest.mark.parametrize(
    "text", ["-50,000", "-¥50,000", "¥-50,000", "−50,000", "▲50,000", "(50,000)"]
)
def test_a_negative_price_is_none(text: str) -> None:
    assert read_amount(printed(text), YEN).doubt == "unreadable"


def test_a_dash_behind_a_price_is_no_sign() -> None:
    assert read_amount(printed("¥50,000-"), YEN).value == 50_000


def test_cell_unit_beats_column_unit() -> None:
    assert read_distance("53", THOUSAND_KM) == (53000, 1000, "")
    assert read_distance("53000km", THOUSAND_KM) == (53000, 1, "")


def test_doubtful_distances() -> None:
    assert read_distance("85,xxx", KM) == (85000, 1000, "odometer_masked")
    assert read_distance("23284 mi", KM) == (37472, 1, "odometer_miles")
    assert read_distance("3,200h", KM).doubt == "odometer_hours"
    assert read_distance("777777777 km", KM).doubt == "unreadable"
    assert read_distance("8X千km", KM) == (80_000, 10_000, "odometer_masked")
    assert read_distance("8X5千km", KM).doubt == "unreadable"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("走行（千Km）", THOUSAND_KM),
        ("走行km", KM),
        ("mileage", None),
        ("пробег (тыс. км)", THOUSAND_KM),
    ],
)
def test_units_of_distance_in_headings(text: str, unit: Unit | None) -> None:
    assert distance_unit_in(text) == unit


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("55.0万円", "550000", "JPY"),
        ("0.4万円", "4000", "JPY"),
        ("480千円", "480000", "JPY"),
        ("¥1,250,000", "1250000", "JPY"),
        ("\\1,250,000", "1250000", "JPY"),
        ("1,250,000円", "1250000", "JPY"),
        ("1 250 000", "1250000", "JPY"),
        ("1.250.000", "1250000", "JPY"),
        ("1億2000万", "120000000", "JPY"),
        ("125万5千円", "1255000", "JPY"),
        ("125万5000円", "1255000", "JPY"),
        ("US$ 2,250.00", "2250.00", "USD"),
        ("$2,900", "2900", "USD"),
        ("17 490 000 ₽", "17490000", "RUB"),
        ("2,880만원", "28800000", "KRW"),
    ],
)
def test_amounts(text: str, amount: str, currency: str) -> None:
    found = read_amount(printed(text), YEN)
    assert (found.value, found.currency, found.doubt) == (Decimal(amount), currency, "")


def test_column_units_and_none() -> None:
    assert read_amount("104", THOUSAND_YEN).value == 104_000
    assert read_amount("104", None).doubt == "price_unit_unknown"
    assert read_amount("0", YEN) == (None, "", "", None, None)
    assert read_amount("abc", YEN).doubt == "unreadable"


def test_a_range_is_no_price() -> None:
    found = read_amount(printed("138 ～ 142"), Unit(Decimal(10_000), "JPY"))
    assert (found.value, found.low, found.high) == (None, 1_380_000, 1_420_000)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("価格（千円）", THOUSAND_YEN),
        ("価格(万円)", Unit(Decimal(10_000), "JPY")),
        ("Start (10K JPY)", Unit(Decimal(10_000), "JPY")),
        ("FOB (US$)", Unit(Decimal(1), "USD")),
        ("시작가(만원)", Unit(Decimal(10_000), "KRW")),
        ("落札価格", None),
    ],
)
def test_units_of_price_in_headings(text: str, unit: Unit | None) -> None:
    assert money_unit_in(text) == unit


@pytest.mark.parametrize(
    ("text", "cc", "step"),
    [
        ("1800", 1800, 100),
        ("660", 660, 10),
        ("1797", 1797, 1),
        ("660cc", 660, 10),
        ("1,300cc", 1300, 100),
        ("1600CC", 1600, 100),
        ("1.8L", 1800, 100),
        ("1,8 л", 1800, 100),
        ("0.66", 660, 10),
        ("2.494L", 2494, 1),
        ("13L", 13000, 1000),
        ("2.0 Turbo", 2000, 100),
    ],
)
def test_displacements(text: str, cc: int, step: int) -> None:
    assert read_displacement(printed(text)) == (cc, step, "")


def test_displacements_that_are_none() -> None:
    assert read_displacement("0") == (None, None, "")
    for text in ("63 kWh", "000 AC", "660 AC", "9", "99999", "243HP"):
        assert read_displacement(text).doubt == "unreadable"
    assert read_displacement("3", litres=True) == (3000, 100, "")


def test_measures() -> None:
    assert read_measure("1250kg", "kg") == 1250
    assert read_measure("2.0t", "kg") == 2000
    assert read_measure("4.24m", "mm") == 4240
    assert read_measure("5人", "seats") == 5
    assert read_measure("5 doors", "seats") is None


@given(st.integers(1, 2_999_999))
def test_a_distance_comes_back(km: int) -> None:
    for text in (f"{km}", f"{km:,}", f"{km:,} km", f"{km:,}".replace(",", " ")):
        assert read_distance(printed(text), KM).km == km


@given(st.integers(1, 10**9))
def test_an_amount_comes_back(yen: int) -> None:
    for text in (f"{yen:,}", f"¥{yen:,}", f"{yen}円"):
        assert read_amount(printed(text), YEN).value == yen


@given(st.text(max_size=40))
def test_any_text_is_read_or_doubted(text: str) -> None:
    shown = printed(text)
    distance = read_distance(shown, KM)
    assert distance.km is None or 0 <= distance.km <= 3_000_000
    amount = read_amount(shown, YEN)
    assert amount.value is None or amount.value > 0
    read_amount(shown, None)
    displacement = read_displacement(shown)
    assert displacement.cc is None or 20 <= displacement.cc <= 30_000
    for kind in ("kg", "mm", "seats", "m3"):
        read_measure(shown, kind)


@pytest.mark.parametrize("digits", [12, 22, 27, 5000])
@pytest.mark.parametrize("unit", [YEN, THOUSAND_YEN, Unit(Decimal(1), "USD"), Unit(Decimal(1))])
def test_figures_beyond_all_sense_are_none(digits: int, unit: Unit) -> None:
    text = "9" * digits
    assert read_amount(text, unit).doubt == "unreadable"
    assert read_amount(f"1-{text}", unit).doubt == "unreadable"
    assert read_amount(f"{text}億", unit).doubt == "unreadable"
    assert read_distance(text, KM).doubt == "unreadable"
    assert read_distance(text + "xxx", KM).doubt == "unreadable"
    assert read_displacement(text).doubt == "unreadable"
    assert read_measure(text, "kg") is None


def test_a_unit_does_not_lift_a_figure_beyond_all_sense() -> None:
    assert read_amount("99999999999", YEN).value == 99_999_999_999
    assert read_amount("99999999999", THOUSAND_YEN).doubt == "unreadable"
    assert read_amount("9999999億", YEN).doubt == "unreadable"
