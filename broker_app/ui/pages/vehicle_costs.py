"""The section of the costs: what was paid for a vehicle, what it cost in yen, what is left."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from broker_app import words
from broker_app.domain.cost import Cost
from broker_app.domain.margin import Margin
from broker_app.domain.rate import Rate, is_old
from broker_app.jobs import costing, explaining_markets
from broker_app.jobs.selling import Ledger
from broker_app.ui.pages.cost_form import CostForm
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import Known
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
        self.form: CostForm | None = None
        self._list, self._below, self._sums = QWidget(), QWidget(), QWidget()
        self._grid = QGridLayout(self._list)
        self._place = QGridLayout(self._below)
        self._totals = QGridLayout(self._sums)
        for grid in (self._grid, self._place, self._totals):
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setHorizontalSpacing(8)
            grid.setVerticalSpacing(3)
        for grid in (self._grid, self._totals):
            grid.setColumnStretch(1, 1)
        for part in (self._list, self._below, self._sums):
            self.column.addWidget(part)

    def show_for(self, known: Known, ledger: Ledger) -> None:
        """Show the costs of a vehicle; an open form keeps what was typed for the same vehicle."""
        if known.id != self._vehicle:
            self._vehicle = known.id
            self.close_form()
        empty(self._grid)
        for row, cost in enumerate(ledger.costs):
            self._show_cost(row, cost)
        self._list.setVisible(bool(ledger.costs))
        if self.form is None:
            self.close_form()
        self._show_sums(ledger)

    def open_form(self, cost: Cost) -> None:
        """Open the form of a cost; what the list states is entered anew by hand."""
        empty(self._place)
        self.form = CostForm(cost)
        self.form.kept.connect(self._keep)
        self.form.removed.connect(self._remove)
        self.form.given_up.connect(self.close_form)
        self._place.addWidget(self.form, 0, 0)
        self.form.setFocus()

    def close_form(self) -> None:
        """Offer to add a cost."""
        self.form = None
        empty(self._place)
        add = Button("costs.add", link=True)
        add.clicked.connect(lambda: self.open_form(self._new()))
        self._place.addWidget(add, 0, 0, Qt.AlignmentFlag.AlignLeft)

    # inside

    def _new(self) -> Cost:
        today = self._desk.asked.today.isoformat()
        return Cost(vehicle=self._vehicle, kind="transport", day=today)

    def _keep(self, cost: Cost) -> None:
        task = self._desk.runner.change(costing.put_cost, cost, self._desk.who)
        task.on_failure(self._refuse)
        task.succeeded.connect(lambda _: self.close_form())

    def _remove(self, cost: Cost) -> None:
        task = self._desk.runner.change(costing.remove_cost, cost.id, self._desk.who)
        task.succeeded.connect(lambda _: self.close_form())

    def _refuse(self, problem: BaseException) -> None:
        if self.form is None or not self.form.show_problem(problem):
            self.message.emit(problem)

    def _show_cost(self, row: int, cost: Cost) -> None:
        name = Button(partial(words.say, f"cost.kind.{cost.kind}"), link=True)
        name.setToolTip(words.say("costs.enter_tip" if cost.listed else "costs.edit_tip"))
        name.clicked.connect(lambda: self.open_form(cost))
        source = words.say("basis.read") if cost.listed else ""
        said = words.listed(filter(None, [source, cost.note, cost.day]))
        self._grid.addWidget(name, row, 0, _TOP)
        self._grid.addWidget(Plain(said, "caption", wrap=True), row, 1, _TOP)
        amount = words.money(cost.amount, cost.currency)
        self._grid.addWidget(Plain(amount, "fact"), row, 2, _RIGHT)

    def _show_sums(self, ledger: Ledger) -> None:
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
        old = [c for c, rate in margin.rates if is_old(rate, self._desk.asked.today)]
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


def _kinds(costs: Iterable[Cost]) -> list[str]:
    return list(dict.fromkeys(cost.kind for cost in costs))


def _parts(margin: Margin) -> tuple[int, str]:
    assert margin.amount is not None
    return margin.amount.minor_units, margin.amount.currency


def _share(margin: Margin) -> str:
    return "" if margin.share is None else words.percent(margin.share)


def _rates(rates: Iterable[tuple[str, Rate]]) -> str:
    return words.listed(
        words.say("costs.rate", currency=c, rate=rate.rate, day=rate.day, source=rate.source)
        for c, rate in rates
    )
