"""`broker-app parties hits|decide|agree|searched`: what a person decides where the lists cannot."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from broker_app import words
from broker_app.cli import output, signing
from broker_app.cli.options import DATABASE
from broker_app.cli.screening import hit_told, standing_line
from broker_app.domain.disposition import REASONS, Screening, Standing, entry_key
from broker_app.domain.party import SCREENINGS, Party
from broker_app.domain.party_paper import SEARCH_PROOF, PartyPaper
from broker_app.errors import UserError
from broker_app.jobs import editing, party_papers, screening
from broker_app.jobs import explaining_screening as explaining
from broker_app.jobs.books import Books
from broker_app.jobs.finding_parties import party_named
from broker_app.jobs.progress import silent
from broker_app.store import parties
from broker_app.store import party_papers as stored_papers
from broker_app.store.database import Database, Rows

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
_FOUND = tuple(one for one in SCREENINGS if one != "unscreened")
_REASONS = tuple(dict.fromkeys(reason for reasons in REASONS.values() for reason in reasons))


class Entry(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases
    """A hit by its list and its entry there, as `hits` tells them: `un:KPe.900`."""

    name = "list:entry"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Part the list from the entry, or end with a usage error."""
        if isinstance(value, tuple):
            return value
        list_id, colon, entry = str(value).partition(":")
        if not colon:
            self.fail(words.say("cli.no_entry", value=value), param, ctx)
        return list_id.strip(), entry.strip()


@click.command()
@click.argument("party")
@DATABASE
@_JSON
def hits(party: str, database: Path | None, as_json: bool) -> None:
    """List what the last search found of a party, and how each hit stands."""
    with output.existing(database) as db:
        _show(db, output.books(db), party_named(db.connection, party), as_json)


@click.command()
@click.argument("party")
@click.argument("hit", type=Entry())
@click.argument("decision", type=click.Choice(tuple(REASONS)))
@click.option("--reason", type=click.Choice(_REASONS), required=True, help="Why.")
@click.option("--note", default="", help="In your own words; needed with the reason `other`.")
@click.option("--until", type=output.Day(), help="The last day on which it holds.")
@click.option("--paper", type=output.ID, help="The paper it rests on, by its id among the party's.")
@DATABASE
@_JSON
def decide(
    party: str,
    hit: tuple[str, str],
    decision: str,
    reason: str,
    note: str,
    until: date | None,
    paper: int | None,
    database: Path | None,
    as_json: bool,
) -> None:
    """Decide whether a HIT is the party: `us-ofac-sdn:36 no_match --reason different_address`.

    That a strong hit is not the party needs a second person: see `agree`.
    """
    if reason not in REASONS[decision]:
        known = ", ".join(REASONS[decision])
        raise click.UsageError(words.say("cli.no_choice", value=reason, known=known))
    with output.existing(database) as db:
        books, number = output.books(db), party_named(db.connection, party)
        file = None if paper is None else _file_of(db.connection, number, paper)
        screening.decide(
            db, books, number, hit, decision, reason, note, output.who(), output.today(),
            until.isoformat() if until else "", file,
        )  # fmt: skip
        _show(db, books, number, as_json, hit)


@click.command()
@click.argument("party")
@click.argument("hit", type=Entry())
@click.option("--second", default="", metavar="NAME", help="Who agrees; you, if not given.")
@DATABASE
@_JSON
def agree(
    party: str, hit: tuple[str, str], second: str, database: Path | None, as_json: bool
) -> None:
    """Agree as the second person that a strong HIT is not the party."""
    with output.existing(database) as db:
        books, number = output.books(db), party_named(db.connection, party)
        name = second or output.who()
        secret = signing.second(db, name)
        screening.agree(db, books, number, hit, name, output.today(), secret)
        _show(db, books, number, as_json, hit)


@click.command()
@click.argument("party")
@click.argument("found", type=click.Choice(_FOUND))
@click.option("--proof", type=click.Path(path_type=Path), help="A print of the issuer's page.")
@DATABASE
@_JSON
def searched(
    party: str, found: str, proof: Path | None, database: Path | None, as_json: bool
) -> None:
    """Record what you FOUND when you searched a party by hand.

    `clear` clears nobody: it is evidence where no list decides. `designated` bars the party.
    """
    with output.existing(database) as db:
        books, number, who = output.books(db), party_named(db.connection, party), output.who()
        if proof is not None:
            day = output.today().isoformat()
            made = PartyPaper(party=number, kind=SEARCH_PROOF, issued_on=day)
            party_papers.add_paper(db, silent, books, made, proof, who)
        editing.record_screening(db, number, found, who)
        _show_party(db, books, number, as_json)


def _file_of(reader: Rows, party: int, paper: int) -> int:
    """Return the file of a paper of a party. Raises UserError for another's, and for none."""
    found = next((one for one in stored_papers.of_party(reader, party) if one.id == paper), None)
    if found is None:
        raise UserError("row_gone", table="party_paper", row=paper)
    if found.attachment is None:
        raise UserError("paper_without_file", paper=paper)
    return found.attachment


def _show(
    db: Database, books: Books, number: int, as_json: bool, only: tuple[str, str] | None = None
) -> None:
    """Show the hits of a party, or one of them; and what is held of it."""
    record = parties.get(db.connection, number)
    found = screening.screening(db.connection, books, record, output.today())
    for one in found.standings:
        if only is None or entry_key(one.hit) == only:
            _show_hit(books, record, found, one, as_json)
    if not as_json:
        _say(books, record, found)


def _show_hit(books: Books, party: Party, found: Screening, one: Standing, as_json: bool) -> None:
    told = one.disposition
    if not as_json:
        click.echo(f"{':'.join(entry_key(one.hit))}\t{standing_line(books, found, one)}")
        for line in explaining.decided(told) if told is not None else ():
            click.echo(f"  {line}")
        return
    decided = None if told is None else {
        name: getattr(told, name)
        for name in ("decision", "reason", "note", "until", "who", "at", "second", "second_at")
    }  # fmt: skip
    values = {"party": party.id, "name": party.name, "answer": found.answer, "state": one.state}
    output.one_object(values | {"hit": hit_told(one.hit, books), "decided": decided})


def _show_party(db: Database, books: Books, number: int, as_json: bool) -> None:
    record = parties.get(db.connection, number)
    found = screening.screening(db.connection, books, record, output.today())
    if not as_json:
        _say(books, record, found)
        return
    values = {"party": record.id, "name": record.name, "answer": found.answer, "why": found.why}
    names = ("screening", "screened_by", "screened_at")
    output.one_object(values | {name: getattr(record, name) for name in names})


def _say(books: Books, party: Party, found: Screening) -> None:
    said = explaining.why(books, party, found)
    click.echo(f"{party.name}\t{explaining.answer(found)}\t{said}")
