"""Printing: which issued papers left the program, on what, how often, by whom."""

import hashlib
from pathlib import Path

from broker_app.domain.changes import NOTHING, Changes
from broker_app.store import documents, prints, write
from broker_app.store.database import Database
from broker_app.store.write import Step

PRINTER = "printer"
LOG = frozenset({"print_log"})


def note(step: Step, document: int, file: Path) -> None:
    """Enter a file that was written of an issued paper, with its hash."""
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


def note_print(db: Database, document: int, printer: str, copies: int, who: str) -> Changes:
    """Enter that an issued paper went to a printer."""
    number = documents.get(db.connection, document)["number"]
    with write.step(db, "print", who, number=number) as step:
        given = {"document": document, "way": PRINTER, "copies": max(copies, 1)}
        prints.add(step, given | {"target": printer, "sha256": ""})
    return Changes(LOG, step.number)
