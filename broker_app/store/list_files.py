"""The files that lists came in, kept beside the database under their hash."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from broker_app.errors import UserError


def keep(database: Path, file: Path, sha256: str) -> Path | None:
    """Keep a copy of a list, whole or not at all; returns it where it was not kept before.

    Raises UserError where it cannot be written.
    """
    target = _place(database, sha256)
    if target.exists():
        return None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=target.parent, prefix="part-")
        with os.fdopen(handle, "wb") as copy, file.open("rb") as source:
            shutil.copyfileobj(source, copy, 1_000_000)
            copy.flush()
            os.fsync(copy.fileno())
        Path(made).replace(target)
    except OSError as problem:
        raise UserError("target_not_writable", path=target.parent.name) from problem
    return target


def kept(database: Path, sha256: str) -> Path | None:
    """Return the kept copy of a list, None where there is none."""
    target = _place(database, sha256)
    return target if target.is_file() else None


def forget(copy: Path | None) -> None:
    """Take back a copy of a list that was not imported after all."""
    if copy is not None:
        with suppress(OSError):
            copy.unlink()


def _place(database: Path, sha256: str) -> Path:
    return database.parent / f"{database.stem}-lists" / sha256
