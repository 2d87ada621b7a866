"""One SQLite file: opened, brought up to date, or politely refused.

One writer holds the read-write connection; every reader has a read-only one of its own, so a busy
import never makes the window wait.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from broker_app.errors import UserError
from broker_app.store import beside, mark
from broker_app.store.migrations import migrations

if TYPE_CHECKING:
    import sqlite_utils

BUSY_SECONDS = 10.0
Damage = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading a damaged file raises: the engine quotes its garbage, which is no text at times."""
READER_CACHE_KIB = 512
"""What a reader keeps of the file in memory; the system's own cache gives the rest as fast."""
Rows = sqlite3.Connection
"""A connection that questions are put to."""


class Database:
    """The writer's hold on the file. Close it when done; it is a context manager too."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self.together = False
        """Whether steps are parts of something that is stored whole: `write.together`."""
        self.marks = False
        """Whether the end of its history is marked beside it; not where it lacks what was."""
        self._identity: tuple[int, int] | None = None

    @cached_property
    def tables(self) -> "sqlite_utils.Database":
        """The tables themselves, for surgery; loaded when the shape of a file changes."""
        import sqlite_utils

        return sqlite_utils.Database(self.connection)

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def know(self) -> None:
        """Remember which file this is, and whether it holds what was stored last."""
        self._identity = _identity(self.path)
        self.marks = mark.lacked(self.connection, self.path) is None

    def refuse_moved(self) -> None:
        """Raise a UserError where the file was removed or another stands in its place.

        What is written then goes to a file that nobody can open again, without a word.
        """
        now = _identity(self.path)
        if self._identity is not None and now != self._identity:
            key = "database_gone" if now is None else "database_replaced"
            raise UserError(key, file=self.path.name)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def interrupt(self) -> None:
        """Stop the statement that is running, from another thread."""
        self.connection.interrupt()


def open_file(path: Path, before_migration: Callable[[Path], Path] | None = None) -> Database:
    """Open a database for writing, made new or migrated where needed.

    `before_migration` backs up an existing file that is about to change shape; it is noted after.
    Raises UserError where the file is no database, from a newer version, locked or not writable.
    """
    beside.finish(path.parent)
    new = not path.exists() or path.stat().st_size == 0
    _refuse_journal(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    except (OSError, sqlite3.OperationalError) as problem:
        raise UserError("database_not_writable", file=path.name) from problem
    try:
        database = Database(path, connection)
        _prepare(database, before_migration if not new else None)
        database.know()
    except Damage as problem:
        connection.close()
        raise mendable(problem, path) from problem
    except UserError:
        connection.close()
        raise
    beside.sweep(path)
    return database


def open_to_read(path: Path) -> Database:
    """Open a database that another window has open, without the right to change it.

    Raises UserError where it is no database of ours, or of another version than this program.
    """
    connection = open_reader(path)
    database = Database(path, connection)
    try:
        applied = migrations.applied(connection)
        _refuse_foreign(database, applied)
        if applied != frozenset(migrations.names):
            raise UserError("database_older_held", file=path.name)
    except Damage as problem:
        connection.close()
        raise mendable(problem, path) from problem
    except UserError:
        connection.close()
        raise
    return database


def is_read_only(path: Path) -> bool:
    """Tell whether a file is there to be read alone: nobody here may write it, or beside it."""
    may_write = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    return not may_write and path.is_file() and path.stat().st_size > 0


def open_reader(path: Path) -> Rows:
    """Open a read-only connection; usable from one other thread, closed by whoever asked."""
    _refuse_journal(path)
    uri = f"{path.resolve().as_uri()}?mode=ro{_IMMUTABLE if _is_left_alone(path) else ''}"
    try:
        connection = sqlite3.connect(
            uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA cache_size = -{READER_CACHE_KIB}")
    except Damage as problem:
        raise mendable(problem, path) from problem
    connection.row_factory = sqlite3.Row
    return connection


_IMMUTABLE = "&immutable=1"


def _is_left_alone(path: Path) -> bool:
    """Tell whether a file lies where nothing can be made beside it, and nobody has it open.

    The engine reads such a file only where it is told that nobody writes it.
    """
    log = path.with_name(f"{path.name}-wal")
    return not os.access(path.parent, os.W_OK) and not log.exists()


def version_of(reader: Rows) -> int:
    """Return a number that changes when another connection has written."""
    return int(reader.execute("PRAGMA data_version").fetchone()[0])


def days_apart(start: str, end: str) -> str:
    """Return the SQL for the days from one column of ISO days to another, NULL where one is none.

    Every database counts days in words of its own.
    """
    return f"julianday({end}) - julianday({start})"


@dataclass(frozen=True, slots=True)
class Reference:
    """A column of a table that names rows of another table, its target."""

    table: str
    column: str
    target: str


def references(reader: Rows) -> tuple[Reference, ...]:
    """Return every declared foreign key to an id: what refers to a row is found generically."""
    sql = """
        SELECT m.name, f."from", f."table" FROM sqlite_master m
        JOIN pragma_foreign_key_list(m.name) f ON coalesce(f."to", 'id') = 'id'
        WHERE m.type = 'table' ORDER BY 1, 2
    """
    return tuple(Reference(*row) for row in reader.execute(sql))


def table_names(reader: Rows) -> frozenset[str]:
    """Return the names of all tables."""
    rows = reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return frozenset(row[0] for row in rows)


def unique_keys(reader: Rows) -> dict[str, list[tuple[str, ...]]]:
    """Return of each table the columns that no two rows may share, but for its id."""
    sql = """
        SELECT m.name AS owner, i.name AS name, c.name AS column FROM sqlite_master m
        JOIN pragma_index_list(m.name) i ON i."unique" = 1 AND i.origin <> 'pk'
        JOIN pragma_index_info(i.name) c
        WHERE m.type = 'table' ORDER BY owner, name, c.seqno
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for owner, name, column in reader.execute(sql):
        found[owner, name] = (*found.get((owner, name), ()), column)
    keys: dict[str, list[tuple[str, ...]]] = {}
    for (owner, _), columns in found.items():
        keys.setdefault(owner, []).append(columns)
    return keys


def blob_columns(reader: Rows) -> dict[str, frozenset[str]]:
    """Return of each table the columns that hold bytes; a journal holds them as text."""
    sql = """
        SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND upper(c.type) = 'BLOB' AND m.name NOT LIKE '%\\_fts%' ESCAPE '\\'
    """
    found: dict[str, frozenset[str]] = {}
    for table, column in reader.execute(sql):
        found[table] = found.get(table, frozenset()) | {column}
    return found


def mendable(problem: sqlite3.DatabaseError | UnicodeDecodeError, path: Path) -> Exception:
    """Return a UserError for what the user can mend (disk full, locked …), else the problem."""
    if isinstance(problem, UnicodeDecodeError):
        return UserError("database_unreadable", file=path.name)
    code = getattr(problem, "sqlite_errorcode", None)
    if code in _NOT_WRITTEN:
        return UserError("disk_failed", file=path.name)
    if code == sqlite3.SQLITE_NOTADB and is_sealed(path):
        return UserError("database_sealed", file=path.name)
    keys = {
        sqlite3.SQLITE_FULL: "disk_full",
        sqlite3.SQLITE_BUSY: "database_busy",
        sqlite3.SQLITE_LOCKED: "database_busy",
        sqlite3.SQLITE_READONLY: "database_not_writable",
        sqlite3.SQLITE_CANTOPEN: "database_not_writable",
        sqlite3.SQLITE_PERM: "database_not_writable",
        sqlite3.SQLITE_NOTADB: "database_unreadable",
        sqlite3.SQLITE_CORRUPT: "database_unreadable",
        sqlite3.SQLITE_IOERR: "database_unreadable",
    }
    key = keys.get(code & 0xFF) if isinstance(code, int) else None
    return UserError(key, file=path.name) if key else problem


def is_sealed(path: Path) -> bool:
    """Tell by its first bytes whether a file is encrypted by age, whatever it is called."""
    try:
        with path.open("rb") as file:
            return file.read(len(_AGE)) == _AGE
    except OSError:
        return False


_AGE = b"age-encryption.org/"
_JOURNAL = bytes.fromhex("d9d505f920a163d7")
"""What a rollback journal begins with that the engine would play back."""
_NOT_WRITTEN = (
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
)
"""What the disk refuses to write says nothing of what is written already: quota, cable, share."""


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what a file is known by on its disk, whatever its name; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)


def _prepare(database: Database, before_migration: Callable[[Path], Path] | None) -> None:
    connection = database.connection
    connection.row_factory = sqlite3.Row
    applied = migrations.applied(connection)
    _refuse_foreign(database, applied)
    connection.execute("PRAGMA journal_mode = WAL")
    # A step that was said to be stored is on the disk: with NORMAL a power cut takes the last ones.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # macOS: past the cache of the disk itself
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    if applied != frozenset(migrations.names):
        made = before_migration(database.path) if before_migration is not None else None
        migrations.apply(database.tables)
        if applied:
            from broker_app.store import as_found  # which is built on this

            as_found.shaped(database, made)


def _refuse_journal(path: Path) -> None:
    """Raise a UserError where a journal that is not ours lies beside a file.

    Our files keep a log (`-wal`). A rollback journal of another file under our name would be
    played into ours by the engine, page over page, without a word.
    """
    journal = path.with_name(f"{path.name}-journal")
    with suppress(OSError):
        with journal.open("rb") as file, path.open("rb") as database:
            is_live, header = file.read(len(_JOURNAL)) == _JOURNAL, database.read(20)
        if is_live and header[18:20] == b"\x02\x02":  # whose changes go to a log
            raise UserError("journal_foreign", file=path.name, journal=journal.name)


def _refuse_foreign(database: Database, applied: frozenset[str]) -> None:
    """Refuse a database of a newer version, and one that is not ours."""
    if applied - frozenset(migrations.names):
        raise UserError("database_newer", file=database.path.name)
    if not applied and table_names(database.connection):
        raise UserError("database_foreign", file=database.path.name)
