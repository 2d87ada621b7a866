"""A shipment moves its vehicles: booked, sailed, closed, and back again."""

from collections.abc import Callable
from datetime import date

import pytest

from broker_app.domain.payment import Payment
from broker_app.domain.question import Question
from broker_app.domain.state import BOOKED, PAPERS, SHIPPED, Standing
from broker_app.errors import UserError
from broker_app.jobs import editing, moving, paying, selling, shipping, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store import shipments, states
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship

LATER = date(2027, 1, 20)
"""A day on which the voyage of the tests is over: ETD 2026-12-06, ETA 2027-01-04."""
Turn = Callable[..., int]


@pytest.fixture
def on_board(stock: Database, books: Books) -> int:
    """A draft shipment with a bought vehicle and one that nobody has bought yet."""
    moving.move(stock, silent, [1], Order("bought", TODAY), "sato")
    shipment = ship(stock, books, "KEMBA")
    for vehicle, price in ((1, 415_000), (2, 1_690_000)):
        shipping.add_vehicle(stock, books, shipment, vehicle, price, "sato", TODAY)
    return shipment


@pytest.fixture
def turn(stock: Database, books: Books, on_board: int) -> Turn:
    """Bring the shipment to a state; returns the step."""

    def to(state: str, today: date = TODAY) -> int:
        values = {"state": state}
        changes = shipping.change_shipment(
            stock, books, on_board, values, "sato", today, "left before its release"
        )
        assert changes.step is not None
        return changes.step

    return to


def standing(db: Database, vehicle: int = 1) -> Standing:
    (found,) = states.standings(db.connection, [vehicle])
    return found


def trail(db: Database, vehicle: int = 1) -> list[tuple[str, str]]:
    return [(move.state, move.day) for move in states.trail(db.connection, vehicle)]


def test_a_draft_moves_nothing(stock: Database, on_board: int) -> None:
    assert standing(stock).state == "bought"


def test_vehicles_are_booked_with_their_shipment_and_sail_with_it(
    stock: Database, turn: Turn
) -> None:
    turn("booked")
    assert standing(stock).state == "booked"
    turn("sailed", LATER)
    assert standing(stock) == Standing(1, "shipped", "2026-12-06", "2026-11-19", "2026-12-06")
    assert trail(stock) == [
        ("bought", "2026-11-19"),
        ("booked", "2026-11-22"),
        ("shipped", "2026-12-06"),
    ]
    assert {move.shipment for move in states.trail(stock.connection, 1)[1:]} == {1}


def test_a_ship_that_sails_before_its_day_sails_today(stock: Database, turn: Turn) -> None:
    turn("sailed")
    assert trail(stock) == [("bought", "2026-11-19"), ("shipped", "2026-11-22")]


def test_what_nobody_has_bought_stays_listed_and_catches_up_when_it_is(
    stock: Database, turn: Turn
) -> None:
    turn("booked")
    assert standing(stock, 2) == Standing(2)
    changes = moving.move(stock, silent, [2], Order("bought", TODAY), "sato")
    assert trail(stock, 2) == [("bought", "2026-11-19"), ("booked", "2026-11-22")]
    assert changes.step is not None
    undoing.undo_step(stock, changes.step, "sato")
    assert (standing(stock, 2), trail(stock, 2)) == (Standing(2), [])


def test_a_shipment_is_closed_and_what_is_not_paid_has_only_arrived(
    stock: Database, turn: Turn
) -> None:
    moving.move(stock, silent, [2], Order("bought", TODAY), "sato")
    paid = Payment(amount=415_000, currency="USD")
    paying.put_payment(stock, 1, paid, "sato", TODAY)
    turn("closed", LATER)
    assert trail(stock)[1:] == [
        ("shipped", "2026-12-06"),
        ("arrived", "2027-01-04"),
        ("closed", "2027-01-20"),
    ]
    assert trail(stock, 2)[1:] == [("shipped", "2026-12-06"), ("arrived", "2027-01-04")]
    assert standing(stock).left_on == standing(stock, 2).left_on == "2026-12-06"


def test_a_shipment_that_goes_back_takes_its_vehicles_back(stock: Database, turn: Turn) -> None:
    before = standing(stock)
    turn("closed", LATER)
    turn("sailed", LATER)
    assert standing(stock).state == SHIPPED
    turn("booked", LATER)
    assert standing(stock) == Standing(1, BOOKED, "2027-01-20", "2026-11-19")
    turn("draft", LATER)
    assert standing(stock) == before
    assert trail(stock) == [("bought", "2026-11-19")]


def test_one_undo_takes_the_shipment_and_its_vehicles_back(stock: Database, turn: Turn) -> None:
    before = standing(stock), trail(stock)
    steps = [turn(state, LATER) for state in ("booked", "sailed", "closed", "draft")]
    for step in reversed(steps):
        undoing.undo_step(stock, step, "sato")
    assert (standing(stock), trail(stock)) == before
    assert shipments.get(stock.connection, 1).state == "draft"


def test_a_vehicle_taken_off_stands_where_it_did(
    stock: Database, books: Books, turn: Turn, on_board: int
) -> None:
    order = Order("papers", TODAY, date(2026, 11, 20))
    moving.move(stock, silent, [1], order, "sato")
    before = standing(stock)
    turn("booked")
    turn("sailed", LATER)
    changes = shipping.take_off(stock, on_board, 1, "sato")
    assert standing(stock) == before
    assert before.state == PAPERS
    assert changes.step is not None
    undoing.undo_step(stock, changes.step, "sato")
    assert standing(stock).state == SHIPPED
    shipping.take_off(stock, on_board, 1, "sato")
    selling.take_back(stock, 1, "sato")
    other = ship(stock, books, "KEMBA", state="booked")
    shipping.add_vehicle(stock, books, other, 1, 415_000, "sato", TODAY)
    assert standing(stock).state == BOOKED


def test_a_vehicle_that_was_moved_by_hand_since_stays_there(
    stock: Database, turn: Turn, on_board: int
) -> None:
    turn("booked")
    moving.move(stock, silent, [1], Order("shipped", TODAY), "sato")
    shipping.take_off(stock, on_board, 1, "sato")
    assert standing(stock).state == SHIPPED


def test_a_shipment_with_a_vehicle_that_the_law_blocks_is_not_booked(
    stock: Database, books: Books, turn: Turn, on_board: int
) -> None:
    turn("booked")
    turn("draft")
    given = {"final_destination": "RU"}
    shipping.change_shipment(stock, books, on_board, given, "sato", TODAY)
    for state in ("booked", "sailed", "closed"):
        with pytest.raises(UserError) as caught:
            turn(state)
        assert caught.value.key == "vehicle_blocked"
    assert standing(stock).state == "bought"


def test_a_shipment_has_only_its_states(turn: Turn) -> None:
    with pytest.raises(UserError, match="shipment_state_unknown"):
        turn("sunk")


def test_a_fact_typed_on_the_way_changes_no_state(
    stock: Database, books: Books, question: Question, turn: Turn
) -> None:
    turn("booked")
    editing.type_fact(stock, silent, books, question, 1, "colour", "SILVER", "sato")
    assert standing(stock).state == BOOKED
