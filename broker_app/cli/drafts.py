"""`broker-app draft`: the carrier's draft of a bill of lading beside our instruction."""

import sys
from pathlib import Path
from typing import Any

import click

from broker_app import given_file, words
from broker_app.cli import output
from broker_app.domain.bl_draft import SAME, Comparison, Row
from broker_app.errors import UserError
from broker_app.jobs import bl_drafts
from broker_app.jobs.books import Books
from broker_app.store import shipments


class Typed(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases
    """A box with its text: `vessel=SHIRANAMI LEADER`."""

    name = "box=text"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Part the box from its text; `\\n` in it begins a new line."""
        if isinstance(value, tuple):
            return value
        box, _, text = str(value).partition("=")
        return box.strip(), text.replace("\\n", "\n").strip()


@click.command()
@click.argument("shipment")
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--database", type=click.Path(path_type=Path), help="The database to read.")
@click.option("--box", "boxes", multiple=True, type=Typed(), help="A box as typed, over the file.")
@click.option("--dry-run", is_flag=True, help="Compare only; nothing is stored.")
@click.option("--approve", is_flag=True, help="Approve the draft as it stands.")
@click.option("--why", default="", help="Why lines that differ are accepted.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line of the comparison.")
def draft(
    shipment: str,
    file: Path | None,
    database: Path | None,
    boxes: tuple[tuple[str, str], ...],
    dry_run: bool,
    approve: bool,
    why: str,
    as_json: bool,
) -> None:
    """Compare the draft of a B/L with the instruction, line by line, and keep it.

    FILE is the text of the draft, - reads it from standard input; without one and without --box
    the draft that is kept is shown.
    """
    with output.existing(database) as db:
        books, today = output.books(db), output.today()
        number = shipments.by_number(db.connection, shipment).id or 0
        typed = bl_drafts.read_text(books, _text(file)) if file else {}
        typed |= dict(boxes)
        if typed and not dry_run:
            bl_drafts.enter(db, books, number, typed, output.who())
        if approve and not dry_run:
            bl_drafts.approve(db, books, number, output.who(), today, why)
        reader = db.connection
        found = bl_drafts.comparison(reader, books, number, today)
        if typed and dry_run:
            found = bl_drafts.compare(reader, books, number, typed, today)
        if found is None:
            raise UserError("draft_none", shipment=shipment)
        _show(books, found, as_json)


def _text(file: Path) -> str:
    if str(file) == "-":
        return sys.stdin.read()
    try:
        content = given_file.content(file)
    except OSError as problem:
        raise UserError("file_missing", file=file.name) from problem
    if len(content) > bl_drafts.LONGEST * 4:
        raise UserError("draft_too_long", most=bl_drafts.LONGEST)
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError("draft_unread")


def _show(books: Books, found: Comparison, as_json: bool) -> None:
    for row in found.rows:
        if as_json:
            output.one_object(_as_plain(row))
        else:
            click.echo(_line(books, row))
    if as_json:
        return
    open_ = len(found.against)
    click.echo(words.say("draft.against", count=open_) if open_ else words.say("draft.agrees"))
    if found.approved_by:
        click.echo(words.say("draft.approved", who=found.approved_by))


def _as_plain(row: Row) -> dict[str, Any]:
    return {
        "box": row.box,
        "line": row.place or None,
        "instructed": row.instructed,
        "draft": row.draft,
        "outcome": row.outcome,
        "changes": [{"at": at, "instructed": x, "draft": y} for at, x, y in row.changes],
    }


def _line(books: Books, row: Row) -> str:
    named = bl_drafts.title(books, row.box) + (f" {row.place}" if row.place else "")
    said = " / ".join(row.draft.splitlines())
    ours = " / ".join(row.instructed.splitlines())
    text = ours if row.outcome == SAME else f"{ours or '–'}  ≠  {said or '–'}"
    parts = [words.say(f"draft.outcome.{row.outcome}"), named, text]
    return "\t".join([*parts, *([bl_drafts.changes_said(row)] if row.changes else [])])
