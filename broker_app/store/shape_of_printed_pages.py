"""The shape of what was printed of issued documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_app.store.first_shape import create

if TYPE_CHECKING:
    from sqlite_utils import Database


def make(db: Database) -> None:
    """Make the table: one row for each document that is issued from now on.

    `content` is packed, `sha256` is of what is in it, `template` the hash of the workbook that the
    paper is filled into, empty where that is our own layout.
    """
    create(
        db,
        "printed_page",
        {"id": int, "document": int, "content": bytes, "sha256": str, "template": str},
        foreign_keys=[("document", "document", "id")],
    )
    db.table("printed_page").create_index(["document"], unique=True)
