"""Reads one formula of a spreadsheet and works it out: a small part of what such formulas may say.

Numbers, texts and cells; + - * / % & and comparisons; a few functions. Nothing is guessed: whatever
else stands in a formula makes it unknown.
"""

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from openpyxl.utils import range_boundaries

from broker_app.papers.template.moves import tokens_of

Value = Decimal | str | bool | None
"""What a cell holds or a formula gives; None is an empty cell."""
Cells = Callable[[str], Iterable[Value]]
"""Returns what the cells of a reference hold."""
_Later = Callable[[], Value]
"""A part of a formula, worked out where it is needed only."""

_REFERENCE = re.compile(
    r"(?:('(?:[^']|'')+'|[^'!\[\]:]+)!)?"
    r"(\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?)"
)
_ROUNDED = {"ROUND": ROUND_HALF_UP, "ROUNDUP": ROUND_UP, "ROUNDDOWN": ROUND_DOWN}
_MOST_DIGITS = 15
"""Digits of a number that a spreadsheet keeps."""


class UnknownFormulaError(Exception):
    """A formula that is not worked out here."""


def value_of(formula: str, cells: Cells, row: int = 1) -> Value:
    """Return what a formula (`=…`) in a row gives; an empty cell shown again is 0.

    Raises UnknownFormulaError, ArithmeticError or UserError where it cannot be worked out.
    """
    found = _Reader(formula, cells, row).whole()()
    return Decimal(0) if found is None else found


def area_of(text: str) -> tuple[str, int, int, int, int]:
    """Return the sheet that a reference names, or "", and its columns and rows.

    They come as left, top, right, bottom. Raises UnknownFormulaError for another kind of name.
    """
    found = _REFERENCE.fullmatch(text)
    if not found:
        raise UnknownFormulaError
    named = (found[1] or "").strip("'").replace("''", "'")
    left, top, right, bottom = range_boundaries(found[2].replace("$", "").upper())
    return named, left, top, right, bottom


class _Reader:
    """Reads a formula from left to right, what binds least first."""

    def __init__(self, formula: str, cells: Cells, row: int) -> None:
        self._cells, self._here = cells, row
        self._tokens = [t for t in tokens_of(formula) if t.type != "WHITE-SPACE"]

    def whole(self) -> _Later:
        made = self._compared()
        if self._tokens:
            raise UnknownFormulaError
        return made

    def _compared(self) -> _Later:
        one = self._joined()
        sign = self._taken(*_COMPARED)
        if not sign:
            return one
        other, holds = self._joined(), _COMPARED[sign]
        return lambda: holds(_order(one(), other()))

    def _joined(self) -> _Later:
        parts = [self._added()]
        while self._taken("&"):
            parts.append(self._added())
        return parts[0] if len(parts) == 1 else lambda: "".join(_text(part()) for part in parts)

    def _added(self) -> _Later:
        return self._row(self._multiplied, "+", "-")

    def _multiplied(self) -> _Later:
        return self._row(self._signed, "*", "/")

    def _row(self, read: Callable[[], _Later], *signs: str) -> _Later:
        """Read parts that stand in a row with signs between them, worked out from the left."""
        first, further = read(), []
        while sign := self._taken(*signs):
            further.append((_OF_TWO[sign], read()))
        if not further:
            return first

        def worked_out() -> Value:
            made = _number(first())
            for reckon, part in further:
                made = reckon(made, _number(part()))
            return made

        return worked_out

    def _signed(self) -> _Later:
        if self._taken("-"):
            inner = self._signed()
            return lambda: -_number(inner())
        if self._taken("+"):
            return self._signed()
        made = self._one()
        while self._taken("%"):
            made = _hundredth(made)
        return made

    def _one(self) -> _Later:
        token = self._take()
        if token.type == "OPERAND":
            return self._operand(token)
        if token.subtype != "OPEN" or token.type not in ("PAREN", "FUNC"):
            raise UnknownFormulaError
        if token.type == "PAREN":
            inner = self._compared()
            self._close()
            return inner
        return self._function(token.value[:-1].upper())

    def _operand(self, token: Any) -> _Later:
        if token.subtype == "NUMBER":
            number = Decimal(token.value)
            return lambda: number
        if token.subtype == "TEXT":
            said = token.value[1:-1].replace('""', '"')
            return lambda: said
        if token.subtype != "RANGE" or ":" in token.value:
            raise UnknownFormulaError
        return lambda: next(iter(self._cells(token.value)))

    def _function(self, name: str) -> _Later:
        if name in _OVER_CELLS:
            parts = list(self._arguments(self._many))
            return lambda: _OVER_CELLS[name]([held for part in parts for held in part()])
        if name == "ROW":
            self._close()
            return lambda: Decimal(self._here)
        given = list(self._arguments(self._compared))
        if name in _ROUNDED and len(given) == 2:
            return lambda: _rounded(name, _number(given[0]()), _number(given[1]()))
        if name == "IF" and len(given) == 3:
            return lambda: given[1]() if _holds(given[0]()) else given[2]()
        if name == "ABS" and len(given) == 1:
            return lambda: abs(_number(given[0]()))
        raise UnknownFormulaError

    def _arguments(self, read: Callable[[], Any]) -> Iterator[Any]:
        yield read()
        while self._taken(","):
            yield read()
        self._close()

    def _many(self) -> Callable[[], list[Value]]:
        """Read one argument of a sum: cells, where texts do not count, or a figure."""
        after = self._tokens[1].value if len(self._tokens) > 1 else ""
        token = self._tokens[0] if self._tokens else None
        if token is not None and token.subtype == "RANGE" and after in (",", ")"):
            self._take()
            return lambda: list(self._cells(token.value))
        one = self._added()
        return lambda: [_number(one())]

    def _taken(self, *signs: str) -> str:
        """Take the next token where it is one of these signs; empty where it is not."""
        token = self._tokens[0] if self._tokens else None
        is_sign = token is not None and (token.type.startswith("OPERATOR") or token.type == "SEP")
        return str(self._take().value) if token and is_sign and token.value in signs else ""

    def _close(self) -> None:
        if self._take().subtype != "CLOSE":
            raise UnknownFormulaError

    def _take(self) -> Any:
        if not self._tokens:
            raise UnknownFormulaError
        return self._tokens.pop(0)


def _hundredth(part: _Later) -> _Later:
    return lambda: _number(part()) / 100


_OF_TWO: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def _number(held: Value) -> Decimal:
    if held is None:
        return Decimal(0)
    if not isinstance(held, Decimal):
        raise UnknownFormulaError
    return held


def _text(held: Value) -> str:
    """Return a value inside a text; a number as spreadsheets show it without a format."""
    if isinstance(held, bool):
        raise UnknownFormulaError
    if isinstance(held, Decimal):
        if len(held.as_tuple().digits) > _MOST_DIGITS:
            raise UnknownFormulaError
        return f"{held.normalize():f}"
    return held or ""


def _holds(held: Value) -> bool:
    return held if isinstance(held, bool) else _number(held) != 0


def _order(one: Value, other: Value) -> int | None:
    """Return -1, 0 or 1 as values stand to each other; None where they only differ."""
    if isinstance(one, bool) or isinstance(other, bool):
        raise UnknownFormulaError
    if isinstance(one, str) or isinstance(other, str):
        if isinstance(one, Decimal) or isinstance(other, Decimal):
            return -1 if isinstance(one, Decimal) else 1  # figures come before texts
        return 0 if (one or "").casefold() == (other or "").casefold() else None
    a, b = _number(one), _number(other)
    return (a > b) - (a < b)


def _known_order(order: int | None) -> int:
    """Texts that differ are put in order by each program in its own way."""
    if order is None:
        raise UnknownFormulaError
    return order


_COMPARED: Mapping[str, Callable[[int | None], bool]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: _known_order(order) < 0,
    ">": lambda order: _known_order(order) > 0,
    "<=": lambda order: _known_order(order) <= 0,
    ">=": lambda order: _known_order(order) >= 0,
}


def _rounded(name: str, number: Decimal, places: Decimal) -> Decimal:
    step = Decimal(1).scaleb(-int(places))
    return (number / step).quantize(Decimal(1), _ROUNDED[name]) * step


def _numbers(held: Sequence[Value]) -> list[Decimal]:
    return [one for one in held if isinstance(one, Decimal)]


def _mean(held: Sequence[Value]) -> Decimal:
    found = _numbers(held)
    return sum(found, Decimal(0)) / len(found)  # of none it is an error there too


_OVER_CELLS: Mapping[str, Callable[[Sequence[Value]], Decimal]] = {
    "SUM": lambda held: sum(_numbers(held), Decimal(0)),
    "COUNT": lambda held: Decimal(len(_numbers(held))),
    "COUNTA": lambda held: Decimal(sum(one is not None for one in held)),
    "AVERAGE": _mean,
    "MIN": lambda held: min(_numbers(held), default=Decimal(0)),
    "MAX": lambda held: max(_numbers(held), default=Decimal(0)),
}
