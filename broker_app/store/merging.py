"""Merging rows: all that refers to one vehicle or party is given to another, by foreign keys."""

from collections.abc import Mapping
from heapq import merge
from typing import Any

from broker_app.domain.state import GIVEN_BACK, PATH
from broker_app.domain.vehicle import SPEC
from broker_app.store import states
from broker_app.store.blocks import row_of
from broker_app.store.database import Reference, Rows, references, unique_keys
from broker_app.store.journal import DERIVED_TABLES
from broker_app.store.write import Step

_STANDS = ("state", "state_since", "bought_on", "left_on")
_OWN = frozenset(
    {"id", "identity", "origins", "search_key", "last_lot", "batch", "added_at", "company"}
    | {*_STANDS, *SPEC}
)
"""Columns that are not simply filled up from the other vehicle; no company means the first."""


def clashes(reader: Rows, kept: int, other: int, table: str = "vehicle") -> list[str]:
    """Return the tables that keep two rows apart: both vehicles are sold, both on shipments …"""
    keys = unique_keys(reader)
    return [
        reference.table
        for reference in _naming(reader, table)
        for columns in keys.get(reference.table, ())
        if reference.column in columns and _both_have(reader, reference, columns, kept, other)
    ]


def give_all(step: Step, reader: Rows, kept: int, other: int) -> None:
    """Let everything that names a vehicle name another one from now on.

    What was said of the two together ("not the same") falls with them being one.
    """
    forget_apart(step, reader, "not_same", kept, other)
    join_trails(step, reader, kept, other)
    give_references(step, reader, "vehicle", kept, other)
    # Reasons of changes outlive their vehicle, so they name it without a key; they go along.
    for (row,) in reader.execute(
        "SELECT id FROM guarded_change WHERE vehicle = ? ORDER BY id", (other,)
    ).fetchall():
        step.change("guarded_change", row, {"vehicle": kept})


def give_references(step: Step, reader: Rows, table: str, kept: int, other: int) -> None:
    """Let every row that names one row of a table name another one, by the declared keys."""
    for reference in _naming(reader, table):
        sql = f"""
            SELECT id FROM "{reference.table}" WHERE "{reference.column}" = ? ORDER BY id
        """  # noqa: S608  our own names
        for (row,) in reader.execute(sql, (other,)).fetchall():
            step.change(reference.table, row, {reference.column: kept})


def lacking(reader: Rows, kept: int, other: int) -> dict[str, Any]:
    """Return what a vehicle lacks beside its facts and the other one has; and its words.

    What the other one was called still finds the car.
    """
    mine, theirs = row_of(reader, "vehicle", kept), row_of(reader, "vehicle", other)
    filled = {
        name: value
        for name, value in theirs.items()
        if name not in _OWN and mine[name] in (None, "") and value not in (None, "")
    }
    filled |= _stands(mine, theirs, leading(reader, kept, other) == other)
    found_by = " ".join(filter(None, (mine["search_key"], theirs["search_key"])))
    return filled | {"search_key": found_by}


def _stands(
    mine: Mapping[str, Any], theirs: Mapping[str, Any], theirs_leads: bool
) -> dict[str, Any]:
    """Return where a vehicle stands that two were: where the leading one does."""
    leads = theirs if theirs_leads else mine
    bought = [row["bought_on"] for row in (mine, theirs) if row["bought_on"]]
    first = min(bought, default="") if leads["state"] else ""
    return {name: leads[name] for name in _STANDS} | {"bought_on": first}


def leading(reader: Rows, kept: int, other: int) -> int:
    """Return which of two vehicles says where the one stands that they become.

    It is the one that is ours and on a shipment, or sold where the other was given back; else the
    one that moved later, of one day the one further on its way.
    """
    rows = {vehicle: row_of(reader, "vehicle", vehicle) for vehicle in (kept, other)}
    for vehicle, twin in ((kept, other), (other, kept)):
        given_back = rows[twin]["state"] in GIVEN_BACK
        if rows[vehicle]["state"] and (
            has(reader, "shipment_vehicle", vehicle)
            or (given_back and has(reader, "sale", vehicle))
        ):
            return vehicle

    def rank(vehicle: int) -> tuple[bool, str, int]:
        state, since = rows[vehicle]["state"], rows[vehicle]["state_since"]
        return bool(state), since, PATH.index(state) if state in PATH else len(PATH)

    return other if rank(other) > rank(kept) else kept


def join_trails(step: Step, reader: Rows, kept: int, other: int) -> None:
    """Let the moves of two vehicles be one trail by their days, which ends as the leading one's.

    The rows stay and their contents change places, for a trail is read in the order of its rows.
    """
    leads = leading(reader, kept, other)
    ends, goes_in = (states.trail_rows(reader, v) for v in (leads, kept + other - leads))
    if not ends and not goes_in:
        return
    joined = list(merge(goes_in, ends, key=lambda row: row["day"]))  # each in its own order
    if ends and joined[-1] is not ends[-1]:
        joined = [*goes_in, *ends]
    places = sorted(row["id"] for row in joined)
    for place, row in zip(places, joined, strict=True):
        step.change("vehicle_state", place, {**row, "id": place, "vehicle": kept})


def has(reader: Rows, table: str, vehicle: int) -> bool:
    """Tell whether any row of a table names a vehicle."""
    sql = f'SELECT 1 FROM "{table}" WHERE vehicle = ?'  # noqa: S608  our own names
    return reader.execute(sql, (vehicle,)).fetchone() is not None


def lot_that_counts(reader: Rows, kept: int, other: int) -> int | None:
    """Return the lot by which the vehicle that two become was bought, else the latest of both.

    Its prices are what the car cost: another list that names it later does not change them.
    """
    leads = row_of(reader, "vehicle", leading(reader, kept, other))
    if leads["state"] and leads["last_lot"] is not None:
        return int(leads["last_lot"])
    sql = "SELECT max(id) FROM lot WHERE vehicle IN (?, ?)"
    row = reader.execute(sql, (kept, other)).fetchone()
    return None if row[0] is None else int(row[0])


def newer(reader: Rows, one: int, other: int) -> bool:
    """Tell whether the other vehicle was offered later than the one, or came later."""
    sql = """
        SELECT coalesce(l.auction_date, ''), coalesce(v.last_lot, 0), v.id
        FROM vehicle v LEFT JOIN lot l ON l.id = v.last_lot WHERE v.id = ?
    """
    first, second = (tuple(reader.execute(sql, (v,)).fetchone()) for v in (one, other))
    return second > first


def weight(reader: Rows, row: int, table: str = "vehicle") -> Mapping[str, int]:
    """Return how many rows of each table name a vehicle, or a row of another table."""
    columns: dict[str, list[str]] = {}
    for reference in _naming(reader, table):
        columns.setdefault(reference.table, []).append(f'"{reference.column}" = :row')
    found: dict[str, int] = {}
    for name, named in columns.items():
        # A shipment that names a party in three roles is one.
        sql = f'SELECT count(*) FROM "{name}" WHERE {" OR ".join(named)}'  # noqa: S608
        count = int(reader.execute(sql, {"row": row}).fetchone()[0])
        if count:
            found[name] = count
    return found


def forget_apart(step: Step, reader: Rows, table: str, kept: int, other: int) -> None:
    """Forget that two were said not to be the same, in the table that remembers it."""
    sql = f'SELECT id FROM "{table}" WHERE ("first" = ? AND "second" = ?)'  # noqa: S608
    for pair in ((kept, other), (other, kept)):
        for (row,) in reader.execute(sql, pair).fetchall():
            step.remove(table, row)


def _both_have(
    reader: Rows, reference: Reference, columns: tuple[str, ...], kept: int, other: int
) -> bool:
    """Tell whether two rows would be alike in a unique key if both named the same vehicle."""
    alike = [f'a."{name}" = b."{name}"' for name in columns if name != reference.column]
    named = f'a."{reference.column}" = ? AND b."{reference.column}" = ?'
    table = f'"{reference.table}"'
    sql = f"SELECT 1 FROM {table} a JOIN {table} b ON {' AND '.join([*alike, named])} LIMIT 1"  # noqa: S608
    return reader.execute(sql, (kept, other)).fetchone() is not None


def _naming(reader: Rows, table: str) -> list[Reference]:
    return [r for r in references(reader) if r.target == table and r.table not in DERIVED_TABLES]
