"""Writing the papers of a shipment: into a folder, under a number; what came of it is told."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.jobs import issuing, paper_set
from broker_app.jobs.issuing import Form, Paper
from broker_app.jobs.paper_set import WrittenSet
from broker_app.ui.messages import Link, Message
from broker_app.ui.outside import open_path
from broker_app.ui.pages.number_dialog import NumberDialog
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.paper_rows import with_revision
from broker_app.ui.print.pdf import write_pdf

MOST_LACKS = 24
"""So many things that a paper lacks are said where somebody asks for them."""


class ShipmentWriting(QObject):
    """Each paper is written by a job, for the shipment that is set."""

    message = Signal(object)
    lacks = Signal(str, str)
    """A kind of paper, and what it lacks."""
    began = Signal()
    ended = Signal()

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._over = desk, over
        self.shipment: int | None = None

    def write(self, kind: str, templated: bool = True, number: str = "") -> None:
        """Write a paper into a folder that is asked for: issued where it may be, else a draft.

        Into the company's own template where it has one in use and that is wanted; under a `number`
        typed by hand, else under the next one.
        """
        how = (issuing.WORKBOOK, number, templated)
        self._write(issuing.write_paper, self._written, (kind,), how)

    def number_by_hand(self, kind: str) -> None:
        """Ask for the number of a paper, and write it."""
        if self.shipment is not None:
            dialog = NumberDialog(self._desk, self.shipment, kind, self._over)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.given.connect(lambda kind, number: self.write(kind, number=number))
            dialog.open()

    def write_set(self, form: str) -> None:
        """Write the usual papers into a folder that is asked for: `files`, `workbook`, `pdf`."""
        file = Form("pdf", write_pdf) if form == "pdf" else issuing.WORKBOOK
        self._write(paper_set.write_set, self._set_written, (), (file, form != "files"))

    def ask_lacks(self, kind: str) -> None:
        """Ask what a paper lacks, and tell it by `lacks`."""
        desk = self._desk
        if self.shipment is None:
            return

        def told(holds: Sequence[str]) -> None:
            why = issuing.holds_said(holds, MOST_LACKS)
            said = words.say("papers.lacking", kind=kind, why=why) if holds else ""
            self.lacks.emit(kind, said or words.say("papers.lacks_nothing", kind=kind))

        asked = (desk.books, self.shipment, kind, desk.asked.today)
        desk.runner.ask(issuing.lacks, *asked).succeeded.connect(told)

    # inside

    def _write(
        self,
        job: Callable[..., Any],
        told: Callable[[Any], None],
        which: Sequence[object],
        how: Sequence[object] = (),
    ) -> None:
        """Ask for a folder and write papers into it by a job."""
        desk, shipment = self._desk, self.shipment
        if shipment is None:
            return
        title = words.say("shipment.choose_folder")
        folder = QFileDialog.getExistingDirectory(self._over, title, desk.settings.papers_folder)
        if not folder:
            return
        desk.settings.papers_folder = folder
        settings_of.keep(desk.settings)
        self.began.emit()
        given = (desk.books, shipment, *which, Path(folder), desk.who, desk.asked.today, *how)
        task = desk.runner.change(job, *given)
        task.succeeded.connect(told)
        task.finished.connect(self.ended)

    def _written(self, result: tuple[Paper, Changes]) -> None:
        paper, changes = result
        file = paper.path.name
        number = with_revision(paper.snapshot.number, paper.snapshot.revision)

        def said() -> str:
            if paper.holds:
                why = issuing.holds_text(paper)
                return words.say("shipment.drafted", file=file, why=why)
            key = "shipment.issued" if changes.touches("document") else "shipment.unchanged"
            told = words.say(key, number=number, file=file)
            if paper.as_printed:
                return told
            later = words.say("document.today_worded", number=number)
            return words.say("import.between_sentences").join([told, later])

        links = (
            Link("shipment.open_file", lambda: open_path(paper.path)),
            Link("shipment.show_folder", lambda: open_path(paper.path.parent)),
        )
        self.message.emit(Message("info", said, links))

    def _set_written(self, result: tuple[WrittenSet, Changes]) -> None:
        written, _ = result
        drafts, count = written.drafts, len(written.papers)

        def said() -> str:
            return words.say("papers.set_written", issued=count - drafts, drafts=drafts)

        opens = written.path
        links = [Link("shipment.show_folder", lambda: open_path(written.folder))]
        if opens is not None:
            links.insert(0, Link("shipment.open_file", lambda: open_path(opens)))
        self.message.emit(Message("info", said, tuple(links)))
