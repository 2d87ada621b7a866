"""Documents: issued papers with the snapshot, the verdicts and the pack they rested on."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from broker_app.errors import UserError
from broker_app.store.companies import FIRST
from broker_app.store.database import Rows
from broker_app.store.write import Step


def add(step: Step, values: Mapping[str, Any]) -> int:
    """Store a document as it was issued; it is never changed but for its state."""
    return step.insert("document", {"issued_at": step.at, "issued_by": step.who} | dict(values))


def get(reader: Rows, document: int) -> sqlite3.Row:
    """Return one document. Raises UserError where it is gone."""
    row: sqlite3.Row | None = reader.execute(
        "SELECT * FROM document WHERE id = ?", (document,)
    ).fetchone()
    if row is None:
        raise UserError("row_gone", table="document", row=document)
    return row


def of_shipment(reader: Rows, shipment: int) -> list[sqlite3.Row]:
    """Return the documents of a shipment, the latest first."""
    sql = "SELECT * FROM document WHERE shipment = ? ORDER BY id DESC"
    return reader.execute(sql, (shipment,)).fetchall()


def standing(reader: Rows, shipment: int, kind: str) -> int:
    """Return the latest issued document of a kind of a shipment; 0 where there is none."""
    sql = """
        SELECT max(id) FROM document WHERE shipment = ? AND kind = ? AND state = 'issued'
    """
    return reader.execute(sql, (shipment, kind)).fetchone()[0] or 0


def cancel(step: Step, reader: Rows, number: str, shipment: int | None, why: str) -> list[int]:
    """Mark every paper under a number of a shipment cancelled; they stay as printed."""
    sql = """
        SELECT id FROM document
        WHERE number = ? AND shipment IS ? AND state = 'issued' ORDER BY id
    """
    found = [row[0] for row in reader.execute(sql, (number, shipment))]
    said = {"state": "cancelled", "cancelled_by": step.who, "cancelled_at": step.at}
    for document in found:
        step.change("document", document, said | {"cancelled_why": why})
    return found


def of_number(reader: Rows, number: str) -> list[sqlite3.Row]:
    """Return the papers under a number, the latest first."""
    sql = "SELECT * FROM document WHERE number = ? ORDER BY id DESC"
    return reader.execute(sql, (number,)).fetchall()


def every(reader: Rows) -> list[sqlite3.Row]:
    """Return all papers ever issued without what they print, the latest first.

    A proforma invoice is of the company whose vehicles it names.
    """
    sql = f"""
        SELECT d.id, d.shipment, d.kind, d.number, d.revision, d.state, d.issued_at, d.issued_by,
               d.cancelled_by, d.cancelled_at, d.cancelled_why, s.number AS shipment_number,
               coalesce(s.company, v.company, {FIRST}) AS company
        FROM document d LEFT JOIN shipment s ON s.id = d.shipment
        LEFT JOIN vehicle v ON v.id = (
            SELECT min(x.vehicle) FROM proforma p JOIN proforma_vehicle x ON x.proforma = p.id
            WHERE p.document = d.id
        )
        ORDER BY d.id DESC
    """  # noqa: S608
    return reader.execute(sql).fetchall()


def issued(reader: Rows, kind: str) -> dict[int, str]:
    """Return the number of the latest issued document of a kind, by shipment."""
    sql = "SELECT shipment, number FROM document WHERE kind = ? AND state = 'issued' ORDER BY id"
    return dict(reader.execute(sql, (kind,)).fetchall())
