"""The vehicles page before the first list: one drawing, one sentence, one thing to do."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import paths
from broker_app.ui import keys, theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task
from broker_app.ui.widgets.language_switch import LanguageSwitch
from broker_app.ui.widgets.page_head import PageHead
from broker_app.ui.widgets.text import Button, Label, Plain

STEPS = ("empty.step_see", "empty.step_judged", "empty.step_undone")


class EmptyStock(QWidget):
    """The whole page is the drop target."""

    choose = Signal()
    samples = Signal()
    language = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(0)
        column.addWidget(self._head())
        self.bar_place = QVBoxLayout()
        self.bar_place.setContentsMargins(0, 0, 0, 8)
        column.addLayout(self.bar_place)
        target = QHBoxLayout()
        target.setContentsMargins(16, 0, 16, 0)
        target.addWidget(self._target())
        column.addLayout(target, 1)

    def set_busy(self, on: bool) -> None:
        """Hold the buttons while the sample lists are on their way."""
        self.choose_button.setEnabled(not on)
        self.samples_button.setEnabled(not on)

    def _head(self) -> PageHead:
        switch = LanguageSwitch()
        switch.chosen.connect(self.language)
        return PageHead("page.vehicles", None, switch)

    def _target(self) -> QFrame:
        self._frame = QFrame()
        self._frame.setProperty("drop", "true")
        column = QVBoxLayout(self._frame)
        column.setSpacing(0)
        column.addStretch(3)
        column.addWidget(Drawing(), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(32)
        column.addWidget(Label("empty.title", "welcome"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        column.addWidget(Label("empty.text", "label"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(24)
        column.addLayout(self._buttons())
        column.addSpacing(44)
        column.addLayout(self._steps())
        column.addStretch(4)
        return self._frame

    def _buttons(self) -> QHBoxLayout:
        self.choose_button = Button(lambda: keys.with_word("choose_files"), primary=True)
        self.choose_button.clicked.connect(self.choose)
        self.samples_button = Button("empty.samples")
        self.samples_button.clicked.connect(self.samples)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        row.addWidget(self.choose_button)
        row.addWidget(self.samples_button)
        row.addStretch(1)
        return row

    def _steps(self) -> QHBoxLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        for number, key in enumerate(STEPS):
            digit = Plain(str(number + 1), "strong")
            text = Label(key, "label", wrap=True)
            text.setFixedWidth(theme.px(216))
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(digit, 0, 3 * number, top)
            grid.addWidget(text, 0, 3 * number + 1, top)
            if number:
                grid.setColumnMinimumWidth(3 * number - 1, 24)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(grid)
        row.addStretch(1)
        return row


class Drawing(QWidget):
    """A list on its way in."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(theme.px(128), theme.px(120)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sheet, its entries and the arrow."""
        look = theme.now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / 128, self.height() / 120)
        painter.setPen(QPen(look.line2, 1))
        for y in (39.5, 57.5, 75.5):
            painter.drawLine(QPointF(1, y), QPointF(127, y))
        for x in (37.5, 79.5):
            painter.drawLine(QPointF(x, 1), QPointF(x, 93))
        painter.setPen(QPen(look.ink2, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(1, 1, 126, 92), 3, 3)
        painter.drawLine(QPointF(1, 21), QPointF(127, 21))
        for row, widths in enumerate(
            ((18, 24, 28), (16, 22, 26), (18, 16, 28), (14, 24, 18), (18, 12, 0))
        ):
            y = 11 + row * 18.5
            for left, width in zip((10, 46, 88), widths, strict=True):
                if width:
                    painter.drawLine(QPointF(left, y), QPointF(left + width, y))
        painter.fillRect(QRectF(58, 74, 12, 24), look.surface)
        arrow = QPen(look.ink, 2)
        arrow.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(arrow)
        painter.drawLine(QPointF(64, 76), QPointF(64, 113))
        painter.drawLine(QPointF(54, 103), QPointF(64, 113))
        painter.drawLine(QPointF(74, 103), QPointF(64, 113))
        painter.end()


def import_samples(desk: Desk) -> Task:
    """Import the lists that travel with the program; returns the last of the tasks."""
    from broker_app.jobs import importing  # it reads every kind of file: late, for the start

    tasks = [
        desk.runner.change(
            importing.import_list,
            file,
            desk.books,
            desk.asked.question,
            desk.who,
            desk.asked.today,
        )
        for file in sorted((paths.resources() / "demo").iterdir())
    ]
    return tasks[-1]
