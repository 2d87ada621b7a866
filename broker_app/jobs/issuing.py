"""Issuing: papers of a shipment, drafted or numbered, kept as printed."""

import re
from collections import Counter
from collections.abc import Sequence
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


def readiness(
    reader: Rows, books: Books, shipment: int, today: date, kind: str = "CI"
) -> Readiness:
    """Judge every vehicle for the voyage and list what the paper still lacks."""
    from broker_app.papers import snapshot as snapshots

    record = shipments.get(reader, shipment)
    lines = lines_of(reader, shipment)
    verdicts = {v: verdict_on_board(reader, books, record, v, today) for v, _, _ in lines}
    taken = _take(reader, books, record, lines, kind, "", 0, today, draft=True)
    ignored = ("number",)  # it is taken when the paper is issued
    missing = tuple(p for p in snapshots.problems(taken) if p not in ignored)
    return Readiness(verdicts, missing)


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
    reader = db.connection
    record = shipments.get(reader, shipment)
    if kind not in books.document_kinds:
        raise UserError("document_kind_unknown", kind=kind, known=", ".join(books.document_kinds))
    lines = lines_of(reader, shipment)
    if not lines:
        raise UserError("shipment_empty", shipment=record.number)
    progress(0, 2, "progress.checking", shipment=record.number)
    state = readiness(reader, books, shipment, today, kind)
    for vehicle, car, _ in lines:
        refuse_blocked(car, state.verdicts[vehicle])
    progress(1, 2, "progress.writing", shipment=record.number)
    if not state.ready:
        return _draft(reader, books, record, lines, kind, folder, today, state), Changes()
    return _issue(db, books, record, lines, kind, folder, who, today, state)


def _draft(
    reader: Rows,
    books: Books,
    record: Shipment,
    lines: Sequence[tuple[int, Vehicle, Money]],
    kind: str,
    folder: Path,
    today: date,
    state: Readiness,
) -> Paper:
    snapshot = _take(reader, books, record, lines, kind, "", 0, today, draft=True)
    outcomes = Counter(v.outcome.value for v in state.verdicts.values() if v.outcome in NOT_YET)
    holds = tuple(f"missing.{name}" for name in state.missing) + tuple(outcomes)
    return Paper(_write(books, snapshot, folder), snapshot, holds)


def _issue(
    db: Database,
    books: Books,
    record: Shipment,
    lines: Sequence[tuple[int, Vehicle, Money]],
    kind: str,
    folder: Path,
    who: str,
    today: date,
    state: Readiness,
) -> tuple[Paper, Changes]:
    from broker_app.papers import snapshot as snapshots

    reader = db.connection
    earlier = _standing(reader, record, kind)
    if earlier is not None:
        printed = snapshots.from_json(earlier["snapshot"].encode())
        again = _take(
            reader,
            books,
            record,
            lines,
            kind,
            printed.number,
            printed.revision,
            date.fromisoformat(printed.date),
            draft=False,
        )
        if again == printed:
            return Paper(_write(books, printed, folder), printed, ()), Changes()
    number = earlier["number"] if earlier else _next_number(reader, kind, today)
    revision = earlier["revision"] + 1 if earlier else 0
    snapshot = _take(reader, books, record, lines, kind, number, revision, today, draft=False)
    with write.step(db, "issue", who, kind=kind, number=number, shipment=record.number) as step:
        pack = packs.put(step, reader, books.pack, books.pack_bytes)
        documents.add(step, _row(record, snapshot, state, pack))
        # Written inside the step: no number is taken for a paper that could not be written.
        path = _write(books, snapshot, folder)
    return Paper(path, snapshot, ()), Changes(frozenset({"document"}), step.number)


def _row(record: Shipment, snapshot: Snapshot, state: Readiness, pack: int) -> dict[str, Any]:
    from broker_app.papers import snapshot as snapshots

    verdicts = {str(v): verdict for v, verdict in state.verdicts.items()}
    return {
        "shipment": record.id,
        "kind": snapshot.kind,
        "number": snapshot.number,
        "revision": snapshot.revision,
        "state": "issued",
        "snapshot": snapshots.to_json(snapshot).decode(),
        "sha256": snapshots.sha256(snapshot),
        "verdicts": msgspec.json.encode(verdicts).decode(),
        "pack": pack,
    }


def _take(
    reader: Rows,
    books: Books,
    record: Shipment,
    lines: Sequence[tuple[int, Vehicle, Money]],
    kind: str,
    number: str,
    revision: int,
    day: date,
    *,
    draft: bool,
) -> Snapshot:
    from broker_app.papers import snapshot as snapshots

    return snapshots.take(
        kind,
        record,
        parties.company(reader),
        {p.id: p for p in parties.every(reader) if p.id is not None},
        [(_as_printed(vehicle, books), price) for _, vehicle, price in lines],
        books.ports,
        number=number,
        revision=revision,
        date=day.isoformat(),
        draft=draft,
    )


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


def _standing(reader: Rows, record: Shipment, kind: str) -> Any:
    return next(
        (
            row
            for row in documents.of_shipment(reader, record.id or 0)
            if row["kind"] == kind and row["state"] == "issued"
        ),
        None,
    )


def _next_number(reader: Rows, kind: str, today: date) -> str:
    """Return the highest number of the series used so far, plus one; none is used twice."""
    start = f"{parties.company(reader).number_prefix}-{today:%Y}-"
    used = [re.sub(r"\D.*", "", n[len(start) :]) for n in documents.numbers(reader, kind, start)]
    return f"{start}{max((int(n) for n in used if n), default=0) + 1:04d}"


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
