"""Forms that are as high as the texts in them."""

from collections.abc import Sequence

from broker_app.papers.measure import is_japanese, lines_needed
from broker_app.papers.page import STYLES, Box, Form, FormRow, Text

PADDING_MM = 1.6
"""Left and right of a text in its box, together."""


_JAPANESE_LEADING = 1.3
"""How much higher a Japanese line is: its characters fill the whole body of the type."""


def leading_mm(line: Text) -> float:
    """Return the height of one line of a text."""
    leading = STYLES[line.role].leading_mm
    return leading * _JAPANESE_LEADING if is_japanese(line.text) else leading


def room_mm(width_mm: float) -> float:
    """Return the room that a text has in a box of this width."""
    return width_mm - PADDING_MM


def form_of(key: str, boxes: Sequence[Box], rows: Sequence[FormRow]) -> Form:
    """Return a form whose rows are high enough for the texts in them."""
    grown = list(rows)
    for box in sorted(boxes, key=lambda b: b.rows):
        held = grown[box.row : box.row + box.rows]
        room = sum(r.label_mm + r.value_mm for r in held) - held[0].label_mm
        lacking = height_of(box.lines, box.width_mm) + 1 - room
        if box.lines and lacking > 0:
            last = held[-1]
            grown[box.row + box.rows - 1] = FormRow(last.label_mm, last.value_mm + lacking)
    return Form(key, tuple(grown), tuple(boxes))


def height_of(lines: Sequence[Text], width_mm: float) -> float:
    """Return the height that texts take in a box of this width."""
    room, height = room_mm(width_mm), 0.0
    for line in lines:
        style = STYLES[line.role]
        count = lines_needed(line.text, room, style.size_pt, bold=style.bold)
        height += count * leading_mm(line)
    return height


def is_squeezed(lines: Sequence[Text], width_mm: float, room_mm: float) -> bool:
    """Tell whether texts that fit a box take more lines in a narrower room."""
    return room_mm < width_mm and height_of(lines, room_mm) > height_of(lines, width_mm)
