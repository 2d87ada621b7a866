"""`broker-app formats`: the layouts of lists that a database knows; shared as files."""

from pathlib import Path

import click

from broker_app.cli import output
from broker_app.cli.options import DATABASE
from broker_app.domain.list_format import ListFormat
from broker_app.jobs import explaining_lists, list_formats
from broker_app.jobs.books import Books


@click.group()
def formats() -> None:
    """Show, share and forget the layouts of lists."""


@formats.command("list")
@DATABASE
@click.option("--json", "as_json", is_flag=True, help="One JSON object a layout.")
def list_command(database: Path | None, as_json: bool) -> None:
    """List the layouts with what was settled of each."""
    with output.existing(database) as db:
        for known in list_formats.with_known(db.connection, Books(), None).formats:
            _show(known, as_json)


@formats.command()
@click.argument("key", metavar="ID")
@click.argument("file", type=click.Path(path_type=Path))
@DATABASE
def export(key: str, file: Path, database: Path | None) -> None:
    """Write a layout to a file that others can add."""
    with output.leaving(database) as db:
        list_formats.save_file(db.connection, key, file)
        output.given_out_of(db, "format", file)
    output.tell("cli.written", file=file.name)


@formats.command()
@click.argument("file", type=click.Path(path_type=Path))
@DATABASE
def add(file: Path, database: Path | None) -> None:
    """Add a layout from a file."""
    with output.database(database) as db:
        list_formats.add_file(db, file, output.who())


@formats.command()
@click.argument("key", metavar="ID")
@DATABASE
def forget(key: str, database: Path | None) -> None:
    """Forget a layout."""
    with output.existing(database) as db:
        list_formats.forget(db, key, output.who())


def _show(known: ListFormat, as_json: bool) -> None:
    if as_json:
        output.one_object(
            {
                "id": known.id,
                "name": known.name,
                "headings": known.headings,
                "columns": dict(known.columns),
                "price_unit": known.price_unit,
            }
        )
        return
    said = explaining_lists.layout_text(known)
    output.tell("cli.format", id=known.id, name=known.name, settled=said)
