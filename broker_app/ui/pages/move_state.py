"""Moving vehicles to another state: which one, on which day, and why."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from broker_app import words
from broker_app.domain.state import BOUGHT, STATES, Way
from broker_app.errors import UserError
from broker_app.jobs import moving
from broker_app.jobs.editing import read_day
from broker_app.jobs.moving import Order, Outlook
from broker_app.store import vehicles
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import title_of
from broker_app.ui.runner import Task
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Plain, set_role

LABEL, HEIGHT = 88, 28


class MoveDialog(Dialog):
    """Stays open where the move is refused; Cancel while it runs leaves all where they are."""

    moved = Signal(int, str)
    """How many vehicles, and the state they are in now."""

    def __init__(self, desk: Desk, chosen: Sequence[int], parent: QWidget, state: str = "") -> None:
        super().__init__(_title(desk, chosen), parent, words.say("move.verb"))
        self._desk, self._chosen = desk, list(chosen)
        self._preset = state
        self._outlook: Outlook | None = None
        self._task: Task | None = None
        self._state = ""
        self.now = Plain(role="label", wrap=True)
        self.state = QComboBox()
        self.day = QLineEdit()
        self.reason = QLineEdit()
        self.problem = Plain(role="problem", wrap=True)
        self._lay_out()
        self.verb.setEnabled(False)
        self.verb.setDefault(True)
        self.state.currentIndexChanged.connect(self._show_choice)
        for field in (self.day, self.reason):
            field.textEdited.connect(self._forget_problem)
        self.reason.textChanged.connect(self._show_whether_ready)
        task = desk.runner.ask(moving.outlook, self._chosen)
        task.succeeded.connect(self._show)

    def choose(self, state: str) -> None:
        """Choose a state as a person would."""
        self.state.setCurrentIndex(self.state.findData(state))

    def accept(self) -> None:
        """Move them."""
        if not self.verb.isEnabled():
            return
        desk, state = self._desk, self.state.currentData()
        try:
            day = read_day(self.day.text())
        except UserError as problem:
            self._refuse(problem)
            set_role(self.day, "wrong", "true")
            return
        today = desk.asked.today
        order = Order(state, today, date.fromisoformat(day) if day else None, self.reason.text())
        self.verb.setEnabled(False)
        self._task = desk.runner.change(moving.move, self._chosen, order, desk.who)
        self._task.on_failure(self._refuse)
        self._task.cancelled.connect(self._show_whether_ready)
        self._state = state
        self._task.succeeded.connect(self._done)

    def reject(self) -> None:
        """Leave all where they are; a move on its way is stopped."""
        if self._task is not None:
            self._task.cancel()
        super().reject()

    # inside

    def _done(self, _changes: object) -> None:
        self._task = None
        self.moved.emit(len(self._chosen), self._state)
        super().accept()

    def _show(self, found: Outlook) -> None:
        self._outlook = found
        counted = (
            words.say("move.counted", count=found.counts[state], state=words.state(state))
            for state in STATES
            if state in found.counts
        )
        one = len(self._chosen) == 1
        said = words.state(next(iter(found.counts), "")) if one else words.listed(counted)
        self.now.setText(said)
        for way in (Way.FORWARD, Way.CORRECTION):
            states = found.open_ways(way)
            if states and self.state.count():
                self.state.insertSeparator(self.state.count())
            for state in states:
                self.state.addItem(_named(state, way), state)
        self._choose_wished(found)
        self._show_choice()
        self._fit()

    def _choose_wished(self, found: Outlook) -> None:
        """Choose the state that was wished for, or say why it is not open."""
        wished = self._preset
        if wished and self.state.findData(wished) < 0:
            self.state.setCurrentIndex(-1)
            self.problem.setText(found.refused[wished])
            self.problem.show()
        elif wished:
            self.choose(wished)
        elif not self.state.count():
            self.problem.setText(words.say("move.no_way"))
            self.problem.show()
        for field in (self.state, self.day, self.reason):
            field.setEnabled(bool(self.state.count()))
        self.state.setFocus()

    def _show_choice(self) -> None:
        """Show the usual day of the chosen state, and whether a reason is needed."""
        state = self.state.currentData()
        if state is None or self._outlook is None:
            return
        self._forget_problem()
        if not self.day.isModified():
            self.day.setText(self._usual_day(state))
        many_auctions = state == BOUGHT and len(self._chosen) > 1
        self.day.setPlaceholderText(words.say("move.auction_days") if many_auctions else "")
        needed = self._outlook.is_correction(state)
        self.reason.setPlaceholderText(words.say("move.reason_needed") if needed else "")
        self._show_whether_ready()

    def _usual_day(self, state: str) -> str:
        if state == BOUGHT and len(self._chosen) > 1:
            return ""  # each its own
        desk, vehicle = self._desk, self._chosen[0]
        day = moving.usual_day(desk.reader, vehicle, state, desk.asked.today)
        return day.isoformat()

    def _show_whether_ready(self) -> None:
        state = self.state.currentData()
        needed = state is not None and self._outlook and self._outlook.is_correction(state)
        self.verb.setEnabled(state is not None and not (needed and not self.reason.text().strip()))

    def _refuse(self, problem: BaseException) -> None:
        self._task = None
        self._show_whether_ready()
        if isinstance(problem, UserError):
            self.problem.setText(words.error(problem))
            self.problem.show()
            self._fit()
        else:
            self._desk.runner.failed.emit(problem)

    def _forget_problem(self) -> None:
        self.problem.hide()
        set_role(self.day, "wrong", "false")

    def _fit(self) -> None:
        """Grow in height alone, by the lines that wrapped texts take."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, theme.px(LABEL))
        grid.setColumnStretch(1, 1)
        rows = (
            ("move.now", self.now),
            ("column.state", self.state),
            ("move.day", self.day),
            ("move.reason", self.reason),
        )
        for number, (key, field) in enumerate(rows):
            said = words.say(key)
            field.setAccessibleName(said)
            label = Plain(said, "label")
            label.setFixedHeight(theme.px(HEIGHT))
            field.setMinimumHeight(theme.px(HEIGHT))
            grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, number, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self.problem)
        self.problem.hide()


def _title(desk: Desk, chosen: Sequence[int]) -> str:
    if len(chosen) != 1:
        return words.say("move.title_many", count=len(chosen))
    return words.say("move.title", vehicle=title_of(vehicles.get(desk.reader, chosen[0])))


def _named(state: str, way: Way) -> str:
    said = words.state(state)
    return said if way is Way.FORWARD else words.say("move.correction", state=said)
