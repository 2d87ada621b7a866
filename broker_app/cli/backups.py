"""`broker-app backup` and `restore`: whole copies of a database, and new files made of them."""

from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from broker_app import paths, settings, words
from broker_app.cli import output, signing
from broker_app.cli.options import DATABASE
from broker_app.errors import UserError
from broker_app.jobs import (
    backing_up,
    explaining_backups,
    giving_out,
    restoring,
    sealing,
    signing_in,
)
from broker_app.jobs.restoring import Comparison
from broker_app.store import backup as stored
from broker_app.store.backup import Backup
from broker_app.store.sealing import is_sealed

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.command()
@DATABASE
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="Into this folder instead; sealed where copies are.",
)
@click.option("--seal", is_flag=True, help="Encrypt copies from now on; shows a recovery key once.")
@click.option("--unseal", is_flag=True, help="Copy backups in the open from now on.")
@click.option("--list", "listing", is_flag=True, help="List the backups there are; make none.")
@_JSON
def backup(
    database: Path | None,
    folder: Path | None,
    seal: bool,
    unseal: bool,
    listing: bool,
    as_json: bool,
) -> None:
    """Make a backup, opened, checked and counted; who works meanwhile does not wait."""
    path = database or paths.default_database()
    if seal or unseal:
        _turn_seal(database, seal)
        return
    second = settings.load().backups_folder
    if listing:
        for one in restoring.choices(path, second):
            _show(one, as_json)
        return
    with output.leaving(path):
        who = output.who()
    made = backing_up.back_up(output.progress(), path, "" if folder else second, folder=folder)
    with output.existing(path) as db:
        giving_out.note_backup(db, giving_out.BACKED_UP, made.backup.path, who)
    _show(made.backup, as_json)
    if made.backup.held is not None and made.backup.held.changed:
        output.tell("cli.backup_changed", count=len(made.backup.held.changed))
    if made.problem is not None:
        click.echo(words.error(made.problem), err=True)


@click.command()
@click.argument("source", metavar="BACKUP", type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), help="The new file; never one there is.")
@DATABASE
@_JSON
def restore(source: Path, into: Path | None, database: Path | None, as_json: bool) -> None:
    """Compare a backup with the database; --into brings it back as a new one."""
    path = database or paths.default_database()
    found = restoring.compare_file(path, stored.of_file(source))
    if not as_json:
        _tell_comparison(found)
    if into is None:
        if as_json:
            output.one_object(_compared(found))
        output.tell("cli.restore_into")
        return
    key = signing_in.NOBODY
    if is_sealed(source):
        key = signing.password(signing.BACKUP_KEY, "cli.backup_key")
    who = ""
    if path.is_file() and found.kinds[0].now is not None:  # a damaged file asks nobody
        with output.existing(path):
            who = output.who()
    made = restoring.restore(output.progress(), source, into, key, path, who)
    _note_restored(path, source)
    if as_json:
        values = {"file": str(made.path), "tables": made.tables, "files": made.files}
        output.one_object(_compared(found) | values | {"lacking": list(made.lacking)})
        return
    for said in explaining_backups.restored(made):
        click.echo(said)


def _note_restored(path: Path, source: Path) -> None:
    """Take it down in the database that we have, where that can be opened."""
    with suppress(UserError):
        if path.is_file():
            with output.existing(path) as db:
                giving_out.note_backup(db, giving_out.RESTORED, source, output.who())


def _turn_seal(database: Path | None, seal: bool) -> None:
    with output.existing(database) as db:
        if not seal:
            sealing.seal_no_more(db, output.who())
            output.tell("cli.backups_unsealed")
            return
        who = output.who()
        passphrase = signing.password(signing.NEW_PASSWORD, "cli.new_password")
        recovery, _ = sealing.seal_copies(db, passphrase, who)
    output.tell("cli.backups_sealed")
    click.echo(recovery)


def _show(one: Backup, as_json: bool) -> None:
    if as_json:
        output.one_object(_as_json(one))
        return
    said = (explaining_backups.made_at(one), explaining_backups.reason(one))
    click.echo("\t".join((*said, explaining_backups.size(one), str(one.path))))


def _as_json(one: Backup) -> dict[str, Any]:
    held = one.held
    return {
        "file": str(one.path),
        "made_at": one.made_at.isoformat(),
        "reason": one.reason or None,
        "size": held.size if held else one.path.stat().st_size,
        "sha256": held.sha256 if held else None,
        "tables": held.tables if held else None,
        "journal": {"seq": held.journal.seq, "hash": held.journal.hash} if held else None,
        "files": len(held.files) if held else None,
        "changed": list(held.changed) if held else None,
    }


def _compared(found: Comparison) -> dict[str, Any]:
    return {
        "backup": str(found.backup.path),
        "kinds": [asdict(kind) for kind in found.kinds],
        "missing_steps": found.missing,
        "newest": [asdict(one) for one in found.newest],
        "same_line": found.same_line,
    }


def _tell_comparison(found: Comparison) -> None:
    for line in explaining_backups.counts(found):
        click.echo(line)
    click.echo(explaining_backups.compared(found))
    for one in found.newest if found.same_line else ():
        click.echo(f"  {explaining_backups.done(one)}")
