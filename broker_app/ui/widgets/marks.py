"""The marks of status: one shape, one colour and always one word; drawn, not loaded.

The worse, the heavier: what stops or waits for a fact is filled, good news is an outline. Paths
stand in a box of 16 units.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from broker_app import words
from broker_app.ui import theme

BOX = 16.0
_THIN, _LINE, _BOLD = 1.2, 1.5, 2.0


@dataclass(frozen=True, slots=True)
class Mark:
    """How a status is drawn: its colour token, outline, what is filled, and the sign inside."""

    colour: str
    outline: Callable[[], QPainterPath] | None
    filled: bool = False
    half: bool = False
    sign: Callable[[], QPainterPath] | None = None
    width: float = _LINE


def _octagon() -> QPainterPath:
    a, b, low, high = 4.95, 11.05, 1.0, 15.0
    corners = [(a, low), (b, low), (high, a), (high, b), (b, high), (a, high), (low, b), (low, a)]
    return _polygon(corners)


def _diamond() -> QPainterPath:
    return _polygon([(8, 0.6), (15.4, 8), (8, 15.4), (0.6, 8)])


def _square() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(1.8, 1.8, 12.4, 12.4), 2, 2)
    return path


def _ring() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(8, 8), 6.2, 6.2)
    return path


def _triangle() -> QPainterPath:
    return _polygon([(8, 1.8), (15, 14), (1, 14)])


def _bar() -> QPainterPath:
    return _lines([(4.6, 8), (11.4, 8)])


def _question() -> QPainterPath:
    path = QPainterPath(QPointF(6.1, 6.5))
    path.cubicTo(6.1, 4.1, 9.9, 4.1, 9.9, 6.5)
    path.cubicTo(9.9, 7.9, 8, 7.7, 8, 9.4)
    path.addPath(_lines([(8, 11.4), (8, 11.5)]))
    return path


def _tick() -> QPainterPath:
    return _lines([(5.1, 8.3), (7.2, 10.3), (10.9, 6)])


def _bare_tick() -> QPainterPath:
    return _lines([(3.2, 8.6), (6.4, 11.8), (12.8, 4.6)])


def _cross() -> QPainterPath:
    path = _lines([(5.8, 5.8), (10.2, 10.2)])
    path.addPath(_lines([(10.2, 5.8), (5.8, 10.2)]))
    return path


def _slash() -> QPainterPath:
    return _lines([(3.8, 12.2), (12.2, 3.8)])


def _exclamation() -> QPainterPath:
    path = _lines([(8, 6.2), (8, 9.6)])
    path.addPath(_lines([(8, 11.7), (8, 11.8)]))
    return path


def _letter_i() -> QPainterPath:
    path = _lines([(8, 7.4), (8, 11.2)])
    path.addPath(_lines([(8, 4.9), (8, 5.0)]))
    return path


def _plus() -> QPainterPath:
    path = _lines([(8, 3.4), (8, 12.6)])
    path.addPath(_lines([(3.4, 8), (12.6, 8)]))
    return path


def _arrow() -> QPainterPath:
    path = _lines([(2.8, 8), (13, 8)])
    path.addPath(_lines([(9.4, 4.4), (13, 8), (9.4, 11.6)]))
    return path


def _equals() -> QPainterPath:
    path = _lines([(3.6, 6), (12.4, 6)])
    path.addPath(_lines([(3.6, 10), (12.4, 10)]))
    return path


def _minus() -> QPainterPath:
    return _lines([(4.6, 8), (11.4, 8)])


def _pencil() -> QPainterPath:
    return _polygon([(3.2, 12.8), (4.2, 9.4), (10.4, 3.2), (12.8, 5.6), (6.6, 11.8)])


def _chevron_down() -> QPainterPath:
    return _lines([(4, 6), (8, 10), (12, 6)])


def _chevron_right() -> QPainterPath:
    return _lines([(6, 4), (10, 8), (6, 12)])


MARKS: dict[str, Mark] = {
    "BLOCKED": Mark("blocked", _octagon, filled=True, sign=_bar, width=_BOLD),
    "REVIEW": Mark("review", _diamond, filled=True, sign=_question),
    "CONDITIONAL": Mark("conditional", _square, half=True),
    "ALLOWED": Mark("allowed", _ring, sign=_tick),
    "FLAG": Mark("ink2", _ring, sign=_letter_i),
    "info": Mark("ink2", _ring, sign=_letter_i, width=_THIN),
    "warning": Mark("review", _triangle, sign=_exclamation),
    "error": Mark("blocked", _octagon, filled=True, sign=_bar, width=_BOLD),
    "new": Mark("ink", None, sign=_plus, width=_LINE),
    "update": Mark("ink", None, sign=_arrow),
    "duplicate": Mark("ink", None, sign=_equals),
    "conflict": Mark("review", _triangle, sign=_exclamation),
    "refused": Mark("blocked", _octagon, sign=_cross),
    "skipped": Mark("ink", None, sign=_minus),
    "passed": Mark("ink", None, sign=_bare_tick),
    "own": Mark("ink", _pencil),
    "open": Mark("ink2", None, sign=_chevron_down, width=_THIN),
    "folded": Mark("ink2", None, sign=_chevron_right, width=_THIN),
    "todo": Mark("ink2", _ring),
    "ineligible": Mark("ink3", _ring, sign=_slash),
    "needs_review": Mark("review", _diamond, sign=_question),
    "eligible": Mark("allowed", _ring, sign=_tick),
}


def word(name: str) -> str:
    """Return the word that stands beside a mark."""
    return words.say(f"verdict.{name}" if name.isupper() else f"mark.{name}")


def tint_of(name: str) -> str:
    """Return which tint a band with this mark stands on; `none` for what is no status."""
    mark = MARKS.get(name)
    return mark.colour if mark and not mark.colour.startswith("ink") else "none"


def paint(painter: QPainter, name: str, box: QRectF) -> None:
    """Paint a mark into a square."""
    mark = MARKS.get(name)
    if mark is None:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / BOX, box.height() / BOX)
    colour = theme.now().status(mark.colour)
    line = QPen(colour, _LINE if mark.outline else mark.width)
    line.setCapStyle(Qt.PenCapStyle.RoundCap)
    line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if mark.outline is not None:
        shape = _path(mark.outline)
        if mark.filled:
            painter.fillPath(shape, colour)
            line.setColor(theme.now().surface)
            line.setWidthF(mark.width)
        else:
            painter.strokePath(shape, line)
    if mark.half:
        painter.fillRect(QRectF(2, 8, 12, 6), colour)
    if mark.sign is not None:
        painter.strokePath(_path(mark.sign), line)
    painter.restore()


class MarkLabel(QWidget):
    """A mark on its own; its accessible name is its word."""

    def __init__(self, name: str = "", size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._size = size
        self.show_mark(name)

    def show_mark(self, name: str) -> None:
        """Show another mark."""
        self._name = name
        self.setAccessibleName(word(name) if name else "")
        self.updateGeometry()
        self.update()

    @property
    def name(self) -> str:
        """The mark that is shown."""
        return self._name

    def sizeHint(self) -> QSize:
        """Return the size of the mark."""
        side = theme.px(self._size)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Return the size of the mark."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the mark in the middle."""
        side = float(theme.px(self._size))
        left, top = (self.width() - side) / 2, (self.height() - side) / 2
        painter = QPainter(self)
        paint(painter, self._name, QRectF(left, top, side, side))
        painter.end()


@cache
def _path(make: Callable[[], QPainterPath]) -> QPainterPath:
    return make()


def _polygon(corners: list[tuple[float, float]]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    return path


def _lines(points: list[tuple[float, float]]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    return path
