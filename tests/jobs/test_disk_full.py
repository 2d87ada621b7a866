"""A disk that is truly full, under each work in turn: a sentence, nothing lost, nothing half there.

After room was made everything goes on over the same connection. Only root mounts a small disk; what
the engine does within each of its writes is in `tests/store/test_mishaps.py`, for everybody.
"""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from broker_app import log, paths, settings, whole_file
from broker_app.domain.document import INVOICE
from broker_app.domain.question import Question, planned_day
from broker_app.errors import UserError
from broker_app.jobs import (
    attaching,
    backing_up,
    editing,
    exporting_all,
    importing,
    issuing,
    rebuilding,
    restoring,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import backup, integrity, write
from broker_app.store.database import Database, open_file
from tests.kills import work
from tests.kills.work import SHIPMENT

WHO = "sato"
fresh = count(1)
"""For names and contents that were not there yet."""
FULL = {"disk_full", "disk_failed", "target_full", "backup_no_room"}


@pytest.fixture(scope="module")
def books() -> Books:
    return Books()


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("disk")
    command = ["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(folder)]
    if os.name == "nt" or os.geteuid() != 0 or subprocess.run(command, check=False).returncode:
        pytest.skip("only root mounts a disk of its own")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(scope="module")
def stock(disk: Path, books: Books) -> Iterator[Database]:
    with open_file(work.make_base(disk / "office", books)) as db:
        backing_up.back_up(silent, db.path)
        yield db


def fill(disk: Path, room: int = 0) -> None:
    """Fill a disk up but for some bytes."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        for size in (1_000_000, 4096):
            with suppress(OSError):
                while filler.write(bytes(size)):
                    pass
        os.truncate(disk / "filler", max(0, filler.tell() - room))


def make_room(disk: Path) -> None:
    (disk / "filler").unlink()


def seen(disk: Path) -> set[str]:
    """Return the names of all files but those the engine makes and removes as it likes."""
    return {
        str(one.relative_to(disk))
        for one in disk.rglob("*")
        if one.is_file() and not one.name.endswith(("-wal", "-shm", "filler", ".end"))
    }


def refused(do: Callable[[], object]) -> str:
    """Do something; returns the key of what was said, empty where it went well."""
    try:
        do()
    except UserError as problem:
        return problem.key
    return ""


Work = Callable[[Database, Books, Path], object]


def _import(db: Database, books: Books, disk: Path) -> None:
    source = paths.resources() / "demo" / "minato-results.csv"
    other = disk / "another list.csv"
    content = source.read_bytes().replace(b"12", b"13")
    try:
        other.write_bytes(content + f"\n{next(fresh)}".encode())
        asked = Question("RU", planned_day(books.pack.checked_on, 30))
        importing.import_list(db, silent, other, books, asked, WHO, books.pack.checked_on)
    except OSError as problem:  # the list itself has no room: nothing of ours
        raise UserError("disk_full", file="") from problem
    finally:
        other.unlink(missing_ok=True)


def _edit(db: Database, books: Books, _disk: Path) -> None:
    asked = Question("RU", planned_day(books.pack.checked_on, 30))
    for number in range(3000):
        edit = editing.Edit(vehicle=1, values={"odometer_km": number}, why="seen " * 200, sure=True)
        editing.type_facts(db, silent, books, asked, edit, WHO)


def _back_up(db: Database, _books: Books, _disk: Path) -> None:
    backing_up.back_up(silent, db.path)


def _issue(db: Database, books: Books, disk: Path) -> None:
    today = books.pack.checked_on
    issuing.write_paper(db, silent, books, SHIPMENT, INVOICE, disk / "papers", WHO, today)


def _export(db: Database, books: Books, disk: Path) -> None:
    exporting_all.export_all(silent, db.path, books, disk / f"export-{next(fresh)}")


def _restore(db: Database, _books: Books, disk: Path) -> None:
    restoring.restore(silent, backup.every(db.path)[-1], disk / f"restored-{next(fresh)}.db")


def _rebuild(db: Database, _books: Books, disk: Path) -> None:
    rebuilding.rebuild(
        silent, backup.every(db.path)[-1], disk / f"rebuilt-{next(fresh)}.db", "sato"
    )


def _attach(db: Database, _books: Books, _disk: Path) -> None:
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write(f"paper {next(fresh)}".encode() * 2000)
        file.flush()
        attaching.attach(db, silent, 2, [Path(file.name)], WHO)


@pytest.mark.parametrize("room", [0, 12_000, 150_000])
@pytest.mark.parametrize(
    "work",
    [_import, _back_up, _issue, _export, _restore, _rebuild, _attach],
    ids=lambda w: w.__name__,
)
def test_each_work_says_so_and_leaves_nothing(
    disk: Path, stock: Database, books: Books, work: Work, room: int
) -> None:
    before, steps = seen(disk), integrity.head(stock.connection).step
    fill(disk, room)
    try:
        said = refused(lambda: work(stock, books, disk))
    finally:
        left, head = seen(disk), integrity.head(stock.connection).step
        make_room(disk)
    assert said or room
    if said:
        assert said in FULL
        # A whole file that no row names yet is no half: it is swept after a day.
        assert {one for one in left if "/demo-files/" not in one} <= before
        assert head == steps
        work(stock, books, disk)  # there is room again
    assert not list(disk.rglob(f"{whole_file.PART}*"))
    assert write.verify(stock.connection) is None


def test_edits_are_stored_until_it_is_full_and_go_on_after(
    disk: Path, stock: Database, books: Books
) -> None:
    before = integrity.head(stock.connection).step
    fill(disk, 400_000)
    with pytest.raises(UserError) as caught:
        _edit(stock, books, disk)
    assert caught.value.key in FULL
    stored = integrity.head(stock.connection).step
    assert stored > before
    make_room(disk)
    assert write.verify(stock.connection) is None
    assert integrity.flaws(stock.connection) == []
    with write.step(stock, "party", WHO) as step:
        step.insert("party", {"name": "LATER"})
    assert integrity.head(stock.connection).step == stored + 1


def test_settings_stay_as_they_were_and_the_log_is_silent(
    disk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = disk / "settings.toml"
    settings.save(settings.Settings(staff_name="Sato"), file)
    monkeypatch.setenv("BROKER_HOME", str(disk / "home"))
    log.start()
    fill(disk)
    with pytest.raises(UserError) as caught:
        settings.save(settings.Settings(staff_name="Tanaka"), file)
    assert caught.value.key == "settings_not_saved"
    assert settings.load(file).staff_name == "Sato"
    log.of("jobs").error("a word " * 5000)
    assert "Traceback" not in capsys.readouterr().err
    make_room(disk)
    settings.save(settings.Settings(staff_name="Tanaka"), file)
    assert settings.load(file).staff_name == "Tanaka"
