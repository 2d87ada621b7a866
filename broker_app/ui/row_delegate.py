"""How the table paints a cell: ground, bar, hairline, mark, text, underline and frame."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from broker_app.ui import theme
from broker_app.ui.models.columns import Cell, Look
from broker_app.ui.models.window_model import Index
from broker_app.ui.table_head import CENTRE, LEFT, RIGHT, SIDE, alignment_of, side_of
from broker_app.ui.widgets import marks
from broker_app.ui.widgets.text import tip

if TYPE_CHECKING:
    from broker_app.ui.table import Table

BAR, MARK = 3, 14
_LEAST_MORE = 4
"""Letters with the … of a cut text, above which it is worth its place."""
_SELECTED = QStyle.StateFlag.State_Selected
_FOCUS = QStyle.StateFlag.State_HasFocus
_ACTIVE = QStyle.StateFlag.State_Active


class RowDelegate(QStyledItemDelegate):
    """Paints one cell after the kind of its column; nothing of the style shows through."""

    def __init__(self, table: "Table") -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, bar, hairline, mark, text, underline and frame, in this order."""
        table, look = self._table, theme.now()
        row, column = index.row(), index.column()
        cell = table.rows.cell(row, column)
        rect = QRectF(option.rect)
        selected = table.everything or bool(option.state & _SELECTED)
        painter.save()
        painter.fillRect(rect, self._ground(option, row, selected))
        if selected and table.is_first(column):
            bar = QRectF(rect.left(), rect.top(), theme.px(BAR), rect.height())
            painter.fillRect(bar, look.ink if option.state & _ACTIVE else look.control)
        painter.setPen(_hair(look.line))
        below = rect.bottom() - 0.5
        painter.drawLine(QPointF(rect.left(), below), QPointF(rect.right(), below))
        self._paint_text(painter, rect, column, cell)
        if option.state & _FOCUS:
            self._paint_frame(painter, rect)
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Say the whole text of a cell that has no room for it."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        cell = self._table.rows.cell(index.row(), index.column())
        text = cell.whole
        room = (
            option.rect.width() - 2 * theme.px(SIDE) - (theme.px(MARK + SIDE) if cell.mark else 0)
        )
        wide = bool(cell.spoken) or theme.metrics().horizontalAdvance(text) > room
        QToolTip.showText(event.globalPos(), tip(text if wide else ""), view)
        return True

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the fixed size of a row: text never changes it."""
        column = self._table.rows.column(index.column())
        return QSize(theme.px(column.width), theme.px(self._table.row_height))

    def _ground(self, option: QStyleOptionViewItem, row: int, selected: bool) -> QColor:
        look = theme.now()
        if selected:
            return look.sel if option.state & _ACTIVE else look.sel_off
        return look.hover if row == self._table.hovered else look.surface

    def _paint_text(self, painter: QPainter, rect: QRectF, column: int, cell: Cell) -> None:
        kind = self._table.rows.column(column).look
        inner = rect.adjusted(side_of(self._table.is_first(column)), 0, -theme.px(SIDE), -1)
        if cell.mark:
            side = float(theme.px(MARK))
            box = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
            marks.paint(painter, cell.mark, box)
            inner.setLeft(box.right() + theme.px(SIDE - 1))
        mono = kind is Look.CODE
        size = theme.SMALL if mono and not cell.missing else theme.BODY
        font = theme.font(size, 600 if cell.strong else 400, mono)
        used = self._draw(painter, inner, cell, kind, font)
        if cell.more:
            self._draw_more(painter, inner, cell.more, used + theme.px(5), kind)

    @staticmethod
    def _draw_more(painter: QPainter, inner: QRectF, text: str, used: float, kind: Look) -> None:
        """Draw the quieter words behind a text, before a figure."""
        if kind is Look.FIGURE:
            inner.setRight(inner.right() - used)
        else:
            inner.setLeft(inner.left() + used)
        painter.setPen(theme.now().ink3)
        room = max(0.0, inner.width())
        more = theme.metrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        if more != text and len(more) <= _LEAST_MORE:
            return  # of a word that short nobody has anything; the tip says all of it
        painter.drawText(inner, RIGHT if kind is Look.FIGURE else LEFT, more)

    def _draw(self, painter: QPainter, inner: QRectF, cell: Cell, kind: Look, font: QFont) -> float:
        """Draw the text of a cell; returns its width."""
        look = theme.now()
        mono = kind is Look.CODE
        weight = 600 if cell.strong else 400
        metrics = theme.metrics(theme.SMALL if mono else theme.BODY, weight, mono)
        shown = metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, inner.width())
        painter.setFont(font)
        painter.setPen(look.review if cell.missing or cell.late else _ink(cell))
        alignment = alignment_of(kind)
        painter.drawText(inner, alignment, shown)
        width = metrics.horizontalAdvance(shown)
        if cell.inferred:
            self._underline(painter, inner, alignment, width)
        return width

    def _underline(
        self, painter: QPainter, inner: QRectF, alignment: Qt.AlignmentFlag, width: float
    ) -> None:
        left = inner.left()
        if alignment == RIGHT:
            left = inner.right() - width
        elif alignment == CENTRE:
            left = inner.center().x() - width / 2
        y = round(inner.center().y() + theme.px(8)) + 0.5
        pen = QPen(theme.now().control, 1, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(QPointF(left, y), QPointF(left + width, y))

    def _paint_frame(self, painter: QPainter, rect: QRectF) -> None:
        pen = QPen(theme.now().ink, 2)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -1, -2))


def _ink(cell: Cell) -> QColor:
    look = theme.now()
    is_quiet = cell.inferred or cell.quiet or cell.mark in ("ALLOWED", "todo")
    return look.ink2 if is_quiet else look.ink


def _hair(colour: QColor) -> QPen:
    pen = QPen(colour, 1)
    pen.setCosmetic(True)
    return pen
