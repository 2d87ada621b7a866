"""The shape of people: who works with the file, and apart from that their passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_app.store.first_shape import create

if TYPE_CHECKING:
    from sqlite_utils import Database


def make(db: Database) -> None:
    """Make people, their passwords (hashes that no journal and no export holds), settings.

    `once` marks a password that somebody else set: it must be changed. `wrong` counts wrong tries
    in a row, `wrong_at` is the last of them.
    """
    create(db, "person", {"id": int, "name": str, "role": str, "since": str, "until": str})
    db.table("person").create_index(["name"], unique=True)
    create(
        db,
        "password",
        {"id": int, "person": int, "hash": str, "once": int, "wrong": int, "wrong_at": str},
        foreign_keys=[("person", "person", "id")],
    )
    db.table("password").create_index(["person"], unique=True)
    create(db, "file_setting", {"id": int, "name": str, "value": str})
    db.table("file_setting").create_index(["name"], unique=True)
