"""Bars along the days: each from today to its day, with months and weeks behind them.

They are chosen like other bars: by a click, or by arrows and Enter.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen

from broker_app import words
from broker_app.ui import theme
from broker_app.ui.widgets.bar_chart import GAP, Bar, BarChart

HEAD, TICK, WEEK = 18, 10, 7
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TimeBars(BarChart):
    """Bars whose values are days from the first day; figure and note stand at their ends."""

    def __init__(self, row: int, labels: int, days: int) -> None:
        super().__init__(row, labels)
        self._days = days
        self.first = date.min
        self._days_room = 0.0

    def begin(self, first: date) -> None:
        """Let the line begin on a day."""
        self.first = first

    def show_bars(self, bars: Sequence[Bar], name: str) -> None:
        """Show other bars; the widest figure and note keep their room at the right."""
        bold, plain = theme.metrics(theme.SMALL, 600), theme.metrics(theme.SMALL)
        said = (bold.horizontalAdvance(b.figure) + plain.horizontalAdvance(b.note) for b in bars)
        self._days_room = max(said, default=0.0) + 2 * theme.px(GAP)
        super().show_bars(bars, name)

    def sizeHint(self) -> QSize:
        """Return a row for every bar below that of the months."""
        hint = super().sizeHint()
        return QSize(hint.width(), hint.height() + theme.px(HEAD))

    def months(self) -> list[date]:
        """Return the first days of the months that begin on the line."""
        days = (self.first + timedelta(days=n) for n in range(1, self._days + 1))
        return [day for day in days if day.day == 1]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the days behind, then label, line and words of each row."""
        painter, look, room = QPainter(self), theme.now(), self._room()
        if self.bars:
            self._paint_days(painter, room)
        for place, bar in enumerate(self.bars):
            row = QRectF(0, theme.px(HEAD) + place * self._high, self.width(), self._high)
            if place == self._hovered:
                painter.fillRect(row, look.hover)
            self._paint_label(painter, bar, row, room)
            self._paint_line(painter, bar, row, room)
            if place == self.current and self.hasFocus():
                painter.setPen(QPen(look.ink, 2))
                painter.drawRect(row.adjusted(1, 1, -1, -1))
        painter.end()

    # inside

    def _place_at(self, event: QMouseEvent) -> int:
        y = event.position().y() - theme.px(HEAD)
        place = int(y // self._high)
        return place if 0 <= place < len(self.bars) else -1

    def _room(self) -> QRectF:
        left = float(theme.px(self._labels) + theme.px(GAP))
        return QRectF(left, 0, max(0.0, self.width() - left - self._days_room), self.height())

    def _at(self, value: int, room: QRectF) -> float:
        return room.left() + room.width() * min(max(value, 0), self._days) / self._days

    def _paint_days(self, painter: QPainter, room: QRectF) -> None:
        """Paint a thin line a week, a stronger one where a month begins, with its name."""
        look, top = theme.now(), theme.px(HEAD)
        for week in range(0, self._days + 1, WEEK):
            x = round(self._at(week, room))
            painter.fillRect(QRectF(x, top, 1, self.height() - top), look.line)
        painter.setFont(theme.font(theme.SMALL))
        for month in self.months():
            x = round(self._at((month - self.first).days, room))
            painter.fillRect(QRectF(x, 0, 1, self.height()), look.control)
            painter.setPen(look.ink2)
            name = QRectF(x + theme.px(4), 0, room.right() - x + self._days_room, top)
            painter.drawText(name, _LEFT, words.short_month(month))

    def _paint_label(self, painter: QPainter, bar: Bar, row: QRectF, room: QRectF) -> None:
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.now().ink2)
        label = QRectF(0, row.top(), room.left() - theme.px(GAP), row.height())
        end = Qt.TextElideMode.ElideRight
        shown = theme.metrics(theme.SMALL).elidedText(bar.label, end, label.width())
        painter.drawText(label, _LEFT, shown)

    def _paint_line(self, painter: QPainter, bar: Bar, row: QRectF, room: QRectF) -> None:
        """Paint from today to the day, and behind its end how many, and which day it is."""
        look, middle = theme.now(), round(row.center().y()) + 0.5
        end, half = self._at(bar.value, room), theme.px(TICK) / 2
        painter.setPen(QPen(look.ink2, 2))
        painter.drawLine(QPointF(room.left(), middle), QPointF(end, middle))
        painter.setPen(QPen(look.ink, 2))
        painter.drawLine(QPointF(end, middle - half), QPointF(end, middle + half))
        start = end + theme.px(GAP)
        bold, plain = theme.metrics(theme.SMALL, 600), theme.metrics(theme.SMALL)
        number = bold.horizontalAdvance(bar.figure)
        said = number + theme.px(GAP) + plain.horizontalAdvance(bar.note)
        ground = look.hover if bar is self._lit else look.surface
        painter.fillRect(QRectF(start - 2, row.top() + 2, said + 4, row.height() - 4), ground)
        painter.setFont(theme.font(theme.SMALL, 600))
        painter.drawText(QRectF(start, row.top(), number + 1, row.height()), _LEFT, bar.figure)
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(look.ink2)
        note = QRectF(start + number + theme.px(GAP), row.top(), self.width(), row.height())
        painter.drawText(note, _LEFT, bar.note)

    @property
    def _lit(self) -> Bar | None:
        """The bar under the pointer."""
        return self.bars[self._hovered] if 0 <= self._hovered < len(self.bars) else None
