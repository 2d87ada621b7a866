"""The proof file of a shipment: parts of a title and a table, one below the other.

It holds words only; whoever makes it says them in the language in use. The same page model as the
papers of a shipment, so that it is looked at, printed and saved by the same means.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from broker_app.papers.forms import form_of, room_mm
from broker_app.papers.measure import wrapped
from broker_app.papers.page import (
    NUMBERED,
    STYLES,
    Box,
    Form,
    FormRow,
    Page,
    Role,
    Rule,
    Text,
)
from broker_app.papers.stacked import UPRIGHT, UPRIGHT_MM, Line, head, note, said, wide

_PADDING_MM = 1.6
_TITLE_MM, _BELOW_TITLE_MM, _HEAD_MM = 11.0, 1.4, 6.0
_MOST_LINES = 30
"""Of a row; a sheet of a workbook has no higher one. The rest is in rows below it."""


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
    none: str = ""
    """What stands in it without rows, where that is more than that there are none."""


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


def lay_out_proof(proof: Proof) -> Page:
    """Return the page model of a proof: its title, then its parts one below the other."""
    return Page(
        kind="PROOF",
        sheet=proof.title,
        author=proof.author,
        date=proof.date,
        setup=UPRIGHT,
        head=(_head(proof),),
        more=tuple(form for part in proof.parts for form in _part(part, proof.none)),
        footer=(proof.subject, proof.shown_date),
        page_of=NUMBERED,
    )


def _head(proof: Proof) -> Form:
    return head(
        UPRIGHT_MM,
        Line("head 0", proof.author, Role.ADDRESS, 5.0),
        Line("head 1", proof.title, Role.TITLE, 10.0),
        Line("head 2", proof.sentence, Role.VALUE, 6.0),
    )


def _part(part: Part, none: str) -> list[Form]:
    """Return title, head and rows of a part, its note last; one without rows says so."""
    title = wide("part", said(part.title, Role.LETTERHEAD), UPRIGHT_MM, bottom=True)
    rows = [FormRow(0, _TITLE_MM), FormRow(0, _BELOW_TITLE_MM)]
    above = [replace(form_of("part", (title,), rows), kept=True)]
    if not part.rows:
        return [*above, note("none", said(part.none or none, Role.CELL), UPRIGHT_MM, 6)]
    columns = replace(_columns(part), kept=True)
    found = [replace(row, under=(columns,)) for cells in part.rows for row in _rows(cells, part)]
    below = [note("note", said(part.note, Role.NOTE), UPRIGHT_MM, 7)] if part.note else []
    return [*above, columns, *found, *below]


def _columns(part: Part) -> Form:
    boxes = _boxes("head", [said(head, Role.HEAD) for head in part.heads], part, Rule.HAIR)
    return form_of("columns", [replace(box, filled=True) for box in boxes], [FormRow(0, _HEAD_MM)])


def _rows(cells: Sequence[str], part: Part) -> Iterator[Form]:
    """Yield a row, in several forms where a sheet would be too low for it."""
    roles = [Role.CELL_STRONG if part.names and not place else Role.CELL for place in range(9)]
    lines = [
        [Text(piece, role) for line in said(text, role) for piece in _wrapped(line, width)]
        for text, role, width in zip(cells, roles, part.widths_mm, strict=False)
    ]
    for first in range(0, max(map(len, lines)), _MOST_LINES):
        shown = [tuple(cell[first : first + _MOST_LINES]) for cell in lines]
        boxes = _boxes("row", shown, part, Rule.NONE if first else Rule.FAINT)
        made = form_of("row", boxes, [FormRow(0, 0)])
        (row,) = made.rows
        yield replace(made, rows=(FormRow(0, row.value_mm + _PADDING_MM),))


def _wrapped(line: Text, width_mm: float) -> list[str]:
    style = STYLES[line.role]
    return wrapped(line.text, room_mm(width_mm), style.size_pt, bold=style.bold)


def _boxes(key: str, cells: Sequence[Sequence[Text]], part: Part, rule: Rule) -> list[Box]:
    lefts = accumulate(part.widths_mm, initial=0.0)
    return [
        Box(
            key=f"{key} {place}",
            left_mm=left,
            width_mm=width,
            row=0,
            lines=tuple(lines),
            rule=rule,
            inset=True,
        )
        for place, (left, width, lines) in enumerate(
            zip(lefts, part.widths_mm, cells, strict=False)
        )
    ]
