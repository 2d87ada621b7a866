"""Draws one page model on a worksheet. The only place that puts text and formulas into cells.

Text that a person typed is always a string cell with `quotePrefix`, so neither opening nor editing
turns it into a formula; formulas come from the model's closed list and hold addresses only.
Imported late: openpyxl is loaded when the first workbook is written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any, Protocol

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.pagebreak import Break

from broker_app.papers.english import storable
from broker_app.papers.flow import above_form_mm, flow
from broker_app.papers.measure import scripts
from broker_app.papers.page import (
    FONT,
    STYLES,
    Align,
    Box,
    Cell,
    Column,
    Figure,
    Form,
    FormRow,
    Formula,
    Page,
    Role,
    Row,
    Rule,
    Table,
    Text,
    font_of,
)
from broker_app.papers.sheet_frames import Known, frame
from broker_app.papers.sheet_print import keep_closing, set_up_print

_LONGEST = 32_767
_MOST_LINES = 250
_INDENT_FROM_MM = 2
"""A box that begins this much right of its column's edge is indented."""
_LONGEST_CODE = 255
_NARROWEST_MM = 1.5
"""Edges nearer than this are one."""
_LEAST_SHARE = 0.6
"""What a box keeps of its width where it takes the edges of the goods."""
_TALLEST_POINTS = 409.0
_POINTS_PER_MM = 72 / 25.4
_WIDTH_PER_MM = 96 / 25.4 / 7  # Arial 10, the plain style, has digits of 7 pixels
_GREY = PatternFill("solid", fgColor="ECECEC")
_LINES = {
    Rule.HAIR: Side("thin", "000000"),
    Rule.STRONG: Side("medium", "000000"),
    Rule.FAINT: Side("thin", "A6A6A6"),
}
_HORIZONTAL = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}
_TOLD_EVERY = 200
_HIGHEST_BLANK_MM = 100.0
_ONLY_MM = 50.0
"""The one column of a sheet on which nothing stands."""


class _Book(Protocol):
    def create_sheet(self, title: str) -> Any: ...


def plain_style(book: Any) -> None:
    """Give a new workbook Arial 10 as its plain style: column widths are counted in it."""
    book._named_styles["Normal"].font = Font(name=FONT, size=10)
    book._fonts[0] = Font(name=FONT, size=10)


def draw(
    page: Page, book: _Book, title: str, told: Callable[[int, int], None]
) -> Mapping[str, Decimal]:
    """Draw a page on a new sheet; returns the result of each formula by its cell address.

    `told` hears how many of the rows are drawn.
    """
    pieces = flow(page)
    edges = _grid(page)
    sheet = _Sheet(book.create_sheet(title), page.table.columns, edges, told)
    for form in page.head:
        sheet.form(form)
    head = sheet.next_row
    first = sheet.table(page.table) if page.table.head_mm else head
    keep_closing(sheet.ws, pieces, first)
    for piece in pieces:
        if piece.first == piece.after and not piece.ends and piece.forms:
            sheet.begin_page()
        for form in (*piece.under, *piece.forms):
            sheet.leave(above_form_mm(page, pieces, form))
            sheet.form(form)
    set_up_print(sheet.ws, page, pieces, head)
    sheet.ws.print_area = f"A1:{get_column_letter(len(edges) - 1)}{max(1, sheet.next_row - 1)}"
    return sheet.results


def _grid(page: Page) -> list[float]:
    """Return the edges of the sheet's columns: those of the goods, and of what has none of them.

    A box of the head that would be squeezed between the edges of the goods has its own.
    """
    edges = [0.0, *accumulate(column.width_mm for column in page.table.columns)]
    forms = page.more if page.table.head_mm else (*page.head, *page.more, *page.closing)
    for form in forms:
        for box in form.boxes:
            for edge in (box.left_mm, box.left_mm + box.width_mm):
                _add_edge(edges, edge)
    for box in (box for form in page.head for box in form.boxes):
        left, right = box.left_mm, box.left_mm + box.width_mm
        if _nearest(edges, right) - _nearest(edges, left) < _LEAST_SHARE * box.width_mm:
            _add_edge(edges, left)
            _add_edge(edges, right)
    return sorted(edges) if len(edges) > 1 else [0.0, _ONLY_MM]


def _add_edge(edges: list[float], edge: float) -> None:
    if all(abs(edge - known) >= _NARROWEST_MM for known in edges):
        edges.append(edge)


def _nearest(edges: Sequence[float], edge: float) -> float:
    return min(edges, key=lambda known: abs(known - edge))


@dataclass(frozen=True, slots=True)
class _Look:
    """Everything that makes cells look alike."""

    role: Role
    align: Align = Align.LEFT
    vertical: str = "top"
    number_format: str = "@"
    above: Rule = Rule.NONE
    below: Rule = Rule.NONE
    filled: bool = False
    wrapped: bool = True
    shrunk: bool = False
    indent: int = 0
    quoted: bool = False
    font: str = FONT


class _Sheet:
    """A worksheet being filled from the top; knows where each figure landed."""

    def __init__(
        self,
        ws: Any,
        columns: Sequence[Column],
        edges: Sequence[float],
        told: Callable[[int, int], None],
    ) -> None:
        self.ws, self._told = ws, told
        self.columns = columns
        self.next_row = 1
        self.results: dict[str, Decimal] = {}
        self._figures: dict[str, str] = {}
        self._runs: dict[str, tuple[str, str]] = {}
        """Where the first and the last figure of a key stand."""
        self._items = (0, 0)
        self._framed: Known = {}
        self._styles: dict[_Look, Any] = {}
        self._edges = list(edges)
        for number, (left, right) in enumerate(pairwise(edges), 1):
            ws.column_dimensions[get_column_letter(number)].width = (right - left) * _WIDTH_PER_MM
        ends = [0.0, *accumulate(column.width_mm for column in columns)]
        self._spans = [(self._snapped(a), self._snapped(b) - 1) for a, b in pairwise(ends)]
        """First and last sheet column of each column of the goods."""

    def form(self, form: Form) -> None:
        """Draw boxes, their labels a sheet row above their values."""
        places = [self._rows(row) for row in form.rows]
        self._know(form, places)
        for box in form.boxes:
            label, top = places[box.row]
            bottom = places[box.row + box.rows - 1][1]
            if box.lines or box.figure or box.label or box.rule is not Rule.NONE:
                self._box(box, self._right_column(box, form), label, top, bottom)
            if box.framed:
                self._frame(label or top, bottom, box.left_mm, box.left_mm + box.width_mm)

    def _know(self, form: Form, places: Sequence[tuple[int, int]]) -> None:
        """Keep where the figures of a form will stand: a formula may name one to its right."""
        for box in form.boxes:
            if box.figure:
                address = self._address(places[box.row][1], self._snapped(box.left_mm))
                self._figures[box.key] = address
                first, _ = self._runs.get(box.key, (address, address))
                self._runs[box.key] = (first, address)

    def leave(self, height_mm: float) -> None:
        """Leave room free, over several rows where it is higher than a row may be."""
        while height_mm > 0:
            self._row(min(height_mm, _HIGHEST_BLANK_MM))
            height_mm -= _HIGHEST_BLANK_MM

    def begin_page(self) -> None:
        """Let what comes next begin a page."""
        self.ws.row_breaks.append(Break(id=self.next_row - 1))

    def table(self, table: Table) -> int:
        """Draw head, rows and the spare row; returns the sheet row of the first vehicle."""
        self._head(table, self._row(table.head_mm))
        first = self.next_row
        self._items = (first, first + len(table.rows))
        for number, row in enumerate(table.rows):
            if number % _TOLD_EVERY == 0:
                self._told(number, len(table.rows))
            above = Rule.FAINT if number and table.ruled else Rule.NONE
            self._item(row, self._row(row.height_mm), above)
        spare = self._row(table.spare_mm)
        below = Rule.HAIR if table.ruled else Rule.NONE
        for number in range(1, len(self._edges)):
            self._paint(spare, number, _Look(Role.CELL, below=below))
        for left, right in self._spans if table.framed else ():
            frame(self.ws, first - 1, spare, left, right, self._framed)
        return first

    def _frame(self, top: int, bottom: int, left_mm: float, right_mm: float) -> None:
        left, right = self._snapped(left_mm), self._snapped(right_mm) - 1
        frame(self.ws, top, bottom, left, right, self._framed)

    def _rows(self, row: FormRow) -> tuple[int, int]:
        label = self._row(row.label_mm) if row.label_mm else 0
        return label, self._row(row.value_mm)

    def _row(self, height_mm: float) -> int:
        number = self.next_row
        height = min(height_mm * _POINTS_PER_MM, _TALLEST_POINTS)
        self.ws.row_dimensions[number].height = round(height, 2)
        self.next_row += 1
        return number

    def _right_column(self, box: Box, form: Form) -> int:
        """Return the last column of a box: up to its neighbour, so that rules run through.

        A figure keeps to the columns it stands under.
        """
        edge = box.left_mm + box.width_mm
        if box.figure:
            return self._snapped(edge) - 1
        beside = [b.left_mm for b in form.boxes if b.left_mm >= edge and _share_rows(b, box)]
        return self._snapped(min(beside, default=edge)) - 1

    def _box(self, box: Box, right: int, label_row: int, top: int, bottom: int) -> None:
        left = self._snapped(box.left_mm)
        if box.label:
            look = _Look(Role.LABEL, vertical="bottom", above=box.rule, wrapped=False)
            self._span(label_row, label_row, left, right, look)
            self._text(label_row, left, (Text(box.label, Role.LABEL),), look)
        role = box.lines[0].role if box.lines else box.role
        look = _Look(
            role,
            box.align,
            box.vertical,
            above=Rule.NONE if box.label else box.rule,
            filled=box.filled,
            indent=int(box.left_mm - self._edges[left - 1] > _INDENT_FROM_MM and not box.framed),
        )
        self._span(top, bottom, left, right, look)
        if box.figure:
            self._figure(top, left, box.figure, look)
        elif box.lines:
            self._text(top, left, box.lines, look)
        if right > left or bottom > top:
            self._join(top, bottom, left, right)
            self._span(top, bottom, left, right, look, skip_first=True)

    def _span(
        self, top: int, bottom: int, left: int, right: int, look: _Look, skip_first: bool = False
    ) -> None:
        below = _Look(look.role, filled=look.filled)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if not (skip_first and (row, column) == (top, left)):
                    self._paint(row, column, look if row == top else below)

    def _head(self, table: Table, row: int) -> None:
        for column, (first, last) in zip(table.columns, self._spans, strict=True):
            look = _Look(
                Role.HEAD,
                column.align,
                "center",
                above=Rule.HAIR if table.ruled else Rule.NONE,
                below=Rule.HAIR if table.ruled else Rule.NONE,
                filled=table.ruled,
                indent=self._indent(table.columns.index(column) + 1),
            )
            self._text(row, first, tuple(Text(t, Role.HEAD) for t in column.head), look)
            self._merge(row, first, last, look)

    def _item(self, row: Row, number: int, above: Rule) -> None:
        for place, (cell, column) in enumerate(zip(row.cells, self.columns, strict=True), 1):
            role = cell.lines[0].role if cell.lines else Role.CELL
            look = _Look(role, column.align, "center", above=above, indent=self._indent(place))
            first, last = self._spans[place - 1]
            self._cell(number, first, cell, look)
            self._merge(number, first, last, look)

    def _merge(self, row: int, first: int, last: int, look: _Look) -> None:
        if last > first:
            self._join(row, row, first, last)
            self._span(row, row, first, last, look, skip_first=True)

    def _join(self, top: int, bottom: int, left: int, right: int) -> None:
        """Merge cells. Ours never overlap, so none is compared with all others as openpyxl does."""
        joined = CellRange(min_row=top, max_row=bottom, min_col=left, max_col=right)
        self.ws.merged_cells.ranges.add(joined)

    def _indent(self, number: int) -> int:
        """Return 1 where a right-aligned column would touch the left-aligned one beside it."""
        aligns = [column.align for column in self.columns[number - 1 : number + 1]]
        return 1 if aligns == [Align.RIGHT, Align.LEFT] else 0

    def _cell(self, row: int, column: int, cell: Cell, look: _Look) -> None:
        if cell.figure:
            self._figure(row, column, cell.figure, look)
        else:
            self._text(row, column, cell.lines, look)

    def _text(self, row: int, column: int, lines: Sequence[Text], look: _Look) -> None:
        """Write what a person typed: always a string, whatever it begins with."""
        texts = [Text(storable(line.text)[:_LONGEST], line.role) for line in lines]
        length = sum(len(line.text) for line in texts)
        number_format = "@" if length <= _LONGEST_CODE else "General"
        cell = self._paint(
            row,
            column,
            replace(
                look,
                number_format=number_format,
                quoted=bool(length),
                font=font_of(*(line.text for line in texts)),
            ),
        )
        if not length:
            return
        cell.value = _content(texts)
        cell.data_type = "s"

    def _figure(self, row: int, column: int, figure: Figure, look: _Look) -> None:
        """Write a number or one of our own formulas."""
        shown = {"number_format": _number_format(figure), "wrapped": False, "shrunk": True}
        look = replace(look, **shown)  # type: ignore[arg-type]
        cell = self._paint(row, column, look)
        if figure.formula is None:
            cell.value = figure.value
            return
        cell.value = self._formula(figure.formula, row)
        self.results[self._address(row, column)] = figure.value

    def _formula(self, formula: Formula, row: int) -> str:
        if formula.kind == "product":
            return "=" + "*".join(self._operand(key, row) for key in formula.of)
        if formula.kind == "volume":
            sides = "*".join(self._operand(key, row) for key in formula.of)
            return f"=ROUND({sides}/1000000,3)"
        if formula.kind == "column_sum":
            column = self._column(formula.of[0])
            return f"=SUM({column}{self._items[0]}:{column}{self._items[1]})"
        if formula.kind == "rows_sum":
            return "=SUM({}:{})".format(*self._runs[formula.of[0]])
        if formula.kind == "minus":
            return "=" + "-".join(self._operand(key, row) for key in formula.of)
        if formula.kind == "percent":
            part, whole = (self._operand(key, row) for key in formula.of)
            return f"=IF({whole}=0,0,ROUND({part}/{whole}*100,1))"
        if formula.kind == "plus":
            return "=" + "+".join(self._figures[key] for key in formula.of)
        raise ValueError(f"unknown formula {formula.kind!r}")

    def _operand(self, key: str, row: int) -> str:
        """Return the address of a figure under the table, or of a column in this row."""
        return self._figures.get(key) or f"{self._column(key)}{row}"

    def _column(self, key: str) -> str:
        keys = [column.key for column in self.columns]
        return str(get_column_letter(self._spans[keys.index(key)][0]))

    def _address(self, row: int, column: int) -> str:
        return f"{get_column_letter(column)}{row}"

    def _snapped(self, mm: float) -> int:
        nearest = min(range(len(self._edges)), key=lambda i: abs(self._edges[i] - mm))
        return nearest + 1

    def _paint(self, row: int, column: int, look: _Look) -> Any:
        cell = self.ws.cell(row, column)
        cell._style = self._style(look)
        return cell

    def _style(self, look: _Look) -> Any:
        if look not in self._styles:
            self._styles[look] = _styled(SheetCell(self.ws, row=1, column=1), look)._style
        return self._styles[look]


def _styled(cell: Any, look: _Look) -> Any:
    style = STYLES[look.role]
    cell.font = Font(name=look.font, size=style.size_pt, bold=style.bold)
    cell.alignment = Alignment(
        horizontal=_HORIZONTAL[look.align],
        vertical=look.vertical,
        wrap_text=look.wrapped,
        shrink_to_fit=look.shrunk or None,
        indent=look.indent,
    )
    cell.border = Border(top=_LINES.get(look.above), bottom=_LINES.get(look.below))
    cell.number_format = look.number_format
    cell.quotePrefix = look.quoted
    if look.filled:
        cell.fill = _GREY
    return cell


def _content(lines: Sequence[Text]) -> Any:
    """Return the lines as one text, rich where their looks differ, as long as a cell may hold."""
    shown = lines[:_MOST_LINES]
    room = _LONGEST // len(shown) - 1
    texts = [Text(line.text[:room], line.role) for line in shown]
    looks = {(line.role, font_of(part)) for line in texts for part in scripts(line.text)}
    if len(looks) <= 1:
        return "\n".join(line.text for line in texts)
    ended = [Text(f"{line.text}\n", line.role) for line in texts[:-1]] + texts[-1:]
    return CellRichText(
        [
            TextBlock(_inline_font(one.role, part), part)
            for one in ended
            for part in scripts(one.text)
        ]
    )


def _inline_font(role: Role, text: str) -> Any:
    style = STYLES[role]
    return InlineFont(rFont=font_of(text), sz=style.size_pt, b=style.bold)


def _share_rows(one: Box, other: Box) -> bool:
    return one.row < other.row + other.rows and other.row < one.row + one.rows


def _number_format(figure: Figure) -> str:
    whole = "#,##0" if figure.grouped else "0"
    return whole + (f".{'0' * figure.decimals}" if figure.decimals else "")
