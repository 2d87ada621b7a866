"""Offers, reservations and list prices; and that one vehicle is sold once, whatever happens."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from broker_app.domain.changes import Changes
from broker_app.domain.money import Money
from broker_app.domain.offer import ACCEPTED, Offer, Reservation
from broker_app.domain.party import Party
from broker_app.domain.payment import Payment
from broker_app.domain.vehicle import Vehicle
from broker_app.errors import UserError
from broker_app.jobs import editing, offering, paying, selling, shipping, undoing
from broker_app.jobs.books import Books
from broker_app.store import offers, sales, shipments, vehicles, write
from broker_app.store.database import Database, open_file
from broker_app.store.records import vehicle_values
from tests.jobs.voyages import TODAY, ship

LATER = (TODAY + timedelta(days=7)).isoformat()


@pytest.fixture
def people(stock: Database) -> tuple[int, int]:
    names = (Party(name="MAWIMBI", country="KE"), Party(name="TUMAINI", country="TZ"))
    first, second = (editing.save_party(stock, party, "sato")[0] for party in names)
    return first, second


def offer_to(db: Database, party: int, price: int = 600_000, **values: object) -> int:
    given = {"currency": "USD", "valid_until": LATER} | values
    made = Offer(vehicle=1, party=party, price=price, **given)  # type: ignore[arg-type]
    offering.put_offer(db, made, "sato", TODAY)
    return offers.of_vehicle(db.connection, 1)[0].id or 0


def hold_for(db: Database, party: int, until: str = LATER, today: date = TODAY) -> Changes:
    held = Reservation(vehicle=1, party=party, until=until)
    return offering.reserve(db, held, "sato", today)


def test_an_accepted_offer_is_the_sale(stock: Database, people: tuple[int, int]) -> None:
    offer_to(stock, people[1], 500_000)
    best = offer_to(stock, people[0], incoterm="CIF")
    changes = offering.accept_offer(stock, best, "sato", TODAY)
    assert changes.touches("sale")
    sale = sales.of_vehicle(stock.connection, 1)
    assert sale is not None
    assert (sale.buyer, sale.price, sale.currency, sale.incoterm, sale.sold_on) == (
        people[0], 600_000, "USD", "CIF", "2026-11-22",
    )  # fmt: skip
    ledger = selling.ledger(stock.connection, 1, TODAY)
    assert [offer.state for offer in ledger.offers] == ["accepted", "open"]
    assert ledger.state == "sold"


def test_a_second_acceptance_is_refused_and_names_the_first(
    stock: Database, people: tuple[int, int]
) -> None:
    first, second = offer_to(stock, people[0]), offer_to(stock, people[1])
    offering.accept_offer(stock, first, "sato", TODAY)
    with pytest.raises(UserError) as caught:
        offering.accept_offer(stock, second, "sato", TODAY)
    assert (caught.value.key, caught.value.values) == (
        "vehicle_sold_already", {"buyer": "MAWIMBI", "sold": 1},
    )  # fmt: skip
    with pytest.raises(UserError, match="vehicle_sold_already"):
        offer_to(stock, people[1])
    with pytest.raises(UserError, match="offer_accepted"):
        offering.remove_offer(stock, first, "sato")


def test_a_sale_taken_back_opens_its_offer_again(stock: Database, people: tuple[int, int]) -> None:
    first = offer_to(stock, people[0])
    offering.accept_offer(stock, first, "sato", TODAY)
    changes = selling.take_back(stock, 1, "sato")
    assert offers.get(stock.connection, first).state == "open"
    undoing.undo_step(stock, changes.step or 0, "sato")
    assert offers.get(stock.connection, first).state == "accepted"
    selling.sell(stock, 1, {"buyer": people[1]}, "sato", TODAY)
    assert offers.get(stock.connection, first).state == "open"


def test_a_lapsed_or_declined_offer_is_not_accepted(
    stock: Database, people: tuple[int, int]
) -> None:
    offer = offer_to(stock, people[0], valid_until="2026-11-23")
    with pytest.raises(UserError, match="offer_lapsed"):
        offering.accept_offer(stock, offer, "sato", date(2026, 11, 24))
    offering.decline_offer(stock, offer, "sato")
    with pytest.raises(UserError, match="offer_declined"):
        offering.accept_offer(stock, offer, "sato", TODAY)
    offering.remove_offer(stock, offer, "sato")
    with pytest.raises(UserError, match="row_gone"):
        offering.accept_offer(stock, offer, "sato", TODAY)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"party": 0}, "offer_needs_party"),
        ({"party": 99}, "row_gone"),
        ({"price": 0}, "offer_needs_price"),
        ({"price": -5}, "price_negative"),
        ({"price": 10**15}, "amount_unreadable"),
        ({"currency": "¥"}, "currency_unknown"),
        ({"incoterm": "DDP"}, "incoterm_unknown"),
        ({"made_on": "yesterday"}, "day_unreadable"),
        ({"made_on": "2026-02-30"}, "day_unreadable"),
        ({"made_on": "2026-11-23"}, "day_to_come"),
        ({"made_on": "2019-01-01", "valid_until": "2018-12-01"}, "day_before_vehicle"),
        ({"valid_until": "2026-11-21"}, "offer_ends_before"),
        ({"vehicle": 99}, "row_gone"),
    ],
)
def test_impossible_offers_are_a_sentence(
    stock: Database, people: tuple[int, int], values: dict[str, object], key: str
) -> None:
    given = {"vehicle": 1, "party": people[0], "price": 100} | values
    with pytest.raises(UserError, match=key):
        offering.put_offer(stock, Offer(**given), "sato", TODAY)  # type: ignore[arg-type]
    assert offers.of_vehicle(stock.connection, 1) == []


def test_a_reserved_vehicle_goes_to_nobody_else_until_the_day_is_over(
    stock: Database, books: Books, people: tuple[int, int]
) -> None:
    other = offer_to(stock, people[1], valid_until="")
    hold_for(stock, people[0], "2026-11-25")
    for sold in (
        lambda: offering.accept_offer(stock, other, "sato", TODAY),
        lambda: selling.sell(stock, 1, {"buyer": people[1]}, "sato", TODAY),
        lambda: hold_for(stock, people[1]),
    ):
        with pytest.raises(UserError, match="vehicle_reserved"):
            sold()
    shipment = ship(stock, books, "KEMBA")
    with pytest.raises(UserError, match="vehicle_reserved"):
        shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    assert shipments.vehicles(stock.connection, shipment) == []
    assert selling.ledger(stock.connection, 1, TODAY).state == "reserved"
    ended = date(2026, 11, 26)
    assert selling.ledger(stock.connection, 1, ended).state == "offered"
    offering.accept_offer(stock, other, "sato", ended)
    assert selling.ledger(stock.connection, 1, ended).state == "sold"


def test_whom_a_vehicle_is_held_for_may_buy_it(stock: Database, people: tuple[int, int]) -> None:
    hold_for(stock, people[0])
    selling.sell(stock, 1, {"buyer": people[0]}, "sato", TODAY)
    with pytest.raises(UserError, match="vehicle_sold_already"):
        hold_for(stock, people[0])


def test_a_reservation_is_ended_by_hand_and_comes_back(
    stock: Database, people: tuple[int, int]
) -> None:
    hold_for(stock, people[0])
    changes = offering.end_reservation(stock, 1, "sato")
    hold_for(stock, people[1])
    with pytest.raises(UserError, match="revert_conflicts"):
        undoing.undo_step(stock, changes.step or 0, "sato")
    held = offers.reservation_of(stock.connection, 1)
    assert held is not None
    assert held.party == people[1]


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"party": 0}, "reservation_needs_party"),
        ({"until": ""}, "reservation_needs_day"),
        ({"until": "next week"}, "day_unreadable"),
        ({"until": "2026-11-21"}, "reservation_over"),
        ({"vehicle": 99}, "row_gone"),
    ],
)
def test_impossible_reservations_are_a_sentence(
    stock: Database, people: tuple[int, int], values: dict[str, object], key: str
) -> None:
    given = {"vehicle": 1, "party": people[0], "until": LATER} | values
    with pytest.raises(UserError, match=key):
        offering.reserve(stock, Reservation(**given), "sato", TODAY)  # type: ignore[arg-type]


def test_nobody_designated_is_offered_or_held_anything(
    stock: Database, people: tuple[int, int]
) -> None:
    offer = offer_to(stock, people[0])
    editing.record_screening(stock, people[0], "designated", "sato")
    for refused in (
        lambda: offer_to(stock, people[0]),
        lambda: hold_for(stock, people[0]),
        lambda: offering.accept_offer(stock, offer, "sato", TODAY),
    ):
        with pytest.raises(UserError, match="party_designated"):
            refused()


def test_a_list_price_is_kept_changed_and_taken_away(stock: Database) -> None:
    offering.put_list_price(stock, 1, Money(700_000, "USD"), "sato")
    changes = offering.put_list_price(stock, 1, Money(650_000, "USD"), "sato")
    assert selling.ledger(stock.connection, 1, TODAY).list_price == Money(650_000, "USD")
    undoing.undo_step(stock, changes.step or 0, "sato")
    assert selling.ledger(stock.connection, 1, TODAY).list_price == Money(700_000, "USD")
    offering.put_list_price(stock, 1, Money(0, "USD"), "sato")
    assert selling.ledger(stock.connection, 1, TODAY).list_price is None
    with pytest.raises(UserError, match="price_negative"):
        offering.put_list_price(stock, 1, Money(-1, "USD"), "sato")


def test_an_undone_import_keeps_what_was_offered_or_held(
    stock: Database, people: tuple[int, int]
) -> None:
    offer_to(stock, people[0])
    _, kept = undoing.undo_batch(stock, 1, "sato")
    assert kept == [1]


# one vehicle is sold once


def test_two_desks_that_accept_at_once_sell_once(stock: Database, people: tuple[int, int]) -> None:
    made = [offer_to(stock, party) for party in people]
    start = Barrier(2)

    def accept(offer: int) -> str:
        with open_file(stock.path) as own:
            start.wait()
            try:
                offering.accept_offer(own, offer, "sato", TODAY)
            except UserError as problem:
                return problem.key
        return "sold"

    with ThreadPoolExecutor(2) as desks:
        assert sorted(desks.map(accept, made)) == ["sold", "vehicle_sold_already"]
    states = sorted(offer.state for offer in offers.of_vehicle(stock.connection, 1))
    assert states == ["accepted", "open"]


Act = tuple[str, int]
ACTS = some.tuples(
    some.sampled_from(
        ["offer", "accept", "decline", "sell", "back", "hold", "free", "pay", "unpay", "undo"]
    ),
    some.integers(0, 7),
)


@given(acts=some.lists(ACTS, min_size=4, max_size=24))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_vehicle_is_never_sold_twice(tmp_path_factory: object, acts: list[Act]) -> None:
    """Any sequence of offers, acceptances, sales, payments, taking back and undoing any step."""
    folder: Path = tmp_path_factory.mktemp("once")  # type: ignore[attr-defined]
    with open_file(folder / "stock.db") as db:
        people = [editing.save_party(db, Party(name=n), "sato")[0] for n in ("A", "B", "C")]
        with write.step(db, "import", "sato") as step:
            step.insert("vehicle", vehicle_values(Vehicle(chassis_number="NZE161-7000001")))
        steps: list[int] = []
        for name, number in acts:
            try:
                done = _acts(db, people, steps)[name](number)
            except UserError:
                continue
            else:
                steps += [done.step] if done.step is not None else []
            finally:
                _check_sold_once(db)
        assert write.verify(db.connection) is None


def _acts(db: Database, people: list[int], steps: list[int]) -> dict[str, Callable[[int], Changes]]:
    made = [offer.id or 0 for offer in offers.of_vehicle(db.connection, 1)] or [0]
    sale = sales.of_vehicle(db.connection, 1)
    paid = selling.ledger(db.connection, 1, TODAY).payments
    return {
        "offer": lambda n: offering.put_offer(
            db, Offer(vehicle=1, party=people[n % 3], price=100 + n), "sato", TODAY
        ),
        "accept": lambda n: offering.accept_offer(db, made[n % len(made)], "sato", TODAY),
        "decline": lambda n: offering.decline_offer(db, made[n % len(made)], "sato"),
        "sell": lambda n: selling.sell(
            db, 1, {"buyer": people[n % 3], "price": 100 + n, "currency": "JPY" if n < 6 else "USD"},
            "sato", TODAY,
        ),
        "back": lambda _: selling.take_back(db, 1, "sato"),
        "hold": lambda n: hold_for(db, people[n % 3]),
        "free": lambda _: offering.end_reservation(db, 1, "sato"),
        "pay": lambda n: paying.put_payment(
            db, 1, Payment(amount=20 + n, currency=sale.currency if sale else "JPY"), "sato", TODAY
        ),
        "unpay": lambda n: paying.remove_payment(db, 1, paid[n % len(paid or [0])], "sato")
        if paid
        else Changes(),
        "undo": lambda n: undoing.undo_step(db, steps[-1 - n % len(steps)] if steps else 0, "sato"),
    }  # fmt: skip


def _check_sold_once(db: Database) -> None:
    ledger = selling.ledger(db.connection, 1, TODAY)
    accepted = [offer for offer in ledger.offers if offer.state == ACCEPTED]
    assert len(sales.every(db.connection)) <= 1
    assert len(accepted) <= 1
    if accepted:
        assert ledger.sale is not None
        assert ledger.sale.buyer == accepted[0].party
    if ledger.settlement is not None:
        settlement = ledger.settlement
        assert settlement.deposit + settlement.balance == settlement.price
    else:
        assert ledger.payments == ()
        count = "SELECT count(*) FROM payment"
        assert db.connection.execute(count).fetchone()[0] == 0
    assert len(vehicles.ids(db.connection, vehicles.Query())) == 1
