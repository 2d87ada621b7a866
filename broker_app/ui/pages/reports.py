"""The reports page: figures of the business as tables, to look at, to print, to save."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.report import Report, ReportColumn, ReportKind
from broker_app.domain.spelling import fold_words
from broker_app.domain.state import Ageing
from broker_app.jobs import explaining_reports, reporting
from broker_app.ui import theme
from broker_app.ui.messages import Link, Message
from broker_app.ui.models.columns import Cell, Look, aged
from broker_app.ui.models.short_model import ShortColumn, ShortModel
from broker_app.ui.outside import open_path
from broker_app.ui.pages.cancel_paper import ask_cancel
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.pages.paper_view import PaperView, Viewed
from broker_app.ui.pages.register_pane import RegisterPane
from broker_app.ui.pages.report_scope import ReportScope
from broker_app.ui.pages.vehicle_show import Show
from broker_app.ui.runner import Task
from broker_app.ui.table import Table
from broker_app.ui.widgets.page_head import PageHead
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.segments import Segments
from broker_app.ui.widgets.tabs import TabStrip
from broker_app.ui.widgets.text import Button, Plain, line

HEAD, FOOT = 52, 36
PX_PER_MM = 4.6
"""From the room of a column on paper to its room in the window."""
LOOKS = {
    ReportKind.CODE: Look.CODE,
    ReportKind.VERDICT: Look.VERDICT,
    ReportKind.COUNT: Look.FIGURE,
    ReportKind.YEN: Look.FIGURE,
    ReportKind.SHARE: Look.FIGURE,
}


class ReportsPage(Page):
    """One report at a time; it follows what changes while it is shown."""

    prints_by = "print_report"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.whole: Report | None = None
        """The report with all its rows; `report` holds those that are shown."""
        self.report: Report | None = None
        self.key = next(iter(reporting.REPORTS))
        self.model = ShortModel(())
        self.table = Table(self.model)
        self.table.call_it("page.reports")
        self.tabs = TabStrip()
        self.sums = Plain(role="strong")
        self.notes = Plain(role="caption")
        self.save = Button("reports.save")
        self.print = Button("reports.print")
        self.papers = PaperView(desk, self)
        self.which = Segments((("all", "reports.all"), ("waiting", "reports.waiting")))
        self.search = SearchBox("reports.search")
        self.scope = ReportScope(desk)
        self.pane = RegisterPane(desk)
        self.cancel = Button("papers.cancel", link=True)
        self.again = Button("reports.again", link=True)
        self.again.hide()
        self._asking: Task | None = None
        self._is_stale = True
        self._waiting_only = False
        self.which.show_chosen("all")
        self._lay_out()
        self._connect()

    # what the window asks

    def open(self, what: Any) -> None:
        """Show a report by its key."""
        if what in reporting.REPORTS:
            self._choose(what)

    def refresh(self, changes: Changes) -> None:
        """Reckon again where something changed, as soon as the page is looked at."""
        if changes.tables - {"list_format", "spelling"}:
            self._is_stale = True
            if self.isVisible():
                self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Reckon what changed while nobody looked."""
        super().showEvent(event)
        if self._is_stale:
            self._ask()

    def retranslate(self) -> None:
        """Say everything again."""
        if self.whole is not None:
            self._show(self.whole)
        self.noted.emit()

    def footer(self) -> list[str]:
        """Return how many rows there are."""
        return [words.say("reports.rows", count=self.model.rowCount())]

    def kept(self) -> Any:
        """Return the key of the report."""
        return self.key

    def has(self, needed: str) -> bool:
        """Tell whether a report is shown, and in it a number that can be cancelled."""
        if needed == "number":
            return self._number_to_cancel() is not None
        return self.report is not None

    # what the actions do

    def do_save_report(self) -> None:
        """Save the report as a workbook, in a place that is asked for."""
        if self.report is None:
            return
        settings = self.desk.settings
        name = f"{explaining_reports.title_of(self.key)}_{self.desk.asked.today:%Y-%m-%d}.xlsx"
        offered = str(Path(settings.papers_folder) / name)
        title = words.say("reports.save")
        chosen, _ = QFileDialog.getSaveFileName(self, title, offered, "Excel (*.xlsx)")
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(".xlsx")
        given = (self.report, self.scope.author, self.desk.asked.today, path)
        save = partial(explaining_reports.save_report, subject=self.scope.subject)
        task = self.desk.runner.ask(save, *given, takes_long=True)
        task.on_failure(self.message.emit)
        task.succeeded.connect(lambda _: self._saved(path))
        task.succeeded.connect(lambda _: self.desk.given_out("report", path))

    def do_print_report(self) -> None:
        """Look at the report as a paper, from where it is printed or saved as PDF."""
        if self.report is None:
            return
        today = self.desk.asked.today
        title = explaining_reports.title_of(self.key)
        file = f"{title}_{today:%Y-%m-%d}.pdf"
        given = (self.report, self.scope.author, today)
        lay_out = partial(explaining_reports.paper_of, subject=self.scope.subject)
        task = self.desk.runner.ask(lay_out, *given, takes_long=True)
        task.on_failure(self.message.emit)
        task.succeeded.connect(lambda page: self.papers.show_paper(Viewed(page, title, file)))

    def do_cancel_paper(self) -> None:
        """Ask for the reason, and cancel the number of the row."""
        number = self._number_to_cancel()
        if number is not None:
            ask_cancel(self.desk, number, self, self.message.emit)

    # inside

    def _number_to_cancel(self) -> str | None:
        """Return the number of the row under the cursor, where it can be cancelled."""
        row = self.table.current_vehicle()
        if self.report is None or self.report.key != "papers" or row is None:
            return None
        if row >= len(self.report.rows):
            return None
        values = dict(zip((c.key for c in self.report.columns), self.report.rows[row], strict=True))
        return str(values["number"]) if values["document"] == "issued" else None

    def _follow_row(self) -> None:
        row = self.table.current_vehicle()
        known = self.report is not None and row is not None and row < len(self.report.rows)
        self.pane.show_row(self.report, row if known else None)
        self.cancel.setVisible(self._number_to_cancel() is not None)

    def _filtered(self, report: Report) -> Report:
        """Return the rows that are asked for: those that wait, those with some words."""
        places = set(range(len(report.rows)))
        if self._waiting_only and report.waiting:
            places &= report.waiting
        wanted = fold_words(self.search.text()).split()
        if wanted:
            told = {place: fold_words(_all_said(report, place)) for place in places}
            places = {place for place in places if all(word in told[place] for word in wanted)}
        return report if len(places) == len(report.rows) else report.only(places)

    def _filter(self) -> None:
        if self.whole is not None:
            self._show(self.whole)

    def _show_which(self, which: str) -> None:
        self._waiting_only = which == "waiting"
        self._filter()

    def _choose(self, key: str) -> None:
        self.key, self.report, self.whole = key, None, None
        self.search.put("")
        self.tabs.choose(key)
        self._show_nothing()
        self._ask()

    def _ask(self) -> None:
        desk, self._is_stale = self.desk, False
        self.again.hide()
        self.scope.offer(self.key)
        self._asking = task = desk.runner.ask(
            reporting.report,
            desk.books,
            desk.asked.question,
            desk.asked.today,
            self.key,
            self.scope.scope,
            instead_of=self._asking,
            takes_long=True,
        )
        task.on_failure(self._refuse)
        task.succeeded.connect(self._show)
        task.cancelled.connect(lambda: self._stopped(task))

    def _refuse(self, problem: BaseException) -> None:
        if not self.scope.refuse(problem):
            self.message.emit(problem)

    def _stopped(self, task: Task) -> None:
        """Offer to begin again where a person stopped it, and not a newer question."""
        if task is self._asking:
            self.again.show()

    def _show_nothing(self) -> None:
        """Take the figures of another report away while this one is reckoned."""
        self.model.show_rows([])
        self.sums.setText("")
        self.notes.setText("")

    def _show(self, report: Report) -> None:
        if report.key != self.key:
            return
        kept = self.table.current_vehicle()
        self.whole = report
        report = self._filtered(report)
        self.report = report
        self.which.setVisible(bool(self.whole.waiting))
        settings = self.desk.settings
        limits = Ageing(settings.aged_after, settings.old_after)
        columns = [_column(n, column, limits) for n, column in enumerate(report.columns)]
        self.model.show_columns(columns)
        self.model.show_rows(list(enumerate(report.rows)))
        self._fit(report)
        self.sums.setText(_sums(report) if report.rows else "")
        empty = explaining_reports.empty_of(report)
        notes = filter(None, (empty, *explaining_reports.notes_of(report)))
        self.notes.setText(words.say("import.between_sentences").join(notes))
        if report.rows:
            self.table.go_to(min(kept or 0, len(report.rows) - 1))
        self._follow_row()
        self.noted.emit()

    def _fit(self, report: Report) -> None:
        widest = max(range(len(report.columns)), key=lambda n: report.columns[n].width_mm)
        head = self.table.horizontalHeader()
        for number, column in enumerate(report.columns):
            mode = QHeaderView.ResizeMode
            head.setSectionResizeMode(number, mode.Stretch if number == widest else mode.Fixed)
            self.table.setColumnWidth(number, theme.px(round(column.width_mm * PX_PER_MM)))

    def _open_row(self) -> None:
        """Show the vehicle of a row, where a row is one."""
        row = self.table.current_vehicle()
        if self.report is not None and self.report.vehicles and row is not None:
            self.wants.emit("vehicles", Show(vehicle=self.report.vehicles[row]))

    def _saved(self, path: Path) -> None:
        self.desk.settings.papers_folder = str(path.parent)
        settings_of.keep(self.desk.settings)
        links = (
            Link("shipment.open_file", lambda: open_path(path)),
            Link("shipment.show_folder", lambda: open_path(path.parent)),
        )
        self.message.emit(Message("info", lambda: words.say("cli.written", file=path.name), links))

    def _lay_out(self) -> None:
        for key in reporting.REPORTS:
            self.tabs.add(key, f"reports.{key}")
        foot = QWidget()
        foot.setFixedHeight(theme.px(FOOT))
        below = QHBoxLayout(foot)
        below.setContentsMargins(16, 0, 16, 0)
        below.setSpacing(24)
        below.addWidget(self.sums)
        below.addWidget(self.notes, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.table, 1)
        beside.addWidget(self.pane)
        column.addLayout(beside, 1)
        column.addWidget(line("h"))
        column.addWidget(foot)
        self.stack(self._head(), self.tabs, line("h"), self.scope, body)

    def _head(self) -> PageHead:
        self.cancel.hide()
        self.pane.hide()
        tools = (self.again, self.cancel, self.which, self.search, self.print, self.save)
        return PageHead("page.reports", None, *tools)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._choose)
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.activated.connect(self._open_row)
        self.table.picked.connect(self._follow_row)
        self.which.chosen.connect(self._show_which)
        self.search.wanted.connect(lambda _: self._filter())
        self.cancel.clicked.connect(self.do_cancel_paper)
        self.pane.message.connect(self.message)
        self.pane.shipment_wanted.connect(lambda number: self.wants.emit("shipments", number))
        self.again.clicked.connect(self._ask)
        self.scope.changed.connect(self._ask)
        self.save.clicked.connect(self.do_save_report)
        self.print.clicked.connect(self.do_print_report)
        self.papers.message.connect(self.message)
        self.desk.asked.changed.connect(self._ask)


def _column(number: int, column: ReportColumn, limits: Ageing) -> ShortColumn:
    look = LOOKS.get(column.kind, Look.TEXT)
    head: Callable[[], str] = partial(explaining_reports.head_of, column)
    width = round(column.width_mm * PX_PER_MM)
    return ShortColumn(
        column.key, head, look, width, lambda row: _cell(column, row[number], limits)
    )


def _cell(column: ReportColumn, value: Any, limits: Ageing) -> Cell:
    mark = str(value) if column.kind is ReportKind.VERDICT and value else ""
    days = value if column.key == "days_in_stock" else None
    return aged(Cell(explaining_reports.said(column, value), mark=mark, days=days), limits)


def _all_said(report: Report, place: int) -> str:
    """Return a row in words, for a search."""
    cells = zip(report.columns, report.rows[place], strict=True)
    return " ".join(explaining_reports.said(column, value) for column, value in cells)


def _sums(report: Report) -> str:
    parts = [
        words.say(
            "reports.sum",
            name=explaining_reports.head_of(column),
            value=explaining_reports.said(column, value),
        )
        for column, value in zip(report.columns, report.sums, strict=True)
        if value is not None
    ]
    return "   ".join(parts)
