"""Looking at papers of a shipment, printing them, saving them as PDF. Nothing is issued here."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.document import Snapshot
from broker_app.errors import UserError
from broker_app.jobs import issuing
from broker_app.jobs.issuing import Shown
from broker_app.papers.saving import file_name
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.shipment_papers import PaperRow, with_revision
from broker_app.ui.print.pdf import write_pdf
from broker_app.ui.print.preview import Preview


class ShipmentPrint(QObject):
    """Shows the paper of a row: the issued one as it was, else the draft of what stands now."""

    message = Signal(object)

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._over = desk, over
        self.preview: Preview | None = None

    def show_paper(self, shipment: int, row: PaperRow) -> None:
        """Open the preview of a paper."""
        self._look_up(shipment, row, self._open)

    def save_paper(self, shipment: int, row: PaperRow) -> None:
        """Save a paper as PDF, in a place that is asked for."""
        self._look_up(shipment, row, self._save)

    # inside

    def _look_up(self, shipment: int, row: PaperRow, then: Callable[[Shown], None]) -> None:
        desk = self._desk
        document = row.issued["id"] if row.issued is not None else None
        asked = (desk.books, shipment, row.kind, desk.asked.today, document)
        task = desk.runner.ask(issuing.page_of, *asked)
        task.succeeded.connect(then)

    def _open(self, shown: Shown) -> None:
        printer = _printer()
        preview = Preview(shown.page, self._title(shown.snapshot), self._over, printer is not None)
        preview.save_wanted.connect(lambda: self._save(shown))
        if printer is not None:
            preview.print_wanted.connect(lambda: printer.print_page(shown.page, preview))
        if shown.holds:
            preview.tell(words.say("print.draft", why=issuing.holds_text(shown)))
        preview.finished.connect(preview.deleteLater)
        preview.finished.connect(self._closed)
        self.preview = preview
        preview.open()

    def _title(self, snapshot: Snapshot) -> str:
        name = words.in_both(self._desk.books.document_kinds[snapshot.kind].name)
        number = with_revision(snapshot.number, snapshot.revision)
        return f"{name} {number or words.say('document.draft')}"

    def _closed(self) -> None:
        self.preview = None

    def _save(self, shown: Shown) -> None:
        settings = self._desk.settings
        offered = str(Path(settings.papers_folder) / file_name(shown.snapshot, "pdf"))
        over = self.preview or self._over
        chosen, _ = QFileDialog.getSaveFileName(
            over, words.say("print.save_pdf"), offered, "PDF (*.pdf)"
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(".pdf")
        try:
            write_pdf([shown.page], path)
        except UserError as problem:
            self._tell_there(words.error(problem))
            self.message.emit(problem)
            return
        settings.papers_folder = str(path.parent)
        settings_of.save(settings)
        self._tell(path)

    def _tell(self, path: Path) -> None:
        links = (
            Link("shipment.open_file", lambda: open_path(path)),
            Link("shipment.show_folder", lambda: open_path(path.parent)),
        )
        self._tell_there(words.say("print.saved", file=path.name))
        self.message.emit(Message("info", lambda: words.say("print.saved", file=path.name), links))

    def _tell_there(self, text: str) -> None:
        """Say it in the preview too, where it stands before the message bar."""
        if self.preview is not None:
            self.preview.tell(text)


def open_path(path: Path) -> None:
    """Open a file or a folder with the program of this system."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _printer() -> ModuleType | None:
    """Return the module that prints, None where this system has no library for it."""
    try:
        from broker_app.ui.print import printer
    except ImportError:
        return None
    return printer
