"""What another page asks the vehicles page to show."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from broker_app.store.vehicles import Query
from broker_app.ui.pages.vehicle_filters import OFF

if TYPE_CHECKING:
    from broker_app.jobs.confirming import ReviewCause

_OF_THE_DAY = ("destination", "today", "findings")
"""What of a query is asked anew each time."""


def kept(query: Query, vehicle: int | None) -> dict[str, Any]:
    """Return a query and the vehicle under the cursor as JSON can hold them."""
    unread = replace(query, terms=None)
    return {"query": msgspec.to_builtins(unread), "vehicle": vehicle}


def taken_up(kept: Any, before: Query) -> tuple[Query, int | None]:
    """Return what was kept, with the question and the day of another query."""
    try:
        query = msgspec.convert(kept["query"], Query)
        vehicle = msgspec.convert(kept["vehicle"], int | None)
    except (KeyError, TypeError, msgspec.ValidationError):
        return before, None  # kept by another version of the program
    return replace(query, **{name: getattr(before, name) for name in _OF_THE_DAY}), vehicle


@dataclass(frozen=True)
class Show:
    """A vehicle, an import, or what the filters leave; filters that are not named are off."""

    vehicle: int | None = None
    batch: int | None = None
    batch_name: str = ""
    words: str = ""
    verdicts: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    sale_states: tuple[str, ...] = ()
    days: tuple[int | None, int | None] | None = None
    only: tuple[int, ...] | None = None
    chosen_name: str = ""
    """What the chosen vehicles, or those of the cause, are called together."""
    cause: "ReviewCause | None" = None
    """What keeps vehicles under REVIEW: only those with it."""
    why_review: bool = False
    """Whether to say at once why so many are under REVIEW."""
    spellings: bool = False
    """Whether to show at once the names that are written in several ways."""
    query: Query | None = None
    """What to ask for instead, whole; destination and day stay those of the window."""
    view: int | None = None
    """A named view, by its id."""
    section: str = ""
    """The section of the pane that the vehicle is shown for; it is brought into sight."""

    def asked_after(self, before: Query) -> Query:
        """Return what is asked for, with the order and the question of another query."""
        if self.query is not None:
            return replace(self.query, destination=before.destination, today=before.today)
        named = ("words", "batch", "verdicts", "states", "sale_states", "days", "only")
        found: dict[str, Any] = {**OFF, **{name: getattr(self, name) for name in named}}
        return replace(before, **found)
