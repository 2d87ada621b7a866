"""Rows as they are stored, one or many, and as they are to be, compared column by column."""

import sqlite3
from collections.abc import Sequence
from itertools import compress
from typing import Any

from broker_app.errors import UserError

CHUNK = 500


def rows_of(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """Return id and some columns as they are stored. Raises UserError where a row is gone."""
    names = ",".join(map(quoted, ("id", *columns)))
    found: dict[int, tuple[Any, ...]] = {}
    for start in range(0, len(rows), CHUNK):
        ids = [row[0] for row in rows[start : start + CHUNK]]
        marks = ",".join("?" * len(ids))
        sql = f"SELECT {names} FROM {quoted(table)} WHERE id IN ({marks})"  # noqa: S608
        found.update((row[0], tuple(row)) for row in connection.execute(sql, ids))
    gone = next((row[0] for row in rows if row[0] not in found), None)
    if gone is not None:
        raise UserError("row_gone", table=table, row=gone)
    return [found[row[0]] for row in rows]


def row_of(connection: sqlite3.Connection, table: str, row: int) -> dict[str, Any]:
    """Return one row as a dict. Raises UserError where it is gone."""
    found = found_row(connection, table, row)
    if found is None:
        raise UserError("row_gone", table=table, row=row)
    return found


def found_row(connection: sqlite3.Connection, table: str, row: int) -> dict[str, Any] | None:
    """Return one row as a dict, None where it is gone."""
    sql = f"SELECT * FROM {quoted(table)} WHERE id = ?"  # noqa: S608
    found = connection.execute(sql, (row,)).fetchone()
    return None if found is None else dict(found)


def changed_in(
    columns: Sequence[str],
    stored: Sequence[tuple[Any, ...]],
    wanted: Sequence[tuple[Any, ...]],
) -> tuple[list[str], list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return the columns that change in some row, and the rows that do, before and after."""
    pairs = [(old, new) for old, new in zip(stored, wanted, strict=True) if old != new]
    changes = [any(old[n] != new[n] for old, new in pairs) for n in range(1, len(columns) + 1)]
    kept = (True, *changes)
    before = [tuple(compress(old, kept)) for old, _ in pairs]
    after = [tuple(compress(new, kept)) for _, new in pairs]
    return list(compress(columns, changes)), before, after


def quoted(name: str) -> str:
    """Return a name as SQL takes it. Raises ValueError for what is no name."""
    if not name.replace("_", "").isalnum():
        raise ValueError(f"not a name: {name!r}")
    return f'"{name}"'


def filled(
    columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return columns and rows without the columns in which no row has a value."""
    filled = [column.count(None) < len(rows) for column in zip(*rows, strict=True)]
    return list(compress(columns, filled)), [tuple(compress(row, filled)) for row in rows]
