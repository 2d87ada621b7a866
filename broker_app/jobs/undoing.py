"""Undoing: the last step, or an import as a whole."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.store import history, lots, write
from broker_app.store.database import Database, Rows

NOT_UNDONE = ("issue", "judge", "screening")
"""Steps that stay: an issued paper is cancelled by a new one, a judgment is computed again."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """A step that Undo or Redo would take back: its number and the key that names it."""

    step: int
    key: str


def next_undo(reader: Rows) -> Undoable | None:
    """Return the latest step of a person that still stands."""
    for row in _standing(reader):
        if row["undoes"] is None:
            return None if row["key"] in NOT_UNDONE else Undoable(row["id"], row["key"])
    return None


def next_redo(reader: Rows) -> Undoable | None:
    """Return the undo that would be taken back, if nothing else was done since."""
    for row in _standing(reader):
        if row["undoes"] is None:
            return None
        key = _key_of(reader, row["undoes"])
        if key != "undo":
            return Undoable(row["id"], key)
    return None


def undo_step(db: Database, step: int, who: str) -> Changes:
    """Take a step back. Raises UserError where the data has moved on or a paper was issued."""
    found = history.get(db.connection, step)
    if found is None or found["key"] in NOT_UNDONE:
        raise UserError("undo_not_possible")
    if found["key"] == "import":
        return undo_batch(db, lots.batch_of_step(db.connection, step), who)[0]
    undoing = write.undo(db, step, who)
    return Changes(frozenset(undoing.tables) | {"verdict"}, undoing.number, rows_moved=True)


def undo_batch(db: Database, batch: int, who: str) -> tuple[Changes, list[int]]:
    """Undo an import as one: its lots go, and with them the vehicles that only it brought.

    Vehicles sold or shipped since stay, with their lots, and are returned. What a person changed
    since in a vehicle that was known before stays as well.
    """
    reader = db.connection
    number = lots.step_of_batch(reader, batch)
    brought = lots.vehicles_of_batch(reader, batch)
    kept = lots.in_use(reader, brought)
    with write.step(db, "undo", who, undoes=number, step=number) as step:
        write.reverse_what_stands(
            step, reader, number, skip={"batch"}, kept={"lot": lots.of_vehicles(reader, kept)}
        )
        step.change("batch", batch, {"undone": 1})
        for vehicle, latest in lots.lost_last_lots(reader).items():
            step.change("vehicle", vehicle, {"last_lot": latest})
        step.remove_block("vehicle", sorted(lots.left_without_lot(reader)))
    changes = Changes(frozenset({"lot", "vehicle", "batch"}), step.number, rows_moved=True)
    return changes, sorted(kept)


def _standing(reader: Rows) -> Iterator[sqlite3.Row]:
    """Yield the steps that still stand, the newest first; judging does not count."""
    taken_back: set[int] = set()
    for row in history.steps(reader):
        if row["id"] in taken_back or row["key"] == "judge":
            continue
        if row["undoes"] is not None:
            taken_back.add(row["undoes"])
        yield row


def _key_of(reader: Rows, step: int) -> str:
    found = history.get(reader, step)
    return str(found["key"]) if found is not None else ""
