"""Files written whole or not at all: under a name of their own first, swapped in when done.

What a kill leaves is a part, known by its name, which nobody else gives to a file; the next writing
in the same folder sweeps those that nobody can be writing any more.
"""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from broker_app.errors import UserError

PART = ".broker-part-"
NAMED = ".name"
"""Ends the name of a note that says what a part is to be called."""
DAY = 24 * 3600
READABLE = 0o644
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""No room: on the disk, of what one may use of it, for a file of that size."""


def unwritable(path: str, problem: OSError, full: str = "target_full") -> UserError:
    """Return what is said where something could not be written: for want of room, or else.

    `full` is `disk_full` for what the program keeps itself, where nobody chose the place.
    """
    return UserError(full if problem.errno in FULL else "target_not_writable", path=path)


@contextmanager
def written(
    target: Path, parts: Path | None = None, mode: int | None = None
) -> Iterator[IO[bytes]]:
    """Give a file to write that takes the place of its target when it is whole.

    It is written in the folder `parts`, else beside the target; both folders must be there. Where
    writing fails nothing is left behind. Raises OSError then; what stood there before stays.
    """
    with _begun(parts or target.parent) as (part, file):
        with file:
            yield file
            file.flush()
            settle_file(file)
        if mode is not None:
            part.chmod(mode)
        part.replace(target)
        settle(target.parent)


def begin(folder: Path) -> tuple[Path, IO[bytes]]:
    """Begin a part in a folder, for who swaps it in by themselves. Raises OSError."""
    handle, made = _new(folder)
    return Path(made), os.fdopen(handle, "wb", buffering=0)


def settle_file(file: IO[bytes]) -> None:
    """Wait until what was written is on the disk, where a power cut leaves it. Raises OSError."""
    if sys.platform == "darwin":  # fsync stops at the cache of the disk there
        import fcntl

        with suppress(OSError):  # a disk of the network knows no such thing
            fcntl.fcntl(file.fileno(), fcntl.F_FULLFSYNC)
            return
    os.fsync(file.fileno())


def settle(folder: Path) -> None:
    """Let the disk know the names in a folder too, where a system can be told."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def begin_folder(beside: Path) -> Path:
    """Begin a folder beside another, for who gives it that one's name. Raises OSError."""
    import tempfile

    sweep(beside.parent)
    return Path(tempfile.mkdtemp(dir=beside.parent, prefix=PART))


def settle_all() -> None:
    """Wait until all that was written is on the disk, where a system can be told so."""
    if hasattr(os, "sync"):
        os.sync()


def sweep(folder: Path) -> int:
    """Remove the parts of a folder, files and folders, that are older than a day; returns how many.

    A file that has another name too, or whose name to be is noted, is left, with what is named
    after it: who gave it that name was stopped before the rest had theirs.
    """
    count = 0
    with suppress(OSError):
        parts = [part for part in folder.glob(f"{PART}*") if not part.is_symlink()]
        named = tuple(p.name for p in parts if p.is_file() and p.stat().st_nlink > 1)
        named += tuple(p.name.removesuffix(NAMED) for p in parts if p.name.endswith(NAMED))
        for part in parts:
            count += not part.name.startswith(named) and is_old(part) and _removed(part)
    return count


def _removed(part: Path) -> bool:
    import shutil

    with suppress(OSError):
        shutil.rmtree(part) if part.is_dir() else part.unlink()
    return not part.exists()


def is_old(file: Path) -> bool:
    """Tell whether a file was last written more than a day ago."""
    with suppress(OSError):
        return time.time() - file.lstat().st_mtime > DAY
    return False


@contextmanager
def _begun(folder: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    handle, made = _new(folder)
    try:
        yield Path(made), os.fdopen(handle, "wb")
    except BaseException:
        with suppress(OSError):
            Path(made).unlink()
        raise


def _new(folder: Path) -> tuple[int, str]:
    import tempfile  # a start writes nothing

    sweep(folder)
    return tempfile.mkstemp(dir=folder, prefix=PART)
