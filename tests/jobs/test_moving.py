"""Vehicles to another state: all or none, with day and reason, undone as one."""

from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app.domain.question import Question
from broker_app.domain.state import STATES, WAYS, Standing, Way, refusal
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import candidates, importing, moving, selling, shipping, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store import lots, packs, states, write
from broker_app.store.database import Database
from tests.jobs.voyages import HEADS, TODAY, VITZ, ship


def move(db: Database, state: str, *vehicles: int, day: date | None = None, why: str = "") -> int:
    changes = moving.move(db, silent, vehicles, Order(state, TODAY, day, why), "sato")
    assert changes.step is not None
    return changes.step


def standing(db: Database, vehicle: int) -> Standing:
    (found,) = states.standings(db.connection, [vehicle])
    return found


def put_at(db: Database, vehicle: int, state: str) -> None:
    """Bring a vehicle to a state, as a row that was stored before."""
    with write.step(db, "test", "sato") as step:
        step.change("vehicle", vehicle, {"state": state, "state_since": "2026-11-20"})


def refused(db: Database, state: str, *vehicles: int, **given: object) -> str:
    with pytest.raises(UserError) as caught:
        move(db, state, *vehicles, **given)  # type: ignore[arg-type]
    assert caught.value.key == "move_refused"
    return " ".join(str(value) for value in caught.value.values.values())


def test_a_vehicle_on_a_list_is_not_ours(stock: Database) -> None:
    assert standing(stock, 1) == Standing(1)
    assert states.trail(stock.connection, 1) == []


def test_bought_on_the_day_of_the_auction_where_no_other_is_said(stock: Database) -> None:
    move(stock, "bought", 1, 2)
    for vehicle in (1, 2):
        assert standing(stock, vehicle) == Standing(vehicle, "bought", "2026-11-19", "2026-11-19")
    (kept,) = states.trail(stock.connection, 1)
    assert (kept.state, kept.day, kept.who) == ("bought", "2026-11-19", "sato")
    assert kept.at
    move(stock, "yard", 1)
    assert standing(stock, 1) == Standing(1, "yard", "2026-11-22", "2026-11-19")


def test_the_day_of_an_auction_to_come_is_no_day_of_purchase(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    path = tmp_path / "next.csv"
    car = VITZ.replace("1234567", "7654321")
    path.write_text(HEADS + f"ミナトAA,2026/11/26,77,{car}\n", encoding="cp932")
    importing.import_list(stock, silent, path, books, question, "sato", TODAY)
    move(stock, "bought", 3)
    assert standing(stock, 3).bought_on == TODAY.isoformat()


def test_every_jump_is_made_or_refused_as_the_table_says(stock: Database) -> None:
    for before, after in product(STATES, STATES):
        put_at(stock, 1, before)
        way = WAYS[before, after]
        if way is Way.FORWARD:
            move(stock, after, 1)
        elif way is Way.CORRECTION:
            assert "correction" in refused(stock, after, 1)
            move(stock, after, 1, why="typed for another car")
            assert states.trail(stock.connection, 1)[-1].why == "typed for another car"
        else:
            assert "KSP130-1234567" in refused(stock, after, 1, why="because")
        legal = way in (Way.FORWARD, Way.CORRECTION)
        assert standing(stock, 1).state == (after if legal else before)


def test_one_vehicle_that_cannot_move_keeps_all_where_they_are(stock: Database) -> None:
    move(stock, "bought", 1)
    said = refused(stock, "yard", 1, 2)
    assert "TRJ150-0087421" in said
    assert "Listed In yard" in said
    assert (standing(stock, 1).state, standing(stock, 2).state) == ("bought", "")


def test_a_day_to_come_and_one_before_the_state_are_refused(stock: Database) -> None:
    assert "still to come" in refused(stock, "bought", 1, day=TODAY + timedelta(days=1))
    move(stock, "bought", 1)
    assert "19 Nov 2026" in refused(stock, "yard", 1, day=date(2026, 11, 18))
    move(stock, "yard", 1, day=date(2026, 11, 19))
    assert standing(stock, 1).since == "2026-11-19"


def test_what_was_never_ours_can_be_bought_on_any_day_again(stock: Database) -> None:
    move(stock, "bought", 1)
    move(stock, "", 1, why="the lot next to it")
    assert standing(stock, 1) == Standing(1, since="2026-11-22")
    move(stock, "bought", 1, day=date(2026, 10, 1))
    assert standing(stock, 1).bought_on == "2026-10-01"


def test_an_unknown_state_and_vehicles_that_are_gone(stock: Database) -> None:
    with pytest.raises(UserError, match="state_unknown"):
        move(stock, "stolen", 1)
    assert not moving.move(stock, silent, [], Order("bought", TODAY), "sato").tables
    assert not moving.move(stock, silent, [999], Order("bought", TODAY), "sato").tables


def test_a_cancelled_job_moves_nothing(stock: Database) -> None:
    def stop(*_: object, **__: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        moving.move(stock, stop, [1, 2], Order("bought", TODAY), "sato")
    assert standing(stock, 1) == Standing(1)


def test_a_move_keeps_its_verdict_and_so_does_its_undo(stock: Database) -> None:
    before = packs.verdict_of(stock.connection, 1, "RU")
    assert before is not None
    step = move(stock, "bought", 1, 2)
    assert undoing.next_undo(stock.connection) == undoing.Undoable(step, "move")
    undoing.undo_step(stock, step, "sato")
    assert packs.verdict_of(stock.connection, 1, "RU") == before
    assert standing(stock, 1) == Standing(1)
    assert states.trail(stock.connection, 1) == []
    found = undoing.next_redo(stock.connection)
    assert found is not None
    undoing.undo_step(stock, found.step, "sato")
    assert standing(stock, 2).state == "bought"
    assert [kept.state for kept in states.trail(stock.connection, 2)] == ["bought"]


@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from([(1,), (2,), (1, 2)]))))
def test_any_moves_undone_give_the_first_state_back(
    stock: Database, asked: list[tuple[str, tuple[int, ...]]]
) -> None:
    def everything() -> list[object]:
        rows = stock.connection.execute("SELECT * FROM vehicle ORDER BY id").fetchall()
        trails = [states.trail(stock.connection, vehicle) for vehicle in (1, 2)]
        return [*map(tuple, rows), *trails]

    first, done = everything(), []
    for state, vehicles in asked:
        before = [standing(stock, vehicle) for vehicle in vehicles]
        if any(refusal(one.state, state, "why") for one in before):
            refused(stock, state, *vehicles, why="why")
        else:
            done.append(move(stock, state, *vehicles, why="why"))
    for step in reversed(done):
        undoing.undo_step(stock, step, "sato")
    assert everything() == first
    assert write.verify(stock.connection) is None


def test_what_was_bought_stays_when_its_import_is_undone(stock: Database) -> None:
    move(stock, "bought", 1)
    _, kept = undoing.undo_batch(stock, 1, "sato")
    assert kept == [1]
    assert standing(stock, 1).state == "bought"
    assert lots.of_vehicle(stock.connection, 1)


@pytest.mark.parametrize("end", ["cancelled", "returned", "sold_at_home"])
def test_a_vehicle_on_a_shipment_is_taken_off_before_it_ends(
    stock: Database, books: Books, end: str
) -> None:
    move(stock, "bought", 1)
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    assert "SH-2611-001" in refused(stock, end, 1)
    shipping.take_off(stock, shipment, 1, "sato")
    if end != "sold_at_home":
        assert "MAWIMBI MOTORS LTD." in refused(stock, end, 1)
        selling.take_back(stock, 1, "sato")
    move(stock, end, 1)
    assert standing(stock, 1).state == end


def test_what_was_bought_is_offered_to_a_shipment_before_what_is_only_listed(
    stock: Database, books: Books
) -> None:
    shipment = ship(stock, books, "KEMBA")

    def offered() -> list[int]:
        found = candidates.candidates(stock.connection, books, shipment, TODAY)
        return [one.vehicle for one in found]

    assert offered() == [2, 1]
    move(stock, "bought", 1)
    assert offered() == [1, 2]


@pytest.mark.parametrize("end", ["cancelled", "returned", "sold_at_home"])
def test_what_has_ended_goes_on_no_shipment(stock: Database, books: Books, end: str) -> None:
    move(stock, "bought", 1)
    move(stock, end, 1)
    shipment = ship(stock, books, "KEMBA")
    offered = candidates.candidates(stock.connection, books, shipment, TODAY)
    assert [one.vehicle for one in offered] == [2]
    with pytest.raises(UserError) as caught:
        shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    assert caught.value.key == "vehicle_ended"


@pytest.mark.parametrize("end", ["cancelled", "returned"])
def test_what_was_given_back_is_not_sold(stock: Database, books: Books, end: str) -> None:
    move(stock, "bought", 1)
    move(stock, end, 1)
    ship(stock, books, "KEMBA")
    with pytest.raises(UserError, match="vehicle_ended"):
        selling.sell(stock, 1, {"buyer": 1, "price": 415_000}, "sato", TODAY)


def test_where_vehicles_can_go_together_and_why_not_elsewhere(
    stock: Database, books: Books
) -> None:
    move(stock, "bought", 1)
    found = moving.outlook(stock.connection, [1, 2])
    assert found.counts == {"": 1, "bought": 1}
    assert "as bought first" in found.refused["yard"]
    assert found.open_ways(Way.FORWARD) == []
    move(stock, "bought", 2)
    move(stock, "yard", 2)
    found = moving.outlook(stock.connection, [1, 2])
    assert found.open_ways(Way.FORWARD) == [
        "papers", "booked", "shipped", "sold_at_home", "cancelled", "returned",
    ]  # fmt: skip
    assert found.open_ways(Way.CORRECTION) == [""]
    assert "not been shipped" in found.refused["closed"]
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    found = moving.outlook(stock.connection, [1, 2])
    assert "SH-2611-001" in found.refused["sold_at_home"]
    shipping.take_off(stock, shipment, 1, "sato")
    found = moving.outlook(stock.connection, [1, 2])
    assert "MAWIMBI" in found.refused["returned"]
    assert not found.refused["sold_at_home"]
