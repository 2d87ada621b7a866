"""Restoring: a backup brought back as a new database with all its files."""

import os
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from broker_app.errors import UserError
from broker_app.store import attachments, backup_files, beside, integrity
from broker_app.store.backup import Backup
from broker_app.store.backup_files import Tell
from broker_app.store.database import Damage
from broker_app.store.new_database import new_database, refuse_taken, unwritable


@dataclass(frozen=True, slots=True)
class Restored:
    """A new database: its rows by table, how many files lie beside it, which were nowhere."""

    path: Path
    tables: dict[str, int]
    files: int
    lacking: tuple[str, ...]


def restore(source: Backup, into: Path, tell: Tell) -> Restored:
    """Bring a backup back into a new file, looked through before it gets its name.

    Nothing that is there is touched; `tell` may raise, and nothing is left then. Raises UserError
    where the backup is damaged, the name is taken, or there is no room.
    """
    with new_database(into) as part:
        with source.path.open("rb") as opened, part.open("wb") as copy:
            size = source.path.stat().st_size
            while piece := opened.read(backup_files.PIECE):
                copy.write(piece)
                tell(copy.tell(), size)
        counted = _look_through(part, source, tell)
        names = _names(part, source)
        lacking = [
            name
            for done, name in enumerate(names)
            if not _bring(source, name, into, done, names, tell)
        ]
    return Restored(into, counted, len(names) - len(lacking), tuple(lacking))


def put_in_place(made: Path, path: Path, aside: Path) -> None:
    """Let a new database take the place of a damaged one, which is kept whole under another name.

    There is a file under that name at every moment. Nobody may have either of them open. Raises
    UserError where the name to keep it under is taken or the folder cannot be written.
    """
    refuse_taken(aside)
    try:
        for ending in ("-wal", "-shm", "-journal"):
            log = path.with_name(path.name + ending)
            if log.exists():
                log.rename(aside.with_name(aside.name + ending))
        try:
            os.link(path, aside)
        except OSError:  # a disk without links
            shutil.copy2(path, aside)
        for name in backup_files.of_database(made):
            target = backup_files.beside_of(path, name)
            if not backup_files.is_whole(target, name):
                target.parent.mkdir(parents=True, exist_ok=True)
                backup_files.beside_of(made, name).replace(target)
        made.replace(path)
    except OSError as problem:
        raise unwritable(path, problem) from problem
    for kind in (beside.FILES, beside.LISTS, beside.SANCTIONS):
        shutil.rmtree(beside.folder(made, kind), ignore_errors=True)


def _look_through(part: Path, source: Backup, tell: Tell) -> dict[str, int]:
    """Return the rows by table of a copy. Raises UserError where it is not what was backed up."""
    damaged = UserError("backup_damaged", file=source.path.name)
    try:
        with (
            closing(integrity.open_still(part)) as reader,
            integrity.heeding(reader, lambda: tell(1, 1)),
        ):
            if integrity.flaws(reader):
                raise damaged
            counted, end = integrity.counts(reader), integrity.head(reader)
    except Damage as problem:
        raise damaged from problem
    held = source.held
    if held is not None and (counted, end) != (held.tables, held.journal):
        raise damaged
    if "journal" not in counted:
        raise UserError("database_foreign", file=source.path.name)
    return counted


def _names(part: Path, source: Backup) -> list[str]:
    """Return the files that go with a backup: as its page says, else those it mentions."""
    if source.held is not None:
        return list(source.held.files)
    with closing(integrity.open_still(part)) as reader:
        hashes = attachments.mentioned(reader, ())
    return sorted(backup_files.name_of(one) for one in hashes)


def _bring(source: Backup, name: str, into: Path, done: int, names: list[str], tell: Tell) -> bool:
    """Bring a file from the backups, else from beside the database that they are of."""
    tell(done, len(names))
    target = backup_files.beside_of(into, name)
    folder = source.path.parent
    if backup_files.bring(backup_files.in_pool(folder, name), target, name):
        return True
    owner = source.held.database if source.held else f"{folder.name.removesuffix('-backups')}.db"
    beside_it = backup_files.beside_of(folder.parent / Path(owner).name, name)
    return backup_files.bring(beside_it, target, name)
