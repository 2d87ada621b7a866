"""The ranking: where one vehicle can lawfully go, the best market first."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.market import Market
from broker_app.domain.rate import HOME, is_old
from broker_app.errors import UserError
from broker_app.jobs import explaining_markets, suggesting
from broker_app.jobs.suggesting import Outlook
from broker_app.store import shipments, vehicles
from broker_app.store.vehicles import Query
from broker_app.ui import theme
from broker_app.ui.messages import Link, Message
from broker_app.ui.models.market_lines import MarketLines, lines_of
from broker_app.ui.pages.add_to_shipment import AddToShipment
from broker_app.ui.pages.market_overview import MarketOverview
from broker_app.ui.pages.market_pane import MarketPane
from broker_app.ui.pages.market_table import MarketTable
from broker_app.ui.pages.market_view import MarketView
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import title_of
from broker_app.ui.pages.vehicle_show import Show
from broker_app.ui.runner import Task
from broker_app.ui.widgets.choice_box import ChoiceBox, Choices
from broker_app.ui.widgets.day_box import Calendar, drop_button, say_on
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Button, Elided, Plain, line

SEEN = (
    "vehicle",
    "lot",
    "rate",
    "sale",
    "cost",
    "party",
    "company",
    "shipment_vehicle",
    "score_weight",
    "market_override",
)
"""Tables that an answer rests on."""
FACTS = ("first_registered", "powertrain", "displacement_cc")
NARROW, NARROWEST = 1010, 880
"""Below the first width the line of time alone says when it arrives; below the second it leaves."""


class Ranking(MarketView):
    """One vehicle, all markets; the pane says the rest."""

    name = "ranking"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.outlook: Outlook | None = None
        self.on = desk.asked.today
        self._opened = False
        self._vehicle: int | None = None
        self._chosen = ""
        self._final = ""
        self._asking: Task | None = None
        self.model = MarketLines()
        self.table = MarketTable(self.model)
        self.table.call_it("markets.ranking")
        self.pane = MarketPane(desk)
        self.overview = MarketOverview(desk)
        self.day = drop_button()
        self._calendar = Calendar(self.day, lambda: self.on)
        self.currency = ChoiceBox("markets.costs_in")
        self.currency.offer([(HOME, partial(str, HOME))], HOME)
        self.tools = (self.day, self.currency)
        self._lay_out()
        self._connect()
        self._dress()

    @classmethod
    def takes(cls, _desk: Desk, what: Any) -> bool:
        """Tell whether it is a vehicle by its id."""
        return isinstance(what, int)

    def open(self, what: int) -> None:
        """Show the markets of a vehicle."""
        self._vehicle, self._final = what, ""

    def entered(self) -> None:
        """Ask for the markets of the vehicle."""
        self._ask()

    def refresh(self, changes: Changes) -> None:
        """Ask again where facts, rates or sales changed."""
        if changes.touches(*SEEN):
            self._ask()

    def retranslate(self) -> None:
        """Say again what was put together by hand."""
        self._dress()
        self.model.retranslate()
        self.overview.retranslate()
        self._show_head()
        self.noted.emit()

    def list_of(self) -> str:
        """Return the vehicle whose markets are ranked."""
        return f"{self._name.text()} {self._chassis.text()}".strip()

    def footer(self) -> list[str]:
        """Return how many markets take the vehicle."""
        if self.outlook is None:
            return [words.say("markets.count", count=len(self.desk.books.markets))]
        advice = self.outlook.advice
        eligible = sum(s.answer.admission == "eligible" for s in advice.markets)
        kept = sum(r.answer is None for r in advice.refused)
        counts = {
            "eligible": eligible,
            "needs_review": len(advice.markets) - eligible,
            "ineligible": len(advice.refused) - kept,
            "not_suggested": kept,
        }
        said = [words.say(f"markets.footer.{group}", count=n) for group, n in counts.items()]
        old = self._old_rates(self.outlook)
        if old:
            said.append(words.say("markets.footer.old_rates", currencies=words.listed(old)))
        return [*said, words.say("rules.advice")]

    def do_step(self) -> None:
        """Do what the one primary button does."""
        if self.pane.button.isVisible():
            self._step()

    # inside: asking

    def _ask(self) -> None:
        desk = self.desk
        vehicle = self._vehicle if self._vehicle is not None else first_of(desk)
        if vehicle is None:
            self.outlook = None
            self._show()
            return
        self._asking = desk.runner.ask(
            suggesting.outlook,
            desk.books,
            vehicle,
            self.on,
            self._final,
            instead_of=self._asking,
        )
        self._asking.on_failure(self._gone)
        self._asking.succeeded.connect(self._answer)

    def _answer(self, found: Outlook) -> None:
        self.outlook, self._vehicle = found, found.vehicle
        kept_back = {r.market.id for r in found.advice.refused if r.answer is None}
        if found.final and self._chosen in kept_back:
            self._opened = True  # the hub one looks at is named on, though it is kept back now
        self._show()

    def _gone(self, problem: BaseException) -> None:
        """Turn to another vehicle where this one is gone."""
        if isinstance(problem, UserError) and self._vehicle is not None:
            self._vehicle = None
            self._ask()
        else:
            self.message.emit(problem)

    # inside: showing

    def _show(self) -> None:
        outlook = self.outlook
        self._body.setCurrentIndex(0 if outlook is not None else 1)
        if outlook is not None:
            self._offer_currencies(outlook)
            self.model.currency = self._currency_of(outlook)
            lines = lines_of(outlook, self.model.currency, self._opened, self._route)
            self.table.show_lines(lines, outlook.on, self.desk.asked.today)
            self._choose_again()
            every = lines if self._opened else lines_of(outlook, HOME, True, self._route)
            self.overview.show_lines([line for _, line in every if line.market], self._chosen)
        self._show_head()
        self._show_market()
        self.noted.emit()

    def _show_head(self) -> None:
        outlook = self.outlook
        if outlook is None:
            return
        record = outlook.record
        self._name.setText(title_of(record))
        self._chassis.setText(record.chassis_number or words.say("pane.no_chassis"))
        known = [words.value(n, getattr(record, n)) for n in FACTS if getattr(record, n)]
        known += [words.say(f"markets.drive.{record.steering}")] if record.steering else []
        self._facts.setText(words.listed(known))
        self._mark.show_mark(outlook.to_russia.value)
        verdict = words.say(f"verdict.{outlook.to_russia.value}")
        self._verdict.setText(words.say("markets.for_russia", verdict=verdict))

    def _show_market(self) -> None:
        shown = self.table.market_of(self.table.currentIndex().row())
        self.pane.setVisible(shown is not None)
        if shown is None or shown.market is None:
            return
        self._chosen = shown.market.id
        self.overview.choose(self._chosen)
        total = sum(s.answer.admission == "eligible" for s in shown.outlook.advice.markets)
        self.pane.show_line(shown, total, self._shipment_number())

    def _choose_again(self) -> None:
        """Put the cursor on the market it stood on, else on the first."""
        rows = range(self.model.rowCount())
        markets = [row for row in rows if self.table.market_of(row) is not None]
        wanted = [r for r in markets if self._market_at(r) == self._chosen] or markets
        if wanted:
            self.table.go_to(wanted[0])

    def _pick(self, market: str) -> None:
        """Go to a market that was picked outside the table, opening what is kept back for it."""
        self._chosen = market
        rows = range(self.model.rowCount())
        if not self._opened and all(self._market_at(row) != market for row in rows):
            self._turn_kept_back()
        self._choose_again()

    def _market_at(self, row: int) -> str:
        shown = self.table.market_of(row)
        return shown.market.id if shown is not None and shown.market is not None else ""

    def _route(self, market: Market) -> str:
        return explaining_markets.route(market, self.desk.books.ports)

    def _shipment_number(self) -> str:
        reader = self.desk.reader
        found = shipments.shipment_of(reader, self._vehicle or 0)
        return shipments.get(reader, found).number if found is not None else ""

    # inside: currencies, days

    def _old_rates(self, outlook: Outlook) -> list[str]:
        """Return the currencies of the costs on the screen whose rates were old on its day."""
        costs = [one.cost for one in outlook.advice.markets]
        old = {note.name for cost in costs for note in cost.notes if note.kind == "old_rate"}
        rate = outlook.rates.get(self.model.currency)
        if rate is not None and is_old(rate, outlook.on):
            old.add(self.model.currency)
        return sorted(old)

    def _offer_currencies(self, outlook: Outlook) -> None:
        known = [HOME, *(c for c in ("USD", "EUR") if c in outlook.rates)]
        offered: Choices = [(c, partial(str, c)) for c in known]
        current = self.desk.settings.costs_in
        self.currency.offer(offered, current if current in known else HOME)

    def _currency_of(self, outlook: Outlook) -> str:
        wanted = self.desk.settings.costs_in
        return wanted if wanted in outlook.rates else HOME

    def _set_currency(self, currency: str) -> None:
        self.desk.settings.costs_in = currency
        settings_of.keep(self.desk.settings)
        self._show()

    def _set_day(self, day: date) -> None:
        self.on = day
        self._dress()
        self._ask()

    def _set_final(self, country: str) -> None:
        self._final = country
        self._ask()

    def _dress(self) -> None:
        say_on(self.day, words.say("markets.ready", day=self.on))
        self._calendar.dress()

    # inside: acting

    def _step(self) -> None:
        """Put the vehicle on a shipment, or go to the one it stands on."""
        if self._vehicle is None:
            return
        found = shipments.shipment_of(self.desk.reader, self._vehicle)
        if found is not None:
            self.wants.emit("shipments", found)
            return
        dialog = AddToShipment(self.desk, self._vehicle, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.new_shipment.connect(lambda: self.wants.emit("shipments", "new"))
        dialog.added.connect(self._tell_added)
        dialog.open()

    def _tell_added(self, number: str) -> None:
        undo = Link("action.undo", lambda: self.does.emit("undo"))
        said = Message("info", lambda: words.say("ship.added", shipment=number), (undo,))
        self.message.emit(said)

    def _turn_kept_back(self) -> None:
        self._opened = not self._opened
        self._show()

    def _move(self, step: int) -> None:
        row = self.table.currentIndex().row() + step
        while 0 <= row < self.model.rowCount():
            if self.table.market_of(row) is not None:
                self.table.go_to(row)
                return
            row += step

    def _change_vehicle(self) -> None:
        self.wants.emit("vehicles", Show(vehicle=self._vehicle))

    # inside: layout

    def _connect(self) -> None:
        self.table.picked.connect(self._show_market)
        self.table.turned.connect(self._turn_kept_back)
        self.overview.picked.connect(self._pick)
        self.pane.step_wanted.connect(self._step)
        self.pane.own.message.connect(self.message)
        self.pane.moved.connect(self._move)
        self.pane.final_chosen.connect(self._set_final)
        self.pane.sheet_wanted.connect(lambda market: self.wants.emit("markets", market))
        self._calendar.picked.connect(self._set_day)
        self.currency.chosen.connect(self._set_currency)
        self.change.clicked.connect(self._change_vehicle)

    def _lay_out(self) -> None:
        left = QWidget()
        inner = QVBoxLayout(left)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._vehicle_line())
        inner.addWidget(line("h"))
        inner.addWidget(self.table, 1)
        inner.addWidget(self.overview)
        ranking = QWidget()
        row = QHBoxLayout(ranking)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left, 1)
        row.addWidget(line("v"))
        row.addWidget(self.pane)
        self._body = QStackedWidget()
        for part in (ranking, self.without_stock("markets.empty_text")):
            self._body.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._body)

    def _vehicle_line(self) -> QWidget:
        made = QWidget()
        made.setFixedHeight(theme.px(40))
        self._name, self._chassis = Plain(role="strong"), Plain(role="code")
        self._facts, self._verdict = Elided(), Plain(role="strong")
        self._mark = MarkLabel("todo", 14)
        self.change = Button("markets.change", link=True)
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(self._name)
        row.addWidget(self._chassis)
        row.addWidget(self._facts, 1)
        row.addWidget(self._mark)
        row.addWidget(self._verdict)
        row.addWidget(self.change)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the overview its share, and let leave what there is no room for."""
        super().resizeEvent(event)
        self.overview.fit(self.height())
        room = self.width() - self.pane.width()
        narrowest = room < theme.px(NARROWEST)
        told = not narrowest and room < theme.px(NARROW)
        self.table.setColumnHidden(self.model.place_of("time"), narrowest)
        self.table.setColumnHidden(self.model.place_of("arrives"), told)


def first_of(desk: Desk) -> int | None:
    """Return a vehicle to begin with: the latest that may not go where the stock is asked for."""
    destination = desk.asked.question.destination
    blocked = Query(destination=destination, verdicts=("BLOCKED",), descending=True)
    for query in (blocked, Query(descending=True)):
        found = vehicles.ids(desk.reader, query, limit=1)
        if found:
            return found[0]
    return None
