"""`broker-app doors`."""

from datetime import date
from pathlib import Path

import pytest

from broker_app.cli import output
from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from broker_app.domain.vehicle import Vehicle
from broker_app.jobs import moving
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store import vehicles, write
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT
from tests.cli.test_stock import Told
from tests.jobs.test_stock_doors import CAR

TODAY = date(2026, 11, 22)
DATES = (
    {"first_registered": "2019-03"},
    {"manufactured": "2002-01"},
    {"first_registered": "2019-05"},
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two vehicles of ours and one that is only listed, on a day that does not pass."""
    monkeypatch.setattr(output, "today", lambda: TODAY)
    path = tmp_path / "stock.db"
    with open_file(path) as db:
        with write.step(db, "import", "sato") as step:
            batch = step.insert("batch", {"file": "x"})
            ids = step.reserve("vehicle", 3)
            cars = [
                Vehicle(chassis_number=f"KSP130-{n}", **CAR, **dates)  # type: ignore[arg-type]
                for n, dates in enumerate(DATES, 1000001)
            ]
            vehicles.add_block(step, cars, [None] * 3, batch, ids, [""] * 3)
        moving.move(db, silent, [1, 2], Order("bought", TODAY), "sato")
    return path


@pytest.fixture
def broker(file: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    return Told(file, capsys)


def test_the_doors_of_a_market(broker: Told) -> None:
    alarm, door = broker.run("doors", "--market", "ke")
    assert alarm["kind"] == "alarm"
    assert (alarm["last_day_to_load"], alarm["event_day"]) == ("2026-11-27", "2026-12-31")
    assert (alarm["vehicles"], alarm["value_jpy"], alarm["days_left"]) == ([1], None, 5)
    assert (door["kind"], door["market"], door["vehicle"]) == ("closes", "KE", 1)
    assert door["last_day_to_load"] == "2026-11-27"
    assert door["limit"]["condition"] == "YEAR_COUNT_INCL"
    assert "2 vehicles looked at" in broker.error
    assert [one["vehicle"] for one in broker.run("doors", "--market", "KE", "--listed")[1:]] == [
        1,
        3,
    ]


def test_a_market_that_asks_for_an_age_opens(broker: Told) -> None:
    (door,) = broker.run("doors", "--market", "US")
    assert (door["kind"], door["vehicle"], door["event_day"]) == ("opens", 2, "2027-01-01")
    assert door["first_day_to_load"] < "2027-01-01"
    assert broker.run("doors", "--market", "US", "--within", "3") == []
    assert broker.run("doors", "--market", "US", "--on", "2027-06-01") == []


def test_the_doors_in_words(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doors", "--database", str(file), "--market", "KE"], FRONT) == DONE
    alarm, door = capsys.readouterr().out.splitlines()
    assert alarm == "! 27 Nov 2026, Kenya: 1 vehicle; 5 days left"
    assert door.startswith("load by 27 Nov 2026\tKenya\tKSP130-1000001\tat most 8 calendar years")


def test_what_is_not_there_is_refused(broker: Told, file: Path) -> None:
    assert broker.run("doors", "--market", "ZZ", status=REFUSED) == []
    assert "no market ZZ" in broker.error
    for wrong in (["--within", "-1"], ["--on", "tomorrow"], ["--on", "0001-01-01"]):
        broker.run("doors", *wrong, status=WRONG_USAGE)
    assert run(["doors", "--database", str(file) + ".gone"], FRONT) == REFUSED
