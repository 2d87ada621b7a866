"""A report as a page: title, what it is of, one table with live sums, notes.

It is laid out as the same page model as the papers of a shipment, so it is looked at, printed and
saved by the same means. It is for the office: what stands in it is said by whoever makes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from broker_app.papers.forms import form_of, height_of
from broker_app.papers.page import (
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
)
from broker_app.papers.stacked import ACROSS, ACROSS_MM, note, said, wide

WIDTH_MM = ACROSS_MM
"""What the widths of the columns add up to."""
_ROW_MM, _PADDING_MM, _TOTAL_MM = 5.4, 1.7, 7.0
_HEAD_LINE_MM = 3.2


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportColumn:
    """A column of texts, or of figures with so many `decimals`.

    `total` adds it up below the table. `minus` and `percent` name the two columns that it follows
    from, in its rows and in the sums.
    """

    key: str
    head: str
    width_mm: float
    decimals: int | None = None
    total: bool = False
    minus: tuple[str, str] | None = None
    percent: tuple[str, str] | None = None

    @property
    def formula(self) -> Formula | None:
        """How it follows from other columns."""
        if self.minus:
            return Formula("minus", self.minus)
        return Formula("percent", self.percent) if self.percent else None


Value = str | int | Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReport:
    """Everything a report says. `rows` hold a value for each column, None where there is none."""

    title: str
    sheet: str
    author: str
    date: str
    shown_date: str
    subject: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    sums_word: str = ""
    notes: tuple[str, ...] = ()


def lay_out_report(report: TableReport) -> Page:
    """Return the page model of a report."""
    table = _table(report)
    return Page(
        kind="RP",
        sheet=report.sheet,
        author=report.author,
        date=report.date,
        draft="",
        setup=ACROSS,
        head=(_head(report),),
        table=table,
        closing=(_sums(report), *_notes(report)),
        footer=(f"{report.title} {report.subject}".strip(), report.shown_date),
    )


def _head(report: TableReport) -> Form:
    boxes = (
        wide("letterhead", said(report.author, Role.LETTERHEAD), WIDTH_MM),
        wide("title", (Text(report.title, Role.TITLE),), WIDTH_MM, 1, rule=Rule.STRONG),
        wide("subject", (Text(report.subject, Role.VALUE),), WIDTH_MM, 2),
    )
    return form_of("head", boxes, [FormRow(0, 7), FormRow(0, 9), FormRow(0, 7)])


def _table(report: TableReport) -> Table:
    columns = tuple(
        Column(c.key, tuple(c.head.split("\n")), c.width_mm, _align(c), "text")
        for c in report.columns
    )
    lines = max(len(column.head) for column in columns)
    rows = tuple(_row(report.columns, values) for values in report.rows)
    return Table(columns, rows, head_mm=4 + lines * _HEAD_LINE_MM, spare_mm=3)


def _row(columns: Sequence[ReportColumn], values: Sequence[Value]) -> Row:
    cells = tuple(_cell(c, value) for c, value in zip(columns, values, strict=True))
    heights = [
        height_of(cell.lines, column.width_mm)
        for cell, column in zip(cells, columns, strict=True)
        if cell.lines
    ]
    return Row(cells, max([_ROW_MM, *(height + _PADDING_MM for height in heights)]))


def _cell(column: ReportColumn, value: Value) -> Cell:
    if value is None or value == "":
        return Cell()
    if isinstance(value, str):
        return Cell((Text(value, Role.CELL),))
    return Cell(figure=Figure(Decimal(value), column.decimals or 0, formula=column.formula))


def _sums(report: TableReport) -> Form:
    """Return the sums under their columns; without rows there is nothing to add up."""
    boxes, left = [], 0.0
    sums = _added(report)
    for place, column in enumerate(report.columns):
        figure = _sum(column, sums)
        lines = (Text(report.sums_word, Role.CELL_STRONG),) if place == 0 and sums else ()
        boxes.append(
            Box(
                key=f"{column.key} total",
                left_mm=left,
                width_mm=column.width_mm,
                row=0,
                lines=() if figure else lines,
                figure=figure,
                role=Role.CELL_STRONG,
                align=_align(column),
                rule=Rule.HAIR,
            )
        )
        left += column.width_mm
    return form_of("sums", boxes, [FormRow(0, _TOTAL_MM)])


def _added(report: TableReport) -> dict[str, Decimal]:
    """Return the sum of each column that is added up, by key."""
    if not report.rows:
        return {}
    return {
        column.key: sum(
            (Decimal(row[place]) for row in report.rows if isinstance(row[place], int | Decimal)),  # type: ignore[arg-type]
            Decimal(0),
        )
        for place, column in enumerate(report.columns)
        if column.total
    }


def _sum(column: ReportColumn, sums: dict[str, Decimal]) -> Figure | None:
    if column.key in sums:
        decimals = column.decimals or 0
        return Figure(sums[column.key], decimals, formula=Formula("column_sum", (column.key,)))
    if column.percent and sums.get(column.percent[1]):
        part, whole = (sums[key] for key in column.percent)
        of = tuple(f"{key} total" for key in column.percent)
        return Figure(percent(part, whole), 1, formula=Formula("percent", of))
    return None


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Return a part in percent with one decimal, as the workbook rounds it; 0 of nothing."""
    if not whole:
        return Decimal(0)
    return (part / whole * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _notes(report: TableReport) -> list[Form]:
    return [
        note(f"note {number}", (Text(text, Role.NOTE),), WIDTH_MM, 5)
        for number, text in enumerate(report.notes)
    ]


def _align(column: ReportColumn) -> Align:
    return Align.LEFT if column.decimals is None else Align.RIGHT
