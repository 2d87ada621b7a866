"""The pane of a market: its answer, one next step, the score, the cost, the facts behind it."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.hub import is_hub
from broker_app.domain.landed import WHOLE, CostLine, LandedCost, lines_in
from broker_app.domain.market import GROUPS, Market
from broker_app.domain.rate import is_old
from broker_app.intake.facts_csv import read_place
from broker_app.jobs import explaining_markets, explaining_rates
from broker_app.ui import theme
from broker_app.ui.models.market_lines import KEPT_BACK, MarketLine
from broker_app.ui.pages.market_diversion import Diversion, cited
from broker_app.ui.pages.market_overrides import MarketOverrides
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.pane_head import SIDE, PaneBand, PaneHead
from broker_app.ui.widgets.scrolled import Column, fill_scrolled
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Label, Plain, line

WIDTH, LABEL = 356, 108
_TOP = Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class MarketPane(QFrame):
    """One market for one vehicle; made anew for each."""

    step_wanted = Signal()
    """Put the vehicle on a shipment, or open the one it stands on."""
    moved = Signal(int)
    final_chosen = Signal(str)
    """The country that goods would go on to from a hub, by its code; empty for none."""
    sheet_wanted = Signal(str)
    """All that is known of the market is wanted, by its id."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._books = desk.books
        self.setObjectName("pane")
        self.setFixedWidth(theme.px(WIDTH))
        self._shown: tuple[MarketLine, int, str] | None = None
        self.head = PaneHead("markets.previous", "markets.next", Plain(role="label", wrap=True))
        self.head.moved.connect(self.moved)
        self.band = PaneBand()
        self.score = Section("score", "markets.score_section")
        self.cost = Section("cost", "markets.cost_section")
        self.diversion = Diversion(lambda: desk.books.end_use)
        self.own = MarketOverrides(desk)
        self.rules = Section("rules", "markets.facts_section", opened=False)
        inner = QWidget()
        column = Column(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.band)
        column.addWidget(self._make_onward())
        column.addWidget(self._make_step())
        for section in (self.score, self.cost, self.own, self.diversion, self.rules):
            column.addWidget(section)
        column.addStretch(1)
        fill_scrolled(self, inner)

    def show_line(self, shown: MarketLine, total: int, shipment: str) -> None:
        """Show a market among so many; `shipment` is the one the vehicle stands on."""
        market = shown.market
        if market is None:
            return
        self._shown = (shown, total, shipment)
        ranked = shown.rank and shown.group == "eligible"
        said = words.say("markets.rank", place=shown.rank, total=total) if ranked else ""
        self.head.place.setText(said or words.say(f"markets.group.{shown.group}"))
        self.head.title.setText(words.in_both(market.title))
        self.head.below.setText(shown.route)
        self._show_band(shown)
        self._show_onward(shown, market)
        self._step.setVisible(shown.suggestion is not None)
        self.button.say(
            "next.open_shipment" if shipment else "action.add_to_shipment", shipment=shipment
        )
        self._show_score(shown)
        self._show_cost(shown)
        self.diversion.show_for(market, kept_back=shown.group == KEPT_BACK)
        self._show_rules(market, kept_back=shown.group == KEPT_BACK)

    def changeEvent(self, event: QEvent) -> None:
        """Say it again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._shown is not None:
            self.show_line(*self._shown)

    # inside

    def _show_band(self, shown: MarketLine) -> None:
        suggestion = shown.suggestion
        day = (suggestion.voyage.arrives or "–") if suggestion else ""
        self.band.show_answer(
            "ineligible" if shown.group == KEPT_BACK else shown.group,
            words.say(f"markets.word.{shown.group}"),
            "\n".join(_said(shown)),
            words.say("markets.arrives_on", day=day) if day else "",
        )

    def _show_onward(self, shown: MarketLine, market: Market) -> None:
        """Ask where goods go on to from a hub; what is kept back for itself is not asked."""
        final = shown.outlook.final
        self._onward.setVisible(is_hub(market) and (shown.group != KEPT_BACK or final != ""))
        serves = market.logistics.serves or {m.country for m in self._books.markets.values()}
        self.final.complete_from(sorted(words.country(code) for code in serves))
        self.final.put(final)

    def _show_score(self, shown: MarketLine) -> None:
        suggestion = shown.suggestion
        self.score.clear()
        self.score.setVisible(suggestion is not None)
        if suggestion is None:
            return
        rows = [
            (
                words.say(f"score.{part.name}"),
                explaining_markets.part(part),
                f"{part.points:+d}".replace("-", "−") if part.points else "0",
                "" if part.weight is None else words.say("markets.of", weight=part.weight),
            )
            for part in suggestion.parts
        ]
        self.score.summary.setText(words.number(suggestion.score))
        self.score.column.addWidget(_grid(rows))
        self.score.column.addWidget(line("row"))
        of = words.say("markets.of", weight=100)
        total = (words.say("markets.score"), "", words.number(suggestion.score), of)
        self.score.column.addWidget(_grid([total], strong=True))
        said = [explaining_markets.held(suggestion)]
        said += explaining_markets.held_neighbours(shown.outlook.advice, suggestion)
        for text in filter(None, said):
            self.score.column.addWidget(Plain(text, "caption", wrap=True))

    def _show_cost(self, shown: MarketLine) -> None:
        self.cost.clear()
        self.cost.setVisible(shown.suggestion is not None)
        if shown.suggestion is None:
            return
        cost, rates = shown.suggestion.cost, shown.outlook.rates
        turned, total = lines_in(cost.lines, shown.currency, rates, WHOLE)
        value_from, market = shown.outlook.value_from, shown.suggestion.market
        local = _local(cost, shown.currency, {step.name for step in market.duties})
        rows: list[tuple[str, ...]] = []
        for one in turned:
            is_own = explaining_markets.is_own(market, one.name)
            rows.append(_cost_row(one, value_from=value_from, is_own=is_own))
            if one.name in local:
                rows.append(("", local[one.name], ""))
        self.cost.summary.setText(shown.currency)
        self.cost.column.addWidget(_grid(rows))
        self.cost.column.addWidget(line("row"))
        totals = [_cost_row(total)]
        if cost.local.currency != shown.currency and cost.local.amounts is not None:
            totals.append(_cost_row(cost.local, words.say("markets.local", c=cost.local.currency)))
        self.cost.column.addWidget(_grid(totals, strong=True))
        missing = dict.fromkeys(total.missing)
        if missing:
            lacking = words.listed(explaining_markets.missing(one) for one in missing)
            said = words.say("market.landed_open", missing=lacking)
            self.cost.column.addWidget(Plain(said[:1].upper() + said[1:], "missing", wrap=True))
        used = dict(cost.rates)
        if shown.currency in rates:
            used.setdefault(shown.currency, rates[shown.currency])
        for currency, rate in used.items():
            said = explaining_rates.rate(currency, rate, shown.outlook.on)
            old = is_old(rate, shown.outlook.on)
            self.cost.column.addWidget(Plain(said, "missing" if old else "caption", wrap=True))
        for note in cost.notes:
            if note.kind == "old_rate":
                continue  # its rate says so
            said = explaining_markets.note(note)
            self.cost.column.addWidget(Plain(said, "quiet", wrap=True))

    def _show_rules(self, market: Market, kept_back: bool) -> None:
        self.own.show_market(market.id)
        self.rules.clear()
        self.rules.summary.setText(words.say("markets.checked", day=market.checked_on))
        if note := words.in_both(dict(market.note)):
            self.rules.column.addWidget(Plain(note, wrap=True))
        if market.documents and not kept_back:
            self.rules.column.addWidget(Label("pane.papers", "strong"))
            papers = words.listed(words.say(f"market.paper.{name}") for name in market.documents)
            self.rules.column.addWidget(Plain(papers, "caption", wrap=True))
        for group in GROUPS:
            source = market.sources[group]
            self.rules.column.addWidget(_source(group, source.confidence, source.references))
        sheet = Button("markets.sheet", link=True)
        sheet.clicked.connect(lambda: self.sheet_wanted.emit(market.id))
        self.rules.column.addWidget(sheet)

    def _make_onward(self) -> QWidget:
        self._onward = QWidget()
        self.final = TextEntry(
            "final_destination",
            "markets.final_country",
            read=read_place,
            shown=words.country,
            quiet=False,
            label=LABEL,
        )
        self.final.hint("markets.final_hint")
        self.final.entered.connect(lambda _name, country: self.final_chosen.emit(country))
        column = QVBoxLayout(self._onward)
        column.setContentsMargins(SIDE, 12, SIDE, 0)
        column.addWidget(self.final)
        return self._onward

    def _make_step(self) -> QWidget:
        self._step = QWidget()
        self.button = Button("action.add_to_shipment", primary=True)
        self.button.clicked.connect(self.step_wanted)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self._step)
        column.setContentsMargins(SIDE, 14, SIDE, 16)
        column.setSpacing(8)
        column.addWidget(Label("next.title", "caption"))
        column.addLayout(row)
        return self._step


def _grid(rows: Iterable[Sequence[str]], strong: bool = False) -> QWidget:
    """Return rows of a label, quiet words, and figures at the right.

    A row of quiet words alone has them below the figures of the row before.
    """
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 2, 0, 2)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(3)
    grid.setColumnMinimumWidth(0, theme.px(LABEL))
    grid.setColumnStretch(1, 1)
    for number, (label, quiet, figure, *rest) in enumerate(rows):
        if not label and not figure:
            grid.addWidget(Plain(quiet, "caption"), number, 0, 1, 3, _RIGHT)
            continue
        name = Plain(label[:1].upper() + label[1:], "strong" if strong else "label", wrap=True)
        name.setFixedWidth(theme.px(LABEL))
        grid.addWidget(name, number, 0, _TOP)
        grid.addWidget(Plain(quiet, "caption", wrap=True), number, 1, _TOP)
        grid.addWidget(Plain(figure, "strong" if strong or rest else "fact"), number, 2, _RIGHT)
        for place, text in enumerate(rest, 3):
            grid.addWidget(Plain(text, "quiet"), number, place, _TOP)
    return made


def _said(shown: MarketLine) -> Iterator[str]:
    """Yield the answer, the day it holds to, and the sanctions."""
    suggestion, refusal = shown.suggestion, shown.refusal
    if suggestion is not None:
        yield explaining_markets.reason(suggestion.answer)
        if suggestion.last_day_to_load is not None:
            yield words.say("pane.last_day", day=suggestion.last_day_to_load)
        elif suggestion.answer.changes_on is not None:
            yield words.say("markets.changes_on", day=suggestion.answer.changes_on)
    elif refusal is not None:
        yield explaining_markets.refusal(refusal)
        if refusal.last_day_to_load is not None:
            yield words.say("markets.sailing_until", day=refusal.last_day_to_load)
        elif refusal.answer is not None and refusal.answer.changes_on is not None:
            yield words.say("markets.changes_on", day=refusal.answer.changes_on)
    if shown.market is not None and (sanctions := explaining_markets.sanctions(shown.market)):
        yield sanctions


def _cost_row(
    one: CostLine, label: str = "", value_from: str = "", is_own: bool = False
) -> tuple[str, str, str]:
    said = label or words.say(f"cost.{one.name}")
    source = words.say(f"markets.value.{value_from}") if value_from and one.name == "fob" else ""
    source = words.say("overrides.mark") if is_own else source
    return said, source, _figures(one) or words.say("costs.open")


def _figures(one: CostLine) -> str:
    """Return the range of an amount in whole units, empty where it is open."""
    low, high = one.low, one.high
    if low is None or high is None:
        return ""
    figures = words.number(round(low.amount))
    if round(high.amount) != round(low.amount):
        figures = words.say("markets.range", low=figures, high=words.number(round(high.amount)))
    return figures


def _local(cost: LandedCost, currency: str, names: Collection[str]) -> dict[str, str]:
    """Return what some lines are in the market's own currency, where that is another one."""
    if cost.local.currency == currency:
        return {}
    return {
        one.name: f"{one.currency} {_figures(one)}"
        for one in cost.local_lines
        if one.name in names and one.amounts is not None
    }


def _source(group: str, confidence: str, references: Sequence[str]) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 6, 0, 0)
    column.setSpacing(1)
    row = QHBoxLayout()
    row.addWidget(Plain(words.say(f"market.group.{group}"), "label"))
    row.addStretch(1)
    row.addWidget(Plain(words.say(f"confidence.{confidence}"), "caption"))
    column.addLayout(row)
    for address in references:
        column.addWidget(cited(address))
    return made
