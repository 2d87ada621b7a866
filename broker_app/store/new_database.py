"""A new database made beside others: it appears when it is whole, and never in another's place."""

import os
import shutil
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broker_app import whole_file
from broker_app.errors import UserError
from broker_app.store import beside, integrity, mark
from broker_app.store.database import Database, mendable
from broker_app.store.migrations import migrations

SHAPES = "_sqlite_migrations"
"""The table that says which steps of shape a file went through."""
_ENDINGS = ("", "-journal", "-wal", "-shm")
_MADE = (*_ENDINGS, whole_file.NAMED)


@contextmanager
def new_database(into: Path) -> Iterator[Path]:
    """Give the path of a file to fill; it takes its name when all went well, else nothing stays.

    What belongs beside it is put beside the part, and gets its place with it. Raises UserError
    where the name is taken, by a file or by the folders that would be its own, and where the
    folder cannot be written.
    """
    beside.finish(into.parent)
    refuse_taken(into)
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        part, file = whole_file.begin(into.parent)
        file.close()
    except OSError as problem:
        raise whole_file.unwritable(into.name, problem) from problem
    try:
        yield part
        _settle(part)
        part.chmod(whole_file.READABLE)
        _take_name(part, into)
    except BaseException as problem:
        if isinstance(problem, OSError):
            raise whole_file.unwritable(into.name, problem) from problem
        if isinstance(problem, sqlite3.DatabaseError):
            raise mendable(problem, into) from problem
        raise
    finally:
        _remove(part)


def _remove(database: Path) -> None:
    """Remove a file that is not to stay, with all that lies beside it."""
    beside_it = [database.with_name(database.name + ending) for ending in _MADE]
    for one in (*beside_it, *(beside.folder(database, kind) for kind in beside.BELONGINGS)):
        with suppress(OSError):
            shutil.rmtree(one) if one.is_dir() else one.unlink(missing_ok=True)


@contextmanager
def shaped(part: Path, applied: Collection[str]) -> Iterator[Database]:
    """Open an empty file with the shape that some steps of shape gave; it holds nothing else.

    To be filled with rows that were elsewhere, in any order of tables: references are not looked
    at meanwhile, and all of it is stored at the end, or nothing.
    """
    connection = sqlite3.connect(part, isolation_level=None)
    connection.row_factory = sqlite3.Row
    with Database(part, connection) as made:
        connection.execute("PRAGMA synchronous = OFF")  # it is settled as a whole, when it is done
        missing = next((name for name in migrations.names if name not in applied), None)
        migrations.apply(made.tables, stop_before=missing)
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        for table in set(integrity.data_tables(connection)) - {SHAPES}:
            made.tables.table(table).delete_where()
        yield made
        made.tables.table("vehicle").rebuild_fts()
        if connection.in_transaction:
            connection.execute("COMMIT")


def own_columns() -> dict[str, frozenset[str]]:
    """Return the columns of each table as this version makes them, whatever a file holds."""
    with Database(Path(":memory:"), sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.connection.row_factory = sqlite3.Row
        migrations.apply(made.tables)
        return {
            table: frozenset(column.name for column in made.tables.table(table).columns)
            for table in integrity.data_tables(made.connection)
        }


def refuse_taken(into: Path) -> None:
    """Raise UserError where a file of that name, or what lies beside one, is there already."""
    beside_it = [into.with_name(into.name + ending) for ending in _ENDINGS]
    for taken in (*beside_it, *(beside.folder(into, kind) for kind in beside.BELONGINGS)):
        if os.path.lexists(taken):
            raise UserError("name_taken", file=taken.name)


def _take_name(part: Path, into: Path) -> None:
    """Give the file its name; one that somebody else made meanwhile is not replaced.

    A kill between its name and those of its folders is mended when it is opened: `beside.finish`.
    The mark of a file that had this name before says nothing of the new one.
    """
    mark.place(into).unlink(missing_ok=True)
    try:
        os.link(part, into)
    except FileExistsError as problem:
        raise UserError("name_taken", file=into.name) from problem
    except OSError as problem:  # a disk without links
        if os.path.lexists(into):
            raise UserError("name_taken", file=into.name) from problem
        give = beside.name
    else:
        give = beside.hand_over
    try:
        give(part, into)
    except OSError:
        _remove(into)
        raise
    whole_file.settle(into.parent)


def _settle(part: Path) -> None:
    with part.open("rb+") as file:
        whole_file.settle_file(file)
