"""Reports and layouts of lists at the command line."""

from pathlib import Path

import pytest

from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from tests.cli.test_cli import FRONT, lines


def test_an_import_reports_its_rows_to_a_workbook(tmp_path: Path) -> None:
    file, report = tmp_path / "uss.csv", tmp_path / "report.xlsx"
    file.write_text("出品番号,車名,型式\n1,アクア,NHP10\n", "utf-8")
    ask = ["import", str(file), "--database", str(tmp_path / "t.db"), "--report", str(report)]
    assert run(ask, FRONT) == DONE
    assert report.exists()
    assert run([*ask, "--dry-run"], FRONT) == WRONG_USAGE


def test_layouts_are_listed_exported_added_and_forgotten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, database = tmp_path / "minato.csv", ["--database", str(tmp_path / "t.db")]
    file.write_text("出品番号,車名,値\n1,アクア,350\n", "utf-8")
    told = ["--column", "値=hammer_price", "--price-unit", "千円"]
    assert run(["import", str(file), *told, *database], FRONT) == DONE
    capsys.readouterr()
    assert run(["formats", "list", "--json", *database], FRONT) == DONE
    known = lines(capsys.readouterr().out)[0]
    assert (known["name"], known["columns"]) == ("minato", {"値": "hammer_price"})
    shared = tmp_path / "minato.toml"
    assert run(["formats", "export", known["id"], str(shared), *database], FRONT) == DONE
    assert run(["formats", "forget", known["id"], *database], FRONT) == DONE
    assert run(["formats", "forget", known["id"], *database], FRONT) == REFUSED
    assert run(["formats", "add", str(shared), *database], FRONT) == DONE
    again = ["import", str(file), "--dry-run", "--json", "--format", known["id"], *database]
    capsys.readouterr()
    assert run(again, FRONT) == DONE
    assert lines(capsys.readouterr().out)[0]["lots"][0]["hammer_price"] == 350_000
    assert run(["import", str(file), "--column", "値=nonsense"], FRONT) == WRONG_USAGE


def test_spellings_are_listed_and_made_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, database = tmp_path / "minato.csv", ["--database", str(tmp_path / "t.db")]
    cars = "1,ゼフィロン,XY1-100001\n2,ZEFIRON,XY1-100002\n"
    file.write_text(f"出品番号,車名,車台番号\n{cars}", "utf-8")
    assert run(["import", str(file), *database], FRONT) == DONE
    ask = ["spellings", "list", "--json", *database]
    capsys.readouterr()
    assert run(ask, FRONT) == DONE
    (group,) = lines(capsys.readouterr().out)
    assert group["spellings"] == {"ZEFIRON": 1, "ゼフィロン": 1}
    merge = ["spellings", "merge", "model", "ZEFIRON", "ゼフィロン", *database]
    assert run(merge, FRONT) == DONE
    assert run(merge, FRONT) == REFUSED
    capsys.readouterr()
    assert run(ask, FRONT) == DONE
    assert capsys.readouterr().out == ""
