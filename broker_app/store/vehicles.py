"""Vehicles: ids by query, rows by id, identities, and how to store them."""

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from broker_app.domain.vehicle import Vehicle
from broker_app.domain.worked_out import LONG_TEXTS, US_DIGITS, VIN_LENGTH
from broker_app.errors import UserError
from broker_app.store.asking import COLUMNS, OF_OURS, order, select
from broker_app.store.asking import Query as Query
from broker_app.store.database import Rows
from broker_app.store.records import (
    SEARCHED,
    VEHICLE_ROW,
    origins_from,
    origins_text,
    search_key,
    vehicle_from,
    vehicle_row,
    vehicle_values,
)
from broker_app.store.write import Step

CHUNK = 500
MANY = 10_000


_IN_YEN = "LEFT JOIN lot l ON l.id = v.last_lot AND l.currency = 'JPY'"


def ids(reader: Rows, query: Query, limit: int | None = None) -> "array[int]":
    """Return the ids of everything found, in order; `limit` for the first screen."""
    if query.sort not in OF_OURS or query.ours is not None:
        return _ids(reader, query, limit)
    found = _ids(reader, replace(query, ours=True), limit)
    if limit is None or len(found) < limit:
        (sort, descending), *then = query.then or (("id", query.descending),)
        rest = replace(query, ours=False, sort=sort, descending=descending, then=tuple(then))
        found.extend(_ids(reader, rest, None if limit is None else limit - len(found)))
    return found


def _ids(reader: Rows, query: Query, limit: int | None) -> "array[int]":
    sql, values = select("v.id", query)
    sql += order(query)
    if limit is not None:
        sql += " LIMIT :limit"
        values["limit"] = limit
    return array("I", (row[0] for row in reader.execute(sql, values)))  # four bytes for each


def count(reader: Rows, query: Query) -> int:
    """Return how many vehicles a query finds."""
    sql, values = select("count(*)", query)
    return int(reader.execute(sql, values).fetchone()[0])


def count_by_verdict(reader: Rows, query: Query) -> dict[str, int]:
    """Return how many vehicles of a query have each verdict; empty text where not judged."""
    sql, values = select("coalesce(d.outcome, ''), count(*)", query, but=("verdict",))
    return dict(reader.execute(sql + " GROUP BY 1", values).fetchall())


def count_by_state(reader: Rows, query: Query) -> dict[str, int]:
    """Return how many vehicles of a query stand in each state, whichever are asked for."""
    sql, values = select("v.state, count(*)", replace(query, states=(), sort="id"))
    return dict(reader.execute(sql + " GROUP BY v.state", values).fetchall())


def block(
    reader: Rows, chosen: Sequence[int], destination: str, today: str = ""
) -> dict[int, sqlite3.Row]:
    """Return the rows of the table for some ids, with the verdict and the last lot beside.

    Days in stock are counted to `today`, an ISO day; without it only those that have ended.
    """
    marks = ",".join("?" * len(chosen))
    days = COLUMNS["days_in_stock"][0].replace(":today", "?")
    sql = f"""
        SELECT v.*, d.outcome AS verdict, l.house, l.lot_number, l.auction_date,
               l.hammer_price, l.start_price, l.asking_price, l.currency, l.result,
               s.shipment AS shipment, CAST({days} AS INTEGER) AS days_in_stock
        FROM vehicle v
        LEFT JOIN verdict d ON d.vehicle = v.id AND d.destination = ?
        LEFT JOIN lot l ON l.id = v.last_lot
        LEFT JOIN shipment_vehicle s ON s.vehicle = v.id
        WHERE v.id IN ({marks})
    """  # noqa: S608
    return {row["id"]: row for row in reader.execute(sql, (today, destination, *chosen))}


def get(reader: Rows, vehicle: int) -> Vehicle:
    """Return one vehicle. Raises UserError where it is gone."""
    row = reader.execute("SELECT * FROM vehicle WHERE id = ?", (vehicle,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="vehicle", row=vehicle)
    return vehicle_from(row)


def many(reader: Rows, chosen: Iterable[int] | None = None) -> Iterator[tuple[int, Vehicle]]:
    """Yield vehicles with their ids, in order of id; all of them where none are named."""
    if chosen is None:
        for row in reader.execute("SELECT * FROM vehicle ORDER BY id"):
            yield row["id"], vehicle_from(row)
        return
    for part in in_parts(list(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"SELECT * FROM vehicle WHERE id IN ({marks}) ORDER BY id"  # noqa: S608
        for row in reader.execute(sql, part):
            yield row["id"], vehicle_from(row)


def partly(
    reader: Rows, chosen: Iterable[int], names: Sequence[str]
) -> Iterator[tuple[int, Vehicle]]:
    """Yield vehicles of which only some facts are read, with all origins, in order of id."""
    columns = ",".join(("id", "origins", *names))
    cursor = reader.cursor()
    cursor.row_factory = None
    for part in in_parts(sorted(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"SELECT {columns} FROM vehicle WHERE id IN ({marks}) ORDER BY id"  # noqa: S608
        for number, origins, *values in cursor.execute(sql, part):
            known = dict(zip(names, values, strict=True))
            yield number, Vehicle(**known, origins=origins_from(origins))


Extract = tuple[Any, ...]
"""Hammer price, origins and some facts of a vehicle; equal vehicles have equal extracts."""


BUILT = "built"
"""Asks an extract for the day of manufacture, else of registration, as one of a few days."""
_BUILT = "coalesce(v.manufactured, v.first_registered)"
_YOUNGEST = f"substr({_BUILT} || substr('-12-31', length({_BUILT}) - 3), 1, 10)"
"""The last day that a partial date can mean, near enough for comparing."""


US_VIN = "us_vin"
"""Asks an extract for the first character of an identification number given in the US, filled up
to its length; the rules ask for no more of it."""
_NUMBER = "coalesce(v.vin, v.chassis_number)"
_US_VIN = f"""CASE WHEN length({_NUMBER}) = {VIN_LENGTH} AND {_NUMBER} NOT LIKE '%-%'
    AND substr({_NUMBER}, 1, 1) IN ({",".join(f"'{d}'" for d in US_DIGITS)})
    THEN substr({_NUMBER}, 1, 1) || '{"0" * (VIN_LENGTH - 1)}' END"""


TELLING = "telling"
"""Asks an extract for what the long texts of a vehicle tell, as a caller makes it out."""
_TEXTS = " || ' ' || ".join(f"coalesce(v.{name}, '')" for name in LONG_TEXTS)
_NO_TEXTS = " AND ".join(f"v.{name} IS NULL" for name in LONG_TEXTS)
_TELLING = f"CASE WHEN {_NO_TEXTS} THEN NULL ELSE {_TEXTS} END"


def extracts(
    reader: Rows,
    chosen: Iterable[int],
    names: Sequence[str],
    priced: bool,
    built_by: Sequence[str] = (),
    telling: Callable[[str], str | None] = str,
) -> Iterator[tuple[int, Extract]]:
    """Yield vehicles with what is stored of the named facts, in order of id.

    `priced` asks for the last hammer price in yen too; `BUILT` among the names gives the first of
    the days `built_by` by which the vehicle was built, and `TELLING` what `telling` makes of its
    long texts, so that many ages and texts make few extracts.
    """
    price, lot = ("NULL", "") if not priced else ("l.hammer_price", _IN_YEN)
    sorted_out = {BUILT: _built(built_by), US_VIN: _US_VIN, TELLING: _TELLING}
    columns = ",".join(sorted_out.get(name, f"v.{name}") for name in ("origins", *names))
    place = names.index(TELLING) + 3 if TELLING in names else 0
    told = lru_cache(maxsize=100_000)(telling)
    cursor = reader.cursor()
    cursor.row_factory = None
    for part in in_parts(list(chosen), MANY):
        marks = ",".join("?" * len(part))
        sql = f"""
            SELECT v.id, {price}, {columns} FROM vehicle v {lot}
            WHERE v.id IN ({marks}) ORDER BY v.id
        """  # noqa: S608
        for row in cursor.execute(sql, part):
            if place and row[place] is not None:
                row = (*row[:place], told(row[place]), *row[place + 1 :])
            yield row[0], row[1:]


def _built(days: Sequence[str]) -> str:
    """Return the column that sorts vehicles by some days (ISO text of our own making)."""
    cases = " ".join(f"WHEN {_YOUNGEST} <= '{day}' THEN '{day}'" for day in days)
    return f"CASE WHEN {_BUILT} IS NULL THEN NULL {cases} ELSE '9999' END"


def by_identity(reader: Rows, identities: Iterable[str]) -> dict[str, int]:
    """Return the ids of vehicles already known under these folded chassis numbers."""
    found: dict[str, int] = {}
    for part in in_parts(list(identities)):
        marks = ",".join("?" * len(part))
        sql = f"SELECT identity, id FROM vehicle WHERE identity IN ({marks})"  # noqa: S608
        found.update((row["identity"], row["id"]) for row in reader.execute(sql, part))
    return found


def by_chassis(reader: Rows, identity: str) -> int | None:
    """Return the id of the vehicle known under a folded chassis number."""
    return by_identity(reader, [identity]).get(identity)


def hammer_prices(reader: Rows, chosen: Iterable[int]) -> dict[int, int]:
    """Return the last hammer price in yen of each vehicle that has one."""
    found: dict[int, int] = {}
    for part in in_parts(list(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"""
            SELECT v.id, l.hammer_price FROM vehicle v JOIN lot l ON l.id = v.last_lot
            WHERE l.currency = 'JPY' AND l.hammer_price IS NOT NULL AND v.id IN ({marks})
        """  # noqa: S608
        found.update((row[0], row[1]) for row in reader.execute(sql, part))
    return found


def asking_prices(reader: Rows, chosen: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Return the asking price of the last lot of each vehicle that has one, with its currency."""
    found: dict[int, tuple[int, str]] = {}
    for part in in_parts(list(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"""
            SELECT v.id, l.asking_price, l.currency FROM vehicle v JOIN lot l ON l.id = v.last_lot
            WHERE l.asking_price IS NOT NULL AND v.id IN ({marks})
        """  # noqa: S608
        found.update((row[0], (row[1], row[2] or "JPY")) for row in reader.execute(sql, part))
    return found


def add_block(
    step: Step,
    vehicles: Sequence[Vehicle],
    lots: Sequence[int],
    batch: int,
    ids: range,
    printed: Sequence[str],
    company: int | None = None,
) -> None:
    """Store new vehicles with the id of their last lot, under ids taken ahead.

    `printed` is what each list called its vehicle; the search box finds that too.
    """
    columns = (*VEHICLE_ROW, "last_lot", "batch", "added_at", "company")
    rows = [
        (*vehicle_row(vehicle, words), lot, batch, step.at, company)
        for vehicle, lot, words in zip(vehicles, lots, printed, strict=True)
    ]
    step.insert_block("vehicle", columns, rows, ids)


def change(
    step: Step, reader: Rows, vehicle: int, record: Vehicle, last_lot: int | None = None
) -> None:
    """Store what we now hold true of a vehicle, and its latest lot where there is a new one.

    What it was called before still finds it.
    """
    sql = "SELECT search_key FROM vehicle WHERE id = ?"
    row = reader.execute(sql, (vehicle,)).fetchone()
    values = vehicle_values(record, row[0] if row else "")
    if last_lot is not None:
        values["last_lot"] = last_lot
    step.change("vehicle", vehicle, values)


def change_facts(
    step: Step, reader: Rows, names: Sequence[str], records: Mapping[int, Vehicle]
) -> None:
    """Store some facts of many vehicles with their origins, by the block.

    The records need hold no other facts; what a vehicle was called before still finds it.
    """
    columns = [*names, "origins"]
    rows = [
        [n, *(getattr(r, f) for f in names), origins_text(r.origins)] for n, r in records.items()
    ]
    if "chassis_number" in names:
        columns.append("identity")
        for row, record in zip(rows, records.values(), strict=True):
            row.append(record.identity)
    if not set(names).isdisjoint(SEARCHED):
        columns.append("search_key")
        keys = _search_keys(reader, list(records))
        for row, record in zip(rows, records.values(), strict=True):
            row.append(search_key(record, keys.get(row[0]) or ""))
    step.change_block("vehicle", columns, rows)


def _search_keys(reader: Rows, chosen: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in in_parts(chosen):
        marks = ",".join("?" * len(part))
        sql = f"SELECT id, search_key FROM vehicle WHERE id IN ({marks})"  # noqa: S608
        found.update((row[0], row[1]) for row in reader.execute(sql, part))
    return found


def in_parts(items: list[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """Yield the items in parts that one statement can take."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
