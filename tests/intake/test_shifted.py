"""Rows in which a cell is missing and the others stand in wrong columns."""

from pathlib import Path

import pytest

from tests.intake.lists import csv_file, keys, lots_of, reasons, rows_of, value


def test_shifted_rows_are_put_right_where_it_is_proven(tmp_path: Path) -> None:
    rows = [
        ["メーカー", "車種", "年式", "シフト", "走行", "型式", "評価", "価格(万円)", "色"],
        ["トヨタ", "アクア", "2017", "AT", "60", "NHP10", "4 - きれい", "55", "黒"],
        ["トヨタ", "アルファード", "2017", "AT", "AGH30W", "4 - きれい", "nan", "nan", "黒"],
        ["いすゞ", "エルフ", "1995", "AT", "140", "3 - 普通", "88", "nan", "白"],
        ["メルセデス・ベンツ", "Cクラス", "2018", "AT", "30", "205014", "4", "99", "白"],
        ["ホンダ", "フィット", "2017", "AT", "GK3", "4 - きれい", "80", "黒"],
    ]
    _, without_distance, without_code, _, short = lots_of(csv_file(tmp_path, rows))
    for row in (without_distance, without_code, short):
        assert row.warnings[0].key == "row_mended"
        assert value(row, "score") in ("4 - きれい", "3 - 普通")
    assert value(without_distance, "model_code") == "AGH30W"
    assert value(without_distance, "odometer_km") is None
    assert value(without_code, "model_code") is None
    assert value(without_code, "odometer_km") == 140_000
    assert value(without_code, "hammer_price") == 880_000
    assert value(without_code, "colour") == "白"
    assert value(short, "hammer_price") == 800_000
    assert value(short, "colour") == "黒"
    assert without_code.lot
    assert without_code.lot.source.cells["型式"] == "3 - 普通"


def test_shifted_rows_are_refused_where_nothing_proves_how(tmp_path: Path) -> None:
    rows = [
        ["メーカー", "車種", "年式", "シフト", "走行", "型式", "評価", "価格(万円)", "色"],
        ["トヨタ", "アクア", "2017", "AT", "60", "NHP10", "4 - きれい", "55", "黒"],
        ["テスラ", "モデル３", "2020", "ＡＴ", "3L23", "4.5", "70", "", "0", "", "白"],
        ["メルセデス・ベンツ", "Cクラス", "2018", "AT", "30", "205014", "4", "99", "白"],
    ]
    assert reasons(csv_file(tmp_path, rows)) == ["header", "lot", "shifted", "lot"]


LONG = ["出品番号", "車名", "型式", "評価点", "走行(千km)", "排気量", "FOB (US$)", "色", "装備"]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["4", "67", "1", "300cc", "2250", "黒", "AC"], ["row_closed"]),
        (["4", "67", "1", "300cc", "$2", "250", "黒", "AC"], ["row_closed"]),
        (["4", "67", "1", "300cc", "2250", "黒", ""], ["row_closed"]),
        (["4", "67", "1300cc", "2250", "黒", "AC", "", ""], []),
        (["4", "67", "1300cc", "2250", "黒", "AC", "remarks"], []),
        # Two numbers may be the one that was parted.
        (["4", "67", "130", "300", "250", "黒", "AC"], None),
        (["4", "67", "1300cc", "2", "250", "黒", "AC"], None),
        (["4", "67", "x", "y", "2250", "黒", "AC"], None),
    ],
)
def test_a_number_parted_by_its_comma(
    tmp_path: Path, cells: list[str], told: list[str] | None
) -> None:
    usual = ["2", "フィット", "GK3", "4", "67", "1500cc", "2250", "黒", "AC"]
    rows = [LONG, usual, [*usual[:2], "GK5", *usual[3:]], ["1", "フィット", "GK3", *cells]]
    last = rows_of(csv_file(tmp_path, rows))[-1]
    if told is None:
        assert last.refused == "shifted"
        return
    assert keys(last) == told
    assert value(last, "displacement_cc") == 1300
    assert value(last, "asking_price") == 225_000
    assert value(last, "colour") == "黒"
