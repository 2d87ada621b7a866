"""A field for one fact: typed or picked, read strictly, with its one sentence where it is wrong."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.facts import Kind
from broker_app.domain.vehicle import SPEC
from broker_app.errors import UserError
from broker_app.jobs.editing import read_value
from broker_app.ui import theme
from broker_app.ui.widgets.objection import Objection
from broker_app.ui.widgets.pressable import EnterKeeps
from broker_app.ui.widgets.text import Button, Label, Plain, set_role


class FactField(EnterKeeps, QWidget):
    """Enter keeps the value, Esc gives up; a wrong value stays in the field and is explained."""

    is_form = True
    """What is typed here counts until it is closed."""
    entered = Signal(str, object)
    given_up = Signal()

    def __init__(self, name: str, value: Any, save_key: str = "ui.save") -> None:
        super().__init__()
        self.name = name
        self._spec = SPEC[name]
        self.edit: QLineEdit | QComboBox = (
            self._choice(value) if self._spec.choices else QLineEdit()
        )
        if isinstance(self.edit, QLineEdit):
            self._prepare(self.edit, value)
        self.edit.setAccessibleName(words.fact(name))
        self.save = Button(save_key, primary=True)
        self.save.clicked.connect(self.accept)
        self.objection = Objection()
        self.objection.again.connect(self.accept)
        self.objection.dropped.connect(self.given_up)
        self.problem, self.reason = self.objection.problem, self.objection.reason
        self._lay_out()
        self.setFocusProxy(self.edit)

    def accept(self) -> None:
        """Read the value and say it, or say what is wrong with it."""
        try:
            value = read_value(self.name, self._text())
        except UserError as problem:
            self.show_problem(problem)
            return
        self.entered.emit(self.name, value)

    def show_problem(self, problem: UserError) -> None:
        """Explain why a value is not stored, beside the field; what was typed stays."""
        self.objection.show_problem(problem)
        set_role(self.edit, "wrong", "true")

    def _text(self) -> str:
        if isinstance(self.edit, QComboBox):
            return str(self.edit.currentData() or "")
        return self.edit.text()

    def _choice(self, value: Any) -> QComboBox:
        box = QComboBox()
        box.addItem("", "")
        for choice in self._spec.choices:
            box.addItem(words.value(self.name, choice), choice)
        box.setCurrentIndex(max(0, box.findData(value)))
        return box

    def _prepare(self, edit: QLineEdit, value: Any) -> None:
        edit.setText("" if value is None else str(value))
        edit.selectAll()
        if self._spec.kind in (Kind.WHOLE, Kind.DECIMAL, Kind.MONEY):
            edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        if self._spec.kind in (Kind.CODE, Kind.TARIFF):
            edit.setFont(theme.font(theme.SMALL, mono=True))
        edit.textEdited.connect(self._forget_problem)

    def _forget_problem(self) -> None:
        self.objection.forget()
        set_role(self.edit, "wrong", "false")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.edit, 1)
        if self._spec.unit:
            unit = "m³" if self._spec.unit == "m3" else self._spec.unit
            row.addWidget(Plain(unit, "quiet"))
        row.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.objection)
        hint = f"ui.hint.{self._spec.kind.value}"
        if words.has(hint):
            column.addWidget(Label(hint, "quiet"))
