"""Sealed copies at the command line, as a person types it: made, damaged, opened, thinned out."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broker_app import settings
from broker_app.cli.main import Front, run
from broker_app.domain.party import Party
from broker_app.jobs import editing
from broker_app.store import backup
from broker_app.store.database import open_file

Cli = Callable[..., int]
PASSPHRASE = "salt wind over the quay"


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Cli:
    front = Front(lambda _: 0, lambda: False, lambda *_: None)

    def call(*arguments: object, key: str = "") -> int:
        monkeypatch.setenv("BROKER_BACKUP_KEY", key)
        return run([str(one) for one in arguments], front)

    monkeypatch.setenv("BROKER_NEW_PASSWORD", PASSPHRASE)
    return call


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with open_file(tmp_path / "stock.db") as db:
        editing.save_party(db, Party(name="MAWIMBI MOTORS"), "sato")
    (tmp_path / "usb").mkdir()
    chosen = settings.load()
    chosen.backups_folder = str(tmp_path / "usb")
    settings.save(chosen)
    return tmp_path / "stock.db"


def names(path: Path) -> list[str]:
    with open_file(path) as db:
        return [row[0] for row in db.connection.execute("SELECT name FROM party")]


@pytest.fixture
def sealed(cli: Cli, file: Path, capsys) -> tuple[Path, str]:  # type: ignore[no-untyped-def]
    """A sealed copy, and the recovery key as it was shown."""
    assert cli("backup", "--seal", "--database", file) == 0
    recovery = capsys.readouterr().out.strip()
    assert recovery.startswith("AGE-SECRET-KEY-1")
    assert cli("backup", "--database", file) == 0
    assert recovery not in capsys.readouterr().out  # shown once
    (made,) = (file.parent / "usb").rglob("*.db.age")
    return made, recovery


def test_either_key_opens_it_and_no_other(cli, file, sealed, capsys, tmp_path) -> None:  # type: ignore[no-untyped-def]
    made, recovery = sealed
    for number, key in enumerate((PASSPHRASE, recovery)):
        into = tmp_path / f"back{number}.db"
        assert cli("restore", made, "--into", into, "--database", file, key=key) == 0
        assert names(into) == ["MAWIMBI MOTORS"]
    capsys.readouterr()
    into = tmp_path / "never.db"
    assert cli("restore", made, "--into", into, "--database", file, key="salt wind") == 1
    assert "does not open" in capsys.readouterr().err
    assert not list(tmp_path.glob("never*")) + list(tmp_path.glob(".broker-part-*"))


def test_what_goes_to_a_named_folder_is_sealed_too(cli, file, sealed, capsys, tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert cli("backup", "--to", tmp_path / "new" / "stick", "--database", file) == 0
    assert ".db.age" in capsys.readouterr().out
    (made,) = (tmp_path / "new" / "stick").rglob("*.age")
    assert not list((tmp_path / "new" / "stick").rglob("*.db"))
    assert (
        cli("restore", made, "--into", tmp_path / "n.db", "--database", file, key=PASSPHRASE) == 0
    )
    assert names(tmp_path / "n.db") == ["MAWIMBI MOTORS"]
    (tmp_path / "taken").write_bytes(b"")
    assert cli("backup", "--to", tmp_path / "taken", "--database", file) == 1


@pytest.mark.parametrize("harm", ["bit", "cut", "empty"])
def test_a_damaged_one_is_a_sentence(cli, file, sealed, capsys, tmp_path, harm) -> None:  # type: ignore[no-untyped-def]
    made, recovery = sealed
    content = bytearray(made.read_bytes())
    content[len(content) // 2] ^= 1
    made.write_bytes({"bit": bytes(content), "cut": bytes(content[:40]), "empty": b""}[harm])
    into = tmp_path / "never.db"
    assert cli("restore", made, "--into", into, "--database", file, key=recovery) == 1
    assert "is damaged" in capsys.readouterr().err
    assert not list(tmp_path.glob("never*")) + list(tmp_path.glob(".broker-part-*"))
    assert cli("check", "--database", file) == 1
    assert "is not as it was made any more" in capsys.readouterr().out


def test_a_check_looks_at_the_copy_in_the_second_folder(cli, file, sealed, capsys) -> None:  # type: ignore[no-untyped-def]
    assert cli("check", "--database", file) == 0
    assert f"The last copy in {file.parent / 'usb'}" in capsys.readouterr().out
    shutil.rmtree(file.parent / "usb")
    assert cli("check", "--database", file) == 0
    assert "There is no copy in" in capsys.readouterr().out


def test_a_sealed_file_is_not_taken_for_a_damaged_database(cli, sealed, capsys, tmp_path) -> None:  # type: ignore[no-untyped-def]
    made, _ = sealed
    renamed = tmp_path / "renamed.db"
    shutil.copy(made, renamed)
    for arguments in (
        ("check", "--database", made),
        ("check", "--database", renamed),
        ("stock", "--database", renamed),
        ("rebuild", renamed, "--into", tmp_path / "new.db"),
    ):
        assert cli(*arguments) == 1
        said = capsys.readouterr()
        assert "is an encrypted copy of a backup" in said.err, arguments
        assert "damaged" not in said.out + said.err


def test_sealed_copies_are_thinned_out_as_others_are(cli, file, sealed) -> None:  # type: ignore[no-untyped-def]
    made, _ = sealed
    for days in range(1, 60):
        moment = (datetime.now(UTC) - timedelta(days=days)).strftime(backup.STAMP)
        for number in range(2):
            older = made.with_name(f"stock-{moment[:-1]}{number}-manual.db.age")
            shutil.copy(made, older)
            shutil.copy(made.with_suffix(".json"), older.with_suffix(".json"))
    assert cli("backup", "--database", file) == 0
    left = backup.found_in(made.parent, "stock")
    assert 14 < len(left) < 30
    assert {one.path.name for one in left} == {one.name for one in made.parent.glob("*.age")}
    assert {one.path.with_suffix(".json") for one in left} == set(made.parent.glob("*.json"))
