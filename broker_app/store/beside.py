"""What lies beside a database, named after it; what a kill left of it is mended at open."""

import os
from contextlib import suppress
from pathlib import Path

from broker_app import whole_file

LISTS, FILES, SANCTIONS, BACKUPS = "lists", "files", "sanctions", "backups"
LOST = "lost.jsonl"
"""Rows that a rebuilt database could not hold."""
BELONGINGS = (FILES, LISTS, SANCTIONS, LOST)
"""What a new database has beside it from the beginning."""
PARTS = "part"
"""Where in the folder of files copies wait for their place."""


def folder(database: Path, kind: str) -> Path:
    """Return a folder (or file) beside a database: `stock-lists` of `stock.db`."""
    return database.parent / f"{database.stem}-{kind}"


def hand_over(part: Path, database: Path) -> None:
    """Give what was made beside a part its place beside the database that the part became.

    Raises OSError where that cannot be.
    """
    for kind in BELONGINGS:
        made = folder(part, kind)
        with suppress(FileNotFoundError):  # none was made, or who opened it meanwhile moved it
            made.rename(folder(database, kind))


def name(part: Path, database: Path) -> None:
    """Give a part and what was made beside it their names where a disk knows no links.

    What it is to be called is noted first, so that who comes after a kill goes on. Raises OSError
    where that cannot be.
    """
    note = part.with_name(part.name + whole_file.NAMED)
    with whole_file.written(note) as file:
        file.write(os.fsencode(database.name))
    _go_on(note)


def finish(place: Path) -> None:
    """Hand over what a kill left waiting when a new database of a folder had got its name."""
    with suppress(OSError, ValueError):  # a note that somebody else wrote names nothing
        for part in sorted(place.glob(f"{whole_file.PART}*")):
            if part.name.endswith(whole_file.NAMED):
                _go_on(part)
            elif part.is_file() and part.stat().st_nlink > 1:
                _finish(part)


def _go_on(note: Path) -> None:
    part = note.with_name(note.name.removesuffix(whole_file.NAMED))
    database = note.with_name(Path(os.fsdecode(note.read_bytes())).name)
    if part.exists() and not os.path.lexists(database):
        hand_over(part, database)
        with suppress(FileNotFoundError):  # who opened another file here was faster
            part.replace(database)
    note.unlink(missing_ok=True)


def _finish(part: Path) -> None:
    for named in part.parent.iterdir():
        if not named.name.startswith(whole_file.PART) and named.samefile(part):
            hand_over(part, named)
            part.unlink()
            return


def sweep(database: Path) -> int:
    """Remove the parts of files that a kill left more than a day ago; returns how many."""
    folders = [folder(database, kind) for kind in (LISTS, SANCTIONS, BACKUPS)]
    folders += [folder(database, FILES) / PARTS, database.parent]
    return sum(map(whole_file.sweep, folders))
