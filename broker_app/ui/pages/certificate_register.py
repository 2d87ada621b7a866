"""The register of export certificates: what ends when, and what has to be handed back."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView, QStackedLayout, QWidget

from broker_app import words
from broker_app.jobs import certifying, names
from broker_app.jobs.certifying import Line
from broker_app.ui import theme
from broker_app.ui.models.columns import NOTHING, Cell, Look, grouped
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.pages.page import Desk
from broker_app.ui.table import Table
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.tabs import TabStrip
from broker_app.ui.widgets.text import Label

WIDTH, HEIGHT = 1160, 420
FILTERS = ("all", "soon", "expired")
_MARKS = {"valid": "passed", "soon": "warning", "expired": "error", "exported": "passed"}


class CertificateRegister(Dialog):
    """Every certificate that counts; sorted by any column, the first to end on top."""

    show_vehicle = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(words.say("certificate.register"), parent, width=WIDTH)
        self.lines = certifying.register(desk.reader, desk.asked.today)
        self.model = ShortModel(_columns())
        self.table = Table(self.model)
        self.table.call_it("certificate.register")
        self.tabs = TabStrip()
        self._sorted = ("scheduled_on", False)
        self._make_tabs()
        self._lay_out()
        self.table.sort_wanted.connect(self.sort)
        self.table.activated.connect(lambda _: self.open_vehicle())
        self.tabs.chosen.connect(self.show_filter)
        self.show_filter("all")

    def show_filter(self, name: str) -> None:
        """Show all, those that end within 30 days, or those that have ended."""
        self.tabs.choose(name)
        self._show()

    def sort(self, column: str, descending: bool) -> None:
        """Sort by a column; lines without a value stand last."""
        self._sorted = (column, descending)
        self._show()

    def open_vehicle(self) -> None:
        """Show the vehicle of the line under the cursor."""
        vehicle = self.table.current_vehicle()
        if vehicle is not None:
            self.show_vehicle.emit(vehicle)
            self.accept()

    def _show(self) -> None:
        column, descending = self._sorted
        key = SORTED_BY[column]
        chosen = [line for line in self.lines if _is_in(line, self.tabs.current)]
        known = [line for line in chosen if key(line) is not None]
        known.sort(key=key, reverse=descending)
        rows = known + [line for line in chosen if key(line) is None]
        self.table.show_sort(column, descending)
        self.model.show_rows([(line.entry.certificate.vehicle, line) for line in rows])
        self._views.setCurrentIndex(0 if rows else 1)
        if rows:
            self.table.go_to(0)

    def _make_tabs(self) -> None:
        for name in FILTERS:
            tab = self.tabs.add(name, f"certificate.filter.{name}")
            tab.count(sum(_is_in(line, name) for line in self.lines))

    def _lay_out(self) -> None:
        bar = self.table.horizontalHeader()
        bar.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bar.setSectionResizeMode(self.model.place_of("owner"), QHeaderView.ResizeMode.Stretch)
        holder = QWidget()
        holder.setMinimumHeight(theme.px(HEIGHT))
        self._views = QStackedLayout(holder)
        self._views.addWidget(self.table)
        self._views.addWidget(Label("certificate.none_here", "label"))
        self.body.addWidget(self.tabs)
        self.body.addWidget(holder, 1)
        self.table.setFocus()


def _is_in(line: Line, name: str) -> bool:
    return name == "all" or (line.term is not None and line.term.state == name)


def _name(line: Line) -> str:
    return names.vehicle_name(line.entry.maker, line.entry.model)


SORTED_BY: dict[str, Callable[[Line], Any]] = {
    "scheduled_on": lambda line: line.term.scheduled_on if line.term else None,
    "days_left": lambda line: line.term.days_left if line.term else None,
    "return_by": lambda line: line.term.return_by if line.term else None,
    "name": lambda line: _name(line) or None,
    "chassis_number": lambda line: line.entry.chassis_number or None,
    "number": lambda line: _number(line) or None,
    "owner": lambda line: line.entry.certificate.owner or None,
    "shipment": lambda line: line.entry.shipment_number or None,
}


def _columns() -> list[ShortColumn]:
    return [
        ShortColumn(
            "scheduled_on", head("certificate.column.scheduled_on"), Look.TEXT, 160, _scheduled
        ),
        ShortColumn("days_left", head("certificate.column.days_left"), Look.FIGURE, 84, _days),
        ShortColumn("return_by", head("certificate.column.return_by"), Look.FIGURE, 132, _return),
        ShortColumn("name", head("column.name"), Look.NAME, 176, lambda line: Cell(_name(line))),
        ShortColumn(
            "chassis_number",
            head("column.chassis_number"),
            Look.CODE,
            146,
            lambda line: Cell(line.entry.chassis_number),
        ),
        ShortColumn(
            "number",
            head("certificate.column.number"),
            Look.CODE,
            150,
            lambda line: Cell(_number(line)),
        ),
        ShortColumn("owner", head("certificate.column.owner"), Look.TEXT, 180, _owner),
        ShortColumn(
            "shipment",
            head("certificate.column.shipment"),
            Look.CODE,
            112,
            lambda line: Cell(line.entry.shipment_number),
        ),
    ]


def _number(line: Line) -> str:
    return line.entry.certificate.number or line.entry.certificate.reference_number


def _scheduled(line: Line) -> Cell:
    if line.term is None:
        return Cell(words.say("word.unknown"), missing=True)
    return Cell(words.day(line.term.scheduled_on), mark=_MARKS[line.term.state])


def _days(line: Line) -> Cell:
    if line.term is None:
        return NOTHING
    if line.term.exported:
        return Cell(words.say("certificate.state.exported"))
    return Cell(grouped(line.term.days_left))


def _return(line: Line) -> Cell:
    back = line.term.return_by if line.term else None
    return Cell(words.day(back)) if back else NOTHING


def _owner(line: Line) -> Cell:
    owner = line.entry.certificate.owner
    if line.owner == "differs":
        return Cell(owner, words.say("certificate.not_exporter"), mark="warning")
    return Cell(owner)
