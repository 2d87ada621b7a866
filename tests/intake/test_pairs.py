"""Lots that stand on two lines each, without merged areas that say so."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.intake.lists import csv_file, lots_of, rows_of, value, xlsx_file

HEADS = [
    ["USS東京 第1234回", "", "", "", ""],
    ["出品番号", "車名", "年式", "走行(千km)", "スタート(千円)"],
    ["", "型式", "評価点", "色", "結果"],
]
LOTS = [
    ["1001", "プリウス", "H25/04", "67", "104"],
    ["", "DAA-ZVW30", "4.5", "パール", "落札"],
    ["1002", "アクア", "H26/04", "45", "90"],
    ["", "DAA-NHP10", "R", "クロ", "流札"],
    ["1003", "リーフ", "R01/04", "12", "300"],
    ["", "ZAA-ZE1", "5", "シロ", ""],
]
Make = Callable[[Path, Sequence[Sequence[object]]], Path]


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_two_lines_of_a_lot_are_one(tmp_path: Path, make: Make) -> None:
    rows = [*HEADS, ["【Ａコーナー】"], *LOTS[:4], [], *LOTS[4:], ["合計", "", "", "", "3台"]]
    path = make(tmp_path, rows)
    read = rows_of(path)
    assert [row.skipped or "lot" for row in read] == [
        *("title", "header", "header", "section"),
        *("lot", "second_row") * 2,
        "blank",
        *("lot", "second_row"),
        "subtotal",
    ]
    first, second, third = (row for row in read if row.lot)
    names = ("lot_number", "model_code", "odometer_km", "score", "start_price", "lane")
    assert [value(first, n) for n in names] == ["1001", "ZVW30", 67_000, "4.5", 104_000, "A"]
    assert (value(second, "colour"), value(second, "result")) == ("クロ", "unsold")
    assert (value(third, "model"), value(third, "score")) == ("リーフ", "5")


def test_a_lot_whose_second_line_is_missing_takes_no_other(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [*HEADS, *LOTS[:3], *LOTS[4:]])
    first, second, third = lots_of(path)
    assert value(first, "model_code") == "ZVW30"
    assert (value(second, "model"), value(second, "model_code")) == ("アクア", None)
    assert value(third, "model_code") == "ZE1"


def test_short_lines_keep_their_columns(tmp_path: Path) -> None:
    rows = [*HEADS, LOTS[0][:3], LOTS[1], LOTS[2], LOTS[3][:2], *LOTS[4:]]
    first, second, _ = lots_of(csv_file(tmp_path, rows))
    assert (value(first, "odometer_km"), value(first, "colour")) == (None, "パール")
    assert (value(second, "model_code"), value(second, "score")) == ("NHP10", None)


def test_parents_above_their_columns_are_no_lines_of_a_lot(tmp_path: Path) -> None:
    heads = [["出品番号", "車名", "価格(千円)", ""], ["", "", "スタート", "落札"]]
    rows = [["1", "アクア", "104", "198"], ["", "プリウス", "90", ""], ["3", "リーフ", "300", ""]]
    read = lots_of(csv_file(tmp_path, [*heads, *rows]))
    assert [value(row, "model") for row in read] == ["アクア", "プリウス", "リーフ"]
