"""Many vehicles against many markets: who takes which, sorted, counted, each cell explained."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.market_matrix import Matrix
from broker_app.jobs import market_matrix, suggesting
from broker_app.jobs.market_matrix import AT_ONCE, Shown
from broker_app.jobs.suggesting import Outlook
from broker_app.store import database, parties
from broker_app.ui import theme
from broker_app.ui.giving import Giving, Offer
from broker_app.ui.models.matrix_rows import MatrixRows
from broker_app.ui.pages.market_view import Compare, MarketView
from broker_app.ui.pages.matrix_foot import MatrixFoot
from broker_app.ui.pages.matrix_markets import ChooseMarkets
from broker_app.ui.pages.matrix_table import MatrixTable
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.paper_view import PaperView, Viewed
from broker_app.ui.pages.vehicle_show import Show as ShowVehicles
from broker_app.ui.runner import Task
from broker_app.ui.widgets.text import Button, Plain, line

BEST, BAR = 8, 40
RESTS_ON = (
    "vehicle",
    "lot",
    "rate",
    "sale",
    "cost",
    "party",
    "company",
    "verdict",
    "market_override",
)


class MarketMatrix(MarketView):
    """The vehicles that another page hands over, else the whole stock; the first come at once."""

    name = "compare"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.matrix: Matrix | None = None
        self._wanted: tuple[int, ...] | None = None
        self._all: tuple[int, ...] = ()
        self._rest: tuple[int, ...] = ()
        """Those that nobody was asked about yet."""
        self._by_hand: tuple[str, ...] = ()
        self._sort: tuple[str, bool] = ("", True)
        self._version = -1
        self._asking: Task | None = None
        self._explaining: Task | None = None
        books = desk.books
        self.rows = MatrixRows(desk.reader, lambda m: words.in_both(books.markets[m].title))
        self.table = MatrixTable(self.rows)
        self.table.call_it("markets.compare")
        self.foot = MatrixFoot()
        self.papers = PaperView(desk, self)
        self.giving = Giving(desk, self)
        self.save, self.print = Button("reports.save"), Button("reports.print")
        self.tools = (self.print, self.save)
        self.blocked, self.eligible = QCheckBox(), QCheckBox()
        self.subject, self.progress = Plain(role="strong"), Plain(role="caption")
        self.whole, self.on = Button("compare.whole", link=True), Button("compare.on", link=True)
        self.choose, self.best = Button("compare.choose_link", link=True), Button(self._best_said)
        self.best.setProperty("link", "true")
        self._body = QStackedWidget()
        self._lay_out()
        self._connect()
        self._dress()

    @classmethod
    def takes(cls, _desk: Desk, what: Any) -> bool:
        """Tell whether it is vehicles to compare."""
        return isinstance(what, Compare)

    def open(self, what: Compare) -> None:
        """Compare the markets of these vehicles."""
        self._wanted = what.vehicles
        self._version = -1

    def entered(self) -> None:
        """Ask, unless what is shown still holds."""
        if self._version != database.version_of(self.desk.reader):
            self._ask()

    def refresh(self, changes: Changes) -> None:
        """Ask again where facts, rates or sales changed."""
        if changes.touches(*RESTS_ON):
            self._ask()

    def retranslate(self) -> None:
        """Say again what was put together by hand."""
        self._dress()
        self.rows.look_again()
        self.rows.retranslate()
        self._say()
        self._explain()

    def footer(self) -> list[str]:
        """Return how many vehicles and markets are shown."""
        vehicles = words.say("ui.vehicles", count=self.rows.rowCount())
        markets = words.say("markets.count", count=len(self.rows.markets))
        return [words.listed([vehicles, markets]), words.say("rules.advice")]

    # inside: asking

    def _ask(self) -> None:
        desk = self.desk
        self._version = database.version_of(desk.reader)
        wanted = self._wanted
        self._all = tuple(market_matrix.stock(desk.reader) if wanted is None else wanted)
        self._rest = self._all[AT_ONCE:]
        self._compare(self._all[:AT_ONCE], None)

    def _compare(self, part: Sequence[int], above: Matrix | None) -> None:
        """Ask about some vehicles; the first are there at once, the rest can be stopped."""
        desk = self.desk
        given = (desk.books, desk.asked.today, list(part))
        self._asking = task = desk.runner.ask(
            market_matrix.compare, *given, instead_of=self._asking, takes_long=above is not None
        )
        task.on_failure(self.message.emit)
        task.succeeded.connect(lambda found: self._answer(task, above, found))
        task.cancelled.connect(lambda: self._stopped(task))

    def _answer(self, task: Task, above: Matrix | None, found: Matrix) -> None:
        if task is not self._asking:
            return
        self._asking = None
        if above is None:
            self.matrix = found
        else:
            self.matrix, self._rest = above.with_rows(found), ()
        self._show()
        if self._rest:
            self._go_on()

    def _stopped(self, task: Task) -> None:
        """Keep what is there, and offer to go on."""
        if task is self._asking:
            self._asking = None
            self._say()

    def _go_on(self) -> None:
        """Ask about the rest."""
        self._compare(self._rest, self.matrix)
        self._say()

    # inside: showing

    def _show(self) -> None:
        """Show the rows that the filters leave, in order, and stay on the same cell."""
        matrix = self.matrix
        if matrix is None:
            return
        self._body.setCurrentIndex(0 if len(matrix) else 1)
        vehicle, market = self.table.current_vehicle(), self.table.market()
        markets = self._by_hand or matrix.best(BEST)
        ticked = {
            "blocked_only": self.blocked.isChecked(),
            "eligible_only": self.eligible.isChecked(),
        }
        places = matrix.places(markets, **ticked)
        by, best_first = self._sort
        if by in markets:
            places = matrix.sorted_by(by, places, worst_first=not best_first)
        self.rows.show(matrix, places, markets)
        self.table.fit()
        self.table.show_sort(by if by in markets else "", best_first)
        self._return_to(vehicle, market)
        self._say()
        self._explain()
        self.noted.emit()

    def _return_to(self, vehicle: int | None, market: str) -> None:
        markets = [self.rows.market_at(n) for n in range(self.rows.columnCount())]
        column = markets.index(market) if market in markets else 0
        row = self.rows.row_of(vehicle) if vehicle is not None else None
        if self.rows.rowCount():
            self.table.go_to(row or 0, column)

    def _say(self) -> None:
        found, total = len(self.matrix or ()), len(self._all)
        key = "compare.stock" if self._wanted is None else "compare.chosen"
        self.subject.setText(words.say(key, count=total))
        self.whole.setVisible(self._wanted is not None)
        self.best.setVisible(bool(self._by_hand))
        partly = found > 0 and bool(self._rest)
        self.progress.setText(
            words.say("compare.partly", count=found, total=total) if partly else ""
        )
        self.on.setVisible(partly and self._asking is None)
        for button in (self.save, self.print):
            button.setEnabled(self.rows.rowCount() > 0)

    def _explain(self) -> None:
        """Ask for what stands behind the cell under the cursor."""
        vehicle, market = self.table.current_vehicle(), self.table.market()
        if vehicle is None or not market:
            none = self.matrix is not None and len(self.matrix) and not self.rows.rowCount()
            self.foot.clear(words.say("compare.none_left" if none else "compare.pick"))
            return
        desk = self.desk
        name = self.rows.name(self.table.currentIndex().row())
        self._explaining = task = desk.runner.ask(
            suggesting.outlook,
            desk.books,
            vehicle,
            desk.asked.today,
            instead_of=self._explaining,
        )
        task.on_failure(self.message.emit)
        task.succeeded.connect(lambda found: self._explained(task, name, market, found))

    def _explained(self, task: Task, name: str, market: str, found: Outlook) -> None:
        if task is self._explaining:
            currency = self.desk.settings.costs_in
            self.foot.show_answer(name, self.desk.books.markets[market], found, currency)

    # inside: acting

    def _order(self, column: str, best_first: bool) -> None:
        """Sort by a market; by anything else, as the vehicles were handed over."""
        self._sort = (column, best_first)
        self._show()
        if self.rows.rowCount():
            self.table.go_to(0)

    def _use_whole(self) -> None:
        self._wanted = None
        self._ask()

    def _use(self, markets: tuple[str, ...]) -> None:
        self._by_hand = markets
        self._show()

    def _choose(self) -> None:
        dialog = ChooseMarkets(self.desk.books.markets, self.rows.markets, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._use)
        dialog.open()

    def _open_ranking(self) -> None:
        vehicle = self.table.current_vehicle()
        if vehicle is not None:
            self.wants.emit("markets", vehicle)

    def _open_sheet(self) -> None:
        if self.table.market():
            self.wants.emit("markets", self.table.market())

    def _show_admitted(self) -> None:
        """Show what the market admits of all that is compared, in the table of vehicles."""
        asked = f"admits:{self.table.market()}"
        states = market_matrix.STATES if self._wanted is None else ()
        self.wants.emit("vehicles", ShowVehicles(words=asked, only=self._wanted, states=states))

    def _given(self) -> tuple[Any, ...]:
        shown = Shown(
            self.rows.matrix, tuple(self.rows.places()), self.rows.markets, self.desk.asked.today
        )
        return self.desk.books, shown, parties.company(self.desk.reader).called_in(words.language())

    def _file(self, ending: str) -> str:
        return f"{words.say('compare.title')}_{self.desk.asked.today:%Y-%m-%d}.{ending}"

    def print_matrix(self) -> None:
        """Look at what is shown as a paper."""
        if not self.rows.rowCount():
            return
        task = self.desk.runner.ask(market_matrix.paper_of, *self._given(), takes_long=True)
        task.on_failure(self.message.emit)
        viewed = (words.say("compare.title"), self._file("pdf"))
        task.succeeded.connect(
            lambda page: self.papers.show_paper(Viewed(page, *viewed, kind="matrix"))
        )

    def save_matrix(self) -> None:
        """Save what is shown as a workbook, in a place that is asked for."""
        offer = Offer("matrix", words.say("reports.save"), self._file("xlsx"), ("xlsx",))
        self.giving.save(offer, market_matrix.save, *self._given())

    # inside: layout

    def _best_said(self) -> str:
        return words.say("compare.best", count=BEST)

    def _dress(self) -> None:
        self.blocked.setText(words.say("compare.blocked_only"))
        self.eligible.setText(words.say("compare.eligible_only"))

    def _connect(self) -> None:
        self.table.picked.connect(self._explain)
        self.table.sort_wanted.connect(self._order)
        self.table.activated.connect(lambda _: self._open_ranking())
        self.foot.ranking.clicked.connect(self._open_ranking)
        self.foot.sheet.clicked.connect(self._open_sheet)
        self.foot.admitted.clicked.connect(self._show_admitted)
        for box in (self.blocked, self.eligible):
            box.toggled.connect(lambda _: self._show())
        self.whole.clicked.connect(self._use_whole)
        self.on.clicked.connect(self._go_on)
        self.choose.clicked.connect(self._choose)
        self.best.clicked.connect(lambda: self._use(()))
        self.save.clicked.connect(self.save_matrix)
        self.print.clicked.connect(self.print_matrix)
        self.papers.message.connect(self.message)
        self.giving.message.connect(self.message)

    def _lay_out(self) -> None:
        full = QWidget()
        inner = QVBoxLayout(full)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for widget in (self._bar(), line("h"), self.table, line("h"), self.foot):
            inner.addWidget(widget, 1 if widget is self.table else 0)
        self._body.addWidget(full)
        self._body.addWidget(self.without_stock("compare.empty_text"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._body)

    def _bar(self) -> QWidget:
        bar = QWidget()
        bar.setFixedHeight(theme.px(BAR))
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(16)
        left: tuple[QWidget, ...] = (self.subject, self.whole, self.progress, self.on)
        right: tuple[QWidget, ...] = (self.blocked, self.eligible, self.choose, self.best)
        for widget in left:
            row.addWidget(widget)
        row.addStretch(1)
        for widget in right:
            row.addWidget(widget)
        return bar

    def changeEvent(self, event: QEvent) -> None:
        """Say the ticks again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._dress()
