"""The companies on the settings page: which one is shown, which one is the default, a new one."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.party import Company
from broker_app.errors import UserError
from broker_app.jobs import owning
from broker_app.store import companies
from broker_app.ui import theme
from broker_app.ui.pages.company_choice import name_of
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.text import Button, Label


class CompanyPicker(QWidget):
    """Only a link while there is one company; it becomes a choice with the second."""

    message = Signal(object)
    chosen = Signal(int)
    """The company to show below."""

    def __init__(self, desk: Desk, label: int) -> None:
        super().__init__()
        self._desk = desk
        self.shown = companies.FIRST
        self._known: dict[int, Company] = {}
        self.choice = ChoiceEntry(
            "company", "accounts.company", (), self._name, quiet=False, label=label
        )
        self.choice.entered.connect(lambda _name, number: self._choose(number))
        self.is_default = Label("companies.is_default", "quiet", wrap=True)
        self.make_default = Button("companies.make_default", link=True)
        self.make_default.clicked.connect(self._make_default)
        self.name = TextEntry("name", "companies.new", quiet=False, label=label)
        self.name.hint("companies.new_hint")
        self.name.entered.connect(lambda _name, text: self._add(text))
        self.name.edit.given_up.connect(self._close)
        self.add = Button("companies.add", link=True)
        self.add.clicked.connect(self.open)
        self._lay_out(label)
        self._close()

    def show_companies(self) -> None:
        """Show the companies as they are now."""
        self._known = {c.id or companies.FIRST: c for c in companies.every(self._desk.reader)}
        if self.shown not in self._known:
            self.shown = companies.FIRST
        box = self.choice.box
        box.clear()
        for number in self._known:
            box.addItem(self._name(number), number)
        if self._known:
            self.choice.put(self.shown)
        several = self.several
        self.choice.setVisible(several)
        default = companies.default(self._desk.reader) == self.shown
        self.is_default.setVisible(several and default)
        self.make_default.setVisible(several and not default)

    @property
    def several(self) -> bool:
        """Whether there are more than one."""
        return len(self._known) > 1

    def open(self) -> None:
        """Ask for the name of another company."""
        self.name.show()
        self.add.hide()
        self.name.setFocus(Qt.FocusReason.TabFocusReason)

    # inside

    def _name(self, number: Any) -> str:
        known = self._known.get(number)
        return name_of(known) if known else words.say("accounts.no_name")

    def _choose(self, number: int) -> None:
        self.shown = number
        self.show_companies()
        self.chosen.emit(number)

    def _make_default(self) -> None:
        task = self._desk.runner.change(owning.choose_default, self.shown, self._desk.who)
        task.on_failure(self.message.emit)

    def _add(self, text: str) -> None:
        task = self._desk.runner.change(owning.add_company, text, self._desk.who)
        task.on_failure(self._refuse)
        task.succeeded.connect(lambda made: self._added(made[0]))

    def _added(self, number: int) -> None:
        self._close()
        self._choose(number)

    def _refuse(self, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            self.name.show_problem(problem)
        else:
            self.message.emit(problem)

    def _close(self) -> None:
        self.name.put_anew("")
        self.name.hide()
        self.add.show()

    def _lay_out(self, label: int) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.choice)
        for widget in (self.is_default, self.make_default):
            column.addLayout(_beside(widget, label))
        column.addWidget(self.name)
        column.addLayout(_beside(self.add, label))


def _beside(widget: QWidget, label: int) -> QHBoxLayout:
    """Let a widget stand where the fields do."""
    row = QHBoxLayout()
    row.setContentsMargins(theme.px(label), 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return row
