"""Doors: until when, and from when, the age of a vehicle lets it into a market.

A closing door has a last day to load; a door that opens has a first one, where a market asks for
a minimum age. Markets that the law of export keeps back are not judged at all, so they have none;
nor has a market whose answer would still be no.

An alarm is a day on which the window of a market moves for all vehicles at once. It is worked out
from the row of the market, whatever the stock holds.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from broker_app.domain.admission import Answer, Case
from broker_app.domain.admit import admit, days_to_event, last_day_to_load, sailing
from broker_app.domain.age import CEILINGS, FLOORS, add_months
from broker_app.domain.facts import Fact
from broker_app.domain.market import Market, Row
from broker_app.domain.suggest import Advice, Dated
from broker_app.domain.verdict import Because

ONE_DAY = timedelta(days=1)
OLDEST = 60
"""Years of age beyond which no market looks at the day of birth any more."""


class Way(StrEnum):
    """Which way a door moves."""

    CLOSES = "closes"
    OPENS = "opens"


@dataclass(frozen=True, slots=True)
class Door:
    """One market whose age rule moves for one vehicle.

    `day` is the last day to load, or the first one where the door opens; `decide_on` the day of
    the decision that leads to it, by the days the market takes to load. `event_day` is the day of
    `answer.event` that the law compares. `limit` is the age rule, None where the market's rules
    themselves change. `answer` is what the market says of a vehicle loaded on `day`; `rank` and
    `score` are those of a decision today, 0 where the market is not offered then.
    """

    way: Way
    market: Market
    day: date
    decide_on: date
    event_day: date
    limit: Because | None
    answer: Answer
    rank: int = 0
    score: int = 0

    def days_left(self, on: date) -> int:
        """Return the days from one day to that of the door."""
        return (self.day - on).days


def doors_of(advice: Advice, on: date, until: date) -> Iterator[Door]:
    """Yield the doors that move for a vehicle between two days, both included.

    Where nobody knows the days at sea there is no day to load, and so no door.
    """
    for dated in advice.dated(until):
        if dated.market.logistics.transit_days is None:
            continue
        for found in (_opens(dated), _closes(dated, advice.facts)):
            if found is not None and on <= found.day <= until:
                door = _answered(found, dated, advice.facts)
                if door is not None:
                    yield door


class _Move(NamedTuple):
    """A door before the market is asked about its day."""

    way: Way
    day: date
    event_day: date
    limit: Because | None


def _answered(move: _Move, dated: Dated, facts: Mapping[str, Fact]) -> Door | None:
    """Return the door with the market's answer on its day, None where that is no even then."""
    market = dated.market
    then = _asked(market, facts, move.day)
    too_young = move.way is Way.OPENS and (then.first_event or date.min) > move.event_day
    if then.admission == "ineligible" or too_young:
        return None
    decide_on = move.day - timedelta(days=market.logistics.days_to_load)
    days = (move.day, decide_on, move.event_day)
    return Door(move.way, market, *days, move.limit, then, dated.rank, dated.score)


def _closes(dated: Dated, facts: Mapping[str, Fact]) -> _Move | None:
    if dated.answer.admission == "ineligible" and dated.answer.reason != "AGE_OVER_MAX":
        return None
    day, answer = _last_day(dated, facts)
    if day is None:
        return None
    event_day = day + _to_event(dated.market, answer.event)
    limit = next((one for one in answer.limits if one.condition in CEILINGS), None)
    return _Move(Way.CLOSES, day, event_day, limit)


def _last_day(dated: Dated, facts: Mapping[str, Fact]) -> tuple[date | None, Answer]:
    """Return the last day to load, and the answer that says so: of later rules, where they come."""
    market, answer, arrives = dated.market, dated.answer, dated.voyage.arrives
    _, slowest = _at_sea(market)
    while True:
        day = last_day_to_load(market, answer)
        following = market.next_change(arrives) if arrives else None
        if following is None or (day is not None and day + slowest < following):
            return day, answer
        later = _asked(market, facts, following - slowest)
        if later.admission == "ineligible":
            return following - slowest - ONE_DAY, later
        answer, arrives = later, following


def _opens(dated: Dated) -> _Move | None:
    """Return the door of a minimum age.

    The fastest voyage counts: it must not bring the vehicle there too young.
    """
    opens = dated.answer.first_event
    if opens is None:
        return None
    fastest, _ = _at_sea(dated.market)
    day = opens if dated.answer.event == "BL_DATE" else opens - fastest
    limit = next((one for one in dated.answer.limits if one.condition in FLOORS), None)
    return _Move(Way.OPENS, day, opens, limit)


def _at_sea(market: Market) -> tuple[timedelta, timedelta]:
    """Return the fastest and the slowest voyage; only markets with known ones have doors."""
    fastest, slowest = market.logistics.transit_days or (0, 0)
    return timedelta(days=fastest), timedelta(days=slowest)


def _to_event(market: Market, event: str) -> timedelta:
    return timedelta(days=days_to_event(market.logistics, event) or 0)


def _asked(market: Market, facts: Mapping[str, Fact], loaded: date) -> Answer:
    voyage = sailing(loaded, market.logistics)
    return admit(market, Case(facts, voyage, market.logistics.inland_days))


@dataclass(frozen=True, slots=True)
class StockDoor:
    """A door of one vehicle of the stock; `value_jpy` is its FOB value in yen, where known."""

    vehicle: int
    door: Door
    value_jpy: int | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """A day on which a market's window moves, and the vehicles that lose the market that day.

    `day` is the last day to load and `event_day` that of the law. `value_jpy` adds up the `valued`
    vehicles of which a value is known.
    """

    market: Market
    day: date
    event: str
    event_day: date
    vehicles: tuple[int, ...] = ()
    value_jpy: int = 0
    valued: int = 0

    @property
    def decide_on(self) -> date:
        """The day of the decision that still leads to it."""
        return self.day - timedelta(days=self.market.logistics.days_to_load)

    def days_left(self, on: date) -> int:
        """Return the days from one day to that of the alarm."""
        return (self.day - on).days


def alarms(
    markets: Iterable[Market], found: Iterable[StockDoor], on: date, until: date
) -> list[Alarm]:
    """Return the days on which windows move between two days, with what the stock loses then.

    A market whose window moves without taking a vehicle of the stock has an alarm of none.
    """
    lost: dict[tuple[str, date], list[StockDoor]] = {}
    for one in found:
        if one.door.way is Way.CLOSES:
            lost.setdefault((one.door.market.id, one.door.day), []).append(one)
    made = [
        _alarm(market, day, event, lost.get((market.id, day), ()))
        for market in markets
        for day, event in window_days(market, on, until)
    ]
    return sorted(made, key=lambda alarm: (alarm.day, -len(alarm.vehicles), alarm.market.id))


def _alarm(market: Market, day: date, event: str, lost: Iterable[StockDoor]) -> Alarm:
    lost = list(lost)
    values = [one.value_jpy for one in lost if one.value_jpy is not None]
    event_day = day + _to_event(market, event)
    vehicles = tuple(one.vehicle for one in lost)
    return Alarm(market, day, event, event_day, vehicles, sum(values), len(values))


def window_days(market: Market, on: date, until: date) -> list[tuple[date, str]]:
    """Return the last days to load on which a window moves between two days, with the event.

    A limit by calendar year moves at the end of a year, one by months at the end of each month;
    a fixed year never moves. A day of birth that is known exactly has a day of its own.
    """
    found: dict[date, str] = {}
    if market.logistics.transit_days is None:
        return []
    _, slowest = _at_sea(market)
    for version in market.versions:
        for row in version.rows:
            days = _to_event(market, row.age_event)
            for event_day in _last_events(row, on + days, until + days):
                day = event_day - days
                if market.version_on(day + slowest) is version:
                    found.setdefault(day, row.age_event)
    return sorted(found.items())


def _last_events(row: Row, first: date, last: date) -> set[date]:
    """Return the last good days of the event between two days, for every month of birth."""
    if row.age_max is None:
        return set()
    refused, value = CEILINGS[row.age_max.mode], row.age_max.value
    step = 12 if row.age_base in ("MANUFACTURE_YEAR", "MODEL_YEAR") else 1
    start = date(first.year - OLDEST, 1, 1)
    births = [add_months(start, months) for months in range(0, 12 * (OLDEST + 2), step)]
    at = bisect_left(births, first + ONE_DAY, key=lambda birth: refused(birth, value))
    found = set()
    for birth in births[at:]:
        bound = refused(birth, value)
        if bound > last + ONE_DAY:
            break
        found.add(bound - ONE_DAY)
    return found
