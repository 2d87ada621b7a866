"""The section of the costs: what was paid for a vehicle, what it cost in yen, what is left."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from broker_app import words
from broker_app.domain.attachment import Attachment
from broker_app.domain.cost import Cost
from broker_app.domain.file_name import safe_name
from broker_app.domain.margin import Margin
from broker_app.domain.party import Company
from broker_app.domain.rate import HOME, Rate
from broker_app.errors import UserError
from broker_app.jobs import costing, explaining_markets, explaining_rates, owning, sharing
from broker_app.jobs.selling import Ledger
from broker_app.store import companies, costs
from broker_app.ui.pages.company_choice import name_of
from broker_app.ui.pages.cost_fields import LABEL
from broker_app.ui.pages.cost_form import CostForm
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import Known
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.fields_form import FormPlace
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Plain, empty

_TOP = Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class CostsSection(Section):
    """Every cost a line; a click opens its form in the place of the link below."""

    message = Signal(object)
    wants = Signal(str, object)

    def __init__(self, desk: Desk, opened: bool) -> None:
        super().__init__("costs", "pane.costs", opened)
        self._desk = desk
        self._vehicle = 0
        add = Button("costs.add", link=True)
        add.clicked.connect(lambda: self.open_form(self._new()))
        self._place = FormPlace(add)
        self._place.message.connect(self.message)
        self._list, self._sums = QWidget(), QWidget()
        self._grid = QGridLayout(self._list)
        self._totals = QGridLayout(self._sums)
        for grid in (self._grid, self._totals):
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setHorizontalSpacing(8)
            grid.setVerticalSpacing(3)
            grid.setColumnStretch(1, 1)
        self.company = ChoiceEntry("company", "accounts.company", (), self._owner, label=LABEL)
        self.company.entered.connect(self._give)
        self._companies: dict[int, Company] = {}
        self._invoices: dict[int | None, Attachment] = {}
        for part in (self._list, self._place, self._sums, self.company):
            self.column.addWidget(part)

    def show_for(self, known: Known, ledger: Ledger) -> None:
        """Show the costs of a vehicle; an open form keeps what was typed for the same vehicle."""
        if known.id != self._vehicle:
            self._vehicle = known.id
            self._place.close_form()
        found = costing.invoices_of(self._desk.reader, [known.id], ledger.costs)
        self._invoices = {one.id: one for one in found}
        if self.form is not None:
            self.form.fields.offer_files(found)
        empty(self._grid)
        asked = self._desk.asked
        paid = costing.with_usual_tax(self._desk.books, ledger.costs, asked.today)
        for row, cost in enumerate(paid):
            self._show_cost(row, cost)
        self._list.setVisible(bool(ledger.costs))
        self._show_sums(ledger, paid)
        self._show_company(known.id)

    def open_form(self, cost: Cost) -> None:
        """Open the form of a cost; what the list states is entered anew by hand."""
        desk = self._desk
        bill = costs.of_bill(desk.reader, cost.bill) if cost.bill else ()
        given = (desk.books.consumption_tax, desk.asked.today, costs.suppliers(desk.reader))
        form = CostForm(cost, *given, bill, list(self._invoices.values()))
        form.kept.connect(lambda cost: self._change(costing.put_cost, cost))
        form.removed.connect(lambda cost: self._change(costing.remove_cost, cost.id))
        form.bill_removed.connect(lambda bill: self._change(sharing.remove_bill, bill))
        self._place.open(form)

    @property
    def form(self) -> CostForm | None:
        """The form that somebody fills in."""
        return self._place.form

    # inside

    def _new(self) -> Cost:
        today = self._desk.asked.today.isoformat()
        return Cost(vehicle=self._vehicle, kind="transport", day=today)

    def _change(self, job: Callable[..., Any], given: Any) -> None:
        self._place.follow(self._desk.runner.change(job, given, self._desk.who))

    def _show_company(self, vehicle: int) -> None:
        """Show whose vehicle it is, where that is a question."""
        reader = self._desk.reader
        self._companies = {c.id or companies.FIRST: c for c in companies.every(reader)}
        self.company.setVisible(len(self._companies) > 1)
        self.company.box.clear()
        for number in self._companies:
            self.company.box.addItem(self._owner(number), number)
        if self._companies:
            self.company.put(companies.of_vehicles(reader, [vehicle]).get(vehicle))

    def _owner(self, number: Any) -> str:
        known = self._companies.get(number)
        return name_of(known) if known else ""

    def _give(self, _name: str, number: Any) -> None:
        given = ([self._vehicle], number, self._desk.who)
        task = self._desk.runner.change(owning.give_vehicles, *given)
        task.on_failure(self._refuse_company)

    def _refuse_company(self, problem: BaseException) -> None:
        self._show_company(self._vehicle)
        if isinstance(problem, UserError):
            self.company.show_problem(problem)
        else:
            self.message.emit(problem)

    def _show_cost(self, row: int, cost: Cost) -> None:
        name = Button(partial(words.say, f"cost.kind.{cost.kind}"), link=True)
        name.setToolTip(words.say("costs.enter_tip" if cost.listed else "costs.edit_tip"))
        name.clicked.connect(lambda: self.open_form(cost))
        source = words.say("basis.read") if cost.listed else ""
        rate = words.say("costs.at_rate", rate=cost.rate) if cost.rate else ""
        file = self._invoices.get(cost.attachment)
        scan = safe_name(file.file) if file else ""
        told = [source, cost.supplier, cost.paper, scan, cost.note, cost.day, rate]
        said = words.listed(filter(None, told))
        name.setAccessibleName(f"{name.text()} {words.money(cost.amount, cost.currency)}")
        self._grid.addWidget(name, row, 0, _TOP)
        self._grid.addWidget(Plain(said, "caption", wrap=True), row, 1, _TOP)
        amount = words.money(cost.amount, cost.currency)
        self._grid.addWidget(Plain(amount, "fact"), row, 2, _RIGHT)

    def _show_sums(self, ledger: Ledger, paid: list[Cost]) -> None:
        empty(self._totals)
        margin = ledger.margin
        total = margin.costs if ledger.costs else None
        said = words.money(total.minor_units, total.currency) if total else ""
        self.summary.setText(said or words.say("costs.none" if not ledger.costs else "costs.open"))
        lines = [("costs.total", said, "")] if said else []
        if ledger.sale is not None and margin.price is not None:
            price = words.money(margin.price.minor_units, margin.price.currency)
            lines.append(("costs.price", price, _rates(margin.rates)))
        if margin.amount is not None:
            lines.append(("costs.margin", words.money(*_parts(margin)), _share(margin)))
        tax = sum(cost.tax for cost in paid)
        if tax:
            apart = words.say("costs.tax_listed" if _taxed_by_list(paid) else "costs.tax_apart")
            lines.append(("costs.input_tax", words.money(tax, HOME), apart))
        for row, (key, amount, beside) in enumerate(lines):
            strong = "strong" if key == "costs.margin" else "fact"
            self._totals.addWidget(Plain(words.say(key), "label"), row, 0, _TOP)
            self._totals.addWidget(Plain(beside, "caption", wrap=True), row, 1, _TOP)
            self._totals.addWidget(Plain(amount, strong), row, 2, _RIGHT)
        self._say_below(ledger, len(lines))

    def _say_below(self, ledger: Ledger, row: int) -> None:
        margin = ledger.margin
        texts = []
        if margin.missing and (ledger.sale is not None or ledger.costs):
            lacking = words.listed(explaining_markets.missing(one) for one in margin.missing)
            texts.append((words.say("costs.margin_open", missing=lacking), "missing"))
        old = margin.old_rates
        texts += [(words.say("costs.old_rate", currency=c), "missing") for c in old]
        if margin.beside:
            named = words.listed(words.say(f"cost.kind.{k}") for k in _kinds(margin.beside))
            texts.append((words.say("costs.beside", kinds=named), "quiet"))
        for text, role in texts:
            self._totals.addWidget(Plain(text, role, wrap=True), row, 0, 1, 3)
            row += 1
        if old or any(one.kind == "rate" for one in margin.missing):
            link = Button("costs.to_rates", link=True)
            link.clicked.connect(lambda: self.wants.emit("settings", "rates"))
            self._totals.addWidget(link, row, 0, 1, 3)


def _taxed_by_list(paid: Iterable[Cost]) -> bool:
    return any(cost.listed and cost.tax for cost in paid)


def _kinds(costs: Iterable[Cost]) -> list[str]:
    return list(dict.fromkeys(cost.kind for cost in costs))


def _parts(margin: Margin) -> tuple[int, str]:
    assert margin.amount is not None
    return margin.amount.minor_units, margin.amount.currency


def _share(margin: Margin) -> str:
    return "" if margin.share is None else words.percent(margin.share)


def _rates(rates: Iterable[tuple[str, Rate]]) -> str:
    return words.listed(explaining_rates.rate(c, rate) for c, rate in rates)
