"""`company`: the exporter, bank accounts and signatories, entered at the command line."""

import json
from pathlib import Path

import pytest

from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from broker_app.store import companies
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT

PROFILE = ["name=ASAGIRI MOTORS", "address=3-14-8 KAIGANDORI; YOKOHAMA", "number_prefix=AMX"]
BANK = ["bank=KAZAMIDORI BANK", "holder=ASAGIRI MOTORS", "swift=KAZAJPJT"]


@pytest.fixture
def at(tmp_path: Path) -> list[str]:
    where = ["--database", str(tmp_path / "new.db")]
    assert run(["company", "set", *PROFILE, *where], FRONT) == DONE
    return where


def test_who_exports_is_entered_into_a_new_database(
    at: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["company", "account", "currency=usd", "number=1", *BANK, *at], FRONT) == DONE
    assert run(["company", "signatory", "name=R. HAYAMI", *at], FRONT) == DONE
    assert run(["company", "signatory", "name=R. HAYAMI", "title=MANAGER", *at], FRONT) == DONE
    capsys.readouterr()
    assert run(["company", "show", *at, "--json"], FRONT) == DONE
    told = json.loads(capsys.readouterr().out)
    assert told["address"] == ["3-14-8 KAIGANDORI", "YOKOHAMA"]
    assert [(one["name"], one["title"]) for one in told["signatories"]] == [
        ("R. HAYAMI", "MANAGER")
    ]
    with open_file(Path(at[1])) as db:
        printed = companies.on_papers(db.connection, None, "USD")
    assert (printed.name, printed.signatory_title) == ("ASAGIRI MOTORS", "MANAGER")
    assert "ACCOUNT NO. 1" in printed.bank


def test_a_second_account_waits_for_another_person(
    at: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USER", "sato")
    for number, currency in enumerate(("USD", "NZD"), 1):
        more = [f"currency={currency}", f"number={number}", *BANK]
        assert run(["company", "account", *more, *at], FRONT) == DONE
    assert "waits for a second person" in capsys.readouterr().out
    assert run(["company", "approve", "2", "--second", "sato", *at], FRONT) == REFUSED
    assert "Another person" in capsys.readouterr().err
    assert run(["company", "approve", "2", "--second", "Hayami", *at], FRONT) == DONE
    assert "Approved by Hayami" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["set", "fax=1"], WRONG_USAGE, "invoice_registration"),
        (["set", "invoice_registration=T1"], REFUSED, "check digit"),
        (["account", "bank=X"], REFUSED, "Account no."),
        (["signatory", "title=MANAGER"], REFUSED, "name"),
        (["approve", "9", "--second", "Hayami"], REFUSED, "no longer there"),
    ],
)
def test_what_is_wrong_is_a_sentence(
    at: list[str], capsys: pytest.CaptureFixture[str], words: list[str], status: int, said: str
) -> None:
    capsys.readouterr()
    assert run(["company", *words, *at], FRONT) == status
    assert said in capsys.readouterr().err
