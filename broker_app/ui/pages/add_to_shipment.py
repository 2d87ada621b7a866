"""Adding a vehicle to a shipment: each open voyage is judged for itself, the law first."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.domain.money import from_amount
from broker_app.domain.shipment import Shipment
from broker_app.domain.verdict import Outcome, Verdict
from broker_app.errors import UserError
from broker_app.jobs import explaining, shipping
from broker_app.jobs.books import Books
from broker_app.store import sales, shipments, vehicles
from broker_app.store.database import Rows
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import OPEN_SHIPMENTS, day_of, title_of
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Button, Plain, set_role


@dataclass(frozen=True)
class Voyage:
    """An open shipment with what the law says of the vehicle on it; or why it cannot be asked."""

    shipment: Shipment
    verdict: Verdict | None
    problem: UserError | None = None

    @property
    def open_to_it(self) -> bool:
        """Whether the vehicle may be added, if only as a draft."""
        return self.verdict is not None and self.verdict.outcome is not Outcome.BLOCKED


def voyages(reader: Rows, books: Books, vehicle: int, today: date) -> list[Voyage]:
    """Judge a vehicle for every shipment that still takes vehicles."""
    found = []
    for shipment in shipments.every(reader):
        if shipment.state not in OPEN_SHIPMENTS:
            continue
        try:
            verdict = shipping.verdict_on_board(reader, books, shipment, vehicle, today)
            found.append(Voyage(shipment, verdict))
        except UserError as problem:
            found.append(Voyage(shipment, None, problem))
    return found


class AddToShipment(Dialog):
    """Choose a voyage, type the price."""

    new_shipment = Signal()
    added = Signal(object)
    """The number of the shipment."""

    def __init__(self, desk: Desk, vehicle: int, parent: QWidget) -> None:
        record = vehicles.get(desk.reader, vehicle)
        title = words.say("ship.title", vehicle=title_of(record))
        super().__init__(title, parent, words.say("ship.add"), width=520)
        self._desk, self._vehicle = desk, vehicle
        self._sale = sales.of_vehicle(desk.reader, vehicle)
        self._chosen: Voyage | None = None
        self._group = QButtonGroup(self)
        self.choices: list[QRadioButton] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self.price = QLineEdit()
        self.price.setAccessibleName(words.say("ship.price"))
        self._currency = Plain(role="quiet")
        self.problem = Plain(role="problem", wrap=True)
        self.problem.hide()
        self._lay_out()
        self.verb.setEnabled(False)
        self.price.setEnabled(False)
        self.price.textEdited.connect(self._forget_problem)
        task = desk.runner.ask(voyages, desk.books, vehicle, desk.asked.today)
        task.succeeded.connect(self._show)

    def accept(self) -> None:
        """Add the vehicle; the dialog stays open where the price or the law says no."""
        if self._chosen is None:
            return
        try:
            price = read_price(self.price.text(), self._chosen.shipment.currency)
        except UserError as problem:
            self._show_problem(problem)
            return
        desk, shipment = self._desk, self._chosen.shipment
        self.verb.setEnabled(False)
        task = desk.runner.change(
            shipping.add_vehicle,
            desk.books,
            shipment.id,
            self._vehicle,
            price,
            desk.who,
            desk.asked.today,
        )
        task.on_failure(self._show_problem)
        task.succeeded.connect(lambda _: self._done(shipment.number))

    # inside

    def _done(self, number: str) -> None:
        self.added.emit(number)
        super().accept()

    def _lay_out(self) -> None:
        self.explain("ship.text")
        self.body.addSpacing(4)
        self.body.addLayout(self._list)
        self._price_row = QWidget()
        row = QHBoxLayout(self._price_row)
        row.setContentsMargins(0, 8, 0, 0)
        row.addWidget(Plain(words.say("ship.price"), "label"))
        self.price.setMaximumWidth(160)
        row.addWidget(self.price)
        row.addWidget(self._currency)
        row.addStretch(1)
        self.body.addWidget(self._price_row)
        self.body.addWidget(self.problem)

    def _show(self, found: list[Voyage]) -> None:
        for voyage in found:
            self._list.addWidget(self._choice(voyage))
        if not found:
            self._price_row.hide()
            self.verb.hide()
            self._list.addWidget(Plain(words.say("ship.none"), wrap=True))
        new = Button("ship.new", link=True)
        new.clicked.connect(self._want_new)
        self._list.addWidget(new)

    def _choice(self, voyage: Voyage) -> QWidget:
        made = QWidget()
        shipment = voyage.shipment
        port = self._desk.books.ports.get(shipment.port_of_discharge)
        place = f"{port.name}, {words.country(port.country)}" if port else ""
        radio = QRadioButton(f"{shipment.number}  {place}".strip())
        radio.setEnabled(voyage.open_to_it)
        radio.toggled.connect(lambda on: self._choose(voyage) if on else None)
        self._group.addButton(radio)
        self.choices.append(radio)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(radio)
        row.addStretch(1)
        if shipment.etd:
            row.addWidget(Plain(words.say("ship.etd", day=day_of(shipment.etd)), "caption"))
        outcome = voyage.verdict.outcome.value if voyage.verdict else "warning"
        row.addWidget(MarkLabel(outcome, 14))
        row.addWidget(Plain(words.say(f"verdict.{outcome}") if voyage.verdict else ""))
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        if said := _sentence(voyage):
            sentence = Plain(said, "quiet", wrap=True)
            sentence.setContentsMargins(22, 0, 0, 0)
            column.addWidget(sentence)
        return made

    def _choose(self, voyage: Voyage) -> None:
        self._chosen = voyage
        currency, sale = voyage.shipment.currency, self._sale
        self._currency.setText(f"{currency} {sale.incoterm if sale else 'FOB'}")
        if sale and sale.price and sale.currency == currency and not self.price.isModified():
            self.price.setText(words.figures(sale.price, currency))
        self.price.setEnabled(True)
        self.verb.setEnabled(True)
        self.price.setFocus()

    def _want_new(self) -> None:
        self.reject()
        self.new_shipment.emit()

    def _show_problem(self, problem: BaseException) -> None:
        self.verb.setEnabled(True)
        if isinstance(problem, UserError):
            self.problem.setText(words.error(problem))
            self.problem.show()
            set_role(self.price, "wrong", "true")
        else:
            self._desk.runner.failed.emit(problem)

    def _forget_problem(self) -> None:
        self.problem.hide()
        set_role(self.price, "wrong", "false")


def read_price(text: str, currency: str) -> int:
    """Read a typed amount as minor units. Raises UserError where it is none."""
    try:
        amount = Decimal(text.replace(",", "").replace(" ", ""))
        money = from_amount(amount, currency)
    except InvalidOperation as problem:
        raise UserError("value_no_number", fact=words.say("ship.price"), value=text) from problem
    if money.minor_units <= 0:
        raise UserError("price_negative")
    return money.minor_units


def _sentence(voyage: Voyage) -> str:
    if voyage.problem is not None:
        return words.error(voyage.problem)
    if voyage.verdict is None or voyage.verdict.outcome is Outcome.ALLOWED:
        return ""
    said = explaining.headline(voyage.verdict)
    if voyage.verdict.outcome is Outcome.BLOCKED:
        return said
    return words.say("ship.draft_only", reason=said)
