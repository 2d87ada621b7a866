"""Beside a register: what can be entered about the row that is chosen, kept at once."""

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from broker_app.domain.changes import Changes
from broker_app.domain.particulars import Particular
from broker_app.domain.report import Report
from broker_app.errors import UserError
from broker_app.jobs import particulars
from broker_app.jobs.books import Books
from broker_app.jobs.registers import EDITS
from broker_app.store import particulars as kept
from broker_app.store import shipments
from broker_app.store.database import Database
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.entry import Entry
from broker_app.ui.widgets.particular_entry import entry_for, shown_in, stored
from broker_app.ui.widgets.scrolled import Column
from broker_app.ui.widgets.text import Button, Label, Plain, empty, line

WIDTH = 356


class RegisterPane(QFrame):
    """The particulars of one vehicle and of its shipment that a register is made of."""

    message = Signal(object)
    shipment_wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._key = ""
        self._row: tuple[int, int] | None = None
        self._currency = "JPY"
        self.entries: dict[str, Entry] = {}
        self._known: dict[str, Particular] = {}
        self.setFixedWidth(theme.px(WIDTH))
        self.title = Plain(role="section", wrap=True)
        self.number = Button("", link=True)
        self.number.clicked.connect(self._open_shipment)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(4)
        inner = QWidget()
        column = Column(inner)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.number)
        column.addLayout(self._fields)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(line("v"))
        whole.addWidget(area, 1)

    def show_row(self, report: Report | None, row: int | None) -> None:
        """Show what is entered about a row; hidden where nothing can be."""
        has = report is not None and report.key in EDITS and row is not None and report.shipments
        self.setVisible(bool(has))
        if not has or report is None or row is None:
            self._row = None
            return
        if report.key != self._key:
            self._make_fields(report.key)
        anew = self._row != (report.shipments[row], report.vehicles[row])
        self._row = (report.shipments[row], report.vehicles[row])
        self.title.setText(" ".join(filter(None, map(str, (report.rows[row][:2])))))
        number = str(report.rows[row][2])
        self.number.say(partial(str, number))
        self._show_values(anew)

    # inside

    def _make_fields(self, key: str) -> None:
        self._key, books = key, self._desk.books
        empty(self._fields)
        self.entries, self._known = {}, {}
        for scope, names in (("vehicle", EDITS[key].car), ("shipment", EDITS[key].ship)):
            if names:
                self._fields.addSpacing(8)
                self._fields.addWidget(Label(f"registers.of_{scope}", "caption"))
            for name in names:
                particular = books.particulars.find(scope, name)
                if particular is not None:
                    self._fields.addWidget(self._entry(particular))

    def _entry(self, particular: Particular) -> Entry:
        entry = entry_for(particular, self._desk.books, lambda: self._currency)
        entry.entered.connect(self._keep)
        self.entries[particular.key], self._known[particular.key] = entry, particular
        return entry

    def _show_values(self, anew: bool) -> None:
        if self._row is None:
            return
        shipment, vehicle = self._row
        self._currency = shipments.get(self._desk.reader, shipment).currency
        entered = kept.of_shipment(self._desk.reader, shipment)
        for key, entry in self.entries.items():
            of_car = self._known[key].scope == "vehicle"
            values = entered.vehicles.get(vehicle, {}) if of_car else entered.shipment
            value = shown_in(self._known[key], values.get(key, ""))
            (entry.put_anew if anew else entry.put)(value)

    def _keep(self, key: str, value: Any) -> None:
        if self._row is None:
            return
        shipment, vehicle = self._row
        of = [vehicle] if self._known[key].scope == "vehicle" else []
        desk = self._desk
        task = desk.runner.change(_put, desk.books, shipment, {key: stored(value)}, desk.who, of)
        task.on_failure(lambda problem: self._refuse(key, problem))

    def _refuse(self, key: str, problem: BaseException) -> None:
        if isinstance(problem, UserError) and key in self.entries:
            self.entries[key].show_problem(problem)
        else:
            self.message.emit(problem)

    def _open_shipment(self) -> None:
        if self._row is not None:
            self.shipment_wanted.emit(self._row[0])


def _put(
    db: Database, books: Books, shipment: int, values: dict[str, str], who: str, of: list[int]
) -> Changes:
    return particulars.put(db, books, shipment, values, who, of=of)
