"""Printing: which issued papers left the program, on what, how often, by whom."""

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from broker_app import words
from broker_app.domain.changes import NOTHING, Changes
from broker_app.errors import UserError
from broker_app.store import documents, prints, write
from broker_app.store.database import Database, Rows
from broker_app.store.write import Step

PRINTER = "printer"
LOG = frozenset({"print_log"})


def note(step: Step, document: int, file: Path) -> None:
    """Enter a file that was written of an issued paper, with its hash.

    A paper whose pages went into one file with others has no file of its own to enter; theirs is
    entered once it is written, by `note_common_file`.
    """
    if not file.is_file():
        return
    way = file.suffix.removeprefix(".").casefold()
    found = {"document": document, "way": way, "copies": 1, "target": file.name}
    prints.add(step, found | {"sha256": hashlib.sha256(file.read_bytes()).hexdigest()})


def note_file(db: Database, document: int, file: Path, who: str) -> Changes:
    """Enter a file that was written of a paper issued before."""
    if not document:
        return NOTHING
    number = documents.get(db.connection, document)["number"]
    with write.step(db, "print", who, number=number) as step:
        note(step, document, file)
    return Changes(LOG, step.number)


def note_common_file(
    db: Database, papers: Sequence[int], file: Path, shipment: str, who: str
) -> Changes:
    """Enter the one file that issued papers of a shipment were written into, for each of them."""
    if not papers:
        return NOTHING
    with write.step(db, "print", who, number=shipment) as step:
        for document in papers:
            note(step, document, file)
    return Changes(LOG, step.number)


def note_print(db: Database, document: int, printer: str, copies: int, who: str) -> Changes:
    """Enter that an issued paper went to a printer."""
    number = documents.get(db.connection, document)["number"]
    return note_prints(db, [document], printer, copies, number, who)


def note_prints(
    db: Database, papers: Sequence[int], printer: str, copies: int, number: str, who: str
) -> Changes:
    """Enter that issued papers went to a printer together; `number` is theirs or the shipment's."""
    if not papers:
        return NOTHING
    given = {"way": PRINTER, "copies": max(copies, 1), "target": printer, "sha256": ""}
    with write.step(db, "print", who, number=number) as step:
        for document in papers:
            prints.add(step, {"document": document} | given)
    return Changes(LOG, step.number)


def of_number(reader: Rows, number: str) -> list[sqlite3.Row]:
    """Return what was given out under a number, the latest first.

    Raises UserError for a number that no paper has.
    """
    if not documents.of_number(reader, number):
        raise UserError("number_unknown", number=number)
    return prints.of_number(reader, number)


def said(row: sqlite3.Row) -> str:
    """Return one line of the print log in words."""
    return words.say(
        "print_log.line",
        at=row["at"][:16].replace("T", " "),
        who=row["who"],
        kind=row["kind"],
        number=row["number"],
        revision=row["revision"],
        way=words.say(f"print_log.way.{row['way']}"),
        copies=row["copies"],
        target=row["target"],
    )
