from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.series import counted, is_number, missing, on_day, problem

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{PREFIX}-{YYYY}-{nnnn}", "AMX-2026-0008"),
        ("PI-{YYYY}-{nnnn}", "PI-2026-0008"),
        ("SH-{YY}{MM}-{nnn}", "SH-2611-008"),
        ("{nnnn}/{YYYY}", "0008/2026"),
        ("SI-{INVOICE}", "SI-AMX-2026-0003"),
    ],
)
def test_a_pattern_gives_a_number(pattern: str, number: str) -> None:
    assert problem(pattern) == ""
    assert on_day(pattern, "AMX", DAY, "AMX-2026-0003").number(8) == number
    assert is_number(number)


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ("inv-{nnnn}", "characters"),
        ("INV_{nnnn}", "characters"),
        ("INV-{NNNN}", "placeholder"),
        ("{YYYY}{YYYY}-{nnnn}", "placeholder"),
        ("INV-{YYYY}", "count"),
        ("{nn}-{nnn}", "count"),
        ("SI-{INVOICE}-{nn}", "count"),
        ("INV-{MM}-{nnnn}", "year"),
        ("A" * 40 + "{nnnn}", "characters"),
        ("{", "characters"),
    ],
)
def test_a_wrong_pattern_says_what_is_wrong(pattern: str, wrong: str) -> None:
    assert problem(pattern) == wrong


def test_the_next_number_is_one_above_the_highest_even_where_some_are_missing() -> None:
    series = on_day("AMX-{YYYY}-{nnnn}", "", DAY)
    assert series.next([]) == "AMX-2026-0001"
    assert series.next(["AMX-2026-0002", "AMX-2026-0117", "AMX-2025-0300"]) == "AMX-2026-0118"
    assert series.next(["AMX-2026-9999"]) == "AMX-2026-10000"
    assert series.next(["AMX-2026-0001A", "AMX-2026-1"]) == "AMX-2026-0001"


def test_a_number_that_follows_the_invoice_is_told_apart_when_it_comes_again() -> None:
    series = on_day("SI-{INVOICE}", "", DAY, "AMX-2026-0003")
    assert series.next([]) == "SI-AMX-2026-0003"
    assert series.next(["SI-AMX-2026-0003"]) == "SI-AMX-2026-0003-2"
    assert series.next(["SI-AMX-2026-0003", "SI-AMX-2026-0003-2"]) == "SI-AMX-2026-0003-3"


def test_no_gap_is_hidden() -> None:
    used = ["AMX-2026-0002", "AMX-2026-0005", "OTHER-1"]
    assert missing("AMX-2026-", used) == ["AMX-2026-0001", "AMX-2026-0003", "AMX-2026-0004"]
    assert missing("AMX-2026-", []) == []
    assert counted("AMX-2026-0002") == ("AMX-2026-", 2)
    assert counted("WORDS") is None


@given(st.lists(st.integers(1, 500), unique=True, max_size=30))
def test_used_and_missing_numbers_are_all_numbers_below_the_highest(counts: list[int]) -> None:
    series = on_day("A-{nnnn}", "", DAY)
    used = [series.number(count) for count in counts]
    every = [series.number(count) for count in range(1, max(counts, default=0) + 1)]
    assert sorted([*missing("A-", used), *used]) == every
    assert series.next(used) not in used
