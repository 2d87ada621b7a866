"""Belongings: the rows that refer to others, found by the declared foreign keys, children first."""

from collections.abc import Collection, Mapping, Sequence

from broker_app.store.database import Reference, Rows, references
from broker_app.store.effects import Effect, Key
from broker_app.store.journal import DERIVED_TABLES
from broker_app.store.vehicles import in_parts


def of_rows(reader: Rows, table: str, rows: Sequence[int]) -> dict[str, list[int]]:
    """Return everything that refers to some rows, and to that, and so on; with the rows themselves.

    Tables come in the order in which they can be emptied. What can be computed again is left out.
    """
    known = [r for r in references(reader) if r.table not in DERIVED_TABLES]
    found: dict[str, set[int]] = {table: set(rows)}
    waiting = {table: set(rows)}
    while waiting:
        target, numbers = waiting.popitem()
        for reference in known:
            if reference.target == target:
                new = _naming(reader, reference, numbers) - found.get(reference.table, set())
                if new:
                    found.setdefault(reference.table, set()).update(new)
                    waiting.setdefault(reference.table, set()).update(new)
    return {name: sorted(found[name]) for name in _children_first(found, known)}


def part_of(effects: Sequence[Effect], reader: Rows, roots: Collection[Key]) -> set[Key]:
    """Return of the rows that a step removed those that belonged to some of them, with these."""
    columns: dict[str, list[Reference]] = {}
    for reference in references(reader):
        columns.setdefault(reference.table, []).append(reference)
    found, grown = set(roots), True
    while grown:
        more = {
            effect.key
            for effect in effects
            if effect.before is not None and effect.key not in found
            if any(_names(effect.before, one, found) for one in columns.get(effect.table, ()))
        }
        found |= more
        grown = bool(more)
    return found


def _names(values: Mapping[str, object], reference: Reference, found: Collection[Key]) -> bool:
    named = values.get(reference.column)
    return isinstance(named, int) and (reference.target, named) in found


def _naming(reader: Rows, reference: Reference, rows: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in in_parts(sorted(rows)):
        marks = ",".join("?" * len(part))
        sql = f"""
            SELECT id FROM "{reference.table}" WHERE "{reference.column}" IN ({marks})
        """  # noqa: S608  our own names
        found.update(row[0] for row in reader.execute(sql, part))
    return found


def _children_first(tables: Collection[str], known: Sequence[Reference]) -> list[str]:
    """Return tables so that each comes before those it refers to."""
    ordered: list[str] = []
    left = sorted(tables)
    while left:
        named_by = {r.target for r in known if r.table in left and r.table != r.target}
        free = [name for name in left if name not in named_by] or left[:1]
        ordered += free
        left = [name for name in left if name not in free]
    return ordered
