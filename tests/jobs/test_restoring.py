"""A backup compared and brought back: into a new file, whole, never over another."""

import os
from pathlib import Path

import pytest

from broker_app.domain.party import Party
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import attaching, backing_up, checking_database, editing, restoring
from broker_app.jobs.progress import silent
from broker_app.store import attachment_files, attachments, backup, integrity, parties
from broker_app.store.database import Database, open_file


@pytest.fixture
def kept(stock: Database, tmp_path: Path) -> Path:
    """A backup of a stock with a photograph; a party came after it."""
    (tmp_path / "photo.pdf").write_bytes(b"%PDF-1.4 a photograph")
    attaching.attach(stock, silent, 1, [tmp_path / "photo.pdf"], "sato")
    made = backing_up.back_up(silent, stock.path).backup.path
    editing.save_party(stock, Party(name="KOPJE MOTORS"), "sato")
    return made


def test_a_comparison_names_what_would_be_missing(stock: Database, kept: Path) -> None:
    found = restoring.compare(stock.connection, backup.of_file(kept))
    counts = {one.table: (one.now, one.then) for one in found.kinds}
    assert counts["party"] == (1, 0)
    assert counts["vehicle"] == (2, 2)
    assert found.same_line
    assert (found.missing, [one.who for one in found.newest]) == (1, ["sato"])
    assert "KOPJE MOTORS" in found.newest[0].what


def test_a_backup_of_another_line_is_told(stock: Database, kept: Path, tmp_path: Path) -> None:
    with open_file(tmp_path / "other.db") as other:
        editing.save_party(other, Party(name="OTHERS"), "sato")
        assert not restoring.compare(other.connection, backup.of_file(kept)).same_line


def test_a_restored_file_is_whole_and_the_old_one_untouched(
    stock: Database, kept: Path, tmp_path: Path
) -> None:
    before = parties.every(stock.connection)
    into = tmp_path / "restored.db"
    done = restoring.restore(silent, kept, into)
    assert (done.tables, done.lacking) == (backup.of_file(kept).held.tables, ())  # type: ignore[union-attr]
    assert parties.every(stock.connection) == before
    with open_file(into) as db:
        assert parties.every(db.connection) == []
        (one,) = attachments.every(db.connection)
        assert attachment_files.condition(into, one.sha256) == "good"
        assert integrity.broken_entry(db.connection) is None
    assert checking_database.check(silent, into).is_sound


def test_a_restore_never_replaces_anything(stock: Database, kept: Path, tmp_path: Path) -> None:
    for name in ("taken.db", "side.db-wal", "beside-files/x"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"mine")
    for into in (stock.path, tmp_path / "taken.db", tmp_path / "side.db", tmp_path / "beside.db"):
        with pytest.raises(UserError) as caught:
            restoring.restore(silent, kept, into)
        assert caught.value.key == "name_taken"
    assert (tmp_path / "taken.db").read_bytes() == b"mine"
    assert restoring.free_name(stock.path) != stock.path


@pytest.mark.parametrize("harm", ["overwritten", "cut", "one byte", "empty"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    stock: Database, kept: Path, tmp_path: Path, harm: str
) -> None:
    size = kept.stat().st_size
    if harm == "cut":
        os.truncate(kept, size // 2)
    elif harm == "empty":
        os.truncate(kept, 0)
    else:
        with kept.open("r+b") as file:
            file.seek(size // 2 // 4096 * 4096)
            file.write(b"\xff" * (4096 if harm == "overwritten" else 1))
    names = {one.name for one in tmp_path.iterdir()}
    with pytest.raises(UserError) as caught:
        restoring.restore(silent, kept, tmp_path / "restored.db")
    assert caught.value.key == "backup_damaged"
    assert {one.name for one in tmp_path.iterdir()} == names


@pytest.mark.parametrize("after", [0, 1, 2])
def test_cancelled_leaves_nothing(stock: Database, kept: Path, tmp_path: Path, after: int) -> None:
    calls = [0]

    def stop(_done: int, _total: int, _key: str, /, **_values: object) -> None:
        calls[0] += 1
        if calls[0] > after:
            raise Cancelled

    names = {one.name for one in tmp_path.iterdir()}
    with pytest.raises(Cancelled):
        restoring.restore(stop, kept, tmp_path / "restored.db")
    assert {one.name for one in tmp_path.iterdir()} == names


def test_the_files_come_back_when_those_beside_the_database_are_gone(
    stock: Database, kept: Path, tmp_path: Path
) -> None:
    (one,) = attachments.every(stock.connection)
    attachment_files.place(stock.path, one.sha256).unlink()
    done = restoring.restore(silent, kept, tmp_path / "restored.db")
    assert done.files >= 1
    assert attachment_files.condition(tmp_path / "restored.db", one.sha256) == "good"


def test_an_older_backup_without_a_page_comes_back_too(
    stock: Database, kept: Path, tmp_path: Path
) -> None:
    kept.with_suffix(".json").unlink()
    found = restoring.compare(stock.connection, backup.of_file(kept))
    assert found.missing == 1
    done = restoring.restore(silent, kept, tmp_path / "restored.db")
    assert (done.files, done.lacking) == (1, ())


def test_it_is_time_for_a_backup_only_after_change(stock: Database, kept: Path) -> None:
    changed = backing_up.changed_at(stock.connection, stock.path)
    assert changed is not None
    from datetime import timedelta

    assert not backing_up.is_due(stock.connection, stock.path, changed + timedelta(minutes=29))
    assert backing_up.is_due(stock.connection, stock.path, changed + timedelta(minutes=31))
    backing_up.back_up(silent, stock.path)
    assert backing_up.changed_at(stock.connection, stock.path) is None


def test_a_backup_before_much_change_is_made_once(stock: Database, kept: Path) -> None:
    for _ in range(3):
        backing_up.before(stock, backing_up.IMPORT, "sato")
    made = [one.reason for one in restoring.choices(stock.path)]
    assert made == ["import", "manual", "import"]


def test_a_second_folder_that_is_gone_lets_the_backup_stand(
    stock: Database, tmp_path: Path
) -> None:
    made = backing_up.back_up(silent, stock.path, str(tmp_path / "unplugged"))
    assert made.problem is not None
    assert (made.problem.key, made.second) == ("second_folder_missing", None)
    assert made.backup.path.exists()
    (tmp_path / "stick").mkdir()
    made = backing_up.back_up(silent, stock.path, str(tmp_path / "stick"))
    assert made.problem is None
    assert made.second is not None
    for one in backup.folder_of(stock.path).glob("*.db"):
        one.unlink()
    (left,) = restoring.choices(stock.path, str(tmp_path / "stick"))
    restoring.restore(silent, left.path, tmp_path / "restored.db")
