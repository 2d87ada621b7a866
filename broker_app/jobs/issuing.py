"""Issuing: papers of a shipment, drafted or numbered, kept as printed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.document import INVOICE, Snapshot
from broker_app.domain.end_use import Cited
from broker_app.domain.paper_keys import RECKONED, keys_of
from broker_app.errors import UserError
from broker_app.jobs import as_printed, giving_out, numbering, printing
from broker_app.jobs.books import Books
from broker_app.jobs.collector import still
from broker_app.jobs.paper_order import Order, lead_of, says_otherwise, standing
from broker_app.jobs.progress import Progress, silent
from broker_app.jobs.readiness import Readiness, hold_text, holds_of, readiness_of
from broker_app.jobs.reckoning import order_for
from broker_app.jobs.sailing import Sailing
from broker_app.jobs.shipping import refuse_blocked
from broker_app.jobs.templating import Filling, filling_for
from broker_app.store import documents, packs, paper_forms, shipments, write
from broker_app.store.database import Database, Rows, version_of

if TYPE_CHECKING:
    from broker_app.papers.page import Page

MOST_HOLDS = 6
"""How many reasons are said; a list of 40 vehicles may lack 160 sizes."""


class Write(Protocol):
    """Writes pages into a file, and says how far it is."""

    def __call__(
        self, pages: "Sequence[Page]", target: Path, progress: Progress = silent, /
    ) -> None:
        """Write them. Raises UserError where the target cannot be written."""


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file: its ending, and what writes pages into it."""

    ending: str
    write: Write


def _write_workbook(pages: "Sequence[Page]", target: Path, progress: Progress = silent) -> None:
    from broker_app.papers.workbook import write_workbook

    write_workbook(pages, target, lambda done, all_: progress(done, all_, "progress.table"))


WORKBOOK = Form("xlsx", _write_workbook)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was written: its file, and whether it is issued or only a draft."""

    path: Path
    snapshot: Snapshot
    holds: tuple[str, ...]
    """Why it is a draft: keys of missing entries (`missing.vessel`), or of verdicts (`REVIEW`)."""
    as_printed: bool = True
    """Not of a paper whose page was not kept when it was issued: it is in today's wording."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A paper to look at; `holds` says why it is only a draft."""

    snapshot: Snapshot
    page: "Page"
    holds: tuple[str, ...] = ()
    document: int = 0
    """The issued document it is; 0 for a draft."""
    as_printed: bool = True
    """Not of a paper whose page was not kept when it was issued: it is in today's wording."""


def readiness(
    reader: Rows, books: Books, shipment: int, today: date, kind: str = INVOICE
) -> Readiness:
    """Judge every vehicle for the voyage and list what the paper still lacks."""
    return readiness_of(reader, order_for(reader, books, shipment, kind, today))


@still()
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
    sailing: Sailing | None = None,
) -> tuple[Paper, Changes]:
    """Write one paper of a shipment: issued where it is ready, else as a draft that says so.

    A workbook is the company's template filled in, where it has one in use and `templated` is asked
    for; else, and in any other form, it is our own layout.

    A paper that is numbered with another (a packing list with its invoice) is issued with that
    one's number, revision and frozen content, so the two cannot disagree; until the other is issued
    as the shipment stands now there is no number to carry, and it stays a draft.

    Raises UserError where the law blocks a vehicle (with the finding), where the shipment is empty
    where the folder cannot be written, and where a typed `number` cannot be taken. A paper that
    did not change keeps its number. Papers of a set, written while nobody else writes, share the
    `sailing` that was looked up for the first.
    """
    seen = version_of(db.connection)
    order = order_for(db.connection, books, shipment, kind, today, sailing)
    _refuse_empty(order)
    progress(0, 2, "progress.checking", shipment=order.shipment.number)
    state = readiness_of(db.connection, order)
    for line in order.lines:
        refuse_blocked(line.record, state.verdicts[line.vehicle])
    progress(1, 2, "progress.writing", shipment=order.shipment.number)
    target = target_of(db.connection, order, folder, form, templated=templated)
    if state.ready:
        typed = numbering.read_number(number)
        try:
            return _issue(db, progress, order, state, target, who, typed, seen)
        except _MovedOnError:  # another window or command wrote meanwhile: all is looked at anew
            again = (kind, folder, who, today, form, number, templated)
            return write_paper(db, progress, books, shipment, *again)
    snapshot = order.snapshot()
    path = write_file(db.connection, books, snapshot, target, progress=progress)
    return Paper(path, snapshot, holds_of(state)), giving_out.note_if_written(
        db, "draft", path, who
    )


def page_of(
    reader: Rows,
    books: Books,
    shipment: int,
    kind: str,
    today: date,
    document: int | None = None,
) -> Shown:
    """Return a paper to look at: an issued document by its id, as it was; else the draft.

    Raises UserError for the draft of a shipment without vehicles, and where a kept page is damaged.
    """
    from broker_app.papers import snapshot as snapshots

    if document is None:
        order = order_for(reader, books, shipment, kind, today)
        _refuse_empty(order)
        draft = order.snapshot()
        page = paper_page(reader, books, draft, order.company.id)
        return Shown(draft, page, holds_of(readiness_of(reader, order)))
    kept = documents.of_shipment(reader, shipment)
    row = next((row for row in kept if row["id"] == document), None)
    if row is None:
        raise UserError("snapshot_unreadable")
    printed = snapshots.from_json(row["snapshot"].encode())
    company = shipments.get(reader, shipment).company
    page = paper_page(reader, books, printed, company, document)
    is_kept = as_printed.is_kept(reader, document)
    return Shown(printed, page, document=document, as_printed=is_kept)


def _refuse_empty(order: Order) -> None:
    """Refuse a paper of nothing, whose sums would say nothing. Raises UserError(shipment_empty)."""
    if not order.lines:
        raise UserError("shipment_empty", shipment=order.shipment.number)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a paper goes, and as what kind of file; `filling` is the template it is filled into.

    `templated` says whether one is asked for: an issued paper is filled into the one it had.
    """

    folder: Path
    form: Form
    filling: Filling | None = None
    company: int | None = None
    templated: bool = False


def target_of(reader: Rows, order: Order, folder: Path, form: Form, *, templated: bool) -> Target:
    """Return where a paper goes: a workbook into the company's template where it has one."""
    wanted = templated and form is WORKBOOK
    filling = filling_for(reader, order.company.id, order.kind) if wanted else None
    return Target(folder, form, filling, order.company.id, wanted)


class _MovedOnError(Exception):
    """Another connection has written since a paper was looked at."""


def _issue(
    db: Database,
    progress: Progress,
    order: Order,
    state: Readiness,
    target: Target,
    who: str,
    typed: str,
    seen: int,
) -> tuple[Paper, Changes]:
    """Give a paper its number and keep it as printed; an unchanged one is written again.

    Raises _MovedOnError where somebody else has written since the file was `seen`.
    """
    reader = db.connection
    snapshot = _to_issue(reader, order, typed)
    number = snapshot.number
    printed = standing(reader, order, order.kind)
    if snapshot == printed:
        document = documents.standing(reader, order.shipment.id or 0, order.kind)
        path = write_file(reader, order.books, printed, target, document, progress)
        kept = as_printed.is_kept(reader, document)
        return Paper(path, printed, (), kept), printing.note_file(db, document, path, who)
    layout = paper_forms.of(reader, target.company, order.kind).layout
    snapshot = replace(snapshot, layout=layout)
    named = order.shipment.number
    from broker_app.papers.saving import handing_over

    with (
        TemporaryDirectory() as aside,
        handing_over(target.folder) as waiting,
        write.step(db, "issue", who, kind=order.kind, number=number, shipment=named) as step,
    ):
        if version_of(reader) != seen:
            raise _MovedOnError
        pack = packs.put(step, reader, order.books.pack, order.books.pack_bytes)
        numbering.take(step, reader, order, snapshot)
        document = documents.add(step, row_of(order, snapshot, state, pack))
        as_printed.keep(step, reader, order.definition, document, snapshot, target.company)
        # Written inside the step: no number is taken for a paper that could not be written.
        within = replace(target, folder=Path(aside))
        path = write_file(reader, order.books, snapshot, within, document, progress)
        printing.note(step, document, path)
        if path.is_file():  # papers that share a file have none of their own
            waiting.put(path)
    issued = Paper(target.folder / path.name, snapshot, ())
    return issued, Changes(frozenset({"document", "print_log"}), step.number)


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
    numbering.refuse_other(printed, typed)
    if printed is None:
        return order.snapshot(typed or numbering.next_number(reader, order))
    if not says_otherwise(order, printed):
        return printed
    return order.snapshot(printed.number, printed.revision + 1)


def write_file(
    reader: Rows,
    books: Books,
    snapshot: Snapshot,
    target: Target,
    document: int = 0,
    progress: Progress = silent,
) -> Path:
    """Write a snapshot as a file; returns its path. An issued `document` is as it was printed.

    Raises UserError where it cannot be written, and where what was kept of it is damaged.
    """
    from broker_app.papers.saving import file_name

    path = target.folder / file_name(snapshot, target.form.ending)
    definition, filling = books.document_kinds[snapshot.kind], target.filling
    names = as_printed.pictures_on(definition, snapshot)
    kept = as_printed.of_document(reader, document, snapshot.number)
    if kept is not None:
        own = kept.template if target.templated else None
        definition, filling = kept.printed.worded(definition), Filling(own) if own else None
        names = kept.printed.pictures
    if filling is not None:
        pictures = as_printed.pictures_of(reader, snapshot, names)
        shown = {stamp.name: stamp.content for stamp in pictures}
        filling.write(snapshot, definition, path, shown)
    else:
        page = paper_page(reader, books, snapshot, target.company, document)
        target.form.write([page], path, progress)
    return path


def paper_page(
    reader: Rows, books: Books, snapshot: Snapshot, company: int | None, document: int = 0
) -> "Page":
    """Return the page of a draft as its company has it now, of a `document` as it was printed.

    Raises UserError where what was kept of it is damaged.
    """
    if document:
        return as_printed.page_of(reader, books, document, snapshot, company)
    form = paper_forms.of(reader, company, snapshot.kind)
    return as_printed.laid_out(reader, snapshot, books.document_kinds[snapshot.kind], form)


def holds_text(paper: Paper | Shown) -> str:
    """Return in words why a paper is only a draft; of many reasons the first ones."""
    return holds_said(paper.holds)


def shown_note(shown: Shown, books: Books) -> str:
    """Return what is to be said beside a paper that is looked at.

    Why it is a draft, that it is not as it was printed, and what in it no source bears out.
    """
    number = shown.snapshot.number
    said = words.say("print.draft", why=holds_text(shown)) if shown.holds else ""
    if not shown.holds and not shown.as_printed:
        said = words.say("document.today_worded", number=number)
    printed = keys_of(books.document_kinds[shown.snapshot.kind])
    wanted = (key.removeprefix(RECKONED) for key in printed if key.startswith(RECKONED))
    doubts = (term_doubt(books.end_use.fields.get(name)) for name in sorted(wanted))
    return " ".join(filter(None, (said, *doubts)))


def term_doubt(field: Cited | None) -> str:
    """Return that a term of a clause is recalled, not read in a source; empty where it was read."""
    within = field.within if field is not None else None
    if within is None or within.confidence == "sourced":
        return ""
    sure = words.say(f"confidence.{within.confidence}")
    return words.say("document.term_doubt", days=within.days, sure=sure)


def lacks(reader: Rows, books: Books, shipment: int, kind: str, today: date) -> tuple[str, ...]:
    """Return why a paper of a kind would be only a draft now; nothing where it may be issued."""
    return holds_of(readiness(reader, books, shipment, today, kind))


def holds_said(holds: Sequence[str], most: int = MOST_HOLDS) -> str:
    """Return reasons in words; of many the first ones."""
    merged = _merged(holds)
    said = [hold_text(hold) for hold in merged[:most]]
    more = len(merged) - len(said)
    return words.listed(said + [words.say("hold.more", count=more)] * (more > 0))


_OF_LINE = re.compile(r"(missing\..*):([0-9]{1,9})", re.DOTALL)


def _merged(holds: Sequence[str]) -> list[str]:
    """Return reasons with the same one of many vehicles as one: `missing.weight_kg:1–3, 5`."""
    lines: dict[str, list[int]] = {}
    for hold in holds:
        numbered = _OF_LINE.fullmatch(hold)  # the name of a party may have colons too
        name = numbered[1] if numbered else hold
        lines.setdefault(name, []).extend([int(numbered[2])] if numbered else [])
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
