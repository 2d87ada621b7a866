"""`broker-app people` and `--as`: passwords from environment or input, never from the command."""

import io
import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from broker_app import paths
from broker_app.cli.main import DONE, REFUSED, run
from broker_app.cli.signing import NAME, NEW_PASSWORD, PASSWORD, SECOND_PASSWORD
from broker_app.jobs import signing_in
from broker_app.store import bank_accounts, history
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT

SATO, KANEDA = "quay gantry tide", "harbour crane nine"


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(signing_in, "_hasher", lambda: hasher)
    for name in (NAME, PASSWORD, NEW_PASSWORD, SECOND_PASSWORD):
        monkeypatch.delenv(name, raising=False)
    where = ["--database", str(tmp_path / "new.db")]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SATO}\n"))
    assert run(["people", "add", "Sato", "--role", "administrator", *where], FRONT) == DONE
    return where


def test_who_writes_signs_in_and_who_reads_need_not(
    at: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    change = ["company", "set", "name=ASAGIRI", *at]
    assert run(["people", "list", *at, "--json"], FRONT) == DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["name"], told["role"], told["active"]) == ("Sato", "administrator", True)
    assert run(change, FRONT) == REFUSED
    assert "--as NAME" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run(["--as", "Sato", *change], FRONT) == REFUSED
    assert PASSWORD in capsys.readouterr().err
    monkeypatch.setenv(PASSWORD, "a wrong password")
    assert run(["--as", "Sato", *change], FRONT) == REFUSED
    monkeypatch.setenv(PASSWORD, SATO)
    monkeypatch.setenv(NAME, "sato")
    assert run(change, FRONT) == DONE
    with open_file(Path(at[1])) as db:
        found = history.get(db.connection, history.latest(db.connection))
        assert found is not None
        assert found["who"] == "Sato"


def test_people_are_added_changed_and_put_out(
    at: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, SATO)
    me = ["--as", "Sato", "people"]
    capsys.readouterr()
    assert run([*me, "add", "Kaneda", *at], FRONT) == DONE
    once = capsys.readouterr().out.strip()
    monkeypatch.setenv(PASSWORD, once)
    assert run(["--as", "Kaneda", "company", "set", "name=X", *at], FRONT) == REFUSED
    assert "for once" in capsys.readouterr().err
    monkeypatch.setenv(NEW_PASSWORD, KANEDA)
    assert run(["--as", "Kaneda", "people", "password", *at], FRONT) == DONE
    monkeypatch.setenv(PASSWORD, KANEDA)
    assert (
        run(["--as", "Kaneda", "people", "role", "Kaneda", "administrator", *at], FRONT) == REFUSED
    )
    assert "Kaneda is none" in capsys.readouterr().err
    monkeypatch.setenv(PASSWORD, SATO)
    assert run([*me, "role", "Kaneda", "approver", *at], FRONT) == DONE
    assert run([*me, "password", "Kaneda", *at], FRONT) == DONE
    assert run([*me, "out", "Kaneda", *at], FRONT) == DONE
    assert run([*me, "back", "Kaneda", *at], FRONT) == DONE
    assert run([*me, "out", "Sato", *at], FRONT) == REFUSED


def test_an_account_is_approved_with_the_password_of_the_second(
    at: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, SATO)
    me = ["--as", "Sato"]
    capsys.readouterr()
    assert run([*me, "people", "add", "Kaneda", "--role", "approver", *at], FRONT) == DONE
    monkeypatch.setenv(PASSWORD, capsys.readouterr().out.strip())
    monkeypatch.setenv(NEW_PASSWORD, KANEDA)
    assert run(["--as", "Kaneda", "people", "password", *at], FRONT) == DONE
    monkeypatch.setenv(PASSWORD, SATO)
    for currency in ("JPY", "USD"):
        bank = ["bank=B", "holder=H", f"number={currency}", f"currency={currency}"]
        assert run([*me, "company", "account", *bank, *at], FRONT) == DONE
    approve = [*me, "company", "approve", "2", "--second", "Kaneda", *at]
    monkeypatch.setenv(SECOND_PASSWORD, SATO)
    assert run(approve, FRONT) == REFUSED
    assert "not the password of Kaneda" in capsys.readouterr().err
    monkeypatch.setenv(SECOND_PASSWORD, KANEDA)
    assert run(approve, FRONT) == DONE
    with open_file(Path(at[1])) as db:
        assert bank_accounts.get(db.connection, 2).approved_by == "Kaneda"
    logs = [file.read_text() for file in paths.log_folder().rglob("*") if file.is_file()]
    assert not [text for text in logs if SATO in text or KANEDA in text]
