"""Retention: which backups are kept, and when it is time for the next one.

Of the last 24 hours all are kept, but no more than 24; then the last one of each of 14 days, of 8
weeks and of 24 months. Days, weeks and months are counted in which a backup was made: whoever is
away for a month loses none. The newest one is always kept.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

FRESH = timedelta(hours=24)
MOST_FRESH = 24
DAYS, WEEKS, MONTHS = 14, 8, 24
AFTER_CHANGE = timedelta(minutes=30)
"""A change is in a backup no later than this, while a window is open."""

_PERIODS: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
    (DAYS, lambda stamp: (stamp.year, stamp.month, stamp.day)),
    (WEEKS, lambda stamp: tuple(stamp.isocalendar()[:2])),
    (MONTHS, lambda stamp: (stamp.year, stamp.month)),
)


def kept(stamps: Iterable[datetime], now: datetime) -> frozenset[datetime]:
    """Return the moments of the backups that stay; all of one zone, that of the desk."""
    ordered = sorted(set(stamps), reverse=True)
    stays = {*ordered[:1]}
    stays.update([stamp for stamp in ordered if now - stamp < FRESH][:MOST_FRESH])
    for most, period in _PERIODS:
        last: dict[tuple[int, ...], datetime] = {}
        for stamp in ordered:
            last.setdefault(period(stamp), stamp)
        stays.update(list(last.values())[:most])
    return frozenset(stays)


def is_due(changed: datetime | None, now: datetime) -> bool:
    """Tell whether a change of that moment, which no backup holds yet, has waited long enough.

    None where every change is in a backup. A clock that was set back makes no change wait.
    """
    return changed is not None and abs(now - changed) >= AFTER_CHANGE
