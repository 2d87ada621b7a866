"""The files of attachments, kept beside the database under their hash, each content once.

A file is copied under a name of its own first (`stage`) and gets its place (`keep`) while the
write lock of the database is held, before the step commits. So a row never stands without its
file; what a crash leaves is a part, which goes when the database is opened, or a file that nothing
mentions, which `sweep` takes.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from broker_app import given_file
from broker_app.domain.attachment import CHANGED, GONE, GOOD
from broker_app.domain.file_name import safe_name
from broker_app.errors import UserError
from broker_app.store import beside
from broker_app.whole_file import READABLE, begin, is_old, settle, settle_file, unwritable, written

LARGEST = 200_000_000
"""Bytes of one file: a long video is no paper, and a backup of the folder must stay possible."""
PIECE = 1_000_000
_THUMBS = "thumb"


@dataclass(frozen=True, slots=True)
class Staged:
    """A copy that waits for its place."""

    part: Path
    sha256: str
    size: int


def size_of(file: Path) -> int:
    """Return the bytes of a file that may be attached.

    Raises UserError for a folder, a device, an empty or a too large file, and for none.
    """
    try:
        status = file.stat()
    except OSError as problem:
        raise _unreadable(file, problem) from problem
    except ValueError as problem:  # a name that no system takes
        raise UserError("attach_unreadable", file=safe_name(file.name), reason="") from problem
    if stat.S_ISDIR(status.st_mode):
        raise UserError("attach_folder", file=safe_name(file.name))
    if not stat.S_ISREG(status.st_mode):
        raise UserError("attach_no_file", file=safe_name(file.name))
    if status.st_size > LARGEST:
        raise UserError("attach_too_large", file=safe_name(file.name), most=LARGEST // 1_000_000)
    if status.st_size == 0:
        raise UserError("attach_empty", file=safe_name(file.name))
    return status.st_size


def stage(database: Path, file: Path, tell: Callable[[int], None]) -> Staged:
    """Copy a file beside the database by pieces; `tell` hears the bytes so far, and may raise.

    Raises UserError for a file that cannot be read or changes meanwhile, and for a disk that is
    full; nothing is left then.
    """
    size_of(file)
    part, target = _new_part(database)
    try:
        with target, _opened(file) as source:
            sha256, size = _copy(file, source, target, tell)
            settle_file(target)
    except OSError as problem:  # what cannot be read is said by `_piece` already
        discard(part)
        raise unwritable(folder(database).name, problem, "disk_full") from problem
    except BaseException:
        discard(part)
        raise
    return Staged(part, sha256, size)


def keep(database: Path, staged: Staged) -> Path:
    """Give a copy its place; one that stands there already stays if it is whole."""
    target = place(database, staged.sha256)
    try:
        if condition(database, staged.sha256) == GOOD:
            discard(staged.part)
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.part.replace(target)
        settle(target.parent)
        settle(target.parent.parent)  # where the folder itself may be new
    except OSError as problem:
        raise unwritable(folder(database).name, problem, "disk_full") from problem
    return target


def discard(part: Path) -> None:
    """Take back a copy that got no place."""
    with suppress(OSError):
        part.unlink()


def condition(database: Path, sha256: str) -> str:
    """Return whether a kept file is as it was attached: `good`, `gone` or `changed`."""
    try:
        with place(database, sha256).open("rb") as file:
            return GOOD if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else CHANGED
    except FileNotFoundError:
        return GONE
    except OSError:
        return CHANGED if place(database, sha256).exists() else GONE


def kept(database: Path, sha256: str, name: str) -> Path:
    """Return a kept file. Raises UserError where it is gone or another than was attached."""
    found = condition(database, sha256)
    if found != GOOD:
        raise UserError(f"attachment_{found}", file=safe_name(name))
    return place(database, sha256)


def place(database: Path, sha256: str) -> Path:
    """Return where a file is kept."""
    return folder(database) / sha256[:2] / sha256


def folder(database: Path) -> Path:
    """Return the folder of the files, beside the database."""
    return beside.folder(database, beside.FILES)


def thumbnail(database: Path, sha256: str) -> bytes | None:
    """Return the small picture that was kept of a file."""
    try:
        return _thumb_place(database, sha256).read_bytes()
    except OSError:
        return None


def keep_thumbnail(database: Path, sha256: str, content: bytes) -> None:
    """Keep the small picture of a file; where there is no room it is made again the next time."""
    target = _thumb_place(database, sha256)
    parts = folder(database) / beside.PARTS
    with suppress(OSError):
        for needed in (target.parent, parts):
            needed.mkdir(parents=True, exist_ok=True)
        with written(target, parts) as file:
            file.write(content)


def save_copy(database: Path, sha256: str, name: str, target: Path) -> None:
    """Copy a kept file out, whole or not at all; what stood there is replaced.

    Raises UserError where it is gone or changed, and where the target cannot be written.
    """
    source = kept(database, sha256, name)
    try:
        with source.open("rb") as opened, written(target, mode=READABLE) as copy:
            shutil.copyfileobj(opened, copy, PIECE)
    except OSError as problem:
        raise unwritable(target.name, problem) from problem


def erase(database: Path, sha256: str) -> None:
    """Write over a kept file that nothing names any more, and remove it with its small picture."""
    for file in (place(database, sha256), _thumb_place(database, sha256)):
        with suppress(OSError):
            with file.open("rb+") as opened:
                opened.write(bytes(file.stat().st_size))
                opened.flush()
                os.fsync(opened.fileno())
            discard(file)


def sweep(database: Path, mentioned: Collection[str]) -> int:
    """Remove whole files of which nobody knows, with their small pictures; returns how many.

    To be called with the write lock held, so that no file waits for its row meanwhile.
    """
    count = 0
    for file in _whole_files(database):
        if file.name not in mentioned and is_old(file):
            discard(file)
            discard(_thumb_place(database, file.name))
            count += not file.exists()
    return count


def _whole_files(database: Path) -> list[Path]:
    try:
        return sorted(folder(database).glob(f"[0-9a-f][0-9a-f]/{'[0-9a-f]' * 64}"))
    except OSError:
        return []


def _thumb_place(database: Path, sha256: str) -> Path:
    return folder(database) / _THUMBS / sha256[:2] / f"{sha256}.jpg"


def _new_part(database: Path) -> tuple[Path, IO[bytes]]:
    try:
        parts = folder(database) / beside.PARTS
        parts.mkdir(parents=True, exist_ok=True)
        return begin(parts)
    except OSError as problem:
        raise unwritable(folder(database).name, problem, "disk_full") from problem


def _opened(file: Path) -> IO[bytes]:
    try:
        # Never waits: a name that was swapped for a pipe is refused, not listened to.
        return given_file.opened(file)
    except OSError as problem:
        raise _unreadable(file, problem) from problem


def _copy(
    file: Path, source: IO[bytes], target: IO[bytes], tell: Callable[[int], None]
) -> tuple[str, int]:
    hashed, size = hashlib.sha256(), 0
    before = os.fstat(source.fileno())
    while piece := _piece(file, source):
        size += len(piece)
        if size > LARGEST:
            raise UserError(
                "attach_too_large", file=safe_name(file.name), most=LARGEST // 1_000_000
            )
        hashed.update(piece)
        _write(target, piece)
        tell(size)
    after = os.fstat(source.fileno())
    if size != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
        raise UserError("attach_changing", file=safe_name(file.name))
    return hashed.hexdigest(), size


def _piece(file: Path, source: IO[bytes]) -> bytes:
    try:
        return source.read(PIECE)
    except OSError as problem:
        raise _unreadable(file, problem) from problem


def _write(target: IO[bytes], piece: bytes) -> None:
    """Write a piece whole: a disk that is nearly full takes a part of it first."""
    rest = memoryview(piece)
    while rest:
        rest = rest[target.write(rest) :]


def _unreadable(file: Path, problem: OSError) -> UserError:
    if isinstance(problem, FileNotFoundError):
        return UserError("attach_vanished", file=safe_name(file.name))
    return UserError("attach_unreadable", file=safe_name(file.name), reason=problem.strerror or "")
