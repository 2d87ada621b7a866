"""Overriding: figures and rules of markets that the broker keeps in place of the shipped ones.

Nothing is kept without a source and a day. The examples of the market are judged by it first:
those that answer otherwise are shown, and somebody says that this is right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from broker_app.domain.admission import Answer
from broker_app.domain.changes import Changes
from broker_app.domain.market import Market, MarketExample
from broker_app.domain.market_examples import answered, passes
from broker_app.domain.override import PLACES as FIXED
from broker_app.domain.override import RULE, Override, Place, Standing, day_of_rule, place_named
from broker_app.errors import UserError
from broker_app.jobs import override_values
from broker_app.jobs.books import Books
from broker_app.reference import market_overrides as files
from broker_app.store import market_overrides, write
from broker_app.store.database import Database, Rows

OVERRIDES = frozenset({"market_override"})
LONGEST_SOURCE = 500


@dataclass(frozen=True, slots=True)
class Turned:
    """An example of a market that answers otherwise than its file says; numbered from 1."""

    market: Market
    number: int
    example: MarketExample
    answer: Answer


@dataclass(frozen=True, slots=True)
class Trial:
    """What an override would do: the shipped value it replaces, and the examples it turns."""

    override: Override
    market: Market
    turned: tuple[Turned, ...]


def of_market(books: Books, market: str) -> tuple[Standing, ...]:
    """Return how the overrides of a market stand on the shipped file."""
    return tuple(one for one in books.standings if one.override.market == market)


def places_of(market: Market) -> tuple[Place, ...]:
    """Return where a market may be overridden, but for its rules; its duties last."""
    duties = [
        place
        for step in market.duties
        if (place := place_named(f"duty.{step.name}.{'amount' if step.amount else 'percent'}"))
    ]
    return (*FIXED, *duties)


def shipped_of(books: Books, market: str) -> dict[str, Any]:
    """Return what the shipped file says at each place of a market, but for its rules."""
    found = _known(books, market)
    shipped = files.shipped_values(found.id)
    return {place.name: files.value_at(shipped, place.name) for place in places_of(found)}


def in_use(books: Books, market: str, on: date) -> tuple[dict[str, Any], str]:
    """Return what stands at each place of a market, and the text of its rule in force on a day.

    What the broker overrides counts; what is set aside does not.
    """
    found = _known(books, market)
    held = {
        one.override.place: one.override.value
        for one in of_market(books, found.id)
        if one.problem is None
    }
    shipped = shipped_of(books, market)
    values = {place: held.get(place, value) for place, value in shipped.items()}
    rules = {day: text for place, text in held.items() if (day := day_of_rule(place))}
    theirs = files.value_at(files.shipped_values(found.id), f"{RULE}.{on.isoformat()}")
    if theirs is not None:
        rules = {files.rule_from(theirs)["from"]: theirs} | rules
    since = max((day for day in rules if day <= on), default=None)
    return values, rules[since] if since else ""


def wished(
    market: str, place: str, text: str, source: str, checked_on: date, today: date
) -> Override:
    """Return an override as somebody typed it; the place of a rule is `version`.

    Raises UserError for a place, value, source or day that cannot be.
    """
    if place == RULE:
        place = f"{RULE}.{files.rule_from(text)['from'].isoformat()}"
    known = place_named(place)
    if known is None:
        raise UserError("override_no_place", place=place)
    value = override_values.read(known, text)
    if not source.strip() or len(source) > LONGEST_SOURCE:
        raise UserError("override_needs_source")
    if checked_on > today:
        raise UserError("override_of_tomorrow", day=checked_on)
    return Override(market, known.name, value, source.strip(), checked_on)


def tried(reader: Rows, books: Books, wish: Override, instead_of: str = "") -> Trial:
    """Judge the examples of a market by an override beside those that are kept already.

    `instead_of` names the place of one that it replaces: a rule that is to hold from another day.
    Raises UserError where the market's file cannot bear it.
    """
    market = _known(books, wish.market)
    kept = [o for o in market_overrides.every(reader) if o.market == market.id]
    others = [one for one in kept if one.place not in (wish.place, instead_of)]
    wish = replace(wish, market=market.id)
    file, text = files.text_of(market.id)
    before, _ = files.overlaid(file, text, kept)
    made, standings = files.overlaid(file, text, [*others, wish])
    standing = standings[-1]
    if standing.problem is not None:
        raise standing.problem
    wish = replace(wish, shipped=standing.shipped)
    turned = [one for one in failures([made]) if not _same(one.answer, before, one.example)]
    return Trial(wish, made, tuple(turned))


def put_override(
    db: Database,
    books: Books,
    wish: Override,
    who: str,
    agreed: bool = False,
    instead_of: str = "",
) -> Changes:
    """Keep an override. Raises UserError where it cannot be, and where it turns examples.

    `agreed` says that somebody saw which examples answer otherwise, and that it is right.
    """
    trial = tried(db.connection, books, wish, instead_of)
    if trial.turned and not agreed:
        raise UserError("override_turns", count=len(trial.turned))
    market, place = trial.market.id, trial.override.place
    replaced = market_overrides.at(db.connection, market, instead_of)
    with write.step(db, "market_override", who, market=market, place=place) as step:
        if replaced is not None and replaced.id is not None and instead_of != place:
            market_overrides.remove(step, replaced.id)
        market_overrides.put(step, db.connection, trial.override)
    return Changes(OVERRIDES, step.number)


def remove_override(db: Database, market: str, place: str, who: str) -> Changes:
    """Take an override away; the shipped value counts again. Raises UserError where it is gone."""
    found = market_overrides.at(db.connection, market, place)
    if found is None or found.id is None:
        raise UserError("override_gone", place=place)
    with write.step(db, "market_override_remove", who, market=market, place=place) as step:
        market_overrides.remove(step, found.id)
    return Changes(OVERRIDES, step.number)


def failures(markets: Sequence[Market]) -> Iterator[Turned]:
    """Judge every example of some markets; yield those that answer otherwise."""
    for market in markets:
        for number, example in enumerate(market.examples, 1):
            if not passes(market, example):
                yield Turned(market, number, example, answered(market, example))


def _same(answer: Answer, before: Market, example: MarketExample) -> bool:
    """Tell whether a market answered so already; then it is nothing that the change does."""
    earlier = answered(before, example)
    return (answer.admission, answer.reason) == (earlier.admission, earlier.reason)


def _known(books: Books, market: str) -> Market:
    found = books.shipped_markets.get(market.upper())
    if found is None:
        raise UserError("override_no_market", market=market)
    return found
