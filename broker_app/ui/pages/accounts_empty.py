"""What stands on the page of the accounts before the first vehicle is in the books."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from broker_app.ui import theme
from broker_app.ui.widgets.empty_page import EmptyPage


def no_accounts() -> EmptyPage:
    """Return the page; its button leads to the vehicles."""
    return EmptyPage(_ledger, "accounts.empty_title", "accounts.empty_text", "accounts.to_vehicles")


def _ledger(painter: QPainter) -> None:
    """Draw an open ledger: two leaves, lines on the left one, bars on the right one."""
    look = theme.now()
    pen = QPen(look.ink2, 1.5)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawRect(QRectF(12, 16, 68, 64))
    painter.drawRect(QRectF(80, 16, 68, 64))
    painter.setPen(QPen(look.line2, 1))
    for y in (30.5, 40.5, 50.5, 60.5):
        painter.drawLine(QPointF(22, y), QPointF(70, y))
    for x, height in ((92, 18), (108, 30), (124, 24)):
        painter.fillRect(QRectF(x, 68 - height, 10, height), look.bar_quiet)
    painter.setPen(QPen(look.ink, 2))
    painter.drawLine(QPointF(88, 69), QPointF(140, 69))
