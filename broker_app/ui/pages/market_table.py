"""The markets table: heads of groups, scores as bars, and the months in which each door is open."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyleOptionViewItem

from broker_app import words
from broker_app.ui import theme
from broker_app.ui.models.columns import Cell
from broker_app.ui.models.market_lines import KEPT_BACK, MarketLine, MarketLines, group_words
from broker_app.ui.models.short_model import Index
from broker_app.ui.pages.market_time import Axis, paint_head, paint_time
from broker_app.ui.table import SIDE, Head, RowDelegate, Table
from broker_app.ui.widgets import marks

BAR, TRACK, MARK = 8, 38, 14
ONE_DAY = timedelta(days=1)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_GROUP_MARKS = {KEPT_BACK: "ineligible"}


class MarketTable(Table):
    """One row a market; the head of what is kept back opens by a click or Enter."""

    turned = Signal()

    def __init__(self, model: MarketLines) -> None:
        super().__init__(model)
        self.lines = model
        self.setItemDelegate(MarketDelegate(self))
        self.setHorizontalHeader(MarketHead(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = self.horizontalHeader()
        bar.setSectionsClickable(False)
        bar.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bar.setSectionResizeMode(model.place_of("market"), QHeaderView.ResizeMode.Stretch)
        for number in range(model.columnCount()):
            self.setColumnWidth(number, theme.px(model.column(number).width))
        self.axis = Axis(date.min, date.min)

    def show_lines(self, lines: Sequence[tuple[int, MarketLine]], on: date, today: date) -> None:
        """Show lines; the line of time begins with the month of a day."""
        self.axis = Axis(on.replace(day=1), today)
        self.lines.months = (self.axis.first, self.axis.end - ONE_DAY)
        self.lines.show_rows(lines)
        self.clearSpans()
        score = self.lines.place_of("score")
        for row, (_, line) in enumerate(lines):
            if line.is_group:
                self.setSpan(row, 0, 1, self.lines.columnCount())
            elif line.refusal is not None:
                whole = line.window is None
                stop = self.lines.columnCount() if whole else self.lines.place_of("arrives")
                self.setSpan(row, score, 1, stop - score)
        self.viewport().update()

    def market_of(self, row: int) -> MarketLine | None:
        """Return the line of a market, None for the head of a group."""
        line = self.lines.line(row)
        return line if line is not None and not line.is_group else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open or close what is kept back."""
        super().mousePressEvent(event)
        self._turn_at(self.rowAt(round(event.position().y())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open or close what is kept back, by Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._turn_at(
            self.currentIndex().row()
        ):
            return
        super().keyPressEvent(event)

    def _turn_at(self, row: int) -> bool:
        line = self.lines.line(row)
        if line is None or not line.is_group or line.group != KEPT_BACK:
            return False
        self.turned.emit()
        return True


class MarketHead(Head):
    """The head of the last column names the months."""

    def __init__(self, table: MarketTable) -> None:
        super().__init__(table)
        self._markets = table

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one head."""
        super().paintSection(painter, rect, section)
        if self._markets.lines.column(section).id != "time":
            return
        painter.save()
        paint_head(painter, QRectF(rect), self._markets.axis)
        painter.restore()


class MarketDelegate(RowDelegate):
    """Paints heads of groups across the row, a bar beside the score, and the line of time."""

    def __init__(self, table: MarketTable) -> None:
        super().__init__(table)
        self._markets = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell, or the head of a group."""
        line = self._markets.lines.line(index.row())
        if line is None:
            return
        if line.is_group:
            painter.save()
            _paint_group(painter, QRectF(option.rect), line)
            painter.restore()
            return
        super().paint(painter, option, index)
        column = self._markets.lines.column(index.column()).id
        painter.save()
        if column == "score" and line.suggestion is not None:
            _paint_bar(painter, QRectF(option.rect), line)
        elif column == "time" and line.window is not None:
            paint_time(painter, QRectF(option.rect), self._markets.axis, line.window)
        painter.restore()

    def _paint_text(self, painter: QPainter, rect: QRectF, column: int, cell: Cell) -> None:
        name = self._markets.lines.column(column).id
        if name == "time":
            return  # a line of time says it; its words are for the ear and the tip
        if name == "score" and cell.text.isdecimal():
            inner = rect.adjusted(theme.px(SIDE), 0, 0, -1)
            _say(painter, inner, cell.text, theme.BODY, 600)
            return
        super()._paint_text(painter, rect, column, cell)


def _paint_group(painter: QPainter, rect: QRectF, line: MarketLine) -> None:
    look = theme.now()
    painter.fillRect(rect, look.raised)
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), look.line2)
    title, note = group_words(line)
    side = float(theme.px(MARK))
    box = QRectF(rect.left() + theme.px(16), rect.center().y() - side / 2, side, side)
    marks.paint(painter, _GROUP_MARKS.get(line.group, line.group), box)
    inner = rect.adjusted(theme.px(16) + side + 8, 0, -theme.px(16), 0)
    inner.setLeft(inner.left() + _say(painter, inner, title, theme.BODY, 600) + 8)
    inner.setLeft(inner.left() + _say(painter, inner, str(line.count), theme.BODY, 400) + 8)
    if line.group == KEPT_BACK:
        link = words.say("markets.hide" if line.opened else "markets.show")
        inner.setRight(inner.right() - _link(painter, inner, link) - 16)
    painter.setPen(look.ink2)
    shown = theme.metrics(theme.SMALL).elidedText(
        note, Qt.TextElideMode.ElideRight, max(0.0, inner.width())
    )
    painter.setFont(theme.font(theme.SMALL))
    painter.drawText(inner, _LEFT, shown)


def _say(painter: QPainter, box: QRectF, text: str, size: int, weight: int) -> float:
    painter.setFont(theme.font(size, weight))
    painter.setPen(theme.now().ink if weight > 400 else theme.now().ink2)
    painter.drawText(box, _LEFT, text)
    return theme.metrics(size, weight).horizontalAdvance(text)


def _link(painter: QPainter, box: QRectF, text: str) -> float:
    width = theme.metrics(theme.SMALL).horizontalAdvance(text)
    painter.setFont(theme.font(theme.SMALL))
    painter.setPen(theme.now().ink)
    painter.drawText(box, _RIGHT, text)
    y = box.center().y() + theme.px(8)
    painter.setPen(QPen(theme.now().control, 1))
    painter.drawLine(QPointF(box.right() - width, y), QPointF(box.right(), y))
    return width


def _paint_bar(painter: QPainter, rect: QRectF, line: MarketLine) -> None:
    suggestion = line.suggestion
    assert suggestion is not None
    look = theme.now()
    left = rect.right() - theme.px(SIDE) - theme.px(TRACK)
    track = QRectF(left, rect.center().y() - BAR / 2, theme.px(TRACK), BAR)
    painter.fillRect(track, look.land)
    sure = line.group == "eligible"
    fill = (look.ink if line.rank == 1 else look.bar) if sure else look.bar_quiet
    track.setWidth(track.width() * min(100, suggestion.score) / 100)
    painter.fillRect(track, fill)
