import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app.errors import UserError
from broker_app.store import write
from broker_app.store.database import Database


def rows(db: Database, table: str = "party") -> list[dict[str, object]]:
    return [dict(row) for row in db.connection.execute(f"SELECT * FROM {table} ORDER BY id")]


def add(db: Database, name: str) -> int:
    with write.step(db, "party", "sato", name=name) as step:
        return step.insert("party", {"name": name})


def test_every_change_is_journalled_with_before_and_after(db: Database) -> None:
    party = add(db, "Mawimbi")
    with write.step(db, "party", "kaneda", why="letter of 3 Nov") as step:
        step.change("party", party, {"name": "Mawimbi Motors", "country": None})
    entry = db.connection.execute("SELECT * FROM journal ORDER BY seq DESC").fetchone()
    assert (entry["who"], entry["why"], entry["table"]) == ("kaneda", "letter of 3 Nov", "party")
    assert (entry["before"], entry["after"]) == ('{"name":"Mawimbi"}', '{"name":"Mawimbi Motors"}')


def test_a_failed_step_leaves_nothing(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), write.step(db, "party", "sato") as step:
        step.insert("party", {"name": "Mawimbi"})
        _ = 1 / 0
    assert rows(db) == []
    assert rows(db, "step") == []
    assert db.connection.execute("SELECT count(*) FROM journal").fetchone()[0] == 0


def test_steps_held_together_are_stored_all_or_none(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), write.together(db):
        add(db, "one")
        _ = 1 / 0
    assert rows(db) == rows(db, "step") == []
    assert db.connection.execute("SELECT count(*) FROM journal").fetchone()[0] == 0
    with write.together(db):
        add(db, "one")
        with pytest.raises(ZeroDivisionError), write.step(db, "party", "sato") as step:
            step.insert("party", {"name": "two"})
            _ = 1 / 0
        add(db, "three")
    assert [row["name"] for row in rows(db)] == ["one", "three"]
    assert len(rows(db, "step")) == 2


def test_a_step_within_a_step_is_a_bug(db: Database) -> None:
    with pytest.raises(sqlite3.OperationalError), write.step(db, "party", "sato"):
        add(db, "one")


def test_an_id_is_never_used_twice(db: Database) -> None:
    first = add(db, "one")
    with write.step(db, "party", "sato") as step:
        step.remove("party", first)
    assert add(db, "two") != first


def test_undo_of_an_insert_a_change_and_a_removal(db: Database) -> None:
    party = add(db, "one")
    with write.step(db, "party", "sato") as step:
        step.change("party", party, {"name": "two"})
    changed = step.number
    with write.step(db, "party", "sato") as step:
        step.remove("party", party)
    write.undo(db, step.number, "sato")
    assert rows(db)[0]["name"] == "two"
    write.undo(db, changed, "sato")
    assert rows(db)[0]["name"] == "one"
    write.undo(db, 1, "sato")
    assert rows(db) == []


def test_an_undo_can_be_undone(db: Database) -> None:
    add(db, "one")
    undone = write.undo(db, 1, "sato")
    assert rows(db) == []
    write.undo(db, undone.number, "sato")
    assert rows(db)[0]["name"] == "one"


def test_blocks_are_undone_and_redone_whole(db: Database) -> None:
    with write.step(db, "party", "sato") as step:
        step.insert_block("party", ("name", "country"), [(f"p{i}", "KE") for i in range(1203)])
    before = rows(db)
    assert len(before) == 1203
    undone = write.undo(db, step.number, "sato")
    assert rows(db) == []
    write.undo(db, undone.number, "sato")
    assert rows(db) == before


def test_undo_refuses_where_the_data_moved_on(db: Database) -> None:
    party = add(db, "one")
    with write.step(db, "party", "sato") as first:
        first.change("party", party, {"name": "two"})
    with write.step(db, "party", "sato") as step:
        step.change("party", party, {"name": "three"})
    with pytest.raises(UserError) as caught:
        write.undo(db, first.number, "sato")
    assert caught.value.key == "undo_conflict"
    assert rows(db)[0]["name"] == "three"


def test_undo_refuses_what_others_rest_on(db: Database) -> None:
    party = add(db, "one")
    with write.step(db, "shipment_new", "sato") as step:
        step.insert("shipment", {"number": "SH-1", "consignee": party})
    with pytest.raises(UserError) as caught:
        write.undo(db, 1, "sato")
    assert caught.value.key == "undo_in_use"
    assert len(rows(db)) == 1


def test_the_chain_shows_tampering(db: Database) -> None:
    for name in ("one", "two", "three"):
        add(db, name)
    assert write.verify(db.connection) is None
    db.connection.execute('UPDATE journal SET after = \'{"name":"other"}\' WHERE seq = 2')
    assert write.verify(db.connection) == 2


def test_only_derived_tables_are_put(db: Database) -> None:
    with pytest.raises(ValueError), write.step(db, "party", "sato") as step:
        step.put_derived("party", ("name",), [("x",)])


def test_a_block_of_changes_is_journalled_by_500_and_undone_whole(db: Database) -> None:
    with write.step(db, "party", "sato") as step:
        ids = step.insert_block(
            "party", ("name", "country"), [(f"p{i}", "KE") for i in range(1203)]
        )
    before = rows(db)
    with write.step(db, "party", "kaneda") as step:
        wanted = [(number, f"p{number - 1}", "TZ" if number % 2 else "KE") for number in ids]
        step.change_block("party", ("name", "country"), reversed(wanted))
    changed = rows(db)
    assert {row["country"] for row in changed} == {"TZ", "KE"}
    told = db.connection.execute(
        "SELECT row, before, after FROM journal WHERE step = ? AND \"table\" = 'party' ORDER BY seq",
        (step.number,),
    ).fetchall()
    assert len(told) == 3  # names stay and are left out
    assert told[0]["after"].startswith('{"columns":["id","country"],"rows":[[1,"TZ"],[3,"TZ"],')
    undone = write.undo(db, step.number, "sato")
    assert rows(db) == before
    write.undo(db, undone.number, "sato")
    assert rows(db) == changed
    assert write.verify(db.connection) is None


def test_a_block_of_changes_is_refused_for_a_row_that_is_gone(db: Database) -> None:
    party = add(db, "one")
    with pytest.raises(UserError, match="row_gone"), write.step(db, "party", "sato") as step:
        step.change_block("party", ("name",), [(party, "two"), (party + 1, "three")])
    assert rows(db)[0]["name"] == "one"


def test_a_block_is_not_undone_over_a_newer_value(db: Database) -> None:
    one, two = add(db, "one"), add(db, "two")
    with write.step(db, "party", "sato") as step:
        step.change_block("party", ("name", "city"), [(one, "1", "A"), (two, "2", "B")])
    with write.step(db, "party", "sato") as newer:
        newer.change("party", two, {"name": "II"})
    with pytest.raises(UserError, match="undo_conflict"):
        write.undo(db, step.number, "sato")
    with write.step(db, "undo", "sato", undoes=step.number) as undoing:
        write.reverse_what_stands(undoing, db.connection, step.number, skip=(), kept={})
    assert [(row["name"], row["city"]) for row in rows(db)] == [("one", None), ("II", None)]


NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("add", "change", "remove", "block", "changes")), st.integers(0, 5), NAMES
    ),
    max_size=12,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(acts=ACTS)
def test_any_sequence_undone_gives_the_first_state_back(
    db: Database, acts: list[tuple[str, int, str]]
) -> None:
    first, done = rows(db), []
    for act, place, name in acts:
        ids = [row["id"] for row in rows(db)]
        with write.step(db, "party", "sato") as step:
            if act == "add" or not ids:
                step.insert("party", {"name": name})
            elif act == "change":
                step.change("party", ids[place % len(ids)], {"name": name})
            elif act == "remove":
                step.remove("party", ids[place % len(ids)])
            elif act == "changes":
                changed = [(number, name, f"{name}{number}") for number in ids[place % 2 :]]
                step.change_block("party", ("name", "city"), changed)
            else:
                step.insert_block("party", ("name",), [(name,)] * (place + 1))
        done.append(step.number)
    last = rows(db)
    undone = [write.undo(db, number, "sato").number for number in reversed(done)]
    assert rows(db) == first
    for number in reversed(undone):
        write.undo(db, number, "sato")
    assert rows(db) == last
    for number in reversed(done):
        write.undo(db, number, "sato")
    assert write.verify(db.connection) is None
