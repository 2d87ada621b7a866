"""The report of a list: what became of each of its rows, as a workbook to file or send back."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from broker_app.papers.english import storable
from broker_app.papers.saving import save

_WIDTHS = (10, 18, 16, 60, 60)
_LONGEST_SHEET_NAME = 31


def write(path: Path, title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table of texts and whole numbers; no text is ever taken for a formula.

    Raises UserError where the file cannot be written.
    """
    from openpyxl import Workbook  # late: most imports need no report
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:_LONGEST_SHEET_NAME])
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDE"[number]].width = width

    def cell(value: object, bold: bool = False) -> Any:
        value = storable(value) if isinstance(value, str) else value
        made = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            made.data_type = "s"
            made.quotePrefix = True
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(text, bold=True) for text in head])
    for row in rows:
        sheet.append([cell(value) for value in row])
    made = BytesIO()
    book.save(made)
    save(made.getvalue(), path)
