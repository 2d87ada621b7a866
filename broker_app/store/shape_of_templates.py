"""The shape of templates: workbooks of companies, as bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_app.store.first_shape import create

if TYPE_CHECKING:
    from sqlite_utils import Database


def make(db: Database) -> None:
    """Make the table. No company is the first one.

    `keys` is what a template names, so that a paper freezes it.
    """
    create(
        db,
        "template",
        {
            "id": int,
            "company": int,
            "kind": str,
            "name": str,
            "sha256": str,
            "content": bytes,
            "keys": str,
            "in_use": int,
            "who": str,
            "at": str,
        },
        foreign_keys=[("company", "company", "id")],
    )
    db.table("template").create_index(["company", "kind"])
