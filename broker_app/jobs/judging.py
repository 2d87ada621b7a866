"""Judging: vehicles of the stock, and facts from a file, against the rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from broker_app import words
from broker_app.domain.age import steps_reached, turned
from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.dates import earliest
from broker_app.domain.facts import Basis, Fact
from broker_app.domain.judge import Judge
from broker_app.domain.party import Company
from broker_app.domain.question import OCCUPIED_REGIONS, Question
from broker_app.domain.rate import Rates
from broker_app.domain.rule import Pack
from broker_app.domain.telltale import said_of
from broker_app.domain.vehicle import LONG_TEXTS, PRECISIONS, Vehicle
from broker_app.domain.verdict import Verdict
from broker_app.domain.worked_out import (
    AGE,
    FOLLOWS_FROM,
    US_MAKER,
    VIN_SAYS,
    Workings,
)
from broker_app.errors import UserError
from broker_app.intake.facts_csv import FactsRow, read_facts
from broker_app.jobs.books import Books
from broker_app.jobs.classifying import Classified, classified
from broker_app.jobs.collector import still
from broker_app.jobs.progress import Progress
from broker_app.store import packs, parties, rates, vehicles, write
from broker_app.store.database import Database, Rows
from broker_app.store.records import origins_from
from broker_app.store.vehicles import BUILT, TELLING, US_VIN, Extract, Query

CHUNK = 10_000
_REMEMBERED = 100_000
US_BUILT = ("JP", "US")
_BUILT_IN = ("made_in", VIN_SAYS, US_MAKER)
_AS_EXTRACTED = {
    AGE: (BUILT,),
    VIN_SAYS: (US_VIN,),
    **{
        name: (*(n for n in behind if n not in LONG_TEXTS), TELLING)
        for name, behind in FOLLOWS_FROM.items()
        if set(LONG_TEXTS) <= set(behind)
    },
}
_STANDS_FOR = {BUILT: "manufactured", US_VIN: "vin", TELLING: "remarks"}
"""Columns of an extract that sort many values into a few, and the fact each stands for."""


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """The answer to one row of a facts file; an unreadable row is REVIEW with its reason."""

    row: int
    case_id: str
    verdict: Verdict | None
    problem: UserError | None = None
    classified: Classified | None = None
    vehicle: Vehicle | None = None
    question: Question | None = None


def judge_file(
    path: Path,
    books: Books,
    question: Question,
    only_asked: bool = False,
    rates: Rates = MappingProxyType({}),
) -> tuple[Iterator[FileVerdict], tuple[str, ...]]:
    """Judge a CSV of facts row by row; also returns the columns that were ignored.

    `destination`, `final_destination`, `party` and `regimes` of a row win over the question;
    `only_asked` says that somebody named the regimes; `rates` turn values for other regimes.
    """
    file = read_facts(path)
    return _answers(file.rows, books, question, only_asked, rates), file.ignored


def _answers(
    rows: Iterable[FactsRow], books: Books, question: Question, only_asked: bool, rates: Rates
) -> Iterator[FileVerdict]:
    benches: dict[tuple[Question, bool], Bench] = {}
    for row in rows:
        asked = asked_in(row, question)
        problem = row.problem or unknown_place(asked) or after_export(row.vehicle, asked)
        if problem is not None:
            yield FileVerdict(row.row, row.case_id, None, problem)
            continue
        named = only_asked or "regimes" in row.asked
        bench = benches.setdefault((asked, named), Bench(books, asked, named, rates))
        facts = facts_of(row.vehicle, bench.looks_at, Company(), None, bench)
        found = classified(row.vehicle, books)
        verdict = bench.verdict_on(row.vehicle, facts)
        yield FileVerdict(row.row, row.case_id, verdict, None, found, row.vehicle, asked)


def asked_in(row: FactsRow, question: Question) -> Question:
    """Return the question of one row of a facts file."""
    regimes = row.asked.get("regimes")
    return replace(
        question,
        destination=row.asked.get("destination", question.destination),
        final_destination=row.asked.get("final_destination", question.final_destination),
        party=row.asked.get("party", question.party),
        regimes=tuple(regimes.split("+")) if regimes else question.regimes,
    )


def unknown_place(question: Question) -> UserError | None:
    """Return the problem where a question names no country we know, nor an occupied region."""
    for place in (question.destination, question.ends_at):
        if place not in OCCUPIED_REGIONS and not words.is_country(place):
            return UserError("destination_unknown", value=place)
    return None


def after_export(vehicle: Vehicle, question: Question) -> UserError | None:
    """Return the problem where a vehicle is built or registered after it would be exported."""
    for name in ("manufactured", "first_registered"):
        value = getattr(vehicle, name)
        if value and earliest(value) > question.on:
            return UserError("registered_after_export", fact=name, value=value, on=question.on)
    return None


class Bench:
    """Judges vehicles on one question.

    The law that follows US-built goods is added by itself, unless `only_asked` says that somebody
    named the regimes. `pack` is another one than the books hold.
    """

    def __init__(
        self,
        books: Books,
        question: Question,
        only_asked: bool = False,
        rates: Rates = MappingProxyType({}),
        pack: Pack | None = None,
    ) -> None:
        self.question = question
        self.rates = rates
        self._pack = pack or books.pack
        self._only_asked = only_asked
        self._books = books
        self._judges: dict[tuple[str, ...], Judge] = {}

    def verdict(self, facts: Mapping[str, Fact]) -> Verdict:
        """Return the verdict on these facts."""
        return self._judge(self._regimes(facts)).verdict(facts)

    def verdict_on(self, vehicle: Vehicle, facts: Mapping[str, Fact]) -> Verdict:
        """Return the verdict on a vehicle, which holds no longer than its age counts the same."""
        verdict = self.verdict(facts)
        on, built = self.question.on, vehicle.manufactured or vehicle.first_registered
        if AGE not in facts or not built:
            return verdict
        now = self._reached(built, on)
        if self._reached(built, verdict.holds_from) != now:
            verdict = replace(verdict, holds_from=on)
        if self._reached(built, verdict.holds_until or date.max) != now:
            verdict = replace(verdict, holds_until=on)
        return verdict

    def _reached(self, built: str, day: date) -> int:
        return steps_reached(built, self.workings.ages, day)

    def _regimes(self, facts: Mapping[str, Fact]) -> tuple[str, ...]:
        """Return whose law is asked: also that of the United States for what may be built there."""
        said = {name: fact.value for name in _BUILT_IN if (fact := facts.get(name)) is not None}
        may_be = "made_in" not in said and US_MAKER in said
        if not self._only_asked and ("US" in said.values() or may_be):
            return US_BUILT
        return self.question.regimes

    def _judge(self, regimes: tuple[str, ...]) -> Judge:
        if regimes not in self._judges:
            question = replace(self.question, regimes=regimes)
            self._judges[regimes] = Judge(self._pack, self._books.tariff, question)
        return self._judges[regimes]

    @cached_property
    def workings(self) -> Workings:
        """What works out the facts that no list states."""
        ages = self._pack.bounds_of(AGE)
        return Workings(self._books.lookups, self.question.on, ages, self.rates)

    @property
    def built_by(self) -> list[str]:
        """The last days of manufacture that make the ages which rules compare, the oldest first.

        Counted to the planned day, and to both ends of the interval for which verdicts hold.
        """
        verdict = self._judge(self.question.regimes).verdict({})
        days = (verdict.holds_from, self.question.on, verdict.holds_until or date.max)
        built = {turned(years, day) for years in self.workings.ages for day in days}
        return [day.isoformat() for day in sorted(built)]

    def telling(self, text: str) -> str | None:
        """Return the words of a long text that rules look for, None where it has none of them."""
        return said_of(text, self._telling_words)

    @cached_property
    def _telling_words(self) -> tuple[str, ...]:
        telltales = self._books.lookups.telltales.values()
        found = {w: None for t in telltales if set(t.texts) & set(LONG_TEXTS) for w in t.words}
        return tuple(found)

    @property
    def looks_at(self) -> tuple[str, ...]:
        """The facts that any verdict here may rest on."""
        looked_at = self._judge(self.question.regimes).looks_at
        return tuple(dict.fromkeys((*looked_at, *_BUILT_IN)))


def facts_of(
    vehicle: Vehicle,
    names: Iterable[str],
    company: Company,
    hammer_price_jpy: int | None,
    bench: Bench | None = None,
) -> dict[str, Fact]:
    """Return the named facts of a vehicle, with the export value of the stated pricing plan.

    A bench adds what is worked out; an identification number given in the United States names the
    country of a vehicle of which nothing else is known.
    """
    asked = list(names)
    known = (name for name in asked if name not in FOLLOWS_FROM)
    facts = {name: fact for name in known if (fact := vehicle.fact(name)) is not None}
    value = vehicle.fact("export_value_jpy")
    if value is None and company.plans_prices and hammer_price_jpy:
        value = Fact(company.export_value_jpy(hammer_price_jpy), Basis.DERIVED)
        facts["export_value_jpy"] = value
    if bench is None:
        return facts
    found = {n: bench.workings.fact(n, vehicle, value) for n in asked if n in FOLLOWS_FROM}
    facts |= {name: fact for name, fact in found.items() if fact is not None}
    if VIN_SAYS in facts:
        facts.setdefault("made_in", facts[VIN_SAYS])
    return facts


def judge_stock(
    db: Database,
    progress: Progress,
    books: Books,
    question: Question,
    who: str,
) -> Changes:
    """Judge the stock for a question and store the verdicts; only what is not answered yet."""
    with still(), write.step(db, "judge", who, destination=question.destination) as step:
        pack = packs.put(step, db.connection, books.pack, books.pack_bytes)
        chosen = packs.to_judge(db.connection, question.destination, question.on, pack)
        _judge(db, step, progress, Bench(books, question), chosen, pack)
    if not chosen:
        return NOTHING
    return Changes(frozenset({"verdict"}), step.number)


def judge_again(
    db: Database,
    step: write.Step,
    progress: Progress,
    books: Books,
    question: Question,
    touched: Iterable[int] | None,
) -> None:
    """Judge vehicles whose facts this open step has changed; None means the whole stock.

    What was stored about them for any destination is forgotten first.
    """
    chosen = sorted(touched) if touched is not None else None
    step.forget_verdicts(chosen)
    pack = packs.put(step, db.connection, books.pack, books.pack_bytes)
    if chosen is None:
        chosen = packs.to_judge(db.connection, question.destination, question.on, pack)
    _judge(db, step, progress, Bench(books, question), chosen, pack)


class _Answers(dict[Extract, Verdict]):
    """The verdict on each distinct extract of the stock: a million vehicles are a few hundred."""

    def __init__(self, bench: Bench, company: Company) -> None:
        self._bench, self._company = bench, company
        self._names = bench.looks_at
        behind = {**FOLLOWS_FROM, **_AS_EXTRACTED}
        stored = (column for name in self._names for column in behind.get(name, (name,)))
        steps = [PRECISIONS[name] for name in self._names if name in PRECISIONS]
        self.columns = (*dict.fromkeys(stored), *steps)

    def extracts(self, reader: Rows, chosen: Iterable[int]) -> Iterator[tuple[int, Extract]]:
        """Yield what of each vehicle a verdict can rest on."""
        priced, built_by = self._company.plans_prices, self._bench.built_by
        telling = self._bench.telling
        return vehicles.extracts(reader, chosen, self.columns, priced, built_by, telling)

    def __missing__(self, extract: Extract) -> Verdict:
        if len(self) >= _REMEMBERED:
            self.clear()
        price, origins, *values = extract
        facts = dict(zip(self.columns, values, strict=True))
        for column, name in _STANDS_FOR.items():
            facts[name] = facts.pop(column, None)
        vehicle = Vehicle(**facts, origins=origins_from(origins))
        known = facts_of(vehicle, self._names, self._company, price, self._bench)
        verdict = self._bench.verdict_on(vehicle, known)
        self[extract] = verdict
        return verdict


def _judge(
    db: Database, step: write.Step, progress: Progress, bench: Bench, chosen: list[int], pack: int
) -> None:
    question = bench.question
    company = parties.company(db.connection)
    answers = _Answers(bench, company)
    sets = packs.FindingSets(step, db.connection)
    for start in range(0, len(chosen), CHUNK):
        progress(start, len(chosen), "progress.judging", on=question.on)
        part = chosen[start : start + CHUNK]
        found = answers.extracts(db.connection, part)
        verdicts = [(number, answers[extract]) for number, extract in found]
        packs.put_verdicts(step, sets, verdicts, question.destination, question.on, pack)
    if chosen:
        summary = {"vehicles": len(chosen), "destination": question.destination}
        step.note_derived("verdict", summary | {"on": question.on.isoformat(), "pack": pack})


def judge_unstored(
    reader: Rows,
    books: Books,
    question: Question,
    stated: Rates = MappingProxyType({}),
    pack: Pack | None = None,
    chosen: Iterable[int] | None = None,
) -> Iterator[tuple[int, Verdict]]:
    """Judge the stock, or chosen vehicles, for any question, by any pack, storing no answer.

    Only the plain question of each destination is kept; an answer by another law, for named
    parties or for an onward movement must never stand in its place.
    """
    known = {**rates.book(reader).on(question.on), **stated}
    bench = Bench(books, question, question.regimes != ("JP",), known, pack)
    company = parties.company(reader)
    answers = _Answers(bench, company)
    asked = vehicles.ids(reader, Query()) if chosen is None else chosen
    for number, extract in answers.extracts(reader, asked):
        yield number, answers[extract]


def verdict_now(reader: Rows, books: Books, vehicle: int, question: Question) -> Verdict:
    """Judge one vehicle for any question, without storing the answer."""
    bench = Bench(books, question)
    record = vehicles.get(reader, vehicle)
    price = vehicles.hammer_prices(reader, [vehicle]).get(vehicle)
    facts = facts_of(record, bench.looks_at, parties.company(reader), price, bench)
    return bench.verdict(facts)
