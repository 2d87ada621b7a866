"""Scoring: what a market is worth for a vehicle, as points that add up to the score.

Components and modifiers are data (`Scoring`); each kind of component is one function here, and
says what it looked at. Points are whole numbers, so the sum of the parts is the score, exactly.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log10
from typing import Any

from broker_app.domain.admission import Answer, Voyage
from broker_app.domain.facts import Fact
from broker_app.domain.landed import Sending, duty_age, is_of_age, value_of, volume_of
from broker_app.domain.market import Market

WEIGHTS_SUM = 100
"""What the weights add up to, so that a score is 0 to 100."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """Weights, scales and factors, as the data file says them."""

    weight: Mapping[str, int]
    margin_percent: tuple[tuple[int, int], ...]
    demand_units: tuple[int, int]
    speed_days: tuple[int, int]
    logistics_percent: tuple[int, int]
    age_window_days: tuple[tuple[int, int], ...]
    no_evidence: int
    model_asked: int
    model_other: int
    friction_each: int
    tax_within_days: int
    tax_soon: int
    units: Mapping[str, int]
    confidence: Mapping[str, int]
    percent: Mapping[str, int]
    cap_needs_review: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: its points, and what they come from.

    A component is worth `value` of 100 at its `weight`; a modifier has neither.
    """

    name: str
    points: int
    value: int | None = None
    weight: int | None = None
    because: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class OwnSales:
    """What the broker's own sales to buyers of a country left on average, as a share of cost."""

    share: float
    count: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """A vehicle in a market: everything that a component may look at."""

    market: Market
    facts: Mapping[str, Fact]
    answer: Answer
    on: date
    voyage: Voyage
    event: date | None
    sending: Sending
    own_sales: OwnSales | None = None

    @property
    def arrives(self) -> date | None:
        """The predicted arrival, None where nobody knows the days at sea."""
        return self.voyage.arrives


Worth = tuple[int, dict[str, Any]]
Component = Callable[[Prospect, Scoring], Worth]


def margin(prospect: Prospect, scoring: Scoring) -> Worth:
    """What our own sales there have left; without any there is no evidence either way."""
    own = prospect.own_sales
    if own is None:
        return scoring.no_evidence, {"evidence": "none"}
    percent = round(own.share * 100, 1)
    worth = _along(percent, scoring.margin_percent)
    return worth, {"evidence": "own_sales", "percent": percent, "sales": own.count}


def demand(prospect: Prospect, scoring: Scoring) -> Worth:
    """The size of the market, and whether it asks for this model."""
    wanted = prospect.market.demand
    units = wanted.units or scoring.units[wanted.tier]
    low, high = (log10(bound) for bound in scoring.demand_units)
    size = _between(log10(max(units, 1)), low, high)
    model = prospect.facts.get("model")
    asked = model is not None and _asks_for(wanted.models, str(model.value))
    fit = scoring.model_asked if asked else scoring.model_other
    return round(0.6 * size + 0.4 * fit), {"units": units, "model_asked": asked}


def speed(prospect: Prospect, scoring: Scoring) -> Worth:
    """Days until the vehicle is there and cleared."""
    there = prospect.voyage.cleared or prospect.arrives
    if there is None:
        return 0, {"days": None}
    days = (there - prospect.on).days
    return _between(days, *scoring.speed_days), {"days": days}


def age_window(prospect: Prospect, scoring: Scoring) -> Worth:
    """Days between the predicted event and the last one that the age allows."""
    answer = prospect.answer
    worth = window_worth(answer, prospect.event, scoring)
    if not answer.ceiling:
        return worth, {"ceiling": False}
    if answer.last_event is None or prospect.event is None:
        return worth, {"days": None}
    return worth, {"days": (answer.last_event - prospect.event).days}


def window_worth(answer: Answer, event: date | None, scoring: Scoring) -> int:
    """Return what the days left until the age closes the door are worth; no end is best."""
    if not answer.ceiling:
        return 100
    if answer.last_event is None or event is None:
        return 0
    days = (answer.last_event - event).days
    return next((worth for up_to, worth in scoring.age_window_days if days <= up_to), 100)


def logistics(prospect: Prospect, scoring: Scoring) -> Worth:
    """What sending it costs, as a share of its value there."""
    facts = prospect.facts
    percent = prospect.sending.percent(value_of(facts), volume_of(facts))
    return sending_worth(percent, scoring), {"percent": percent}


def tax_step(prospect: Prospect, scoring: Scoring) -> Worth:
    """Whether the taxes step up with its age by the arrival, or soon after."""
    arrives = prospect.arrives
    if arrives is None:
        return 0, {"age": None}
    soon = arrives + timedelta(days=scoring.tax_within_days)
    bands = [_bands(prospect, day) for day in (prospect.on, arrives, soon)]
    if None in bands:
        return 0, {"age": None}
    if bands[0] != bands[1]:
        return 0, {"steps_up": "before_arrival"}
    return (scoring.tax_soon, {"steps_up": "soon"}) if bands[1] != bands[2] else (100, {})


def friction(prospect: Prospect, scoring: Scoring) -> Worth:
    """Permits and certificates to obtain first."""
    papers = prospect.market.friction
    return max(0, 100 - scoring.friction_each * len(papers)), {"papers": papers}


def confidence(prospect: Prospect, scoring: Scoring) -> Worth:
    """How well the facts of the market are known."""
    known = [scoring.confidence[s.confidence] for s in prospect.market.sources.values()]
    return round(sum(known) / len(known)), {"groups": len(known)}


def sending_worth(percent: int | None, scoring: Scoring) -> int:
    """Return what a share of the value that goes into sending is worth."""
    if percent is None:
        return scoring.no_evidence
    return _between(percent, *scoring.logistics_percent)


COMPONENTS: Mapping[str, Component] = {
    "margin": margin,
    "demand": demand,
    "speed": speed,
    "age_window": age_window,
    "logistics": logistics,
    "tax_step": tax_step,
    "friction": friction,
    "confidence": confidence,
}


BY_MARKET = ("margin", "speed", "friction", "confidence")
"""Components that look at no fact of the vehicle and at no answer."""


def part_of(name: str, prospect: Prospect, scoring: Scoring) -> Part:
    """Return one component as a part of the score."""
    value, because = COMPONENTS[name](prospect, scoring)
    return Part(name, points(name, value, scoring), value, scoring.weight[name], because)


def points(name: str, value: int, scoring: Scoring) -> int:
    """Return the points that a component of this worth adds."""
    return _rounded(value * scoring.weight[name], 100)


def parts_of(prospect: Prospect, scoring: Scoring) -> tuple[Part, ...]:
    """Return the parts of the score; their points add up to it."""
    parts = [part_of(name, prospect, scoring) for name in COMPONENTS]
    total = sum(part.points for part in parts)
    names = modifiers(prospect.market, prospect.answer, prospect.arrives)
    return (*parts, *adjusted(total, names, scoring))


def settled_score(parts: Sequence[Part], scoring: Scoring) -> int:
    """Return what parts add up to where nothing is held back for a point that is open."""
    total = sum(part.points for part in parts if part.name in COMPONENTS)
    names = [part.name for part in parts if part.name in scoring.percent]
    left = adjusted(total, tuple(name for name in names if name != "needs_review"), scoring)
    return total + sum(part.points for part in left)


def modifiers(market: Market, answer: Answer, arrives: date | None) -> tuple[str, ...]:
    """Return what takes a share of the score away, in order."""
    risk, disrupted = market.diversion.risk, market.logistics.disrupted_since
    holds = {
        "needs_review": answer.admission != "eligible",
        "verify": answer.verify,
        "diversion_medium": risk == "MEDIUM",
        "diversion_high": risk == "HIGH",
        "disruption": disrupted is not None and (arrives is None or disrupted <= arrives),
        "stressed": market.stressed,
    }
    return tuple(name for name, is_so in holds.items() if is_so)


def adjusted(total: int, names: tuple[str, ...], scoring: Scoring) -> list[Part]:
    """Return what modifiers take away from the points of the components."""
    parts = []
    for name in names:
        left = _rounded(total * scoring.percent[name], 100)
        parts.append(Part(name, left - total, because={"percent": scoring.percent[name]}))
        total = left
    if "needs_review" in names and total > scoring.cap_needs_review:
        parts.append(Part("needs_review_cap", scoring.cap_needs_review - total))
    return parts


def _bands(prospect: Prospect, day: date) -> frozenset[str] | None:
    """Return the taxes of an age that fall due on a day, None where the age is unknown."""
    aged = [s for s in prospect.market.duties if (s.age_from, s.age_up_to) != (None, None)]
    if not aged:
        return frozenset()
    age = duty_age(prospect.market, prospect.facts, day)
    return (
        None
        if age is None
        else frozenset(s.name for s in aged if is_of_age(s, age) and s.is_in_force(day))
    )


def _asks_for(models: tuple[str, ...], model: str) -> bool:
    folded = model.casefold()
    return any(wanted.casefold() in folded for wanted in models)


def _between(value: float, worst: float, best: float) -> int:
    """Return where a value lies between the one worth 0 and the one worth 100."""
    share = (value - worst) / (best - worst)
    return round(100 * min(1.0, max(0.0, share)))


def _along(value: float, points: tuple[tuple[int, int], ...]) -> int:
    """Return the worth of a value on a line through points, level before and after them."""
    below = [point for point in points if point[0] <= value]
    above = [point for point in points if point[0] > value]
    if not below or not above:
        return (below[-1] if below else above[0])[1]
    (x0, y0), (x1, y1) = below[-1], above[0]
    return round(y0 + (y1 - y0) * (value - x0) / (x1 - x0))


def _rounded(number: int, by: int) -> int:
    """Divide whole numbers, halves to the even one, as `round` does."""
    whole, rest = divmod(number, by)
    return whole + (2 * rest > by or (2 * rest == by and whole % 2))
