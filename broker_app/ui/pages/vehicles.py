"""The vehicles page: the question, what is found, and one vehicle beside it."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from broker_app import paths, words
from broker_app import settings as settings_of
from broker_app.domain.changes import Changes
from broker_app.jobs import confirming, importing
from broker_app.jobs.confirming import ReviewCause
from broker_app.store import vehicles
from broker_app.store.vehicles import Query
from broker_app.ui import theme
from broker_app.ui.messages import Link, Message
from broker_app.ui.models.columns import COLUMNS
from broker_app.ui.models.window_model import WindowModel
from broker_app.ui.pages.add_to_shipment import AddToShipment
from broker_app.ui.pages.empty_stock import EmptyStock
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.pages.vehicle_pane import VehiclePane
from broker_app.ui.pages.why_review import WhyReview
from broker_app.ui.runner import Task
from broker_app.ui.table import Table
from broker_app.ui.widgets.chips import ChipRow
from broker_app.ui.widgets.question_box import QuestionBox
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.tabs import TabStrip
from broker_app.ui.widgets.text import Button, Label, line

VERDICTS = ("BLOCKED", "REVIEW", "CONDITIONAL", "ALLOWED")
PANE, SCROLL_BAR = 356, 14
NAME = next(number for number, column in enumerate(COLUMNS) if column.id == "name")
MOST_GAIN = 160
"""The name takes what room is left, up to this much; the rest stays white at the right."""
FIRST = "displacement_cc"
EDITED = ("first_registered", "displacement_cc", "powertrain", "odometer_km", "score", "model_code")
"""Columns that F2 opens a field for."""


@dataclass(frozen=True)
class Show:
    """What another page asks this one to show."""

    vehicle: int | None = None
    batch: int | None = None
    batch_name: str = ""
    words: str = ""
    why_review: bool = False
    """Whether to say at once why so many are under REVIEW."""


class VehiclesPage(Page):
    """Search, filter, sort, select; the pane says the rest."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.model = WindowModel(desk.runner, desk.reader)
        self.table = Table(self.model)
        self.empty = EmptyStock()
        self.search = SearchBox()
        self.tabs = TabStrip()
        self.chips = ChipRow()
        self.question = QuestionBox(desk.asked.question, _destinations(desk))
        self.pane = VehiclePane(desk)
        self.why_pane = WhyReview(desk)
        self._batch_name = ""
        self._cause_name = ""
        self._counting: Task | None = None
        self._wanted: int | None = None
        self._bar_of_stock = self.bar_place
        self._lay_out()
        self._connect()
        self._ask(Query(destination=desk.asked.question.destination, sort="id", descending=True))
        self._show_whether_empty()

    # what the window asks

    def open(self, what: Any) -> None:
        """Show a vehicle, an import, or what was searched for."""
        if not isinstance(what, Show):
            return
        self._wanted = what.vehicle
        self._batch_name = what.batch_name
        self.search.put(what.words)
        self.tabs.choose("")
        query = replace(
            self.model.query, words=what.words, batch=what.batch, verdicts=(), findings=()
        )
        self._ask(query)
        if what.why_review:
            self.do_why_review()

    def refresh(self, changes: Changes) -> None:
        """Look again at values; find again where rows came, went or may have moved."""
        if not changes.touches("vehicle", "verdict", "lot", "batch", "shipment_vehicle"):
            return
        self._show_whether_empty()
        query = self.model.query
        ordered_by_value = query.sort != "id" or query.words or query.verdicts
        if changes.rows_moved or ordered_by_value:
            self._ask(query)
        else:
            self.model.look_again()
            self._count()
        self.pane.refresh()
        if self.side.currentWidget() is self.why_pane:
            self.why_pane.look()

    def retranslate(self) -> None:
        """Say cells and chips again."""
        self.model.retranslate()
        self._show_chips()

    def footer(self) -> list[str]:
        """Return what is selected."""
        if self._is_empty:
            return []
        count = self.table.count
        found = self.model.rowCount()
        if self.table.everything:
            return [words.say("ui.all_selected", count=found)]
        if count:
            return [words.say("ui.selected", count=count)]
        return [words.say("ui.vehicles", count=found)]

    def start_search(self) -> None:
        """Put the cursor into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # what the actions do

    def do_edit_fact(self) -> None:
        """Open the field of the fact that is asked for, else of the column under the cursor."""
        known = self.pane.known
        if known is None:
            return
        self._show_side(self.pane)
        column = self.model.column(max(0, self.table.currentIndex().column())).id
        self.pane.next_step.edit(column if column in EDITED else (known.missing or [FIRST])[0])

    def do_next_step(self) -> None:
        """Do what the one primary button does."""
        if self.pane.isVisible():
            self.pane.next_step.act()

    def do_add_to_shipment(self) -> None:
        """Add the vehicle under the cursor to a shipment."""
        vehicle = self.table.current_vehicle()
        if vehicle is not None:
            self._ship(vehicle)

    def do_why_review(self) -> None:
        """Say why so many are under REVIEW."""
        self._show_side(self.why_pane)
        self.why_pane.look()

    def do_previous(self) -> None:
        """Show the vehicle above."""
        self._move(-1)

    def do_next(self) -> None:
        """Show the vehicle below."""
        self._move(1)

    def do_toggle_pane(self) -> None:
        """Show or hide what stands at the right."""
        if self.side.isVisible():
            self._close_side()
        else:
            self._show_side(self.pane)

    # inside

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addLayout(self.bar_place)
        column.addWidget(self._tab_row())
        column.addWidget(self.chips)
        column.addWidget(self.table, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.side = QStackedWidget()
        self.side.addWidget(self.pane)
        self.side.addWidget(self.why_pane)
        self.side.hide()
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.splitter)
        self._stack.addWidget(self.empty)

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(theme.px(52))
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(24)
        row.addWidget(Label("page.vehicles", "title"))
        row.addWidget(self.question)
        row.addStretch(1)
        row.addWidget(self.search, 2)
        return head

    def _tab_row(self) -> QWidget:
        self.tabs.add("", "ui.all_stock")
        for verdict in VERDICTS:
            self.tabs.add(verdict, f"verdict.{verdict}", verdict)
        self.why = Button("ui.why_review", link=True)
        self.tabs.add_right(self.why)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(line("h"))
        return holder

    def _connect(self) -> None:
        self.model.arrived.connect(self._arrived)
        self.table.sort_wanted.connect(self._sort)
        self.table.picked.connect(self._picked)
        self.table.activated.connect(lambda _: self._show_side(self.pane))
        self.splitter.splitterMoved.connect(self._remember_width)
        self.why.clicked.connect(self.do_why_review)
        for pane in (self.pane, self.why_pane):
            pane.message.connect(self.message)
            pane.undo.connect(lambda: self.does.emit("undo"))
            pane.closed.connect(self._close_side)
        self.pane.ship.connect(self._ship)
        self.pane.open_shipment.connect(lambda number: self.wants.emit("shipments", number))
        self.pane.moved.connect(self._move)
        self.why_pane.show_cause.connect(self._show_cause)
        self.why_pane.plan.connect(lambda: self.wants.emit("settings", "pricing"))
        self.search.wanted.connect(lambda text: self._ask(replace(self.model.query, words=text)))
        self.tabs.chosen.connect(self._filter_verdict)
        self.question.wanted.connect(self.desk.asked.ask)
        self.desk.asked.changed.connect(self._question_changed)
        self.empty.choose.connect(lambda: self.does.emit("choose_files"))
        self.empty.samples.connect(self._import_samples)
        self.empty.language.connect(self.desk.appearance.use_language)

    def _ask(self, query: Query) -> None:
        self.table.show_sort(query.sort, query.descending)
        self.model.ask(query)
        self._count()
        self._show_chips()

    def _count(self) -> None:
        query = self.model.query
        self._counting = self.desk.runner.ask(
            vehicles.count_by_verdict, query, instead_of=self._counting
        )
        self._counting.succeeded.connect(self._show_counts)

    def _show_counts(self, counts: dict[str, int]) -> None:
        self.tabs.tabs[""].count(sum(counts.values()))
        for verdict in VERDICTS:
            self.tabs.tabs[verdict].count(counts.get(verdict, 0))
        self.why.setVisible(counts.get("REVIEW", 0) > 0)

    def _arrived(self) -> None:
        """Put the cursor where it was wanted, or where it stood before."""
        total = self.model.rowCount()
        self.chips.count.setText(words.say("ui.found", count=total))
        if self._wanted is not None:
            self.table.select_vehicle(self._wanted)
        elif total and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, NAME))
        self.noted.emit()

    def _picked(self) -> None:
        vehicle = self.table.current_vehicle()
        if vehicle is not None and vehicle != self._wanted:
            self._wanted = vehicle
        self._show_current()
        self.noted.emit()

    def _show_current(self) -> None:
        """Show the vehicle under the cursor in the pane."""
        row = self.table.currentIndex().row()
        vehicle = self.model.id_at(row)
        if vehicle is None:
            return
        shown = self.pane.known.id if self.pane.known else None
        if vehicle != shown:
            self.pane.show_vehicle(vehicle, row + 1, self.model.rowCount())
        if self.side.isHidden() and self.desk.settings.pane_width:
            self._show_side(self.pane)

    def _show_side(self, pane: QWidget) -> None:
        self.side.setCurrentWidget(pane)
        if self.side.isHidden():
            width = theme.px(self.desk.settings.pane_width or PANE)
            self.side.show()
            self.splitter.setSizes([max(1, self.width() - width), width])
        self._fit_columns()

    def _close_side(self) -> None:
        if self.side.currentWidget() is self.why_pane and self.pane.known is not None:
            self.side.setCurrentWidget(self.pane)
            return
        self.side.hide()
        self._keep_width(0)
        self._fit_columns()

    def _remember_width(self) -> None:
        self._keep_width(round(self.side.width() / theme.factor()))
        self._fit_columns()

    def _keep_width(self, width: int) -> None:
        self.desk.settings.pane_width = width
        settings_of.save(self.desk.settings)

    def _move(self, step: int) -> None:
        row = self.table.currentIndex().row() + step
        if 0 <= row < self.model.rowCount():
            column = max(0, self.table.currentIndex().column())
            self.table.setCurrentIndex(self.model.index(row, column))

    def _ship(self, vehicle: int) -> None:
        dialog = AddToShipment(self.desk, vehicle, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.new_shipment.connect(lambda: self.wants.emit("shipments", "new"))
        dialog.added.connect(self._tell_added)
        dialog.open()

    def _tell_added(self, number: str) -> None:
        def said() -> str:
            return words.say("ship.added", shipment=number)

        undo = Link("action.undo", lambda: self.does.emit("undo"))
        self.message.emit(Message("info", said, (undo,)))

    def _show_cause(self, cause: ReviewCause, title: str) -> None:
        question = self.desk.asked.question
        self._cause_name = title
        task = self.desk.runner.ask(confirming.findings_with, question.destination, cause)
        task.succeeded.connect(self._filter_findings)

    def _filter_findings(self, findings: tuple[int, ...]) -> None:
        self.tabs.choose("REVIEW")
        self._ask(replace(self.model.query, findings=findings, verdicts=("REVIEW",)))

    def _sort(self, column: str, descending: bool) -> None:
        self._ask(replace(self.model.query, sort=column, descending=descending))

    def _filter_verdict(self, verdict: str) -> None:
        chosen = (verdict,) if verdict else ()
        self._ask(replace(self.model.query, verdicts=chosen, findings=()))

    def _question_changed(self) -> None:
        question = self.desk.asked.question
        self.question.show_question(question)
        self._ask(replace(self.model.query, destination=question.destination))

    def _show_chips(self) -> None:
        query = self.model.query
        chips = []
        if query.words:
            chips.append((words.say("ui.search"), query.words, self._forget_words))
        if query.batch is not None:
            chips.append((words.say("page.import"), self._batch_name, self._forget_batch))
        if query.findings:
            chips.append((words.say("ui.cause"), self._cause_name, self._forget_cause))
        self.chips.show_chips(chips, self._clear)

    def _forget_words(self) -> None:
        self.search.put("")
        self._ask(replace(self.model.query, words=""))

    def _forget_batch(self) -> None:
        self._ask(replace(self.model.query, batch=None))

    def _forget_cause(self) -> None:
        self._ask(replace(self.model.query, findings=()))

    def _clear(self) -> None:
        self.search.put("")
        self._ask(replace(self.model.query, words="", batch=None, findings=()))

    @property
    def _is_empty(self) -> bool:
        return self._stack.currentWidget() is self.empty

    def _show_whether_empty(self) -> None:
        some = vehicles.ids(self.desk.reader, Query(), limit=1)
        self._stack.setCurrentWidget(self.splitter if some else self.empty)
        self._move_bar(self._bar_of_stock if some else self.empty.bar_place)

    def _move_bar(self, place: QVBoxLayout) -> None:
        """Let messages stand under the header that is shown."""
        if place is self.bar_place:
            return
        while (item := self.bar_place.takeAt(0)) is not None:
            if (bar := item.widget()) is not None:
                place.addWidget(bar)
        self.bar_place = place

    def _import_samples(self) -> None:
        """Import the lists that travel with the program."""
        self.empty.set_busy(True)
        desk = self.desk
        task: Task | None = None
        for file in sorted((paths.resources() / "demo").iterdir()):
            task = desk.runner.change(
                importing.import_list,
                file,
                desk.books,
                desk.asked.question,
                desk.who,
                desk.asked.today,
            )
        if task is not None:
            task.finished.connect(lambda: self.empty.set_busy(False))
            task.succeeded.connect(lambda _: self._tell_samples())

    def _tell_samples(self) -> None:
        why = Link("ui.why_review", lambda: self.does.emit("why_review"))
        self.message.emit(Message("info", "empty.imported", (why,)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let columns leave where there is no room for them; the chassis number never does."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        taken = self.side.width() + 1 if not self.side.isHidden() else 0
        room = self.width() - taken - theme.px(SCROLL_BAR)
        needed = sum(theme.px(c.width) for c in COLUMNS)
        leaving = sorted((c for c in COLUMNS if c.leaves), key=lambda c: -c.leaves)
        hidden = set()
        for column in leaving:
            if needed <= room:
                break
            hidden.add(column.id)
            needed -= theme.px(column.width)
        for number, column in enumerate(COLUMNS):
            self.table.setColumnHidden(number, column.id in hidden)
        gain = min(max(0, room - needed), theme.px(MOST_GAIN))
        self.table.setColumnWidth(NAME, theme.px(COLUMNS[NAME].width) + gain)


def _destinations(desk: Desk) -> list[str]:
    """Return the countries one can ask about: all that a port of ours lies in, but for Japan."""
    found = {port.country for port in desk.books.ports.values()} - {"JP"}
    return sorted(found | {"RU", "BY", desk.asked.question.destination})
