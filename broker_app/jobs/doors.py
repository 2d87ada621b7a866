"""Doors of the stock: which vehicles lose or gain a market by their age, and on which day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from broker_app.domain.doors import Alarm, StockDoor, Way, alarms, doors_of
from broker_app.domain.question import Question
from broker_app.domain.suggest import Advice
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Outcome
from broker_app.jobs.books import Books
from broker_app.jobs.judging import Bench
from broker_app.jobs.progress import Progress
from broker_app.jobs.suggesting import suggest_stock
from broker_app.store import reports
from broker_app.store.database import Rows

TOLD_EVERY = 100


@dataclass(frozen=True, slots=True)
class Doors:
    """The doors of the stock that move between two days, the earliest first.

    `asked` is how many vehicles were looked at, `named` those of them that have a door. `best` is
    the market that stands first for each, by its id; empty text where none is offered.
    """

    on: date
    until: date
    asked: int
    found: tuple[StockDoor, ...]
    alarms: tuple[Alarm, ...]
    named: Mapping[int, Vehicle]
    best: Mapping[int, str]


def doors(
    reader: Rows,
    progress: Progress,
    books: Books,
    on: date,
    within: int,
    with_listed: bool = False,
) -> Doors:
    """Return the doors that move within so many days, of all vehicles still to be shipped.

    Those on a shipment have their market already; those that are only listed are left out, unless
    they are asked for.
    """
    chosen, until = reports.to_ship(reader, with_listed), on + timedelta(days=within)
    law = _Law(books, on)
    found: list[StockDoor] = []
    named, best = {}, {}
    for done, one in enumerate(suggest_stock(reader, books, on, chosen=chosen)):
        if done % TOLD_EVERY == 0:
            progress(done, len(chosen), "progress.reckoning")
        if one.advice is None:
            continue
        first = one.advice.best
        best[one.row] = first.id if first else ""
        mine = list(_of_one(one.row, one.advice, on, until, law))
        if mine:
            named[one.row] = one.vehicle
            found += mine
    found.sort(key=lambda one: (one.door.day, one.door.market.id, one.vehicle))
    ring = alarms(books.markets.values(), found, on, until)
    return Doors(on, until, len(chosen), tuple(found), tuple(ring), named, best)


def _of_one(
    vehicle: int, advice: Advice, on: date, until: date, law: "_Law"
) -> Iterator[StockDoor]:
    worth = advice.facts.get("export_value_jpy")
    value = None if worth is None else int(worth.value)
    for door in doors_of(advice, on, until):
        if door.way is Way.CLOSES or law.lets_out(advice, door.market.country):
            yield StockDoor(vehicle, door, value)


class _Law:
    """What the law of export says of a vehicle and a market."""

    def __init__(self, books: Books, on: date) -> None:
        self._books, self._on = books, on
        self._benches: dict[str, Bench] = {}

    def lets_out(self, advice: Advice, country: str) -> bool:
        """Tell whether a vehicle is not barred from a country; only then it is worth holding."""
        bench = self._benches.get(country)
        if bench is None:
            question = Question(country, self._on)
            bench = self._benches[country] = Bench(self._books, question)
        return bench.verdict(advice.facts).outcome is not Outcome.BLOCKED
