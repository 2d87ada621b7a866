"""A table of any length: ids in order, and the few blocks of rows that are on screen.

Rows are read by the block on the main thread from its own connection; ordering and finding are
questions that reader threads answer. A row that has gone since paints blank.
"""

from array import array
from collections import OrderedDict
from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from broker_app import words
from broker_app.domain.state import Ageing
from broker_app.store import vehicles
from broker_app.store.database import Rows
from broker_app.store.vehicles import Query
from broker_app.ui.models.columns import (
    COLUMNS,
    NOTHING,
    Cell,
    Column,
    Look,
    Row,
    aged,
    inferred_facts,
)
from broker_app.ui.runner import Runner, Task
from broker_app.ui.widgets.text import tip

BLOCK = 64
BLOCKS_KEPT = 16
FIRST_SCREEN = 256

_DISPLAY = Qt.ItemDataRole.DisplayRole
_ALIGN = Qt.ItemDataRole.TextAlignmentRole
_TIP = Qt.ItemDataRole.ToolTipRole
_NAME = Qt.ItemDataRole.AccessibleTextRole
_ACROSS = Qt.Orientation.Horizontal
_SAID = (_DISPLAY, _NAME)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_BLANK = [NOTHING] * len(COLUMNS)

Index = QModelIndex | QPersistentModelIndex


class WindowModel(QAbstractTableModel):
    """Vehicles of a query, seen through a window of blocks."""

    arrived = Signal()
    """The ids of a query are there, all of them."""

    def __init__(self, runner: Runner, reader: Rows) -> None:
        super().__init__()
        self._runner = runner
        self._reader = reader
        self._ids = array("I")
        self._blocks: OrderedDict[int, dict[int, Row]] = OrderedDict()
        self._painted: dict[int, list[Cell]] = {}
        self._pending: dict[tuple[int, str], str] = {}
        self._first: Task | None = None
        self._all: Task | None = None
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._ask_all)
        self.query = Query()
        self.ageing = Ageing()
        self._on_screen = [not column.on_demand for column in COLUMNS]
        self.language = ""
        """What heads and cells are said in; empty is the language of the window."""
        self.complete = False
        """Whether all ids of the query are there, not only the first screen."""

    # what the model is asked by the page

    def ask(self, query: Query) -> None:
        """Find and order anew; what is shown stays until the answer is there."""
        self.query = query
        self.complete = False
        self._rest.stop()
        if self._all is not None:
            self._all.cancel()
        first = self._first
        self._first = self._runner.ask(vehicles.ids, query, FIRST_SCREEN, instead_of=first)
        self._first.succeeded.connect(lambda ids: self._show_first(query, ids))

    def look_again(self) -> None:
        """Forget what was read, because values changed; order and selection stay."""
        self._blocks.clear()
        self._painted.clear()
        if self._ids:
            last = self.index(len(self._ids) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def look_again_at(self, vehicle: int) -> None:
        """Read one vehicle anew, because only its values changed."""
        row = self.row_of(vehicle)
        if row is None:
            return
        block = self._blocks.get(row // BLOCK)
        if block is not None:
            query = self.query
            block.update(vehicles.block(self._reader, [vehicle], query.destination, query.today))
        self._painted.pop(row, None)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def show_pending(self, vehicle: int, column: str, text: str) -> None:
        """Show what was typed while it is being stored."""
        self._pending[vehicle, column] = text
        self._paint_anew(vehicle)

    def forget_pending(self, vehicle: int, column: str) -> None:
        """Show what is stored again."""
        self._pending.pop((vehicle, column), None)
        self._paint_anew(vehicle)

    def show_columns(self, ids: Collection[str]) -> None:
        """Say the cells of these columns too, of those that are only there on demand."""
        on_screen = [not column.on_demand or column.id in ids for column in COLUMNS]
        if any(new and not old for new, old in zip(on_screen, self._on_screen, strict=True)):
            self._painted.clear()
        self._on_screen = on_screen

    def speak(self, language: str) -> None:
        """Say heads and cells in a language of buyers, or in that of the window."""
        if language != self.language:
            self.language = language
            self.retranslate()

    def retranslate(self) -> None:
        """Say cells and heads in another language."""
        self.look_again()
        self.headerDataChanged.emit(_ACROSS, 0, len(COLUMNS) - 1)

    def id_at(self, row: int) -> int | None:
        """Return the vehicle of a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, vehicle: int) -> int | None:
        """Return the row of a vehicle, None where it is not found; on screen it is known."""
        for number, block in self._blocks.items():
            if vehicle in block:
                start = number * BLOCK
                return self._ids.index(vehicle, start, start + BLOCK)
        try:
            return self._ids.index(vehicle)
        except ValueError:
            return None

    def ids(self, start: int = 0, stop: int | None = None) -> Sequence[int]:
        """Return a slice of the ids, for actions on a range."""
        return self._ids[start:stop]

    def row_at(self, row: int) -> Row | None:
        """Return the stored row behind a row of the table; None where it has gone."""
        vehicle = self.id_at(row)
        if vehicle is None:
            return None
        return self._block(row // BLOCK).get(vehicle)

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell paints."""
        painted = self._painted.get(row)
        if painted is None:
            painted = self._paint(row)
        return painted[column]

    @staticmethod
    def column(number: int) -> Column:
        """Return a column by its place."""
        return COLUMNS[number]

    # what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Return text, tip and alignment of a cell; painting goes by `cell`."""
        if role in _SAID:
            return self.cell(index.row(), index.column()).whole
        if role == _ALIGN:
            return _alignment(COLUMNS[index.column()].look)
        if role == _TIP:
            return tip(self._tip(index.row(), index.column()) or "") or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Return the heads."""
        if orientation != _ACROSS or not 0 <= section < len(COLUMNS):
            return None
        if role in _SAID:
            with words.speaking(self.language):
                return words.say(f"column.{COLUMNS[section].id}")
        if role == _ALIGN:
            return _alignment(COLUMNS[section].look)
        return None

    # inside

    def _show_first(self, query: Query, ids: "array[int]") -> None:
        """Show the first screen, and ask for the rest when it is painted, if there is any."""
        if query is not self.query:
            return
        self._replace(ids)
        if len(ids) < FIRST_SCREEN:
            self.complete = True
            self.arrived.emit()
            return
        self._rest.start()

    def _ask_all(self) -> None:
        query = self.query
        self._all = self._runner.ask(vehicles.ids, query, instead_of=self._all)
        self._all.succeeded.connect(lambda ids: self._show_all(query, ids))

    def _show_all(self, query: Query, ids: "array[int]") -> None:
        if query is not self.query:
            return
        self.complete = True
        shown = len(self._ids)
        if shown and len(ids) >= shown and ids[:shown] == self._ids:
            self._append(ids, shown)
        else:
            self._replace(ids)
        self.arrived.emit()

    def _append(self, ids: "array[int]", shown: int) -> None:
        """Bring the rest below the first screen: scroll and selection stay where they are."""
        if len(ids) > shown:
            self.beginInsertRows(QModelIndex(), shown, len(ids) - 1)
            self._ids = ids
            self.endInsertRows()
        self._blocks.clear()
        self._painted.clear()

    def _replace(self, ids: "array[int]") -> None:
        self.beginResetModel()
        self._ids = ids
        self._blocks.clear()
        self._painted.clear()
        self.endResetModel()

    def _block(self, number: int) -> dict[int, Row]:
        block = self._blocks.get(number)
        if block is not None:
            self._blocks.move_to_end(number)
            return block
        chosen = self._ids[number * BLOCK : (number + 1) * BLOCK]
        query = self.query
        block = dict(vehicles.block(self._reader, chosen, query.destination, query.today))
        self._blocks[number] = block
        if len(self._blocks) > BLOCKS_KEPT:
            self._blocks.popitem(last=False)
        return block

    def _paint(self, row: int) -> list[Cell]:
        """Say a row's cells once; they are painted many times while one scrolls."""
        found = self.row_at(row)
        if found is None:
            return _BLANK
        inferred = inferred_facts(found)
        if len(self._painted) > BLOCK * BLOCKS_KEPT:
            self._painted.clear()
        with words.speaking(self.language):
            painted = [
                aged(column.cell(found, inferred), self.ageing) if seen else NOTHING
                for column, seen in zip(COLUMNS, self._on_screen, strict=True)
            ]
        if self._pending:
            painted = self._with_pending(found["id"], painted)
        self._painted[row] = painted
        return painted

    def _paint_anew(self, vehicle: int) -> None:
        row = self.row_of(vehicle)
        if row is not None:
            self._painted.pop(row, None)
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def _with_pending(self, vehicle: int, painted: list[Cell]) -> list[Cell]:
        typed = (self._pending.get((vehicle, column.id)) for column in COLUMNS)
        return [
            cell if text is None else Cell(text) for cell, text in zip(painted, typed, strict=True)
        ]

    def _tip(self, row: int, column: int) -> str | None:
        cell = self.cell(row, column)
        if cell.inferred:
            return words.say("ui.inferred_tip", value=cell.text)
        return None


def _alignment(look: Look) -> Qt.AlignmentFlag:
    if look is Look.FIGURE:
        return _RIGHT
    return _CENTRE if look is Look.CENTRED else _LEFT
