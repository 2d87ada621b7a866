"""What the tests of certificates share: a whole paper, and how one types it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from broker_app.store.database import open_file
from broker_app.ui.pages.certificate_form import CertificateForm
from broker_app.ui.pages.vehicles import VehiclesPage

from .conftest import car, idle, page_of, put_stock

CTRL = Qt.KeyboardModifier.ControlModifier
AXELA = {
    "number": "4711",
    "reference_number": "1234567890123456",
    "registration_number": "YOKOHAMA 300 1234",
    "registered_on": "H28.5.14",
    "first_registered": "H28.5",
    "chassis_number": "BM5FS-7000003",
    "maker": "MAZDA",
    "model_type": "DBA-BM5FS",
    "engine_model": "P5",
    "owner": "ASAGIRI MOTORS",
    "owner_address": "YOKOHAMA",
    "user": "***",
    "locality": "***",
    "classification": "small",
    "use": "passenger",
    "purpose": "private",
    "body": "sedan",
    "seats": "5",
    "weight_kg": "1,240",
    "gross_weight_kg": "1515",
    "displacement_cl": "1.49",
    "fuel": "g",
    "type_number": "17285",
    "class_number": "0012",
    "length_cm": "458",
    "width_cm": "179",
    "height_cm": "145",
    "axle_ff_kg": "770",
    "axle_rr_kg": "470",
    "scheduled_on": "r9 1 15",
    "issued_on": "R8.11.20",
    "office": "KANAGAWA",
}


def opened(file: Path, open_main):
    """A car of which neither displacement nor powertrain are known, and another one."""
    unknown = {"displacement_cc": None, "powertrain": None, "fuel": None}
    with open_file(file) as db:
        axela = {"model": "AXELA", "maker": "MAZDA", "model_code": "BM5FS"}
        put_stock(db, [car(3, chassis_number="BM5FS-7000003", **axela, **unknown), car(4)])
    return open_main()


def stock_page(window) -> VehiclesPage:
    page = page_of(window, VehiclesPage)
    assert isinstance(page, VehiclesPage)
    return page


def choose(page: VehiclesPage, model: str):
    row = next(r for r in range(page.model.rowCount()) if page.model.row_at(r)["model"] == model)
    page.table.go_to(row)
    return page.side.pane


def open_form(qtbot, window, model: str = "AXELA") -> CertificateForm:
    page = stock_page(window)
    choose(page, model)
    page.do("certificate")
    form = page.certificates.form
    assert form is not None
    qtbot.waitUntil(form.isVisible)
    qtbot.waitUntil(lambda: form.sheet.boxes["number"].edit.hasFocus())
    return form


def type_into(form: CertificateForm, **texts: str) -> None:
    for name, text in texts.items():
        edit = form.sheet.boxes[name].edit
        edit.setText(text)
        form.sheet.boxes[name].commit()


def said(part) -> list[str]:
    return [label.text() for label in part.findChildren(QLabel)]


def fill(form: CertificateForm, **changed: str) -> None:
    type_into(form, **(AXELA | changed))


def stored_scan(qtbot, window, scan, **changed: str):
    """Store a certificate with its scan; returns the pane that shows its vehicle."""
    form = open_form(qtbot, window)
    fill(form, **changed)
    form.attach(scan)
    form.accept()
    qtbot.waitUntil(lambda: stock_page(window).certificates.form is None)
    idle(qtbot, window)
    return stock_page(window).side.pane
