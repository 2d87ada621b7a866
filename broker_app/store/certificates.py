"""Export certificates: the latest of a vehicle counts, older ones are kept."""

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from typing import NamedTuple

from broker_app.domain.certificate import Certificate
from broker_app.domain.shipment import AT_SEA
from broker_app.domain.state import ABROAD
from broker_app.store.database import Rows
from broker_app.store.write import Step

_LATEST = "c.id = (SELECT max(id) FROM certificate WHERE vehicle = c.vehicle)"


class Entry(NamedTuple):
    """A certificate that counts, with what the register tells of its vehicle."""

    certificate: Certificate
    maker: str
    model: str
    chassis_number: str
    shipment: int | None
    shipment_number: str
    exported: bool


def add(step: Step, certificate: Certificate) -> int:
    """Store a certificate as the one that counts; returns its id."""
    values = asdict(certificate) | {"stored_by": step.who, "stored_at": step.at}
    del values["id"]
    return step.insert("certificate", values)


def of_vehicle(reader: Rows, vehicle: int) -> list[Certificate]:
    """Return the certificates of a vehicle, the one that counts first."""
    sql = "SELECT * FROM certificate WHERE vehicle = ? ORDER BY id DESC"
    return [_certificate(row) for row in reader.execute(sql, (vehicle,))]


def latest(reader: Rows, vehicle: int) -> Certificate | None:
    """Return the certificate of a vehicle that counts."""
    return next(iter(of_vehicle(reader, vehicle)), None)


def is_exported(reader: Rows, vehicle: int) -> bool:
    """Tell whether a vehicle has left the country: with a shipment, or as somebody said of it."""
    sql = f"SELECT {_GONE} AS gone FROM vehicle v {_BOARD} WHERE v.id = ?"  # noqa: S608
    found = reader.execute(sql, (vehicle,)).fetchone()
    return found is not None and bool(found["gone"])


def register(reader: Rows) -> Iterator[Entry]:
    """Yield every certificate that counts, the one that ends first before the others."""
    sql = f"""
        SELECT c.*, v.maker AS v_maker, v.model AS v_model, v.chassis_number AS v_chassis,
               s.id AS s_id, s.number AS s_number, {_GONE} AS s_gone
        FROM certificate c JOIN vehicle v ON v.id = c.vehicle {_BOARD}
        WHERE {_LATEST} ORDER BY c.scheduled_on, c.id
    """  # noqa: S608
    for row in reader.execute(sql):
        yield Entry(
            _certificate(row),
            row["v_maker"] or "",
            row["v_model"] or "",
            row["v_chassis"] or "",
            row["s_id"],
            row["s_number"] or "",
            bool(row["s_gone"]),
        )


def _certificate(row: sqlite3.Row) -> Certificate:
    return Certificate(**{name: row[name] for name in _COLUMNS})


_GONE = f"(coalesce(s.state, '') IN {AT_SEA} OR v.state IN {ABROAD})"
_BOARD = """LEFT JOIN shipment_vehicle b ON b.vehicle = v.id
        LEFT JOIN shipment s ON s.id = b.shipment"""
_COLUMNS = tuple(asdict(Certificate()))
