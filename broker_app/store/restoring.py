"""Restoring: a backup brought back as a new database with all its files."""

import os
import shutil
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from broker_app import given_file, whole_file
from broker_app.domain.person import Secret
from broker_app.errors import UserError
from broker_app.store import attachments, backup_files, beside, integrity, sealing
from broker_app.store.backup import Backup
from broker_app.store.backup_files import Tell
from broker_app.store.database import Damage
from broker_app.store.new_database import new_database, refuse_taken

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

_NO_KEY = Secret("")


@dataclass(frozen=True, slots=True)
class Restored:
    """A new database: its rows by table, how many files lie beside it, which were nowhere."""

    path: Path
    tables: dict[str, int]
    files: int
    lacking: tuple[str, ...]


def restore(source: Backup, into: Path, tell: Tell, key: Secret = _NO_KEY) -> Restored:
    """Bring a backup back into a new file, looked through before it gets its name.

    Nothing that is there is touched; `tell` may raise, and nothing is left then. Raises UserError
    where the backup is damaged, the name is taken, or there is no room; of a sealed one also
    without its `key`: the recovery key or the passphrase.
    """
    if sealing.is_sealed(source.path):
        return _restore_sealed(source, into, tell, key)
    with new_database(into) as part:
        with given_file.opened(source.path) as opened, part.open("wb") as copy:
            size = source.path.stat().st_size
            while piece := opened.read(backup_files.PIECE):
                copy.write(piece)
                tell(copy.tell(), size)
        counted = _look_through(part, source, tell)
        names = _names(part, source)
        lacking = [
            name
            for done, name in enumerate(names)
            if not _bring(source, name, part, done, names, tell)
        ]
    return Restored(into, counted, len(names) - len(lacking), tuple(lacking))


def _restore_sealed(source: Backup, into: Path, tell: Tell, key: Secret) -> Restored:
    held = source.held
    identity = sealing.identity_of(key, held.seal if held else None, source.path)
    with new_database(into) as part:
        with part.open("wb") as copy:
            sealing.unseal(source.path, copy, identity)
        counted = _look_through(part, source, tell)
        names = _names(part, source)
        pool = _sealed_pools(source)
        lacking = []
        for done, name in enumerate(names):
            tell(done, len(names))
            if not _unseal_file(pool, name, part, identity):
                lacking.append(name)
    return Restored(into, counted, len(names) - len(lacking), tuple(lacking))


def _sealed_pools(source: Backup) -> list[Path]:
    """Return the folders that may hold the sealed files of a backup: its key's, else all."""
    folder, held = source.path.parent, source.held
    if held is not None and held.seal is not None:
        return [folder / f"{backup_files.POOL}-{backup_files.key_mark(held.seal)}"]
    return sorted(folder.glob(f"{backup_files.POOL}-*"))


def _unseal_file(pools: Iterable[Path], name: str, into: Path, identity: "Identity") -> bool:
    """Bring a sealed file back to its place; tells whether it is what its name says."""
    target = backup_files.beside_of(into, name)
    for pool in pools:
        sealed = pool / f"{name}{sealing.SEALED}"
        if sealed.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with whole_file.written(target) as copy:
                    sealing.unseal(sealed, copy, identity)
            except UserError:
                continue
            if backup_files.is_whole(target, name):
                return True
            target.unlink()
    return False


def put_in_place(made: Path, path: Path, aside: Path) -> None:
    """Let a new database take the place of a damaged one, which is kept whole under another name.

    There is a file under that name at every moment, with its log until the last. Nobody may have
    either of them open. Raises UserError where the name to keep it under is taken or the folder
    cannot be written.
    """
    refuse_taken(aside)
    try:
        logs = [path.with_name(path.name + one) for one in ("-wal", "-shm", "-journal")]
        for file in (path, *filter(Path.exists, logs)):
            _keep_too(file, aside.with_name(aside.name + file.name.removeprefix(path.name)))
        for name in backup_files.of_database(made):
            target = backup_files.beside_of(path, name)
            if not backup_files.is_whole(target, name):
                target.parent.mkdir(parents=True, exist_ok=True)
                backup_files.beside_of(made, name).replace(target)
        for log in logs:  # one of another file would be read into the new one
            log.unlink(missing_ok=True)
        made.replace(path)
    except OSError as problem:
        raise whole_file.unwritable(path.name, problem) from problem
    for kind in (beside.FILES, beside.LISTS, beside.SANCTIONS):
        shutil.rmtree(beside.folder(made, kind), ignore_errors=True)


def _keep_too(file: Path, name: Path) -> None:
    try:
        os.link(file, name)
    except OSError:  # a disk without links
        shutil.copy2(file, name)


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
