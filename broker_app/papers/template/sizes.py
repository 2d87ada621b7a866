"""How wide and high cells are, and rows made high enough for what was written into them.

A text cut off is a text not said, so rows grow; one whose height its template left to the
spreadsheet program stays so.
"""

from copy import copy
from typing import Any

from openpyxl.cell.cell import MergedCell

from broker_app.papers.measure import wrapped

_DIGITS = {"times new roman": 0.5, "arial": 0.556, "calibri": 0.507, "yu gothic": 0.55}
_ANY_DIGIT = 0.5
"""How wide the digits of the workbook's plain type are, in which its columns are counted."""
_PIXELS_PER_POINT = 96 / 72
_MM_PER_PIXEL = 25.4 / 96
_PADDING_MM = 1.5
_CERTAIN = 0.95
"""How much of a column counts: the widths of other types than Arial are not known."""
_LEADING = 1.22
"""Height of a line as a multiple of its type size."""
_TALLEST = 409.0
_FURTHEST = 12
"""Columns beside a text that are looked at: wider than any paper."""
_DEFAULT_WIDTH, _DEFAULT_HEIGHT, _DEFAULT_SIZE = 9.14, 15.0, 11.0


def column_width(ws: Any, column: int) -> float:
    """Return the width of a column in characters; neighbours may share one entry."""
    for known in ws.column_dimensions.values():
        if known.width and (known.min or 0) <= column <= (known.max or 0):
            return float(known.width)
    return float(ws.sheet_format.defaultColWidth or _DEFAULT_WIDTH)


def width_pixels(ws: Any, left: int, right: int) -> float:
    """Return the width of columns side by side."""
    digit = _digit_pixels(ws.parent)
    return sum(column_width(ws, column) * digit for column in range(left, right + 1))


def _digit_pixels(book: Any) -> int:
    plain = book._fonts[0]
    share = _DIGITS.get((plain.name or "").lower(), _ANY_DIGIT)
    return int(share * float(plain.sz or _DEFAULT_SIZE) * _PIXELS_PER_POINT)


def row_height(ws: Any, row: int) -> float:
    """Return the height of a row in points."""
    return float(_given_height(ws, row) or ws.sheet_format.defaultRowHeight or _DEFAULT_HEIGHT)


def grow(ws: Any, cells: list[Any]) -> None:
    """Let the rows of cells grow to what their text needs at its width.

    In a merged area the text is wrapped for that; elsewhere an unwrapped one runs on over the
    empty cells beside it, and is wrapped where the next filled one would cut it off.
    """
    areas = {(area.min_row, area.min_col): area for area in ws.merged_cells.ranges}
    for cell in cells:
        area = areas.get((cell.row, cell.column))
        style = cell.alignment
        runs_on = not (style.wrap_text or area or "\n" in str(cell.value))
        if cell.data_type != "s" or style.shrink_to_fit:
            continue
        if not runs_on or _is_cut_off(ws, cell):
            right, bottom = (area.max_col, area.max_row) if area else (cell.column, cell.row)
            _grow(ws, cell, right, bottom)


def _is_cut_off(ws: Any, cell: Any) -> bool:
    """Tell whether an unwrapped text is longer than its room up to the next filled cell."""
    if cell.alignment.horizontal not in (None, "general", "left"):
        return False
    right = cell.column
    while not _is_filled(ws._cells.get((cell.row, right + 1))):
        right += 1
        if right > cell.column + _FURTHEST:
            return False
    return _lines(ws, cell, right) > 1


def _is_filled(cell: Any) -> bool:
    return isinstance(cell, MergedCell) or getattr(cell, "value", None) is not None


def _lines(ws: Any, cell: Any, right: int) -> int:
    """Return the lines that a text takes in the width from its column to another."""
    width = width_pixels(ws, cell.column, right) * _MM_PER_PIXEL
    room = max(width * _CERTAIN - _PADDING_MM, _PADDING_MM)
    size, bold = float(cell.font.size or _DEFAULT_SIZE), bool(cell.font.bold)
    return sum(len(wrapped(part, room, size, bold=bold)) for part in cell.value.split("\n"))


def _grow(ws: Any, cell: Any, right: int, bottom: int) -> None:
    size = float(cell.font.size or _DEFAULT_SIZE)
    lines = _lines(ws, cell, right)
    if lines == 1:
        return
    if not cell.alignment.wrap_text:
        style = copy(cell.alignment)
        style.wrap_text = True
        cell.alignment = style
    is_merged = (right, bottom) != (cell.column, cell.row)
    if is_merged or _given_height(ws, cell.row):
        lacking = lines * size * _LEADING + 2
        lacking -= sum(row_height(ws, row) for row in range(cell.row, bottom + 1))
        if lacking > 0:
            ws.row_dimensions[bottom].height = min(row_height(ws, bottom) + lacking, _TALLEST)


def _given_height(ws: Any, row: int) -> float | None:
    known = ws.row_dimensions.get(row)
    return known.height if known is not None else None
