"""`broker-app due`: what needs a person today."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from broker_app import settings, words
from broker_app.cli import output
from broker_app.domain.due import Due
from broker_app.jobs import due as job
from broker_app.jobs import today as all_of_it


@click.command()
@click.option("--database", type=click.Path(path_type=Path), help="The database to read.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def due(database: Path | None, kinds: tuple[str, ...], as_json: bool) -> None:
    """What needs a person today, the most urgent first, and where it is mended."""
    today = output.today()
    with output.existing(database) as db:
        known = settings.load()
        asked = all_of_it.Asked(
            output.books(db),
            output.question(),
            today,
            db.path,
            every=True,
            second=known.backups_folder,
            places_kept=known.places_kept,
        )
        found = all_of_it.due_today(db.connection, asked)
    found = [one for one in found if not kinds or one.kind in kinds]
    for one in found:
        if as_json:
            output.one_object(_as_json(one, today))
        else:
            click.echo(f"{'!' if one.overdue else ' '} {one.day or '–':10}  {job.said(one)}")
    if not as_json and not found:
        click.echo(words.say("due.nothing"))


def _as_json(one: Due, today: date) -> dict[str, Any]:
    parts = [{"kind": part.kind, "count": part.count, "what": job.said(part)} for part in one.parts]
    return {
        "kind": one.kind,
        "urgency": one.urgency(today),
        "day": one.day or None,
        "overdue": one.overdue,
        "count": one.count,
        "what": job.said(one),
        "parts": parts,
        "page": one.page,
        "target": one.target,
        "vehicle": one.vehicle,
        "shipment": one.shipment,
        "vehicles": list(one.vehicles),
    }
