"""Sales, costs and rates: stored, checked, undone; the invoice takes its price from the sale."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from broker_app.domain.cost import Cost
from broker_app.domain.missing import Missing
from broker_app.domain.money import Money
from broker_app.domain.party import Party
from broker_app.domain.payment import Payment
from broker_app.domain.rate import Rate
from broker_app.domain.scoring import OwnSales
from broker_app.errors import UserError
from broker_app.jobs import (
    costing,
    editing,
    importing,
    issuing,
    paying,
    selling,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import costs, rates, sales, shipments, vehicles
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship

USD = Rate(Decimal("155.20"), date(2026, 11, 20), "MUFG TTM")


@pytest.fixture
def buyer(stock: Database) -> int:
    return editing.save_party(stock, Party(name="MAWIMBI", country="KE"), "sato")[0]


def sale_of(db: Database, vehicle: int = 1) -> tuple[int, str, str, int]:
    sale = sales.of_vehicle(db.connection, vehicle)
    assert sale is not None
    return sale.price, sale.currency, sale.incoterm, paid(db, vehicle)


def paid(db: Database, vehicle: int = 1) -> int:
    settlement = selling.ledger(db.connection, vehicle, TODAY).settlement
    assert settlement is not None
    return settlement.deposit.minor_units


def pay(db: Database, amount: int, currency: str = "USD", day: str = "") -> int | None:
    payment = Payment(amount=amount, currency=currency, day=day)
    return paying.put_payment(db, 1, payment, "sato", TODAY).step


def test_a_vehicle_is_sold_changed_and_taken_back(stock: Database, buyer: int) -> None:
    given = {"buyer": buyer, "price": 600_000, "currency": "USD", "incoterm": "CIF"}
    selling.sell(stock, 1, given, "sato", TODAY)
    step = pay(stock, 200_000, day="2026-11-20")
    assert sale_of(stock) == (600_000, "USD", "CIF", 200_000)
    with pytest.raises(UserError, match="sale_paid"):
        selling.take_back(stock, 1, "sato")
    undoing.undo_step(stock, step or 0, "sato")
    changes = selling.take_back(stock, 1, "sato")
    assert sales.of_vehicle(stock.connection, 1) is None
    assert changes.step is not None
    undoing.undo_step(stock, changes.step, "sato")
    assert sale_of(stock) == (600_000, "USD", "CIF", 0)


def test_another_currency_asks_for_the_price_anew_and_needs_payments_gone(
    stock: Database, buyer: int
) -> None:
    given = {"buyer": buyer, "price": 600_000, "currency": "USD"}
    selling.sell(stock, 1, given, "sato", TODAY)
    step = pay(stock, 100_000)
    with pytest.raises(UserError, match="sale_currency_paid"):
        selling.sell(stock, 1, {"currency": "JPY", "price": 900_000}, "sato", TODAY)
    undoing.undo_step(stock, step or 0, "sato")
    selling.sell(stock, 1, {"currency": "JPY"}, "sato", TODAY)
    assert sale_of(stock) == (0, "JPY", "FOB", 0)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"price": 1}, "sale_needs_buyer"),
        ({"buyer": 1, "price": -1}, "price_negative"),
        ({"buyer": 1, "price": 10**15}, "amount_unreadable"),
        ({"buyer": 1, "price": 1, "currency": "dollars"}, "currency_unknown"),
        ({"buyer": 1, "sold_on": "2018-12-31"}, "day_before_vehicle"),
        ({"buyer": 1, "sold_on": "2026-11-23"}, "day_to_come"),
        ({"buyer": 1, "due_on": "soon"}, "day_unreadable"),
        ({"buyer": 1, "price": 100, "incoterm": "DDP"}, "incoterm_unknown"),
        ({"buyer": 99, "price": 100}, "row_gone"),
    ],
)
def test_impossible_sales_are_a_sentence(
    stock: Database,
    buyer: int,
    values: dict[str, object],
    key: str,
) -> None:
    with pytest.raises(UserError, match=key):
        selling.sell(stock, 1, values, "sato", TODAY)
    assert sales.of_vehicle(stock.connection, 1) is None


def test_nothing_is_sold_to_a_designated_person(stock: Database, buyer: int) -> None:
    editing.record_screening(stock, buyer, "designated", "sato")
    with pytest.raises(UserError, match="party_designated"):
        selling.sell(stock, 1, {"buyer": buyer, "price": 100}, "sato", TODAY)


def test_costs_come_from_the_list_and_by_hand(stock: Database) -> None:
    found = costs.of_vehicle(stock.connection, 1)
    assert [(c.kind, c.amount, c.listed) for c in found] == [("purchase", 500_000, True)]
    costing.put_cost(stock, Cost(vehicle=1, kind="repair", amount=30_000), "sato")
    changes = costing.put_cost(
        stock, Cost(vehicle=1, kind="purchase", amount=510_000, day="2026-11-19"), "sato"
    )
    found = costs.of_vehicle(stock.connection, 1)
    assert [(c.kind, c.amount) for c in found] == [("purchase", 510_000), ("repair", 30_000)]
    assert changes.step is not None
    undoing.undo_step(stock, changes.step, "sato")
    found = costs.of_vehicle(stock.connection, 1)
    assert [(c.kind, c.amount) for c in found] == [("purchase", 500_000), ("repair", 30_000)]
    costing.remove_cost(stock, found[1].id or 0, "sato")
    assert len(costs.of_vehicle(stock.connection, 1)) == 1


@pytest.mark.parametrize(
    ("cost", "key"),
    [
        (Cost(vehicle=1, kind="bribe", amount=1), "cost_kind_unknown"),
        (Cost(vehicle=1, kind="repair", amount=0), "cost_needs_amount"),
        (Cost(vehicle=99, kind="repair", amount=1), "row_gone"),
    ],
)
def test_impossible_costs_are_a_sentence(stock: Database, cost: Cost, key: str) -> None:
    with pytest.raises(UserError, match=key):
        costing.put_cost(stock, cost, "sato")


def test_a_rate_of_a_day_is_kept_once_and_undone(stock: Database) -> None:
    costing.put_rate(stock, "USD", USD, "sato", TODAY)
    changes = costing.put_rate(stock, "USD", USD._replace(rate=Decimal("156")), "sato", TODAY)
    (kept,) = rates.every(stock.connection)
    assert (kept.currency, str(kept.rate.rate), kept.rate.source) == ("USD", "156", "MUFG TTM")
    assert changes.step is not None
    undoing.undo_step(stock, changes.step, "sato")
    assert rates.book(stock.connection).at("USD", TODAY) == USD
    costing.remove_rate(stock, kept.id, "sato")
    assert rates.every(stock.connection) == []
    with pytest.raises(UserError, match="row_gone"):
        costing.remove_rate(stock, kept.id, "sato")


@pytest.mark.parametrize(
    ("currency", "rate", "key"),
    [
        ("JPY", USD, "rate_currency"),
        ("usd", USD, "rate_currency"),
        ("USD", USD._replace(rate=Decimal(0)), "rate_unreadable"),
        ("USD", USD._replace(rate=Decimal("NaN")), "rate_unreadable"),
        ("USD", USD._replace(rate=Decimal("1e9")), "rate_unreadable"),
        ("USD", USD._replace(day=date(2026, 11, 23)), "rate_of_tomorrow"),
        ("USD", USD._replace(source=" "), "rate_needs_source"),
    ],
)
def test_impossible_rates_are_a_sentence(
    stock: Database,
    currency: str,
    rate: Rate,
    key: str,
) -> None:
    with pytest.raises(UserError, match=key):
        costing.put_rate(stock, currency, rate, "sato", TODAY)
    assert rates.every(stock.connection) == []


def test_the_ledger_names_the_rate_it_lacks_then_says_what_is_left(
    stock: Database,
    buyer: int,
) -> None:
    given = {"buyer": buyer, "price": 500_000, "currency": "USD", "sold_on": "2026-11-21"}
    selling.sell(stock, 1, given, "sato", TODAY)
    found = selling.ledger(stock.connection, 1, TODAY)
    assert found.margin.missing == (Missing("rate", "USD", "2026-11-21"),)
    costing.put_rate(stock, "USD", USD, "sato", TODAY)
    found = selling.ledger(stock.connection, 1, TODAY)
    assert found.margin.amount == Money(776_000 - 500_000, "JPY")
    assert found.buyer is not None
    assert found.buyer.name == "MAWIMBI"


def test_own_sales_are_averaged_by_country(stock: Database, buyer: int) -> None:
    for vehicle, price in ((1, 600_000), (2, 2_386_000)):
        selling.sell(stock, vehicle, {"buyer": buyer, "price": price}, "sato", TODAY)
    found = selling.own_sales(stock.connection, TODAY)
    assert found == {"KE": OwnSales(pytest.approx((0.2 + 0.0) / 2), 2)}
    selling.sell(stock, 1, {"currency": "USD", "price": 400_000}, "sato", TODAY)
    found = selling.own_sales(stock.connection, TODAY)  # without a rate that sale says nothing
    assert found == {"KE": OwnSales(pytest.approx(0.0), 1)}


def test_an_import_whose_vehicle_has_costs_keeps_it_when_undone(
    stock: Database,
) -> None:
    costing.put_cost(stock, Cost(vehicle=1, kind="repair", amount=30_000), "sato")
    _, kept = undoing.undo_batch(stock, 1, "sato")
    assert kept == [1]
    assert vehicles.get(stock.connection, 1).model == "VITZ"


# on a shipment


def test_a_sold_vehicle_brings_its_term_and_deposit_on_board(
    stock: Database,
    books: Books,
    tmp_path: Path,
) -> None:
    """Sold CIF, the invoice adds up to that price, and names the FOB value within it."""
    shipment = ship(stock, books, "KEMBA")
    record = shipments.get(stock.connection, shipment)
    given = {"buyer": record.buyer, "price": 800_000, "currency": "USD", "incoterm": "CIF"}
    selling.sell(stock, 1, given, "sato", TODAY)
    pay(stock, 100_000)
    shipping.add_vehicle(stock, books, shipment, 1, 800_000, "sato", TODAY)
    assert sale_of(stock) == (800_000, "USD", "CIF", 100_000)
    paper, _ = issuing.write_paper(stock, silent, books, shipment, "CI", tmp_path, "sato", TODAY)
    assert paper.snapshot.total == 800_000
    assert paper.snapshot.fob == 800_000 - 190_000 - 3_000
    assert paper.snapshot.lines[0].unit_price == paper.snapshot.fob


def test_a_vehicle_taken_off_stays_sold(stock: Database, books: Books) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    with pytest.raises(UserError, match="vehicle_on_shipment"):
        selling.take_back(stock, 1, "sato")
    shipping.take_off(stock, shipment, 1, "sato")
    assert sale_of(stock) == (415_000, "USD", "FOB", 0)


def test_the_buyer_of_a_vehicle_on_board_follows_its_shipment(
    stock: Database,
    books: Books,
    buyer: int,
) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    with pytest.raises(UserError, match="sale_on_shipment"):
        selling.sell(stock, 1, {"buyer": buyer}, "sato", TODAY)
    shipping.change_shipment(stock, books, shipment, {"buyer": buyer}, "sato", TODAY)
    sale = sales.of_vehicle(stock.connection, 1)
    assert sale is not None
    assert sale.buyer == buyer


@pytest.mark.parametrize(
    ("terms", "sold", "key"),
    [
        ({"incoterm": "FOB"}, {"incoterm": "CIF", "price": 800_000}, "sale_term"),
        ({}, {"incoterm": "CIF", "price": 100_000}, "price_below_charges"),
        ({}, {"currency": "JPY", "price": 800_000}, "price_currency"),
    ],
)
def test_a_price_against_the_terms_is_a_sentence(
    stock: Database,
    books: Books,
    tmp_path: Path,
    terms: dict[str, object],
    sold: dict[str, object],
    key: str,
) -> None:
    shipment = ship(stock, books, "KEMBA", **terms)
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    selling.sell(stock, 1, sold, "sato", TODAY)
    with pytest.raises(UserError, match=key):
        issuing.write_paper(stock, silent, books, shipment, "CI", tmp_path, "sato", TODAY)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_deposit_in_another_currency_is_not_turned_silently(
    stock: Database,
    books: Books,
) -> None:
    shipment = ship(stock, books, "KEMBA")
    record = shipments.get(stock.connection, shipment)
    given = {"buyer": record.buyer, "price": 700_000, "currency": "JPY"}
    selling.sell(stock, 1, given, "sato", TODAY)
    pay(stock, 100_000, "JPY")
    with pytest.raises(UserError, match="deposit_currency"):
        shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)


def test_costs_reach_no_paper(stock: Database, books: Books, tmp_path: Path) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    for kind in ("repair", "transport"):
        cost = Cost(vehicle=1, kind=kind, amount=7_654_321, note="SECRET YARD")
        costing.put_cost(stock, cost, "sato")
    pay(stock, 98_765)
    paper, _ = issuing.write_paper(stock, silent, books, shipment, "CI", tmp_path, "sato", TODAY)
    import zipfile

    with zipfile.ZipFile(paper.path) as parts:
        text = b"".join(parts.read(name) for name in parts.namelist())
    for secret in (b"7654321", b"SECRET", b"98765", b"987.65"):
        assert secret not in text


def test_the_import_of_a_list_brings_its_fees(
    db: Database, books: Books, question: object, tmp_path: Path
) -> None:
    path = tmp_path / "fees.csv"
    path.write_text(
        "会場,開催日,出品番号,車名,車台番号,年式,落札価格(円),落札料,R預託金\n"
        "ミナトAA,2026/11/19,1,ヴィッツ,KSP130-1234567,R01.06,500000,9900,12340\n",
        encoding="cp932",
    )
    importing.import_list(db, silent, path, books, question, "sato", TODAY)  # type: ignore[arg-type]
    found = {c.kind: c.amount for c in costs.of_vehicle(db.connection, 1)}
    assert found == {"purchase": 500_000, "auction_fee": 9_900, "recycling": 12_340}
