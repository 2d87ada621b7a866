"""What a draft says in words: days that cannot be mistaken, packages by kind, clauses."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain import bl_reading


@pytest.mark.parametrize(
    "text",
    [
        "29 NOV 2026",
        "29-Nov-2026",
        "29th November, 2026",
        "NOV. 29, 2026",
        "November 29 2026",
        "2026-11-29",
        "2026/11/29",
        "2026年11月29日",
        "２９ ＮＯＶ ２０２６",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert bl_reading.day(text) == date(2026, 11, 29)


@pytest.mark.parametrize(
    "text", ["", "11/12/2026", "29/11/26", "31 NOV 2026", "NOV 2026", "TBA", "2026-13-01"]
)
def test_a_day_that_may_be_another_is_none(text: str) -> None:
    assert bl_reading.day(text) is None


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_as_papers_print_it(day: date) -> None:
    assert bl_reading.day(f"{day.day} {day:%b} {day.year}") == day
    assert bl_reading.day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5 UNITS, 2 X 40HC", {"unit": 5, "40HC": 2}),
        ("FIVE (5) UNITS", {"unit": 5}),
        ("2 x 40'HQ CONTAINERS S.T.C. 5 USED VEHICLES", {"40HC": 2, "unit": 5}),
        ("2 CONTAINERS (5 CARS)", {"container": 2, "unit": 5}),
        ("1×20GP  1 UNIT", {"20DC": 1, "unit": 1}),
        ("SAID TO CONTAIN", None),
    ],
)
def test_packages_are_counted_by_kind(text: str, found: dict[str, int] | None) -> None:
    assert bl_reading.packages(text) == found


@pytest.mark.parametrize(
    ("theirs", "same"),
    [
        ("5 UNITS", True),
        ("FIVE (5) UNITS IN 2 CONTAINERS", True),
        ("2 X 40HQ, 5 VEHICLES", True),
        ("4 UNITS, 2 X 40HC", False),
        ("5 UNITS, 1 X 40HC", False),
        ("5 UNITS, 2 X 20DC", False),
        ("2 X 40HC", False),  # the vehicles are what we count
        ("AS PER ATTACHED", False),
    ],
)
def test_packages_agree_where_all_that_is_counted_agrees(theirs: str, same: bool) -> None:
    assert bl_reading.same_packages("5 UNITS, 2 X 40HC", theirs) is same


def test_a_draft_carries_clauses_where_each_line_stands_in_it() -> None:
    ours = "CARGO IN TRANSIT TO KAMPALA.\nACID 4410"
    assert bl_reading.carries("Said to contain. Cargo in transit\nto Kampala; ACID: 4410", ours)
    assert not bl_reading.carries("CARGO IN TRANSIT TO KIGALI. ACID 4410", ours)
    assert not bl_reading.carries("CARGO IN TRANSIT TO KAMPALA", ours)
    assert not bl_reading.carries("ON DECK", "")


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    bl_reading.day(text)
    bl_reading.packages(text)
    bl_reading.carries(text, text)
