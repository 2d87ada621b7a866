"""What no step wrote, journalled as it was found, so that the journal tells all there is.

A file that was brought to a newer shape may hold rows and fields that no entry speaks of, and one
that was rebuilt lacks some: they are taken down once, in a step of their own that everybody sees in
the history and nobody undoes. What somebody else had changed before that moment is in that step
too, with what the journal said.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from broker_app.errors import UserError
from broker_app.store import backup, permission, replay, write
from broker_app.store.blocks import row_of
from broker_app.store.database import Database
from broker_app.store.replay import ADDED, REMOVED, Difference

SHAPED, REBUILT = "as_found", "rebuilt"
BLOCK = 500


def shaped(db: Database, made: Path | None) -> None:
    """Journal what a new shape filled in, and the backup that was made before."""
    found = _untold(db)
    if found:
        _take(db, SHAPED, permission.PROGRAM, found)
    if made is not None:
        backup.note(db, backup.BACKED_UP, made, permission.PROGRAM)


def rebuilt(db: Database, who: str, **lost: Any) -> None:
    """Journal what a rebuilt file lacks of what its journal tells, and what else was `lost`.

    Of who is not known there, as of a file whose people are lost, the program takes it down.
    """
    try:
        permission.refuse(db.connection, REBUILT, who)
    except UserError:
        who = permission.PROGRAM
    _take(db, REBUILT, who, _untold(db), **lost)


def _untold(db: Database) -> list[Difference]:
    return [one for one in replay.differences(db.connection) if one.table != "id_counter"]


def _take(db: Database, key: str, who: str, found: list[Difference], **details: Any) -> None:
    with write.step(db, key, who, count=len(found), **details) as step:
        for (table, kind), group in groupby(found, key=lambda one: (one.table, one.kind)):
            for part in _parts(group):
                _note(db, step, table, kind, part)


def _note(db: Database, step: write.Step, table: str, kind: str, part: list[Difference]) -> None:
    if kind == ADDED:
        rows = [row_of(db.connection, table, one.row) for one in part]
        block = {"columns": list(rows[0]), "rows": [list(row.values()) for row in rows]}
        step.note_as_found(table, part[0].row, None, block)
        return
    if kind == REMOVED:
        for one in part:
            step.note_as_found(table, one.row, {"id": one.row}, None)
        return
    for row, fields in groupby(part, key=lambda one: one.row):
        changed = list(fields)
        before = {one.field: one.said for one in changed}
        after = {one.field: one.stands for one in changed}
        step.note_as_found(table, row, before, after)


def _parts(rows: Iterable[Difference]) -> Iterator[list[Difference]]:
    rest = iter(rows)
    while part := list(islice(rest, BLOCK)):
        yield part
