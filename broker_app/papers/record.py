"""The record of a verdict: one vehicle, one question, every rule compared, as a paper to file.

It is laid out as the same page model as the papers of a shipment, so it is looked at, printed and
saved by the same means. It holds words only; whoever makes it says them in the language in use.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from broker_app.papers.forms import form_of
from broker_app.papers.page import (
    NUMBERED,
    Box,
    Form,
    FormRow,
    Page,
    Role,
    Row,
    Rule,
    Table,
    Text,
)
from broker_app.papers.stacked import (
    UPRIGHT,
    UPRIGHT_MM,
    Line,
    head,
    note,
    said,
    text_columns,
    text_row,
)

_COLUMNS_MM = (72.0, 38.0, 44.0, 26.0)
_FIELD_MM, _FIELDS_A_ROW = 60.0, 3
_LABEL_ROW_MM, _VALUE_ROW_MM = 4.6, 5.4
_SIGNING_ROOM_MM = 16.0


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled text, of one line or more."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: what it is and says, below it what was compared, one line a fact."""

    outcome: str
    title: str
    law: tuple[str, ...]
    compared: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything a record says. `headings` are those of the four columns."""

    title: str
    sheet: str
    author: str
    date: str
    shown_date: str
    subject: str
    verdict: str
    sentence: str
    fields: tuple[Field, ...]
    headings: tuple[str, str, str, str]
    findings: tuple[Found, ...]
    none_found: str
    notes: tuple[Field, ...]
    signature: str


def lay_out_record(record: Record) -> Page:
    """Return the page model of a record."""
    return Page(
        kind="VR",
        sheet=record.sheet,
        author=record.author,
        date=record.date,
        setup=UPRIGHT,
        head=(_head(record), _fields(record)),
        table=_table(record),
        closing=(*(_note(number, note) for number, note in enumerate(record.notes)), _sign(record)),
        footer=(record.subject, record.shown_date),
        page_of=NUMBERED,
    )


def _head(record: Record) -> Form:
    return head(
        UPRIGHT_MM,
        Line("letterhead", record.author, Role.LETTERHEAD, 7),
        Line("title", record.title, Role.STRONG, 8, Rule.STRONG),
        Line("verdict", record.verdict, Role.TITLE, 9),
        Line("sentence", record.sentence, Role.VALUE, 6),
    )


def _fields(record: Record) -> Form:
    boxes = [
        Box(
            key=f"field {number}",
            left_mm=number % _FIELDS_A_ROW * _FIELD_MM,
            width_mm=_FIELD_MM - (4 if number % _FIELDS_A_ROW < _FIELDS_A_ROW - 1 else 0),
            row=number // _FIELDS_A_ROW,
            label=field.label,
            lines=tuple(Text(line, Role.VALUE) for line in field.lines),
            rule=Rule.HAIR,
        )
        for number, field in enumerate(record.fields)
    ]
    count = -(-len(boxes) // _FIELDS_A_ROW)
    rows = [FormRow(_LABEL_ROW_MM, _VALUE_ROW_MM)] * count
    rows[-1:] = [FormRow(_LABEL_ROW_MM, _VALUE_ROW_MM + 3)]
    return form_of("fields", boxes, rows)


def _table(record: Record) -> Table:
    columns = text_columns(record.headings, _COLUMNS_MM)
    rows = [row for found in record.findings for row in _rows(found)]
    rows = rows or [_row([said(record.none_found, Role.CELL), (), (), ()])]
    return Table(columns, tuple(rows), head_mm=7, spare_mm=3)


def _rows(found: Found) -> list[Row]:
    """Return the rule with its law, then a row for each fact that was compared."""
    told = [Text(found.title, Role.CELL_STRONG)] + [Text(line, Role.DETAIL) for line in found.law]
    facts = [[[Text(text, Role.CELL)] if text else [] for text in row] for row in found.compared]
    return [
        _row(cells) for cells in [[told, [], [], [Text(found.outcome, Role.CELL_STRONG)]], *facts]
    ]


def _row(cells: Sequence[Sequence[Text]]) -> Row:
    return text_row(cells, _COLUMNS_MM, padding_mm=3)


def _note(number: int, field: Field) -> Form:
    lines = [Text(line, Role.NOTE) for line in field.lines]
    key, label = f"note {number}", field.label
    return note(key, lines, UPRIGHT_MM, 4, label=label, label_mm=_LABEL_ROW_MM)


def _sign(record: Record) -> Form:
    name = (Text(record.signature, Role.SIGNATURE),)
    left = UPRIGHT_MM / 2
    box = Box(key="signature", left_mm=left, width_mm=left, row=1, lines=name, rule=Rule.HAIR)
    return form_of("signature", (box,), [FormRow(0, _SIGNING_ROOM_MM), FormRow(0, 6)])
