"""Ages as markets count them: each way of counting gives the first day on which it says no.

Reference: the semantics of the age rule, one line per mode; a date known to the month counts as
the first of the month, as the markets themselves read it.
"""

import calendar
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from broker_app.domain.dates import earliest, latest

FIRST_YEAR, LAST_YEAR = 1900, 2150
"""Years that can be meant; anything else is a slip of the pen."""

FirstRefused = Callable[[date, int], date]


def add_months(day: date, months: int) -> date:
    """Return the day so many months later, the last of the month where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > date.max.year:
        return date.max
    last = day.day if day.day <= 28 else calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def year_count_incl(base: date, years: int) -> date:
    """Both the first and the last calendar year count."""
    return _new_year(base.year + years)


def year_diff_le(base: date, years: int) -> date:
    """The calendar years differ by no more."""
    return _new_year(base.year + years + 1)


def months_lt(base: date, months: int) -> date:
    """The day of that age is already too late."""
    return add_months(base, months)


def months_le(base: date, months: int) -> date:
    """The day of that age is the last good one."""
    return add_months(base, months) + timedelta(days=1)


def months_lt_m1(base: date, months: int) -> date:
    """One day earlier than the day of that age is already too late."""
    return add_months(base, months) - timedelta(days=1)


def next_jan1_lt(base: date, years: int) -> date:
    """Years count from the first of January after manufacture."""
    return _new_year(base.year + 1 + years)


def fixed_min_year(base: date, year: int) -> date:
    """The year of the base itself is bounded, whatever the day."""
    return date.max if base.year >= year else date.min


CEILINGS: Mapping[str, FirstRefused] = {
    "YEAR_COUNT_INCL": year_count_incl,
    "YEAR_DIFF_LE": year_diff_le,
    "MONTHS_LT": months_lt,
    "MONTHS_LE": months_le,
    "MONTHS_LT_M1": months_lt_m1,
    "NEXT_JAN1_LT": next_jan1_lt,
    "FIXED_MIN_YEAR": fixed_min_year,
}
FLOORS = ("MONTHS_GE",)


@lru_cache(maxsize=16384)
def span(text: str) -> tuple[date, date]:
    """Return the first and last base day a partial date stands for."""
    first = earliest(text)
    return (first, latest(text)) if len(text) == 4 else (first, first)


def turned(years: int, on: date) -> date:
    """Return the last day of manufacture that makes so many whole years by a day."""
    return add_months(on, -12 * years) if on.year > years else date.min


def steps_reached(built: str, steps: Sequence[int], on: date) -> int:
    """Return the largest of some ages in whole years that a vehicle has reached for certain.

    Of a partial date the last day it can mean counts; 0 where no age is reached.
    """
    day = latest(built)
    return max((years for years in steps if day <= turned(years, on)), default=0)


def _new_year(year: int) -> date:
    return date(year, 1, 1) if year <= date.max.year else date.max
