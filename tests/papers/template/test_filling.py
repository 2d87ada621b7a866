"""Filling: values with their types, lists, blocks, groups, sums, pictures, rows that stand ready."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.table import Table

from broker_app.errors import UserError
from broker_app.papers.template.values import Box, Number, Values
from tests.papers.samples import FROM_YOKOHAMA
from tests.papers.template.books import INVOICE, filled, filled_bytes, made, png, texts, values


def one(**head: Any) -> Values:
    return Values(head, (), ())


def rows(count: int, **more: Any) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "item.index": Number(Decimal(n)),
            "item.chassis_number": f"C{n}",
            "item.weight_kg": Number(Decimal(100 * n)),
        }
        | more
        for n in range(1, count + 1)
    )


def test_an_invoice_is_filled() -> None:
    ws = filled(made()).active
    assert texts(ws)[:3] == [
        ["HAMAKAZE AUTO EXPORT CO., LTD."],
        ["Invoice HAX-2026-0417 of 27 NOV 2026"],
        [datetime(2026, 11, 27)],
    ]
    assert [row[4] for row in texts(ws)[5:10]] == [
        "=C6*D6",
        "=C7*D7",
        "=C8*D8",
        "=SUM(E6:E8)",
        7041.74,
    ]
    assert texts(ws)[8] == ["TOTAL", None, "=COUNT(C6:C8)", None, "=SUM(E6:E8)"]


def test_results_stand_beside_the_formulas() -> None:
    ws = load_workbook(io.BytesIO(filled_bytes(made())), data_only=True).active
    assert [ws[f"E{row}"].value for row in (6, 7, 8, 9)] == [4480, 4150, 6240, 14870]
    assert ws["C9"].value == 3


def test_equal_values_give_equal_bytes() -> None:
    assert filled_bytes(made()) == filled_bytes(made())


def test_a_value_alone_keeps_its_type_and_the_format_of_its_cell() -> None:
    def formats(book: Any) -> None:
        book.active["A1"].number_format = '"USD" #,##0.00'
        book.active["A2"].number_format = "yyyy/mm/dd"
        book.active["A4"].number_format = "@"

    cells = {
        "A1": "{{amounts.total}}",
        "A2": "{{document.date}}",
        "A3": "{{document.date}}",
        "A4": "{{document.date}}",
        "A5": "{{amounts.total|n0}}",
        "A6": "Total {{amounts.total|n0}} / {{shipment.volume_m3|m3}}",
        "A7": "{{shipment.units|words}}",
    }
    ws = filled(made(cells, more=formats)).active
    assert (ws["A1"].value, ws["A1"].number_format) == (22153.24, '"USD" #,##0.00')
    assert (ws["A2"].value, ws["A2"].number_format) == (datetime(2026, 11, 27), "yyyy/mm/dd")
    assert ws["A3"].is_date
    assert ws["A4"].value == "27 NOV 2026"
    assert (ws["A5"].value, ws["A5"].number_format) == (22153.24, "#,##0")
    assert ws["A6"].value == "Total 22,153 / 30.851"
    assert ws["A7"].value == "THREE"


def test_lines_come_with_breaks_or_commas() -> None:
    ws = filled(
        made({"A1": "{{bank}}", "A2": "{{bank|lines}}", "A3": "{{bank.2}}", "A4": "{{bank.9}}x"})
    ).active
    assert ws["A1"].value.count(", ") >= 2
    assert ws["A2"].value.count("\n") == 2
    assert ws["A3"].value == "ACCOUNT NO. 0047715, SWIFT SHKZJPJT"
    assert ws["A4"].value == "x"


def test_an_optional_row_goes_where_its_value_is_missing() -> None:
    cells = {
        "A1": "{{?amounts.freight}}FREIGHT",
        "B1": "{{amounts.freight}}",
        "A2": "END",
        "B2": "=B1",
        "C2": "=SUM(B1,B1:B1)+IF(B1>0,B1*2,-B1)",
        "D2": "=COUNTIF(B1:B1,5)",
    }
    there = filled(made(cells), one(**{"amounts.freight": Number(Decimal(5))})).active
    gone = filled(made(cells), one()).active
    kept = ["END", "=B1", "=SUM(B1,B1:B1)+IF(B1>0,B1*2,-B1)", "=COUNTIF(B1:B1,5)"]
    assert texts(there) == [["FREIGHT", 5], kept]
    # A number may stand for what is not there, but not for the cells that are counted.
    left = ["END", "=0", "=SUM(0,0)+IF(0>0,0*2,-0)", "=COUNTIF(#REF!,5)"]
    assert texts(gone) == [left]


def test_a_block_of_rows_is_repeated_whole() -> None:
    cells = {
        "A1": "head",
        "A2": "{{item.index}}",
        "B2": "{{item.chassis_number}}",
        "A3": "kg",
        "B3": "{{item.weight_kg}}",
        "C3": "=B3*2",
        "B4": "{{=SUM(items.weight_kg)}}",
    }
    book = filled(made(cells, {"A2": "Sato:\nrepeat: items rows=2"}), Values({}, rows(3), ()))
    assert texts(book.active) == [
        ["head"],
        [1, "C1"],
        ["kg", 100, "=B3*2"],
        [2, "C2"],
        ["kg", 200, "=B5*2"],
        [3, "C3"],
        ["kg", 300, "=B7*2"],
        [None, "=SUM(B3,B5,B7)"],
    ]
    assert all(cell.comment is None for row in book.active.iter_rows() for cell in row)


def test_groups_repeat_with_their_own_sums() -> None:
    cells = {
        "A1": "{{#containers}}",
        "A2": "Container {{container.number}}",
        "A3": "{{item.chassis_number}}",
        "B3": "{{item.weight_kg}}",
        "A4": "sum",
        "B4": "{{=SUM(items.weight_kg)}}",
        "A5": "{{/containers}}",
        "A6": "all",
        "B6": "{{=SUM(items.weight_kg)}}",
        "C6": "=SUM(B3:B3)",
    }
    boxes = (Box({"container.number": "ABCU1"}, (0, 2)), Box({"container.number": "ABCU2"}, (1,)))
    book = filled(made(cells), Values({}, rows(3), boxes))
    assert texts(book.active) == [
        ["Container ABCU1"],
        ["C1", 100],
        ["C3", 300],
        ["sum", "=SUM(B2:B3)"],
        ["Container ABCU2"],
        ["C2", 200],
        ["sum", "=SUM(B6)"],
        ["all", "=SUM(B2:B3,B6)", "=SUM(B2:B6)"],
    ]


def test_no_vehicles_leave_one_empty_row_and_a_sum_of_nothing() -> None:
    content = filled_bytes(made(), values(0))
    ws = load_workbook(io.BytesIO(content)).active
    assert texts(ws)[5:7] == [[], ["TOTAL", None, "=COUNT(C6)", None, "=SUM(E6)"]]
    ws = load_workbook(io.BytesIO(content), data_only=True).active
    assert (ws["C7"].value, ws["E7"].value) == (0, 0)


READY = {
    "A1": "CHASSIS",
    "B1": "KG",
    "A2": "{{item.chassis_number}}",
    "B2": "{{item.weight_kg}}",
    "A6": "TOTAL",
    "B6": "{{=SUM(items.weight_kg)}}",
}


@pytest.mark.parametrize("rest", ["hide", "delete"])
def test_rows_that_stand_ready_are_filled_and_the_rest_goes(rest: str) -> None:
    book = filled(made(READY, {"A2": f"fill: items rows=4 rest={rest}"}), Values({}, rows(2), ()))
    ws = book.active
    assert texts(ws)[:3] == [["CHASSIS", "KG"], ["C1", 100], ["C2", 200]]
    hidden = [n for n, dimension in ws.row_dimensions.items() if dimension.hidden]
    assert hidden == ([4, 5] if rest == "hide" else [])
    assert ws.max_row == (6 if rest == "hide" else 4)
    assert texts(ws)[-1] == ["TOTAL", "=SUM(B2:B3)"]


def test_equal_tags_below_one_another_are_rows_that_stand_ready() -> None:
    cells = READY | {f"{c}{n}": READY[f"{c}2"] for c in "AB" for n in (3, 4, 5)}
    ws = filled(made(cells), Values({}, rows(3), ())).active
    assert texts(ws) == [
        ["CHASSIS", "KG"],
        ["C1", 100],
        ["C2", 200],
        ["C3", 300],
        ["TOTAL", "=SUM(B2:B4)"],
    ]


def test_vehicles_beyond_the_ready_rows_go_to_a_sheet_of_their_own() -> None:
    content = filled_bytes(made(READY, {"A2": "fill: items rows=4"}), Values({}, rows(7), ()))
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Sheet", "VEHICLE LIST"]
    assert texts(book["VEHICLE LIST"]) == [["CHASSIS", "KG"], ["C5", 500], ["C6", 600], ["C7", 700]]
    assert book["Sheet"]["B6"].value == "=SUM(B2:B5,'VEHICLE LIST'!B2:B4)"
    assert load_workbook(io.BytesIO(content), data_only=True)["Sheet"]["B6"].value == 2800


def test_a_sum_of_the_templates_own_that_would_miss_the_list_stops_it() -> None:
    content = made(READY | {"B6": "=SUM(B2:B5)"}, {"A2": "fill: items rows=4"})
    assert filled(content, Values({}, rows(4), ())).active["B6"].value == "=SUM(B2:B5)"
    with pytest.raises(UserError) as refused:
        filled(content, Values({}, rows(5), ()))
    assert refused.value.key == "template_full"


def test_a_key_in_two_columns_is_added_up_once() -> None:
    cells = {
        "A1": "{{item.weight_kg}}",
        "B1": "{{item.weight_kg}}",
        "A2": "{{=SUM(items.weight_kg)}}",
        "B2": "{{=SUM(items.weight_kg)}}",
        "C2": "{{=COUNT(items.weight_kg)}}",
    }
    ws = filled(made(cells), Values({}, rows(2), ())).active
    assert texts(ws)[2] == ["=SUM(A1:A2)", "=SUM(B1:B2)", "=COUNT(A1:A2)"]


def test_pictures_fit_their_box_and_a_draft_has_no_seal() -> None:
    def box(book: Any) -> None:
        book.active.merge_cells("A1:C3")

    content = made({"A1": "{{img:logo}}", "A5": "{{img:seal}}"}, more=box)
    issued = filled(content, values(1), logo=png(), seal=png(50, 50)).active
    sizes = sorted(
        (a._from.row, round(a.ext.width / 9525), round(a.ext.height / 9525))
        for a in (image.anchor for image in issued._images)
    )
    assert sizes[0][:2] == (0, 180)
    assert sizes[0][2] == 60
    assert [s[0] for s in sizes] == [0, 4]
    draft = filled(content, values(1, draft=True, number=""), logo=png(), seal=png(50, 50)).active
    assert [i.anchor._from.row for i in draft._images] == [0]
    assert filled(content, values(1)).active._images == []


def test_a_draft_says_so_on_every_page() -> None:
    ws = filled(made(), values(1, draft=True, number="")).active
    assert "DRAFT" in ws.oddHeader.center.text
    assert filled(made(), values(1)).active.oddHeader.center.text is None


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x.example","y")',
        "=cmd|' /C calc'!A0",
        "@SUM(A1)",
        "+1+1",
        "-2",
        "\t=1+1",
        "＝1+1",
        "{{document.number}}",
        "x" * 40_000,
        "\x00\x08nul",
        "🚗 車",
        "سيارة مستعملة",
        "1E10",
        "_x0041_",
    ],
)
def test_whatever_a_value_says_it_stays_a_text(text: str) -> None:
    shown = Values(
        {"consignee.name": text, "document.number": "N"}, rows(1, **{"item.maker": text}), ()
    )
    cells = {"A1": "{{consignee.name}}", "A2": "To {{consignee.name}}", "A3": "{{item.maker}}"}
    content = filled_bytes(made(cells), shown)
    ws = load_workbook(io.BytesIO(content)).active
    for cell in (ws["A1"], ws["A2"], ws["A3"]):
        assert cell.data_type == "s"
        assert cell.quotePrefix
        assert len(cell.value) <= 32_767
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert b"<f>" not in file.read("xl/worksheets/sheet1.xml")


def test_a_quoted_text_of_the_template_is_no_formula_when_its_row_is_repeated() -> None:
    def quoted(book: Any) -> None:
        cell = book.active["B1"]
        cell.value = "=1+1"
        cell.data_type = "s"

    ws = filled(made({"A1": "{{item.index}}"}, more=quoted), Values({}, rows(3), ())).active
    assert [ws[f"B{n}"].data_type for n in (1, 2, 3)] == ["s", "s", "s"]


def test_a_template_with_merged_total_rows() -> None:
    def merge(book: Any) -> None:
        book.active.merge_cells("A7:B8")
        book.active.merge_cells("A6:B6")

    cells = {k: v for k, v in INVOICE.items() if k not in ("A8", "E8")}
    ws = filled(made(cells, more=merge), values(4)).active
    assert {str(a) for a in ws.merged_cells.ranges} == {
        "A6:B6",
        "A7:B7",
        "A8:B8",
        "A9:B9",
        "A10:B11",
    }


def test_text_that_does_not_fit_makes_its_row_higher() -> None:
    def narrow(book: Any) -> None:
        book.active.merge_cells("A9:B9")
        book.active.row_dimensions[9].height = 15

    ws = filled(made(more=narrow)).active
    assert ws.row_dimensions[11].height > 30
    assert ws["A11"].alignment.wrap_text


def test_a_long_list_is_quick_enough_to_use() -> None:
    many = values(500)
    ws = filled(made(), many).active
    assert ws["E506"].value == "=SUM(E6:E505)"


def test_metadata_names_the_company() -> None:
    book = filled(made())
    assert book.properties.creator == "HAMAKAZE"
    assert book.properties.lastModifiedBy is None
    assert book.calculation.fullCalcOnLoad


def test_a_charge_that_is_nothing_is_not_there() -> None:
    assert values(1).head["amounts.freight"] is not None
    on_board = replace(FROM_YOKOHAMA, currency="USD", freight=None, insurance=None)
    assert values(1, shipment=on_board).head["amounts.freight"] is None


def test_columns_of_a_table_are_called_as_their_heads_say() -> None:
    cells = {**INVOICE, "D5": "PRICE {{shipment.currency}}", "E5": "PRICE {{shipment.currency}}"}
    cells |= {"C5": "{{document.draft}}", "B5": "{{document.date}}"}

    def more(book: Any) -> None:
        book.active.add_table(Table(displayName="Goods", ref="A5:E6"))

    ws = filled(made(cells, more=more)).active
    table = ws.tables["Goods"]
    assert table.ref == "A5:E8"
    names = [column.name for column in table.tableColumns]
    assert names == ["NO.", "27 NOV 2026", "Column3", "PRICE USD", "PRICE USD 5"]
    assert [cell.value for cell in ws[5]] == names


def test_what_is_filled_into_an_excel_template_is_a_workbook() -> None:
    content = made(more=lambda book: setattr(book, "template", True))
    types = zipfile.ZipFile(io.BytesIO(content)).read("[Content_Types].xml")
    assert b"template.main+xml" in types
    types = zipfile.ZipFile(io.BytesIO(filled_bytes(content))).read("[Content_Types].xml")
    assert b"spreadsheetml.sheet.main+xml" in types
    assert b"template.main+xml" not in types
