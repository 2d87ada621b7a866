"""The shape of releases of shipments: each with what it rested on, and what was let pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_app.store.first_shape import create

if TYPE_CHECKING:
    from sqlite_utils import Database


def make(db: Database) -> None:
    """Make the releases, and the exceptions that a second person allowed."""
    create(
        db,
        "shipment_release",
        {
            "id": int,
            "shipment": int,
            "about": str,
            "preparer": str,
            "second": str,
            "pack": int,
            "pack_version": str,
            "facts": str,
            "at": str,
        },
        foreign_keys=[("shipment", "shipment", "id"), ("pack", "pack", "id")],
    )
    db.table("shipment_release").create_index(["shipment"])
    create(
        db,
        "release_override",
        {"id": int, "release": int, "check": str, "reason": str, "who": str, "at": str},
        foreign_keys=[("release", "shipment_release", "id")],
    )
    db.table("release_override").create_index(["release"])
