"""The check says what is wrong, and the rebuilding saves what can be read; files broken for real."""

import json
import os
import random
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from broker_app.domain.party import Party
from broker_app.domain.person import Secret
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import (
    attaching,
    backing_up,
    checking_database,
    editing,
    rebuilding,
    recounting,
    signing_in,
    staffing,
    undoing,
)
from broker_app.jobs.progress import silent
from broker_app.store import attachment_files, attachments, history, integrity, parties
from broker_app.store.database import Database, open_file

PARTIES = 900
NOT_KEPT = {"verdict", "finding_set", "_sqlite_migrations"}


def state(path: Path) -> dict[str, str]:
    return {line.about: line.state for line in checking_database.check(silent, path).lines}


def behind(path: Path, *statements: str) -> None:
    """Change a file behind the program's back."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            other.execute(statement)
        other.commit()


@pytest.fixture
def full(stock: Database) -> Path:
    """A closed file with many parties, a step each hundred, all in the file itself."""
    for start in range(0, PARTIES, 100):
        with stock.connection:
            pass
        for number in range(start, start + 3):
            editing.save_party(stock, Party(name=f"PARTY {number}", note="x" * 300), "sato")
    from broker_app.store import write

    with write.step(stock, "party", "sato") as step:
        rows = [(f"BLOCK {number}", "y" * 300) for number in range(PARTIES)]
        step.insert_block("party", ("name", "note"), rows)
    stock.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stock.close()
    return stock.path


def pages_of(path: Path, name: str) -> list[int]:
    """Return the leaf pages of a table, found by what only they hold."""
    content = path.read_bytes()
    return [
        number
        for number in range(1, len(content) // 4096)
        if content[number * 4096] == 0x0D
        and name.encode() in content[number * 4096 : number * 4096 + 4096]
    ]


def overwrite(path: Path, pages: list[int]) -> None:
    with path.open("r+b") as file:
        for page in pages:
            file.seek(page * 4096)
            file.write(b"\xde\xad" * 2048)


def test_a_sound_database_is_said_to_be(stock: Database) -> None:
    checked = checking_database.check(silent, stock.path)
    assert checked.is_sound
    assert not checked.is_damaged
    assert checked.tables["vehicle"] == 2
    found = state(stock.path)
    assert set(found.values()) == {"good"}


def test_pages_that_were_overwritten(full: Path) -> None:
    overwrite(full, pages_of(full, "BLOCK 5")[:2])
    checked = checking_database.check(silent, full)
    assert checked.is_damaged
    assert state(full)["pages"] == "bad"
    assert checked.lines[0].names


@pytest.mark.parametrize("share", [0.9, 0.5, 0.1, 0.0])
def test_a_file_that_was_cut(full: Path, share: float) -> None:
    os.truncate(full, int(full.stat().st_size * share))
    if share == 0:
        with pytest.raises(UserError):
            checking_database.check(silent, full)
        return
    assert checking_database.check(silent, full).is_damaged


def test_any_damage_is_an_answer_never_a_bug(full: Path, tmp_path: Path) -> None:
    content = full.read_bytes()
    chance = random.Random(20261130)
    for number in range(12):
        harmed = bytearray(content)
        for _ in range(chance.choice((1, 5, 50))):
            at = chance.randrange(len(harmed))
            harmed[at : at + 64] = chance.randbytes(min(64, len(harmed) - at))
        file = tmp_path / f"harmed{number}.db"
        file.write_bytes(harmed)
        with suppress(UserError):
            checking_database.check(silent, file)
        with suppress(UserError):
            rebuilding.rebuild(silent, file, tmp_path / f"new{number}.db", "sato")
            assert not checking_database.check(silent, tmp_path / f"new{number}.db").is_damaged
            open_file(tmp_path / f"new{number}.db").close()


def test_a_journal_that_was_changed(stock: Database) -> None:
    behind(stock.path, "UPDATE journal SET who = 'nobody' WHERE seq = 2")
    checked = checking_database.check(silent, stock.path)
    (line,) = [one for one in checked.lines if one.state == "bad"]
    assert (line.about, line.values["number"]) == ("journal", 2)
    assert not checked.is_damaged


def test_a_file_that_was_put_back_behind_the_program(stock: Database) -> None:
    editing.save_party(stock, Party(name="ONE"), "sato")
    backing_up.back_up(silent, stock.path)
    last = integrity.head(stock.connection).seq
    behind(stock.path, f"DELETE FROM journal WHERE seq = {last}")
    assert state(stock.path)["journal"] == "good"  # what is left is a chain still
    assert state(stock.path)["backup"] == "bad"


def test_a_backup_that_rotted(stock: Database) -> None:
    made = backing_up.back_up(silent, stock.path).backup.path
    assert state(stock.path)["copy"] == "good"
    overwrite(made, [3])
    assert state(stock.path)["copy"] == "bad"
    assert not checking_database.check(silent, stock.path).is_damaged
    made.unlink()
    assert state(stock.path)["copy"] == "good"  # the one before, made before the import


def test_a_reference_to_nothing(stock: Database) -> None:
    behind(stock.path, "INSERT INTO sale (id, vehicle, buyer) VALUES (1, 1, 77)")
    assert state(stock.path)["references"] == "bad"


def test_an_index_of_words_that_says_something_else(stock: Database) -> None:
    behind(stock.path, "DROP TRIGGER vehicle_au", "UPDATE vehicle SET search_key = 'zzzz'")
    assert state(stock.path)["search"] == "bad"


def test_attachments_and_lists_that_are_gone_or_changed(stock: Database, tmp_path: Path) -> None:
    (tmp_path / "photo.pdf").write_bytes(b"%PDF-1.4 a photograph")
    attaching.attach(stock, silent, 1, [tmp_path / "photo.pdf"], "sato")
    (one,) = attachments.every(stock.connection)
    attachment_files.place(stock.path, one.sha256).write_bytes(b"another")
    (kept,) = (stock.path.parent / "stock-lists").iterdir()
    kept.write_bytes(b"another")
    found = state(stock.path)
    assert (found["files"], found["lists"]) == ("bad", "bad")
    kept.unlink()
    assert state(stock.path)["lists"] == "open"


def test_no_file_and_another_program_s_file(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        checking_database.check(silent, tmp_path / "none.db")
    assert caught.value.key == "file_missing"
    behind(tmp_path / "other.db", "CREATE TABLE recipe (name TEXT)")
    with pytest.raises(UserError) as caught:
        checking_database.check(silent, tmp_path / "other.db")
    assert caught.value.key == "database_foreign"


def test_rebuilding_a_sound_file_gives_the_same(full: Path, tmp_path: Path) -> None:
    into = tmp_path / "new.db"
    done = rebuilding.rebuild(silent, full, into, "sato")
    assert [part.table for part in done.parts if part.gaps or part.aside] == []
    assert done.aside is None
    with open_file(full) as old, open_file(into) as new:
        for table in set(integrity.data_tables(old.connection)) - NOT_KEPT:
            sql = f'SELECT * FROM "{table}" ORDER BY 1'
            ours, theirs = ([tuple(row) for row in db.connection.execute(sql)] for db in (old, new))
            assert ours == theirs, table
    assert checking_database.check(silent, into).is_sound


def test_lost_pages_of_a_table_come_back_from_the_journal(full: Path, tmp_path: Path) -> None:
    with open_file(full) as db:
        before = parties.every(db.connection)
        db.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    leaves = [
        page
        for page in pages_of(full, "BLOCK 4")
        if b"columns" not in full.read_bytes()[page * 4096 : page * 4096 + 4096]
    ]
    assert len(leaves) > 3
    overwrite(full, leaves[1:3])
    content = full.read_bytes()
    into = tmp_path / "new.db"
    done = rebuilding.rebuild(silent, full, into, "sato")
    (part,) = [one for one in done.parts if one.gaps]
    assert part.table == "party"
    assert part.regained > 5
    assert full.read_bytes() == content  # never touched
    with open_file(into) as new:
        assert parties.every(new.connection) == before
    assert checking_database.check(silent, into).is_sound


def test_rows_that_name_what_is_lost_are_set_aside_whole(stock: Database, tmp_path: Path) -> None:
    behind(stock.path, "DELETE FROM vehicle WHERE id = 2")
    into = tmp_path / "new.db"
    done = rebuilding.rebuild(silent, stock.path, into, "sato")
    assert done.aside is not None
    told = done.aside.read_text(encoding="utf-8").splitlines()
    assert {part.table for part in done.parts if part.aside} == {"lot"}
    assert len(told) == 1
    assert '"vehicle":2' in told[0]
    assert checking_database.check(silent, into).is_sound
    with open_file(into) as db:
        step = history.steps(db.connection, 1)[0]
        assert (step["key"], step["who"]) == ("rebuilt", "sato")
        details = json.loads(step["details"])
        assert (details["file"], details["count"], details["journal_broken"]) == (
            "stock.db",
            2,
            None,
        )
        assert [(one["table"], one["aside"]) for one in details["lost"]] == [("lot", 1)]
        lost = [
            (told.thing, told.field) for told in recounting.changes_of(db.connection, step["id"])
        ]
        assert len(lost) == 2
        assert undoing.next_undo(db.connection).step < step["id"]
        with pytest.raises(UserError, match="undo_never_noted"):
            undoing.undo_step(db, step["id"], "sato")


def test_a_rebuilt_file_takes_work_where_its_counters_are_lost(
    stock: Database, tmp_path: Path
) -> None:
    _, changes = editing.save_party(stock, Party(name="GONE"), "sato")
    undoing.undo_step(stock, changes.step or 0, "sato")  # number 1 of a party was given
    behind(stock.path, "DELETE FROM id_counter")
    into = tmp_path / "new.db"
    rebuilding.rebuild(silent, stock.path, into, "sato")
    with open_file(into) as db:
        assert editing.save_party(db, Party(name="ANOTHER"), "sato")[0] == 2
    assert checking_database.check(silent, into).is_sound


def test_a_rebuilt_file_keeps_who_may_sign_in_and_says_itself_what_a_stranger_did(
    stock: Database, tmp_path: Path
) -> None:
    staffing.begin(stock, "Sato", Secret("quay gantry tide"))
    behind(stock.path, "DELETE FROM vehicle WHERE id = 2")
    into = tmp_path / "new.db"
    rebuilding.rebuild(silent, stock.path, into, "somebody")
    with open_file(into) as db:
        step = history.steps(db.connection, 1)[0]
        assert (step["key"], step["who"]) == ("rebuilt", "Broker")
        assert signing_in.sign_in(db, "Sato", Secret("quay gantry tide")).name == "Sato"
        with pytest.raises(UserError, match="person_unknown"):
            editing.save_party(db, Party(name="ANOTHER"), "somebody")
    assert checking_database.check(silent, into).is_sound


def test_a_gap_in_the_journal_is_told(full: Path, tmp_path: Path) -> None:
    behind(full, "DELETE FROM journal WHERE seq = 3")
    done = rebuilding.rebuild(silent, full, tmp_path / "new.db", "sato")
    assert done.journal_broken == 4


def test_rebuilding_cancelled_leaves_nothing(full: Path, tmp_path: Path) -> None:
    def stop(done: int, _total: int, _key: str, /, **_values: object) -> None:
        if done > 5:
            raise Cancelled

    names = {one.name for one in tmp_path.iterdir()}
    with pytest.raises(Cancelled):
        rebuilding.rebuild(stop, full, tmp_path / "new.db", "sato")
    assert {one.name for one in tmp_path.iterdir()} == names


def test_a_file_without_its_head_cannot_be_rebuilt(full: Path, tmp_path: Path) -> None:
    overwrite(full, [0])
    with pytest.raises(UserError) as caught:
        rebuilding.rebuild(silent, full, tmp_path / "new.db", "sato")
    assert caught.value.key == "salvage_nothing"
    assert not (tmp_path / "new.db").exists()


def test_what_another_program_wrote_is_named_by_its_place(stock: Database) -> None:
    behind(stock.path, "UPDATE vehicle SET maker = 'LADA' WHERE id = 1")
    found = checking_database.check(silent, stock.path)
    (line,) = [line for line in found.lines if line.state == "bad"]
    assert (line.about, line.names) == ("records", ("vehicle 1 maker",))
    assert not found.is_damaged


def test_the_check_can_be_stopped_while_it_compares(stock: Database) -> None:
    def stop(done: int, total: int, key: str, /, **values: object) -> None:
        if key == "progress.checking_records":
            raise Cancelled

    with pytest.raises(Cancelled):
        checking_database.check(stop, stock.path)
