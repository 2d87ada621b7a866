"""Reverting: one step of many taken back though later ones stand.

A plan says first what would be done, and what contradicts it: columns that were changed again,
rows that others rest on by now, numbers that another row has. What contradicts stays as it is.
"""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from broker_app.errors import UserError
from broker_app.store import history, vehicle_effects, write
from broker_app.store.database import Database, Reference, Rows, references, unique_keys
from broker_app.store.effects import Effect, Key, effects_of, since
from broker_app.store.journal import DERIVED_TABLES, KEPT_OF
from broker_app.store.vehicles import in_parts

CHANGED, GONE, USED, TAKEN, NO_PARENT = "changed", "gone", "used", "taken", "no_parent"
REMOVE, INSERT, CHANGE = "remove", "insert", "change"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What keeps a part of a step from being taken back.

    `changed`: `column` was `was`, the step made it `made`, and by now it `stands` otherwise.
    `gone`: the row was removed since. `used`: the row `other` rests on it. `taken`: the row `other`
    has what no two may have. `no_parent`: it rests on the row `other`, which is gone.
    `by` is the later step that did it, where there is one.
    """

    kind: str
    table: str
    row: int
    column: str = ""
    was: Any = None
    made: Any = None
    stands: Any = None
    other: Key | None = None
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to write: a row removed, inserted, or changed in some columns."""

    kind: str
    table: str
    row: int
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What reverting a step writes, in order, and what contradicts."""

    step: int
    acts: list[Act] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def plan_of(reader: Rows, step: int, effects: Sequence[Effect] | None = None) -> Plan:
    """Return what it takes to revert a step, or only some of its effects, the last first."""
    return _Planner(reader, step, effects_of(reader, step) if effects is None else effects).plan()


def what_stays(reader: Rows, step: int, vehicles: Sequence[int]) -> Plan:
    """Return what keeps vehicles of an import that is undone: one thing each that rests on them."""
    plan = Plan(step)
    for reference in references(reader):
        if reference.target == "vehicle" and reference.table not in {"lot", *DERIVED_TABLES}:
            for part in in_parts(list(vehicles)):
                marks = ",".join("?" * len(part))
                sql = f"""
                    SELECT "{reference.column}", min(id) FROM "{reference.table}"
                    WHERE "{reference.column}" IN ({marks}) GROUP BY 1
                """  # noqa: S608  our own names
                for vehicle, row in reader.execute(sql, part):
                    other = (reference.table, int(row))
                    plan.conflicts.append(Conflict(USED, "vehicle", vehicle, other=other))
    return plan


def revert(
    db: Database,
    step: int,
    who: str,
    rest: bool = False,
    check: Callable[[Rows, write.Step], None] | None = None,
) -> write.Step:
    """Revert a step as far as nothing contradicts, as a step of its own.

    `check` may raise UserError for what came of it; nothing is stored then. Raises UserError where
    something contradicts and nobody has asked for the `rest`, and where nothing is left to take
    back.
    """
    try:
        with write.step(db, "revert", who, undoes=step, step=step) as reverting:
            plan = plan_of(db.connection, step)
            if plan.conflicts and not rest:
                raise UserError("revert_conflicts", count=len(plan.conflicts))
            if not plan.acts:
                raise UserError("revert_nothing")
            carry_out(reverting, plan)
            if check is not None:
                check(db.connection, reverting)
            return reverting
    except sqlite3.IntegrityError as problem:
        raise UserError("undo_in_use") from problem


def carry_out(step: write.Step, plan: Plan) -> None:
    """Write what a plan says; verdicts that rested on it are dropped."""
    for (kind, table, _), run in groupby(plan.acts, lambda a: (a.kind, a.table, tuple(a.values))):
        acts = list(run)
        if kind == REMOVE:
            step.remove_block(table, [act.row for act in acts])
        elif kind == INSERT:
            columns = list(acts[0].values)
            step.restore_block(table, columns, [tuple(act.values.values()) for act in acts])
        else:
            for act in acts:
                step.change(table, act.row, act.values)
    changed = {act.row for act in plan.acts if act.table == "vehicle" and _is_judged(act)}
    by_plan = any(act.table == "company" for act in plan.acts)
    step.forget_verdicts(None if by_plan else changed)


def _is_judged(act: Act) -> bool:
    """Tell whether a verdict may rest on what is changed of a vehicle."""
    return act.kind == CHANGE and not act.values.keys() <= write.NOT_JUDGED


class _Planner:
    """Goes through the effects of a step, the last first, so that children come before parents."""

    def __init__(self, reader: Rows, step: int, effects: Sequence[Effect]) -> None:
        self._reader = reader
        self._plan = Plan(step)
        self._effects = effects
        self._since = since(reader, step, (one.key for one in self._effects))
        self._now = _rows_now(reader, [one.key for one in self._effects])
        self._references = [r for r in references(reader) if r.table not in DERIVED_TABLES]
        self._unique = unique_keys(reader)
        self._users = self._who_rests_on([e for e in self._effects if e.before is None])
        self._going: set[Key] = set()
        self._moving: dict[Key, Mapping[str, Any]] = {}
        self._coming: set[Key] = set()

    def plan(self) -> Plan:
        for effect in self._effects:
            if effect.before is None:
                self._take_away(effect)
            elif effect.after is None:
                self._bring_back(effect)
            else:
                self._set_back(effect)
        return self._plan

    def _take_away(self, effect: Effect) -> None:
        now = self._now.get(effect.key)
        if now is None:
            return  # somebody took it away already
        if effect.table == "vehicle_state" and self._moved_on(now["vehicle"]):
            return  # a trail keeps what later moves go on from; the vehicle says so itself
        clashing = self._changed_since(effect, now)
        self._plan.conflicts.extend(clashing)
        users = [
            user for user, column in self._users.get(effect.key, ()) if self._rests(user, column)
        ]
        for user in users[:1]:
            by = self._added_by(user)
            self._plan.conflicts.append(Conflict(USED, *effect.key, other=user, by=by))
        if not clashing and not users:
            self._going.add(effect.key)
            self._plan.acts.append(Act(REMOVE, *effect.key))

    def _bring_back(self, effect: Effect) -> None:
        values = dict(effect.before or {})
        if effect.key in self._now or self._came_back(effect):
            return
        in_the_way = self._in_the_way(effect.table, effect.row, values)
        if in_the_way is not None:
            self._plan.conflicts.append(in_the_way)
            return
        self._coming.add(effect.key)
        self._plan.acts.append(Act(INSERT, effect.table, effect.row, {"id": effect.row} | values))

    def _set_back(self, effect: Effect) -> None:
        now = self._now.get(effect.key)
        before, after = effect.before or {}, effect.after or {}
        if now is None:
            if before != after:
                self._plan.conflicts.append(Conflict(GONE, *effect.key, by=self._by(effect)))
            return
        left = {**now, **self._first_since(effect), **after}
        was = {**left, **before}
        go_back = vehicle_effects.back if effect.table == "vehicle" else _back
        values, clashing = go_back(was, left, now)
        for name in clashing:
            self._plan.conflicts.append(self._changed(effect, name, was[name], left[name], now))
        in_the_way = self._in_the_way(effect.table, effect.row, values) if values else None
        if in_the_way is not None:
            self._plan.conflicts.append(in_the_way)
        elif values:
            self._moving[effect.key] = values
            self._plan.acts.append(Act(CHANGE, effect.table, effect.row, values))

    def _moved_on(self, vehicle: int) -> bool:
        """Tell whether a vehicle that the step moved was moved again since."""
        return any(
            conflict.table == "vehicle" and conflict.row == vehicle and conflict.column == "state"
            for conflict in self._plan.conflicts
        )

    def _came_back(self, effect: Effect) -> bool:
        """Tell whether a row was brought back since, and removed again by something else."""
        later = self._since.get(effect.key, ())
        if not later:
            return False
        found = history.get(self._reader, later[0][0])
        return found is not None and found["key"] != "undo"

    def _changed_since(self, effect: Effect, now: Mapping[str, Any]) -> list[Conflict]:
        """Return what later steps changed of a row that the step added."""
        first = self._first_since(effect)
        names = first.keys() & (later_names(self._since.get(effect.key, ())) - _HIDDEN)
        changed = [n for n in sorted(names) if now.get(n) != first[n]]
        return [self._changed(effect, name, None, first[name], now) for name in changed]

    def _first_since(self, effect: Effect) -> dict[str, Any]:
        """Return what columns held before the first of the later steps changed them."""
        first: dict[str, Any] = {}
        for _, later in self._since.get(effect.key, ()):  # the latest first, so the earliest wins
            first.update(later.before or {})
        return first

    def _changed(
        self, effect: Effect, name: str, was: Any, made: Any, now: Mapping[str, Any]
    ) -> Conflict:
        by = self._by(effect, name)
        return Conflict(CHANGED, *effect.key, name, was, made, now.get(name), by=by)

    def _by(self, effect: Effect, name: str = "") -> int | None:
        """Return the latest step that changed a column, or removed the row."""
        for step, later in self._since.get(effect.key, ()):
            if later.after is None or not name or _changes(later, name):
                return step
        return next((step for step, _ in self._since.get(effect.key, ())), None)

    def _added_by(self, key: Key) -> int | None:
        steps = since(self._reader, 0, [key]).get(key, [])
        return steps[-1][0] if steps else None

    def _in_the_way(self, table: str, row: int, values: Mapping[str, Any]) -> Conflict | None:
        """Return what keeps a row from having these values, None where nothing does."""
        for columns in self._unique.get(table, ()):
            holder = self._holder(table, row, columns, values)
            if holder is not None:
                return Conflict(TAKEN, table, row, columns[0], other=(table, holder))
        for reference in self._references:
            named = values.get(reference.column) if reference.table == table else None
            if named is not None and not self._is_there(reference, named):
                parent = (reference.target, named)
                return Conflict(NO_PARENT, table, row, reference.column, other=parent)
        return None

    def _holder(
        self, table: str, row: int, columns: tuple[str, ...], values: Mapping[str, Any]
    ) -> int | None:
        now = self._now.get((table, row), {})
        if not any(name in values for name in columns):
            return None
        wanted = [values.get(name, now.get(name)) for name in columns]
        if None in wanted:
            return None
        terms = " AND ".join(f'"{name}" = ?' for name in columns)
        sql = f'SELECT id FROM "{table}" WHERE {terms} AND id <> ?'  # noqa: S608  our own names
        found = self._reader.execute(sql, (*wanted, row)).fetchone()
        if found is None:
            return None
        holder = (table, int(found[0]))
        leaves = holder in self._going or any(n in self._moving.get(holder, ()) for n in columns)
        return None if leaves else holder[1]

    def _is_there(self, reference: Reference, row: int) -> bool:
        key = (reference.target, row)
        if key in self._coming or key in self._now:
            return key not in self._going
        sql = f'SELECT 1 FROM "{reference.target}" WHERE id = ?'  # noqa: S608  our own names
        return self._reader.execute(sql, (row,)).fetchone() is not None

    def _rests(self, user: Key, column: str) -> bool:
        """Tell whether a row will still name another by a column when the plan is carried out."""
        return user not in self._going and column not in self._moving.get(user, ())

    def _who_rests_on(self, added: list[Effect]) -> dict[Key, list[tuple[Key, str]]]:
        """Return the rows that name rows which the step added, and by which column."""
        found: dict[Key, list[tuple[Key, str]]] = {}
        tables: dict[str, list[int]] = {}
        for effect in added:
            tables.setdefault(effect.table, []).append(effect.row)
        for reference in self._references:
            if (reference.table, reference.column) in KEPT_OF.get(reference.target, ()):
                continue  # it stands without the row
            for part in in_parts(tables.get(reference.target, [])):
                marks = ",".join("?" * len(part))
                sql = f"""
                    SELECT "{reference.column}", id FROM "{reference.table}"
                    WHERE "{reference.column}" IN ({marks})
                """  # noqa: S608  our own names
                for parent, child in self._reader.execute(sql, part):
                    key = (reference.target, parent)
                    found.setdefault(key, []).append(((reference.table, child), reference.column))
        return found


_HIDDEN = frozenset({"search_key", "identity", "origins", "last_lot"})
"""Columns of a vehicle that follow from others, and are told by them."""


def _changes(effect: Effect, name: str) -> bool:
    """Tell whether an effect gave a column another value; a block holds others beside it."""
    after = effect.after or {}
    return name in after and (effect.before or {}).get(name) != after[name]


def later_names(later: Collection[tuple[int, Effect]]) -> set[str]:
    """Return the columns that later steps changed."""
    return {name for _, effect in later for name in (effect.after or {})}


def _back(
    was: Mapping[str, Any], left: Mapping[str, Any], now: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Return what to set back, and the columns that were changed again since.

    `was` and `left` are the whole row before the step and as the step left it.
    """
    changed = [n for n in left if left[n] != was[n] and now.get(n) != was[n]]
    values = {name: was[name] for name in changed if now.get(name) == left[name]}
    return values, [name for name in changed if name not in values]


def _rows_now(reader: Rows, keys: Collection[Key]) -> dict[Key, dict[str, Any]]:
    """Return the rows as they stand, those that are there."""
    tables: dict[str, list[int]] = {}
    for table, row in keys:
        tables.setdefault(table, []).append(row)
    found: dict[Key, dict[str, Any]] = {}
    for table, rows in tables.items():
        for part in in_parts(rows):
            marks = ",".join("?" * len(part))
            sql = f'SELECT * FROM "{table}" WHERE id IN ({marks})'  # noqa: S608  our own names
            found.update(((table, row["id"]), dict(row)) for row in reader.execute(sql, part))
    return found
