"""Columns: each decides once how it reads its cells, and remembers every cell it has read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from broker_app.intake.normalise import Cell, cell_text, fold, is_blank


class Note(NamedTuple):
    """A doubt about one cell: the fact, the sentence key, its fields."""

    field: str
    key: str
    values: dict[str, str]


class Reading(NamedTuple):
    """What one cell says: its text as printed, facts by name, doubts."""

    text: str
    facts: Mapping[str, Any] = {}
    notes: tuple[Note, ...] = ()


Reader = Callable[[Cell, str], Reading]
"""Takes a cell and its text."""

EMPTY = Reading("")
DITTO = "ditto"
"""The key of a note that is never shown: the cell stands for the one above."""
_ERROR = re.compile(r"^#(?:#{2,}|N/A|(?:REF|VALUE|DIV/0|NULL|NUM|SPILL|CALC)!|NAME\?)$", re.I)
"""What a spreadsheet prints in place of a value; `#####` is a number too wide for its column."""
_FORMULA = re.compile(r"^=(?:$|[A-Za-z0-9(+\-'$_@])")
_DASHES = "-‐‑‒–—―−─━ー－ "
_LONGEST_EMPTY = 12
_REMEMBERED = 50_000
"""Distinct cells a column remembers, so that a million rows stay in bounded memory."""


@dataclass(slots=True)
class Column:
    """One column of a table. Without a reader its cells are only kept with the source row."""

    index: int
    heading: str
    fact: str = ""
    reader: Reader | None = None
    unit_index: int = -1
    empty_words: frozenset[str] = frozenset()
    ditto_words: frozenset[str] = frozenset()
    dash_is_empty: bool = True
    told_as: str = ""
    """The fact that doubts about a cell are told of, empty where the column holds several."""
    seen: dict[Cell, Reading] = field(default_factory=dict)

    def read(self, cells: Sequence[Cell]) -> Reading:
        """Read this column's cell of a row; short rows have empty cells."""
        cell = cells[self.index] if self.index < len(cells) else ""
        if self.unit_index >= 0:
            cell = _with_unit(cell, cells, self.unit_index)
        return self.seen.get(cell) or self.remember(cell)

    def remember(self, cell: Cell) -> Reading:
        """Read a cell that was not seen before."""
        if len(self.seen) >= _REMEMBERED:
            self.seen.clear()
        reading = self.seen[cell] = self._read(cell)
        return reading

    def _read(self, cell: Cell) -> Reading:
        if is_blank(cell):
            return EMPTY
        text = cell_text(cell)
        if self.reader is None:
            return Reading(text)
        if _FORMULA.match(text):
            note = Note(self.told_as, "formula_without_value", {"text": text[:60]})
            return Reading(text, {}, (note,))
        if len(text) <= _LONGEST_EMPTY:
            if _ERROR.match(text.strip()):
                note = Note(self.told_as, "cell_error", {"text": text.strip()})
                return Reading(text, {}, (note,))
            folded = fold(text)
            if folded in self.ditto_words:
                return Reading(text, {}, (Note(self.fact, DITTO, {}),))
            if folded in self.empty_words or (self.dash_is_empty and not text.strip(_DASHES)):
                return Reading(text)
        return self.reader(cell, text)


def _with_unit(cell: Cell, cells: Sequence[Cell], unit_index: int) -> Cell:
    """Put the unit of a nameless column behind its number."""
    unit = cells[unit_index] if unit_index < len(cells) else ""
    if is_blank(unit) or not any(c.isdigit() for c in cell_text(cell)):
        return cell
    return f"{cell_text(cell)} {cell_text(unit)}"
