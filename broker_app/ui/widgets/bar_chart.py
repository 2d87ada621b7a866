"""Bars side by side with the rows of a table: label, bar from a base line, figures at the right.

Every bar is a place to go: by a click, or by arrows and Enter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from broker_app.ui import theme
from broker_app.ui.widgets import marks

ROW, BAR, GAP = 28, 10, 8
LONGEST_LABEL = 120
MARK = 14
CARE = "▲"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -1000, Qt.Key.Key_End: 1000}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length, the figure that is said, and a quiet longer one behind it.

    `mark` stands before the label, `note` is a second figure. A `quiet` bar asks for no care; one
    that asks for it has `care`, and says so by a sign too.
    """

    label: str
    value: int
    figure: str
    behind: int = 0
    mark: str = ""
    note: str = ""
    quiet: bool = False
    care: bool = False


class BarChart(QWidget):
    """Paints the bars; a click on one says its place."""

    chosen = Signal(int)

    def __init__(self, row: int = ROW, labels: int = 0) -> None:
        """Give each bar a `row` so high; `labels` is their room, else the widest takes its own."""
        super().__init__()
        self._labels = labels
        self.bars: tuple[Bar, ...] = ()
        self.current, self._hovered, self._row = 0, -1, row
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_bars(self, bars: Sequence[Bar], name: str) -> None:
        """Show other bars; `name` says what they are."""
        self.bars = tuple(bars)
        self.current = min(self.current, max(0, len(self.bars) - 1))
        said = ", ".join(f"{bar.label} {bar.figure} {bar.note}".strip() for bar in self.bars)
        self.setAccessibleName(f"{name}: {said}" if said else name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return a row for every bar."""
        return QSize(theme.px(280), self._high * len(self.bars))

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
        place = self._place_at(event)
        if place >= 0:
            self.current = place
            self.chosen.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which bar would be chosen."""
        self._hover(self._place_at(event))

    def leaveEvent(self, event: QEvent) -> None:
        """Show none."""
        super().leaveEvent(event)
        self._hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from bar to bar; Enter chooses one."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self.bars:
            self.current = min(max(0, self.current + step), len(self.bars) - 1)
            self.update()
        elif event.key() in _ENTER and self.bars:
            self.chosen.emit(self.current)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint label, bars, base line and figures of each row."""
        painter = QPainter(self)
        look, room = theme.now(), self._room()
        for place, bar in enumerate(self.bars):
            row = QRectF(0, place * self._high, self.width(), self._high)
            if place == self._hovered:
                painter.fillRect(row, look.hover)
            self._paint_words(painter, bar, row, room)
            middle = row.top() + (self._high - theme.px(BAR)) / 2
            colour = look.bar_quiet if bar.quiet else look.bar
            for value, tint in ((bar.behind, look.bar_quiet), (bar.value, colour)):
                left, right = sorted((self._at(0, room), self._at(value, room)))
                painter.fillRect(QRectF(left, middle, right - left, theme.px(BAR)), tint)
            if place == self.current and self.hasFocus():
                painter.setPen(QPen(look.ink, 2))
                painter.drawRect(row.adjusted(1, 1, -1, -1))
        if self.bars:
            base = round(self._at(0, room))
            painter.fillRect(QRectF(base, 0, 1, self._high * len(self.bars)), look.control)
        painter.end()

    @property
    def _high(self) -> int:
        return theme.px(self._row)

    def _place_at(self, event: QMouseEvent) -> int:
        place = int(event.position().y()) // self._high
        return place if 0 <= place < len(self.bars) else -1

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.update()

    def _paint_words(self, painter: QPainter, bar: Bar, row: QRectF, room: QRectF) -> None:
        look = theme.now()
        start = self._marks
        if bar.mark:
            side = float(theme.px(MARK))
            top = row.top() + (row.height() - side) / 2
            marks.paint(painter, bar.mark, QRectF(0, top, side, side))
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(look.ink2)
        label = QRectF(start, row.top(), room.left() - theme.px(GAP) - start, row.height())
        shown = theme.metrics(theme.SMALL).elidedText(
            _label(bar), Qt.TextElideMode.ElideRight, label.width()
        )
        painter.drawText(label, _LEFT, shown)
        if bar.note:
            painter.drawText(row, _RIGHT, bar.note)
        painter.setFont(theme.font(theme.SMALL, 600))
        painter.setPen(look.ink)
        painter.drawText(row.adjusted(0, 0, -self._notes, 0), _RIGHT, bar.figure)

    @property
    def _marks(self) -> float:
        """The room before the labels."""
        some = any(bar.mark for bar in self.bars)
        return float(theme.px(MARK) + theme.px(GAP)) if some else 0.0

    @property
    def _notes(self) -> float:
        """The room behind the figures."""
        metrics = theme.metrics(theme.SMALL)
        widest = max((metrics.horizontalAdvance(bar.note) for bar in self.bars), default=0.0)
        return widest + 2 * theme.px(GAP) if widest else 0.0

    def _room(self) -> QRectF:
        """Return where bars stand: between the widest label and the widest figure."""
        words, figures = theme.metrics(theme.SMALL), theme.metrics(theme.SMALL, 600)
        widest = max((words.horizontalAdvance(_label(bar)) for bar in self.bars), default=0)
        left = self._marks + min(widest, theme.px(LONGEST_LABEL))
        left = (theme.px(self._labels) if self._labels else left) + theme.px(GAP)
        taken = max((figures.horizontalAdvance(bar.figure) for bar in self.bars), default=0)
        right = self.width() - self._notes - taken - theme.px(GAP)
        return QRectF(left, 0, max(0.0, right - left), self.height())

    def _at(self, value: int, room: QRectF) -> float:
        """Return where a value stands from left to right; the base line is the nought."""
        ends = [end for bar in self.bars for end in (bar.value, bar.behind)]
        low, high = min([0, *ends]), max([0, *ends])
        return room.left() + room.width() * (value - low) / ((high - low) or 1)


def _label(bar: Bar) -> str:
    return f"{bar.label} {CARE}" if bar.care else bar.label
