"""`broker-app templates`: the broker's own workbooks that papers are filled into."""

from pathlib import Path
from typing import Any

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.options import COMPANY, DATABASE, company_of
from broker_app.domain.template import Notice, Template
from broker_app.errors import UserError
from broker_app.jobs import templating
from broker_app.jobs.books import Books
from broker_app.jobs.explaining_templates import notice_text, place_text
from broker_app.store import companies
from broker_app.store import templates as kept
from broker_app.store.database import Database

_KIND = click.option("--kind", default="CI", show_default=True, help="Kind of paper, e.g. CI.")
_JSON = click.option("--json", "as_json", is_flag=True, help="JSON objects instead of text.")
_FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group()
def templates() -> None:
    """Fill papers into your own workbooks: {{tags}} in their cells become values.

    Only workbooks come from a template; PDF and print always come from our own layout.
    """


@templates.command("list")
@DATABASE
@_JSON
def list_command(database: Path | None, as_json: bool) -> None:
    """List the stored templates."""
    with output.existing(database) as db:
        for known in kept.every(db.connection):
            _show(db, known, as_json)


@templates.command()
@_FILE
@_KIND
@_JSON
def check(file: Path, kind: str, as_json: bool) -> None:
    """Check a workbook before it is used: tags, what is missing, what would be lost."""
    checked = templating.check_file(Books(), file, kind)
    for notice in checked.notices:
        _tell(notice, as_json)
    if not as_json:
        key = "cli.template_refused" if checked.refused else "cli.template_fit"
        output.tell(key, file=checked.name, count=len(checked.refused))


@templates.command()
@_FILE
@_KIND
@COMPANY
@DATABASE
@_JSON
def add(file: Path, kind: str, company: str | None, database: Path | None, as_json: bool) -> None:
    """Check a workbook, keep it and use it for its kind of paper from now on."""
    with output.database(database) as db:
        books = output.books(db)
        checked = templating.check_file(books, file, kind)
        for notice in checked.notices:
            _tell(notice, as_json)
        number = company_of(db, company)
        made, _ = templating.add_template(db, books, checked, number, output.who())
        _show(db, kept.get(db.connection, made), as_json)


@templates.command()
@_FILE
@_KIND
@COMPANY
@DATABASE
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write.")
def sample(file: Path, kind: str, company: str | None, database: Path | None, out: Path) -> None:
    """Fill a workbook with made-up data, to see what it looks like. Nothing is stored."""
    checked = templating.check_file(Books(), file, kind)
    if checked.refused:
        first = notice_text(checked.refused[0])
        raise UserError("template_refused", count=len(checked.refused), file=file.name, why=first)
    with output.leaving(database) as db:
        number = company_of(db, company)
        asked = (Books(), checked.content, kind, number, out)
        templating.write_sample(db.connection, *asked)
        output.given_out_of(db, "sample", out)
    output.tell("cli.written", file=out.name)


@templates.command()
@click.argument("template", metavar="ID")
@DATABASE
def use(template: str, database: Path | None) -> None:
    """Use a stored template for its kind of paper."""
    with output.existing(database) as db:
        known = templating.named(db.connection, template)
        templating.use_template(db, known.id, output.who())


@templates.command("built-in")
@_KIND
@COMPANY
@DATABASE
def built_in(kind: str, company: str | None, database: Path | None) -> None:
    """Use our own layout for a kind of paper again; the templates stay."""
    with output.existing(database) as db:
        templating.kind_of(output.books(db), kind)
        templating.use_built_in(db, company_of(db, company), kind, output.who())


@templates.command()
@click.argument("template", metavar="ID")
@DATABASE
def remove(template: str, database: Path | None) -> None:
    """Take a template away; `broker-app undo` brings it back."""
    with output.existing(database) as db:
        known = templating.named(db.connection, template)
        templating.remove_template(db, known.id, output.who())


@templates.command()
@_JSON
def tags(as_json: bool) -> None:
    """List every tag that a template may name."""
    from broker_app.papers.template.values import known_keys

    for key in known_keys(Books().particulars):
        if as_json:
            output.one_object({"tag": key})
        else:
            click.echo(f"{{{{{key}}}}}")


def _show(db: Database, known: Template, as_json: bool) -> None:
    name = companies.get(db.connection, known.company).name
    if as_json:
        output.one_object(
            {
                "id": known.id,
                "company": name,
                "kind": known.kind,
                "name": known.name,
                "sha256": known.sha256,
                "in_use": known.in_use,
                "added_by": known.added_by,
                "added_at": known.added_at,
            }
        )
        return
    key = "cli.template_in_use" if known.in_use else "cli.template"
    click.echo(words.say(key, id=known.id, kind=known.kind, name=known.name, company=name or "–"))


def _tell(notice: Notice, as_json: bool) -> None:
    said = notice_text(notice)
    if as_json:
        values: dict[str, Any] = {"severity": notice.severity, "notice": notice.key}
        values |= {"sheet": notice.sheet, "cell": notice.cell, "text": said}
        output.one_object(values)
        return
    place = place_text(notice)
    severity = words.say(f"template.{notice.severity}")
    click.echo(f"{severity}  {f'{place}: ' if place else ''}{said}")
