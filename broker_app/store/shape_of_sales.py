"""The shape of what belongs to sales: offers, reservations, list prices, payments, proformas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_app.store.first_shape import create

if TYPE_CHECKING:
    from sqlite_utils import Database


def make(db: Database) -> None:
    """Make the tables, and move each deposit that a sale held into a payment."""
    db.table("sale").add_column("due_on", str, not_null_default="")
    db.table("sale").create_index(["id", "currency"], unique=True)
    _offers(db)
    _payments(db)
    _proformas(db)
    _deposits_to_payments(db)


def _offers(db: Database) -> None:
    create(
        db,
        "offer",
        {
            "id": int,
            "vehicle": int,
            "party": int,
            "price": int,
            "currency": str,
            "incoterm": str,
            "made_on": str,
            "valid_until": str,
            "state": str,
            "note": str,
        },
        foreign_keys=[("vehicle", "vehicle", "id"), ("party", "party", "id")],
    )
    db.table("offer").create_index(["vehicle"])
    create(
        db,
        "reservation",
        {"id": int, "vehicle": int, "party": int, "until": str, "note": str},
        foreign_keys=[("vehicle", "vehicle", "id"), ("party", "party", "id")],
    )
    db.table("reservation").create_index(["vehicle"], unique=True)
    create(
        db,
        "list_price",
        {"id": int, "vehicle": int, "price": int, "currency": str},
        foreign_keys=[("vehicle", "vehicle", "id")],
    )
    db.table("list_price").create_index(["vehicle"], unique=True)


def _payments(db: Database) -> None:
    # Plain SQL for the key of two columns: what is credited stays of the currency of its sale.
    db.execute(
        """
        CREATE TABLE payment (
            id INTEGER PRIMARY KEY,
            sale INTEGER NOT NULL,
            sale_currency TEXT NOT NULL,
            day TEXT NOT NULL,
            amount INTEGER NOT NULL,
            currency TEXT NOT NULL,
            note TEXT NOT NULL,
            credited INTEGER NOT NULL,
            rates TEXT NOT NULL,
            FOREIGN KEY (sale, sale_currency) REFERENCES sale (id, currency)
        )
        """
    )
    db.table("payment").create_index(["sale"])


def _proformas(db: Database) -> None:
    create(
        db,
        "proforma",
        {"id": int, "document": int, "terms": str},
        foreign_keys=[("document", "document", "id")],
    )
    create(
        db,
        "proforma_vehicle",
        {"id": int, "proforma": int, "vehicle": int},
        foreign_keys=[("proforma", "proforma", "id"), ("vehicle", "vehicle", "id")],
    )
    db.table("proforma_vehicle").create_index(["vehicle"])
    db.table("proforma_vehicle").create_index(["proforma"])


def _deposits_to_payments(db: Database) -> None:
    """Move each deposit into a payment; the old columns stay, for steps that still name them."""
    paid = list(db.query("SELECT * FROM sale WHERE deposit > 0 ORDER BY id"))
    rows = [
        {
            "id": number,
            "sale": sale["id"],
            "sale_currency": sale["currency"],
            "day": sale["deposit_on"],
            "amount": sale["deposit"],
            "currency": sale["currency"],
            "note": "",
            "credited": sale["deposit"],
            "rates": "",
        }
        for number, sale in enumerate(paid, 1)
    ]
    if not rows:
        return
    db.table("payment").insert_all(rows)
    db.table("id_counter").upsert({"name": "payment", "last": len(rows)}, pk="name")
    for sale in paid:
        db.table("sale").update(sale["id"], {"deposit": 0, "deposit_on": ""})
