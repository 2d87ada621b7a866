"""Works out the formulas that a filled template holds, for viewers that do not calculate.

Only what adds, multiplies and counts cells is understood; any other formula stays without a result
until a spreadsheet program opens the file.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from openpyxl.utils import range_boundaries

from broker_app.errors import UserError
from broker_app.papers.template.moves import tokens_of

_REFERENCE = re.compile(
    r"(?:('(?:[^']|'')+'|[^'!\[\]:]+)!)?\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?"
)
_ADDED = ("SUM(", "COUNT(", "COUNTA(")
_MOST_CELLS = 100_000
_DEEPEST = 50


class _UnknownError(Exception):
    """A formula that is not worked out here."""


def results_of(book: Any) -> Mapping[str, Mapping[str, Decimal]]:
    """Return the result of each formula that is understood, by sheet title and cell address."""
    figures = _Figures(book)
    made: dict[str, dict[str, Decimal]] = {}
    for ws in book.worksheets:
        found = made.setdefault(ws.title, {})
        for cell in list(ws._cells.values()):
            if getattr(cell, "data_type", "") == "f" and isinstance(cell.value, str):
                result = figures.result(ws.title, cell)
                if result is not None:
                    found[cell.coordinate] = result
    return made


class _Figures:
    def __init__(self, book: Any) -> None:
        self._sheets = {ws.title.casefold(): ws for ws in book.worksheets}
        self._known: dict[tuple[str, str], Decimal | None] = {}
        self._depth = 0

    def result(self, sheet: str, cell: Any) -> Decimal | None:
        """Return the result of a formula; None where it is not understood or goes in circles."""
        place = (sheet.casefold(), cell.coordinate)
        if place not in self._known:
            self._known[place] = None
            if self._depth < _DEEPEST:
                self._depth += 1
                with contextlib.suppress(_UnknownError, UserError, ArithmeticError):
                    self._known[place] = _Formula(self, sheet, cell.value).value()
                self._depth -= 1
        return self._known[place]

    def cells(self, sheet: str, text: str) -> Iterator[Any]:
        """Go through what the cells of a reference hold: numbers, texts, None."""
        found = _REFERENCE.fullmatch(text)
        if not found:
            raise _UnknownError
        named = sheet if found[1] is None else found[1].strip("'").replace("''", "'")
        ws = self._sheets.get(named.casefold())
        if ws is None:
            raise _UnknownError
        area = text.rpartition("!")[2].replace("$", "").upper()
        left, top, right, bottom = range_boundaries(area)
        if (right - left + 1) * (bottom - top + 1) > _MOST_CELLS:
            raise _UnknownError
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cell = ws._cells.get((row, column))
                yield self._held(ws.title, cell) if cell is not None else None

    def _held(self, sheet: str, cell: Any) -> Any:
        if getattr(cell, "data_type", "") != "f":
            return cell.value
        result = self.result(sheet, cell)
        if result is None:
            raise _UnknownError
        return result


class _Formula:
    """Reads a formula from left to right: sums of products of numbers and cells."""

    def __init__(self, figures: _Figures, sheet: str, formula: str) -> None:
        self._figures, self._sheet = figures, sheet
        tokens = tokens_of(formula)
        self._tokens = [t for t in tokens if t.type != "WHITE-SPACE"]

    def value(self) -> Decimal:
        made = self._added()
        if self._tokens:
            raise _UnknownError
        return made

    def _added(self) -> Decimal:
        made = self._multiplied()
        while self._next() in ("+", "-"):
            sign = self._take()
            other = self._multiplied()
            made = made + other if sign == "+" else made - other
        return made

    def _multiplied(self) -> Decimal:
        made = self._one()
        while self._next() == "*":
            self._take()
            made *= self._one()
        return made

    def _one(self) -> Decimal:
        token = self._tokens.pop(0) if self._tokens else None
        if token is None:
            raise _UnknownError
        if token.type == "OPERAND" and token.subtype == "NUMBER":
            return Decimal(token.value)
        if token.type == "OPERAND" and token.subtype == "RANGE" and ":" not in token.value:
            return _number(next(self._figures.cells(self._sheet, token.value)))
        if token.type == "FUNC" and token.subtype == "OPEN" and token.value.upper() in _ADDED:
            return self._over_cells(token.value.upper())
        if token.type == "PAREN" and token.subtype == "OPEN":
            made = self._added()
            self._close("PAREN")
            return made
        raise _UnknownError

    def _over_cells(self, function: str) -> Decimal:
        made = Decimal(0)
        while True:
            token = self._tokens.pop(0) if self._tokens else None
            if token is None or token.type != "OPERAND" or token.subtype != "RANGE":
                raise _UnknownError
            for held in self._figures.cells(self._sheet, token.value):
                is_number = isinstance(held, int | float | Decimal) and not isinstance(held, bool)
                if function == "SUM(":
                    made += _number(held) if is_number else 0
                else:
                    made += is_number if function == "COUNT(" else held is not None
            if self._next() != ",":
                break
            self._take()
        self._close("FUNC")
        return made

    def _close(self, kind: str) -> None:
        token = self._tokens.pop(0) if self._tokens else None
        if token is None or (token.type, token.subtype) != (kind, "CLOSE"):
            raise _UnknownError

    def _next(self) -> str:
        return self._tokens[0].value if self._tokens else ""

    def _take(self) -> str:
        return str(self._tokens.pop(0).value)


def _number(held: Any) -> Decimal:
    if held is None:
        return Decimal(0)
    if isinstance(held, bool) or not isinstance(held, int | float | Decimal):
        raise _UnknownError
    return held if isinstance(held, Decimal) else Decimal(str(held))
