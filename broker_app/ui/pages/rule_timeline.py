"""The versions of a rule on a line: when each is in force, and until when that was checked."""

from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from broker_app import words
from broker_app.domain.rule import Rule, Version
from broker_app.ui import theme
from broker_app.ui.widgets import marks

HEIGHT, BAR, AXIS, TICK, GAP = 68, 7, 40, 14, 6
FIRST = date(2022, 1, 1)
_AHEAD = timedelta(days=200)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class Timeline(QWidget):
    """Bars in the colour of their outcome; hatched after the day somebody last checked."""

    def __init__(self, rule: Rule, checked_on: date) -> None:
        super().__init__()
        self._rule = rule
        self._checked_on = checked_on
        self._first = min(FIRST, rule.versions[0].since)
        self._last = max(checked_on, rule.versions[-1].since) + _AHEAD
        self.setFixedHeight(theme.px(HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words.listed(self._said()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint axis, bars, and the days they begin on."""
        painter = QPainter(self)
        painter.setFont(theme.font(theme.SMALL))
        self._paint_axis(painter)
        for version, until in zip(self._rule.versions, self._ends(), strict=True):
            if not version.repealed:
                self._paint_version(painter, version, until)
        self._paint_labels(painter)
        painter.end()

    def _paint_axis(self, painter: QPainter) -> None:
        look, y = theme.now(), theme.px(AXIS) + 0.5
        painter.setPen(QPen(look.control, 1))
        painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
        for year in range(self._first.year, self._last.year + 1):
            x = self._x(date(year, 1, 1))
            if x < 0:
                continue
            painter.setPen(QPen(look.control, 1))
            painter.drawLine(QPointF(x, y - 3), QPointF(x, y + 3))
            painter.setPen(look.ink2)
            box = QRectF(x - 30, y + 6, 60, theme.px(18))
            if x < theme.px(18):
                box, aligned = QRectF(0, y + 6, 60, theme.px(18)), _LEFT
            else:
                aligned = _CENTRE
            painter.drawText(box, aligned, str(year))

    def _paint_version(self, painter: QPainter, version: Version, until: date) -> None:
        look = theme.now()
        colour = look.status(marks.MARKS[version.outcome.value].colour)
        top, left, right = theme.px(AXIS) - theme.px(BAR), self._x(version.since), self._x(until)
        sure = min(right, self._x(self._checked_on))
        if sure > left:
            painter.fillRect(QRectF(left, top, sure - left, theme.px(BAR)), colour)
        begin = max(left, sure)
        if right > begin:
            hatched = QRectF(begin, top, right - begin, theme.px(BAR))
            painter.fillRect(hatched, QBrush(colour, Qt.BrushStyle.BDiagPattern))
        self._tick(painter, left, tall=not self._free <= left < self._x(self._checked_on))

    def _paint_labels(self, painter: QPainter) -> None:
        """Write the days, where there is room before the next one."""
        metrics = theme.metrics(theme.SMALL)
        at, free = self._x(self._checked_on), self._free
        box = QRectF(0, 0, at - theme.px(GAP), self._top)
        self._write(painter, box, _RIGHT, self._checked())
        self._tick(painter, at)
        for version, until in zip(self._rule.versions, self._ends(), strict=True):
            key = "rules.ends" if version.repealed else "rules.begins"
            text = words.say(key, day=version.since)
            left = self._x(version.since) + theme.px(GAP)
            width = metrics.horizontalAdvance(text)
            if left + width < min(free, self._x(until)):
                self._write(painter, QRectF(left, 0, width + 2, self._top), _LEFT, text)

    def _checked(self) -> str:
        return words.say("rules.last_checked", day=self._checked_on)

    @property
    def _free(self) -> float:
        """How far the days of versions may reach: behind it stands the day last checked."""
        width = theme.metrics(theme.SMALL).horizontalAdvance(self._checked())
        return self._x(self._checked_on) - theme.px(GAP) - width - theme.px(16)

    @property
    def _top(self) -> float:
        return float(theme.px(AXIS) - theme.px(BAR) - theme.px(4))

    def _write(self, painter: QPainter, box: QRectF, aligned: Qt.AlignmentFlag, text: str) -> None:
        painter.setPen(theme.now().ink)
        painter.drawText(box.adjusted(0, theme.px(8), 0, 0), aligned, text)

    def _tick(self, painter: QPainter, x: float, tall: bool = True) -> None:
        """Draw where something begins; not tall where it would cross out another's words."""
        painter.setPen(QPen(theme.now().ink, 1))
        y = theme.px(AXIS)
        at = round(x) + 0.5
        height = BAR + TICK if tall else BAR
        painter.drawLine(QPointF(at, y - theme.px(height)), QPointF(at, y + 2))

    def _ends(self) -> list[date]:
        return [version.since for version in self._rule.versions[1:]] + [self._last]

    def _x(self, day: date) -> float:
        whole = (self._last - self._first).days
        return self.width() * (day - self._first).days / whole

    def _said(self) -> list[str]:
        return [words.say("rules.begins", day=version.since) for version in self._rule.versions]
