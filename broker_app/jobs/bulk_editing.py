"""Bulk editing: one fact of many vehicles, shown before and stored as one step."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.credible import DATED, impossible
from broker_app.domain.facts import Basis, Origin
from broker_app.domain.guard import GUARDED
from broker_app.domain.question import Question
from broker_app.domain.vehicle import PRECISIONS, VEHICLE_FACTS, Vehicle
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.jobs import guarding
from broker_app.jobs.books import Books
from broker_app.jobs.collector import still
from broker_app.jobs.judging import judge_again
from broker_app.jobs.progress import Progress
from broker_app.store import guards, packs, vehicles, write
from broker_app.store.database import Database, Rows

OWN = ("chassis_number", "vin", "engine_number")
"""Facts that no two vehicles share; they are never changed in bulk."""
FACTS = tuple(
    spec.name
    for spec in VEHICLE_FACTS
    if spec.name not in OWN and spec.name not in PRECISIONS.values()
)
"""Facts that can be changed in bulk."""
SHOWN = 200
"""So many vehicles a preview names."""
_CHUNK = 10_000
_NAMING = ("maker", "model", "model_code", "chassis_number", "first_registered", "manufactured")
_BY_HAND = (Basis.TYPED, Basis.CONFIRMED)


@dataclass(frozen=True, slots=True)
class BulkEdit:
    """A fact and the value that many vehicles are to have; None takes it away."""

    name: str
    value: Any
    today: date | None = None


@dataclass(frozen=True, slots=True)
class BulkRow:
    """What would become of one vehicle. `guarded` asks why, `problem` keeps it as it is."""

    vehicle: int
    record: Vehicle
    before: Any
    by_hand: bool = False
    guarded: Outcome | None = None
    problem: UserError | None = None

    @property
    def changes(self) -> bool:
        """Whether the vehicle would be changed."""
        return self.problem is None


@dataclass(slots=True)
class BulkPreview:
    """What a bulk edit would change. `seen` tells whether it is still so when it is made."""

    edit: BulkEdit
    chosen: Sequence[int]
    changing: int = 0
    already: int = 0
    by_hand: int = 0
    guarded: int = 0
    refused: int = 0
    rows: list[BulkRow] = field(default_factory=list)
    seen: str = ""


def preview(reader: Rows, progress: Progress, chosen: Sequence[int], edit: BulkEdit) -> BulkPreview:
    """Say what a bulk edit would change; nothing is written.

    Raises UserError for a fact that no two vehicles share.
    """
    made = BulkPreview(edit, chosen)
    digest = hashlib.sha256()
    for row in _weighed(reader, progress, chosen, edit, made):
        if row.changes:
            digest.update(_seen(row))
        if len(made.rows) < SHOWN:
            made.rows.append(row)
    made.seen = digest.hexdigest()
    return made


def edit_bulk(
    db: Database,
    progress: Progress,
    books: Books,
    question: Question,
    wanted: BulkPreview,
    who: str,
    why: str = "",
) -> Changes:
    """Do what a preview showed, in one step, and judge the vehicles again.

    Raises UserError where somebody changed one of them since, and without a reason where a verdict
    rested on the fact.
    """
    edit = wanted.edit
    if wanted.guarded and not why.strip():
        raise UserError("reason_needed_bulk", fact=edit.name, count=wanted.guarded)
    if not wanted.changing:
        return NOTHING
    digest = hashlib.sha256()
    touched: list[int] = []
    count = wanted.changing
    with still(), write.step(db, "bulk_edit", who, why, fact=edit.name, count=count) as step:
        found = _weighed(db.connection, progress, wanted.chosen, edit, BulkPreview(edit, ()))
        changing = (row for row in found if row.changes)
        while part := list(islice(changing, _CHUNK)):
            for row in part:
                digest.update(_seen(row))
            _store(db, step, edit, part, why)
            touched += [row.vehicle for row in part]
        if digest.hexdigest() != wanted.seen:
            raise UserError("bulk_changed_since")
        judge_again(db, step, progress, books, question, touched)
    return Changes(frozenset({"vehicle", "verdict"}), step.number)


def _store(db: Database, step: write.Step, edit: BulkEdit, part: list[BulkRow], why: str) -> None:
    exact = {PRECISIONS[edit.name]: None} if edit.name in PRECISIONS else {}
    values, typed = {edit.name: edit.value} | exact, Origin(Basis.TYPED, "", step.who, step.at)
    for row in part:  # the records are nobody else's, and ten thousand copies take a second
        for name, value in values.items():
            setattr(row.record, name, value)
        row.record.origins[edit.name] = typed
    records = {row.vehicle: row.record for row in part}
    vehicles.change_facts(step, db.connection, list(values), records)
    said = {"fact": edit.name, "after": edit.value, "why": why.strip()}
    guards.add_block(
        step,
        [
            (row.vehicle, said | {"before": row.before, "outcome": row.guarded.value})
            for row in part
            if row.guarded is not None
        ],
    )


def _weighed(
    reader: Rows, progress: Progress, chosen: Iterable[int], edit: BulkEdit, made: BulkPreview
) -> Iterator[BulkRow]:
    """Yield the vehicles that are not so already, and count all of them in the preview."""
    if edit.name not in FACTS:
        raise UserError("bulk_own_fact", fact=edit.name)
    names = [*dict.fromkeys((edit.name, *_NAMING))]
    if edit.name in PRECISIONS:
        names.append(PRECISIONS[edit.name])
    ordered = sorted(set(chosen))
    for start in range(0, len(ordered), _CHUNK):
        progress(start, len(ordered), "progress.comparing")
        part = ordered[start : start + _CHUNK]
        said = packs.outcomes_of_many(reader, part) if edit.name in GUARDED else {}
        for number, record in vehicles.partly(reader, part, names):
            if getattr(record, edit.name) == edit.value:
                made.already += 1
            else:
                yield _counted(_row(number, record, edit, said.get(number, [])), made)


def _row(number: int, record: Vehicle, edit: BulkEdit, said: list[Outcome]) -> BulkRow:
    before, origin = getattr(record, edit.name), record.origins.get(edit.name)
    changed = {edit.name: edit.value}
    if edit.name in DATED:
        problem = impossible(replace(record, **changed), edit.name, edit.today)
        if problem is not None:
            return BulkRow(number, record, before, problem=problem)
    guarded = guarding.touched_of(said, record, changed).get(edit.name)
    by_hand = before is not None and origin is not None and origin.basis in _BY_HAND
    return BulkRow(number, record, before, by_hand, guarded)


def _counted(row: BulkRow, made: BulkPreview) -> BulkRow:
    made.changing += row.changes
    made.refused += not row.changes
    made.by_hand += row.by_hand
    made.guarded += row.guarded is not None
    return row


def _seen(row: BulkRow) -> bytes:
    return f"{row.vehicle}|{row.before!r}|{row.guarded}\n".encode()
