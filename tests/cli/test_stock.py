"""`broker-app stock` and `move`."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from broker_app import words
from broker_app.cli import output
from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from broker_app.domain.vehicle import Vehicle
from broker_app.store import vehicles, write
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT

TODAY = date(2026, 11, 24)
AXIO, VITZ, MASKED = "NZE161-7000001", "KSP130-1234567", "ZVW30-99****"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three vehicles that are only listed, on a day that does not pass."""
    monkeypatch.setattr(output, "today", lambda: TODAY)
    path = tmp_path / "stock.db"
    with open_file(path) as db, write.step(db, "import", "sato") as step:
        batch = step.insert("batch", {"file": "x"})
        ids = step.reserve("vehicle", 3)
        cars = [Vehicle(maker="TOYOTA", chassis_number=number) for number in (AXIO, VITZ, MASKED)]
        vehicles.add_block(step, cars, [None] * 3, batch, ids, [""] * 3)
    return path


class Told:
    """What a command said."""

    def __init__(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._file, self._capsys = file, capsys
        self.error = ""

    def run(self, *given: str, status: int = DONE) -> list[dict[str, Any]]:
        command, *rest = given
        asked = [command, *rest, "--database", str(self._file), "--json"]
        assert run(asked, FRONT) == status
        said = self._capsys.readouterr()
        self.error = said.err
        return [json.loads(line) for line in said.out.splitlines()]


@pytest.fixture
def broker(file: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    return Told(file, capsys)


def test_nothing_is_ours_before_it_is_bought(broker: Told) -> None:
    assert broker.run("stock") == []
    listed = broker.run("stock", "--state", "listed")
    assert [one["state"] for one in listed] == ["listed"] * 3
    assert {one["days_in_stock"] for one in listed} == {None}


def test_vehicles_are_bought_and_listed_with_their_days(broker: Told) -> None:
    bought = broker.run("move", "bought", AXIO, "ksp130 1234567", "--on", "2026-09-01")
    assert [one["chassis_number"] for one in bought] == [AXIO, VITZ]
    broker.run("move", "yard", VITZ, "--on", "2026-09-05")
    yard, waiting = broker.run("stock")
    assert yard == {
        "id": 2,
        "chassis_number": VITZ,
        "vehicle": f"TOYOTA {VITZ}",
        "state": "yard",
        "since": "2026-09-05",
        "bought_on": "2026-09-01",
        "left_on": None,
        "days_in_stock": 84,
    }
    assert (waiting["state"], waiting["since"]) == ("bought", "2026-09-01")
    assert [one["id"] for one in broker.run("stock", "--state", "yard")] == [2]
    (one,) = broker.run("stock", "--state", "yard", "--on", "2026-09-11")
    assert one["days_in_stock"] == 10
    broker.run("move", "sold_at_home", VITZ, "--on", "2026-09-21")
    (one,) = broker.run("stock", "--state", "sold_at_home")
    assert (one["left_on"], one["days_in_stock"]) == ("2026-09-21", 20)


def test_people_read_lines(file: Path, broker: Told, capsys: pytest.CaptureFixture[str]) -> None:
    broker.run("move", "bought", AXIO, "--on", "2026-11-23")
    assert run(["stock", "--database", str(file)], FRONT) == DONE
    said = capsys.readouterr()
    assert said.out == f"TOYOTA {AXIO}\tBought\t2026-11-23\t1 day\n"
    assert said.err == "1 vehicle\n"


def test_what_cannot_be_is_refused_in_one_sentence(broker: Told) -> None:
    assert broker.run("move", "yard", AXIO, status=REFUSED) == []
    assert broker.error == (
        f"Toyota {AXIO} cannot go from Listed to In yard. "
        "It is only on a list: enter it as bought first.\n"
    )
    broker.run("move", "bought", AXIO)
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    broker.run("move", "yard", AXIO, "--on", tomorrow, status=REFUSED)
    assert "still to come" in broker.error
    broker.run("move", "listed", AXIO, status=REFUSED)
    assert "needs its reason" in broker.error
    broker.run("move", "listed", AXIO, "--why", "the lot beside it")
    assert broker.run("stock") == []


def test_all_or_none_are_moved(broker: Told) -> None:
    broker.run("move", "bought", AXIO)
    broker.run("move", "yard", AXIO, VITZ, status=REFUSED)
    assert [one["state"] for one in broker.run("stock")] == ["bought"]


@pytest.mark.parametrize("chassis", ["NZE161-9999999", MASKED, "", "%"])
def test_a_number_that_no_vehicle_has(broker: Told, chassis: str) -> None:
    broker.run("move", "bought", AXIO, chassis, status=REFUSED)
    assert broker.error == f"No vehicle has the chassis number {chassis}.\n"
    assert broker.run("stock") == []


def test_wrong_usage(broker: Told) -> None:
    broker.run("move", "stolen", AXIO, status=WRONG_USAGE)
    broker.run("move", "bought", status=WRONG_USAGE)
    broker.run("stock", "--state", "", status=WRONG_USAGE)


def test_in_japanese(broker: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "system_language", lambda: "ja")
    broker.run("move", "closed", AXIO, status=REFUSED)
    assert "「出品」から「完了」に変更できません" in broker.error
