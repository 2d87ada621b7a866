"""`broker-app bin`: vehicles put away with everything about them, and brought back."""

from pathlib import Path

import click

from broker_app.cli import output
from broker_app.cli.options import DATABASE, vehicle_named
from broker_app.domain.vehicle import identity_of
from broker_app.errors import UserError
from broker_app.jobs import binning
from broker_app.jobs.progress import silent
from broker_app.store import bin as waste

MOST = 1_000


@click.group("bin")
def bin_command() -> None:
    """Put vehicles away with everything about them, and bring them back."""


@bin_command.command("list")
@DATABASE
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_command(database: Path | None, as_json: bool) -> None:
    """List what is in the bin, the latest first."""
    with output.existing(database) as db:
        for line in waste.every(db.connection, MOST):
            if as_json:
                named = ("vehicle", "name", "chassis", "who", "at")
                output.one_object({name: line[name] for name in named})
            else:
                click.echo("\t".join(line[name] for name in ("name", "chassis", "who", "at")))
        output.tell("cli.in_bin", count=waste.count(db.connection))


@bin_command.command()
@click.argument("chassis", nargs=-1, required=True)
@DATABASE
def put(chassis: tuple[str, ...], database: Path | None) -> None:
    """Put vehicles into the bin, all of them or none."""
    with output.existing(database) as db:
        chosen = sorted({vehicle_named(db, number) for number in chassis})
        binning.put_in_bin(db, silent, chosen, output.who())
    output.tell("bin.done", count=len(chosen))


@bin_command.command()
@click.argument("chassis", nargs=-1, required=True)
@DATABASE
def restore(chassis: tuple[str, ...], database: Path | None) -> None:
    """Bring vehicles back as they were, all of them or none."""
    with output.existing(database) as db:
        lines = {
            identity_of(line["chassis"]): line["id"]
            for line in reversed(waste.every(db.connection, MOST))
        }
        chosen = []
        for number in chassis:
            found = lines.get(identity_of(number)) if identity_of(number) else None
            if found is None:
                raise UserError("not_in_bin", chassis=number)
            chosen.append(found)
        changes = binning.restore(db, chosen, output.who())
    output.tell("cli.restored", count=len(chosen))
    if changes.note:
        click.echo(changes.note, err=True)
