"""The shape of carriers' drafts of bills of lading, as they were entered, and who approved them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_app.store.first_shape import create

if TYPE_CHECKING:
    from sqlite_utils import Database


def make(db: Database) -> None:
    """Make the drafts: a row for each that was entered; the latest of a shipment counts."""
    create(
        db,
        "bl_draft",
        {
            "id": int,
            "shipment": int,
            "boxes": str,
            "entered_by": str,
            "entered_at": str,
            "approved_by": str,
            "approved_at": str,
            "approved_about": str,
            "approved_why": str,
        },
        foreign_keys=[("shipment", "shipment", "id")],
    )
    db.table("bl_draft").create_index(["shipment"])
