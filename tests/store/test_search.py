"""The index of the search stands for what is stored, however that came and went."""

import pytest

from broker_app.domain.vehicle import Vehicle
from broker_app.errors import UserError
from broker_app.store import vehicles, write
from broker_app.store.database import Database
from broker_app.store.vehicles import Query


def stock(db: Database, *names: str) -> int:
    records = [
        Vehicle(chassis_number=f"ABC10-{n:07}", maker="TOYOTA", model=name)
        for n, name in enumerate(names)
    ]
    with write.step(db, "import", "sato") as step:
        batch = step.insert("batch", {"file": "made"})
        ids = step.reserve("vehicle", len(records))
        lots = [None] * len(records)
        vehicles.add_block(step, records, lots, batch, ids, [""] * len(records))  # type: ignore[arg-type]
    return step.number


def found(db: Database, words: str) -> list[int]:
    db.connection.execute("INSERT INTO vehicle_fts (vehicle_fts) VALUES ('integrity-check')")
    return list(vehicles.ids(db.connection, Query(words=words)))


def test_a_block_is_found_and_lost_and_found_again(db: Database) -> None:
    number = stock(db, "Vitz", "Prius", "Vitz")
    assert found(db, "vitz") == [1, 3]
    undone = write.undo(db, number, "sato").number
    assert found(db, "vitz") == []
    write.undo(db, undone, "sato")
    assert found(db, "toyota") == [1, 2, 3]


def test_a_change_is_found_by_its_new_words(db: Database) -> None:
    stock(db, "Vitz", "Prius")
    with write.step(db, "type_fact", "sato") as step:
        record = vehicles.get(db.connection, 1)
        record.remarks = "snow tyres"
        vehicles.change(step, db.connection, 1, record)
    assert found(db, "snow vitz") == [1]
    write.undo(db, step.number, "sato")
    assert found(db, "snow") == []


def test_every_word_must_be_found_long_or_short(db: Database) -> None:
    stock(db, "Vitz RS", "Vitz U", "Prius RS")
    assert found(db, "toyota vitz") == [1, 2]
    assert found(db, "toyota vitz rs") == [1]
    assert found(db, 'vitz "AND"') == []


def test_undone_removal_of_a_block_is_journalled_as_one(db: Database) -> None:
    number = stock(db, *["Vitz"] * 700)
    with write.step(db, "remove", "sato") as step:
        step.remove_block("vehicle", list(range(1, 701)))
    undone = write.undo(db, step.number, "sato").number
    sql = "SELECT count(*) FROM journal WHERE step = ? AND \"table\" = 'vehicle'"
    assert db.connection.execute(sql, (undone,)).fetchone()[0] == 2
    assert len(found(db, "vitz")) == 700
    write.undo(db, number, "sato")
    assert found(db, "vitz") == []
    assert write.verify(db.connection) is None


def test_many_changes_at_once_leave_the_index_whole(db: Database) -> None:
    stock(db, *["AXIO"] * 1200)
    cars = {number: Vehicle(model="FIELDER") for number in range(1, 1101)}
    with write.step(db, "bulk_edit", "sato") as step:
        vehicles.change_facts(step, db.connection, ["model"], cars)
    assert len(found(db, "fielder")) == 1100
    assert len(found(db, "axio")) == 1200  # what it was called before still finds it
    write.undo(db, step.number, "sato")
    assert found(db, "fielder") == []


def test_a_failed_change_of_many_leaves_the_index_as_it_was(db: Database) -> None:
    stock(db, *["AXIO"] * 300)
    cars = {number: Vehicle(model="FIELDER") for number in range(1, 302)}
    with pytest.raises(UserError, match="row_gone"), write.step(db, "bulk_edit", "sato") as step:
        vehicles.change_facts(step, db.connection, ["model"], cars)
    assert found(db, "fielder") == []
    settings = dict(db.connection.execute("SELECT k, v FROM vehicle_fts_config").fetchall())
    assert settings.get("automerge", 4) == 4
    del cars[301]
    with write.step(db, "bulk_edit", "sato") as step:
        vehicles.change_facts(step, db.connection, ["model"], cars)
    assert len(found(db, "fielder")) == 300
