"""Lots and batches: one import is one batch, found again by file hash or lot identity."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import msgspec

from broker_app.domain.lot import Lot
from broker_app.errors import UserError
from broker_app.store.database import Rows, references
from broker_app.store.journal import DERIVED_TABLES
from broker_app.store.records import LOT_COLUMNS
from broker_app.store.vehicles import CHUNK
from broker_app.store.write import Step

LOT_ROW = (*LOT_COLUMNS, "sheet", "line", "cells")
_FACTS = attrgetter(*LOT_COLUMNS)


def add_batch(step: Step, values: Mapping[str, Any]) -> int:
    """Open a batch for one file; its account is filled in by `close_batch`."""
    return step.insert(
        "batch", {"imported_at": step.at, "who": step.who, "undone": 0} | dict(values)
    )


def close_batch(step: Step, batch: int, account: Mapping[str, Any]) -> None:
    """Store what became of the rows of a batch."""
    step.change("batch", batch, account)


def add_block(
    step: Step,
    lots: Sequence[Lot],
    vehicles: Sequence[int],
    identities: Sequence[str],
    batch: int,
    ids: range,
) -> None:
    """Store new lots beside their vehicles, under ids taken ahead."""
    columns = ("vehicle", "batch", "identity", *LOT_ROW)
    rows = [
        (vehicle, batch, identity, *_row(lot))
        for lot, vehicle, identity in zip(lots, vehicles, identities, strict=True)
    ]
    step.insert_block("lot", columns, rows, ids)


def lot_values(lot: Lot) -> dict[str, Any]:
    """Return the columns of a lot, its source row with them."""
    return dict(zip(LOT_ROW, _row(lot), strict=True))


def _row(lot: Lot) -> tuple[Any, ...]:
    cells = msgspec.json.encode(lot.source.cells).decode()
    return (*_FACTS(lot), lot.source.sheet, lot.source.line, cells)


def by_identity(reader: Rows, identities: Sequence[str]) -> dict[str, sqlite3.Row]:
    """Return the stored lots of these identities."""
    found: dict[str, sqlite3.Row] = {}
    for start in range(0, len(identities), CHUNK):
        part = identities[start : start + CHUNK]
        marks = ",".join("?" * len(part))
        sql = f"SELECT * FROM lot WHERE identity IN ({marks})"  # noqa: S608
        found.update((row["identity"], row) for row in reader.execute(sql, tuple(part)))
    return found


def of_vehicle(reader: Rows, vehicle: int) -> list[sqlite3.Row]:
    """Return every offering of a vehicle, the latest first, with its file."""
    return reader.execute(
        "SELECT l.*, b.file, b.imported_at FROM lot l JOIN batch b ON b.id = l.batch"
        " WHERE l.vehicle = ? ORDER BY l.id DESC",
        (vehicle,),
    ).fetchall()


def batches(reader: Rows) -> list[sqlite3.Row]:
    """Return all imports, the latest first."""
    return reader.execute("SELECT * FROM batch ORDER BY id DESC").fetchall()


def batch(reader: Rows, number: int) -> sqlite3.Row:
    """Return one import. Raises UserError where it is gone."""
    row: sqlite3.Row | None = reader.execute(
        "SELECT * FROM batch WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        raise UserError("row_gone", table="batch", row=number)
    return row


def batch_of_file(reader: Rows, sha256: str) -> sqlite3.Row | None:
    """Return the import of a file with these bytes that is still in force."""
    found: sqlite3.Row | None = reader.execute(
        "SELECT * FROM batch WHERE sha256 = ? AND undone = 0 ORDER BY id DESC", (sha256,)
    ).fetchone()
    return found


def step_of_batch(reader: Rows, batch: int) -> int:
    """Return the step that brought a batch. Raises UserError for a batch that is not there."""
    sql = """SELECT step FROM journal WHERE "table" = 'batch' AND row = ? ORDER BY seq LIMIT 1"""
    row = reader.execute(sql, (batch,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="batch", row=batch)
    return int(row[0])


def batch_of_step(reader: Rows, step: int) -> int:
    """Return the batch that a step brought."""
    sql = """SELECT row FROM journal WHERE "table" = 'batch' AND step = ? ORDER BY seq LIMIT 1"""
    return int(reader.execute(sql, (step,)).fetchone()[0])


def vehicles_of_batch(reader: Rows, batch: int) -> set[int]:
    """Return the vehicles that have a lot in a batch."""
    return {row[0] for row in reader.execute("SELECT vehicle FROM lot WHERE batch = ?", (batch,))}


def in_use(
    reader: Rows, vehicles: Iterable[int], own: Mapping[str, Collection[int]] = MappingProxyType({})
) -> set[int]:
    """Return those of the vehicles that something else rests on: a sale, a cost, a paper …

    `own` are rows that came with the vehicles and count for nothing, by table.
    """
    used: set[int] = set()
    for found in references(reader):
        if found.target != "vehicle" or found.table == "lot" or found.table in DERIVED_TABLES:
            continue
        mine = own.get(found.table, ())
        sql = f'SELECT id, "{found.column}" FROM "{found.table}"'  # noqa: S608  our own names
        used |= {vehicle for number, vehicle in reader.execute(sql) if number not in mine}
    return used & set(vehicles)


def of_vehicles(reader: Rows, vehicles: Iterable[int]) -> set[int]:
    """Return the lots of some vehicles."""
    sql = "SELECT id FROM lot WHERE vehicle = ?"
    return {row[0] for vehicle in vehicles for row in reader.execute(sql, (vehicle,))}


def bought_by(reader: Rows, vehicles: Iterable[int]) -> set[int]:
    """Return of some vehicles those that are ours by a lot whose hammer price we know.

    Their costs rest on that lot, so a later offering of the same car does not take its place.
    """
    sql = """
        SELECT 1 FROM vehicle v JOIN lot l ON l.id = v.last_lot
        WHERE v.id = ? AND v.state <> '' AND l.hammer_price IS NOT NULL
    """
    return {one for one in vehicles if reader.execute(sql, (one,)).fetchone() is not None}


def lost_last_lots(reader: Rows) -> dict[int, int | None]:
    """Return the vehicles whose last lot is gone, with the latest lot that is left."""
    sql = """
        SELECT v.id, (SELECT max(l.id) FROM lot l WHERE l.vehicle = v.id) FROM vehicle v
        WHERE v.last_lot IS NOT NULL AND v.last_lot NOT IN (SELECT id FROM lot)
    """
    return {row[0]: row[1] for row in reader.execute(sql)}


def left_without_lot(reader: Rows) -> set[int]:
    """Return vehicles of undone imports that no lot is left of, and that are not in use."""
    sql = """
        SELECT v.id FROM vehicle v JOIN batch b ON b.id = v.batch
        WHERE b.undone = 1 AND NOT EXISTS (SELECT 1 FROM lot l WHERE l.vehicle = v.id)
    """
    found = {row[0] for row in reader.execute(sql)}
    return found - in_use(reader, found)
