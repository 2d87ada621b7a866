"""Payments: credited once, open or overdue; a deposit of an older version is one."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlite_utils
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from broker_app.domain.money import Money
from broker_app.domain.offer import Offer, Reservation
from broker_app.domain.party import Party
from broker_app.domain.payment import Payment
from broker_app.domain.rate import Rate
from broker_app.domain.sale_state import SALE_STATES
from broker_app.domain.vehicle import Vehicle
from broker_app.errors import UserError
from broker_app.jobs import costing, editing, paying, selling, undoing
from broker_app.store import payments, sale_states, sales, vehicles, write
from broker_app.store.database import Database, open_file
from broker_app.store.migrations import migrations
from broker_app.store.records import vehicle_values
from broker_app.store.vehicles import Query
from tests.jobs.voyages import TODAY

USD = Rate(Decimal("150"), date(2026, 11, 20), "MUFG TTM")


@pytest.fixture
def sold(stock: Database) -> Database:
    """The first vehicle is sold for USD 6,000.00."""
    buyer = editing.save_party(stock, Party(name="MAWIMBI", country="KE"), "sato")[0]
    given = {"buyer": buyer, "price": 600_000, "currency": "USD"}
    selling.sell(stock, 1, given, "sato", TODAY)
    return stock


def pay(db: Database, amount: int, currency: str = "USD", **values: object) -> int | None:
    made = Payment(amount=amount, currency=currency, **values)  # type: ignore[arg-type]
    return paying.put_payment(db, 1, made, "sato", TODAY).step


def balance(db: Database) -> tuple[int, int]:
    found = selling.ledger(db.connection, 1, TODAY).settlement
    assert found is not None
    return found.deposit.minor_units, found.balance.minor_units


def test_deposit_and_balance_follow_from_payments(sold: Database) -> None:
    assert balance(sold) == (0, 600_000)
    pay(sold, 200_000, note="T/T", day="2026-11-20")
    step = pay(sold, 400_000)
    assert balance(sold) == (600_000, 0)
    assert selling.ledger(sold.connection, 1, TODAY).state == "paid"
    undoing.undo_step(sold, step or 0, "sato")
    assert balance(sold) == (200_000, 400_000)
    (kept,) = selling.ledger(sold.connection, 1, TODAY).payments
    assert (kept.day, kept.note, kept.money) == ("2026-11-20", "T/T", Money(200_000, "USD"))
    paying.remove_payment(sold, 1, kept, "sato")
    assert balance(sold) == (0, 600_000)
    with pytest.raises(UserError, match="row_gone"):
        paying.remove_payment(sold, 1, kept, "sato")


def test_a_changed_payment_does_not_count_twice(sold: Database) -> None:
    pay(sold, 600_000)
    (kept,) = selling.ledger(sold.connection, 1, TODAY).payments
    pay(sold, 550_000, id=kept.id)
    assert balance(sold) == (550_000, 50_000)


def test_more_than_is_open_is_refused_until_confirmed(sold: Database) -> None:
    pay(sold, 500_000)
    too_much = Payment(amount=100_001, currency="USD")
    with pytest.raises(UserError) as caught:
        paying.put_payment(sold, 1, too_much, "sato", TODAY)
    assert (caught.value.key, caught.value.values) == (
        "payment_above_open", {"open": "USD 1,000.00", "paid": "USD 1,000.01"},
    )  # fmt: skip
    paying.put_payment(sold, 1, too_much, "sato", TODAY, True)
    assert balance(sold) == (600_001, -1)
    assert selling.ledger(sold.connection, 1, TODAY).state == "paid"


def test_another_currency_is_credited_by_the_rate_of_its_day_for_good(sold: Database) -> None:
    with pytest.raises(UserError, match="payment_needs_rate"):
        pay(sold, 300_000, "JPY")
    costing.put_rate(sold, "USD", USD, "sato", TODAY)
    with pytest.raises(UserError, match="payment_needs_rate"):
        pay(sold, 300_000, "JPY", day="2026-11-19")
    pay(sold, 300_000, "JPY")
    assert balance(sold) == (200_000, 400_000)
    (kept,) = selling.ledger(sold.connection, 1, TODAY).payments
    assert kept.rates == (("USD", USD),)
    costing.put_rate(sold, "USD", USD._replace(rate=Decimal("160")), "sato", TODAY)
    assert balance(sold) == (200_000, 400_000)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"amount": 0}, "payment_needs_amount"),
        ({"amount": -1}, "price_negative"),
        ({"amount": 10**15}, "amount_unreadable"),
        ({"currency": "usd"}, "currency_unknown"),
        ({"currency": ""}, "currency_unknown"),
        ({"day": "2026-11-23"}, "day_to_come"),
        ({"day": "2018-01-01"}, "day_before_vehicle"),
        ({"day": "some day"}, "day_unreadable"),
    ],
)
def test_impossible_payments_are_a_sentence(
    sold: Database, values: dict[str, object], key: str
) -> None:
    given = {"amount": 1, "currency": "USD"} | values
    with pytest.raises(UserError, match=key):
        paying.put_payment(sold, 1, Payment(**given), "sato", TODAY)  # type: ignore[arg-type]
    assert balance(sold) == (0, 600_000)


def test_a_payment_needs_a_sale_with_a_price(sold: Database) -> None:
    with pytest.raises(UserError, match="payment_needs_sale"):
        paying.put_payment(sold, 2, Payment(amount=1), "sato", TODAY)
    selling.sell(sold, 1, {"currency": "JPY"}, "sato", TODAY)
    with pytest.raises(UserError, match="payment_needs_price"):
        pay(sold, 1, "JPY")


def test_a_price_below_what_was_paid_is_refused(sold: Database) -> None:
    pay(sold, 200_000)
    with pytest.raises(UserError, match="price_below_paid"):
        selling.sell(sold, 1, {"price": 199_999}, "sato", TODAY)
    selling.sell(sold, 1, {"price": 200_000}, "sato", TODAY)
    assert balance(sold) == (200_000, 0)


def test_a_step_that_payments_rest_on_stays(sold: Database) -> None:
    """Neither the sale nor its currency goes from under a payment by an undo."""
    changed = selling.sell(sold, 1, {"currency": "JPY", "price": 900_000}, "sato", TODAY)
    pay(sold, 100_000, "JPY")
    with pytest.raises(UserError, match="undo_in_use"):
        undoing.undo_step(sold, changed.step or 0, "sato")
    assert balance(sold) == (100_000, 800_000)


def test_what_is_overdue_is_listed_the_longest_first(sold: Database) -> None:
    buyer = sales.every(sold.connection)[1].buyer
    given = {"buyer": buyer, "price": 2_500_000, "due_on": "2026-10-23"}
    selling.sell(sold, 2, given, "sato", TODAY)
    selling.sell(sold, 1, {"due_on": "2026-11-21"}, "sato", TODAY)
    pay(sold, 100_000)
    found = paying.overdue(sold.connection, TODAY)
    assert [(o.sale.vehicle, o.buyer, o.settlement.balance, o.days) for o in found] == [
        (2, "MAWIMBI", Money(2_500_000, "JPY"), 30),
        (1, "MAWIMBI", Money(500_000, "USD"), 1),
    ]
    assert "KSP130-1234567" in found[1].vehicle
    pay(sold, 500_000)
    assert [o.sale.vehicle for o in paying.overdue(sold.connection, TODAY)] == [2]
    assert paying.overdue(sold.connection, date(2026, 10, 23)) == []


# deposits of an older version


def older(file: Path) -> None:
    old = sqlite_utils.Database(file)
    migrations.apply(old, stop_before="offers_payments_proformas")
    old.table("party").insert({"id": 1, "name": "MAWIMBI"})
    for number, deposit in ((1, 300), (2, 0), (3, 500)):
        old.table("vehicle").insert({"id": number, "identity": f"x{number}"})
        old.table("sale").insert(
            {
                "id": number,
                "vehicle": number,
                "buyer": 1,
                "price": 1_000,
                "currency": "USD",
                "sold_on": "2026-11-01",
                "deposit": deposit,
                "deposit_on": "2026-11-02" if deposit else "",
            }
        )
    old.close()


def test_a_deposit_becomes_a_payment_and_nothing_is_lost(tmp_path: Path) -> None:
    older(tmp_path / "old.db")
    with open_file(tmp_path / "old.db") as db:
        found = payments.of_sales(db.connection, [1, 2, 3])
        assert [(p.amount, p.day, p.credited) for p in found[1]] == [(300, "2026-11-02", 300)]
        assert found[2] == []
        assert balance(db) == (300, 700)
        paying.put_payment(db, 1, Payment(amount=700, currency="USD"), "sato", TODAY)
        assert balance(db) == (1_000, 0)
        ids = [p.id for p in payments.of_sale(db.connection, 1)]
        assert ids == [1, 3]
        assert db.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_deposit_that_an_old_step_brings_back_still_counts(tmp_path: Path) -> None:
    """Taken back before the change of shape, undone after it."""
    file = tmp_path / "old.db"
    older(file)
    with open_file(file) as db:
        with write.step(db, "sale_back", "sato") as step:
            step.remove("payment", 1)
            step.remove("sale", 1)
        with write.step(db, "undo", "sato") as step:
            row = {"id": 1, "vehicle": 1, "buyer": 1, "price": 1_000, "currency": "USD"}
            rest = {"sold_on": "2026-11-01", "incoterm": "FOB"}
            step.insert("sale", row | rest | {"deposit": 300, "deposit_on": "2026-11-02"})
        (kept,) = selling.ledger(db.connection, 1, TODAY).payments
        assert (kept.id, kept.amount, kept.day) == (None, 300, "2026-11-02")
        assert balance(db) == (300, 700)
        assert sale_states.of_vehicles(db.connection, [1], TODAY.isoformat()) == {1: "deposit_paid"}
        paying.remove_payment(db, 1, kept, "sato")
        assert balance(db) == (0, 1_000)


# the states in SQL

DAYS = some.integers(-2, 2).map(lambda n: (TODAY + timedelta(days=n)).isoformat())


@given(
    cars=some.lists(
        some.tuples(
            some.none() | some.tuples(some.sampled_from([0, 100]), some.just("") | DAYS),
            some.sampled_from([0, 50, 100, 150]),
            some.none() | DAYS,
            some.lists(
                some.tuples(some.sampled_from(["open", "declined"]), some.just("") | DAYS),
                max_size=2,
            ),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_states_in_sql_are_those_of_the_trade(tmp_path_factory: object, cars: list) -> None:  # type: ignore[type-arg]
    folder: Path = tmp_path_factory.mktemp("states")  # type: ignore[attr-defined]
    with open_file(folder / "stock.db") as db:
        buyer = editing.save_party(db, Party(name="A"), "sato")[0]
        with write.step(db, "made", "sato") as step:
            for number, (sold, paid, held, offered) in enumerate(cars, 1):
                car = Vehicle(chassis_number=f"NZE161-700000{number}")
                step.insert("vehicle", vehicle_values(car))
                _enter(step, number, buyer, sold, paid, held, offered)
        reader, today = db.connection, TODAY.isoformat()
        ids = list(range(1, len(cars) + 1))
        said = {n: selling.ledger(reader, n, TODAY).state for n in ids}
        assert sale_states.of_vehicles(reader, ids, today) == {n: s for n, s in said.items() if s}
        for state in SALE_STATES:
            found = vehicles.ids(reader, Query(sale_states=(state,), today=today))
            assert list(found) == [n for n in ids if said[n] == state]
            assert sale_states.counts(reader, today).get(state, 0) == len(found)


def _enter(
    step: write.Step,
    vehicle: int,
    buyer: int,
    sold: tuple[int, str] | None,
    paid: int,
    held: str | None,
    offered: list[tuple[str, str]],
) -> None:
    if sold is not None:
        sale = {"vehicle": vehicle, "buyer": buyer, "price": sold[0], "currency": "JPY"}
        number = step.insert("sale", sale | {"sold_on": "2026-11-01", "due_on": sold[1]})
        if paid:
            row = {"sale": number, "sale_currency": "JPY", "day": "", "amount": paid}
            rest = {"currency": "JPY", "note": "", "credited": paid, "rates": ""}
            step.insert("payment", row | rest)
    if held is not None:
        step.insert("reservation", _row(Reservation(vehicle=vehicle, party=buyer, until=held)))
    for state, until in offered:
        made = Offer(vehicle=vehicle, party=buyer, price=1, state=state, valid_until=until)
        step.insert("offer", _row(made))


def _row(record: Offer | Reservation) -> dict[str, object]:
    from dataclasses import asdict

    values = asdict(record)
    del values["id"]
    return values
