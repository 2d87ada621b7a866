"""History: what was done, by whom, and what was taken back."""

import sqlite3
from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from broker_app.store.database import Rows, references
from broker_app.store.journal import DERIVED_TABLES, ENTRY, entry_from, rows_in

RECENT = 200
OF_PARTY = frozenset({"party_paper", "party_not_same", "disposition"})
"""Tables whose rows are told with the party that they name."""
_MOST = 50
"""Vehicles that one search of the history looks for at once."""


def steps(reader: Rows, limit: int = RECENT) -> list[sqlite3.Row]:
    """Return the latest steps, the newest first."""
    return reader.execute("SELECT * FROM step ORDER BY id DESC LIMIT ?", (limit,)).fetchall()


def newest_first(reader: Rows) -> Iterator[sqlite3.Row]:
    """Yield all steps, the newest first, read by the part."""
    below = None
    while True:
        sql = "SELECT * FROM step WHERE :below IS NULL OR id < :below ORDER BY id DESC LIMIT :most"
        part = reader.execute(sql, {"below": below, "most": RECENT}).fetchall()
        yield from part
        if len(part) < RECENT:
            return
        below = part[-1]["id"]


def latest(reader: Rows, before: int | None = None) -> int:
    """Return the number of the latest step, or of the latest one before another; judging is none.

    Nothing done is 0.
    """
    sql = "SELECT max(id) FROM step WHERE key <> 'judge' AND (:before IS NULL OR id < :before)"
    return int(reader.execute(sql, {"before": before}).fetchone()[0] or 0)


def first_after(reader: Rows, step: int) -> sqlite3.Row | None:
    """Return the first step after another one; judging is none, nor what only says of a file."""
    sql = """
        SELECT * FROM step WHERE id > ?
          AND key NOT IN ('judge', 'backed_up', 'restored', 'given_out') ORDER BY id LIMIT 1
    """
    found: sqlite3.Row | None = reader.execute(sql, (step,)).fetchone()
    return found


def after(reader: Rows, step: int, most: int) -> list[sqlite3.Row]:
    """Return the steps after another one, the newest first; the note of a backup is none."""
    sql = "SELECT * FROM step WHERE id > ? AND key <> 'backed_up' ORDER BY id DESC LIMIT ?"
    return reader.execute(sql, (step, most)).fetchall()


def count_after(reader: Rows, step: int) -> int:
    """Return how many steps there are after another one; the note of a backup is none."""
    sql = "SELECT count(*) FROM step WHERE id > ? AND key <> 'backed_up'"
    return int(reader.execute(sql, (step,)).fetchone()[0])


def last_until(reader: Rows, at: str) -> int:
    """Return the number of the last step up to a moment (ISO, UTC); none is 0."""
    sql = "SELECT max(id) FROM step WHERE at <= ?"
    return int(reader.execute(sql, (at,)).fetchone()[0] or 0)


def get(reader: Rows, step: int) -> sqlite3.Row | None:
    """Return one step."""
    found: sqlite3.Row | None = reader.execute(
        "SELECT * FROM step WHERE id = ?", (step,)
    ).fetchone()
    return found


def of_row(reader: Rows, table: str, row: int) -> list[dict[str, Any]]:
    """Return the journal entries of one row, the newest first.

    Of a block of changes only what became of this row is told.
    """
    found = reader.execute(
        """
        SELECT * FROM journal WHERE "table" = :table AND (row = :row OR (
            row < :row AND before IS NOT NULL AND instr(after, '[' || :row || ',')
        )) ORDER BY seq DESC
        """,
        {"table": table, "row": row},
    )
    told = (_of_this_row(dict(entry), row) for entry in found)
    return [entry for entry in told if entry is not None]


def _of_this_row(entry: dict[str, Any], row: int) -> dict[str, Any] | None:
    """Return an entry as if it were of one row; None where its block does not hold the row."""
    if entry["after"] is None or not (entry["before"] or "").startswith('{"columns":'):
        return entry
    for name in ("before", "after"):
        block = msgspec.json.decode(entry[name])
        values = next((values for values in block["rows"] if values[0] == row), None)
        if values is None:
            return None
        named = dict(zip(block["columns"][1:], values[1:], strict=True))
        entry[name] = msgspec.json.encode(named).decode()
    return entry | {"row": row}


@dataclass(frozen=True, slots=True)
class Search:
    """What the history list asks for. `since` and `until` are moments in UTC, ISO text.

    `vehicles` are those that a step touched; None asks for no vehicle in particular.
    """

    who: str = ""
    key: str = ""
    since: str = ""
    until: str = ""
    vehicles: tuple[int, ...] | None = None


def ids(reader: Rows, search: Search, limit: int | None = None) -> "array[int]":
    """Return the steps of a search, the newest first; judgments only where they are asked for."""
    terms, values = ["key = :key" if search.key else "key <> 'judge'"], {"key": search.key}
    for term, name in (("who = :who", "who"), ("at >= :since", "since"), ("at < :until", "until")):
        if value := getattr(search, name):
            terms.append(term)
            values[name] = value
    if search.vehicles is not None:
        touched = steps_of_vehicles(reader, search.vehicles)
        terms.append(f"id IN ({','.join(str(int(step)) for step in touched)})")
    sql = f"SELECT id FROM step WHERE {' AND '.join(terms)} ORDER BY id DESC"  # noqa: S608
    if limit is not None:
        sql += f" LIMIT {int(limit)}"
    return array("q", (row[0] for row in reader.execute(sql, values)))


def block(reader: Rows, chosen: Sequence[int]) -> dict[int, sqlite3.Row]:
    """Return some steps by their ids."""
    marks = ",".join("?" * len(chosen))
    rows = reader.execute(f"SELECT * FROM step WHERE id IN ({marks})", tuple(chosen))  # noqa: S608
    return {row["id"]: row for row in rows}


def taken_back(reader: Rows, chosen: Sequence[int]) -> dict[int, sqlite3.Row]:
    """Return those of the steps that do not stand, each with the step that took it back."""
    marks = ",".join("?" * len(chosen))
    sql = f"SELECT * FROM step WHERE undoes IN ({marks}) ORDER BY id"  # noqa: S608
    backs = reader.execute(sql, tuple(chosen)).fetchall()
    if not backs:
        return {}
    redone = taken_back(reader, [row["id"] for row in backs])
    return {row["undoes"]: row for row in backs if row["id"] not in redone}


def people(reader: Rows) -> list[str]:
    """Return who has done anything here."""
    sql = "SELECT DISTINCT who FROM step WHERE key <> 'judge' ORDER BY who"
    return [row[0] for row in reader.execute(sql)]


def kinds(reader: Rows) -> list[str]:
    """Return the kinds of steps that were done here."""
    return [row[0] for row in reader.execute("SELECT DISTINCT key FROM step ORDER BY key")]


def steps_of_vehicles(reader: Rows, vehicles: Sequence[int]) -> set[int]:
    """Return the steps that touched some vehicles, or anything that names them."""
    found: set[int] = set()
    for vehicle in vehicles[:_MOST]:
        found.update(_steps_of(reader, {("vehicle", vehicle), *_rows_of(reader, vehicle)}))
        found.update(_brought_by(reader, vehicle))
    return found | _in_blocks(reader, vehicles[:_MOST])


def steps_of_party(reader: Rows, party: int) -> list[int]:
    """Return the steps that touched a party, its papers or what was said of it, newest first."""
    rows = {("party", party), *_rows_of(reader, party, "party", OF_PARTY)}
    return sorted(_steps_of(reader, rows), reverse=True)


def _steps_of(reader: Rows, rows: Collection[tuple[str, int]]) -> set[int]:
    sql = 'SELECT DISTINCT step FROM journal WHERE "table" = ? AND row = ?'
    return {step for row in rows for (step,) in reader.execute(sql, row)}


def _rows_of(
    reader: Rows, row: int, target: str = "vehicle", only: Collection[str] = ()
) -> set[tuple[str, int]]:
    """Return the rows that name a vehicle, or did so before they were taken away.

    Or those that name a row of another table, `only` of some tables.
    """
    found: set[tuple[str, int]] = set()
    for one in references(reader):
        if one.target != target or one.table in {"lot", *DERIVED_TABLES}:
            continue
        if only and one.table not in only:
            continue
        named = f'%"{one.column}":{row}'
        sql = """
            SELECT DISTINCT row FROM journal WHERE "table" = ? AND row IS NOT NULL
              AND (after LIKE ? OR after LIKE ? OR before LIKE ? OR before LIKE ?)
        """
        patterns = (f"{named},%", f"{named}}}%") * 2
        rows = reader.execute(sql, (one.table, *patterns))
        found.update((one.table, row) for (row,) in rows)
    return found


def _in_blocks(reader: Rows, vehicles: Sequence[int]) -> set[int]:
    """Return the steps that changed vehicles by the block, took them away or brought them back.

    An import is known by its batch.
    """
    sql = f"""
        SELECT {ENTRY} FROM journal WHERE "table" = 'vehicle' AND row <= ?
          AND coalesce(before, after) LIKE '{{"columns"%' AND coalesce(before, after) LIKE ?
          AND step NOT IN (SELECT id FROM step WHERE key = 'import')
    """  # noqa: S608
    found = set()
    for vehicle in vehicles:
        for row in reader.execute(sql, (vehicle, f"%[{vehicle},%")):
            entry = entry_from(row, {})
            if vehicle in rows_in(entry.row, entry.before or entry.after):
                found.add(entry.step)
    return found


def _brought_by(reader: Rows, vehicle: int) -> set[int]:
    """Return the imports that brought a vehicle or a lot of it."""
    sql = """
        SELECT j.step FROM journal j WHERE j."table" = 'batch' AND j.before IS NULL
          AND (j.row IN (SELECT batch FROM lot WHERE vehicle = :vehicle)
               OR j.row = (SELECT batch FROM vehicle WHERE id = :vehicle))
    """
    return {step for (step,) in reader.execute(sql, {"vehicle": vehicle})}
