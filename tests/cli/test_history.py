"""History, undo and redo at the command line."""

from pathlib import Path

import pytest

from broker_app.cli.main import DONE, REFUSED, run
from broker_app.domain.cost import Cost
from broker_app.jobs import costing
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT, lines


@pytest.fixture
def office(tmp_path: Path) -> list[str]:
    """A database with an import, a cost and a changed cost; the option that names it."""
    file, path = tmp_path / "minato.csv", tmp_path / "t.db"
    file.write_text("出品番号,車名,型式,車台番号\n1,アクア,NHP10,NHP10-6000001\n", "utf-8")
    option = ["--database", str(path)]
    assert run(["import", str(file), *option], FRONT) == DONE
    with open_file(path) as db:
        costing.put_cost(db, Cost(vehicle=1, kind="repair", amount=30_000), "sato")
        cost = Cost(id=1, vehicle=1, kind="repair", amount=45_000)
        costing.put_cost(db, cost, "tanaka")
    return option


def asked(
    capsys: pytest.CaptureFixture[str], *arguments: str, status: int = DONE
) -> tuple[str, str]:
    capsys.readouterr()
    assert run(list(arguments), FRONT) == status
    said = capsys.readouterr()
    return said.out, said.err


def test_the_history_is_listed_with_what_each_step_changed(
    office: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = asked(capsys, "history", "--json", "--changes", "--limit", "2", *office)
    later, earlier = lines(out)
    assert (later["who"], later["key"], later["taken_back_by"]) == ("tanaka", "cost", None)
    amount = next(line for line in later["changes"] if line["field"] == "Amount")
    assert (amount["before"], amount["after"]) == ("JPY 30,000", "JPY 45,000")
    assert earlier["changes"][0]["after"] == "added"
    out, _ = asked(capsys, "history", *office)
    assert "tanaka" in out
    assert "Import of minato.csv" in out


def test_undo_and_redo_from_one_run_to_the_next(
    office: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = asked(capsys, "undo", *office)
    assert out.startswith("Undone: Cost of ")
    asked(capsys, "undo", "--json", *office)
    out, _ = asked(capsys, "redo", *office)
    assert out.startswith("Redone: Cost of ")
    out, _ = asked(capsys, "history", *office)
    assert "Redo: Cost of" in out
    for _ in range(2):
        asked(capsys, "undo", *office)
    _, err = asked(capsys, "undo", *office, status=REFUSED)
    assert err.strip() == "There is nothing to undo."
    for _ in range(3):
        asked(capsys, "redo", *office)
    _, err = asked(capsys, "redo", *office, status=REFUSED)
    assert err.strip() == "There is nothing to redo."


def test_a_step_that_was_changed_again_is_refused_with_what_stands(
    office: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = asked(capsys, "history", "--json", "--limit", "2", *office)
    step = str(lines(out)[1]["step"])
    _, err = asked(capsys, "undo", step, *office, status=REFUSED)
    assert "set to JPY 30,000, now JPY 45,000. tanaka: Cost of" in err
    asked(capsys, "undo", step, "--force-rest", *office, status=REFUSED)
    out, _ = asked(capsys, "undo", str(int(step) - 1), "--force-rest", "--json", *office)
    (told,) = lines(out)
    assert [conflict["thing"] for conflict in told["conflicts"]] == ["Toyota Aqua NHP10-6000001"]
    _, err = asked(capsys, "undo", "999", *office, status=REFUSED)
    assert "no longer there" in err
