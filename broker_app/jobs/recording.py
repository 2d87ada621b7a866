"""Recording: the verdict on a vehicle as a paper to file, with everything that the window says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from broker_app import words
from broker_app.domain.evidence import Evidence
from broker_app.domain.question import Question
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Finding, Verdict
from broker_app.errors import UserError
from broker_app.jobs import classifying, explaining, guarding
from broker_app.jobs.books import Books
from broker_app.jobs.classifying import Classified, classified
from broker_app.jobs.explaining_rules import place
from broker_app.jobs.guarding import RedFlag
from broker_app.jobs.judging import verdict_now
from broker_app.jobs.names import vehicle_name
from broker_app.store import companies, evidence, lots, vehicles
from broker_app.store.database import Rows

if TYPE_CHECKING:
    from broker_app.papers.page import Page
    from broker_app.papers.record import Field, Found

MOST = 200
"""Records of one file; more than that nobody files at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A vehicle with the question that was asked, the answer, and what stands beside it."""

    vehicle: Vehicle
    question: Question
    verdict: Verdict
    classified: Classified
    source: str = ""
    flags: tuple[RedFlag, ...] = ()
    papers: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Filing:
    """Who files a record, when, and the broker whose name stands above it."""

    who: str
    today: date
    company: str = ""


def answered_of(
    reader: Rows, books: Books, vehicle: int, question: Question, verdict: Verdict
) -> Answered:
    """Return a verdict on a vehicle in stock with everything that stands beside it."""
    record = vehicles.get(reader, vehicle)
    return Answered(
        vehicle=record,
        question=question,
        verdict=verdict,
        classified=classified(record, books),
        source=_source(reader, vehicle),
        flags=tuple(guarding.flags_of(reader, vehicle)),
        papers=tuple(evidence.of_vehicle(reader, vehicle)),
    )


def page_of_vehicle(
    reader: Rows, books: Books, vehicle: int, question: Question, who: str, today: date
) -> "Page":
    """Return the record of a vehicle in stock, judged for a question by the pack in use."""
    verdict = verdict_now(reader, books, vehicle, question)
    answered = answered_of(reader, books, vehicle, question, verdict)
    owner = companies.get(reader, companies.of_vehicles(reader, [vehicle])[vehicle])
    return page_of(answered, Filing(who, today, owner.called_in(words.language())))


def pages_of(answers: Sequence[Answered], filing: Filing) -> "list[Page]":
    """Return a record of each answer. Raises UserError for none, and for more than `MOST`."""
    if not answers:
        raise UserError("record_of_nothing")
    if len(answers) > MOST:
        raise UserError("record_too_many", most=MOST)
    return [page_of(answered, filing) for answered in answers]


def page_of(answered: Answered, filing: Filing) -> "Page":
    """Return the page model of one record."""
    from broker_app.papers.record import Record, lay_out_record

    verdict = answered.verdict
    name = _name(answered.vehicle)
    record = Record(
        title=words.say("record.title"),
        sheet=answered.vehicle.chassis_number or name or words.say("record.title"),
        author=filing.company,
        date=filing.today.isoformat(),
        shown_date=words.day(filing.today),
        subject=" ".join(filter(None, [name, answered.vehicle.chassis_number])),
        verdict=words.say(f"verdict.{verdict.outcome.value}"),
        sentence=explaining.headline(verdict),
        fields=tuple(_fields(answered, name)),
        headings=(
            words.say("record.compared"),
            words.say("record.value"),
            words.say("record.source"),
            words.say("record.result"),
        ),
        findings=tuple(_found(finding) for finding in verdict.findings),
        none_found=words.say("verdict.none_stops"),
        notes=tuple(_notes(answered)),
        signature=filing.who,
    )
    return lay_out_record(record)


def _name(vehicle: Vehicle) -> str:
    return vehicle_name(vehicle.maker, vehicle.model, vehicle.grade_name)


def _fields(answered: Answered, name: str) -> "Iterator[Field]":
    from broker_app.papers.record import Field

    question, vehicle = answered.question, answered.vehicle
    said = {
        words.say("record.vehicle"): name,
        words.fact("chassis_number"): vehicle.chassis_number,
        words.fact("model_code"): vehicle.model_code,
        words.fact("destination"): place(question.destination),
        words.fact("final_destination"): place(question.ends_at),
        words.say("record.day"): words.day(question.on),
        words.fact("party"): words.value("party", question.party),
        words.say("record.regimes"): words.listed(
            words.say(f"rules.regime.{regime}") for regime in question.regimes
        ),
        words.say("pane.tariff_code"): classifying.code_text(answered.classified),
    }
    for label, text in said.items():
        yield Field(label, (text or "–",))


def _found(finding: Finding) -> "Found":
    from broker_app.papers.record import Found

    sure = words.say(f"confidence.{finding.confidence}")
    law = [finding.rule, explaining.law(finding), explaining.since(finding), sure]
    return Found(
        words.say(f"verdict.{finding.outcome.value}"),
        explaining.title(finding),
        tuple(filter(None, [*law, *finding.reference])),
        tuple(explaining.table(finding)),
    )


def _notes(answered: Answered) -> "Iterator[Field]":
    from broker_app.papers.record import Field

    verdict = answered.verdict
    rests_on = words.say("pane.rests_on", version=verdict.pack_version, day=verdict.pack_checked_on)
    said = {
        "pane.tariff_code": [classifying.sentence(answered.classified)],
        "record.missing": [_missing(name) for name in verdict.missing],
        "record.flags": [guarding.on_paper(flag) for flag in answered.flags],
        "record.papers": [_paper(paper) for paper in answered.papers],
        "record.list": [answered.source],
        "record.rules": [rests_on, words.say("rules.advice")],
    }
    for key, lines in said.items():
        if any(lines):
            yield Field(words.say(key), tuple(lines))


def _missing(name: str) -> str:
    return words.listed(filter(None, [words.fact(name), explaining.where(name)]))


def _paper(paper: Evidence) -> str:
    day = words.day(date.fromisoformat(paper.issued_on)) if paper.issued_on else ""
    kind = words.say(f"evidence.kind.{paper.kind}")
    return words.listed(filter(None, [kind, paper.issuer, paper.number, day, paper.grade]))


def _source(reader: Rows, vehicle: int) -> str:
    """Return the file and line of the latest list the vehicle stands in."""
    found = lots.of_vehicle(reader, vehicle)
    if not found:
        return ""
    return words.say("pane.place", file=found[0]["file"], line=found[0]["line"])
