"""The table of the accounts with its bars: a row a line, all together at the end."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QScrollArea, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.accounts import Figures
from broker_app.domain.rate import HOME
from broker_app.jobs import accounts_report
from broker_app.jobs.accounting import Report
from broker_app.ui import theme
from broker_app.ui.models.columns import NOTHING, Cell, Look
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.table import HEAD, Table
from broker_app.ui.widgets.bar_chart import Bar, BarChart
from broker_app.ui.widgets.scrolled import Column
from broker_app.ui.widgets.text import Label, line

TOTAL = -1
"""The id of the row of all together."""
CHART_FROM = 1216
"""Below this width of the page the table takes all of it."""
PURCHASE_FROM = 1040
"""Below this width the names need the room of the purchase cost."""
_FIGURES = (
    ("bought", 72),
    ("sold", 72),
    ("shipped", 72),
    ("purchase", 104),
    ("sales", 104),
    ("cost", 104),
    ("margin", 104),
    ("share", 72),
    ("input_tax", 104),
    ("open_count", 72),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: how it is called, its figures, whether it is the sum of the others."""

    name: str
    figures: Figures
    is_total: bool = False


class AccountsTable(QWidget):
    """Says which line is chosen; None for all of them."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._way = "month"
        self.model = ShortModel(self._columns())
        self.table = Table(self.model)
        self.table.call_it("page.accounts")
        bar = self.table.horizontalHeader()
        bar.setSectionsClickable(False)
        bar.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bar.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.chart = BarChart()
        self._lines: tuple[Figures, ...] = ()
        self._lay_out()
        self.table.picked.connect(self._choose)
        self.chart.chosen.connect(self.table.go_to)

    def show_report(self, report: Report) -> None:
        """Show the lines of a report."""
        self._lines = report.lines
        self._way = report.way
        rows = [
            (place, Row(accounts_report.name_of(report, one), one))
            for place, one in enumerate(report.lines)
        ]
        total = Row(words.say("accounts.total"), report.total, is_total=True)
        self.model.show_rows([*rows, (TOTAL, total)])
        bars = [
            Bar(row.name, row.figures.margin, _yen(row.figures.margin), row.figures.sales)
            for _, row in rows
        ]
        self.chart.show_bars(bars, words.say("accounts.chart"))

    def fit(self, width: int) -> None:
        """Show the bars, and every column, where there is room for them."""
        self._side.setVisible(width >= theme.px(CHART_FROM))
        narrow = width < theme.px(PURCHASE_FROM)
        self.table.setColumnHidden(self.model.place_of("purchase"), narrow)

    def _choose(self) -> None:
        number = self.table.current_vehicle()
        known = number is not None and 0 <= number < len(self._lines)
        self.chosen.emit(self._lines[number] if known and number is not None else None)

    def _columns(self) -> list[ShortColumn]:
        first = ShortColumn("name", self._line_of, Look.TEXT, 136, lambda r: _strong(r, r.name))
        figures = [
            ShortColumn(
                key, head(f"accounts.{key}"), Look.FIGURE, width, _CELLS.get(key, _money(key))
            )
            for key, width in _FIGURES
        ]
        return [first, *figures]

    def _line_of(self) -> str:
        return words.say(f"accounts.{self._way}")

    def _lay_out(self) -> None:
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        column = Column(inner)
        column.setContentsMargins(16, 0, 16, 0)
        column.addWidget(self.chart)
        column.addStretch(1)
        self._area.setWidget(inner)
        # Rows of both are of one height, so that each bar stands beside its line.
        own, other = self.table.verticalScrollBar(), self._area.verticalScrollBar()
        own.valueChanged.connect(other.setValue)
        other.valueChanged.connect(own.setValue)
        title = Label("accounts.chart", "caption")
        title.setFixedHeight(theme.px(HEAD) - 1)
        title.setContentsMargins(16, 0, 16, 0)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(title)
        side.addWidget(line("h"))
        side.addWidget(self._area, 1)
        self._side.setFixedWidth(theme.px(296))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.table, 1)
        row.addWidget(line("v"))
        row.addWidget(self._side)


def _strong(row: Row, text: str) -> Cell:
    return Cell(text, strong=row.is_total)


def _count(key: str) -> Callable[[Row], Cell]:
    def cell(row: Row) -> Cell:
        count = getattr(row.figures, key)
        return _strong(row, words.number(count)) if count else NOTHING

    return cell


def _money(key: str) -> Callable[[Row], Cell]:
    def cell(row: Row) -> Cell:
        amount = getattr(row.figures, key)
        return _strong(row, _yen(amount)) if amount else NOTHING

    return cell


def _share(row: Row) -> Cell:
    share = row.figures.share
    return NOTHING if share is None else _strong(row, words.percent(share).removesuffix(" %"))


def _open(row: Row) -> Cell:
    count = len(row.figures.open)
    return Cell(words.number(count), missing=True, strong=row.is_total) if count else NOTHING


def _yen(amount: int) -> str:
    return words.figures(amount, HOME)


_CELLS: dict[str, Callable[[Row], Cell]] = {
    "bought": _count("bought"),
    "sold": _count("sold"),
    "shipped": _count("shipped"),
    "share": _share,
    "open_count": _open,
}
