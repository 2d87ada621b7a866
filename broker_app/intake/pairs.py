"""Pairs: lots that stand on two rows of a table are joined to one row.

Such a table has two rows of headings; some columns span both rows, in the headings and in every
lot, the others hold one thing above another. Each of these becomes two columns. Merged areas tell
which rows are one lot; where there are none, the second row leaves empty what spans both.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from broker_app.intake.header import Dictionary, Header, Merges, find_header
from broker_app.intake.normalise import Cell, is_blank

SECOND_ROW: list[Cell] = []
"""Stands for the second row of a lot; known by being this very list."""


_PROVEN = 0.6
"""So many of the rows must be halves of lots."""


@dataclass(slots=True)
class Joined:
    """A table whose lots are joined: its rows and header, as long as before."""

    rows: list[list[Cell]]
    header: Header


def joined(
    rows: Sequence[list[Cell]], header: Header, merges: Merges, known: Dictionary
) -> Joined | None:
    """Join the lots of a table, None where they stand on one row each."""
    tall = {(top, left) for (top, left), (bottom, _) in merges if bottom == top + 1}
    if header.last != header.first + 1:
        return None
    spanning = {left for top, left in tall if top == header.first}
    if not spanning:
        return None
    first = header.last + 1
    starts = [r for r in range(first, len(rows) - 1) if any((r, c) in tall for c in spanning)]
    if not starts or 2 * len(starts) < _PROVEN * (len(rows) - first):
        return None
    found = _joined_header(rows, header, spanning, known)
    if found is None:
        return None
    made = [*_above(rows, header, spanning), *_below(rows, first, set(starts), spanning)]
    return Joined(made, found)


def _above(rows: Sequence[Sequence[Cell]], header: Header, spanning: set[int]) -> list[list[Cell]]:
    titles = [list(row) for row in rows[: header.first]]
    return [*titles, _pair(rows[header.first], rows[header.last], spanning), SECOND_ROW]


def _joined_header(
    rows: Sequence[Sequence[Cell]], header: Header, spanning: set[int], known: Dictionary
) -> Header | None:
    found = find_header(_above(rows, header, spanning)[:-1], known)
    if found is None or found.first != header.first:
        return None
    found.last = header.last
    return found


@dataclass(slots=True)
class Joiner:
    """Joins the lots of a table without merged areas, row by row."""

    header: Header
    _upper: int
    _spanning: set[int]

    def rows(self, rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
        """Yield as many rows as there are: a lot, then what stands for its second row."""
        source = iter(rows)
        head = list(islice(source, self._upper + 2))
        yield from _above(head, Header(self._upper, self._upper + 1), self._spanning)
        held: list[Cell] | None = None
        for row in source:
            if held is not None and self.is_pair(held, row):
                yield _pair(held, row, self._spanning)
                yield SECOND_ROW
                held = None
                continue
            if held is not None:
                yield _pair(held, [], self._spanning)
            held = row
        if held is not None:
            yield _pair(held, [], self._spanning)

    def is_pair(self, upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
        """Tell whether a row goes on in the next: only the first fills what spans both."""
        return self._fills(upper) and not self._fills(lower) and not all(is_blank(c) for c in lower)

    def _fills(self, row: Sequence[Cell]) -> bool:
        return any(c < len(row) and not is_blank(row[c]) for c in self._spanning)


def joiner_of(rows: Sequence[Sequence[Cell]], header: Header, known: Dictionary) -> Joiner | None:
    """Return what joins the rows of a table by their empty cells, None where that is not proven."""
    if header.last != header.first + 1:
        return None
    upper, lower = rows[header.first], rows[header.last]
    named = {c for c, cell in enumerate(lower) if not is_blank(cell)}
    spanning = {c for c, cell in enumerate(upper) if not is_blank(cell)} - named
    facts = {known.meanings(cell)[1] for cell in lower if known.knows(cell)}
    if not spanning or len(facts) < 2 or facts <= {known.meanings(str(cell))[1] for cell in upper}:
        return None
    found = _joined_header(rows, header, spanning, known)
    if found is None:
        return None
    joiner = Joiner(found, header.first, spanning)
    filled = [row for row in rows[header.last + 1 :] if not all(map(is_blank, row))]
    pairs = sum(map(joiner.is_pair, filled, filled[1:]))
    return joiner if pairs and 2 * pairs >= _PROVEN * len(filled) else None


def _below(
    rows: Sequence[list[Cell]], first: int, starts: set[int], spanning: set[int]
) -> list[list[Cell]]:
    made: list[list[Cell]] = []
    for number in range(first, len(rows)):
        if number in starts:
            made.append(_pair(rows[number], rows[number + 1], spanning))
        elif number - 1 in starts:
            made.append(SECOND_ROW)
        else:
            made.append(_pair(rows[number], [], spanning))
    return made


def _pair(upper: Sequence[Cell], lower: Sequence[Cell], spanning: set[int]) -> list[Cell]:
    cells: list[Cell] = []
    for column in range(max(len(upper), len(lower))):
        cells.append(upper[column] if column < len(upper) else "")
        if column not in spanning:
            cells.append(lower[column] if column < len(lower) else "")
    return cells


def filled_down(rows: list[list[Cell]], first: int, merges: Merges) -> None:
    """Let a cell that spans rows below the header say its value in each of them."""
    for (top, left), (bottom, _) in merges:
        if bottom <= top or not first <= top < len(rows) or left >= len(rows[top]):
            continue  # an area may lie beside or below all rows
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] == "":
                row[left] = rows[top][left]
