"""`broker-app duplicates`: vehicles or parties that are likely one, made one or kept apart."""

from pathlib import Path
from typing import Any

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.options import DATABASE, vehicle_named
from broker_app.domain.likeness import Pair
from broker_app.domain.party import Party
from broker_app.jobs import merging, merging_parties
from broker_app.jobs.finding_parties import party_named
from broker_app.jobs.merging import SideBySide
from broker_app.jobs.progress import silent
from broker_app.jobs.shipping import name_of
from broker_app.store.database import Database

_PARTIES = click.option("--parties", "of_parties", is_flag=True, help="Parties, not vehicles.")


@click.group()
def duplicates() -> None:
    """Show vehicles that are likely the same car, or parties, and make one of them."""


@duplicates.command("list")
@_PARTIES
@DATABASE
@click.option("--json", "as_json", is_flag=True, help="One JSON object a pair.")
def list_command(of_parties: bool, database: Path | None, as_json: bool) -> None:
    """List the pairs, the likeliest first; nothing is merged."""
    with output.existing(database) as db:
        if of_parties:
            found = merging_parties.candidates(db.connection, silent)
        else:
            found = merging.candidates(db.connection, silent, output.books(db))
        for pair in found.pairs:
            _show(db, pair, of_parties, as_json)
    output.tell("cli.party_pairs" if of_parties else "cli.pairs", count=found.total)


@duplicates.command()
@click.argument("kept")
@click.argument("other")
@click.option("--take", multiple=True, metavar="FACT", help="Hold the other one's value true.")
@click.option("--keep", multiple=True, metavar="FACT", help="Hold the kept one's value true.")
@click.option("--why", default="", help="The reason, where a verdict rests on what changes.")
@click.option("--dry-run", is_flag=True, help="Only show what differs and which is taken.")
@_PARTIES
@DATABASE
def merge(
    kept: str,
    other: str,
    take: tuple[str, ...],
    keep: tuple[str, ...],
    why: str,
    dry_run: bool,
    of_parties: bool,
    database: Path | None,
) -> None:
    """Make two vehicles, or two parties, one: KEPT stays, and all about OTHER goes to it.

    Each is a chassis number, or the name of a party, or #ID as the list says.
    """
    with output.existing(database) as db:
        one, gone = (_named(db, name, of_parties) for name in (kept, other))
        see = merging_parties.seen_as if of_parties else merging.seen_as
        seen: SideBySide[Any] = see(db.connection, one, gone)
        chosen = {name: _side(name, seen, 1) for name in take}
        chosen |= {name: _side(name, seen, 0) for name in keep}
        for name, side in {**seen.default, **chosen}.items():
            values = [_value(record, name) for record in seen.records]
            marks = ["*" if side == n else " " for n in (0, 1)]
            sides = (f"{mark} {value}" for mark, value in zip(marks, values, strict=True))
            click.echo("\t".join((_label(seen, name), *sides)))
        if seen.problem is not None:
            raise seen.problem
        if dry_run:
            return
        if of_parties:
            merging_parties.merge(db, one, gone, chosen, output.who())
        else:
            books, question = output.books(db), output.question()
            merging.merge(db, silent, books, question, one, gone, chosen, output.who(), why)
        names = [_name(record) for record in seen.records]
        output.tell("cli.merged", one=names[0], other=names[1])


@duplicates.command()
@click.argument("one")
@click.argument("other")
@_PARTIES
@DATABASE
def apart(one: str, other: str, of_parties: bool, database: Path | None) -> None:
    """Remember that two vehicles, or two parties, are not the same."""
    with output.existing(database) as db:
        first, second = (_named(db, name, of_parties) for name in (one, other))
        job = merging_parties.not_the_same if of_parties else merging.not_the_same
        job(db, first, second, output.who())
    output.tell("cli.parties_apart" if of_parties else "cli.apart")


def _named(db: Database, name: str, of_parties: bool) -> int:
    return party_named(db.connection, name) if of_parties else vehicle_named(db, name)


def _side(name: str, seen: SideBySide[Any], side: int) -> int:
    if name not in seen.default:
        known = ", ".join(seen.default) or "–"
        raise click.UsageError(words.say("cli.no_difference", fact=name, known=known))
    return side


def _name(record: Any) -> str:
    return record.name if isinstance(record, Party) else name_of(record)


def _label(seen: SideBySide[Any], name: str) -> str:
    return words.say(f"party.{name}") if isinstance(seen.records[0], Party) else words.fact(name)


def _value(record: Any, name: str) -> str:
    if isinstance(record, Party):
        return merging_parties.said_of(record, name)
    return words.value(name, getattr(record, name))


def _why(reason: str, of_parties: bool) -> str:
    return words.say(f"{'party_' if of_parties else ''}duplicates.why.{reason}")


def _show(db: Database, pair: Pair, of_parties: bool, as_json: bool) -> None:
    side_by_side = merging_parties.side_by_side if of_parties else merging.side_by_side
    seen: SideBySide[Any] = side_by_side(db.connection, pair.first, pair.second)
    names = [_name(record) for record in seen.records]
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
    why = words.listed(_why(reason, of_parties) for reason in pair.reasons)
    click.echo("\t".join((f"#{seen.kept} {names[0]}", f"#{seen.other} {names[1]}", why)))
