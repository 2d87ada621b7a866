"""backup, restore, check, rebuild, export-all, import-all: as somebody types them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from broker_app import settings, words
from broker_app.cli.main import COMMANDS, Front, run
from broker_app.domain.party import Party
from broker_app.jobs import checking_database, editing
from broker_app.jobs.checking_database import BAD, GOOD, OPEN, UNREAD
from broker_app.store import backup
from broker_app.store.database import open_file

Cli = Callable[..., int]


@pytest.fixture
def cli() -> Cli:
    front = Front(lambda _: 0, lambda: False, lambda *_: None)
    return lambda *arguments: run([str(one) for one in arguments], front)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with open_file(tmp_path / "stock.db") as db:
        editing.save_party(db, Party(name="MAWIMBI MOTORS"), "sato")
    return tmp_path / "stock.db"


def objects(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_backup_compare_restore(cli: Cli, file: Path, capsys, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert cli("backup", "--database", file, "--json") == 0
    (made,) = objects(capsys.readouterr().out)
    assert made["tables"]["party"] == 1  # type: ignore[index]
    assert cli("backup", "--database", file, "--list") == 0
    assert str(made["file"]) in capsys.readouterr().out
    with open_file(file) as db:
        editing.save_party(db, Party(name="KOPJE MOTORS"), "tanaka")
    assert cli("restore", made["file"], "--database", file) == 0
    said = capsys.readouterr().out
    assert "Parties: 2 now, 1 in the backup" in said
    assert "1 step was done since" in said
    assert "tanaka" in said
    into = tmp_path / "new.db"
    assert cli("restore", made["file"], "--database", file, "--into", into, "--json") == 0
    (done,) = objects(capsys.readouterr().out)
    assert (done["missing_steps"], done["lacking"]) == (1, [])
    assert cli("restore", made["file"], "--into", into) == 1
    assert "already" in capsys.readouterr().err
    assert cli("restore", tmp_path / "none.db", "--into", into) == 1


def test_a_backup_elsewhere_and_in_the_second_folder(
    cli: Cli, file: Path, capsys, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    assert cli("backup", "--database", file, "--to", tmp_path / "stick") == 0
    assert len(list((tmp_path / "stick").glob("stock-*.db"))) == 1
    assert backup.every(file) == []
    chosen = settings.load()
    chosen.backups_folder = str(tmp_path / "second")
    settings.save(chosen)
    assert cli("backup", "--database", file) == 0
    assert "is not there" in capsys.readouterr().err
    (tmp_path / "second").mkdir()
    assert cli("backup", "--database", file) == 0
    assert len(list((tmp_path / "second").rglob("stock-*.db"))) == 1
    assert cli("backup", "--database", tmp_path / "none.db") == 1


def test_check_and_rebuild(cli: Cli, file: Path, capsys, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert cli("check", "--database", file) == 0
    assert capsys.readouterr().out.startswith("The database is sound")
    with open_file(file) as db:
        db.connection.execute("PRAGMA foreign_keys = OFF")
        db.connection.execute("INSERT INTO sale (id, vehicle, buyer) VALUES (1, 9, 1)")
    assert cli("check", "--database", file, "--json") == 1
    (found,) = objects(capsys.readouterr().out)
    assert (found["sound"], found["damaged"]) == (False, True)
    assert cli("rebuild", file, "--into", tmp_path / "new.db") == 0
    said = capsys.readouterr().out
    assert "set aside: 1" in said
    assert cli("check", "--database", tmp_path / "new.db") == 0
    assert cli("rebuild", file, "--into", tmp_path / "new2.db", "--json") == 0
    assert cli("check", "--database", tmp_path / "none.db") == 1


def test_a_file_that_is_no_database(cli: Cli, capsys, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8" * 4000)
    assert cli("check", "--database", tmp_path / "photo.jpg") == 1
    assert capsys.readouterr().out.startswith("The database is damaged")
    assert cli("backup", "--database", tmp_path / "photo.jpg") == 1
    assert cli("rebuild", tmp_path / "photo.jpg", "--into", tmp_path / "new.db") == 1


def test_everything_out_and_in(cli: Cli, file: Path, capsys, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert cli("export-all", tmp_path / "out", "--database", file) == 0
    assert cli("import-all", tmp_path / "out", "--into", tmp_path / "new.db", "--json") == 0
    (made,) = objects(capsys.readouterr().out)
    assert made["tables"]["party"] == 1  # type: ignore[index]
    assert cli("export-all", tmp_path / "out", "--database", file) == 1
    shutil.rmtree(tmp_path / "out" / "records" / "party")
    assert cli("import-all", tmp_path / "out", "--into", tmp_path / "new2.db") == 1
    assert "not as it was exported" in capsys.readouterr().err


def test_every_line_of_a_check_has_its_sentence() -> None:
    abouts = [about for about, _ in checking_database._LOOKS]
    for language in ("en", "ja"):
        with words.speaking(language):
            for about in abouts:
                assert words.has(f"check.{about}.{GOOD}")
                assert words.has(f"check.{about}.{BAD}")
                assert words.has(f"check.what.{about}")
                assert words.has(f"progress.checking_{about}")
            for about in ("backup", "copy", "lists", "search"):
                assert words.has(f"check.{about}.{OPEN}")
            assert words.has(f"check.{UNREAD}.{BAD}")
    assert {"backup", "restore", "check", "rebuild", "export-all", "import-all"} <= set(COMMANDS)
