"""Salvage: what can be read of a damaged database, put into a new one; what cannot is told.

Tables are read row by row past the damaged pages. Rows that a table lost and the journal still
tells are made again from it. Rows that name others which are gone are set aside, whole, in a file
beside the new database. Verdicts are computed again and are not looked for. What was lost is the
last step of the new file, so that its history tells what stands there, and that something did.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from broker_app import whole_file
from broker_app.errors import UserError
from broker_app.store import as_found, backup_files, beside, integrity, write
from broker_app.store.backup_files import Tell
from broker_app.store.blocks import found_row, quoted
from broker_app.store.database import Damage, Database, Rows, blob_columns, mendable, open_file
from broker_app.store.journal import DERIVED_TABLES, SECRET_TABLES, entry_from, rows_in
from broker_app.store.migrations import migrations
from broker_app.store.new_database import SHAPES, new_database, shaped

CHUNK = 500
COUNTERS = "id_counter"
_ENTRY = 'step, at, who, why, "table", row, before, after, previous_hash, hash'
"""The columns of the journal that its hash is made of, and the hash."""
_JOURNALLED = """
    SELECT coalesce(max(row + CASE WHEN after LIKE '{"columns"%' AND json_valid(after)
                                   THEN json_array_length(after, '$.rows') - 1 ELSE 0 END), 0)
    FROM journal WHERE "table" = ?
"""
"""The highest number of a table that an entry added, alone or as the last of a block."""
_HEADER, _LARGEST = 100, 2**40
"""Bytes of the head of a file; no file that was cut off was larger than a terabyte."""
_FARTHEST = 2**42
"""No row has a number past this."""


@dataclass(slots=True)
class Part:
    """What became of a table: rows read, numbers between which nothing could be read, and so on."""

    table: str
    read: int = 0
    gaps: list[tuple[int, int]] = field(default_factory=list)
    """First and last number of rows that could not be read; the last of all is open."""
    regained: int = 0
    """Rows that were made again from the journal."""
    aside: int = 0
    """Rows that name others which are gone, or that cannot stand: in the file beside."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The new database, its parts, the file of rows set aside (None for none), files beside it."""

    path: Path
    parts: tuple[Part, ...]
    aside: Path | None
    files: int
    journal_broken: int | None
    """The first entry of the journal that does not follow the one before; None where all do."""


def salvage(damaged: Path, into: Path, tell: Tell, who: str) -> Salvaged:
    """Read what can be read of a damaged database into a new one. The damaged one is not touched.

    What was lost is taken down there as a step of `who`.

    `tell` hears how many tables are done, and may raise: nothing is left then. Raises UserError
    where nothing can be read at all, the name is taken, or there is no room.
    """
    aside: list[dict[str, Any]] = []
    with (
        new_database(into) as part,
        _lengthened(damaged, part.parent) as whole,
        closing(_opened(whole, damaged)) as reader,
    ):
        with shaped(part, _steps(reader, damaged)) as made:
            parts = _filled(reader, made, aside, tell)
            _set_aside_dangling(made, parts, aside)
            broken = integrity.broken_entry(made.connection)
        _note_lost(part, damaged, parts, broken, who)
        files = [name for name in backup_files.of_database(damaged) if _bring(damaged, name, part)]
        if aside:
            lost = beside.folder(part, beside.LOST)
            with whole_file.written(lost, mode=whole_file.READABLE) as file:
                file.writelines(msgspec.json.encode(row) + b"\n" for row in aside)
    lost = beside.folder(into, beside.LOST)
    return Salvaged(into, tuple(parts), lost if aside else None, len(files), broken)


def _note_lost(
    made: Path, damaged: Path, parts: Sequence[Part], broken: int | None, who: str
) -> None:
    """Take down in the new file what it lacks; nothing where it is as the damaged one was."""
    lost = [asdict(part) for part in parts if part.gaps or part.aside]
    if lost or broken is not None:
        with open_file(made) as db:  # brought up to date with it
            db.marks = False  # it has another name yet
            as_found.rebuilt(db, who, file=damaged.name, lost=lost, journal_broken=broken)


def _filled(reader: Rows, made: Database, aside: list[dict[str, Any]], tell: Tell) -> list[Part]:
    tables = [
        name
        for name in integrity.data_tables(made.connection)
        if name not in DERIVED_TABLES - SECRET_TABLES and name != SHAPES
    ]
    parts, given = [], {}
    for done, table in enumerate(tables):
        tell(done, len(tables))
        part = Part(table)
        parts.append(part)
        columns = _columns(reader, made.connection, table)
        rows = _rows(reader, table, columns, part, partial(tell, done, len(tables)))
        if table == COUNTERS:
            given = dict(rows)
        else:
            _put(made, part, columns, rows, aside)
    for part in parts:
        if part.gaps and part.table not in (COUNTERS, "journal"):
            _regain(made, part, aside)
    write.fill(made.connection, COUNTERS, ("name", "last"), _given(made.connection, given, tables))
    return parts


def _given(made: Rows, kept: dict[str, int], tables: Sequence[str]) -> list[tuple[str, int]]:
    """Return the highest number that each table was ever given, so that none is given again.

    A counter that is lost is told by the journal: it knows of rows that are gone.
    """
    found = dict(kept)
    for table in tables:
        if "id" in _names(made, table):
            sql = f"SELECT coalesce(max(id), 0) FROM {quoted(table)}"  # noqa: S608
            highest = [found.get(table, 0), made.execute(sql).fetchone()[0]]
            if table not in kept:
                highest.append(made.execute(_JOURNALLED, (table,)).fetchone()[0])
            if any(highest):
                found[table] = max(highest)
    return list(found.items())


def _rows(
    reader: Rows, table: str, columns: Sequence[str], part: Part, heed: Callable[[], object]
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table that can be read, in their order, and note the gaps between."""
    if not columns:
        part.gaps.append((0, _FARTHEST))
        return
    names = ",".join(map(quoted, columns))
    sql = f"SELECT rowid, {names} FROM {quoted(table)} WHERE rowid > ? ORDER BY rowid"  # noqa: S608
    last = 0
    while True:
        try:
            for row in reader.execute(sql, (last,)):
                last = row[0]
                part.read += 1
                if part.read % CHUNK == 0:
                    heed()
                yield tuple(row)[1:]
            return
        except Damage as problem:
            if not integrity.is_damage(problem):
                raise
        heed()
        found = _next_readable(reader, table, last)
        if found is None:
            part.gaps.append((last + 1, _FARTHEST))
            return
        # The row is there, but not all of it: it is the one that cannot be read.
        first, until = last + 1, found if found == last + 1 else found - 1
        part.gaps.append((first, until))
        last = until


def _next_readable(reader: Rows, table: str, last: int) -> int | None:
    """Return the first number after a row from which a table can be read again."""
    sql = f"SELECT rowid FROM {quoted(table)} WHERE rowid >= ? ORDER BY rowid LIMIT 1"  # noqa: S608

    def seen(start: int) -> int | None:
        try:
            row = reader.execute(sql, (start,)).fetchone()
        except Damage:
            return None
        return row[0] if row else _FARTHEST

    below, step = last, 1
    while (found := seen(below + step)) is None:
        step *= 2
        if below + step > _FARTHEST:
            return None
    low, high = below + step // 2, below + step
    while low + 1 < high:
        middle = (low + high) // 2
        at = seen(middle)
        if at is None:
            low = middle
        else:
            high, found = middle, at
    return None if found == _FARTHEST else found


def _put(
    made: Database,
    part: Part,
    columns: Sequence[str],
    rows: Iterator[tuple[Any, ...]],
    aside: list[dict[str, Any]],
) -> None:
    """Store rows one by one: damage may have left one that cannot stand beside another."""
    for row in rows:
        try:
            write.fill(made.connection, part.table, columns, [row])
        except sqlite3.IntegrityError:
            part.aside += 1
            aside.append(_told(part.table, dict(zip(columns, row, strict=True))))


def _regain(made: Database, part: Part, aside: list[dict[str, Any]]) -> None:
    """Make rows of a table again that lie in its gaps and that the journal still tells."""
    known = set(_names(made.connection, part.table))
    for number, values in _standing(made.connection, part.table).items():
        inside = any(first <= number <= until for first, until in part.gaps)
        if not inside or found_row(made.connection, part.table, number) is not None:
            continue
        named = {name: value for name, value in values.items() if name in known}
        try:
            write.fill(made.connection, part.table, list(named), [tuple(named.values())])
            part.regained += 1
        except sqlite3.IntegrityError:
            part.aside += 1
            aside.append(_told(part.table, named))


def _standing(made: Rows, table: str) -> dict[int, dict[str, Any]]:
    """Return the rows of a table as the journal tells them, by entries that are as written."""
    standing: dict[int, dict[str, Any]] = {}
    blobs = blob_columns(made)
    sql = f'SELECT {_ENTRY} FROM journal WHERE "table" = ? AND row IS NOT NULL ORDER BY seq'  # noqa: S608
    for found in made.execute(sql, (table,)):
        if write.entry_hash(tuple(found)[:-1]) != found["hash"]:
            continue
        entry = entry_from(found, blobs)
        before, after = rows_in(entry.row, entry.before), rows_in(entry.row, entry.after)
        for number in before.keys() - after.keys():
            standing.pop(number, None)
        for number, values in after.items():
            if entry.before is None:
                standing[number] = dict(values)
            elif number in standing:
                standing[number].update(values)
    return standing


def _set_aside_dangling(made: Database, parts: Sequence[Part], aside: list[dict[str, Any]]) -> None:
    """Take rows out that name others which are gone, until all that stays can stand."""
    by_name = {part.table: part for part in parts}
    while found := integrity.dangling(made.connection):
        for one in found:
            for number in set(one.rows):
                row = found_row(made.connection, one.table, number)
                if row is not None:
                    aside.append(_told(one.table, row))
                    by_name[one.table].aside += 1
                    made.tables.table(one.table).delete(number)


@contextmanager
def _lengthened(damaged: Path, folder: Path) -> Iterator[Path]:
    """Give a file that was cut off its length again, in a copy: else the engine reads none of it.

    What is missing reads as pages of nothing.
    """
    with damaged.open("rb") as file:
        header = file.read(_HEADER)
    page = int.from_bytes(header[16:18], "big")
    size = (page if page > 1 else 65_536) * int.from_bytes(header[28:32], "big")
    cut = header.startswith(b"SQLite format 3\0") and damaged.stat().st_size < size < _LARGEST
    if not cut or _has_log(damaged):
        yield damaged
        return
    with TemporaryDirectory(dir=folder, prefix=whole_file.PART) as name:
        copy = Path(name) / damaged.name
        shutil.copyfile(damaged, copy)
        os.truncate(copy, size)
        yield copy


def _has_log(damaged: Path) -> bool:
    log = damaged.with_name(f"{damaged.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _opened(readable: Path, damaged: Path) -> Rows:
    """Open a damaged file without leaving anything beside it. Raises UserError."""
    try:
        if _has_log(readable):
            uri = f"{readable.resolve().as_uri()}?mode=ro"
            reader = sqlite3.connect(uri, uri=True, isolation_level=None)
            reader.row_factory = sqlite3.Row
        else:
            reader = integrity.open_still(readable)
        if "vehicle" not in integrity.data_tables(reader):
            raise UserError("database_foreign", file=damaged.name)
        reader.text_factory = lambda raw: raw.decode("utf-8", "replace")
    except Damage as problem:
        said = mendable(problem, damaged)
        if isinstance(said, UserError) and said.key != "database_sealed":
            raise UserError("salvage_nothing", file=damaged.name) from problem
        raise said from problem
    return reader


def _steps(reader: Rows, damaged: Path) -> frozenset[str]:
    """Return the steps of shape that a file went through; all of ours where it cannot be read."""
    try:
        applied = migrations.applied(reader)
    except Damage:
        applied = frozenset()
    if applied - frozenset(migrations.names):
        raise UserError("database_newer", file=damaged.name)
    return applied or frozenset(migrations.names)


def _columns(reader: Rows, made: Rows, table: str) -> list[str]:
    """Return the columns of a table that both files have; none where the old one cannot say."""
    try:
        there = _names(reader, table)
    except Damage:
        return []
    return [name for name in _names(made, table) if name in there]


def _names(reader: Rows, table: str) -> list[str]:
    sql = "SELECT name FROM pragma_table_info(?) ORDER BY cid"
    return [row[0] for row in reader.execute(sql, (table,))]


def _bring(damaged: Path, name: str, into: Path) -> bool:
    source, target = (backup_files.beside_of(path, name) for path in (damaged, into))
    return backup_files.bring(source, target, name)


def _told(table: str, row: dict[str, Any]) -> dict[str, Any]:
    return {"table": table, "row": row}
