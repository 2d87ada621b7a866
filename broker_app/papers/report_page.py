"""A report as a paper: a table over the whole width, its sums below, what they leave out last."""

from dataclasses import dataclass
from decimal import Decimal

from broker_app.domain.report import ReportColumn
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
    Setup,
    Table,
    Text,
)
from broker_app.papers.stacked import ACROSS, ACROSS_MM, note, said, wide

_UPRIGHT = Setup("A4", "portrait", 210.0, 297.0, 12, 12, 12, 12)
_UPRIGHT_MM = 186.0
_ROW_PADDING_MM = 1.6
_FIRST = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidReport:
    """A report in words: texts and whole figures by column; sums where a column adds up."""

    title: str
    author: str
    date: str
    shown_date: str
    columns: tuple[ReportColumn, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str | Decimal, ...], ...]
    sums: tuple[Decimal | None, ...]
    total: str
    notes: tuple[str, ...]


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
        draft="",
        setup=ACROSS if across else _UPRIGHT,
        head=(_head(report, room),),
        table=_table(report, widths),
        closing=tuple(_closing(report, widths, room)),
        footer=(report.title, report.shown_date),
    )


def _head(report: SaidReport, width: float) -> Form:
    boxes = (
        wide("author", said(report.author, Role.ADDRESS), width),
        wide("title", (Text(report.title, Role.LETTERHEAD),), width, 1),
        wide("date", (Text(report.shown_date, Role.VALUE),), width, 2),
    )
    return form_of("head", boxes, [FormRow(0, 5), FormRow(0, 8), FormRow(0, 7)])


def _table(report: SaidReport, widths: list[float]) -> Table:
    columns = tuple(
        Column(column.key, (head,), width, _align(column), "text")
        for column, head, width in zip(report.columns, report.heads, widths, strict=True)
    )
    rows = tuple(_row(cells, widths) for cells in report.rows)
    blank = Row(tuple(Cell() for _ in columns), 5.0)
    return Table(columns, rows or (blank,), head_mm=7, spare_mm=2)


def _align(column: ReportColumn) -> Align:
    return Align.RIGHT if column.is_figure else Align.LEFT


def _row(values: tuple[str | Decimal, ...], widths: list[float]) -> Row:
    cells, heights = [], [0.0]
    for value, width in zip(values, widths, strict=True):
        if isinstance(value, Decimal):
            decimals = max(0, -int(value.as_tuple().exponent))
            cells.append(Cell(figure=Figure(value, decimals)))
        else:
            lines = (Text(value, Role.CELL),) if value else ()
            cells.append(Cell(lines))
            heights.append(height_of(lines, width) if lines else 0.0)
    return Row(tuple(cells), max(max(heights), 3.7) + _ROW_PADDING_MM)


def _closing(report: SaidReport, widths: list[float], room: float) -> list[Form]:
    forms = [_sums(report, widths)] if any(one is not None for one in report.sums) else []
    for number, text in enumerate(report.notes):
        forms.append(note(f"note {number}", (Text(text, Role.NOTE),), room, 5))
    return forms


def _sums(report: SaidReport, widths: list[float]) -> Form:
    """The sums stand under their columns; the word in front of the first of them."""
    boxes, left = [], _FIRST
    first = next(place for place, one in enumerate(report.sums) if one is not None)
    if first:
        boxes.append(
            Box(
                key="total",
                left_mm=_FIRST,
                width_mm=sum(widths[:first]),
                row=0,
                lines=(Text(report.total, Role.CELL_STRONG),),
                rule=Rule.HAIR,
            )
        )
    for column, width, value in zip(report.columns, widths, report.sums, strict=True):
        if value is not None:
            formula = Formula("column_sum", (column.key,))
            boxes.append(
                Box(
                    key=f"sum {column.key}",
                    left_mm=left,
                    width_mm=width,
                    row=0,
                    figure=Figure(value, formula=formula),
                    role=Role.CELL_STRONG,
                    align=Align.RIGHT,
                    rule=Rule.HAIR,
                )
            )
        left += width
    return form_of("sums", boxes, [FormRow(0, 7)])
