"""`broker-app duplicates`: vehicles that are likely one car, made one or kept apart."""

from pathlib import Path
from typing import Any

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.stock import vehicle_named
from broker_app.domain.likeness import Pair
from broker_app.jobs import merging
from broker_app.jobs.merging import SideBySide
from broker_app.jobs.progress import silent
from broker_app.jobs.shipping import name_of
from broker_app.store.database import Database

_DATABASE = click.option("--database", type=click.Path(path_type=Path), help="The database to use.")


@click.group()
def duplicates() -> None:
    """Show vehicles that are likely the same car, and make one of them."""


@duplicates.command("list")
@_DATABASE
@click.option("--json", "as_json", is_flag=True, help="One JSON object a pair.")
def list_command(database: Path | None, as_json: bool) -> None:
    """List the pairs, the likeliest first; nothing is merged."""
    with output.existing(database) as db:
        found = merging.candidates(db.connection, silent, output.books(db))
        for pair in found.pairs:
            _show(db, pair, as_json)
    output.tell("cli.pairs", count=found.total)


@duplicates.command()
@click.argument("kept")
@click.argument("other")
@click.option("--take", multiple=True, metavar="FACT", help="Hold the other one's value true.")
@click.option("--keep", multiple=True, metavar="FACT", help="Hold the kept one's value true.")
@click.option("--why", default="", help="The reason, where a verdict rests on what changes.")
@click.option("--dry-run", is_flag=True, help="Only show what differs and which is taken.")
@_DATABASE
def merge(
    kept: str,
    other: str,
    take: tuple[str, ...],
    keep: tuple[str, ...],
    why: str,
    dry_run: bool,
    database: Path | None,
) -> None:
    """Make two vehicles one: KEPT stays, and all about OTHER goes to it.

    Each is a chassis number, or #ID as the list says.
    """
    with output.existing(database) as db:
        one, gone = vehicle_named(db, kept), vehicle_named(db, other)
        seen = merging.seen_as(db.connection, one, gone)
        chosen = {name: _side(name, seen, 1) for name in take}
        chosen |= {name: _side(name, seen, 0) for name in keep}
        for name, side in {**seen.default, **chosen}.items():
            values = [words.value(name, getattr(record, name)) for record in seen.records]
            marks = ["*" if side == n else " " for n in (0, 1)]
            sides = (f"{mark} {value}" for mark, value in zip(marks, values, strict=True))
            click.echo("\t".join((words.fact(name), *sides)))
        if seen.problem is not None:
            raise seen.problem
        if not dry_run:
            books, question = output.books(db), output.question()
            merging.merge(db, silent, books, question, one, gone, chosen, output.who(), why)
            output.tell("cli.merged", one=name_of(seen.records[0]), other=name_of(seen.records[1]))


@duplicates.command()
@click.argument("one")
@click.argument("other")
@_DATABASE
def apart(one: str, other: str, database: Path | None) -> None:
    """Remember that two vehicles are not the same car."""
    with output.existing(database) as db:
        pair = vehicle_named(db, one), vehicle_named(db, other)
        merging.not_the_same(db, *pair, output.who())
    output.tell("cli.apart")


def _side(name: str, seen: SideBySide[Any], side: int) -> int:
    if name not in seen.default:
        known = ", ".join(seen.default) or "–"
        raise click.UsageError(words.say("cli.no_difference", fact=name, known=known))
    return side


def _show(db: Database, pair: Pair, as_json: bool) -> None:
    seen = merging.side_by_side(db.connection, pair.first, pair.second)
    names = [name_of(record) for record in seen.records]
    if as_json:
        output.one_object(
            {
                "kept": seen.kept,
                "other": seen.other,
                "names": names,
                "reasons": pair.reasons,
                "problem": words.error(seen.problem) if seen.problem else None,
            }
        )
        return
    why = words.listed(words.say(f"duplicates.why.{reason}") for reason in pair.reasons)
    click.echo("\t".join((f"#{seen.kept} {names[0]}", f"#{seen.other} {names[1]}", why)))
