"""Looking at papers of a shipment, printing them, saving them as PDF. Nothing is issued here."""

from collections.abc import Callable, Sequence
from datetime import date
from types import ModuleType

from broker_app import words
from broker_app.errors import UserError
from broker_app.jobs import issuing, paper_set, printing
from broker_app.jobs.books import Books
from broker_app.jobs.issuing import Shown
from broker_app.papers.placing import Sheet, sheets
from broker_app.papers.saving import file_name
from broker_app.store.database import Rows
from broker_app.ui.messages import Message
from broker_app.ui.pages.paper_rows import PaperRow, with_revision
from broker_app.ui.pages.paper_view import PaperView, Viewed, printing_module


class ShipmentPrint(PaperView):
    """Shows the paper of a row: the issued one as it was, else the draft of what stands now."""

    def show_row(self, shipment: int, row: PaperRow) -> None:
        """Open the preview of a row's paper."""
        self._look_up(shipment, row, self.show_paper)

    def save_row(self, shipment: int, row: PaperRow) -> None:
        """Save a row's paper as PDF."""
        self._look_up(shipment, row, self.save_paper)

    def print_set(self, shipment: int, number: str) -> None:
        """Print the usual papers together: the issued ones as they were, the others as drafts."""
        printer, desk = printing_module(), self._desk
        if printer is None:
            self.message.emit(UserError("no_printing"))
            return
        asked = (desk.books, shipment, desk.asked.today)
        task = desk.runner.ask(paper_set.shown_set, *asked, takes_long=True)
        task.on_failure(self.message.emit)
        task.succeeded.connect(lambda shown: self._print_all(printer, shown, number))

    # inside

    def _print_all(self, printer: ModuleType, shown: Sequence[Shown], number: str) -> None:
        desk, pages = self._desk, [one.page for one in shown]
        chosen = printer.choose(pages, self._over)
        if chosen is None:
            return
        name, copies = chosen.printerName(), chosen.copyCount()
        issued = [one.document for one in shown if one.document]
        task = desk.runner.ask(printer.put_on, pages, chosen, takes_long=True)
        task.on_failure(self.message.emit)
        task.succeeded.connect(
            lambda _: self._all_printed(issued, len(pages), name, copies, number)
        )

    def _all_printed(
        self, issued: Sequence[int], count: int, name: str, copies: int, number: str
    ) -> None:
        def said() -> str:
            drafts = count - len(issued)
            return words.say("papers.set_printed", issued=len(issued), drafts=drafts, printer=name)

        self.message.emit(Message("info", said))
        if count > len(issued):
            self._desk.printed("draft", name, count - len(issued))
        given = (issued, name, copies, number, self._desk.who)
        self._desk.runner.change(printing.note_prints, *given).on_failure(self.message.emit)

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
        note = issuing.shown_note(shown, self._desk.books)
        file = file_name(snapshot, "pdf")
        return Viewed(
            shown.page, title, file, note, document=shown.document, placed=placed, kind="draft"
        )


def _placed(
    reader: Rows, books: Books, shipment: int, kind: str, today: date, document: int | None
) -> tuple[Shown, tuple[Sheet, ...]]:
    """Return a paper and its sheets: placing those of 500 vehicles would hold the window up."""
    shown = issuing.page_of(reader, books, shipment, kind, today, document)
    return shown, sheets(shown.page)
