"""The payments of a sale: every payment a line, with its form in the place of the link below."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.money import TRADED
from broker_app.domain.payment import Payment
from broker_app.domain.sale import Sale
from broker_app.errors import UserError
from broker_app.jobs import explaining_rates, paying
from broker_app.jobs.selling import Ledger
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.record_form import LABEL, RecordForm
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.fields_form import FormPlace
from broker_app.ui.widgets.text import Button, Plain, empty

_TOP = Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class PaymentForm(RecordForm):
    """Amount, currency, day, note."""

    def __init__(self, payment: Payment) -> None:
        remove = "costs.remove" if payment.id is not None else ""
        super().__init__(payment, "amount", remove=remove)

    def make_entries(self) -> dict[str, Entry]:
        """Return the fields of a payment."""
        currency = ChoiceEntry(
            "currency", "sale.currency", TRADED, quiet=False, label=LABEL, width=88
        )
        return {
            "amount": self.amount_entry("amount", "payments.amount"),
            "currency": currency,
            "day": self.day_entry("day", "payments.day"),
            "note": TextEntry("note", "payments.note", quiet=False, label=LABEL),
        }


class Payments(QWidget):
    """Shows what was paid; says problems that no field can show."""

    message = Signal(object)
    wants = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._sale: Sale | None = None
        add = Button("payments.add", link=True)
        add.clicked.connect(lambda: self.open_form(self._new()))
        self._place = FormPlace(add)
        self._place.message.connect(self.message)
        self._list = QWidget()
        self._grid = QGridLayout(self._list)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(self._list)
        column.addWidget(self._place)

    def show_for(self, ledger: Ledger) -> None:
        """Show the payments of a sale; an open form keeps what was typed for the same sale."""
        before, self._sale = self._sale, ledger.sale
        self.setVisible(ledger.sale is not None)
        if ledger.sale is None or before is None or before.id != ledger.sale.id:
            self._place.close_form()
        empty(self._grid)
        for row, payment in enumerate(ledger.payments):
            self._show_payment(row, payment, ledger.sale)
        self._list.setVisible(bool(ledger.payments))

    def open_form(self, payment: Payment) -> None:
        """Open the form of a payment."""
        form = PaymentForm(payment)
        form.kept.connect(self.keep)
        form.removed.connect(self.remove)
        self._place.open(form)

    @property
    def form(self) -> PaymentForm | None:
        """The form that somebody fills in."""
        return self._place.form

    def keep(self, payment: Payment, over: bool = False) -> None:
        """Store a payment; `over` confirms that too much was paid."""
        if self._sale is None:
            return
        desk, vehicle = self._desk, self._sale.vehicle
        today = desk.asked.today
        task = desk.runner.change(paying.put_payment, vehicle, payment, desk.who, today, over)
        self._place.follow(task, lambda problem: self._refuse(payment, problem))

    def remove(self, payment: Payment) -> None:
        """Take a payment away."""
        if self._sale is None:
            return
        desk, vehicle = self._desk, self._sale.vehicle
        self._place.follow(desk.runner.change(paying.remove_payment, vehicle, payment, desk.who))

    # inside

    def _new(self) -> Payment:
        today = self._desk.asked.today.isoformat()
        return Payment(currency=self._sale.currency if self._sale else "JPY", day=today)

    def _refuse(self, payment: Payment, problem: BaseException) -> None:
        link: tuple[object, ...] = ()
        if isinstance(problem, UserError) and problem.key == "payment_above_open":
            link = ("payments.keep_over", lambda: self.keep(payment, True))
        elif isinstance(problem, UserError) and problem.key == "payment_needs_rate":
            link = ("costs.to_rates", lambda: self.wants.emit("settings", "rates"))
        self._place.refuse(problem, *link)

    def _show_payment(self, row: int, payment: Payment, sale: Sale | None) -> None:
        said = partial(day_of, payment.day) if payment.day else "payments.no_day"
        name = Button(said, link=True)
        name.setToolTip(words.say("costs.edit_tip"))
        if payment.id is None:  # of an older version: it can only be removed
            name.say("costs.remove")
            name.clicked.connect(lambda: self.remove(payment))
        else:
            name.clicked.connect(lambda: self.open_form(payment))
        self._grid.addWidget(name, row, 0, _TOP)
        self._grid.addWidget(Plain(_said(payment), "caption", wrap=True), row, 1, _TOP)
        amount = words.money(payment.credited, sale.currency if sale else payment.currency)
        self._grid.addWidget(Plain(amount, "fact"), row, 2, _RIGHT)


def _said(payment: Payment) -> str:
    """Return what is said of a payment: in another currency what was paid, and the rates."""
    paid = [words.money(payment.amount, payment.currency)] if payment.rates else []
    on = date.fromisoformat(payment.day) if payment.rates else None
    rates = [explaining_rates.rate(c, rate, on) for c, rate in payment.rates]
    return words.listed(filter(None, [*paid, *rates, payment.note]))
