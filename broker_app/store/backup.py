"""Backups: a consistent copy of the file while it is in use.

A backup holds the database alone. Auction lists, attachments and sanctions lists lie beside it by
their hashes, in `<database>-lists`, `<database>-files` and `<database>-sanctions`: whoever carries
a backup elsewhere copies those too.
"""

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from broker_app.errors import UserError
from broker_app.store import beside

STAMP = "%Y%m%d-%H%M%S-%f"
KEPT = 20
"""How many automatic backups stay beside a database."""


def make(path: Path, folder: Path | None = None, reason: str = "manual") -> Path:
    """Copy a database into its backup folder, check the copy, and thin out old copies.

    Raises UserError where the copy cannot be written or does not pass its check.
    """
    target_folder = folder or folder_of(path)
    stamp = datetime.now(UTC).strftime(STAMP)
    target = target_folder / f"{path.stem}-{stamp}-{reason}.db"
    try:
        target_folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            good = copy.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    except (OSError, sqlite3.DatabaseError) as problem:
        _discard(target)
        raise UserError("backup_failed", file=path.name) from problem
    if not good:
        _discard(target)
        raise UserError("backup_failed", file=path.name)
    _thin_out(target_folder, path.stem)
    return target


def folder_of(path: Path) -> Path:
    """Return the folder of a database's backups."""
    return beside.folder(path, beside.BACKUPS)


def every(path: Path) -> list[Path]:
    """Return the backups that lie beside a database, the oldest first."""
    return sorted(folder_of(path).glob("*.db"))


def last(path: Path) -> datetime | None:
    """Return when the last backup of a database was made; None where there is none.

    Each was opened and checked when it was made: one that did not pass was thrown away.
    """
    stamps = (_stamp(file, path.stem) for file in every(path))
    return max((stamp for stamp in stamps if stamp is not None), default=None)


def _stamp(file: Path, stem: str) -> datetime | None:
    text = file.stem.removeprefix(f"{stem}-").rpartition("-")[0]
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None  # a file that somebody else put there


def _discard(target: Path) -> None:
    with suppress(OSError):
        target.unlink()


def _thin_out(folder: Path, stem: str) -> None:
    for old in sorted(folder.glob(f"{stem}-*.db"))[:-KEPT]:
        old.unlink(missing_ok=True)
