"""Where the rows of a sheet go when rows are repeated or left out, and with them all references.

A plan lists the rows of the filled sheet, each with the row of the template it comes from and the
instances of the repeated blocks it stands in. Everything else that names rows follows from that.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import TokenizerError

from broker_app.errors import UserError

Path = tuple[tuple[int, int], ...]
"""Instances that a row stands in, outermost first: block and number of the instance."""
GONE, NOTHING = "#REF!", "0"
_TAKES_NUMBERS = ("", "SUM", "IF", "ROUND", "ROUNDUP", "ROUNDDOWN", "ABS", "INT", "N")
"""Functions, and none, where a number may stand for the cell of a row that was left out."""
_LAST_ROW = 1_048_576
_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})"
_ROWS = r"(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})"
_SHEET = r"(?:('(?:[^']|'')+'|[^'!\[\]:(),\s]+)!)?"
_ONE = re.compile(f"{_SHEET}{_CELL}")
_RANGE = re.compile(f"{_SHEET}{_CELL}:{_CELL}")
_WHOLE_ROWS = re.compile(f"{_SHEET}{_ROWS}")


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of the filled sheet: `source` is its row in the template."""

    source: int
    path: Path = ()


class Moves:
    """Answers where rows of one sheet went. Rows count from 1."""

    def __init__(self, placed: Sequence[Placed], last: int) -> None:
        self._last, self._shift = last, len(placed) - last
        self._went: dict[int, list[tuple[int, Path]]] = {}
        for number, row in enumerate(placed, 1):
            self._went.setdefault(row.source, []).append((number, row.path))

    def first(self, row: int, path: Path = ()) -> int | None:
        """Return the first row that a row became, seen from within `path`; None if left out."""
        return next((number for number, _ in self._near(row, path)), None)

    def span(self, top: int, bottom: int, path: Path = ()) -> tuple[int, int] | None:
        """Return the rows that an area became: from its first row left to its last."""
        kept = [n for row in self._rows(top, bottom) for n, _ in self._near(row, path)]
        return (min(kept), max(kept)) if kept else None

    def spans(self, top: int, bottom: int) -> list[tuple[int, int, Path]]:
        """Return where an area went: once in each instance of the blocks that hold all of it."""
        paths = [self._paths(row) for row in (top, bottom)]
        shared = 0
        if all(paths):
            one, other = (next(iter(found)) for found in paths)
            while shared < min(len(one), len(other)) and one[shared][0] == other[shared][0]:
                shared += 1
        instances = dict.fromkeys(p[:shared] for found in paths for p in found) or {(): None}
        found = ((self.span(top, bottom, path), path) for path in instances)
        return [(*span, path) for span, path in found if span]

    def joined(self, top: int, bottom: int) -> list[tuple[int, int]]:
        """Return the same with areas that touch put together."""
        made: list[tuple[int, int]] = []
        for first, last, _ in sorted(self.spans(top, bottom)):
            if made and first <= made[-1][1] + 1:
                made[-1] = (made[-1][0], max(last, made[-1][1]))
            else:
                made.append((first, last))
        return made

    def _rows(self, top: int, bottom: int) -> Iterator[int]:
        """Go through the rows of an area; of those behind the last one the two ends suffice."""
        yield from range(top, min(bottom, self._last) + 1)
        if bottom > self._last:
            yield from {max(top, self._last + 1), bottom}

    def _near(self, row: int, path: Path) -> list[tuple[int, Path]]:
        if row > self._last:
            return [(min(row + self._shift, _LAST_ROW), ())]
        went = self._went.get(row, [])
        depth = max((_common(own, path) for _, own in went), default=0)
        return [(number, own) for number, own in went if _common(own, path) == depth]

    def _paths(self, row: int) -> list[Path]:
        return list(dict.fromkeys(path for _, path in self._went.get(row, [])))


def _common(one: Path, other: Path) -> int:
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    return shared


def moved(
    formula: str,
    sheet: str,
    moves: Mapping[str, Moves],
    path: Path = (),
    left_out: str = GONE,
) -> str:
    """Return a formula (`=…`) with its references where their cells went.

    `sheet` is the sheet it stands on, `path` the instances its row stands in. What a table's name,
    a defined name or another workbook refers to stays as it is. `left_out` stands for a row that
    was left out, where a number may stand; elsewhere its reference is gone.
    """
    made, functions = ["="], [""]
    for token in tokens_of(formula):
        text = token.value
        if token.type == token.OPERAND and token.subtype == token.RANGE:
            text = moved_reference(text, sheet, moves, path)
            text = left_out if text == GONE and functions[-1] in _TAKES_NUMBERS else text
        elif token.subtype == token.OPEN:
            functions.append(text[:-1].upper() or functions[-1])
        elif token.subtype == token.CLOSE:
            functions.pop()
        made.append(text)
    return "".join(made)


def tokens_of(formula: str) -> list[Any]:
    """Return the tokens of a formula. Raises UserError for one that cannot be read."""
    try:
        return list(Tokenizer(formula).items)
    except (TokenizerError, IndexError, ValueError) as problem:
        raise UserError("template_formula", formula=formula[:60]) from problem


def moved_reference(text: str, sheet: str, moves: Mapping[str, Moves], path: Path = ()) -> str:
    """Return one reference, `'Sheet 1'!$A$1:$B$9`, where its cells went."""
    if found := _RANGE.fullmatch(text):
        named, d1, c1, r1, row1, d2, c2, r2, row2 = found.groups()
        at = _moves_of(named, sheet, moves)
        # Corners may be written in any order; rows alone move.
        top, bottom = sorted((int(row1), int(row2)))
        span = at.span(top, bottom, path) if at else (top, bottom)
        if span is None:
            return GONE
        one, other = span if int(row1) <= int(row2) else span[::-1]
        return f"{_prefix(named)}{d1}{c1}{r1}{one}:{d2}{c2}{r2}{other}"
    if found := _ONE.fullmatch(text):
        named, dollar, column, fixed, row = found.groups()
        at = _moves_of(named, sheet, moves)
        to = at.first(int(row), path) if at else int(row)
        return GONE if to is None else f"{_prefix(named)}{dollar}{column}{fixed}{to}"
    if found := _WHOLE_ROWS.fullmatch(text):
        named, d1, row1, d2, row2 = found.groups()
        at = _moves_of(named, sheet, moves)
        top, bottom = sorted((int(row1), int(row2)))
        span = at.span(top, bottom, path) if at else (top, bottom)
        return GONE if span is None else f"{_prefix(named)}{d1}{span[0]}:{d2}{span[1]}"
    return text


def _moves_of(named: str | None, sheet: str, moves: Mapping[str, Moves]) -> Moves | None:
    name = sheet if named is None else named.strip("'").replace("''", "'")
    folded = name.casefold()
    return next((one for title, one in moves.items() if title.casefold() == folded), None)


def _prefix(named: str | None) -> str:
    return f"{named}!" if named is not None else ""
