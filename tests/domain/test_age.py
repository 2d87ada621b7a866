"""Whole years, as far as a date is known."""

from datetime import date

import pytest

from broker_app.domain.age import steps_reached, turned

ON = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("built", "reached"),
    [
        ("1996-11-22", 30),
        ("1996-11-23", 0),
        ("1996-10", 30),
        ("1996-11", 0),  # may be the 30th
        ("1995", 30),
        ("1996", 0),  # may be December
        ("1976-01-01", 50),
        ("2026", 0),
    ],
)
def test_of_a_partial_date_the_last_day_counts(built: str, reached: int) -> None:
    assert steps_reached(built, (30, 50), ON) == reached


def test_a_leap_day_turns_with_the_end_of_february() -> None:
    assert turned(30, date(2026, 2, 28)) == date(1996, 2, 28)
    assert turned(1, date(2024, 2, 29)) == date(2023, 2, 28)
