"""Doors: which vehicles lose or gain a market by their age, on which day of the next year."""

from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.doors import StockDoor, Way
from broker_app.jobs import doors as doors_of
from broker_app.jobs import explaining_doors
from broker_app.jobs.doors import Doors
from broker_app.ui import theme
from broker_app.ui.pages.door_calendar import CalendarLine, DoorCalendar
from broker_app.ui.pages.door_table import DoorTable
from broker_app.ui.pages.market_view import MarketView
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_show import Show
from broker_app.ui.runner import Task
from broker_app.ui.widgets.chips import ChipRow
from broker_app.ui.widgets.choice_box import ChoiceBox, Choices
from broker_app.ui.widgets.empty_page import EmptyPage
from broker_app.ui.widgets.segments import Segments
from broker_app.ui.widgets.tabs import TabStrip
from broker_app.ui.widgets.text import Button, Elided, Plain, line

YEAR = 365
HORIZONS = (30, 60, 90, YEAR)
OURS, LISTED = "ours", "listed"
EVERY = ""
_TABLES = (
    "vehicle", "lot", "rate", "sale", "cost", "party", "company", "shipment_vehicle",
    "vehicle_state", "market_override",
)  # fmt: skip


class MarketDoors(MarketView):
    """A calendar of the days, and the doors behind what is chosen in it."""

    name = "doors"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.doors: Doors | None = None
        self.within = HORIZONS[2]
        self._picked: CalendarLine | None = None
        self._asking: Task | None = None
        self.calendar = DoorCalendar()
        self.table = DoorTable()
        self.calendar.call_it("doors.calendar")
        self.table.call_it("markets.doors")
        self.tabs = TabStrip()
        for way in Way:
            self.tabs.add(way.value, f"doors.tab.{way}")
        said = [(str(days), partial(_horizon, days)) for days in HORIZONS]
        self.horizon = Segments(said)
        self.scope = Segments([(name, f"doors.scope.{name}") for name in (OURS, LISTED)])
        self.market = ChoiceBox("column.market")
        self.report = Button("doors.report", link=True)
        self.tools = (self.report, self.market, self.scope)
        self.chips = ChipRow()
        self.rule, self.today = Elided(), Plain(role="caption")
        self.ranking = Button("markets.ranking", link=True)
        self.vehicle = Button("doors.to_vehicle", link=True)
        self.again = Button("reports.again", link=True)
        self.nothing = Plain(role="label")
        self.ours_empty = _empty("doors.none_ours", "doors.none_ours_text", "doors.look_at_listed")
        self.empty = _empty("markets.empty_title", "doors.empty_text", "action.choose_files")
        self._lay_out()
        self._connect()

    # what the page asks

    @classmethod
    def takes(cls, _desk: Desk, what: Any) -> bool:
        """Tell whether its own name is asked for."""
        return bool(what == cls.name)

    def entered(self) -> None:
        """Look at the stock as it is now."""
        self.look()

    def refresh(self, changes: Changes) -> None:
        """Look again where facts, states, rates or sales changed."""
        if changes.touches(*_TABLES):
            self.look()

    def retranslate(self) -> None:
        """Say again what was put together by hand."""
        self.calendar.model_of_lines.retranslate()
        self.table.doors.retranslate()
        self._show()

    def footer(self) -> list[str]:
        """Return how many vehicles were looked at, and how many doors they have."""
        doors = self.doors
        if doors is None:
            return []
        return [
            words.say("doors.footer", count=doors.asked),
            *(words.say(f"doors.footer.{way}", count=self.tabs.tabs[way].number) for way in Way),
            words.say("rules.advice"),
        ]

    def look(self) -> None:
        """Reckon the doors of the next year; filters only show part of them."""
        desk = self.desk
        self.again.hide()
        self._asking = task = desk.runner.ask(
            doors_of.doors,
            desk.books,
            desk.asked.today,
            YEAR,
            self.with_listed,
            instead_of=self._asking,
            takes_long=True,
        )
        task.on_failure(self.message.emit)
        task.succeeded.connect(self._answer)
        task.cancelled.connect(lambda: self.again.setVisible(task is self._asking))

    @property
    def with_listed(self) -> bool:
        """Whether vehicles count that are only seen on a list."""
        return self.scope.buttons[LISTED].isChecked()

    @property
    def way(self) -> Way:
        """Which doors are shown."""
        return Way(self.tabs.current)

    # inside: showing

    def _answer(self, found: Doors) -> None:
        self.doors, self._picked = found, None
        self._offer_markets(found)
        self._show()

    def _show(self) -> None:
        doors = self.doors
        if doors is None:
            return
        empty = self.empty if self.with_listed else self.ours_empty
        self._body.setCurrentWidget(self._filled if doors.asked else empty)
        for way in Way:
            self.tabs.tabs[way].count(len(self._near(doors, way)))
        self.table.way = self.way
        self.calendar.show_doors(self._of_year(doors, self.way))
        self._show_list()
        self.noted.emit()

    def _show_list(self) -> None:
        """Show the doors of the next days, or those behind what is chosen in the calendar."""
        doors, picked = self.doors, self._picked
        if doors is None:
            return
        numbers = {id(one): number for number, one in enumerate(doors.found)}
        shown = self._near(doors, self.way)
        if picked is not None:
            shown = [one for one in self._of_year(doors, self.way) if picked.holds(one)]
        rows = [(numbers[id(one)], one) for one in shown]
        self.table.show_doors(rows, doors.named, doors.on)
        until = doors.on + timedelta(days=self.within)
        self.nothing.setText(words.say(f"doors.none.{self.way}", day=until))
        self._list.setCurrentIndex(0 if rows else 1)
        self._show_chip(shown)
        if rows and self.table.current_vehicle() is None:
            self.table.go_to(0)
        self._show_door()

    def _of_year(self, doors: Doors, way: Way) -> list[StockDoor]:
        market = self.market.current
        ours = (one for one in doors.found if one.door.way is way)
        return [one for one in ours if market in (EVERY, one.door.market.id)]

    def _near(self, doors: Doors, way: Way) -> list[StockDoor]:
        until = doors.on + timedelta(days=self.within)
        return [one for one in self._of_year(doors, way) if one.door.day <= until]

    def _show_chip(self, shown: list[StockDoor]) -> None:
        picked = self._picked
        chips = [(words.say("doors.day"), picked.said(), self._forget)] if picked else []
        self.chips.show_chips(chips, self._forget)
        values = {one.vehicle: one.value_jpy for one in shown}
        known = [value for value in values.values() if value is not None]
        self.chips.count.setText(explaining_doors.worth(len(values), sum(known), len(known)))

    def _show_door(self) -> None:
        one = self._current()
        self._foot.setVisible(one is not None)
        if one is None:
            return
        self.rule.setText(explaining_doors.rule(one.door))
        self.today.setText(explaining_doors.answer(one.door, self.table.on))

    def _current(self) -> StockDoor | None:
        number = self.table.current_vehicle()
        if self.doors is None or number is None or number >= len(self.doors.found):
            return None
        return self.doors.found[number]

    def _offer_markets(self, doors: Doors) -> None:
        known = {one.door.market.id: one.door.market for one in doors.found}
        named = sorted(known.values(), key=lambda market: words.in_both(market.title).casefold())
        offered: Choices = [(EVERY, "doors.every_market")]
        offered += [(one.id, partial(words.in_both, one.title)) for one in named]
        current = self.market.current
        self.market.offer(offered, current if current in known else EVERY)

    # inside: choosing and going

    def _pick(self, chosen: CalendarLine) -> None:
        self._picked = chosen
        self._show_list()

    def _forget(self) -> None:
        self._picked = None
        self.calendar.forget()
        self._show_list()

    def _choose_again(self, *_: object) -> None:
        self._picked = None
        self._show()

    def _look_until(self, days: str) -> None:
        self.within = int(days)
        self._choose_again()

    def _look_at_listed(self) -> None:
        self.scope.show_chosen(LISTED)
        self._look_elsewhere()

    def _look_elsewhere(self) -> None:
        """Look at other vehicles; that there was none of those before says nothing of these."""
        if self.doors is not None and not self.doors.asked:
            self.doors = None
            self.nothing.clear()
            self._body.setCurrentWidget(self._filled)
            self.noted.emit()
        self.look()

    def _to_ranking(self) -> None:
        if (one := self._current()) is not None:
            self.wants.emit("markets", one.vehicle)

    def _to_vehicle(self, *_: object) -> None:
        if (one := self._current()) is not None:
            self.wants.emit("vehicles", Show(vehicle=one.vehicle))

    # inside: layout

    def _connect(self) -> None:
        self.horizon.show_chosen(str(self.within))
        self.scope.show_chosen(OURS)
        self.market.offer([(EVERY, "doors.every_market")], EVERY)
        self.horizon.chosen.connect(self._look_until)
        self.scope.chosen.connect(lambda _: self._look_elsewhere())
        self.market.chosen.connect(self._choose_again)
        self.tabs.chosen.connect(self._choose_again)
        self.calendar.line_chosen.connect(self._pick)
        self.table.picked.connect(self._show_door)
        self.table.activated.connect(self._to_vehicle)
        self.ranking.clicked.connect(self._to_ranking)
        self.vehicle.clicked.connect(self._to_vehicle)
        self.again.clicked.connect(self.look)
        self.report.clicked.connect(lambda: self.wants.emit("reports", "doors"))
        self.ours_empty.clicked.connect(self._look_at_listed)
        self.empty.clicked.connect(lambda: self.does.emit("choose_files"))

    def _lay_out(self) -> None:
        self.again.hide()
        self.tabs.add_right(self.again)
        self.tabs.add_right(self.horizon)
        self._list = QStackedWidget()
        self._list.addWidget(self.table)
        self._list.addWidget(self._nothing_there())
        right = _column(self.tabs, line("h"), self.chips, (self._list, 1), self._foot_line())
        self._filled = QWidget()
        row = QHBoxLayout(self._filled)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.calendar)
        row.addWidget(line("v"))
        row.addWidget(right, 1)
        self._body = QStackedWidget()
        for part in (self._filled, self.ours_empty, self.empty):
            self._body.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._body)

    def _nothing_there(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(16, 24, 16, 16)
        column.addWidget(self.nothing)
        column.addStretch(1)
        return made

    def _foot_line(self) -> QWidget:
        self._foot = QWidget()
        bar = QWidget()
        bar.setFixedHeight(theme.px(40))
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(16)
        row.addWidget(self.rule, 1)
        row.addWidget(self.today)
        row.addWidget(self.ranking)
        row.addWidget(self.vehicle)
        column = QVBoxLayout(self._foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line("h"))
        column.addWidget(bar)
        return self._foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let columns leave where there is no room for them."""
        super().resizeEvent(event)
        self.table.hide_for(self.width() - self.calendar.width())


def _column(*parts: QWidget | tuple[QWidget, int]) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        widget, share = part if isinstance(part, tuple) else (part, 0)
        column.addWidget(widget, share)
    return made


def _horizon(days: int) -> str:
    return words.say("doors.year") if days == YEAR else words.say("doors.within", count=days)


def _empty(title: str, text: str, button: str) -> EmptyPage:
    return EmptyPage(_door, title, text, button)


def _door(painter: QPainter) -> None:
    """Draw a door that stands ajar, and the line of the ground."""
    look = theme.now()
    pen = QPen(look.ink2, 1.5)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawRect(QRectF(56, 14, 48, 68))
    leaf = [QPointF(56, 14), QPointF(86, 22), QPointF(86, 88), QPointF(56, 82), QPointF(56, 14)]
    painter.setBrush(look.surface)
    painter.drawPolygon(leaf)
    painter.setPen(QPen(look.ink, 2))
    painter.drawLine(QPointF(80, 52), QPointF(80, 58))
    painter.setPen(QPen(look.line2, 1))
    painter.drawLine(QPointF(24, 82.5), QPointF(56, 82.5))
    painter.drawLine(QPointF(104, 82.5), QPointF(136, 82.5))
