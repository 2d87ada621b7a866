"""The vehicles of a shipment with their prices, and the invoice added up below them."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QSizePolicy,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.domain.money import Money
from broker_app.domain.shipment import WITH_FREIGHT, WITH_INSURANCE, named_place
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Verdict
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.jobs.editing import read_amount
from broker_app.jobs.shipping import OnBoard
from broker_app.ui import theme
from broker_app.ui.models.columns import NOT_APPLICABLE, NOTHING, Cell, Look, grouped
from broker_app.ui.models.short_model import Index, ShortColumn, ShortModel, head
from broker_app.ui.pages.shipment_board import Board, Judged, figures, name_of
from broker_app.ui.table import HEAD, ROW, SIDE, RowDelegate, Table
from broker_app.ui.widgets.text import Button, Label, Plain

SUM = 24
_NO_ENGINE = ("electric", "fuel_cell", "none")


@dataclass(frozen=True)
class Line:
    """One row: a vehicle on its way."""

    place: int
    record: Vehicle
    price: Money
    incoterm: str
    currency: str
    verdict: Verdict | None


class ShipmentLines(QWidget):
    """The table of vehicles; prices are typed in their cells."""

    priced = Signal(int, object)
    """A vehicle and its new price in minor units."""
    taken_off = Signal(list)
    add = Signal()
    picked = Signal()

    def __init__(self, books: Books) -> None:
        super().__init__()
        self._books = books
        self._board: Board | None = None
        self.model = ShortModel(vehicle_columns(self._price_column()))
        self.table = LinesTable(self.model)
        self.sums = Sums(self.table, self.model.place_of("price"))
        self.problem = Plain(role="problem", wrap=True)
        self.problem.setContentsMargins(16, 4, 16, 0)
        self.problem.hide()
        self.add_link = Button("shipment.add", link=True)
        self.off_link = Button("shipment.to_take_off", link=True)
        self._lay_out()
        self.model.typed.connect(self._price_typed)
        self.table.picked.connect(self._picked)
        self.table.off_wanted.connect(self._take_off)
        self.off_link.clicked.connect(self._take_off)
        self.add_link.clicked.connect(self.add)
        self._picked()

    def show_board(self, board: Board, judged: Judged) -> None:
        """Show the vehicles of a shipment."""
        self._board = board
        self.problem.hide()
        currency = board.shipment.currency
        rows = [
            (line.vehicle, _row(place, line, currency, judged.verdict(line.vehicle)))
            for place, line in enumerate(board.lines, 1)
        ]
        self.model.show_rows(rows)
        self.table.fit()
        self.sums.show_sums(_sums(board, self._books))
        self.sums.setVisible(bool(rows))
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.off_link.setVisible(self.table.count > 0)

    def show_problem(self, problem: UserError) -> None:
        """Say below the table why a price was not stored; the last one is kept."""
        self.problem.setText(words.error(problem))
        self.problem.show()

    def edit_price(self, vehicle: int) -> None:
        """Open the field of a price."""
        row = self.model.row_of(vehicle)
        if row is not None:
            index = self.model.index(row, self.model.place_of("price"))
            self.table.setFocus()
            self.table.setCurrentIndex(index)
            self.table.edit(index)

    # inside

    def _price_typed(self, vehicle: int, _column: str, text: str) -> None:
        if self._board is None:
            return
        try:
            price = read_amount(text, self._board.shipment.currency)
        except UserError as problem:
            self.show_problem(problem)
            return
        old = next(n.agreed.price for n in self._board.lines if n.vehicle == vehicle)
        self.problem.hide()
        if Money(price, self._board.shipment.currency) != old:
            self.priced.emit(vehicle, price)

    def _picked(self) -> None:
        self.off_link.setVisible(self.table.count > 0)
        self.picked.emit()

    def _take_off(self) -> None:
        chosen = self.table.selected_ids()
        if chosen:
            self.taken_off.emit(chosen)

    def _price_column(self) -> ShortColumn:
        def said() -> str:
            currency = self._board.shipment.currency if self._board else ""
            return words.say("column.price", currency=currency)

        return ShortColumn("price", said, Look.FIGURE, 92, _price, _price_typed)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(16, 12, 16, 10)
        top.setSpacing(16)
        top.addWidget(Label("page.vehicles", "section"))
        top.addStretch(1)
        top.addWidget(self.off_link)
        top.addWidget(self.add_link)
        self.nothing = Label("shipment.no_vehicles", "label")
        self.nothing.setContentsMargins(16, 0, 16, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.nothing)
        column.addWidget(self.table, 1)
        column.addWidget(self.problem)
        column.addWidget(self.sums)


class LinesTable(Table):
    """As high as its rows, up to what there is room for; Delete takes rows off."""

    off_wanted = Signal()

    def __init__(self, model: ShortModel) -> None:
        super().__init__(model)
        self.setItemDelegate(PriceDelegate(self))
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = self.horizontalHeader()
        bar.setSectionsClickable(False)
        bar.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bar.setSectionResizeMode(model.place_of("name"), QHeaderView.ResizeMode.Stretch)
        self.setMinimumHeight(theme.px(HEAD + 3 * ROW))

    def fit(self) -> None:
        """Take the height of the rows."""
        height = theme.px(HEAD) + self.rows.rowCount() * theme.px(ROW)
        self.setMaximumHeight(height)
        self.setMinimumHeight(min(height, theme.px(HEAD + 5 * ROW)))

    def sizeHint(self) -> QSize:
        """Return the height of the rows."""
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take off by Delete."""
        if event.key() == Qt.Key.Key_Delete:
            self.off_wanted.emit()
        else:
            super().keyPressEvent(event)


class PriceDelegate(RowDelegate):
    """Lets a cell become a field: figures at the right, the same frame."""

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        """Return the field of a cell."""
        edit = QLineEdit(parent)
        edit.setProperty("cell", "true")
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.setAccessibleName(words.say("ship.price"))
        return edit


class Sums(QWidget):
    """The sums below the table: figures end where the figures of their column end."""

    def __init__(self, table: Table, column: int) -> None:
        super().__init__()
        self._table, self._column = table, column
        self._rows: list[tuple[str, str, bool]] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        table.horizontalHeader().geometriesChanged.connect(self.update)
        table.horizontalHeader().sectionResized.connect(lambda *_: self.update())

    def show_sums(self, rows: list[tuple[str, str, bool]]) -> None:
        """Show rows of label, figure, and whether it is the total."""
        self._rows = rows
        self.setFixedHeight(len(rows) * theme.px(SUM) + theme.px(4))
        self.setAccessibleName(words.listed(f"{label} {figure}" for label, figure, _ in rows))
        self.update()

    @property
    def figures(self) -> dict[str, str]:
        """The figures by their labels."""
        return {label: figure for label, figure, _ in self._rows}

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint labels up to the column, figures in it."""
        painter = QPainter(self)
        look = theme.now()
        left = self._table.columnViewportPosition(self._column)
        right = left + self._table.columnWidth(self._column) - theme.px(SIDE)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        height = theme.px(SUM)
        for place, (label, figure, total) in enumerate(self._rows):
            top = theme.px(4) + place * height
            painter.setFont(theme.font(theme.BODY, 600 if total else 400))
            painter.setPen(look.ink if total else look.ink2)
            painter.drawText(QRectF(0, top, left, height), flags, label)
            painter.setPen(look.ink)
            painter.drawText(QRectF(left - 80, top, right - left + 80, height), flags, figure)
        painter.end()


def vehicle_columns(*last: ShortColumn) -> list[ShortColumn]:
    """Return the columns that tell one vehicle from another, then those of the page."""
    return [
        ShortColumn("place", str, Look.FIGURE, 40, lambda line: Cell(str(line.place))),
        ShortColumn("name", head("column.name"), Look.NAME, 180, _name),
        *chassis_columns(),
        *last,
        verdict_column(),
    ]


def chassis_columns() -> list[ShortColumn]:
    """Return chassis number, registration and displacement."""
    return [
        ShortColumn("chassis", head("column.chassis_number"), Look.CODE, 136, _chassis),
        ShortColumn("registered", head("column.first_registered"), Look.FIGURE, 64, _registered),
        ShortColumn("cc", head("column.cc"), Look.FIGURE, 56, _displacement),
    ]


def verdict_column() -> ShortColumn:
    """Return the verdict on this voyage."""
    return ShortColumn("verdict", head("column.verdict"), Look.VERDICT, 108, _verdict)


def name_column() -> ShortColumn:
    """Return maker, model and grade."""
    return ShortColumn("name", head("column.name"), Look.NAME, 180, _name)


def _name(line: "Line") -> Cell:
    return Cell(name_of(line.record), line.record.grade_name or "")


def _chassis(line: "Line") -> Cell:
    return Cell(line.record.chassis_number or "")


def _registered(line: "Line") -> Cell:
    text = line.record.first_registered
    return Cell(text) if text else Cell(words.say("word.unknown"), missing=True)


def _displacement(line: "Line") -> Cell:
    record = line.record
    if record.displacement_cc is None:
        return NOT_APPLICABLE if record.powertrain in _NO_ENGINE else NOTHING
    return Cell(grouped(record.displacement_cc))


def _verdict(line: "Line") -> Cell:
    if line.verdict is None:
        return Cell(words.say("ui.not_judged"), mark="todo")
    outcome = line.verdict.outcome.value
    return Cell(words.say(f"verdict.{outcome}"), mark=outcome)


def _row(place: int, line: OnBoard, currency: str, verdict: Verdict | None) -> Line:
    agreed = line.agreed
    return Line(place, line.record, agreed.price, agreed.incoterm, currency, verdict)


def _price(line: Line) -> Cell:
    if line.price.currency != line.currency:
        return Cell(words.money(line.price.minor_units, line.price.currency), missing=True)
    if not line.price.minor_units:
        return Cell(words.say("word.unknown"), missing=True)
    # A price on FOB is the plain case; any other term is said.
    term = "" if line.incoterm == "FOB" else f"{line.incoterm} "
    return Cell(f"{term}{figures(line.price)}")


def _price_typed(line: Line) -> str:
    return figures(line.price).replace(",", "") if line.price.minor_units else ""


def _sums(board: Board, books: Books) -> list[tuple[str, str, bool]]:
    sums, shipment = board.sums, board.shipment
    if sums is None:
        return [(words.say("shipment.mixed"), "–", False)]
    term = shipment.incoterm
    port = books.ports.get(named_place(shipment))
    total = words.say("shipment.total", term=term, place=port.name if port else "").strip()
    if term not in WITH_FREIGHT:
        return [(total, figures(sums.total), True)]
    rows = [
        ("FOB", figures(sums.fob), False),
        (words.say("shipment.freight"), figures(sums.freight), False),
    ]
    if term in WITH_INSURANCE:
        rows.append((words.say("shipment.insurance"), figures(sums.insurance), False))
    return [*rows, (total, figures(sums.total), True)]
