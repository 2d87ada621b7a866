"""Loose parts in containers: a line of their own beside the vehicles, counted in the totals.

reference: paperwork specification 3.4 (loose parts are goods of their own).
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from broker_app.domain.document import PaperColumn
from broker_app.papers.page import Figure, Role, Text
from broker_app.papers.wording import Paper

TEXT = "loose_parts"
"""What a kind calls the line; one without this text prints none."""
_NAMED = ("goods", "details", "description", "name")
"""Columns that say what a line is."""
_GROSS = "gross_kg"


class Loose(Protocol):
    """Who has loose parts: a shipment, or one of its containers."""

    @property
    def loose_kg(self) -> int:
        """Gross weight."""

    @property
    def loose_net_kg(self) -> int:
        """Net weight; 0 where it is not known."""

    @property
    def loose_packages(self) -> int:
        """How many packages."""

    @property
    def loose_m3(self) -> str:
        """Measure; empty where it is not known."""


def is_printed(paper: Paper, loose: Loose) -> bool:
    """Tell whether a paper has a line for loose parts."""
    known = (loose.loose_kg, loose.loose_net_kg, loose.loose_packages, loose.loose_m3)
    return paper.has(TEXT) and any(known)


def value(paper: Paper, key: str, loose: Loose, *, told: bool) -> str | Figure | tuple[Text, ...]:
    """Return what a column prints of loose parts; with `told` also what they are."""
    if key in _NAMED:
        what = dict(paper.snapshot.particulars).get(TEXT, "") if told else ""
        lines = tuple(Text(line, Role.DETAIL) for line in what.split("\n") if line)
        count = loose.loose_packages
        said = f"{paper.say(TEXT)} ({packages_said(count)})" if count else paper.say(TEXT)
        return (Text(said, Role.CELL_STRONG), *lines)
    numbers = {
        "quantity": loose.loose_packages,
        "net_kg": loose.loose_net_kg,
        _GROSS: loose.loose_kg,
    }
    if numbers.get(key):
        return Figure(Decimal(numbers[key]), grouped=key != "quantity")
    measured = key == "volume_m3" and loose.loose_m3
    return Figure(Decimal(loose.loose_m3), 3) if measured else ""


def packages_said(count: int) -> str:
    """Return how many packages there are: `6 PACKAGES`."""
    return f"{count:,} PACKAGE" if count == 1 else f"{count:,} PACKAGES"


def added_up(
    column: PaperColumn, of_vehicles: Sequence[object], of_parts: Sequence[object]
) -> Figure | None:
    """Add up a column, without its formula: what its lines show, and nothing from some of them.

    Loose parts may have no measure or net weight of their own; a gross weight they always have.
    """
    needed = [*of_vehicles, *(of_parts if column.key == _GROSS else ())]
    known = [one for one in (*of_vehicles, *of_parts) if isinstance(one, Figure)]
    whole = of_vehicles and all(isinstance(one, Figure) for one in needed)
    if not column.total or not whole:
        return None
    return Figure(sum((one.value for one in known), Decimal(0)), known[0].decimals)
