"""The today page: what needs a person, the most urgent first, and the stock in figures."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPen, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.due import Due, Line, lines_of
from broker_app.domain.state import Ageing
from broker_app.jobs import explaining_today, stock_figures, today
from broker_app.jobs.today import Asked, Found, Source
from broker_app.jobs.upkeep import Fine
from broker_app.store import parties, vehicles
from broker_app.store.vehicles import Query
from broker_app.ui import theme
from broker_app.ui.pages import today_places
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.pages.place_dialog import PLACES, PlaceDialog
from broker_app.ui.pages.today_charts import Figures, TodayCharts
from broker_app.ui.pages.today_list import Row, TodayList, rows_of
from broker_app.ui.runner import Task
from broker_app.ui.widgets.empty_page import EmptyPage
from broker_app.ui.widgets.icons import Drawing
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Button, Label, Plain, empty, line

if TYPE_CHECKING:
    from broker_app.ui.pages.paper_view import PaperView

HEAD = 52
SOON_MS, LATER_MS = 250, 5000
"""After a change it looks again so much later: shown, and while another page is."""
OUTSIDE = frozenset({"backups", "lists", "screening"})
"""Sources that rest on settings and on files beside the database too: nobody tells of those."""
COUNTED_BY = ("vehicle", "verdict", "lot", "cost", "rate")


class TodayPage(Page):
    """Each source is asked by itself on a reader; what is known is shown at once."""

    prints_by = "print_today"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: dict[str, Found] = {}
        self.lines: list[Line] = []
        self._opened: frozenset[tuple[str, str]] = frozenset()
        self._asking: dict[str, Task] = {}
        self._stale = {source.id for source in today.SOURCES} | {"counted", "valued"}
        self._every = False
        self.title, self.count = Plain(role="welcome"), Plain(role="label")
        self.print = Button("today.print")
        self.list = TodayList()
        self.charts = TodayCharts()
        self.figures = self._no_figures()
        self.papers: PaperView | None = None
        self._looking = QTimer(self, singleShot=True)
        self._looking.timeout.connect(self._look)
        self._lay_out()
        self._connect()
        self._say_title()
        self._show_whether_empty()
        self._look_soon()

    # what the window asks

    def refresh(self, changes: Changes) -> None:
        """Look again at those sources that a change touches, soon."""
        self._stale |= {one.id for one in today.SOURCES if one.touched_by(changes)}
        if changes.touches(*COUNTED_BY):
            self._stale |= {"counted", "valued"}
        if changes.touches("vehicle", "batch"):
            self._show_whether_empty()
        self._look_soon()

    def showEvent(self, event: QShowEvent) -> None:
        """Look at what changed while nobody saw it."""
        super().showEvent(event)
        if self.figures.ageing != self._ageing:
            self.figures = self._no_figures()
            self._stale |= {"counted", "valued"}
        self._stale |= OUTSIDE
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of what takes long."""
        super().hideEvent(event)
        for source in today.SOURCES:
            if source.slow and source.id in self._asking:
                self._asking.pop(source.id).cancel()
                self._stale.add(source.id)

    def turn_day(self) -> None:
        """Begin the list of another day."""
        self._say_title()
        self._question_changed()

    def retranslate(self) -> None:
        """Say everything again."""
        self._say_title()
        self._show()
        self.charts.show_figures(self.figures)

    def footer(self) -> list[str]:
        """Return how many things need a person."""
        return [self.count.text()] if self.count.text() else []

    # what the actions do

    def do_refresh_today(self) -> None:
        """Look at everything again."""
        self._stale = {source.id for source in today.SOURCES} | {"counted", "valued"}
        self._look()

    def do_print_today(self) -> None:
        """Look at the list as a paper, from where it is printed or saved."""
        from broker_app.jobs import explaining_reports  # papers are loaded when one is wanted
        from broker_app.ui.pages.paper_view import PaperView, Viewed

        papers = self.papers = self.papers or PaperView(self.desk, self)
        papers.message.connect(self.message, Qt.ConnectionType.UniqueConnection)
        desk, on = self.desk, self.desk.asked.today
        report = explaining_today.report(self.lines, on)
        title = words.say("today.list")
        author = parties.company(desk.reader).name
        task = desk.runner.ask(explaining_reports.paper_of, report, author, on, takes_long=True)
        task.on_failure(self.message.emit)
        file = f"{title}_{on:%Y-%m-%d}.pdf"
        task.succeeded.connect(
            lambda page: papers.show_paper(Viewed(page, title, file, workbook=True, kind="due"))
        )

    # inside

    @property
    def _ageing(self) -> Ageing:
        settings = self.desk.settings
        return Ageing(settings.aged_after, settings.old_after)

    def _no_figures(self) -> Figures:
        asked = self.desk.asked
        return Figures(asked.question, self._ageing, self.desk.books, asked.today)

    def _look_soon(self) -> None:
        """Look a moment later: at once the first time, late while another page is shown."""
        if not self._stale:
            return
        shown = self.isVisible()
        wait = (SOON_MS if shown else LATER_MS) if self.found else 0
        if not self._looking.isActive() or self._looking.remainingTime() > wait:
            self._looking.start(wait)

    def _look(self) -> None:
        """Ask what is stale; what takes long only while somebody looks."""
        for source in today.SOURCES:
            if source.id in self._stale and (self.isVisible() or not source.slow):
                self._ask(source)
        if self.isVisible():
            self._ask_figures()

    def _ask(self, source: Source) -> None:
        self._stale.discard(source.id)
        desk = self.desk
        asked = Asked(
            desk.books,
            desk.asked.question,
            desk.asked.today,
            desk.runner.path,
            self._every,
            desk.settings.backups_folder,
            desk.settings.places_kept,
        )
        task = self._asking[source.id] = desk.runner.ask(
            today.ask, source.id, asked,
            instead_of=self._asking.get(source.id), takes_long=source.slow,
        )  # fmt: skip
        task.on_failure(self.message.emit)
        task.succeeded.connect(lambda found: self._take(source, found))
        task.cancelled.connect(lambda: self._stopped(source, task))
        task.finished.connect(lambda: self._forget(source.id, task))

    def _stopped(self, source: Source, task: Task) -> None:
        """Offer to begin again where a person stopped it, and not a newer question."""
        if source.slow and self._asking.get(source.id) is task:
            counted = self.figures.counted
            self._take(source, Found(left=counted.total if counted else 1))

    def _ask_figures(self) -> None:
        desk = self.desk
        given = (desk.asked.question, desk.asked.today, self._ageing)
        for name, job in (("counted", stock_figures.counted), ("valued", stock_figures.valued)):
            if name in self._stale:
                self._stale.discard(name)
                task = self._asking[name] = desk.runner.ask(
                    job, *given, instead_of=self._asking.get(name)
                )
                task.on_failure(self.message.emit)
                task.succeeded.connect(lambda known, name=name: self._draw(**{name: known}))
                task.finished.connect(lambda name=name, task=task: self._forget(name, task))

    def _forget(self, name: str, task: Task) -> None:
        if self._asking.get(name) is task:
            del self._asking[name]

    def _take(self, source: Source, found: Found) -> None:
        self.found[source.id] = found
        if source.id == today.DOORS:
            self._draw(found=found)
        self._show()

    def _draw(self, **known: Any) -> None:
        self.figures = replace(self.figures, **known)
        self.charts.show_figures(self.figures)

    def _show(self) -> None:
        on = self.desk.asked.today
        every = [one for found in self.found.values() for one in found.due]
        self.lines = list(lines_of(every, on))
        self.list.show_rows(rows_of(self.lines, self._opened, on))
        known = set(self.found) >= {source.id for source in today.SOURCES if not source.slow}
        number = len(self.lines)
        said = words.say("today.count", count=number) if number else words.say("today.none")
        self.count.setText(said if known else "")
        self._left.setCurrentWidget(self.list if number or not known else self._calm)
        self._show_fine([one for found in self.found.values() for one in found.fine])
        self.print.setEnabled(bool(number))
        self.waiting.emit(number)
        self.noted.emit()

    def _show_fine(self, fine: list[Fine]) -> None:
        empty(self._fine_rows)
        for number, one in enumerate(fine):
            row, side = divmod(number, 2)
            said = words.say(f"today.fine.{one.kind}", **one.values)
            key = "today.fine.checked" if one.kind == "rules" else "today.fine.on"
            day = Plain(words.say(key, day=words.short_day(one.on)) if one.on else "", "caption")
            day.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, part in enumerate((MarkLabel("passed", 14), Plain(said), day)):
                self._fine_rows.addWidget(part, row, 4 * side + column)
        self._fine.setVisible(bool(fine))

    def _fold(self, line_: Line, is_open: bool) -> None:
        self._opened = self._opened | {line_.key} if is_open else self._opened - {line_.key}
        self.list.show_rows(rows_of(self.lines, self._opened, self.desk.asked.today))

    def _mend(self, row: Row) -> None:
        if row.line is None:
            return
        entry = row.entry
        if row.line.kind in PLACES:
            self._ask_place(row.line.found[0])
            return
        place = (
            today_places.of_line(row.line)
            if entry is None
            else today_places.of_entry(entry, row.line)
        )
        if place.page:
            self.wants.emit(place.page, place.what)
        else:
            self.does.emit(place.what)

    def _ask_place(self, one: Due) -> None:
        """Say what is wrong about the place; somebody may mean to keep the database there."""
        dialog = PlaceDialog(one, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.backups.clicked.connect(lambda: self.does.emit("backups"))
        dialog.accepted.connect(lambda: self._keep_place(str(one.values["folder"])))
        dialog.open()

    def _keep_place(self, folder: str) -> None:
        settings = self.desk.settings
        kept = [known for known in settings.places_kept.splitlines() if known != folder]
        settings.places_kept = "\n".join((*kept, folder))
        settings_of.save(settings)
        self._stale.add("file")
        self._look()

    def _question_changed(self) -> None:
        self.figures = self._no_figures()
        self._stale |= {source.id for source in today.SOURCES} | {"counted", "valued"}
        self._look_soon()

    def _work_out(self) -> None:
        self._every = True
        self._stale.add(today.DOORS)
        self._look()

    def _say_title(self) -> None:
        self.title.setText(words.whole_day(self.desk.asked.today))

    def _show_whether_empty(self) -> None:
        some = bool(vehicles.ids(self.desk.reader, Query(), limit=1))
        self._views.setCurrentWidget(self._body if some else self._empty)
        self.print.setVisible(some)

    def _connect(self) -> None:
        self.list.wanted.connect(self._mend)
        self.list.fold_wanted.connect(self._fold)
        self.charts.wanted.connect(lambda show: self.wants.emit("vehicles", show))
        self.charts.work_out.connect(self._work_out)
        self.print.clicked.connect(self.do_print_today)
        self.desk.asked.changed.connect(self._question_changed)
        self._empty.clicked.connect(lambda: self.does.emit("choose_files"))

    def _lay_out(self) -> None:
        self._views = QStackedWidget()
        self._body = self._make_body()
        self._empty = EmptyPage(
            _sunrise, "today.empty_title", "today.empty_text", "action.choose_files"
        )
        self._views.addWidget(self._body)
        self._views.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addLayout(self.bar_place)
        column.addWidget(self._views, 1)

    def _head(self) -> QWidget:
        made = QWidget()
        made.setFixedHeight(theme.px(HEAD))
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(self.title)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self.print)
        return made

    def _make_body(self) -> QWidget:
        self._calm = _calm()
        self._left = QStackedWidget()
        self._left.addWidget(self.list)
        self._left.addWidget(self._calm)
        self._fine = QWidget()
        self._fine_rows = QGridLayout()
        self._fine_rows.setHorizontalSpacing(8)
        self._fine_rows.setVerticalSpacing(6)
        self._fine_rows.setColumnMinimumWidth(3, 32)
        for place in (1, 5):
            self._fine_rows.setColumnStretch(place, 1)
        fine = QVBoxLayout(self._fine)
        fine.setContentsMargins(16, 8, 16, 16)
        fine.setSpacing(8)
        fine.addWidget(Label("today.in_order", "caption"))
        fine.addWidget(line("h"))
        fine.addLayout(self._fine_rows)
        self._fine.hide()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._left, 1)
        column.addWidget(self._fine)
        made = QSplitter(Qt.Orientation.Horizontal)
        made.setHandleWidth(1)
        made.setChildrenCollapsible(False)
        made.addWidget(left)
        made.addWidget(self.charts)
        made.setStretchFactor(0, 4)
        made.setStretchFactor(1, 3)
        made.setSizes([theme.px(740), theme.px(560)])
        return made


def _calm() -> QWidget:
    """Return what stands there while nothing needs a person."""
    made = QWidget()
    centre = Qt.AlignmentFlag.AlignHCenter
    column = QVBoxLayout(made)
    column.setSpacing(8)
    column.addStretch(2)
    column.addWidget(Drawing("sun"), 0, centre)
    column.addSpacing(8)
    column.addWidget(Label("today.nothing", "section"), 0, centre)
    column.addWidget(Label("today.nothing_text", "label"), 0, centre)
    column.addStretch(3)
    return made


def _sunrise(painter: QPainter) -> None:
    """Draw the sun on the horizon."""
    look = theme.now()
    painter.setPen(QPen(look.ink2, 1.5))
    painter.drawArc(QRectF(56, 40, 48, 48), 0, 180 * 16)
    painter.setPen(QPen(look.line2, 1))
    for start, end in (((80, 14), (80, 26)), ((42, 30), (50, 38)), ((118, 30), (110, 38))):
        painter.drawLine(QPointF(*start), QPointF(*end))
    painter.drawLine(QPointF(40, 74.5), QPointF(120, 74.5))
    painter.setPen(QPen(look.ink, 2))
    painter.drawLine(QPointF(2, 64), QPointF(158, 64))
