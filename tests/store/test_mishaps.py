"""What happens to a file from outside, done for real: nothing stored is lost, and it is said."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from broker_app.errors import UserError
from broker_app.jobs import backing_up, checking_database, rebuilding, restoring
from broker_app.jobs.progress import silent
from broker_app.store import backup, integrity, mark, write
from broker_app.store.database import Database, open_file, open_reader
from tests.kills import wires

NOBODY = 65534
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a POSIX system")


def store(db: Database, name: str) -> None:
    with write.step(db, "party", "sato") as step:
        step.insert("party", {"name": name})


def store_much(db: Database, number: int) -> None:
    rows = [(f"{number}-{row}", f"stock {number} {row} " * 8) for row in range(2000)]
    with write.step(db, "edit", "sato") as step:
        step.insert_block("vehicle", ("identity", "search_key"), rows)


def names(path: Path) -> list[str]:
    with open_file(path) as db:
        assert write.verify(db.connection) is None
        assert integrity.flaws(db.connection) == []
        return [row[0] for row in db.connection.execute("SELECT name FROM party ORDER BY id")]


def in_child(work: Callable[[], str], uid: int | None = None) -> str:
    """Do something in a process of its own that ends without a goodbye; returns what it says."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        said = "failed"
        try:
            if uid is not None:
                os.setgid(uid)
                os.setuid(uid)
            said = work()
        except UserError as problem:
            said = problem.key
        finally:
            os.write(writing, said.encode())
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        return pipe.read()


def left_open(path: Path, *added: str) -> None:
    """Leave a database with its log beside it, as a crash does."""

    def work() -> str:
        db = open_file(path)
        for name in added:
            store(db, name)
        return "done"

    assert in_child(work) == "done"


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def test_a_step_waits_for_the_disk(db: Database) -> None:
    asked = {
        name: db.connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("synchronous", "fullfsync")
    }
    assert asked == {"synchronous": 2, "fullfsync": 1}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if (
        os.name == "nt"
        or os.geteuid() != 0
        or subprocess.run(command, capture_output=True).returncode
    ):
        pytest.skip("only root mounts a disk of its own")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_fills_up_loses_nothing_that_was_stored(small_disk: Path) -> None:
    path = small_disk / "stock.db"
    with open_file(path) as db:
        store(db, "KOPJE")
        with pytest.raises(UserError) as caught:
            for number in range(50):
                store_much(db, number)
        assert caught.value.key == "disk_full"
        whole = db.connection.execute("SELECT count(*) FROM vehicle").fetchone()[0]
        assert whole % 2000 == 0
    (small_disk / "filler").write_bytes(b"")
    with (small_disk / "filler").open("wb", buffering=0) as filler:
        try:
            while filler.write(b"0" * 4096):
                pass
        except OSError:
            pass
    with pytest.raises(UserError) as caught, open_file(path) as db:
        store(db, "MAWIMBI")
        store_much(db, 99)
    assert caught.value.key in ("disk_full", "disk_failed")
    (small_disk / "filler").unlink()
    assert names(path)[0] == "KOPJE"


@forks
def test_a_quota_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    with open_file(path) as db:
        store(db, "KOPJE")

    def work() -> str:
        import resource

        with open_file(path) as db:
            resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
            for number in range(50):
                store_much(db, number)
        return "no quota"

    assert in_child(work) == "disk_failed"
    assert names(path) == ["KOPJE"]


@forks
@pytest.mark.skipif(bool(wires.available()), reason=wires.available())
def test_a_disk_that_is_full_within_any_write_leaves_whole_steps(tmp_path: Path) -> None:
    for number, room in enumerate((0, 5_000, 40_000, 90_000, 200_000)):
        path = tmp_path / f"stock{number}.db"
        with open_file(path) as db:
            store(db, "KOPJE")

        def work(path: Path = path, room: int = room) -> str:
            wires.fill_up_after(room)
            with open_file(path) as db:
                for name in ("A", "B", "C"):
                    store(db, name)
                store_much(db, 1)
            return "room enough"

        assert in_child(work) in ("disk_full", "room enough")
        with open_file(path) as db:
            assert db.connection.execute("SELECT count(*) FROM vehicle").fetchone()[0] in (0, 2000)
        assert names(path) == ["KOPJE", "A", "B", "C"][: len(names(path))]


@forks
@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can become nobody")
@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o777), (0o444, 0o555), (0o666, 0o555)])
def test_what_cannot_be_written_is_said_and_stays(
    tmp_path_factory: pytest.TempPathFactory, file: int, folder: int
) -> None:
    place = Path(f"/var/tmp/broker-{os.getpid()}-{file}-{folder}")
    place.mkdir()
    try:
        path = place / "stock.db"
        with open_file(path) as db:
            store(db, "KOPJE")
        path.chmod(file)
        place.chmod(folder)

        def work() -> str:
            with open_file(path) as db:
                store(db, "MAWIMBI")
            return "written"

        assert in_child(work, NOBODY) == "database_not_writable"
        assert names(path) == ["KOPJE"]
    finally:
        shutil.rmtree(place)


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed there")
def test_a_file_that_is_removed_while_open_takes_nothing_more(tmp_path: Path) -> None:
    path, kept = tmp_path / "stock.db", tmp_path / "kept.db"
    with open_file(path) as db:
        store(db, "KOPJE")
        path.rename(kept)
        with pytest.raises(UserError) as caught:
            store(db, "MAWIMBI")
        assert caught.value.key == "database_gone"
        kept.rename(path)  # put back: it goes on
        store(db, "MAWIMBI")
    assert names(path) == ["KOPJE", "MAWIMBI"]


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be replaced there")
def test_a_file_that_is_replaced_while_open_is_not_mixed_up(tmp_path: Path) -> None:
    path, other = tmp_path / "stock.db", tmp_path / "other.db"
    with open_file(other) as db:
        store(db, "OTHER")
    with open_file(path) as db:
        store(db, "KOPJE")
        with pytest.raises(UserError) as caught, write.step(db, "party", "sato") as step:
            step.insert("party", {"name": "MAWIMBI"})
            other.replace(path)  # between the first word of a step and its end
        assert caught.value.key == "database_replaced"


@forks
@pytest.mark.parametrize("how", ["cut", "garbage", "bit", "gone"])
def test_a_log_that_lost_steps_is_said(tmp_path: Path, how: str) -> None:
    path = tmp_path / "stock.db"
    with open_file(path) as db:
        store(db, "KOPJE")
    left_open(path, "MAWIMBI", "SIMBA")
    log = log_of(path)
    content = bytearray(log.read_bytes())
    content[len(content) // 3] ^= 0xFF
    log.write_bytes(
        {
            "cut": log.read_bytes()[:-3000],
            "garbage": os.urandom(len(content)),
            "bit": bytes(content),
            "gone": b"",
        }[how]
    )
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    found = names(path)
    assert found == ["KOPJE", "MAWIMBI", "SIMBA"][: len(found)]
    assert len(found) < 3
    with open_file(path) as db:
        marked = mark.lacked(db.connection, path)
        assert marked is not None
        assert marked.step == 3
        store(db, "LATER")  # what is stored now does not hide it
        assert mark.lacked(db.connection, path) == marked
    backing_up.back_up(silent, path)
    with open_file(path) as db:
        assert mark.lacked(db.connection, path) is None
        store(db, "LATEST")
    now = mark.get(path)
    assert now is not None
    assert now.step == len(found) + 2


@forks
def test_a_whole_log_of_a_crash_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    left_open(path, "KOPJE", "MAWIMBI")
    assert log_of(path).stat().st_size > 0
    with open_file(path) as db:
        assert mark.lacked(db.connection, path) is None
    assert names(path) == ["KOPJE", "MAWIMBI"]


@forks
def test_the_log_of_another_database_is_said(tmp_path: Path) -> None:
    path, other = tmp_path / "stock.db", tmp_path / "other.db"
    with open_file(path) as db:
        for number in range(40):
            store(db, f"KOPJE {number}")
    with open_file(other) as db:
        store(db, "OTHER")
    left_open(other, "ANOTHER")
    shutil.copy(log_of(other), log_of(path))
    said = ""
    try:
        with open_file(path) as db:
            said = "lacked" if mark.lacked(db.connection, path) else "nothing"
    except UserError as problem:
        said = problem.key
    assert said in ("lacked", "database_unreadable")


def test_an_older_copy_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    path, copy = tmp_path / "stock.db", tmp_path / "copy.db"
    with open_file(path) as db:
        store(db, "KOPJE")
    shutil.copy(path, copy)
    with open_file(path) as db:
        store(db, "MAWIMBI")
    copy.replace(path)
    with open_file(path) as db:
        lacked = mark.lacked(db.connection, path)
        assert lacked is not None
        assert lacked.step == 2


def test_a_mark_that_is_cut_off_is_none(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    with open_file(path) as db:
        store(db, "KOPJE")
    mark.place(path).write_bytes(b'{"seq":')
    with open_file(path) as db:
        assert mark.lacked(db.connection, path) is None
        store(db, "MAWIMBI")
    assert (mark.get(path) or pytest.fail("no mark")).step == 2


def test_a_damaged_page_is_said(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    with open_file(path) as db:
        store_much(db, 1)
    content = bytearray(path.read_bytes())
    content[100:4096] = os.urandom(3996)
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        open_file(path)
    assert caught.value.key == "database_unreadable"
    assert path.read_bytes() == content


def pages_of(path: Path, kind: str) -> list[int]:
    """Return the numbers of the pages of a table, of an index, or of the list of free pages."""
    content = path.read_bytes()
    if kind == "free":
        return [int.from_bytes(content[32:36], "big")]
    with closing(sqlite3.connect(path)) as reader:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        name = {"table": "party", "index": "idx_journal_step", "journal": "journal"}[kind]
        found = reader.execute(sql, (name,)).fetchone()
        if found is None:  # whatever its name is
            found = reader.execute(
                "SELECT rootpage FROM sqlite_master WHERE type = 'index'"
            ).fetchone()
    return [found[0]]


@pytest.mark.parametrize("kind", ["table", "index", "journal", "free", "header", "half"])
def test_whatever_page_is_damaged_it_is_said_and_no_backup_takes_it_for_good(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "stock.db"
    with open_file(path) as db:
        for number in range(60):
            store(db, f"KOPJE {number}")
        store_much(db, 1)
        good = backing_up.back_up(silent, path).backup.path
        # Pages that nobody uses any more, as an undone import leaves them.
        db.connection.execute("CREATE TABLE gone AS SELECT * FROM vehicle")
        db.connection.execute("DROP TABLE gone")
        db.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    if kind == "header":
        content[16:100] = os.urandom(84)
    elif kind == "half":
        del content[len(content) // 2 // 4096 * 4096 :]
    else:
        for number in pages_of(path, kind):
            content[(number - 1) * 4096 : number * 4096] = b"\xde\xad" * 2048
    path.write_bytes(content)
    checked = checking_database.check(silent, path)
    assert checked.is_damaged
    assert path.read_bytes() == content  # looked at, not touched
    with pytest.raises(UserError) as caught:
        backing_up.back_up(silent, path)
    assert caught.value.key in ("backup_source_damaged", "database_unreadable")
    assert backup.every(path) == [good]
    made = restoring.restore(silent, good, tmp_path / "restored.db").path
    assert len(names(made)) == 60
    if kind == "header":
        with pytest.raises(UserError, match="salvage_nothing"):
            rebuilding.rebuild(silent, path, tmp_path / "rebuilt.db", "sato")
        assert not list(tmp_path.glob("rebuilt*"))
    else:
        rebuilding.rebuild(silent, path, tmp_path / "rebuilt.db", "sato")
        with open_file(tmp_path / "rebuilt.db") as rebuilt:
            assert integrity.flaws(rebuilt.connection) == []
            kept = rebuilt.connection.execute("SELECT count(*) FROM party").fetchone()[0]
            assert kept == 60 or kind == "half"  # the journal tells what a table lost


@forks
def test_a_log_cut_at_any_place_keeps_whole_steps_in_order(tmp_path: Path) -> None:
    path, cut = tmp_path / "stock.db", tmp_path / "cut" / "stock.db"
    with open_file(path) as db:
        store(db, "FIRST")
    stored = ["FIRST", *(f"KOPJE {number}" for number in range(8))]
    left_open(path, *stored[1:])
    log = log_of(path).read_bytes()
    seen = set()
    for size in (*range(0, len(log), max(1, len(log) // 60)), len(log)):
        for garble in (False, True):
            shutil.rmtree(cut.parent, ignore_errors=True)
            cut.parent.mkdir()
            shutil.copy(path, cut)
            shutil.copy(mark.place(path), mark.place(cut))
            log_of(cut).write_bytes(log[:size] + (os.urandom(len(log) - size) if garble else b""))
            found = names(cut)
            seen.add(len(found))
            assert found == stored[: len(found)]
            with open_file(cut) as db:
                lacked = mark.lacked(db.connection, cut)
            assert (lacked is None) == (found == stored), (size, garble)
    assert {1, len(stored)} <= seen


def test_the_rollback_journal_of_a_foreign_program_is_no_loss(tmp_path: Path) -> None:
    path, other = tmp_path / "stock.db", tmp_path / "other.db"
    with open_file(path) as db:
        store(db, "KOPJE")
    journal = path.with_name(f"{path.name}-journal")
    for content in (b"notes of mine", os.urandom(5000), b""):
        journal.write_bytes(content)
        assert names(path) == ["KOPJE"]
    with closing(sqlite3.connect(other, isolation_level=None)) as foreign:
        foreign.execute("CREATE TABLE t (x)")
        foreign.execute("INSERT INTO t VALUES (zeroblob(90000))")
        foreign.execute("PRAGMA cache_size = 1")
        foreign.execute("BEGIN")
        foreign.execute("UPDATE t SET x = randomblob(90000)")
        foreign.execute("INSERT INTO t SELECT randomblob(90000) FROM t")
        shutil.copy(other.with_name("other.db-journal"), journal)
    before = path.read_bytes()
    for opening in (open_file, open_reader):
        with pytest.raises(UserError) as caught:
            opening(path)
        assert caught.value.key == "journal_foreign"
    assert path.read_bytes() == before
    journal.rename(tmp_path / "moved away")
    assert names(path) == ["KOPJE"]


WRITER = """
import sys
from pathlib import Path
from broker_app.store import write
from broker_app.store.database import open_file
with open_file(Path(sys.argv[1])) as db:
    for number in range(30):
        with write.step(db, "party", sys.argv[2]) as step:
            step.insert("party", {"name": f"{sys.argv[2]} {number}"})
"""


def test_two_programs_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    open_file(path).close()
    command = [sys.executable, "-c", WRITER, str(path)]
    running = [subprocess.Popen([*command, who]) for who in ("SATO", "KANEDA")]
    assert [one.wait(timeout=300) for one in running] == [0, 0]
    found = names(path)
    for who in ("SATO", "KANEDA"):
        assert [one for one in found if one.startswith(who)] == [f"{who} {n}" for n in range(30)]


def test_two_processes_write_in_turn(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    with open_file(path) as first, open_file(path) as second:
        for number in range(10):
            store(first, f"A{number}")
            store(second, f"B{number}")
        second.connection.execute("PRAGMA busy_timeout = 50")
        with write.step(first, "party", "sato") as step:
            step.insert("party", {"name": "HELD"})
            with pytest.raises(UserError) as caught:
                store(second, "LATE")
            assert caught.value.key == "database_busy"
        store(second, "NOW")
    assert len(names(path)) == 22
