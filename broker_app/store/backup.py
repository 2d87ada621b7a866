"""Backups: whole copies of a database while it is in use, each looked through before it counts.

A backup is one file with a page beside it (`.json`) that says what it holds: rows by table, the end
of the journal, the files that travel with it. Those lie once in `kept`, see `backup_files`. It is
written under a name of its own and gets its place when it was opened, checked and counted.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from glob import escape
from pathlib import Path

import msgspec

from broker_app import given_file, whole_file
from broker_app.domain import retention
from broker_app.errors import UserError
from broker_app.store import backup_files, beside, integrity, sealing, write
from broker_app.store.backup_files import Tell
from broker_app.store.database import Damage, Database, open_reader
from broker_app.store.integrity import Head
from broker_app.store.sealing import SEALED, Seal

BACKED_UP, RESTORED = "backed_up", "restored"
"""The steps that say a backup was made, or brought back."""
STAMP = "%Y%m%d-%H%M%S-%f"
PAGES = 2_000
"""Pages copied between two words of how far it is; 8 MB."""
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)


class Held(msgspec.Struct, frozen=True):
    """What a backup holds, as its page says: counted in the copy, equal to the file it is of."""

    database: str
    made_at: str
    reason: str
    size: int
    sha256: str
    tables: dict[str, int]
    journal: Head
    dangling: int = 0
    """Rows that name others which are not there: the database itself has this flaw."""
    files: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """Files that were not as they were kept, and are not in the backup."""
    seal: Seal | None = None
    """The key of a sealed copy; `size` and `sha256` are then of the sealed file."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: its file, when and why it was made, and its page where it has one."""

    path: Path
    made_at: datetime
    reason: str
    held: Held | None


def make(
    path: Path, folder: Path | None = None, reason: str = "manual", tell: Tell | None = None
) -> Path:
    """Copy a database into its backup folder, look the copy through, and thin out old copies.

    Nobody who writes waits meanwhile: the copy is of one moment. In another folder that is named
    nothing is thinned out. `tell` hears how far it is, and may raise: nothing is left then.
    Raises UserError where the copy cannot be written or does not pass.
    """
    target_folder = folder or folder_of(path)
    try:
        target_folder.mkdir(parents=True, exist_ok=True)
        made = _made(path, target_folder, reason, tell or _silent)
    except (OSError, *Damage) as problem:
        raise _failure(path, target_folder, problem) from problem
    if folder is None:
        thin_out(target_folder, path.stem)
    return made


def note(db: Database, key: str, made: Path, who: str) -> int:
    """Take down a backup that was made or brought back, by its name; returns the step."""
    with write.step(db, key, who, file=made.name) as step:
        return step.number


def copy_to(
    source: Backup, second: Path, path: Path, tell: Tell | None = None, seal: Seal | None = None
) -> Path:
    """Copy a backup of a database, with its files, into a second folder, and look it through there.

    With a `seal` all of it is encrypted there, and read back as it was written.

    Raises UserError where that folder is not there, cannot be written, or changes what is written.
    """
    if not second.is_dir():
        raise UserError("second_folder_missing", folder=str(second))
    folder, held = second_of(second, path), source.held
    target = folder / source.path.name
    try:
        folder.mkdir(exist_ok=True)
        for done, name in enumerate(held.files if held else ()):
            (tell or _silent)(done, len(held.files) if held else 0)
            if seal is not None:
                _seal_file(source.path.parent, folder, name, seal)
                continue
            wanted = backup_files.in_pool(folder, name)
            if not wanted.exists():
                backup_files.bring(backup_files.in_pool(source.path.parent, name), wanted, name)
        if seal is not None:
            return _sealed(source, target, seal, folder, path)
        with (
            given_file.opened(source.path) as opened,
            whole_file.written(target, mode=whole_file.READABLE) as copy,
        ):
            shutil.copyfileobj(opened, copy, backup_files.PIECE)
            if held is not None:
                _write_page(target, held)
        if held is not None and _hash(target) != held.sha256:
            _remove(target)
            raise UserError("backup_failed", file=path.name)
    except OSError as problem:
        raise _failure(path, folder, problem) from problem
    thin_out(folder, path.stem)
    return target


def _sealed(source: Backup, target: Path, seal: Seal, folder: Path, path: Path) -> Path:
    """Write a backup sealed, with its page; the copy in the open is looked at before."""
    held = source.held
    if held is None or _hash(source.path) != held.sha256:
        raise UserError("backup_damaged", file=source.path.name)
    made = target.with_name(target.name + SEALED)

    def page_first(sha256: str, size: int) -> None:
        _write_page(made, msgspec.structs.replace(held, sha256=sha256, size=size, seal=seal))

    try:
        sealing.seal(source.path, made, seal, page_first)
    except OSError:
        _remove(made)
        raise
    thin_out(folder, path.stem)
    return made


def _seal_file(source: Path, folder: Path, name: str, seal: Seal) -> None:
    """Seal a file that travels with a backup for this key, unless that was done already."""
    wanted = backup_files.sealed_in_pool(folder, name, seal)
    plain = backup_files.in_pool(source, name)
    if not wanted.exists() and backup_files.is_whole(plain, name):
        note = partial(backup_files.note_sealed, folder, name, seal)
        sealing.seal(plain, wanted, seal, lambda sha256, _size: note(sha256))


def folder_of(path: Path) -> Path:
    """Return the folder of a database's backups."""
    return beside.folder(path, beside.BACKUPS)


def second_of(second: Path, path: Path) -> Path:
    """Return the folder of a database's backups in a second folder, which several may share."""
    import hashlib
    import platform

    place = f"{platform.node()}\0{path.resolve()}"
    mark = hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:6]
    return second / f"{path.stem}-{mark}-{beside.BACKUPS}"


def every(path: Path) -> list[Path]:
    """Return the backups that lie beside a database, the oldest first."""
    return sorted(folder_of(path).glob("*.db"))


def found_in(folder: Path, stem: str) -> list[Backup]:
    """Return the backups of a database in a folder, the latest first; others' files are not."""
    found = []
    with suppress(OSError):
        for file in _files(folder, f"{escape(stem)}-*"):
            stamp = _stamp(file, stem)
            if stamp is not None:
                reason = _bare(file).rpartition("-")[2]
                found.append(Backup(file, stamp, reason, page_of(file)))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def of_file(file: Path) -> Backup:
    """Return a backup by its file, wherever it lies. Raises UserError where there is none."""
    if not file.is_file():
        raise UserError("file_missing", file=file.name)
    held = page_of(file)
    stamp = datetime.fromisoformat(held.made_at) if held else None
    made = stamp or datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return Backup(file, made, held.reason if held else "", held)


def latest(path: Path) -> Backup | None:
    """Return the last backup beside a database, with its page."""
    return next(iter(found_in(folder_of(path), path.stem)), None)


def is_whole(one: Backup) -> bool:
    """Tell whether a backup with its page, and each file it mentions, is as it was made."""
    held = one.held
    try:
        same = held is not None and _hash(one.path) == held.sha256
    except OSError:
        return False
    if held is not None and held.seal is not None:
        return same and not backup_files.missing_sealed(one.path.parent, held.files, held.seal)
    return same and held is not None and not backup_files.missing(one.path.parent, held.files)


def page_of(file: Path) -> Held | None:
    """Return what a backup holds by the page beside it.

    None where that is gone or unreadable, and where it names a file that none of ours is named.
    """
    try:
        held = msgspec.json.decode(given_file.content(file.with_suffix(".json")), type=Held)
        datetime.fromisoformat(held.made_at)
    except (OSError, msgspec.DecodeError, ValueError, RecursionError):
        return None
    return held if all(map(backup_files.is_name, held.files)) else None


def seen(file: Path) -> Held:
    """Return what a backup holds, counted in itself, without a page. Raises UserError."""
    with closing(integrity.open_still(file)) as reader:
        try:
            counted, end = integrity.counts(reader), integrity.head(reader)
        except Damage as problem:
            raise UserError("backup_damaged", file=file.name) from problem
    return Held(file.name, "", "", file.stat().st_size, "", counted, end)


def thin_out(folder: Path, stem: str) -> None:
    """Remove the backups of a database that need not be kept, and the files only they mention."""
    found = found_in(folder, stem)
    moments = [one.made_at.astimezone() for one in found]
    stays = retention.kept(moments, datetime.now(UTC).astimezone())
    for one, moment in zip(found, moments, strict=True):
        if moment not in stays:
            _remove(one.path)
    _remove_lone_pages(folder, stem)
    pages = [page_of(file) for file in _files(folder, "*")]
    if all(pages):  # one without a page may need any file
        backup_files.thin_out(folder, {name for page in pages if page for name in page.files})


def _remove(made: Path) -> None:
    """Remove a backup, its page last."""
    for file in (made, made.with_suffix(".json")):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _remove_lone_pages(folder: Path, stem: str) -> None:
    """Remove the pages after which a kill came: a backup is named after its page is."""
    for page in folder.glob(f"{escape(stem)}-*.json"):
        told_of = page.with_suffix(SEALED if page.stem.endswith(".db") else ".db")
        if not told_of.exists() and whole_file.is_old(page):
            with suppress(OSError):
                page.unlink()


def _made(path: Path, folder: Path, reason: str, tell: Tell) -> Path:
    with _part(folder) as part:
        held = _copied(path, part, reason, tell)
        files, changed = backup_files.take(path, folder, tell)
        whole = msgspec.structs.replace(held, files=tuple(files), changed=tuple(changed))
        stamp = datetime.fromisoformat(held.made_at).strftime(STAMP)
        target = folder / f"{path.stem}-{stamp}-{reason}.db"
        _write_page(target, whole)
        part.chmod(whole_file.READABLE)
        part.replace(target)
        whole_file.settle(folder)
    return target


def _copied(path: Path, part: Path, reason: str, tell: Tell) -> Held:
    """Copy the file as it is at one moment, count both sides of the same moment, look it through.

    While the transaction of the reader is open, what others write goes past it, to the log.
    """
    with closing(open_reader(path)) as source:
        source.execute("BEGIN")
        expected = (integrity.counts(source), integrity.head(source))
        moment = datetime.now(UTC)
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # it is settled as a whole, below
            source.backup(
                copy, pages=PAGES, progress=lambda _, left, total: tell(total - left, total)
            )
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        source.execute("ROLLBACK")
    _settle(part)
    with (
        closing(integrity.open_still(part)) as reader,
        integrity.heeding(reader, lambda: tell(1, 1)),
    ):
        if integrity.flaws(reader):
            raise UserError("backup_source_damaged", file=path.name)
        dangling = sum(len(one.rows) for one in integrity.dangling(reader))
        if (integrity.counts(reader), integrity.head(reader)) != expected:
            raise UserError("backup_failed", file=path.name)
    return Held(
        database=path.name,
        made_at=moment.isoformat(),
        reason=reason,
        size=part.stat().st_size,
        sha256=_hash(part),
        tables=expected[0],
        journal=expected[1],
        dangling=dangling,
    )


@contextmanager
def _part(folder: Path) -> Iterator[Path]:
    """Give the name of a part; what is left of it in the end, and beside it, is removed."""
    part, file = whole_file.begin(folder)
    file.close()
    try:
        yield part
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                part.with_name(part.name + ending).unlink(missing_ok=True)


def _write_page(target: Path, held: Held) -> None:
    with whole_file.written(target.with_suffix(".json"), mode=whole_file.READABLE) as file:
        file.write(msgspec.json.format(msgspec.json.encode(held), indent=1))


def _settle(part: Path) -> None:
    with part.open("rb+") as file:
        whole_file.settle_file(file)


def _hash(file: Path) -> str:
    import hashlib

    with given_file.opened(file) as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _failure(
    path: Path, folder: Path, problem: OSError | sqlite3.DatabaseError | UnicodeDecodeError
) -> UserError:
    code = getattr(problem, "sqlite_errorcode", None)
    full = isinstance(problem, OSError) and problem.errno in whole_file.FULL
    if full or (isinstance(code, int) and code in _FULL):
        return UserError("backup_no_room", folder=str(folder))
    if not isinstance(problem, OSError) and integrity.is_damage(problem):
        return UserError("backup_source_damaged", file=path.name)
    return UserError("backup_failed", file=path.name)


def _stamp(file: Path, stem: str) -> datetime | None:
    text = _bare(file).removeprefix(f"{stem}-").rpartition("-")[0]
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None  # a file that somebody else put there


def _files(folder: Path, name: str) -> list[Path]:
    """Return the backups in a folder whose name fits, in the open and sealed."""
    return [*folder.glob(f"{name}.db"), *folder.glob(f"{name}.db{SEALED}")]


def _bare(file: Path) -> str:
    """Return the name of a backup without its endings."""
    return file.name.removesuffix(SEALED).removesuffix(".db")


def _silent(_done: int, _total: int) -> None:
    return
