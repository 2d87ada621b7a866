"""The folders beside a database, named after it; what a kill left in them is swept at open."""

from pathlib import Path

from broker_app import whole_file

LISTS, FILES, SANCTIONS, BACKUPS = "lists", "files", "sanctions", "backups"
PARTS = "part"
"""Where in the folder of files copies wait for their place."""


def folder(database: Path, kind: str) -> Path:
    """Return a folder beside a database: `stock-lists` of `stock.db`."""
    return database.parent / f"{database.stem}-{kind}"


def sweep(database: Path) -> int:
    """Remove the parts of files that a kill left more than a day ago; returns how many."""
    count = sum(whole_file.sweep(folder(database, kind)) for kind in (LISTS, SANCTIONS, BACKUPS))
    return count + whole_file.sweep(folder(database, FILES) / PARTS, prefix="")
