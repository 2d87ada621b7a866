"""A small form: some fields below each other, kept together by a button or Enter."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app.errors import UserError
from broker_app.ui import theme
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.text import Button


class FieldsForm(QWidget):
    """Says all values by field when they are to be kept; nothing is stored before."""

    is_form = True
    """What is typed here counts until it is closed."""
    kept = Signal(dict)
    given_up = Signal()

    def __init__(self, entries: Sequence[Entry], values: Mapping[str, Any], label: int) -> None:
        super().__init__()
        self.entries = {entry.name: entry for entry in entries}
        self.values = {name: values.get(name, "") for name in self.entries}
        self.keep = Button("ui.save")
        self.keep.clicked.connect(self.accept)
        self.leave = Button("ui.cancel", link=True)
        self.leave.clicked.connect(self.given_up)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(label), 4, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.keep)
        row.addWidget(self.leave)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        for name, entry in self.entries.items():
            entry.put(self.values[name])
            entry.entered.connect(self._enter)
            column.addWidget(entry)
        column.addLayout(row)
        self.setFocusProxy(next(iter(self.entries.values())))

    def accept(self) -> None:
        """Say the values, unless something in a field cannot be read."""
        texts = [entry for entry in self.entries.values() if isinstance(entry, TextEntry)]
        for entry in texts:
            entry.forget_problem()
            entry.accept()
        if not any(entry.is_wrong for entry in texts):
            self.kept.emit(dict(self.values))

    def show_problem(self, problem: BaseException, at: str) -> bool:
        """Explain at a field why nothing was kept; tells whether it could."""
        if isinstance(problem, UserError):
            self.entries[at].show_problem(problem)
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
        self.values[name] = value
        self.entries[name].put(value)


class FormPlace(QWidget):
    """Where one form stands while somebody fills it in; until then, the button that begins one."""

    def __init__(self, add: Button, indent: int) -> None:
        super().__init__()
        self.form: FieldsForm | None = None
        self._add = add
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(indent), 0, 0, 0)
        row.addWidget(add)
        row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(row)

    def open(self, form: FieldsForm) -> None:
        """Put a form in place of the one that stands."""
        self.close_form()
        self.form = form
        form.given_up.connect(self.close_form)
        self._column.insertWidget(0, form)
        self._add.hide()
        form.setFocus(Qt.FocusReason.TabFocusReason)

    def close_form(self) -> None:
        """Take the form away."""
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
        self.form = None
        self._add.show()
