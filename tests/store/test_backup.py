"""Backups, made of real files and broken for real."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broker_app.errors import Cancelled, UserError
from broker_app.store import attachment_files, backup, backup_files, beside, integrity
from broker_app.store.database import Database, open_file
from broker_app.store.write import step

KEPT = b"a photograph" * 100


def put_party(db: Database, name: str = "Mawimbi") -> None:
    with step(db, "party", "sato") as writing:
        writing.insert("party", {"name": name})


def put_file(db: Database, content: bytes = KEPT) -> str:
    source = db.path.parent / "photo.jpg"
    source.write_bytes(content)
    staged = attachment_files.stage(db.path, source, lambda _: None)
    attachment_files.keep(db.path, staged)
    return backup_files.name_of(staged.sha256)


def leftovers(folder: Path) -> list[str]:
    return [file.name for file in folder.glob(".broker-part-*")]


def test_a_backup_is_a_whole_counted_copy_with_its_page(db: Database) -> None:
    put_party(db)
    name = put_file(db)
    copy = backup.make(db.path, reason="import")
    held = backup.page_of(copy)
    assert held is not None
    assert (held.tables["party"], held.reason, held.files) == (1, "import", (name,))
    assert held.journal == integrity.head(db.connection)
    assert (held.size, held.changed) == (copy.stat().st_size, ())
    assert backup_files.missing(copy.parent, held.files) == []
    assert not list(copy.parent.glob("*-wal")) + leftovers(copy.parent)
    with open_file(copy) as restored:
        assert restored.connection.execute("SELECT name FROM party").fetchone()[0] == "Mawimbi"


def test_a_file_that_goes_beside_the_database_stays_in_the_backup(db: Database) -> None:
    name = put_file(db)
    copy = backup.make(db.path)
    backup_files.beside_of(db.path, name).unlink()
    assert backup_files.in_pool(copy.parent, name).read_bytes() == KEPT
    assert backup.page_of(backup.make(db.path)).files == ()  # type: ignore[union-attr]


def test_a_changed_file_is_told_and_not_taken_for_good(db: Database) -> None:
    name = put_file(db)
    backup_files.beside_of(db.path, name).write_bytes(b"something else")
    held = backup.page_of(backup.make(db.path))
    assert held is not None
    assert (held.files, held.changed) == ((), (name,))


def test_lists_and_sanctions_lists_travel_too(db: Database) -> None:
    import hashlib
    import zipfile

    lists = beside.folder(db.path, beside.LISTS)
    lists.mkdir()
    content = b"lot,price\n1,2\n"
    (lists / hashlib.sha256(content).hexdigest()).write_bytes(content)
    sanctions = beside.folder(db.path, beside.SANCTIONS)
    sanctions.mkdir()
    with zipfile.ZipFile(sanctions / f"{'ab' * 32}.zip", "w") as archive:
        archive.writestr("sdn.xml", "<list/>")
    held = backup.page_of(backup.make(db.path))
    assert held is not None
    assert [name.partition("/")[0] for name in held.files] == ["lists", "sanctions"]


def test_what_is_written_meanwhile_is_not_in_it_and_does_not_wait(db: Database) -> None:
    """A write in the middle of the copy goes through at once, and the copy is of the moment before."""
    put_party(db, "before")
    with step(db, "party", "sato") as writing:  # more than one portion of pages
        rows = [(f"party {n}", "x" * 4000) for n in range(4000)]
        writing.insert_block("party", ("name", "address"), rows)
    seen: list[int] = []

    def write_once(done: int, total: int) -> None:
        if not seen and 0 < done < total:
            put_party(db, "meanwhile")
            seen.append(done)

    copy = backup.make(db.path, tell=write_once)
    assert seen
    held = backup.page_of(copy)
    assert held is not None
    assert held.tables["party"] == 4001
    with closing(integrity.open_still(copy)) as reader:
        assert reader.execute("SELECT 1 FROM party WHERE name = 'meanwhile'").fetchone() is None
        assert integrity.broken_entry(reader) is None
    assert db.connection.execute("SELECT count(*) FROM party").fetchone()[0] == 4002


def test_another_thread_writes_all_the_time(db: Database) -> None:
    put_party(db)
    stop, written = threading.Event(), [0]

    def keep_writing() -> None:
        with open_file(db.path) as mine:
            while not stop.is_set():
                put_party(mine, f"of thread {written[0]}")
                written[0] += 1

    thread = threading.Thread(target=keep_writing)
    thread.start()
    try:
        copies = [backup.make(db.path) for _ in range(5)]
    finally:
        stop.set()
        thread.join()
    assert written[0] > 0
    for copy in copies:
        with closing(integrity.open_still(copy)) as reader:
            assert integrity.flaws(reader) == []
            assert integrity.broken_entry(reader) is None
            assert integrity.counts(reader) == backup.page_of(copy).tables  # type: ignore[union-attr]


def test_cancelled_leaves_nothing(db: Database) -> None:
    put_party(db)

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        backup.make(db.path, tell=stop)
    assert list(backup.folder_of(db.path).glob("*")) == []


def damage(path: Path, page: int, count: int = 1) -> None:
    """Overwrite pages, as a failing disk does."""
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xde\xad" * (2048 * count))


def test_a_damaged_database_gives_no_backup_and_loses_none(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    with open_file(path) as db:
        put_party(db)
        good = backup.make(path)
        with step(db, "party", "sato") as writing:
            writing.insert_block("party", ("name", "address"), [("x", "y" * 900)] * 2000)
    damage(path, path.stat().st_size // 4096 - 40, 20)
    with pytest.raises(UserError) as caught:
        backup.make(path)
    assert caught.value.key == "backup_source_damaged"
    assert backup.every(path) == [good]
    assert leftovers(good.parent) == []


def test_a_cut_database_gives_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    with open_file(path) as db:
        put_party(db)
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)
    with pytest.raises(UserError) as caught:
        backup.make(path)
    assert caught.value.key in ("backup_source_damaged", "database_unreadable")
    assert backup.every(path) == []


FILL = """
import resource, sys
from pathlib import Path
from broker_app.errors import UserError
from broker_app.store import backup
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    backup.make(Path(sys.argv[1]))
except UserError as problem:
    print(problem.key)
"""


def test_a_disk_that_fills_up_is_a_sentence(db: Database) -> None:
    pytest.importorskip("resource")
    put_party(db)
    good = backup.make(db.path)
    put_party(db)
    said = subprocess.run(
        [sys.executable, "-c", FILL, str(db.path)], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "backup_no_room"
    assert backup.every(db.path) == [good]
    assert leftovers(good.parent) == []


@pytest.fixture
def small_disk(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A disk of its own with room for one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True
    )
    if made.returncode:
        pytest.skip("only the administrator can make a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_second_disk_that_is_full(db: Database, small_disk: Path) -> None:
    put_party(db)
    (small_disk / "others").write_bytes(bytes(800_000))
    made = backup.of_file(backup.make(db.path))
    with pytest.raises(UserError) as caught:
        backup.copy_to(made, small_disk, db.path)
    assert caught.value.key == "backup_no_room"
    assert not list(small_disk.rglob("*.db")) + list(small_disk.rglob(".broker-part-*"))


def test_the_second_folder_gets_the_whole_of_it(db: Database, tmp_path: Path) -> None:
    name = put_file(db)
    put_party(db)
    second = tmp_path / "stick"
    second.mkdir()
    made = backup.of_file(backup.make(db.path))
    there = backup.of_file(backup.copy_to(made, second, db.path))
    assert there.held == made.held
    assert there.path.read_bytes() == made.path.read_bytes()
    assert backup_files.missing(there.path.parent, [name]) == []


def test_a_second_folder_that_is_gone_is_a_sentence(db: Database, tmp_path: Path) -> None:
    made = backup.of_file(backup.make(db.path))
    with pytest.raises(UserError) as caught:
        backup.copy_to(made, tmp_path / "unplugged", db.path)
    assert caught.value.key == "second_folder_missing"
    assert not (tmp_path / "unplugged").exists()  # a mount point is not filled behind its disk


def test_databases_of_one_name_share_a_second_folder(tmp_path: Path) -> None:
    second = tmp_path / "nas"
    second.mkdir()
    for office in ("osaka", "kobe"):
        with open_file(tmp_path / office / "broker.db") as db:
            put_party(db, office)
            backup.copy_to(backup.of_file(backup.make(db.path)), second, db.path)
    assert len(list(second.iterdir())) == 2


def test_a_folder_that_cannot_be_written_is_a_sentence(db: Database, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(UserError) as caught:
        backup.make(db.path, folder=blocked)
    assert caught.value.key == "backup_failed"


def age(made: Path, days: int) -> Path:
    """Let a backup be of earlier."""
    old = (datetime.now(UTC) - timedelta(days=days)).strftime(backup.STAMP)
    moved = made.with_name(f"stock-{old}-manual.db")
    made.with_suffix(".json").rename(moved.with_suffix(".json"))
    return made.rename(moved)


def test_old_backups_go_with_what_only_they_mention(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = put_file(db)
    old = [age(backup.make(db.path), days) for days in range(2, 40)]
    backup_files.beside_of(db.path, name).unlink()
    stranger = old[0].with_name("notes of mine.txt")
    stranger.write_text("keep")
    newest = backup.make(db.path)
    left = backup.found_in(newest.parent, "stock")
    assert left[0].path == newest
    assert 14 < len(left) < 30
    assert stranger.exists()
    assert backup_files.in_pool(newest.parent, name).exists()  # the ones that stay mention it
    for one in left[1:]:
        one.path.unlink()
        one.path.with_suffix(".json").unlink()
    monkeypatch.setattr(backup_files.whole_file, "DAY", -1)
    backup.thin_out(newest.parent, "stock")
    assert not backup_files.in_pool(newest.parent, name).exists()


def test_a_lost_page_keeps_the_files(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    name = put_file(db)
    first = backup.make(db.path)
    first.with_suffix(".json").unlink()
    backup_files.beside_of(db.path, name).unlink()
    backup.make(db.path)
    monkeypatch.setattr(backup_files.whole_file, "DAY", -1)
    backup.thin_out(first.parent, "stock")
    assert backup_files.in_pool(first.parent, name).exists()


def test_a_file_that_is_copied_not_linked_is_checked(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError("no links on this disk")

    monkeypatch.setattr(backup_files.os, "link", no_links)
    name = put_file(db)
    copy = backup.make(db.path)
    assert backup_files.in_pool(copy.parent, name).read_bytes() == KEPT
    assert backup_files.in_pool(copy.parent, name).stat().st_nlink == 1


def test_a_rotten_file_in_the_pool_is_found(db: Database) -> None:
    name = put_file(db)
    copy = backup.make(db.path)
    place = backup_files.in_pool(copy.parent, name)
    place.unlink()
    place.write_bytes(b"rotten")
    assert backup_files.missing(copy.parent, [name]) == [name]


def test_a_flaw_of_references_is_written_on_the_page(db: Database) -> None:
    put_party(db)
    with closing(sqlite3.connect(db.path)) as behind:
        behind.execute("PRAGMA foreign_keys = OFF")
        behind.execute("INSERT INTO sale (id, vehicle, buyer) VALUES (1, 77, 1)")
        behind.commit()
    held = backup.page_of(backup.make(db.path))
    assert held is not None
    assert held.dangling == 1
