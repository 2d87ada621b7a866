"""One step of many taken back: what was changed again since is said first, and stays."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app import words
from broker_app.domain.cost import Cost
from broker_app.domain.facts import Basis
from broker_app.domain.party import Party
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import (
    binning,
    bulk_editing,
    costing,
    editing,
    moving,
    recounting,
    selling,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import bin as waste
from broker_app.store import costs, history, packs, reverting, vehicles, write
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship
from tests.jobs.whole import whole


@pytest.fixture
def type_in(stock: Database, books: Books, question: Question):  # type: ignore[no-untyped-def]
    def call(vehicle: int, name: str, value: object, who: str = "sato") -> int:
        changes = editing.type_fact(
            stock, silent, books, question, vehicle, name, value, who, "seen on the paper"
        )
        return changes.step or 0

    return call


def test_an_edit_is_taken_back_from_under_later_ones(stock: Database, type_in) -> None:  # type: ignore[no-untyped-def]
    before = vehicles.get(stock.connection, 1)
    step = type_in(1, "colour", "BLACK")
    type_in(1, "seats", 5)
    type_in(2, "colour", "RED")
    undoing.undo_step(stock, step, "kaneda")
    car = vehicles.get(stock.connection, 1)
    assert (car.colour, car.seats) == (before.colour, 5)
    assert "colour" not in car.origins
    assert car.origins["seats"].basis is Basis.TYPED
    assert vehicles.get(stock.connection, 2).colour == "RED"
    assert packs.verdict_of(stock.connection, 1, "RU") is None  # to be judged again
    with pytest.raises(UserError, match="undo_already"):
        undoing.undo_step(stock, step, "kaneda")


def test_the_revert_itself_is_undone_and_redone(stock: Database, type_in) -> None:  # type: ignore[no-untyped-def]
    step = type_in(1, "colour", "BLACK")
    type_in(1, "seats", 5)
    both = whole(stock.connection)
    undoing.undo_step(stock, step, "kaneda")
    found = undoing.next_undo(stock.connection)
    assert found is not None
    assert found.key == "revert"
    undoing.undo_step(stock, found.step, "kaneda")
    assert whole(stock.connection) == both
    redo = undoing.next_redo(stock.connection)
    assert redo is not None
    undoing.undo_step(stock, redo.step, "kaneda")
    assert vehicles.get(stock.connection, 1).colour != "BLACK"


def test_what_was_changed_again_is_said_before_anything_is_written(
    stock: Database,
    type_in,  # type: ignore[no-untyped-def]
) -> None:
    step = type_in(1, "displacement_cc", 1_298)
    type_in(1, "displacement_cc", 1_299, "tanaka")
    before = whole(stock.connection)
    (clash,) = recounting.clashes_of(stock.connection, undoing.look_ahead(stock.connection, step))
    assert (clash.field, clash.was, clash.made, clash.stands) == (
        words.fact("displacement_cc"),
        "996 cc",
        "1,298 cc",
        "1,299 cc",
    )
    assert clash.by.startswith("tanaka: Edit of")
    assert "KSP130-1234567" in clash.thing
    with pytest.raises(UserError, match="revert_conflicts"):
        undoing.undo_step(stock, step, "kaneda")
    with pytest.raises(UserError, match="revert_nothing"):
        undoing.undo_step(stock, step, "kaneda", rest=True)
    assert whole(stock.connection) == before


def test_the_same_value_typed_again_by_another_is_a_conflict(stock: Database, type_in) -> None:  # type: ignore[no-untyped-def]
    step = type_in(1, "seats", 5)
    type_in(1, "seats", 5, "tanaka")
    (conflict,) = undoing.look_ahead(stock.connection, step).conflicts
    assert (conflict.kind, conflict.column) == (reverting.CHANGED, "seats")


def test_a_fact_that_was_only_vouched_for_clashes_with_a_later_value(
    stock: Database,
    type_in,  # type: ignore[no-untyped-def]
) -> None:
    """In one second and by one person, so that only the value tells the two steps apart."""
    step = type_in(1, "displacement_cc", 996)
    type_in(1, "displacement_cc", 998)
    (conflict,) = undoing.look_ahead(stock.connection, step).conflicts
    assert (conflict.column, conflict.was, conflict.made, conflict.stands) == (
        "displacement_cc",
        996,
        996,
        998,
    )


def test_the_rest_goes_back_where_somebody_wants_it(stock: Database, books: Books) -> None:
    shipment = ship(stock, books, "Kemba")
    values = {"vessel": "OTHER", "voyage": "1W"}
    step = shipping.change_shipment(stock, books, shipment, values, "sato", TODAY).step or 0
    shipping.change_shipment(stock, books, shipment, {"vessel": "THIRD"}, "sato", TODAY)
    undoing.undo_step(stock, step, "kaneda", rest=True)
    row = stock.connection.execute("SELECT vessel, voyage FROM shipment").fetchone()
    assert tuple(row) == ("THIRD", "118W")


def test_what_later_things_rest_on_is_named(stock: Database) -> None:
    buyer, added = editing.save_party(stock, Party(name="KOPJE", country="ZA"), "sato")
    selling.sell(stock, 1, {"buyer": buyer, "price": 1_000}, "tanaka", TODAY)
    plan = undoing.look_ahead(stock.connection, added.step or 0)
    (clash,) = recounting.clashes_of(stock.connection, plan)
    assert clash.thing == "KOPJE"
    assert clash.stands == "Sale of Toyota Vitz KSP130-1234567 rests on it"
    assert clash.by == "tanaka: Sale of Toyota Vitz KSP130-1234567"
    with pytest.raises(UserError, match="revert_conflicts"):
        undoing.undo_step(stock, added.step or 0, "kaneda")


def test_a_row_that_was_changed_after_it_was_added_stays(stock: Database) -> None:
    added = costing.put_cost(stock, Cost(vehicle=1, kind="repair", amount=30_000), "sato")
    cost = next(one for one in costs.of_vehicle(stock.connection, 1) if one.id)
    other = Cost(id=cost.id, vehicle=1, kind="repair", amount=45_000)
    costing.put_cost(stock, other, "tanaka")
    (conflict,) = undoing.look_ahead(stock.connection, added.step or 0).conflicts
    assert (conflict.kind, conflict.column, conflict.stands) == ("changed", "amount", 45_000)


def test_a_removal_is_taken_back_unless_what_it_rested_on_is_gone(stock: Database) -> None:
    costing.put_cost(stock, Cost(vehicle=1, kind="repair", amount=30_000), "sato")
    cost = next(one.id for one in costs.of_vehicle(stock.connection, 1) if one.id)
    gone = costing.remove_cost(stock, cost, "sato")
    binning.put_in_bin(stock, silent, [1], "tanaka")
    (clash,) = recounting.clashes_of(
        stock.connection, undoing.look_ahead(stock.connection, gone.step or 0)
    )
    assert clash.stands == "Toyota Vitz KSP130-1234567 is gone"
    (line,) = waste.every(stock.connection, 9)
    binning.restore(stock, [line["id"]], "sato")
    undoing.undo_step(stock, gone.step or 0, "sato")
    assert [one.amount for one in costs.of_vehicle(stock.connection, 1) if one.id] == [30_000]


def test_an_import_names_the_vehicles_that_stay(stock: Database) -> None:
    imported = next(row["id"] for row in history.steps(stock.connection) if row["key"] == "import")
    costing.put_cost(stock, Cost(vehicle=2, kind="repair", amount=1), "sato")
    plan = undoing.look_ahead(stock.connection, imported)
    assert [(c.kind, c.row) for c in plan.conflicts] == [(reverting.USED, 2)]
    with pytest.raises(UserError, match="revert_conflicts"):
        undoing.undo_step(stock, imported, "sato")
    undoing.undo_step(stock, imported, "sato", rest=True)
    assert [row[0] for row in stock.connection.execute("SELECT id FROM vehicle")] == [2]


def test_a_move_stays_where_the_vehicle_moved_on(stock: Database) -> None:
    first = moving.move(stock, silent, [1, 2], moving.Order("bought", TODAY), "sato")
    moving.move(stock, silent, [1], moving.Order("yard", TODAY), "tanaka")
    plan = undoing.look_ahead(stock.connection, first.step or 0)
    assert [(c.table, c.row, c.column, c.stands) for c in plan.conflicts] == [
        ("vehicle", 1, "state", "yard")
    ]
    undoing.undo_step(stock, first.step or 0, "sato", rest=True)
    rows = stock.connection.execute("SELECT state, bought_on <> '' FROM vehicle ORDER BY id")
    assert [tuple(row) for row in rows] == [("yard", 1), ("", 0)]
    trail = stock.connection.execute("SELECT vehicle, state FROM vehicle_state ORDER BY id")
    assert [tuple(row) for row in trail] == [(1, "bought"), (1, "yard")]


def test_a_bulk_edit_goes_back_where_nobody_typed_since(
    stock: Database, books: Books, question: Question
) -> None:
    before = vehicles.get(stock.connection, 2).colour
    edit = bulk_editing.BulkEdit("colour", "RED")
    found = bulk_editing.preview(stock.connection, silent, [1, 2], edit)
    step = bulk_editing.edit_bulk(stock, silent, books, question, found, "sato").step or 0
    editing.type_fact(stock, silent, books, question, 1, "colour", "BLUE", "tanaka")
    (conflict,) = undoing.look_ahead(stock.connection, step).conflicts
    assert (conflict.row, conflict.column, conflict.made, conflict.stands) == (
        1,
        "colour",
        "RED",
        "BLUE",
    )
    assert step in history.steps_of_vehicles(stock.connection, [2])
    undoing.undo_step(stock, step, "kaneda", rest=True)
    colours = [vehicles.get(stock.connection, vehicle).colour for vehicle in (1, 2)]
    assert colours == ["BLUE", before]


def test_undo_goes_on_past_two_hundred_steps(stock: Database) -> None:
    first = history.steps(stock.connection, 1)[0]["id"]
    before = whole(stock.connection)
    for number in range(150):
        with write.step(stock, "party", "sato", name="x") as step:
            step.insert("party", {"name": f"P{number}"})
    for _ in range(150):
        found = undoing.next_undo(stock.connection)
        assert found is not None
        undoing.undo_step(stock, found.step, "sato")
    assert whole(stock.connection) == before
    found = undoing.next_undo(stock.connection)
    assert found is not None
    assert found.step == first


PEOPLE = count()
NAMES = ("colour", "seats", "score")
EDITS = st.lists(
    st.tuples(st.sampled_from((1, 2)), st.sampled_from(NAMES), st.integers(1, 4)),
    min_size=1,
    max_size=8,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(edits=EDITS, chosen=st.integers(0, 7))
def test_a_reverted_edit_leaves_what_the_others_made(
    stock: Database,
    books: Books,
    question: Question,
    edits: list[tuple[int, str, int]],
    chosen: int,
) -> None:
    """The model: each fact holds what its last edit made, or what stood before the reverted one."""

    def held() -> dict[tuple[int, str], object]:
        cars = {v: vehicles.get(stock.connection, v) for v in (1, 2)}
        return {(v, n): getattr(car, n) for v, car in cars.items() for n in NAMES}

    model, done = held(), []
    for vehicle, name, drawn in edits:
        value = drawn if name == "seats" else f"W{drawn}"
        typed = (vehicle, name, value, f"sato {next(PEOPLE)}", "seen")
        changes = editing.type_fact(stock, silent, books, question, *typed)
        done.append((changes.step or 0, (vehicle, name), model[vehicle, name]))
        model[vehicle, name] = value
    step, touched, before = done[chosen % len(done)]
    if any(one > step and key == touched for one, key, _ in done):
        with pytest.raises(UserError, match="revert_conflicts"):
            undoing.undo_step(stock, step, "kaneda")
    else:
        undoing.undo_step(stock, step, "kaneda")
        model[touched] = before
    assert held() == model
    assert write.verify(stock.connection) is None
