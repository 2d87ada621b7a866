"""Judging: vehicles of the stock, and facts from a file, against the rules."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.facts import Basis, Fact
from broker_app.domain.judge import Judge
from broker_app.domain.party import Company
from broker_app.domain.question import Question
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Verdict
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.store import packs, parties, vehicles, write
from broker_app.store.database import Database, Rows

CHUNK = 2000
US_BUILT = ("JP", "US")


def planned_day(today: date, days_to_export: int) -> date:
    """Return the planned day of export of a vehicle that is on no shipment."""
    return today + timedelta(days=days_to_export)


class Bench:
    """Judges vehicles on one question; adds the law that follows US-built goods by itself."""

    def __init__(self, books: Books, question: Question) -> None:
        self.question = question
        self._books = books
        self._judges: dict[tuple[str, ...], Judge] = {}

    def verdict(self, facts: Mapping[str, Fact]) -> Verdict:
        """Return the verdict on these facts."""
        return self._judge(self._regimes(facts)).verdict(facts)

    def _regimes(self, facts: Mapping[str, Fact]) -> tuple[str, ...]:
        built = facts.get("made_in")
        asked = self.question.regimes
        if asked == ("JP",) and built is not None and built.value == "US":
            return US_BUILT
        return asked

    def _judge(self, regimes: tuple[str, ...]) -> Judge:
        if regimes not in self._judges:
            question = replace(self.question, regimes=regimes)
            self._judges[regimes] = Judge(self._books.pack, self._books.tariff, question)
        return self._judges[regimes]

    @property
    def looks_at(self) -> tuple[str, ...]:
        """The facts that any verdict here may rest on."""
        return (*self._judge(self.question.regimes).looks_at, "made_in")


def facts_of(
    vehicle: Vehicle, names: Iterable[str], company: Company, hammer_price_jpy: int | None
) -> dict[str, Fact]:
    """Return the named facts of a vehicle, with the export value of the stated pricing plan."""
    facts = {name: fact for name in names if (fact := vehicle.fact(name)) is not None}
    if "export_value_jpy" not in facts and company.plans_prices and hammer_price_jpy:
        value = company.export_value_jpy(hammer_price_jpy)
        facts["export_value_jpy"] = Fact(value, Basis.DERIVED)
    return facts


def judge_stock(
    db: Database,
    progress: Progress,
    books: Books,
    question: Question,
    who: str,
    only: Iterable[int] | None = None,
) -> Changes:
    """Judge the stock for a question and store the verdicts; only what is not answered yet.

    `only` names vehicles whose facts have changed, to be judged whatever is stored.
    """
    with write.step(db, "judge", who, destination=question.destination) as step:
        pack = packs.put(step, db.connection, books.pack, books.pack_bytes)
        chosen = (
            sorted(only)
            if only is not None
            else packs.to_judge(db.connection, question.destination, question.on, pack)
        )
        judge_in_step(db, step, progress, Bench(books, question), chosen, pack)
    if not chosen:
        return NOTHING
    return Changes(frozenset({"verdict"}), step.number)


def judge_in_step(
    db: Database, step: write.Step, progress: Progress, bench: Bench, chosen: list[int], pack: int
) -> None:
    """Judge some vehicles inside a step that is already open."""
    question = bench.question
    company = parties.company(db.connection)
    sets = packs.FindingSets(step, db.connection)
    for start in range(0, len(chosen), CHUNK):
        progress(start, len(chosen), "progress.judging", on=question.on)
        part = chosen[start : start + CHUNK]
        prices = vehicles.hammer_prices(db.connection, part)
        verdicts = [
            (number, bench.verdict(facts_of(v, bench.looks_at, company, prices.get(number))))
            for number, v in vehicles.many(db.connection, part)
        ]
        packs.put_verdicts(step, sets, verdicts, question.destination, question.on, pack)
    if chosen:
        summary = {"vehicles": len(chosen), "destination": question.destination}
        step.note_derived("verdict", summary | {"on": question.on.isoformat(), "pack": pack})


def verdict_now(reader: Rows, books: Books, vehicle: int, question: Question) -> Verdict:
    """Judge one vehicle for any question, without storing the answer."""
    bench = Bench(books, question)
    record = vehicles.get(reader, vehicle)
    price = vehicles.hammer_prices(reader, [vehicle]).get(vehicle)
    return bench.verdict(facts_of(record, bench.looks_at, parties.company(reader), price))
