"""The mark beside a database: the end of its history as it was last stored.

A file that does not hold it any more has lost steps: its log (`-wal`) was cut off, damaged or that
of another file, or an older copy was put in its place. The engine takes such a file as it is and
says nothing. The mark is written after each step was stored, so it never runs ahead of the file.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path

import msgspec


class Mark(msgspec.Struct, frozen=True):
    """The last entry of a journal with its hash and moment, and its step."""

    seq: int
    hash: str
    step: int
    at: str


def place(database: Path) -> Path:
    """Return where the mark of a database lies."""
    return database.with_name(f".{database.name}.end")


def put(database: Path, reader: sqlite3.Connection) -> None:
    """Mark the end of a history. Where the folder cannot be written there is no mark."""
    sql = "SELECT seq, hash, step, at FROM journal ORDER BY seq DESC LIMIT 1"
    row = reader.execute(sql).fetchone()
    if row is not None:
        with suppress(OSError):
            place(database).write_bytes(msgspec.json.encode(Mark(*row)))


def get(database: Path) -> Mark | None:
    """Return the mark; None where there is none, or what stands there is cut off."""
    with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return msgspec.json.decode(place(database).read_bytes(), type=Mark)
    return None


def lacked(reader: sqlite3.Connection, database: Path) -> Mark | None:
    """Return the mark where the history does not hold it; None where all is well."""
    found = get(database)
    if found is None:
        return None
    row = reader.execute("SELECT hash FROM journal WHERE seq = ?", (found.seq,)).fetchone()
    return None if row is not None and row[0] == found.hash else found
