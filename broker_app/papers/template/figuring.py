"""Works out the formulas that a filled template holds, for viewers that do not calculate.

Understood is what invoices are made of: arithmetic, sums, rounding, a choice, a cell shown again.
Any other formula stays without a result until a spreadsheet program opens the file.
"""

import contextlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils.datetime import to_excel

from broker_app.errors import UserError
from broker_app.papers.template.reckoning import (
    UnknownFormulaError,
    Value,
    area_of,
    value_of,
)

_MOST_CELLS = 100_000
_DEEPEST = 50
_NOT_WORKED_OUT = (UnknownFormulaError, UserError, ArithmeticError, RecursionError)


def results_of(book: Any) -> Mapping[str, Mapping[str, Decimal | str]]:
    """Return the result of each formula that is understood, by sheet title and cell address."""
    figures = _Figures(book)
    made: dict[str, dict[str, Decimal | str]] = {}
    for ws in book.worksheets:
        found = made.setdefault(ws.title, {})
        for cell in list(ws._cells.values()):
            if getattr(cell, "data_type", "") == "f" and isinstance(cell.value, str):
                result = figures.result(ws.title, cell)
                if isinstance(result, Decimal | str):
                    found[cell.coordinate] = result
    return made


class _Figures:
    """Knows what the cells of a workbook hold; each formula is worked out once."""

    def __init__(self, book: Any) -> None:
        self._epoch = book.epoch
        self._sheets = {ws.title.casefold(): ws for ws in book.worksheets}
        self._known: dict[tuple[str, str], Value] = {}
        self._depth = 0

    def result(self, sheet: str, cell: Any) -> Value:
        """Return the result of a formula; None where it is not understood or goes in circles."""
        place = (sheet.casefold(), cell.coordinate)
        if place not in self._known:
            self._known[place] = None
            if self._depth < _DEEPEST:
                self._depth += 1
                with contextlib.suppress(*_NOT_WORKED_OUT):
                    self._known[place] = self._worked_out(sheet, cell)
                self._depth -= 1
        return self._known[place]

    def _worked_out(self, sheet: str, cell: Any) -> Value:
        return value_of(cell.value, lambda text: self.cells(sheet, text), cell.row)

    def cells(self, sheet: str, text: str) -> Iterator[Value]:
        """Go through what the cells of a reference hold: numbers, texts, None."""
        named, left, top, right, bottom = area_of(text)
        ws = self._sheets.get((named or sheet).casefold())
        if ws is None or (right - left + 1) * (bottom - top + 1) > _MOST_CELLS:
            raise UnknownFormulaError
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cell = ws._cells.get((row, column))
                yield self._held(ws.title, cell) if cell is not None else None

    def _held(self, sheet: str, cell: Any) -> Value:
        value = cell.value
        if getattr(cell, "data_type", "") == "f":
            value = self.result(sheet, cell)
            if value is None:
                raise UnknownFormulaError
        elif getattr(cell, "data_type", "") == "e":
            raise UnknownFormulaError
        if isinstance(value, date):
            value = to_excel(value, self._epoch)
        if isinstance(value, CellRichText):
            value = str(value)
        if value is None or isinstance(value, bool | str | Decimal):
            return value
        if isinstance(value, int | float):
            return Decimal(str(value))
        raise UnknownFormulaError
