"""The proof file of a shipment: parts of a label, a table or both, each beginning on a sheet.

It holds words only; whoever makes it says them in the language in use. The same page model as the
papers of a shipment, so that it is looked at, printed and saved by the same means.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from broker_app.papers.forms import form_of
from broker_app.papers.page import (
    Form,
    FormRow,
    Page,
    Role,
    Row,
    Table,
    Text,
)
from broker_app.papers.stacked import UPRIGHT, UPRIGHT_MM, note, said, text_columns, text_row, wide

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
        setup=UPRIGHT,
        head=(_head(proof, part, is_first=not number),),
        table=_table(part, proof.none),
        closing=(note("note", said(part.note, Role.NOTE), UPRIGHT_MM, 6),) if part.note else (),
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
        wide(f"head {row}", (Text(text, role),) if text else (), UPRIGHT_MM, row)
        for row, (text, role, _) in enumerate(lines)
    ]
    return form_of("head", boxes, [FormRow(0, height) for _, _, height in lines])


def _table(part: Part, none: str) -> Table:
    blank = (none, *("" for _ in part.heads[1:]))
    rows = tuple(_row(cells, part) for cells in part.rows or (blank,))
    return Table(text_columns(part.heads, part.widths_mm), rows, head_mm=7, spare_mm=2)


def _row(cells: Sequence[str], part: Part) -> Row:
    first = Role.CELL_STRONG if part.names else Role.CELL
    lines = [said(text, Role.CELL if place else first) for place, text in enumerate(cells)]
    return text_row(lines, part.widths_mm, padding_mm=_PADDING_MM, least_mm=3.7)
