"""What a person does in a day, by the product's own jobs: each step told once it is stored."""

import csv
import os
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

import msgspec

from broker_app import paths
from broker_app.domain.document import INVOICE
from broker_app.domain.question import Question, planned_day
from broker_app.errors import UserError
from broker_app.jobs import (
    attaching,
    backing_up,
    bulk_editing,
    demo,
    editing,
    importing,
    issuing,
    paper_set,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import integrity, permission, vehicles, write
from broker_app.store.database import Database, open_file
from broker_app.store.integrity import Head
from broker_app.store.migrations import migrations
from broker_app.store.vehicles import Query
from tests.clear import clear

WHO = "kill"
ROWS = 120
"""Lots of a list that is imported."""
OLD = "old.db"
SHIPMENT = 1
"""The shipment of the demo, whose papers are issued."""
COLOURS = ("white", "black", "silver", "blue", "red", "pearl")


class Told(msgspec.Struct, frozen=True):
    """What the working process says: that it begins something, or that it is stored."""

    work: str
    stored: bool = False
    head: Head = Head()
    backup: str = ""


Tell = Callable[[Told], None]


def make_base(folder: Path, books: Books) -> Path:
    """Make a database with a stock and a shipment whose papers are ready to be issued."""
    demo.build(folder, silent, books)
    today = books.pack.checked_on
    with open_file(folder / "demo.db") as db:
        people = [row[0] for row in db.connection.execute("SELECT id FROM party")]
        clear(db, books, *people, on=today)
        lacking = issuing.lacks(db.connection, books, SHIPMENT, INVOICE, today)
    if lacking:
        raise RuntimeError(f"no paper would be issued, only drafts: {lacking}")
    return folder / "demo.db"


def make_old(path: Path, stop_before: str) -> None:
    """Make a database as an earlier version left it, with vehicles in it."""
    import sqlite3

    import sqlite_utils

    with Database(path, sqlite3.connect(path, isolation_level=None)) as old:
        old.connection.row_factory = sqlite3.Row
        old.connection.execute("PRAGMA journal_mode = WAL")
        migrations.apply(sqlite_utils.Database(old.connection), stop_before=stop_before)
        # An earlier version asked nobody who they are.
        asks_nobody = patch.object(permission, "refuse", lambda *_: None)
        with asks_nobody, write.step(old, "edit", "before") as step:
            step.insert("party", {"name": "MAWIMBI"})
            rows = [(f"OLD-{number}", f"old {number}") for number in range(300)]
            step.insert_block("vehicle", ("identity", "search_key"), rows)


@dataclass(eq=False)
class Desk:
    """One process at work on a database."""

    db: Database
    books: Books
    chance: random.Random
    tell: Tell
    run: str

    @property
    def today(self) -> date:
        """The day of the rules, so that every year shows the same."""
        return self.books.pack.checked_on

    @property
    def question(self) -> Question:
        """What the stock is judged for."""
        return Question("RU", planned_day(self.today, 30))

    def stored(self, work: str, backup: str = "") -> None:
        """Say that something is stored: from now on it must never be lost."""
        self.tell(Told(work, True, integrity.head(self.db.connection), backup))


def go_on(path: Path, books: Books, seed: int, tell: Tell) -> None:
    """Open a database by the product's own code and work until somebody puts an end to it."""
    chance = random.Random(seed)
    tell(Told("open"))
    with open_file(path, backing_up.before_migration) as db:
        desk = Desk(db, books, chance, tell, f"{seed:x}")
        desk.stored("open")
        for work in _order(chance, old=path.name == OLD):
            tell(Told(work.__name__.strip("_")))
            work(desk)


def _order(chance: random.Random, old: bool) -> Iterator[Callable[[Desk], None]]:
    chosen = (_edit, _undo, _redo, _bulk_edit, _backup) if old else WORKS
    while True:
        yield chance.choice(chosen)


def _import(desk: Desk) -> None:
    source = paths.resources() / "demo" / "yard-stock.csv"
    with source.open(encoding="utf-8-sig", newline="") as opened:
        head, *rows = list(csv.reader(opened))
    number = desk.chance.randrange(10**9)
    file = desk.db.path.parent / f"list-{number}.csv"
    with file.open("w", encoding="utf-8", newline="") as made:
        out = csv.writer(made)
        out.writerow(head)
        for line in range(ROWS):
            row = list(desk.chance.choice(rows))
            row[0] = f"K{number}-{line}"
            row[5] = f"{row[4].split('-')[-1]}-{number * ROWS + line}"
            out.writerow(row)
    importing.import_list(desk.db, silent, file, desk.books, desk.question, WHO, desk.today)
    desk.stored("import")
    file.unlink()


def _edit(desk: Desk) -> None:
    for _ in range(desk.chance.randrange(1, 6)):
        vehicle = desk.chance.choice(_some(desk))
        fact = {"odometer_km": desk.chance.randrange(10**5)}
        edit = editing.Edit(vehicle=vehicle, values=fact, why="seen", sure=True)
        editing.type_facts(desk.db, silent, desk.books, desk.question, edit, WHO)
        desk.stored("edit")


def _bulk_edit(desk: Desk) -> None:
    edit = bulk_editing.BulkEdit("colour", desk.chance.choice(COLOURS))
    seen = bulk_editing.preview(desk.db.connection, silent, _some(desk), edit)
    bulk_editing.edit_bulk(desk.db, silent, desk.books, desk.question, seen, WHO, "seen")
    desk.stored("bulk_edit")


def _issue_anew(desk: Desk) -> None:
    """Issue the whole set: another mark, a step of its own, makes every paper a revision."""
    marks = ("MAWIMBI", f"LOT {desk.chance.randrange(10**6)}")
    shipping.change_shipment(desk.db, desk.books, SHIPMENT, {"marks": marks}, WHO, desk.today)
    desk.stored("change_shipment")
    desk.tell(Told("issue"))
    folder = desk.db.path.parent / "papers"
    paper_set.write_set(desk.db, silent, desk.books, SHIPMENT, folder, WHO, desk.today)
    desk.stored("issue")


def _undo(desk: Desk) -> None:
    found = undoing.next_undo(desk.db.connection)
    mine = (
        found
        and desk.db.connection.execute(
            "SELECT 1 FROM step WHERE id = ? AND who = ? AND key <> 'change_shipment'",
            (found.step, WHO),
        ).fetchone()
    )
    if found and mine:
        with suppress(UserError):  # what came later may rest on it
            undoing.undo_step(desk.db, found.step, WHO)
            desk.stored("undo")


def _redo(desk: Desk) -> None:
    found = undoing.next_redo(desk.db.connection)
    if found:
        with suppress(UserError):
            undoing.undo_step(desk.db, found.step, WHO)
            desk.stored("redo")


def _attach(desk: Desk) -> None:
    files = []
    for number in range(2):
        file = desk.db.path.parent / f"seen-{number}.txt"
        file.write_bytes(desk.chance.randbytes(40).hex().encode() * 2000)
        files.append(file)
    attaching.attach(desk.db, silent, desk.chance.choice(_some(desk)), files, WHO)
    desk.stored("attach")


def _backup(desk: Desk) -> None:
    made = backing_up.back_up(silent, desk.db.path)
    desk.stored("backup", made.backup.path.name)


WORKS = (_import, _edit, _edit, _bulk_edit, _issue_anew, _undo, _undo, _redo, _attach, _backup)


def _some(desk: Desk) -> list[int]:
    return vehicles.ids(desk.db.connection, Query())[:200]


def work_of(told: Told) -> str:
    """Return what a process was at when it ended."""
    return told.work if not told.stored else f"after_{told.work}"


def write_to(pipe: int) -> Tell:
    """Return what tells down a pipe, a line each, before anything else is done."""

    def tell(told: Told) -> None:
        os.write(pipe, msgspec.json.encode(told) + b"\n")

    return tell
