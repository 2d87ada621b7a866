"""`broker-app judge`: a CSV of facts, or the stock, against the rules."""

from collections import Counter
from collections.abc import Iterator
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
from broker_app.domain.verdict import Finding, Verdict
from broker_app.errors import UserError
from broker_app.jobs import explaining, judging
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.jobs.shipping import name_of
from broker_app.store import packs, vehicles
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
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def judge(
    file: Path | None,
    database: Path | None,
    destination: str,
    day: date | None,
    regimes: tuple[str, ...],
    party: str,
    final_destination: str,
    stated: tuple[tuple[str, Decimal, date | None], ...],
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
    if file is not None:
        _judge_file(file, question, as_json, bool(regimes), rates)
    elif database is not None:
        _judge_stock(database, question, as_json, rates)


def _judge_file(
    file: Path, question: Question, as_json: bool, only_asked: bool, rates: Rates
) -> None:
    answers, ignored = judging.judge_file(file, Books(), question, only_asked, rates)
    if ignored:
        output.tell("cli.columns_ignored", columns=", ".join(ignored))
    counts: Counter[str] = Counter()
    for answer in answers:
        head: dict[str, Any] = {"row": answer.row}
        if answer.case_id:
            head["case_id"] = answer.case_id
        counts[answer.verdict.outcome.value if answer.verdict else "REVIEW"] += 1
        if as_json:
            output.one_object(head | _as_json(answer.verdict, answer.problem))
        else:
            label = answer.case_id or str(answer.row)
            click.echo(_as_text(label, answer.verdict, answer.problem))
    _summary(counts, question)


def _judge_stock(database: Path, question: Question, as_json: bool, rates: Rates) -> None:
    if not database.exists():
        raise UserError("file_missing", file=database.name)
    counts: Counter[str] = Counter()
    with output.database(database) as db:
        for number, verdict in _answers(db, question, rates):
            vehicle = vehicles.get(db.connection, number)
            counts[verdict.outcome.value] += 1
            if as_json:
                head = {"row": number, "chassis_number": vehicle.chassis_number}
                output.one_object(head | _as_json(verdict, None))
            else:
                click.echo(_as_text(name_of(vehicle) or str(number), verdict, None))
    _summary(counts, question)


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


def _summary(counts: Counter[str], question: Question) -> None:
    said = words.listed(f"{words.say('verdict.' + name)} {n}" for name, n in sorted(counts.items()))
    output.tell("cli.judged", count=counts.total(), verdicts=said, on=question.on)


def _as_text(label: str, verdict: Verdict | None, problem: UserError | None) -> str:
    if verdict is None:
        reason = words.error(problem) if problem else ""
        return f"{label}\t{words.say('verdict.REVIEW')}\t{reason}"
    outcome = words.say(f"verdict.{verdict.outcome.value}")
    return f"{label}\t{outcome}\t{explaining.headline(verdict)}"


def _as_json(verdict: Verdict | None, problem: UserError | None) -> dict[str, Any]:
    if verdict is None:
        # A row that cannot be read is never a pass.
        return {
            "verdict": "REVIEW",
            "findings": [],
            "error": words.error(problem) if problem else "",
        }
    return {
        "verdict": verdict.outcome.value,
        "sentence": explaining.headline(verdict),
        "findings": [_finding(finding) for finding in verdict.findings],
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
    }
