"""The report: lines and totals equal what the ledgers of the vehicles say."""

from datetime import date
from decimal import Decimal

import pytest

from broker_app.domain.cost import Cost
from broker_app.domain.missing import Missing
from broker_app.domain.party import Party
from broker_app.domain.rate import Rate
from broker_app.errors import UserError
from broker_app.jobs import accounting, costing, editing, owning, selling, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship

USD = Rate(Decimal("155.20"), date(2026, 11, 20), "MUFG TTM")


@pytest.fixture
def buyer(stock: Database) -> int:
    return editing.save_party(stock, Party(name="MAWIMBI", country="KE"), "sato")[0]


def test_a_vehicle_that_only_stands_on_a_list_is_not_in_the_books(
    stock: Database, books: Books
) -> None:
    found = accounting.report(stock.connection, silent, books, TODAY)
    assert (found.entries, found.since, found.until) == ((), "2026-11", "2026-11")
    assert [line.is_empty for line in found.lines] == [True]


def test_a_month_equals_the_ledger_of_its_vehicles(
    stock: Database, books: Books, buyer: int
) -> None:
    selling.sell(
        stock, 1, {"buyer": buyer, "price": 700_000, "sold_on": "2026-11-21"}, "sato", TODAY
    )
    repair = Cost(vehicle=1, kind="repair", amount=30_000, tax=3_000, day="2026-10-30")
    costing.put_cost(stock, repair, "sato")
    found = accounting.report(stock.connection, silent, books, TODAY)
    assert [(f.key, f.bought, f.sold, f.input_tax) for f in found.lines] == [
        ("2026-10", 0, 0, 3_000),
        ("2026-11", 1, 1, 50_000),
    ]
    margin = selling.ledger(stock.connection, 1, TODAY).margin
    assert margin.amount is not None
    assert found.total.margin == margin.amount.minor_units == 170_000
    assert found.total.purchase == 500_000
    assert found.from_list == 1


def test_an_open_margin_names_what_it_lacks_until_it_is_there(
    stock: Database, books: Books, buyer: int
) -> None:
    given = {"buyer": buyer, "price": 500_000, "currency": "USD", "sold_on": "2026-11-21"}
    selling.sell(stock, 1, given, "sato", TODAY)
    (line,) = accounting.report(stock.connection, silent, books, TODAY).lines
    assert (line.sold, line.sales, line.margin) == (1, 0, 0)
    assert line.open[0].missing == (Missing("rate", "USD", "2026-11-21"),)
    costing.put_rate(stock, "USD", USD, "sato", TODAY)
    (line,) = accounting.report(stock.connection, silent, books, TODAY).lines
    assert (line.open, line.margin) == ((), 276_000)


def test_lines_by_shipment_market_and_company(stock: Database, books: Books, buyer: int) -> None:
    second, _ = owning.add_company(stock, "UMIKAZE TRADING", "sato")
    owning.give_vehicles(stock, [2], second, "sato")
    shipment = ship(stock, books, "KEMBA", currency="JPY", incoterm="FOB", etd="2026-11-10")
    shipping.add_vehicle(stock, books, shipment, 1, 700_000, "sato", TODAY)
    selling.sell(stock, 2, {"buyer": buyer, "price": 2_500_000}, "sato", TODAY)

    def said(way: str, company: int | None = None) -> list[tuple[str, int, int, int]]:
        found = accounting.report(stock.connection, silent, books, TODAY, way, company=company)
        assert sum(f.margin for f in found.lines) == found.total.margin
        return [(f.key, f.sold, f.shipped, f.margin) for f in found.lines]

    assert said("shipment") == [("", 1, 0, 114_000), ("SH-2611-001", 1, 1, 200_000)]
    assert said("market") == [("KE", 2, 1, 314_000)]
    assert said("company") == [("1", 1, 1, 200_000), (str(second), 1, 0, 114_000)]
    assert said("month", second) == [("2026-11", 1, 0, 114_000)]


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-11", "2026-11"),
        ("2026/1", "2026-01"),
        ("２０２６年１１月", "2026-11"),
        ("202611", "2026-11"),
        (" ", ""),
    ],
)
def test_months_are_read(text: str, month: str) -> None:
    assert accounting.read_month(text) == month


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "Nov", "2026", "20261", "1-1", "3999-01"])
def test_what_is_no_month_is_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="month_unreadable"):
        accounting.read_month(text)


@pytest.mark.parametrize(
    ("since", "until", "key"),
    [("2026-12", "2026-11", "months_reversed"), ("1900-01", "2026-11", "months_too_many")],
)
def test_a_period_that_cannot_be_is_a_sentence(
    stock: Database, books: Books, since: str, until: str, key: str
) -> None:
    with pytest.raises(UserError, match=key):
        accounting.report(stock.connection, silent, books, TODAY, "month", since, until)
    with pytest.raises(UserError, match="report_way_unknown"):
        accounting.report(stock.connection, silent, books, TODAY, "mood")
