"""Workbooks of every kind: fonts by script, live totals that a spreadsheet program finds too."""

from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText

from broker_app.papers.workbook import write_workbook
from tests.papers.house import of_house
from tests.papers.samples import page_of

JAPANESE = "該非判定書"


def test_japanese_is_set_in_a_font_that_has_it_and_latin_in_arial(tmp_path: Path) -> None:
    target = tmp_path / "statement.xlsx"
    write_workbook([page_of(of_house("NAS", "kenya"))], target)
    sheet = load_workbook(target, rich_text=True).active
    (title,) = [
        cell.value
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, CellRichText)
        and str(cell.value).startswith(JAPANESE)
        and "EXPORT CONTROL CLASSIFICATION" in str(cell.value)
        and "STATEMENT" not in str(cell.value)
    ]
    assert [(block.font.rFont, str(block)) for block in title] == [
        ("Yu Gothic", JAPANESE),
        ("Arial", " EXPORT CONTROL CLASSIFICATION"),
    ]
    number = next(
        cell for row in sheet.iter_rows() for cell in row if cell.value == "NAS-2026-0007"
    )
    assert number.font.name == "Arial"
    assert "Yu Gothic" in sheet.oddFooter.right.font
