"""One fact of many vehicles: previewed, stored as one step, undone as one."""

from datetime import date
from typing import Any

import pytest

from broker_app.domain.facts import Basis, Origin
from broker_app.domain.question import Question
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.jobs import bulk_editing, editing, guarding, judging, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.bulk_editing import BulkEdit, BulkPreview
from broker_app.jobs.progress import silent
from broker_app.store import history, packs, vehicles, write
from broker_app.store.database import Database

TODAY = date(2026, 11, 22)


@pytest.fixture
def fleet(db: Database, books: Books, question: Question) -> list[int]:
    """Twelve hundred cars: every third red, every tenth typed by hand, all judged."""
    with write.step(db, "import", "sato", file="x") as step:
        batch = step.insert("batch", {"file": "x"})
        ids = step.reserve("vehicle", 1200)
        cars = [_car(number) for number in range(1200)]
        vehicles.add_block(step, cars, [None] * 1200, batch, ids, [""] * 1200)  # type: ignore[list-item]
    judging.judge_stock(db, silent, books, question, "sato")
    return list(ids)


def _car(number: int) -> Vehicle:
    origins = {"colour": Origin(Basis.TYPED, "", "sato", "x")} if number % 10 == 0 else {}
    return Vehicle(
        chassis_number=f"NZE161-{7000000 + number}",
        maker="TOYOTA",
        model="COROLLA AXIO",
        first_registered="2016-05",
        manufactured="2016-04",
        displacement_cc=1496 if number % 2 else 2499,
        displacement_precision_cc=None if number % 2 else 100,
        powertrain="petrol",
        fuel="petrol",
        vehicle_class="car",
        body="sedan",
        export_value_jpy=900_000,
        colour="red" if number % 3 == 0 else "blue",
        origins=origins,
    )


def look(db: Database, chosen: list[int], name: str, value: Any) -> BulkPreview:
    edit = BulkEdit(name, value, TODAY)
    return bulk_editing.preview(db.connection, silent, chosen, edit)


def test_a_preview_counts_and_names_the_first(db: Database, books: Books, fleet: list[int]) -> None:
    found = look(db, fleet, "colour", "red")
    assert (found.changing, found.already, found.refused, found.guarded) == (800, 400, 0, 0)
    assert found.by_hand == 80
    assert len(found.rows) == 200
    assert {row.before for row in found.rows} == {"blue"}


def test_it_is_one_step_judged_again_and_undone_as_one(
    db: Database, books: Books, question: Question, fleet: list[int]
) -> None:
    before = dict(vehicles.many(db.connection, fleet))
    said = packs.outcomes(db.connection, fleet, "RU")
    found = look(db, fleet, "displacement_cc", 1797)
    assert found.guarded == sum(said[v] != "ALLOWED" for v in fleet)
    with pytest.raises(UserError, match="reason_needed_bulk"):
        bulk_editing.edit_bulk(db, silent, books, question, found, "Kaneda")
    changes = bulk_editing.edit_bulk(db, silent, books, question, found, "Kaneda", "certificates")
    after = dict(vehicles.many(db.connection, fleet))
    assert {car.displacement_cc for car in after.values()} == {1797}
    assert {car.displacement_precision_cc for car in after.values()} == {None}
    assert {car.origins["displacement_cc"].by for car in after.values()} == {"Kaneda"}
    assert set(packs.outcomes(db.connection, fleet, "RU").values()) == {"ALLOWED"}
    (flag,) = guarding.flags_of(db.connection, fleet[0])
    assert (flag.values["before"], flag.values["why"]) == (2499, "certificates")
    assert changes.step is not None
    undoing.undo_step(db, changes.step, "Kaneda")
    assert dict(vehicles.many(db.connection, fleet)) == before
    assert packs.outcomes(db.connection, fleet, "RU") == {}
    judging.judge_stock(db, silent, books, question, "sato")
    assert packs.outcomes(db.connection, fleet, "RU") == said
    redone = undoing.next_redo(db.connection)
    assert redone is not None
    undoing.undo_step(db, redone.step, "Kaneda")
    assert dict(vehicles.many(db.connection, fleet)) == after
    assert write.verify(db.connection) is None


def test_cleared_values_are_looked_up_again(
    db: Database, books: Books, question: Question, fleet: list[int]
) -> None:
    found = look(db, fleet[:700], "model", None)
    bulk_editing.edit_bulk(db, silent, books, question, found, "sato")
    assert vehicles.get(db.connection, fleet[0]).model is None
    words = vehicles.Query(words="axio")  # what it was called before still finds it
    assert len(vehicles.ids(db.connection, words)) == 1200
    found = look(db, fleet[:700], "model", "FIELDER")
    bulk_editing.edit_bulk(db, silent, books, question, found, "sato")
    assert len(vehicles.ids(db.connection, vehicles.Query(words="fielder"))) == 700


def test_what_cannot_be_stays_as_it_is(
    db: Database, books: Books, question: Question, fleet: list[int]
) -> None:
    editing.type_fact(db, silent, books, question, fleet[0], "manufactured", "2010-01", "sato")
    found = look(db, fleet, "first_registered", "2012-01")
    assert (found.changing, found.refused) == (1, 1199)
    bulk_editing.edit_bulk(db, silent, books, question, found, "sato")
    records = dict(vehicles.many(db.connection, fleet[:2]))
    assert [r.first_registered for r in records.values()] == ["2012-01", "2016-05"]


def test_nothing_is_written_over_what_somebody_changed_since(
    db: Database, books: Books, question: Question, fleet: list[int]
) -> None:
    found = look(db, fleet, "colour", "green")
    editing.type_fact(db, silent, books, question, fleet[700], "colour", "gold", "Kaneda")
    steps = len(history.steps(db.connection))
    with pytest.raises(UserError, match="bulk_changed_since"):
        bulk_editing.edit_bulk(db, silent, books, question, found, "sato")
    assert vehicles.get(db.connection, fleet[0]).colour == "red"
    assert len(history.steps(db.connection)) == steps


@pytest.mark.parametrize("name", ["chassis_number", "vin", "engine_number", "origins"])
def test_what_is_each_vehicles_own_is_refused(
    db: Database, books: Books, fleet: list[int], name: str
) -> None:
    with pytest.raises(UserError, match="bulk_own_fact"):
        look(db, fleet, name, "X")


def test_a_change_of_nothing_leaves_no_step(
    db: Database, books: Books, question: Question, fleet: list[int]
) -> None:
    steps = len(history.steps(db.connection))
    found = look(db, fleet, "maker", "TOYOTA")
    changes = bulk_editing.edit_bulk(db, silent, books, question, found, "sato")
    assert (changes.step, len(history.steps(db.connection))) == (None, steps)


def test_guarded_rows_say_what_they_rested_on(db: Database, books: Books, fleet: list[int]) -> None:
    found = look(db, fleet, "seats", 5)
    assert found.guarded == 0  # nobody knew the seats: filled in, not changed
    found = look(db, fleet, "body", "wagon")
    assert {row.guarded for row in found.rows} == {None, Outcome.BLOCKED}
