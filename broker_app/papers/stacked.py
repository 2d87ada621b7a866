"""What papers of words have in common: a head of lines, columns of texts, notes.

The record of a verdict, the sheet of a market, the proof file and the reports are made of these.
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
    Role,
    Row,
    Rule,
    Setup,
    Text,
)

UPRIGHT = Setup("A4", "portrait", 210.0, 297.0, 15, 15, 12, 12)
UPRIGHT_MM = 180.0
"""How wide the body of an upright sheet is."""
ACROSS = Setup("A4", "landscape", 297.0, 210.0, 12, 12, 12, 12)
ACROSS_MM = 273.0


@dataclass(frozen=True, slots=True)
class Line:
    """A text over the whole width of a head, at least so high."""

    key: str
    text: str
    role: Role
    height_mm: float
    rule: Rule = Rule.NONE


def head(width_mm: float, *lines: Line) -> Form:
    """Return lines one below the other as the head of a paper."""
    boxes = [
        wide(one.key, said(one.text, one.role), width_mm, row, rule=one.rule)
        for row, one in enumerate(lines)
    ]
    return form_of("head", boxes, [FormRow(0, one.height_mm) for one in lines])


def wide(
    key: str,
    lines: Sequence[Text],
    width_mm: float,
    row: int = 0,
    *,
    label: str = "",
    rule: Rule = Rule.NONE,
    bottom: bool = False,
) -> Box:
    """Return a box over the whole width."""
    return Box(
        key=key,
        left_mm=0,
        width_mm=width_mm,
        row=row,
        lines=tuple(lines),
        label=label,
        rule=rule,
        bottom=bottom,
    )


def said(text: str, role: Role) -> tuple[Text, ...]:
    """Return the lines of a text; nothing where it is empty."""
    return tuple(Text(line, role) for line in text.split("\n")) if text else ()


def text_columns(heads: Sequence[str], widths_mm: Sequence[float]) -> tuple[Column, ...]:
    """Return columns of texts."""
    return tuple(
        Column(f"column {place}", (head,), width, Align.LEFT, "text")
        for place, (head, width) in enumerate(zip(heads, widths_mm, strict=True))
    )


def text_row(
    cells: Sequence[Sequence[Text]],
    widths_mm: Sequence[float],
    *,
    padding_mm: float,
    least_mm: float = 0.0,
) -> Row:
    """Return a row of texts, as high as the highest of them and a padding."""
    heights = [height_of(lines, width) for lines, width in zip(cells, widths_mm, strict=True)]
    made = tuple(Cell(tuple(lines)) for lines in cells)
    return Row(made, max(least_mm, *heights) + padding_mm)


def note(
    key: str,
    lines: Sequence[Text],
    width_mm: float,
    height_mm: float,
    *,
    label: str = "",
    label_mm: float = 0.0,
) -> Form:
    """Return a note of its own, under a label where it has one."""
    return form_of(key, (wide(key, lines, width_mm, label=label),), [FormRow(label_mm, height_mm)])
