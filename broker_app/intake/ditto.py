"""Ditto: cells that hold a mark for what stands above them."""

from collections.abc import Sequence

from broker_app.domain.lookups import Lookups
from broker_app.intake.columns import DITTO, Column, Note
from broker_app.intake.normalise import Cell
from broker_app.intake.terms import shown

_NEVER = ("lot_number", "chassis_number", "vin")
"""What is a vehicle's own; the one above has another."""


def ditto_words(fact: str, lookups: Lookups, is_figure: bool) -> frozenset[str]:
    """Return the marks of a column, folded: among figures only those that mean nothing else."""
    marks = lookups.values.get("ditto", {})
    weak = is_figure and fact not in _NEVER
    return frozenset(word for word, meaning in marks.items() if not weak or meaning == "always")


class Ditto:
    """Remembers the last lot of a section, and puts its cells where the next one has marks."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = [column for column in columns if column.fact]
        self._above: Sequence[Cell] | None = None

    def remember(self, cells: Sequence[Cell]) -> None:
        """Keep the cells of a lot."""
        self._above = cells

    def forget(self) -> None:
        """Begin a section, or pass a row whose cells are not understood."""
        self._above = None

    def resolved(self, cells: Sequence[Cell]) -> tuple[list[Cell], list[Note]]:
        """Return the cells with what their marks stand for; a mark for nothing is told."""
        made, notes = list(cells), []
        for column in self._columns:
            reading = column.read(cells)
            if not is_ditto(reading.notes):
                continue
            made[column.index], key = self._meant(column)
            if key:
                notes.append(Note(column.fact, key, {"text": shown(reading.text)}))
        return made, notes

    def _meant(self, column: Column) -> tuple[Cell, str]:
        if column.fact in _NEVER:
            return "", "unreadable"
        if self._above is None:
            return "", "ditto_of_nothing"
        return self._above[column.index] if column.index < len(self._above) else "", ""


def is_ditto(notes: Sequence[Note]) -> bool:
    """Tell whether a reading is of a mark."""
    return any(note.key == DITTO for note in notes)
