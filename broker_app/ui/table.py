"""The table: rows of a model painted as our own, and what is selected in it.

Ctrl-A means "everything found": a state that carries the query, not a million indexes.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QKeyCombination,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
)

from broker_app import words
from broker_app.ui import copying, theme
from broker_app.ui.models.short_model import ShortModel
from broker_app.ui.models.window_model import Index, WindowModel
from broker_app.ui.row_delegate import RowDelegate
from broker_app.ui.table_head import HEAD, SIDE, Head
from broker_app.ui.widgets import grid

__all__ = ["HEAD", "ROW", "SIDE", "Head", "RowDelegate", "Table", "stretch"]

if TYPE_CHECKING:
    from broker_app.ui.cell_editing import CellEditing
    from broker_app.ui.frozen_columns import FrozenColumns

ROW = 28

_MENU_KEY = QKeyCombination(Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_F10)
_MENU_IS_OURS = sys.platform == "linux"
"""Elsewhere the system asks for a menu at this key; at the menu key it does so everywhere."""


class Table(QTableView):
    """Rows of a model. Sorting is asked for, never done here."""

    sort_wanted = Signal(str, bool)
    """A column's id, and whether the greatest comes first."""
    sort_also = Signal(str, bool)
    """The same of a further column, behind those that sort already."""
    copied = Signal(str, int)
    """Text and number of rows that went to the clipboard."""
    pane_wanted = Signal()
    picked = Signal()
    """Something else is selected, or the cursor moved."""
    lit = Signal()
    """Every row is painted anew: another is under the pointer, or all are selected."""

    def __init__(self, model: WindowModel | ShortModel) -> None:
        super().__init__()
        self.everything = False
        """Whether all that the query finds is selected."""
        self.frozen: FrozenColumns | None = None
        """The columns that stay while the rest is scrolled sideways, where a person froze some."""
        self.editor: CellEditing | None = None
        """What turns cells into fields, where they can be typed into."""
        self.menu: Callable[[], QMenu] = partial(_menu_of, self)
        """Makes the menu of a right click or the menu key."""
        self.rows = model
        self.hovered = -1
        self.row_height = ROW
        self._first = 0
        self._called = ""
        self._found_nothing = False
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self.setHorizontalHeader(Head(self))
        self._set_up()
        model.modelReset.connect(self._forget_everything)

    def call_it(self, key: str) -> None:
        """Name it, by the key of its words, for those who do not see it."""
        self._called = key
        self.setAccessibleName(words.say(key))

    def changeEvent(self, event: QEvent) -> None:
        """Say the name again in another language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._called:
            self.setAccessibleName(words.say(self._called))

    def show_whether_found(self) -> None:
        """Say in the place of the rows that there are none, once that is known."""
        self._found_nothing = not self.rows.rowCount()
        self.viewport().update()

    @property
    def instead(self) -> str:
        """What stands in the place of the rows where none is found."""
        nothing = self._found_nothing and not self.rows.rowCount()
        return words.say("table.nothing_found") if nothing else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or what stands in their place."""
        super().paintEvent(event)
        if not (said := self.instead):
            return
        painter = QPainter(self.viewport())
        painter.setFont(theme.font())
        painter.setPen(theme.now().ink2)
        room = QRectF(self.viewport().rect()).adjusted(theme.px(SIDE), 0, -theme.px(SIDE), 0)
        room.setHeight(room.height() / 2)
        across = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, across, said)
        painter.end()

    def selectAll(self) -> None:
        """Select everything found, without touching the rows one by one."""
        self.clearSelection()
        self.everything = self.rows.rowCount() > 0
        self._light()
        self.picked.emit()

    def show_sort(
        self, column: str, descending: bool, then: Sequence[tuple[str, bool]] = ()
    ) -> None:
        """Mark the columns that the rows are ordered by; an unknown id marks none."""
        head = self.horizontalHeader()
        assert isinstance(head, Head)
        head.show_sort([(column, descending), *then])

    def let_columns_move(self) -> None:
        """Let a person drag heads to other places, and sort by several with Shift."""
        head = self.horizontalHeader()
        assert isinstance(head, Head)
        head.setSectionsMovable(True)
        head.several = True

    def show_rows(self, height: int) -> None:
        """Make rows that high, in units of the screen's scale."""
        self.row_height = height
        side = self.verticalHeader()
        side.setMinimumSectionSize(theme.px(height))
        side.setDefaultSectionSize(theme.px(height))

    def in_order(self) -> list[int]:
        """Return the columns that are seen, from left to right."""
        head = self.horizontalHeader()
        places = range(self.rows.columnCount())
        return [n for n in map(head.logicalIndex, places) if not self.isColumnHidden(n)]

    def is_first(self, column: int) -> bool:
        """Tell whether a column is the leftmost that is seen."""
        return column == self._first

    def note_first(self) -> None:
        """Remember the leftmost column: every cell asks for it when painted."""
        seen = self.in_order()
        self._first = seen[0] if seen else 0
        self._light()

    def selected_rows(self) -> list[range]:
        """Return the selected rows as ranges; nothing while everything is selected."""
        if self.everything:
            return []
        parts = {(part.top(), part.bottom()) for part in self.selectionModel().selection().toList()}
        return [range(top, bottom + 1) for top, bottom in sorted(parts)]

    def selected_ids(self) -> list[int]:
        """Return the selected vehicles, all of them where everything is selected."""
        if self.everything:
            return list(self.rows.ids())
        return [v for part in self.selected_rows() for v in self.rows.ids(part.start, part.stop)]

    def chosen(self) -> list[int]:
        """Return the selected vehicles, else the one under the cursor."""
        vehicle = self.current_vehicle()
        return self.selected_ids() or ([vehicle] if vehicle is not None else [])

    @property
    def count(self) -> int:
        """How many vehicles are selected."""
        if self.everything:
            return self.rows.rowCount()
        return sum(len(part) for part in self.selected_rows())

    def current_vehicle(self) -> int | None:
        """Return the vehicle under the cursor."""
        return self.rows.id_at(self.currentIndex().row())

    def select_vehicle(self, vehicle: int) -> bool:
        """Move the cursor to a vehicle, if it is in the table."""
        row = self.rows.row_of(vehicle)
        if row is None:
            return False
        self.go_to(row)
        return True

    def go_to(self, row: int, column: int | None = None) -> None:
        """Move the cursor to a row and select it alone, whatever key is held down."""
        place = self.currentIndex().column() if column is None else column
        index = self.rows.index(row, max(0, place))
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
        self.scrollTo(index)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, out from under the columns that stay; those need no scroll."""
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if self.frozen is not None:
            bar.setValue(self.frozen.scrolled_to(index.column(), before))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy what is selected, sort by the column of the cursor, begin an edit by typing.

        Space turns the pane on and off.
        """
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            if self.currentIndex().isValid():
                self.horizontalHeader().sectionClicked.emit(self.currentIndex().column())
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.pane_wanted.emit()
        elif event.keyCombination() == _MENU_KEY and _MENU_IS_OURS:
            self.open_menu(self._below_cursor())
        elif not (self.editor and not _is_command(event) and self.editor.begin_typing(event)):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu at the pointer, or below the cursor where a key asked for it."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        self.open_menu(self._below_cursor() if by_key else event.globalPos())

    def open_menu(self, at: QPoint) -> None:
        """Open the menu of what is selected at a place of the screen."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _below_cursor(self) -> QPoint:
        """Return where the cursor stands on the screen, brought into sight first."""
        self.scrollTo(self.currentIndex())
        corner = self.visualRect(self.currentIndex()).bottomLeft()
        return self.viewport().mapToGlobal(QPoint(max(0, corner.x()), max(0, corner.y())))

    def copy_selected(self) -> None:
        """Put what is selected into the clipboard."""
        taken = copying.copied(self)
        QGuiApplication.clipboard().setMimeData(taken)
        self.copied.emit(taken.text(), min(self.count, copying.COPIED))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Let an input method begin an edit: its first word is composed in the field."""
        if not (self.editor and self.editor.compose(event)):
            super().inputMethodEvent(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """Answer for the field while its first word is composed."""
        field = self.editor.field if self.editor else None
        if field is None or query == Qt.InputMethodQuery.ImEnabled:
            return super().inputMethodQuery(query)
        found = field.edit.inputMethodQuery(query)
        if query == Qt.InputMethodQuery.ImCursorRectangle:
            return found.translated(field.edit.mapTo(self, QPoint(0, 0)))
        return found

    def keyboardSearch(self, _search: str) -> None:
        """Look for nothing: it would read every row there is."""

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Hear what is selected; any choice by hand ends "everything"."""
        super().selectionChanged(selected, deselected)
        if self.everything and not selected.isEmpty():
            self.everything = False
            self._light()
        self.picked.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Hear where the cursor went."""
        super().currentChanged(current, previous)
        self.picked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let "everything" stand where its menu is asked for."""
        if self.everything and event.button() == Qt.MouseButton.RightButton:
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Remember the row under the pointer: all of it is lit, not one cell."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of the row."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self._light()

    def _light(self) -> None:
        self.viewport().update()
        self.lit.emit()

    def _forget_everything(self) -> None:
        self.everything = False

    def _set_up(self) -> None:
        grid.dress(self, ROW)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for number in range(self.rows.columnCount()):
            self.setColumnWidth(number, theme.px(self.rows.column(number).width))


def _menu_of(table: Table) -> QMenu:
    from broker_app.ui.menu import table_menu  # what menus are made of is loaded when one opens

    return table_menu(table)


def stretch(table: Table, column: str) -> None:
    """Let one column of a short table take what room is left; heads are no buttons."""
    bar = table.horizontalHeader()
    bar.setSectionsClickable(False)
    bar.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    wide = next(n for n in range(table.rows.columnCount()) if table.rows.column(n).id == column)
    bar.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)


def _is_command(event: QKeyEvent) -> bool:
    """Tell whether a key is meant as a command, not as a letter."""
    modifiers = Qt.KeyboardModifier
    held = event.modifiers() & (modifiers.ControlModifier | modifiers.AltModifier)
    return bool(held | (event.modifiers() & modifiers.MetaModifier))
