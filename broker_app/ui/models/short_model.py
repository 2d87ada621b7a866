"""A short table: all its rows are known at once, each painted by the columns of its page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from broker_app import words
from broker_app.ui.models.columns import Cell, Look

_DISPLAY = Qt.ItemDataRole.DisplayRole
_EDIT = Qt.ItemDataRole.EditRole
_ALIGN = Qt.ItemDataRole.TextAlignmentRole
_ACROSS = Qt.Orientation.Horizontal
_SAID = (_DISPLAY, Qt.ItemDataRole.AccessibleTextRole)
_FLAGS = {
    Look.FIGURE: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    Look.CENTRED: Qt.AlignmentFlag.AlignCenter,
}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class ShortColumn:
    """One column: its head is `head`, a key; `typed` gives the text to edit, where one can."""

    id: str
    head: Callable[[], str]
    look: Look
    width: int
    cell: Callable[[Any], Cell]
    typed: Callable[[Any], str] | None = None


def head(key: str) -> Callable[[], str]:
    """Return what says the head of a column by its key."""
    return lambda: words.say(key)


class ShortModel(QAbstractTableModel):
    """Rows with an id each. What was typed into a cell is said, never stored here."""

    typed = Signal(int, str, str)
    """The id of the row, the id of the column, the text."""

    def __init__(self, columns: Sequence[ShortColumn]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._rows: list[Any] = []
        self._ids: Sequence[int] = []

    # what a page asks

    def show_columns(self, columns: Sequence[ShortColumn]) -> None:
        """Show other columns, without rows until they are given."""
        self.beginResetModel()
        self._columns, self._ids, self._rows = tuple(columns), [], []
        self.endResetModel()

    def show_rows(self, rows: Sequence[tuple[int, Any]]) -> None:
        """Show rows by their ids; where only values changed the selection stays."""
        ids = [number for number, _ in rows]
        if ids == self._ids:
            self._rows = [row for _, row in rows]
            self.retranslate()
            return
        self.beginResetModel()
        self._ids, self._rows = ids, [row for _, row in rows]
        self.endResetModel()

    def retranslate(self) -> None:
        """Say cells and heads again."""
        if self._ids:
            last = self.index(len(self._ids) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(_ACROSS, 0, len(self._columns) - 1)

    def id_at(self, row: int) -> int | None:
        """Return the id of a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, number: int) -> int | None:
        """Return the row of an id, None where it is not there."""
        return self._ids.index(number) if number in self._ids else None

    def ids(self, start: int = 0, stop: int | None = None) -> Sequence[int]:
        """Return a slice of the ids."""
        return self._ids[start:stop]

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell paints."""
        return self._columns[column].cell(self._rows[row])

    def column(self, number: int) -> ShortColumn:
        """Return a column by its place."""
        return self._columns[number]

    def place_of(self, column: str) -> int:
        """Return the place of a column."""
        return [c.id for c in self._columns].index(column)

    # what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Return text and alignment of a cell; painting goes by `cell`."""
        if role == _ALIGN:
            return _FLAGS.get(self._columns[index.column()].look, _LEFT)
        typed = self._columns[index.column()].typed
        if role == _EDIT and typed is not None:
            return typed(self._rows[index.row()])
        if role in _SAID or role == _EDIT:
            return self.cell(index.row(), index.column()).whole
        return None

    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:
        """Say what was typed; the page stores it, or says why not."""
        number = self.id_at(index.row())
        if role != _EDIT or number is None:
            return False
        self.typed.emit(number, self._columns[index.column()].id, str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return whether one may type into a cell."""
        flags = super().flags(index)
        if index.isValid() and self._columns[index.column()].typed is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Return the heads."""
        if orientation != _ACROSS or not 0 <= section < len(self._columns):
            return None
        if role in _SAID:
            return self._columns[section].head()
        if role == _ALIGN:
            return _FLAGS.get(self._columns[section].look, _LEFT)
        return None
