"""The fields of one cost: kind, amount, tax, rate, day, supplier, paper; nothing is stored here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.consumption_tax import ConsumptionTax
from broker_app.domain.cost import KINDS, Cost
from broker_app.domain.money import TRADED, from_amount
from broker_app.domain.rate import HOME
from broker_app.errors import UserError
from broker_app.jobs.costing import read_rate
from broker_app.jobs.editing import read_amount, read_day
from broker_app.ui import theme
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.text import Plain

LABEL = 96
_DECIDES_TAX = frozenset({"kind", "amount", "currency", "day"})
_PLACES = {
    "tax_above_amount": "tax",
    "tax_in_yen": "tax",
    "rate_unreadable": "rate",
    "day_unreadable": "day",
}
"""Where a problem is said; every other one stands at the amount."""


class CostFields(QWidget):
    """Holds a cost while it is typed. The tax follows the amount until somebody types another."""

    changed = Signal()

    def __init__(
        self, cost: Cost, taxation: ConsumptionTax, today: date, suppliers: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self._taxation, self._today = taxation, today
        self.cost = replace(cost, listed=False)
        self._follows = cost.tax == taxation.usual(cost, today) or cost.listed
        self._make_entries()
        self._supplier.complete_from(suppliers)
        self.usual = Plain(role="quiet", wrap=True)
        self.usual.setContentsMargins(theme.px(LABEL), 0, 0, 2)
        self._lay_out()
        self._follow()
        for entry in self.entries.values():
            entry.entered.connect(self._enter)
        self._show()
        self.setFocusProxy(self.entries["amount"])

    def accept(self) -> bool:
        """Take what is still being typed; tells whether everything could be read."""
        texts = [entry for entry in self.entries.values() if isinstance(entry, TextEntry)]
        for entry in texts:
            entry.accept()
        return not any(entry.is_wrong for entry in texts)

    def show_problem(self, problem: UserError) -> None:
        """Explain beside the field that it is about why the cost was not kept."""
        self.entries[_PLACES.get(problem.key, "amount")].show_problem(problem)

    # inside

    def _enter(self, name: str, value: Any) -> None:
        values: dict[str, Any] = {name: value}
        if name == "currency":  # the same figure, of the other currency
            values["amount"] = from_amount(self.cost.money.amount, value).minor_units
            values |= {"rate": ""} if value == HOME else {"tax": 0}
        self.cost = replace(self.cost, **values)
        if name == "tax":
            self._follows = False
        elif name in _DECIDES_TAX:
            self._follow()
        self._show()
        self.changed.emit()

    def _follow(self) -> None:
        if self._follows:
            self.cost = replace(self.cost, tax=self._taxation.usual(self.cost, self._today))

    def _show(self) -> None:
        for name, entry in self.entries.items():
            entry.put(getattr(self.cost, name) or "")
        at_home = self.cost.currency == HOME
        self.entries["tax"].setVisible(at_home)
        self.usual.setVisible(at_home)
        self.entries["rate"].setVisible(not at_home)
        self._say_usual()

    def _say_usual(self) -> None:
        known = self._taxation.kinds.get(self.cost.kind)
        day = date.fromisoformat(self.cost.day) if len(self.cost.day) == 10 else self._today
        percent = self._taxation.percent(self.cost.kind, day)
        said = words.say("costs.tax_usual" if percent else "costs.tax_none", percent=percent)
        if known is not None and known.confidence != "sourced":
            said = words.listed([said, words.say(f"costs.tax_{known.confidence}")])
        self.usual.setText(said)
        self.usual.setToolTip(known.source if known else "")

    def _make_entries(self) -> None:
        def kind(name: str) -> str:
            return words.say(f"cost.kind.{name}")

        def text(name: str) -> TextEntry:
            return TextEntry(name, f"costs.{name}", quiet=False, label=LABEL)

        self._supplier = text("supplier")
        self.entries: dict[str, Entry] = {
            "kind": ChoiceEntry("kind", "costs.kind", KINDS, kind, quiet=False, label=LABEL),
            "amount": TextEntry(
                "amount", "costs.amount", self._amount, self._figures, quiet=False, label=LABEL
            ),
            "currency": ChoiceEntry(
                "currency", "sale.currency", TRADED, quiet=False, label=LABEL, width=88
            ),
            "tax": TextEntry("tax", "costs.tax", _yen, words.shown, quiet=False, label=LABEL),
            "rate": TextEntry("rate", "costs.fixed_rate", _rate, quiet=False, label=LABEL),
            "day": TextEntry("day", "costs.day", read_day, day_of, str, quiet=False, label=LABEL),
            "supplier": self._supplier,
            "paper": text("paper"),
            "note": text("note"),
        }
        rate = self.entries["rate"]
        assert isinstance(rate, TextEntry)
        rate.hint("costs.rate_hint")
        for name in ("amount", "tax", "rate"):
            entry = self.entries[name]
            assert isinstance(entry, TextEntry)
            entry.edit.setAlignment(Qt.AlignmentFlag.AlignRight)

    def _amount(self, text: str) -> int:
        return read_amount(text, self.cost.currency)

    def _figures(self, units: int) -> str:
        return words.figures(units, self.cost.currency) if units else ""

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for name, entry in self.entries.items():
            column.addWidget(entry)
            if name == "tax":
                column.addWidget(self.usual)


def _yen(text: str) -> int:
    return read_amount(text, HOME)


def _rate(text: str) -> str:
    return str(read_rate(text) or "")
