"""`broker-app support-bundle`: what helps to find a fault, without anything of the business."""

from contextlib import suppress
from pathlib import Path

import click

from broker_app import paths, settings
from broker_app.cli import output
from broker_app.errors import UserError
from broker_app.jobs import supporting


@click.command("support-bundle")
@click.argument("target", metavar="OUT.zip", type=click.Path(path_type=Path))
@click.option("--database", type=click.Path(path_type=Path), help="The database it is about.")
def support_bundle(target: Path, database: Path | None) -> None:
    """Write versions, counts, checks and the log with all texts left out; send it if you like."""
    path = database or paths.default_database()
    if database is not None and not database.is_file():
        raise UserError("file_missing", file=database.name)
    supporting.write_bundle(output.progress(), path, settings.load(), target)
    with suppress(UserError):  # of a damaged database there is a bundle all the same
        if path.is_file():
            output.given_out(path, "bundle", target)
    output.tell("cli.bundle", file=target.name)
