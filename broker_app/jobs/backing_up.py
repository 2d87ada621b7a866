"""Backing up: by hand, after half an hour of change, and before what changes much at once."""

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from broker_app.domain import retention
from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.jobs.progress import Progress, silent
from broker_app.store import backup, history, mark
from broker_app.store.backup import Backup
from broker_app.store.backup_files import Tell
from broker_app.store.database import Database, Rows, open_reader

if TYPE_CHECKING:
    from broker_app.store.sealing import Seal

BACKUP = "backup"
"""What changes where a backup is made: no table of the database."""
MANUAL, CHANGE = "manual", "change"
IMPORT, MIGRATION, RULES, LISTS = "import", "migration", "rules", "lists"
REASONS = (MANUAL, CHANGE, IMPORT, MIGRATION, RULES, LISTS)
"""Why a backup is made, a part of its name; their words are `backup.reason.<reason>`."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and looked through; why the second folder has it not, if so."""

    backup: Backup
    changes: Changes
    second: Path | None = None
    problem: UserError | None = None


def back_up(
    progress: Progress,
    path: Path,
    second: str = "",
    reason: str = MANUAL,
    folder: Path | None = None,
) -> Made:
    """Make a backup of the database `path` now, and copy it to the second folder where one is.

    Another `folder` than its own may be named: it leaves the house, so where copies are sealed, a
    sealed copy goes there. A second folder that is not there, or is full, is told, and the backup
    stands. Raises UserError where there is none.
    """
    if not path.is_file():
        raise UserError("file_missing", file=path.name)
    tell = _told(progress, "progress.backing_up")
    if folder is not None and (seal := _seal_of(path)) is not None:
        with suppress(OSError):  # a folder that cannot be made is told as one that is missing
            folder.mkdir(parents=True, exist_ok=True)
        kept = backup.of_file(backup.make(path, reason=reason, tell=tell))
        there = backup.copy_to(kept, folder, path, tell, seal)
        return Made(backup.of_file(there), Changes(frozenset({BACKUP})))
    made = backup.of_file(backup.make(path, folder, reason, tell))
    if reason == MANUAL and folder is None:  # whoever makes one takes the file as it is
        with closing(open_reader(path)) as reader:
            mark.put(path, reader)
    changes = Changes(frozenset({BACKUP}))
    if not second:
        return Made(made, changes)
    try:
        there = backup.copy_to(made, Path(second), path, tell, _seal_of(path))
    except UserError as problem:
        return Made(made, changes, problem=problem)
    return Made(made, changes, second=there)


def _seal_of(path: Path) -> "Seal | None":
    from broker_app.jobs import sealing  # most files have none, and a start needs it not

    return sealing.seal_of(path)


def before(db: Database, reason: str, who: str, progress: Progress = silent) -> None:
    """Make and note a backup before much changes at once, unless the last one holds all there is.

    Raises UserError where it cannot be made, or people sign in and `who` is none of them.
    """
    held = backup.latest(db.path)
    if held is None or not _holds_all(db.connection, held):
        made = backup.make(db.path, reason=reason, tell=_told(progress, "progress.backing_up"))
        backup.note(db, backup.BACKED_UP, made, who)


def before_migration(path: Path) -> Path:
    """Make a backup of a file that is about to change its shape."""
    return backup.make(path, reason=MIGRATION)


def is_due(reader: Rows, path: Path, now: datetime | None = None) -> bool:
    """Tell whether something that no backup holds was done half an hour ago."""
    return retention.is_due(changed_at(reader, path), now or datetime.now(UTC))


def changed_at(reader: Rows, path: Path) -> datetime | None:
    """Return when the first thing was done that the last backup does not hold; judging is none."""
    held = backup.latest(path)
    row = history.first_after(reader, _last_step(reader, held))
    return datetime.fromisoformat(row["at"]) if row is not None else None


def _last_step(reader: Rows, held: Backup | None) -> int:
    if held is None:
        return 0
    if held.held is not None:
        return held.held.journal.step
    return history.last_until(reader, held.made_at.isoformat(timespec="seconds"))


def _holds_all(reader: sqlite3.Connection, held: Backup) -> bool:
    from broker_app.store import integrity

    if held.held is None or not integrity.holds(reader, held.held.journal):
        return False
    if history.count_after(reader, held.held.journal.step):
        return False
    if held.held.journal != integrity.head(reader):
        return True  # all there is besides is the note of the backup itself
    return held.path.stat().st_size == held.held.size


def _told(progress: Progress, key: str) -> Tell:
    return lambda done, total: progress(done, total, key)
