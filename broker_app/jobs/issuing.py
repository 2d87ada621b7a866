"""Issuing: papers of a shipment, drafted or numbered, kept as printed."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.classify import INPUTS, classify
from broker_app.domain.document import INVOICE, DocumentKind, Snapshot
from broker_app.domain.money import Money
from broker_app.domain.party import Company, Party
from broker_app.domain.shipment import Shipment
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Outcome, Verdict
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.jobs.shipping import (
    lines_of,
    refuse_blocked,
    verdict_on_board,
)
from broker_app.store import documents, packs, parties, shipments, write
from broker_app.store.database import Database, Rows

if TYPE_CHECKING:
    from broker_app.papers.page import Page

NOT_YET = (Outcome.REVIEW, Outcome.CONDITIONAL)
SIZES = ("kerb_weight_kg", "length_mm", "width_mm", "height_mm", "volume_m3")
MOST_HOLDS = 6
"""How many reasons are said; a list of 40 vehicles may lack 160 sizes."""
LEAD = "lead"
"""Missing: the issued paper whose number another carries, saying what the shipment says now."""


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file: its ending, and what writes pages into it."""

    ending: str
    write: "Callable[[Sequence[Page], Path], None]"


def _write_workbook(pages: "Sequence[Page]", target: Path) -> None:
    from broker_app.papers.workbook import write_workbook

    write_workbook(pages, target)


WORKBOOK = Form("xlsx", _write_workbook)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was written: its file, and whether it is issued or only a draft."""

    path: Path
    snapshot: Snapshot
    holds: tuple[str, ...]
    """Why it is a draft: keys of missing entries (`missing.vessel`), or of verdicts (`REVIEW`)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A paper to look at; `holds` says why it is only a draft."""

    snapshot: Snapshot
    page: "Page"
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands between a shipment and its papers."""

    verdicts: dict[int, Verdict]
    missing: tuple[str, ...]

    @property
    def blocked(self) -> list[int]:
        """Vehicles that may not be shipped."""
        return [v for v, verdict in self.verdicts.items() if verdict.outcome is Outcome.BLOCKED]

    @property
    def undecided(self) -> list[int]:
        """Vehicles that may be drafted, not released."""
        return [v for v, verdict in self.verdicts.items() if verdict.outcome in NOT_YET]

    @property
    def ready(self) -> bool:
        """Whether papers may be issued."""
        return bool(self.verdicts) and not (self.blocked or self.undecided or self.missing)


@dataclass(frozen=True, slots=True)
class _Order:
    """What one paper is made from: a shipment as it stands, and the day."""

    books: Books
    company: Company
    people: Mapping[int, Party]
    shipment: Shipment
    lines: Sequence[tuple[int, Vehicle, Money]]
    kind: str
    today: date

    @property
    def definition(self) -> DocumentKind:
        """The kind of paper as data."""
        return self.books.document_kinds[self.kind]

    def snapshot(self, number: str = "", revision: int = 0, day: str = "") -> Snapshot:
        """Freeze what the paper prints; without a number it is a draft."""
        from broker_app.papers import snapshot as snapshots

        return snapshots.take(
            self.kind,
            self.shipment,
            self.company,
            self.people,
            [(_as_printed(vehicle, self.books), price) for _, vehicle, price in self.lines],
            self.books.ports,
            number=number,
            revision=revision,
            date=day or self.today.isoformat(),
            draft=not number,
        )


def readiness(
    reader: Rows, books: Books, shipment: int, today: date, kind: str = INVOICE
) -> Readiness:
    """Judge every vehicle for the voyage and list what the paper still lacks."""
    return _readiness(reader, _order(reader, books, shipment, kind, today))


def write_paper(
    db: Database,
    progress: Progress,
    books: Books,
    shipment: int,
    kind: str,
    folder: Path,
    who: str,
    today: date,
    form: Form = WORKBOOK,
) -> tuple[Paper, Changes]:
    """Write one paper of a shipment: issued where it is ready, else as a draft that says so.

    A paper that is numbered with another (a packing list with its invoice) is issued with that
    one's number, revision and frozen content, so the two cannot disagree; until the other is issued
    as the shipment stands now there is no number to carry, and it stays a draft.

    Raises UserError where the law blocks a vehicle (with the finding), where the shipment is empty
    and where the folder cannot be written. A paper that did not change keeps its number.
    """
    order = _order(db.connection, books, shipment, kind, today)
    if not order.lines:
        raise UserError("shipment_empty", shipment=order.shipment.number)
    progress(0, 2, "progress.checking", shipment=order.shipment.number)
    state = _readiness(db.connection, order)
    for vehicle, car, _ in order.lines:
        refuse_blocked(car, state.verdicts[vehicle])
    progress(1, 2, "progress.writing", shipment=order.shipment.number)
    if state.ready:
        return _issue(db, order, state, _Target(folder, form), who)
    snapshot = order.snapshot()
    path = _write(books, snapshot, _Target(folder, form))
    return Paper(path, snapshot, _holds(state)), Changes()


def page_of(
    reader: Rows,
    books: Books,
    shipment: int,
    kind: str,
    today: date,
    document: int | None = None,
) -> Shown:
    """Return a paper to look at: an issued document by its id, as it was; else the draft."""
    from broker_app.papers import snapshot as snapshots
    from broker_app.papers.layout import lay_out

    if document is None:
        order = _order(reader, books, shipment, kind, today)
        draft = order.snapshot()
        return Shown(draft, lay_out(draft, order.definition), _holds(_readiness(reader, order)))
    kept = documents.of_shipment(reader, shipment)
    row = next((row for row in kept if row["id"] == document), None)
    if row is None:
        raise UserError("snapshot_unreadable")
    printed = snapshots.from_json(row["snapshot"].encode())
    return Shown(printed, lay_out(printed, books.document_kinds[printed.kind]))


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a paper goes, and as what kind of file."""

    folder: Path
    form: Form


def _order(reader: Rows, books: Books, shipment: int, kind: str, today: date) -> _Order:
    if kind not in books.document_kinds:
        raise UserError("document_kind_unknown", kind=kind, known=", ".join(books.document_kinds))
    return _Order(
        books=books,
        company=parties.company(reader),
        people={p.id: p for p in parties.every(reader) if p.id is not None},
        shipment=shipments.get(reader, shipment),
        lines=lines_of(reader, shipment),
        kind=kind,
        today=today,
    )


def _readiness(reader: Rows, order: _Order) -> Readiness:
    from broker_app.papers import snapshot as snapshots

    verdicts = {
        vehicle: verdict_on_board(reader, order.books, order.shipment, vehicle, order.today)
        for vehicle, _, _ in order.lines
    }
    missing = snapshots.problems(order.snapshot(), order.definition)
    if order.definition.numbered_with and _lead(reader, order) is None:
        missing.append(LEAD)
    return Readiness(verdicts, tuple(missing))


def _holds(state: Readiness) -> tuple[str, ...]:
    outcomes = Counter(v.outcome.value for v in state.verdicts.values() if v.outcome in NOT_YET)
    return tuple(f"missing.{name}" for name in state.missing) + tuple(outcomes)


def _issue(
    db: Database, order: _Order, state: Readiness, target: _Target, who: str
) -> tuple[Paper, Changes]:
    """Give a paper its number and keep it as printed; an unchanged one is written again."""
    reader = db.connection
    snapshot = _to_issue(reader, order)
    number = snapshot.number
    if snapshot == _standing(reader, order, order.kind):
        return Paper(_write(order.books, snapshot, target), snapshot, ()), Changes()
    named = order.shipment.number
    with write.step(db, "issue", who, kind=order.kind, number=number, shipment=named) as step:
        pack = packs.put(step, reader, order.books.pack, order.books.pack_bytes)
        documents.add(step, _row(order, snapshot, state, pack))
        # Written inside the step: no number is taken for a paper that could not be written.
        path = _write(order.books, snapshot, target)
    return Paper(path, snapshot, ()), Changes(frozenset({"document"}), step.number)


def _row(order: _Order, snapshot: Snapshot, state: Readiness, pack: int) -> dict[str, Any]:
    from broker_app.papers import snapshot as snapshots

    verdicts = {str(v): verdict for v, verdict in state.verdicts.items()}
    return {
        "shipment": order.shipment.id,
        "kind": snapshot.kind,
        "number": snapshot.number,
        "revision": snapshot.revision,
        "state": "issued",
        "snapshot": snapshots.to_json(snapshot).decode(),
        "sha256": snapshots.sha256(snapshot),
        "verdicts": msgspec.json.encode(verdicts).decode(),
        "pack": pack,
    }


def _as_printed(vehicle: Vehicle, books: Books) -> Vehicle:
    """Return the vehicle as papers may tell it: its tariff code, and only figures that are known.

    A displacement that a list printed in steps is no figure for customs, nor is a weight or a side
    that a table of models suggests for the vehicle's own: both count as missing until confirmed.
    """
    facts = {name: fact for name in INPUTS if (fact := vehicle.fact(name)) is not None}
    codes = classify(facts, books.tariff).codes
    printed = replace(vehicle)
    if not vehicle.hs_code and len(codes) == 1:
        printed.hs_code = codes[0]
    if (vehicle.displacement_precision_cc or 1) > 1:
        printed.displacement_cc = None
    for name in SIZES:
        size = vehicle.fact(name)
        if size is not None and not size.clears:
            setattr(printed, name, None)
    return printed


def _to_issue(reader: Rows, order: _Order) -> Snapshot:
    """Return what is issued: the paper that stands where nothing changed, else its revision."""
    lead = _lead(reader, order)
    if lead is not None:
        return replace(lead, kind=order.kind)
    printed = _standing(reader, order, order.kind)
    if printed is None:
        return order.snapshot(_next_number(reader, order))
    if order.snapshot(printed.number, printed.revision, printed.date) == printed:
        return printed
    return order.snapshot(printed.number, printed.revision + 1)


def _lead(reader: Rows, order: _Order) -> Snapshot | None:
    """Return the issued paper whose number this one carries, if it says what is true now."""
    kind = order.definition.numbered_with
    printed = _standing(reader, order, kind) if kind else None
    if printed is None:
        return None
    now = replace(order, kind=kind).snapshot(printed.number, printed.revision, printed.date)
    return printed if now == printed else None


def _standing(reader: Rows, order: _Order, kind: str) -> Snapshot | None:
    """Return what the issued document of a kind prints that stands, the latest revision."""
    from broker_app.papers import snapshot as snapshots

    kept = documents.of_shipment(reader, order.shipment.id or 0)
    issued = (row for row in kept if row["kind"] == kind and row["state"] == "issued")
    row = next(issued, None)
    return snapshots.from_json(row["snapshot"].encode()) if row else None


def _next_number(reader: Rows, order: _Order) -> str:
    """Return the highest number of the series used so far, plus one; none is used twice."""
    prefix, year = order.company.number_prefix, f"{order.today:%Y}"
    start = order.definition.series.format(prefix=prefix, year=year)
    used = documents.numbers(reader, order.kind, start)
    tails = [re.sub(r"\D.*", "", number[len(start) :]) for number in used]
    return f"{start}{max((int(tail) for tail in tails if tail), default=0) + 1:04d}"


def _write(books: Books, snapshot: Snapshot, target: _Target) -> Path:
    from broker_app.papers.layout import lay_out
    from broker_app.papers.saving import file_name

    path = target.folder / file_name(snapshot, target.form.ending)
    target.form.write([lay_out(snapshot, books.document_kinds[snapshot.kind])], path)
    return path


def holds_text(paper: Paper | Shown) -> str:
    """Return in words why a paper is only a draft; of many reasons the first ones."""
    said = [_hold_text(hold) for hold in paper.holds[:MOST_HOLDS]]
    more = len(paper.holds) - len(said)
    return words.say("word.list_join").join(
        said + [words.say("hold.more", count=more)] * (more > 0)
    )


def _hold_text(hold: str) -> str:
    key, _, rest = hold.partition(".")
    if key != "missing":
        return words.say(f"hold.{key}")
    if rest == LEAD:
        return words.say("hold.lead")
    name, _, line = rest.partition(":")
    field = f"paper.field.{name}"
    label = words.say(field) if words.has(field) else words.fact(name)
    return words.say("hold.missing_line" if line else "hold.missing", line=line, name=label)
