"""The markets page: several views of the markets, one at a time."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from broker_app.domain.changes import Changes
from broker_app.ui.pages.market_doors import MarketDoors
from broker_app.ui.pages.market_list import MarketList
from broker_app.ui.pages.market_matrix import MarketMatrix
from broker_app.ui.pages.market_ranking import Ranking
from broker_app.ui.pages.market_view import MarketView
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.widgets.page_head import PageHead
from broker_app.ui.widgets.segments import Segments

VIEWS: tuple[type[MarketView], ...] = (Ranking, MarketDoors, MarketMatrix, MarketList)
"""The views in the order of their buttons; the first is shown first."""


class MarketsPage(Page):
    """Where vehicles can lawfully go: its views, the one that is shown, and their tools."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._views: dict[str, MarketView] = {}
        self.buttons = Segments([(view.name, partial(view.said, desk)) for view in VIEWS])
        self.buttons.chosen.connect(self.show_view)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(16)
        self._body = QStackedWidget()
        self._lay_out()
        self.shown = self.view(VIEWS[0].name)
        if isinstance(self.shown, Ranking):
            self.home = self.shown.table
        self.show_view(self.shown.name)

    # what the window asks

    def open(self, what: Any) -> None:
        """Show a vehicle by its id, a market by its own, or what else a view takes."""
        for kind in VIEWS:
            if kind.takes(self.desk, what):
                self.view(kind.name).open(what)
                self.show_view(kind.name)
                return

    def refresh(self, changes: Changes) -> None:
        """Let the view look again that is shown."""
        self.shown.refresh(changes)

    def turn_day(self) -> None:
        """Let every view begin the new day."""
        for view in self._views.values():
            view.turn_day()

    def retranslate(self) -> None:
        """Let every view say again what it put together by hand."""
        for view in self._views.values():
            view.retranslate()
        self.noted.emit()

    def list_of(self) -> str:
        """Return what the view that is shown is of."""
        return self.shown.list_of()

    def footer(self) -> list[str]:
        """Return what the view that is shown says."""
        return self.shown.footer()

    def start_search(self) -> None:
        """Put the cursor into the search box of the view, where it has one."""
        self.shown.start_search()

    def do_markets_step(self) -> None:
        """Do what the one primary button of the ranking does."""
        if isinstance(self.shown, Ranking):
            self.shown.do_step()

    def do_print_market(self) -> None:
        """Show the sheet of the chosen market as a paper, or the vehicles and markets compared."""
        if isinstance(self.shown, MarketMatrix):
            self.shown.print_matrix()
            return
        if not isinstance(self.shown, MarketList):
            self.show_view(MarketList.name)
        sheets = self.view(MarketList.name)
        assert isinstance(sheets, MarketList)
        sheets.print_sheet()

    # views

    def view(self, name: str) -> MarketView:
        """Return a view by its name; it is made when first asked for."""
        if name not in self._views:
            made = next(kind for kind in VIEWS if kind.name == name)(self.desk)
            for ours, its in (
                (self.message, made.message),
                (self.wants, made.wants),
                (self.does, made.does),
                (self.noted, made.noted),
            ):
                its.connect(ours)
            self._views[name] = made
            self._body.addWidget(made)
            for tool in made.tools:
                self._tools.addWidget(tool)
        return self._views[name]

    def show_view(self, name: str) -> None:
        """Show a view, with its tools."""
        self.shown = self.view(name)
        self.buttons.show_chosen(name)
        self._body.setCurrentWidget(self.shown)
        for view in self._views.values():
            for tool in view.tools:
                tool.setVisible(view is self.shown)
        self.shown.entered()
        self.noted.emit()

    def _lay_out(self) -> None:
        head = PageHead("page.markets", self.buttons, None, self._tools)
        self.stack(head, self._body)
