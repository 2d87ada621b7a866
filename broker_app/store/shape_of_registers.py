"""The shape of registers: numbers taken, the print log, accounts, signatories of the companies."""

from typing import TYPE_CHECKING

from broker_app.domain.series import SHIPMENT, counted
from broker_app.store.first_shape import create

if TYPE_CHECKING:
    from sqlite_utils import Database


def make(db: "Database") -> None:
    """Make the tables, and enter the numbers that papers and shipments have by now."""
    _numbers(db)
    _prints(db)
    _company(db)
    document = db.table("document")
    for column in ("cancelled_by", "cancelled_at", "cancelled_why"):
        document.add_column(column, str, not_null_default="")


def begin_elsewhere(db: "Database") -> None:
    """Let series of a company go on from numbers that another system used."""
    db.table("company").add_column("used_elsewhere", str, not_null_default="{}")


def _numbers(db: "Database") -> None:
    create(
        db,
        "taken_number",
        {"id": int, "kind": str, "number": str, "series": str, "who": str, "at": str},
    )
    taken = db.table("taken_number")
    taken.create_index(["kind", "number"], unique=True)
    rows = [(SHIPMENT, row[0], "", "") for row in db.execute("SELECT number FROM shipment")]
    rows += db.execute(
        """
        SELECT kind, number, min(issued_by), min(issued_at) FROM document
        GROUP BY kind, number ORDER BY min(id)
        """
    ).fetchall()
    entered = [
        {
            "id": place,
            "kind": kind,
            "number": number,
            "series": (counted(number) or ("", 0))[0],
            "who": who or "",
            "at": at or "",
        }
        for place, (kind, number, who, at) in enumerate(dict.fromkeys(map(tuple, rows)), 1)
    ]
    taken.insert_all(entered)
    counter = {"name": "taken_number", "last": len(entered)}
    db.table("id_counter").insert(counter, pk="name", replace=True)


def _prints(db: "Database") -> None:
    create(
        db,
        "print_log",
        {
            "id": int,
            "document": int,
            "way": str,
            "copies": int,
            "target": str,
            "sha256": str,
            "who": str,
            "at": str,
        },
        foreign_keys=[("document", "document", "id")],
    )
    db.table("print_log").create_index(["document"])


def _company(db: "Database") -> None:
    company = db.table("company")
    for column in ("name_ja", "invoice_registration", "logo", "seal"):
        company.add_column(column, str, not_null_default="")
    company.add_column("address_ja", str, not_null_default="[]")
    for column in ("series", "clauses"):
        company.add_column(column, str, not_null_default="{}")
    create(
        db,
        "bank_account",
        {
            "id": int,
            "company": int,
            "currency": str,
            "bank": str,
            "branch": str,
            "address": str,
            "branch_code": str,
            "number": str,
            "holder": str,
            "swift": str,
            "is_default": int,
            "replaces": int,
            "ended_at": str,
            "entered_by": str,
            "entered_at": str,
            "approved_by": str,
            "approved_at": str,
        },
        foreign_keys=[("company", "company", "id"), ("replaces", "bank_account", "id")],
    )
    db.table("bank_account").create_index(["company"])
    create(
        db,
        "signatory",
        {
            "id": int,
            "company": int,
            "name": str,
            "title": str,
            "name_ja": str,
            "title_ja": str,
            "picture": str,
            "is_default": int,
        },
        foreign_keys=[("company", "company", "id")],
    )
    db.table("signatory").create_index(["company"])
