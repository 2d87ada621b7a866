"""Shifted: rows in which a cell is missing or one too many, so that others lie in wrong columns.

Such a row is put right only where that is proven. A missing cell: two cells or more lie where they
cannot belong, and exactly one gap makes every cell fit. One too many: a comma that groups digits
was taken for the end of a cell, and exactly one way to close such commas makes every cell fit.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

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

_BEFORE_COMMA = re.compile(r"^[^\d\w]{0,3}\d{1,3}$")
_AFTER_COMMA = re.compile(r"^\d{3}(?!\d)")
_MOST_COMMAS = 3
_MOST_PLACES = 12

Fits = Callable[[Cell], bool]


class Shifted:
    """Knows what the cells of each column look like; a column of any text fits everything."""

    def __init__(self, layout: Layout, sample: Sample) -> None:
        self._fits = {c.index: f for c in layout.columns if (f := _fits(c, sample)) is not None}
        lengths = Counter(len(row) for row in sample if sum(not is_blank(c) for c in row) > 1)
        usual = lengths.most_common(1)[0][0] if lengths else 0
        self._width = max(len(layout.columns), usual)

    def strays(self, cells: Sequence[Cell]) -> int:
        """Return how many cells lie where they cannot belong."""
        return len(self._strays(cells))

    def _strays(self, cells: Sequence[Cell]) -> list[int]:
        return [n for n in self._fits if n < len(cells) and not self._may_lie(cells[n], n)]

    def _may_lie(self, cell: Cell, column: int) -> bool:
        fits = self._fits.get(column)
        return fits is None or _is_empty(cell) or fits(cell)

    def is_too_long(self, cells: Sequence[Cell]) -> bool:
        """Tell whether a row has more cells than others of its table."""
        return len(cells) > self._width

    def closed(self, cells: Sequence[Cell]) -> list[Cell] | None:
        """Return a row that is too long with its numbers put together; None where in doubt."""
        too_many = len(cells) - self._width
        places = [n for n in range(len(cells) - 1) if _is_parted(cells[n], cells[n + 1])]
        found = []
        if too_many <= _MOST_COMMAS and len(places) <= _MOST_PLACES:
            rows = (_closed(cells, chosen) for chosen in combinations(places, too_many))
            found = [row for row in rows if not self.strays(row)]
        as_it_is = not self.strays(cells)
        if as_it_is and not found:
            return list(cells)
        return found[0] if len(found) == 1 and not as_it_is else None

    def mended(self, cells: Sequence[Cell]) -> list[Cell] | None:
        """Return the row with its cells in their columns; None where that is not proven."""
        strays = self._strays(cells)
        if len(strays) < PROVEN_BY:
            return None
        filled = ["" if _is_empty(cell) else cell for cell in cells]
        best: dict[tuple[Cell, ...], tuple[int, int]] = {}
        for gap, end in self._moves(filled, min(strays), max(strays)):
            row = (*filled[:gap], "", *filled[gap:end], *filled[end + 1 :])
            best[row] = (self._fitting(row), -self._disturbed(cells, gap, end))
        if not best:
            return None
        most = max(best.values())
        rows = [row for row, merit in best.items() if merit == most]
        return list(rows[0]) if len(rows) == 1 else None

    def _moves(self, filled: Sequence[Cell], first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield gaps and ends between which all cells fit one column further right.

        All strays lie between; where one cell does not fit, no longer stretch does.
        """
        ends = []
        for end in range(first + 1, len(filled)):
            if not self._may_lie(filled[end - 1], end):
                break
            if end > last and filled[end] == "":
                ends.append(end)
        for gap in range(first, -1, -1):
            if not self._may_lie(filled[gap], gap + 1):
                return
            yield from ((gap, end) for end in ends)

    def _disturbed(self, cells: Sequence[Cell], gap: int, end: int) -> int:
        """Return how many cells that lie well would be moved."""
        return sum(
            not _is_empty(cells[index]) and fits(cells[index])
            for index, fits in self._fits.items()
            if gap <= index < end
        )

    def _fitting(self, cells: Sequence[Cell]) -> int:
        return sum(not _is_empty(cells[index]) for index in self._fits)


def _is_parted(left: Cell, right: Cell) -> bool:
    """Tell whether two cells may be one number that a comma has parted."""
    return bool(_BEFORE_COMMA.match(cell_text(left)) and _AFTER_COMMA.match(cell_text(right)))


def _closed(cells: Sequence[Cell], places: Sequence[int]) -> list[Cell]:
    row: list[Cell] = []
    for number, cell in enumerate(cells):
        if number - 1 in places:
            row[-1] = f"{cell_text(row[-1])},{cell_text(cell)}"
        else:
            row.append(cell)
    return row


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
