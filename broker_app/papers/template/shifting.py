"""Lays the rows of a sheet out anew by a plan: cells with all that hangs on rows.

openpyxl's own insertion moves values only, so merged areas, heights, breaks, pictures, validations,
conditional formats, print areas, titles, names, links, notes and formulas are moved here.
reference: paperwork specification 6.3.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.drawing.spreadsheet_drawing import AbsoluteAnchor
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.pagebreak import Break, RowBreak

from broker_app.papers.template.moves import NOTHING, Moves, Placed, moved, moved_reference


def shift(book: Any, plans: Mapping[str, Sequence[Placed]]) -> Mapping[str, Moves]:
    """Lay sheets out by their plans and let everything in the workbook follow.

    `plans` holds the sheets that change, by title.
    """
    moves = {title: Moves(rows, book[title].max_row) for title, rows in plans.items()}
    for title, rows in plans.items():
        _cells(book[title], rows)
        _on_rows(book[title], rows, moves[title])
        _areas(book[title], moves[title])
    for ws in book.worksheets:
        _formulas(ws, plans.get(ws.title, ()), moves)
        _rules(ws, moves)
        _charts(ws, moves)
        _names(ws.defined_names, ws.title, moves)
    _names(book.defined_names, "", moves)
    return moves


def _cells(ws: Any, rows: Sequence[Placed]) -> None:
    by_row: dict[int, list[Any]] = {}
    for (row, _), cell in sorted(ws._cells.items()):
        by_row.setdefault(row, []).append(cell)
    ws._cells = {}
    ws._hyperlinks, links = [], ws._hyperlinks
    used: set[int] = set()
    for number, placed in enumerate(rows, 1):
        for cell in by_row.get(placed.source, ()):
            again = placed.source in used
            ws._cells[number, cell.column] = _copied(ws, cell, number) if again else cell
        used.add(placed.source)
    # Rows are renumbered last: until then a cell knows the row it is copied from.
    for (number, _), cell in ws._cells.items():
        cell.row = number
    _links(ws, links)


def _copied(ws: Any, cell: Any, row: int) -> Any:
    if isinstance(cell, MergedCell):
        made = MergedCell(ws, row=row, column=cell.column)
        made._style = copy(cell._style)
        return made
    made = Cell(ws, row=row, column=cell.column)
    made._style = copy(cell._style)
    made._value, made.data_type = copy(cell._value), cell.data_type
    if cell.comment is not None:
        note = cell.comment
        made.comment = Comment(note.text, note.author, note.height, note.width)
    if cell.hyperlink is not None:
        made._hyperlink = copy(cell.hyperlink)
    return made


def _links(ws: Any, links: Sequence[Any]) -> None:
    held = [cell._hyperlink for cell in ws._cells.values() if getattr(cell, "_hyperlink", None)]
    for (row, column), cell in ws._cells.items():
        link = getattr(cell, "_hyperlink", None)
        if link is not None:
            link.ref = f"{get_column_letter(column)}{row}"
    ws._hyperlinks = held + [link for link in links if ":" in (link.ref or "")]


def _on_rows(ws: Any, rows: Sequence[Placed], moves: Moves) -> None:
    """Move what belongs to rows: heights, styles, breaks, pictures."""
    old = dict(ws.row_dimensions)
    ws.row_dimensions.clear()
    last = max((placed.source for placed in rows), default=0)
    for number, placed in enumerate(rows, 1):
        _dimension(ws, old.get(placed.source), number)
    for row, dimension in old.items():
        to = moves.first(row)
        if row > last and to is not None and to not in ws.row_dimensions:
            _dimension(ws, dimension, to)
    breaks = [_before(moves, one.id) for one in ws.row_breaks.brk]
    ws.row_breaks = RowBreak()
    for row in sorted({row for row in breaks if row}):
        ws.row_breaks.append(Break(id=row))
    for picture in (*ws._images, *ws._charts):
        _anchor(picture.anchor, moves)


def _dimension(ws: Any, dimension: Any, row: int) -> None:
    if dimension is not None:
        made = copy(dimension)
        made.index = row
        ws.row_dimensions[row] = made


def _before(moves: Moves, row: int) -> int | None:
    """Return the last row that stands above a break."""
    span = moves.span(1, row)
    return span[1] if span else None


def _anchor(anchor: Any, moves: Moves) -> None:
    if isinstance(anchor, (str, AbsoluteAnchor)):
        return
    top = anchor._from.row + 1
    to = moves.first(top) or _before(moves, top) or 1
    end = getattr(anchor, "to", None)
    if end is not None:
        below = moves.first(end.row + 1)
        stretches = anchor.editAs in (None, "twoCell") and below is not None
        end.row = below - 1 if stretches and below else end.row + to - top
    anchor._from.row = to - 1


def _areas(ws: Any, moves: Moves) -> None:
    """Move what belongs to areas: merged cells, print area and titles, filters, tables."""
    merged = [range_boundaries(str(one)) for one in ws.merged_cells.ranges]
    ws.merged_cells = MultiCellRange()
    for left, top, right, bottom in merged:
        for first, last, _ in moves.spans(top, bottom):
            if (left, first) != (right, last):
                ref = _ref(left, first, right, last)
                ws.merged_cells.add(MergedCellRange(ws, ref))
    if ws.print_area:
        ws.print_area = _print_area(ws, moves)
    if ws.print_title_rows:
        top, bottom = (int(part.strip("$")) for part in ws.print_title_rows.split(":"))
        span = moves.span(top, bottom)
        ws.print_title_rows = f"{span[0]}:{span[1]}" if span else None
    if ws.auto_filter.ref:
        ws.auto_filter.ref = _grown(ws.auto_filter.ref, moves)
    for table in ws.tables.values():
        table.ref = _grown(table.ref, moves)
        if table.autoFilter is not None:
            table.autoFilter.ref = _grown(table.autoFilter.ref, moves)
    for link in ws._hyperlinks:
        if ":" in link.ref:
            link.ref = _grown(link.ref, moves)


def _print_area(ws: Any, moves: Moves) -> str:
    areas = (part.rpartition("!")[2].replace("$", "") for part in _split(ws.print_area))
    return ",".join(_grown(area, moves) for area in areas)


def _split(text: str) -> list[str]:
    """Split at commas outside of quoted sheet names."""
    parts, quoted = [""], False
    for character in text:
        quoted ^= character == "'"
        if character == "," and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _grown(ref: str, moves: Moves) -> str:
    left, top, right, bottom = range_boundaries(ref)
    span = moves.span(top, bottom)
    return _ref(left, *((span[0], right, span[1]) if span else (1, right, 1)))


def _ref(left: int, top: int, right: int, bottom: int) -> str:
    one = f"{get_column_letter(left)}{top}"
    other = f"{get_column_letter(right)}{bottom}"
    return one if one == other else f"{one}:{other}"


def _formulas(ws: Any, rows: Sequence[Placed], moves: Mapping[str, Moves]) -> None:
    for (row, _), cell in ws._cells.items():
        if getattr(cell, "data_type", "") != "f":
            continue
        path = rows[row - 1].path if row <= len(rows) else ()
        value = cell._value
        if isinstance(value, ArrayFormula):
            cell._value = ArrayFormula(
                cell.coordinate if ":" not in value.ref else _own(value.ref, ws, moves),
                moved(value.text, ws.title, moves, path, NOTHING),
            )
        elif isinstance(value, str):
            cell._value = moved(value, ws.title, moves, path, NOTHING)
    for link in ws._hyperlinks:
        if link.location:
            link.location = moved_reference(link.location, ws.title, moves)


def _own(ref: str, ws: Any, moves: Mapping[str, Moves]) -> str:
    return moved_reference(ref, ws.title, moves)


def _rules(ws: Any, moves: Mapping[str, Moves]) -> None:
    """Move data validations and conditional formats with their own formulas."""
    own = moves.get(ws.title)
    kept = []
    for one in ws.data_validations.dataValidation:
        if own is not None:
            one.sqref = _several(one.sqref, own)
        one.formula1 = _in_rule(one.formula1, ws.title, moves)
        one.formula2 = _in_rule(one.formula2, ws.title, moves)
        if one.sqref:
            kept.append(one)
    ws.data_validations.dataValidation = kept
    old = ws.conditional_formatting
    ws.conditional_formatting = ConditionalFormattingList()
    for area in old:
        sqref = _several(area.sqref, own) if own is not None else area.sqref
        for rule in area.rules:
            rule.formula = [_in_rule(f, ws.title, moves) or f for f in rule.formula]
            if sqref:
                ws.conditional_formatting.add(str(sqref), rule)


def _charts(ws: Any, moves: Mapping[str, Moves]) -> None:
    """Let the series of charts follow their cells."""
    for series in (one for chart in ws._charts for one in chart.series):
        for name in ("val", "cat", "tx", "xVal", "yVal", "bubbleSize"):
            for kind in ("numRef", "strRef", "multiLvlStrRef"):
                reference = getattr(getattr(series, name, None), kind, None)
                if reference is not None:
                    reference.f = _in_rule(reference.f, ws.title, moves)


def _several(areas: Any, moves: Moves) -> Any:
    made = []
    for one in areas.ranges:
        for first, last in moves.joined(one.min_row, one.max_row):
            made.append(_ref(one.min_col, first, one.max_col, last))
    return MultiCellRange(" ".join(made))


def _in_rule(formula: Any, sheet: str, moves: Mapping[str, Moves]) -> Any:
    if not isinstance(formula, str) or not formula:
        return formula
    return moved(f"={formula.removeprefix('=')}", sheet, moves)[1:]


def _names(names: Any, sheet: str, moves: Mapping[str, Moves]) -> None:
    for name in names.values():
        if name.attr_text and not name.attr_text.startswith(('"', "#")):
            name.attr_text = moved(f"={name.attr_text}", sheet, moves)[1:]
