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


NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
ACTS = st.lists(
    st.tuples(st.sampled_from(("add", "change", "remove", "block")), st.integers(0, 5), NAMES),
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
