"""`broker-app attach` and `attachments`: files about a vehicle, added, listed, looked after."""

from dataclasses import asdict
from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.options import DATABASE
from broker_app.domain.attachment import CHANGED, GONE, GOOD, KINDS, Attachment
from broker_app.domain.file_name import safe_name
from broker_app.domain.vehicle import identity_of
from broker_app.errors import UserError
from broker_app.jobs import attaching
from broker_app.jobs.attaching import Verified
from broker_app.jobs.progress import silent
from broker_app.jobs.shipping import name_of
from broker_app.store import attachments as stored
from broker_app.store import parties, vehicles
from broker_app.store.database import Database, Rows


@click.command()
@click.argument("chassis")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice(KINDS), help="What the files are; else as they look.")
@DATABASE
@click.pass_context
def attach(
    context: click.Context,
    chassis: str,
    files: tuple[Path, ...],
    kind: str | None,
    database: Path | None,
) -> None:
    """Attach files to the vehicle with this chassis number."""
    with output.existing(database) as db:
        vehicle = _vehicle(db.connection, chassis)
        outcome, _ = attaching.attach(db, silent, vehicle, files, output.who(), kind or "")
    for one in outcome.added:
        said = words.within(words.say(f"attachment.kind.{one.kind}"))
        click.echo(words.say("cli.attached", file=safe_name(one.file), kind=said))
    for name in outcome.doubles:
        output.tell("cli.attached_before", file=name)
    for problem in outcome.refused:
        click.echo(words.error(problem), err=True)
    context.exit(1 if outcome.refused else 0)


@click.command()
@click.argument("chassis", default="")
@click.option("--verify", is_flag=True, help="Look whether every file is as it was attached.")
@click.option("--sweep", is_flag=True, help="Remove files that nothing mentions any more.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
@DATABASE
@click.pass_context
def attachments(
    context: click.Context,
    chassis: str,
    verify: bool,
    sweep: bool,
    as_json: bool,
    database: Path | None,
) -> None:
    """List the files of one vehicle, or of all."""
    with output.existing(database) as db:
        vehicle = _vehicle(db.connection, chassis) if chassis else None
        found = attaching.verify(db.connection, silent, db.path, vehicle) if verify else None
        _list(db, vehicle, found, as_json)
        if sweep:
            output.tell("cli.swept", count=attaching.sweep(db))
    if found is not None:
        output.tell(
            "cli.verified_files", good=found.good, gone=len(found.gone), changed=len(found.changed)
        )
        context.exit(1 if found.gone or found.changed else 0)


def _vehicle(reader: Rows, chassis: str) -> int:
    found = vehicles.by_chassis(reader, identity_of(chassis) or "")
    if found is None:
        raise UserError("vehicle_unknown", chassis=chassis)
    return found


def _list(db: Database, vehicle: int | None, found: Verified | None, as_json: bool) -> None:
    records = (
        stored.every(db.connection)
        if vehicle is None
        else stored.of_vehicle(db.connection, vehicle)
    )
    named = dict(vehicles.many(db.connection, sorted({one.vehicle for one in records})))
    people = {one.id: one.name for one in parties.every(db.connection)}
    for one in records:
        condition = _condition(one, found)
        record = named.get(one.vehicle)
        owner = people.get(one.party, "") if record is None else name_of(record)
        if as_json:
            values = asdict(one) | {"chassis_number": record and record.chassis_number}
            output.one_object(values | ({"condition": condition} if condition else {}))
            continue
        parts = [words.say(f"attachment.kind.{one.kind}"), safe_name(one.file)]
        parts += [words.say(f"attachment.{condition}")] if condition else []
        click.echo(f"{owner}: {words.listed(parts)}")


def _condition(one: Attachment, found: Verified | None) -> str:
    if found is None:
        return ""
    if any(one.id == gone.id for gone in found.gone):
        return GONE
    return CHANGED if any(one.id == other.id for other in found.changed) else GOOD
