"""The shape of what finds vehicles: narrow indexes that facets walk along, and named views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_app.store.first_shape import create

if TYPE_CHECKING:
    from sqlite_utils import Database

FACETS = (
    "id", "maker", "vehicle_class", "powertrain", "displacement_cc", "first_registered", "state",
    "bought_on", "left_on", "company", "last_lot",
)  # fmt: skip
"""Columns of a vehicle that facets and the first filters ask for, in order of id."""


def make(db: Database) -> None:
    """Make the indexes and the table.

    Both indexes begin with the id: they grow at their end alone, and a walk along them meets
    verdicts and lots in the order in which those lie.
    """
    db.execute(f"CREATE INDEX idx_vehicle_facets ON vehicle ({', '.join(FACETS)})")
    db.execute("CREATE INDEX idx_lot_house ON lot (id, house)")
    create(db, "named_view", {"id": int, "name": str, "content": str, "who": str, "at": str})
    db.table("named_view").create_index(["name"], unique=True)
