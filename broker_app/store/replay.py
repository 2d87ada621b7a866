"""The journal held against the tables: what stands there that nobody wrote through this program.

The journal is walked backwards, table by table: the last thing it says of a field must be what
stands. So a row is read once per block of entries, and nothing but a mask of the fields already
seen is kept of it (for a million vehicles some 150 MB, freed table by table).
"""

import sqlite3
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from broker_app.store.blocks import quoted
from broker_app.store.database import Rows, blob_columns
from broker_app.store.integrity import data_tables
from broker_app.store.journal import DERIVED_TABLES, JOURNAL

PASSED = DERIVED_TABLES | {JOURNAL, "id_counter", "_sqlite_migrations"}
"""Tables whose rows are in no journal: computed again, or what the file counts by."""
CHUNK = 500
CHANGED, ADDED, REMOVED = "changed", "added", "removed"
"""A field is another; a row stands that nobody put there; one is gone that nobody took away."""
_STRANGE = (msgspec.DecodeError, KeyError, TypeError, ValueError, IndexError)
"""What an entry raises that was written by hand: the chain tells of it, here it says nothing."""
Heed = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not as the journal says; a whole row where `field` is empty.

    `seq` and `step` name the entry that wrote it last, 0 where there is none.
    """

    table: str
    row: int
    kind: str
    field: str = ""
    said: Any = None
    stands: Any = None
    seq: int = 0
    step: int = 0


def differences(reader: Rows, heed: Heed | None = None) -> Iterator[Difference]:
    """Yield what stands in the tables and not in the journal, or otherwise. May be many.

    `heed` hears how many tables are done, and may raise.
    """
    tables = [name for name in data_tables(reader) if name not in PASSED]
    for done, table in enumerate(tables):
        if not _has_id(reader, table):
            yield Difference(table, 0, ADDED)  # a table that somebody else made
            continue
        tell = (lambda done=done: heed(done, len(tables))) if heed else (lambda: None)
        yield from _Table(reader, table).differences(tell)
    yield from _counters(reader, [table for table in tables if _has_id(reader, table)])


def shown(value: Any) -> str:
    """Return a value as a person can read it: long ones and bytes are cut."""
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    text = "" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


class _Table:
    """One table, walked backwards through the journal."""

    def __init__(self, reader: Rows, table: str) -> None:
        self._reader = reader
        self._table = table
        info = reader.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
        self._columns = [row["name"] for row in info]
        self._places = {name: place for place, name in enumerate(self._columns)}
        self._defaults = [_literal(row["dflt_value"]) for row in info]
        self._all = (1 << len(self._columns)) - 1
        self._blobs = blob_columns(reader).get(table, frozenset())
        self._seen: dict[int, int] = {}
        """Of each row the fields that entries spoke of, a bit a column; all once it is settled."""

    def differences(self, tell: Callable[[], object]) -> Iterator[Difference]:
        """Yield what differs in this table."""
        sql = 'SELECT seq FROM journal WHERE "table" = ? AND row IS NOT NULL ORDER BY seq DESC'
        for (seq,) in self._reader.execute(sql, (self._table,)).fetchall():
            tell()
            entry = self._reader.execute("SELECT * FROM journal WHERE seq = ?", (seq,)).fetchone()
            try:
                before, after = _side(entry["before"], entry), _side(entry["after"], entry)
            except _STRANGE:
                continue
            origin = (seq, entry["step"] or 0)
            yield from self._gone(before.keys() - after.keys(), origin)
            yield from self._stands(after, entry["before"] is None, origin)
        yield from self._unknown(tell)

    def _gone(self, rows: set[int], origin: tuple[int, int]) -> Iterator[Difference]:
        """What was taken away last must be away."""
        fresh = sorted(row for row in rows if row not in self._seen)
        for row in self._now(fresh):
            yield Difference(self._table, row, ADDED, seq=origin[0], step=origin[1])
        self._seen.update(dict.fromkeys(fresh, self._all))

    def _stands(
        self, after: Mapping[int, Mapping[str, Any]], begins: bool, origin: tuple[int, int]
    ) -> Iterator[Difference]:
        """What was written last must stand; an entry that adds rows says of all their fields."""
        waiting = [row for row in after if self._seen.get(row, 0) != self._all]
        now = self._now(waiting)
        for row in waiting:
            stands, mask = now.get(row), self._seen.get(row, 0)
            if begins and not mask and stands is not None and self._whole(after[row], stands):
                self._seen[row] = self._all
                continue
            if stands is None:
                yield Difference(self._table, row, REMOVED, seq=origin[0], step=origin[1])
                self._seen[row] = self._all
                continue
            for name, value in after[row].items():
                place = self._places.get(name)
                if place is None or mask >> place & 1:
                    continue
                mask |= 1 << place
                if not self._same(name, value, stands[place]):
                    yield self._differs(row, place, value, stands[place], origin)
            if begins:
                yield from self._left_out(row, mask, stands, origin)
                mask = self._all
            self._seen[row] = mask

    def _whole(self, said: Mapping[str, Any], stands: tuple[Any, ...]) -> bool:
        """Tell at once whether a row stands as it was added, as nearly all do."""
        whole, places = self._defaults.copy(), self._places
        for name, value in said.items():
            if name not in places:
                return False
            whole[places[name]] = value
        return tuple(whole) == stands

    def _left_out(
        self, row: int, mask: int, stands: Sequence[Any], origin: tuple[int, int]
    ) -> Iterator[Difference]:
        """A field that no entry ever spoke of is as an empty row has it."""
        for place, default in enumerate(self._defaults):
            value = stands[place]
            if not mask >> place & 1 and value is not None and not _alike(default, value):
                yield self._differs(row, place, default, value, origin)

    def _unknown(self, tell: Callable[[], object]) -> Iterator[Difference]:
        """A row whose beginning nobody journalled was put there by others."""
        for (row,) in self._reader.execute(f"SELECT id FROM {quoted(self._table)}"):  # noqa: S608
            if self._seen.get(row, 0) != self._all:
                yield Difference(self._table, row, ADDED)
        tell()

    def _differs(
        self, row: int, place: int, said: Any, stands: Any, origin: tuple[int, int]
    ) -> Difference:
        return Difference(self._table, row, CHANGED, self._columns[place], said, stands, *origin)

    def _now(self, rows: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        found: dict[int, tuple[Any, ...]] = {}
        for start in range(0, len(rows), CHUNK):
            ids = rows[start : start + CHUNK]
            marks = ",".join("?" * len(ids))
            sql = f"SELECT * FROM {quoted(self._table)} WHERE id IN ({marks})"  # noqa: S608
            cursor = self._reader.execute(sql, tuple(ids))
            place = self._places["id"]
            found.update((row[place], tuple(row)) for row in cursor)
        return found

    def _same(self, name: str, said: Any, stands: Any) -> bool:
        if name in self._blobs and isinstance(stands, bytes):
            return bool(said == b64encode(stands).decode())
        return _alike(said, stands)


def _has_id(reader: Rows, table: str) -> bool:
    info = reader.execute(f"PRAGMA table_info({quoted(table)})")
    return any(row["name"] == "id" for row in info)


def _counters(reader: Rows, tables: Sequence[str]) -> Iterator[Difference]:
    """A counter that was set back would give a number twice."""
    kept = dict(reader.execute("SELECT name, last FROM id_counter").fetchall())
    for table in tables:
        highest = reader.execute(f"SELECT max(id) FROM {quoted(table)}").fetchone()[0]  # noqa: S608
        if highest is not None and table in kept and (kept[table] or 0) < highest:
            yield Difference("id_counter", 0, CHANGED, table, highest, kept[table])


def _side(text: str | None, entry: sqlite3.Row) -> dict[int, dict[str, Any]]:
    """Return the rows of one side of an entry by their ids; a block gives every one a dict."""
    if text is None:
        return {}
    values = msgspec.json.decode(text)
    if "rows" not in values:
        return {entry["row"]: values}
    columns = values["columns"]
    return {row[0]: dict(zip(columns, row, strict=True)) for row in values["rows"]}


def _alike(said: Any, stands: Any) -> bool:
    """Tell whether two values are one: 5 in a column of text is stored as a text."""
    if said == stands:
        return True
    if said is None or stands is None or isinstance(said, bool):
        return bool(isinstance(said, bool) and stands == int(said))
    return type(said) is not type(stands) and str(said) == str(stands)


def _literal(text: str | None) -> Any:
    """Return what a column holds where nobody says: the default as its shape writes it."""
    if text is None or text.upper() == "NULL":
        return None
    if text[:1] in "'\"":
        return text[1:-1].replace("''", "'")
    try:
        return int(text)
    except ValueError:
        return text
