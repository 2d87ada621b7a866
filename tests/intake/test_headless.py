"""Lists without headings, and layouts that a person settled."""

from collections.abc import Callable
from pathlib import Path

import pytest

from broker_app.domain.list_format import ListFormat, name_of, recognised
from broker_app.errors import UserError
from tests.intake.lists import csv_file, lots_of, opened, value, xlsx_file

BARE = [
    ["30012", "トヨタ", "アクア", "DAA-NHP10", "H28/5", "45千km", "4.5", "FAT", "白", "700"],
    ["30013", "ホンダ", "フィット", "DAA-GP5", "H27/3", "60千km", "R", "FAT", "黒", "250"],
    ["30014", "日産", "ノート", "DBA-E12", "H29/3", "30千km", "4", "FAT", "紺", "310"],
]


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_a_list_without_headings_is_read_by_what_stands_in_it(
    make: Callable[..., Path], tmp_path: Path
) -> None:
    table = opened(make(tmp_path, BARE))
    assert table.header_row == 0
    assert table.mapping == {
        "(A)": "lot_number",
        "(B)": "maker",
        "(C)": "model",
        "(D)": "model_code",
        "(E)": "first_registered",
        "(F)": "odometer_km",
        "(G)": "score",
        "(H)": "transmission",
        "(I)": "colour",
    }  # 700 may be a price in thousands or a displacement: nobody guesses
    rows = list(table.rows())
    assert [row.lot is not None for row in rows] == [True] * 3
    assert rows[0].warnings[0].key == "no_headings"
    assert value(rows[0], "model_code") == "NHP10"
    assert value(rows[0], "first_registered") == "2016-05"
    assert value(rows[1], "score") == "R"


def test_titles_above_a_list_without_headings_are_titles(tmp_path: Path) -> None:
    rows = list(opened(xlsx_file(tmp_path, [["USS東京 2026/11/20"], [], *BARE])).rows())
    assert [row.skipped for row in rows] == ["title", "blank", "", "", ""]
    assert rows[2].warnings[0].key == "no_headings"


def test_a_legacy_encoding_is_chosen_by_the_cells_too(tmp_path: Path) -> None:
    file = tmp_path / "bare.txt"
    file.write_bytes("\n".join("\t".join(row) for row in BARE).encode("euc_jp"))
    table = opened(file)
    assert table.encoding == "euc_jp"
    assert value(next(table.rows()), "maker") == "TOYOTA"


def test_a_person_says_what_a_column_holds(tmp_path: Path) -> None:
    path = csv_file(tmp_path, BARE)
    told = {"(J)": "hammer_price", "(I)": ""}
    first = lots_of(path, columns=told, price_unit="千円")[0]
    assert value(first, "hammer_price") == 700_000
    assert value(first, "colour") is None


def test_a_person_takes_a_fact_from_another_column(tmp_path: Path) -> None:
    rows = [["型式", "車名", "社内コード"], ["x", "アクア", "NHP10"]]
    told = {"社内コード": "model_code"}
    row = lots_of(csv_file(tmp_path, rows), columns=told)[0]
    assert value(row, "model_code") == "NHP10"


def test_a_table_that_nothing_is_known_of_is_refused_until_a_person_says_what_it_is(
    tmp_path: Path,
) -> None:
    path = csv_file(tmp_path, [["q", "w", "e"], ["1", "NHP10", "x"], ["2", "GP5", "y"]])
    with pytest.raises(UserError, match="list_no_table"):
        opened(path)
    table = opened(path, heading_row=0)
    assert [column.heading for column in table.columns] == ["(A)", "(B)", "(C)"]
    assert table.columns[1].first == ("w", "NHP10", "GP5")
    told = {"w": "model_code", "q": "lot_number"}
    rows = lots_of(path, heading_row=1, columns=told)
    assert [value(row, "model_code") for row in rows] == ["NHP10", "GP5"]


KNOWN = ListFormat(
    "minato", "Minato", ("番号", "車名", "値", "社内コード", "備考"), {"値": "hammer_price"}, "千円"
)


def test_a_layout_is_known_again_in_any_order(tmp_path: Path) -> None:
    rows = [["備考", "値", "車名", "社内コード", "番号"], ["", "350", "アクア", "a", "1"]]
    table = opened(csv_file(tmp_path, rows), formats=(KNOWN,))
    assert table.format == "minato"
    read = list(table.rows())
    assert value(read[1], "hammer_price") == 350_000
    assert "layout_changed" not in [w.key for row in read for w in row.warnings]


def test_a_changed_layout_says_what_changed(tmp_path: Path) -> None:
    rows = [
        ["番号", "車名", "値", "社内コード", "備考", "色"],
        ["1", "アクア", "350", "a", "", "白"],
    ]
    head, lot = opened(csv_file(tmp_path, rows), formats=(KNOWN,)).rows()
    told = next(w for w in head.warnings if w.key == "layout_changed")
    assert told.values == {"name": "Minato", "added": "色", "gone": "–"}
    assert value(lot, "hammer_price") == 350_000


def test_what_is_settled_now_beats_the_format(tmp_path: Path) -> None:
    rows = [["番号", "車名", "値", "社内コード", "備考"], ["1", "アクア", "350", "a", ""]]
    path = csv_file(tmp_path, rows)
    told = {"値": "start_price"}
    lot = lots_of(path, formats=(KNOWN,), columns=told, price_unit="万円")[0]
    assert (value(lot, "hammer_price"), value(lot, "start_price")) == (None, 3_500_000)


def test_another_layout_is_not_taken_for_a_known_one() -> None:
    assert recognised(["番号", "車名", "値", "色", "走行"], "Minato", [KNOWN]) is None


def test_an_unsettled_layout_is_only_compared_with_lists_of_its_name() -> None:
    seen = ListFormat("layout-1", "minato", ("番号", "車名", "走行", "色"))
    grown = ["番号", "車名", "走行", "色", "備考"]
    assert recognised(grown, "shiokaze", [seen]) is None
    found = recognised(grown, name_of("minato 2026-11-20.xlsx"), [seen])
    assert found is not None
    assert (found.added, found.gone) == (("備考",), ())
