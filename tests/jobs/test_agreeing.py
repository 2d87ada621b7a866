"""What must agree about a vehicle: after a merge, a revert, and coming out of the bin."""

import threading
from datetime import date
from pathlib import Path

import pytest

from broker_app.domain.offer import Offer, Reservation
from broker_app.domain.party import Party
from broker_app.domain.question import Question
from broker_app.domain.state import Move
from broker_app.errors import UserError
from broker_app.jobs import (
    binning,
    editing,
    importing,
    merging,
    moving,
    offering,
    owning,
    selling,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import agreement, costs, history, sales, shipments, states, write
from broker_app.store import bin as waste
from broker_app.store.database import Database, Rows, open_file
from tests.jobs.voyages import HEADS, PRADO, TODAY, VITZ, ship
from tests.jobs.whole import whole

EARLIER = date(2026, 11, 20)


def move(db: Database, vehicle: int, state: str, day: date = TODAY) -> None:
    moving.move(db, silent, [vehicle], moving.Order(state, TODAY, day, "seen"), "sato")


def merge(db: Database, books: Books, question: Question, kept: int, other: int) -> None:
    merging.merge(db, silent, books, question, kept, other, {}, "sato", "one car")


def trail(db: Database, vehicle: int) -> list[str]:
    return [one.state for one in states.trail(db.connection, vehicle)]


def stands(db: Database, vehicle: int) -> str:
    (standing,) = states.standings(db.connection, [vehicle])
    return standing.state


def last(db: Database) -> int:
    return int(history.steps(db.connection, 1)[0]["id"])


def aboard(db: Database, books: Books, **values: object) -> int:
    """Put the first vehicle on a shipment to Kenya."""
    shipment = ship(db, books, "Mombasa", **values)
    shipping.add_vehicle(db, books, shipment, 1, 415_000, "sato", TODAY)
    return shipment


def turn(db: Database, books: Books, shipment: int, state: str) -> None:
    shipping.change_shipment(db, books, shipment, {"state": state}, "sato", TODAY, "it left")


def test_trails_of_two_are_joined_by_their_days(
    stock: Database, books: Books, question: Question
) -> None:
    move(stock, 1, "bought", EARLIER)
    move(stock, 1, "papers", TODAY)
    move(stock, 2, "bought", date(2026, 11, 19))
    move(stock, 2, "yard", date(2026, 11, 21))
    before = whole(stock.connection)
    merge(stock, books, question, 1, 2)
    assert trail(stock, 1) == ["bought", "bought", "yard", "papers"]
    assert stands(stock, 1) == "papers"
    undoing.undo_step(stock, last(stock), "sato")
    assert whole(stock.connection) == before


def test_what_has_sailed_stays_at_sea_when_it_is_merged(
    stock: Database, books: Books, question: Question
) -> None:
    move(stock, 1, "bought", date(2026, 11, 19))
    turn(stock, books, aboard(stock, books, etd="2026-11-20"), "sailed")
    move(stock, 2, "bought", date(2026, 11, 21))
    merge(stock, books, question, 1, 2)
    assert stands(stock, 1) == "shipped"
    assert trail(stock, 1)[-1] == "shipped"
    turn(stock, books, 1, "draft")  # and goes back with its ship
    assert stands(stock, 1) == "bought"


def test_a_listed_twin_on_a_draft_is_ours_when_the_other_is(
    stock: Database, books: Books, question: Question
) -> None:
    aboard(stock, books)
    move(stock, 2, "bought", EARLIER)
    merge(stock, books, question, 1, 2)
    assert (stands(stock, 1), trail(stock, 1)) == ("bought", ["bought"])


def test_the_sold_one_counts_where_the_twin_was_given_back(
    stock: Database, books: Books, question: Question
) -> None:
    move(stock, 1, "bought", EARLIER)
    buyer, _ = editing.save_party(stock, Party(name="KOPJE", country="ZA"), "sato")
    selling.sell(stock, 1, {"buyer": buyer, "price": 600_000}, "sato", TODAY)
    move(stock, 2, "bought", EARLIER)
    move(stock, 2, "cancelled")
    merge(stock, books, question, 1, 2)
    assert (stands(stock, 1), trail(stock, 1)[-1]) == ("bought", "bought")


def test_an_end_and_a_shipment_do_not_become_one(
    stock: Database, books: Books, question: Question
) -> None:
    aboard(stock, books)  # only listed, as papers are made before the hammer falls
    move(stock, 2, "bought", EARLIER)
    move(stock, 2, "sold_at_home")
    assert merging.side_by_side(stock.connection, 1, 2).problem is not None
    with pytest.raises(UserError, match="merge_ended"):
        merge(stock, books, question, 1, 2)


def test_a_car_sold_to_one_and_held_for_another_is_not_merged(
    stock: Database, books: Books, question: Question
) -> None:
    buyers = [editing.save_party(stock, Party(name=n), "sato")[0] for n in ("KOPJE", "VLEI")]
    selling.sell(stock, 1, {"buyer": buyers[0], "price": 600_000}, "sato", TODAY)
    held = Reservation(vehicle=2, party=buyers[1], until="2026-12-22")
    offering.reserve(stock, held, "sato", TODAY)
    with pytest.raises(UserError, match="merge_promised") as caught:
        merge(stock, books, question, 1, 2)
    assert caught.value.values["holder"] == "VLEI"
    offering.end_reservation(stock, 2, "sato")
    merge(stock, books, question, 1, 2)


def test_a_bought_car_costs_what_it_was_bought_for_when_a_listed_twin_joins_it(
    stock: Database, books: Books, question: Question
) -> None:
    """The twin stands on a later lot, at another price: nobody paid that."""
    move(stock, 1, "bought", EARLIER)
    paid = [(c.kind, c.amount) for c in costs.of_vehicle(stock.connection, 1)]
    assert ("purchase", 500_000) in paid
    merge(stock, books, question, 1, 2)
    assert [(c.kind, c.amount) for c in costs.of_vehicle(stock.connection, 1)] == paid


def test_a_later_offering_of_a_bought_car_changes_no_cost_of_it(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    move(stock, 1, "bought", EARLIER)
    path = tmp_path / "later.csv"
    again = (VITZ.replace("右,500", "右,900"), PRADO.replace("右,2386", "右,2500"))
    rows = "".join(f"ハマAA,2026/11/21,{n},{car}\n" for n, car in enumerate(again, 77))
    path.write_text(HEADS + rows, encoding="cp932")
    importing.import_list(stock, silent, path, books, question, "sato", TODAY)
    paid = [
        next(c.amount for c in costs.of_vehicle(stock.connection, one) if c.kind == "purchase")
        for one in (1, 2)
    ]
    assert paid == [500_000, 2_500_000]  # the second one is only listed: its last offering counts


def test_a_move_under_a_merge_is_not_taken_out_of_the_trail(
    stock: Database, books: Books, question: Question
) -> None:
    move(stock, 2, "bought", TODAY)
    move(stock, 1, "bought", TODAY)
    moved = last(stock)
    merge(stock, books, question, 1, 2)
    before = whole(stock.connection)
    with pytest.raises(UserError, match=r"disagrees_trail|revert_conflicts"):
        undoing.undo_step(stock, moved, "sato", rest=True)
    assert whole(stock.connection) == before


def test_a_merge_reverted_under_a_later_chassis_number_says_so(
    stock: Database, books: Books, question: Question
) -> None:
    """The kept one has the other's number by now, typed by a person: the other has none to have."""
    merging.merge(stock, silent, books, question, 1, 2, {"chassis_number": 1}, "sato", "misread")
    merged = last(stock)
    editing.type_fact(
        stock, silent, books, question, 1, "chassis_number", "TRJ150-0087421", "sato", "paper"
    )
    editing.type_fact(stock, silent, books, question, 1, "colour", "RED", "sato")
    plan = undoing.look_ahead(stock.connection, merged)
    (taken,) = (conflict for conflict in plan.conflicts if conflict.kind == "taken")
    assert (taken.row, taken.other) == (2, ("vehicle", 1))
    undoing.undo_step(stock, merged, "sato", rest=True)  # the rest, without the other vehicle
    assert stock.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert agreement.first_of(stock.connection, last(stock)) is None


def test_what_was_binned_from_a_draft_stays_off_a_ship_that_set_out(
    stock: Database, books: Books
) -> None:
    shipment = aboard(stock, books)
    binning.put_in_bin(stock, silent, [1], "sato")
    binned = last(stock)
    turn(stock, books, shipment, "booked")
    with pytest.raises(UserError, match="disagrees_under_way"):
        undoing.undo_step(stock, binned, "sato")
    (line,) = waste.every(stock.connection, 9)
    changes = binning.restore(stock, [line["id"]], "sato")
    assert "KSP130-1234567" in changes.note
    assert shipments.shipment_of(stock.connection, 1) is None
    assert sales.of_vehicle(stock.connection, 1) is not None
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)


@pytest.mark.parametrize("what", ["buyer", "company"])
def test_what_comes_back_stays_off_a_shipment_that_is_anothers(
    stock: Database, books: Books, what: str
) -> None:
    shipment = aboard(stock, books)
    binning.put_in_bin(stock, silent, [1], "sato")
    value = (
        editing.save_party(stock, Party(name="KOPJE"), "sato")[0]
        if what == "buyer"
        else owning.add_company(stock, "SISTER", "sato")[0]
    )
    shipping.change_shipment(stock, books, shipment, {what: value}, "sato", TODAY)
    (line,) = waste.every(stock.connection, 9)
    changes = binning.restore(stock, [line["id"]], "sato")
    assert changes.note
    assert agreement.first_of(stock.connection, changes.step or 0) is None
    assert shipments.shipment_of(stock.connection, 1) is None


def test_what_comes_back_onto_its_draft_says_nothing(stock: Database, books: Books) -> None:
    shipment = aboard(stock, books)
    binning.put_in_bin(stock, silent, [1], "sato")
    (line,) = waste.every(stock.connection, 9)
    assert binning.restore(stock, [line["id"]], "sato").note == ""
    assert shipments.shipment_of(stock.connection, 1) == shipment


def test_a_removal_from_a_shipment_is_not_reverted_onto_one_that_sailed(
    stock: Database, books: Books
) -> None:
    shipment = aboard(stock, books)
    shipping.take_off(stock, shipment, 1, "sato")
    removal = last(stock)
    turn(stock, books, shipment, "sailed")
    before = whole(stock.connection)
    with pytest.raises(UserError, match="disagrees_under_way"):
        undoing.undo_step(stock, removal, "sato")
    assert whole(stock.connection) == before


def test_a_shipment_of_another_company_takes_nothing_back(stock: Database, books: Books) -> None:
    shipment = aboard(stock, books)
    shipping.take_off(stock, shipment, 1, "sato")
    removal = last(stock)
    sister, _ = owning.add_company(stock, "SISTER", "sato")
    shipping.change_shipment(stock, books, shipment, {"company": sister}, "sato", TODAY)
    with pytest.raises(UserError, match="disagrees_owner"):
        undoing.undo_step(stock, removal, "sato")


def test_an_offer_for_what_was_given_back_is_not_accepted(stock: Database) -> None:
    buyer, _ = editing.save_party(stock, Party(name="KOPJE", country="ZA"), "sato")
    made = Offer(vehicle=1, party=buyer, price=600_000, currency="USD")
    offering.put_offer(stock, made, "sato", TODAY)
    move(stock, 1, "bought", EARLIER)
    move(stock, 1, "cancelled")
    with pytest.raises(UserError, match="vehicle_ended"):
        offering.accept_offer(stock, 1, "sato", TODAY)
    assert sales.of_vehicle(stock.connection, 1) is None


@pytest.mark.parametrize("day", [date(1950, 1, 1), date(2019, 5, 31)])
def test_nothing_is_bought_before_it_was_built(stock: Database, day: date) -> None:
    with pytest.raises(UserError, match="move_refused") as caught:
        move(stock, 1, "bought", day)
    assert "2019-06" in str(caught.value.values["reason"])
    assert stands(stock, 1) == ""


def test_two_people_move_one_vehicle_and_the_second_sees_where_it_stands(
    stock: Database,
) -> None:
    """The first step is open while the second one asks: it is refused by what the first stored."""
    move(stock, 1, "bought", EARLIER)
    said: list[str] = []
    begun = threading.Event()

    def second() -> None:
        with open_file(stock.path) as other:
            begun.set()
            try:
                moving.move(other, silent, [1], moving.Order("cancelled", TODAY), "kaneda")
            except UserError as problem:
                said.append(str(problem.values["before"]))

    with write.step(stock, "move", "sato", count=1, state="shipped") as step:
        other = threading.Thread(target=second)
        other.start()
        assert begun.wait(5)
        (found,) = states.standings(stock.connection, [1])
        arrived = Move(state="shipped", day=TODAY.isoformat())
        states.add(step, [(found.after(arrived.state, arrived.day), arrived)])
        threading.Event().wait(0.3)
    other.join(10)
    assert said == ["Shipped"]
    assert stands(stock, 1) == "shipped"


def test_two_undos_at_once_take_one_step_back(stock: Database) -> None:
    """Both saw the same last step; the second one is told that it came too late."""
    editing.save_party(stock, Party(name="KOPJE"), "sato")
    editing.save_party(stock, Party(name="VLEI"), "sato")
    step, said = last(stock), []
    waiting = threading.Event()

    def second() -> None:
        with open_file(stock.path) as other:
            original = undoing._is_last

            def seen_as_last(reader: Rows, number: int) -> bool:
                found = original(reader, number)
                waiting.set()
                return found

            try:
                undoing._is_last = seen_as_last  # type: ignore[assignment]
                undoing.undo_step(other, step, "kaneda")
            except UserError as problem:
                said.append(problem.key)
            finally:
                undoing._is_last = original

    with write.step(stock, "party", "sato", name="HEUWEL") as open_step:
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(5)
        open_step.insert("party", {"name": "HEUWEL"})
        threading.Event().wait(0.2)
    thread.join(10)
    assert said == ["undo_overtaken"]
    assert stock.connection.execute("SELECT count(*) FROM party").fetchone()[0] == 3
