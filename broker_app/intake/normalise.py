"""Normalise: cells of any type to text, and text to what can be compared."""

from datetime import date, datetime, time, timedelta
from typing import Any

from broker_app.domain.spelling import fold, latin, plain

__all__ = ["Cell", "cell_text", "fold", "is_blank", "latin", "plain"]

Cell = Any
"""A cell as its container gives it: text, number, truth value, date, time; `""` where empty."""


def cell_text(cell: Cell) -> str:
    """Return a cell as it would be typed: 4.0 is `4`, a date is ISO; text stays untouched."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else repr(cell)


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing to read."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))
