"""Documents: issued papers with the snapshot, the verdicts and the pack they rested on."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from broker_app.errors import UserError
from broker_app.store.database import Rows
from broker_app.store.write import Step


def add(step: Step, values: Mapping[str, Any]) -> int:
    """Store a document as it was issued; it is never changed but for its state."""
    return step.insert("document", {"issued_at": step.at, "issued_by": step.who} | dict(values))


def set_state(step: Step, document: int, state: str) -> None:
    """Mark a document, e.g. cancelled; what was printed stays."""
    step.change("document", document, {"state": state})


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


def issued(reader: Rows, kind: str) -> dict[int, str]:
    """Return the number of the latest issued document of a kind, by shipment."""
    sql = "SELECT shipment, number FROM document WHERE kind = ? AND state = 'issued' ORDER BY id"
    return dict(reader.execute(sql, (kind,)).fetchall())


def numbers(reader: Rows, kind: str, start: str) -> list[str]:
    """Return the numbers ever used in a series, whatever became of the paper."""
    sql = "SELECT number FROM document WHERE kind = ? AND substr(number, 1, ?) = ?"
    return [row[0] for row in reader.execute(sql, (kind, len(start), start))]
