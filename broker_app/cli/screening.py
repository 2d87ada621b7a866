"""`broker-app screen`: names, files of names or all parties searched in the sanctions lists."""

from datetime import date
from pathlib import Path
from typing import Any, get_args

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.options import DATABASE
from broker_app.domain.disposition import Screening, Standing
from broker_app.domain.listing import EntryKind
from broker_app.domain.screening import Hit, Subject
from broker_app.errors import UserError
from broker_app.intake import names_file
from broker_app.jobs import explaining_screening as explaining
from broker_app.jobs import screening, searching, self_testing
from broker_app.jobs.books import Books
from broker_app.jobs.sanctions_lists import Held, lists
from broker_app.jobs.searching import Answer
from broker_app.reference.country_names import code_of
from broker_app.store import parties
from broker_app.store.database import Database

_KINDS = get_args(EntryKind)


@click.command("screen")
@click.argument("names", nargs=-1)
@click.option("--file", type=click.Path(path_type=Path), help="A TXT or CSV of names.")
@click.option("--country", default="", help="Their country, as a code or a name.")
@click.option("--kind", type=click.Choice(_KINDS), default="unknown", help="What they are.")
@click.option("--parties", "own", is_flag=True, help="All parties of the database.")
@click.option("--self-test", is_flag=True, help="Test the search on the lists installed.")
@click.option("--on", "day", type=output.Day(), help="As of that day; today if not given.")
@DATABASE
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def screen(
    names: tuple[str, ...],
    file: Path | None,
    country: str,
    kind: EntryKind,
    own: bool,
    self_test: bool,
    day: date | None,
    database: Path | None,
    as_json: bool,
) -> None:
    """Search NAMES in the sanctions lists. Every search is logged, clean ones too.

    Without lists, or with stale ones, the answer is that nothing can be decided.
    """
    if not (names or file or own or self_test):
        raise click.UsageError(words.say("cli.screen_what"))
    if nameless := [name for name in names if not _is_name(name)]:
        raise click.UsageError(words.say("cli.screen_no_name", name=nameless[0]))
    if country and not code_of(country):
        raise UserError("country_unknown", value=country)
    on = day or output.today()
    rows = names_file.read(file) if file else []
    with output.existing(database) if own or self_test else output.database(database) as db:
        books = output.books(db)
        if self_test:
            _self_test(db, books, on, as_json)
        given = [Subject((name[: searching.LONGEST],), kind, code_of(country)) for name in names]
        if given:
            _show(searching.search(db, books, given, output.who(), on), db, books, on, as_json)
        if file:
            _file(db, books, rows, kind, country, on, as_json)
        if own:
            _parties(db, books, on, as_json)
        if not as_json and (given or file or own):
            _say_lists(db, books, on)


def _is_name(text: str) -> bool:
    """Tell whether a text can be searched: without a letter nobody can be found, nor cleared."""
    return any(char.isalnum() for char in text)


def _file(
    db: Database,
    books: Books,
    rows: list[names_file.NamedRow],
    kind: EntryKind,
    country: str,
    on: date,
    as_json: bool,
) -> None:
    """Search the names of a file; a row without a name is told with its error."""
    wanted = [
        Subject(
            (row.name[: searching.LONGEST],),
            next((k for k in _KINDS if k == row.kind.casefold()), kind),
            code_of(row.country or country),
        )
        for row in rows
        if _is_name(row.name)
    ]
    told = searching.search(db, books, wanted, output.who(), on, output.progress())
    answers = iter(told)
    for row in rows:
        if _is_name(row.name):
            _show([next(answers)], db, books, on, as_json, row.row)
        elif as_json:
            output.one_object({"row": row.row, "error": words.say("cli.no_name")})
        else:
            click.echo(f"{row.row}\t{words.say('cli.no_name')}", err=True)


def _parties(db: Database, books: Books, on: date, as_json: bool) -> None:
    """Search all parties of a database anew, and say what is held of each."""
    people = parties.every(db.connection)
    chosen = [one.id for one in people if one.id is not None]
    searching.screen(db, output.progress(), books, output.who(), on, chosen)
    held = screening.of_parties(db.connection, books, on)
    dates = _dates(db, books, on)
    for party in people:
        found = held[party.id or 0]
        if as_json:
            hits = [hit_told(one.hit, books) | {"state": one.state} for one in found.standings]
            output.one_object(
                {"party": party.id, "name": party.name, "answer": found.answer,
                 "why": found.why, "hits": hits, "lists": dates}
            )  # fmt: skip
            continue
        click.echo(f"{party.name}\t{explaining.answer(found)}")
        if found.why == "nameless":
            click.echo(f"  {explaining.why(books, party, found)}")
        for one in found.standings:
            click.echo(f"  {standing_line(books, found, one)}")


def _show(
    answers: list[Answer], db: Database, books: Books, on: date, as_json: bool, row: int = 0
) -> None:
    dates = _dates(db, books, on)
    for one in answers:
        if as_json:
            told: dict[str, Any] = {"row": row} if row else {}
            told |= {"name": one.name, "answer": one.answer}
            told |= {"why": one.why} if one.why else {}
            told |= {"hits": [hit_told(hit, books) for hit in one.hits], "lists": dates}
            output.one_object(told)
            continue
        said = words.say(f"screening.searches.{one.answer}")
        click.echo(f"{one.name}\t{said}")
        if one.why == "nameless":
            click.echo(f"  {words.say('screening.why.nameless')}")
        for hit in one.hits:
            click.echo(f"  {_line(books, hit, _dated(books, hit, dates))}")


def _say_lists(db: Database, books: Books, on: date) -> None:
    """Say by which lists, each with its day, and which are missing or too old."""
    held = lists(db.connection, books, on, books.lists_fresh_days)
    for one in held:
        if one.snapshot is not None:
            title, copy = screening.list_title(books, one.about.id), one.snapshot
            day = words.day(copy.dated or copy.checked_on)
            click.echo(words.say("self_test.list", list=title, day=day, count=copy.count), err=True)
    missing = [h.about.id for h in held if h.snapshot is None and h.about.binding]
    stale = [h.about.id for h in held if h.snapshot is not None and h.stale]
    if missing:
        output.tell("screening.lists_missing", lists=explaining.named(books, missing))
    if stale:
        output.tell("screening.lists_stale", lists=explaining.named(books, stale))


def _dated(books: Books, hit: Hit, dates: list[dict[str, Any]]) -> str:
    """Return the list of a hit, with the day our copy is of."""
    copy = next((one for one in dates if one["list"] == hit.entry.list_id), {})
    title = screening.list_title(books, hit.entry.list_id)
    day = copy.get("dated") or copy.get("checked_on")
    return words.say("screening.list_dated", list=title, day=words.day(day)) if day else title


def standing_line(books: Books, found: Screening, one: Standing) -> str:
    """Return a hit on a party as one line, with how it stands."""
    of_list = explaining.dated(books, found, one.hit.entry.list_id)
    return f"{_line(books, one.hit, of_list)}\t{explaining.state(one)}"


def _line(books: Books, hit: Hit, of_list: str) -> str:
    """Return a hit as one line: level, name, list and its day, entry, programme, what follows."""
    entry = hit.entry
    level = words.say(f"screening.level.{hit.level}")
    more = (entry.entry_id, words.listed(entry.programmes), explaining.effect(books, hit))
    return "\t".join(filter(None, (level, hit.name.text, of_list, *more)))


def hit_told(hit: Hit, books: Books) -> dict[str, Any]:
    """Return a hit as it is printed as JSON."""
    entry = hit.entry
    return {
        "list": entry.list_id,
        "entry": entry.entry_id,
        "name": hit.name.text,
        "kind": entry.kind,
        "level": hit.level,
        "score": round(hit.score, 3),
        "tokens": [
            {"ours": t.ours, "theirs": t.theirs, "how": t.how, "similarity": round(t.similarity, 3)}
            for t in hit.tokens
        ],
        "because": [{"key": one.key, "value": one.value} for one in hit.because],
        "countries": entry.countries,
        "programmes": entry.programmes,
        "effect": explaining.effect(books, hit),
    }


def _dates(db: Database, books: Books, on: date) -> list[dict[str, Any]]:
    """Return the lists that were searched, each with the days it is of; missing ones too."""
    held = lists(db.connection, books, on, books.lists_fresh_days)
    return [_date(one) for one in held if one.snapshot is not None or one.about.binding]


def _date(held: Held) -> dict[str, Any]:
    copy = held.snapshot
    return {
        "list": held.about.id,
        "dated": copy.dated if copy else None,
        "checked_on": copy.checked_on if copy else None,
        "count": copy.count if copy else None,
        "stale": held.stale,
    }


def _self_test(db: Database, books: Books, on: date, as_json: bool) -> None:
    told = self_testing.run(db.connection, output.progress(), db.path, books, on)
    if not as_json:
        click.echo(self_testing.as_text(books, told))
        return
    for part in (*told.recall, told.alarms, told.own):
        output.one_object({"test": part.id, "tried": part.tried, "found": part.found})
    for one in told.lists:
        if one.snapshot is not None:
            output.one_object(_date(one))
