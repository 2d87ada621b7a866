"""`report month`: the accounts as lines, JSON and a workbook; wrong questions are a sentence."""

import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from broker_app.cli.main import DONE, REFUSED, run
from broker_app.domain.cost import Cost
from broker_app.domain.lot import Lot
from broker_app.domain.party import Party
from broker_app.domain.vehicle import Vehicle
from broker_app.jobs import costing, editing, owning, selling
from broker_app.store import lots, vehicles, write
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT
from tests.jobs.voyages import TODAY


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "stock.db"
    with open_file(file) as db:
        with write.step(db, "import", "sato", file="test.csv") as step:
            batch = lots.add_batch(step, {"file": "test.csv", "sha256": "x"})
            cars = [
                Vehicle(maker="TOYOTA", model=model, chassis_number=f"NZE161-{number}")
                for number, model in enumerate(("=1+1", "VITZ", "PRIUS"), 7000001)
            ]
            ids, lot_ids = step.reserve("vehicle", 3), step.reserve("lot", 3)
            vehicles.add_block(step, cars, list(lot_ids), batch, ids, [""] * 3)
            day = {"auction_date": "2026-10-05", "currency": "JPY"}
            bids = [Lot(house="USS", hammer_price=500_000, **day) for _ in cars]
            lots.add_block(step, bids, list(ids), ["a", "b", "c"], batch, lot_ids)
        buyer, _ = editing.save_party(db, Party(name="MAWIMBI", country="KE"), "sato")
        sold = {"buyer": buyer, "price": 700_000, "sold_on": "2026-11-03"}
        selling.sell(db, 1, sold, "sato", TODAY)
        selling.sell(db, 2, sold | {"price": 5_000_00, "currency": "USD"}, "sato", TODAY)
        costing.put_cost(
            db, Cost(vehicle=1, kind="repair", amount=30_000, tax=3_000, day="2026-10-20"), "sato"
        )
        owning.add_company(db, "ASAGIRI", "sato")
        second, _ = owning.add_company(db, "UMIKAZE", "sato")
        owning.give_vehicles(db, [2], second, "sato")
    return file


def ask(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    status = run(["report", "month", *options], FRONT)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_months_as_json(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = ask(capsys, "--database", str(database), "--json")
    assert status == DONE
    october, november = [json.loads(line) for line in out.splitlines()]
    assert october == {
        "month": "2026-10", "bought": 2, "sold": 0, "shipped": 0, "purchase_cost": 1_000_000,
        "sales": 0, "cost": 0, "margin": 0, "margin_percent": None, "input_tax": 103_000,
        "open": 0, "open_vehicles": [],
    }  # fmt: skip
    assert (november["sold"], november["margin"], november["margin_percent"]) == (2, 170_000, 32.1)
    (undone,) = november["open_vehicles"]
    assert undone["chassis_number"] == "NZE161-7000002"
    assert undone["missing"] == [{"kind": "rate", "name": "USD", "on": "2026-11-03"}]


def test_one_company_and_other_lines(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ("--database", str(database), "--json")
    _, out, _ = ask(capsys, *given, "--company", "umikaze", "--from", "2026-11", "--to", "2026-11")
    (line,) = [json.loads(line) for line in out.splitlines()]
    assert (line["sold"], line["open"], line["sales"]) == (1, 1, 0)
    _, out, _ = ask(capsys, *given, "--by", "market")
    assert [json.loads(line)["market"] for line in out.splitlines()] == ["KE"]


def test_open_margins_are_named_in_words(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = ask(capsys, "--database", str(database))
    assert "Open: Toyota Vitz NZE161-7000002: exchange rate of USD for 3 Nov 2026" in out
    assert "margin JPY 170,000" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--from", "2026-13"), "2026-13 is no month"),
        (("--from", "2026-11", "--to", "2026-10"), "is after the last one"),
        (("--company", "NOBODY"), "is called NOBODY: ASAGIRI, UMIKAZE"),
        (("--out", "/dev/null/r.xlsx"), "r.xlsx"),
    ],
)
def test_wrong_questions_are_a_sentence(
    database: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    status, _, err = ask(capsys, "--database", str(database), *options)
    assert status == REFUSED
    assert said in err
    assert "Traceback" not in err


def test_the_workbook_has_live_sums_and_text_is_text(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "r.xlsx"
    status, _, err = ask(capsys, "--database", str(database), "--out", str(target))
    assert (status, err.strip()) == (DONE, "Saved as r.xlsx.")
    live = load_workbook(target)["Accounts by month"]
    shown = load_workbook(target, data_only=True)["Accounts by month"]
    cells = {cell.value: cell for row in live.iter_rows() for cell in row if cell.value}
    total = cells["Total"].row
    found = [shown.cell(total, column).value for column in range(2, 12)]
    assert found == [2, 2, 0, 1_000_000, 700_000, 530_000, 170_000, 32.1, 103_000, 1]
    assert str(live.cell(total, 2).value).startswith("=SUM(B")
    november = cells["2026-11"].row
    assert live.cell(november, 8).value == f"=F{november}-G{november}"
    assert live.cell(total, 9).value == f"=IF(G{total}=0,0,ROUND(H{total}/G{total}*100,1))"
    behind = load_workbook(target)["Vehicles"]
    texts = [cell for row in behind.iter_rows() for cell in row if cell.value == "Toyota =1+1"]
    assert [cell.data_type for cell in texts] == ["s"]
    with zipfile.ZipFile(target) as parts:
        assert b"<f>1+1" not in b"".join(parts.read(name) for name in parts.namelist())


def test_an_empty_database_has_a_month_of_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "empty.db"
    open_file(file).close()
    target = tmp_path / "r.xlsx"
    status, out, _ = ask(capsys, "--database", str(file), "--json", "--out", str(target))
    assert status == DONE
    assert [json.loads(line)["bought"] for line in out.splitlines()] == [0]
    assert target.exists()
