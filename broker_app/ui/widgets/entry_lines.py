"""Lines of a list: something at the left, quieter words at the right."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from broker_app.ui import theme

BESIDE = Qt.ItemDataRole.UserRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
SIDE, BAR = 12, 3

Index = QModelIndex | QPersistentModelIndex


class LineDelegate(QStyledItemDelegate):
    """Paints one line; the chosen one has the bar of a selection."""

    def __init__(self, height: int, parent: QObject) -> None:
        super().__init__(parent)
        self._height = height

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the one height of all lines."""
        return QSize(option.rect.width(), theme.px(self._height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, bar and both texts."""
        look, rect = theme.now(), QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.sel)
            painter.fillRect(
                QRectF(rect.left(), rect.top(), theme.px(BAR), rect.height()), look.ink
            )
        inner = rect.adjusted(theme.px(SIDE), 0, -theme.px(SIDE), 0)
        beside = str(index.data(BESIDE) or "")
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(look.ink3)
        painter.drawText(inner, _RIGHT, beside)
        inner.setRight(inner.right() - theme.metrics(theme.SMALL).horizontalAdvance(beside) - 12)
        painter.setFont(theme.font())
        painter.setPen(look.ink)
        text = str(index.data(Qt.ItemDataRole.DisplayRole))
        elided = theme.metrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _LEFT, elided)
        painter.restore()
