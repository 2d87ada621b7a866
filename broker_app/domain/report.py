"""Report: a table of figures about the business, the same on screen, in a workbook, on paper."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

Line = TypeVar("Line")


class ReportKind(StrEnum):
    """What a column holds; decides how it is written and where it stands."""

    TEXT = "text"
    NAME = "name"  # of a vehicle, as stored
    CODE = "code"
    DAY = "day"
    VERDICT = "verdict"
    STATE = "state"
    CHOICE = "choice"  # a word of the catalogue, `choice.<fact>.<value>`
    MARKET = "market"
    HOUSE = "house"
    PAPER = "paper"
    COUNT = "count"
    YEN = "yen"
    SHARE = "share"


FIGURES = frozenset({ReportKind.COUNT, ReportKind.YEN, ReportKind.SHARE})


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One column: its word is `report.column.<key>`; `width_mm` is its room on paper.

    `minus` and `percent` name the two columns that it follows from, in its rows; a share follows
    from their sums below the table too.
    """

    key: str
    kind: ReportKind
    width_mm: float
    adds_up: bool = False
    minus: tuple[str, str] | None = None
    percent: tuple[str, str] | None = None

    @property
    def is_figure(self) -> bool:
        """Whether it holds numbers."""
        return self.kind in FIGURES


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is of: one company by its id, months (`2026-11`, both included), or all."""

    company: int | None = None
    since: str = ""
    until: str = ""

    def is_of(self, company: int) -> bool:
        """Tell whether a company is asked for."""
        return self.company in (None, company)

    def holds(self, day: str) -> bool:
        """Tell whether a day is asked for; what has no day belongs to every period."""
        return not day or (self.since <= day[:7] and (not self.until or day[:7] <= self.until))


WHOLE = Scope()


@dataclass(frozen=True, slots=True)
class Report:
    """A table: `rows` hold a raw value (or None) for each column, the first row first.

    `left_out` counts what the figures do not hold, by the key of the sentence that says so.
    `vehicles` are the vehicles behind each row, where a row is one, `shipments` their shipments.
    `waiting` are the places of the rows that wait for somebody.
    """

    key: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
    vehicles: tuple[int, ...] = ()
    shipments: tuple[int, ...] = ()
    waiting: frozenset[int] = frozenset()
    is_part: bool = False
    """Whether it shows only some of its rows."""
    end: tuple[int, str] | None = None
    """The last entry of the journal that it was reckoned from, by number and hash."""

    def only(self, places: Collection[int]) -> "Report":
        """Return the report with some of its rows."""
        kept = [place for place in range(len(self.rows)) if place in places]

        def of(values: Sequence[Any]) -> tuple[Any, ...]:
            return tuple(values[place] for place in kept) if values else ()

        return replace(
            self,
            is_part=True,
            rows=of(self.rows),
            vehicles=of(self.vehicles),
            shipments=of(self.shipments),
            waiting=frozenset(n for n, place in enumerate(kept) if place in self.waiting),
        )

    @property
    def sums(self) -> tuple[int | None, ...]:
        """The sum of each column that adds up, None for the others."""
        return tuple(
            sum(row[place] or 0 for row in self.rows) if column.adds_up else None
            for place, column in enumerate(self.columns)
        )


def grouped(lines: Iterable[Line], key: Callable[[Line], str]) -> dict[str, list[Line]]:
    """Put lines of one key together, in the order in which the keys first come."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return found
