"""The section of the state: where a vehicle stands, how long, who moved it, and where it may go."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QWidget

from broker_app import words
from broker_app.domain.state import (
    BOUGHT,
    IN_STOCK,
    LISTED,
    STATES,
    Ageing,
    Standing,
    Stay,
    Way,
    came_on,
    days_in_stock,
    stays,
)
from broker_app.jobs import moving
from broker_app.jobs.moving import Outlook
from broker_app.store import states
from broker_app.ui import theme
from broker_app.ui.models.columns import OLD
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import Known, day_of
from broker_app.ui.widgets.day_box import drop_button, say_on
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Plain, tip

CONTROL = 28


class StateSection(Section):
    """The trail, the latest first; a menu of the states that are open, and why others are not."""

    wanted = Signal(str)
    """The vehicle should come to this state."""

    def __init__(self, desk: Desk, opened: bool) -> None:
        super().__init__("state", "pane.state", opened)
        self._desk = desk
        self.standing = Standing(0)
        self.menu = QMenu(self)

    def show_for(self, known: Known) -> None:
        """Show where a vehicle stands."""
        self.clear()
        reader = self._desk.reader
        self.standing = next(iter(states.standings(reader, [known.id])), Standing(known.id))
        trail = states.trail(reader, known.id)
        found = stays(trail, self._desk.asked.today)
        self.summary.setText(self._said(found))
        self.column.addLayout(self._ways(moving.outlook(reader, [known.id])))
        days = self._days_in_stock(came_on(trail))
        if days is not None:
            self.column.addWidget(days)
        if found:
            self.column.addLayout(_trail(found))

    # inside

    def _said(self, found: list[Stay]) -> str:
        said = words.state(self.standing.state)
        days = found[-1].days if found and self.standing.state != LISTED else None
        return said if days is None else words.listed([said, words.say("state.days", count=days)])

    def _ways(self, outlook: Outlook) -> QHBoxLayout:
        """Return what moves the vehicle on: one button where it is not ours yet, and the menu."""
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 4)
        row.setSpacing(8)
        if self.standing.state == LISTED:
            buy = Button("action.buy")
            buy.clicked.connect(lambda: self.wanted.emit(BOUGHT))
            row.addWidget(buy)
        box = drop_button()
        say_on(box, words.say("move.menu"))
        box.setFixedHeight(theme.px(CONTROL))
        self.menu = box.menu()
        self.menu.setToolTipsVisible(True)
        for way in (Way.FORWARD, Way.CORRECTION):
            for state in outlook.open_ways(way):
                self._add(state, way)
            self.menu.addSeparator()
        for state in STATES:
            if outlook.refused[state] and state != self.standing.state:
                closed = self.menu.addAction(words.state(state))
                closed.setToolTip(tip(outlook.refused[state]))
                closed.setEnabled(False)
        row.addWidget(box)
        row.addStretch(1)
        return row

    def _add(self, state: str, way: Way) -> None:
        said = words.state(state)
        if way is Way.CORRECTION:
            said = words.say("move.correction", state=said)
        line = self.menu.addAction(f"{said}…")
        line.setData(state)
        line.triggered.connect(lambda _=False: self.wanted.emit(state))

    def _days_in_stock(self, first: str) -> QWidget | None:
        """Return the line of the days in stock; past the limits it stands out."""
        one, settings = self.standing, self._desk.settings
        start = one.bought_on or first
        days = days_in_stock(one.state, start, one.left_on, self._desk.asked.today)
        if days is None:
            return None
        said = words.say("state.in_stock_days", count=days, since=day_of(start))
        ageing = Ageing(settings.aged_after, settings.old_after)
        if one.state not in IN_STOCK or not ageing.is_aged(days):
            return Plain(said, "fact", wrap=True)
        if not ageing.is_old(days):
            return Plain(said, "strong", wrap=True)
        return Plain(f"{OLD} {said}", "old", wrap=True)


def _trail(found: list[Stay]) -> QGridLayout:
    """Return the states the vehicle came through, the latest first."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 4, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(1)
    grid.setColumnStretch(0, 1)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
    for number, stay in enumerate(reversed(found)):
        move, row = stay.move, 2 * number
        grid.addWidget(Plain(words.state(move.state), "fact"), row, 0)
        days = "" if stay.days is None else words.say("state.days", count=stay.days)
        grid.addWidget(Plain(days, "caption"), row, 1, right)
        since = (
            words.say("state.since", day=day_of(move.day), who=move.who) if move.day else move.who
        )
        parts = [since, words.say("state.by_shipment") if move.shipment else "", move.why]
        said = Plain(words.listed(filter(None, parts)), "quiet", wrap=True)
        said.setContentsMargins(0, 0, 0, 4)
        grid.addWidget(said, row + 1, 0, 1, 2)
    return grid
