"""What stands on a page before there is anything to show: a drawing, a sentence, a thing to do."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app.ui import theme
from broker_app.ui.widgets.text import Button, Label, Said

WIDE, HIGH = 160, 96


class Sketch(QWidget):
    """A small drawing on a sheet of 160 by 96 units, in the size of this screen."""

    def __init__(self, draw: Callable[[QPainter], None]) -> None:
        super().__init__()
        self._draw = draw
        self.setFixedSize(QSize(theme.px(WIDE), theme.px(HIGH)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / WIDE, self.height() / HIGH)
        self._draw(painter)
        painter.end()


class EmptyPage(QWidget):
    """One drawing, one sentence, one thing to do; title, text and button by their keys."""

    clicked = Signal()

    def __init__(
        self, draw: Callable[[QPainter], None], title: str, text: Said, button: str
    ) -> None:
        super().__init__()
        centre = Qt.AlignmentFlag.AlignHCenter
        self.button = Button(button, primary=True)
        self.button.clicked.connect(self.clicked)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addStretch(3)
        column.addWidget(Sketch(draw), 0, centre)
        column.addSpacing(28)
        self.title = Label(title, "welcome")
        column.addWidget(self.title, 0, centre)
        column.addSpacing(12)
        self.text = Label(text, "label")
        column.addWidget(self.text, 0, centre)
        column.addSpacing(24)
        column.addLayout(row)
        column.addStretch(4)
