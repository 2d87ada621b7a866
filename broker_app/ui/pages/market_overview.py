"""What stands below the ranking: a map of the answers, or the best scores by their parts."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.ui import theme
from broker_app.ui.models.market_lines import (
    PARTS,
    MarketLine,
    adjustment,
    points_of,
    signed,
    spots_of,
)
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.score_bars import ScoreBars, ScoreHead, ScoreRow
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.segments import Segments
from broker_app.ui.widgets.text import Elided, Label, Plain, empty
from broker_app.ui.widgets.world_map import ELIGIBLE, REVIEW, WorldMap, paint_swatch

VIEWS = ("map", "bars")
NAME = "market_map"
"""By this name it stands among the sections that are folded away."""
SHARE, LOW, HIGH, LEGEND, SWATCH, DAYS = 0.3, 168, 340, 216, 14, 3


class MarketOverview(Section):
    """Folds away; remembers whether it is folded, and what it shows."""

    picked = Signal(str)
    """A market, by its id."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(NAME, "markets.overview", NAME not in desk.settings.folded.split())
        self._desk = desk
        self._lines: Sequence[MarketLine] = ()
        self.map = WorldMap(desk.books.world)
        self.bars = ScoreBars()
        self.legend = _Legend()
        self.buttons = Segments([(view, f"markets.{view}") for view in VIEWS])
        self._shown = QStackedWidget()
        for part in (self.map, self.bars):
            self._shown.addWidget(part)
            part.picked.connect(self.picked)
        self._lay_out()
        self.buttons.chosen.connect(self._set_view)
        self.turned.connect(self._keep)
        self._show_view()

    def show_lines(self, lines: Sequence[MarketLine], chosen: str) -> None:
        """Show other answers; `lines` are those of all markets, in their order."""
        self._lines = lines
        self.map.show_spots(spots_of(lines), chosen)
        self.bars.show_rows(_heads(lines), _rows(lines), chosen, words.say("markets.bars.name"))
        self.legend.show_lines(lines)
        self.map.setAccessibleName(words.say("markets.map.name"))

    def choose(self, market: str) -> None:
        """Outline the market that is chosen in the table."""
        self.map.choose(market)
        self.bars.choose(market)

    def fit(self, height: int) -> None:
        """Take a share of the height of the view."""
        free = round(height * SHARE)
        self.body.setFixedHeight(min(theme.px(HIGH), max(theme.px(LOW), free)))
        self.legend.days.setVisible(self.body.height() >= theme.px(LOW + 50))

    def retranslate(self) -> None:
        """Say everything again."""
        self.show_lines(self._lines, self.map.chosen)
        self._show_view()

    # inside

    def _set_view(self, view: str) -> None:
        self._desk.settings.markets_below = view
        settings_of.keep(self._desk.settings)
        self._show_view()

    def _show_view(self) -> None:
        view = self._desk.settings.markets_below
        place = VIEWS.index(view) if view in VIEWS else 0
        self.buttons.show_chosen(VIEWS[place])
        self._shown.setCurrentIndex(place)
        self.legend.setVisible(place == 0)
        self.summary.setText(words.say("markets.map.source") if place == 0 else "")

    def _keep(self, name: str, opened: bool) -> None:
        others = set(self._desk.settings.folded.split()) - {name}
        self._desk.settings.folded = " ".join(sorted(others if opened else others | {name}))
        settings_of.keep(self._desk.settings)

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.buttons)
        side.addWidget(self.legend)
        side.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(self._shown, 1)
        row.addLayout(side)
        self.legend.setFixedWidth(theme.px(LEGEND))
        self.column.setContentsMargins(16, 0, 16, 10)
        self.column.addLayout(row)


class _Legend(QWidget):
    """What the colours mean, with counts; and which doors close first."""

    def __init__(self) -> None:
        super().__init__()
        self.answers, self.days = QWidget(), QWidget()
        self._counts = {answer: Plain(role="strong") for answer in (ELIGIBLE, REVIEW, "rest")}
        grid = QGridLayout(self.answers)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.addWidget(Label("markets.map.title", "strong"), 0, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        for place, (answer, count) in enumerate(self._counts.items(), 1):
            grid.addWidget(_Swatch(answer), place, 0)
            key = "markets.map.rest" if answer == "rest" else f"markets.word.{answer}"
            grid.addWidget(Label(key), place, 1)
            grid.addWidget(count, place, 2)
        self._last = QVBoxLayout(self.days)
        self._last.setContentsMargins(0, 6, 0, 0)
        self._last.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.answers)
        column.addWidget(self.days)

    def show_lines(self, lines: Sequence[MarketLine]) -> None:
        """Count the answers, and show the last days to load that come first."""
        groups = [line.group for line in lines]
        known = {answer: groups.count(answer) for answer in (ELIGIBLE, REVIEW)}
        known["rest"] = len(groups) - sum(known.values())
        for answer, count in known.items():
            self._counts[answer].setText(str(count))
        empty(self._last)
        last = sorted(
            (line.suggestion.last_day_to_load, line.title)
            for line in lines
            if line.suggestion is not None
            and line.group == ELIGIBLE
            and line.suggestion.last_day_to_load is not None
        )
        if last:
            self._last.addWidget(Label("report.column.last_day", "strong"))
        for day, title in last[:DAYS]:
            row = QHBoxLayout()
            row.addWidget(Elided(title), 1)
            row.addWidget(Plain(words.day(day)))
            self._last.addLayout(row)


class _Swatch(QWidget):
    """What stands for an answer on the map."""

    def __init__(self, answer: str) -> None:
        super().__init__()
        self._answer = answer

    def sizeHint(self) -> QSize:
        """Return the size of a mark."""
        return QSize(theme.px(SWATCH), theme.px(SWATCH))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the middle."""
        side = float(theme.px(SWATCH))
        painter = QPainter(self)
        paint_swatch(painter, self._answer, QRectF(0, (self.height() - side) / 2, side, side))
        painter.end()


def _heads(lines: Sequence[MarketLine]) -> list[ScoreHead]:
    first = next((line.suggestion for line in lines if line.suggestion is not None), None)
    worth = {part.name: part.weight or 0 for part in first.parts} if first else {}
    heads = [
        ScoreHead(words.say(f"markets.{column}"), sum(worth.get(name, 0) for name in names))
        for column, names in PARTS.items()
    ]
    return [*heads, ScoreHead(words.say("markets.adjust"), 0)]


def _rows(lines: Sequence[MarketLine]) -> list[ScoreRow]:
    rows = []
    for line in lines:
        if line.suggestion is None or line.market is None:
            continue
        points = [points_of(line.suggestion, column) for column in PARTS]
        left = adjustment(line.suggestion)
        parts = [*((signed(p), p) for p in points), (signed(left) if left else "", left)]
        score = str(line.suggestion.score)
        sure = line.group == ELIGIBLE
        rows.append(ScoreRow(line.market.id, line.title, score, tuple(parts), sure))
    return rows
