"""The weights of the score of markets on the settings page: a number for each component."""

from functools import partial
from unicodedata import normalize

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.scoring import WEIGHTS_SUM
from broker_app.errors import UserError
from broker_app.jobs import weighing
from broker_app.store import weights
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.problem import Problem
from broker_app.ui.widgets.text import Button, Label, Plain


class WeightsForm(QWidget):
    """A field for each component, their sum, and buttons to keep them or go back to the shipped."""

    message = Signal(object)

    def __init__(self, desk: Desk, label: int, width: int) -> None:
        super().__init__()
        self._desk = desk
        self._typed: dict[str, int] = {}
        self.state = Plain(role="caption", wrap=True)
        self.sum = Plain(role="fact")
        self.problem = Problem(self.message.emit)
        self.fields = {name: _field(name, label, width) for name in desk.books.scoring.weight}
        self.keep = Button("weights.keep")
        self.keep.clicked.connect(self.accept)
        self.reset = Button("weights.reset")
        self.reset.clicked.connect(self._reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.state)
        for name, entry in self.fields.items():
            entry.entered.connect(self._enter)
            column.addLayout(self._row(name, entry))
        column.addLayout(self._sum_row(label))
        column.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(theme.px(label), 4, 0, 0)
        buttons.setSpacing(8)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.reset)
        buttons.addStretch(1)
        column.addLayout(buttons)

    def show_weights(self) -> None:
        """Show the weights that hold now; what was typed and not kept is forgotten."""
        desk = self._desk
        own = bool(weights.every(desk.reader))
        self.state.setText(words.say("weights.own" if own else "weights.as_shipped"))
        self.reset.setEnabled(own)
        self._typed = dict(weighing.scoring_of(desk.reader, desk.books).weight)
        for name, weight in self._typed.items():
            self.fields[name].put_anew(weight)
        self._show_sum()

    def accept(self) -> None:
        """Keep what was typed; it must add up."""
        for entry in self.fields.values():
            entry.accept()
        if any(entry.is_wrong for entry in self.fields.values()):
            return
        desk = self._desk
        try:
            weighing.refuse_weights(desk.books, self._typed)
        except UserError as problem:
            self.problem.refuse(problem)
            return
        task = desk.runner.change(weighing.put_weights, desk.books, dict(self._typed), desk.who)
        task.on_failure(self.problem.refuse)

    # inside

    def _enter(self, name: str, value: object) -> None:
        if isinstance(value, int):
            self._typed[name] = value
        self.fields[name].put(value)
        self._show_sum()

    def _show_sum(self) -> None:
        total = sum(self._typed.values())
        self.sum.setText(words.say("weights.of", total=total))
        if total == WEIGHTS_SUM:
            self.problem.hide()

    def _reset(self) -> None:
        task = self._desk.runner.change(weighing.reset_weights, self._desk.who)
        task.on_failure(self.problem.refuse)

    def _row(self, name: str, entry: TextEntry) -> QHBoxLayout:
        shipped = self._desk.books.scoring.weight[name]
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(entry)
        row.addWidget(Label(partial(words.say, "weights.shipped", weight=shipped), "caption"))
        row.addStretch(1)
        return row

    def _sum_row(self, label: int) -> QHBoxLayout:
        named = Label("weights.sum", "label")
        named.setFixedWidth(theme.px(label))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(named)
        row.addWidget(self.sum)
        row.addStretch(1)
        return row


def _field(name: str, label: int, width: int) -> TextEntry:
    entry = TextEntry(
        name, partial(_label, name), read_weight, words.shown, str, False, label, width
    )
    entry.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
    return entry


def _label(name: str) -> str:
    said = words.say(f"score.{name}")
    return said[:1].upper() + said[1:]


def read_weight(text: str) -> int:
    """Read a weight. Raises UserError where it is no whole number from 0 to 100."""
    plain = normalize("NFKC", text).strip()
    if not plain.isdecimal() or len(plain) > len(str(WEIGHTS_SUM)):
        raise UserError("weight_unreadable", value=text.strip())
    weighing.refuse_weight(int(plain))
    return int(plain)
