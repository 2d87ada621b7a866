"""`broker-app translation`: the certificate of a vehicle as an English sheet for its buyer."""

from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.options import vehicle_named
from broker_app.jobs import issuing, translating

_ENDINGS = (".xlsx", ".pdf")


@click.command()
@click.argument("chassis")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--database", type=click.Path(path_type=Path), help="The database to read.")
@click.pass_context
def translation(context: click.Context, chassis: str, target: Path, database: Path | None) -> None:
    """Write the export certificate of a vehicle in English: TARGET ends in .xlsx or .pdf."""
    if target.suffix.casefold() not in _ENDINGS:
        raise click.UsageError(words.say("cli.translation_ending"))
    with output.leaving(database) as db:
        vehicle = vehicle_named(db, chassis)
        made = translating.translated(db.connection, output.books(db), vehicle, output.today())
        as_pdf = target.suffix.casefold() == ".pdf"
        write = context.obj.write_pdf if as_pdf else issuing.WORKBOOK.write
        write([made.page], target)
        output.given_out_of(db, "translation", target)
    if made.owner_left_out:
        output.tell("certificate.owner_left_out")
    output.tell("cli.translation_written", file=target.name)
