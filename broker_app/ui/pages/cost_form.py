"""The form of one cost: kind, amount, day, note; kept by its button or Enter."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.cost import KINDS, Cost
from broker_app.domain.money import TRADED, from_amount
from broker_app.errors import UserError
from broker_app.jobs.editing import read_amount, read_day
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.text import Button

LABEL = 96


class CostForm(QWidget):
    """Says the cost when it is to be kept; nothing is stored before."""

    kept = Signal(object)
    removed = Signal(object)
    given_up = Signal()

    def __init__(self, cost: Cost) -> None:
        super().__init__()
        self.cost = replace(cost, listed=False)
        self._make_entries()
        self._lay_out()
        for name, entry in self.entries.items():
            entry.put(getattr(self.cost, name) or "")
            entry.entered.connect(self._enter)
        self.setFocusProxy(self.entries["amount"])

    def accept(self) -> None:
        """Say the cost, unless something in a field cannot be read."""
        texts = [entry for entry in self.entries.values() if isinstance(entry, TextEntry)]
        for entry in texts:
            entry.accept()
        if not any(entry.is_wrong for entry in texts):
            self.kept.emit(self.cost)

    def show_problem(self, problem: BaseException) -> bool:
        """Explain at the amount why the cost was not kept; tells whether it could."""
        if isinstance(problem, UserError):
            self.entries["amount"].show_problem(problem)
        return isinstance(problem, UserError)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep or give up."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def _enter(self, name: str, value: Any) -> None:
        values: dict[str, Any] = {name: value}
        if name == "currency":  # the same figure, of the other currency
            values["amount"] = from_amount(self.cost.money.amount, value).minor_units
        self.cost = replace(self.cost, **values)
        for changed in values:
            self.entries[changed].put(getattr(self.cost, changed) or "")

    def _make_entries(self) -> None:
        def kind(name: str) -> str:
            return words.say(f"cost.kind.{name}")

        self.entries: dict[str, Entry] = {
            "kind": ChoiceEntry("kind", "costs.kind", KINDS, kind, quiet=False, label=LABEL),
            "amount": TextEntry(
                "amount", "costs.amount", self._amount, self._figures, quiet=False, label=LABEL
            ),
            "currency": ChoiceEntry(
                "currency", "sale.currency", TRADED, quiet=False, label=LABEL, width=88
            ),
            "day": TextEntry("day", "costs.day", read_day, day_of, str, quiet=False, label=LABEL),
            "note": TextEntry("note", "costs.note", quiet=False, label=LABEL),
        }
        amount = self.entries["amount"]
        assert isinstance(amount, TextEntry)
        amount.edit.setAlignment(Qt.AlignmentFlag.AlignRight)

    def _amount(self, text: str) -> int:
        return read_amount(text, self.cost.currency)

    def _figures(self, units: int) -> str:
        return words.figures(units, self.cost.currency) if units else ""

    def _lay_out(self) -> None:
        keep = Button("ui.save")
        keep.clicked.connect(self.accept)
        leave = Button("ui.cancel", link=True)
        leave.clicked.connect(self.given_up)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(keep)
        row.addWidget(leave)
        row.addStretch(1)
        if self.cost.id is not None:
            remove = Button("costs.remove", link=True)
            remove.clicked.connect(lambda: self.removed.emit(self.cost))
            row.addWidget(remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 8)
        column.setSpacing(4)
        for entry in self.entries.values():
            column.addWidget(entry)
        column.addLayout(row)
