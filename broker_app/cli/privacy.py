"""`broker-app privacy`: what is stored of a person, given out, and erased by two people."""

from pathlib import Path

import click

from broker_app import settings
from broker_app.cli import output, signing
from broker_app.cli.options import DATABASE
from broker_app.jobs import persons
from broker_app.memory import of_database

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


@click.group()
def privacy() -> None:
    """What is stored of a person: shown, given out, erased where the law lets."""


@privacy.command()
@click.argument("name")
@DATABASE
@_JSON
def show(name: str, database: Path | None, as_json: bool) -> None:
    """Tell what is stored of a party that is a person, or of somebody of the staff."""
    with output.existing(database) as db:
        found, signed = persons.look_up(db.connection, name, output.today())
    if as_json:
        counts = {table: len(rows) for table, rows in found.rows.items()} if found else {}
        kept = [persons.said(one) for one in found.kept] if found else []
        told = {"party": found.party if found else None, "records": counts, "kept": kept}
        output.one_object(told | {"steps": found.steps if found else 0, "signed": signed})
        return
    for line in persons.lines(found, signed, name):
        click.echo(line)


@privacy.command()
@click.argument("name")
@click.argument("folder", type=click.Path(path_type=Path))
@DATABASE
def export(name: str, folder: Path, database: Path | None) -> None:
    """Write all that is stored of a party into a new folder: JSON, and its files."""
    with output.leaving(database) as db:
        found = persons.export(db.connection, db.path, name, output.today(), folder)
        output.given_out_of(db, "person", folder, found.records)
    output.tell("person.exported", name=found.name, folder=folder.name)


@privacy.command()
@click.argument("name")
@click.option("--second", required=True, help="The second person, who agrees.")
@DATABASE
def forget(name: str, second: str, database: Path | None) -> None:
    """Erase all that is stored of a party, for good; refused while the law keeps a record."""
    with output.existing(database) as db:
        secret = signing.second(db, second)
        asked = (name, output.who(), second, output.today(), secret)
        erased, _ = persons.forget(db, output.progress(), *asked)
        persons.forget_here(erased, of_database(db.path), settings.load())
    output.tell("person.forgotten")
