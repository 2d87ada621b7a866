"""Undoing: the last step or any one of many, taken back and brought back, over restarts too.

The steps of a database are one line, as in an editor: Undo takes back the last one that can be,
Redo brings it back until something else is done. One step of many is reverted by itself, and what
was changed again since is a conflict that somebody sees before anything is written.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from broker_app.domain.changes import Changes
from broker_app.domain.person import OF_PEOPLE
from broker_app.domain.two_people import same_person
from broker_app.errors import UserError
from broker_app.jobs.agreeing import refuse_disagreement
from broker_app.store import history, lots, reverting, write
from broker_app.store.database import Database, Rows
from broker_app.store.journal import added_by
from broker_app.store.reverting import Plan

NOTED = ("as_found", "rebuilt", "given_out", "erased", "backed_up", "restored")
"""Steps that say what was done and changed no record: they stay, and stand in nobody's way."""
NEVER_UNDONE = ("issue", "judge", "print", "paper_cancel", *NOTED)
"""Steps that stay: what became of an issued paper; a judgment is computed again."""
SEARCHES = ("list_search", "list_search_one")
"""Searches of the lists stay as a log; they follow by themselves and stand in nobody's way."""
TAKING_BACK = ("undo", "revert")
SIGNATURES = ("hit_second", "account_approve")
"""What a second person signed and somebody took back: only that person signs again."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """A step that Undo or Redo would take back: its number and the key that names it.

    `stays` are later steps that were passed over, because they are never undone.
    """

    step: int
    key: str
    stays: tuple[int, ...] = ()


def next_undo(reader: Rows) -> Undoable | None:
    """Return the latest step of a person that still stands and can be taken back."""
    stays: list[int] = []
    for row in _standing(reader):
        if row["key"] == "undo":
            continue
        if row["key"] not in NEVER_UNDONE:
            return Undoable(row["id"], row["key"], tuple(stays))
        stays.append(row["id"])
    return None


def next_redo(reader: Rows) -> Undoable | None:
    """Return the undo that would be taken back, if nothing else was done since."""
    for row in _standing(reader):
        if row["key"] != "undo":
            return None
        key = _key_of(reader, row["undoes"])
        if key != "undo":
            return Undoable(row["id"], key)
    return None


def why_never(reader: Rows, step: int) -> UserError | None:
    """Return the problem where a step cannot be taken back whatever else stands, else None."""
    found = history.get(reader, step)
    if found is None:
        return UserError("row_gone", table="step", row=step)
    if found["key"] in ("issue", "print", "paper_cancel"):
        return UserError(f"undo_never_{found['key']}")
    if found["key"] == "judge":
        return UserError("undo_never_judge")
    if found["key"] in SEARCHES:
        return UserError("undo_never_search")
    if found["key"] in NOTED:
        return UserError("undo_never_noted")
    if found["key"] in OF_PEOPLE:
        return UserError("undo_never_people")
    back = history.taken_back(reader, [step]).get(step)
    if back is not None:
        return UserError("undo_already", who=back["who"])
    return None


def undo_step(db: Database, step: int, who: str, rest: bool = False) -> Changes:
    """Take a step back: the last one whole, one of many as far as nothing contradicts.

    `rest` says that somebody has seen the conflicts and wants the rest. Raises UserError where it
    was taken back already, can never be, or where later steps contradict it.
    """
    problem = why_never(db.connection, step)
    if problem is not None:
        raise problem
    _refuse_signing_for_another(db.connection, step, who)
    seen = history.latest(db.connection)
    if _is_last(db.connection, step):
        return _undo_last(db, step, who, seen)
    if _key_of(db.connection, step) == "import":
        stay = look_ahead(db.connection, step).conflicts
        if stay and not rest:
            raise UserError("revert_conflicts", count=len(stay))
        return undo_batch(db, lots.batch_of_step(db.connection, step), who)[0]
    undoing = reverting.revert(db, step, who, rest, refuse_disagreement)
    return Changes(frozenset(undoing.tables) | {"verdict"}, undoing.number, rows_moved=True)


def _refuse_signing_for_another(reader: Rows, step: int, who: str) -> None:
    """Raise UserError where this would bring back what another person signed."""
    found = history.get(reader, step)
    signed = found and found["key"] in TAKING_BACK and history.get(reader, found["undoes"])
    if signed and signed["key"] in SIGNATURES and not same_person(signed["who"], who):
        raise UserError("undo_never_signature")


def look_ahead(reader: Rows, step: int) -> Plan:
    """Return what reverting a step would do, and what contradicts it; nothing is written.

    Raises UserError where it can never be.
    """
    problem = why_never(reader, step)
    if problem is not None:
        raise problem
    if _key_of(reader, step) == "import":
        brought = lots.vehicles_of_batch(reader, lots.batch_of_step(reader, step))
        own = added_by(reader, step, passed=("lot", "vehicle"))
        return reverting.what_stays(reader, step, sorted(lots.in_use(reader, brought, own)))
    return Plan(step) if _is_last(reader, step) else reverting.plan_of(reader, step)


def is_import(reader: Rows, step: int) -> bool:
    """Tell whether a step is an import, of which what nothing rests on always goes."""
    return _key_of(reader, step) == "import"


def undo_batch(db: Database, batch: int, who: str) -> tuple[Changes, list[int]]:
    """Undo an import as one: its lots go, and with them the vehicles that only it brought.

    Vehicles sold or shipped since stay, with their lots, and are returned. What a person changed
    since in a vehicle that was known before stays as well.
    """
    reader = db.connection
    number = lots.step_of_batch(reader, batch)
    key = "undo" if _is_last(reader, number) else "revert"
    brought = lots.vehicles_of_batch(reader, batch)
    own = added_by(reader, number, passed=("lot", "vehicle"))
    in_use = lots.in_use(reader, brought, own)
    kept = {"vehicle": in_use, "lot": lots.of_vehicles(reader, in_use)}
    with write.step(db, key, who, undoes=number, step=number) as step:
        write.reverse_what_stands(step, reader, number, skip={"batch"}, kept=kept)
        step.change("batch", batch, {"undone": 1})
        for vehicle, latest in lots.lost_last_lots(reader).items():
            step.change("vehicle", vehicle, {"last_lot": latest})
        step.remove_block("vehicle", sorted(lots.left_without_lot(reader)))
    tables = frozenset(step.tables) | {"lot", "vehicle", "batch"}
    return Changes(tables, step.number, rows_moved=True), sorted(in_use)


def _undo_last(db: Database, step: int, who: str, seen: int) -> Changes:
    if _key_of(db.connection, step) == "import":
        return undo_batch(db, lots.batch_of_step(db.connection, step), who)[0]

    def refuse_later(undoing: write.Step) -> None:
        """Raise UserError where somebody else has done something meanwhile."""
        if history.latest(db.connection, before=undoing.number) != seen:
            raise UserError("undo_overtaken")

    undoing = write.undo(db, step, who, refuse_later)
    return Changes(frozenset(undoing.tables) | {"verdict"}, undoing.number, rows_moved=True)


def _is_last(reader: Rows, step: int) -> bool:
    """Tell whether Undo or Redo would take this step, so that nothing was done since."""
    found = (next_undo(reader), next_redo(reader))
    return any(one is not None and one.step == step for one in found)


def _standing(reader: Rows) -> Iterator[sqlite3.Row]:
    """Yield the steps that still stand, the newest first; judging and searching do not count."""
    taken_back: set[int] = set()
    for row in history.newest_first(reader):
        passed = ("judge", "print", *NOTED, *SEARCHES, *OF_PEOPLE)
        if row["id"] in taken_back or row["key"] in passed:
            continue
        if row["undoes"] is not None:
            taken_back.add(row["undoes"])
        yield row


def _key_of(reader: Rows, step: int) -> str:
    found = history.get(reader, step)
    return str(found["key"]) if found is not None else ""
