"""Due: one thing that waits for somebody by a day, or is overdue, and where it is mended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

VEHICLES, SHIPMENTS, SETTINGS = "vehicles", "shipments", "settings"
PARTIES, MARKETS, RULES, TODAY = "parties", "markets", "rules", "today"
SOON_DAYS = 14
"""What is due later than so many days from now is no work of today."""
WEEK_DAYS = 7
DOOR_DAYS = 60
"""Days in which a door that closes can still be reached by a ship that is booked now."""
CUTS = ("document_cut", "cargo_cut", "cy_cut", "vgm_cut")
"""Particulars of a shipment that are last days before the vessel sails."""
SENT_DAYS = 7
"""Days after the sailing within which papers are sent; the house's own terms may be shorter."""
UNHURRIED = frozenset({"review_listed"})
"""Kinds without a last day that hold nothing of ours up."""


class Urgency(StrEnum):
    """When something needs a person."""

    TODAY = "today"
    WEEK = "week"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What waits: its kind, its last day (ISO, empty where it has none), the record it is about.

    It is mended on a `page`, at a vehicle, a shipment or a part of the settings (`target`).
    `values` fill its sentence: `name`, `number` and what else the kind says. Where it is `since`,
    its day is the one from which it waits. `count` is how many things it stands for, `vehicles`
    are those among them; `parts` say what it is made of, and may overlap.
    """

    kind: str
    day: str = ""
    overdue: bool = False
    since: bool = False
    page: str = VEHICLES
    target: int | str = 0
    vehicle: int | None = None
    shipment: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    count: int = 1
    vehicles: tuple[int, ...] = ()
    parts: "tuple[Due, ...]" = ()

    def urgency(self, today: date) -> Urgency:
        """Return when it needs a person: what is past its day, or has none, needs one today."""
        if self.kind in UNHURRIED:
            return Urgency.LATER
        waits = self.overdue or self.since or not self.day
        if waits or self.day <= today.isoformat():
            return Urgency.TODAY
        week = (today + timedelta(days=WEEK_DAYS)).isoformat()
        return Urgency.WEEK if self.day <= week else Urgency.LATER


@dataclass(frozen=True, slots=True)
class Line:
    """All that is due of one kind and urgency: one line of the list of today."""

    urgency: Urgency
    kind: str
    found: tuple[Due, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What the line is known by from one look to the next."""
        return self.urgency.value, self.kind

    @property
    def count(self) -> int:
        """How many things wait."""
        return sum(one.count for one in self.found)

    @property
    def day(self) -> str:
        """The first of their days; empty where none has one."""
        return min((one.day for one in self.found if one.day), default="")

    @property
    def overdue(self) -> bool:
        """Whether the first is past its day."""
        return any(one.overdue for one in self.found)

    @property
    def entries(self) -> tuple[Due, ...]:
        """What stands below the line when it is unfolded; nothing where that says no more."""
        if len(self.found) > 1:
            return self.found
        return self.found[0].parts

    @property
    def vehicles(self) -> tuple[int, ...]:
        """The vehicles that it is about."""
        every = (
            number
            for one in self.found
            for number in (one.vehicles or (() if one.vehicle is None else (one.vehicle,)))
        )
        return tuple(dict.fromkeys(every))


def in_order(found: Iterable[Due]) -> list[Due]:
    """Return what is due, overdue things first, then what has no last day, by day."""
    return sorted(found, key=lambda one: (not one.overdue, one.day, one.kind, str(one.target)))


def lines_of(found: Iterable[Due], today: date) -> Sequence[Line]:
    """Return the lines of a day, the most urgent first."""
    lines: dict[tuple[Urgency, str], list[Due]] = {}
    for one in in_order(found):
        lines.setdefault((one.urgency(today), one.kind), []).append(one)
    rank = list(Urgency)
    made = [Line(urgency, kind, tuple(of_it)) for (urgency, kind), of_it in lines.items()]
    return sorted(made, key=lambda line: rank.index(line.urgency))
