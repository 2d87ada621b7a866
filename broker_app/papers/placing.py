"""Places a page model on sheets of paper: every line of text, rule and grey area where it stands.

Preview, printer and PDF draw these marks and decide nothing. Positions are millimetres from the
upper left corner of the paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from broker_app.papers.flow import Piece, above_form_mm, flow
from broker_app.papers.forms import leading_mm
from broker_app.papers.measure import MM_PER_POINT, width_mm, wrapped
from broker_app.papers.page import (
    STYLES,
    Align,
    Box,
    Cell,
    Column,
    Form,
    Page,
    Role,
    Row,
    Rule,
    Setup,
    Stamp,
    Table,
    Text,
)

RULES_PT = {Rule.HAIR: 0.5, Rule.STRONG: 0.8, Rule.FAINT: 0.35}
INSET_MM = 0.8
"""Left and right of a text in its column."""
_ROW_TOP_MM = 1.5
_HEAD_FOOT_MM = 1.4
_CAPITALS = 0.716
"""Height of Arial's capitals, in type sizes."""
_BELOW_RULE_MM = 1.0
"""Between a rule and the text below it, where no label stands between."""
_FOOT_LINE_MM = 0.6
_FOOT_TEXT_MM = 4.4
_ACROSS_MM = 250.0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a picture stands: at a box, below its top edge or over it, `sunk_mm` across it."""

    box: str
    width_mm: float
    height_mm: float
    align: Align
    below: bool = False
    sunk_mm: float = 0.0


_STAMPS = {
    "logo": _Place("letterhead", 50.0, 15.0, Align.RIGHT, below=True),
    "signature": _Place("signature", 48.0, 14.0, Align.LEFT),
    "seal": _Place("signature", 20.0, 20.0, Align.RIGHT, sunk_mm=5.0),
}


@dataclass(frozen=True, slots=True)
class Written:
    """One line of text on its baseline; `room_mm` is all the width it may take."""

    text: str
    role: Role
    left_mm: float
    room_mm: float
    baseline_mm: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Ruled:
    """A horizontal line."""

    left_mm: float
    right_mm: float
    at_mm: float
    rule: Rule


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle filled with grey."""

    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Frame(Area):
    """A rectangle with a hairline all around."""


@dataclass(frozen=True, slots=True)
class Across:
    """A text across the whole sheet, from the lower left to the upper right corner."""

    text: str
    size_pt: float


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture in the largest size that its place takes, at the place's foot."""

    content: bytes
    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float
    align: Align


@dataclass(slots=True)
class Sheet:
    """One sheet of paper; to be drawn in the order of its fields."""

    setup: Setup
    areas: list[Area] = field(default_factory=list)
    across: Across | None = None
    rules: list[Ruled] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    texts: list[Written] = field(default_factory=list)
    pictures: list[Pictured] = field(default_factory=list)


def sheets(page: Page) -> tuple[Sheet, ...]:
    """Return the sheets a page model takes: head rows repeated, the closing on the last.

    Of a paper with several copies all sheets of the first come first.
    """
    pieces = flow(page)
    return tuple(
        _Pen(page, copy).sheet(number, pieces)
        for copy in page.copies or ("",)
        for number in range(len(pieces))
    )


class _Pen:
    """Fills one sheet from the top; `y` is where it stands."""

    def __init__(self, page: Page, copy: str) -> None:
        self.page, self.copy = page, copy
        self.left = page.setup.left_mm
        self.y = page.setup.top_mm
        self.made = Sheet(page.setup)
        self.stamped: dict[str, str] = {}

    def sheet(self, number: int, pieces: Sequence[Piece]) -> Sheet:
        """Return the sheet of this number, from 0."""
        page, piece = self.page, pieces[number]
        for form in page.head if number == 0 or page.bare else ():
            self._form(form)
        stands = piece.after > piece.first or piece.ends or number == 0
        if page.table.head_mm and stands:
            self._head(page.table)
            self._rows(page.table, page.table.rows[piece.first : piece.after])
        self.y += page.table.spare_mm if piece.ends else 0.0
        for form in (*piece.under, *piece.forms):
            self.y += above_form_mm(page, pieces, form)
            self._form(form)
        self._foot(number + 1, len(pieces))
        if page.draft:
            self.made.across = Across(page.draft, _ACROSS_MM / width_mm(page.draft, 1, bold=True))
        return self.made

    def _form(self, form: Form) -> None:
        tops = [self.y]
        for row in form.rows:
            tops.append(tops[-1] + row.label_mm + row.value_mm)
        for box in form.boxes:
            top, bottom = tops[box.row], tops[box.row + box.rows]
            self._box(box, form, top, top + form.rows[box.row].label_mm, bottom)
        self.y = tops[-1]

    def _box(self, box: Box, form: Form, label: float, top: float, bottom: float) -> None:
        for stamp in self.page.stamps:
            self._stamp(stamp, box, top)
        if box.filled:
            left = self.left + box.left_mm
            self.made.areas.append(Area(left, top, box.width_mm, bottom - top))
        if box.framed:
            left = self.left + box.left_mm
            self.made.frames.append(Frame(left, label, box.width_mm, bottom - label))
        if box.rule is not Rule.NONE:
            self._rule(box.left_mm, _end(box, form), label if box.label else top, box.rule)
        if box.label:
            text = Text(box.label, Role.LABEL)
            self._lines([text], box, top - STYLES[Role.LABEL].leading_mm)
        lines = _broken(_lines_of(box), box.width_mm)
        spare = bottom - top - sum(leading_mm(line) for line in lines)
        ruled = box.framed or box.rule is not Rule.NONE
        below = _BELOW_RULE_MM if ruled and not box.label else 0.0
        self._lines(lines, box, top + {"top": below, "center": spare / 2}.get(box.vertical, spare))

    def _stamp(self, stamp: Stamp, box: Box, top: float) -> None:
        """Place a picture at its box: a logo on the right, a signature and a seal over its rule."""
        place = _STAMPS[stamp.name]
        if not box.key.endswith(place.box) or self.stamped.get(stamp.name, box.key) != box.key:
            return
        self.stamped[stamp.name] = box.key  # of several places to sign the exporter's is the first
        right = place.align is Align.RIGHT
        left = self.left + box.left_mm + (box.width_mm - place.width_mm if right else 0.0)
        over = 0.0 if place.below else place.height_mm - place.sunk_mm
        size = (place.width_mm, place.height_mm)
        self.made.pictures.append(Pictured(stamp.content, left, top - over, *size, place.align))

    def _lines(self, lines: Sequence[Text], box: Box, top: float) -> None:
        right = INSET_MM if box.align is Align.RIGHT or box.inset else 0.0
        left = INSET_MM if box.inset else 0.0
        for line in lines:
            room = box.width_mm - left - right
            self._line(line, box.left_mm + left, room, top, box.align)
            top += leading_mm(line)

    def _head(self, table: Table) -> None:
        width = sum(column.width_mm for column in table.columns)
        if table.ruled:
            self.made.areas.append(Area(self.left, self.y, width, table.head_mm))
            self._rule(0, width, self.y, Rule.STRONG)
            self._rule(0, width, self.y + table.head_mm, Rule.STRONG)
        self.y += table.head_mm
        left = 0.0
        for column in table.columns:
            lines = [Text(text, Role.HEAD) for text in column.head]
            high = sum(leading_mm(line) for line in lines)
            self._column(lines, column, left, self.y - _HEAD_FOOT_MM - high)
            left += column.width_mm

    def _rows(self, table: Table, rows: Sequence[Row]) -> None:
        width = sum(column.width_mm for column in table.columns)
        top = self.y - table.head_mm
        for number, row in enumerate(rows):
            if number and table.ruled:
                self._rule(0, width, self.y, Rule.FAINT)
            left = 0.0
            for cell, column in zip(row.cells, table.columns, strict=True):
                lines = _broken(_cell_lines(cell), column.room_mm)
                self._column(lines, column, left, self.y + _ROW_TOP_MM)
                left += column.width_mm
            self.y += row.height_mm
        if table.ruled:
            self._rule(0, width, self.y, Rule.HAIR)
        left = self.left
        for column in table.columns if table.framed else ():
            self.made.frames.append(Frame(left, top, column.width_mm, self.y - top))
            left += column.width_mm

    def _column(self, lines: Sequence[Text], column: Column, left: float, top: float) -> None:
        for line in lines:
            room = column.room_mm - 2 * INSET_MM
            self._line(line, left + column.gap_mm + INSET_MM, room, top, column.align)
            top += leading_mm(line)

    def _foot(self, number: int, count: int) -> None:
        setup = self.page.setup
        self._mark(setup)
        if self.page.bare:
            return
        edge = setup.height_mm - setup.bottom_mm
        width = setup.width_mm - setup.left_mm - setup.right_mm
        self._rule(0, width, edge + _FOOT_LINE_MM, Rule.FAINT)
        left, right = self.page.footer
        middle = self.page.page_of.format(page=number, pages=count)
        for text, align in zip((left, middle, right), Align, strict=True):
            baseline = edge + _FOOT_TEXT_MM
            self.made.texts.append(Written(text, Role.DETAIL, self.left, width, baseline, align))

    def _mark(self, setup: Setup) -> None:
        """Say above the margin which copy it is."""
        width = setup.width_mm - setup.left_mm - setup.right_mm
        top = setup.top_mm - STYLES[Role.DRAFT].leading_mm
        self._line(Text(self.copy, Role.DRAFT), 0, width, top, Align.RIGHT)

    def _line(self, line: Text, left: float, room: float, top: float, align: Align) -> None:
        if not line.text:
            return
        style = STYLES[line.role]
        baseline = top + (style.leading_mm + _CAPITALS * style.size_pt * MM_PER_POINT) / 2
        self.made.texts.append(
            Written(line.text, line.role, self.left + left, room, baseline, align)
        )

    def _rule(self, left: float, right: float, at: float, rule: Rule) -> None:
        self.made.rules.append(Ruled(self.left + left, self.left + right, at, rule))


def _end(box: Box, form: Form) -> float:
    """Return where the rule of a box ends; a strong one runs through to the next box."""
    edge = box.left_mm + box.width_mm
    beside = [b.left_mm for b in form.boxes if b.left_mm >= edge and b.row == box.row]
    return min(beside, default=edge) if box.rule is Rule.STRONG else edge


def _lines_of(box: Box) -> Sequence[Text]:
    return (Text(box.figure.shown, box.role),) if box.figure else box.lines


def _cell_lines(cell: Cell) -> Sequence[Text]:
    return (Text(cell.figure.shown, Role.CELL),) if cell.figure else cell.lines


def _broken(lines: Sequence[Text], width: float) -> list[Text]:
    """Break lines as the layout counted them; one figure stays on its line."""
    broken = []
    for line in lines:
        style = STYLES[line.role]
        pieces = wrapped(line.text, width - 2 * INSET_MM, style.size_pt, bold=style.bold)
        broken += [Text(piece, line.role) for piece in pieces]
    return broken
