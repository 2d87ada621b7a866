"""Admission: the answer of a market to one vehicle, and the case it is asked about."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from broker_app.domain.age import span
from broker_app.domain.dates import latest
from broker_app.domain.facts import Fact
from broker_app.domain.verdict import Because

ADMISSIONS = ("eligible", "needs_review", "ineligible")
OK = "OK"
ARRIVAL = "eta_date"
"""What is missing where nobody knows when a vehicle gets there."""
REGISTRATION_DAYS = 14
"""Days from clearance to registration, as a voyage is predicted for a market that looks there."""


@dataclass(frozen=True, slots=True)
class Voyage:
    """The days a market may look at: bill of lading, arrival, clearance, registration.

    Without a day of registration, that of clearance stands for it.
    """

    loaded: date | None
    arrives: date | None
    cleared: date | None = None
    registered: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One vehicle on one voyage.

    `market_class` and `market_powertrain` are a market's own words, where somebody gave them;
    otherwise they follow from the facts.
    """

    facts: Mapping[str, Fact]
    voyage: Voyage
    inland_days: int = 0
    market_class: str = ""
    market_powertrain: str = ""
    conflict: tuple[str, ...] = field(default=(), compare=False)

    def event(self, kind: str) -> date | None:
        """Return the day the market compares."""
        if kind == "BL_DATE":
            return self.voyage.loaded
        arrives = self.voyage.arrives
        if kind == "ARRIVAL" or arrives is None:
            return arrives
        if kind == "REGISTRATION" and self.voyage.registered:
            return self.voyage.registered
        return self.voyage.cleared or arrives + timedelta(days=self.inland_days)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check or a market says.

    `missing` names facts that are unknown, unconfirmed or contradict each other; `changes_on` is
    the first event day with another answer. `event` and `last_event` say up to which day of which
    event an age allows it, `event_day` which day that is on this voyage; `ceiling` that there is
    or may be such an age, known or not. `first_event` is the day from which a minimum age allows
    it, `limits` are the age rules behind both. `onward` holds the two answers that one of a hub is
    made of. `group` names the facts of the market file that it rests on, `verify` asks to confirm
    it with the importer. `own` is the source of the broker's own rule that it rests on, empty for a
    shipped one.
    """

    admission: str
    reason: str
    because: tuple[Because, ...] = ()
    missing: tuple[str, ...] = ()
    changes_on: date | None = None
    event: str = ""
    event_day: date | None = None
    last_event: date | None = None
    group: str = ""
    ceiling: bool = False
    verify: bool = False
    first_event: date | None = None
    limits: tuple[Because, ...] = ()
    own: str = ""
    onward: "Onward | None" = None


@dataclass(frozen=True, slots=True)
class Onward:
    """What a hub and the final country say, each by itself; the country is its ISO code."""

    country: str
    hub: Answer
    final: Answer


def checked_for_conflict(case: Case) -> Case:
    """Return the case with the facts named whose dates contradict each other."""
    voyage = case.voyage
    first = min((day for day in (voyage.loaded, voyage.arrives) if day), default=None)
    conflict = _built_late(case.facts) or _sails_wrongly(voyage) or _sails_early(case.facts, first)
    return replace(case, conflict=conflict) if conflict else case


def dated_wrongly(facts: Mapping[str, Fact], loaded: date) -> tuple[str, ...]:
    """Return the facts of a vehicle built after it was registered, or after it is loaded."""
    return _built_late(facts) or _sails_early(facts, loaded)


def _built_late(facts: Mapping[str, Fact]) -> tuple[str, ...]:
    built, registered = facts.get("manufactured"), facts.get("first_registered")
    if built and registered and span(built.value)[0] > _last(registered.value):
        return ("manufactured", "first_registered")
    return ()


def _sails_early(facts: Mapping[str, Fact], first: date | None) -> tuple[str, ...]:
    for name in ("manufactured", "first_registered"):
        fact = facts.get(name)
        if fact is not None and first is not None and span(fact.value)[0] > first:
            return (name, "bl_date")
    return ()


@lru_cache(maxsize=16384)
def _last(text: str) -> date:
    return latest(text)


def _sails_wrongly(voyage: Voyage) -> tuple[str, ...]:
    loaded, arrives, cleared = voyage.loaded, voyage.arrives, voyage.cleared
    if loaded and arrives and arrives < loaded:
        return ("bl_date", "eta_date")
    if arrives and cleared and cleared < arrives:
        return ("eta_date", "clearance_date")
    return ()
