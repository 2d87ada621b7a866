"""Assuring: the records verified, with a plain answer; and the bundle for support."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from broker_app import words
from broker_app.errors import UserError
from broker_app.jobs import auditing, supporting
from broker_app.jobs.auditing import Verified
from broker_app.ui.giving import Offer, written
from broker_app.ui.keeping import AnswerDialog
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Button, Plain

if TYPE_CHECKING:
    from broker_app.ui.main_window import MainWindow


def verify_records(window: "MainWindow") -> None:
    """Verify the journal, and every record by it; it can be cancelled, and changes nothing."""
    desk = window.desk
    second = desk.settings.backups_folder
    task = desk.runner.ask(auditing.verify, desk.runner.path, None, second, takes_long=True)
    task.succeeded.connect(lambda found: _answer(window, found))


def support_bundle(window: "MainWindow") -> None:
    """Write the bundle into a place that is asked for, and say what is in it."""
    desk = window.desk
    offer = Offer(
        "bundle",
        words.say("action.support_bundle"),
        "broker-support.zip",
        ("zip",),
        said=lambda path, _made: written(path, "cli.bundle"),
    )
    window.giving.save(offer, supporting.write_bundle, desk.runner.path, desk.settings)


class VerifiedDialog(AnswerDialog):
    """The answer, and below it a line for the hash that stands on a proof or a report."""

    def __init__(self, desk: Desk, found: Verified, parent: QWidget) -> None:
        lines = [("passed" if good else "error", text) for good, text in auditing.lines(found)]
        super().__init__(auditing.answer(found), lines, parent)
        self._desk = desk
        self.printed = QLineEdit()
        self.printed.setAccessibleName(words.say("audit.printed"))
        self.printed.setPlaceholderText(words.say("audit.printed"))
        self.printed.returnPressed.connect(self.look)
        self.look_button = Button("audit.look")
        self.look_button.clicked.connect(self.look)
        self.mark = MarkLabel("passed", 14)
        self.mark.hide()
        self.said = Plain(wrap=True)
        row, told = QHBoxLayout(), QHBoxLayout()
        row.addWidget(self.printed, 1)
        row.addWidget(self.look_button)
        told.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.said, 1)
        for part in (row, told):
            part.setSpacing(8)
            self.body.addLayout(part)
        self.leave.setAutoDefault(False)
        self.look_button.setAutoDefault(False)

    def look(self) -> None:
        """Say whether the history holds the entry that has this hash."""
        if not self.printed.text().strip():
            return
        task = self._desk.runner.ask(auditing.look_for, self.printed.text())
        task.on_failure(self._refuse)
        task.succeeded.connect(lambda told: self._tell("passed" if told[0] else "error", told[1]))

    def _refuse(self, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            self._tell("warning", words.error(problem))
        else:
            self._desk.runner.failed.emit(problem)

    def _tell(self, mark: str, text: str) -> None:
        self.mark.show_mark(mark)
        self.mark.show()
        self.said.setText(text)


def _answer(window: "MainWindow", found: Verified) -> VerifiedDialog:
    dialog = VerifiedDialog(window.desk, found, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
