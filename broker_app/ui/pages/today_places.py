"""Where what is due is mended: the page, and what to open there."""

from typing import Any, NamedTuple

from broker_app.domain.due import MARKETS, PARTIES, SHIPMENTS, TODAY, VEHICLES, Due, Line
from broker_app.domain.sale_state import OVERDUE
from broker_app.domain.state import IN_STOCK, LISTED
from broker_app.jobs import due, explaining_today
from broker_app.jobs.confirming import ReviewCause
from broker_app.ui.pages.vehicle_show import Show

REGISTERS = {"inspection": "inspections", "refund": "refunds", "proof": "proofs"}
"""The register that lists what a kind is about, by its first word."""


_VIEWS = {"hits": "hits", "hits_second": "hits", "party_owners": "hits"}
_VIEWS |= {"party_nameless": "cannot_decide", "party_not_searched": "cannot_decide"}
"""The view of the parties page in which all of a line stand."""


class Place(NamedTuple):
    """A page and what to open on it; an empty page means the window does `what` itself."""

    page: str
    what: Any = None


def of_line(line: Line) -> Place:
    """Return where all of a line is mended: a record where there is one, else a list of them."""
    first, kind = line.found[0], line.kind
    if kind in ("review", "review_listed"):
        return Place(VEHICLES, Show(verdicts=("REVIEW",), states=_states(kind)))
    if kind == "door":
        return Place(MARKETS, "doors")
    if kind == "unpaid" and len(line.found) > 1:
        return Place(VEHICLES, Show(sale_states=(OVERDUE,)))
    if kind in _VIEWS and len(line.found) > 1:
        return Place(PARTIES, f"view:{_VIEWS[kind]}")
    if len({(one.page, one.target) for one in line.found}) == 1:
        return of_entry(first, line)
    if first.page == VEHICLES:
        return Place(VEHICLES, Show(only=line.vehicles, chosen_name=explaining_today.title(line)))
    if first.page == SHIPMENTS:
        register = REGISTERS.get(kind.partition("_")[0])
        return Place("reports", register) if register else Place(SHIPMENTS)
    return of_entry(first, line)


def of_entry(one: Due, line: Line) -> Place:
    """Return where one thing is mended."""
    if one.kind.startswith("review_") and one.kind != "review_listed":
        cause = ReviewCause(one.kind.removeprefix("review_"), str(one.target), one.count)
        name = due.said(one)
        return Place(VEHICLES, Show(states=_states(line.kind), cause=cause, chosen_name=name))
    if one.kind == "door":
        name = explaining_today.door_title(one)
        return Place(VEHICLES, Show(only=one.vehicles, chosen_name=name))
    if one.page == VEHICLES:
        return Place(VEHICLES, Show(vehicle=one.vehicle))
    if one.page == TODAY:
        return Place("", one.target)
    return Place(one.page, one.target or None)


def _states(kind: str) -> tuple[str, ...]:
    return (LISTED,) if kind == "review_listed" else IN_STOCK
