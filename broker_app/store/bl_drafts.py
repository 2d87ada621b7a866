"""Carriers' drafts of bills of lading: each as it was entered, the latest counts."""

import sqlite3
from collections.abc import Mapping

import msgspec

from broker_app.domain.bl_draft import Entered
from broker_app.store.database import Rows
from broker_app.store.write import Step


def add(step: Step, shipment: int, boxes: Mapping[str, str]) -> int:
    """Store a draft beside those that were entered before; returns its id."""
    return step.insert(
        "bl_draft",
        {
            "shipment": shipment,
            "boxes": msgspec.json.encode(dict(boxes)).decode(),
            "entered_by": step.who,
            "entered_at": step.at,
            "approved_by": "",
            "approved_at": "",
            "approved_about": "",
            "approved_why": "",
        },
    )


def approve(step: Step, draft: int, about: str, why: str) -> None:
    """Mark a draft approved as it stands beside our instruction."""
    said = {"approved_by": step.who, "approved_at": step.at}
    step.change("bl_draft", draft, said | {"approved_about": about, "approved_why": why})


def latest(reader: Rows, shipment: int) -> Entered | None:
    """Return the draft of a shipment that counts."""
    sql = "SELECT * FROM bl_draft WHERE shipment = ? ORDER BY id DESC LIMIT 1"
    row = reader.execute(sql, (shipment,)).fetchone()
    return _entered(row) if row else None


def _entered(row: sqlite3.Row) -> Entered:
    values = dict(row)
    return Entered(**values | {"boxes": msgspec.json.decode(values["boxes"], type=dict[str, str])})
