"""Facts typed at the command line."""

from pathlib import Path

import pytest

from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from broker_app.domain.facts import Basis
from broker_app.store import history, vehicles
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT, lines
from tests.jobs.voyages import HEADS, PRADO, VITZ


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file, database = tmp_path / "list.csv", tmp_path / "t.db"
    rows = "".join(f"ミナトAA,2026/11/19,{n},{c}\n" for n, c in enumerate((VITZ, PRADO), 1))
    file.write_text(HEADS + rows, encoding="cp932")
    assert run(["import", str(file), "--database", str(database)], FRONT) == DONE
    return database


def edit(database: Path, *given: str) -> int:
    return run(["edit", *given, "--database", str(database)], FRONT)


def test_facts_are_typed_and_the_vehicle_judged_again(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    given = ("ksp130 1234567", "odometer_km=４５,０００", "made_in=Japan", "colour=")
    assert edit(database, *given, "--json") == DONE
    (said,) = lines(capsys.readouterr().out)
    assert said["chassis_number"] == "KSP130-1234567"
    assert (said["odometer_km"], said["made_in"], said["colour"]) == (45_000, "JP", None)
    assert said["verdict"] in ("ALLOWED", "REVIEW")
    with open_file(database) as db:
        record = vehicles.get(db.connection, 1)
        assert record.colour is None
        assert record.origins["odometer_km"].basis is Basis.TYPED
        assert history.steps(db.connection)[0]["key"] == "edit_facts"
    assert edit(database, "KSP130-1234567", "doors=5") == DONE
    assert "Doors: 5" in capsys.readouterr().out


def test_a_reason_is_asked_for(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert edit(database, "TRJ150-0087421", "displacement_cc=1797") == REFUSED
    assert "Displacement" in capsys.readouterr().err
    given = ("TRJ150-0087421", "displacement_cc=1797", "--why", "certificate")
    assert edit(database, *given) == DONE


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("ZZZ-999999", "doors=5"), "ZZZ-999999"),
        (("KSP130-1234567", "doors=many"), "Doors"),
        (("KSP130-1234567", "odometer_km=-1"), "below zero"),
        (("KSP130-1234567", "first_registered=1931"), "1950"),
        (("KSP130-1234567", "first_registered=2199-01"), "still to come"),
        (("KSP130-1234567", "chassis_number=TRJ150-0087421"), "another vehicle"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    database: Path, capsys: pytest.CaptureFixture[str], given: tuple[str, ...], said: str
) -> None:
    capsys.readouterr()
    assert edit(database, *given) == REFUSED
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


@pytest.mark.parametrize("given", [("X",), ("X", "nonsense=1"), ("X", "doors")])
def test_what_is_no_fact_is_wrong_usage(database: Path, given: tuple[str, ...]) -> None:
    assert edit(database, *given) == WRONG_USAGE


def test_what_is_doubtful_is_said_and_stored(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("KSP130-1234567", "model_code=ZVW30", "first_registered=2003", "--why", "as printed")
    assert edit(database, *given) == DONE
    assert "2009" in capsys.readouterr().err


def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    assert edit(tmp_path / "none.db", "X", "doors=5") == REFUSED
    assert not (tmp_path / "none.db").exists()
