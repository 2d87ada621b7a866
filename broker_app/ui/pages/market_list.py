"""All markets: a table to find and compare them, and all that is known of the one chosen."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QScrollArea, QSplitter, QVBoxLayout

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.market import Market, Row
from broker_app.jobs import explaining_markets, market_sheet
from broker_app.jobs.explaining_rows import begun, status_of
from broker_app.jobs.explaining_rules import is_found
from broker_app.papers.market_sheet import as_text
from broker_app.store import parties
from broker_app.ui import theme
from broker_app.ui.messages import Message
from broker_app.ui.models.columns import NOTHING, Cell, Look
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.pages.market_overrides import MarketOverrides
from broker_app.ui.pages.market_sheet import MarketSheetText
from broker_app.ui.pages.market_view import MarketView
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.paper_view import PaperView, Viewed
from broker_app.ui.table import Table
from broker_app.ui.widgets.search_box import SearchBox

CARS = ("PASS", "ALL")
WIDTH, LEAST = 372, 240
"""Of the table as the view is first shown; drawn wider it shows more columns to compare."""


class MarketList(MarketView):
    """One row a market, by its name; its sheet beside it."""

    name = "all"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._markets = list(desk.books.markets.values())
        self._searched: Mapping[str, str] = {m.id: market_sheet.searched(m) for m in self._markets}
        self.model = ShortModel(self._columns())
        self.table = Table(self.model)
        self.table.call_it("page.markets")
        self.search = SearchBox("sheet.find")
        self.tools = (self.search,)
        self.text = MarketSheetText()
        self.own = MarketOverrides(desk, inset=False)
        self.text.under_head.addWidget(self.own)
        self.papers = PaperView(desk, self)
        self._area = QScrollArea()
        self._shown = ""
        self._lay_out()
        self._connect()
        self.retranslate()
        self.table.go_to(0)

    @classmethod
    def said(cls, desk: Desk) -> str:
        """Say how many there are."""
        return words.say("markets.all", count=len(desk.books.markets))

    @classmethod
    def takes(cls, desk: Desk, what: Any) -> bool:
        """Tell whether it is a market by its id."""
        return isinstance(what, str) and what in desk.books.markets

    def open(self, what: str) -> None:
        """Show a market."""
        self.go_to(what)

    def entered(self) -> None:
        """Show the markets as they are overridden now."""
        if self._markets != list(self.desk.books.markets.values()):
            self._markets = list(self.desk.books.markets.values())
            self.retranslate()
        elif self._shown:
            self.own.show_market(self._shown)  # what is set aside changes no market

    def refresh(self, changes: Changes) -> None:
        """Show again what is overridden."""
        if changes.touches("market_override"):
            self.entered()

    def turn_day(self) -> None:
        """Show what is asked from this day on."""
        self.retranslate()

    def footer(self) -> list[str]:
        """Return how many markets there are."""
        found, total = self.model.rowCount(), len(self._markets)
        said = words.say("markets.count", count=total)
        if found < total:
            said = words.say("sheet.found", count=found, total=total)
        return [said, words.say("rules.advice")]

    def start_search(self) -> None:
        """Put the cursor into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def go_to(self, market: str) -> None:
        """Put the cursor on a market, whatever was looked for."""
        places = {m.id: number for number, m in enumerate(self._markets)}
        if market in places:
            if self.search.text():
                self.search.put("")
                self._find("")
            self.table.select_vehicle(places[market])

    def retranslate(self) -> None:
        """Order by the names of the language in use, and say everything again."""
        self._find(self.search.text())
        self.model.retranslate()
        self._show(anew=True)

    @property
    def market(self) -> Market | None:
        """The market that is shown."""
        number = self.table.current_vehicle()
        return None if number is None else self._markets[number]

    def print_sheet(self) -> None:
        """Look at the sheet as a paper, from where it is printed or saved."""
        market = self.market
        if market is None:
            return
        title = words.say("sheet.paper", market=words.in_both(market.title))
        author = parties.company(self.desk.reader).called_in(words.language())
        page = market_sheet.page_of(market, self.desk.books.ports, self.desk.asked.today, author)
        file = f"{market.id}_{self.desk.asked.today:%Y-%m-%d}.pdf"
        self.papers.show_paper(Viewed(page, title, file, workbook=True, kind="market"))

    def copy_sheet(self) -> None:
        """Put the sheet on the clipboard as text."""
        sheet = self.text.sheet
        if sheet is not None:
            text = as_text(sheet)
            QGuiApplication.clipboard().setText(text)
            self.desk.copied(words.say("sheet.paper", market=sheet.title), text, 1)
            said = lambda: words.say("sheet.copied", market=sheet.title)  # noqa: E731
            self.message.emit(Message("info", said))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let columns leave where the table becomes too narrow for them."""
        if watched is self.table.viewport() and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    # inside

    def _find(self, query: str) -> None:
        """Show the markets with this name in either language; the cursor stays where it can."""
        shown = self._shown
        found = [
            (number, market)
            for number, market in enumerate(self._markets)
            if is_found(self._searched[market.id], query)
        ]
        found.sort(key=lambda pair: words.in_both(pair[1].title).casefold())
        self.model.show_rows(found)
        ids = [market.id for _, market in found]
        if ids:
            self.table.go_to(ids.index(shown) if shown in ids else 0)
        self._show()
        self.noted.emit()

    def _show(self, anew: bool = False) -> None:
        market = self.market
        name = market.id if market is not None else ""
        if name == self._shown and not anew and self.text.sheet is not None:
            return
        if name != self._shown:
            self._area.verticalScrollBar().setValue(0)
        self._shown = name or self._shown
        self.own.setVisible(market is not None)
        if market is None:
            self.text.show_sheet(None)
        else:
            self.own.show_market(market.id)
            ports = self.desk.books.ports
            self.text.show_sheet(market_sheet.sheet_of(market, ports, self.desk.asked.today))

    def _columns(self) -> list[ShortColumn]:
        return [
            ShortColumn("market", head("column.market"), Look.TEXT, 176, _name),
            ShortColumn("import", head("sheet.head.import"), Look.TEXT, 184, self._status),
            ShortColumn("age", head("markets.age"), Look.TEXT, 260, self._age),
            ShortColumn("steering", head("markets.steering"), Look.TEXT, 172, self._steering),
            ShortColumn("units", head("markets.units"), Look.FIGURE, 88, _units),
            ShortColumn("transit", head("markets.transit"), Look.FIGURE, 96, _transit),
            ShortColumn("onward", head("markets.onward"), Look.TEXT, 120, _onward),
        ]

    def _row(self, market: Market) -> Row | None:
        """Return what is asked of a petrol car now."""
        version = market.version_on(self.desk.asked.today)
        rows = version.rows if version else ()
        fits = (r for r in rows if any(c in CARS for c in r.classes))
        return next((r for r in fits if {"ICE", "ANY"} & set(r.powertrains)), None)

    def _status(self, market: Market) -> Cell:
        row = self._row(market)
        if row is None:
            return Cell(words.say("sheet.no_cars"), mark="needs_review")
        mark = market_sheet.mark_of([row])
        is_open = (
            mark == "needs_review" and row.status == "OPEN"
        )  # the word says what the mark does
        return Cell(words.say("mark.needs_review") if is_open else status_of(row), mark=mark)

    def _steering(self, market: Market) -> Cell:
        row = self._row(market)
        return Cell(begun(words.say(f"market.steering.{row.steering}"))) if row else NOTHING

    def _age(self, market: Market) -> Cell:
        row = self._row(market)
        return Cell(begun(explaining_markets.age_rule(row))) if row else NOTHING

    def _fit(self) -> None:
        """Hide the columns that there is no room for, the last first; names and status stay."""
        room = self.table.viewport().width()
        for number in range(self.model.columnCount()):
            room -= theme.px(self.model.column(number).width)
            self.table.setColumnHidden(number, number > 1 and room < 0)

    def _lay_out(self) -> None:
        bar = self.table.horizontalHeader()
        bar.setSectionsClickable(False)
        bar.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bar.setStretchLastSection(True)
        self.table.setMinimumWidth(theme.px(LEAST))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setWidget(self.text)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(self._area)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([theme.px(WIDTH), theme.px(1000)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)

    def _connect(self) -> None:
        self.table.viewport().installEventFilter(self)
        self.table.picked.connect(self._show)
        self.table.activated.connect(lambda _: self._area.setFocus())
        self.search.wanted.connect(self._find)
        self.text.print_wanted.connect(self.print_sheet)
        self.text.copy_wanted.connect(self.copy_sheet)
        self.papers.message.connect(self.message)
        self.own.message.connect(self.message)


def _name(market: Market) -> Cell:
    return Cell(words.in_both(market.title), words.say("overrides.mark") if market.own else "")


def _units(market: Market) -> Cell:
    return Cell(words.number(market.demand.units)) if market.demand.units else Cell("–")


def _transit(market: Market) -> Cell:
    days = market.logistics.transit_days
    if days is None:  # nobody sails there, or nobody says how long
        return Cell("–")
    fastest, slowest = days
    return Cell(words.say("markets.range", low=fastest, high=slowest))


def _onward(market: Market) -> Cell:
    return Cell(begun(words.say(f"market.diversion.{market.diversion.risk}")))
