"""Columns that stay: the leftmost of a table, held while the rest is scrolled sideways.

They are a second view of the same rows that lies over the first one and only paints: what the mouse
does on it is done to the table, at the same cell. So selection and editing are the table's alone;
what is dragged among the heads that stay is dragged in the table.
"""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from broker_app.ui import theme
from broker_app.ui.table import Table
from broker_app.ui.widgets import grid
from broker_app.ui.widgets.text import line

REST = 160
"""So much of the table is left to what scrolls; where it is not, fewer columns stay."""


class FrozenColumns(QTableView):
    """Lies over the left of a table as long as columns are held there."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table
        self._wanted = 0
        self._following = False
        self.columns: Sequence[int] = ()
        """The columns that stay, from left to right."""
        self.setModel(table.rows)
        self.setSelectionModel(table.selectionModel())
        self.setItemDelegate(table.itemDelegate())
        self.setHorizontalHeader(_FrozenHead(table, self))
        grid.dress(self, table.row_height)
        self.setAutoScroll(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(table)  # so that the frame of the cursor is painted here, too
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.edge = line("v")
        self.edge.setParent(table)
        head = self.horizontalHeader()
        head.sectionResized.connect(self._resized)
        head.sectionMoved.connect(self._moved)
        table.frozen = self
        table.lit.connect(self.viewport().update)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        table.viewport().installEventFilter(self)

    def hold(self, count: int) -> None:
        """Hold so many of the leftmost columns from now on."""
        self._wanted = count
        self.follow()

    def follow(self) -> None:
        """Lie over the columns of the table as they are now: their order, widths and height."""
        if self._following:
            return
        self._following = True
        table, head = self._table, self.horizontalHeader()
        self.columns = self._that_fit(table.in_order()[: self._wanted])
        for number in range(table.rows.columnCount()):
            self.setColumnHidden(number, number not in self.columns)
        for place, number in enumerate(self.columns):
            if head.visualIndex(number) != place:
                head.moveSection(head.visualIndex(number), place)
            self.setColumnWidth(number, table.columnWidth(number))
        rows, high = self.verticalHeader(), theme.px(table.row_height)
        if rows.defaultSectionSize() != high:
            rows.setMinimumSectionSize(high)
            rows.setDefaultSectionSize(high)
        self._lie()
        self._following = False

    @property
    def width_held(self) -> int:
        """The room of the columns that stay."""
        return sum(map(self._table.columnWidth, self.columns))

    def cell_rect(self, cell: QRect) -> QRect:
        """Return where the cell of a column that stays is seen, on the table itself."""
        moved = cell.translated(self._table.horizontalHeader().offset(), 0)
        return moved.translated(self._table.viewport().pos())

    def scrolled_to(self, column: int, before: int) -> int:
        """Return how far to scroll sideways so that a column is seen, after Qt has scrolled."""
        table = self._table
        if column in self.columns:
            return before
        left = table.columnViewportPosition(column) - self.width_held
        return table.horizontalScrollBar().value() + min(0, left)

    def take_in(self, column: int, across: int) -> None:
        """Put a column that was let go over one that stays into its place.

        Qt has put it beside what is scrolled away under that one, where nobody sees it.
        """
        if across < self.width_held and column not in self.columns:
            place = self.columns[self.horizontalHeader().visualIndexAt(across)]
            head = self._table.horizontalHeader()
            head.moveSection(head.visualIndex(column), head.visualIndex(place))

    # what Qt asks

    def updateGeometries(self) -> None:
        """Stand at the row where the table stands, however many rows have come."""
        super().updateGeometries()
        self.verticalScrollBar().setValue(self._table.verticalScrollBar().value())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the table."""
        if event.type() == QEvent.Type.Resize and watched is self._table.viewport():
            self.follow()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Do it to the table."""
        self._hand_on(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do it to the table."""
        self._hand_on(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Do it to the table."""
        self._hand_on(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Do it to the table."""
        self._hand_on(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of the row under the pointer."""
        self._table.leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the table."""
        QCoreApplication.sendEvent(self._table.viewport(), event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the table."""
        self._table.open_menu(event.globalPos())

    # inside

    def _hand_on(self, event: QMouseEvent) -> None:
        """Do it to the cell of the table, wherever it was scrolled to."""
        place = event.position()
        if place.x() < self.width_held:
            place -= QPointF(self._table.horizontalHeader().offset(), 0)
        moved = QMouseEvent(
            event.type(), place, event.globalPosition(), event.button(), event.buttons(),
            event.modifiers(), event.pointingDevice(),
        )  # fmt: skip
        QCoreApplication.sendEvent(self._table.viewport(), moved)

    def _resized(self, column: int, _old: int, width: int) -> None:
        if not self._following:
            self._table.setColumnWidth(column, width)

    def _moved(self, column: int, _old: int, place: int) -> None:
        if not self._following:
            head, seen = self._table.horizontalHeader(), self._table.in_order()
            head.moveSection(head.visualIndex(column), head.visualIndex(seen[place]))

    def _that_fit(self, columns: Sequence[int]) -> Sequence[int]:
        room = self._table.viewport().width() - theme.px(REST)
        while columns and sum(map(self._table.columnWidth, columns)) > room:
            columns = columns[:-1]
        return columns

    def _lie(self) -> None:
        """Lie over head and rows of the table, with a line at the right."""
        seen, head = self._table.viewport().geometry(), self._table.horizontalHeader()
        top = seen.top() - head.height()
        self.setGeometry(seen.left(), top, self.width_held, seen.height() + head.height())
        self.edge.setGeometry(seen.left() + self.width_held, top, 1, self.height())
        for part in (self, self.edge):
            part.setVisible(bool(self.columns))
            part.raise_()


class _FrozenHead(QHeaderView):
    """The heads of the columns that stay, painted as the table paints them."""

    def __init__(self, table: Table, over: FrozenColumns) -> None:
        super().__init__(Qt.Orientation.Horizontal, over)
        self._head = table.horizontalHeader()
        self.setFixedHeight(self._head.height())
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.sectionClicked.connect(self._head.sectionClicked)
        self._head.viewport().installEventFilter(self)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint a head as in the table."""
        self._head.paintSection(painter, rect, section)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Paint again what the table paints again: another order, another language."""
        if event.type() == QEvent.Type.Paint:
            self.viewport().update()
        return super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the column."""
        QCoreApplication.sendEvent(self._head.viewport(), event)
