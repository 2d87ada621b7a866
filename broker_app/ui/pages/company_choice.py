"""Giving vehicles to a company of the office."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton, QWidget

from broker_app import words
from broker_app.domain.party import Company
from broker_app.errors import UserError
from broker_app.store import companies
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Plain


class CompanyDialog(Dialog):
    """Choose the company; the one that all of the vehicles belong to is chosen at first."""

    given = Signal(str)
    """The name of the company."""

    def __init__(self, desk: Desk, chosen: Sequence[int], parent: QWidget) -> None:
        title = words.say("give.title", count=len(chosen))
        super().__init__(title, parent, words.say("give.verb"))
        self._desk, self._chosen = desk, tuple(chosen)
        held = set(companies.of_vehicles(desk.reader, chosen).values())
        self.choices: dict[int, QRadioButton] = {}
        self.problem = Plain(role="problem", wrap=True)
        self.problem.hide()
        for company in companies.every(desk.reader):
            number = company.id or companies.FIRST
            choice = QRadioButton(name_of(company))
            choice.setChecked(held == {number})
            self.choices[number] = choice
            self.body.addWidget(choice)
        self.body.addWidget(self.problem)

    @property
    def company(self) -> int | None:
        """The company that is chosen."""
        return next((number for number, box in self.choices.items() if box.isChecked()), None)

    def accept(self) -> None:
        """Give the vehicles; the dialog stays open where one of them cannot be given."""
        from broker_app.jobs import owning  # the filters share our names: late, for the start

        if self.company is None:
            return
        desk, name = self._desk, self.choices[self.company].text()
        given = (self._chosen, self.company, desk.who)
        task = desk.runner.change(owning.give_vehicles, *given)
        task.on_failure(self._refuse)
        task.succeeded.connect(lambda _: self._done(name))

    def _done(self, name: str) -> None:
        self.given.emit(name)
        super().accept()

    def _refuse(self, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            self.problem.setText(words.error(problem))
            self.problem.show()
        else:
            self._desk.runner.failed.emit(problem)


def name_of(company: Company) -> str:
    """Return how a company is called; the first one may have no name yet."""
    return company.name or words.say("accounts.no_name")
