"""Looking at a paper, printing it, saving it as PDF: the same for every kind of paper."""

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from broker_app import words
from broker_app.errors import UserError
from broker_app.jobs import printing
from broker_app.jobs.progress import Progress
from broker_app.papers.page import Page
from broker_app.papers.placing import Sheet
from broker_app.papers.workbook import write_workbook
from broker_app.ui.giving import Giving, Offer, written
from broker_app.ui.messages import Message
from broker_app.ui.pages.page import Desk
from broker_app.ui.print.pdf import write_pdf
from broker_app.ui.print.preview import Preview
from broker_app.ui.widgets.text import now_said


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
    kind: str = "table"
    """What the history says left, where it is no issued document."""


class PaperView(QObject):
    """Opens previews over a widget; `message` tells of files and of what went wrong."""

    message = Signal(object)

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._over = desk, over
        self._giving = Giving(desk, over)
        self._giving.message.connect(self._told)
        self._giving.progress.connect(self._tell_there)
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
        endings = ("pdf", "xlsx") if viewed.workbook else ("pdf",)
        title = words.say("print.save" if viewed.workbook else "print.save_pdf")
        document, desk = viewed.document, self._desk

        def logged(path: Path) -> None:
            task = desk.runner.change(printing.note_file, document, path, desk.who)
            task.on_failure(self.message.emit)

        offer = Offer(
            viewed.kind,
            title,
            viewed.file,
            endings,
            said=lambda path, _made: written(path, "print.saved"),
            note=logged if document else None,
        )
        self._giving.save(offer, _write, viewed.page, over=self.preview)

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
        task.succeeded.connect(lambda _: self._printed(viewed, name, copies))

    def _printed(self, viewed: Viewed, name: str, copies: int) -> None:
        self._tell_there(words.say("print.printed", printer=name))
        desk, document = self._desk, viewed.document
        if document:
            task = desk.runner.change(printing.note_print, document, name, copies, desk.who)
            task.on_failure(self.message.emit)
        else:
            desk.printed(viewed.kind, name, copies)

    def _refuse(self, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            self._tell_there(words.error(problem), went_wrong=True)
        self.message.emit(problem)

    def _closed(self) -> None:
        self.preview = None

    def _told(self, what: Any) -> None:
        """Say it in the preview too, where it stands before the message bar."""
        if isinstance(what, Message):
            self._tell_there(now_said(what.said))
            self.message.emit(what)
        else:
            self._refuse(what)

    def _tell_there(self, text: str, went_wrong: bool = False) -> None:
        """Say it in the preview too, where it stands before the message bar."""
        if self.preview is not None:
            self.preview.tell(text, went_wrong)


def _write(progress: Progress, page: Page, path: Path) -> None:
    """Write a paper as what its name says."""
    if path.suffix.casefold() == ".xlsx":
        write_workbook([page], path)
    else:
        write_pdf([page], path, progress)


def printing_module() -> ModuleType | None:
    """Return the module that prints, None where this system has no library for it."""
    try:
        from broker_app.ui.print import printer
    except ImportError:
        return None
    return printer
