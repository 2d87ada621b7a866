"""`broker-app lists`: the sanctions lists that parties are searched in, and their copies."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from broker_app import settings, words
from broker_app.cli import output
from broker_app.cli.options import DATABASE
from broker_app.domain.changes import Changes
from broker_app.domain.list_difference import Changed, ListDifference
from broker_app.domain.listing import Entry
from broker_app.jobs import sanctions_lists, searching
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.jobs.sanctions_lists import Held, Taken
from broker_app.jobs.searching import Due
from broker_app.store import list_snapshots

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
ACCEPT = click.option(
    "--accept-shrunk", "accept", default="", metavar="REASON", help="Take a doubtful copy: say why."
)
SHOWN = 20
"""Entries of each kind of change that are shown, unless all are asked for."""


@click.group()
def lists() -> None:
    """Sanctions lists: which there are, how old our copies are, new copies, what they changed."""


@lists.command("list")
@click.option("--on", "day", type=output.Day(), help="As of that day; today if not given.")
@DATABASE
@AS_JSON
def list_lists(day: date | None, database: Path | None, as_json: bool) -> None:
    """List every list with the day, the entries and the age of our copy."""
    with output.existing(database) as db:
        fresh = settings.load().lists_fresh_days
        found = sanctions_lists.lists(db.connection, Books(), day or output.today(), fresh)
    for held in found:
        if as_json:
            output.one_object(_held(held))
        else:
            click.echo(f"{held.about.id}\t{_title(held)}\t{state_text(held)}")
    output.tell("listed.summary", ready=sum(not one.stale for one in found), total=len(found))


@lists.command("install")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--list", "as_list", default="", help="Which list it is, where that is not seen.")
@click.option("--on", "day", type=output.Day(), help="The day the file was taken from its issuer.")
@ACCEPT
@DATABASE
@AS_JSON
def install(
    files: tuple[Path, ...],
    as_list: str,
    day: date | None,
    accept: str,
    database: Path | None,
    as_json: bool,
) -> None:
    """Take in lists from FILES or folders; each is known by its content."""
    on = min(day or output.today(), output.today())
    with output.database(database) as db:
        outcome = sanctions_lists.install(
            db, silent, Books(), files, output.who(), on, as_list, accept
        )
        due = searching.due(db.connection, db.path, output.books(db), output.today())
    _show_taken(outcome, as_json)
    _say_due(due)


@lists.command("fetch")
@click.argument("names", nargs=-1, required=True)
@ACCEPT
@DATABASE
@AS_JSON
def fetch(names: tuple[str, ...], accept: str, database: Path | None, as_json: bool) -> None:
    """Take in the lists NAMES from the addresses of their issuers."""
    with output.database(database) as db:
        outcome = sanctions_lists.fetch(
            db, silent, Books(), names, output.who(), output.today(), accept
        )
        due = searching.due(db.connection, db.path, output.books(db), output.today())
    _show_taken(outcome, as_json)
    _say_due(due)


@lists.command("show")
@click.argument("name")
@DATABASE
@AS_JSON
def show(name: str, database: Path | None, as_json: bool) -> None:
    """Show a list: its issuer, what follows from it, where it comes from, and our copies."""
    books = Books()
    about = sanctions_lists.find(books, name)
    with output.existing(database) as db:
        fresh = settings.load().lists_fresh_days
        found = sanctions_lists.lists(db.connection, books, output.today(), fresh)
        held = next(one for one in found if one.about.id == name)
        copies = list_snapshots.of_list(db.connection, name)
        entries = sanctions_lists.entries_of(db.path, books, copies[0]) if copies else []
    kinds = Counter(entry.kind for entry in entries)
    if as_json:
        more = {
            "issuer": words.in_both(dict(about.issuer)),
            "effect": words.in_both(dict(about.effect)),
            "page": about.page,
            "fetch": about.fetch,
            "format": about.format,
            "licence": words.in_both(dict(about.licence)),
            "least": about.least,
            "kinds": kinds,
            "copies": [_copy(copy) for copy in copies],
        }
        output.one_object(_held(held) | more)
        return
    click.echo(_title(held))
    for key in ("issuer", "effect", "licence"):
        click.echo(f"{words.say(f'listed.{key}')}\t{words.in_both(dict(getattr(about, key)))}")
    click.echo(f"{words.say('listed.page')}\t{about.page}")
    click.echo(f"{words.say('listed.state')}\t{state_text(held)}")
    for kind, count in kinds.most_common():
        click.echo(f"{words.say(f'listed.kind.{kind}')}\t{words.number(count)}")
    for copy in copies:
        day = words.day(copy.dated or copy.checked_on)
        click.echo(f"{day}\t{words.number(copy.count)}\t{copy.files}\t{copy.sha256}")


@lists.command("diff")
@click.argument("name")
@click.option("--all", "everything", is_flag=True, help="Every entry, not only the first ones.")
@DATABASE
@AS_JSON
def diff(name: str, everything: bool, database: Path | None, as_json: bool) -> None:
    """Show what our current copy of a list changed against the one before."""
    with output.existing(database) as db:
        found = sanctions_lists.difference_of(db.connection, db.path, Books(), name)
    _show_difference(found, as_json, None if everything else SHOWN)


def state_text(held: Held) -> str:
    """Say of which day our copy is, how many entries it has, and whether it is too old."""
    copy = held.snapshot
    if copy is None or held.age is None:
        return words.say("listed.none")
    said = words.say(
        "listed.copy", day=words.day(copy.dated or copy.checked_on), count=copy.count, age=held.age
    )
    return words.say("listed.stale", state=said) if held.stale else said


def _show_taken(outcome: tuple[Sequence[Taken], Changes], as_json: bool) -> None:
    for taken in outcome[0]:
        if as_json:
            output.one_object(_taken(taken))
            continue
        title = words.in_both(dict(taken.about.title))
        key = "listed.same" if taken.same else "listed.taken"
        click.echo(words.say(key, list=title, count=taken.count, day=words.day(taken.checked_on)))
        if taken.difference is not None and not taken.same:
            _show_difference(taken.difference, as_json, SHOWN)


def _say_due(due: Due) -> None:
    """Say how many parties wait for a search in the lists as they are now."""
    if due.parties:
        output.tell("listed.due", count=len(due.parties))


def _show_difference(found: ListDifference, as_json: bool, most: int | None) -> None:
    if as_json:
        for change, entries in (("added", found.added), ("removed", found.removed)):
            for entry in entries:
                output.one_object({"change": change} | _entry(entry))
        for one in found.changed:
            output.one_object({"change": "changed", "parts": one.parts} | _entry(one.after))
        return
    counts = {"added": len(found.added), "removed": len(found.removed)}
    click.echo(words.say("listed.difference", changed=len(found.changed), **counts))
    for mark, entries in (("+", found.added), ("−", found.removed)):
        for entry in entries[:most]:
            click.echo(f"{mark} {_called(entry)}\t{entry.entry_id}")
    for one in found.changed[:most]:
        click.echo(f"~ {_called(one.after)}\t{one.after.entry_id}\t{_parts(one)}")


def _called(entry: Entry) -> str:
    """Return the names that an entry is listed under; METI's have a Japanese and a Latin one."""
    return " / ".join(name.text for name in entry.names if name.kind == "primary")


def _parts(changed: Changed) -> str:
    return words.listed(words.say(f"listed.part.{part}") for part in changed.parts)


def _title(held: Held) -> str:
    return words.in_both(dict(held.about.title))


def _held(held: Held) -> dict[str, Any]:
    copy = held.snapshot
    return {
        "list": held.about.id,
        "title": _title(held),
        "regime": held.about.regime,
        "binding": held.about.binding,
        "dated": copy.dated if copy else None,
        "checked_on": copy.checked_on if copy else None,
        "count": copy.count if copy else None,
        "sha256": copy.sha256 if copy else None,
        "age_days": held.age,
        "stale": held.stale,
    }


def _copy(copy: list_snapshots.Snapshot) -> dict[str, Any]:
    names = ("files", "sha256", "dated", "count", "checked_on", "who", "at", "why")
    return {name: getattr(copy, name) for name in names}


def _taken(taken: Taken) -> dict[str, Any]:
    return {
        "list": taken.about.id,
        "files": taken.files,
        "count": taken.count,
        "before": taken.before,
        "dated": taken.dated,
        "checked_on": taken.checked_on,
        "same": taken.same,
    } | _counts(taken.difference)


def _counts(found: ListDifference | None) -> dict[str, int | None]:
    parts = ("added", "removed", "changed")
    return {part: None if found is None else len(getattr(found, part)) for part in parts}


def _entry(entry: Entry) -> dict[str, Any]:
    names = [name.text for name in entry.names]
    return {"entry": entry.entry_id, "kind": entry.kind, "names": names}
