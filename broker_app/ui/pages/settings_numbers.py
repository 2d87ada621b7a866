"""Patterns of numbers and the terms and conditions of the company that is shown, by kind."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.document import DocumentKind
from broker_app.domain.party import Company
from broker_app.domain.series import SHIPMENT, SHIPMENT_PATTERN, on_day
from broker_app.errors import UserError
from broker_app.jobs import company_profile
from broker_app.store import companies, numbers
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.lines_entry import LinesEntry
from broker_app.ui.widgets.text import Label, Plain

WIDTH = 240
EXAMPLE = 8


class NumbersForm(QWidget):
    """One field a series with what its next number would look like; the clauses of one kind."""

    message = Signal(object)

    def __init__(self, desk: Desk, label: int) -> None:
        super().__init__()
        self._desk, self._label, self._today = desk, label, desk.asked.today
        self.company = Company()
        kinds = desk.books.document_kinds
        self.kinds = {name: kind for name, kind in kinds.items() if not kind.numbered_with}
        self.fields: dict[str, TextEntry] = {}
        self.examples: dict[str, Plain] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for name in (*self.kinds, SHIPMENT):
            column.addLayout(self._row(name))
        column.addWidget(_aside(Label("settings.patterns", "caption", wrap=True), label))
        self.series = ChoiceEntry(
            "series",
            "settings.used_elsewhere_of",
            [*self.kinds, SHIPMENT],
            self._name,
            False,
            label,
            WIDTH,
        )
        self.elsewhere = TextEntry(
            "used_elsewhere", "settings.used_elsewhere", quiet=False, label=label, width=WIDTH
        )
        self.series.put("CI" if "CI" in self.kinds else SHIPMENT)
        self.series.entered.connect(lambda _name, kind: self._show_elsewhere(kind, anew=True))
        self.elsewhere.entered.connect(self._keep_elsewhere)
        self.next = Plain(role="caption")
        column.addSpacing(8)
        column.addWidget(self.series)
        column.addLayout(_beside(self.elsewhere, self.next))
        column.addWidget(_aside(Label("settings.used_elsewhere_text", "caption", wrap=True), label))
        self.kind = ChoiceEntry(
            "kind", "settings.clauses_of", list(kinds), self._name, False, label, WIDTH
        )
        self.clauses = LinesEntry("clauses", "settings.clauses", quiet=False, label=label)
        self.clauses.hint("settings.clauses_usual")
        self.kind.put("PI" if "PI" in kinds else next(iter(kinds)))
        self.kind.entered.connect(lambda _name, kind: self._show_clauses(kind, anew=True))
        self.clauses.entered.connect(self._keep_clauses)
        column.addSpacing(8)
        column.addWidget(self.kind)
        column.addWidget(self.clauses)

    def show_company(self, company: Company, today: date) -> None:
        """Show the patterns and clauses of a company."""
        anew = company.id != self.company.id
        self.company = company
        for name, field in self.fields.items():
            pattern = company.series.get(name, "")
            (field.put_anew if anew else field.put)(pattern)
            usual = self.kinds[name].series if name in self.kinds else SHIPMENT_PATTERN
            field.hint(partial(str, usual))
            made = on_day(pattern or usual, company.number_prefix, today, "…").number(EXAMPLE)
            self.examples[name].setText(words.say("settings.number_like", number=made))
        self._show_clauses(self.kind.box.currentData(), anew)
        self._today = today
        self._show_elsewhere(self.series.box.currentData(), anew)

    # inside

    def _show_elsewhere(self, kind: str, anew: bool) -> None:
        number = self.company.used_elsewhere.get(kind, "")
        (self.elsewhere.put_anew if anew else self.elsewhere.put)(number)
        series = company_profile.series_on(self.company, self._desk.books, kind, self._today)
        used = numbers.used_in(self._desk.reader, self.company, kind)
        said = words.say("settings.next_number", number=series.next(used)) if series.digits else ""
        self.next.setText(said)

    def _show_clauses(self, kind: str, anew: bool) -> None:
        lines = self.company.clauses.get(kind, ())
        (self.clauses.put_anew if anew else self.clauses.put)(lines)

    def _row(self, name: str) -> QHBoxLayout:
        field = TextEntry(
            name, partial(self._name, name), quiet=False, label=self._label, width=WIDTH
        )
        field.entered.connect(self._keep)
        self.fields[name] = field
        self.examples[name] = Plain(role="caption")
        return _beside(field, self.examples[name])

    def _name(self, kind: str) -> str:
        known: DocumentKind | None = self._desk.books.document_kinds.get(kind)
        return words.say("numbers.shipments") if known is None else words.in_both(known.name)

    def _keep(self, kind: str, text: str) -> None:
        self._do(self.fields[kind], company_profile.put_series, kind, text)

    def _keep_elsewhere(self, _name: str, text: str) -> None:
        kind = self.series.box.currentData()
        job = partial(company_profile.put_used_elsewhere, today=self._today)
        self._do(self.elsewhere, job, kind, text)

    def _keep_clauses(self, _name: str, lines: tuple[str, ...]) -> None:
        kind = self.kind.box.currentData()
        self._do(self.clauses, company_profile.put_clauses, kind, lines)

    def _do(self, entry: Entry, job: Callable[..., Any], *given: Any) -> None:
        desk = self._desk
        number = self.company.id or companies.FIRST
        task = desk.runner.change(job, desk.books, number, *given, desk.who)
        task.on_failure(lambda problem: self._refuse(entry, problem))

    def _refuse(self, entry: Entry, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            entry.show_problem(problem)
        else:
            self.message.emit(problem)


def _beside(field: QWidget, said: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(field)
    row.addWidget(said, 1)
    return row


def _aside(widget: QWidget, label: int) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(theme.px(label), 0, 0, 0)
    row.addWidget(widget)
    return made
