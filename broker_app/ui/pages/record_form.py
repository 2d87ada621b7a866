"""The form of one record in a pane: fields one below the other, kept by its button or Enter."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.money import Money, from_amount
from broker_app.errors import UserError
from broker_app.jobs.editing import read_amount, read_day
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.text import Button, Said

LABEL = 96


class RecordForm(QWidget):
    """Says the record when it is to be kept; nothing is stored before.

    `amount` names the field that holds minor units of the record's `currency`; a refusal is
    explained there, and the cursor begins there unless `first` names another field.
    """

    kept = Signal(object)
    removed = Signal(object)
    given_up = Signal()

    def __init__(self, record: Any, amount: str, first: str = "", remove: Said = "") -> None:
        super().__init__()
        self.record = record
        self._amount_field = amount
        self._refused = False
        self.entries = self.make_entries()
        self._lay_out(remove)
        for name, entry in self.entries.items():
            entry.put(getattr(record, name) or "")
            entry.entered.connect(self.enter)
        self.setFocusProxy(self.entries[first or amount])

    def make_entries(self) -> dict[str, Entry]:
        """Return the fields, by the names of the record's values."""
        raise NotImplementedError

    def accept(self) -> None:
        """Say the record, unless something in a field cannot be read."""
        texts = [entry for entry in self.entries.values() if isinstance(entry, TextEntry)]
        if self._refused:  # what was refused before may be right by now
            self.entries[self._amount_field].forget_problem()
            self._refused = False
        for entry in texts:
            entry.accept()
        if not any(entry.is_wrong for entry in texts):
            self.kept.emit(self.record)

    def show_problem(self, problem: BaseException, *link: Any) -> bool:
        """Explain at the amount why the record was not kept; tells whether it could."""
        if isinstance(problem, UserError):
            self._refused = True
            self.entries[self._amount_field].show_problem(problem, *link)
        return isinstance(problem, UserError)

    def enter(self, name: str, value: Any) -> None:
        """Take a value into the record; in another currency the figure stays the same."""
        values: dict[str, Any] = {name: value}
        if name == "currency":
            units = getattr(self.record, self._amount_field)
            same = Money(units, self.record.currency).amount
            values[self._amount_field] = from_amount(same, value).minor_units
        self.record = replace(self.record, **values)
        for changed in values:
            self.entries[changed].put(getattr(self.record, changed) or "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep or give up."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def amount_entry(self, name: str, said: Said) -> TextEntry:
        """Return a field for an amount of the record's currency."""
        made = TextEntry(name, said, self._read, self._figures, quiet=False, label=LABEL)
        made.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        return made

    def day_entry(self, name: str, said: Said) -> TextEntry:
        """Return a field for a day."""
        return TextEntry(name, said, read_day, day_of, str, quiet=False, label=LABEL)

    def _read(self, text: str) -> int:
        return read_amount(text, self.record.currency)

    def _figures(self, units: int) -> str:
        return words.figures(units, self.record.currency) if units else ""

    def _lay_out(self, remove: Said) -> None:
        keep = Button("ui.save")
        keep.clicked.connect(self.accept)
        leave = Button("ui.cancel", link=True)
        leave.clicked.connect(self.given_up)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(keep)
        row.addWidget(leave)
        row.addStretch(1)
        if remove:
            button = Button(remove, link=True)
            button.clicked.connect(lambda: self.removed.emit(self.record))
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 8)
        column.setSpacing(4)
        for entry in self.entries.values():
            column.addWidget(entry)
        column.addLayout(row)
