"""The lines of the markets table: groups, ranked markets with their parts, and what is refused."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt

from broker_app import words
from broker_app.domain.admit import last_day_to_arrive, predicted
from broker_app.domain.landed import WHOLE, lines_in
from broker_app.domain.market import Market
from broker_app.domain.outlet import Refusal
from broker_app.domain.suggest import Suggestion
from broker_app.jobs import explaining_markets
from broker_app.jobs.suggesting import Outlook
from broker_app.ui.models.columns import NOTHING, Cell, Look
from broker_app.ui.models.short_model import Index, ShortColumn, ShortModel, head
from broker_app.ui.widgets.world_map import Spot

_DISPLAY = Qt.ItemDataRole.DisplayRole
GROUPS = ("eligible", "needs_review", "ineligible", "not_suggested")
KEPT_BACK = "not_suggested"
PARTS = {
    "margin": ("margin",),
    "demand": ("demand",),
    "window": ("age_window",),
    "speed": ("speed",),
    "freight": ("logistics",),
    "rest": ("tax_step", "friction", "confidence"),
}
"""Columns of the score, and the components each adds up; what is left is the adjustment."""


@dataclass(frozen=True, slots=True)
class Window:
    """When a vehicle would arrive at a market, and up to which day of arrival its age allows it.

    `last` is None where no day is the last one; `is_known` is false where nobody knows that day.
    """

    begins: date
    arrives: date | None
    last: date | None
    is_known: bool = True

    @property
    def is_late(self) -> bool:
        """Whether it would arrive after the last day."""
        return self.arrives is not None and self.last is not None and self.arrives > self.last


@dataclass(frozen=True, slots=True)
class MarketLine:
    """A line: the head of a group, a market that is suggested, or one that is not."""

    group: str
    outlook: Outlook
    currency: str
    count: int = 0
    opened: bool = True
    rank: int = 0
    route_of: "Route | None" = None
    suggestion: Suggestion | None = None
    refusal: Refusal | None = None

    @property
    def is_group(self) -> bool:
        """Whether it is the head of a group."""
        return self.suggestion is None and self.refusal is None

    @property
    def market(self) -> Market | None:
        """The market of the line."""
        one = self.suggestion or self.refusal
        return one.market if one else None

    @property
    def title(self) -> str:
        """The name of the market in the language in use, empty for the head of a group."""
        return words.in_both(self.market.title) if self.market else ""

    @property
    def route(self) -> str:
        """The port of the market in the language in use, empty for the head of a group."""
        return self.route_of(self.market) if self.route_of and self.market else ""

    @property
    def window(self) -> Window | None:
        """The window of arrival; None where the age is not what decides."""
        if self.suggestion is not None:
            answer, arrives = self.suggestion.answer, self.suggestion.voyage.arrives
        elif self.refusal is not None and self.refusal.reason == "AGE_OVER_MAX":
            assert self.refusal.answer is not None
            answer = self.refusal.answer
            arrives = predicted(self.outlook.on, self.refusal.market.logistics).arrives
        else:
            return None
        assert self.market is not None
        last = last_day_to_arrive(self.market, answer)
        known = last is not None or (not answer.ceiling and self.suggestion is not None)
        return Window(self.outlook.on, arrives, last, known)


Route = Callable[[Market], str]
"""Says the port of a market: `Mombasa`, `via Mombasa`."""


def lines_of(
    outlook: Outlook, currency: str, opened: bool, route: Route
) -> list[tuple[int, MarketLine]]:
    """Return the lines in order with their ids; groups have ids below zero, empty ones none.

    Markets that are kept back are named only where `opened`; they are never ranked or costed.
    """
    advice = outlook.advice
    by_group: dict[str, list[Suggestion | Refusal]] = {group: [] for group in GROUPS}
    for suggestion in advice.markets:
        by_group[suggestion.answer.admission].append(suggestion)
    for refusal in sorted(advice.refused, key=lambda r: r.last_day_to_load is None):
        by_group[KEPT_BACK if refusal.answer is None else "ineligible"].append(refusal)
    ids = {market: place for place, market in enumerate(_ids(outlook), 1)}
    lines: list[tuple[int, MarketLine]] = []
    for number, (group, found) in enumerate(by_group.items(), 1):
        if not found:
            continue
        shown = opened or group != KEPT_BACK
        lines.append((-number, MarketLine(group, outlook, currency, len(found), shown)))
        lines += [
            (
                ids[one.market.id],
                MarketLine(
                    group,
                    outlook,
                    currency,
                    rank=rank,
                    route_of=route,
                    suggestion=one if isinstance(one, Suggestion) else None,
                    refusal=one if isinstance(one, Refusal) else None,
                ),
            )
            for rank, one in enumerate(found if shown else (), 1)
        ]
    return lines


class MarketLines(ShortModel):
    """Heads of groups cannot be chosen, but for the one that opens."""

    def __init__(self) -> None:
        self.currency = "JPY"
        self.months = (date.min, date.min)
        """The first and the last day of the line of time."""
        super().__init__(market_columns(lambda: self.currency))

    def line(self, row: int) -> MarketLine | None:
        """Return a line."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, MarketLine) else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Return the heads; the tip of the line of time tells its marks."""
        told = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if role in told and section == self.place_of("time"):
            first, last = self.months
            return words.say("markets.time.head", first=first, last=last)
        return super().headerData(section, orientation, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let markets be chosen, and the head that hides names."""
        line = self.line(index.row())
        if line is None or (line.is_group and line.group != KEPT_BACK):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


def market_columns(currency: Callable[[], str]) -> list[ShortColumn]:
    """Return the columns; the last is a line of time that the table paints."""
    return [
        ShortColumn("rank", str, Look.FIGURE, 36, _rank),
        ShortColumn("market", head("column.market"), Look.NAME, 160, _market),
        ShortColumn("score", head("markets.score"), Look.TEXT, 80, _score),
        *(ShortColumn(n, head(f"markets.{n}"), Look.FIGURE, _room(n), _points(n)) for n in PARTS),
        ShortColumn("adjust", head("markets.adjust"), Look.FIGURE, 54, _adjust),
        ShortColumn(
            "landed",
            lambda: words.say("markets.landed", currency=currency()),
            Look.FIGURE,
            92,
            _landed,
        ),
        ShortColumn("arrives", head("markets.arrives"), Look.FIGURE, 68, _arrives),
        ShortColumn("time", str, Look.TEXT, 108, _time),
    ]


def group_words(line: MarketLine) -> tuple[str, str]:
    """Return title and sentence of a group."""
    key = f"markets.group.{line.group}"
    note = f"{key}.text"
    return words.say(key), words.say(note) if words.has(note) else ""


def spots_of(lines: Iterable[MarketLine]) -> dict[str, Spot]:
    """Return what a map shows of the markets: their answer, and a sentence; no rank."""
    return {line.market.id: Spot(line.group, _spot(line)) for line in lines if line.market}


def _spot(line: MarketLine) -> str:
    answer = words.say(f"markets.word.{line.group}")
    if line.suggestion is None:
        return words.say("markets.map.tip", market=line.title, answer=answer)
    return words.say(
        "markets.map.scored", market=line.title, answer=answer, score=line.suggestion.score
    )


def points_of(suggestion: Suggestion, column: str) -> int:
    """Return the points of a column of parts."""
    return sum(part.points for part in suggestion.parts if part.name in PARTS[column])


def adjustment(suggestion: Suggestion) -> int:
    """Return what is left of a score beside its components."""
    known = {name for names in PARTS.values() for name in names}
    return sum(part.points for part in suggestion.parts if part.name not in known)


def signed(points: int) -> str:
    """Return points with their sign."""
    return f"{points:+d}".replace("-", "−") if points else "0"


def _ids(outlook: Outlook) -> Sequence[str]:
    advice = outlook.advice
    found = [one.market.id for one in advice.markets]
    return sorted(found + [one.market.id for one in advice.refused])


def _rank(line: MarketLine) -> Cell:
    return Cell(str(line.rank)) if line.group == "eligible" and line.rank else NOTHING


def _market(line: MarketLine) -> Cell:
    if line.is_group or line.market is None:
        return NOTHING
    return Cell(line.title, line.route)


def _score(line: MarketLine) -> Cell:
    """Return the score; of a market that is refused, why."""
    if line.suggestion is not None:
        return Cell(str(line.suggestion.score))
    if line.refusal is None:
        title, note = group_words(line)
        return Cell(f"{title} {line.count}", note)
    last = line.refusal.last_day_to_load
    said = explaining_markets.refusal(line.refusal)
    return Cell(said, words.say("markets.sailing_until", day=last) if last else "")


def _room(part: str) -> int:
    return {"demand": 64, "window": 66}.get(part, 56)  # “Demand” and 年式期限 are the longest heads


def _points(column: str) -> Callable[[Any], Cell]:
    def cell(line: MarketLine) -> Cell:
        if line.suggestion is None:
            return NOTHING
        return Cell(signed(points_of(line.suggestion, column)))

    return cell


def _adjust(line: MarketLine) -> Cell:
    if line.suggestion is None:
        return NOTHING
    left = adjustment(line.suggestion)
    return Cell(signed(left)) if left else NOTHING


def _landed(line: MarketLine) -> Cell:
    if line.suggestion is None:
        return NOTHING
    lines, rates = line.suggestion.cost.lines, line.outlook.rates
    _, total = lines_in(lines, line.currency, rates, WHOLE)
    middle = total.middle
    return Cell(words.number(round(middle.amount)) if middle else words.say("costs.open"))


def _arrives(line: MarketLine) -> Cell:
    arrives = line.window.arrives if line.window else None
    if arrives is None and line.suggestion is not None:
        return Cell("–")  # nobody knows the days at sea
    return Cell(words.short_day(arrives)) if arrives else NOTHING


def _time(line: MarketLine) -> Cell:
    """Return what the line of time says, for the tip and for the ear."""
    window = line.window
    if window is None or window.arrives is None:
        return NOTHING
    if line.suggestion is None:
        key = "late"
    elif window.last is not None:
        key = "until"
    else:
        key = "no_end" if window.is_known else "unknown"
    load = line.suggestion.last_day_to_load if line.suggestion else None
    said = {"arrives": window.arrives, "last": window.last, "load": load}
    known = {name: day for name, day in said.items() if day is not None}
    return Cell(words.say(f"markets.time.{key}", **known))
