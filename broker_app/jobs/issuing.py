"""Issuing: papers of a shipment, drafted or numbered, kept as printed."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.classify import INPUTS, classify
from broker_app.domain.document import Snapshot
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

NOT_YET = (Outcome.REVIEW, Outcome.CONDITIONAL)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was written: its file, and whether it is issued or only a draft."""

    path: Path
    snapshot: Snapshot
    holds: tuple[str, ...]
    """Why it is a draft: keys of missing entries (`missing.vessel`), or of verdicts (`REVIEW`)."""


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
    reader: Rows, books: Books, shipment: int, today: date, kind: str = "CI"
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
) -> tuple[Paper, Changes]:
    """Write one paper of a shipment: issued where it is ready, else as a draft that says so.

    Raises UserError where the law blocks a vehicle (with the finding), where the shipment is empty
    and where the folder cannot be written. A paper that did not change keeps its number.
    """
    if kind not in books.document_kinds:
        raise UserError("document_kind_unknown", kind=kind, known=", ".join(books.document_kinds))
    order = _order(db.connection, books, shipment, kind, today)
    if not order.lines:
        raise UserError("shipment_empty", shipment=order.shipment.number)
    progress(0, 2, "progress.checking", shipment=order.shipment.number)
    state = _readiness(db.connection, order)
    for vehicle, car, _ in order.lines:
        refuse_blocked(car, state.verdicts[vehicle])
    progress(1, 2, "progress.writing", shipment=order.shipment.number)
    if state.ready:
        return _issue(db, order, state, folder, who)
    snapshot = order.snapshot()
    return Paper(_write(books, snapshot, folder), snapshot, _holds(state)), Changes()


def _order(reader: Rows, books: Books, shipment: int, kind: str, today: date) -> _Order:
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
    # A number is taken when the paper is issued, so a draft never lacks it.
    missing = (p for p in snapshots.problems(order.snapshot()) if p != "number")
    return Readiness(verdicts, tuple(missing))


def _holds(state: Readiness) -> tuple[str, ...]:
    outcomes = Counter(v.outcome.value for v in state.verdicts.values() if v.outcome in NOT_YET)
    return tuple(f"missing.{name}" for name in state.missing) + tuple(outcomes)


def _issue(
    db: Database, order: _Order, state: Readiness, folder: Path, who: str
) -> tuple[Paper, Changes]:
    """Give a paper its number and keep it as printed; an unchanged one is written again."""
    from broker_app.papers import snapshot as snapshots

    reader = db.connection
    earlier = _standing(reader, order)
    if earlier is None:
        number, revision = _next_number(reader, order), 0
    else:
        printed = snapshots.from_json(earlier["snapshot"].encode())
        number, revision = printed.number, printed.revision + 1
        if order.snapshot(number, printed.revision, printed.date) == printed:
            return Paper(_write(order.books, printed, folder), printed, ()), Changes()
    snapshot = order.snapshot(number, revision)
    named = order.shipment.number
    with write.step(db, "issue", who, kind=order.kind, number=number, shipment=named) as step:
        pack = packs.put(step, reader, order.books.pack, order.books.pack_bytes)
        documents.add(step, _row(order, snapshot, state, pack))
        # Written inside the step: no number is taken for a paper that could not be written.
        path = _write(order.books, snapshot, folder)
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
    """Return the vehicle as papers may tell it: its tariff code, and only an exact displacement.

    A displacement that a list printed in steps is no figure for customs: it counts as missing.
    """
    facts = {name: fact for name in INPUTS if (fact := vehicle.fact(name)) is not None}
    codes = classify(facts, books.tariff).codes
    printed = replace(vehicle)
    if not vehicle.hs_code and len(codes) == 1:
        printed.hs_code = codes[0]
    if (vehicle.displacement_precision_cc or 1) > 1:
        printed.displacement_cc = None
    return printed


def _standing(reader: Rows, order: _Order) -> Any:
    """Return the issued document of this kind that stands, the latest revision."""
    kept = documents.of_shipment(reader, order.shipment.id or 0)
    ours = (row for row in kept if row["kind"] == order.kind and row["state"] == "issued")
    return next(ours, None)


def _next_number(reader: Rows, order: _Order) -> str:
    """Return the highest number of the series used so far, plus one; none is used twice."""
    start = f"{order.company.number_prefix}-{order.today:%Y}-"
    used = documents.numbers(reader, order.kind, start)
    tails = [re.sub(r"\D.*", "", number[len(start) :]) for number in used]
    return f"{start}{max((int(tail) for tail in tails if tail), default=0) + 1:04d}"


def _write(books: Books, snapshot: Snapshot, folder: Path) -> Path:
    from broker_app.papers.layout import lay_out
    from broker_app.papers.workbook import file_name, write_workbook

    target = folder / file_name(snapshot)
    write_workbook([lay_out(snapshot, books.document_kinds[snapshot.kind])], target)
    return target


def holds_text(paper: Paper) -> str:
    """Return in words why a paper is only a draft."""
    return words.say("word.list_join").join(_hold_text(hold) for hold in paper.holds)


def _hold_text(hold: str) -> str:
    key, _, rest = hold.partition(".")
    if key != "missing":
        return words.say(f"hold.{key}")
    name, _, line = rest.partition(":")
    field = f"paper.field.{name}"
    label = words.say(field) if words.has(field) else words.fact(name)
    return words.say("hold.missing_line" if line else "hold.missing", line=line, name=label)
