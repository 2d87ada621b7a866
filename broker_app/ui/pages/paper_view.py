"""Looking at a paper, printing it, saving it as PDF: the same for every kind of paper."""

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.errors import UserError
from broker_app.jobs import printing
from broker_app.papers.page import Page
from broker_app.papers.placing import Sheet
from broker_app.papers.workbook import write_workbook
from broker_app.ui.messages import Link, Message
from broker_app.ui.outside import open_path
from broker_app.ui.pages.page import Desk
from broker_app.ui.print.pdf import write_pdf
from broker_app.ui.print.preview import Preview


@dataclass(frozen=True, slots=True)
class Viewed:
    """A paper with its title in the window, the file name to offer, and what is to be said."""

    page: Page
    title: str
    file: str
    note: str = ""
    workbook: bool = False
    """Whether it may be saved as a workbook too."""
    document: int = 0
    """The issued document it is: what is printed of one is logged; 0 for anything else."""
    placed: tuple[Sheet, ...] = ()
    """Its sheets, where they were placed beforehand."""


class PaperView(QObject):
    """Opens previews over a widget; `message` tells of files and of what went wrong."""

    message = Signal(object)

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._over = desk, over
        self.preview: Preview | None = None

    def show_paper(self, viewed: Viewed) -> None:
        """Open the preview of a paper."""
        printer = printing_module()
        can_print = printer is not None
        preview = Preview(viewed.page, viewed.title, self._over, can_print, viewed.placed)
        preview.save_wanted.connect(lambda: self.save_paper(viewed))
        if printer is not None:
            preview.print_wanted.connect(lambda: self._print(printer, viewed, preview))
        if viewed.workbook:
            preview.save.setText(words.say("print.save"))
        if viewed.note:
            preview.tell(viewed.note)
        preview.finished.connect(preview.deleteLater)
        preview.finished.connect(self._closed)
        self.preview = preview
        preview.open()

    def save_paper(self, viewed: Viewed) -> None:
        """Save a paper as PDF, or as a workbook, in a place that is asked for."""
        settings = self._desk.settings
        offered = str(Path(settings.papers_folder) / viewed.file)
        over = self.preview or self._over
        kinds = "PDF (*.pdf);;Excel (*.xlsx)" if viewed.workbook else "PDF (*.pdf)"
        title = words.say("print.save" if viewed.workbook else "print.save_pdf")
        chosen, kind = QFileDialog.getSaveFileName(over, title, offered, kinds)
        if not chosen:
            return
        path = Path(chosen)
        if not path.suffix:
            path = path.with_suffix(".xlsx" if "xlsx" in kind else ".pdf")
        as_workbook = viewed.workbook and path.suffix.casefold() == ".xlsx"
        write = write_workbook if as_workbook else write_pdf
        task = self._desk.runner.ask(write, [viewed.page], path, takes_long=True)
        task.progress.connect(lambda _done, _total, text: self._tell_there(text))
        task.on_failure(self._refuse)
        task.cancelled.connect(lambda: self._tell_there(""))
        task.succeeded.connect(lambda _: self._saved(path, viewed.document))

    # inside

    def _print(self, printer: ModuleType, viewed: Viewed, over: QWidget) -> None:
        chosen = printer.choose([viewed.page], over)
        if chosen is None:
            return
        name, copies = chosen.printerName(), chosen.copyCount()
        task = self._desk.runner.ask(printer.put_on, [viewed.page], chosen, takes_long=True)
        task.progress.connect(lambda _done, _total, text: self._tell_there(text))
        task.on_failure(self._refuse)
        task.cancelled.connect(lambda: self._tell_there(""))
        task.succeeded.connect(lambda _: self._printed(viewed.document, name, copies))

    def _printed(self, document: int, name: str, copies: int) -> None:
        self._tell_there(words.say("print.printed", printer=name))
        if document:
            desk = self._desk
            task = desk.runner.change(printing.note_print, document, name, copies, desk.who)
            task.on_failure(self.message.emit)
        else:
            self._desk.printed("table", name, copies)

    def _saved(self, path: Path, document: int) -> None:
        desk = self._desk
        if document:
            task = desk.runner.change(printing.note_file, document, path, desk.who)
            task.on_failure(self.message.emit)
        else:
            desk.given_out("table", path)
        settings = self._desk.settings
        settings.papers_folder = str(path.parent)
        settings_of.keep(settings)
        self._tell(path)

    def _refuse(self, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            self._tell_there(words.error(problem))
        self.message.emit(problem)

    def _closed(self) -> None:
        self.preview = None

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


def printing_module() -> ModuleType | None:
    """Return the module that prints, None where this system has no library for it."""
    try:
        from broker_app.ui.print import printer
    except ImportError:
        return None
    return printer
