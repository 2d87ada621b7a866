"""The shape of how companies have their papers laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_app.store.first_shape import create

if TYPE_CHECKING:
    from sqlite_utils import Database


def make(db: Database) -> None:
    """Make the table: a row where a paper has another layout than the plain one, or a shift.

    No company is the first one.
    """
    create(
        db,
        "paper_form",
        {
            "id": int,
            "company": int,
            "kind": str,
            "layout": str,
            "right_mm": float,
            "down_mm": float,
        },
        foreign_keys=[("company", "company", "id")],
    )
    db.table("paper_form").create_index(["company", "kind"])
