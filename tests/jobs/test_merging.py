"""Two records of one car: found by keys, looked at, made one, taken apart again."""

from datetime import date
from pathlib import Path

import pytest

from broker_app.domain.cost import Cost
from broker_app.domain.facts import Basis
from broker_app.domain.likeness import LEFT_OUT, LOOK_ALIKE, SAME_LOT, TRANSPOSED, VIN
from broker_app.domain.party import Party
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import (
    costing,
    editing,
    guarding,
    importing,
    issuing,
    merging,
    moving,
    selling,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import costs, lots, packs, sales, vehicles, write
from broker_app.store.database import Database
from broker_app.store.vehicles import Query
from tests.jobs.voyages import HEADS, TODAY, ship
from tests.jobs.whole import whole

CAR = "ミナトAA,2026/11/{day},{lot},トヨタ,ヴィッツ,F,DBA-KSP130,{chassis},{first},40,996,ガソリン,{colour},右,500"


@pytest.fixture
def read(db: Database, books: Books, question: Question, tmp_path: Path):  # type: ignore[no-untyped-def]
    def call(*chassis: str, house: str = "ミナトAA", **values: object) -> list[int]:
        before = set(ids(db))
        path = tmp_path / f"list{len(before)}{house}.csv"
        known = {"day": 19, "first": "R01.06", "colour": "シルバー"} | values
        first_lot = int(values.pop("lot", 100 + len(before)))  # type: ignore[call-overload]
        rows = [
            CAR.format(**(known | {"lot": first_lot + n}), chassis=c).replace("ミナトAA", house)
            for n, c in enumerate(chassis)
        ]
        path.write_text(HEADS + "\n".join(rows) + "\n", encoding="cp932")
        importing.import_list(db, silent, path, books, question, "sato", TODAY)
        return sorted(set(ids(db)) - before)

    return call


def ids(db: Database) -> list[int]:
    return list(vehicles.ids(db.connection, Query()))


def pairs(db: Database, books: Books) -> list[tuple[int, int, tuple[str, ...]]]:
    found = merging.candidates(db.connection, silent, books)
    assert found.total == len(found.pairs)
    return [(pair.first, pair.second, pair.reasons) for pair in found.pairs]


def merge(
    db: Database,
    books: Books,
    question: Question,
    kept: int,
    other: int,
    why: str = "",
    **side: int,
) -> None:
    merging.merge(db, silent, books, question, kept, other, side, "sato", why)


# finding


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("KSP130-1234567", "KSP130-I234567", LOOK_ALIKE),
        ("KSP130-1234508", "KSP130-12345OB", LOOK_ALIKE),
        ("KSP130-1234567", "KSP130-1234657", TRANSPOSED),
        ("KSP130-1234567", "KSP130-123567", LEFT_OUT),
    ],
)
def test_a_slip_in_the_number_is_found(
    db: Database, books: Books, read, one: str, other: str, reason: str
) -> None:  # type: ignore[no-untyped-def]
    read(one, "KSP130-9999999", other)
    assert pairs(db, books) == [(1, 3, (reason,))]


def test_a_slip_counts_only_within_code_and_first_registration(
    db: Database, books: Books, read
) -> None:  # type: ignore[no-untyped-def]
    read("KSP130-1234567")
    read("KSP130-1234657", first="H30.06")
    read("KSP130-123567", first="H29.06")
    assert pairs(db, books) == []


def test_the_vin_of_one_is_the_chassis_number_of_another(
    db: Database, books: Books, question: Question, read
) -> None:  # type: ignore[no-untyped-def]
    read("KSP130-1234567", "KSP130-7777777", "KSP130-8888888")
    editing.type_fact(db, silent, books, question, 2, "vin", "ksp130 1234567", "sato")
    assert pairs(db, books) == [(1, 2, (VIN,))]
    editing.type_fact(db, silent, books, question, 3, "vin", "KSP1301234567", "sato")
    assert [pair[:2] for pair in pairs(db, books)] == [(1, 2), (1, 3), (2, 3)]


def test_one_lot_of_a_house_with_two_spellings(db: Database, books: Books, read) -> None:  # type: ignore[no-untyped-def]
    read("KSP130-1111111", house="カザミAA", lot=5)
    read("KSP130-2222222", house="カザミオークション", lot=5)
    read("KSP130-3333333", house="ベツAA", lot=5)
    read("KSP130-4444444", house="カザミ会場", lot=6)
    assert pairs(db, books) == [(1, 2, (SAME_LOT,))]


def test_the_strongest_reason_comes_first(
    db: Database, books: Books, question: Question, read
) -> None:  # type: ignore[no-untyped-def]
    read("KSP130-1234567", "KSP130-1234657", "KSP130-5555550", "KSP130-555555O")
    found = pairs(db, books)
    assert [pair[2] for pair in found] == [(LOOK_ALIKE,), (TRANSPOSED,)]


def test_not_the_same_is_remembered_and_can_be_undone(db: Database, books: Books, read) -> None:  # type: ignore[no-untyped-def]
    read("KSP130-1234567", "KSP130-1234657")
    changes = merging.not_the_same(db, 2, 1, "sato")
    assert pairs(db, books) == []
    undoing.undo_step(db, changes.step or 0, "sato")
    assert len(pairs(db, books)) == 1


# merging


def test_everything_goes_to_the_one_that_is_kept_and_back(
    db: Database, books: Books, question: Question, read
) -> None:  # type: ignore[no-untyped-def]
    read("KSP130-1234567")
    read("KSP130-1234657", colour="ブラック", day=20)
    for vehicle in (1, 2):
        costing.put_cost(db, Cost(vehicle=vehicle, kind="repair", amount=vehicle * 1_000), "sato")
    buyer, _ = editing.save_party(db, Party(name="KOPJE", country="ZA"), "sato")
    selling.sell(db, 2, {"buyer": buyer, "price": 600_000}, "sato", TODAY)
    before = whole(db.connection)
    merge(db, books, question, 1, 2, chassis_number=0)
    assert ids(db) == [1]
    car = vehicles.get(db.connection, 1)
    assert car.chassis_number == "KSP130-1234567"
    assert car.colour != before["vehicle"][0]["colour"]  # read in the newer list
    assert [lot["lot_number"] for lot in lots.of_vehicle(db.connection, 1)] == ["101", "100"]
    typed = [one.amount for one in costs.of_vehicle(db.connection, 1) if one.id]
    assert sorted(typed) == [1_000, 2_000]
    sold = sales.of_vehicle(db.connection, 1)
    assert sold is not None
    assert sold.price == 600_000
    row = db.connection.execute("SELECT last_lot FROM vehicle").fetchone()
    assert row[0] == lots.of_vehicle(db.connection, 1)[0]["id"]
    assert vehicles.count(db.connection, Query(words="1234657")) == 1  # its old name finds it
    assert packs.verdict_of(db.connection, 1, "RU") is not None
    after = whole(db.connection)
    undo = undoing.next_undo(db.connection)
    assert undo is not None
    undoing.undo_step(db, undo.step, "sato")
    assert whole(db.connection) == before
    redo = undoing.next_redo(db.connection)
    assert redo is not None
    undoing.undo_step(db, redo.step, "sato")
    assert whole(db.connection) == after
    assert write.verify(db.connection) is None


def test_a_merge_is_taken_apart_from_under_later_steps(
    db: Database, books: Books, question: Question, read
) -> None:  # type: ignore[no-untyped-def]
    read("KSP130-1234567", "KSP130-1234657")
    merging.merge(db, silent, books, question, 1, 2, {"chassis_number": 1}, "sato")
    step = undoing.next_undo(db.connection)
    assert step is not None
    editing.type_fact(db, silent, books, question, 1, "seats", 5, "sato")
    undoing.undo_step(db, step.step, "kaneda")
    held = {v: vehicles.get(db.connection, v) for v in (1, 2)}
    assert [car.chassis_number for car in held.values()] == ["KSP130-1234567", "KSP130-1234657"]
    assert (held[1].seats, held[2].seats) == (5, None)


def test_the_better_basis_is_the_default_then_the_newer(
    db: Database, books: Books, question: Question, read
) -> None:  # type: ignore[no-untyped-def]
    read("KSP130-1234567", colour="シルバー", day=19)
    read("KSP130-1234657", colour="ブラック", day=20)
    editing.type_fact(db, silent, books, question, 1, "displacement_cc", 995, "sato", "paper")
    seen = merging.side_by_side(db.connection, 2, 1)
    assert (seen.kept, seen.other) == (1, 2)
    assert seen.default["displacement_cc"] == 0  # typed by a person
    assert seen.default["colour"] == 1  # both read, the other one is newer
    merge(db, books, question, 1, 2, why="one car")
    car = vehicles.get(db.connection, 1)
    assert (car.displacement_cc, car.origins["displacement_cc"].basis) == (995, Basis.TYPED)
    assert car.chassis_number == "KSP130-1234657"


def test_both_sold_or_both_on_shipments_stay_apart(
    db: Database, books: Books, question: Question, read
) -> None:  # type: ignore[no-untyped-def]
    read("KSP130-1234567", "KSP130-1234657")
    buyer, _ = editing.save_party(db, Party(name="KOPJE", country="ZA"), "sato")
    for vehicle in (1, 2):
        selling.sell(db, vehicle, {"buyer": buyer, "price": 600_000}, "sato", TODAY)
    before = whole(db.connection)
    assert merging.side_by_side(db.connection, 1, 2).problem is not None
    with pytest.raises(UserError, match="merge_both_sale"):
        merge(db, books, question, 1, 2)
    assert whole(db.connection) == before


def test_the_one_with_issued_papers_is_kept(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    shipment = ship(stock, books, "Kemba")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    issuing.write_paper(stock, silent, books, shipment, "CI", tmp_path, "sato", TODAY)
    with pytest.raises(UserError, match="merge_shipped"):
        merge(stock, books, question, 2, 1, why="one car")
    assert merging.side_by_side(stock.connection, 2, 1).kept == 1


def test_a_verdict_is_not_merged_away_without_a_reason(
    stock: Database, books: Books, question: Question
) -> None:
    """The Prado is blocked for its 2,693 cc; a merge that takes the Vitz's 996 cc says why."""
    with pytest.raises(UserError, match="reason_needed"):
        merge(stock, books, question, 2, 1, displacement_cc=1)
    before = whole(stock.connection)
    merge(stock, books, question, 2, 1, why="typed twice", displacement_cc=1)
    flags = guarding.flags_of(stock.connection, 2)
    assert "displacement_cc" in {flag.values["fact"] for flag in flags}
    assert {flag.values["why"] for flag in flags} == {"typed twice"}
    undo = undoing.next_undo(stock.connection)
    assert undo is not None
    undoing.undo_step(stock, undo.step, "sato")
    assert whole(stock.connection) == before


def test_red_flags_go_along_and_come_back(
    stock: Database, books: Books, question: Question
) -> None:
    editing.type_fact(stock, silent, books, question, 2, "displacement_cc", 1_890, "sato", "paper")
    (flag,) = guarding.flags_of(stock.connection, 2)
    merge(stock, books, question, 1, 2, why="one car")
    assert flag.values["why"] in {f.values["why"] for f in guarding.flags_of(stock.connection, 1)}
    undo = undoing.next_undo(stock.connection)
    assert undo is not None
    undoing.undo_step(stock, undo.step, "sato")
    assert flag in guarding.flags_of(stock.connection, 2)


def test_a_chassis_number_of_another_names_that_one(
    db: Database, books: Books, question: Question, read
) -> None:  # type: ignore[no-untyped-def]
    read("KSP130-1234567", "KSP130-1234657")
    with pytest.raises(UserError, match="chassis_taken") as caught:
        editing.type_fact(
            db, silent, books, question, 2, "chassis_number", "ksp130 1234567", "sato"
        )
    assert caught.value.values["owner"] == 1
    assert "KSP130-1234567" in str(caught.value.values["vehicle"])


def test_a_car_bought_twice_stands_where_the_later_record_stands(
    db: Database, books: Books, question: Question, read
) -> None:  # type: ignore[no-untyped-def]
    read("KSP130-1234567", "KSP130-I234567")
    moving.move(db, silent, [1, 2], moving.Order("bought", TODAY, date(2026, 11, 19)), "sato")
    moving.move(db, silent, [2], moving.Order("yard", TODAY, date(2026, 11, 21)), "sato")
    merge(db, books, question, 1, 2, chassis_number=0)
    row = db.connection.execute("SELECT state, state_since, bought_on, left_on FROM vehicle")
    assert tuple(row.fetchone()) == ("yard", "2026-11-21", "2026-11-19", "")


def test_a_later_list_does_not_bring_the_other_spelling_back(
    db: Database, books: Books, question: Question, read
) -> None:  # type: ignore[no-untyped-def]
    read("KSP130-1234567", "KSP130-I234567")
    merge(db, books, question, 1, 2, chassis_number=0)
    read("KSP130-9999999", "KSP130-I234567", colour="ブラック", lot=100)  # the same two lots again
    assert vehicles.get(db.connection, 1).chassis_number == "KSP130-1234567"


def test_not_the_same_of_both_goes_along(
    db: Database, books: Books, question: Question, read
) -> None:  # type: ignore[no-untyped-def]
    read("KSP130-1234567", "KSP130-1234657", "KSP130-1235467")
    merging.not_the_same(db, 2, 3, "sato")
    merging.not_the_same(db, 1, 2, "sato")
    merge(db, books, question, 1, 2, chassis_number=0)
    rows = db.connection.execute('SELECT "first", "second" FROM not_same').fetchall()
    assert [tuple(row) for row in rows] == [(1, 3)]
