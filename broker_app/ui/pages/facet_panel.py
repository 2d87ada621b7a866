"""Facets beside the table: each value with its count, ticked where it is asked for."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.finding.facets import AGES, CAPACITIES, FACETS, STAYS, UNKNOWN, bands
from broker_app.domain.state import STATES
from broker_app.store.vehicles import Query
from broker_app.ui import theme
from broker_app.ui.models import facet_words
from broker_app.ui.pages.vehicle_filters import VERDICTS
from broker_app.ui.widgets import marks
from broker_app.ui.widgets.pressable import Pressable
from broker_app.ui.widgets.text import Button, Label, tip

WIDTH, ROW, SIDE, BOX, GAP, MARK = 196, 24, 12, 14, 8, 14
SHOWN = 6
"""Values that a group shows before it is opened whole."""
_ORDERS: Mapping[str, Sequence[str]] = {
    "verdict": (*VERDICTS, UNKNOWN),
    "state": STATES,
    "displacement": (*bands(CAPACITIES), UNKNOWN),
    "age": (*bands([years - 1 for years in AGES]), UNKNOWN),
    "days": (*bands(STAYS), UNKNOWN),
}
Counts = Mapping[str, Mapping[str, int]]


class FacetRow(Pressable):
    """One value: a box, its mark where it is a status, its words, how many there are."""

    def __init__(self, facet: str, stored: str) -> None:
        super().__init__()
        self.facet, self.stored = facet, stored
        self.words = ""
        self.count: int | None = None
        self.ticked = False
        self.setFixedHeight(theme.px(ROW))

    def show_value(self, said: str, count: int | None, ticked: bool) -> None:
        """Show how many there are, and whether it is asked for."""
        if (said, count, ticked) == (self.words, self.count, self.ticked):
            return
        self.words, self.count, self.ticked = said, count, ticked
        state = words.say("facet.chosen") if ticked else ""
        parts = (facet_words.title(self.facet), said, self._digits(), state)
        self.setAccessibleName(" ".join(filter(None, parts)))
        self.setToolTip(tip(said))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the width of the panel."""
        return QSize(theme.px(WIDTH), theme.px(ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint box, mark, words and count on one line."""
        look, painter = theme.now(), QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), look.hover)
        x, middle = float(theme.px(SIDE + 4)), self.height() / 2
        self._paint_box(
            painter, QRectF(x, middle - theme.px(BOX) / 2, theme.px(BOX), theme.px(BOX))
        )
        x += theme.px(BOX + GAP)
        if self.facet in facet_words.MARKED and self.stored:
            side = float(theme.px(MARK))
            marks.paint(painter, self.stored, QRectF(x, middle - side / 2, side, side))
            x += side + theme.px(6)
        quiet = self.count == 0 and not self.ticked
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(look.ink3)
        right = self.width() - theme.px(SIDE)
        digits = self._digits()
        room = theme.metrics(theme.SMALL).horizontalAdvance(digits)
        painter.drawText(QRectF(0, 0, right, self.height()), _RIGHT, digits)
        painter.setFont(theme.font(theme.BODY, 600 if self.ticked else 400))
        painter.setPen(look.ink3 if quiet else look.ink)
        metrics = theme.metrics(theme.BODY, 600 if self.ticked else 400)
        left = right - room - theme.px(GAP) - x
        shown = metrics.elidedText(self.words, Qt.TextElideMode.ElideRight, left)
        painter.drawText(QRectF(x, 0, left, self.height()), _LEFT, shown)
        if self.hasFocus():
            painter.setPen(look.ink)
            painter.drawRect(QRectF(self.rect()).adjusted(4.5, 1.5, -4.5, -1.5))
        painter.end()

    def enterEvent(self, _event: object) -> None:
        """Light it under the pointer."""
        self.update()

    def leaveEvent(self, _event: object) -> None:
        """Let it be."""
        self.update()

    def _paint_box(self, painter: QPainter, box: QRectF) -> None:
        look = theme.now()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = box.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look.ink if self.ticked else look.control, 1))
        painter.setBrush(look.ink if self.ticked else look.surface)
        painter.drawRoundedRect(box, 2, 2)
        if self.ticked:
            painter.setPen(QPen(look.surface, 1.6))
            unit = box.width() / 14
            points = [(3.2, 7.2), (6, 10), (11, 4.4)]
            placed = [QPointF(box.left() + a * unit, box.top() + b * unit) for a, b in points]
            painter.drawPolyline(placed)
        painter.restore()

    def _digits(self) -> str:
        return "" if self.count is None else words.number(self.count)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FacetGroup(QWidget):
    """The values of one facet; the first few, and the rest on demand."""

    ticked = Signal(str, str)

    def __init__(self, facet: str) -> None:
        super().__init__()
        self.facet = facet
        self.rows: dict[str, FacetRow] = {}
        self._order: list[str] = []
        self._whole = False
        self._title = Label(lambda: facet_words.title(facet), "strong")
        self._title.setContentsMargins(theme.px(SIDE + 4), 0, 0, theme.px(2))
        self._more = Button(self._said_more, link=True)
        self._more.clicked.connect(self._turn)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, theme.px(14))
        self._column.setSpacing(0)
        self._column.addWidget(self._title)
        more = QVBoxLayout()
        more.setContentsMargins(theme.px(SIDE + 4 + BOX + GAP), theme.px(2), 0, 0)
        more.addWidget(self._more)
        self._column.addLayout(more)

    def show_values(
        self,
        totals: Mapping[str, int],
        counts: Mapping[str, int],
        chosen: Sequence[str],
        parties: Mapping[str, str],
    ) -> None:
        """Show the values that there are at all, each with its count under what is chosen."""
        order = _ordered(self.facet, totals, chosen)
        if order != self._order:
            self._put_rows(order)
        for stored, row in self.rows.items():
            said = facet_words.value(self.facet, stored, parties)
            row.show_value(said, counts.get(stored, 0), stored in chosen)
        self._fold()
        self.setVisible(bool(set(order) - {UNKNOWN}))

    def _put_rows(self, order: list[str]) -> None:
        for stored in [one for one in self.rows if one not in order]:
            self.rows.pop(stored).deleteLater()
        for place, stored in enumerate(order, 1):
            row = self.rows.get(stored)
            if row is None:
                row = self.rows[stored] = FacetRow(self.facet, stored)
                row.clicked.connect(lambda stored=stored: self.ticked.emit(self.facet, stored))
            self._column.removeWidget(row)
            self._column.insertWidget(place, row)
        self._order = order

    def _fold(self) -> None:
        for place, stored in enumerate(self._order):
            row = self.rows[stored]
            row.setVisible(self._whole or place < SHOWN or row.ticked)
        self._more.setVisible(len(self._order) > SHOWN)
        self._more.say(self._said_more)

    def _turn(self) -> None:
        self._whole = not self._whole
        self._fold()

    def _said_more(self) -> str:
        if self._whole:
            return words.say("facet.fewer")
        return words.say("facet.more", count=len(self._order) - SHOWN)


class FacetPanel(QScrollArea):
    """All facets, one below the other; a tick asks for a value too."""

    ticked = Signal(str, str)
    """A facet and one of its values, asked for or no more."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("facets")
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFixedWidth(theme.px(WIDTH))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.groups: dict[str, FacetGroup] = {}
        self._shown: tuple[Counts, Counts, Query, Mapping[str, str]] | None = None

    def build(self) -> None:
        """Make the groups, when they are first seen: the table need not wait for them."""
        if self.groups:
            return
        self.groups = {facet: FacetGroup(facet) for facet in FACETS}
        inner = QWidget()
        inner.setObjectName("facetlist")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, theme.px(12), 0, 0)
        column.setSpacing(0)
        for group in self.groups.values():
            group.ticked.connect(self.ticked)
            group.hide()
            column.addWidget(group)
        column.addStretch(1)
        self.setWidget(inner)

    def showEvent(self, event: QShowEvent) -> None:
        """Be there whole."""
        self.build()
        super().showEvent(event)

    def show_counts(
        self, totals: Counts, counts: Counts, query: Query, parties: Mapping[str, str]
    ) -> None:
        """Show what there is without choices, and under those of a query."""
        self.build()
        self._shown = (totals, counts, query, parties)
        for facet, group in self.groups.items():
            group.show_values(totals[facet], counts[facet], query.chosen(facet), parties)

    def show_ticks(self, query: Query) -> None:
        """Tick what is asked for at once; its counts follow."""
        if self._shown is not None:
            totals, counts, _, parties = self._shown
            self.show_counts(totals, counts, query, parties)

    def changeEvent(self, event: QEvent) -> None:
        """Say the values again in another language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._shown is not None:
            self.show_counts(*self._shown)


def _ordered(facet: str, totals: Mapping[str, int], chosen: Sequence[str]) -> list[str]:
    """Return the values to show: in their own order, or those with most vehicles first."""
    there = {stored for stored, count in totals.items() if count} | set(chosen)
    if facet in _ORDERS:
        return [stored for stored in _ORDERS[facet] if stored in there]
    return sorted(there, key=lambda stored: (stored == UNKNOWN, -totals.get(stored, 0), stored))
