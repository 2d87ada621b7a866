"""The papers that a shipment usually has: which they are, and all of them written at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from broker_app.domain.changes import Changes
from broker_app.domain.document import INVOICE
from broker_app.domain.paper_keys import ISSUED, keys_of
from broker_app.domain.paper_set import Going, is_usual
from broker_app.domain.shipment import Shipment
from broker_app.jobs import giving_out, issuing, printing
from broker_app.jobs.books import Books
from broker_app.jobs.going import end_country, going_of
from broker_app.jobs.issuing import WORKBOOK, Form, Paper, Shown
from broker_app.jobs.progress import Progress, part_of, silent
from broker_app.jobs.sailing import Sailing
from broker_app.jobs.shipping import lines_of
from broker_app.store import bl_drafts, documents, particulars, shipments, write
from broker_app.store.database import Database, Rows

if TYPE_CHECKING:
    from broker_app.papers.page import Page

_RISKY = ("HIGH", "PROHIBITED")
DRAFT_CHECK = "BLD"
"""The paper on which the carrier's draft of the B/L is held against our instruction."""


@dataclass(frozen=True, slots=True)
class WrittenSet:
    """The papers of a set that were written; `path` is the one file, where they share one."""

    papers: tuple[Paper, ...]
    folder: Path
    path: Path | None = None

    @property
    def drafts(self) -> int:
        """How many of them are only drafts."""
        return sum(paper.snapshot.draft for paper in self.papers)


def is_risky(books: Books, shipment: Shipment) -> bool:
    """Tell whether goods are known to move on from where a shipment ends. Reads the markets."""
    country = end_country(books, shipment)
    markets = (market for market in books.markets.values() if market.country == country)
    return any(market.diversion.risk in _RISKY for market in markets)


def usual_kinds(books: Books, going: Going, *, risky: bool) -> list[str]:
    """Return the kinds of papers that such a shipment usually has, in the order of their stages."""
    asked = replace(going, risky=risky)
    staged = [kind for stage in books.paper_matrix.stages for kind in stage.kinds]
    known = (kind for kind in staged if kind in books.shipment_papers)
    return [kind for kind in known if is_usual(books.paper_matrix, kind, asked)]


def kinds_to_write(reader: Rows, books: Books, shipment: int) -> list[str]:
    """Return the usual kinds of a shipment, each after those whose numbers it prints.

    The invoice is first: nearly all others carry its number.
    What is of the house's own books is none of them: a set is sent to others. Nor is the check
    sheet of a draft that the carrier has not sent yet: there is nothing to check.
    """
    record = shipments.get(reader, shipment)
    lines = [line.record for line in lines_of(reader, record)]
    going = going_of(books, record, particulars.of_shipment(reader, shipment), lines)
    usual = usual_kinds(books, going, risky=is_risky(books, record))
    outgoing = [kind for kind in usual if kind in books.outgoing_papers]
    if bl_drafts.latest(reader, shipment) is None:
        outgoing = [kind for kind in outgoing if kind != DRAFT_CHECK]
    return _named_first(books, sorted(outgoing, key=lambda kind: kind != INVOICE))


def shown_set(
    reader: Rows, progress: Progress, books: Books, shipment: int, today: date
) -> list[Shown]:
    """Return the usual papers to print them: the issued ones as they were, else drafts.

    Nothing is issued. Raises UserError where there are no vehicles, or a kept page is damaged.
    """
    kinds, shown = kinds_to_write(reader, books, shipment), []
    for number, kind in enumerate(kinds):
        progress(number, len(kinds), "progress.printing")
        document = documents.standing(reader, shipment, kind) or None
        shown.append(issuing.page_of(reader, books, shipment, kind, today, document))
    return shown


def _named_first(books: Books, kinds: Sequence[str]) -> list[str]:
    ordered: list[str] = []

    def place(kind: str, above: tuple[str, ...] = ()) -> None:
        keys = keys_of(books.document_kinds[kind])
        named = {match[1] for key in keys if (match := ISSUED.fullmatch(key))}
        for other in kinds:
            if other in named and other not in (*above, kind):
                place(other, (*above, kind))
        if kind not in ordered:
            ordered.append(kind)

    for kind in kinds:
        place(kind)
    return ordered


def write_set(
    db: Database,
    progress: Progress,
    books: Books,
    shipment: int,
    folder: Path,
    who: str,
    today: date,
    form: Form = WORKBOOK,
    together: bool = False,
) -> tuple[WrittenSet, Changes]:
    """Write every paper that a shipment usually has: a file each, or all `together` in one.

    Each is issued where it is ready, else a draft; the invoice first, for others name it. All of
    them or none: where one cannot be written, and where it is stopped, no number is taken and no
    file stands. Raises UserError as writing one paper does.
    """
    record = shipments.get(db.connection, shipment)
    kinds = kinds_to_write(db.connection, books, shipment)
    progress(0, len(kinds), "progress.writing", shipment=record.number)
    gathered: list[Page] = []

    def gather(pages: "Sequence[Page]", path: Path, progress: Progress = silent) -> None:
        gathered.extend(pages)  # nobody gets a file of its own

    target = Form(form.ending, gather) if together else form
    written: list[Paper] = []
    changed: list[Changes] = []
    from broker_app.papers.saving import handing_over

    with TemporaryDirectory() as name, handing_over(folder) as waiting, write.together(db):
        aside = Path(name)
        sailing = Sailing.of(db.connection, books, shipment, today)
        for number, kind in enumerate(kinds):
            told = part_of(progress, number, len(kinds), "progress.writing", shipment=record.number)
            paper, changes = issuing.write_paper(
                db, told, books, shipment, kind, aside, who, today, target, sailing=sailing
            )
            written.append(replace(paper, path=folder / paper.path.name))
            changed.append(changes)
        progress(len(kinds), len(kinds), "progress.writing", shipment=record.number)
        common = _all_in_one(gathered, record, aside, form, progress) if gathered else None
        if common is not None:
            issued = [paper.snapshot.kind for paper in written if not paper.snapshot.draft]
            kept = [documents.standing(db.connection, shipment, kind) for kind in issued]
            if not kept:  # drafts alone have no log
                changed.append(giving_out.note(db, "draft", common, who, len(written)))
            changed.append(printing.note_common_file(db, kept, common, record.number, who))
        for file in sorted(aside.iterdir()):
            waiting.put(file)
    path = folder / common.name if common is not None else None
    return WrittenSet(tuple(written), folder, path), _all_of(changed)


def _all_in_one(
    pages: "Sequence[Page]", shipment: Shipment, folder: Path, form: Form, progress: Progress
) -> Path:
    from broker_app.papers.saving import set_name

    path = folder / set_name(shipment.number, form.ending)
    form.write(pages, path, progress)
    return path


def _all_of(changed: Sequence[Changes]) -> Changes:
    tables = frozenset(table for changes in changed for table in changes.tables)
    return Changes(tables, next((c.step for c in reversed(changed) if c.tables), None))
