"""The fields of one cost: kind, amount, tax, rate, day, supplier, paper, file; nothing stored."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.attachment import Attachment
from broker_app.domain.consumption_tax import ConsumptionTax
from broker_app.domain.cost import KINDS, Cost
from broker_app.domain.file_name import safe_name
from broker_app.domain.money import TRADED, from_amount
from broker_app.domain.rate import HOME
from broker_app.errors import UserError
from broker_app.jobs.costing import read_rate
from broker_app.jobs.editing import read_amount, read_day
from broker_app.ui import theme
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.text import Plain, tip

LABEL = 96
_DECIDES_TAX = frozenset({"kind", "amount", "currency", "day"})
_PLACES = {
    "tax_above_amount": "tax",
    "tax_in_yen": "tax",
    "rate_unreadable": "rate",
    "day_unreadable": "day",
    "day_before_vehicle": "day",
    "cost_file_of_others": "attachment",
}
"""Where a problem is said; every other one stands at the amount."""


class CostFields(QWidget):
    """Holds a cost while it is typed. The tax follows the amount until somebody types another."""

    changed = Signal()

    def __init__(
        self,
        cost: Cost,
        taxation: ConsumptionTax,
        today: date,
        suppliers: Sequence[str] = (),
        invoices: Sequence[Attachment] = (),
    ) -> None:
        super().__init__()
        self._taxation, self._today = taxation, today
        self.cost = replace(cost, listed=False)
        self._follows = cost.tax == taxation.usual(cost, today) or cost.listed
        self._files: dict[Any, str] = {}
        self._make_entries()
        self._supplier.complete_from(suppliers)
        self.no_file = Plain(words.say("costs.no_file"), "quiet", wrap=True)
        self.no_file.setContentsMargins(theme.px(LABEL), 0, 0, 2)
        self.offer_files(invoices)
        self.usual = Plain(role="quiet", wrap=True)
        self.usual.setContentsMargins(theme.px(LABEL), 0, 0, 2)
        self._lay_out()
        self._follow()
        for entry in self.entries.values():
            entry.entered.connect(self._enter)
        self._show()
        self.setFocusProxy(self.entries["amount"])

    def show_problem(self, problem: UserError) -> None:
        """Explain beside the field that it is about why the cost was not kept."""
        self.entries[self.place_of(problem)].show_problem(problem)

    def place_of(self, problem: UserError) -> str:
        """Return the field that a refusal is about."""
        return _PLACES.get(problem.key, "amount")

    def offer_files(self, invoices: Sequence[Attachment]) -> None:
        """Offer the invoices that hang on the vehicle as the file of the cost."""
        self._files = {one.id: safe_name(one.file) for one in invoices}
        box = self._file.box
        box.clear()
        for number in ("", *self._files):
            box.addItem(self._say_file(number), number)
        self._file.put(self.cost.attachment or "")
        self.no_file.setVisible(not self._files)

    # inside

    def _enter(self, name: str, value: Any) -> None:
        values: dict[str, Any] = {name: (value or None) if name == "attachment" else value}
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
        self.usual.setToolTip(tip(known.source if known else ""))

    def _make_entries(self) -> None:
        def kind(name: str) -> str:
            return words.say(f"cost.kind.{name}")

        def text(name: str) -> TextEntry:
            return TextEntry(name, f"costs.{name}", quiet=False, label=LABEL)

        self._supplier = text("supplier")
        self._file = ChoiceEntry(
            "attachment", "costs.file", (), self._say_file, quiet=False, label=LABEL
        )
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
            "attachment": self._file,
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

    def _say_file(self, number: Any) -> str:
        if not number:
            return words.say("costs.file_none")
        return self._files.get(number) or words.say("costs.file_gone")

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
            elif name == "attachment":
                column.addWidget(self.no_file)


def _yen(text: str) -> int:
    return read_amount(text, HOME)


def _rate(text: str) -> str:
    return str(read_rate(text) or "")
