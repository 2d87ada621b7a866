"""Parties: who stands on papers beside the broker."""

import sqlite3
from dataclasses import asdict

from broker_app.domain.party import Company, Party
from broker_app.errors import UserError
from broker_app.store import companies
from broker_app.store.database import Rows
from broker_app.store.records import lines_from, lines_text
from broker_app.store.write import Step

_LINES = ("address", "other_names", "numbers", "roles", "owners")


def add(step: Step, party: Party) -> int:
    """Store a new party; returns its id."""
    return step.insert("party", _values(party))


def change(step: Step, party: Party) -> None:
    """Store a party that was changed."""
    if party.id is not None:
        step.change("party", party.id, _values(party))


def get(reader: Rows, party: int) -> Party:
    """Return one party. Raises UserError where it is gone."""
    row = reader.execute("SELECT * FROM party WHERE id = ?", (party,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="party", row=party)
    return _from_row(row)


def every(reader: Rows) -> list[Party]:
    """Return all parties by name."""
    rows = reader.execute("SELECT * FROM party ORDER BY name, id").fetchall()
    return [_from_row(row) for row in rows]


def of_kind(reader: Rows, kind: str) -> list[Party]:
    """Return the parties of a kind, by name."""
    rows = reader.execute("SELECT * FROM party WHERE kind = ? ORDER BY name, id", (kind,))
    return [_from_row(row) for row in rows.fetchall()]


def company(reader: Rows) -> Company:
    """Return the profile of the first company; empty where nobody has filled it in."""
    return companies.get(reader)


def _values(party: Party) -> dict[str, object]:
    values = asdict(party)
    del values["id"]
    return values | {name: lines_text(values[name]) for name in _LINES}


def _from_row(row: sqlite3.Row) -> Party:
    return Party(**(dict(row) | {name: lines_from(row[name]) for name in _LINES}))
