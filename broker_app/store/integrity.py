"""Integrity: what a file holds, and whether its pages, references and journal are sound."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from broker_app.store import write
from broker_app.store.blocks import quoted
from broker_app.store.database import BUSY_SECONDS, Damage, Rows, mendable

MOST_FLAWS = 100
"""Flaws of one kind that are told; a damaged file can have millions."""
_EVERY = 200_000
"""Steps of the database engine between two questions whether to go on; some hundredths of a s."""
_SHADOWS = "\\_fts\\_%"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the journal: its last entry with its hash and moment, and the last step."""

    seq: int = 0
    hash: str = ""
    step: int = 0
    at: str = ""


@dataclass(frozen=True, slots=True)
class Dangling:
    """Rows of a table that name a row of another which is not there."""

    table: str
    target: str
    rows: tuple[int, ...]


def open_still(path: Path) -> Rows:
    """Open a file that nobody writes, without leaving anything beside it.

    Raises UserError where it cannot be opened.
    """
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    except sqlite3.DatabaseError as problem:
        raise mendable(problem, path) from problem
    connection.row_factory = sqlite3.Row
    return connection


@contextmanager
def heeding(connection: Rows, heed: Callable[[], object]) -> Iterator[None]:
    """Ask now and then, while statements run, whether to go on; what `heed` raises comes out."""
    stopped: list[BaseException] = []

    def ask() -> int:
        try:
            heed()
        except BaseException as reason:
            stopped.append(reason)
            return 1
        return 0

    connection.set_progress_handler(ask, _EVERY)
    try:
        yield
    except Damage as problem:
        raise stopped[0] if stopped else problem from None
    finally:
        connection.set_progress_handler(None, 0)


def data_tables(reader: Rows) -> list[str]:
    """Return the tables that hold our data, by name: not those that the search index is made of."""
    sql = """
        SELECT name FROM sqlite_master WHERE type = 'table'
          AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
          AND name NOT LIKE '%\\_fts' ESCAPE '\\' AND name NOT LIKE '%' || ? ESCAPE '\\'
        ORDER BY name
    """
    return [row[0] for row in reader.execute(sql, (_SHADOWS,))]


def counts(reader: Rows) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        table: reader.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()[0]  # noqa: S608
        for table in data_tables(reader)
    }


def head(reader: Rows) -> Head:
    """Return the end of the journal; nothing where there is none yet."""
    sql = """
        SELECT seq, hash, (SELECT max(id) FROM step) AS step, at FROM journal
        ORDER BY seq DESC LIMIT 1
    """
    if reader.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone() is None:
        return Head()
    row = reader.execute(sql).fetchone()
    return Head(*row) if row else Head()


def holds(reader: Rows, wanted: Head) -> bool:
    """Tell whether a journal holds the end of another: whether it goes on from there."""
    if not wanted.seq:
        return True
    row = reader.execute("SELECT hash FROM journal WHERE seq = ?", (wanted.seq,)).fetchone()
    return row is not None and row[0] == wanted.hash


def flaws(reader: Rows) -> list[str]:
    """Return what the engine finds wrong with the pages and indexes of a file; nothing is good."""
    try:
        rows = reader.execute(f"PRAGMA integrity_check({MOST_FLAWS})").fetchall()
    except Damage as problem:
        if is_damage(problem):
            return [str(problem)]
        raise
    return [row[0] for row in rows if row[0] != "ok"]


def dangling(reader: Rows) -> list[Dangling]:
    """Return the rows that name others which are not there; a row without a number counts as 0."""
    found: dict[tuple[str, str], list[int]] = {}
    for table, row, target, _ in reader.execute("PRAGMA foreign_key_check"):
        found.setdefault((table, target), []).append(row or 0)
    return [Dangling(table, target, tuple(rows)) for (table, target), rows in found.items()]


def broken_entry(reader: Rows) -> int | None:
    """Return the first entry of the journal whose hash does not follow; None where all do."""
    return write.verify(reader)


def search_agrees(path: Path) -> bool | None:
    """Tell whether the search index holds what the vehicles say; None where nobody can look now.

    The engine looks by a statement of writing, so the file must be free for a moment.
    """
    uri = f"{path.resolve().as_uri()}?mode=rw"
    try:
        with closing(
            sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        ) as connection:
            connection.execute("BEGIN IMMEDIATE")
            write.set_search(connection, **{"integrity-check": 1})
            connection.execute("ROLLBACK")
            return True
    except Damage as problem:
        return False if is_damage(problem) else None


def is_damage(problem: sqlite3.DatabaseError | UnicodeDecodeError) -> bool:
    """Tell whether a failure says that the file is damaged, or none of ours."""
    if isinstance(problem, UnicodeDecodeError) or "decode" in str(problem):  # a text that is none
        return True
    code = getattr(problem, "sqlite_errorcode", 0) or 0
    return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)
