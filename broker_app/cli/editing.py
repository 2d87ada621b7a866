"""`broker-app edit`: facts of one vehicle, typed at the command line."""

from pathlib import Path
from typing import Any

import click

from broker_app import settings, words
from broker_app.cli import output
from broker_app.cli.options import DATABASE, vehicle_named
from broker_app.cli.typed import NameValue
from broker_app.domain.credible import doubtful
from broker_app.domain.question import Question, planned_day
from broker_app.domain.vehicle import SPEC
from broker_app.jobs import editing
from broker_app.jobs.books import Books
from broker_app.jobs.editing import Edit
from broker_app.jobs.progress import silent
from broker_app.store import packs, vehicles
from broker_app.store.database import Database


@click.command()
@click.argument("chassis")
@click.argument(
    "facts", nargs=-1, required=True, type=NameValue(SPEC, "cli.no_fact"), metavar="FACT=VALUE…"
)
@click.option("--why", default="", help="The reason, where a verdict rests on a fact.")
@DATABASE
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def edit(
    chassis: str,
    facts: tuple[tuple[str, str], ...],
    why: str,
    database: Path | None,
    as_json: bool,
) -> None:
    """Store typed facts of the vehicle with this chassis number, and judge it again."""
    values = {name: editing.read_value(name, text) for name, text in facts}
    chosen, today = settings.load(), output.today()
    question = Question(chosen.destination, planned_day(today, chosen.days_to_export))
    with output.existing(database) as db:
        books = output.books(db)
        vehicle = vehicle_named(db, chassis)
        wanted = Edit(vehicle=vehicle, values=values, why=why, sure=True, today=today)
        editing.type_facts(db, silent, books, question, wanted, output.who())
        _tell(db, books, vehicle, values, question, as_json)


def _tell(
    db: Database,
    books: Books,
    vehicle: int,
    values: dict[str, Any],
    question: Question,
    as_json: bool,
) -> None:
    """Say what is stored now, what is doubtful about it, and the verdict."""
    record = vehicles.get(db.connection, vehicle)
    for name in values:
        if doubt := doubtful(record, name, editing.sold_from(books, record)):
            click.echo(words.error(doubt), err=True)
    stored = packs.verdict_of(db.connection, vehicle, question.destination)
    verdict = stored[0].outcome.value if stored else ""
    if as_json:
        shown = {"chassis_number": record.chassis_number, **values}
        output.one_object(shown | {"verdict": verdict, "destination": question.destination})
        return
    for name, value in values.items():
        said = words.value(name, value)
        click.echo(words.say("cli.fact", fact=words.fact(name), value=said))
    place = words.country(question.destination)
    click.echo(words.say("cli.verdict", place=place, verdict=words.say(f"verdict.{verdict}")))
