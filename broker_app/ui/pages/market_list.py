"""All markets with what they ask of a car: a table to read and compare."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QHeaderView

from broker_app import words
from broker_app.domain.market import Market, Row
from broker_app.jobs import explaining_markets
from broker_app.ui.models.columns import NOTHING, Cell, Look
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.pages.market_pane import MarketPane
from broker_app.ui.pages.market_view import MarketView
from broker_app.ui.pages.page import Desk
from broker_app.ui.table import Table
from broker_app.ui.widgets.text import line

CARS = ("PASS", "ALL")


class MarketList(MarketView):
    """One row a market, by its name."""

    name = "all"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._today = desk.asked.today
        self._markets = list(desk.books.markets.values())
        self.model = ShortModel(self._columns())
        self.table = Table(self.model)
        self.pane = MarketPane()
        self.pane.rules.turn()
        bar = self.table.horizontalHeader()
        bar.setSectionsClickable(False)
        bar.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bar.setSectionResizeMode(self.model.place_of("age"), QHeaderView.ResizeMode.Stretch)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        layout.addWidget(line("v"))
        layout.addWidget(self.pane)
        self.table.picked.connect(self._show)
        self.pane.moved.connect(self._move)
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

    def footer(self) -> list[str]:
        """Return how many markets there are."""
        return [words.say("markets.count", count=len(self._markets))]

    def go_to(self, market: str) -> None:
        """Put the cursor on a market."""
        places = {m.id: number for number, m in enumerate(self._markets)}
        if market in places:
            self.table.select_vehicle(places[market])

    def retranslate(self) -> None:
        """Order by the names of the language in use, and say everything again."""
        named = sorted(
            enumerate(self._markets), key=lambda pair: words.in_both(pair[1].title).casefold()
        )
        self.model.show_rows(named)
        self.model.retranslate()
        self._show()

    def _show(self) -> None:
        number = self.table.current_vehicle()
        if number is not None:
            market = self._markets[number]
            route = explaining_markets.route(market, self.desk.books.ports)
            self.pane.show_market(market, route, self._row(market))

    def _move(self, step: int) -> None:
        row = self.table.currentIndex().row() + step
        if 0 <= row < self.model.rowCount():
            self.table.go_to(row)

    def _columns(self) -> list[ShortColumn]:
        return [
            ShortColumn("market", head("column.market"), Look.TEXT, 176, _name),
            ShortColumn("steering", head("markets.steering"), Look.TEXT, 172, self._steering),
            ShortColumn("age", head("markets.age"), Look.TEXT, 300, self._age),
            ShortColumn("units", head("markets.units"), Look.FIGURE, 88, _units),
            ShortColumn("transit", head("markets.transit"), Look.FIGURE, 96, _transit),
            ShortColumn("onward", head("markets.onward"), Look.TEXT, 120, _onward),
        ]

    def _row(self, market: Market) -> Row | None:
        """Return what is asked of a petrol car now."""
        version = market.version_on(self._today)
        rows = version.rows if version else ()
        fits = (r for r in rows if any(c in CARS for c in r.classes))
        return next((r for r in fits if {"ICE", "ANY"} & set(r.powertrains)), None)

    def _steering(self, market: Market) -> Cell:
        row = self._row(market)
        return Cell(words.say(f"market.steering.{row.steering}")) if row else NOTHING

    def _age(self, market: Market) -> Cell:
        row = self._row(market)
        return Cell(explaining_markets.age_rule(row)) if row else NOTHING


def _name(market: Market) -> Cell:
    return Cell(words.in_both(market.title))


def _units(market: Market) -> Cell:
    return Cell(words.number(market.demand.units)) if market.demand.units else Cell("–")


def _transit(market: Market) -> Cell:
    fastest, slowest = market.logistics.transit_days
    if not slowest:  # nobody sails there, or nobody says how long
        return Cell("–")
    return Cell(words.say("markets.range", low=fastest, high=slowest))


def _onward(market: Market) -> Cell:
    return Cell(words.say(f"market.diversion.{market.diversion.risk}"))
