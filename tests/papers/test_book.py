"""A workbook as bytes: the rows we write are the rows that openpyxl writes."""

import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.parsers.expat import ExpatError

import openpyxl
import pytest
from lxml import etree
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from broker_app.papers.book import Grid, bytes_of, number_cell, text_cell

DAY = datetime(2026, 11, 27)
SHEET = "xl/worksheets/sheet1.xml"


def odd_book() -> Any:
    """Return a workbook with every sort of cell in it."""
    book = openpyxl.Workbook()
    ws = book.active
    ws.append([1, 2.5, Decimal("0.10"), True, "#N/A", date(2026, 11, 27), DAY, time(9, 30)])
    ws.append(["a < b & \"c\" > 'd'", " kept ", "two\nlines\r\nand\ttab", "日本語 🚗", ""])
    ws.append(["=A1*2", '=IF(A1<2,"&",">")', ArrayFormula("C3", "=SUM(A1:B1*1)")])
    runs = [TextBlock(InlineFont(b=True, sz=8), "big "), "plain", TextBlock(InlineFont(), "x")]
    ws["A5"] = CellRichText(runs)
    ws["B5"], ws["C5"].hyperlink, ws["C5"] = "noted", "https://broker.example", "linked"
    ws["B5"].comment = Comment("why", "who")
    ws["D5"].font = Font(bold=True)
    ws.merge_cells("E5:F6")
    ws.row_dimensions[8].height = 30.5
    ws.row_dimensions[9].hidden = True
    return book


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read(name)


def plain(part: bytes) -> str:
    return etree.tostring(etree.fromstring(part), method="c14n").decode()


def test_every_sort_of_cell_is_written_as_openpyxl_writes_it() -> None:
    theirs = io.BytesIO()
    odd_book().save(theirs)
    ours = bytes_of(odd_book(), DAY)
    with zipfile.ZipFile(theirs) as one, zipfile.ZipFile(io.BytesIO(ours)) as other:
        assert one.namelist() == other.namelist()
    for name in (SHEET, "xl/styles.xml", "xl/comments/comment1.xml"):
        assert plain(part(ours, name)) == plain(part(theirs.getvalue(), name))


def test_results_stand_beside_their_formulas() -> None:
    results = {"Sheet": {"A3": Decimal("2"), "C3": Decimal("3.50")}}
    content = bytes_of(odd_book(), DAY, results=results)
    ws = openpyxl.load_workbook(io.BytesIO(content), data_only=True).active
    assert (ws["A3"].value, ws["B3"].value, ws["C3"].value) == (2, None, 3.5)


def test_a_grid_is_a_sheet() -> None:
    book = openpyxl.Workbook()
    bold = book.active["A1"]
    bold.font = Font(bold=True)
    cells = {2: (0, number_cell(Decimal("4480.00"))), 1: (0, text_cell("=1+1 <b> "))}
    grid = Grid([bold._style], {1: {}, 2: cells}, {1: 40.25, 2: 9}, ["A2:A3"])
    book.remove(book.active)
    book.create_sheet("Grid")
    ws = openpyxl.load_workbook(io.BytesIO(bytes_of(book, DAY, {"Grid": grid}))).active
    assert [cell.value for cell in ws[2]] == ["=1+1 <b> ", 4480]
    assert [cell.data_type for cell in ws[2]] == ["s", "n"]
    assert ws["B2"].font.b
    assert [str(area) for area in ws.merged_cells.ranges] == ["A2:A3"]
    assert [ws.row_dimensions[row].height for row in (1, 2, 3)] == [40.25, 9, None]


def test_a_text_that_no_file_can_hold_is_no_file() -> None:
    book = openpyxl.Workbook()
    style = openpyxl.Workbook().active["A1"]._style
    grid = Grid([style], {1: {1: (0, text_cell("\x01"))}}, {1: 9})
    with pytest.raises(ExpatError):
        bytes_of(book, DAY, {"Sheet": grid})


def test_a_result_without_its_formula_is_a_bug() -> None:
    with pytest.raises(RuntimeError):
        bytes_of(odd_book(), DAY, results={"Sheet": {"A1": Decimal(2)}})


def test_equal_workbooks_are_equal_files_and_name_the_program() -> None:
    content = bytes_of(odd_book(), DAY)
    assert b"<Application>Broker</Application>" in part(content, "docProps/app.xml")
    assert b"2026-11-27T00:00:00Z" in part(content, "docProps/core.xml")
    book = odd_book()
    book.properties.created = DAY
    again = odd_book()
    again.properties.created = DAY
    assert bytes_of(book, DAY) == bytes_of(again, DAY)
