"""The form in which a person decides about a hit: what, why, a note, until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.disposition import REASONS
from broker_app.errors import UserError
from broker_app.jobs.editing import read_day
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.widgets.choice_box import ChoiceBox, Choices
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.segments import Segments
from broker_app.ui.widgets.text import Button, Plain

LABEL = 92


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decides; `until` is a day as text, empty for no end."""

    decision: str
    reason: str
    note: str
    until: str
    attachment: int | None = None
    """The file that it rests on: one of the papers of the party."""


class HitDecision(QWidget):
    """Says the decision when its button is pressed; a refusal is explained below."""

    decided = Signal(object)

    def __init__(self, files: Mapping[int, str]) -> None:
        super().__init__()
        self.decision = ""
        self.choices = Segments([(name, f"screening.decision.{name}") for name in REASONS])
        self.choices.chosen.connect(self.choose)
        self.reason = ChoiceBox("screening.reason")
        self.file = ChoiceBox("screening.file")
        offered: Choices = [(str(number), partial(str, name)) for number, name in files.items()]
        self.file.offer([("", "screening.no_file"), *offered], "")
        self.note = TextEntry("note", "screening.note", quiet=False, label=LABEL)
        self.until = TextEntry(
            "until", "screening.until", read_day, day_of, str, quiet=False, label=LABEL
        )
        self.note.entered.connect(self._take)
        self.until.entered.connect(self._take)
        self._values = {"note": "", "until": ""}
        self.problem = Plain(role="missing", wrap=True)
        self.keep = Button("screening.decide")
        self.keep.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.choices)
        left = Qt.AlignmentFlag.AlignLeft
        row = QHBoxLayout()
        row.addWidget(self.reason)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.note)
        column.addWidget(self.until)
        below = QHBoxLayout()
        below.addWidget(self.file)
        below.addStretch(1)
        column.addLayout(below)
        column.addWidget(self.problem)
        column.addWidget(self.keep, 0, left)
        self._rest = (self.reason, self.note, self.until, self.keep)
        self._files = bool(files)
        for part in (*self._rest, self.file, self.problem):
            part.hide()

    def choose(self, decision: str) -> None:
        """Choose what is decided; then its reasons are offered."""
        self.decision = decision
        self.choices.show_chosen(decision)
        self.reason.offer([(name, f"screening.reason.{name}") for name in REASONS[decision]], "")
        self.problem.hide()
        for part in self._rest:
            part.show()
        self.file.setVisible(self._files)

    def accept(self) -> None:
        """Say the decision, unless the day cannot be read."""
        self.note.accept()
        self.until.accept()
        if not self.until.is_wrong:
            file = int(self.file.current) if self.file.current else None
            said = Decided(self.decision, self.reason.current, **self._values, attachment=file)
            self.decided.emit(said)

    def refuse(self, problem: UserError) -> None:
        """Say why it was not kept."""
        self.problem.setText(words.error(problem))
        self.problem.show()

    def _take(self, name: str, value: object) -> None:
        self._values[name] = str(value or "")
        {"note": self.note, "until": self.until}[name].put(value or "")
