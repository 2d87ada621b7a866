"""`broker-app certificates`: the register of export certificates, the first to end on top."""

from pathlib import Path
from typing import Any

import click

from broker_app.cli import output
from broker_app.jobs import certifying
from broker_app.jobs.certifying import Line


@click.command("certificates")
@click.option("--database", type=click.Path(path_type=Path), help="The database to use.")
@click.option("--ending", is_flag=True, help="Only those that end within 30 days or have ended.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a certificate.")
def certificates(database: Path | None, ending: bool, as_json: bool) -> None:
    """List the export certificates with their last day, and which have to be returned."""
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
