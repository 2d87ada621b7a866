"""The heads of a table, and how its columns stand: sides and alignment of heads and cells alike."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView

from broker_app.ui import theme
from broker_app.ui.models.columns import Look

if TYPE_CHECKING:
    from broker_app.ui.table import Table

HEAD, SIDE = 28, 8
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


class Head(QHeaderView):
    """The heads: quiet, the sorted one in ink with its arrow."""

    def __init__(self, table: "Table") -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self._sorted: list[tuple[str, bool]] = []
        self.several = False
        """Whether Shift sorts by a further column."""
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFixedHeight(theme.px(HEAD))
        self.sectionClicked.connect(self._want_sort)

    def show_sort(self, keys: Sequence[tuple[str, bool]]) -> None:
        """Mark the sorted columns, the first one first."""
        self._sorted = list(keys)
        self.viewport().update()

    @property
    def first_key(self) -> tuple[str, bool]:
        """The first column that sorts, and whether its greatest comes first."""
        return self._sorted[0] if self._sorted else ("", False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one head."""
        column = self._table.rows.column(section)
        look = theme.now()
        painter.save()
        painter.fillRect(rect, look.raised)
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), look.line2)
        places = [place for place, (key, _) in enumerate(self._sorted) if key == column.id]
        is_sorted, arrow = bool(places), ""
        text = str(self._table.rows.headerData(section, Qt.Orientation.Horizontal))
        if is_sorted:
            nth = f" {places[0] + 1}" if len(self._sorted) > 1 and places[0] else ""
            arrow = f" {'↓' if self._sorted[places[0]][1] else '↑'}{nth}"
        weight = 600 if is_sorted else 400
        painter.setFont(theme.font(theme.SMALL, weight))
        painter.setPen(look.ink if is_sorted else look.ink2)
        inner = QRectF(rect).adjusted(side_of(self._table.is_first(section)), 0, -theme.px(SIDE), 0)
        metrics = theme.metrics(theme.SMALL, weight)
        room = inner.width() - metrics.horizontalAdvance(arrow)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, alignment_of(column.look), shown + arrow)
        painter.restore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of a head that was dragged; where columns stay it becomes one of them."""
        moved: list[int] = []
        told = self.sectionMoved.connect(lambda column, *_: moved.append(column))
        super().mouseReleaseEvent(event)
        self.sectionMoved.disconnect(told)
        if moved and self._table.frozen is not None:
            self._table.frozen.take_in(moved[0], round(event.position().x()))

    def _want_sort(self, section: int) -> None:
        column = self._table.rows.column(section).id
        keys = dict(self._sorted)
        descending = not keys[column] if column in keys else False
        shift = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        if self.several and shift and self._sorted and self._sorted[0][0] != column:
            self._table.sort_also.emit(column, descending)
        else:
            first, downwards = self.first_key
            self._table.sort_wanted.emit(column, not downwards if first == column else False)


def side_of(is_first: bool) -> float:
    """Return the space before a cell's text; the first column keeps the side of the page."""
    return float(theme.px(16 if is_first else SIDE))


def alignment_of(look: Look) -> Qt.AlignmentFlag:
    """Return how the heads and cells of a column stand."""
    if look is Look.FIGURE:
        return RIGHT
    return CENTRE if look is Look.CENTRED else LEFT
