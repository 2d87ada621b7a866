"""Price lists as files: a workbook with our letterhead, or CSV for programs.

Text is always text: in the workbook a string cell with `quotePrefix`, in CSV behind an apostrophe
where a spreadsheet would take it for a formula. reference: paperwork specification 6.5.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from anyascii import anyascii

from broker_app.domain.harmless import harmless
from broker_app.papers.english import storable
from broker_app.papers.page import FONT
from broker_app.papers.saving import save

Value = str | int | Decimal | None
TEXT, WHOLE, VOLUME, MONEY = "text", "whole", "volume", "money"
_FORMATS = {WHOLE: "#,##0", VOLUME: "0.000"}
_LONGEST = 32_767
_WIDEST, _NARROWEST = 34, 7
_PHOTO_WIDTH, _PHOTO_POINTS, _HEAD_POINTS = 23, 94.0, 27.0
ENCODINGS = {"utf-8": "utf-8-sig", "cp932": "cp932"}
"""What a CSV is written in: UTF-8 with its mark, or as Japanese Excel of old reads it."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: its head and what stands in it (text, whole, volume or money)."""

    head: str
    form: str = TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedList:
    """Everything a list prints, in words. `decimals` are those of the price of each row.

    `notes` are label and text above the table; `terms` head and text of columns that a CSV repeats
    on every row, having no letterhead. `photographs` are small JPEGs, one for each row or none.
    """

    title: str
    sheet: str
    company: str
    address: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    decimals: tuple[int, ...]
    terms: tuple[tuple[str, str], ...] = ()
    photograph_head: str = ""
    photographs: tuple[bytes | None, ...] = ()


def write_workbook(printed: PrintedList, target: Path) -> None:
    """Write the list as a workbook. Raises UserError where the target cannot be written."""
    save(_workbook(printed), target)


def write_csv(printed: PrintedList, target: Path, encoding: str) -> int:
    """Write the list as CSV; returns how many cells an encoding made us spell differently.

    Raises UserError where the target cannot be written.
    """
    heads = [*(column.head for column in printed.columns), *(head for head, _ in printed.terms)]
    beside = [text for _, text in printed.terms]
    respelled = 0
    lines = []
    rows: list[list[Value]] = [list(heads), *([*row, *beside] for row in printed.rows)]
    for row in rows:
        cells = [_csv_text(value) for value in row]
        spelled = [_spelled(cell, encoding) for cell in cells]
        respelled += sum(one != other for one, other in zip(cells, spelled, strict=True))
        # Last: a letter that is spelt otherwise may have become a sign that begins a formula.
        texts = zip(row, spelled, strict=True)
        lines.append([harmless(cell) if isinstance(v, str) else cell for v, cell in texts])
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(lines)
    save(text.getvalue().encode(ENCODINGS[encoding]), target)
    return respelled


def _csv_text(value: Value) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return " ".join(storable(value).split("\n"))


def _spelled(text: str, encoding: str) -> str:
    """Return a text that an encoding can hold: other letters in Latin ones, what is none as `?`."""
    if encoding == "utf-8":
        return text
    return "".join(c if _holds(c, encoding) else (anyascii(c) or "?") for c in text)


def _holds(character: str, encoding: str) -> bool:
    try:
        character.encode(ENCODINGS[encoding])
    except UnicodeEncodeError:
        return False
    return True


def _workbook(printed: PrintedList) -> bytes:
    from openpyxl import Workbook

    from broker_app.papers.book import bytes_of

    book = Workbook()
    book.properties.creator = storable(printed.company)
    book.properties.title = storable(printed.title)
    ws = book.active
    ws.title = printed.sheet
    _Sheet(ws, printed).draw()
    return bytes_of(book, book.properties.created)


class _Sheet:
    """A worksheet filled from the top."""

    def __init__(self, ws: Any, printed: PrintedList) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        self._ws, self._printed = ws, printed
        self._grey = PatternFill("solid", fgColor="ECECEC")
        self._below = Border(bottom=Side("thin", color="C8C8C8"))
        self._left = Alignment(vertical="center")
        self._right = Alignment(vertical="center", horizontal="right", indent=1)
        self._over_left = Alignment(vertical="center", wrap_text=True)
        self._over_right = Alignment(
            vertical="center", horizontal="right", wrap_text=True, indent=1
        )
        self._bold, self._plain = Font(name=FONT, size=9, bold=True), Font(name=FONT, size=9)
        self._big = Font(name=FONT, size=13, bold=True)
        self._shown = any(printed.photographs)

    def draw(self) -> None:
        """Draw letterhead, notes, heads and rows, and set the print up."""
        row = self._letterhead()
        self._heads(row)
        for number, values in enumerate(self._printed.rows):
            self._row(row + 1 + number, number, values)
        self._set_up(row, row + len(self._printed.rows))

    def _letterhead(self) -> int:
        """Draw what stands above the table; returns the row of the heads."""
        printed, row = self._printed, 1
        for text, font in (
            (printed.company, self._big),
            *((line, self._plain) for line in printed.address),
            ("", self._plain),
            (printed.title, self._big),
        ):
            self._text(row, 1, text, font)
            row += 1
        for label, text in printed.notes:
            self._text(row, 1, f"{label}: {text}", self._plain)
            row += 1
        return row + 1

    def _heads(self, row: int) -> None:
        columns = list(self._printed.columns)
        columns += [ListColumn(self._printed.photograph_head)] if self._shown else []
        for place, column in enumerate(columns, 1):
            cell = self._text(row, place, column.head, self._bold)
            cell.fill = self._grey
            cell.alignment = self._over_left if column.form == TEXT else self._over_right
        self._ws.row_dimensions[row].height = _HEAD_POINTS

    def _row(self, row: int, number: int, values: Sequence[Value]) -> None:
        printed = self._printed
        for place, (value, column) in enumerate(zip(values, printed.columns, strict=True), 1):
            if isinstance(value, str) or value is None:
                cell = self._text(row, place, value or "", self._plain)
            else:
                cell = self._figure(row, place, value, column.form, printed.decimals[number])
            cell.border = self._below
        if self._shown:
            self._ws.cell(row, len(printed.columns) + 1).border = self._below
            self._photograph(row, printed.photographs[number])

    def _figure(self, row: int, place: int, value: Value, form: str, decimals: int) -> Any:
        cell = self._ws.cell(row, place, value)
        cell.font, cell.alignment = self._plain, self._right
        cell.number_format = _FORMATS.get(form, "0")
        if form == MONEY:
            cell.number_format = "#,##0" + (f".{'0' * decimals}" if decimals else "")
        return cell

    def _photograph(self, row: int, content: bytes | None) -> None:
        from openpyxl.drawing.image import Image
        from openpyxl.utils import get_column_letter

        if content is None:
            return
        place = get_column_letter(len(self._printed.columns) + 1)
        self._ws.add_image(Image(io.BytesIO(content)), f"{place}{row}")
        self._ws.row_dimensions[row].height = _PHOTO_POINTS

    def _text(self, row: int, column: int, text: str, font: Any) -> Any:
        """Write what may come from anybody: always a string, whatever it begins with."""
        cell = self._ws.cell(row, column)
        cell.font, cell.alignment = font, self._left
        cell.number_format = "@"
        if kept := storable(text)[:_LONGEST]:
            cell.value = kept
            cell.data_type = "s"
            cell.quotePrefix = True
        return cell

    def _set_up(self, head: int, last: int) -> None:
        from openpyxl.utils import get_column_letter

        ws, count = self._ws, len(self._printed.columns)
        for place in range(count):
            said = self._shown_texts(place)
            width = max((len(text) + 2 for text in said), default=_NARROWEST)
            letter = get_column_letter(place + 1)
            ws.column_dimensions[letter].width = min(_WIDEST, max(_NARROWEST, width))
        if self._shown:
            ws.column_dimensions[get_column_letter(count + 1)].width = _PHOTO_WIDTH
        end = get_column_letter(count + self._shown)
        ws.freeze_panes = f"A{head + 1}"
        ws.auto_filter.ref = f"A{head}:{get_column_letter(count)}{max(last, head)}"
        ws.print_title_rows = f"{head}:{head}"
        ws.print_area = f"A1:{end}{max(last, head)}"
        ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", 9
        ws.sheet_properties.pageSetUpPr.fitToPage = True
        ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
        margins = ws.page_margins
        margins.left = margins.right = margins.top = 0.4
        margins.bottom, margins.header, margins.footer = 0.6, 0.2, 0.3
        ws.oddFooter.center.text = "&P / &N"
        ws.sheet_view.showGridLines = False

    def _shown_texts(self, place: int) -> list[str]:
        """Return the words of a head and the values below it; full width counts double."""
        found = [row[place] for row in self._printed.rows[:500]]
        texts = [v if isinstance(v, str) else f"{v:,}" for v in found if v is not None]
        heads = self._printed.columns[place].head.split()
        return [t + " " * sum(not c.isascii() for c in t) for t in (*heads, *texts)]
