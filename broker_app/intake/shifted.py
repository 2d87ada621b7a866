"""Shifted: rows in which a cell is missing and those after it stand one column too far left.

Such a row is put right only where that is proven: two cells or more lie where they cannot belong,
and there is exactly one gap that makes every cell fit.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from broker_app.intake.codes import looks_like_code
from broker_app.intake.columns import Column
from broker_app.intake.layout import Layout
from broker_app.intake.mapping import FEES, PRICES, Sample, texts_of
from broker_app.intake.normalise import Cell, cell_text, is_blank, plain
from broker_app.intake.terms import is_score

PROVEN_BY = 2
"""So many cells must lie wrong before a row is taken apart."""
_REGULAR = 0.9
_FEW = 10
_TYPED = frozenset(
    ("odometer_km", "displacement_cc", "auction_date", "first_registered", "manufactured", *FEES)
) | frozenset(PRICES)
_EMPTY = re.compile(r"^(?:nan|null|none|n/a|[-－―])?[\s年月日/]*$", re.IGNORECASE)
_BARE_CODE = re.compile(r"^[A-Z]{2,6}$")  # a few codes have no digit: `XLP`
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")

Fits = Callable[[Cell], bool]


class Shifted:
    """Knows what the cells of each column look like; a column of any text fits everything."""

    def __init__(self, layout: Layout, sample: Sample) -> None:
        self._fits = {c.index: f for c in layout.columns if (f := _fits(c, sample)) is not None}

    def strays(self, cells: Sequence[Cell]) -> int:
        """Return how many cells lie where they cannot belong."""
        return sum(
            not fits(cells[index])
            for index, fits in self._fits.items()
            if index < len(cells) and not _is_empty(cells[index])
        )

    def mended(self, cells: Sequence[Cell]) -> list[Cell] | None:
        """Return the row with its cells in their columns; None where that is not proven."""
        if self.strays(cells) < PROVEN_BY:
            return None
        filled = ["" if _is_empty(cell) else cell for cell in cells]
        best: dict[tuple[Cell, ...], tuple[int, int]] = {}
        for gap in range(len(cells) - 1):
            for end in range(gap + 1, len(cells)):
                if filled[end] != "":
                    continue
                row = (*filled[:gap], "", *filled[gap:end], *filled[end + 1 :])
                if not self.strays(row):
                    best[row] = (self._fitting(row), -self._disturbed(cells, gap, end))
        if not best:
            return None
        most = max(best.values())
        rows = [row for row, merit in best.items() if merit == most]
        return list(rows[0]) if len(rows) == 1 else None

    def _disturbed(self, cells: Sequence[Cell], gap: int, end: int) -> int:
        """Return how many cells that lie well would be moved."""
        return sum(
            not _is_empty(cells[index]) and fits(cells[index])
            for index, fits in self._fits.items()
            if gap <= index < end
        )

    def _fitting(self, cells: Sequence[Cell]) -> int:
        return sum(not _is_empty(cells[index]) for index in self._fits)


def _is_empty(cell: Cell) -> bool:
    return is_blank(cell) or (isinstance(cell, str) and bool(_EMPTY.match(cell)))


def _fits(column: Column, sample: Sample) -> Fits | None:
    if column.fact == "model_code":
        return lambda cell: _may_be_code(cell_text(cell))
    if column.fact == "score":
        return lambda cell: is_score(cell_text(cell))
    if column.fact in _TYPED:
        return lambda cell: _understood(column, cell)
    shape = None if column.fact else _shape_of_all(texts_of(sample, column.index))
    return None if shape is None else lambda cell: _shape(cell_text(cell)) == shape


def _understood(column: Column, cell: Cell) -> bool:
    """Tell whether a cell says something of its column's fact, were it only a range of prices."""
    reading = column.seen.get(cell) or column.remember(cell)
    return column.fact in reading.facts or any(n.key != "unreadable" for n in reading.notes)


def _may_be_code(text: str) -> bool:
    return looks_like_code(text) or bool(_BARE_CODE.match(text.strip()))


def _shape_of_all(texts: Sequence[str]) -> str | None:
    """Return the shape that nearly all cells of a column have: `9年9月`."""
    filled = [text for text in texts if not _is_empty(text)]
    if len(filled) < _FEW or not any(_DIGITS.search(text) for text in filled):
        return None
    shape, count = Counter(map(_shape, filled)).most_common(1)[0]
    return shape if count >= _REGULAR * len(filled) else None


def _shape(text: str) -> str:
    return _DIGITS.sub("9", _LETTERS.sub("x", plain(text)))
