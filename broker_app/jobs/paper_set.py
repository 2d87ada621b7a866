"""The papers that a shipment usually has: which they are, and all of them written at once."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from broker_app.domain.changes import Changes
from broker_app.domain.document import INVOICE
from broker_app.domain.paper_set import Going, is_usual
from broker_app.domain.shipment import Shipment
from broker_app.errors import Cancelled
from broker_app.jobs import issuing, printing
from broker_app.jobs.books import Books
from broker_app.jobs.going import end_country, going_of
from broker_app.jobs.issuing import WORKBOOK, Form, Paper
from broker_app.jobs.progress import Progress, silent
from broker_app.jobs.shipping import lines_of
from broker_app.store import documents, particulars, shipments
from broker_app.store.database import Database, Rows

if TYPE_CHECKING:
    from broker_app.papers.page import Page

_RISKY = ("HIGH", "PROHIBITED")


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
    """Return the usual kinds of a shipment, the invoice first: others carry its number or name.

    What is of the house's own books is none of them: a set is sent to others.
    """
    record = shipments.get(reader, shipment)
    lines = [line.record for line in lines_of(reader, record)]
    going = going_of(books, record, particulars.of_shipment(reader, shipment), lines)
    usual = usual_kinds(books, going, risky=is_risky(books, record))
    outgoing = [kind for kind in usual if kind in books.outgoing_papers]
    return sorted(outgoing, key=lambda kind: kind != INVOICE)


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

    Each is issued where it is ready, else a draft; the invoice first, for others name it. It can be
    stopped until the first is written. Raises UserError as writing one paper does.
    """
    record = shipments.get(db.connection, shipment)
    kinds = kinds_to_write(db.connection, books, shipment)
    progress(0, len(kinds), "progress.writing", shipment=record.number)
    gathered: list[Page] = []

    def gather(pages: "Sequence[Page]", path: Path) -> None:
        gathered.extend(pages)
        form.write(pages, path)  # one that cannot be written takes no number
        path.unlink()  # nobody gets this file: the common one is entered in the print log

    target = Form(form.ending, gather) if together else form
    written: list[Paper] = []
    changed: list[Changes] = []
    with TemporaryDirectory() as aside:
        into = Path(aside) if together else folder
        for number, kind in enumerate(kinds, 1):
            paper, changes = issuing.write_paper(
                db, silent, books, shipment, kind, into, who, today, target
            )
            written.append(paper)
            changed.append(changes)
            with suppress(Cancelled):  # what is issued stays issued
                progress(number, len(kinds), "progress.writing", shipment=record.number)
    path = _all_in_one(gathered, record, folder, form) if gathered else None
    if path is not None:
        issued = [paper.snapshot.kind for paper in written if not paper.snapshot.draft]
        kept = [documents.standing(db.connection, shipment, kind) for kind in issued]
        changed.append(printing.note_common_file(db, kept, path, record.number, who))
    return WrittenSet(tuple(written), folder, path), _all_of(changed)


def _all_in_one(pages: "Sequence[Page]", shipment: Shipment, folder: Path, form: Form) -> Path:
    from broker_app.papers.saving import set_name

    path = folder / set_name(shipment.number, form.ending)
    form.write(pages, path)
    return path


def _all_of(changed: Sequence[Changes]) -> Changes:
    tables = frozenset(table for changes in changed for table in changes.tables)
    return Changes(tables, next((c.step for c in reversed(changed) if c.tables), None))
