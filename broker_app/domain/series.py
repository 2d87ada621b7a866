"""Series: how the numbers of papers and shipments are made, and which of them are missing.

A pattern is text with placeholders: `{PREFIX}-{YYYY}-{nnnn}`. `{PREFIX}` is the company's own,
`{YYYY}`, `{YY}` and `{MM}` are of the day, `{INVOICE}` is the number of the invoice that stands,
and one run of `n` counts, with at least so many digits. reference: paperwork specification 2.7.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

SHIPMENT = "SH"
"""The series of shipments; every other series is that of a kind of paper."""
SHIPMENT_PATTERN = "SH-{YY}{MM}-{nnn}"
FOLLOWS = "{INVOICE}"
LONGEST = 40
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_COUNTER = re.compile(r"n{1,8}")
_NAMES = frozenset({"PREFIX", "YYYY", "YY", "MM", "INVOICE"})
_LAST_FIGURES = re.compile(r"(.*?)(\d{1,9})", re.ASCII)
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9/-]*")


@dataclass(frozen=True, slots=True)
class Series:
    """A pattern on one day: what stands before and behind the count. `digits` 0: nothing counts."""

    before: str
    behind: str = ""
    digits: int = 0

    def number(self, count: int) -> str:
        """Return the number with a count."""
        return f"{self.before}{count:0{self.digits}d}{self.behind}" if self.digits else self.before

    def count_of(self, number: str) -> int | None:
        """Return the count of a number of this series; None for one of another."""
        end = len(number) - len(self.behind)
        inside = number[len(self.before) : end]
        mine = number.startswith(self.before) and number.endswith(self.behind)
        if not mine or len(inside) < self.digits or not (inside.isascii() and inside.isdigit()):
            return None
        return int(inside)

    def next(self, used: Iterable[str]) -> str:
        """Return the highest number used so far, plus one; hand-typed ones count.

        Where nothing counts, a number that was used before is followed by `-2`, `-3` ...
        """
        if not self.digits:
            taken = set(used)
            tails = ("", *(f"-{count}" for count in range(2, len(taken) + 2)))
            return next(self.before + tail for tail in tails if self.before + tail not in taken)
        counts = (self.count_of(number) for number in used)
        return self.number(max((count for count in counts if count is not None), default=0) + 1)


def on_day(pattern: str, prefix: str, day: date, invoice: str = "") -> Series:
    """Return a pattern with everything filled in but the count."""
    known = {"PREFIX": prefix, "YYYY": f"{day:%Y}", "YY": f"{day:%y}", "MM": f"{day:%m}"}
    known["INVOICE"] = invoice
    filled = _PLACEHOLDER.sub(lambda m: known.get(m.group(1), m.group()), pattern)
    counter = _PLACEHOLDER.search(filled)
    if counter is None:
        return Series(filled)
    return Series(filled[: counter.start()], filled[counter.end() :], len(counter.group(1)))


def counted(number: str) -> tuple[str, int] | None:
    """Return what stands before the last figures of a number, and their value."""
    found = _LAST_FIGURES.fullmatch(number)
    return (found.group(1), int(found.group(2))) if found else None


def missing(series: str, used: Iterable[str], elsewhere: Iterable[str] = ()) -> list[str]:
    """Return the numbers of a series below its highest one that are not among the used ones.

    `series` is what stands before the count. Up to the highest number used `elsewhere` nobody here
    knows which were used.
    """
    found = {number: count for number in used if (count := _count(series, number)) is not None}
    digits = min(map(len, found), default=0) - len(series)
    counts, last = set(found.values()), max(found.values(), default=0)
    first = 1 + max((_count(series, number) or 0 for number in elsewhere), default=0)
    return [f"{series}{count:0{digits}d}" for count in range(first, last) if count not in counts]


def _count(series: str, number: str) -> int | None:
    parts = counted(number)
    return parts[1] if parts is not None and parts[0] == series else None


def problem(pattern: str) -> str:
    """Return what is wrong with a pattern: characters, a placeholder, the count; empty if nothing.

    A count that begins anew in a month needs its year too: a number is never used twice.
    """
    names = _PLACEHOLDER.findall(pattern)
    counters = [name for name in names if _COUNTER.fullmatch(name)]
    others = [name for name in names if name not in counters]
    plain = _PLACEHOLDER.sub("", pattern)
    if len(pattern) > LONGEST or re.search(r"[^A-Z0-9/-]", plain):
        return "characters"
    if any(name not in _NAMES for name in others) or len(set(names)) < len(names):
        return "placeholder"
    if len(counters) != (0 if "INVOICE" in others else 1):
        return "count"
    return "year" if "MM" in others and not {"YYYY", "YY"} & set(others) else ""


def is_number(text: str) -> bool:
    """Tell whether a text may be the number of a paper: `A-Z 0-9 - /`."""
    return len(text) <= LONGEST and _NUMBER.fullmatch(text) is not None
