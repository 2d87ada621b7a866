"""`broker-app check` and `rebuild`: whether a database is whole, and a new one of a damaged one."""

from dataclasses import asdict
from pathlib import Path

import click

from broker_app import paths, settings
from broker_app.cli import output
from broker_app.jobs import checking_database, explaining_backups, rebuilding
from broker_app.jobs.checking_database import BAD, OPEN

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")
_MARKS = {BAD: "!", OPEN: "?"}


@click.command()
@click.option("--database", type=click.Path(path_type=Path), help="The database to check.")
@_JSON
@click.pass_context
def check(context: click.Context, database: Path | None, as_json: bool) -> None:
    """Look a database through: pages, references, history, files, search; nothing is changed."""
    path = database or paths.default_database()
    checked = checking_database.check(output.progress(), path, settings.load().backups_folder)
    if as_json:
        lines = [
            {"about": one.about, "state": one.state, "what": explaining_backups.line(one)}
            for one in checked.lines
        ]
        output.one_object(
            {
                "file": str(path),
                "sound": checked.is_sound,
                "damaged": checked.is_damaged,
                "lines": lines,
                "tables": checked.tables,
            }
        )
    else:
        click.echo(explaining_backups.answer(checked))
        for one in checked.lines:
            click.echo(f"{_MARKS.get(one.state, ' ')} {explaining_backups.line(one)}")
    context.exit(0 if checked.is_sound else 1)


@click.command()
@click.argument("damaged", type=click.Path(path_type=Path))
@click.option("--into", required=True, type=click.Path(path_type=Path), help="The new file.")
@_JSON
def rebuild(damaged: Path, into: Path, as_json: bool) -> None:
    """Build a new database from what can be read of a damaged one, which is not touched."""
    made = rebuilding.rebuild(output.progress(), damaged, into, output.who())
    if as_json:
        lost = [asdict(part) for part in made.parts if part.gaps or part.aside]
        output.one_object(
            {
                "file": str(made.path),
                "rows": {part.table: part.read + part.regained for part in made.parts},
                "lost": lost,
                "aside": str(made.aside) if made.aside else None,
                "files": made.files,
                "journal_broken_at": made.journal_broken,
            }
        )
        return
    for said in explaining_backups.salvaged(made):
        click.echo(said)
