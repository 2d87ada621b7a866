"""Draws lines around boxes of a worksheet, over what its cells look like already."""

from copy import copy
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Border, Side

from broker_app.papers.book import BLANK, Grid

_LINE = Side("thin", "000000")
_SIDES = ("left", "right", "top", "bottom")

Known = dict[tuple[int, tuple[bool, ...]], int]
"""How cells of a style look with lines at some of their sides: many cells share one."""


def frame(grid: Grid, top: int, bottom: int, left: int, right: int, known: Known, ws: Any) -> None:
    """Draw a line all around the cells from a row and column to another."""
    for row in range(top, bottom + 1):
        within = top < row < bottom
        for column in (left, right) if within else range(left, right + 1):
            style, content = grid.rows[row].get(column, (-1, BLANK))
            at = (column == left, column == right, row == top, row == bottom)
            if (style, at) not in known:
                known[style, at] = len(grid.styles)
                grid.styles.append(_lined(grid.styles[style] if style >= 0 else None, at, ws))
            grid.rows[row][column] = (known[style, at], content)


def _lined(style: Any, at: tuple[bool, ...], ws: Any) -> Any:
    cell = Cell(ws)
    if style is not None:
        cell._style = copy(style)  # other cells look by the same one
    drawn = {side: _LINE for side, is_edge in zip(_SIDES, at, strict=True) if is_edge}
    others = {side: getattr(cell.border, side) for side in _SIDES if side not in drawn}
    cell.border = Border(**drawn, **others)
    return cell._style
