"""The first shape of the database: every table that the first release had, in its own function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broker_app.domain.facts import FactSpec, Kind
from broker_app.domain.vehicle import VEHICLE_FACTS

if TYPE_CHECKING:
    from sqlite_utils import Database

_TYPES: dict[Kind, type] = {Kind.WHOLE: int, Kind.MONEY: int, Kind.DECIMAL: float}


def fact_columns(specs: tuple[FactSpec, ...]) -> dict[str, type]:
    """Return the columns of declared facts: whole numbers, decimals, text."""
    return {spec.name: _TYPES.get(spec.kind, str) for spec in specs}


def make(db: Database) -> None:
    """Make vehicles, lots, batches, rules, verdicts, parties, shipments, documents, journal."""
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
    create(
        db,
        "step",
        {"id": int, "key": str, "details": str, "at": str, "who": str, "why": str, "undoes": int},
    )
    create(
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
    create(db, "id_counter", {"name": str, "last": int}, pk="name")


def _batches(db: Database) -> None:
    create(
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
    create(
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
    from broker_app.domain.lot import LOT_FACTS  # files change shape rarely: a start has no need

    create(
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
    create(
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
    create(db, "finding_set", {"id": int, "sha256": str, "outcome": str, "content": str})
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
    create(
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
    create(
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
    create(
        db,
        "sale",
        {"id": int, "vehicle": int, "buyer": int, "price": int, "currency": str, "sold_on": str},
        foreign_keys=[("vehicle", "vehicle", "id"), ("buyer", "party", "id")],
    )
    db.table("sale").create_index(["vehicle"], unique=True)


def _shipments(db: Database) -> None:
    create(
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
    create(
        db,
        "shipment_vehicle",
        {"id": int, "shipment": int, "vehicle": int, "position": int},
        foreign_keys=[("shipment", "shipment", "id"), ("vehicle", "vehicle", "id")],
    )
    db.table("shipment_vehicle").create_index(["vehicle"], unique=True)
    db.table("shipment_vehicle").create_index(["shipment"])


def _documents(db: Database) -> None:
    create(
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


def create(
    db: Database,
    name: str,
    columns: dict[str, Any],
    pk: str = "id",
    foreign_keys: list[tuple[str, str, str]] | None = None,
) -> None:
    """Make one table."""
    db.table(name).create(columns, pk=pk, foreign_keys=foreign_keys or [])
