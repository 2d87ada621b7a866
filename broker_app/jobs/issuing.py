"""Issuing: papers of a shipment, drafted or numbered, kept as printed."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.document import INVOICE, Snapshot
from broker_app.domain.particulars import PREFIX
from broker_app.domain.red_flags import HELD, UNANSWERED
from broker_app.domain.series import FOLLOWS
from broker_app.domain.shipment import Shipment
from broker_app.domain.verdict import Outcome, Verdict
from broker_app.errors import UserError
from broker_app.jobs import numbering, particulars, printing, screening, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.evidencing import is_released
from broker_app.jobs.judging import Bench
from broker_app.jobs.paper_order import Order, lead_of, order_of, standing
from broker_app.jobs.progress import Progress
from broker_app.jobs.red_flagging import hold_of
from broker_app.jobs.screening import of_parties
from broker_app.jobs.shipping import facts_on_board, question_of, refuse_blocked
from broker_app.jobs.templating import Filling, filling_for
from broker_app.store import company_pictures, documents, packs, parties, write
from broker_app.store.database import Database, Rows

if TYPE_CHECKING:
    from broker_app.papers.page import Page, Stamp

NOT_YET = (Outcome.REVIEW, Outcome.CONDITIONAL)
MOST_HOLDS = 6
"""How many reasons are said; a list of 40 vehicles may lack 160 sizes."""
HITS = ("hit", "confirmed")
"""Reasons that name a list and a party."""
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
    document: int = 0
    """The issued document it is; 0 for a draft."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands between a shipment and its papers."""

    verdicts: dict[int, Verdict]
    missing: tuple[str, ...]
    released: frozenset[int] = frozenset()
    """Vehicles that a person has released by stored papers."""
    hits: tuple[str, ...] = ()
    """Hits on parties that are open or confirmed: `hit.un.NAME`, `confirmed.un.NAME`."""

    @property
    def blocked(self) -> list[int]:
        """Vehicles that may not be shipped."""
        return [v for v, verdict in self.verdicts.items() if verdict.outcome is Outcome.BLOCKED]

    @property
    def undecided(self) -> list[int]:
        """Vehicles that may be drafted, not released."""
        return [
            vehicle
            for vehicle, verdict in self.verdicts.items()
            if verdict.outcome in NOT_YET and vehicle not in self.released
        ]

    @property
    def ready(self) -> bool:
        """Whether papers may be issued."""
        return bool(self.verdicts) and not (
            self.blocked or self.undecided or self.missing or self.hits
        )


def readiness(
    reader: Rows, books: Books, shipment: int, today: date, kind: str = INVOICE
) -> Readiness:
    """Judge every vehicle for the voyage and list what the paper still lacks."""
    return _readiness(reader, order_of(reader, books, shipment, kind, today))


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
    number: str = "",
    templated: bool = True,
) -> tuple[Paper, Changes]:
    """Write one paper of a shipment: issued where it is ready, else as a draft that says so.

    A workbook is the company's template filled in, where it has one in use and `templated` is asked
    for; else, and in any other form, it is our own layout.

    A paper that is numbered with another (a packing list with its invoice) is issued with that
    one's number, revision and frozen content, so the two cannot disagree; until the other is issued
    as the shipment stands now there is no number to carry, and it stays a draft.

    Raises UserError where the law blocks a vehicle (with the finding), where the shipment is empty
    where the folder cannot be written, and where a typed `number` cannot be taken. A paper that
    did not change keeps its number.
    """
    order = order_of(db.connection, books, shipment, kind, today)
    if not order.lines:
        raise UserError("shipment_empty", shipment=order.shipment.number)
    progress(0, 2, "progress.checking", shipment=order.shipment.number)
    state = _readiness(db.connection, order)
    for line in order.lines:
        refuse_blocked(line.record, state.verdicts[line.vehicle])
    progress(1, 2, "progress.writing", shipment=order.shipment.number)
    target = target_of(db.connection, order, folder, form, templated=templated)
    if state.ready:
        return _issue(db, order, state, target, who, number)
    snapshot = order.snapshot()
    path = write_file(db.connection, books, snapshot, target)
    return Paper(path, snapshot, holds_of(state)), Changes()


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

    if document is None:
        order = order_of(reader, books, shipment, kind, today)
        draft = order.snapshot()
        page = paper_page(reader, books, draft)
        return Shown(draft, page, holds_of(_readiness(reader, order)))
    kept = documents.of_shipment(reader, shipment)
    row = next((row for row in kept if row["id"] == document), None)
    if row is None:
        raise UserError("snapshot_unreadable")
    printed = snapshots.from_json(row["snapshot"].encode())
    page = paper_page(reader, books, printed)
    return Shown(printed, page, document=document)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a paper goes, and as what kind of file; `filling` is the template it is filled into."""

    folder: Path
    form: Form
    filling: Filling | None = None


def target_of(reader: Rows, order: Order, folder: Path, form: Form, *, templated: bool) -> Target:
    """Return where a paper goes: a workbook into the company's template where it has one."""
    wanted = templated and form is WORKBOOK
    filling = filling_for(reader, order.company.id, order.kind) if wanted else None
    return Target(folder, form, filling)


def _readiness(reader: Rows, order: Order) -> Readiness:
    from broker_app.papers import snapshot as snapshots

    bench = Bench(order.books, question_of(reader, order.books, order.shipment, order.today))
    company = parties.company(reader)
    verdicts = {
        line.vehicle: bench.verdict(facts_on_board(reader, bench, line.vehicle, company))
        for line in order.lines
    }
    missing = snapshots.problems(order.snapshot(), order.definition) + order.without_country
    if order.definition.numbered_with and lead_of(reader, order) is None:
        missing.append(LEAD)
    if FOLLOWS in numbering.pattern_of(order.company, order.definition):
        missing += [] if standing(reader, order, INVOICE) else [LEAD]
    shipment = order.shipment.id or 0
    held = hold_of(reader, order.books, shipment, verdicts)
    if held is not None:
        missing.append(held)
    free = {v for v, given in verdicts.items() if is_released(reader, shipment, v, given)}
    hits = hits_on(reader, order.books, order.shipment, order.today)
    return Readiness(verdicts, tuple(missing), frozenset(free), hits)


def hits_on(reader: Rows, books: Books, shipment: Shipment, today: date) -> tuple[str, ...]:
    """Return what of its parties holds the papers of a shipment: each hit by list and name."""
    people = shipping.people_of(reader, shipment)
    found = of_parties(reader, books, today, people)
    return tuple(
        f"{'confirmed' if one.state == 'confirmed' else 'hit'}.{one.hit.entry.list_id}.{party.name}"
        for party in people
        for one in found[party.id or 0].holding
    )


def holds_of(state: Readiness) -> tuple[str, ...]:
    """Return why a paper is only a draft."""
    outcomes = Counter(state.verdicts[vehicle].outcome.value for vehicle in state.undecided)
    missing = tuple(f"missing.{name}" for name in state.missing)
    return tuple(dict.fromkeys(state.hits)) + missing + tuple(outcomes)


def _issue(
    db: Database, order: Order, state: Readiness, target: Target, who: str, typed: str
) -> tuple[Paper, Changes]:
    """Give a paper its number and keep it as printed; an unchanged one is written again."""
    reader = db.connection
    snapshot = _to_issue(reader, order, typed)
    number = snapshot.number
    if snapshot == standing(reader, order, order.kind):
        path = write_file(reader, order.books, snapshot, target)
        document = documents.standing(reader, order.shipment.id or 0, order.kind)
        return Paper(path, snapshot, ()), printing.note_file(db, document, path, who)
    named = order.shipment.number
    with write.step(db, "issue", who, kind=order.kind, number=number, shipment=named) as step:
        pack = packs.put(step, reader, order.books.pack, order.books.pack_bytes)
        numbering.take(step, reader, order, snapshot)
        document = documents.add(step, row_of(order, snapshot, state, pack))
        # Written inside the step: no number is taken for a paper that could not be written.
        path = write_file(reader, order.books, snapshot, target)
        printing.note(step, document, path)
    return Paper(path, snapshot, ()), Changes(frozenset({"document", "print_log"}), step.number)


def row_of(order: Order, snapshot: Snapshot, state: Readiness, pack: int) -> dict[str, Any]:
    """Return what is stored of an issued paper."""
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


def _to_issue(reader: Rows, order: Order, typed: str = "") -> Snapshot:
    """Return what is issued: the paper that stands where nothing changed, else its revision."""
    lead = lead_of(reader, order)
    if lead is not None:
        return replace(lead, kind=order.kind)
    printed = standing(reader, order, order.kind)
    if printed is None:
        return order.snapshot(typed or numbering.next_number(reader, order))
    if order.snapshot(printed.number, printed.revision, printed.date) == printed:
        return printed
    return order.snapshot(printed.number, printed.revision + 1)


def write_file(reader: Rows, books: Books, snapshot: Snapshot, target: Target) -> Path:
    """Write a snapshot as a file; returns its path."""
    from broker_app.papers.saving import file_name

    path = target.folder / file_name(snapshot, target.form.ending)
    if target.filling is not None:
        pictures = {stamp.name: stamp.content for stamp in stamps_of(reader, books, snapshot)}
        target.filling.write(snapshot, books.document_kinds[snapshot.kind], path, pictures)
    else:
        target.form.write([paper_page(reader, books, snapshot)], path)
    return path


def paper_page(reader: Rows, books: Books, snapshot: Snapshot) -> "Page":
    """Lay a snapshot out, with the pictures it may carry: a draft has neither seal nor signature.

    reference: paperwork specification 2.8.
    """
    from broker_app.papers.layout import lay_out

    page = lay_out(snapshot, books.document_kinds[snapshot.kind])
    return replace(page, stamps=stamps_of(reader, books, snapshot))


def stamps_of(reader: Rows, books: Books, snapshot: Snapshot) -> "tuple[Stamp, ...]":
    """Return the pictures that a paper may carry."""
    from broker_app.papers.page import Stamp

    kind = books.document_kinds[snapshot.kind]
    signed = kind.sealed and not snapshot.draft
    wanted = {"logo"} | ({"seal", "signature"} if signed else set())
    found = {
        name: company_pictures.get(reader, kept)
        for name, kept in snapshot.pictures
        if name in wanted
    }
    return tuple(Stamp(name, content) for name, content in found.items() if content)


def holds_text(paper: Paper | Shown) -> str:
    """Return in words why a paper is only a draft; of many reasons the first ones."""
    return holds_said(paper.holds)


def lacks(reader: Rows, books: Books, shipment: int, kind: str, today: date) -> tuple[str, ...]:
    """Return why a paper of a kind would be only a draft now; nothing where it may be issued."""
    return holds_of(readiness(reader, books, shipment, today, kind))


def holds_said(holds: Sequence[str], most: int = MOST_HOLDS) -> str:
    """Return reasons in words; of many the first ones."""
    merged = _merged(holds)
    said = [hold_text(hold) for hold in merged[:most]]
    more = len(merged) - len(said)
    return words.listed(said + [words.say("hold.more", count=more)] * (more > 0))


def _merged(holds: Sequence[str]) -> list[str]:
    """Return reasons with the same one of many vehicles as one: `missing.weight_kg:1–3, 5`."""
    lines: dict[str, list[int]] = {}
    for hold in holds:
        name, _, line = hold.partition(":")
        lines.setdefault(name, []).extend([int(line)] if line else [])
    return [f"{name}:{_ranges(found)}" if found else name for name, found in lines.items()]


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers in order with runs as ranges: `1–3, 5`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def label_of(name: str) -> str:
    """Return how a field of a paper, a particular, or a fact of a vehicle is called."""
    if PREFIX in name:
        return particulars.label(name)
    field = f"paper.field.{name}"
    return words.say(field) if words.has(field) else words.fact(name)


def hold_text(hold: str) -> str:
    """Return in words one reason why a paper is only a draft."""
    key, _, rest = hold.partition(".")
    if key in HITS:
        list_id, _, name = rest.partition(".")
        return words.say(f"hold.{key}", name=name, list=screening.shipped_title(list_id))
    if key != "missing":
        return words.say(f"hold.{key}")
    if rest in (LEAD, UNANSWERED, HELD):
        return words.say(f"hold.{rest}")
    name, _, line = rest.partition(":")
    label = label_of(name)
    return words.say("hold.missing_line" if line else "hold.missing", line=line, name=label)
