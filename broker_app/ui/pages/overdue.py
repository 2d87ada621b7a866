"""What is overdue: buyer, vehicle, amount and days, the longest first."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView, QWidget

from broker_app import words
from broker_app.jobs import paying
from broker_app.jobs.paying import Overdue
from broker_app.ui import theme
from broker_app.ui.models.columns import Cell, Look
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.table import HEAD, ROW, Table
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Button, Plain

MOST_ROWS, WIDTH = 12, 820


class OverdueDialog(Dialog):
    """A row opens its vehicle."""

    vehicle_wanted = Signal(int)
    in_table_wanted = Signal()
    """The stock, filtered by what is overdue."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(words.say("action.overdue"), parent, width=WIDTH)
        found = paying.overdue(desk.reader, desk.asked.today)
        self.model = ShortModel(_columns())
        self.model.show_rows([(late.sale.vehicle, late) for late in found])
        self.table = Table(self.model)
        self.table.call_it("action.overdue")
        self.sums = Plain(words.listed(sums_of(found)), "strong")
        if not found:
            self.table.hide()
            self.body.addWidget(Plain(words.say("overdue.none"), "label", wrap=True))
            return
        self._set_up(len(found))
        self.body.addWidget(self.table)
        self.body.addWidget(self.sums)
        show = Button("overdue.in_table", link=True)
        show.clicked.connect(self._show_in_table)
        self.body.addWidget(show)
        self.table.activated.connect(lambda index: self._open(index.row()))
        self.table.setFocus()

    def _set_up(self, count: int) -> None:
        bar = self.table.horizontalHeader()
        bar.setSectionsClickable(False)
        bar.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bar.setSectionResizeMode(self.model.place_of("vehicle"), QHeaderView.ResizeMode.Stretch)
        shown = min(count, MOST_ROWS)
        self.table.setFixedHeight(theme.px(HEAD) + shown * theme.px(ROW) + 2)
        self.table.selectRow(0)

    def _open(self, row: int) -> None:
        vehicle = self.model.id_at(row)
        if vehicle is not None:
            self.accept()
            self.vehicle_wanted.emit(vehicle)

    def _show_in_table(self) -> None:
        self.accept()
        self.in_table_wanted.emit()


def sums_of(found: Sequence[Overdue]) -> list[str]:
    """Return what is overdue in each currency."""
    sums: Counter[str] = Counter()
    for late in found:
        sums[late.sale.currency] += late.settlement.balance.minor_units
    return [words.money(units, currency) for currency, units in sorted(sums.items())]


def _columns() -> list[ShortColumn]:
    return [
        ShortColumn("buyer", head("sale.buyer"), Look.TEXT, 184, lambda late: Cell(late.buyer)),
        ShortColumn("vehicle", head("overdue.vehicle"), Look.TEXT, 240, _vehicle),
        ShortColumn("owed", head("overdue.owed"), Look.FIGURE, 140, _owed),
        ShortColumn("due", head("overdue.due"), Look.FIGURE, 120, _due),
        ShortColumn("days", head("overdue.days"), Look.FIGURE, 72, _days),
    ]


def _vehicle(late: Overdue) -> Cell:
    return Cell(late.vehicle)


def _owed(late: Overdue) -> Cell:
    owed = late.settlement.balance
    return Cell(words.money(owed.minor_units, owed.currency))


def _due(late: Overdue) -> Cell:
    return Cell(day_of(late.sale.due_on))


def _days(late: Overdue) -> Cell:
    return Cell(words.number(late.days))
