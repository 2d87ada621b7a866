"""`broker-app rates`: kept, listed, imported from files."""

import json
from datetime import date
from pathlib import Path

import pytest

from broker_app.cli import output
from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT, lines

DATA = Path(__file__).parents[1] / "data" / "rates"


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "today", lambda: date(2026, 11, 22))


def test_rates_are_kept_listed_and_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = tmp_path / "stock.db"
    open_file(database).close()
    keep = ["rates", "set", "USD=155.20@2026-11-20", "--database", str(database)]
    assert run(keep, FRONT) == REFUSED
    assert "where the rate comes from" in capsys.readouterr().err
    assert run([*keep, "--source", "MUFG TTM", "--json"], FRONT) == DONE
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert row == {
        "currency": "USD",
        "rate": "155.20",
        "day": "2026-11-20",
        "source": "MUFG TTM",
        "old": False,
    }
    assert run(["rates", "list", "--database", str(database)], FRONT) == DONE
    assert capsys.readouterr().out == "USD at 155.2, 20 Nov 2026, MUFG TTM\n"
    assert run(["rates", "set", "USD=abc", "--database", str(database)], FRONT) == WRONG_USAGE
    assert run(["rates", "list", "--database", str(tmp_path / "none.db")], FRONT) == REFUSED


def test_a_file_is_looked_at_then_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "stock.db"
    open_file(database).close()
    bring = ["rates", "import", str(DATA / "quote.csv"), "--database", str(database), "--json"]
    assert run([*bring, "--dry-run"], FRONT) == DONE
    seen = lines(capsys.readouterr().out)
    assert [one["currency"] for one in seen] == ["CNY", "EUR", "GBP", "IDR", "KRW", "USD"]
    assert seen[-1] == {
        "line": 7,
        "currency": "USD",
        "day": "2026-11-20",
        "rate": "152.05",
        "source": "Mizuho Bank TTM, quote.csv",
        "before": None,
        "percent": None,
        "known": False,
        "far": False,
    }
    listing = ["rates", "list", "--database", str(database), "--json"]
    assert run(listing, FRONT) == DONE
    assert not lines(capsys.readouterr().out)
    assert run(bring, FRONT) == DONE
    assert "6 rates imported" in capsys.readouterr().err
    assert run([*bring, "--all-days"], FRONT) == DONE
    assert "10 rates imported" in capsys.readouterr().err
    assert run(bring, FRONT) == REFUSED
    assert "kept already" in capsys.readouterr().err
    assert run([*bring[:2], str(tmp_path / "none.csv"), *bring[3:]], FRONT) == REFUSED


def test_a_rate_that_moved_far_waits_for_a_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database, own = tmp_path / "stock.db", tmp_path / "own.csv"
    open_file(database).close()
    for_it = ["--database", str(database)]
    assert run(["rates", "set", "USD=15.2@2026-10-01", "--source", "typed", *for_it], FRONT) == DONE
    own.write_text("code,date,rate\nUSD,2026-11-20,152\nEUR,2026-11-20,171\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["rates", "import", str(own), *for_it], FRONT) == DONE
    told = capsys.readouterr()
    assert "Moved by more than 20 %" in told.out
    assert "1 rate imported" in told.err
    assert "--accept-far" in told.err
    assert run(["rates", "import", str(own), "--accept-far", *for_it], FRONT) == DONE
    capsys.readouterr()
    assert run(["rates", "list", *for_it], FRONT) == DONE
    assert capsys.readouterr().out.splitlines() == [
        "EUR at 171, 20 Nov 2026, own.csv",
        "USD at 152, 20 Nov 2026, own.csv",
        "USD at 15.2, 1 Oct 2026, typed (more than 30 days old)",
    ]
