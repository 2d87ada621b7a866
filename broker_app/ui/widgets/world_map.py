"""World map: markets coloured by their answer; one is picked by a click or by the keys.

Outlines are projected once and fitted to each size once; painting them takes a few milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from broker_app.domain.world import Ring, World, equal_earth
from broker_app.ui import theme
from broker_app.ui.widgets.spread import spread
from broker_app.ui.widgets.text import tip

CORNERS = ((-128.0, 48.0), (203.0, -21.0), (0.0, 59.5), (0.0, -50.0))
"""The map ends at Vancouver, the Cook Islands, Shetland and Patagonia; the rest is cut off."""
SMALL = 9
"""An outline that is smaller, in pixels, gets a dot as well."""
DOT, REST, RING, NEAR, GAP = 3.2, 2.2, 6.5, 9.0, 8.0
ELIGIBLE, REVIEW = "eligible", "needs_review"
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True, slots=True)
class Spot:
    """What the map shows of a market: its answer, and what its tip says."""

    answer: str
    said: str


class WorldMap(QWidget):
    """The map, the market that is chosen, and the one that the keys stand on."""

    picked = Signal(str)
    """A market, by its id."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.spots: Mapping[str, Spot] = {}
        self.chosen = ""
        self.standing = ""
        """The market that the keys stand on; empty while the map has no focus."""
        self.dots: dict[str, QPointF] = {}
        """Where markets without an outline, or with a small one, stand in the widget."""
        self._flat = {code: _path_of(rings) for code, rings in world.countries.items()}
        self._owner = {code: m for m, codes in world.outlines.items() for code in codes}
        self._paths: dict[str, QPainterPath] = {}
        self._centres: dict[str, QPointF] = {}
        self._turn, self._frame = _fitted(0, 0)
        self._by_keys = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    # what the page asks

    def show_spots(self, spots: Mapping[str, Spot], chosen: str) -> None:
        """Show other answers, by the ids of the markets."""
        self.spots = spots
        self.choose(chosen)

    def choose(self, market: str) -> None:
        """Outline the market that is chosen."""
        self.chosen = market
        if self.hasFocus():
            self._stand_on(market or self.standing)
        self.update()

    def place_of(self, market: str) -> QPointF:
        """Return where a market stands in the widget."""
        self._fit()
        return self.dots.get(market, self._centres[market])

    def market_at(self, at: QPointF) -> str:
        """Return the market at a point: a dot that is near, an outline, else the nearest place."""
        self._fit()
        near = self._nearest(at, self.dots, DOT + 3)
        if near:
            return near
        for code, path in self._paths.items():
            if code in self._owner and path.contains(at) and self._owner[code] in self.spots:
                return self._owner[code]
        return self._nearest(at, self._centres | self.dots, NEAR)

    # what Qt asks

    def sizeHint(self) -> QSize:
        """Return a size at which countries can be told apart."""
        return QSize(theme.px(600), theme.px(236))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(theme.px(280), theme.px(120))

    def event(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            market = self.market_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), tip(self._said(market)), self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Paint it again in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over what can be picked."""
        over = self.market_at(event.position())
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the market under the pointer."""
        market = self.market_at(event.position())
        self._by_keys = False
        if market and event.button() == Qt.MouseButton.LeftButton:
            self._stand_on(market)
            self.picked.emit(market)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next market in a direction, or pick the one that is stood on."""
        key = Qt.Key(event.key())
        self._by_keys = True
        if key in _STEPS:
            self._stand_on(self.beside(self.standing, *_STEPS[key]))
            if self.standing:
                at = self.mapToGlobal(self.place_of(self.standing).toPoint())
                QToolTip.showText(at, tip(self._said(self.standing)), self)
        elif key in _ENTER and self.standing:
            self.picked.emit(self.standing)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on the market that is chosen, else on any."""
        super().focusInEvent(event)
        self._by_keys = event.reason() != Qt.FocusReason.MouseFocusReason
        self._stand_on(self.chosen or next(iter(self.spots), ""))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stand on none."""
        super().focusOutEvent(event)
        self._stand_on("")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint countries and dots, then what is chosen and stood on."""
        self._fit()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self._frame)
        self._paint_countries(painter)
        self._paint_dots(painter)
        if self.chosen in self.spots:
            self._outline(painter, self.chosen)
        if self.standing in self.spots and self._by_keys:
            painter.setPen(QPen(theme.now().ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.place_of(self.standing), RING + 3, RING + 3)
        painter.end()

    # inside: finding

    def beside(self, market: str, right: int, down: int) -> str:
        """Return the nearest market in a direction, the same one where there is none."""
        self._fit()
        if market not in self.spots:
            return self.chosen or next(iter(self.spots), "")
        here, best, found = self.place_of(market), float("inf"), market
        for other in self.spots:
            step = self.place_of(other) - here
            ahead = step.x() * right + step.y() * down
            aside = abs(step.x() * down) + abs(step.y() * right)
            if ahead > 0 and aside <= ahead and ahead + aside < best:
                best, found = ahead + aside, other
        return found

    def _nearest(self, at: QPointF, places: Mapping[str, QPointF], within: float) -> str:
        found = ""
        for market, place in places.items():
            away = ((place.x() - at.x()) ** 2 + (place.y() - at.y()) ** 2) ** 0.5
            if away < within and market in self.spots:
                found, within = market, away
        return found

    def _stand_on(self, market: str) -> None:
        if market != self.standing:
            self.standing = market
            self.setAccessibleDescription(self._said(market))
            self.update()

    def _said(self, market: str) -> str:
        return self.spots[market].said if market in self.spots else ""

    # inside: fitting

    def _fit(self) -> None:
        """Bring outlines and places to the size of the widget, where it has changed."""
        turn, self._frame = _fitted(self.width(), self.height())
        if self._paths and turn == self._turn:
            return
        self._turn = turn
        self._paths = {code: turn.map(path) for code, path in self._flat.items()}
        self._centres = {
            market: _within(self._frame, turn.map(QPointF(*equal_earth(*place))))
            for market, place in self.world.places.items()
        }
        small = {m: at for m, at in self._centres.items() if self._is_small(m)}
        self.dots = spread(small, theme.px(GAP), self._frame)

    def _is_small(self, market: str) -> bool:
        boxes = [self._paths[code].boundingRect() for code in self.world.outlines[market]]
        return all(min(box.width(), box.height()) < theme.px(SMALL) for box in boxes)

    # inside: painting

    def _paint_countries(self, painter: QPainter) -> None:
        """Paint the quiet ones first, so that no border of theirs lies over the others."""
        look = theme.now()
        for wanted in ("", REVIEW, ELIGIBLE):
            for code, path in self._paths.items():
                if self._shown(self._owner.get(code, "")) != wanted:
                    continue
                painter.setPen(QPen(look.surface, 0.8))
                painter.setBrush(look.allowed if wanted == ELIGIBLE else look.land)
                painter.drawPath(path)
                if wanted == REVIEW:
                    _hatch(painter, path)

    def _paint_dots(self, painter: QPainter) -> None:
        for wanted in ("", REVIEW, ELIGIBLE):
            for market, at in self.dots.items():
                if market in self.spots and self._shown(market) == wanted:
                    paint_dot(painter, wanted, at)

    def _shown(self, market: str) -> str:
        """Return the answer that a market is painted by; empty where it has no colour."""
        answer = self.spots[market].answer if market in self.spots else ""
        return answer if answer in (REVIEW, ELIGIBLE) else ""

    def _outline(self, painter: QPainter, market: str) -> None:
        painter.setPen(QPen(theme.now().ink, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for code in self.world.outlines[market]:
            painter.drawPath(self._paths[code])
        if market in self.dots:
            painter.drawEllipse(self.dots[market], RING, RING)


def paint_swatch(painter: QPainter, answer: str, box: QRectF) -> None:
    """Paint what stands for an answer in the legend: filled, hatched, or land."""
    look = theme.now()
    path = QPainterPath()
    path.addRect(box)
    painter.fillPath(path, look.allowed if answer == ELIGIBLE else look.land)
    if answer == REVIEW:
        _hatch(painter, path)


def paint_dot(painter: QPainter, answer: str, at: QPointF) -> None:
    """Paint the dot of a small market: round where it is admitted, a diamond to be reviewed."""
    look = theme.now()
    if answer == REVIEW:
        side = DOT + 1
        corners = [(0, -side), (side, 0), (0, side), (-side, 0)]
        painter.setPen(QPen(look.review, 1.4))
        painter.setBrush(look.review_tint)
        painter.drawPolygon(QPolygonF([at + QPointF(x, y) for x, y in corners]))
        return
    size = DOT if answer == ELIGIBLE else REST
    painter.setPen(QPen(look.surface, 1))
    painter.setBrush(look.allowed if answer == ELIGIBLE else look.bar_quiet)
    painter.drawEllipse(at, size + 0.5, size + 0.5)


def _hatch(painter: QPainter, path: QPainterPath) -> None:
    look = theme.now()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.review_tint)
    painter.drawPath(path)
    painter.setPen(QPen(look.review, 0.8))
    painter.setBrush(_hatching(look.review))
    painter.drawPath(path)


def _hatching(colour: QColor) -> QBrush:
    return QBrush(colour, Qt.BrushStyle.BDiagPattern)


def _path_of(rings: tuple[Ring, ...]) -> QPainterPath:
    """Return the outlines of a country on the map; what lies within a ring twice is a hole."""
    path = QPainterPath()
    for ring in rings:
        path.addPolygon(QPolygonF([QPointF(*equal_earth(*point)) for point in ring]))
    return path


def _within(frame: QRectF, at: QPointF) -> QPointF:
    """Return the nearest place in a frame: the middle of Russia lies beyond the edge of the map."""
    x = min(max(at.x(), frame.left() + RING), frame.right() - RING)
    return QPointF(x, min(max(at.y(), frame.top() + RING), frame.bottom() - RING))


def _fitted(width: int, height: int) -> tuple[QTransform, QRectF]:
    """Return how the map is brought to a size, whole and in its middle; and the frame of it."""
    (left, _), (right, _), (_, top), (_, bottom) = (equal_earth(*corner) for corner in CORNERS)
    scale = min(width / (right - left), height / (top - bottom))
    frame = QRectF(0, 0, (right - left) * scale, (top - bottom) * scale)
    frame.moveCenter(QPointF(width / 2, height / 2))
    x, y = frame.left() - left * scale, frame.top() + top * scale
    return QTransform(scale, 0, 0, -scale, x, y), frame
