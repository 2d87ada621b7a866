"""The bin and the duplicates at the command line."""

from pathlib import Path

import pytest

from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from tests.cli.test_cli import FRONT, lines
from tests.cli.test_history import asked

ROWS = "出品番号,車名,型式,車台番号,年式,色\n"
ONE = "1,アクア,DAA-NHP10,NHP10-6000001,H26.05,白\n"
OTHER = "2,アクア,DAA-NHP10,NHP10-60000O1,H26.05,青\n"


@pytest.fixture
def stock(tmp_path: Path) -> list[str]:
    """A database with one car under two spellings; the option that names it."""
    file, path = tmp_path / "minato.csv", tmp_path / "t.db"
    file.write_text(ROWS + ONE + OTHER, "utf-8")
    option = ["--database", str(path)]
    assert run(["import", str(file), *option], FRONT) == DONE
    return option


def test_a_vehicle_goes_into_the_bin_and_comes_back(
    stock: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, err = asked(capsys, "bin", "put", "nhp10 6000001", *stock)
    assert "1 vehicle is in the bin" in err
    out, _ = asked(capsys, "bin", "list", "--json", *stock)
    (line,) = lines(out)
    assert (line["chassis"], line["vehicle"]) == ("NHP10-6000001", 1)
    _, err = asked(capsys, "bin", "put", "NHP10-6000001", *stock, status=REFUSED)
    assert "NHP10-6000001" in err
    _, err = asked(capsys, "bin", "restore", "ＮＨＰ１０－６０００００１", *stock)
    assert "1 vehicle restored" in err
    _, err = asked(capsys, "bin", "restore", "NHP10-6000001", *stock, status=REFUSED)
    assert "No vehicle in the bin" in err


def test_pairs_are_listed_and_merged_only_when_told(
    stock: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = asked(capsys, "duplicates", "list", "--json", *stock)
    (pair,) = lines(out)
    assert ({pair["kept"], pair["other"]}, pair["reasons"]) == ({1, 2}, ["look_alike"])
    named = ("NHP10-6000001", "#2")
    shown = asked(capsys, "duplicates", "merge", *named, "--keep", "colour", "--dry-run", *stock)
    assert "* white" in shown[0] or "* 白" in shown[0] or "* WHITE" in shown[0]
    out, _ = asked(capsys, "duplicates", "list", "--json", *stock)
    assert len(lines(out)) == 1
    keep = ("--keep", "chassis_number", "--why", "O for 0")
    asked(capsys, "duplicates", "merge", *named, *keep, *stock)
    out, err = asked(capsys, "duplicates", "list", *stock)
    assert (out, "0 pairs" in err) == ("", True)
    asked(capsys, "undo", *stock)
    asked(capsys, "duplicates", "apart", *named, *stock)
    assert "0 pairs" in asked(capsys, "duplicates", "list", *stock)[1]


def test_nonsense_is_refused_in_a_sentence(
    stock: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    one = "NHP10-6000001"
    _, err = asked(capsys, "duplicates", "merge", one, one, *stock, status=REFUSED)
    assert "named twice" in err
    asked(capsys, "duplicates", "apart", one, "#1", *stock, status=REFUSED)
    asked(capsys, "duplicates", "merge", one, "#99", *stock, status=REFUSED)
    wrong = ("--take", "seats")
    _, err = asked(capsys, "duplicates", "merge", one, "#2", *wrong, *stock, status=WRONG_USAGE)
    assert "seats does not differ" in err


def test_a_day_in_wide_digits_is_a_day(
    stock: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    move = ("move", "bought", "NHP10-6000001", "--on", "２０２０-０１-３１")
    asked(capsys, *move, *stock)
    out, _ = asked(capsys, "stock", "--json", *stock)
    assert lines(out)[0]["bought_on"] == "2020-01-31"
