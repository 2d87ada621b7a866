"""Score bars: the parts of each score side by side, each on its own track with its figure.

A track is as long as the part may be worth, so that all tracks of a row are the whole score, and
every part can be compared from row to row.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from broker_app.ui import theme

HEAD, ROW, LEAST_ROW, BAR, GAP, SIDE = 20, 24, 18, 8, 6, 8
LABEL, FIGURE, MOST = 150, 30, 10
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One market: its name, its score, and the parts it adds up from."""

    market: str
    label: str
    score: str
    parts: tuple[tuple[str, int], ...]
    """Figure and points of each part, in the order of the heads."""
    sure: bool = True
    """Whether it is admitted; a score that is held back is painted quietly."""


@dataclass(frozen=True, slots=True)
class ScoreHead:
    """A part: its word, and what it may be worth; nought for a figure without a track."""

    said: str
    worth: int


class ScoreBars(QWidget):
    """Paints the rows that have room, ten at most; a click on one picks it."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.heads: tuple[ScoreHead, ...] = ()
        self.rows: tuple[ScoreRow, ...] = ()
        self.chosen = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_rows(
        self, heads: Sequence[ScoreHead], rows: Sequence[ScoreRow], chosen: str, name: str
    ) -> None:
        """Show the best of some rows; `name` says what they are."""
        self.heads, self.rows, self.chosen = tuple(heads), tuple(rows[:MOST]), chosen
        self.setAccessibleName(name)
        self.setAccessibleDescription(", ".join(f"{r.label} {r.score}" for r in self.rows))
        self.update()

    def choose(self, market: str) -> None:
        """Mark the market that is chosen."""
        self.chosen = market
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for ten rows."""
        return QSize(theme.px(600), theme.px(HEAD + MOST * LEAST_ROW))

    def minimumSizeHint(self) -> QSize:
        """Return room for a few."""
        return QSize(theme.px(400), theme.px(HEAD + 4 * LEAST_ROW))

    def changeEvent(self, event: QEvent) -> None:
        """Paint it again in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick a market."""
        place = int((event.position().y() - theme.px(HEAD)) // self.row_height())
        if 0 <= place < len(self._fitting()):
            self.picked.emit(self.rows[place].market)

    def row_height(self) -> float:
        """Return how high a row is: as high as ten of them have room, within bounds."""
        room = (self.height() - theme.px(HEAD)) / MOST
        return float(min(theme.px(ROW), max(theme.px(LEAST_ROW), room)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the heads, then each row with its tracks."""
        painter = QPainter(self)
        tracks = self._tracks()
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.now().ink2)
        for head, (left, track) in zip(self.heads, tracks, strict=True):
            room = QRectF(left, 0, track + theme.px(FIGURE + GAP), theme.px(HEAD))
            self._write(painter, room, head.said)
        for place, row in enumerate(self._fitting()):
            top = theme.px(HEAD) + place * self.row_height()
            self._paint_row(painter, QRectF(0, top, self.width(), self.row_height()), row, tracks)
        painter.end()

    def _fitting(self) -> tuple[ScoreRow, ...]:
        return self.rows[: max(1, int((self.height() - theme.px(HEAD)) / self.row_height()))]

    def _paint_row(
        self, painter: QPainter, box: QRectF, row: ScoreRow, tracks: list[tuple[float, float]]
    ) -> None:
        look = theme.now()
        if row.market == self.chosen:
            painter.fillRect(box, look.sel)
            painter.fillRect(QRectF(0, box.top(), 3, box.height()), look.ink)
        left = float(theme.px(SIDE))
        painter.setPen(look.ink)
        painter.setFont(theme.font(theme.BODY))
        label = QRectF(left, box.top(), self._label(), box.height())
        self._write(painter, label, row.label, theme.BODY)
        painter.setFont(theme.font(theme.BODY, 600))
        score = QRectF(label.right(), box.top(), theme.px(FIGURE), box.height())
        painter.drawText(score, _RIGHT, row.score)
        painter.setFont(theme.font(theme.SMALL))
        for head, (figure, points), (at, length) in zip(self.heads, row.parts, tracks, strict=True):
            if head.worth:
                track = QRectF(at, box.center().y() - theme.px(BAR) / 2, length, theme.px(BAR))
                painter.fillRect(track, look.line if row.market == self.chosen else look.land)
                track.setWidth(length * min(1.0, max(0, points) / head.worth))
                painter.fillRect(track, look.bar if row.sure else look.bar_quiet)
            painter.setPen(look.ink2)
            figures = QRectF(at + length, box.top(), theme.px(FIGURE - 4), box.height())
            painter.drawText(figures, _RIGHT, figure)

    def _label(self) -> float:
        metrics = theme.metrics(theme.BODY)
        widest = max((metrics.horizontalAdvance(row.label) for row in self.rows), default=0.0)
        return min(widest + 4, theme.px(LABEL))

    def _tracks(self) -> list[tuple[float, float]]:
        """Return where each track begins and how long it is; its figure stands behind it."""
        begin = theme.px(SIDE + FIGURE + 2 * GAP) + self._label()
        fixed = len(self.heads) * theme.px(FIGURE + GAP)
        whole = sum(head.worth for head in self.heads) or 1
        free = max(0.0, self.width() - begin - fixed - theme.px(SIDE))
        found = []
        for head in self.heads:
            length = free * head.worth / whole
            found.append((begin, length))
            begin += length + theme.px(FIGURE + GAP)
        return found

    def _write(self, painter: QPainter, box: QRectF, text: str, size: int = theme.SMALL) -> None:
        fits = Qt.TextElideMode.ElideRight
        painter.drawText(box, _LEFT, theme.metrics(size).elidedText(text, fits, box.width()))
