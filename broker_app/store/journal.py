"""The journal read back: what a step did to rows, as it can be taken back or told."""

import sqlite3
from base64 import b64decode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from broker_app.store.database import Rows, blob_columns

SECRET_TABLES = frozenset({"password"})
"""Tables of which the journal says only that they changed, and no export holds anything."""

DERIVED_TABLES = frozenset({"verdict", "finding_set"}) | SECRET_TABLES
"""Tables that can be computed again or are secret: journalled as a count, never undone."""

TABLES_OF_PEOPLE = frozenset({"person", "file_setting"})
"""Tables that no undo touches: nobody gets an old role, or a way in, back by Ctrl+Z."""

STEPS, JOURNAL = "step", "journal"
"""Tables of the journal itself: a step is noted with its first entry, a redaction names entries."""
STEP_COLUMNS = ("id", "key", "details", "at", "who", "why", "undoes")

KEPT_TABLES = frozenset(
    {
        "pack", "guarded_change", "paper_file", "screening", "taken_number", "print_log",
        "printed_page",
    }
)  # fmt: skip
"""What was stored as evidence stays: packs, files, searches, reasons, numbers, prints, pages."""

NO_RECORDS = DERIVED_TABLES | {STEPS, JOURNAL}
"""Tables whose entries say nothing of a record that a person keeps."""

KEPT_OF: Mapping[str, tuple[tuple[str, str], ...]] = {"party": (("screening", "party"),)}
"""Rows that were kept and name a row of a table: where that one goes they stand without it."""

ENTRY = 'step, "table", row, before, after'
"""The columns of the journal that an `Entry` is read from."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a step did to a row or a block of rows (`row` is then the first): both sides of it.

    A block is `{"columns": [...], "rows": [...]}`; None where there was, or is, nothing.
    """

    step: int
    table: str
    row: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def entries_of(reader: Rows, number: int) -> Iterator[Entry]:
    """Yield the entries of a step that can be taken back, the last first.

    What can be computed again is left out, and what was stored as evidence.
    """
    sql = f"SELECT {ENTRY} FROM journal WHERE step = ? ORDER BY seq DESC"  # noqa: S608
    blobs = blob_columns(reader)
    rows = reader.execute(sql, (number,)).fetchall()
    return (entry_from(row, blobs) for row in rows if not _stays(row))


def in_order(reader: Rows, number: int) -> Iterator[Entry]:
    """Yield what a step did, the first first, read as it is asked for."""
    sql = f"SELECT {ENTRY} FROM journal WHERE step = ? AND row IS NOT NULL ORDER BY seq"  # noqa: S608
    blobs = blob_columns(reader)
    for row in reader.execute(sql, (number,)):
        if row["table"] not in NO_RECORDS:
            yield entry_from(row, blobs)


def last_seen(reader: Rows, table: str, row: int) -> dict[str, Any]:
    """Return a row that is gone as it was when it was removed; nothing where nobody knows."""
    sql = f"""
        SELECT {ENTRY} FROM journal WHERE "table" = ? AND row <= ? AND after IS NULL
          AND (row = ? OR before LIKE '{{"columns"%') ORDER BY seq DESC
    """  # noqa: S608
    for found in reader.execute(sql, (table, row, row)):
        entry = entry_from(found, {})
        rows = rows_in(entry.row, entry.before)
        if row in rows:
            return rows[row]
    return {}


def added_by(reader: Rows, number: int, passed: Collection[str] = ()) -> dict[str, set[int]]:
    """Return the rows that a step added, by table, but for the tables that are passed over."""
    passed = (*passed, *NO_RECORDS)
    marks = ",".join("?" * len(passed))
    sql = f"""
        SELECT {ENTRY} FROM journal
        WHERE step = ? AND before IS NULL AND after IS NOT NULL AND row IS NOT NULL
          AND "table" NOT IN ({marks})
    """  # noqa: S608
    found: dict[str, set[int]] = {}
    for row in reader.execute(sql, (number, *passed)):
        entry = entry_from(row, {})
        found.setdefault(entry.table, set()).update(rows_in(entry.row, entry.after))
    return found


def entry_from(row: sqlite3.Row, blobs: Mapping[str, frozenset[str]]) -> Entry:
    """Build an entry from its row; `blobs` names the columns of each table that hold bytes."""
    names = blobs.get(row["table"], frozenset())
    sides = (_decoded(row[side], names) for side in ("before", "after"))
    return Entry(row["step"], row["table"], row["row"], *sides)


def rows_in(row: int, values: Any) -> dict[int, dict[str, Any]]:
    """Return the rows that one side of an entry holds: one row, a block of them, or none."""
    if values is None:
        return {}
    if "rows" not in values:
        return {row: values}
    columns = values["columns"]
    named = (dict(zip(columns, one, strict=True)) for one in values["rows"])
    return {one["id"]: one for one in named}


def _stays(entry: sqlite3.Row) -> bool:
    table = entry["table"]
    never = table in NO_RECORDS or table in TABLES_OF_PEOPLE
    return never or (table in KEPT_TABLES and entry["before"] is None)


def _decoded(text: str | None, blobs: frozenset[str]) -> Any:
    """Read one side of an entry; bytes, which the journal holds as text, become bytes again."""
    values = msgspec.json.decode(text) if text else None
    if values is None or not blobs:
        return values
    if "rows" in values:
        places = [n for n, name in enumerate(values["columns"]) if name in blobs]
        for one in values["rows"]:
            for place in places:
                one[place] = _bytes(one[place])
        return values
    return {name: _bytes(v) if name in blobs else v for name, v in values.items()}


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text)
