"""History: what was done, by whom, and what can be undone."""

import sqlite3
from typing import Any

import msgspec

from broker_app.store.database import Rows

RECENT = 200


def steps(reader: Rows, limit: int = RECENT) -> list[sqlite3.Row]:
    """Return the latest steps, the newest first."""
    return reader.execute("SELECT * FROM step ORDER BY id DESC LIMIT ?", (limit,)).fetchall()


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
