"""Pasting: a block of cells over vehicles and into new ones, shown before, stored as one step."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import msgspec

from broker_app import words
from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.credible import impossible
from broker_app.domain.facts import Basis, Origin
from broker_app.domain.holding import hold_true
from broker_app.domain.lot import Lot
from broker_app.domain.question import Question
from broker_app.domain.vehicle import PRECISIONS, SPEC, Vehicle, identity_of
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.intake.block import Block, BlockCell, BlockRow, LotMaker, cells_in, read_block
from broker_app.jobs import guarding
from broker_app.jobs.account import Told
from broker_app.jobs.books import Books
from broker_app.jobs.collector import still
from broker_app.jobs.editing import read_value, typed_over
from broker_app.jobs.judging import judge_again
from broker_app.jobs.progress import Progress
from broker_app.store import guards, lots, packs, vehicles, write
from broker_app.store.database import Database, Rows

NEW, CHANGE, SAME, REFUSED = "new", "change", "same", "refused"
RESULTS = (NEW, CHANGE, SAME, REFUSED)
_TELLING = ("chassis_number", "vin", "model_code", "model")
_STEPS = frozenset(PRECISIONS.values())
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Copied:
    """What lies on the clipboard: text, and the page it was copied from if it was one."""

    text: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block is put down: the cell with the cursor, and what lies right of and below it.

    `columns` are the facts from there on, empty for a column that cannot be typed into. `heads`
    are the headings of the table on the screen with their facts.
    """

    columns: tuple[str, ...] = ()
    vehicles: tuple[int, ...] = ()
    heads: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class PasteRow:
    """What would become of one row of a block.

    `values` are the facts that change, or those of a new vehicle; `before` what they are made
    over; `unread` the cells that are not taken, with the reason; `reason` refuses the whole row.
    """

    line: int
    result: str
    texts: dict[str, str] = field(default_factory=dict)
    vehicle: int | None = None
    record: Vehicle | None = None
    lot: Lot | None = None
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    unread: dict[str, UserError] = field(default_factory=dict)
    guarded: dict[str, Outcome] = field(default_factory=dict)
    reason: UserError | None = None


@dataclass(slots=True)
class PastePlan:
    """A block as it would be pasted; every row of it that is not blank."""

    block: Block
    rows: list[PasteRow] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """How many rows have each result."""
        return Counter(row.result for row in self.rows)

    @property
    def unread(self) -> int:
        """How many cells are not taken."""
        return sum(len(row.unread) for row in self.rows)

    @property
    def guarded(self) -> int:
        """On how many vehicles a verdict rests on what would change."""
        return sum(bool(row.guarded) for row in self.rows)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts of vehicles that the block holds, in the order of its columns."""
        said = (n for row in self.rows for n in (*row.values, *row.unread) if n not in _STEPS)
        return tuple(n for n in dict.fromkeys((*self.block.facts, *said)) if n in SPEC)

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings that lead to no fact."""
        return tuple(head for head, fact in self.block.columns if not fact and self.block.headed)

    @property
    def changes(self) -> bool:
        """Whether anything would be stored."""
        return any(row.result in (NEW, CHANGE) for row in self.rows)


def plan(
    reader: Rows, progress: Progress, books: Books, copied: Copied, place: Place, today: date
) -> PastePlan:
    """Say of every row of what was copied what pasting it would do; nothing is written.

    Raises UserError where nothing was copied that could be put there.
    """
    cells = cells_in(copied.text, copied.page)
    block = read_block(cells, books.lookups, today, place.columns, place.heads)
    if not block.facts:
        raise UserError("paste_no_column")
    with still():
        return PastePlan(block, list(_Planner(reader, books, block, place, today).rows(progress)))


class _Planner:
    """Finds the vehicle of each row, and what would change."""

    def __init__(self, reader: Rows, books: Books, block: Block, place: Place, today: date) -> None:
        self._reader, self._block, self._today = reader, block, today
        self._maker = LotMaker(books.lookups)
        self._below = () if block.headed and "chassis_number" in block.facts else place.vehicles
        self._first = block.rows[0].line if block.rows else 0
        self._lines: dict[object, int] = {}

    def rows(self, progress: Progress) -> Iterator[PasteRow]:
        """Yield a row for each one that is not blank."""
        every = self._block.rows
        for start in range(0, len(every), _CHUNK):
            progress(start, len(every), "progress.comparing")
            part = [_Read(row, self._block.as_typed) for row in every[start : start + _CHUNK]]
            yield from self._of_part([read for read in part if read.row.cells])

    def _of_part(self, part: list["_Read"]) -> Iterator[PasteRow]:
        identities = {read.identity for read in part if read.identity}
        known = vehicles.by_identity(self._reader, identities)
        beside = [self._beside(read.row) for read in part]
        wanted = sorted({*known.values(), *(number for number in beside if number is not None)})
        held = dict(vehicles.many(self._reader, wanted))
        said = packs.outcomes_of_many(self._reader, wanted)
        for read, place in zip(part, beside, strict=True):
            target = known.get(read.identity or "")
            if target is None and place in held and self._fits(read, held[place]):
                target = place
            yield self._row(read, target, held, said)

    def _beside(self, row: BlockRow) -> int | None:
        """Return the vehicle that a row is put over by its place."""
        place = row.line - self._first
        return self._below[place] if place < len(self._below) else None

    @staticmethod
    def _fits(read: "_Read", record: Vehicle) -> bool:
        """Tell whether a row may be put over a vehicle: never over one of another number."""
        return read.identity is None or record.identity is None

    def _row(
        self,
        read: "_Read",
        target: int | None,
        held: Mapping[int, Vehicle],
        said: Mapping[int, list[Outcome]],
    ) -> PasteRow:
        made = PasteRow(read.row.line, SAME, read.texts, target, unread=read.unread)
        if target is None:
            self._as_new(read, made)
        else:
            made.record = held[target]
            self._as_change(read, made, said.get(target, []))
        self._refuse_twice(read, made)
        return made

    def _as_change(self, read: "_Read", made: PasteRow, said: list[Outcome]) -> None:
        record = made.record
        assert record is not None
        stated = {n: v for n, v in read.facts.items() if n in SPEC and n not in _STEPS}
        wanted = {n: value for n, value in stated.items() if getattr(record, n) != value}
        wanted |= {s: read.facts.get(s) for n, s in PRECISIONS.items() if n in wanted}
        after = replace(record, **wanted)
        for name in list(wanted):
            problem = impossible(after, name, self._today)
            if problem is not None:
                made.unread[name] = problem
                del wanted[name]
        made.values = wanted
        made.before = {name: getattr(record, name) for name in wanted}
        made.guarded = guarding.touched_of(said, record, wanted)
        if wanted:
            made.result = CHANGE
        elif made.unread:
            made.result, made.reason = REFUSED, next(iter(made.unread.values()))

    def _as_new(self, read: "_Read", made: PasteRow) -> None:
        made.lot = self._maker.lot(read.facts, read.row)
        for name in [n for n in read.facts if n in SPEC]:
            problem = impossible(made.lot.vehicle, name, self._today)
            if problem is not None:
                made.unread[name] = problem
                setattr(made.lot.vehicle, name, None)
        held = made.lot.vehicle
        made.values = {n: value for n in SPEC if (value := getattr(held, n)) is not None}
        if any(name in made.values for name in _TELLING):
            made.result = NEW
        else:
            made.result = REFUSED
            made.reason = next(iter(made.unread.values()), UserError("paste_no_vehicle"))

    def _refuse_twice(self, read: "_Read", made: PasteRow) -> None:
        """Refuse a second row for one vehicle: which of the two counts, nobody can say."""
        key = made.vehicle if made.vehicle is not None else read.identity
        if key is None or made.result == REFUSED:
            return
        earlier = self._lines.setdefault(key, made.line)
        if earlier != made.line:
            made.result, made.reason = REFUSED, UserError("paste_twice", line=earlier)


class _Read:
    """What a row says: facts that can be taken, and the cells that cannot."""

    def __init__(self, row: BlockRow, as_typed: bool) -> None:
        self.row = row
        self.facts: dict[str, Any] = {}
        self.unread: dict[str, UserError] = {}
        self.texts = {cell.fact: cell.text for cell in row.cells}
        for cell in row.cells:
            # Cells over ours are read as if typed there; under other headings as a list is.
            if not (as_typed and self._take_typed(cell)):
                self._take(cell)
        self.identity = identity_of(self.facts.get("chassis_number"))

    def _take_typed(self, cell: BlockCell) -> bool:
        if cell.fact not in SPEC:
            return False
        try:
            value = read_value(cell.fact, cell.text)
        except UserError:
            return False
        if value is None:  # signs that nobody sees; an empty cell takes nothing away
            return False
        self.facts[cell.fact] = value
        return True

    def _take(self, cell: BlockCell) -> None:
        taken = {}
        for name, value in cell.said.items():
            if (name, value) == ("odometer_status", "actual") and cell.fact == "odometer_km":
                continue  # a bare number says nothing of the meter
            if name not in SPEC:
                taken[name] = value
                continue
            try:
                read = read_value(name, str(value))
            except UserError as problem:
                self.unread[name] = problem
            else:
                taken |= {name: read} if read is not None else {}
        if (
            not taken
            and cell.notes
            and cell.fact not in self.unread
            and not self._typed_after(cell)
        ):
            self.unread[cell.fact] = UserError("cell_unread", fact=cell.fact, value=cell.text[:60])
        self.facts.update(taken)

    def _typed_after(self, cell: BlockCell) -> bool:
        """Take a cell that no list would print so, but a person types: a word of our own."""
        return self._take_typed(cell)


def paste(
    db: Database,
    progress: Progress,
    books: Books,
    question: Question,
    wanted: PastePlan,
    who: str,
    why: str = "",
) -> Changes:
    """Do what a plan showed, in one step, and judge the vehicles again.

    Raises UserError where somebody changed one of them since, and without a reason where a verdict
    rested on what changes.
    """
    if wanted.guarded and not why.strip():
        raise UserError("reason_needed_paste", count=wanted.guarded)
    if not wanted.changes:
        return NOTHING
    changed = [row for row in wanted.rows if row.result == CHANGE]
    new = [row for row in wanted.rows if row.result == NEW]
    with still(), write.step(db, "paste", who, why, count=len(changed) + len(new)) as step:
        for start in range(0, len(changed), _CHUNK):
            _change(db, step, changed[start : start + _CHUNK], why)
        touched = [row.vehicle or 0 for row in changed]
        if new:
            touched += _add(db, step, books, wanted, new)
        judge_again(db, step, progress, books, question, touched)
    tables = frozenset({"vehicle", "lot", "batch", "verdict"})
    return Changes(tables, step.number, rows_moved=bool(new))


def _change(db: Database, step: write.Step, part: list[PasteRow], why: str) -> None:
    """Store the rows that change vehicles, over exactly what the plan saw."""
    numbers = [row.vehicle or 0 for row in part]
    held = dict(vehicles.many(db.connection, numbers))
    records, said = {}, []
    for row, number in zip(part, numbers, strict=True):
        record = held.get(number)
        if record is None or any(getattr(record, n) != v for n, v in row.before.items()):
            raise UserError("paste_changed_since", line=row.line)
        facts = {n: value for n, value in row.values.items() if n not in _STEPS}
        steps = {n: value for n, value in row.values.items() if n in _STEPS}
        records[number] = replace(typed_over(record, facts, step.who, step.at), **steps)
        for name, outcome in row.guarded.items():
            change = {"fact": name, "before": row.before[name], "after": row.values[name]}
            said.append((number, change | {"outcome": outcome.value, "why": why.strip()}))
    names = sorted({name for row in part for name in row.values})
    vehicles.change_facts(step, db.connection, names, records)
    guards.add_block(step, said)


def _add(
    db: Database, step: write.Step, books: Books, wanted: PastePlan, new: list[PasteRow]
) -> list[int]:
    """Store new vehicles, each with a lot of its own, in a batch of their own."""
    found = [(row, row.lot) for row in new if row.lot is not None]
    taken = {lot.vehicle.identity or "" for _, lot in found}
    if there := vehicles.by_identity(db.connection, taken):
        line = next(row.line for row, lot in found if lot.vehicle.identity in there)
        raise UserError("paste_changed_since", line=line)
    source = {"file": words.say("paste.batch"), "sha256": "", "container": "clipboard"}
    batch = lots.add_batch(step, source)
    ids, lot_ids = step.reserve("vehicle", len(found)), step.reserve("lot", len(found))
    records = [_held(row, lot, step) for row, lot in found]
    printed = [lot.vehicle.model or "" for _, lot in found]
    vehicles.add_block(step, records, list(lot_ids), batch, ids, printed)
    keys = [f"pasted|{batch}|{row.line}" for row, _ in found]
    lots.add_block(step, [lot for _, lot in found], list(ids), keys, batch, lot_ids)
    lots.close_batch(step, batch, _account(wanted))
    return list(ids)


def _held(row: PasteRow, lot: Lot, step: write.Step) -> Vehicle:
    """Return what we hold true of a new vehicle: what was pasted counts as typed."""
    record = hold_true(lot)
    typed = Origin(Basis.TYPED, "", step.who, step.at)
    by_hand = {n: typed for n, text in row.texts.items() if n in SPEC and getattr(record, n)}
    record.origins = record.origins | by_hand
    return record


def _account(wanted: PastePlan) -> dict[str, Any]:
    counts = wanted.counts
    refused = [Told(row.line, _told(row)) for row in wanted.rows if row.result == REFUSED]
    report = msgspec.json.encode({"refused": refused, "skipped": [], "warnings": []})
    return {
        "rows_read": len(wanted.rows),
        "added": counts[NEW],
        "updated": counts[CHANGE],
        "duplicates": counts[SAME],
        "refused": counts[REFUSED],
        "skipped": 0,
        "report": report.decode(),
    }


def _told(row: PasteRow) -> str:
    """Return the key of why a row was refused; a cell that cannot be is one that is not read."""
    key = row.reason.key if row.reason else ""
    return key if key in ("paste_no_vehicle", "paste_twice") else "cell_unread"
