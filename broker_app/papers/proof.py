"""The proof file of a shipment: parts of a label, a table or both, each beginning on a sheet.

It holds words only; whoever makes it says them in the language in use. The same page model as the
papers of a shipment, so that it is looked at, printed and saved by the same means.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from broker_app.papers.forms import form_of, height_of
from broker_app.papers.page import (
    Align,
    Box,
    Cell,
    Column,
    Form,
    FormRow,
    Page,
    Role,
    Row,
    Rule,
    Setup,
    Table,
    Text,
)

_SETUP = Setup("A4", "portrait", 210.0, 297.0, 15, 15, 12, 12)
_WIDTH_MM = 180.0
_PADDING_MM = 2.4


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its title, the heads and widths (mm, 180 together) of its columns, its rows.

    Cells may hold several lines. The first cell of a row is set strong where `names` says so.
    """

    title: str
    heads: tuple[str, ...]
    widths_mm: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    names: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Everything a proof says before the papers themselves. `date` is ISO."""

    title: str
    subject: str
    author: str
    date: str
    shown_date: str
    sentence: str
    parts: tuple[Part, ...]
    none: str
    """What stands in a part without rows."""


def lay_out_proof(proof: Proof) -> list[Page]:
    """Return the page models of a proof, one a part; the first has its title."""
    return [_page(proof, part, number) for number, part in enumerate(proof.parts)]


def _page(proof: Proof, part: Part, number: int) -> Page:
    return Page(
        kind="PROOF",
        sheet=proof.title,
        author=proof.author,
        date=proof.date,
        draft="",
        setup=_SETUP,
        head=(_head(proof, part, is_first=not number),),
        table=_table(part, proof.none),
        closing=(_note(part.note),) if part.note else (),
        footer=(proof.subject, proof.shown_date),
    )


def _head(proof: Proof, part: Part, is_first: bool) -> Form:
    lines = [(part.title, Role.LETTERHEAD, 8.0)]
    if is_first:
        lines = [
            (proof.author, Role.ADDRESS, 5.0),
            (proof.title, Role.TITLE, 10.0),
            (proof.sentence, Role.VALUE, 9.0),
            *lines,
        ]
    boxes = [
        Box(
            key=f"head {row}",
            left_mm=0,
            width_mm=_WIDTH_MM,
            row=row,
            lines=(Text(text, role),) if text else (),
        )
        for row, (text, role, _) in enumerate(lines)
    ]
    return form_of("head", boxes, [FormRow(0, height) for _, _, height in lines])


def _table(part: Part, none: str) -> Table:
    columns = tuple(
        Column(f"column {place}", (head,), width, Align.LEFT, "text")
        for place, (head, width) in enumerate(zip(part.heads, part.widths_mm, strict=True))
    )
    blank = (none, *("" for _ in part.heads[1:]))
    return Table(
        columns, tuple(_row(cells, part) for cells in part.rows or (blank,)), head_mm=7, spare_mm=2
    )


def _row(cells: Sequence[str], part: Part) -> Row:
    made, heights = [], [3.7]
    for place, (text, width) in enumerate(zip(cells, part.widths_mm, strict=True)):
        role = Role.CELL_STRONG if part.names and not place else Role.CELL
        lines = tuple(Text(line, role) for line in text.split("\n")) if text else ()
        made.append(Cell(lines))
        heights.append(height_of(lines, width))
    return Row(tuple(made), max(heights) + _PADDING_MM)


def _note(text: str) -> Form:
    lines = (Text(text, Role.NOTE),)
    box = Box(key="note", left_mm=0, width_mm=_WIDTH_MM, row=0, lines=lines, rule=Rule.NONE)
    return form_of("note", [box], [FormRow(0, 6)])
