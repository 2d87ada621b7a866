"""How wide a text prints: Arial's advance widths, so that rows get the height they need.

A paper is laid out where no font may be installed. Widths are thousandths of the type size for the
ASCII characters 32 to 126 (as in the metric-compatible Liberation Sans); others are full width.
"""

MM_PER_POINT = 25.4 / 72

# fmt: off
_REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)
_BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
)
# fmt: on
_FULL_WIDTH = 1000


class _Widths(dict[str, int]):
    """Units of each character; what is not in the table is full width."""

    def __missing__(self, character: str) -> int:
        return _FULL_WIDTH


_OF_REGULAR, _OF_BOLD = (
    _Widths((chr(place), units) for place, units in enumerate(table, 32))
    for table in (_REGULAR, _BOLD)
)


def width_mm(text: str, size_pt: float, *, bold: bool = False) -> float:
    """Return the width of a text on one line, in millimetres."""
    units = sum(map((_OF_BOLD if bold else _OF_REGULAR).__getitem__, text))
    return units / 1000 * size_pt * MM_PER_POINT


def wrapped(text: str, room_mm: float, size_pt: float, *, bold: bool = False) -> list[str]:
    """Break a text at blanks to fit the room; a word longer than a line breaks inside."""
    if not text.startswith(" ") and width_mm(text, size_pt, bold=bold) <= room_mm:
        return [text]
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width_mm(joined, size_pt, bold=bold) <= room_mm:
            lines[-1] = joined
            continue
        *whole, last = _cut(word, room_mm, size_pt, bold)
        lines += [*whole, last]
    return [line for line in lines if line] or [""]


def lines_needed(text: str, room_mm: float, size_pt: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes when it is broken to fit the room."""
    return len(wrapped(text, room_mm, size_pt, bold=bold))


def _cut(word: str, room_mm: float, size_pt: float, bold: bool) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and width_mm(pieces[-1] + character, size_pt, bold=bold) > room_mm:
            pieces.append("")
        pieces[-1] += character
    return pieces
