"""Objection: why an edit is not stored, and what a person can do about it, beside the field."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from broker_app import words
from broker_app.errors import UserError
from broker_app.ui.widgets.text import Button, Plain, empty

SINCE, DOUBT = "changed_since", "before_model"
REASONS = (
    "reason_needed",
    "reason_needed_bulk",
    "reason_needed_paste",
    "unreleased_reason_needed",
)


class Objection(QWidget):
    """A sentence; below it a line for the reason, or the two values to choose from."""

    again = Signal()
    """The same edit is wanted once more: with a reason, over the newer value, or being sure."""
    dropped = Signal()
    """The other value is taken; nothing is stored."""

    def __init__(self) -> None:
        super().__init__()
        self.sure = False
        """Whether somebody keeps what is doubtful."""
        self.seen = False
        """Whether somebody has seen the newer value, and keeps theirs."""
        self.problem = Plain(role="problem", wrap=True)
        self.reason = _ReasonLine()
        self.reason.entered.connect(self.again)
        self.links: list[Button] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.problem)
        column.addWidget(self.reason)
        column.addLayout(self._row)
        self.forget()

    @property
    def why(self) -> str:
        """The reason that was asked for; empty where none was."""
        return self.reason.text().strip()

    @property
    def stands(self) -> bool:
        """Whether there is a sentence."""
        return not self.problem.isHidden()

    def forget(self) -> None:
        """Take the sentence and the choices away; a reason that was given stays."""
        self.problem.hide()
        self.reason.hide()
        self._clear()
        self.hide()

    def show_problem(self, problem: UserError) -> None:
        """Explain, and offer what can be done."""
        self._clear()
        self.problem.setText(words.error(problem))
        self.problem.show()
        self.show()
        self.reason.setVisible(problem.key in REASONS)
        if problem.key in REASONS:
            self.reason.setFocus()
        elif problem.key == SINCE:
            mine, theirs = str(problem.values["mine"]), str(problem.values["theirs"])
            self._offer(words.say("edit.keep_mine", value=mine), self._keep)
            self._offer(words.say("edit.take_theirs", value=theirs), self.dropped.emit)
        elif problem.key == DOUBT:
            self._offer(words.say("edit.keep_anyway"), self._be_sure)

    def _keep(self) -> None:
        self.seen = True
        self.again.emit()

    def _be_sure(self) -> None:
        self.sure = True
        self.again.emit()

    def _offer(self, text: str, act: object) -> None:
        if not self.links:
            self._row.addStretch(1)
        link = Button(lambda: text, link=True)
        link.clicked.connect(act)
        self._row.insertWidget(len(self.links), link)
        link.show()  # at once, so that the focus can go there
        self.links.append(link)

    def _clear(self) -> None:
        self.links = []
        empty(self._row)


class _ReasonLine(QLineEdit):
    """Hears Enter; an unfinished composition is never read."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(words.say("ui.reason"))
        self.setAccessibleName(words.say("ui.reason"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self.entered.emit()
        else:
            super().keyPressEvent(event)
