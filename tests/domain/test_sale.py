"""What is paid, owed, overdue; how far a sale is; offers that lapse; amounts turned by rates."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from broker_app.domain.missing import Missing
from broker_app.domain.money import Money
from broker_app.domain.offer import Offer, Reservation, open_offers
from broker_app.domain.payment import Payment, turned
from broker_app.domain.rate import Rate, RateBook
from broker_app.domain.sale import Sale, days_overdue, settled
from broker_app.domain.sale_state import sale_state

TODAY = date(2026, 11, 22)
DAY = date(2026, 11, 20)
USD, EUR = Rate(Decimal("150.5"), DAY, "bank"), Rate(Decimal("170"), DAY, "bank")
BOOK = RateBook([("USD", USD), ("EUR", EUR)])
AMOUNTS = some.integers(0, 10**12)


@given(price=AMOUNTS, paid=some.lists(some.integers(1, 10**12)))
def test_deposit_and_balance_are_the_price(price: int, paid: list[int]) -> None:
    found = settled(Sale(price=price, currency="USD"), [Payment(credited=p) for p in paid])
    assert found.deposit + found.balance == Money(price, "USD")
    assert found.is_open is (sum(paid) < price)


@pytest.mark.parametrize(
    ("due_on", "price", "paid", "days"),
    [
        ("", 100, 0, 0),
        ("2026-11-22", 100, 0, 0),
        ("2026-11-21", 100, 0, 1),
        ("2026-10-23", 100, 99, 30),
        ("2026-11-21", 100, 100, 0),
        ("2026-11-21", 100, 101, 0),
        ("2026-11-21", 0, 0, 0),
    ],
)
def test_what_is_open_after_its_day_is_overdue(
    due_on: str, price: int, paid: int, days: int
) -> None:
    sale = Sale(price=price, due_on=due_on)
    settlement = settled(sale, [Payment(credited=paid)])
    assert days_overdue(sale, settlement, TODAY) == days


@pytest.mark.parametrize(
    ("price", "paid", "due_on", "state"),
    [
        (0, 0, "", "sold"),
        (100, 0, "2026-11-22", "sold"),
        (100, 1, "2026-11-22", "deposit_paid"),
        (100, 1, "2026-11-21", "overdue"),
        (100, 100, "2026-11-21", "paid"),
        (100, 120, "", "paid"),
        (0, 0, "2026-11-01", "sold"),
    ],
)
def test_a_sale_has_one_word(price: int, paid: int, due_on: str, state: str) -> None:
    sale = Sale(price=price, due_on=due_on)
    held, offered = Reservation(until="2027-01-01"), [Offer()]
    settlement = settled(sale, [Payment(credited=paid)] if paid else [])
    assert sale_state(sale, settlement, held, offered, TODAY) == state


def test_an_unsold_vehicle_is_reserved_or_offered_until_the_day_is_over() -> None:
    held, offered = Reservation(until="2026-11-22"), Offer(valid_until="2026-11-23")
    assert sale_state(None, None, held, [offered], TODAY) == "reserved"
    later = TODAY + timedelta(days=1)
    assert sale_state(None, None, held, [offered], later) == "offered"
    assert sale_state(None, None, held, [offered], later + timedelta(days=1)) == ""


@pytest.mark.parametrize(
    ("stored", "until", "state"),
    [
        ("open", "", "open"),
        ("open", "2026-11-22", "open"),
        ("open", "2026-11-21", "lapsed"),
        ("declined", "2026-11-21", "declined"),
        ("accepted", "2026-11-21", "accepted"),
    ],
)
def test_an_open_offer_lapses_after_its_last_day(stored: str, until: str, state: str) -> None:
    offer = Offer(state=stored, valid_until=until)
    assert offer.state_on(TODAY) == state
    assert open_offers([offer], TODAY) == ([offer] if state == "open" else [])


def test_amounts_are_turned_by_the_rates_of_the_day() -> None:
    assert turned(Money(100, "USD"), "USD", RateBook(), TODAY).money == Money(100, "USD")
    to_yen = turned(Money(10_000, "USD"), "JPY", BOOK, TODAY)
    assert (to_yen.money, to_yen.rates) == (Money(15_050, "JPY"), (("USD", USD),))
    assert turned(Money(15_050, "JPY"), "USD", BOOK, TODAY).money == Money(10_000, "USD")
    cross = turned(Money(10_000, "EUR"), "USD", BOOK, TODAY)
    assert (cross.money, cross.rates) == (Money(11_296, "USD"), (("EUR", EUR), ("USD", USD)))


def test_a_rate_that_is_missing_is_named() -> None:
    found = turned(Money(1, "EUR"), "AUD", BOOK, TODAY)
    assert found.money is None
    assert found.missing == (Missing("rate", "AUD", "2026-11-22"),)
    assert turned(Money(1, "USD"), "JPY", BOOK, date(2026, 11, 19)).money is None
