"""Offers, reservations, list price and payments in the pane."""

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from broker_app.domain.party import Party
from broker_app.domain.rate import Rate
from broker_app.jobs import costing, editing
from broker_app.store import list_prices, offers, payments, sales
from broker_app.store.database import open_file
from broker_app.ui.pages.settings import SettingsPage
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.widgets.text import Button, Elided, Label, Plain

from .conftest import TODAY, idle, page_of

WEEK = (TODAY + timedelta(days=7)).isoformat()


@pytest.fixture
def window(stock, open_main):
    with open_file(stock) as db:
        editing.save_party(db, Party(name="MAWIMBI", country="KE"), "Sato")
        editing.save_party(db, Party(name="TUMAINI", country="TZ"), "Sato")
    return open_main()


@pytest.fixture
def pane(qtbot, window):
    page = page_of(window, VehiclesPage)
    page.table.go_to(0)
    idle(qtbot, window)
    return page.side.pane


def press(qtbot, pane, section, text, place=0):
    qtbot.wait(1)  # what was laid out just now is shown by the next event
    found = [b for b in section.findChildren(Button) if b.text() == text and not b.isHidden()]
    qtbot.mouseClick(found[place], Qt.MouseButton.LeftButton)
    idle(qtbot, pane.window())


def said(section):
    labels = (*section.findChildren(Plain), *section.findChildren(Label))
    return [label.text() for label in labels if not label.isHidden()]


def offer(qtbot, pane, party, price):
    press(qtbot, pane, pane.offers, "Make an offer")
    form = pane.offers.form
    form.party.type_in(party)
    form.entries["price"].type_in(price)
    qtbot.keyClick(form, Qt.Key.Key_Return)
    idle(qtbot, pane.window())


def kept(pane):
    return offers.of_vehicle(pane.desk.reader, pane.known.id)


def sell(qtbot, pane, price="9,000"):
    pane.sale.entries["currency"].choose("USD")
    pane.sale.entries["price"].type_in(price)
    pane.sale.buyer.type_in("MAWIMBI")
    idle(qtbot, pane.window())


def pay(qtbot, pane, amount, currency="USD"):
    press(qtbot, pane, pane.sale, "Enter a payment")
    form = pane.sale.payments.form
    form.entries["amount"].type_in(amount)
    form.entries["currency"].choose(currency)
    qtbot.keyClick(form, Qt.Key.Key_Return)
    idle(qtbot, pane.window())
    return form


def test_an_offer_is_made_and_accepted(qtbot, pane):
    offer(qtbot, pane, "mawimbi", "8,500")
    (made,) = kept(pane)
    assert (made.price, made.currency, made.valid_until) == (850_000, "USD", WEEK)
    assert pane.offers.summary.text() == "1 open"
    assert pane.sale.summary.text() == "offered"
    offer(qtbot, pane, "TUMAINI", "8,700")
    assert pane.offers.summary.text() == "2 open"
    press(qtbot, pane, pane.offers, "Accept", place=1)
    sale = sales.of_vehicle(pane.desk.reader, pane.known.id)
    assert (sale.price, sale.buyer) == (850_000, made.party)
    assert pane.sale.summary.text() == "sold, USD 8,500.00"
    assert "accepted" in said(pane.offers)


def test_a_second_acceptance_is_refused_with_a_link_to_the_sale(qtbot, pane, window):
    offer(qtbot, pane, "MAWIMBI", "8,500")
    offer(qtbot, pane, "TUMAINI", "8,700")
    first, second = kept(pane)
    pane.offers.accept(first)
    idle(qtbot, window)
    pane.sale.turn()
    press(qtbot, pane, pane.offers, "Accept")
    assert window.bar.text.startswith("The vehicle is sold already, to TUMAINI")
    press(qtbot, pane, window.bar, "Show that sale")
    assert pane.sale.opened
    assert pane.sale.buyer.edit.hasFocus()
    assert offers.get(pane.desk.reader, second.id).state == "open"


def test_an_offer_is_changed_declined_and_removed(qtbot, pane):
    offer(qtbot, pane, "MAWIMBI", "8,500")
    press(qtbot, pane, pane.offers, "Change")
    form = pane.offers.form
    assert form.party.edit.text() == "MAWIMBI"
    form.entries["incoterm"].choose("CIF")
    form.entries["note"].type_in("by mail")
    form.accept()
    idle(qtbot, pane.window())
    assert [(o.incoterm, o.note) for o in kept(pane)] == [("CIF", "by mail")]
    press(qtbot, pane, pane.offers, "Decline")
    assert "declined" in said(pane.offers)
    press(qtbot, pane, pane.offers, "Change")
    press(qtbot, pane, pane.offers, "Remove")
    assert kept(pane) == []


def test_what_is_wrong_with_an_offer_is_said_in_its_form(qtbot, pane):
    offer(qtbot, pane, "MAWIMBI", "0")
    form = pane.offers.form
    assert form.entries["price"].problem.text() == "An offer needs a price above zero."
    form.entries["valid_until"].type_in("some day")
    assert form.entries["valid_until"].is_wrong
    form.entries["valid_until"].type_in("2026/11/20")
    form.entries["price"].type_in("８，５００")
    form.accept()
    idle(qtbot, pane.window())
    assert form.entries["price"].problem.text().startswith("20 Nov 2026 is before the day")
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert pane.offers.form is None


def test_a_party_that_is_not_known_is_added_from_the_form(qtbot, pane):
    press(qtbot, pane, pane.offers, "Make an offer")
    form = pane.offers.form
    form.party.type_in("KILIMO LTD")
    qtbot.mouseClick(form.party.link, Qt.MouseButton.LeftButton)
    idle(qtbot, pane.window())
    form = pane.offers.form
    form.entries["price"].type_in("100")
    form.accept()
    idle(qtbot, pane.window())
    assert "KILIMO LTD" in [name.text() for name in pane.offers.findChildren(Elided)]


def test_a_vehicle_is_reserved_and_let_go(qtbot, pane):
    press(qtbot, pane, pane.offers, "Reserve")
    form = pane.offers.form
    form.party.type_in("MAWIMBI")
    form.accept()
    idle(qtbot, pane.window())
    assert pane.offers.summary.text() == "reserved"
    assert pane.sale.summary.text() == "reserved"
    assert "Reserved for MAWIMBI until 1 Dec 2026" in said(pane.offers)
    pane.sale.buyer.type_in("TUMAINI")
    idle(qtbot, pane.window())
    assert pane.sale.buyer.problem.text().startswith("The vehicle is reserved for MAWIMBI until")
    press(qtbot, pane, pane.offers, "End it")
    assert offers.reservation_of(pane.desk.reader, pane.known.id) is None


def test_the_list_price_is_kept_in_its_currency(qtbot, pane):
    pane.offers.priced_in.choose("JPY")
    pane.offers.price.type_in("980,000")
    idle(qtbot, pane.window())
    found = list_prices.of_vehicle(pane.desk.reader, pane.known.id)
    assert (found.minor_units, found.currency) == (980_000, "JPY")
    pane.offers.priced_in.choose("USD")
    idle(qtbot, pane.window())
    assert pane.offers.price.edit.text() == "980,000.00"
    pane.offers.price.type_in("much")
    assert pane.offers.price.is_wrong
    pane.offers.price.type_in("")
    idle(qtbot, pane.window())
    assert list_prices.of_vehicle(pane.desk.reader, pane.known.id) is None


def test_payments_make_deposit_and_balance(qtbot, pane):
    sell(qtbot, pane)
    pay(qtbot, pane, "2,500")
    assert pane.sale.balance.text() == "USD 6,500.00"
    press(qtbot, pane, pane.sale, "24 Nov 2026")
    press(qtbot, pane, pane.sale, "Remove")
    assert pane.sale.balance.text() == "USD 9,000.00"


def test_too_much_is_refused_until_it_is_kept_as_an_overpayment(qtbot, pane):
    sell(qtbot, pane)
    form = pay(qtbot, pane, "9,001")
    assert form.entries["amount"].problem.text().startswith("USD 9,001.00 is more than the USD 9,0")
    press(qtbot, pane, pane.sale, "Keep as an overpayment")
    assert "Overpaid" in said(pane.sale)
    assert pane.sale.balance.text() == "USD 1.00"
    assert pane.sale.summary.text().startswith("paid, ")


def test_another_currency_needs_its_rate_and_shows_it(qtbot, pane, window):
    sell(qtbot, pane)
    form = pay(qtbot, pane, "300,000", "JPY")
    assert "exchange rate of USD" in form.entries["amount"].problem.text()
    press(qtbot, pane, pane.sale, "Enter exchange rates")
    assert isinstance(window.current, SettingsPage)
    with open_file(pane.desk.runner.path) as db:
        costing.put_rate(db, "USD", Rate(Decimal("150"), TODAY, "MUFG TTM"), "Sato", TODAY)
    form.accept()
    idle(qtbot, window)
    (paid,) = payments.of_sale(
        pane.desk.reader, sales.of_vehicle(pane.desk.reader, pane.known.id).id
    )
    assert paid.credited == 200_000
    line = next(text for text in said(pane.sale) if text.startswith("JPY 300,000"))
    assert "150" in line
    assert "MUFG TTM" in line


def test_an_overdue_balance_is_said_with_its_days(qtbot, pane):
    sell(qtbot, pane)
    pane.sale.entries["due_on"].type_in("2026-11-20")
    idle(qtbot, pane.window())
    assert pane.sale.state.text() == "overdue, 4 days late"
    assert pane.sale.summary.text().startswith("overdue, ")
    pane.window().do_language()
    idle(qtbot, pane.window())
    assert pane.sale.state.text() == "支払遅延、4日超過"
