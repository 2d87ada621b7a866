"""Where a database lies, what its clock says: warned about on Today, each in a sentence."""

from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePath

import pytest

from broker_app import words
from broker_app.domain.place import Places
from broker_app.domain.question import Question
from broker_app.jobs import due, placing, today, upkeep
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.reference import places
from broker_app.store import write
from broker_app.store.database import Database, open_file

KNOWN = places.load()
EXAMPLES = [(cloud, given, gives) for cloud in KNOWN.clouds for given, gives in cloud.examples]
VARIABLES = {name for cloud in KNOWN.clouds for name in cloud.variables}


@pytest.fixture(autouse=True)
def _no_clouds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def kinds(path: Path, known: Places = KNOWN) -> list[str]:
    with open_file(path) as db:
        return [one.kind for one in upkeep.file(db.connection, path, known)]


@pytest.mark.parametrize(("cloud", "given", "gives"), EXAMPLES)
def test_every_example_of_a_cloud(cloud: object, given: str, gives: bool) -> None:
    parts = PurePath(given).parent.parts
    found = KNOWN.cloud_of(parts, {})
    assert (found == cloud.name) is gives


def test_every_cloud_has_an_example_that_is_one() -> None:
    assert all(any(gives for _, gives in cloud.examples) for cloud in KNOWN.clouds)


def test_a_folder_of_a_cloud_is_said_with_the_way_out(tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox" / "broker"
    folder.mkdir(parents=True)
    assert kinds(folder / "stock.db") == ["place_cloud"]
    with open_file(folder / "stock.db") as db:
        (one,) = upkeep.file(db.connection, db.path, KNOWN)
        asked = today.Asked(
            Books(), Question("RU", datetime.now(UTC).date()), datetime.now(UTC).date(), db.path
        )
        assert [d.kind for d in today.ask(db.connection, silent, "file", asked).due] == [
            "place_cloud"
        ]
    for language, said in (("en", "second folder for backups"), ("ja", "2つ目のバックアップ先")):
        words.use(language)
        assert said in due.said(one)
        assert "Dropbox" in due.said(one)
        assert str(folder) in due.said(one)
    words.use("en")


def test_a_cloud_is_known_by_its_variable_and_its_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named, marked = tmp_path / "Firma", tmp_path / "Ablage" / "deep"
    named.mkdir()
    marked.mkdir(parents=True)
    assert kinds(named / "stock.db") == kinds(marked / "stock.db") == []
    monkeypatch.setenv("OneDriveCommercial", str(named))
    (marked.parent / ".dropbox.cache").mkdir()
    assert kinds(named / "stock.db") == kinds(marked / "stock.db") == ["place_cloud"]
    assert placing.cloud_of(tmp_path / "Firma2" / "stock.db", KNOWN) == ""


def test_a_share_is_known_by_its_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "my share"
    (share / "deep").mkdir(parents=True)
    mounts = tmp_path / "mounts"
    named = str(share).replace(" ", "\\040")
    mounts.write_text(f"disk / ext4 rw 0 0\n//server/broker {named} cifs rw 0 0\n")
    assert placing.file_system_of(share / "deep" / "stock.db", mounts) == "cifs"
    assert placing.file_system_of(tmp_path / "my share2" / "stock.db", mounts) == "ext4"
    assert placing.file_system_of(share / "stock.db", tmp_path / "none") == ""
    # The kernel of a test mounts no share: its own file system stands for one, read for real.
    own = placing.file_system_of(tmp_path / "stock.db")
    if not own:
        pytest.skip("this system does not name its file systems")
    assert kinds(tmp_path / "stock.db") == []
    assert kinds(tmp_path / "stock.db", Places(frozenset({own}), ())) == ["place_network"]
    words.use("ja")
    with open_file(tmp_path / "stock.db") as db:
        (one,) = upkeep.file(db.connection, db.path, Places(frozenset({own}), ()))
    assert "ネットワーク共有" in due.said(one)
    words.use("en")


def test_a_clock_that_was_set_back_is_said_and_the_order_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "stock.db"
    ahead = datetime.now(UTC) + timedelta(days=2)
    with open_file(path) as db:
        with monkeypatch.context() as clock:
            clock.setattr(write, "now", lambda: ahead.isoformat(timespec="seconds"))
            _store(db)
        (one,) = upkeep.mishaps(db.connection, path)
        assert one.kind == "clock_back"
        assert one.values["at"][:10] in due.said(one)
        _store(db)
        moments = [row[0] for row in db.connection.execute("SELECT at FROM step ORDER BY id")]
        assert moments[0] > moments[1]
        assert write.verify(db.connection) is None
        assert list(upkeep.mishaps(db.connection, path)) == []


def _store(db: Database) -> None:
    with write.step(db, "party", "sato") as step:
        step.insert("party", {"name": "KOPJE"})


def test_a_place_that_is_meant_is_not_told_again_and_another_is(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    reader, known = stock.connection, books.places
    there, moved = tmp_path / "Dropbox" / "a" / "stock.db", tmp_path / "Dropbox" / "b" / "stock.db"
    kept = f"/elsewhere\n{there.parent}"
    assert [one.kind for one in upkeep.file(reader, there, known)] == ["place_cloud"]
    assert list(upkeep.file(reader, there, known, kept)) == []
    assert [one.kind for one in upkeep.file(reader, moved, known, kept)] == ["place_cloud"]
