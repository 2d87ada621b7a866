"""Turns an openpyxl workbook into the bytes of its file; equal workbooks give equal bytes.

openpyxl writes a cell in several calls to lxml, and formulas without results: a viewer that does
not calculate shows blanks. So rows are written here, a row at a time, with the results in place.
Imported late, as openpyxl is.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.cell._writer import etree_write_cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.compat import safe_string
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import fromstring, tostring


@dataclass(frozen=True, slots=True)
class Drawn:
    """What belongs to a sheet beside its cells.

    Of each row of ours openpyxl's own objects would take longer than all its cells.
    """

    results: dict[str, Decimal] = field(default_factory=dict)
    """The result of each formula, by the address of its cell."""
    heights: dict[int, float] = field(default_factory=dict)
    """The height of each row, in points."""
    joined: list[str] = field(default_factory=list)
    """Areas of cells that are one, beside those that openpyxl knows."""


_MADE_BY = re.compile(rb"<Application>.*?</Application>(<AppVersion>.*?</AppVersion>)?")
_ZIP_DAY = (2000, 1, 1, 0, 0, 0)
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})


def bytes_of(book: Any, day: datetime, drawn: Mapping[str, Drawn] | None = None) -> bytes:
    """Return a workbook as a file, stamped with a day, with what was `drawn` by sheet title."""
    book.properties.modified = day
    packed = io.BytesIO()
    _BookWriter(book, _Archive(packed, "w", ZIP_DEFLATED), drawn or {}).save()
    return packed.getvalue()


class _Archive(ZipFile):
    """A file whose parts have no time of their own and say what program they are from."""

    def writestr(self, part: Any, data: Any, *_: Any) -> None:
        if part == "docProps/app.xml":
            data = _MADE_BY.sub(b"<Application>Broker</Application>", data)
        super().writestr(ZipInfo(part, _ZIP_DAY), data, ZIP_DEFLATED)


class _BookWriter(ExcelWriter):  # type: ignore[misc]
    """Writes sheets by `_SheetWriter`, and without temporary files."""

    def __init__(self, book: Any, archive: ZipFile, drawn: Mapping[str, Drawn]) -> None:
        super().__init__(book, archive)
        self._drawn = drawn

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        writer = _SheetWriter(ws, self._drawn.get(ws.title, Drawn()))
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], writer.read())
        self.manifest.append(ws)


class _SheetWriter(WorksheetWriter):  # type: ignore[misc]
    """Writes a row as one text; what is rare in a cell is left to openpyxl."""

    def __init__(self, ws: Any, drawn: Drawn) -> None:
        super().__init__(ws, io.BytesIO())
        self._drawn = drawn
        self._filled = 0
        self._styles: dict[bytes, str] = {}
        self._fonts: dict[int, str] = {}

    def write_rows(self) -> None:
        super().write_rows()
        results = self._drawn.results
        if self._filled != len(results):
            raise RuntimeError(f"{len(results)} formulas, {self._filled} results written")

    def rows(self) -> Any:
        rows = dict(super().rows())
        return sorted((dict.fromkeys(self._drawn.heights, ()) | rows).items())

    def write_merged_cells(self) -> None:
        joined = [*map(str, self.ws.merged_cells.ranges), *self._drawn.joined]
        if joined:
            areas = "".join(f'<mergeCell ref="{area}"/>' for area in joined)
            told = f'<mergeCells count="{len(joined)}">{areas}</mergeCells>'
            self.xf.send(fromstring(told))

    def write_row(self, xf: Any, row: Sequence[Any], row_idx: int) -> None:
        height = self._drawn.heights.get(row_idx)
        if height is None:
            told = dict(self.ws.row_dimensions.get(row_idx, {}))
            looks = "".join(f' {name}="{_escaped(value)}"' for name, value in told.items())
        else:
            looks = f' ht="{height}" customHeight="1"'
        cells = "".join(map(self._cell, row))
        # Parsed, so that what is no XML is refused here and not by the reader of the file.
        xf.write(fromstring(f'<row r="{row_idx}"{looks}>{cells}</row>'))

    def _cell(self, cell: Any) -> str:
        value, sort, style = cell._value, cell.data_type, self._style(cell)
        if cell._comment is not None or cell.hyperlink is not None:
            return self._rare(cell)
        if value is None and sort == "n":
            return self._tag(cell, style, ' t="n"/>') if style else ""
        if sort == "n":
            return self._tag(cell, style, f' t="n"><v>{safe_string(value)}</v></c>')
        if sort == "s" and value and isinstance(value, str):
            return self._tag(cell, style, f' t="inlineStr"><is>{_text(value)}</is></c>')
        if sort == "s" and isinstance(value, CellRichText):
            runs = "".join(map(self._run, value))
            return self._tag(cell, style, f' t="inlineStr"><is>{runs}</is></c>')
        if sort == "f" and isinstance(value, str):
            formula = f"<f>{_escaped(value[1:])}</f><v>{self._result(cell)}</v>"
            return self._tag(cell, style, f">{formula}</c>")
        return self._rare(cell)

    def _tag(self, cell: Any, style: str, rest: str) -> str:
        return f'<c r="{get_column_letter(cell.column)}{cell.row}"{style}{rest}'

    def _style(self, cell: Any) -> str:
        """Return the attribute of a cell's style; the cells of a sheet share few of them."""
        if cell._style is None:
            return ""
        key = cell._style.tobytes()
        style = self._styles.get(key)
        if style is None:
            style = f' s="{cell.style_id}"' if cell.has_style else ""
            self._styles[key] = style
        return style

    def _result(self, cell: Any) -> str:
        result = self._drawn.results.get(cell.coordinate)
        if result is None:
            return ""
        self._filled += 1
        return f"{result:f}"

    def _run(self, run: Any) -> str:
        if not isinstance(run, TextBlock):
            return f"<r>{_text(run)}</r>"
        font = self._fonts.get(id(run.font))
        if font is None:
            font = tostring(run.font.to_tree(tagname="rPr"), encoding="unicode")
            self._fonts[id(run.font)] = font
        return f"<r>{font}{_text(run.text)}</r>"

    def _rare(self, cell: Any) -> str:
        """Return what openpyxl writes of a cell: a date, an error, a comment, a linked one."""
        if cell._comment is not None:
            self.ws._comments.append(CommentRecord.from_cell(cell))
        made: list[Any] = []
        etree_write_cell(SimpleNamespace(write=made.append), self.ws, cell, cell.has_style)
        for result in made[0].iterfind("v") if cell.data_type == "f" else ():
            result.text = self._result(cell)
        return str(tostring(made[0], encoding="unicode"))


def _text(text: str) -> str:
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{kept}>{_escaped(text)}</t>"


def _escaped(text: str) -> str:
    return text.translate(_MARKUP)
