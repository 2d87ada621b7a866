"""Four cars, a company, a screened buyer and one shipment, open on the shipments page."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from broker_app.domain.party import Company, Party
from broker_app.jobs import editing, particulars, shipping
from broker_app.jobs.progress import silent
from broker_app.store.database import open_file
from broker_app.ui.pages.shipments import ShipmentsPage
from tests.clear import clear

from ..conftest import BOOKS, QUESTION, TODAY, car, idle, put_stock

COMPANY = Company(
    name="ASAGIRI MOTORS EXPORT CO., LTD.",
    address=("3-14-8 KAIGANDORI", "YOKOHAMA"),
    bank=("KAZAMIDORI BANK",),
    signatory="R. HAYAMI",
    number_prefix="AMX",
)
VOYAGE = {
    "port_of_loading": "JPYOK",
    "port_of_discharge": "KEMBA",
    "vessel": "SHIRANAMI LEADER",
    "voyage": "118W",
    "etd": "2026-12-06",
    "incoterm": "CIF",
    "currency": "USD",
    "freight": 190_000,
    "insurance": 3_000,
    "payment_terms": "T/T BEFORE SHIPMENT",
    "marks": ("MAWIMBI",),
}
AXIO, MARK_X, AXELA, PRIUS = 1, 2, 3, 4


def fill(file: Path, **values: object) -> int:
    """Store four cars, the company, a screened buyer and one shipment; the Axio is on board."""
    with open_file(file) as db:
        put_stock(
            db,
            [
                car(1, made_in="JP"),
                car(2, made_in="JP", model="MARK X", displacement_cc=2499),
                car(3, made_in="JP", model="AXELA", displacement_cc=None, maker="MAZDA"),
                car(4, made_in="JP", model="PRIUS", powertrain="hybrid", displacement_cc=1797),
            ],
        )
        editing.save_company(db, silent, COMPANY, "Sato", BOOKS, QUESTION)
        buyer, _ = editing.save_party(db, Party(name="MAWIMBI MOTORS", country="KE"), "Sato")
        clear(db, BOOKS, buyer, on=TODAY)
        people = dict.fromkeys(("buyer", "consignee", "notify"), buyer)
        given = VOYAGE | people | values
        shipment, _ = shipping.new_shipment(db, BOOKS, "Sato", TODAY, given)
        particulars.put(db, BOOKS, shipment, {"idf": "E2611-004417"}, "Sato")
        shipping.add_vehicle(db, BOOKS, shipment, AXIO, 415_000, "Sato", TODAY)
    return shipment


@pytest.fixture
def filled(file):
    return fill(file)


@pytest.fixture
def page(qtbot, filled, open_main):
    return show(qtbot, open_main(), filled)


def show(qtbot, window, shipment) -> ShipmentsPage:
    window.show_page("shipments", shipment)
    idle(qtbot, window)
    page = window.current
    assert isinstance(page, ShipmentsPage)
    return page


def settle(qtbot, page):
    idle(qtbot, page.window())


def reader(page):
    return page.desk.reader


def board(page):
    return page.one.board


def stops(page):
    return {(stop.group, stop.title): stop for stop in page.one.pane.stops}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder that the native dialog answers."""
    chosen = tmp_path / "papers"
    chosen.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(chosen))
    return chosen
