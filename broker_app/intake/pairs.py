"""Pairs: lots that stand on two rows of a table are joined to one row.

Such a table has two rows of headings; some columns span both rows, in the headings and in every
lot, the others hold one thing above another. Each of these becomes two columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from broker_app.intake.header import Dictionary, Header, Merges, find_header
from broker_app.intake.normalise import Cell

SECOND_ROW: list[Cell] = []
"""Stands for the second row of a lot; known by being this very list."""


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
    if not starts or 2 * len(starts) < 0.6 * (len(rows) - first):
        return None
    made = [*rows[: header.first], _pair(rows[header.first], rows[header.last], spanning)]
    found = find_header(made, known)
    if found is None or found.first != header.first:
        return None
    found.last = header.last
    made.append(SECOND_ROW)
    return Joined(made + _below(rows, first, set(starts), spanning), found)


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
    for column, cell in enumerate(upper):
        cells.append(cell)
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
