"""The line of time in the markets table: when a vehicle arrives, and until when it may.

● arrival, ○ arrival after the last day, | the last day of arrival, → no last day in sight.
"""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from broker_app import words
from broker_app.domain.age import add_months
from broker_app.ui import theme
from broker_app.ui.models.market_lines import Window
from broker_app.ui.table import SIDE

MONTHS, DOT, TICK = 8, 4, 7
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Axis:
    """Some months from the first of one, and the day that is today."""

    first: date
    today: date

    @property
    def end(self) -> date:
        """The day after the last that is shown."""
        return add_months(self.first, MONTHS)

    @property
    def months(self) -> list[date]:
        """The first day of each month."""
        return [add_months(self.first, number) for number in range(MONTHS)]

    def x_of(self, rect: QRectF, day: date) -> float:
        """Return where a day stands in a cell."""
        room = rect.width() - 2 * theme.px(SIDE)
        share = (day - self.first).days / (self.end - self.first).days
        return rect.left() + theme.px(SIDE) + room * share


def paint_head(painter: QPainter, rect: QRectF, axis: Axis) -> None:
    """Name the months; January is named by its year."""
    painter.setFont(theme.font(theme.SMALL))
    free = 0.0
    for month in axis.months:
        x = axis.x_of(rect, month)
        new_year = month.month == 1
        name = f"’{month:%y}" if new_year else words.month_initial(month.month)
        if x >= free:  # two-digit months leave every other one out
            painter.setPen(theme.now().ink if new_year else theme.now().ink2)
            painter.drawText(QRectF(x, rect.top(), 30, rect.height()), _LEFT, name)
            free = x + theme.metrics(theme.SMALL).horizontalAdvance(name) + theme.px(2)


def paint_time(painter: QPainter, rect: QRectF, axis: Axis, window: Window) -> None:
    """Paint months and today, then from when to when it may arrive, and when it would."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_days(painter, rect, axis)
    look, y, end = theme.now(), rect.center().y(), axis.end
    last = window.last
    if window.is_known and (last is None or last >= axis.first):
        stop = QPointF(axis.x_of(rect, min(last or end, end)), y)
        begin = QPointF(axis.x_of(rect, max(window.begins, axis.first)), y)
        painter.setPen(QPen(look.bar, 1.5))
        if begin.x() < stop.x():
            painter.drawLine(begin, stop)
        painter.drawPolyline(_arrow_at(stop) if last is None or last >= end else _bar_at(stop))
    if window.arrives is not None and window.arrives < end:
        painter.setPen(QPen(look.ink, 1.5))
        painter.setBrush(look.surface if window.is_late else look.ink)
        painter.drawEllipse(QPointF(axis.x_of(rect, window.arrives), y), DOT, DOT)


def _paint_days(painter: QPainter, rect: QRectF, axis: Axis) -> None:
    look, y = theme.now(), rect.center().y()
    painter.setPen(QPen(look.line2, 1))
    for month in axis.months:
        x = round(axis.x_of(rect, month)) + 0.5
        painter.drawLine(QPointF(x, y - TICK), QPointF(x, y + TICK))
    if axis.first <= axis.today < axis.end:
        painter.setPen(QPen(look.control, 1))
        x = round(axis.x_of(rect, axis.today)) + 0.5
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom() - 1))


def _bar_at(stop: QPointF) -> list[QPointF]:
    return [stop - QPointF(0, DOT), stop + QPointF(0, DOT)]


def _arrow_at(stop: QPointF) -> list[QPointF]:
    return [stop - QPointF(DOT, DOT), stop, stop + QPointF(-DOT, DOT)]
