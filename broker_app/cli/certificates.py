"""`broker-app certificates`: the register of export certificates; one shown, one entered."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from broker_app import settings, words
from broker_app.cli import output
from broker_app.cli.options import DATABASE, vehicle_named
from broker_app.cli.typed import NameValue
from broker_app.domain.certificate import BOXES, KINDS, Certificate
from broker_app.domain.certificate_checks import Severity
from broker_app.domain.question import Question, planned_day
from broker_app.errors import UserError
from broker_app.intake.certificate import box_text, read_box
from broker_app.jobs import certifying
from broker_app.jobs.certifying import Line
from broker_app.store import certificates as stored
from broker_app.store import vehicles
from broker_app.store.database import Database

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a certificate.")
_NAMES = ("kind", *(box.name for box in BOXES))


@click.group("certificates", invoke_without_command=True)
@DATABASE
@click.option("--ending", is_flag=True, help="Only those that end within 30 days or have ended.")
@_JSON
@click.pass_context
def certificates(
    context: click.Context, database: Path | None, ending: bool, as_json: bool
) -> None:
    """List the export certificates with their last day, and which have to be returned."""
    if context.invoked_subcommand is not None:
        if database is not None or ending or as_json:
            raise click.UsageError("options go behind the command")
        return
    with output.existing(database) as db:
        lines = certifying.register(db.connection, output.today())
        for line in lines:
            if ending and (line.term is None or line.term.state not in ("soon", "expired")):
                continue
            if as_json:
                output.one_object(_values(line))
            else:
                click.echo(certifying.line_text(line))
        if not lines:
            output.tell("certificate.none_stored")


@certificates.command()
@click.argument("chassis")
@DATABASE
@_JSON
def show(chassis: str, database: Path | None, as_json: bool) -> None:
    """Show the export certificate of a vehicle, box by box."""
    with output.existing(database) as db:
        kept = stored.latest(db.connection, vehicle_named(db, chassis))
        if kept is None:
            raise UserError("certificate_none", vehicle=chassis)
        _tell(kept, as_json)


@certificates.command()
@click.argument("chassis")
@click.argument(
    "boxes", nargs=-1, required=True, type=NameValue(_NAMES, "cli.no_box"), metavar="BOX=TEXT…"
)
@click.option("--scan", type=click.Path(path_type=Path), help="The file of the scanned paper.")
@click.option("--why", default="", help="The reason, where a verdict rests on what changes.")
@DATABASE
@_JSON
def enter(
    chassis: str,
    boxes: tuple[tuple[str, str], ...],
    scan: Path | None,
    why: str,
    database: Path | None,
    as_json: bool,
) -> None:
    """Enter or correct the export certificate of a vehicle, as the paper prints its boxes.

    Days may be of an era (R8.12.20); boxes that are not named stay as they are. What the paper
    settles becomes a fact of the vehicle, which is judged again.
    """
    if scan is not None and not scan.is_file():
        raise UserError("file_missing", file=scan.name)
    chosen, today = settings.load(), output.today()
    question = Question(chosen.destination, planned_day(today, chosen.days_to_export))
    with output.existing(database) as db:
        books, vehicle = output.books(db), vehicle_named(db, chassis)
        typed = _read(_known(db, vehicle), boxes)
        looked = certifying.look(db.connection, books, vehicle, typed, today)
        given = (books, question, typed, output.who(), today, why, scan)
        certifying.enter(db, output.progress(), *given)
        for remark in looked.remarks:
            if remark.severity is not Severity.STOPS:
                click.echo(certifying.sentence(remark), err=True)
        kept = stored.latest(db.connection, vehicle)
        assert kept is not None  # it was stored a moment ago, or before
        _tell(kept, as_json)


def _known(db: Database, vehicle: int) -> Certificate:
    """Return the certificate that stands, or a new one with what a clerk need not type again."""
    kept = stored.latest(db.connection, vehicle)
    if kept is not None:
        return replace(kept, id=None)
    number = vehicles.get(db.connection, vehicle).chassis_number or ""
    return Certificate(vehicle=vehicle, chassis_number=number)


def _read(known: Certificate, boxes: tuple[tuple[str, str], ...]) -> Certificate:
    for name, text in boxes:
        if name == "kind":
            if text not in KINDS:
                raise UserError("certificate_kind", value=text, known=", ".join(KINDS))
            known = replace(known, kind=text)
            continue
        try:
            values: dict[str, Any] = dict(read_box(name, text, output.today()))
        except UserError as problem:
            box = {"box": certifying.label(name)} if "box" in problem.values else {}
            raise UserError(problem.key, **problem.values | box) from problem
        known = replace(known, **values)
    return known


def _tell(certificate: Certificate, as_json: bool) -> None:
    if as_json:
        told = {name: getattr(certificate, name) for name in _NAMES}
        output.one_object({n: None if value == "" else value for n, value in told.items()})
        return
    for box in BOXES:
        if text := box_text(certificate, box.name):
            unit = f" {box.unit}" if box.unit else ""
            said = words.say("cli.fact", fact=certifying.label(box.name), value=f"{text}{unit}")
            click.echo(said)


def _values(line: Line) -> dict[str, Any]:
    certificate, term = line.entry.certificate, line.term
    return {
        "vehicle": certificate.vehicle,
        "chassis_number": line.entry.chassis_number or None,
        "name": f"{line.entry.maker} {line.entry.model}".strip() or None,
        "kind": certificate.kind,
        "number": certificate.number or None,
        "reference_number": certificate.reference_number or None,
        "owner": certificate.owner or None,
        "owner_is_exporter": {"same": True, "differs": False}.get(line.owner),
        "issued_on": certificate.issued_on or None,
        "scheduled_on": certificate.scheduled_on or None,
        "state": term.state if term else None,
        "days_left": term.days_left if term else None,
        "return_by": term.return_by if term else None,
        "shipment": line.entry.shipment_number or None,
    }
