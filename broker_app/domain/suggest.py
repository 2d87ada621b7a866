"""Suggest: where a vehicle can lawfully go, ranked, with what it costs there and how long it may.

Gates come first and are no points: a market that refuses the vehicle is listed with its reason;
a market from which goods are known to move on to Russia is never offered for a vehicle that is
barred from there, nor while that is not settled. It is then neither judged, scored nor costed.

What does not depend on the vehicle is worked out once; the rest once per distinct combination of
the facts it looks at. Parts of a score and costs are worked out when somebody asks for them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

from broker_app.domain.admission import Answer, Case, Voyage, dated_wrongly
from broker_app.domain.admit import inferred_kind
from broker_app.domain.facts import Fact, interval
from broker_app.domain.hub import admit_onward, is_hub
from broker_app.domain.landed import LandedCost, Sending, value_of, volume_of
from broker_app.domain.market import Market
from broker_app.domain.market_class import classes_of, powertrain_of
from broker_app.domain.outlet import Fitted, Found, Kept, Outlet, Refusal, Room
from broker_app.domain.rate import Rates
from broker_app.domain.scoring import OwnSales, Part, Scoring, points, sending_worth
from broker_app.domain.verdict import Outcome

BARRED = "DIVERSION_BARRED"
ROUTE_BARRED = "ROUTE_BARRED"
UNDECIDED = "DIVERSION_UNDECIDED"
BARRED_FROM = "RU"
BARRED_ENDS = ("RU", "BY")
"""Final countries that make a way there a way round the export ban: one customs territory."""
MARKET_FACTS = (
    "first_registered",
    "manufactured",
    "model_year",
    "model",
    "displacement_cc",
    "powertrain",
    "fuel",
    "vehicle_class",
    "seats",
    "gross_weight_kg",
    "length_mm",
    "width_mm",
    "height_mm",
    "volume_m3",
    "odometer_km",
    "steering",
    "score",
    "emission_code",
    "stability_control",
    "made_in",
    "accident",
    "export_value_jpy",
)
"""What markets look at."""
_SAID = ("market", "answer", "voyage", "score", "parts", "cost")
_DATES = ("first_registered", "model_year", "manufactured")

Facts = Mapping[str, Fact]


class Suggestion:
    """A market that may take the vehicle, with the score and all that stands behind it."""

    __slots__ = ("__dict__", "_facts", "_found", "_outlet", "score")

    def __init__(self, outlet: Outlet, facts: Facts, found: Found, score: int) -> None:
        self._outlet, self._facts, self._found = outlet, facts, found
        self.score = score

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Suggestion):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _SAID)

    __hash__ = None  # type: ignore[assignment]

    @property
    def market(self) -> Market:
        """The market."""
        return self._outlet.market

    @property
    def answer(self) -> Answer:
        """Whether it admits the vehicle."""
        return self._found.answer

    @property
    def voyage(self) -> Voyage:
        """The predicted days."""
        return self._outlet.voyage

    @property
    def last_day_to_load(self) -> date | None:
        """The last loading day on which the age still allows it, None without a ceiling."""
        return self._found.last_day_to_load

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What the score is made of; their points add up to it."""
        return self._outlet.parts(self._facts, self.answer)

    @cached_property
    def settled_score(self) -> int:
        """The score if nothing were held back for the point that needs review."""
        return self._outlet.settled_score(self.parts)

    @property
    def is_held(self) -> bool:
        """Whether an open point takes some of the score; a hub stays one however it is settled."""
        is_open = self.answer.admission == "needs_review" and self.answer.reason != "TRANSIT_ONLY"
        return is_open and self.settled_score > self.score

    @cached_property
    def cost(self) -> LandedCost:
        """What the vehicle costs landed there."""
        return self._outlet.cost(self._facts)


class _Answers(NamedTuple):
    """What a group of outlets answered: the offers by place, and the refusals.

    `dated` are those of both, by place, whose answer moves with the day of loading.
    """

    offers: tuple[tuple[int, Found], ...]
    refusals: tuple[tuple[int, Refusal], ...]
    dated: tuple[tuple[int, Found], ...]


class Dated(NamedTuple):
    """A market whose answer may move with the day of loading, and how it stands for a vehicle.

    `rank` counts from 1 for the best; it is 0 for a market that is not offered now.
    """

    market: Market
    voyage: Voyage
    answer: Answer
    rank: int
    score: int


class Advice:
    """All markets for one vehicle: the best first, then those refused.

    The order is settled at once, as whole numbers (`_Rank`); suggestions are made from it when
    somebody looks at them.
    """

    __slots__ = ("__dict__", "_answers", "_facts", "_kept", "_outlets", "_ranked")

    def __init__(
        self,
        outlets: Sequence[Outlet],
        facts: Facts,
        kept: Sequence[tuple[int, Refusal]],
        answers: Sequence[_Answers],
        ranked: Sequence[int],
    ) -> None:
        self._outlets, self._facts = outlets, facts
        self._kept, self._answers, self._ranked = kept, answers, ranked

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Advice):
            return NotImplemented
        return self.markets == other.markets and self.refused == other.refused

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def markets(self) -> tuple[Suggestion, ...]:
        """The markets that may take the vehicle, the best first."""
        found = dict(offer for answers in self._answers for offer in answers.offers)
        return tuple(
            Suggestion(self._outlets[place], self._facts, found[place], score)
            for score, place in map(_score_and_place, self._ranked)
        )

    @property
    def best(self) -> Market | None:
        """The market that stands first; None where none is offered."""
        if not self._ranked:
            return None
        _, place = _score_and_place(self._ranked[0])
        return self._outlets[place].market

    @property
    def facts(self) -> Facts:
        """The facts of the vehicle that the answers rest on."""
        return self._facts

    def dated(self, until: date) -> Iterator[Dated]:
        """Yield the markets whose answer may move with a day of loading up to one."""
        near = [
            (place, found)
            for answers in self._answers
            for place, found in answers.dated
            if (day := found.last_day_to_load) is None
            or day <= until
            or self._outlets[place].following is not None
        ]
        if not near:
            return
        scored = [_score_and_place(rank) for rank in self._ranked]
        standing = {place: (at, score) for at, (score, place) in enumerate(scored, 1)}
        for place, found in near:
            at, score = standing.get(place, (0, 0))
            outlet = self._outlets[place]
            yield Dated(outlet.market, outlet.voyage, found.answer, at, score)

    @cached_property
    def refused(self) -> tuple[Refusal, ...]:
        """The markets that are not offered, in the order they were given."""
        refusals = [*self._kept, *(one for answers in self._answers for one in answers.refusals)]
        return tuple(refusal for _, refusal in sorted(refusals, key=itemgetter(0)))


def held_behind(advice: Advice, ahead: Suggestion) -> tuple[Suggestion, ...]:
    """Return the markets that would score more than another, but stand behind it: in review.

    Markets that are kept back or refused have no score and are never among them.
    """
    behind = (one for one in advice.markets if one.score <= ahead.score and one != ahead)
    held = [one for one in behind if one.is_held and one.settled_score > ahead.score]
    return tuple(sorted(held, key=lambda one: -one.settled_score))


_PLACES = 1 << 16
_NOBODY_KNOWS = 10_000
"""Days at sea by which a market is placed last where nobody knows them."""


def _rank(score: int, is_open: bool, place: int) -> int:
    """Return a number by which offers are sorted: by score, the surer answer, the place."""
    return (is_open - 2 * score) * _PLACES + place


def _score_and_place(rank: int) -> tuple[int, int]:
    before, place = divmod(rank, _PLACES)
    return -(before // 2), place


def suggest(
    markets: Iterable[Market],
    facts: Facts,
    on: date,
    to_russia: Outcome,
    scoring: Scoring,
    rates: Rates,
    own_sales: Mapping[str, OwnSales] = MappingProxyType({}),
    final: str = "",
) -> Advice:
    """Return the markets for one vehicle decided on a day; for many, keep a `Ranking`."""
    return Ranking(markets, on, scoring, rates, own_sales).advice(facts, to_russia, final)


def guard(market: Market, to_russia: Outcome) -> str:
    """Return why a market is kept back, empty where goods are not known to move on from it."""
    risky = market.diversion.risk in ("HIGH", "PROHIBITED")
    if not risky and BARRED_FROM not in market.diversion.onward:
        return ""
    if to_russia is Outcome.BLOCKED:
        return BARRED
    return "" if to_russia is Outcome.ALLOWED else UNDECIDED


class _Group:
    """Outlets whose answers rest on the same facts, for one kind of vehicle."""

    def __init__(self, names: tuple[str, ...], loaded: date, room: Room) -> None:
        self.names, self.loaded = names, loaded
        self.members: list[tuple[int, Fitted]] = []
        self._answers: Kept[_Answers] = Kept(room)

    def answers(self, facts: Facts, conflict: tuple[str, ...]) -> _Answers:
        """Return what the outlets answer on these facts."""
        key = (conflict, *[facts.get(name) for name in (*conflict, *self.names)])
        answers = self._answers.get(key)
        if answers is None:
            answers = self._judged(facts, conflict)
            self._answers.keep(key, answers)
        return answers

    def _judged(self, facts: Facts, conflict: tuple[str, ...]) -> _Answers:
        offers, refusals, dated = [], [], []
        for place, fitted in self.members:
            found = fitted.found(facts, conflict)
            if found.refusal is None:
                offers.append((place, found))
            else:
                refusals.append((fitted.outlet.number, found.refusal))
            if fitted.outlet.moves(found):
                dated.append((place, found))
        return _Answers(tuple(offers), tuple(refusals), tuple(dated))


class _Kind:
    """The outlets open to one kind of vehicle, grouped, and those that are kept back."""

    def __init__(
        self, outlets: Sequence[Outlet], case: Case, to_russia: Outcome, room: Room
    ) -> None:
        self.kept: list[tuple[int, Refusal]] = []
        groups: dict[Hashable, _Group] = {}
        for place, outlet in enumerate(outlets):
            kept_back = guard(outlet.market, to_russia)
            if kept_back:
                self.kept.append((outlet.number, Refusal(outlet.market, kept_back)))
                continue
            fitted = outlet.fitted(case)
            key = (fitted.names, outlet.loaded)
            group = groups.setdefault(key, _Group(fitted.names, outlet.loaded, room))
            group.members.append((place, fitted))
        self.groups = tuple(groups.values())


class Ranking:
    """Ranks markets on one day, by exchange rates and what our own sales have left.

    `own_sales` are by the country of the buyer.
    """

    def __init__(
        self,
        markets: Iterable[Market],
        on: date,
        scoring: Scoring,
        rates: Rates,
        own_sales: Mapping[str, OwnSales] = MappingProxyType({}),
    ) -> None:
        self._scoring, self._room = scoring, Room()
        outlets = [
            Outlet(number, market, on, scoring, rates, own_sales.get(market.country), self._room)
            for number, market in enumerate(markets)
        ]
        self._markets = {outlet.market.id: outlet.market for outlet in outlets}
        self._outlets = tuple(sorted(outlets, key=_place))
        self._bounds = _weight_bounds(outlets)
        self._days = {outlet.loaded for outlet in outlets}
        self._sendings: list[Sending] = list(dict.fromkeys(o.sending for o in outlets))
        self._sent = [self._sendings.index(outlet.sending) for outlet in self._outlets]
        self._kinds: dict[Hashable, _Kind] = {}
        self._by_model: Kept[list[int]] = Kept(self._room)
        self._by_year: Kept[list[int]] = Kept(self._room)
        self._by_percent: Kept[int] = Kept(self._room)

    def advice(self, facts: Facts, to_russia: Outcome, final: str = "") -> Advice:
        """Return the markets for a vehicle, by what the law says of Russia.

        Hubs ask for the `final` country (ISO code), which is then judged with them.
        """
        kind = self._kind(facts, to_russia)
        conflicts = {day: dated_wrongly(facts, day) for day in self._days}
        answers = [group.answers(facts, conflicts[group.loaded]) for group in kind.groups]
        kept: Sequence[tuple[int, Refusal]] = kind.kept
        if final:
            kept, answers = self._moving_on(kept, answers, facts, to_russia, final)
        by_model, by_year = self._model_points(facts), self._year_points(facts)
        by_sending, sent = self._sending_points(facts), self._sent
        ranked = []
        for offers, *_ in answers:
            for place, found in offers:
                total = by_model[place] + by_year[place] + by_sending[sent[place]] + found.points
                ranked.append(_rank(found.scale[total], found.is_open, place))
        ranked.sort()
        return Advice(self._outlets, facts, kept, answers, ranked)

    def _moving_on(
        self,
        kept: Sequence[tuple[int, Refusal]],
        answers: Sequence[_Answers],
        facts: Facts,
        to_russia: Outcome,
        final: str,
    ) -> tuple[list[tuple[int, Refusal]], list[_Answers]]:
        """Return what is kept back and the answers, those of hubs found anew by the final country.

        What is kept back stays so, wherever it would go.
        """
        hubs = {p: o for p, o in enumerate(self._outlets) if is_hub(o.market)}
        numbers = {outlet.number for outlet in hubs.values()}
        others = [one for one in kept if one[0] not in numbers]
        left = [
            _Answers(
                tuple(offer for offer in one.offers if offer[0] not in hubs),
                tuple(refusal for refusal in one.refusals if refusal[0] not in numbers),
                tuple(dated for dated in one.dated if dated[0] not in hubs),
            )
            for one in answers
        ]
        for place, outlet in hubs.items():
            why = self._kept_back(outlet.market, to_russia, final)
            if why:
                others.append((outlet.number, Refusal(outlet.market, why)))
            else:
                left.append(self._through(place, outlet, facts, final))
        return others, left

    def _kept_back(self, hub: Market, to_russia: Outcome, final: str) -> str:
        """Return why a vehicle is kept back from a hub, by where it would go from there."""
        if final in BARRED_ENDS and to_russia is Outcome.BLOCKED:
            return ROUTE_BARRED
        end = self._markets.get(final)
        return guard(hub, to_russia) or (guard(end, to_russia) if end else "")

    def _through(self, place: int, outlet: Outlet, facts: Facts, final: str) -> _Answers:
        voyage = Voyage(outlet.voyage.loaded, outlet.voyage.arrives)
        case = replace(outlet.case(facts), voyage=voyage)
        found = outlet.found(admit_onward(outlet.market, case, final, self._markets))
        if found.refusal is not None:
            return _Answers((), ((outlet.number, found.refusal),), ())
        return _Answers(((place, found),), (), ())

    def _kind(self, facts: Facts, to_russia: Outcome) -> _Kind:
        case = Case(facts, Voyage(None, None))
        weight = facts.get("gross_weight_kg")
        key = (
            to_russia,
            classes_of(case),
            powertrain_of(case),
            inferred_kind(case),
            weight and self._weight_class(weight),
        )
        kind = self._kinds.get(key)
        if kind is None:
            kind = self._kinds[key] = _Kind(self._outlets, case, to_russia, self._room)
        return kind

    def _weight_class(self, weight: Fact) -> tuple[int, int]:
        """Return where a weight lies among the bounds of all rows."""
        low, high = interval(weight.value, weight.precision)
        return bisect_left(self._bounds, low), bisect_right(self._bounds, high)

    def _model_points(self, facts: Facts) -> list[int]:
        model = facts.get("model")
        key = None if model is None else model.value
        found = self._by_model.get(key)
        if found is None:
            found = [outlet.model_points(model) for outlet in self._outlets]
            self._by_model.keep(key, found)
        return found

    def _year_points(self, facts: Facts) -> list[int]:
        dates = {name: fact for name in _DATES if (fact := facts.get(name)) is not None}
        key = tuple([(name, str(fact.value)[:4]) for name, fact in dates.items()])
        found = self._by_year.get(key)
        if found is None:
            found = [outlet.tax_points(dates) for outlet in self._outlets]
            self._by_year.keep(key, found)
        return found

    def _sending_points(self, facts: Facts) -> list[int]:
        value, volume = value_of(facts), volume_of(facts)
        return [self._percent_points(one.percent(value, volume)) for one in self._sendings]

    def _percent_points(self, percent: int | None) -> int:
        found = self._by_percent.get(percent)
        if found is None:
            found = points("logistics", sending_worth(percent, self._scoring), self._scoring)
            self._by_percent.keep(percent, found)
        return found


def _weight_bounds(outlets: Iterable[Outlet]) -> list[int]:
    rows = [row for outlet in outlets if outlet.version for row in outlet.version.rows]
    bounds = {bound for r in rows for bound in (r.gross_weight_from_kg, r.gross_weight_up_to_kg)}
    return sorted(bounds)


def _place(outlet: Outlet) -> tuple[int, str]:
    """Return what decides where scores are equal: the shorter voyage, then the id."""
    days = outlet.market.logistics.transit_days
    return (days[1] if days else _NOBODY_KNOWS), outlet.market.id
