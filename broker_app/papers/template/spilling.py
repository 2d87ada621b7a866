"""Vehicles beyond the rows that stand ready go to a sheet of their own, `VEHICLE LIST`."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries

from broker_app.errors import UserError
from broker_app.papers.template.moves import Placed, tokens_of
from broker_app.papers.template.outline import Made, text_of
from broker_app.papers.template.sizes import column_width

TITLE = "VEHICLE LIST"
_LONGEST_TITLE = 31


@dataclass(frozen=True, slots=True)
class Spill:
    """Vehicles without a row: the sheet they belong to, its first row and that row's tags."""

    ws: Any
    made: Made
    texts: Mapping[int, str]
    items: Sequence[int]

    def placed(self, row: int) -> Placed:
        """Return where a row of the list stands: outside of every block."""
        return Placed(row)


def refuse_own_sums(book: Any, sheet: str, made: Made) -> None:
    """Refuse where a formula of the template adds up the rows: it would miss the list."""
    last = made.first + made.count - 1
    for ws in book.worksheets:
        for cell in list(ws._cells.values()):
            if getattr(cell, "data_type", "") != "f" or not isinstance(cell.value, str):
                continue
            if any(_covers(area, ws.title, sheet, made.first, last) for area in _areas(cell.value)):
                raise UserError(
                    "template_full", rows=made.count, sheet=ws.title, cell=cell.coordinate
                )


def _areas(formula: str) -> list[str]:
    return [t.value for t in tokens_of(formula) if t.subtype == "RANGE" and ":" in t.value]


def _covers(area: str, own: str, sheet: str, first: int, last: int) -> bool:
    """Tell whether an area reaches over more than one of the rows."""
    named, _, cells = area.rpartition("!")
    if (named.strip("'").replace("''", "'") or own).casefold() != sheet.casefold():
        return False
    try:
        _, top, _, bottom = range_boundaries(cells.replace("$", ""))
    except ValueError:
        return False
    top, bottom = top or 1, bottom or last
    return bool(min(bottom, last) > max(top, first))


def spill(book: Any, one: Spill) -> tuple[Any, list[tuple[int, int]]]:
    """Add the sheet with its head and styled rows; returns it and each row with its vehicle."""
    ws = book.create_sheet(_title(book))
    for place, column in enumerate(one.texts, 1):
        _head(one, ws, place, column)
    rows = [(number, item) for number, item in enumerate(one.items, 2)]
    for row, _ in rows:
        for place, column in enumerate(one.texts, 1):
            ws.cell(row, place)._style = copy(one.ws.cell(one.made.first, column)._style)
    _set_up_print(ws, one.ws, len(one.texts), len(rows) + 1)
    return ws, rows


def _head(one: Spill, ws: Any, place: int, column: int) -> None:
    above = one.ws.cell(one.made.first - 1, column) if one.made.first > 1 else None
    said = text_of(above) if above is not None and hasattr(above, "comment") else ""
    cell = ws.cell(1, place)
    cell._value, cell.data_type = said or one.texts[column].strip("{} "), "s"
    if above is not None:
        cell._style = copy(above._style)
    width = sum(column_width(one.ws, c) for c in _merged(one, column))
    ws.column_dimensions[get_column_letter(place)].width = width


def _merged(one: Spill, column: int) -> range:
    """Return the columns that a cell of the row reaches over."""
    row = one.made.first
    for area in one.ws.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col == column:
            return range(column, area.max_col + 1)
    return range(column, column + 1)


def _set_up_print(ws: Any, like: Any, columns: int, last: int) -> None:
    ws.page_setup = copy(like.page_setup)
    ws.page_margins = copy(like.page_margins)
    ws.sheet_properties.pageSetUpPr = copy(like.sheet_properties.pageSetUpPr)
    if ws.sheet_properties.pageSetUpPr is not None:
        ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.print_title_rows = "1:1"
    ws.print_area = f"A1:{get_column_letter(columns)}{last}"


def _title(book: Any) -> str:
    taken = {title.casefold() for title in book.sheetnames}
    number, title = 1, TITLE
    while title.casefold() in taken:
        number += 1
        title = f"{TITLE} {number}"[:_LONGEST_TITLE]
    return title
