"""`broker-app admit`: a CSV of cases against the import rules of the markets."""

from collections import Counter
from pathlib import Path
from typing import Any

import click
import msgspec

from broker_app import words
from broker_app.cli import output
from broker_app.domain.admission import Answer
from broker_app.jobs import admitting, explaining_markets


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--database", type=click.Path(path_type=Path), help="Ask by the markets as it overrides them."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def admit(file: Path, database: Path | None, as_json: bool) -> None:
    """Say of each case whether the market admits the vehicle on the day it gets there."""
    answers, ignored = admitting.admit_file(file, output.books_of(database))
    if ignored:
        output.tell("cli.columns_ignored", columns=", ".join(ignored))
    counts: Counter[str] = Counter()
    for answer in answers:
        counts[answer.answer.admission] += 1
        if as_json:
            output.one_object(_as_json(answer))
        else:
            click.echo(_as_text(answer))
    said = words.listed(
        f"{words.say('admission.' + name)} {n}" for name, n in sorted(counts.items())
    )
    output.tell("cli.admitted", count=counts.total(), admissions=said)


def because_of(answer: Answer) -> list[dict[str, Any]]:
    """Return what was compared, and the facts that are missing, for a machine to read."""
    compared: list[dict[str, Any]] = msgspec.to_builtins(list(answer.because))
    missing = [{"fact": name, "value": None, "result": "unknown"} for name in answer.missing]
    return compared + missing


def parts_of(answer: Answer) -> dict[str, Any]:
    """Return the two answers that an answer of a hub is made of, nothing for another."""
    onward = answer.onward
    if onward is None:
        return {}
    both = {"hub": _one(onward.hub), "final": _one(onward.final)}
    return {"final_destination": onward.country, **both}


def _one(answer: Answer) -> dict[str, Any]:
    return {
        "admission": answer.admission,
        "reason": answer.reason,
        "sentence": explaining_markets.reason(answer),
        "changes_on": answer.changes_on,
        "because": because_of(answer),
    }


def _as_json(row: admitting.CaseAnswer) -> dict[str, Any]:
    answer = row.answer
    values = {
        "row": row.row,
        "case_id": row.case_id,
        "market": row.market,
        "admission": answer.admission,
        "reason": answer.reason,
        "sentence": explaining_markets.reason(answer),
        "changes_on": answer.changes_on,
        "because": because_of(answer),
        "missing": answer.missing,
        "reference": row.references,
        "own": answer.own,
    }
    values |= parts_of(answer)
    return values | ({"error": words.error(row.problem)} if row.problem else {})


def _as_text(row: admitting.CaseAnswer) -> str:
    label = row.case_id or str(row.row)
    said = words.error(row.problem) if row.problem else explaining_markets.reason(row.answer)
    return f"{label}\t{row.market}\t{words.say('admission.' + row.answer.admission)}\t{said}"
