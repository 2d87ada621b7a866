"""`broker-app parties`: who stands on papers: listed, shown, added, changed, and their papers."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import click

from broker_app import words
from broker_app.cli import output, party_hits
from broker_app.cli.options import DATABASE
from broker_app.domain.disposition import Screening
from broker_app.domain.party import KINDS, OWNERSHIPS, ROLES, Party
from broker_app.domain.party_paper import PartyPaper, in_order
from broker_app.domain.spelling import fold_words
from broker_app.errors import UserError
from broker_app.jobs import (
    editing,
    explaining_screening,
    merging_parties,
    party_history,
    party_papers,
    screening,
)
from broker_app.jobs.finding_parties import found_by, party_named
from broker_app.jobs.progress import silent
from broker_app.store import parties as stored
from broker_app.store import party_papers as stored_papers
from broker_app.store.database import Database

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
_SIGNED = ("screening", "screened_by", "screened_at", "ownership_by", "ownership_at", "id")
"""What only a person's answer sets, or the program itself."""
FIELDS = tuple(one.name for one in fields(Party) if one.name not in _SIGNED)
_LINES = ("address", "other_names", "numbers", "roles", "owners")
_CHOICES: Mapping[str, tuple[str, ...]] = {"kind": KINDS, "ownership": OWNERSHIPS, "roles": ROLES}


class TypedField(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases
    """A field as `city=DURBAN`; lines are parted by `;`, nothing behind the sign empties it."""

    name = "field"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Any]:
        """Part name and value, or end with a usage error."""
        if isinstance(value, tuple):
            return value
        name, equals, text = value.partition("=")
        if not equals or name not in FIELDS:
            self.fail(words.say("cli.no_field", value=value, known=", ".join(FIELDS)), param, ctx)
        lines = tuple(line.strip() for line in text.split(";") if line.strip())
        known = _CHOICES.get(name)
        wrong = [one for one in (lines or ("",)) if known is not None and one not in known]
        if wrong and (lines or name != "roles"):
            said = words.say(
                "cli.no_choice", value=wrong[0], known=", ".join(filter(None, known or ()))
            )
            self.fail(said, param, ctx)
        return name, lines if name in _LINES else text.strip()


_FIELDS = click.argument(
    "values", nargs=-1, required=True, type=TypedField(), metavar="FIELD=VALUE…"
)


@click.group()
def parties() -> None:
    """List, add and change parties, and keep their papers."""


@parties.command("list")
@click.argument("text", default="")
@DATABASE
@_JSON
def list_command(text: str, database: Path | None, as_json: bool) -> None:
    """List parties by name; TEXT is found in names, numbers, city and country."""
    wanted = fold_words(text).split()
    with output.existing(database) as db:
        people = stored.every(db.connection)
        chosen = [one for one in people if all(word in found_by(one) for word in wanted)]
        held = screening.of_parties(db.connection, output.books(db), output.today(), chosen)
        for party in chosen:
            _show(party, as_json, held[party.id or 0])


@parties.command()
@click.argument("party")
@DATABASE
@_JSON
def show(party: str, database: Path | None, as_json: bool) -> None:
    """Show one party with its papers, shipments, sales and offers.

    PARTY is a name, or #ID as the list says.
    """
    with output.existing(database) as db:
        record = stored.get(db.connection, party_named(db.connection, party))
        deals = party_history.deals_of(db.connection, record.id or 0)
        papers = stored_papers.of_party(db.connection, record.id or 0)
        if as_json:
            told = {
                "papers": [asdict(one) for one in papers],
                "shipments": [one.number for one in deals.shipments],
                "sales": [asdict(one) for one in deals.sales],
                "offers": [asdict(one) for one in deals.offers],
            }
            output.one_object(asdict(record) | told)
            return
        books, today = output.books(db), output.today()
        found = screening.screening(db.connection, books, record, today)
        _show(record, as_json, found)
        click.echo(explaining_screening.why(books, record, found))
        for name in FIELDS[1:]:
            if value := getattr(record, name):
                shown = words.listed(value) if isinstance(value, tuple) else value
                click.echo(f"{words.say(f'party.{name}')}: {shown}")
        click.echo(f"{words.say('party_deals.section')}: {deals.count}")
        _show_papers(db, papers)


@parties.command()
@_FIELDS
@DATABASE
@_JSON
def add(values: tuple[tuple[str, Any], ...], database: Path | None, as_json: bool) -> None:
    """Add a party: `name="KOPJE MOTORS" country=ZA`."""
    with output.existing(database) as db:
        party = replace(Party(), **_read(values))
        number, _ = editing.save_party(db, party, output.who())
        _show_saved(db, number, as_json)


@parties.command()
@click.argument("party")
@_FIELDS
@DATABASE
@_JSON
def change(
    party: str, values: tuple[tuple[str, Any], ...], database: Path | None, as_json: bool
) -> None:
    """Change fields of a party; who it is looked up by asks for another screening."""
    with output.existing(database) as db:
        record = stored.get(db.connection, party_named(db.connection, party))
        number, _ = editing.save_party(db, replace(record, **_read(values)), output.who())
        _show_saved(db, number, as_json)


@parties.command()
@click.argument("party")
@DATABASE
def remove(party: str, database: Path | None) -> None:
    """Remove a party that nothing names."""
    with output.existing(database) as db:
        number = party_named(db.connection, party)
        name = stored.get(db.connection, number).name
        merging_parties.remove(db, number, output.who())
    output.tell("party.removed", name=name)


@parties.command()
@click.argument("party")
@click.option("--add", "kind", help="Add a paper of this kind.")
@click.option("--file", type=click.Path(path_type=Path), help="The file of the added paper.")
@click.option("--issued", default="", help="The day it was issued.")
@click.option("--until", default="", help="The last day it holds.")
@click.option("--covers", multiple=True, help="A chassis number it was given for; none: all.")
@click.option("--note", default="", help="A note on the added paper.")
@click.option("--remove", "gone", type=output.ID, help="Remove the paper with this id.")
@DATABASE
@_JSON
def papers(
    party: str,
    kind: str | None,
    file: Path | None,
    issued: str,
    until: str,
    covers: tuple[str, ...],
    note: str,
    gone: int | None,
    database: Path | None,
    as_json: bool,
) -> None:
    """List the papers of a party, add one, or remove one."""
    with output.existing(database) as db:
        number = party_named(db.connection, party)
        if kind is not None:
            made = PartyPaper(
                party=number,
                kind=kind,
                issued_on=editing.read_day(issued),
                valid_until=editing.read_day(until),
                covers=covers,
                note=note,
            )
            party_papers.add_paper(db, silent, output.books(db), made, file, output.who())
        if gone is not None:
            if gone not in {one.id for one in stored_papers.of_party(db.connection, number)}:
                raise UserError("row_gone", table="party_paper", row=gone)
            party_papers.remove_paper(db, gone, output.who())
        found = stored_papers.of_party(db.connection, number)
        if as_json:
            for one in found:
                ended = {"ended": one.has_ended(output.today())}
                output.one_object(asdict(one) | ended)
            return
        _show_papers(db, found)


for command in (party_hits.hits, party_hits.decide, party_hits.agree, party_hits.searched):
    parties.add_command(command)


def _read(values: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    read = dict(values)
    if read.get("country"):
        read["country"] = editing.read_country(read["country"])
    return read


def _show_saved(db: Database, number: int, as_json: bool) -> None:
    """Show a party as it was kept, and say which of its numbers cannot be."""
    party = stored.get(db.connection, number)
    _show(party, as_json)
    for kind, value in output.books(db).party_numbers.doubts(party):
        output.tell("party.number_doubted", kind=kind.label, value=value)


def _show(party: Party, as_json: bool, found: Screening | None = None) -> None:
    if as_json:
        output.one_object(asdict(party))
        return
    country = words.country(party.country) if party.country else "–"
    screened = [explaining_screening.answer(found)] if found else []
    click.echo("\t".join((f"#{party.id} {party.name}", country, *screened)))


def _show_papers(db: Database, papers: list[PartyPaper]) -> None:
    kinds, today = output.books(db).party_papers, output.today()
    for one in in_order(papers, today):
        title = words.in_both(kinds[one.kind].title) if one.kind in kinds else one.kind
        ended = words.say("party_paper.ended", day=one.valid_until) if one.has_ended(today) else ""
        dates = " / ".join(filter(None, (one.issued_on, one.valid_until)))
        click.echo("\t".join(filter(None, (f"{one.id} {title}", dates, ended))))
