from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.dates import is_partial
from broker_app.intake.days import day_in, day_order, read_day, read_inspection, read_partial
from tests.intake.lists import keys, one, value

TODAY = date(2026, 11, 24)

REGISTRATIONS = {
    "R05年09月": "2023-09",
    "R05.8": "2023-08",
    "R5/8": "2023-08",
    "令和5年8月": "2023-08",
    "R元": "2019",
    "令和元年": "2019",
    "令和元年5月": "2019-05",
    "Ｒ１．９": "2019-09",
    "H31": "2019",
    "H35": "2023",
    "H30/03": "2018-03",
    "平成30年": "2018",
    "S59": "1984",
    "S63.12": "1988-12",
    "昭和62年": "1987",
    "H24年": "2012",
    "'99": "1999",
    "99": "1999",
    "00": "2000",
    "'18.10": "2018-10",
    "2024(R06)": "2024",
    "2019\n(R01)": "2019",
    "2019(2020년형)": "2019",
    "201807": "2018-07",
    "2018/7": "2018-07",
    "2018.07": "2018-07",
    "07/2018": "2018-07",
    "Jul-18": "2018-07",
    "20250206": "2025-02-06",
    "43160": "2018-03",
    "2018年式": "2018",
    "'R05.8": "2023-08",
}


@pytest.mark.parametrize(("text", "wanted"), REGISTRATIONS.items())
def test_registrations(text: str, wanted: str) -> None:
    assert read_partial(text, TODAY) == (wanted, "")


@pytest.mark.parametrize(
    ("text", "wanted", "doubt"),
    [
        ("31/04", "2019-04", "era_missing"),
        ("30.7", "2018-07", "era_missing"),
        ("30.1", "2018", "era_missing"),  # may have been 30.10
        ("2.10", "", "era_missing"),
        ("01年09月", "", "era_missing"),
        ("R5.13", "2023", "month_unreadable"),
        ("205014", "", "unreadable"),
        ("H36", "", "unreadable"),  # Heisei ended with 31; papers printed before went on to 35
        ("平成99年1月", "", "unreadable"),
        ("S65.1", "", "unreadable"),
        ("abc", "", "unreadable"),
        ("2018-02-30", "2018-02", "month_unreadable"),
    ],
)
def test_doubtful_registrations(text: str, wanted: str, doubt: str) -> None:
    assert read_partial(text, TODAY) == (wanted, doubt)


def test_date_cells_of_the_first_are_months() -> None:
    assert read_partial(date(2018, 3, 1), TODAY).value == "2018-03"
    assert read_partial(datetime(2018, 3, 9), TODAY).value == "2018-03-09"
    assert read_partial(2016.0, TODAY).value == "2016"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2023-08-24", "2023-08-24"),
        ("24.08.2023", "2023-08-24"),
        ("24/08/2023", "2023-08-24"),
        ("24-Aug-23", "2023-08-24"),
        ("令和５年８月２４日（木）", "2023-08-24"),
        ("2024-10-11 09:00:00", "2024-10-11"),
    ],
)
def test_days(text: str, wanted: str) -> None:
    assert read_day(text) == (wanted, "")


@pytest.mark.parametrize("text", ["H99.1.1", "平成32年1月1日", "S65.1.1", "T16.1.1", "M46.1.1"])
def test_no_day_lies_in_a_year_that_its_era_never_had(text: str) -> None:
    assert read_day(text) == ("", "unreadable")


def test_days_without_order_or_day() -> None:
    assert read_day("03/04/2023").doubt == "day_order"
    assert read_day("03/04/2023", month_first=True).value == "2023-03-04"
    assert read_day("03/04/2023", month_first=False).value == "2023-04-03"
    assert read_day("2023-08").doubt == "day_incomplete"
    assert day_order("08/24/2023") is True
    assert day_order("24/08/2023") is False
    assert day_order("03/04/2023") is None


@pytest.mark.parametrize(
    ("text", "wanted", "doubt"),
    [
        ("R07.04", "2025-04", ""),
        ("8.3", "2026-03", "era_assumed"),
        ("9.11", "2027-11", "era_assumed"),
        ("8.1", "2026", "month_ambiguous"),
        ("07年03月", "2025-03", "era_assumed"),
        ("x", "", "unreadable"),
    ],
)
def test_inspections(text: str, wanted: str, doubt: str) -> None:
    assert read_inspection(text, TODAY) == (wanted, doubt)


def test_day_in_a_title() -> None:
    assert day_in("開催日：令和５年８月２４日（木）") == "2023-08-24"
    assert day_in("第12回") == ""


@given(st.text(max_size=30))
def test_any_text_gives_a_partial_date_or_nothing(text: str) -> None:
    for found in (read_partial(text, TODAY), read_inspection(text, TODAY), read_day(text)):
        assert found.value == "" or is_partial(found.value)


@given(st.dates(date(1926, 12, 25), date(2098, 12, 31)))
def test_a_month_comes_back(day: date) -> None:
    wanted = f"{day:%Y-%m}"
    assert read_partial(f"{day:%Y/%m}", TODAY).value == wanted
    assert read_partial(f"{day.year}年{day.month}月", TODAY).value == wanted
    assert read_partial(f"{day:%Y}", TODAY).value == f"{day:%Y}"
    if day.year >= 2020:
        assert read_partial(f"R{day.year - 2018:02}.{day.month:02}", TODAY).value == wanted


@pytest.mark.parametrize(
    ("maker", "text", "registered", "told"),
    [
        ("BMW", "07年03月", "2007-03", ["era_assumed"]),
        ("ベンツ", "09年11月", "2009-11", ["era_assumed"]),
        ("BMW", "01年09月", "2001-09", ["era_assumed"]),
        ("BMW", "98.5", "1998-05", []),
        ("BMW", "30年07月", None, ["era_missing"]),  # no western year, and of which era?
        ("BMW", "H30年07月", "2018-07", []),
        ("トヨタ", "07年03月", "1995-03", ["era_missing"]),
        ("トヨタ", "01年09月", None, ["era_missing"]),
        ("", "07年03月", "1995-03", ["era_missing"]),
        ("BMW 320i", "07年03月", "2007-03", ["era_assumed"]),
        ("トヨタ", "R0", None, ["unreadable"]),
    ],
)
def test_short_years_of_imported_cars_are_western(
    tmp_path: Path, maker: str, text: str, registered: str | None, told: list[str]
) -> None:
    names = {"車名": maker} if " " in maker else {"メーカー": maker, "車名": "x"}
    row = one(tmp_path, 出品番号="1", 年式=text, **names)
    assert (value(row, "first_registered"), keys(row)) == (registered, told)
