"""The lines of the markets table: groups, ranked markets with their parts, and what is refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt

from broker_app import words
from broker_app.domain.landed import WHOLE, lines_in
from broker_app.domain.market import Market
from broker_app.domain.outlet import Refusal
from broker_app.domain.suggest import Suggestion
from broker_app.jobs import explaining_markets
from broker_app.jobs.suggesting import Outlook
from broker_app.ui.models.columns import NOTHING, Cell, Look
from broker_app.ui.models.short_model import Index, ShortColumn, ShortModel, head

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
class MarketLine:
    """A line: the head of a group, a market that is suggested, or one that is not."""

    group: str
    outlook: Outlook
    currency: str
    count: int = 0
    opened: bool = True
    rank: int = 0
    route: str = ""
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
                    route=route(one.market),
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
        super().__init__(market_columns(lambda: self.currency))

    def line(self, row: int) -> MarketLine | None:
        """Return a line."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, MarketLine) else None

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
        ShortColumn("score", head("markets.score"), Look.TEXT, 92, _score),
        *(ShortColumn(n, head(f"markets.{n}"), Look.FIGURE, 64, _points(n)) for n in PARTS),
        ShortColumn("adjust", head("markets.adjust"), Look.FIGURE, 60, _adjust),
        ShortColumn(
            "landed",
            lambda: words.say("markets.landed", currency=currency()),
            Look.FIGURE,
            94,
            _landed,
        ),
        ShortColumn("arrives", head("markets.arrives"), Look.FIGURE, 68, _arrives),
        ShortColumn("time", str, Look.TEXT, 116, _last_day),
    ]


def group_words(line: MarketLine) -> tuple[str, str]:
    """Return title and sentence of a group."""
    key = f"markets.group.{line.group}"
    note = f"{key}.text"
    return words.say(key), words.say(note) if words.has(note) else ""


def score_of(line: MarketLine) -> int | None:
    """Return the score, None where there is none."""
    return line.suggestion.score if line.suggestion else None


def _ids(outlook: Outlook) -> Sequence[str]:
    advice = outlook.advice
    found = [one.market.id for one in advice.markets]
    return sorted(found + [one.market.id for one in advice.refused])


def _rank(line: MarketLine) -> Cell:
    return Cell(str(line.rank)) if line.group == "eligible" and line.rank else NOTHING


def _market(line: MarketLine) -> Cell:
    if line.is_group or line.market is None:
        return NOTHING
    return Cell(words.in_both(line.market.title), line.route)


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


def _points(column: str) -> Callable[[Any], Cell]:
    def cell(line: MarketLine) -> Cell:
        if line.suggestion is None:
            return NOTHING
        return _signed(sum(p.points for p in line.suggestion.parts if p.name in PARTS[column]))

    return cell


def _adjust(line: MarketLine) -> Cell:
    if line.suggestion is None:
        return NOTHING
    known = {name for names in PARTS.values() for name in names}
    left = sum(p.points for p in line.suggestion.parts if p.name not in known)
    return _signed(left) if left else NOTHING


def _signed(points: int) -> Cell:
    return Cell(f"{points:+d}".replace("-", "−") if points else "0")


def _landed(line: MarketLine) -> Cell:
    if line.suggestion is None:
        return NOTHING
    lines, rates = line.suggestion.cost.lines, line.outlook.rates
    _, total = lines_in(lines, line.currency, rates, WHOLE)
    middle = total.middle
    return Cell(words.number(round(middle.amount)) if middle else words.say("costs.open"))


def _arrives(line: MarketLine) -> Cell:
    arrives = line.suggestion.voyage.arrives if line.suggestion else None
    return Cell(words.short_day(arrives)) if arrives else NOTHING


def _last_day(line: MarketLine) -> Cell:
    last = line.suggestion.last_day_to_load if line.suggestion else None
    return Cell(words.say("pane.last_day", day=last)) if last else NOTHING
