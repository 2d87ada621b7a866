"""The section of the offers: our list price, for whom the vehicle is held, who was offered it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.money import TRADED, Money, from_amount
from broker_app.domain.offer import ACCEPTED, OPEN, Offer, Reservation, open_offers
from broker_app.domain.party import Party
from broker_app.errors import UserError
from broker_app.jobs import editing, offering
from broker_app.jobs.editing import read_amount
from broker_app.jobs.selling import Ledger
from broker_app.store import parties
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.offer_forms import OfferForm, ReservationForm
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import Known, day_of
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.fields_form import FormPlace
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Elided, Label, Plain, empty
from broker_app.ui.widgets.warned import Warned

LABEL = 112
HELD_DAYS = 7
"""How long a new offer or reservation stands, unless somebody says otherwise."""
PRICED_IN = "USD"
"""The currency of a first list price."""


class OffersSection(Section):
    """Offers are lines with what one can do about them; forms open below."""

    message = Signal(object)
    to_sale = Signal()
    """The sale that stands in the way of an offer should be shown."""

    def __init__(self, desk: Desk, opened: bool) -> None:
        super().__init__("offers", "pane.offers", opened)
        self._desk = desk
        self._vehicle = 0
        self._ledger: Ledger | None = None
        self._people: dict[int, Party] = {}
        self._make_price()
        self.warned = Warned()
        self.column.addWidget(self.warned)
        self._held, self._list = self._part(), self._part()
        add = Button("offers.add", link=True)
        add.clicked.connect(self.new_offer)
        self._hold = Button("offers.reserve", link=True)
        self._hold.clicked.connect(self.new_reservation)
        self._place = FormPlace(add, self._hold)
        self._place.message.connect(self.message)
        self.column.addWidget(self._place)

    def show_for(self, known: Known, ledger: Ledger) -> None:
        """Show the offers of a vehicle; an open form keeps what was typed for the same one."""
        other = known.id != self._vehicle
        self._vehicle, self._ledger = known.id, ledger
        sold = ledger.sale is not None
        self.setHidden(sold and not ledger.offers)
        for entry in (self.price, self.priced_in):
            entry.setHidden(sold)
        self._people = {p.id: p for p in parties.every(self._desk.reader) if p.id is not None}
        self._show_price(ledger.list_price, other)
        self.warned.say("" if sold else "\n".join(ledger.told))
        self._show_held(ledger)
        empty(self._list)
        for offer in ledger.offers:
            self._list.addLayout(self._offer(offer))
        self._place.setHidden(sold)
        self._hold.setHidden(self._is_held(ledger))
        if other or sold:
            self._place.close_form()
        elif self.form is not None:
            self.form.party.offer(self._people)
        self._summarise(ledger)

    def open_form(self, form: OfferForm | ReservationForm) -> None:
        """Open the form of an offer or a reservation."""
        form.party.offer(self._people)
        form.party.put(form.record.party or None)
        form.party.unknown.connect(self._add_party)
        if isinstance(form, OfferForm):
            form.kept.connect(partial(self._keep, offering.put_offer))
            form.removed.connect(self._remove)
        else:
            form.kept.connect(partial(self._keep, offering.reserve))
        self._place.open(form)

    @property
    def form(self) -> OfferForm | ReservationForm | None:
        """The form that somebody fills in."""
        return self._place.form

    def new_offer(self) -> None:
        """Open the form of a new offer, at the list price where there is one."""
        ledger = self._ledger
        asked = ledger.list_price if ledger else None
        made = Offer(
            vehicle=self._vehicle,
            price=asked.minor_units if asked else 0,
            currency=asked.currency if asked else PRICED_IN,
            made_on=self._desk.asked.today.isoformat(),
            valid_until=self._in_a_week(),
        )
        self.open_form(OfferForm(made))

    def new_reservation(self) -> None:
        """Open the form of a reservation."""
        held = Reservation(vehicle=self._vehicle, until=self._in_a_week())
        self.open_form(ReservationForm(held))

    # inside

    def _keep(self, job: Callable[..., Any], record: Offer | Reservation) -> None:
        desk = self._desk
        self._place.follow(desk.runner.change(job, record, desk.who, desk.asked.today))

    def _remove(self, offer: Offer) -> None:
        desk = self._desk
        self._place.follow(desk.runner.change(offering.remove_offer, offer.id, desk.who))

    def _in_a_week(self) -> str:
        return (self._desk.asked.today + timedelta(days=HELD_DAYS)).isoformat()

    def _is_held(self, ledger: Ledger) -> bool:
        held = ledger.reservation
        return held is not None and held.holds_on(self._desk.asked.today)

    def _summarise(self, ledger: Ledger) -> None:
        count = len(open_offers(ledger.offers, self._desk.asked.today))
        if ledger.sale is None and self._is_held(ledger):
            self.summary.setText(words.say("sale_state.reserved"))
        else:
            self.summary.setText(words.say("offers.open_count", count=count) if count else "")

    # the list price

    def _make_price(self) -> None:
        self._asked = Money(0, PRICED_IN)
        self.price = TextEntry(
            "list_price", "offers.list_price", self._read, self._figures, label=LABEL
        )
        self.price.hint("shipment.none")
        self.priced_in = ChoiceEntry("list_currency", "sale.currency", TRADED, label=LABEL)
        self.price.entered.connect(lambda _, units: self._price(Money(units, self._asked.currency)))
        self.priced_in.entered.connect(lambda _, code: self._reprice(code))
        self.column.addWidget(self.price)
        self.column.addWidget(self.priced_in)

    def _show_price(self, asked: Money | None, other: bool) -> None:
        if asked is not None:
            self._asked = asked
        elif other:
            self._asked = Money(0, PRICED_IN)
        else:
            self._asked = Money(0, self._asked.currency)
        put = self.price.put_anew if other else self.price.put
        put(self._asked.minor_units or "")
        self.priced_in.put(self._asked.currency)

    def _reprice(self, currency: str) -> None:
        """Keep the figure, of another currency."""
        asked = from_amount(self._asked.amount, currency)
        if self._asked.minor_units:
            self._price(asked)
        else:
            self._asked = asked

    def _price(self, asked: Money) -> None:
        desk = self._desk
        task = desk.runner.change(offering.put_list_price, self._vehicle, asked, desk.who)
        task.on_failure(lambda problem: self._refuse_at(self.price, problem))

    def _refuse_at(self, entry: TextEntry, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            entry.show_problem(problem)
        else:
            self.message.emit(problem)

    def _read(self, text: str) -> int:
        return read_amount(text, self._asked.currency)

    def _figures(self, units: int) -> str:
        return words.figures(units, self._asked.currency) if units else ""

    # the reservation

    def _show_held(self, ledger: Ledger) -> None:
        empty(self._held)
        held = ledger.reservation
        if held is None or ledger.sale is not None:
            return
        day, name = day_of(held.until), self._name_of(held.party)
        key = "offers.held" if self._is_held(ledger) else "offers.was_held"
        row = QHBoxLayout()
        row.setSpacing(8)
        said = words.say(key, buyer=name, day=day)
        note = Plain(words.listed(filter(None, [said, held.note])), wrap=True)
        row.addWidget(note, 1)
        if self._is_held(ledger):
            end = Button("offers.end", link=True)
            end.clicked.connect(self.end_reservation)
            row.addWidget(end, 0, Qt.AlignmentFlag.AlignTop)
        self._held.addLayout(row)

    def end_reservation(self) -> None:
        """Let the vehicle go."""
        desk = self._desk
        task = desk.runner.change(offering.end_reservation, self._vehicle, desk.who)
        task.on_failure(self.message.emit)

    # the offers

    def accept(self, offer: Offer) -> None:
        """Sell on an offer."""
        desk = self._desk
        task = desk.runner.change(offering.accept_offer, offer.id, desk.who, desk.asked.today)
        task.on_failure(self._refuse_sale)

    def edit(self, offer: Offer) -> None:
        """Open the form of an offer."""
        self.open_form(OfferForm(offer))

    def decline(self, offer: Offer) -> None:
        """Note that an offer was declined."""
        task = self._desk.runner.change(offering.decline_offer, offer.id, self._desk.who)
        task.on_failure(self.message.emit)

    def _refuse_sale(self, problem: BaseException) -> None:
        """Say why an offer was not accepted; where the vehicle is sold, lead to that sale."""
        if isinstance(problem, UserError) and problem.key == "vehicle_sold_already":
            link = Link("offers.to_sale", self.to_sale.emit)
            self.message.emit(Message("error", lambda: words.error(problem), (link,)))
        else:
            self.message.emit(problem)

    def _add_party(self, _entry: str, name: str) -> None:
        task = self._desk.runner.change(editing.save_party, Party(name=name), self._desk.who)
        task.succeeded.connect(lambda made: self._take_party(made[0]))

    def _take_party(self, party: int) -> None:
        if self.form is not None:
            self._people = {p.id: p for p in parties.every(self._desk.reader) if p.id is not None}
            self.form.party.offer(self._people)
            self.form.enter("party", party)

    def _offer(self, offer: Offer) -> QVBoxLayout:
        until = [words.say("offers.until", day=day_of(offer.valid_until))] * bool(offer.valid_until)
        said = words.listed([offer.incoterm, *until, *filter(None, [offer.note])])
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Elided(self._name_of(offer.party)), 1)
        head.addWidget(Plain(words.money(offer.price, offer.currency), "fact"))
        column = QVBoxLayout()
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(Plain(said, "caption", wrap=True))
        column.addLayout(self._offer_state(offer))
        return column

    def _offer_state(self, offer: Offer) -> QHBoxLayout:
        state = offer.state_on(self._desk.asked.today)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(Label(f"offer_state.{state}", "label"))
        row.addStretch(1)
        acts = [("offers.edit", self.edit)] if state != ACCEPTED else []
        if state == OPEN:
            acts += [("offers.decline", self.decline), ("offers.accept", self.accept)]
        for key, act in acts:
            button = Button(key, link=True)
            button.clicked.connect(partial(_do, act, offer))
            row.addWidget(button)
        return row

    def _part(self) -> QVBoxLayout:
        made = QWidget()
        inner = QVBoxLayout(made)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        self.column.addWidget(made)
        return inner

    def _name_of(self, party: int) -> str:
        found = self._people.get(party)
        return found.name if found else ""


def _do(act: Callable[[Offer], None], offer: Offer, _checked: bool = False) -> None:
    act(offer)
