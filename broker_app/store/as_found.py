"""What a new shape filled in, journalled as it was found, so that the journal tells all there is.

A file that was brought to a newer shape may hold rows and fields that no entry speaks of: they are
taken down once, in a step of their own that everybody sees in the history and nobody undoes. What
somebody else had changed before that moment is in that step too, with what the journal said.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from broker_app.store import replay, write
from broker_app.store.blocks import row_of
from broker_app.store.database import Database
from broker_app.store.replay import ADDED, REMOVED, Difference

KEY, WHO = "as_found", "Broker"
BLOCK = 500


def take(db: Database) -> int:
    """Journal what stands and no entry tells; returns how many fields and rows that were."""
    found = list(replay.differences(db.connection))
    found = [one for one in found if one.table != "id_counter"]
    if not found:
        return 0
    with write.step(db, KEY, WHO, count=len(found)) as step:
        for (table, kind), group in groupby(found, key=lambda one: (one.table, one.kind)):
            for part in _parts(group):
                _note(db, step, table, kind, part)
    return len(found)


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
