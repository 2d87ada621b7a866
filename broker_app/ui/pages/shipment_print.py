"""Looking at papers of a shipment, printing them, saving them as PDF. Nothing is issued here."""

from collections.abc import Callable
from datetime import date

from broker_app import words
from broker_app.jobs import issuing
from broker_app.jobs.books import Books
from broker_app.jobs.issuing import Shown
from broker_app.papers.placing import Sheet, sheets
from broker_app.papers.saving import file_name
from broker_app.store.database import Rows
from broker_app.ui.pages.paper_rows import PaperRow, with_revision
from broker_app.ui.pages.paper_view import PaperView, Viewed


class ShipmentPrint(PaperView):
    """Shows the paper of a row: the issued one as it was, else the draft of what stands now."""

    def show_row(self, shipment: int, row: PaperRow) -> None:
        """Open the preview of a row's paper."""
        self._look_up(shipment, row, self.show_paper)

    def save_row(self, shipment: int, row: PaperRow) -> None:
        """Save a row's paper as PDF."""
        self._look_up(shipment, row, self.save_paper)

    # inside

    def _look_up(self, shipment: int, row: PaperRow, then: Callable[[Viewed], None]) -> None:
        desk = self._desk
        document = row.issued["id"] if row.issued is not None else None
        asked = (desk.books, shipment, row.kind, desk.asked.today, document)
        task = desk.runner.ask(_placed, *asked)
        task.succeeded.connect(lambda found: then(self._viewed(*found)))

    def _viewed(self, shown: Shown, placed: tuple[Sheet, ...]) -> Viewed:
        snapshot = shown.snapshot
        name = words.in_both(self._desk.books.document_kinds[snapshot.kind].name)
        number = with_revision(snapshot.number, snapshot.revision)
        title = f"{name} {number or words.say('document.draft')}"
        note = issuing.shown_note(shown)
        file = file_name(snapshot, "pdf")
        return Viewed(shown.page, title, file, note, document=shown.document, placed=placed)


def _placed(
    reader: Rows, books: Books, shipment: int, kind: str, today: date, document: int | None
) -> tuple[Shown, tuple[Sheet, ...]]:
    """Return a paper and its sheets: placing those of 500 vehicles would hold the window up."""
    shown = issuing.page_of(reader, books, shipment, kind, today, document)
    return shown, sheets(shown.page)
