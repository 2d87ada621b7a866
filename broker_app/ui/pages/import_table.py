"""The table of a preview: heads and cells in two lines, reasons running across their row."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from broker_app import words
from broker_app.ui import theme
from broker_app.ui.models.columns import Look
from broker_app.ui.models.import_rows import (
    COLUMNS,
    SENTENCE,
    ImportRows,
    Index,
    PreviewCell,
    sentence,
)
from broker_app.ui.widgets import grid, marks

ROW, HEAD, SIDE, BAR, MARK = 40, 44, 8, 3, 14
SMALL_MARK, GAP, NUDGE = 12, 5, 9
NAME = 3
"""The column that takes the room that is left."""

_SELECTED = QStyle.StateFlag.State_Selected
_ACTIVE = QStyle.StateFlag.State_Active
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_CHOICES = {Qt.Key.Key_K: False, Qt.Key.Key_L: True}
_ELIDED = Qt.TextElideMode.ElideRight


class ImportTable(QTableView):
    """Rows of a list before they are imported; one row at a time is chosen."""

    picked = Signal()
    chose = Signal(bool)
    """In a conflict: whether the list is taken (L) or what a person entered is kept (K)."""

    def __init__(self, model: ImportRows) -> None:
        super().__init__()
        self.rows = model
        self.hovered = -1
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(self))
        self.setHorizontalHeader(_Head(self))
        self._set_up()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Hear where the cursor went."""
        super().currentChanged(current, previous)
        self.picked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep or take by one key; every other key moves."""
        if event.key() in _CHOICES and not event.modifiers():
            self.chose.emit(_CHOICES[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of the row."""
        super().leaveEvent(event)
        self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the room."""
        super().resizeEvent(event)
        self.lay_out()

    def lay_out(self) -> None:
        """Let columns leave that the file lacks or that find no room; the names take the rest."""
        left = self.viewport().width() - sum(theme.px(c.width) for c in COLUMNS)
        leaving = [n for n, column in enumerate(COLUMNS) if column.leaves]
        for number in sorted(leaving, key=self._leaves_first):
            hidden = left < 0 or not self.rows.holds(number)
            self.setColumnHidden(number, hidden)
            left += theme.px(COLUMNS[number].width) if hidden else 0
        self.setColumnWidth(NAME, theme.px(COLUMNS[NAME].width) + max(0, left))

    def _leaves_first(self, number: int) -> tuple[bool, int]:
        return self.rows.holds(number), -COLUMNS[number].leaves

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def _set_up(self) -> None:
        self.setAccessibleName(words.say("import.all_rows"))
        grid.dress(self, ROW)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for number, column in enumerate(COLUMNS):
            self.setColumnWidth(number, theme.px(column.width))


class _Head(QHeaderView):
    """Our field over the heading of the file."""

    def __init__(self, table: ImportTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._rows = table.rows
        self.setHighlightSections(False)
        self.setFixedHeight(theme.px(HEAD))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one head."""
        look = theme.now()
        said = str(self._rows.headerData(section, Qt.Orientation.Horizontal))
        heading = self._rows.heading(section)
        painter.save()
        painter.fillRect(rect, look.raised)
        painter.setPen(QPen(look.line2, 1))
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        inner = _inner(QRectF(rect), section)
        nudge = theme.px(NUDGE) if heading else 0
        alignment = _alignment(COLUMNS[section].look)
        _draw(painter, inner.translated(0, -nudge), said, alignment, look.ink)
        if heading:
            # The last part of a heading in several rows says most: the beginning gives way.
            left = Qt.TextElideMode.ElideLeft
            fits = theme.metrics(theme.SMALL).elidedText(heading, left, inner.width())
            _draw(painter, inner.translated(0, nudge), fits, alignment, look.ink2)
        painter.restore()


class _RowDelegate(QStyledItemDelegate):
    """Paints a cell: what we read, and below it what was printed."""

    def __init__(self, table: ImportTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, bar, hairline, and the cell or the sentence of its row."""
        look, rect = theme.now(), QRectF(option.rect)
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, self._ground(option, index.row()))
        if option.state & _SELECTED and index.column() == 0:
            bar = QRectF(rect.left(), rect.top(), theme.px(BAR), rect.height())
            painter.fillRect(bar, look.ink if option.state & _ACTIVE else look.control)
        painter.setPen(QPen(look.line, 1))
        below = rect.bottom() - 0.5
        painter.drawLine(QPointF(rect.left(), below), QPointF(rect.right(), below))
        row = self._table.rows.row(index.row())
        if row is not None and row.lot is None and index.column() >= SENTENCE:
            colour = look.ink if row.result == "refused" else look.ink2
            _draw(painter, self._across(rect), sentence(row), _LEFT, colour, theme.BODY)
        elif row is not None:
            quiet = row.result in ("duplicate", "skipped")
            self._paint_cell(painter, rect, index, quiet)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the fixed size of a row."""
        return QSize(theme.px(COLUMNS[index.column()].width), theme.px(ROW))

    def _ground(self, option: QStyleOptionViewItem, row: int) -> QColor:
        look = theme.now()
        if option.state & _SELECTED:
            return look.sel if option.state & _ACTIVE else look.sel_off
        return look.hover if row == self._table.hovered else look.surface

    def _across(self, rect: QRectF) -> QRectF:
        """Return where the sentence of a row stands, whichever of its cells is painted."""
        left = self._table.columnViewportPosition(SENTENCE) + theme.px(SIDE)
        return QRectF(left, rect.top(), self._table.viewport().width() - left, rect.height() - 1)

    def _paint_cell(self, painter: QPainter, rect: QRectF, index: Index, quiet: bool) -> None:
        look, column = theme.now(), COLUMNS[index.column()]
        cell = self._table.rows.cell(index.row(), index.column())
        inner = _inner(rect, index.column()).adjusted(0, 0, 0, -1)
        alignment = _alignment(column.look)
        if cell.mark:
            inner = self._paint_mark(painter, inner, cell)
        below = cell.before or cell.raw
        nudge = theme.px(NUDGE) if below else 0
        mono = column.look is Look.CODE
        colour = look.ink2 if cell.inferred or quiet or not index.column() else look.ink
        if cell.warned and not cell.mark:
            colour = look.review
        text = f"• {cell.text}" if cell.before else cell.text
        size = theme.SMALL if mono else theme.BODY
        upper = inner.translated(0, -nudge)
        width = _draw(painter, upper, text, alignment, colour, size, mono)
        if cell.inferred and cell.text:
            _underline(painter, upper, alignment, width)
        if below:
            struck = theme.font(theme.TINY, mono=True)
            if cell.before:
                struck = QFont(struck)
                struck.setStrikeOut(True)
            painter.setFont(struck)
            painter.setPen(look.ink2)
            shown = theme.metrics(theme.TINY, 400, True).elidedText(below, _ELIDED, inner.width())
            painter.drawText(inner.translated(0, nudge), alignment, shown)

    @staticmethod
    def _paint_mark(painter: QPainter, inner: QRectF, cell: PreviewCell) -> QRectF:
        side = float(theme.px(MARK))
        box = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
        marks.paint(painter, cell.mark, box)
        if cell.warned:
            small = float(theme.px(SMALL_MARK))
            at = QRectF(inner.right() - small, inner.center().y() - small / 2, small, small)
            marks.paint(painter, "warning", at)
        return inner.adjusted(side + theme.px(SIDE - 1), 0, 0, 0)


def _draw(
    painter: QPainter,
    inner: QRectF,
    text: str,
    alignment: Qt.AlignmentFlag,
    colour: QColor,
    size: int = theme.SMALL,
    mono: bool = False,
) -> float:
    """Draw one line that ends in … where there is no room; returns its width."""
    metrics = theme.metrics(size, 400, mono)
    shown = metrics.elidedText(text, _ELIDED, inner.width())
    painter.setFont(theme.font(size, 400, mono))
    painter.setPen(colour)
    painter.drawText(inner, alignment, shown)
    return metrics.horizontalAdvance(shown)


def _underline(painter: QPainter, inner: QRectF, alignment: Qt.AlignmentFlag, width: float) -> None:
    left = inner.right() - width if alignment == _RIGHT else inner.left()
    if alignment == _CENTRE:
        left = inner.center().x() - width / 2
    y = round(inner.center().y() + theme.px(8)) + 0.5
    painter.setPen(QPen(theme.now().control, 1, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(left, y), QPointF(left + width, y))


def _inner(rect: QRectF, column: int) -> QRectF:
    return rect.adjusted(theme.px(16 if column == 0 else SIDE), 0, -theme.px(SIDE), 0)


def _alignment(look: Look) -> Qt.AlignmentFlag:
    if look is Look.FIGURE:
        return _RIGHT
    return _CENTRE if look is Look.CENTRED else _LEFT
