"""Turns an openpyxl workbook into the bytes of its file; equal workbooks give equal bytes.

openpyxl writes a cell in several calls to lxml, and formulas without results: a viewer that does
not calculate shows blanks. So rows are written here, a row at a time, with the results in place.
Imported late, as openpyxl is.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType, SimpleNamespace
from typing import Any
from xml.parsers.expat import ParserCreate
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.cell._writer import etree_write_cell
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.compat import safe_string
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import fromstring, tostring


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a sheet as they are written, beside those that openpyxl knows.

    openpyxl's own objects for a cell, a row, an area take several times as long.
    """

    styles: list[Any] = field(default_factory=list)
    """openpyxl's style of cells that look alike."""
    rows: dict[int, dict[int, tuple[int, str]]] = field(default_factory=dict)
    """By row and column: the place of a cell in `styles`, and what it holds (`text_cell` …)."""
    heights: dict[int, float] = field(default_factory=dict)
    """The height of each row, in points."""
    joined: list[str] = field(default_factory=list)
    """Areas of cells that are one."""


BLANK = ' t="n"/>'
"""What a cell without content is written as, after its address and style."""

_MADE_BY = re.compile(rb"<Application>.*?</Application>(<AppVersion>.*?</AppVersion>)?")
_ZIP_DAY = (2000, 1, 1, 0, 0, 0)
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})


def text_cell(text: str) -> str:
    """Return what a cell with a text is written as."""
    return f' t="inlineStr"><is>{_text(text)}</is></c>'


def rich_cell(runs: Iterable[tuple[str, str]]) -> str:
    """Return what a cell with texts of several looks is written as; a look is of `look_of`."""
    written = "".join(f"<r>{look}{_text(text)}</r>" for look, text in runs)
    return f' t="inlineStr"><is>{written}</is></c>'


def look_of(font: Any) -> str:
    """Return what an inline font is written as."""
    return str(tostring(font.to_tree(tagname="rPr"), encoding="unicode"))


def number_cell(value: Any) -> str:
    """Return what a cell with a number is written as."""
    text = f"{float(value):.16g}" if isinstance(value, Decimal) else safe_string(value)
    return f' t="n"><v>{text}</v></c>'


def formula_cell(formula: str, result: Decimal | str | None) -> str:
    """Return what a cell with a formula (`=A1*2`) and its result is written as."""
    sort = ' t="str"' if isinstance(result, str) else ""
    shown = _escaped(_result_text(result))
    return f"{sort}><f>{_escaped(formula[1:])}</f><v>{shown}</v></c>"


def _result_text(result: Decimal | str | None) -> str:
    return f"{result:f}" if isinstance(result, Decimal) else result or ""


def bytes_of(
    book: Any,
    day: datetime,
    grids: Mapping[str, Grid] = MappingProxyType({}),
    results: Mapping[str, Mapping[str, Decimal | str]] = MappingProxyType({}),
) -> bytes:
    """Return a workbook as a file, stamped with a day.

    By sheet title: cells beside those of openpyxl, and results of its formulas by address.
    """
    book.properties.modified = day
    packed = io.BytesIO()
    with _Archive(packed, "w", ZIP_DEFLATED) as archive:
        _BookWriter(book, archive, grids, results).save()
    return packed.getvalue()


class _Archive(ZipFile):
    """A file whose parts have no time of their own and say what program they are from."""

    def writestr(self, part: Any, data: Any, *_: Any) -> None:
        if part == "docProps/app.xml":
            data = _MADE_BY.sub(b"<Application>Broker</Application>", data)
        super().writestr(ZipInfo(part, _ZIP_DAY), data, ZIP_DEFLATED)


class _BookWriter(ExcelWriter):  # type: ignore[misc]
    """Writes sheets by `_SheetWriter`, and without temporary files."""

    def __init__(
        self,
        book: Any,
        archive: ZipFile,
        grids: Mapping[str, Grid],
        results: Mapping[str, Mapping[str, Decimal | str]],
    ) -> None:
        super().__init__(book, archive)
        self._grids, self._results = grids, results

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        grid, results = self._grids.get(ws.title, Grid()), self._results.get(ws.title, {})
        writer = _SheetWriter(ws, grid, results)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], writer.read())
        self.manifest.append(ws)


class _SheetWriter(WorksheetWriter):  # type: ignore[misc]
    """Writes a row as one text; what is rare in a cell is left to openpyxl."""

    def __init__(self, ws: Any, grid: Grid, results: Mapping[str, Decimal | str]) -> None:
        super().__init__(ws, io.BytesIO())
        self._grid, self._results = grid, results
        self._filled = 0
        self._styles: dict[bytes, str] = {}

    def write_dimensions(self) -> None:
        rows = self._grid.rows
        if not rows:
            super().write_dimensions()
            return
        last = get_column_letter(max(map(max, filter(None, rows.values())), default=1))
        self.xf.send(SheetDimension(f"A1:{last}{max(rows)}").to_tree())

    def write_rows(self) -> None:
        rows = "".join((*self._of_grid(), *self._of_openpyxl()))
        # Read once, so that what is no XML is refused here and not by the reader of the file.
        ParserCreate().Parse(f"<sheetData>{rows}</sheetData>", True)
        xf = self.xf.send(True)
        with xf.element("sheetData"):
            xf.flush()
            self.out.write(rows.encode())
        self.xf.send(None)
        if self._filled != len(self._results):
            raise RuntimeError(f"{len(self._results)} formulas, {self._filled} results written")

    def _of_grid(self) -> Iterator[str]:
        grid = self._grid
        style_of = cache(lambda place: self._style_of(grid.styles[place]))
        letter = cache(get_column_letter)
        for number, row in grid.rows.items():
            cells = "".join(
                f'<c r="{letter(column)}{number}"{style_of(style)}{content}'
                for column, (style, content) in sorted(row.items())
            )
            yield f'<row r="{number}" ht="{grid.heights[number]}" customHeight="1">{cells}</row>'

    def _of_openpyxl(self) -> Iterator[str]:
        for number, row in self.rows():
            dimension = dict(self.ws.row_dimensions.get(number, {}))
            told = "".join(f' {name}="{_escaped(v)}"' for name, v in dimension.items())
            yield f'<row r="{number}"{told}>{"".join(map(self._cell, row))}</row>'

    def write_merged_cells(self) -> None:
        joined = [*map(str, self.ws.merged_cells.ranges), *self._grid.joined]
        if joined:
            areas = "".join(f'<mergeCell ref="{area}"/>' for area in joined)
            told = f'<mergeCells count="{len(joined)}">{areas}</mergeCells>'
            self.xf.send(fromstring(told))

    def _cell(self, cell: Any) -> str:
        """Return what a cell of openpyxl's is written as."""
        content = self._content(cell)
        if content is None:
            return self._rare(cell)
        style = self._style_of(cell._style)
        if content == BLANK and not style:
            return ""
        return f'<c r="{get_column_letter(cell.column)}{cell.row}"{style}{content}'

    def _content(self, cell: Any) -> str | None:
        """Return what a cell holds, None where that is rare."""
        value, sort = cell._value, cell.data_type
        if cell._comment is not None or cell.hyperlink is not None:
            return None
        if sort == "n":
            return BLANK if value is None else number_cell(value)
        if sort == "s" and value and isinstance(value, str):
            return text_cell(value)
        if sort == "f" and isinstance(value, str):
            return formula_cell(value, self._result(cell))
        return None

    def _style_of(self, style: Any) -> str:
        """Return the attribute of a style; the cells of a sheet share few of them."""
        key = b"" if style is None else style.tobytes()
        told = self._styles.get(key)
        if told is None:
            told = f' s="{self.ws.parent._cell_styles.add(style)}"' if any(key) else ""
            self._styles[key] = told
        return told

    def _result(self, cell: Any) -> Decimal | str | None:
        result = self._results.get(cell.coordinate)
        self._filled += result is not None
        return result

    def _rare(self, cell: Any) -> str:
        """Return what openpyxl writes of a cell: a date, an error, a comment, a linked one."""
        if cell._comment is not None:
            self.ws._comments.append(CommentRecord.from_cell(cell))
        made: list[Any] = []
        etree_write_cell(SimpleNamespace(write=made.append), self.ws, cell, cell.has_style)
        result = self._result(cell) if cell.data_type == "f" else None
        if result is not None:
            made[0].find("v").text = _result_text(result)
            if isinstance(result, str):
                made[0].set("t", "str")
        return str(tostring(made[0], encoding="unicode"))


def _text(text: str) -> str:
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{kept}>{_escaped(text)}</t>"


def _escaped(text: str) -> str:
    return text.translate(_MARKUP)
