"""Draws lines around boxes of a worksheet, over what its cells look like already."""

from copy import copy
from typing import Any

from openpyxl.styles import Border, Side

_LINE = Side("thin", "000000")
_SIDES = ("left", "right", "top", "bottom")

Known = dict[Any, Any]
"""How a cell of a look looks with lines at some of its sides: many cells share one."""


def frame(ws: Any, top: int, bottom: int, left: int, right: int, known: Known) -> None:
    """Draw a line all around the cells from a row and column to another."""
    for row in range(top, bottom + 1):
        within = top < row < bottom
        for column in (left, right) if within else range(left, right + 1):
            cell = ws.cell(row, column)
            at = (column == left, column == right, row == top, row == bottom)
            key = (tuple(cell._style or ()), at)
            if key not in known:
                cell._style = copy(cell._style)  # other cells look by the same one
                drawn = {side: _LINE for side, is_edge in zip(_SIDES, at, strict=True) if is_edge}
                others = {side: getattr(cell.border, side) for side in _SIDES if side not in drawn}
                cell.border = Border(**drawn, **others)
                known[key] = cell._style
            cell._style = known[key]
