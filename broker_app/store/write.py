"""Every change of data goes through here and is journalled; nothing else writes.

A step is one change a person made: a transaction, and one journal entry per row or block of rows
with what stood before and after. Entries are chained by hash, so that a change made behind our back
shows. Undo replays a step backwards, as a step of its own.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import msgspec

from broker_app.errors import UserError
from broker_app.store import mark, permission
from broker_app.store.blocks import changed_in, filled, found_row, quoted, row_of, rows_of
from broker_app.store.chain import COLUMNS, entry_hash, verify
from broker_app.store.database import Database, mendable, references
from broker_app.store.journal import (
    DERIVED_TABLES,
    KEPT_OF,
    STEP_COLUMNS,
    STEPS,
    Entry,
    entries_of,
    rows_in,
)

BLOCK = 500
SEARCHED_TABLE, SEARCHED_COLUMN = "vehicle", "search_key"
_FEW = 100
"""Rows of which the search index may be merged while they are written."""

NOT_JUDGED = frozenset({"state", "state_since", "bought_on", "left_on"})
"""Columns of a vehicle that no verdict rests on."""

__all__ = ["Step", "entry_hash", "fill", "step", "together", "undo", "verify"]


class Step:
    """One open step: the only thing with methods that write."""

    def __init__(self, connection: sqlite3.Connection, number: int, at: str, who: str, why: str):
        self.number = number
        self.at = at
        self.who = who
        self.tables: dict[str, int] = {}
        self._connection = connection
        self._why = why
        self._last_hash = _last_hash(connection)

    def insert(self, table: str, row: Mapping[str, Any]) -> int:
        """Add one row; returns its id."""
        values = dict(row)
        if "id" not in values:
            values = {"id": _take_ids(self._connection, table, 1)} | values
        self._run_insert(table, list(values), [tuple(values.values())])
        self._index(table, [values["id"]])
        self._note(table, values["id"], None, values)
        return int(values["id"])

    def reserve(self, table: str, count: int) -> range:
        """Take ids ahead, for rows that others name before they are inserted."""
        first = _take_ids(self._connection, table, count)
        return range(first, first + count)

    def insert_block(
        self,
        table: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        reserved: range | None = None,
    ) -> range:
        """Add many rows at once with ids in a row; one journal entry per block of 500."""
        ids = reserved if reserved is not None else self.reserve(table, len(rows))
        numbered = [(number, *row) for number, row in zip(ids, rows, strict=True)]
        self.restore_block(table, ("id", *columns), numbered)
        return ids

    def restore_block(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> None:
        """Add many rows with the ids they have, the first column; empty columns are left out."""
        for start in range(0, len(rows), BLOCK):
            named, block = filled(columns, rows[start : start + BLOCK])
            self._run_insert(table, named, block)
            self._note(table, block[0][0], None, {"columns": named, "rows": block})
        self._index(table, [row[0] for row in rows])

    def change(self, table: str, row: int, values: Mapping[str, Any]) -> None:
        """Change some columns of one row; columns that stay the same are left out."""
        before = row_of(self._connection, table, row)
        changed = {name: value for name, value in values.items() if before[name] != value}
        if not changed:
            return
        assignments = ", ".join(f"{quoted(name)} = ?" for name in changed)
        self._connection.execute(
            f"UPDATE {quoted(table)} SET {assignments} WHERE id = ?",  # noqa: S608
            (*changed.values(), row),
        )
        self._note(table, row, {name: before[name] for name in changed}, changed)

    def change_block(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Change some columns of many rows, each its id and a value for every column.

        One journal entry per block of 500; rows and columns that stay the same are left out.
        """
        ordered = sorted(map(tuple, rows), key=itemgetter(0))
        searched = table == SEARCHED_TABLE and SEARCHED_COLUMN in columns
        with _merged_once(self._connection, len(ordered) if searched else 0):
            for start in range(0, len(ordered), BLOCK):
                self._change_part(table, columns, ordered[start : start + BLOCK])

    def _change_part(
        self, table: str, columns: Sequence[str], block: Sequence[tuple[Any, ...]]
    ) -> None:
        stored = rows_of(self._connection, table, columns, block)
        named, before, after = changed_in(columns, stored, block)
        if not after:
            return
        assignments = ", ".join(f"{quoted(name)} = ?" for name in named)
        self._connection.executemany(
            f"UPDATE {quoted(table)} SET {assignments} WHERE id = ?",  # noqa: S608
            [(*row[1:], row[0]) for row in after],
        )
        whole = ["id", *named]
        then, now = ({"columns": whole, "rows": part} for part in (before, after))
        self._note(table, after[0][0], then, now)

    def remove(self, table: str, row: int) -> None:
        """Take one row away, kept whole in the journal."""
        self._let_go(table, [row])
        before = row_of(self._connection, table, row)
        self._connection.execute(f"DELETE FROM {quoted(table)} WHERE id = ?", (row,))  # noqa: S608
        self._note(table, row, before, None)

    def remove_block(self, table: str, rows: Sequence[int]) -> None:
        """Take many rows away, kept whole in the journal by blocks of 500."""
        for start in range(0, len(rows), BLOCK):
            ids = rows[start : start + BLOCK]
            self._let_go(table, ids)
            marks = ",".join("?" * len(ids))
            cursor = self._connection.execute(
                f"SELECT * FROM {quoted(table)} WHERE id IN ({marks}) ORDER BY id",  # noqa: S608
                tuple(ids),
            )
            named = [column[0] for column in cursor.description]
            before = {"columns": named, "rows": [tuple(row) for row in cursor]}
            self._connection.execute(
                f"DELETE FROM {quoted(table)} WHERE id IN ({marks})",  # noqa: S608
                tuple(ids),
            )
            self._note(table, ids[0], before, None)

    def _let_go(self, table: str, rows: Sequence[int]) -> None:
        """Let what stays on record stand without the rows it names, which go."""
        for kept, column in KEPT_OF.get(table, ()):
            marks = ",".join("?" * len(rows))
            named = f"{quoted(column)} IN ({marks})"
            sql = f"SELECT id FROM {quoted(kept)} WHERE {named} ORDER BY id"  # noqa: S608
            for (row,) in self._connection.execute(sql, tuple(rows)).fetchall():
                self.change(kept, row, {column: None})

    def put_derived(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> None:
        """Store rows that can be computed again, replacing older ones of the same key."""
        if table not in DERIVED_TABLES:
            raise ValueError(f"{table} is not derived")
        marks = ",".join("?" * len(columns))
        names = ",".join(quoted(name) for name in columns)
        self._connection.executemany(
            f"INSERT OR REPLACE INTO {quoted(table)} ({names}) VALUES ({marks})",  # noqa: S608
            rows,
        )
        self.tables[table] = self.tables.get(table, 0) + len(rows)

    def forget_verdicts(self, vehicles: Collection[int] | None = None) -> None:
        """Drop the answers about vehicles whose facts went back, or all of them: judge anew."""
        if vehicles is None:
            self._connection.execute("DELETE FROM verdict")
        else:
            ids = [(vehicle,) for vehicle in vehicles]
            self._connection.executemany("DELETE FROM verdict WHERE vehicle = ?", ids)

    def note_itself(self, key: str, details: str | None, undoes: int | None) -> None:
        """Journal the step itself, so that what it is called and takes back is in the chain."""
        row = (self.number, key, details, self.at, self.who, self._why, undoes)
        self.note_as_found(STEPS, self.number, None, dict(zip(STEP_COLUMNS, row, strict=True)))
        del self.tables[STEPS]

    def note_as_found(self, table: str, row: int, before: Any, after: Any) -> None:
        """Journal a row, or a block of them, that stands already: a new shape filled it in."""
        self._note(table, row, before, after)

    def note_derived(self, table: str, summary: Mapping[str, Any]) -> None:
        """Journal what was computed: how many, from which pack, for which question."""
        self._note(table, None, None, {"derived": summary})

    def _run_insert(self, table: str, columns: Sequence[str], rows: Sequence[Any]) -> None:
        fill(self._connection, table, columns, rows)
        self.tables[table] = self.tables.get(table, 0) + len(rows)

    def _index(self, table: str, rows: Sequence[int]) -> None:
        """Let the search find new rows: all at once, for one by one takes eight times as long.

        Triggers keep the index in step with changes and removals.
        """
        if table == SEARCHED_TABLE:
            self._connection.execute(
                "INSERT INTO vehicle_fts (rowid, search_key) SELECT id, search_key FROM vehicle"
                " WHERE id IN (SELECT value FROM json_each(?))",
                (_as_json(rows),),
            )

    def _note(self, table: str, row: int | None, before: Any, after: Any) -> None:
        entry = (
            self.number,
            self.at,
            self.who,
            self._why,
            table,
            row,
            _as_json(before),
            _as_json(after),
            self._last_hash,
        )
        self._last_hash = entry_hash(entry)
        names = ",".join(quoted(name) for name in COLUMNS)
        marks = ",".join("?" * len(COLUMNS))
        self._connection.execute(
            f"INSERT INTO journal ({names}) VALUES ({marks})",  # noqa: S608
            (*entry, self._last_hash),
        )
        self.tables.setdefault(table, 0)


_A_WHOLE = ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
_A_PART = ("SAVEPOINT part", "RELEASE part", "ROLLBACK TO part")


@contextmanager
def together(db: Database) -> Iterator[None]:
    """Hold steps together: all of them are stored, or none. The file is ours until then."""
    try:
        with _stored_whole(db):
            db.together = True
            try:
                yield
            finally:
                db.together = False
    except sqlite3.DatabaseError as problem:
        raise mendable(problem, db.path) from problem


@contextmanager
def step(
    db: Database, key: str, who: str, why: str = "", undoes: int | None = None, **details: Any
) -> Iterator[Step]:
    """Open a step: all of it is stored, or nothing.

    `key` names the step for the history list (`step.<key>` in the catalogue), `details` fill it.
    Raises UserError where people sign in, and `who` is nobody of them or may not do this.
    """
    at = now()
    connection = db.connection
    try:
        with _stored_whole(db):
            permission.refuse(connection, key, who, undoes)
            number = _take_ids(connection, "step", 1)
            connection.execute(
                "INSERT INTO step (id, key, details, at, who, why, undoes) VALUES (?,?,?,?,?,?,?)",
                (number, key, _as_json(details), at, who, why, undoes),
            )
            opened = Step(connection, number, at, who, why)
            opened.note_itself(key, _as_json(details), undoes)
            yield opened
    except sqlite3.DatabaseError as problem:
        raise mendable(problem, db.path) from problem


@contextmanager
def _stored_whole(db: Database) -> Iterator[None]:
    part = db.together
    begin, end, back = _A_PART if part else _A_WHOLE
    db.refuse_moved()
    db.connection.execute(begin)
    try:
        yield
        db.refuse_moved()
        db.connection.execute(end)
    except BaseException:
        if db.connection.in_transaction:
            db.connection.execute(back)
        raise
    if db.marks and not part:
        mark.put(db.path, db.connection)


def note_tries(db: Database, person: int, wrong: int) -> None:
    """Keep how many wrong passwords somebody gave in a row; no step, for it changes no data."""
    try:
        with _stored_whole(db):
            sql = "UPDATE password SET wrong = ?, wrong_at = ? WHERE person = ?"
            db.connection.execute(sql, (wrong, now(), person))
    except sqlite3.DatabaseError as problem:
        raise mendable(problem, db.path) from problem


def undo(db: Database, number: int, who: str, check: Callable[[Step], None] | None = None) -> Step:
    """Replay a step backwards as a new step. Undoing an undo is a redo.

    `check` may raise UserError before anything is written. Raises UserError where the data has
    moved on: a row was changed again, or is in use elsewhere.
    """
    try:
        with step(db, "undo", who, undoes=number, step=number) as undoing:
            if check is not None:
                check(undoing)
            outdated = _Outdated()
            for entry in entries_of(db.connection, number):
                _reverse(undoing, db.connection, entry)
                outdated.add(entry)
            outdated.forget(undoing)
            return undoing
    except sqlite3.IntegrityError as problem:
        raise UserError("undo_in_use") from problem


def reverse_what_stands(
    undoing: Step,
    connection: sqlite3.Connection,
    number: int,
    skip: Collection[str],
    kept: Mapping[str, Collection[int]],
) -> None:
    """Take back what is still as a step left it: for an import, undone months later.

    Tables in `skip` are passed over, rows in `kept` stay with what refers to them, added vehicles
    are left to the caller, and a column that was changed again since keeps its newer value.
    """
    parents = {(r.table, r.column): kept.get(r.target, ()) for r in references(connection)}
    outdated = _Outdated()
    for entry in entries_of(connection, number):
        outdated.add(entry)
        table, row, before, after = entry.table, entry.row, entry.before, entry.after
        if table in skip or after is None:
            continue
        if before is not None:
            was = rows_in(row, before)
            for number, values in rows_in(row, after).items():
                current = found_row(connection, table, number) or {}
                same = [name for name, value in values.items() if current.get(name) == value]
                if current:
                    undoing.change(table, number, {name: was[number][name] for name in same})
        elif table != "vehicle" and any(owner == table for owner, _ in parents):
            rows = rows_in(row, after)
            stays = {
                number
                for number, values in rows.items()
                if number in kept.get(table, ())
                or any(values.get(c) in found for (t, c), found in parents.items() if t == table)
            }
            undoing.remove_block(table, [number for number in rows if number not in stays])
    outdated.forget(undoing)


def fill(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterable[Any]
) -> None:
    """Put rows into a table. Outside a step only into a new file that gets its journal this way."""
    names = ",".join(quoted(name) for name in columns)
    marks = ",".join("?" * len(columns))
    sql = f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})"  # noqa: S608
    connection.executemany(sql, rows)


def overwrite(
    connection: sqlite3.Connection, table: str, key: str, row: int, values: Mapping[str, Any]
) -> None:
    """Write over a row, or an entry, without an entry of its own: only to erase, see `persons`."""
    assignments = ", ".join(f"{quoted(name)} = ?" for name in values)
    sql = f"UPDATE {quoted(table)} SET {assignments} WHERE {quoted(key)} = ?"  # noqa: S608
    if values:
        connection.execute(sql, (*values.values(), row))


def set_search(connection: sqlite3.Connection, **settings: int) -> None:
    """Say something to the search index: a setting, or that it looks at itself."""
    for name, value in settings.items():
        connection.execute(
            "INSERT INTO vehicle_fts (vehicle_fts, rank) VALUES (?, ?)", (name, value)
        )


def now() -> str:
    """Return the present moment as ISO text with its zone; the store's only clock."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _reverse(undoing: Step, connection: sqlite3.Connection, entry: Entry) -> None:
    table, row, before, after = entry.table, entry.row, entry.before, entry.after
    if before is None and after is not None:
        if "rows" in after:
            undoing.remove_block(table, [r[0] for r in after["rows"]])
        else:
            undoing.remove(table, row)
    elif after is None and before is not None:
        if "rows" in before:
            undoing.restore_block(table, before["columns"], before["rows"])
        else:
            undoing.insert(table, before)
    elif before is not None and after is not None and "rows" in after:
        columns = after["columns"][1:]
        if rows_of(connection, table, columns, after["rows"]) != list(map(tuple, after["rows"])):
            raise UserError("undo_conflict")
        undoing.change_block(table, columns, before["rows"])
    elif before is not None and after is not None:
        current = row_of(connection, table, row)
        if any(current[name] != value for name, value in after.items()):
            raise UserError("undo_conflict")
        undoing.change(table, row, before)


class _Outdated:
    """Verdicts that rested on what is taken back: facts of a vehicle, or the pricing plan."""

    def __init__(self) -> None:
        self._vehicles: set[int] = set()
        self._all = False

    def add(self, entry: Entry) -> None:
        if entry.table == "vehicle" and entry.before and entry.after:
            for vehicle, values in rows_in(entry.row, entry.after).items():
                if not values.keys() - {"id"} <= NOT_JUDGED:  # where it stands says nothing of it
                    self._vehicles.add(vehicle)
        self._all = self._all or _moves_plan(entry)

    def forget(self, undoing: Step) -> None:
        undoing.forget_verdicts(None if self._all else self._vehicles)


@contextmanager
def _merged_once(connection: sqlite3.Connection, rows: int) -> Iterator[None]:
    """Let the search index merge what many rows write once, at the end, not again and again.

    In a store of a million vehicles that takes a quarter of the time; the index stays as it was.
    """
    if rows < _FEW:
        yield
        return
    set_search(connection, automerge=0, crisismerge=400)
    yield
    set_search(connection, merge=max(64, rows * 2 // 5), automerge=4, crisismerge=16)


def _moves_plan(entry: Entry) -> bool:
    """Tell whether an entry is of the pricing plan, which the first company states for all."""
    named = {*(entry.before or {}), *(entry.after or {})}
    is_first = entry.table == "company" and entry.row == 1
    return is_first and any(name.startswith("margin_") for name in named)


def _take_ids(connection: sqlite3.Connection, table: str, count: int) -> int:
    """Take the next `count` ids of a table and return the first; an id is never used twice."""
    found = connection.execute("SELECT last FROM id_counter WHERE name = ?", (table,)).fetchone()
    first = (found[0] if found else 0) + 1
    connection.execute(
        "INSERT INTO id_counter (name, last) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET last = excluded.last",
        (table, first + count - 1),
    )
    return int(first)


def _last_hash(connection: sqlite3.Connection) -> str:
    found = connection.execute("SELECT hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return str(found[0]) if found else ""


def _as_json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
