"""`broker-app due`: what waits or is overdue today."""

from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output
from broker_app.jobs import due as job


@click.command()
@click.option("--database", type=click.Path(path_type=Path), help="The database to read.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def due(database: Path | None, kinds: tuple[str, ...], as_json: bool) -> None:
    """What waits or is overdue today, the most urgent first, and where it is mended."""
    with output.existing(database) as db:
        found = job.due(db.connection, output.books(db), output.today())
    found = [one for one in found if not kinds or one.kind in kinds]
    for one in found:
        if as_json:
            output.one_object(
                {
                    "kind": one.kind,
                    "day": one.day or None,
                    "overdue": one.overdue,
                    "what": job.said(one),
                    "page": one.page,
                    "target": one.target,
                    "vehicle": one.vehicle,
                    "shipment": one.shipment,
                }
            )
        else:
            click.echo(f"{'!' if one.overdue else ' '} {one.day or '–':10}  {job.said(one)}")
    if not as_json and not found:
        click.echo(words.say("due.nothing"))
