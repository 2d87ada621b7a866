"""Outlet: a market as it is ranked on one day, with all that does not depend on the vehicle.

An answer is found once per distinct combination of the facts that the market looks at, and so are
the points that rest on a few facts alone.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from broker_app.domain import checks
from broker_app.domain.admission import Answer, Case
from broker_app.domain.admit import (
    NO_RULE,
    Fit,
    answer_in,
    fit_of,
    last_day_to_load,
    predicted,
    until,
)
from broker_app.domain.facts import Fact
from broker_app.domain.landed import LandedCost, landed_cost, sending_to
from broker_app.domain.market import Market
from broker_app.domain.rate import Rates
from broker_app.domain.scoring import (
    BY_MARKET,
    OwnSales,
    Part,
    Prospect,
    Scoring,
    adjusted,
    modifiers,
    part_of,
    parts_of,
    points,
    settled_score,
    window_worth,
)

V = TypeVar("V")

REMEMBERED = 60_000
"""How many answers on distinct combinations of facts are kept."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A market that is not offered, and why; a guarded market was not judged at all.

    `last_day_to_load` is set where an earlier sailing than the predicted one would still do.
    """

    market: Market
    reason: str
    answer: Answer | None = None
    last_day_to_load: date | None = None


class Room:
    """How much one ranking may remember: when it is full, all of that is forgotten."""

    def __init__(self) -> None:
        self.everything: list[dict[Hashable, Any]] = []
        self._taken = 0

    def take(self) -> None:
        """Make room for one more."""
        if self._taken >= REMEMBERED:
            for kept in self.everything:
                kept.clear()
            self._taken = 0
        self._taken += 1


class Kept(dict[Hashable, V]):
    """What was found so far, by what it rests on."""

    def __init__(self, room: Room) -> None:
        self._room = room
        room.everything.append(self)

    def keep(self, key: Hashable, value: V) -> None:
        """Keep what was found."""
        self._room.take()
        self[key] = value


class Scale(dict[int, int]):
    """The score that is left of the points of the components, after the same modifiers."""

    def __init__(self, names: tuple[str, ...], scoring: Scoring) -> None:
        self._names, self._scoring = names, scoring

    def __missing__(self, total: int) -> int:
        taken = adjusted(total, self._names, self._scoring)
        left = self[total] = total + sum(part.points for part in taken)
        return left


@dataclass(frozen=True, slots=True)
class Found:
    """The answer on one combination of facts: a refusal, or what a score needs of it."""

    answer: Answer
    refusal: Refusal | None
    points: int
    scale: Scale
    is_open: bool
    last_day_to_load: date | None = None


class Outlet:
    """A market on the day of a decision, by the rates of that day.

    `number` is its place among the markets as they were given.
    """

    def __init__(
        self,
        number: int,
        market: Market,
        on: date,
        scoring: Scoring,
        rates: Rates,
        own: OwnSales | None,
        room: Room,
    ) -> None:
        self.number, self.market = number, market
        self.on, self.rates, self.scoring = on, rates, scoring
        self.voyage = predicted(on, market.logistics)
        self.loaded, self.arrives = self.voyage.loaded or on, self.voyage.arrives
        binds = self.arrives or self.loaded
        self.version = market.version_on(binds)
        self.sending = sending_to(market, rates)
        self.following = market.next_change(binds)
        self._own = own
        self.room = room
        self._scales: dict[tuple[bool, bool], Scale] = {}
        self._nobody = self.case({})
        self._fitted: dict[Hashable, Fitted] = {}
        self.points = sum(self._points(name, {}) for name in BY_MARKET)

    def fitted(self, case: Case) -> "Fitted":
        """Return the rows that may bind a vehicle of this kind, with what they have answered."""
        fit = Fit(()) if self.version is None else fit_of(self.version, case)
        key = (tuple(id(row) for row in fit.rows), fit.asked, fit.unsure)
        if key not in self._fitted:
            self._fitted[key] = Fitted(self, fit)
        return self._fitted[key]

    def case(self, facts: Mapping[str, Fact], conflict: tuple[str, ...] = ()) -> Case:
        """Return a vehicle on its predicted voyage there."""
        inland_days = self.market.logistics.inland_days
        return Case(facts, self.voyage, inland_days, conflict=conflict)

    def answer(self, fitted: "Fitted", case: Case) -> Answer:
        """Return whether the market admits a vehicle."""
        answer = NO_RULE
        if self.version is not None:
            answer = answer_in(self.market, fitted.fit, case, fitted.asked)
        return until(self.following, answer)

    def found(self, answer: Answer) -> Found:
        """Return what a ranking needs of an answer."""
        refusal, last = None, last_day_to_load(self.market, answer)
        if answer.admission == "ineligible":
            if answer.reason != "AGE_OVER_MAX" or last is None or last < self.on:
                last = None
            refusal = Refusal(self.market, answer.reason, answer, last)
        is_open = answer.admission != "eligible"
        scale = self._scales.get((is_open, answer.verify))
        if scale is None:
            scale = Scale(modifiers(self.market, answer, self.arrives), self.scoring)
            self._scales[is_open, answer.verify] = scale
        event = self._nobody.event(answer.event) if answer.event else None
        worth = window_worth(answer, event, self.scoring)
        gained = points("age_window", worth, self.scoring)
        return Found(answer, refusal, gained, scale, is_open, last)

    def moves(self, found: Found) -> bool:
        """Tell whether a later day of loading is known to give another answer."""
        if found.refusal is None and self.following is not None:
            return True
        first = found.answer.first_event
        return found.last_day_to_load is not None or (first is not None and first > self.on)

    def model_points(self, model: Fact | None) -> int:
        """Return the points of all that looks at no fact of the vehicle but its model."""
        return self.points + self._points("demand", {"model": model} if model else {})

    def tax_points(self, dates: Mapping[str, Fact]) -> int:
        """Return the points of the step that taxes take with the age."""
        return self._points("tax_step", dates)

    def parts(self, facts: Mapping[str, Fact], answer: Answer) -> tuple[Part, ...]:
        """Return the parts of a score, with what they rest on."""
        return parts_of(self._prospect(facts, answer), self.scoring)

    def settled_score(self, parts: tuple[Part, ...]) -> int:
        """Return the score that parts would give if the point that is open were settled."""
        return settled_score(parts, self.scoring)

    def cost(self, facts: Mapping[str, Fact]) -> LandedCost:
        """Return what a vehicle costs landed there."""
        return landed_cost(self.market, facts, self.on, self.voyage, self.rates)

    def _points(self, name: str, facts: Mapping[str, Fact], answer: Answer = NO_RULE) -> int:
        return part_of(name, self._prospect(facts, answer), self.scoring).points

    def _prospect(self, facts: Mapping[str, Fact], answer: Answer) -> Prospect:
        event = self._nobody.event(answer.event) if answer.event else None
        return Prospect(
            self.market, facts, answer, self.on, self.voyage, event, self.sending, self._own
        )


class Fitted:
    """The rows of an outlet that may bind one kind of vehicle, and what they have answered."""

    def __init__(self, outlet: Outlet, fit: Fit) -> None:
        self.outlet, self.fit = outlet, fit
        rows = [row for row in fit.rows if row is not None]
        self.asked = tuple(() if row is None else checks.asked_by(row) for row in fit.rows)
        self.names = tuple(sorted({name for row in rows for name in checks.looked_at(row)}))
        self._found: Kept[Found] = Kept(outlet.room)

    def found(self, facts: Mapping[str, Fact], conflict: tuple[str, ...]) -> Found:
        """Return the answer on these facts, whose dates may contradict each other."""
        key = (conflict, *[facts.get(name) for name in (*conflict, *self.names)])
        found = self._found.get(key)
        if found is None:
            case = self.outlet.case(facts, conflict)
            found = self.outlet.found(self.outlet.answer(self, case))
            self._found.keep(key, found)
        return found
