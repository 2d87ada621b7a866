"""What was done, by whom: every step, what it changed, and taking one of them back."""

from array import array
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from broker_app import words
from broker_app.errors import UserError
from broker_app.jobs import recounting, undoing
from broker_app.jobs.recounting import Told, name_of, step_name
from broker_app.store import history
from broker_app.store.database import Rows
from broker_app.store.history import Search
from broker_app.ui import theme
from broker_app.ui.models.short_model import ShortModel
from broker_app.ui.models.step_lines import CHANGE_COLUMNS, StepLine, StepModel, moment
from broker_app.ui.pages.page import Desk
from broker_app.ui.reverting import Reverting
from broker_app.ui.runner import Task
from broker_app.ui.table import Table, stretch
from broker_app.ui.widgets.choice_box import ChoiceBox
from broker_app.ui.widgets.day_box import Calendar, drop_button, say_on
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.text import Button, Elided, Plain, line

__all__ = ["HistoryDialog", "name_of", "step_name"]

WIDTH, HEIGHT = 1000, 640


class HistoryDialog(Dialog):
    """All steps, the newest first; below them what the chosen one changed."""

    def __init__(self, desk: Desk, parent: QWidget, vehicle: str = "") -> None:
        super().__init__(words.say("action.history"), parent, width=800)
        self._desk = desk
        self._search = Search()
        self._vehicle = vehicle
        self._day: date | None = None
        self._asking: Task | None = None
        self._telling: Task | None = None
        self.model = StepModel(desk.reader)
        self.table = Table(self.model)
        self.changes = ShortModel(CHANGE_COLUMNS)
        self.told = Table(self.changes)
        self.people = ChoiceBox(lambda: words.say("history.who"))
        self.kinds = ChoiceBox(lambda: words.say("history.kind"))
        self.day = drop_button()
        self.vehicle = SearchBox("history.find_vehicle")
        self.vehicle.put(vehicle)
        self.problem = Plain(role="problem", wrap=True)
        self.problem.hide()
        self.back = Button("history.take_back")
        self._reverting = Reverting(desk, self)
        self._lay_out()
        self._connect()
        self._offer()
        self._say_day()
        self._show(None)
        self._ask()
        room = self.screen().availableSize()
        self.resize(
            min(theme.px(WIDTH), room.width() - 40), min(theme.px(HEIGHT), room.height() - 60)
        )

    def search(self, who: str | None = None, kind: str | None = None) -> None:
        """Show the steps of a person or of a kind; empty text means all."""
        before = self._search
        who = before.who if who is None else who
        self._search = replace(before, who=who, key=before.key if kind is None else kind)
        self._ask()

    def look_for(self, vehicle: str) -> None:
        """Show the steps that touched a vehicle, found like in the search box."""
        self._vehicle = vehicle.strip()
        self._ask()

    def choose_day(self, day: date | None) -> None:
        """Show the steps of a day, or of any."""
        self._day = day
        self._say_day()
        begins = "" if day is None else _utc(day)
        ends = "" if day is None else _utc(day + timedelta(days=1))
        self._search = replace(self._search, since=begins, until=ends)
        self._ask()

    # inside

    def _ask(self) -> None:
        self._asking = self._desk.runner.ask(
            found_steps, self._search, self._vehicle, instead_of=self._asking
        )
        self._asking.succeeded.connect(self._arrived)

    def _arrived(self, ids: "array[int]") -> None:
        self.model.show_ids(ids)
        self._count.setText(words.say("history.count", count=len(ids)))
        if len(ids):
            self.table.go_to(0)
        else:
            self._show(None)

    def _picked(self) -> None:
        self._show(self.model.line_at(self.table.currentIndex().row()))

    def _show(self, step: StepLine | None) -> None:
        self.problem.hide()
        searched = self._search != Search() or self._vehicle
        nothing = "history.none_found" if searched else "history.none"
        self._title.setText(step.name if step else words.say(nothing))
        self._note.setText(_note(step) if step else "")
        self._note.setVisible(bool(self._note.text()))
        never = step is None or step.back is not None or step.row["key"] in undoing.NEVER_UNDONE
        self.back.setVisible(not never)
        if step is None:
            self._tell([])
            return
        self._telling = self._desk.runner.ask(
            recounting.changes_of, step.row["id"], instead_of=self._telling
        )
        self._telling.succeeded.connect(self._tell)

    def _tell(self, told: list[Told]) -> None:
        self.changes.show_rows(list(enumerate(told)))
        self._more.setVisible(len(told) >= recounting.MOST)

    def _take_back(self) -> None:
        line = self.model.line_at(self.table.currentIndex().row())
        if line is not None:
            self.back.setEnabled(False)
            self._reverting.take_back(line.row["id"])

    def _done(self) -> None:
        self.back.setEnabled(True)
        self._ask()

    def _failed(self, problem: BaseException) -> None:
        self.back.setEnabled(True)
        if isinstance(problem, UserError):
            self.problem.setText(words.error(problem))
            self.problem.show()
        else:
            self._desk.runner.failed.emit(problem)

    def _offer(self) -> None:
        reader = self._desk.reader
        people = [(who, lambda who=who: who) for who in history.people(reader)]
        everyone = ("", lambda: words.say("history.everyone"))
        self.people.offer([everyone, *people], "")
        kinds = [(key, recounting.kind_name(key)) for key in history.kinds(reader)]
        named = sorted((name, key) for key, name in kinds if key not in ("judge", "undo"))
        every = ("", lambda: words.say("history.every_kind"))
        self.kinds.offer([every, *((key, lambda name=name: name) for name, key in named)], "")
        any_day = self.day.menu().addAction(words.say("history.any_day"))
        any_day.triggered.connect(lambda: self.choose_day(None))
        self._calendar = Calendar(self.day, lambda: self._day or self._desk.asked.today)
        self._calendar.picked.connect(self.choose_day)
        self._calendar.dress()

    def _say_day(self) -> None:
        said = words.day(self._day) if self._day else words.say("history.any_day")
        say_on(self.day, f"{words.say('history.day')}  {said}")

    def _connect(self) -> None:
        self.people.chosen.connect(lambda who: self.search(who=who))
        self.kinds.chosen.connect(lambda kind: self.search(kind=kind))
        self.vehicle.wanted.connect(self.look_for)
        self.table.picked.connect(self._picked)
        self.back.clicked.connect(self._take_back)
        self._reverting.done.connect(self._done)
        self._reverting.failed.connect(self._failed)
        self._reverting.left.connect(lambda: self.back.setEnabled(True))

    def _lay_out(self) -> None:
        self._count = Plain(role="quiet")
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.people, self.kinds, self.day, self.vehicle):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._count)
        self.table.setAccessibleName(words.say("action.history"))
        self.told.setAccessibleName(words.say("history.changes"))
        for table, wide in ((self.table, "what"), (self.told, "thing")):
            stretch(table, wide)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self._below())
        split.setSizes([320, 260])
        self.body.addLayout(row)
        self.body.addWidget(split, 1)

    def _below(self) -> QWidget:
        made = QWidget()
        self._title = Elided(role="strong")
        self._note = Plain(role="label", wrap=True)
        self._more = Plain(words.say("history.first", count=recounting.MOST), "quiet")
        self._more.hide()
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._title, 1)
        top.addWidget(self.back)
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._note)
        column.addWidget(self.problem)
        column.addWidget(line("h"))
        column.addWidget(self.told, 1)
        column.addWidget(self._more)
        return made


def found_steps(reader: Rows, search: Search, vehicle: str) -> "array[int]":
    """Return the steps of a search; of one vehicle, or of those that the words find, if asked."""
    if vehicle:
        search = replace(search, vehicles=recounting.vehicles_named(reader, vehicle))
    return history.ids(reader, search)


def _note(step: StepLine) -> str:
    """Return what else there is to say: the reason, who took it back, why it stays."""
    said = [words.say("history.why", why=step.row["why"])] if step.row["why"] else []
    if step.back is not None:
        at = moment(step.back["at"])
        said.append(words.say("history.back_at", who=step.back["who"], at=at))
    elif step.row["key"] in undoing.NEVER_UNDONE:
        said.append(words.say(f"error.undo_never_{step.row['key']}"))
    return " ".join(said)


def _utc(day: date) -> str:
    begins = datetime.combine(day, time.min).astimezone()
    return begins.astimezone(UTC).isoformat(timespec="seconds")
