"""Releasing the shipment that is shown: checks on each change, the dialogs, the proof file."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.errors import UserError
from broker_app.jobs import proving, releasing
from broker_app.jobs.issuing import Form
from broker_app.ui.messages import Link, Message
from broker_app.ui.outside import open_path
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.shipment_board import Board
from broker_app.ui.pages.shipment_release import (
    Checked,
    ReleaseShipmentDialog,
    SendDocumentsDialog,
    ShipmentRelease,
    look_up,
)
from broker_app.ui.print.pdf import write_pdf
from broker_app.ui.runner import Task


class ShipmentReleasing(QObject):
    """Keeps the results of the shipment on the screen; `message` tells what was done."""

    message = Signal(object)
    answered = Signal()
    """The checks were run: `checked` is of the shipment as it stands."""
    not_sent = Signal(object)
    """The documents were not sent: why, or None where a person left the question."""

    def __init__(self, desk: Desk, shown: ShipmentRelease, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._shown, self._over = desk, shown, over
        self.board: Board | None = None
        self.checked = Checked()
        self._asking: Task | None = None
        shown.release_wanted.connect(self.release)
        shown.send_wanted.connect(self.send)
        shown.proof_wanted.connect(self.prove)

    def check(self, board: Board) -> None:
        """Run the checks on a reader, instead of those that run for what stood before."""
        if self.board is None or self.board.id != board.id:
            self.checked = Checked()
        desk, self.board = self._desk, board
        self._shown.wait()
        self._asking = desk.runner.ask(
            look_up, desk.books, board.id, desk.asked.today, instead_of=self._asking
        )
        self._asking.succeeded.connect(lambda checked: self._answered(board, checked))

    def show(self) -> None:
        """Say the results again, in the language in use."""
        if self.board is not None:
            state = self.board.shipment.state
            self._shown.show_checked(self.checked, state, len(self.board.lines))

    def release(self) -> None:
        """Ask whether two people let it go."""
        board = self.board
        if board is None:
            return
        results, number = self.checked.results, board.shipment.number
        self._open(ReleaseShipmentDialog(self._desk, board.id, number, results, self._over))

    def send(self) -> None:
        """Mark the documents as sent; where something is owed a second person is asked."""
        board, desk = self.board, self._desk
        if board is None:
            return
        given = (desk.books, board.id, desk.who, desk.asked.today)
        task = desk.runner.change(releasing.send_documents, *given)
        task.on_failure(lambda problem: self._unpaid(board, problem))

    def prove(self) -> None:
        """Write the proof file into a folder that is asked for."""
        board, desk = self.board, self._desk
        if board is None:
            return
        title, start = words.say("shipment.choose_folder"), desk.settings.papers_folder
        folder = QFileDialog.getExistingDirectory(self._over, title, start)
        if not folder:
            return
        desk.settings.papers_folder = folder
        settings_of.keep(desk.settings)
        given = (desk.books, board.id, Path(folder), Form("pdf", write_pdf), desk.asked.today)
        task = desk.runner.ask(proving.write_proof, *given, takes_long=True)
        task.on_failure(self.message.emit)
        task.succeeded.connect(self._proved)

    def _answered(self, board: Board, checked: Checked) -> None:
        if self.board is not None and self.board.id == board.id:
            self.checked = checked
            self.show()
            self.answered.emit()

    def _unpaid(self, board: Board, problem: BaseException) -> None:
        if not isinstance(problem, UserError) or problem.key != "documents_unpaid":
            self.not_sent.emit(problem)
            return
        said, number = words.error(problem), board.shipment.number
        dialog = SendDocumentsDialog(self._desk, board.id, number, said, self._over)
        dialog.rejected.connect(lambda: self.not_sent.emit(None))
        self._open(dialog)

    def _open(self, dialog: ReleaseShipmentDialog | SendDocumentsDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _proved(self, path: Path) -> None:
        links = (
            Link("shipment.open_file", lambda: open_path(path)),
            Link("shipment.show_folder", lambda: open_path(path.parent)),
        )
        self.message.emit(Message("info", lambda: words.say("print.saved", file=path.name), links))
