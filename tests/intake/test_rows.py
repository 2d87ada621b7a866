"""Tables of any shape: which rows are lots, and what whole columns mean."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from broker_app import words
from broker_app.domain.lot import LOT_FACTS
from broker_app.domain.vehicle import VEHICLE_FACTS
from broker_app.intake.read import account_of, open_list
from broker_app.reference.lookups import load
from tests.intake.lists import (
    TODAY,
    csv_file,
    keys,
    lots_of,
    one,
    opened,
    reasons,
    rows_of,
    value,
    xlsx_file,
)


def test_titles_give_house_date_round_and_units(tmp_path: Path) -> None:
    rows = [
        ["USS東京 第1234回 出品リスト"],
        ["開催日：R5.8.24", "", "価格単位：千円 走行単位：千km"],
        ["出力日時：2023/08/23 18:05"],
        [],
        ["出品番号", "車名", "型式", "走行", "スタート"],
        ["1", "アクア", "NHP10", "53", "104"],
    ]
    row = lots_of(csv_file(tmp_path, rows))[0]
    assert value(row, "house") == "USS東京"
    assert value(row, "auction_date") == "2023-08-24"
    assert value(row, "round") == "1234"
    assert value(row, "odometer_km") == 53_000
    assert value(row, "start_price") == 104_000
    assert row.warnings == ()


def test_two_header_rows_without_merged_cells(tmp_path: Path) -> None:
    rows = [
        ["出品番号", "車両", "", "", "価格(万円)", ""],
        ["", "車名", "型式", "年式", "スタート", "落札"],
        ["1", "アクア", "NHP10", "H25", "10.4", "20"],
    ]
    table = opened(csv_file(tmp_path, rows))
    assert table.header_row == 2
    assert table.mapping["価格(万円) スタート"] == "start_price"
    row = next(r for r in table.rows() if r.lot)
    assert value(row, "start_price") == 104_000
    assert value(row, "hammer_price") == 200_000
    assert value(row, "lot_number") == "1"


THREE = [
    ["出品番号", "車名", "型式", "詳細", None, None, None],
    [None, None, None, "車両", None, "価格（千円）", None],
    [None, None, None, "年式", "走行(千km)", "スタート", "落札"],
    ["1001", "プリウス", "DAA-ZVW30", "H25/04", "67", "104", "198"],
    ["1002", "アクア", "DAA-NHP10", "H26/04", "45", "90", "150"],
]


def check_three(path: Path) -> None:
    first, second = lots_of(path)
    names = ("lot_number", "model_code", "first_registered", "odometer_km", "start_price")
    assert [value(first, n) for n in names] == ["1001", "ZVW30", "2013-04", 67_000, 104_000]
    assert value(second, "hammer_price") == 150_000


@pytest.mark.parametrize("title", [[], [["USS東京 第1234回"]], [["在庫"], []]])
def test_three_header_rows(tmp_path: Path, title: list[list[str]]) -> None:
    check_three(csv_file(tmp_path, [*title, *THREE]))
    check_three(xlsx_file(tmp_path, [*title, *THREE]))


def test_three_header_rows_with_merged_areas(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in THREE:
        sheet.append(row)
    for area in ("D1:G1", "D2:E2", "F2:G2", "A1:A3", "B1:B3", "C1:C3"):
        sheet.merge_cells(area)
    book.save(tmp_path / "list.xlsx")
    check_three(tmp_path / "list.xlsx")


def test_merged_parents_spread_over_their_children(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["出品番号", "車名", "型式", "価格(千円)", None, "走行"])
    sheet.append([None, None, None, "スタート", "落札", "(千km)"])
    sheet.append([1, "アクア", "NHP10", 104, 198, 45])
    sheet.merge_cells("D1:E1")
    book.save(tmp_path / "list.xlsx")
    row = lots_of(tmp_path / "list.xlsx")[0]
    assert value(row, "hammer_price") == 198_000
    assert value(row, "odometer_km") == 45_000


@pytest.mark.parametrize("area", ["A9:C12", "A4:A6", "F2:H3", "A3:A9", "XFC1:XFD9", "A1:XFD9"])
def test_merged_areas_beside_or_below_the_rows_do_no_harm(tmp_path: Path, area: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["出品番号", "車名", "型式"])
    sheet.append([1, "アクア", "NHP10"])
    sheet.append([2, "アクア", "NHP10"])
    # Written as others write it: without the cells that the area covers.
    sheet.merged_cells.add(area)
    book.save(tmp_path / "list.xlsx")
    assert [value(row, "lot_number") for row in lots_of(tmp_path / "list.xlsx")] == ["1", "2"]


def test_a_second_header_of_the_same_headings_lends_its_units(tmp_path: Path) -> None:
    rows = [
        ["メーカー", "車種", "型式", "評価", "価格"],
        ["メーカー", "車種", "型式", "評価", "価格(万円)"],
        ["トヨタ", "アクア 5D 2WD", "NHP10", "4 - きれい", "55"],
        ["トヨタ", "アクア 5D 2WD", "NHP10", "4 - きれい", "138 ～ 142"],
    ]
    path = csv_file(tmp_path, rows)
    assert reasons(path) == ["header", "header", "lot", "lot"]
    first, second = lots_of(path)
    assert value(first, "hammer_price") == 550_000
    assert value(second, "hammer_price") is None
    assert second.warnings[0].values == {"text": "138 ~ 142", "low": "1380000", "high": "1420000"}


def test_rows_that_are_no_lots(tmp_path: Path) -> None:
    heading = ["出品番号", "車名", "型式", "年式", "走行"]
    rows = [
        ["見本会場"],
        heading,
        ["【Ａコーナー】"],
        ["1", "アクア", "NHP10", "H25", "53"],
        ["", "小計", "", "", "1台"],
        [],
        ["見本会場"],
        heading,
        ["【Ｂコーナー】"],
        ["2", "アクア", "NHP10", "H25", "54"],
        ["2", "アクア", "NHP10", "H25", "54"],
        ["", "", "", "H25", "60"],
        ["合計", "", "", "", "2台"],
        ["※走行 ＄：メーター交換車"],
    ]
    path = csv_file(tmp_path, rows)
    assert reasons(path) == [
        "title",
        "header",
        "section",
        "lot",
        "subtotal",
        "blank",
        "repeated_title",
        "repeated_header",
        "section",
        "lot",
        "duplicate",
        "no_vehicle",
        "subtotal",
        "footnote",
    ]
    assert [value(row, "lane") for row in lots_of(path)] == ["A", "B"]


@pytest.mark.parametrize(
    "word", ["計", "平均", "平均値", "総計", "Average", "Итого", "합계", "合計台数"]
)
def test_rows_of_sums_are_no_lots(tmp_path: Path, word: str) -> None:
    rows = [
        ["出品番号", "車名", "型式", "走行(km)", "排気量", "落札価格(円)"],
        ["1", "アクア", "NHP10", "67,000", "1500", "500,000"],
        [word, "", "", "67,000", "1500", "500,000"],
        [f"{word}：1台", "", "", "", "", "500,000"],
        ["再出品分", "", "", "60,000", "1500", "400,000"],
        ["2", "", "", "60,000", "1500", "400,000"],
        ["予備", "アクア", "NHP10", "60,000", "1500", "400,000"],
    ]
    told = reasons(csv_file(tmp_path, rows))
    assert told == ["header", "lot", "subtotal", "subtotal", "no_vehicle", "lot", "lot"]


def test_makers_as_section_rows(tmp_path: Path) -> None:
    rows = [
        ["Model", "Engine Capacity", "Body Type", "Fuel"],
        ["ALFA ROMEO", "", "", ""],
        ["147", "1600", "HB", "Petrol"],
    ]
    row = lots_of(xlsx_file(tmp_path, rows))[0]
    assert value(row, "maker") == "ALFA ROMEO"


def test_a_footnote_defines_the_marks(tmp_path: Path) -> None:
    rows = [
        ["出品番号", "車名", "走行(千km)"],
        ["1", "アクア", "@45"],
        ["2", "アクア", "$46"],
        ["※ ＠：メーター交換車　＄：改ざん車"],
    ]
    first, second = lots_of(csv_file(tmp_path, rows))
    assert value(first, "odometer_status") == "meter replaced"
    assert value(second, "odometer_status") == "tampered"


@pytest.mark.parametrize(
    "note",
    [
        "※走行欄の「*」はメーター交換車、「$」は走行不明車です",
        "※ ＊：メーター交換車　＄：走行不明",
        "注）*=メーター交換、$=走行不明",
        "* → meter replaced; $ → unknown",
    ],
)
def test_a_footnote_in_words_defines_the_marks(tmp_path: Path, note: str) -> None:
    rows = [
        ["出品番号", "車名", "走行(km)"],
        ["1", "アクア", "*45,000"],
        ["2", "アクア", "$46,000"],
        [note],
    ]
    first, second = lots_of(csv_file(tmp_path, rows))
    assert value(first, "odometer_status") == "meter replaced"
    assert value(second, "odometer_status") == "unknown"


@pytest.mark.parametrize(
    ("title", "house", "day", "number"),
    [
        ("ＪＵ福岡　令和５年８月２４日　第２１７０回開催", "JU福岡", "2023-08-24", "2170"),
        ("見本オークション 2023/8/24(木) 第12回", "見本オークション", "2023-08-24", "12"),
        (
            "USS Tokyo Auction Lot List  Round 2153  Date: 24/08/2023",
            "USS Tokyo",
            "2023-08-24",
            "2153",
        ),
        ("USS東京 24.08.2023", "USS東京", "2023-08-24", None),
        ("在庫一覧 03/04/2023", None, None, None),
    ],
)
def test_a_title_that_says_all_in_one(
    tmp_path: Path, title: str, house: str | None, day: str | None, number: str | None
) -> None:
    rows = [[title], ["出品番号", "車名", "型式"], ["1", "アクア", "NHP10"]]
    row = lots_of(csv_file(tmp_path, rows))[0]
    names = ("house", "auction_date", "round")
    assert [value(row, name) for name in names] == [house, day, number]


@pytest.mark.parametrize(
    ("section", "house", "day", "lane"),
    [
        ("21.08.2023 (USS)", "USS", "2023-08-21", None),
        ("22.08.2023 (TAA Chubu)", "TAA Chubu", "2023-08-22", None),
        ("USS東京 2023/8/24", "USS東京", "2023-08-24", None),
        ("【USS東京】 令和5年8月24日(木) Aコーナー", "USS東京", "2023-08-24", "A"),
        ("03/04/2023", None, None, None),
        ("NEW", None, None, None),
    ],
)
def test_sections_of_a_day_and_a_house(
    tmp_path: Path, section: str, house: str | None, day: str | None, lane: str | None
) -> None:
    lots = [[str(n), "アクア", "NHP10", "H25"] for n in (1, 2)]
    rows = [["出品番号", "車名", "型式", "年式"], [section], lots[0], ["【Ｃコーナー】"], lots[1]]
    first, second = lots_of(csv_file(tmp_path, rows))
    assert [value(first, n) for n in ("house", "auction_date", "lane")] == [house, day, lane]
    assert [value(second, n) for n in ("house", "auction_date", "lane")] == [house, day, "C"]


def test_distance_without_a_unit_is_assumed_and_told_once(tmp_path: Path) -> None:
    rows = [["lot", "model", "mileage"], *([[i, "Aqua", 50 + i] for i in range(5)])]
    read = rows_of(xlsx_file(tmp_path, rows))
    assert keys(read[0]) == ["odometer_unit_assumed"]
    assert value(read[1], "odometer_km") == 50_000
    assert value(read[1], "odometer_precision_km") == 1000
    assert all(not row.warnings for row in read[1:])


def test_prices_without_a_unit_are_asked_for(tmp_path: Path) -> None:
    rows = [["出品番号", "車名", "落札価格"], ["1", "アクア", "104"], ["2", "アクア", "98"]]
    path = csv_file(tmp_path, rows)
    read = rows_of(path)
    assert keys(read[0]) == ["price_unit_unknown"]
    assert value(read[1], "hammer_price") is None
    assert value(lots_of(path, price_unit="千円")[0], "hammer_price") == 104_000
    assert value(lots_of(path, price_unit="万円")[0], "hammer_price") == 1_040_000


def test_large_japanese_prices_are_yen_and_told(tmp_path: Path) -> None:
    rows = [["出品番号", "車名", "落札価格"], ["1", "アクア", "104000"], ["2", "アクア", "980000"]]
    read = rows_of(csv_file(tmp_path, rows))
    assert keys(read[0]) == ["price_unit_assumed"]
    assert value(read[1], "hammer_price") == 104_000
    assert value(read[1], "currency") == "JPY"


def test_a_lot_has_one_currency(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="Aqua", FOB="US$ 2,500", Sold_price="¥300,000")
    assert value(row, "currency") in ("USD", "JPY")
    assert "currency_differs" in keys(row)


@pytest.mark.parametrize(
    ("headings", "cells", "fact", "wanted"),
    [
        (["lot", "model", "grade"], [["1", "Aqua", "4.5"], ["2", "Aqua", "R"]], "score", "4.5"),
        (
            ["lot", "model", "grade"],
            [["1", "Aqua", "S"], ["2", "Aqua", "G LED"]],
            "grade_name",
            "S",
        ),
        (["bid", "model", "year"], [["53002", "Aqua", "2013"]], "lot_number", "53002"),
        (["メーカー", "車名", "年式"], [["トヨタ", "アクア", "H25"]], "model", "アクア"),
        (["車名", "車種", "年式"], [["トヨタ", "アクア", "H25"]], "maker", "TOYOTA"),
        (["model", "year", "capacity"], [["Aqua", "2013", "5"]], "seats", 5),
        (["model", "year", "capacity"], [["Aqua", "2013", "1500"]], "displacement_cc", 1500),
        (["model", "year", "location"], [["Aqua", "2013", "USS Tokyo"]], "house", "USS Tokyo"),
        (["model", "year", "location"], [["Aqua", "2013", "Kisarazu"]], "house", None),
        (["model", "year", "type"], [["Aqua", "2013", "NHP10"]], "model_code", "NHP10"),
        (["brand", "model", "year"], [["TOYOTA", "4BA-ZN6", "2020"]], "model_code", "ZN6"),
        (["модель", "год", "двигатель"], [["Aqua", "2013", "бензин"]], "powertrain", "petrol"),
        (["модель", "год", "двигатель"], [["Aqua", "2013", "1500"]], "displacement_cc", 1500),
        (
            ["модель", "год", "кузов"],
            [["Aqua", "2013", "NHP10-1234567"]],
            "chassis_number",
            "NHP10-1234567",
        ),
        (["модель", "год", "кузов"], [["Aqua", "2013", "NHP10"]], "model_code", "NHP10"),
        (["model", "year", "chassis"], [["Aqua", "2013", "NHP10"]], "model_code", "NHP10"),
        (
            ["model", "year", "chassis"],
            [["Aqua", "2013", "nhp10 1234567"]],
            "chassis_number",
            "NHP10-1234567",
        ),
        (["model", "year", "chassis"], [["Aqua", "2013", "later"]], "chassis_number", None),
        (["model", "year", "chassis"], [["Aqua", "2013", "NHP10-123****"]], "model_code", None),
        (["車名", "型式", "初度登録"], [["ニッサン", "ZE1", "R1"]], "maker", "NISSAN"),
        (
            ["車名", "型式", "初度登録"],
            [["ミニ", "ZE1", "R1"], ["リーフ", "ZE1", "R1"]],
            "model",
            "ミニ",
        ),
    ],
)
def test_headings_that_mean_two_things(
    tmp_path: Path, headings: list[str], cells: list[list[str]], fact: str, wanted: object
) -> None:
    assert value(lots_of(csv_file(tmp_path, [headings, *cells]))[0], fact) == wanted


def test_price_is_asked_for_in_stock_and_hammered_at_auctions(tmp_path: Path) -> None:
    stock = one(tmp_path, Model="Aqua", Year="2013", Price_USD="2,500")
    assert (value(stock, "asking_price"), value(stock, "hammer_price")) == (250_000, None)
    auction = one(tmp_path, Lot="1", Model="Aqua", Result="sold", Price_JPY="250000")
    assert (value(auction, "asking_price"), value(auction, "hammer_price")) == (None, 250_000)


def test_a_year_outside_those_of_the_model_code_names_the_years_it_knows(tmp_path: Path) -> None:
    rows = [
        ["lot", "model", "model code", "year"],
        ["1", "Every", "HBD-DA17V", "2005"],
        ["2", "Aqua", "DAA-NHP10", "2005"],
    ]
    said = [
        words.say(f"warning.{note.key}", **note.values)
        for row in lots_of(csv_file(tmp_path, rows))
        for note in row.warnings
    ]
    assert said == [
        "First registered 2005; this model code was sold from 2015 on.",
        "First registered 2005; this model code was sold from 2011 until 2021.",
    ]


def test_checks_of_dates_and_doubles(tmp_path: Path) -> None:
    rows = [
        ["lot", "date", "model", "year", "chassis"],
        ["1", "2023-08-24", "Aqua", "2024-01", "NHP10-1234567"],
        ["2", "2023-08-24", "Aqua", "2023-08-25", "NHP10-1234568"],
        ["3", "2023-08-24", "Aqua", "1949", "NHP10-1234569"],
        ["4", "2023-08-24", "Aqua", "2013", "nhp10 1234569"],
        ["4", "2023-08-24", "Aqua", "2013", "NHP10-1234570"],
        ["5", "2023-08-24", "Aqua", "2013", "NHP10-123****"],
        ["6", "2023-08-24", "Aqua", "2013", "NHP10-123****"],
    ]
    warned = [keys(row) for row in lots_of(csv_file(tmp_path, rows))]
    assert warned == [
        ["registered_in_future"],
        ["registered_after_auction"],
        ["registered_too_early"],
        ["chassis_twice"],
        ["lot_twice"],
        ["chassis_masked"],
        ["chassis_masked"],
    ]


def test_errors_of_formulas_are_empty_cells_and_told(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="Aqua", Year="#REF!", Mileage="#####", Fuel="#N/A")
    assert value(row, "first_registered") is None
    assert value(row, "odometer_km") is None
    told = [(w.field, w.key, w.values["text"]) for w in row.warnings]
    assert told == [
        ("first_registered", "cell_error", "#REF!"),
        ("odometer_km", "cell_error", "#####"),
        ("fuel", "cell_error", "#N/A"),
    ]


@pytest.mark.parametrize("dash", ["-", "―", "ー", "--", "－", "— —"])
def test_a_dash_is_empty_in_every_column(tmp_path: Path, dash: str) -> None:
    row = one(
        tmp_path, 出品番号="1", 車名="アクア", グレード=dash, 型式=dash, 色=dash, 内装=dash, 外装=dash,
        コーナー=dash, 会場=dash, 開催日=dash, 車台番号=dash, 落札価格=dash, 評価点=dash, 備考=dash,
    )  # fmt: skip
    assert row.lot is not None
    said = [value(row, spec.name) for spec in (*VEHICLE_FACTS, *LOT_FACTS)]
    inferred = {"AQUA", "アクア", "1"}
    assert {fact for fact in said if fact is not None} <= inferred
    assert row.warnings == ()


def test_a_formula_as_text_is_told_but_not_a_remark_in_equals_signs(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="Aqua", Mileage="=B2*1000", Remarks="=特価=")
    assert (value(row, "odometer_km"), value(row, "remarks")) == (None, "=特価=")
    assert keys(row) == ["formula_without_value"]


def test_cyrillic_letters_that_look_latin(tmp_path: Path) -> None:
    row = one(tmp_path, Лот="1", Марка="НОNDА", Модель="Fit", Оценка="RА", Салон="с")
    facts = [value(row, name) for name in ("maker", "score", "interior_grade")]
    assert facts == ["HONDA", "RA", "C"]


def test_unreadable_cells_leave_their_fact_empty_and_are_shown(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="Aqua", Year="whenever", Fuel="steam")
    assert value(row, "first_registered") is None
    told = {(w.line, w.field, w.key, w.values["text"]) for w in row.warnings}
    assert told == {
        (2, "first_registered", "unreadable", "whenever"),
        (2, "fuel", "unknown_word", "steam"),
    }


def test_figures_beyond_all_sense_leave_their_fact_empty(tmp_path: Path) -> None:
    huge = "9" * 27
    row = one(tmp_path, Lot="1", Model="Aqua", Mileage=huge, Sold_price_JPY=huge, CC=huge)
    assert value(row, "hammer_price") is None
    assert value(row, "odometer_km") is None
    assert keys(row) == ["unreadable"] * 3


def test_numbers_that_a_spreadsheet_took_for_dates_are_told(tmp_path: Path) -> None:
    rows = [["Lot", "Model", "Doors", "Year"], [date(2023, 5, 12), "Aqua", date(2023, 5, 4), 2013]]
    row = lots_of(xlsx_file(tmp_path, rows))[0]
    assert (value(row, "lot_number"), value(row, "doors")) == (None, None)
    assert {w.values["was"] for w in row.warnings} == {"5-12", "4-5"}


def test_rows_can_be_read_again(tmp_path: Path) -> None:
    rows = [["lot", "model", "chassis"], ["1", "Aqua", "NHP10-1234567"]]
    table = open_list(csv_file(tmp_path, rows), load(), TODAY)[0]
    assert list(table.rows()) == list(table.rows())


def test_nothing_depends_on_the_clock(tmp_path: Path) -> None:
    rows = [["lot", "model", "year"], ["1", "Aqua", "2024-01"]]
    path = csv_file(tmp_path, rows)
    for today, wanted in ((date(2023, 9, 1), 1), (date(2024, 2, 1), 0)):
        table = open_list(path, load(), today)[0]
        assert account_of(table.rows()).warnings.total() == wanted


@pytest.mark.parametrize(
    ("word", "result"), [("流れ", "unsold"), ("商談", "negotiation"), ("応談", None), ("350", None)]
)
def test_a_word_in_a_price_column_says_what_came_of_the_offer(
    tmp_path: Path, word: str, result: str | None
) -> None:
    rows = [["出品番号", "車名", "型式", "落札価格(千円)"], ["1", "アクア", "NHP10", word]]
    assert value(lots_of(csv_file(tmp_path, rows))[0], "result") == result
