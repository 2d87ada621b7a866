"""A report as a paper: a table over the whole width, its live sums below, what they leave out last.

It is laid out as the same page model as the papers of a shipment, so it is looked at, printed and
saved by the same means. It is for the office: what stands in it is said by whoever makes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from broker_app.domain.report import ReportColumn
from broker_app.papers.forms import form_of, height_of
from broker_app.papers.page import (
    NUMBERED,
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
    Setup,
    Table,
    Text,
)
from broker_app.papers.stacked import ACROSS, ACROSS_MM, Line, head, note, said, wide

_UPRIGHT = Setup("A4", "portrait", 210.0, 297.0, 12, 12, 12, 12)
_UPRIGHT_MM = 186.0
_ROW_PADDING_MM, _LEAST_ROW_MM, _BLANK_MM = 1.6, 3.7, 5.0
_GAP_MM = 2.4
_HEAD_MM, _HEAD_LINE_MM = 3.8, 3.2
"""The height of the head of a table without its lines, and of each line of it."""

Value = str | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidReport:
    """A report in words: texts and figures by column, an empty text where there is none.

    `subject` says below the title what of it is shown. Columns that add up have their sum below the
    table, after the word `total`. `empty` says in place of rows why there are none, and what to do.
    """

    title: str
    author: str
    date: str
    shown_date: str
    columns: tuple[ReportColumn, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: str = ""
    notes: tuple[str, ...] = ()
    subject: str = ""
    empty: str = ""


def lay_out_report(report: SaidReport) -> Page:
    """Return the page model of a report; wide ones lie across the paper."""
    wanted = sum(column.width_mm for column in report.columns)
    across = wanted > _UPRIGHT_MM
    room = ACROSS_MM if across else _UPRIGHT_MM
    widths = [column.width_mm * room / wanted for column in report.columns]
    return Page(
        kind="REPORT",
        sheet=report.title,
        author=report.author,
        date=report.date,
        setup=ACROSS if across else _UPRIGHT,
        head=(_head(report, room),),
        table=_table(report, widths),
        closing=tuple(_closing(report, widths, room)),
        footer=(report.title, report.shown_date),
        page_of=NUMBERED,
    )


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Return a part in percent with one decimal, as the workbook rounds it; 0 of nothing."""
    if not whole:
        return Decimal(0)
    return (part / whole * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _head(report: SaidReport, width: float) -> Form:
    dated = "   ".join(filter(None, (report.shown_date, report.subject)))
    return head(
        width,
        Line("author", report.author, Role.ADDRESS, 5),
        Line("title", report.title, Role.LETTERHEAD, 8),
        Line("date", dated, Role.VALUE, 7),
    )


def _table(report: SaidReport, widths: Sequence[float]) -> Table:
    columns = tuple(
        Column(column.key, tuple(head.split("\n")), width, _align(column), "text", gap_mm=gap)
        for column, head, width, gap in zip(
            report.columns, report.heads, widths, _gaps(report.columns), strict=True
        )
    )
    lines = max((len(column.head) for column in columns), default=1)
    rooms = [column.room_mm for column in columns]
    rows = tuple(_row(report.columns, cells, rooms) for cells in report.rows)
    blank = Row(tuple(Cell() for _ in columns), _BLANK_MM)
    return Table(columns, rows or (blank,), head_mm=_HEAD_MM + lines * _HEAD_LINE_MM, spare_mm=2)


def _gaps(columns: Sequence[ReportColumn]) -> list[float]:
    """Return the free room before each column: some before a text that follows a figure."""
    before = (None, *columns[:-1])
    pairs = zip(before, columns, strict=True)
    return [_GAP_MM if b and b.is_figure and not c.is_figure else 0.0 for b, c in pairs]


def _align(column: ReportColumn) -> Align:
    return Align.RIGHT if column.is_figure else Align.LEFT


def _row(columns: Sequence[ReportColumn], values: Sequence[Value], widths: Sequence[float]) -> Row:
    cells = tuple(_cell(column, value) for column, value in zip(columns, values, strict=True))
    heights = [height_of(cell.lines, width) for cell, width in zip(cells, widths, strict=True)]
    return Row(cells, max(_LEAST_ROW_MM, *heights) + _ROW_PADDING_MM)


def _cell(column: ReportColumn, value: Value) -> Cell:
    if isinstance(value, Decimal):
        return Cell(figure=_figure(value, _followed(column)))
    return Cell((Text(value, Role.CELL),) if value else ())


def _figure(value: Decimal, formula: Formula | None) -> Figure:
    return Figure(value, max(0, -int(value.as_tuple().exponent)), formula=formula)


def _followed(column: ReportColumn) -> Formula | None:
    """Return how a figure follows from others in its row."""
    if column.minus:
        return Formula("minus", column.minus)
    return Formula("percent", column.percent) if column.percent else None


def _closing(report: SaidReport, widths: Sequence[float], room: float) -> list[Form]:
    sums = {column.key: _sum(report, column) for column in report.columns}
    known = {key: figure for key, figure in sums.items() if figure is not None}
    told = (*([report.empty] if report.empty and not report.rows else ()), *report.notes)
    notes = [
        note(f"note {number}", (Text(text, Role.NOTE),), room, 5)
        for number, text in enumerate(told)
    ]
    return [*([_sums(report, widths, known)] if known else ()), *notes]


def _sum(report: SaidReport, column: ReportColumn) -> Figure | None:
    """Return what stands below a column; without rows there is nothing to add up."""
    if column.adds_up and report.rows:
        return _figure(_added(report, column.key), Formula("column_sum", (column.key,)))
    if column.percent and report.rows:
        part, whole = (_added(report, key) for key in column.percent)
        of = tuple(f"{key} total" for key in column.percent)
        return Figure(percent(part, whole), 1, formula=Formula("percent", of)) if whole else None
    return None


def _added(report: SaidReport, key: str) -> Decimal:
    place = next(n for n, column in enumerate(report.columns) if column.key == key)
    figures = (row[place] for row in report.rows)
    return sum((one for one in figures if isinstance(one, Decimal)), Decimal(0))


def _sums(report: SaidReport, widths: Sequence[float], sums: Mapping[str, Figure]) -> Form:
    """Return the sums under their columns; the word stands in front of the first of them."""
    boxes, left = [], 0.0
    first = next(place for place, one in enumerate(report.columns) if one.key in sums)
    if first:
        word, room = said(report.total, Role.CELL_STRONG), sum(widths[:first])
        boxes.append(wide("total", word, room, rule=Rule.HAIR))
    for column, width in zip(report.columns, widths, strict=True):
        if column.key in sums:
            boxes.append(
                Box(
                    key=f"{column.key} total",
                    left_mm=left,
                    width_mm=width,
                    row=0,
                    figure=sums[column.key],
                    role=Role.CELL_STRONG,
                    align=Align.RIGHT,
                    rule=Rule.HAIR,
                )
            )
        left += width
    return form_of("sums", boxes, [FormRow(0, 7)])
