"""What stands on the page of the parties before there is one."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from broker_app.ui import theme
from broker_app.ui.widgets.empty_page import EmptyPage


def no_parties() -> EmptyPage:
    """Return the page; its button makes the first party."""
    return EmptyPage(_people, "party.empty_title", "party.empty_text", "action.new_party")


def _people(painter: QPainter) -> None:
    """Draw three people, the one in the middle in front."""
    look = theme.now()
    painter.setPen(QPen(look.line2, 1))
    for x in (44, 116):
        painter.drawEllipse(QPointF(x, 42), 10, 10)
        painter.drawArc(QRectF(x - 20, 58, 40, 52), 0, 180 * 16)
    painter.setBrush(look.surface)
    painter.setPen(QPen(look.ink2, 1.5))
    painter.drawEllipse(QPointF(80, 30), 14, 14)
    painter.drawChord(QRectF(54, 52, 52, 64), 0, 180 * 16)
    painter.setPen(QPen(look.ink, 2))
    painter.drawLine(QPointF(2, 84), QPointF(158, 84))
