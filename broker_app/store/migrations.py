"""The shape of the database: named steps in one list, each run once and recorded.

A change of shape is a new function at the end; nothing above is ever edited after a release.
"""

from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from broker_app.domain.facts import FactSpec, Kind
from broker_app.domain.lot import LOT_FACTS
from broker_app.domain.vehicle import VEHICLE_FACTS

migrations = Migrations("broker")

_TYPES: dict[Kind, type] = {Kind.WHOLE: int, Kind.MONEY: int, Kind.DECIMAL: float}


def fact_columns(specs: tuple[FactSpec, ...]) -> dict[str, type]:
    """Return the columns of declared facts: whole numbers, decimals, text."""
    return {spec.name: _TYPES.get(spec.kind, str) for spec in specs}


@migrations()
def first_light(db: Database) -> None:
    """Vehicles, lots, batches, rules, verdicts, parties, sales, shipments, documents, journal."""
    _journal(db)
    _batches(db)
    _vehicles(db)
    _lots(db)
    _law(db)
    _company(db)
    _parties(db)
    _shipments(db)
    _documents(db)


def _journal(db: Database) -> None:
    _create(
        db,
        "step",
        {"id": int, "key": str, "details": str, "at": str, "who": str, "why": str, "undoes": int},
    )
    _create(
        db,
        "journal",
        {
            "seq": int,
            "step": int,
            "at": str,
            "who": str,
            "why": str,
            "table": str,
            "row": int,
            "before": str,
            "after": str,
            "previous_hash": str,
            "hash": str,
        },
        pk="seq",
    )
    db.table("journal").create_index(["step"])
    _create(db, "id_counter", {"name": str, "last": int}, pk="name")


def _batches(db: Database) -> None:
    _create(
        db,
        "batch",
        {
            "id": int,
            "file": str,
            "sha256": str,
            "container": str,
            "encoding": str,
            "format": str,
            "imported_at": str,
            "who": str,
            "rows_read": int,
            "added": int,
            "updated": int,
            "duplicates": int,
            "refused": int,
            "skipped": int,
            "report": str,
            "undone": int,
        },
    )


def _vehicles(db: Database) -> None:
    _create(
        db,
        "vehicle",
        {"id": int, "identity": str}
        | fact_columns(VEHICLE_FACTS)
        | {"origins": str, "search_key": str, "last_lot": int, "batch": int, "added_at": str},
        foreign_keys=[("batch", "batch", "id")],
    )
    db.table("vehicle").create_index(["identity"], unique=True)
    db.table("vehicle").create_index(["batch"])
    db.table("vehicle").enable_fts(["search_key"], tokenize="trigram", create_triggers=True)


def _lots(db: Database) -> None:
    _create(
        db,
        "lot",
        {"id": int, "vehicle": int, "batch": int, "identity": str}
        | fact_columns(LOT_FACTS)
        | {"sheet": str, "line": int, "cells": str},
        foreign_keys=[("vehicle", "vehicle", "id"), ("batch", "batch", "id")],
    )
    db.table("lot").create_index(["identity"], unique=True)
    db.table("lot").create_index(["vehicle"])
    db.table("lot").create_index(["batch"])


def _law(db: Database) -> None:
    _create(
        db,
        "pack",
        {
            "id": int,
            "version": str,
            "checked_on": str,
            "sha256": str,
            "content": bytes,
            "installed_at": str,
        },
    )
    db.table("pack").create_index(["sha256"], unique=True)
    _create(db, "finding_set", {"id": int, "sha256": str, "outcome": str, "content": str})
    db.table("finding_set").create_index(["sha256"], unique=True)
    # Plain SQL for the one cascade: a verdict is derived and goes with its vehicle, by which it is
    # found, so it lies beside the others of that vehicle.
    db.execute(
        """
        CREATE TABLE verdict (
            destination TEXT NOT NULL,
            vehicle INTEGER NOT NULL REFERENCES vehicle(id) ON DELETE CASCADE,
            outcome TEXT NOT NULL,
            severity INTEGER NOT NULL,
            findings INTEGER NOT NULL REFERENCES finding_set(id),
            asked_on TEXT NOT NULL,
            holds_from TEXT NOT NULL,
            holds_until TEXT,
            pack INTEGER NOT NULL REFERENCES pack(id),
            PRIMARY KEY (vehicle, destination)
        ) WITHOUT ROWID
        """
    )
    db.table("verdict").create_index(["destination", "severity"])


def _company(db: Database) -> None:
    _create(
        db,
        "company",
        {
            "id": int,
            "name": str,
            "address": str,
            "country": str,
            "phone": str,
            "email": str,
            "bank": str,
            "signatory": str,
            "signatory_title": str,
            "number_prefix": str,
            "margin_permille": int,
            "margin_jpy": int,
        },
    )


def _parties(db: Database) -> None:
    _create(
        db,
        "party",
        {
            "id": int,
            "name": str,
            "address": str,
            "city": str,
            "country": str,
            "phone": str,
            "email": str,
            "tax_id_label": str,
            "tax_id": str,
            "screening": str,
            "screened_by": str,
            "screened_at": str,
        },
    )
    _create(
        db,
        "sale",
        {"id": int, "vehicle": int, "buyer": int, "price": int, "currency": str, "sold_on": str},
        foreign_keys=[("vehicle", "vehicle", "id"), ("buyer", "party", "id")],
    )
    db.table("sale").create_index(["vehicle"], unique=True)


def _shipments(db: Database) -> None:
    _create(
        db,
        "shipment",
        {
            "id": int,
            "number": str,
            "state": str,
            "consignee": int,
            "buyer": int,
            "notify": int,
            "port_of_loading": str,
            "port_of_discharge": str,
            "final_destination": str,
            "vessel": str,
            "voyage": str,
            "etd": str,
            "eta": str,
            "incoterm": str,
            "currency": str,
            "freight": int,
            "insurance": int,
            "payment_terms": str,
            "marks": str,
        },
        foreign_keys=[(role, "party", "id") for role in ("consignee", "buyer", "notify")],
    )
    db.table("shipment").create_index(["number"], unique=True)
    _create(
        db,
        "shipment_vehicle",
        {"id": int, "shipment": int, "vehicle": int, "position": int},
        foreign_keys=[("shipment", "shipment", "id"), ("vehicle", "vehicle", "id")],
    )
    db.table("shipment_vehicle").create_index(["vehicle"], unique=True)
    db.table("shipment_vehicle").create_index(["shipment"])


def _documents(db: Database) -> None:
    _create(
        db,
        "document",
        {
            "id": int,
            "shipment": int,
            "kind": str,
            "number": str,
            "revision": int,
            "state": str,
            "snapshot": str,
            "sha256": str,
            "verdicts": str,
            "pack": int,
            "issued_at": str,
            "issued_by": str,
        },
        foreign_keys=[("shipment", "shipment", "id"), ("pack", "pack", "id")],
    )
    db.table("document").create_index(["kind", "number", "revision"], unique=True)


@migrations()
def search_filled_by_block(db: Database) -> None:
    """New vehicles enter the search index by the block; others only where their text changes."""
    db.execute("DROP TRIGGER vehicle_ai")
    (made,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'vehicle_au'").fetchone()
    db.execute("DROP TRIGGER vehicle_au")
    db.execute(made.replace("AFTER UPDATE ON", "AFTER UPDATE OF search_key ON"))


@migrations()
def sales_costs_rates(db: Database) -> None:
    """A sale has its term and deposit; costs of a vehicle and exchange rates have their tables."""
    sale = db.table("sale")
    sale.add_column("incoterm", str, not_null_default="FOB")
    sale.add_column("deposit", int, not_null_default=0)
    sale.add_column("deposit_on", str, not_null_default="")
    _create(
        db,
        "cost",
        {
            "id": int,
            "vehicle": int,
            "kind": str,
            "amount": int,
            "currency": str,
            "day": str,
            "note": str,
        },
        foreign_keys=[("vehicle", "vehicle", "id")],
    )
    db.table("cost").create_index(["vehicle"])
    # A rate is text: a binary fraction would change it.
    _create(db, "rate", {"id": int, "currency": str, "day": str, "rate": str, "source": str})
    db.table("rate").create_index(["currency", "day"], unique=True)


@migrations()
def guarded_changes(db: Database) -> None:
    """Changes of what a verdict rested on, with their reasons; they outlive the vehicle."""
    _create(
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


@migrations()
def evidence_and_releases(db: Database) -> None:
    """Papers about vehicles with their files, and people's decisions by them."""
    _create(db, "paper_file", {"id": int, "sha256": str, "content": bytes})
    db.table("paper_file").create_index(["sha256"], unique=True)
    _create(
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
    _create(
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


@migrations()
def packs_in_use(db: Database) -> None:
    """Which rule pack somebody installed, the latest last; none means the shipped one."""
    _create(
        db,
        "pack_in_use",
        {"id": int, "pack": int, "who": str, "at": str},
        foreign_keys=[("pack", "pack", "id")],
    )


@migrations()
def answers_about_red_flags(db: Database) -> None:
    """What people answered about red flags of a shipment, and decided; the latest counts."""
    _create(
        db,
        "red_flag_answers",
        {
            "id": int,
            "shipment": int,
            "about": str,
            "answers": str,
            "why": str,
            "who": str,
            "at": str,
        },
        foreign_keys=[("shipment", "shipment", "id")],
    )
    db.table("red_flag_answers").create_index(["shipment"])


@migrations()
def list_formats(db: Database) -> None:
    """Layouts of lists that were imported, with what people settled of them; by their headings."""
    _create(
        db,
        "list_format",
        {
            "id": int,
            "key": str,
            "name": str,
            "headings": str,
            "columns": str,
            "price_unit": str,
            "who": str,
            "at": str,
        },
    )
    db.table("list_format").create_index(["key"], unique=True)


@migrations()
def attachments(db: Database) -> None:
    """Files about vehicles; their contents lie beside the database under their hash."""
    _create(
        db,
        "attachment",
        {
            "id": int,
            "vehicle": int,
            "kind": str,
            "file": str,
            "sha256": str,
            "size": int,
            "mime": str,
            "width": int,
            "height": int,
            "position": int,
            "note": str,
            "added_by": str,
            "added_at": str,
        },
        foreign_keys=[("vehicle", "vehicle", "id")],
    )
    db.table("attachment").create_index(["vehicle"])
    db.table("attachment").create_index(["sha256"])


def _create(
    db: Database,
    name: str,
    columns: dict[str, Any],
    pk: str = "id",
    foreign_keys: list[tuple[str, str, str]] | None = None,
) -> None:
    db.table(name).create(columns, pk=pk, foreign_keys=foreign_keys or [])
