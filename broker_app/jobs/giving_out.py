"""Giving out: what left the program as a file or on paper, and backups, taken down in the journal.

Issued papers have a log of their own, see `printing`. A step with no change of a record: it names
what it was, the file by its name (never its folder), how much it holds, and the hash of the file.
"""

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from broker_app.domain.changes import NOTHING, Changes
from broker_app.errors import UserError
from broker_app.store import backup, write
from broker_app.store.database import Database, is_read_only, open_file

GIVEN_OUT = "given_out"
BACKED_UP, RESTORED = backup.BACKED_UP, backup.RESTORED
KINDS = (
    "accounts", "attachment", "audit", "bundle", "draft", "due", "everything", "format",
    "import_report", "list", "market", "matrix", "person", "price_list", "proof", "record",
    "recovery", "report", "rows", "sample", "table", "translation",
)  # fmt: skip
"""What can be given out; their words are `given_out.<kind>`."""
PRINTED, COPIED = "printer", "clipboard"
"""The ways that are no file; what was copied is as far away as what was saved."""


def note(db: Database, kind: str, file: Path, who: str, count: int = 0) -> Changes:
    """Take down that a file, or a folder, was written for somebody to take along."""
    if kind not in KINDS:
        raise ValueError(f"not a kind of what is given out: {kind}")
    hashed = _hash(file)
    with write.step(
        db, GIVEN_OUT, who, kind=kind, file=file.name, count=count, sha256=hashed
    ) as step:
        return Changes(frozenset({"step"}), step.number)


def note_if_written(db: Database, kind: str, file: Path, who: str, count: int = 0) -> Changes:
    """Take it down where the file is there: one that could not be written was told already.

    A database that may only be read can hold no note.
    """
    if not file.exists() or is_read_only(db.path):
        return NOTHING
    return note(db, kind, file, who, count)


def note_printed(db: Database, kind: str, printer: str, who: str, count: int = 0) -> Changes:
    """Take down that something went to a printer that is no issued paper: a list, a report."""
    if kind not in KINDS:
        raise ValueError(f"not a kind of what is given out: {kind}")
    with write.step(
        db, GIVEN_OUT, who, kind=kind, file=printer, count=count, sha256="", way=PRINTED
    ) as step:
        return Changes(frozenset({"step"}), step.number)


def note_copied(db: Database, what: str, text: str, who: str, count: int = 0) -> Changes:
    """Take down that rows went to the clipboard; `what` is the table they are of."""
    hashed = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    with write.step(
        db, GIVEN_OUT, who, kind="rows", file=what, count=count, sha256=hashed, way=COPIED
    ) as step:
        return Changes(frozenset({"step"}), step.number)


def note_in(path: Path, job: Callable[..., Changes], *args: Any) -> Changes:
    """Take it down from a window that may not change the file, because another holds it.

    A file that nobody may write stays as it is: then there is nothing that could hold the note.
    """
    try:
        with open_file(path) as db:
            return job(db, *args)
    except (UserError, sqlite3.OperationalError):
        return NOTHING


def note_backup(db: Database, key: str, file: Path, who: str) -> Changes:
    """Take down a backup that somebody made (`BACKED_UP`) or brought back (`RESTORED`)."""
    return Changes(frozenset({"step"}), backup.note(db, key, file, who))


def _hash(file: Path) -> str:
    if not file.is_file():
        return ""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
