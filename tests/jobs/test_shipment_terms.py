"""Prices, amounts and days of a shipment; candidates; parties under another name."""

from dataclasses import replace
from datetime import date

import pytest

from broker_app.domain.party import Party
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.jobs import candidates, editing, shipping, undoing
from broker_app.jobs.books import Books
from broker_app.store import parties, sales, shipments
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship


def price_of_first(db: Database, shipment: int) -> int:
    record = shipments.get(db.connection, shipment)
    return shipping.lines_of(db.connection, record)[0].agreed.price.minor_units


def test_a_price_is_changed_and_undone(stock: Database, books: Books) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    changes = shipping.set_price(stock, shipment, 1, 420_050, "sato")
    assert price_of_first(stock, shipment) == 420_050
    assert changes.step is not None
    undoing.undo_step(stock, changes.step, "sato")
    assert price_of_first(stock, shipment) == 415_000


def test_a_price_is_more_than_nothing_and_of_a_vehicle_on_board(
    stock: Database, books: Books
) -> None:
    shipment = ship(stock, books, "KEMBA")
    with pytest.raises(UserError, match="row_gone"):
        shipping.set_price(stock, shipment, 1, 100, "sato")
    with pytest.raises(UserError, match="price_needed"):
        shipping.set_price(stock, shipment, 1, 0, "sato")


def test_another_currency_asks_for_freight_and_prices_anew(stock: Database, books: Books) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    shipping.change_shipment(stock, books, shipment, {"currency": "JPY"}, "sato", TODAY)
    record = shipments.get(stock.connection, shipment)
    assert (record.freight, record.insurance) == (0, 0)
    sale = sales.of_vehicle(stock.connection, 1)
    assert sale is not None
    assert sale.currency == "USD"
    shipping.set_price(stock, shipment, 1, 620_000, "sato")
    sale = sales.of_vehicle(stock.connection, 1)
    assert sale is not None
    assert (sale.price, sale.currency) == (620_000, "JPY")


def test_candidates_are_judged_for_the_voyage_and_leave_out_who_is_on_board(
    stock: Database, books: Books
) -> None:
    to_russia = ship(stock, books, "Vladivostok")
    found = candidates.candidates(stock.connection, books, to_russia, TODAY)
    assert {c.vehicle: c.verdict.outcome for c in found}[2] is Outcome.BLOCKED
    to_kenya = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, to_kenya, 2, 100, "sato", TODAY)
    found = candidates.candidates(stock.connection, books, to_russia, TODAY)
    assert [c.vehicle for c in found] == [1]
    assert candidates.candidates(stock.connection, books, to_russia, TODAY, "no such car") == []


@pytest.mark.parametrize(
    ("text", "currency", "units"),
    [
        ("4,150", "USD", 415_000),
        ("4150.5", "USD", 415_050),
        ("４１５０", "JPY", 4150),
        ("", "USD", 0),
        ("¥1,500", "JPY", 1500),
        ("１，５００円", "JPY", 1500),
        ("$ 12.50", "USD", 1250),
        ("12 USD", "USD", 1200),
    ],
)
def test_amounts_are_read(text: str, currency: str, units: int) -> None:
    assert editing.read_amount(text, currency) == units


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "4150.505",
        "NaN",
        "Infinity",
        "4.1.5",
        "12 EUR",
        "¥12",
        "12,50",
        "1,0000",
        "1e999999999",
    ],
)
def test_what_is_no_amount_is_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="amount_unreadable"):
        editing.read_amount(text, "USD")


@pytest.mark.parametrize(
    "text", ["1,000,000,000,000,000", "１０００００００００００００００", "1e30"]
)
def test_an_amount_that_nobody_pays_is_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="amount_too_large"):
        editing.read_amount(text, "JPY")


def test_yen_have_no_decimals_and_amounts_no_minus() -> None:
    with pytest.raises(UserError, match="amount_unreadable"):
        editing.read_amount("100.5", "JPY")
    with pytest.raises(UserError, match="price_negative"):
        editing.read_amount("-1", "JPY")


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-04",
        "2026/12/4",
        "2026.12.4",
        "20261204",
        "2026年12月4日",
        "２０２６-12-4",
        "R8.12.4",
        "令和８年１２月４日",
        "04 DEC 2026",
        "4 Dec 2026",
        "Dec 4, 2026",
    ],
)
def test_days_are_read(text: str) -> None:
    assert editing.read_day(text) == date(2026, 12, 4).isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-01",
        "4 Dec",
        "2026-02-30",
        "2026-12",
        "12/4/2026",
        "R99.1.1",
        "DEC 2026",
        "31 NOV 2026",
        "4 Foo 2026",
    ],
)
def test_what_is_no_day_is_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="day_unreadable"):
        editing.read_day(text)


@pytest.mark.parametrize("text", ["1700-01-01", "9999-12-31", "S1.1.1"])
def test_a_day_of_another_age_is_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="day_out_of_reach"):
        editing.read_day(text)


def test_another_name_is_looked_up_again(stock: Database) -> None:
    number, _ = editing.save_party(stock, Party(name="MAWIMBI", country="KE"), "sato")
    editing.record_screening(stock, number, "clear", "sato")
    known = parties.get(stock.connection, number)
    editing.save_party(stock, replace(known, phone="+254"), "sato")
    assert parties.get(stock.connection, number).screening == "clear"
    editing.save_party(stock, replace(known, name="MAWIMBI HOLDING"), "sato")
    after = parties.get(stock.connection, number)
    assert (after.screening, after.screened_by, after.screened_at) == ("unscreened", "", "")


def test_a_party_knows_its_shipments(stock: Database, books: Books) -> None:
    shipment = ship(stock, books, "KEMBA")
    consignee = shipments.get(stock.connection, shipment).consignee
    assert consignee is not None
    found = shipments.of_party(stock.connection, consignee)
    assert [s.id for s in found] == [shipment]
