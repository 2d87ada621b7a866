"""How wide a text prints: Arial's advance widths, so that rows get the height they need.

A paper is laid out where no font may be installed. Widths are thousandths of the type size for the
ASCII characters 32 to 126 (as in the metric-compatible Liberation Sans); accented letters are as
wide as plain ones, half-width kana half, others full width.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

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
_FULL_WIDTH, _HALF_WIDTH = 1000, 500
_NO_START = frozenset(
    "、。，．・：；？！ー～‐）〕］｝〉》」』】’”々ゝゞヽヾ゛゜…‥％℃"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ｡､･｣ｰﾞﾟｧｨｩｪｫｬｭｮｯ,.:;?!)]}%"
)
"""What no line begins with (行頭禁則)."""
_NO_END = frozenset("（〔［｛〈《「『【‘“｢([{￥＄№")
"""What no line ends with (行末禁則)."""
_JAPANESE = re.compile("([\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+)")


def scripts(text: str) -> list[str]:
    """Return a text in parts that are Japanese and parts that are not."""
    return [text] if text.isascii() else [part for part in _JAPANESE.split(text) if part]


def is_japanese(text: str) -> bool:
    """Tell whether a text has kana, kanji or full-width signs, which ask for another font."""
    return not text.isascii() and _JAPANESE.search(text) is not None


class _Widths(dict[str, int]):
    """The width of each character in thousandths of the type size, worked out when first met."""

    def __init__(self, plain: Sequence[int]) -> None:
        super().__init__({chr(32 + place): width for place, width in enumerate(plain)})

    def __missing__(self, character: str) -> int:
        base = unicodedata.normalize("NFD", character)[0]
        if base != character and base in self:
            return self.setdefault(character, self[base])
        if unicodedata.category(character) in ("Mn", "Me", "Cf"):
            return self.setdefault(character, 0)  # joins on to what stands before it
        half = unicodedata.east_asian_width(character) == "H"
        return self.setdefault(character, _HALF_WIDTH if half else _FULL_WIDTH)


_PLAIN_WIDTHS, _BOLD_WIDTHS = _Widths(_REGULAR), _Widths(_BOLD)


@lru_cache(maxsize=16_384)  # what goods are called stands on every paper of a set
def width_mm(text: str, size_pt: float, *, bold: bool = False) -> float:
    """Return the width of a text on one line, in millimetres."""
    widths = _BOLD_WIDTHS if bold else _PLAIN_WIDTHS
    return sum(map(widths.__getitem__, text)) / 1000 * size_pt * MM_PER_POINT


def wrapped(text: str, room_mm: float, size_pt: float, *, bold: bool = False) -> list[str]:
    """Break a text at blanks, Japanese between its characters too, to fit the room.

    No line begins with a closing bracket or a full stop, none ends with an opening bracket. What
    is longer than a line breaks inside.
    """
    if not text.startswith(" ") and width_mm(text, size_pt, bold=bold) <= room_mm:
        return [text]
    lines = [""]
    for blank, piece in _pieces(text):
        joined = f"{lines[-1]}{blank}{piece}" if lines[-1] else piece
        if width_mm(joined, size_pt, bold=bold) <= room_mm:
            lines[-1] = joined
            continue
        *whole, last = _cut(piece, room_mm, size_pt, bold)
        lines += [*whole, last]
    return [line for line in lines if line] or [""]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stays on one line, each with the blank before it."""
    for word in text.split(" "):
        blank = " "
        for piece in [word] if word.isascii() else _unbroken(word):
            yield blank, piece
            blank = ""


def _unbroken(word: str) -> Iterator[str]:
    """Yield the parts of a word between which a line may break."""
    piece = ""
    for character in word:
        if piece and _may_break(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    yield piece


def _may_break(before: str, after: str) -> bool:
    """Tell whether a line may end between two characters that no blank parts."""
    if after in _NO_START or before in _NO_END or not _PLAIN_WIDTHS[after]:
        return False
    return is_japanese(before) or is_japanese(after)


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
