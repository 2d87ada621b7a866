"""What a report is of: a company, where there are several, and months, where it has any."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from broker_app import words
from broker_app.domain.report import WHOLE, Scope
from broker_app.errors import UserError
from broker_app.jobs import accounting, explaining_reports, reporting
from broker_app.store import companies
from broker_app.ui.pages.company_choice import name_of
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import TextEntry


class ReportScope(QWidget):
    """The fields that narrow a report; hidden where a report has none of them."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._names = desk, dict[int, str]()
        self._company: int | None = None
        self._months = {"since": "", "until": ""}
        self._has_period = False
        self.company = ChoiceEntry(
            "company", "accounts.company", (), self._say_company, quiet=False, label=64, width=240
        )
        read = accounting.read_month
        self.period = {
            name: TextEntry(name, f"accounts.{name}", read, quiet=False, label=40, width=88)
            for name in self._months
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(20)
        for entry in (self.company, *self.period.values()):
            row.addWidget(entry, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        self.company.entered.connect(self._choose)
        for entry in self.period.values():
            entry.entered.connect(self._enter)

    @property
    def scope(self) -> Scope:
        """What is asked for."""
        if not self._has_period:
            return Scope(self._company)
        return Scope(self._company, self._months["since"], self._months["until"])

    @property
    def author(self) -> str:
        """The company that a report is of, else the first one."""
        company = companies.get(self._desk.reader, self._company)
        return company.called_in(words.language())

    @property
    def subject(self) -> str:
        """What is asked for in words; empty for all of it."""
        named = self.author if self._company else ""
        return "" if self.scope == WHOLE else explaining_reports.subject_of(self.scope, named)

    def offer(self, key: str) -> None:
        """Show the fields that a report has."""
        known = {c.id or companies.FIRST: c for c in companies.every(self._desk.reader)}
        self._names = {number: name_of(company) for number, company in known.items()}
        if self._company not in self._names:
            self._company = None
        box = self.company.box
        box.clear()
        for number in (0, *self._names):
            box.addItem(self._say_company(number), number)
        self.company.put(self._company or 0)
        several, self._has_period = len(known) > 1, key in reporting.WITH_PERIOD
        self.company.setVisible(several)
        for entry in self.period.values():
            entry.setVisible(self._has_period)
        self.setVisible(several or self._has_period)

    def refuse(self, problem: BaseException) -> bool:
        """Say what is wrong with the months, beside them; False for any other problem."""
        if not isinstance(problem, UserError) or problem.key != "months_reversed":
            return False
        self.period["until"].show_problem(problem)
        return True

    # inside

    def _say_company(self, number: Any) -> str:
        return self._names.get(number) or words.say("accounts.all_companies")

    def _choose(self, _name: str, number: Any) -> None:
        self._company = number or None
        self.changed.emit()

    def _enter(self, name: str, value: Any) -> None:
        self._months[name] = value
        self.changed.emit()
