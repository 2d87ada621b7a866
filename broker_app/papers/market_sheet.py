"""The sheet of a market: all that is known of it with its sources, as words.

The window shows it as a text to read; here it becomes a paper, and lines for the clipboard. It is
laid out as the same page model as the papers of a shipment.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from broker_app.papers.page import (
    NUMBERED,
    Form,
    Page,
    Role,
    Row,
    Rule,
    Table,
    Text,
)
from broker_app.papers.stacked import UPRIGHT, UPRIGHT_MM, Line, head, text_columns, text_row

_COLUMNS_MM = (52.0, 128.0)
_PADDING_MM, _ROW_MM = 1.8, 3.7


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """A table: the first cell of a row names it. `marks` stand at the end of rows, where given."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marks: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class SheetSource:
    """Where a group of facts comes from: its name, how far to trust it, how old it is, where."""

    name: str
    confidence: str
    checked: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A part with its title: lines of a label and words, tables, sentences, sources.

    `beside` stands at the right of the title. Words may hold several lines.
    """

    key: str
    title: str
    lines: tuple[tuple[str, str], ...] = ()
    grids: tuple[SheetGrid, ...] = ()
    texts: tuple[str, ...] = ()
    sources: tuple[SheetSource, ...] = ()
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketSheet:
    """All that is known of a market. `old` tells whether it was checked too long ago."""

    market: str
    title: str
    other_title: str
    status: str
    mark: str
    summary: tuple[tuple[str, str], ...]
    checked: str
    old: bool
    cautions: tuple[str, ...]
    parts: tuple[SheetPart, ...]
    heads: tuple[str, str]
    """What the two columns are called where the sheet is one table: on paper."""


def as_text(sheet: MarketSheet) -> str:
    """Return the sheet as plain text: a label and its words parted by a tab."""
    lines = [f"{sheet.title} ({sheet.market})", sheet.status, sheet.checked, *sheet.cautions]
    lines += [f"{label}\t{said}" for label, said in sheet.summary]
    for part in sheet.parts:
        lines += ["", " ".join(filter(None, (part.title, part.beside)))]
        for label, told in _said(part):
            first, *more = told.split("\n")
            lines += [f"{label}\t{first}".rstrip(), *(f"\t{text}" for text in more)]
    return "\n".join(lines) + "\n"


def lay_out_market(sheet: MarketSheet, author: str, date: str, shown_date: str) -> Page:
    """Return the page model of a sheet."""
    rows = [row for part in sheet.parts for row in _part_rows(part)]
    columns = text_columns(sheet.heads, _COLUMNS_MM)
    return Page(
        kind="MS",
        sheet=sheet.market,
        author=author,
        date=date,
        setup=UPRIGHT,
        head=(_head(sheet, author),),
        table=Table(columns, tuple(rows), head_mm=7, spare_mm=2),
        footer=(f"{sheet.title} ({sheet.market})", shown_date),
        page_of=NUMBERED,
    )


def _head(sheet: MarketSheet, author: str) -> Form:
    texts = [sheet.checked, *(f"{label}: {text}" for label, text in sheet.summary)]
    title = f"{sheet.title}  {sheet.other_title}"
    return head(
        UPRIGHT_MM,
        Line("letterhead", author, Role.LETTERHEAD, 7.0),
        Line("title", title, Role.TITLE, 9.0, Rule.STRONG),
        Line("status", sheet.status, Role.STRONG, 5.0),
        Line("summary", "\n".join(texts), Role.VALUE, 5.0),
        Line("cautions", "\n".join(sheet.cautions), Role.STRONG, 3.0),
    )


def _part_rows(part: SheetPart) -> Iterator[Row]:
    yield _row((Text(part.title, Role.CELL_STRONG),), (Text(part.beside, Role.DETAIL),))
    for label, told in _said(part):
        lines = tuple(Text(text, Role.CELL) for text in told.split("\n"))
        yield _row((Text(label, Role.CELL),), lines)


def _said(part: SheetPart) -> Iterator[tuple[str, str]]:
    """Yield all of a part as a label and its words; rows of tables say their heads."""
    for text in part.texts:
        yield "", text
    yield from part.lines
    for grid in part.grids:
        if grid.title:
            yield grid.title, ""
        for row in grid.rows:
            cells = zip(grid.heads[1:], row[1:], strict=True)
            said = [f"{head}: {cell}" if head else cell for head, cell in cells if cell]
            yield row[0], "\n".join(said)
    for source in part.sources:
        said = [source.confidence, source.checked, *source.addresses]
        yield source.name, "\n".join(said)


def _row(*cells: tuple[Text, ...]) -> Row:
    filled = [tuple(line for line in lines if line.text) for lines in cells]
    return text_row(filled, _COLUMNS_MM, padding_mm=_PADDING_MM, least_mm=_ROW_MM)
