"""The calendar of doors: the days on which markets close or open, month by month, with counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from broker_app import words
from broker_app.domain.doors import StockDoor
from broker_app.domain.market import Market
from broker_app.ui import theme
from broker_app.ui.models.columns import Cell, Look
from broker_app.ui.models.short_model import Index, ShortColumn, ShortModel, head
from broker_app.ui.table import SIDE, RowDelegate, Table, stretch

WIDTH = 324

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A month (`market` is None), or a day and a market in it, with how many vehicles."""

    day: date
    count: int
    market: Market | None = None

    def holds(self, one: StockDoor) -> bool:
        """Tell whether a door stands behind this line."""
        door = one.door
        if self.market is not None:
            return door.day == self.day and door.market is self.market
        return (door.day.year, door.day.month) == (self.day.year, self.day.month)

    def said(self) -> str:
        """Return the month, or the day and the market."""
        if self.market is None:
            return words.month(self.day)
        return words.listed((words.day(self.day), words.in_both(self.market.title)))


def lines_of(found: Sequence[StockDoor]) -> list[CalendarLine]:
    """Return the months with their days; doors come in the order of their days."""
    months = Counter(one.door.day.replace(day=1) for one in found)
    days = Counter((one.door.day, one.door.market.id) for one in found)
    markets = {one.door.market.id: one.door.market for one in found}
    lines: list[CalendarLine] = []
    for (day, market), count in days.items():
        month = day.replace(day=1)
        if not lines or lines[-1].day.replace(day=1) != month:
            lines.append(CalendarLine(month, months[month]))
        lines.append(CalendarLine(day, count, markets[market]))
    return lines


class DoorCalendar(Table):
    """One row a day and market, under the heads of their months."""

    line_chosen = Signal(object)
    """A `CalendarLine`: what the list beside should hold."""

    def __init__(self) -> None:
        self.model_of_lines = ShortModel(_columns())
        super().__init__(self.model_of_lines)
        self.setItemDelegate(_CalendarDelegate(self))
        self.setFixedWidth(theme.px(WIDTH))
        self.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        stretch(self, "market")
        self.lines: list[CalendarLine] = []
        self.picked.connect(self._choose)

    def show_doors(self, found: Sequence[StockDoor]) -> None:
        """Show the days of some doors; what was chosen is chosen no more."""
        self.forget()
        self.lines = lines_of(found)
        self.clearSpans()
        self.model_of_lines.show_rows([])
        self.model_of_lines.show_rows(list(enumerate(self.lines)))
        for row, one in enumerate(self.lines):
            if one.market is None:
                self.setSpan(row, 0, 1, self.model_of_lines.columnCount())

    def forget(self) -> None:
        """Choose nothing."""
        self.selectionModel().clearCurrentIndex()  # first: a selection is read by the cursor
        self.clearSelection()

    def _choose(self) -> None:
        row = self.currentIndex().row()
        if 0 <= row < len(self.lines):
            self.line_chosen.emit(self.lines[row])


class _CalendarDelegate(RowDelegate):
    """Paints the head of a month across the row."""

    def __init__(self, calendar: DoorCalendar) -> None:
        super().__init__(calendar)
        self._calendar = calendar

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell, and the count of a month at the right of its head."""
        super().paint(painter, option, index)
        line = self._calendar.lines[index.row()]
        if line.market is None:
            painter.save()
            painter.setFont(theme.font(theme.BODY))
            painter.setPen(theme.now().ink2)
            inner = QRectF(option.rect).adjusted(0, 0, -theme.px(SIDE), -1)
            painter.drawText(inner, _RIGHT, words.number(line.count))
            painter.restore()

    def _ground(self, option: QStyleOptionViewItem, row: int, selected: bool) -> QColor:
        if not selected and self._calendar.lines[row].market is None:
            return theme.now().raised
        return super()._ground(option, row, selected)


def _columns() -> list[ShortColumn]:
    return [
        ShortColumn("day", head("doors.day"), Look.TEXT, 92, _day),
        ShortColumn("market", head("column.market"), Look.TEXT, 150, _market),
        ShortColumn("count", head("doors.count"), Look.FIGURE, 72, _count),
    ]


def _day(one: CalendarLine) -> Cell:
    if one.market is None:
        return Cell(words.month(one.day), strong=True)
    return Cell(words.short_day(one.day))


def _market(one: CalendarLine) -> Cell:
    return Cell(words.in_both(one.market.title) if one.market else "")


def _count(one: CalendarLine) -> Cell:
    return Cell(words.number(one.count))
