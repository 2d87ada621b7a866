"""Proforma invoices: the document, the terms it was made from, and its vehicles."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from broker_app.domain.proforma import Proforma
from broker_app.store.database import Rows
from broker_app.store.write import Step


def add(step: Step, document: int, made_from: Proforma) -> int:
    """Store what an issued document was made from; returns its id."""
    terms = msgspec.json.encode(made_from).decode()
    number = step.insert("proforma", {"document": document, "terms": terms})
    for vehicle in made_from.vehicles:
        step.insert("proforma_vehicle", {"proforma": number, "vehicle": vehicle})
    return number


def terms_of(row: sqlite3.Row) -> Proforma:
    """Return what a proforma invoice was made from."""
    return msgspec.json.decode(row["terms"], type=Proforma)


def of_vehicles(reader: Rows, vehicles: Iterable[int]) -> list[sqlite3.Row]:
    """Return the documents that hold some of the vehicles, the latest first, with their terms."""
    marks = ",".join(str(int(vehicle)) for vehicle in vehicles)
    sql = f"""
        SELECT d.*, p.terms FROM document d JOIN proforma p ON p.document = d.id
        WHERE p.id IN (SELECT proforma FROM proforma_vehicle WHERE vehicle IN ({marks}))
        ORDER BY d.id DESC
    """  # noqa: S608
    return reader.execute(sql).fetchall()


def standing(reader: Rows, vehicles: Sequence[int], buyer: int) -> sqlite3.Row | None:
    """Return the latest issued document of exactly these vehicles for a buyer."""
    wanted = sorted(vehicles)
    for row in of_vehicles(reader, vehicles):
        terms = terms_of(row)
        same = terms.buyer == buyer and sorted(terms.vehicles) == wanted
        if same and row["state"] == "issued":
            return row
    return None


def last_terms(reader: Rows, buyer: int) -> Proforma | None:
    """Return the terms of the latest proforma invoice for a buyer, without its vehicles."""
    for row in reader.execute("SELECT terms FROM proforma ORDER BY id DESC"):
        terms = terms_of(row)
        if terms.buyer == buyer:
            return replace(terms, vehicles=())
    return None


def give(step: Step, reader: Rows, kept: int, other: int) -> None:
    """Let the terms that name a party name another one; the printed papers keep their words."""
    roles = ("buyer", "consignee", "notify")
    for row in reader.execute("SELECT id, terms FROM proforma ORDER BY id").fetchall():
        terms = terms_of(row)
        named: dict[str, Any] = {role: kept for role in roles if getattr(terms, role) == other}
        if named:
            text = msgspec.json.encode(replace(terms, **named)).decode()
            step.change("proforma", row["id"], {"terms": text})


def name_party(reader: Rows, party: int) -> bool:
    """Tell whether the terms of any proforma invoice name a party."""
    rows = reader.execute("SELECT terms FROM proforma")
    return any(party in (t.buyer, t.consignee, t.notify) for t in map(terms_of, rows))
