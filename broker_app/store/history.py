"""History: what was done, by whom, and what can be undone."""

import sqlite3

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


def of_row(reader: Rows, table: str, row: int) -> list[sqlite3.Row]:
    """Return the journal entries of one row, the newest first."""
    return reader.execute(
        'SELECT * FROM journal WHERE "table" = ? AND row = ? ORDER BY seq DESC', (table, row)
    ).fetchall()
