"""The section of the sale: to whom, at what price on which term, what is paid and what is owed."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from broker_app import words
from broker_app.domain.dates import local_day
from broker_app.domain.money import TRADED, Money, from_amount
from broker_app.domain.party import Party
from broker_app.domain.sale import Sale, Settlement, days_overdue
from broker_app.domain.shipment import INCOTERMS
from broker_app.errors import UserError
from broker_app.jobs import editing, selling
from broker_app.jobs.editing import read_amount, read_day
from broker_app.jobs.selling import Ledger
from broker_app.store import parties, proformas
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.paper_rows import with_revision
from broker_app.ui.pages.vehicle_facts import Known, day_of
from broker_app.ui.pages.vehicle_payments import Payments
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.labelled import labelled
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.party_entry import PartyEntry
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Label, Plain, empty
from broker_app.ui.widgets.warned import Warned

LABEL = 112


class SaleSection(Section):
    """Fields that are kept as soon as they are left; a new sale is kept once it has a buyer."""

    message = Signal(object)
    wants = Signal(str, object)
    proforma_wanted = Signal(int)
    """A proforma invoice of the vehicle."""
    document_wanted = Signal(int)
    """An issued document, to be looked at."""

    def __init__(self, desk: Desk, opened: bool) -> None:
        super().__init__("sale", "pane.sale", opened)
        self._desk = desk
        self._vehicle = 0
        self._sale: Sale | None = None
        self._waiting: dict[str, Any] = {}
        self._priced_in = ""
        """The currency that the vehicle is offered in: a sale is in it until another is chosen."""
        self._make_entries()
        self._lay_out()

    def show_for(self, known: Known, ledger: Ledger) -> None:
        """Show the sale of a vehicle, or empty fields for one."""
        other = known.id != self._vehicle
        self._vehicle, self._sale = known.id, ledger.sale
        self._priced_in = ledger.list_price.currency if ledger.list_price else ""
        if other or ledger.sale is not None:
            self._waiting = {}
        people = {p.id: p for p in parties.every(self._desk.reader) if p.id is not None}
        self.buyer.offer(people)
        shown = ledger.sale or self._draft()
        for name, entry in self.entries.items():
            value = getattr(shown, name) or ("" if name != "buyer" else None)
            if other:
                entry.put_anew(value)
            else:
                entry.put(value)
        self.warned.say("\n".join(ledger.told) if ledger.sale else "")
        self._show_sums(ledger)
        self.payments.show_for(ledger)
        self._show_issued()
        on_board = known.shipment is not None
        self.back.setVisible(ledger.sale is not None and not on_board)

    def show_sale(self) -> None:
        """Open the section and put the cursor to the buyer."""
        if not self.opened:
            self.turn()
        self.buyer.setFocus(Qt.FocusReason.TabFocusReason)

    def take_back(self) -> None:
        """Take the sale back."""
        task = self._desk.runner.change(selling.take_back, self._vehicle, self._desk.who)
        task.on_failure(self.message.emit)

    # inside

    def _draft(self) -> Sale:
        return Sale(vehicle=self._vehicle, **(self._offered | self._waiting))

    @property
    def _offered(self) -> dict[str, Any]:
        return {"currency": self._priced_in} if self._priced_in else {}

    def _show_sums(self, ledger: Ledger) -> None:
        sale, settlement = ledger.sale, ledger.settlement
        for row in (*self._of_a_sale, self._state_row, self._balance_row, self.proforma):
            row.setVisible(sale is not None)
        self.hint.setVisible(sale is None)
        if sale is None or settlement is None:
            key = f"sale_state.{ledger.state}" if ledger.state else "sale.none"
            self.summary.setText(words.say(key))
            return
        owed = settlement.balance
        key = "sale.balance" if owed.minor_units >= 0 else "sale.overpaid"
        self._balance_name.say(key)
        self.balance.setText(words.money(abs(owed.minor_units), owed.currency))
        self._show_state(ledger, sale, settlement)
        price = words.money(sale.price, sale.currency) if sale.price else ""
        state = words.say(f"sale_state.{ledger.state}")
        self.summary.setText(words.listed(filter(None, [state, price])))

    def _show_issued(self) -> None:
        """Show the proforma invoices that hold the vehicle, each to be looked at."""
        empty(self._issued)
        for row in proformas.of_vehicles(self._desk.reader, [self._vehicle]):
            number = with_revision(row["number"], row["revision"])
            said = words.listed([number, words.day(local_day(row["issued_at"]))])
            link = Button(partial(str, said), link=True)
            link.clicked.connect(partial(self.document_wanted.emit, row["id"]))
            self._issued.addWidget(link)

    def _show_state(self, ledger: Ledger, sale: Sale, settlement: Settlement) -> None:
        late = days_overdue(sale, settlement, self._desk.asked.today)
        self._state_mark.setVisible(bool(late))
        said = words.say("sale.days_overdue", count=late) if late else ""
        state = words.say(f"sale_state.{ledger.state}")
        self.state.setText(words.listed(filter(None, [state, said])))

    def _enter(self, name: str, value: object) -> None:
        waiting = self._offered | self._waiting | {name: value}
        if name == "currency":  # the same figures, of the other currency
            waiting |= self._turned(str(value))
        if self._sale is None and not waiting.get("buyer"):
            self._waiting = waiting
            for changed in waiting:
                self.entries[changed].put(waiting[changed])
            return
        values = {name: value} if self._sale is not None else waiting
        desk = self._desk
        task = desk.runner.change(selling.sell, self._vehicle, values, desk.who, desk.asked.today)
        task.on_failure(lambda problem: self._refuse(name, problem))

    def _turned(self, currency: str) -> dict[str, int]:
        amounts = {n: self._waiting[n] for n in ("price",) if n in self._waiting}
        return {
            name: from_amount(Money(units, self._currency).amount, currency).minor_units
            for name, units in amounts.items()
        }

    def _refuse(self, name: str, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            self.entries[name].show_problem(problem)
        else:
            self.message.emit(problem)

    def _add_buyer(self, _entry: str, name: str) -> None:
        task = self._desk.runner.change(editing.save_party, Party(name=name), self._desk.who)
        task.succeeded.connect(lambda made: self._enter("buyer", made[0]))

    @property
    def _currency(self) -> str:
        return (self._sale or self._draft()).currency

    def _amount(self, text: str) -> int:
        return read_amount(text, self._currency)

    def _figures(self, units: int) -> str:
        return words.figures(units, self._currency) if units else ""

    def _make_entries(self) -> None:
        self.buyer = PartyEntry("buyer", "sale.buyer", label=LABEL)
        self.buyer.unknown.connect(self._add_buyer)

        def amount(name: str) -> TextEntry:
            return TextEntry(name, f"sale.{name}", self._amount, self._figures, label=LABEL)

        def day(name: str) -> TextEntry:
            return TextEntry(name, f"sale.{name}", read_day, day_of, str, label=LABEL)

        self.entries: dict[str, Entry] = {
            "buyer": self.buyer,
            "incoterm": ChoiceEntry("incoterm", "sale.incoterm", INCOTERMS, label=LABEL),
            "currency": ChoiceEntry("currency", "sale.currency", TRADED, label=LABEL),
            "price": amount("price"),
            "sold_on": day("sold_on"),
            "due_on": day("due_on"),
        }
        for entry in self.entries.values():
            entry.entered.connect(self._enter)
            if isinstance(entry, TextEntry):
                entry.hint("sale.none" if entry is self.buyer else "shipment.none")
        self._of_a_sale = [self.entries[n] for n in ("sold_on", "due_on")]

    def _lay_out(self) -> None:
        self.column.setSpacing(2)
        self.hint = Label("sale.hint", "quiet", wrap=True)
        self.column.addWidget(self.hint)
        self.warned = Warned()
        for entry in self.entries.values():
            self.column.addWidget(entry)
            if entry is self.buyer:
                self.column.addWidget(self.warned)
        self.state = Plain(wrap=True)
        self._state_mark = MarkLabel("warning", 14)
        self._state_row = labelled("sale.state", self._state_mark, self.state, label=LABEL)
        self.column.addWidget(self._state_row)
        self.payments = Payments(self._desk)
        self.payments.message.connect(self.message)
        self.payments.wants.connect(self.wants)
        self.column.addWidget(self.payments)
        self.balance = Plain(role="strong")
        self._balance_row = labelled("sale.balance", self.balance, label=LABEL)
        self._balance_name = self._balance_row.findChildren(Label)[0]
        self.column.addWidget(self._balance_row)
        self.proforma = Button("action.proforma", link=True)
        self.proforma.clicked.connect(lambda: self.proforma_wanted.emit(self._vehicle))
        self.column.addWidget(self.proforma)
        self._issued = QVBoxLayout()
        self._issued.setSpacing(2)
        self.column.addLayout(self._issued)
        self.back = Button("sale.take_back", link=True)
        self.back.clicked.connect(self.take_back)
        self.column.addWidget(self.back)
