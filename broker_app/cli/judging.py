"""`broker-app judge`: a CSV of facts, or the stock, against the rules."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import msgspec

from broker_app import words
from broker_app.cli import output
from broker_app.domain.question import PARTY_STATES, REGIMES, Question
from broker_app.domain.rate import Rate, Rates
from broker_app.domain.vehicle import Vehicle, identity_of
from broker_app.domain.verdict import Finding, Verdict
from broker_app.errors import UserError
from broker_app.jobs import classifying, explaining, guarding, issuing, judging, recording
from broker_app.jobs.books import Books
from broker_app.jobs.judging import FileVerdict
from broker_app.jobs.progress import silent
from broker_app.jobs.recording import Answered
from broker_app.jobs.shipping import name_of
from broker_app.store import packs, parties, vehicles
from broker_app.store.database import Database
from broker_app.store.vehicles import Query


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--database", type=click.Path(path_type=Path), help="Judge the stock of a database.")
@click.option("--destination", default="RU", show_default=True, help="ISO country or region.")
@click.option("--on", "day", type=output.Day(), help="Planned day of export; default in 30 days.")
@click.option("--regime", "regimes", multiple=True, type=click.Choice(REGIMES), help="Whose law.")
@click.option("--party", type=click.Choice(PARTY_STATES), default="none", show_default=True)
@click.option("--final-destination", default="", help="Known or suspected onward destination.")
@click.option(
    "--rate", "stated", type=output.StatedRate(), multiple=True, help="For other laws: EUR=170.1"
)
@click.option("--vehicle", "chassis", help="Only the vehicle with this chassis number.")
@click.option("--record", type=click.Path(path_type=Path), help="A record to file: .xlsx or .pdf.")
@click.option("--explain", is_flag=True, help="Every rule, compared value, law and source.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def judge(
    context: click.Context,
    file: Path | None,
    database: Path | None,
    destination: str,
    day: date | None,
    regimes: tuple[str, ...],
    party: str,
    final_destination: str,
    stated: tuple[tuple[str, Decimal, date | None], ...],
    chassis: str | None,
    record: Path | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Say of each vehicle whether it may be shipped there on that day, and why."""
    question = Question(
        destination=destination.upper(),
        on=day or output.today() + timedelta(days=30),
        final_destination=final_destination.upper(),
        party=party,
        regimes=regimes or ("JP",),
    )
    if (file is None) == (database is None):
        raise click.UsageError(words.say("cli.file_or_database"))
    problem = judging.unknown_place(question)
    if problem is not None:
        raise problem
    rates = {currency: Rate(rate, on or question.on, "typed") for currency, rate, on in stated}
    if record is not None and record.suffix not in _RECORDS:
        raise click.UsageError(words.say("cli.record_ending"))
    told = _Told(as_json, explain)
    if file is not None:
        _judge_file(file, question, bool(regimes), rates, told, chassis)
    elif database is not None:
        _judge_stock(database, question, rates, told, chassis)
    if record is not None:
        _write_record(context, told, database, record)
    said = words.listed(f"{words.say('verdict.' + n)} {c}" for n, c in sorted(told.counts.items()))
    output.tell("cli.judged", count=told.counts.total(), verdicts=said, on=question.on)


_RECORDS = (".xlsx", ".pdf")


def _write_record(
    context: click.Context, told: "_Told", database: Path | None, target: Path
) -> None:
    if database is None:
        company, who = "", output.who()
    else:
        with output.existing(database) as db:
            company = parties.company(db.connection).called_in(words.language())
            who = output.who()
    filing = recording.Filing(who, output.today(), company)
    pages = recording.pages_of(told.answered, filing)
    write = context.obj.write_pdf if target.suffix == ".pdf" else issuing.WORKBOOK.write
    write(pages, target)
    if database is not None:
        output.given_out(database, "record", target, len(pages))
    output.tell("cli.recorded", file=target.name)


@dataclass
class _Told:
    """What was told so far, and how: an object a line, a sentence, or all that was compared."""

    as_json: bool
    explain: bool
    counts: Counter[str] = field(default_factory=Counter)
    answered: list[Answered] = field(default_factory=list)

    def tell(
        self,
        label: str,
        head: dict[str, Any],
        answered: Answered | None,
        problem: UserError | None = None,
    ) -> None:
        """Tell one answer, and keep it for the record: one more than fits at the most."""
        self.counts[answered.verdict.outcome.value if answered else "REVIEW"] += 1
        if self.as_json:
            output.one_object(head | _as_json(answered, problem))
        else:
            click.echo(_as_text(label, answered, problem))
            for line in _explained(answered) if self.explain and answered else ():
                click.echo(f"  {line}")
        if answered and len(self.answered) <= recording.MOST:
            self.answered.append(answered)


def _judge_file(
    file: Path,
    question: Question,
    only_asked: bool,
    rates: Rates,
    told: _Told,
    chassis: str | None,
) -> None:
    answers, ignored = judging.judge_file(file, Books(), question, only_asked, rates)
    if ignored:
        output.tell("cli.columns_ignored", columns=", ".join(ignored))
    for answer in answers:
        if chassis and not _is_called(answer.vehicle, chassis):
            continue
        head: dict[str, Any] = {"row": answer.row}
        if answer.case_id:
            head["case_id"] = answer.case_id
        label = answer.case_id or str(answer.row)
        told.tell(label, head, _answered(answer), answer.problem)


def _answered(answer: FileVerdict) -> Answered | None:
    if not (answer.vehicle and answer.question and answer.verdict and answer.classified):
        return None
    return Answered(
        vehicle=answer.vehicle,
        question=answer.question,
        verdict=answer.verdict,
        classified=answer.classified,
    )


def _is_called(vehicle: Vehicle | None, chassis: str) -> bool:
    return vehicle is not None and vehicle.identity == identity_of(chassis)


def _judge_stock(
    database: Path, question: Question, rates: Rates, told: _Told, chassis: str | None
) -> None:
    books = Books()
    with output.existing(database) as db:
        for number, verdict in _answers(db, question, rates):
            answered = recording.answered_of(db.connection, books, number, question, verdict)
            vehicle = answered.vehicle
            if chassis and not _is_called(vehicle, chassis):
                continue
            head = {"row": number, "chassis_number": vehicle.chassis_number}
            told.tell(name_of(vehicle) or str(number), head, answered)


def _answers(db: Database, question: Question, rates: Rates) -> Iterator[tuple[int, Verdict]]:
    """Yield the verdict on each vehicle; the plain question's answers are stored too."""
    books = output.books(db)
    if not question.is_plain:
        yield from judging.judge_unstored(db.connection, books, question, rates)
        return
    judging.judge_stock(db, silent, books, question, output.who())
    for number in vehicles.ids(db.connection, Query()):
        found = packs.verdict_of(db.connection, number, question.destination)
        if found is not None:
            yield number, found[0]


def _as_text(label: str, answered: Answered | None, problem: UserError | None) -> str:
    if answered is None:
        reason = words.error(problem) if problem else ""
        return f"{label}\t{words.say('verdict.REVIEW')}\t{reason}"
    outcome = words.say(f"verdict.{answered.verdict.outcome.value}")
    return f"{label}\t{outcome}\t{explaining.headline(answered.verdict)}"


def _as_json(answered: Answered | None, problem: UserError | None) -> dict[str, Any]:
    if answered is None:
        # A row that cannot be read is never a pass.
        said = words.error(problem) if problem else ""
        return {"verdict": "REVIEW", "sentence": said, "findings": [], "error": said}
    verdict = answered.verdict
    return {
        "verdict": verdict.outcome.value,
        "sentence": explaining.headline(verdict),
        "findings": [_finding(finding) for finding in verdict.findings],
        "flags": [guarding.sentence(flag) for flag in answered.flags],
        "classification": classifying.as_json(answered.classified),
        "pack": {"version": verdict.pack_version, "checked_on": verdict.pack_checked_on},
        "holds_from": verdict.holds_from if verdict.holds_from != date.min else None,
        "holds_until": verdict.holds_until,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(finding)
    return values | {
        "title": explaining.title(finding),
        "sentence": explaining.sentence(finding),
        "instrument": explaining.law(finding),
        "undecided": finding.undecided,
        "where": {name: said for name in finding.missing if (said := explaining.where(name))},
    }


def _explained(answered: Answered) -> list[str]:
    """Return every finding with what it compared, the law and its source; flags, code, rules."""
    verdict, lines = answered.verdict, []
    for finding in verdict.findings:
        outcome = words.say(f"verdict.{finding.outcome.value}")
        lines.append(f"{outcome}\t{finding.rule}\t{explaining.title(finding)}")
        lines += ["  " + "\t".join(filter(None, row)) for row in explaining.table(finding)]
        sure = words.say(f"confidence.{finding.confidence}")
        said = [explaining.law(finding), explaining.since(finding), sure, *finding.reference]
        law = "\t".join(filter(None, said))
        lines += [f"  {law}"] * bool(law)
    lines += [guarding.sentence(flag) for flag in answered.flags]
    code = [words.say("pane.tariff_code"), classifying.code_text(answered.classified)]
    lines.append("\t".join(filter(None, code)))
    lines.append(f"  {classifying.sentence(answered.classified)}")
    checked = {"version": verdict.pack_version, "day": verdict.pack_checked_on}
    return [*lines, words.say("pane.rests_on", **checked)]
