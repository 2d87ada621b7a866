"""Draws one page model on a worksheet. The only place that puts text and formulas into cells.

Text that a person typed is always a string cell with `quotePrefix`, so neither opening nor editing
turns it into a formula; formulas come from the model's closed list and hold addresses only.
Imported late: openpyxl is loaded when the first workbook is written.
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple, Protocol

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from broker_app.papers.book import (
    BLANK,
    Grid,
    formula_cell,
    look_of,
    number_cell,
    rich_cell,
    text_cell,
)
from broker_app.papers.english import storable
from broker_app.papers.flow import above_form_mm, flow
from broker_app.papers.measure import is_japanese, scripts
from broker_app.papers.page import (
    FONT,
    JAPANESE_FONT,
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
from broker_app.papers.sheet_print import (
    check_entries,
    keep_closing,
    keep_from_slips,
    set_up_print,
)

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
_FIXED = frozenset({Role.LETTERHEAD, Role.TITLE, Role.DRAFT, Role.LABEL, Role.HEAD})
"""What nobody types over in a workbook."""
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


def draw(page: Page, book: _Book, title: str, told: Callable[[int, int], None]) -> Grid:
    """Draw a page for a new sheet; returns its cells.

    `told` hears how many of the rows are drawn, of the table and of what is below it.
    """
    pieces = flow(page)
    edges = _grid(page)
    sheet = _Sheet(book.create_sheet(title), page.table.columns, edges, told)
    for form in page.head:
        sheet.form(form)
    head = sheet.next_row
    first = sheet.table(page.table) if page.table.head_mm else head
    keep_closing(sheet.ws, pieces, first)
    ends = list(accumulate((len(piece.forms) for piece in pieces), initial=0))
    for drawn, piece in zip(ends, pieces, strict=False):
        if page.more:
            told(drawn, ends[-1])
        if piece.first == piece.after and not piece.ends and piece.forms:
            sheet.begin_page()
        for form in (*piece.under, *piece.forms):
            sheet.leave(above_form_mm(page, pieces, form))
            sheet.form(form)
    set_up_print(sheet.ws, page, pieces, head)
    if page.guarded:
        keep_from_slips(sheet.ws)
    sheet.ws.print_area = f"A1:{get_column_letter(len(edges) - 1)}{max(1, sheet.next_row - 1)}"
    return sheet.grid


def _grid(page: Page) -> list[float]:
    """Return the edges of the sheet's columns: those of the goods, and of what has none of them.

    A box of the head that would be squeezed between the edges of the goods has its own.
    """
    edges = [0.0, *accumulate(column.width_mm for column in page.table.columns)]
    forms = page.more if page.table.head_mm else (*page.head, *page.more, *page.closing)
    sides = {(box.left_mm, box.left_mm + box.width_mm): 0 for form in forms for box in form.boxes}
    for edge in dict.fromkeys(edge for both in sides for edge in both):
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


class _Look(NamedTuple):
    """What a cell looks like, whatever it holds."""

    role: Role
    align: Align = Align.LEFT
    vertical: str = "top"
    above: Rule = Rule.NONE
    below: Rule = Rule.NONE
    filled: bool = False
    wrapped: bool = True
    indent: int = 0


class _Form(NamedTuple):
    """How what a cell holds is shown in it."""

    number_format: str = "@"
    quoted: bool = False
    figure: bool = False
    japanese: bool = False
    locked: bool = False


_BLANK = _Form()


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
        self.grid = Grid()
        self._figures: dict[str, str] = {}
        self._runs: dict[str, tuple[str, str]] = {}
        """Where the first and the last figure of a key stand."""
        self._items = (0, 0)
        self._framed: Known = {}
        self._styles: dict[tuple[_Look, _Form], int] = {}
        self._snaps: dict[float, int] = {}
        self._edges = list(edges)
        for number, (left, right) in enumerate(pairwise(edges), 1):
            ws.column_dimensions[get_column_letter(number)].width = (right - left) * _WIDTH_PER_MM
        ends = [0.0, *accumulate(column.width_mm for column in columns)]
        self._spans = [(self._snapped(a), self._snapped(b) - 1) for a, b in pairwise(ends)]
        """First and last sheet column of each column of the goods."""
        self._letters = {
            column.key: str(get_column_letter(first))
            for column, (first, _) in zip(columns, self._spans, strict=True)
        }
        aligns = [column.align for column in columns] + [Align.RIGHT]
        self._indents = [int(pair == (Align.RIGHT, Align.LEFT)) for pair in pairwise(aligns)]
        """1 where a right-aligned column would touch the left-aligned one beside it."""

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
                left, right = self._snapped(box.left_mm), self._snapped(box.left_mm + box.width_mm)
                frame(self.grid, label or top, bottom, left, right - 1, self._framed, self.ws)

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
        for column, (left, _) in zip(table.columns, self._spans, strict=True):
            check_entries(self.ws, column, get_column_letter(left), first, spare)
        for left, right in self._spans if table.framed else ():
            frame(self.grid, first - 1, spare, left, right, self._framed, self.ws)
        return first

    def _rows(self, row: FormRow) -> tuple[int, int]:
        label = self._row(row.label_mm) if row.label_mm else 0
        return label, self._row(row.value_mm)

    def _row(self, height_mm: float) -> int:
        number = self.next_row
        height = min(height_mm * _POINTS_PER_MM, _TALLEST_POINTS)
        self.grid.heights[number] = round(height, 2)
        self.grid.rows[number] = {}
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
        indent = int(box.left_mm - self._edges[left - 1] > _INDENT_FROM_MM and not box.framed)
        if box.label:
            look = _Look(
                Role.LABEL, vertical="bottom", above=box.rule, wrapped=False, indent=indent
            )
            self._span(label_row, label_row, left, right, look)
            self._text(label_row, left, (Text(box.label, Role.LABEL),), look)
        role = box.lines[0].role if box.lines else box.role
        look = _Look(
            role,
            box.align,
            box.vertical,
            above=Rule.NONE if box.label else box.rule,
            filled=box.filled,
            indent=indent,
        )
        self._span(top, bottom, left, right, look)
        if box.figure:
            self._figure(top, left, box.figure, look)
        elif box.lines:
            self._text(top, left, box.lines, look)
        if right > left or bottom > top:
            self._join(top, bottom, left, right)

    def _span(
        self, top: int, bottom: int, left: int, right: int, look: _Look, skip_first: bool = False
    ) -> None:
        for column in range(left + skip_first, right + 1):
            self._paint(top, column, look)
        below = _Look(look.role, filled=look.filled)
        for row in range(top + 1, bottom + 1):
            for column in range(left, right + 1):
                self._paint(row, column, below)

    def _head(self, table: Table, row: int) -> None:
        for place, (column, (first, last)) in enumerate(
            zip(table.columns, self._spans, strict=True)
        ):
            look = _Look(
                Role.HEAD,
                column.align,
                "center",
                above=Rule.HAIR if table.ruled else Rule.NONE,
                below=Rule.HAIR if table.ruled else Rule.NONE,
                filled=table.ruled,
                indent=self._indents[place],
            )
            self._text(row, first, tuple(Text(t, Role.HEAD) for t in column.head), look)
            self._merge(row, first, last, look)

    def _item(self, row: Row, number: int, above: Rule) -> None:
        for cell, column, indent, (first, last) in zip(
            row.cells, self.columns, self._indents, self._spans, strict=True
        ):
            role = cell.lines[0].role if cell.lines else Role.CELL
            look = _Look(role, column.align, "center", above, indent=indent)
            self._cell(number, first, cell, look)
            self._merge(number, first, last, look)

    def _merge(self, row: int, first: int, last: int, look: _Look) -> None:
        if last > first:
            self._join(row, row, first, last)
            self._span(row, row, first, last, look, skip_first=True)

    def _join(self, top: int, bottom: int, left: int, right: int) -> None:
        self.grid.joined.append(f"{self._address(top, left)}:{self._address(bottom, right)}")

    def _cell(self, row: int, column: int, cell: Cell, look: _Look) -> None:
        if cell.figure:
            self._figure(row, column, cell.figure, look)
        else:
            self._text(row, column, cell.lines, look)

    def _text(self, row: int, column: int, lines: Sequence[Text], look: _Look) -> None:
        """Write what a person typed: always a string, whatever it begins with."""
        texts = [storable(line.text)[:_LONGEST] for line in lines]
        length = sum(map(len, texts))
        if not length:
            self._paint(row, column, look)
            return
        japanese, locked = any(map(is_japanese, texts)), look.role in _FIXED
        form = _form_of_text(length > _LONGEST_CODE, japanese, locked)
        self._paint(row, column, look, form, _content(texts, [line.role for line in lines]))

    def _figure(self, row: int, column: int, figure: Figure, look: _Look) -> None:
        """Write a number or one of our own formulas."""
        content = (
            number_cell(figure.value)
            if figure.formula is None
            else formula_cell(self._formula(figure.formula, row), figure.value)
        )
        form = _form_of(figure.grouped, figure.decimals, figure.formula is not None)
        self._paint(row, column, look, form, content)

    def _formula(self, formula: Formula, row: int) -> str:
        if formula.kind == "product":
            return "=" + "*".join(self._operand(key, row) for key in formula.of)
        if formula.kind == "volume":
            sides = "*".join(self._operand(key, row) for key in formula.of)
            return f"=ROUND({sides}/1000000,3)"
        if formula.kind == "column_sum":
            column = self._letters[formula.of[0]]
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
        return self._figures.get(key) or f"{self._letters[key]}{row}"

    def _address(self, row: int, column: int) -> str:
        return f"{get_column_letter(column)}{row}"

    def _snapped(self, mm: float) -> int:
        """Return the sheet column that begins nearest to a place."""
        found = self._snaps.get(mm)
        if found is None:
            nearest = min(range(len(self._edges)), key=lambda i: abs(self._edges[i] - mm))
            found = self._snaps[mm] = nearest + 1
        return found

    def _paint(
        self, row: int, column: int, look: _Look, form: _Form = _BLANK, content: str = ""
    ) -> None:
        """Give a cell its look, and its content where there is one; else it keeps its own."""
        style = self._styles.get((look, form))
        if style is None:
            style = self._styles[look, form] = len(self.grid.styles)
            self.grid.styles.append(_styled(SheetCell(self.ws), look, form)._style)
        cells = self.grid.rows[row]
        if not content:
            content = cells[column][1] if column in cells else BLANK
        cells[column] = (style, content)


def _styled(cell: Any, look: _Look, form: _Form) -> Any:
    style = STYLES[look.role]
    font = JAPANESE_FONT if form.japanese else FONT
    cell.font = Font(name=font, size=style.size_pt, bold=style.bold)
    cell.alignment = Alignment(
        horizontal=_HORIZONTAL[look.align],
        vertical=look.vertical,
        wrap_text=look.wrapped and not form.figure,
        shrink_to_fit=form.figure or None,
        indent=look.indent,
    )
    cell.border = Border(top=_LINES.get(look.above), bottom=_LINES.get(look.below))
    cell.number_format = form.number_format
    cell.quotePrefix = form.quoted
    cell.protection = Protection(locked=form.locked)
    if look.filled:
        cell.fill = _GREY
    return cell


def _content(texts: Sequence[str], roles: Sequence[Role]) -> str:
    """Return the lines as one text, rich where their looks differ, as long as a cell may hold."""
    shown = texts[:_MOST_LINES]
    room = _LONGEST // len(shown) - 1
    cut = [text[:room] for text in shown]
    if all(map(str.isascii, cut)) and len(set(roles)) == 1:
        return text_cell("\n".join(cut))
    looks = {
        (role, font_of(s)) for text, role in zip(cut, roles, strict=False) for s in scripts(text)
    }
    if len(looks) <= 1:
        return text_cell("\n".join(cut))
    ended = [f"{text}\n" for text in cut[:-1]] + cut[-1:]
    return rich_cell(
        (_inline_look(role, font_of(part)), part)
        for text, role in zip(ended, roles, strict=False)
        for part in scripts(text)
    )


@cache
def _inline_look(role: Role, font: str) -> str:
    style = STYLES[role]
    return look_of(InlineFont(rFont=font, sz=style.size_pt, b=style.bold))


def _share_rows(one: Box, other: Box) -> bool:
    return one.row < other.row + other.rows and other.row < one.row + one.rows


@cache
def _form_of_text(long: bool, japanese: bool, locked: bool) -> _Form:
    """Return how what a person typed is shown; a long text is none of Excel's codes."""
    return _Form("General" if long else "@", quoted=True, japanese=japanese, locked=locked)


@cache
def _form_of(grouped: bool, decimals: int, locked: bool) -> _Form:
    """Return how a figure is shown."""
    whole = "#,##0" if grouped else "0"
    return _Form(whole + (f".{'0' * decimals}" if decimals else ""), figure=True, locked=locked)
