"""The shape of what belongs to parties: their files and papers, and which are not the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_app.store.first_shape import create

if TYPE_CHECKING:
    from sqlite_utils import Database


def make(db: Database) -> None:
    """Let files belong to parties, and make the tables of their papers and of "not the same"."""
    # Plain SQL: sqlite-utils would copy the whole table for a foreign key.
    db.execute("ALTER TABLE attachment ADD COLUMN party INTEGER REFERENCES party(id)")
    db.execute("CREATE INDEX idx_attachment_party ON attachment (party) WHERE party IS NOT NULL")
    create(
        db,
        "party_paper",
        {
            "id": int,
            "party": int,
            "kind": str,
            "issued_on": str,
            "valid_until": str,
            "covers": str,
            "note": str,
            "attachment": int,
            "added_by": str,
            "added_at": str,
        },
        foreign_keys=[("party", "party", "id"), ("attachment", "attachment", "id")],
    )
    db.table("party_paper").create_index(["party"])
    db.table("party_paper").create_index(["attachment"])
    create(
        db,
        "party_not_same",
        {"id": int, "first": int, "second": int, "who": str, "at": str},
        foreign_keys=[("first", "party", "id"), ("second", "party", "id")],
    )
    db.table("party_not_same").create_index(["first"])
    db.table("party_not_same").create_index(["second"])
    # Who stands where is asked of every party that is shown.
    for role in ("consignee", "buyer", "notify"):
        db.table("shipment").create_index([role])
    db.table("sale").create_index(["buyer"])
    for table in ("offer", "reservation"):
        db.table(table).create_index(["party"])
