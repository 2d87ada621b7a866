"""Effects: what a step made of each row in the end, and what happened to those rows since."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from broker_app.store.database import Rows, blob_columns
from broker_app.store.journal import ENTRY, Entry, entries_of, entry_from, rows_in
from broker_app.store.vehicles import in_parts

Key = tuple[str, int]
"""A table and the id of one of its rows."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one step made of a row: None before where it was added, after where it was removed."""

    table: str
    row: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    @property
    def key(self) -> Key:
        """The row."""
        return self.table, self.row


def effects_of(reader: Rows, step: int) -> list[Effect]:
    """Return what a step did, the last first.

    A row that was added and removed again by the same step is left out.
    """
    found: dict[Key, Effect] = {}
    for entry in reversed(list(entries_of(reader, step))):
        for one in _each(entry):
            earlier = found.pop(one.key, None)
            found[one.key] = _joined(earlier, one) if earlier else one
    lasting = (one for one in found.values() if one.before is not None or one.after is not None)
    return list(lasting)[::-1]


def since(reader: Rows, step: int, rows: Iterable[Key]) -> dict[Key, list[tuple[int, Effect]]]:
    """Return what later steps did to some rows, the latest first, each with its step."""
    blobs = blob_columns(reader)
    found: dict[Key, list[tuple[int, Effect]]] = {}
    wanted: dict[str, set[int]] = {}
    for table, row in rows:
        wanted.setdefault(table, set()).add(row)
    for table, numbers in wanted.items():
        for entry in _later(reader, step, table, numbers, blobs):
            for one in _each(entry):
                if one.row in numbers:
                    found.setdefault(one.key, []).append((entry.step, one))
    return {key: sorted(many, key=lambda one: -one[0]) for key, many in found.items()}


def _later(
    reader: Rows,
    step: int,
    table: str,
    numbers: Collection[int],
    blobs: Mapping[str, frozenset[str]],
) -> Iterator[Entry]:
    """Yield later entries of some rows: those of one row, and blocks that may hold them."""
    for part in in_parts(sorted(numbers)):
        marks = ",".join("?" * len(part))
        sql = f"""
            SELECT {ENTRY} FROM journal WHERE "table" = ? AND row IN ({marks}) AND step > ?
              AND coalesce(before, after) NOT LIKE '{{"columns"%' ORDER BY seq DESC
        """  # noqa: S608
        for row in reader.execute(sql, (table, *part, step)):
            yield entry_from(row, blobs)
    sql = f"""
        SELECT {ENTRY} FROM journal WHERE "table" = ? AND step > ? AND row <= ?
          AND coalesce(before, after) LIKE '{{"columns"%' ORDER BY seq DESC
    """  # noqa: S608
    for row in reader.execute(sql, (table, step, max(numbers))):
        yield entry_from(row, blobs)


def _each(entry: Entry) -> Iterator[Effect]:
    before, after = rows_in(entry.row, entry.before), rows_in(entry.row, entry.after)
    for row in dict.fromkeys((*before, *after)):
        yield Effect(entry.table, row, before.get(row), after.get(row))


def _joined(earlier: Effect, later: Effect) -> Effect:
    """Return two effects on one row as one."""
    if earlier.before is None:
        before = None
    else:
        before = {**(later.before or {}), **earlier.before}
    if later.after is None or earlier.after is None:
        after = later.after
    else:
        after = {**earlier.after, **later.after}
    return Effect(earlier.table, earlier.row, before, after)
