"""What stands on the page of the accounts before the first vehicle is in the books."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app.ui import theme
from broker_app.ui.widgets.text import Button, Label


class NoAccounts(QWidget):
    """One drawing, one sentence, one thing to do."""

    to_vehicles = Signal()

    def __init__(self) -> None:
        super().__init__()
        centre = Qt.AlignmentFlag.AlignHCenter
        self.button = Button("accounts.to_vehicles", primary=True)
        self.button.clicked.connect(self.to_vehicles)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addStretch(3)
        column.addWidget(_Drawing(), 0, centre)
        column.addSpacing(28)
        column.addWidget(Label("accounts.empty_title", "welcome"), 0, centre)
        column.addSpacing(12)
        column.addWidget(Label("accounts.empty_text", "label"), 0, centre)
        column.addSpacing(24)
        column.addLayout(row)
        column.addStretch(4)


class _Drawing(QWidget):
    """An open ledger with a few bars on it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(theme.px(160), theme.px(96)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the two leaves, lines on the left one, bars on the right one."""
        look = theme.now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / 160, self.height() / 96)
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
        painter.end()
