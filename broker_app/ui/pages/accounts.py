"""The accounts: what was bought, sold and shipped, what it cost and left; by month or otherwise."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.domain.accounts import Entry, Figures
from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.jobs import accounting, accounts_report
from broker_app.jobs.accounting import Report
from broker_app.store import companies
from broker_app.store import vehicles as vehicles_of
from broker_app.ui.giving import Giving, Offer, written
from broker_app.ui.pages import vehicle_show
from broker_app.ui.pages.accounts_empty import no_accounts
from broker_app.ui.pages.accounts_table import AccountsTable
from broker_app.ui.pages.company_choice import name_of
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.pages.vehicle_facts import title_of
from broker_app.ui.runner import Task
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.page_head import PageHead
from broker_app.ui.widgets.tabs import TabStrip
from broker_app.ui.widgets.text import Button, Plain, empty, line

_TABLES = (
    "cost",
    "rate",
    "sale",
    "shipment",
    "shipment_vehicle",
    "company",
    "vehicle",
    "lot",
    "party",
)
NAMED = 4
"""So many open vehicles are named; the workbook names them all."""


class AccountsPage(Page):
    """Asked anew whenever money, voyages or vehicles change; shown while it is looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.report: Report | None = None
        self._asking: Task | None = None
        self._stale = False
        self._asked: dict[str, str] = {"since": "", "until": ""}
        self._company: int | None = None
        self._names: dict[int, str] = {}
        self.giving = Giving(desk, self)
        self.giving.message.connect(self.message)
        self.tabs = TabStrip()
        for way in accounting.WAYS:
            self.tabs.add(way, f"accounts.tab_{way}")
        self._make_filter()
        self.lines = AccountsTable()
        self.home = self.lines.table
        self.empty = no_accounts()
        self.save = Button("action.save_accounts", primary=True)
        self.again = Button("reports.again", link=True)
        self.again.hide()
        self._lay_out()
        self._connect()
        self.look()

    # what the window asks

    def open(self, what: Any) -> None:
        """Show the accounts by month, shipment, market or company."""
        if what in accounting.WAYS:
            self.tabs.choose(what)
            self.look()

    def refresh(self, changes: Changes) -> None:
        """Add up again what changed: at once where it is seen, else when it is shown."""
        if changes.touches(*_TABLES):
            self._stale = True
            if self.isVisible():
                self.look()

    def retranslate(self) -> None:
        """Say rows, bars and notes again."""
        if self.report is not None:
            self._show(self.report)

    def footer(self) -> list[str]:
        """Return the period and what it left."""
        report = self.report
        if report is None or not report.entries:
            return []
        margin = words.money(report.total.margin, "JPY")
        return [
            words.say("accounts.period", since=report.since, until=report.until),
            words.say("accounts.footer_margin", margin=margin),
        ]

    # what one can do

    def kept(self) -> Any:
        """Return by what it is grouped."""
        return self.tabs.current

    def has(self, _needed: str) -> bool:
        """Tell whether there are accounts to save."""
        return self.report is not None

    def do_month_report(self) -> None:
        """Show what each month brought."""
        self.open("month")

    def do_save_accounts(self) -> None:
        """Save what is shown as a workbook, in a place that is asked for."""
        report = self.report
        if report is None:
            return
        name = words.say(f"accounts.by_{report.way}")
        offer = Offer(
            "accounts",
            words.say("action.save_accounts"),
            f"{name} {report.since} {report.until}.xlsx",
            ("xlsx",),
            said=lambda path, _made: written(path, "print.saved"),
        )
        given = (report, self._company_name(), self.desk.asked.today)
        self.giving.save(offer, accounts_report.write_report, *given)

    def look(self) -> None:
        """Add up again."""
        desk = self.desk
        self._stale = False
        given = (desk.books, desk.asked.today, self.tabs.current, *self._asked.values())
        self.again.hide()
        self._asking = task = desk.runner.ask(
            accounting.report, *given, self._company, instead_of=self._asking, takes_long=True
        )
        task.on_failure(self._refuse)
        task.succeeded.connect(self._show)
        task.cancelled.connect(lambda: self._stopped(task))

    # inside: showing

    def showEvent(self, event: object) -> None:
        """Add up what changed while another page was shown."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._stale:
            self.look()

    def _stopped(self, task: Task) -> None:
        """Offer to begin again where a person stopped it, and not a newer question."""
        if task is self._asking:
            self.again.show()

    def _show(self, report: Report) -> None:
        self.report = report
        has_any = bool(report.entries) or self._company is not None
        self._views.setCurrentWidget(self._filled if has_any else self.empty)
        self.save.setVisible(has_any)
        for name in ("since", "until"):
            self.period[name].forget_problem()
            self.period[name].put(self._asked[name])
            self.period[name].hint(getattr(report, name))
        self._offer_companies()
        self.lines.show_report(report)
        self._notes.setText("\n".join(accounts_report.notes_of(report)[bool(report.total.open) :]))
        self._show_open(None)
        self.noted.emit()

    def _show_open(self, line_chosen: Figures | None) -> None:
        """Name what is open: of the line that is chosen, else of all of them."""
        if self.report is None:
            return
        found = (line_chosen or self.report.total).open
        empty(self._open)
        self._open_part.setVisible(bool(found))
        self._open_title.setText(words.say("accounts.open", count=len(found)))
        for row, entry in enumerate(found[:NAMED]):
            self._show_entry(row, entry)
        more = len(found) - NAMED
        if more > 0:
            said = words.say("share.more", count=more)
            self._open.addWidget(Plain(said, "caption"), NAMED, 0)

    def _show_entry(self, row: int, entry: Entry) -> None:
        known = vehicles_of.get(self.desk.reader, entry.vehicle)
        name = " ".join(filter(None, (title_of(known), entry.chassis_number)))
        link = Button(lambda: name, link=True)
        link.clicked.connect(
            lambda: self.wants.emit("vehicles", vehicle_show.Show(vehicle=entry.vehicle))
        )
        self._open.addWidget(link, row, 0, Qt.AlignmentFlag.AlignLeft)
        self._open.addWidget(Plain(accounts_report.lacks(entry), "label"), row, 1)

    def _refuse(self, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            place = "until" if problem.key == "months_reversed" else "since"
            self.period[place].show_problem(problem)
        else:
            self.message.emit(problem)

    # inside: the question

    def _company_name(self) -> str:
        if self._company is None or self.report is None:
            return ""
        return self.report.names.get(self._company, "")

    def _offer_companies(self) -> None:
        known = {c.id or companies.FIRST: c for c in companies.every(self.desk.reader)}
        several = len(known) > 1
        self.company.setVisible(several)
        self.tabs.tabs["company"].setVisible(several)
        self._names = {number: name_of(company) for number, company in known.items()}
        box = self.company.box
        box.clear()
        for number in (0, *self._names):
            box.addItem(self._say_company(number), number)
        self.company.put(self._company or 0)

    def _say_company(self, number: Any) -> str:
        return self._names.get(number) or words.say("accounts.all_companies")

    def _choose_company(self, _name: str, number: Any) -> None:
        self._company = number or None
        self.look()

    def _enter(self, name: str, value: Any) -> None:
        self._asked[name] = value
        self.look()

    def _make_filter(self) -> None:
        self.company = ChoiceEntry(
            "company", "accounts.company", (), self._say_company, quiet=False, label=0, width=240
        )
        read = accounting.read_month
        self.period = {
            name: TextEntry(name, f"accounts.{name}", read, quiet=False, label=0, width=88)
            for name in ("since", "until")
        }

    # inside: layout

    def _connect(self) -> None:
        self.tabs.chosen.connect(lambda _: self.look())
        self.again.clicked.connect(self.look)
        self.save.clicked.connect(self.do_save_accounts)
        self.company.entered.connect(self._choose_company)
        self.lines.chosen.connect(self._show_open)
        self.empty.clicked.connect(lambda: self.wants.emit("vehicles", None))
        for entry in self.period.values():
            entry.entered.connect(self._enter)

    def _lay_out(self) -> None:
        self._filled = QWidget()
        filled = QVBoxLayout(self._filled)
        filled.setContentsMargins(0, 0, 0, 0)
        filled.setSpacing(0)
        filled.addWidget(self.tabs)
        filled.addWidget(line("h"))
        filled.addLayout(self._filter_row())
        filled.addWidget(self.lines, 1)
        filled.addWidget(line("h"))
        filled.addWidget(self._foot())
        self._views = QStackedWidget()
        self._views.addWidget(self._filled)
        self._views.addWidget(self.empty)
        head = PageHead("page.accounts", None, self.again, self.save)
        self.stack(head, self._views)

    def _filter_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(20)
        top = Qt.AlignmentFlag.AlignTop
        for entry in (self.company, *self.period.values()):
            row.addWidget(entry, 0, top)
        row.addStretch(1)
        return row

    def _foot(self) -> QWidget:
        foot = QWidget()
        self._open_part = QWidget()
        self._open_title = Plain(role="strong")
        self._open = QGridLayout()
        self._open.setHorizontalSpacing(16)
        self._open.setVerticalSpacing(4)
        self._open.setColumnStretch(1, 1)
        part = QVBoxLayout(self._open_part)
        part.setContentsMargins(0, 0, 0, 0)
        part.setSpacing(6)
        part.addWidget(self._open_title)
        part.addLayout(self._open)
        self._notes = Plain(role="caption", wrap=True)
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(40)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._open_part, 3, top)
        row.addWidget(self._notes, 2, top)
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the bars leave where there is no room for them."""
        super().resizeEvent(event)
        self.lines.fit(self.width())
