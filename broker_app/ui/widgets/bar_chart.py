"""Bars side by side with the rows of a table: label, bar from a base line, figure at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from broker_app.ui import theme

ROW, BAR, GAP = 28, 10, 8
LONGEST_LABEL = 120
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length, the figure that is said, and a quiet longer one behind it."""

    label: str
    value: int
    figure: str
    behind: int = 0


class BarChart(QWidget):
    """Paints the bars; a click on one says its place."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_bars(self, bars: Sequence[Bar], name: str) -> None:
        """Show other bars; `name` says what they are."""
        self.bars = tuple(bars)
        said = ", ".join(f"{bar.label} {bar.figure}" for bar in self.bars)
        self.setAccessibleName(f"{name}: {said}" if said else name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return a row for every bar."""
        return QSize(theme.px(280), theme.px(ROW) * len(self.bars))

    def minimumSizeHint(self) -> QSize:
        """Return the same height; the width may shrink."""
        return QSize(theme.px(200), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Paint it again in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a bar."""
        place = int(event.position().y()) // theme.px(ROW)
        if 0 <= place < len(self.bars):
            self.chosen.emit(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint label, bars, base line and figure of each row."""
        painter = QPainter(self)
        look, room = theme.now(), self._room()
        for place, bar in enumerate(self.bars):
            top = float(place * theme.px(ROW))
            row = QRectF(0, top, self.width(), theme.px(ROW))
            self._paint_words(painter, bar, row, room)
            middle = top + (theme.px(ROW) - theme.px(BAR)) / 2
            for value, colour in ((bar.behind, look.bar_quiet), (bar.value, look.bar)):
                left, right = sorted((self._at(0, room), self._at(value, room)))
                painter.fillRect(QRectF(left, middle, right - left, theme.px(BAR)), colour)
        if self.bars:
            base = round(self._at(0, room))
            painter.fillRect(QRectF(base, 0, 1, theme.px(ROW) * len(self.bars)), look.control)
        painter.end()

    def _paint_words(self, painter: QPainter, bar: Bar, row: QRectF, room: QRectF) -> None:
        look = theme.now()
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(look.ink2)
        label = QRectF(0, row.top(), room.left() - theme.px(GAP), row.height())
        shown = theme.metrics(theme.SMALL).elidedText(
            bar.label, Qt.TextElideMode.ElideRight, label.width()
        )
        painter.drawText(label, _LEFT, shown)
        painter.setFont(theme.font(theme.SMALL, 600))
        painter.setPen(look.ink)
        painter.drawText(row, _RIGHT, bar.figure)

    def _room(self) -> QRectF:
        """Return where bars stand: between the widest label and the widest figure."""
        words, figures = theme.metrics(theme.SMALL), theme.metrics(theme.SMALL, 600)
        widest = max((words.horizontalAdvance(bar.label) for bar in self.bars), default=0)
        left = min(widest, theme.px(LONGEST_LABEL)) + theme.px(GAP)
        taken = max((figures.horizontalAdvance(bar.figure) for bar in self.bars), default=0)
        right = self.width() - taken - theme.px(GAP)
        return QRectF(left, 0, max(0.0, right - left), self.height())

    def _at(self, value: int, room: QRectF) -> float:
        """Return where a value stands from left to right; the base line is the nought."""
        ends = [end for bar in self.bars for end in (bar.value, bar.behind)]
        low, high = min([0, *ends]), max([0, *ends])
        return room.left() + room.width() * (value - low) / ((high - low) or 1)
