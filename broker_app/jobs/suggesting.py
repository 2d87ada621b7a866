"""Suggesting: the markets for vehicles of a file or of the stock."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from broker_app.domain.facts import Basis, Fact
from broker_app.domain.money import Money
from broker_app.domain.party import Company
from broker_app.domain.question import Question
from broker_app.domain.rate import Rates, in_yen
from broker_app.domain.scoring import OwnSales, Scoring
from broker_app.domain.shipment import WITH_FREIGHT
from broker_app.domain.suggest import BARRED_FROM, MARKET_FACTS, Advice, Ranking
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.intake.facts_csv import FactsRow, read_facts
from broker_app.jobs import selling, weighing
from broker_app.jobs.books import Books
from broker_app.jobs.judging import CHUNK, Bench, facts_of, unknown_place
from broker_app.store import parties, rates, sales, vehicles
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
        scoring: Scoring | None = None,
        markets: Collection[str] = (),
    ) -> None:
        """Advise on these markets, or on all where none is named."""
        self.rates = rates
        if markets:
            chosen = [books.markets[one] for one in markets]
            self._ranking = Ranking(chosen, on, scoring or books.scoring, rates, own_sales)
        else:
            self._ranking = books.ranking(on, rates, own_sales, scoring)
        self._bench = Bench(books, Question(BARRED_FROM, on))
        self.looks_at = (*self._bench.looks_at, *MARKET_FACTS)

    def facts(
        self, vehicle: Vehicle, company: Company, hammer_price_jpy: int | None
    ) -> dict[str, Fact]:
        """Return the facts of a vehicle that law and markets look at."""
        return facts_of(vehicle, self.looks_at, company, hammer_price_jpy, self._bench)

    def advise(
        self, facts: Mapping[str, Fact], stated: Money | None = None, final: str = ""
    ) -> tuple[Outcome, Advice]:
        """Return what the law says of Russia, and the markets for a vehicle of these facts.

        `final` is the country that goods would go on to from a hub, by its code.

        A `stated` price in yen is the FOB value of a vehicle that has no export value; costs are
        reckoned from it, but the law is not asked by it.
        """
        outcome = self._bench.verdict(facts).outcome
        if stated is not None and "export_value_jpy" not in facts:
            facts = {**facts, "export_value_jpy": Fact(stated.minor_units, Basis.DERIVED)}
        return outcome, self._ranking.advice(facts, outcome, final)


def adviser_of(
    reader: Rows,
    books: Books,
    on: date,
    stated: Rates = MappingProxyType({}),
    markets: Collection[str] = (),
) -> Adviser:
    """Return an adviser for the stock: by the rates it keeps, unless others are stated.

    It weighs as the office does, and knows all markets unless some are named.
    """
    known = {**rates.book(reader).on(on), **stated}
    scoring = weighing.scoring_of(reader, books)
    return Adviser(books, on, known, selling.own_sales(reader, on), scoring, markets)


def suggest_file(
    path: Path, books: Books, on: date, stated: Rates, final: str = ""
) -> tuple[Iterator[VehicleAdvice], tuple[str, ...]]:
    """Advise on a CSV of facts row by row; also returns the columns that were ignored.

    `final_destination` of a row wins over the `final` country that goods would go on to.
    """
    file = read_facts(path)
    return _of_rows(file.rows, Adviser(books, on, stated), final), file.ignored


def suggest_stock(
    reader: Rows,
    books: Books,
    on: date,
    stated: Rates = MappingProxyType({}),
    chosen: Sequence[int] | None = None,
    final: str = "",
    markets: Collection[str] = (),
) -> Iterator[VehicleAdvice]:
    """Advise on every vehicle, or some of them; `stated` rates win over those that are kept.

    All markets are asked, or some of them.
    """
    adviser = adviser_of(reader, books, on, stated, markets)
    part: list[tuple[int, Vehicle]] = []
    for numbered in vehicles.many(reader, chosen):
        part.append(numbered)
        if len(part) == CHUNK:
            yield from _of_part(reader, adviser, part, final)
            part = []
    yield from _of_part(reader, adviser, part, final)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A vehicle of the stock decided on a day: what the law says of Russia, and the markets.

    `value_from` says what the FOB value of the landed costs is: `sale`, `asking_price`, or empty
    where it is the export value of the vehicle itself, or none is known.
    """

    vehicle: int
    record: Vehicle
    on: date
    to_russia: Outcome
    advice: Advice
    rates: Rates
    value_from: str = ""
    final: str = ""


def outlook(reader: Rows, books: Books, vehicle: int, on: date, final: str = "") -> Outlook:
    """Advise on one vehicle of the stock; from a hub it would go on to the `final` country.

    Raises UserError where it is gone.
    """
    record = vehicles.get(reader, vehicle)
    adviser = adviser_of(reader, books, on)
    prices = _Prices(reader, [vehicle])
    outcome, advice = prices.advise(adviser, vehicle, record, final)
    value_from = prices.source(vehicle, record, adviser)
    return Outlook(vehicle, record, on, outcome, advice, adviser.rates, value_from, final)


class _Prices:
    """What some vehicles of the stock are worth: hammer prices, sales and asking prices."""

    def __init__(self, reader: Rows, chosen: Sequence[int]) -> None:
        self._company = parties.company(reader)
        self._hammer = vehicles.hammer_prices(reader, chosen)
        self._sales = sales.of_vehicles(reader, chosen)
        self._asking = vehicles.asking_prices(reader, chosen)

    def advise(
        self, adviser: Adviser, number: int, vehicle: Vehicle, final: str
    ) -> tuple[Outcome, Advice]:
        """Advise on a vehicle."""
        facts = self._facts(adviser, number, vehicle)
        value = self._stated(number, adviser.rates)
        return adviser.advise(facts, value[1] if value else None, final)

    def source(self, number: int, vehicle: Vehicle, adviser: Adviser) -> str:
        """Return what the FOB value of a vehicle is read from, where it has none of its own."""
        value = self._stated(number, adviser.rates)
        own = "export_value_jpy" in self._facts(adviser, number, vehicle)
        return "" if own or value is None else value[0]

    def _facts(self, adviser: Adviser, number: int, vehicle: Vehicle) -> dict[str, Fact]:
        return adviser.facts(vehicle, self._company, self._hammer.get(number))

    def _stated(self, number: int, rates: Rates) -> tuple[str, Money] | None:
        """Return a stated price in yen, and what it is: the sale on FOB, else the asking price."""
        sale, asking = self._sales.get(number), self._asking.get(number)
        known = []
        if sale is not None and sale.price and sale.incoterm not in WITH_FREIGHT:
            known.append(("sale", sale.money))
        if asking is not None:
            known.append(("asking_price", Money(*asking)))
        for source, money in known:
            yen = in_yen(money, rates.get(money.currency))
            if yen is not None:
                return source, yen
        return None


def _of_rows(rows: Iterable[FactsRow], adviser: Adviser, final: str) -> Iterator[VehicleAdvice]:
    for row in rows:
        asked = Question(BARRED_FROM, date.min, row.asked.get("final_destination", final))
        problem = row.problem or unknown_place(asked)
        if problem is not None:
            yield VehicleAdvice(row.row, row.case_id, row.vehicle, problem=problem)
            continue
        facts = adviser.facts(row.vehicle, Company(), None)
        outcome, advice = adviser.advise(facts, final=asked.final_destination)
        yield VehicleAdvice(row.row, row.case_id, row.vehicle, outcome, advice)


def _of_part(
    reader: Rows, adviser: Adviser, part: list[tuple[int, Vehicle]], final: str
) -> Iterator[VehicleAdvice]:
    prices = _Prices(reader, [number for number, _ in part])
    for number, vehicle in part:
        outcome, advice = prices.advise(adviser, number, vehicle, final)
        yield VehicleAdvice(number, "", vehicle, outcome, advice)
