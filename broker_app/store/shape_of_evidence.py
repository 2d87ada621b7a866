"""The shape of evidence: papers about vehicles, decisions by them, changes under a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_app.store.first_shape import create

if TYPE_CHECKING:
    from sqlite_utils import Database


def make(db: Database) -> None:
    """Make the tables of papers with their files, and of people's decisions."""
    create(db, "paper_file", {"id": int, "sha256": str, "content": bytes})
    db.table("paper_file").create_index(["sha256"], unique=True)
    create(
        db,
        "evidence",
        {
            "id": int,
            "vehicle": int,
            "kind": str,
            "issuer": str,
            "issued_on": str,
            "grade": str,
            "number": str,
            "file": str,
            "sha256": str,
            "stored_by": str,
            "stored_at": str,
        },
        foreign_keys=[("vehicle", "vehicle", "id")],
    )
    db.table("evidence").create_index(["vehicle"])
    create(
        db,
        "release",
        {
            "id": int,
            "shipment": int,
            "vehicle": int,
            "rules": str,
            "papers": str,
            "why": str,
            "who": str,
            "at": str,
        },
        foreign_keys=[("shipment", "shipment", "id"), ("vehicle", "vehicle", "id")],
    )
    db.table("release").create_index(["shipment"])


def make_guarded_changes(db: Database) -> None:
    """Make the table of changes of what a verdict rested on."""
    create(
        db,
        "guarded_change",
        {
            "id": int,
            "vehicle": int,
            "fact": str,
            "before": str,
            "after": str,
            "outcome": str,
            "who": str,
            "at": str,
            "why": str,
        },
    )
    db.table("guarded_change").create_index(["vehicle"])
