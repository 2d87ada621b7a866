"""`broker-app pricelist`: the file and what is said of it."""

import json
from pathlib import Path

import openpyxl
import pytest

from broker_app import paths
from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from tests.cli.test_cli import FRONT

DEMO = paths.resources() / "demo"


@pytest.fixture
def database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    file = str(tmp_path / "stock.db")
    lists = [str(file) for file in sorted(DEMO.iterdir())]
    assert run(["import", *lists, "--database", file], FRONT) == DONE
    capsys.readouterr()
    return file


def test_a_list_for_russia_leaves_out_what_is_blocked(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "list.xlsx")
    base = ["pricelist", "--database", database, "--out", out, "--on", "2026-12-22", "--json"]
    assert run(base, FRONT) == DONE
    everything = json.loads(capsys.readouterr().out)
    assert run([*base, "--destination", "ru"], FRONT) == DONE
    told = json.loads(capsys.readouterr().out)
    assert told["left_out_blocked"] > 0
    assert told["listed"] + told["left_out_blocked"] == everything["listed"]
    sheet = openpyxl.load_workbook(out).active
    assert sheet.max_row > told["listed"]


def test_a_csv_of_what_a_search_finds(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "list.csv"
    command = ["pricelist", "--database", database, "--out", str(out), "--as", "csv"]
    more = [
        "--encoding",
        "cp932",
        "--words",
        "honda",
        "--columns",
        "maker,model",
        "--language",
        "ja",
    ]
    assert run([*command, *more], FRONT) == DONE
    assert "listed" in capsys.readouterr().out
    lines = out.read_bytes().decode("cp932").splitlines()
    assert lines[0].startswith('"No.","管理番号","メーカー","車名","価格"')
    assert all("HONDA" in line for line in lines[1:])


def test_what_cannot_be_is_said(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["pricelist", "--database", database, "--out", str(tmp_path / "l.xlsx")]
    for more, status in (
        (["--destination", "ZZ"], REFUSED),
        (["--columns", "hammer_price"], REFUSED),
        (["--words", "nothing at all like this"], REFUSED),
        (["--valid-until", "soon"], WRONG_USAGE),
    ):
        assert run([*command, *more], FRONT) == status
    assert "hammer_price is no column" in capsys.readouterr().err
    assert not (tmp_path / "l.xlsx").exists()
