"""The files that lists came in, kept beside the database under their hash."""

import shutil
from contextlib import suppress
from pathlib import Path

from broker_app.domain.attachment import CHANGED, GONE, GOOD
from broker_app.store import beside
from broker_app.whole_file import unwritable, written


def keep(database: Path, file: Path, sha256: str) -> Path | None:
    """Keep a copy of a list, whole or not at all; returns it where it was not kept before.

    Raises UserError where it cannot be written.
    """
    target = _place(database, sha256)
    if target.exists():
        return None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with file.open("rb") as source, written(target) as copy:
            shutil.copyfileobj(source, copy, 1_000_000)
    except OSError as problem:
        raise unwritable(target.parent.name, problem, "disk_full") from problem
    return target


def kept(database: Path, sha256: str) -> Path | None:
    """Return the kept copy of a list, None where there is none."""
    target = _place(database, sha256)
    return target if target.is_file() else None


def condition(database: Path, sha256: str) -> str:
    """Return whether the kept copy of a list is as it came: `good`, `gone` or `changed`."""
    import hashlib

    try:
        with _place(database, sha256).open("rb") as file:
            return GOOD if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else CHANGED
    except OSError:
        return CHANGED if _place(database, sha256).exists() else GONE


def forget(copy: Path | None) -> None:
    """Take back a copy of a list that was not imported after all."""
    if copy is not None:
        with suppress(OSError):
            copy.unlink()


def _place(database: Path, sha256: str) -> Path:
    return beside.folder(database, beside.LISTS) / sha256
