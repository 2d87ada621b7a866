"""`broker-app history`, `undo`, `redo`: what was done, taken back and brought back."""

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.options import DATABASE
from broker_app.errors import UserError
from broker_app.jobs import recounting, undoing
from broker_app.store import history as kept
from broker_app.store.database import Rows
from broker_app.store.history import Search


@click.command()
@DATABASE
@click.option("--limit", type=click.IntRange(1, 10**9), default=50, help="So many steps at most.")
@click.option("--changes", is_flag=True, help="Also what each step changed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a step.")
def history(database: Path | None, limit: int, changes: bool, as_json: bool) -> None:
    """List what was done, the latest first, and who took what back."""
    with output.existing(database) as db:
        reader = db.connection
        chosen = kept.ids(reader, Search(), limit)
        rows, backs = kept.block(reader, chosen), kept.taken_back(reader, chosen)
        for step in chosen:
            _show(reader, rows[step], backs.get(step), changes, as_json)


@click.command()
@click.argument("step", type=output.ID, required=False)
@DATABASE
@click.option("--force-rest", is_flag=True, help="Take back what nothing contradicts.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def undo(step: int | None, database: Path | None, force_rest: bool, as_json: bool) -> None:
    """Take the last step back, or any STEP of the history.

    What was changed again since is listed, and nothing is written unless the rest is asked for.
    """
    with output.existing(database) as db:
        reader = db.connection
        if step is None:
            found = undoing.next_undo(reader)
            if found is None:
                raise UserError("nothing_to_undo")
            step = found.step
        name = recounting.step_name(reader, step)
        plan = undoing.look_ahead(reader, step)
        clashes = recounting.clashes_of(reader, plan)
        if not as_json:
            for clash in clashes:
                click.echo(_sentence(clash), err=True)
        changes = undoing.undo_step(db, step, output.who(), force_rest)
        if as_json:
            told = [_as_object(clash) for clash in clashes]
            output.one_object({"undone": step, "by": changes.step, "conflicts": told})
        else:
            click.echo(words.say("cli.undone", step=name))


@click.command()
@DATABASE
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def redo(database: Path | None, as_json: bool) -> None:
    """Do again what was undone last, if nothing else was done since."""
    with output.existing(database) as db:
        found = undoing.next_redo(db.connection)
        if found is None:
            raise UserError("nothing_to_redo")
        row = kept.get(db.connection, found.step)
        undone = int(row["undoes"]) if row is not None else found.step
        name = recounting.step_name(db.connection, undone)
        changes = undoing.undo_step(db, found.step, output.who())
        if as_json:
            output.one_object({"redone": undone, "by": changes.step})
        else:
            click.echo(words.say("cli.redone", step=name))


def _show(
    reader: Rows, row: sqlite3.Row, back: sqlite3.Row | None, changes: bool, as_json: bool
) -> None:
    name = recounting.name_of(reader, row)
    told = recounting.changes_of(reader, row["id"]) if changes else []
    if as_json:
        shown: dict[str, Any] = {n: row[n] for n in ("at", "who", "why", "key", "undoes")}
        shown |= {"step": row["id"], "name": name, "taken_back_by": back["id"] if back else None}
        if changes:
            shown["changes"] = [_as_object(line) for line in told]
        output.one_object(shown)
        return
    at = words.shown(datetime.fromisoformat(row["at"]).astimezone())
    line = words.say("cli.history_line", step=str(row["id"]), at=at, who=row["who"], name=name)
    if back is not None:
        line = words.say("cli.history_taken_back", line=line, who=back["who"])
    click.echo(line)
    for one in told:
        parts = (one.thing, one.field, " → ".join(filter(None, (one.before, one.after))))
        click.echo("    " + "  ".join(filter(None, parts)))


def _sentence(clash: recounting.Clash) -> str:
    key = "cli.clash" if clash.field and clash.made else "cli.clash_row"
    return words.say(key, **_as_object(clash)).strip()


def _as_object(line: recounting.Clash | recounting.Told) -> dict[str, str]:
    return {name: getattr(line, name) for name in line.__slots__}
