"""Partial dates: what a list or a certificate knows of a day, never more.

A partial date is ISO text: `2015`, `2015-07` or `2015-07-09`. Text keeps it as it was read, sorts
by time, and cannot grow a month that nobody wrote.
"""

import calendar
from datetime import date, datetime


def is_partial(text: str) -> bool:
    """Tell whether the text is a year, a year and month, or a day that exists."""
    try:
        earliest(text)
    except ValueError:
        return False
    return True


def earliest(text: str) -> date:
    """Return the first day the partial date can mean. Raises ValueError for anything else."""
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


def latest(text: str) -> date:
    """Return the last day the partial date can mean. Raises ValueError for anything else."""
    year, month, day = _parts(text)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def local_day(moment: str) -> date:
    """Return the day here on which a stored moment was: until nine in Japan the one before is UTC.

    Raises ValueError for what is no moment.
    """
    return datetime.fromisoformat(moment).astimezone().date()


def _parts(text: str) -> tuple[int, int, int]:
    pieces = text.split("-")
    widths = [len(piece) for piece in pieces]
    if widths not in ([4], [4, 2], [4, 2, 2]) or not all(
        p.isascii() and p.isdigit() for p in pieces
    ):
        raise ValueError(f"not a partial date: {text!r}")
    numbers = [int(piece) for piece in pieces]
    if 0 in numbers:
        raise ValueError(f"not a partial date: {text!r}")
    numbers += [0] * (3 - len(numbers))
    return numbers[0], numbers[1], numbers[2]
