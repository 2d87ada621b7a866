"""Guarded changes: who changed what a verdict rested on, and why. Kept for good."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from broker_app.store.database import Rows
from broker_app.store.write import Step


def add(step: Step, vehicle: int, change: Mapping[str, Any]) -> None:
    """Store a change with its `fact`, `before`, `after`, `outcome` and `why`."""
    said = {name: msgspec.json.encode(change[name]).decode() for name in ("before", "after")}
    rest = {name: change[name] for name in ("fact", "outcome", "why")}
    values = {"vehicle": vehicle, "who": step.who, "at": step.at} | rest | said
    step.insert("guarded_change", values)


def add_block(step: Step, changes: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Store the changes of many vehicles, each with the same as one of `add`."""
    columns = ("vehicle", "who", "at", "fact", "outcome", "why", "before", "after")
    step.insert_block(
        "guarded_change",
        columns,
        [
            (
                vehicle,
                step.who,
                step.at,
                *(change[name] for name in ("fact", "outcome", "why")),
                *(msgspec.json.encode(change[name]).decode() for name in ("before", "after")),
            )
            for vehicle, change in changes
        ],
    )


def of_vehicle(reader: Rows, vehicle: int) -> list[sqlite3.Row]:
    """Return the guarded changes of a vehicle, the latest first; values are JSON."""
    sql = "SELECT * FROM guarded_change WHERE vehicle = ? ORDER BY id DESC"
    return reader.execute(sql, (vehicle,)).fetchall()
