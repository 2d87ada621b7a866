"""The list of shipments, and what stands there before the first one."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.party import Party, Port
from broker_app.domain.shipment import Shipment
from broker_app.store import companies, documents, parties, shipments
from broker_app.store.database import Rows
from broker_app.ui import theme
from broker_app.ui.models.columns import NOTHING, Cell, Look
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.pages.company_choice import name_of
from broker_app.ui.pages.shipment_board import INVOICE
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.table import Table
from broker_app.ui.widgets.empty_page import EmptyPage


@dataclass(frozen=True)
class Row:
    """One shipment of the list."""

    shipment: Shipment
    port: Port | None
    consignee: str
    vehicles: int
    invoice: str
    company: str


class ShipmentList(QWidget):
    """Number, destination, consignee, vehicles, departure, invoice, state; of several companies
    also whose it is."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.model = ShortModel(_columns())
        self.table = Table(self.model)
        self.table.call_it("page.shipments")
        bar = self.table.horizontalHeader()
        bar.setSectionsClickable(False)
        bar.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bar.setSectionResizeMode(self.model.place_of("consignee"), QHeaderView.ResizeMode.Stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        self.table.clicked.connect(self._open)
        self.table.activated.connect(self._open)

    def show_all(self, reader: Rows, ports: Mapping[str, Port]) -> int:
        """Show every shipment, the latest first; returns how many there are."""
        people = {p.id: p for p in parties.every(reader)}
        own = {c.id: name_of(c) for c in companies.every(reader)}
        self.table.setColumnHidden(self.model.place_of("company"), len(own) < 2)
        counts, issued = shipments.counts(reader), documents.issued(reader, INVOICE)
        rows = [
            (
                s.id,
                Row(
                    s,
                    ports.get(s.port_of_discharge),
                    _consignee_of(s, people),
                    counts.get(s.id, 0),
                    issued.get(s.id, ""),
                    own.get(s.company or companies.FIRST, ""),
                ),
            )
            for s in shipments.every(reader)
            if s.id is not None
        ]
        self.model.show_rows(rows)
        return len(rows)

    def changeEvent(self, event: QEvent) -> None:
        """Say cells and heads again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.model.retranslate()

    def _open(self) -> None:
        shipment = self.table.current_vehicle()
        if shipment is not None:
            self.chosen.emit(shipment)


def no_shipments() -> EmptyPage:
    """Return what stands there before the first shipment; its button makes one."""
    return EmptyPage(_carrier, "shipment.empty_title", "shipment.empty_text", "action.new_shipment")


def _carrier(painter: QPainter) -> None:
    """Draw a car carrier on the water."""
    look = theme.now()
    pen = QPen(look.ink2, 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    hull = ((12, 52), (150, 52), (140, 78), (24, 78), (12, 52))
    painter.drawPolyline([QPointF(*p) for p in hull])
    painter.drawPolyline([QPointF(*p) for p in ((20, 52), (20, 24), (128, 24), (140, 52))])
    painter.drawRect(QRectF(112, 12, 14, 12))
    painter.setPen(QPen(look.line2, 1))
    for y in (33.5, 42.5):
        painter.drawLine(QPointF(21, y), QPointF(131 if y < 40 else 135, y))
    painter.setPen(QPen(look.ink, 2))
    painter.drawLine(QPointF(2, 86), QPointF(158, 86))


def _consignee_of(shipment: Shipment, people: Mapping[int | None, Party]) -> str:
    named = people.get(shipment.consignee) or people.get(shipment.buyer)
    return named.name if named else ""


def _columns() -> list[ShortColumn]:
    return [
        ShortColumn(
            "number", head("column.number"), Look.CODE, 136, lambda r: Cell(r.shipment.number)
        ),
        ShortColumn("destination", head("column.destination"), Look.NAME, 220, _destination),
        ShortColumn("consignee", head("shipment.consignee"), Look.TEXT, 200, _consignee),
        ShortColumn("company", head("shipment.shipper"), Look.TEXT, 200, lambda r: Cell(r.company)),
        ShortColumn("vehicles", head("page.vehicles"), Look.FIGURE, 88, _vehicles),
        ShortColumn("etd", head("shipment.etd"), Look.FIGURE, 132, _etd),
        ShortColumn("invoice", head("paper.kind.CI"), Look.CODE, 152, lambda r: Cell(r.invoice)),
        ShortColumn("state", head("column.state"), Look.TEXT, 104, _state),
    ]


def _destination(row: Row) -> Cell:
    if row.port is None:
        return Cell(words.say("word.unknown"), missing=True)
    return Cell(row.port.name, words.country(row.port.country))


def _consignee(row: Row) -> Cell:
    return Cell(row.consignee) if row.consignee else Cell(words.say("word.unknown"), missing=True)


def _vehicles(row: Row) -> Cell:
    return Cell(str(row.vehicles)) if row.vehicles else NOTHING


def _etd(row: Row) -> Cell:
    etd = row.shipment.etd
    return Cell(day_of(etd)) if etd else Cell(words.say("word.unknown"), missing=True)


def _state(row: Row) -> Cell:
    state = "issued" if row.invoice and row.shipment.state == "draft" else row.shipment.state
    return Cell(words.say(f"shipment.state_{state}"))
