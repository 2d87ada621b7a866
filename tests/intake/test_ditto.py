"""Marks that stand for the cell above."""

from pathlib import Path

import pytest

from tests.intake.lists import csv_file, keys, lots_of, value

HEADS = ["会場", "出品番号", "車名", "型式", "年式", "走行(km)", "色", "車台番号", "落札価格(円)"]
FULL = ["USS東京", "1", "アクア", "NHP10", "H25/04", "67,000", "シロ", "NHP10-1234567", "500,000"]


@pytest.mark.parametrize("mark", ["〃", "同上", "”", '"', "々", "↓", "- 〃 -", "Ditto", "″"])
def test_words_are_those_of_the_cell_above(tmp_path: Path, mark: str) -> None:
    row = [mark, "2", mark, mark, "H26", "5,000", mark, "", "400,000"]
    third = [mark, "3", mark, "NHP10", "H26", "6,000", "クロ", "", "300,000"]
    _, second, last = lots_of(csv_file(tmp_path, [HEADS, FULL, row, third]))
    assert value(second, "house") == value(last, "house") == "USS東京"
    assert value(second, "model") == value(last, "model") == "アクア"
    assert value(second, "model_code") == "NHP10"
    assert value(second, "colour") == "シロ"
    assert second.lot
    assert second.lot.source.cells["色"] == mark
    assert keys(second) == []


def test_figures_are_those_above_only_where_the_mark_means_nothing_else(tmp_path: Path) -> None:
    sure = ["〃", "2", "アクア", "NHP10", "〃", "同上", "シロ", "", "〃"]
    weak = ["〃", "3", "アクア", "NHP10", "↓", '"', "シロ", "", "↓"]
    _, second, third = lots_of(csv_file(tmp_path, [HEADS, FULL, sure, weak]))
    names = ("first_registered", "odometer_km", "hammer_price")
    assert [value(second, name) for name in names] == ["2013-04", 67_000, 500_000]
    assert [value(third, name) for name in names] == [None, None, None]
    assert keys(third) == ["unreadable"] * 3


def test_numbers_of_a_vehicle_are_never_those_above(tmp_path: Path) -> None:
    row = [*FULL[:1], "〃", *FULL[2:7], "〃", "500,000"]
    second = lots_of(csv_file(tmp_path, [HEADS, FULL, row]))[1]
    assert (value(second, "lot_number"), value(second, "chassis_number")) == (None, None)
    assert keys(second) == ["unreadable"] * 2


@pytest.mark.parametrize(
    ("between", "colour"),
    [([], "シロ"), (["小計", *[""] * 8], "シロ"), (["【Ｂコーナー】", *[""] * 8], None)],
)
def test_marks_reach_over_totals_but_not_over_sections(
    tmp_path: Path, between: list[str], colour: str | None
) -> None:
    row = ["USS東京", "2", *FULL[2:6], "〃", "", "〃"]
    second = lots_of(csv_file(tmp_path, [HEADS, FULL, between, row]))[1]
    assert value(second, "colour") == colour
    assert value(second, "hammer_price") == (500_000 if colour else None)
    assert keys(second) == ([] if colour else ["ditto_of_nothing"] * 2)


def test_a_mark_in_the_first_row_stands_for_nothing(tmp_path: Path) -> None:
    row = lots_of(csv_file(tmp_path, [HEADS, [*FULL[:6], "〃", *FULL[7:]]]))[0]
    assert value(row, "colour") is None
    assert [(w.field, w.key) for w in row.warnings] == [("colour", "ditto_of_nothing")]
