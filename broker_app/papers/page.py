"""The page model: a paper as blocks, boxes, tables and formulas, in millimetres and roles.

The workbook and the printer only draw this model, so a paper and its workbook cannot disagree.
Positions are millimetres from the left and top margin; sizes are type points.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from broker_app.papers.measure import is_japanese

FONT = "Arial"
JAPANESE_FONT = "Yu Gothic"
"""What a cell of a workbook is set in where it holds Japanese."""


def font_of(*texts: str) -> str:
    """Return the font of a cell of a workbook that holds these texts."""
    return JAPANESE_FONT if any(map(is_japanese, texts)) else FONT


PAGE_OF: Mapping[str, str] = {"en": "Page {page} of {pages}", "ja": "{page}／{pages}ページ"}
"""Stands in the middle of the foot, by the language of a paper."""
NUMBERED = "{page} / {pages}"
"""The same where a paper is in the language in use."""


class Role(StrEnum):
    """What a text is on the paper; `STYLES` says how each looks."""

    LETTERHEAD = "letterhead"
    ADDRESS = "address"
    TITLE = "title"
    DRAFT = "draft"
    LABEL = "label"
    VALUE = "value"
    STRONG = "strong"
    HEAD = "head"
    CELL = "cell"
    CELL_STRONG = "cell strong"
    DETAIL = "detail"
    SUM = "sum"
    TOTAL = "total"
    WORDS = "words"
    NOTE = "note"
    SIGNATURE = "signature"
    LARGE = "large"
    MARK = "mark"
    MARK_SMALL = "mark small"


@dataclass(frozen=True, slots=True)
class Style:
    """Type size in points and weight; `leading_mm` is the height of one line."""

    size_pt: float
    bold: bool
    leading_mm: float


STYLES: Mapping[Role, Style] = {
    Role.LETTERHEAD: Style(13, True, 6.0),
    Role.ADDRESS: Style(7.5, False, 3.6),
    Role.TITLE: Style(17, True, 7.5),
    Role.DRAFT: Style(10, True, 4.6),
    Role.LABEL: Style(6.3, False, 2.8),
    Role.VALUE: Style(8, False, 3.7),
    Role.STRONG: Style(8, True, 3.7),
    Role.HEAD: Style(6.5, True, 2.9),
    Role.CELL: Style(8, False, 3.7),
    Role.CELL_STRONG: Style(8, True, 3.7),
    Role.DETAIL: Style(7, False, 3.3),
    Role.SUM: Style(8, False, 3.7),
    Role.TOTAL: Style(9.5, True, 4.4),
    Role.WORDS: Style(8, True, 3.7),
    Role.NOTE: Style(7.5, False, 3.6),
    Role.SIGNATURE: Style(7.5, False, 3.6),
    Role.LARGE: Style(14, True, 6.6),
    Role.MARK: Style(60, True, 22.0),
    Role.MARK_SMALL: Style(36, True, 14.0),
}


class Align(StrEnum):
    """Where a text stands in its box."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Rule(StrEnum):
    """The line above a box: none, hairline 0.5 pt, strong 0.8 pt, faint 0.35 pt between rows."""

    NONE = "none"
    HAIR = "hair"
    STRONG = "strong"
    FAINT = "faint"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, before it is wrapped to its box."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Formula:
    """How a figure follows from others, by key.

    `product` multiplies two columns of its row, `volume` three sides in cm to m3 with three
    decimals, `column_sum` adds up a column of the table, `rows_sum` a column of a further table
    (every figure of that key), `plus` adds up figures under the table.
    `minus` takes one figure from another and `percent` says one as a share of another with one
    decimal, in its row or under the table.
    """

    kind: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its decimals, and the formula it follows from where there is one."""

    value: Decimal
    decimals: int = 0
    grouped: bool = True
    formula: Formula | None = None

    @property
    def shown(self) -> str:
        """The number as printed: `73,183.24`."""
        return f"{self.value:{',' if self.grouped else ''}.{self.decimals}f}"


@dataclass(frozen=True, slots=True)
class Typed:
    """What may be typed into a box of a workbook: who types anything else is warned by `says`.

    `kind` is list (of `choices`), begins (with one of them), above_zero, count, country,
    country_code, day or japanese_day (from `first` to `last`).
    """

    kind: str
    says: str = ""
    choices: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


_MIDDLE = ("title", "draft", "paper_title")
"""Keys of boxes whose text stands in the middle of their height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A labelled text or figure on a form: from `row` (0 is the first) over `rows` rows."""

    key: str
    left_mm: float
    width_mm: float
    row: int
    rows: int = 1
    label: str = ""
    lines: tuple[Text, ...] = ()
    figure: Figure | None = None
    role: Role = Role.VALUE
    align: Align = Align.LEFT
    rule: Rule = Rule.NONE
    filled: bool = False
    """Grey, as the head of a table."""
    inset: bool = False
    """Its text keeps off its edges, as in a column of a table."""
    bottom: bool = False
    """Whether the text stands at the foot of its box."""
    framed: bool = False
    """Whether lines stand all around it."""
    typed: Typed | None = None
    """What may be typed into it in a workbook; None where that is open."""

    @property
    def vertical(self) -> str:
        """Where the text stands in the height of its box: top, center or bottom."""
        if self.role in (Role.SUM, Role.TOTAL, Role.CELL_STRONG) or self.key in _MIDDLE:
            return "center"
        return "bottom" if self.bottom else "top"


@dataclass(frozen=True, slots=True)
class FormRow:
    """Heights of a row of a form: the line of labels (0 where it has none), then the values."""

    label_mm: float
    value_mm: float


@dataclass(frozen=True, slots=True)
class Form:
    """Boxes on rows. A form is never broken over two pages.

    One that is `kept` stays on the page of the next; `new_page` begins one; `under` is what is
    repeated above it where it begins a page (the head of its table).
    """

    key: str
    rows: tuple[FormRow, ...]
    boxes: tuple[Box, ...]
    kept: bool = False
    new_page: bool = False
    under: "tuple[Form, ...]" = ()

    @property
    def height_mm(self) -> float:
        """Its height."""
        return sum(row.label_mm + row.value_mm for row in self.rows)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; the head may have a second line (the currency)."""

    key: str
    head: tuple[str, ...]
    width_mm: float
    align: Align
    form: str
    typed: Typed | None = None
    """What may be typed into its cells in a workbook; None where that is open."""
    gap_mm: float = 0.0
    """Room that stays free at its left on paper, so that no text runs into a figure beside it."""

    @property
    def room_mm(self) -> float:
        """How wide the texts in it may be, with the usual inset."""
        return self.width_mm - self.gap_mm


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one column of a row: lines of text or a figure."""

    lines: tuple[Text, ...] = ()
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One vehicle: a cell for each column. Never broken over two pages."""

    cells: tuple[Cell, ...]
    height_mm: float


@dataclass(frozen=True, slots=True)
class Table:
    """The goods. The head is repeated on every page; one of no height is no table at all.

    `spare_mm` is the height of the blank row that the sums include, so that a row added by hand
    before the totals is counted.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    head_mm: float
    spare_mm: float
    framed: bool = False
    """Whether lines stand between its columns and around it."""

    @property
    def ruled(self) -> bool:
        """Whether it has a head and lines between its rows; a form has them already."""
        return any(column.head for column in self.columns)


@dataclass(frozen=True, slots=True)
class Setup:
    """Paper and margins in millimetres."""

    paper: str
    orientation: str
    width_mm: float
    height_mm: float
    left_mm: float
    right_mm: float
    top_mm: float
    bottom_mm: float
    slack_mm: float = 3.0
    """Kept free above the bottom margin; number, page and date stand inside the margin."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A picture on paper, never in a workbook: `logo` at the letterhead, `seal`, `signature`."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One paper: head, table, what is `more`, closing.

    The closing is kept together; what comes first after the table stays with its last row.
    """

    kind: str
    sheet: str
    author: str
    date: str
    """ISO day of the paper."""
    draft: str = ""
    """The draft mark across the page; empty on an issued paper."""
    setup: Setup
    head: tuple[Form, ...]
    table: Table = Table((), (), head_mm=0, spare_mm=0)
    more: tuple[Form, ...] = ()
    """Further tables, notes and clauses: each row, each line a form."""
    closing: tuple[Form, ...] = ()
    footer: tuple[str, str]
    """Left and right text; `page_of` stands in the middle."""
    page_of: str = PAGE_OF["en"]
    stamps: tuple[Stamp, ...] = ()
    bare: bool = False
    """Printed onto a form that has lines, labels and foot: its head stands on every sheet of paper,
    its closing at the foot of the last."""
    guarded: bool = False
    """Whether labels and formulas of its workbook are kept from slips of the hand."""
    copies: tuple[str, ...] = ()
    """The marks of the copies that are printed of it, one after the other; none: one, unmarked."""

    def each_copy(self) -> "tuple[Page, ...]":
        """Return its copies as papers of their own: in a workbook each is a sheet."""
        marked = (
            replace(self, sheet=f"{self.sheet} {mark}", copies=(mark,)) for mark in self.copies
        )
        return tuple(marked) or (self,)

    def as_text(self) -> str:
        """Return the whole model as plain text, for comparison with a kept file."""
        from broker_app.papers.page_text import as_text

        return as_text(self)
