"""Costs with supplier, paper, tax and rate; one bill over several vehicles."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app.domain.cost import Cost
from broker_app.domain.money import Money
from broker_app.domain.party import Party
from broker_app.errors import UserError
from broker_app.jobs import costing, editing, selling, sharing, undoing
from broker_app.store import costs
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY

BILL = Cost(kind="transport", amount=100_001, tax=10_000, day="2026-11-20", supplier="Kobe Riku")


def entered(db: Database) -> list[Cost]:
    found = costs.of_vehicles(db.connection, [1, 2])
    return [cost for own in found.values() for cost in own if not cost.listed]


def test_a_cost_keeps_supplier_paper_tax_and_rate(stock: Database) -> None:
    cost = Cost(
        vehicle=1,
        kind="agent",
        amount=12_345,
        currency="USD",
        supplier=" Minato Logistics ",
        paper="A-0071",
        rate="１５１．５",
    )
    costing.put_cost(stock, cost, "sato")
    (kept,) = entered(stock)
    assert (kept.supplier, kept.paper, kept.rate, kept.attachment) == (
        "Minato Logistics", "A-0071", "151.5", None,
    )  # fmt: skip
    found = selling.ledger(stock.connection, 1, TODAY).margin
    assert found.costs == Money(500_000 + 18_703, "JPY")
    assert costs.suppliers(stock.connection) == ["Minato Logistics"]


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"amount": -1}, "cost_needs_amount"),
        ({"amount": 10**15}, "amount_too_large"),
        ({"tax": -1}, "price_negative"),
        ({"tax": 101}, "tax_above_amount"),
        ({"tax": 1, "currency": "USD"}, "tax_in_yen"),
        ({"currency": "円"}, "currency_unknown"),
        ({"currency": "ＵＳＤ"}, "currency_unknown"),
        ({"day": "yesterday"}, "day_unreadable"),
        ({"currency": "USD", "rate": "-1"}, "rate_unreadable"),
        ({"currency": "USD", "rate": "a lot"}, "rate_unreadable"),
    ],
)
def test_what_cannot_be_true_is_a_sentence(
    stock: Database, values: dict[str, object], key: str
) -> None:
    given = {"vehicle": 1, "kind": "repair", "amount": 100} | values
    with pytest.raises(UserError, match=key):
        costing.put_cost(stock, Cost(**given), "sato")  # type: ignore[arg-type]
    assert entered(stock) == []


def test_yen_need_no_rate(stock: Database) -> None:
    costing.put_cost(stock, Cost(vehicle=1, kind="repair", amount=5, rate="150"), "sato")
    assert entered(stock)[0].rate == ""


def test_one_bill_is_split_in_one_step_and_taken_back_whole(stock: Database) -> None:
    changes = sharing.share_cost(stock, BILL, [1, 2], "equal", "sato", TODAY)
    shares = entered(stock)
    assert [(c.vehicle, c.amount, c.tax) for c in shares] == [
        (1, 50_001, 5_000),
        (2, 50_000, 5_000),
    ]
    assert {c.supplier for c in shares} == {"Kobe Riku"}
    assert {c.bill for c in shares} == {shares[0].id}
    assert changes.step is not None
    undoing.undo_step(stock, changes.step, "sato")
    assert entered(stock) == []
    sharing.share_cost(stock, BILL, [1, 2], "equal", "sato", TODAY)
    sharing.remove_bill(stock, entered(stock)[0].bill or 0, "sato")
    assert entered(stock) == []
    with pytest.raises(UserError, match="row_gone"):
        sharing.remove_bill(stock, 1, "sato")


def test_a_bill_is_weighed_by_the_price_paid_or_got(stock: Database) -> None:
    found = sharing.division(stock.connection, BILL, [1, 2], "purchase", TODAY)
    assert [share.weight for share in found.shares] == [Decimal(500_000), Decimal(2_386_000)]
    assert sum(share.amount for share in found.shares) == BILL.amount
    unsold = sharing.division(stock.connection, BILL, [1, 2], "sale", TODAY)
    assert unsold.problem is not None
    assert unsold.problem.key == "share_without_sale"
    buyer = editing.save_party(stock, Party(name="MAWIMBI", country="KE"), "sato")[0]
    for vehicle, price in ((1, 600_000), (2, 1_800_000)):
        selling.sell(stock, vehicle, {"buyer": buyer, "price": price}, "sato", TODAY)
    sold = sharing.division(stock.connection, BILL, [1, 2], "sale", TODAY)
    assert [share.amount for share in sold.shares] == [25_000, 75_001]


def test_what_cannot_be_weighed_is_named(stock: Database) -> None:
    stock.connection.execute("UPDATE vehicle SET volume_m3 = NULL, length_mm = NULL WHERE id = 2")
    found = sharing.division(stock.connection, BILL, [1, 2], "volume", TODAY)
    assert found.problem is not None
    assert found.problem.key == "share_without_volume"
    assert "TRJ150-0087421" in str(found.problem.values["names"])
    with pytest.raises(UserError, match="share_without_volume"):
        sharing.share_cost(stock, BILL, [1, 2], "volume", "sato", TODAY)
    assert entered(stock) == []


@pytest.mark.parametrize(
    ("cost", "chosen", "way", "key"),
    [
        (BILL, [], "equal", "share_of_nobody"),
        (BILL, [99], "equal", "share_of_nobody"),
        (BILL, [1], "by mood", "share_way_unknown"),
        (Cost(kind="transport"), [1], "equal", "cost_needs_amount"),
    ],
)
def test_a_bill_that_cannot_be_split_is_a_sentence(
    stock: Database, cost: Cost, chosen: list[int], way: str, key: str
) -> None:
    with pytest.raises(UserError, match=key):
        sharing.share_cost(stock, cost, chosen, way, "sato", TODAY)


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(1, 10**12), st.integers(0, 10**6), st.sampled_from(["equal", "purchase"]))
def test_stored_shares_add_up_to_the_bill(stock: Database, amount: int, tax: int, way: str) -> None:
    bill = Cost(kind="transport", amount=amount, tax=min(tax, amount), day="2026-11-20")
    changes = sharing.share_cost(stock, bill, [1, 2], way, "sato", TODAY)
    shares = entered(stock)
    assert (sum(c.amount for c in shares), sum(c.tax for c in shares)) == (bill.amount, bill.tax)
    assert changes.step is not None
    undoing.undo_step(stock, changes.step, "sato")
