"""Suggesting: the markets for vehicles of a file or of the stock."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from broker_app.domain.facts import Fact
from broker_app.domain.party import Company
from broker_app.domain.question import Question
from broker_app.domain.rate import Rates
from broker_app.domain.scoring import OwnSales
from broker_app.domain.suggest import BARRED_FROM, MARKET_FACTS, Advice, suggest
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.intake.facts_csv import FactsRow, read_facts
from broker_app.jobs import selling
from broker_app.jobs.books import Books
from broker_app.jobs.judging import CHUNK, Bench, facts_of
from broker_app.store import parties, rates, vehicles
from broker_app.store.database import Rows


@dataclass(frozen=True, slots=True)
class VehicleAdvice:
    """The advice on one vehicle, or the problem of an unreadable row."""

    row: int
    case_id: str
    vehicle: Vehicle
    to_russia: Outcome | None = None
    advice: Advice | None = None
    problem: UserError | None = None


class Adviser:
    """Advises on vehicles for one day, by exchange rates and what our own sales have left."""

    def __init__(
        self,
        books: Books,
        on: date,
        rates: Rates,
        own_sales: Mapping[str, OwnSales] = MappingProxyType({}),
    ) -> None:
        self._on = on
        self.rates = rates
        self._own_sales = own_sales
        self._markets = tuple(books.markets.values())
        self._scoring = books.scoring
        self._bench = Bench(books, Question(BARRED_FROM, on))
        self.looks_at = (*self._bench.looks_at, *MARKET_FACTS)

    def advise(self, facts: Mapping[str, Fact]) -> tuple[Outcome, Advice]:
        """Return what the law says of Russia, and the markets for a vehicle of these facts."""
        outcome = self._bench.verdict(facts).outcome
        return outcome, suggest(
            self._markets,
            facts,
            self._on,
            outcome,
            self._scoring,
            self.rates,
            self._own_sales,
        )


def adviser_of(
    reader: Rows, books: Books, on: date, stated: Rates = MappingProxyType({})
) -> Adviser:
    """Return an adviser for the stock: by the rates it keeps, unless others are stated."""
    known = {**rates.book(reader).on(on), **stated}
    return Adviser(books, on, known, selling.own_sales(reader, on))


def suggest_file(
    path: Path, books: Books, on: date, stated: Rates
) -> tuple[Iterator[VehicleAdvice], tuple[str, ...]]:
    """Advise on a CSV of facts row by row; also returns the columns that were ignored."""
    file = read_facts(path)
    return _of_rows(file.rows, Adviser(books, on, stated)), file.ignored


def suggest_stock(
    reader: Rows, books: Books, on: date, stated: Rates = MappingProxyType({})
) -> Iterator[VehicleAdvice]:
    """Advise on every vehicle of the stock; `stated` rates win over those that are kept."""
    adviser, company = adviser_of(reader, books, on, stated), parties.company(reader)
    part: list[tuple[int, Vehicle]] = []
    for numbered in vehicles.many(reader):
        part.append(numbered)
        if len(part) == CHUNK:
            yield from _of_part(reader, adviser, company, part)
            part = []
    yield from _of_part(reader, adviser, company, part)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A vehicle of the stock decided on a day: what the law says of Russia, and the markets."""

    vehicle: int
    record: Vehicle
    on: date
    to_russia: Outcome
    advice: Advice
    rates: Rates


def outlook(reader: Rows, books: Books, vehicle: int, on: date) -> Outlook:
    """Advise on one vehicle of the stock. Raises UserError where it is gone."""
    record = vehicles.get(reader, vehicle)
    price = vehicles.hammer_prices(reader, [vehicle]).get(vehicle)
    adviser = adviser_of(reader, books, on)
    facts = facts_of(record, adviser.looks_at, parties.company(reader), price)
    outcome, advice = adviser.advise(facts)
    return Outlook(vehicle, record, on, outcome, advice, adviser.rates)


def _of_rows(rows: Iterable[FactsRow], adviser: Adviser) -> Iterator[VehicleAdvice]:
    for row in rows:
        if row.problem is not None:
            yield VehicleAdvice(row.row, row.case_id, row.vehicle, problem=row.problem)
            continue
        outcome, advice = adviser.advise(facts_of(row.vehicle, adviser.looks_at, Company(), None))
        yield VehicleAdvice(row.row, row.case_id, row.vehicle, outcome, advice)


def _of_part(
    reader: Rows, adviser: Adviser, company: Company, part: list[tuple[int, Vehicle]]
) -> Iterator[VehicleAdvice]:
    prices = vehicles.hammer_prices(reader, [number for number, _ in part])
    for number, vehicle in part:
        facts = facts_of(vehicle, adviser.looks_at, company, prices.get(number))
        outcome, advice = adviser.advise(facts)
        yield VehicleAdvice(number, "", vehicle, outcome, advice)
