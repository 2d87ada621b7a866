"""The reports and the accounts of one stock say the same, and what one reckons by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from broker_app.domain.cost import Cost
from broker_app.domain.party import Party
from broker_app.domain.question import Question
from broker_app.domain.rate import Rate
from broker_app.domain.report import Report
from broker_app.errors import Cancelled
from broker_app.jobs import (
    accounting,
    accounts_report,
    costing,
    editing,
    explaining_reports,
    importing,
    moving,
    owning,
    reporting,
    selling,
    sharing,
)
from broker_app.jobs.accounting import Beside
from broker_app.jobs.books import Books
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store.database import Database

TODAY = date(2026, 11, 29)
HEADS = (
    "会場,開催日,出品番号,メーカー,車名,型式,車台番号,年式,排気量,燃料,ハンドル,"
    "落札価格(千円),落札料,リサイクル料\n"
)
HAMMERS = (500, 800, 400, 650, 300, 310, 320, 900, 200)
"""Thousands of yen of vehicles 1 to 9; the fee of each is 10,000 and its number."""
RATES = (
    ("USD", "150.00", date(2026, 8, 1)),
    ("USD", "155.25", date(2026, 10, 1)),
    ("EUR", "170.5", date(2026, 9, 1)),
    ("KWD", "505.123", date(2026, 9, 1)),
)
SOLD = (
    (1, "KE", 600_000, "USD", "FOB", "2026-10-05"),
    (2, "TZ", 999_999, "EUR", "CIF", "2026-10-20"),
    (3, "TZ", 900_000, "AUD", "FOB", "2026-10-21"),
    (4, "", 1_000_000, "JPY", "FOB", "2026-11-01"),
    (7, "JP", 400_000, "JPY", "FOB", "2026-11-02"),
    (8, "KE", 2_500_500, "KWD", "FOB", "2026-11-03"),
)


@pytest.fixture
def trade(db: Database, books: Books, question: Question, tmp_path: Path) -> Database:
    """Nine vehicles: sold in five currencies, one without a rate; given back; only listed."""
    path = tmp_path / "list.csv"
    rows = (
        f"{('USS東京', 'USS Tokyo', 'TAA横浜')[n % 3]},2026/09/{10 + n},{n},トヨタ,ヴィッツ,DBA-KSP130,"
        f"KSP130-10000{n:02d},R01.06,996,ガソリン,右,{hammer},{10_000 + n},9000\n"
        for n, hammer in enumerate(HAMMERS, 1)
    )
    path.write_text(HEADS + "".join(rows), encoding="cp932")
    importing.import_list(db, silent, path, books, question, "sato", TODAY)
    for currency, rate, day in RATES:
        costing.put_rate(db, currency, Rate(Decimal(rate), day, "TTM"), "sato", TODAY)
    moving.move(db, silent, range(1, 9), Order("bought", TODAY), "sato")
    _pay(db)
    for vehicle, country, price, currency, term, day in SOLD:
        buyer, _ = editing.save_party(db, Party(name=f"B{vehicle}", country=country), "sato")
        values = {"buyer": buyer, "price": price, "currency": currency}
        selling.sell(db, vehicle, values | {"incoterm": term, "sold_on": day}, "sato", TODAY)
    for vehicle, state in ((5, "returned"), (6, "cancelled"), (7, "sold_at_home")):
        moving.move(db, silent, [vehicle], Order(state, TODAY), "sato")
    owning.add_company(db, "ALPHA", "sato")
    second, _ = owning.add_company(db, "BETA", "sato")
    owning.give_vehicles(db, [8], second, "sato")
    return db


def _pay(db: Database) -> None:
    def put(vehicle: int, kind: str, amount: int, currency: str = "JPY", **more: object) -> None:
        cost = Cost(vehicle=vehicle, kind=kind, amount=amount, currency=currency)
        cost.day = "2026-09-25"
        for name, value in more.items():
            setattr(cost, name, value)
        costing.put_cost(db, cost, "sato")

    put(2, "freight", 123_456, "USD")
    put(2, "insurance", 3_333, "USD", rate="151.1")
    put(4, "purchase", 700_000, tax=70_000)
    put(5, "transport", 12_000)
    put(9, "inspection", 5_000)
    shared = Cost(kind="transport", amount=100_001, tax=10_000, day="2026-09-26")
    sharing.share_cost(db, shared, [1, 2, 4], "equal", "sato", TODAY)


SALES = {
    1: 931_500,  # 6,000.00 x 155.25
    2: 1_704_998,  # 9,999.99 x 170.5 = 1,704,998.295
    4: 1_000_000,
    7: 400_000,
    8: 1_263_060,  # 2,500.500 x 505.123 = 1,263,060.06…
}
COSTS = {
    1: 500_000 + 10_001,
    2: 800_000 + 10_002 + 185_184 + 5_036,  # 1,234.56 x 150; 33.33 x 151.1 = 5,036.163
    4: 700_000 + 10_004,
    7: 320_000 + 10_007,
    8: 900_000 + 10_008,
}
"""Without the shared bill of 100,001 yen over vehicles 1, 2 and 4."""
BOUGHT = 500_000 + 800_000 + 400_000 + 700_000 + 320_000 + 900_000


def _report(db: Database, books: Books, key: str, today: date = TODAY) -> Report:
    question = Question("RU", date(2026, 12, 22))
    return reporting.report(db.connection, silent, books, question, today, key)


def _sum(found: Report, key: str) -> int:
    return dict(zip((column.key for column in found.columns), found.sums, strict=True))[key] or 0


@pytest.mark.parametrize("way", accounting.WAYS)
def test_the_accounts_are_what_one_reckons_by_hand(trade: Database, books: Books, way: str) -> None:
    found = accounting.report(trade.connection, silent, books, TODAY, way)
    total = found.total
    assert (total.bought, total.sold, total.purchase) == (6, 6, BOUGHT)
    assert (total.sales, total.cost) == (sum(SALES.values()), sum(COSTS.values()) + 100_001)
    assert [entry.vehicle for entry in total.open] == [3]
    for name in ("bought", "sold", "purchase", "sales", "cost", "margin", "input_tax"):
        assert sum(getattr(line, name) for line in found.lines) == getattr(total, name)


def test_each_company_has_its_own_part(trade: Database, books: Books) -> None:
    parts = [
        accounting.report(trade.connection, silent, books, TODAY, company=number).total
        for number in (1, 2)
    ]
    assert [part.bought for part in parts] == [5, 1]
    assert (parts[1].sales, parts[1].cost) == (SALES[8], COSTS[8])
    assert parts[0].sales + parts[1].sales == sum(SALES.values())


def test_reports_say_what_the_accounts_say(trade: Database, books: Books) -> None:
    total = accounting.report(trade.connection, silent, books, TODAY).total
    by_market = accounting.report(trade.connection, silent, books, TODAY, "market").lines
    sales, bought = (_report(trade, books, key) for key in ("sales", "purchases"))
    assert _sum(sales, "margin") == total.margin
    assert {row[0]: row[4] for row in sales.rows} == {
        line.key: line.margin for line in by_market if line.sales
    }
    assert sales.left_out == {"margin_open": len(total.open)}
    assert (_sum(bought, "hammer_price"), _sum(bought, "vehicles")) == (BOUGHT, total.bought)


def test_a_purchase_that_was_entered_stands_for_the_hammer_price(
    trade: Database, books: Books
) -> None:
    houses = {row[0]: row for row in _report(trade, books, "purchases").rows}
    # vehicles 1, 3, 4 and 7 of USS in two spellings, 2 and 8 of TAA
    assert houses["USS東京"][1:3] == (4, 500_000 + 400_000 + 700_000 + 320_000)
    assert houses["TAA横浜"][1:3] == (2, 800_000 + 900_000)
    assert houses["TAA横浜"][4] == 10_002 + 10_008
    costing.put_cost(trade, Cost(vehicle=3, kind="purchase", amount=1, currency="AUD"), "sato")
    assert _report(trade, books, "purchases").left_out == {"no_hammer_price": 1}


def test_what_was_paid_for_vehicles_that_are_not_ours_is_told(
    trade: Database, books: Books
) -> None:
    found = accounting.report(trade.connection, silent, books, TODAY)
    assert found.beside == Beside(vehicles=2, yen=12_000 + 5_000)
    assert any("17,000" in note for note in accounts_report.notes_of(found))
    costing.put_cost(trade, Cost(vehicle=9, kind="bank", amount=1, currency="AUD"), "sato")
    found = accounting.report(trade.connection, silent, books, TODAY)
    assert found.beside == Beside(vehicles=2, yen=None)
    october = accounting.report(
        trade.connection, silent, books, TODAY, "month", "2026-10", "2026-10"
    )
    assert october.beside == Beside(vehicles=1, yen=None)  # the one without a day


def test_the_stock_list_and_ageing_hold_what_is_in_stock(trade: Database, books: Books) -> None:
    freight = Cost(vehicle=3, kind="yard", amount=100, currency="AUD", day="2026-10-10")
    costing.put_cost(trade, freight, "sato")
    for key in ("stock", "ageing"):
        found = _report(trade, books, key)
        assert sorted(found.vehicles) == [1, 2, 3, 4, 8]
        assert found.left_out == {"cost_open": 1}
        assert _sum(found, "cost") == 100_001 + sum(COSTS[v] for v in (1, 4, 8)) + 810_002


def test_doors_are_those_of_what_is_ours(trade: Database, books: Books) -> None:
    found = _report(trade, books, "doors", date(2026, 9, 1))
    assert found.rows
    assert set(found.vehicles) == {1, 2, 3, 4, 8}


def stop(*_: object, **__: object) -> None:
    raise Cancelled


def test_long_work_hears_that_it_should_stop(trade: Database, books: Books, tmp_path: Path) -> None:
    question = Question("RU", date(2026, 12, 22))
    for key in ("stock", "ageing", "purchases", "sales", "doors"):
        with pytest.raises(Cancelled):
            reporting.report(trade.connection, stop, books, question, TODAY, key)
    with pytest.raises(Cancelled):
        accounting.report(trade.connection, stop, books, TODAY)
    found = _report(trade, books, "stock")
    accounts = accounting.report(trade.connection, silent, books, TODAY)
    target = tmp_path / "stopped.xlsx"
    with pytest.raises(Cancelled):
        explaining_reports.save_report(found, "A", TODAY, target, stop)
    with pytest.raises(Cancelled):
        accounts_report.write_report(accounts, "A", TODAY, target, stop)
    assert not target.exists()


def test_every_rate_that_was_used_is_told_and_none_is_old_for_being_of_its_day(
    trade: Database,
) -> None:
    found = selling.ledger(trade.connection, 2, date(2027, 6, 1)).margin
    assert [(currency, str(rate.rate)) for currency, rate in found.rates] == [
        ("USD", "150.00"),  # the freight of September; the insurance has a rate of its own
        ("EUR", "170.5"),
    ]
    assert found.old_rates == ("USD", "EUR")  # of 1 August for 25 September, and so on
    later = Cost(vehicle=1, kind="bank", amount=100_00, currency="USD", day="2026-10-20")
    earlier = Cost(vehicle=1, kind="agent", amount=100_00, currency="USD", day="2026-08-20")
    for cost in (earlier, later):
        costing.put_cost(trade, cost, "sato")
    found = selling.ledger(trade.connection, 1, date(2027, 6, 1)).margin
    assert sorted(str(rate.rate) for _, rate in found.rates) == ["150.00", "155.25"]
    assert found.old_rates == ()
