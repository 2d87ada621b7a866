"""Parties that are truly clear: searched in fresh lists of our own making, and not found.

A real list has thousands of names; what a test needs is that one is installed and searched.
"""

import hashlib
from datetime import date

from broker_app.domain.listing import Entry, ListedName
from broker_app.jobs import searching
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import list_copies, list_snapshots, write
from broker_app.store.database import Database

LISTED = "Mihon Gunji Sangyo Kumiai"
"""The one name on every list."""


def install_lists(db: Database, books: Books, on: date) -> None:
    """Install a list of one name for each that binds an exporter, taken in on a day."""
    binding = [one for one in books.sanctions_lists.values() if one.binding]
    with write.step(db, "sanctions_list", "sato", list="all", count=len(binding)) as step:
        for one in binding:
            sha256 = hashlib.sha256(one.id.encode()).hexdigest()
            entry = Entry(one.id, "1", "organisation", (ListedName(LISTED),), ("RU",))
            list_copies.keep(db.path, sha256, [(f"{one.id}.txt", LISTED.encode())], [entry])
            list_snapshots.add(step, one.id, f"{one.id}.txt", sha256, None, 1, on)


def clear(db: Database, books: Books, *people: int, on: date) -> None:
    """Let parties be clear: search them in fresh lists, which are installed where need be."""
    installed = list_snapshots.current(db.connection).values()
    if not any(one.checked_on == on for one in installed):
        install_lists(db, books, on)
    searching.screen(db, silent, books, "sato", on, people)


def without_lists(db: Database) -> None:
    """Take all lists away: no list decides, as where nobody has taken any in."""
    with write.step(db, "sanctions_list", "sato", list="all", count=0) as step:
        for copy in list_snapshots.current(db.connection).values():
            step.remove("list_snapshot", copy.id)
