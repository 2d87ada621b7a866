"""Sale and costs in the pane, exchange rates on the settings page."""

import pytest
from PySide6.QtCore import Qt

from broker_app import words
from broker_app.domain.money import Money
from broker_app.domain.party import Party
from broker_app.jobs import editing, offering, searching
from broker_app.jobs.progress import silent
from broker_app.store import costs, rates, sales
from broker_app.store.database import open_file
from broker_app.ui.pages.settings import SettingsPage
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.widgets.text import Button, Plain
from tests.clear import LISTED, install_lists

from .conftest import BOOKS, TODAY, idle, page_of


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


def sale_of(pane):
    return sales.of_vehicle(pane.desk.reader, pane.known.id)


def costs_of(pane):
    return costs.of_vehicle(pane.desk.reader, pane.known.id)


def said(section):
    return [label.text() for label in section.findChildren(Plain) if not label.isHidden()]


def link(section, text):
    return next(b for b in section.findChildren(Button) if b.text() == text and not b.isHidden())


def settle(qtbot, pane):
    idle(qtbot, pane.window())


def test_a_sale_is_kept_once_it_has_a_buyer(qtbot, pane):
    assert pane.sale.summary.text() == "not sold"
    pane.sale.entries["price"].type_in("9,000")
    pane.sale.entries["currency"].choose("USD")
    settle(qtbot, pane)
    assert sale_of(pane) is None
    assert pane.sale.entries["price"].edit.text() == "9,000.00"
    pane.sale.buyer.type_in("mawimbi")
    settle(qtbot, pane)
    sale = sale_of(pane)
    assert (sale.price, sale.currency, sale.sold_on) == (900_000, "USD", TODAY.isoformat())
    assert pane.sale.summary.text() == "sold, USD 9,000.00"
    pay(qtbot, pane, "2500")
    assert pane.sale.balance.text() == "USD 6,500.00"
    assert pane.sale.summary.text() == "deposit paid, USD 9,000.00"


def pay(qtbot, pane, amount, currency="USD"):
    qtbot.mouseClick(link(pane.sale, "Enter a payment"), Qt.MouseButton.LeftButton)
    form = pane.sale.payments.form
    form.entries["amount"].type_in(amount)
    form.entries["currency"].choose(currency)
    qtbot.keyClick(form, Qt.Key.Key_Return)
    settle(qtbot, pane)


def test_a_wrong_amount_is_explained_in_its_field(qtbot, pane):
    pane.sale.buyer.type_in("MAWIMBI")
    settle(qtbot, pane)
    pane.sale.entries["price"].type_in("100")
    settle(qtbot, pane)
    pane.sale.entries["price"].type_in("a lot")
    assert pane.sale.entries["price"].is_wrong


def test_a_new_buyer_is_added_from_the_field(qtbot, pane):
    pane.sale.buyer.type_in("KILIMO LTD")
    assert pane.sale.buyer.is_wrong
    qtbot.mouseClick(pane.sale.buyer.link, Qt.MouseButton.LeftButton)
    settle(qtbot, pane)
    assert pane.sale.summary.text() == "sold"


def test_a_sale_is_taken_back_and_undone(qtbot, pane):
    pane.sale.buyer.type_in("MAWIMBI")
    settle(qtbot, pane)
    qtbot.mouseClick(pane.sale.back, Qt.MouseButton.LeftButton)
    settle(qtbot, pane)
    assert sale_of(pane) is None
    pane.window().do_undo()
    settle(qtbot, pane)
    assert sale_of(pane) is not None
    assert pane.sale.buyer.edit.text() == "MAWIMBI"


def test_what_was_typed_for_one_vehicle_is_not_shown_for_another(qtbot, pane):
    pane.sale.entries["price"].type_in("9,000")
    page_of(pane.window(), VehiclesPage).table.go_to(1)
    settle(qtbot, pane)
    assert pane.sale.entries["price"].edit.text() == ""


def test_the_list_states_the_purchase_and_a_person_adds_the_rest(qtbot, pane):
    assert costs_of(pane)[0].listed
    assert pane.costs.summary.text() == "JPY 700,000"
    qtbot.mouseClick(link(pane.costs, "Add a cost"), Qt.MouseButton.LeftButton)
    form = pane.costs.form
    form.entries["amount"].type_in("18,500")
    qtbot.keyClick(form, Qt.Key.Key_Return)
    settle(qtbot, pane)
    assert pane.costs.form is None
    assert [(c.kind, c.amount) for c in costs_of(pane)] == [
        ("purchase", 700_000),
        ("transport", 18_500),
    ]
    assert pane.costs.summary.text() == "JPY 718,500"
    qtbot.mouseClick(link(pane.costs, "Inland transport"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(link(pane.costs, "Remove"), Qt.MouseButton.LeftButton)
    settle(qtbot, pane)
    assert len(costs_of(pane)) == 1


def test_another_currency_keeps_the_figure(qtbot, pane):
    pane.costs.open_form(pane.costs._new())
    form = pane.costs.form
    form.entries["amount"].type_in("120")
    form.entries["currency"].choose("USD")
    assert form.entries["amount"].edit.text() == "120.00"
    assert form.value.amount == 12_000


def test_a_cost_of_nothing_is_refused_in_its_form(qtbot, pane):
    pane.costs.open_form(pane.costs._new())
    pane.costs.form.accept()
    settle(qtbot, pane)
    assert pane.costs.form.entries["amount"].problem.text().startswith("Enter what it cost")
    qtbot.keyClick(pane.costs.form, Qt.Key.Key_Escape)
    assert pane.costs.form is None


def test_the_margin_names_the_rate_it_lacks_and_leads_to_it(qtbot, pane):
    pane.sale.entries["currency"].choose("USD")
    pane.sale.entries["price"].type_in("9,000")
    pane.sale.buyer.type_in("MAWIMBI")
    settle(qtbot, pane)
    assert "Margin open: exchange rate of USD for 24 Nov 2026" in said(pane.costs)
    window = pane.window()
    qtbot.mouseClick(link(pane.costs, "Enter exchange rates"), Qt.MouseButton.LeftButton)
    settle(qtbot, pane)
    page = page_of(window, SettingsPage)
    form = page.rates
    form.fields["rate"].type_in("155.20")
    form.accept()
    settle(qtbot, pane)
    assert form.fields["source"].problem.text().startswith("Enter where the rate comes from")
    form.fields["source"].type_in("MUFG TTM")
    form.accept()
    settle(qtbot, pane)
    (kept,) = rates.every(window.desk.reader)
    assert (kept.currency, str(kept.rate.rate), kept.rate.day) == ("USD", "155.20", TODAY)
    assert form.fields["rate"].edit.text() == ""
    texts = said(pane.costs)
    assert words.money(9000 * 1552 // 10 - 700_000, "JPY") in texts
    assert "99.5 %" in texts
    assert any("USD at 155.2, 24 Nov 2026, MUFG TTM" in text for text in texts)


def test_rates_are_listed_the_latest_first_and_removed(qtbot, window):
    window.show_page("settings", "rates")
    form = page_of(window, SettingsPage).rates
    form.fields["source"].type_in("bank")
    for day, rate in (("2026-10-01", "150"), ("2026-11-20", "155")):
        form.fields["day"].type_in(day)
        form.fields["rate"].type_in(rate)
        form.accept()
        idle(qtbot, window)
    shown = said(form)
    assert "155" in shown
    assert "150" not in shown
    qtbot.mouseClick(form.more, Qt.MouseButton.LeftButton)
    qtbot.wait(10)
    assert "150" in said(form)
    for _ in range(2):
        qtbot.mouseClick(link(form, "Remove"), Qt.MouseButton.LeftButton)
        idle(qtbot, window)
    assert rates.every(window.desk.reader) == []


@pytest.mark.parametrize("text", ["abc", "0", "-3", "1e99", "NaN", "200000"])
def test_what_is_no_rate_is_a_sentence(window, text):
    window.show_page("settings", "rates")
    form = page_of(window, SettingsPage).rates
    form.fields["rate"].type_in(text)
    assert form.fields["rate"].is_wrong


def test_it_is_said_in_japanese(qtbot, pane):
    pane.window().do_language()
    settle(qtbot, pane)
    assert pane.sale.summary.text() == "未販売"
    assert link(pane.costs, "原価を追加")


def test_a_buyer_with_a_strong_hit_is_told_beside_the_sale(qtbot, window, pane):
    with open_file(window.desk.runner.path) as db:
        party, _ = editing.save_party(db, Party(name=LISTED, country="AE"), "Sato")
        install_lists(db, BOOKS, TODAY)
        searching.screen(db, silent, BOOKS, "Sato", TODAY, [party])
    settle(qtbot, pane)
    pane.sale.buyer.type_in("MAWIMBI")
    settle(qtbot, pane)
    assert pane.sale.warned.isHidden()
    pane.sale.buyer.type_in(LISTED)
    settle(qtbot, pane)
    assert not pane.sale.warned.isHidden()
    assert "may be on the list" in pane.sale.warned.sentence.text()


def test_a_new_sale_is_in_the_currency_the_vehicle_is_offered_in(qtbot, window, pane):
    offer = (pane.known.id, Money(720_000, "USD"), "Sato")
    window.desk.runner.change(offering.put_list_price, *offer)
    settle(qtbot, pane)
    assert pane.sale.entries["currency"].box.currentData() == "USD"
    pane.sale.entries["price"].type_in("7,150.50")
    pane.sale.entries["buyer"].type_in("mawimbi")
    settle(qtbot, pane)
    kept = sale_of(pane)
    assert (kept.price, kept.currency) == (715_050, "USD")
