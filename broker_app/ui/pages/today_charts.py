"""The charts of today: stock by verdict, best market, days, value at risk, and doors that close.

Every bar leads to its vehicles. Figures come one after the other; nothing moves when they do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.due import DOOR_DAYS
from broker_app.domain.question import Question
from broker_app.domain.rate import HOME
from broker_app.domain.state import IN_STOCK, LISTED, Ageing
from broker_app.jobs import due, explaining_today
from broker_app.jobs.books import Books
from broker_app.jobs.stock_figures import Counted, Valued
from broker_app.jobs.today import DOORS, Found
from broker_app.store.stock_figures import UNKNOWN
from broker_app.ui.pages.vehicle_filters import VERDICTS, days_said
from broker_app.ui.pages.vehicle_show import Show
from broker_app.ui.widgets.bar_chart import Bar, BarChart
from broker_app.ui.widgets.text import Button, Plain, line
from broker_app.ui.widgets.time_bars import TimeBars

ROW, LABELS, MOST_MARKETS, MOST_DOORS = 24, 184, 5, 8


@dataclass(frozen=True)
class Figures:
    """What the charts show; what is None is not known yet."""

    question: Question
    ageing: Ageing
    books: Books
    today: date
    counted: Counted | None = None
    valued: Valued | None = None
    found: Found | None = None

    @property
    def old_band(self) -> int:
        """The place of the first band of old vehicles."""
        return self._band_after(self.ageing.old_after)

    @property
    def aged_band(self) -> int:
        """The place of the first band of aged vehicles."""
        return self._band_after(self.ageing.aged_after)

    def _band_after(self, days: int) -> int:
        starts = [first for first, _ in self.ageing.bands]
        return starts.index(days + 1)


Bars = list[tuple[Bar, Show]]


class Chart(QFrame):
    """A title with a figure at the right, bars, and a sentence below them."""

    wanted = Signal(object)

    def __init__(self, key: str, bars: BarChart) -> None:
        super().__init__()
        self.key, self.bars = key, bars
        self.bars.hide()
        self.title = Plain(role="section")
        self.sum = Plain(role="caption")
        self.below = Plain(role="caption", wrap=True)
        self.below.hide()
        self._shows: Sequence[Show] = ()
        self.bars.chosen.connect(lambda place: self.wanted.emit(self._shows[place]))
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.sum)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)
        self.column.addLayout(head)
        self.column.addWidget(self.bars)
        self.column.addWidget(self.below)

    def show_bars(self, title: str, bars: Bars, sum_: str = "", below: str = "") -> None:
        """Show bars with where they lead to, and what is said around them."""
        self.title.setText(title)
        self.sum.setText(sum_)
        self.below.setText(below)
        self.below.setVisible(bool(below))
        self._shows = [show for _, show in bars]
        self.bars.show_bars([bar for bar, _ in bars], title)
        self.bars.setVisible(bool(bars))


class TodayCharts(QScrollArea):
    """Five charts, one below the other."""

    wanted = Signal(object)
    """A `Show` for the vehicles page."""
    work_out = Signal()
    """Somebody wants the markets of a very large stock."""

    def __init__(self) -> None:
        super().__init__()
        plain = {key: Chart(key, BarChart(ROW, LABELS)) for key in _DRAWN if key != DOORS}
        self.days = TimeBars(ROW, LABELS, DOOR_DAYS)
        self.charts = {**plain, DOORS: Chart(DOORS, self.days)}
        self.listed = Button("today.listed", link=True, count=0)
        self.listed.clicked.connect(lambda: self.wanted.emit(Show(states=(LISTED,))))
        self.ask = Button("today.work_out", link=True)
        self.ask.clicked.connect(self.work_out)
        self.charts["stock"].column.addWidget(self.listed)
        self.charts["markets"].column.addWidget(self.ask)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 12, 20, 20)
        column.setSpacing(16)
        for number, chart in enumerate(self.charts.values()):
            if number:
                column.addWidget(line("row"))
            column.addWidget(chart)
            chart.wanted.connect(self.wanted)
        column.addStretch(1)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_figures(self, figures: Figures) -> None:
        """Show what is known."""
        counted = figures.counted
        self.listed.setVisible(counted is not None and counted.listed > 0)
        self.ask.setVisible(figures.found is not None and figures.found.left > 0)
        if counted is not None:
            self.listed.say("today.listed", count=counted.listed)
        self.days.begin(figures.today)
        for key, draw in _DRAWN.items():
            self.charts[key].show_bars(*draw(figures))


Drawn = tuple[str, Bars, str, str]


def _stock(figures: Figures) -> Drawn:
    question, counted, valued = figures.question, figures.counted, figures.valued
    place = words.country(question.destination)
    title = words.say("today.stock", place=place, day=words.short_day(question.on))
    if counted is None:
        return title, [], words.say("today.reckoning"), ""
    if not counted.total:
        return title, [], "", words.say("today.no_stock")
    counts = counted.by_verdict()
    bars = []
    for verdict in (*VERDICTS, *([""] if counts.get("") else [])):
        known = words.say(f"verdict.{verdict}" if verdict else "today.not_judged")
        number = counts.get(verdict, 0)
        note = _yen(valued, partial(_is_verdict, verdict))
        bar = Bar(known, number, words.number(number), mark=verdict or "todo", note=note)
        verdicts = (verdict,) if verdict else ()
        bars.append((bar, Show(verdicts=verdicts, states=IN_STOCK)))
    sum_ = words.say("today.stock_count", count=counted.total)
    if valued is not None:
        value = f"{HOME} {words.compact(valued.of().yen)}"
        sum_ = words.say("today.stock_of", count=counted.total, value=value)
    return title, bars, sum_, ""


def _markets(figures: Figures) -> Drawn:
    title, found = words.say("today.markets"), figures.found
    if found is None:
        return title, [], words.say("today.reckoning"), ""
    if found.left:
        return title, [], "", words.say("today.doors_left", count=found.left)
    named = [(name, those) for name, those in found.best.items() if name]
    bars: Bars = []
    for name, those in named[:MOST_MARKETS]:
        market = figures.books.markets.get(name)  # read by then: they were ranked
        known = words.in_both(market.title) if market else name
        bars.append(_chosen(known, those, words.say("today.best_of", market=known)))
    rest = tuple(one for _, those in named[MOST_MARKETS:] for one in those)
    if rest:
        known = words.say("today.other_markets", count=len(named) - MOST_MARKETS)
        bars.append(_chosen(known, rest, known, quiet=True))
    if none := found.best.get("", ()):
        known = words.say("today.no_market")
        bars.append(_chosen(known, none, known, quiet=True))
    total = sum(len(those) for those in found.best.values())
    sum_ = words.say("today.to_ship", count=total) if total else ""
    return title, bars, sum_, "" if bars else words.say("today.no_stock")


def _chosen(label: str, those: Sequence[int], name: str, quiet: bool = False) -> tuple[Bar, Show]:
    bar = Bar(label, len(those), words.number(len(those)), quiet=quiet)
    return bar, Show(only=tuple(those), chosen_name=name)


def _days(figures: Figures) -> Drawn:
    title, counted, valued = words.say("today.days"), figures.counted, figures.valued
    if counted is None or not counted.total:
        return title, [], "", "" if counted is None else words.say("today.no_stock")
    counts = counted.by_band()
    bars: Bars = []
    for place, days in enumerate(counted.bands):
        number = counts.get(place, 0)
        note = _yen(valued, partial(_is_band, place))
        care = place >= figures.old_band
        bar = Bar(
            days_said(days), number, words.number(number),
            note=note, quiet=place < figures.aged_band, care=care and number > 0,
        )  # fmt: skip
        bars.append((bar, Show(days=days)))
    if unknown := counts.get(UNKNOWN, 0):
        bar = Bar(days_said((None, None)), unknown, words.number(unknown), quiet=True)
        bars.append((bar, Show(days=(None, None))))
    return title, bars, "", ""


def _risk(figures: Figures) -> Drawn:
    title, valued = words.say("today.risk"), figures.valued
    if valued is None:
        return title, [], words.say("today.reckoning"), ""
    old, aged, ageing = figures.old_band, figures.aged_band, figures.ageing
    rows = (
        (words.say("today.risk_blocked"), Show(verdicts=("BLOCKED",), states=IN_STOCK),
         lambda verdict, _: verdict == "BLOCKED", "BLOCKED"),
        (words.say("today.risk_aged", days=words.number(ageing.aged_after)),
         Show(days=(ageing.aged_after + 1, None)), lambda _, band: band >= aged, ""),
        (words.say("today.risk_aged", days=words.number(ageing.old_after)),
         Show(days=(ageing.old_after + 1, None)), lambda _, band: band >= old, ""),
        (words.say("today.risk_both", days=words.number(ageing.old_after)),
         Show(verdicts=("BLOCKED",), days=(ageing.old_after + 1, None)),
         lambda verdict, band: verdict == "BLOCKED" and band >= old, "BLOCKED"),
    )  # fmt: skip
    bars: Bars = []
    for label, show, kept, mark in rows:
        value = valued.of(kept)
        count = words.say("today.stock_count", count=value.vehicles)
        bars.append((Bar(label, value.yen, words.number(value.yen), mark=mark, note=count), show))
    if not valued.groups:
        return title, [], "", words.say("today.no_stock")
    return title, bars, words.say("today.bought_for"), _rests_on(valued)


def _doors(figures: Figures) -> Drawn:
    title, found = words.say("today.doors"), figures.found
    if found is None:
        return title, [], words.say("today.reckoning"), ""
    if found.left:
        return title, [], "", words.say("today.doors_left", count=found.left)
    closing = [one for one in found.due if one.kind == "door" and not one.overdue]
    closing.sort(key=lambda one: (one.day, str(one.target)))
    bars: Bars = []
    for one in closing[:MOST_DOORS]:
        day, name = date.fromisoformat(one.day), explaining_today.door_title(one)
        bar = Bar(
            str(due.in_words(one)["market"]), (day - figures.today).days, words.number(one.count),
            note=words.short_day(day),
        )  # fmt: skip
        bars.append((bar, Show(only=one.vehicles, chosen_name=name)))
    if not bars:
        return title, [], "", words.say("today.no_doors", count=DOOR_DAYS)
    rest = len(closing) - len(bars)
    below = words.say("today.doors_later", count=rest) if rest else ""
    return title, bars, words.say("today.doors_of"), below


def _rests_on(valued: Valued) -> str:
    """Return by which rates other currencies are in the sums, and what is left out of them."""
    whole = valued.of()
    said = []
    for money in whole.amounts:
        amount = words.money(money.minor_units, money.currency)
        rate = valued.rate(money.currency)
        if rate is not None:
            values = {"rate": words.precise(rate.rate), "day": words.short_day(rate.day)}
            said.append(words.say("today.at_rate", amount=amount, **values))
    for money in whole.without_rate:
        amount = words.money(money.minor_units, money.currency)
        said.append(words.say("today.without_rate", amount=amount))
    if whole.unpriced:
        said.append(words.say("today.unpriced", count=whole.unpriced))
    return "\n".join(said)


def _is_verdict(wanted: str, verdict: str, _band: int) -> bool:
    return verdict == wanted


def _is_band(wanted: int, _verdict: str, band: int) -> bool:
    return band == wanted


def _yen(valued: Valued | None, kept: Callable[[str, int], bool]) -> str:
    return "" if valued is None else words.compact(valued.of(kept).yen)


_DRAWN: Mapping[str, Callable[[Figures], Drawn]] = {
    "stock": _stock,
    "markets": _markets,
    "days": _days,
    "risk": _risk,
    DOORS: _doors,
}
