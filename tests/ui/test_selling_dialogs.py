"""What is overdue, proforma invoices and price lists, from the vehicles page."""

import csv
from datetime import timedelta

import openpyxl
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QToolButton

from broker_app.domain.money import Money
from broker_app.domain.offer import Offer
from broker_app.domain.party import Company, Party
from broker_app.domain.payment import Payment
from broker_app.jobs import attaching, editing, offering, paying, selling
from broker_app.jobs.progress import silent
from broker_app.store.database import open_file
from broker_app.ui.actions import ACTIONS
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.widgets.text import Button
from tests.clear import clear

from .conftest import BOOKS, QUESTION, TODAY, idle, page_of

COMPANY = Company(
    name="ASAGIRI", address=("YOKOHAMA",), bank=("KAZAMIDORI BANK",), signatory="R. HAYAMI"
)


def ago(days):
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture
def window(stock, open_main):
    """Vehicles 1 and 2 are sold to MAWIMBI, 3 is offered to it and to TUMAINI, 4 is free."""
    with open_file(stock) as db:
        editing.save_company(db, silent, COMPANY, "Sato", BOOKS, QUESTION)
        first = editing.save_party(db, Party(name="MAWIMBI", country="KE"), "Sato")[0]
        second = editing.save_party(db, Party(name="TUMAINI", country="TZ"), "Sato")[0]
        clear(db, BOOKS, first, second, on=TODAY)
        for vehicle, due in ((1, ago(3)), (2, ago(30))):
            given = {"buyer": first, "price": 500_000 * vehicle, "currency": "USD", "due_on": due}
            selling.sell(db, vehicle, given, "Sato", TODAY)
        paying.put_payment(db, 2, Payment(amount=400_000, currency="USD"), "Sato", TODAY)
        for party in (first, second):
            made = Offer(vehicle=3, party=party, price=700_000, currency="USD")
            offering.put_offer(db, made, "Sato", TODAY)
        offering.put_list_price(db, 3, Money(720_000, "USD"), "Sato")
        offering.put_list_price(db, 4, Money(810_000, "USD"), "Sato")
    return open_main()


@pytest.fixture
def page(window):
    return page_of(window, VehiclesPage)


def act(qtbot, window, name):
    window.run_action(next(action for action in ACTIONS if action.id == name))
    idle(qtbot, window)
    return page_of(window, VehiclesPage).selling.shown


def select(page, *vehicles):
    rows = [page.model.row_of(vehicle) for vehicle in vehicles]
    page.table.clearSelection()
    for row in rows:
        page.table.selectionModel().select(
            page.model.index(row, 0),
            page.table.selectionModel().SelectionFlag.Select
            | page.table.selectionModel().SelectionFlag.Rows,
        )


def rows_of(model):
    return [
        [model.cell(row, column).text for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_what_is_overdue_is_listed_and_leads_to_its_vehicle(qtbot, window, page):
    dialog = act(qtbot, window, "overdue")
    found = rows_of(dialog.model)
    assert [(row[0], row[2], row[4]) for row in found] == [
        ("MAWIMBI", "USD 6,000.00", "30"),
        ("MAWIMBI", "USD 5,000.00", "3"),
    ]
    assert "MARK X" in found[0][1].upper()
    assert dialog.sums.text() == "USD 11,000.00"
    dialog.table.activated.emit(dialog.model.index(0, 0))
    idle(qtbot, window)
    assert page.side.pane.known.id == 2
    assert page.selling.shown is None


def test_the_table_is_filtered_by_the_state_of_sales(qtbot, window, page):
    dialog = act(qtbot, window, "overdue")
    link = next(b for b in dialog.findChildren(Button) if b.text() == "Show in the table")
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert sorted(page.model.ids()) == [1, 2]
    assert any("overdue" in c.text() for c in page.filters.chips.findChildren(QToolButton))
    with open_file(window.desk.runner.path) as db:
        paying.put_payment(db, 1, Payment(amount=500_000, currency="USD"), "Sato", TODAY)
    window.desk.runner.change(selling.sell, 2, {"due_on": ""}, "Sato", TODAY)
    idle(qtbot, window)
    assert list(page.model.ids()) == []
    names = [action.text() for action in page.filters.sales.menu().actions()]
    assert names == ["offered  1", "deposit paid  1", "paid  1"]
    page.filters.sales.menu().actions()[0].trigger()
    idle(qtbot, window)
    assert list(page.model.ids()) == [3]
    chip = next(c for c in page.filters.chips.findChildren(QToolButton) if "offered" in c.text())
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert page.model.rowCount() == 4


def test_nothing_overdue_is_said(qtbot, stock, open_main):
    window = open_main()
    dialog = act(qtbot, window, "overdue")
    assert dialog.table.isHidden()
    dialog.reject()


def test_a_proforma_is_made_of_what_is_selected(qtbot, window, page, tmp_path, monkeypatch):
    select(page, 1, 2)
    dialog = act(qtbot, window, "proforma")
    assert dialog.windowTitle() == "Proforma invoice of 2 vehicles"
    assert "Terms of payment is missing" in dialog.state.text()
    dialog.entries["port_of_discharge"].type_in("Mombasa, Kenya (KEMBA)")
    dialog.entries["payment_terms"].type_in("T/T IN ADVANCE")
    dialog.entries["port_of_loading"].type_in("Yokohama")
    dialog.entries["latest_shipment"].type_in("2026-12-31")
    idle(qtbot, window)
    assert dialog.state.text() == "It can be issued."
    dialog.entries["incoterm"].choose("CIF")
    assert not dialog.entries["freight"].isHidden()
    dialog.entries["incoterm"].choose("FOB")
    idle(qtbot, window)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    assert dialog.number.edit.placeholderText() == "PI-2026-0001"
    dialog.number.type_in("PI 77")
    qtbot.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert dialog.number.is_wrong
    assert not list(tmp_path.glob("*.xlsx"))
    dialog.number.type_in("pi-2026-0077")
    qtbot.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert window.bar.text == "PI-2026-0077_r0_MOMBASA.xlsx is issued as PI-2026-0077."
    assert (tmp_path / "PI-2026-0077_r0_MOMBASA.xlsx").is_file()
    page.table.select_vehicle(1)
    idle(qtbot, window)
    pane = page.side.pane
    link = next(b for b in pane.sale.findChildren(Button) if b.text().startswith("PI-2026-0077"))
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert pane.papers.preview.windowTitle().startswith("Proforma invoice PI-2026-0077")
    pane.papers.preview.reject()


def test_wrong_terms_are_said_in_the_dialog(qtbot, window, page):
    select(page, 1)
    dialog = act(qtbot, window, "proforma")
    dialog.entries["valid_until"].type_in("2026-11-01")
    idle(qtbot, window)
    assert dialog.problem.text().startswith("1 Nov 2026 is past")
    dialog.entries["port_of_discharge"].type_in("Atlantis")
    assert dialog.entries["port_of_discharge"].is_wrong
    dialog.accept()
    assert page.selling.shown is dialog
    dialog.reject()


def test_a_draft_is_looked_at(qtbot, window, page):
    select(page, 3)
    dialog = act(qtbot, window, "proforma")
    assert [dialog.entries["buyer"].box.itemText(n) for n in range(2)] == ["TUMAINI", "MAWIMBI"]
    dialog.entries["buyer"].choose(dialog.entries["buyer"].box.itemData(1))
    idle(qtbot, window)
    dialog.look_at()
    idle(qtbot, window)
    assert dialog.preview.preview.windowTitle() == "Proforma invoice Draft"
    assert dialog.record.buyer == dialog.entries["buyer"].box.itemData(1)
    dialog.preview.preview.reject()
    dialog.reject()


def test_vehicles_without_a_common_buyer_get_no_proforma(qtbot, window, page):
    select(page, 1, 4)
    assert act(qtbot, window, "proforma") is None
    assert window.bar.text.startswith("These vehicles are not all sold or offered to one buyer")


def price_list(qtbot, window, monkeypatch, target, form=None):
    dialog = act(qtbot, window, "price_list")
    if form:
        dialog.form.choose(form)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    return dialog


def test_a_price_list_of_all_that_is_found(qtbot, window, page, tmp_path, monkeypatch):
    dialog = price_list(qtbot, window, monkeypatch, tmp_path / "list.xlsx")
    assert dialog.windowTitle() == "Price list of 4 vehicles"
    assert dialog.photographs.isEnabled()
    dialog.entries["place"].type_in("Yokohama")
    dialog.columns["chassis_number"].setChecked(True)
    qtbot.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert window.bar.text == "list.xlsx: 2 vehicles listed, 2 left out: sold"
    said = [
        str(cell)
        for row in openpyxl.load_workbook(tmp_path / "list.xlsx").active.iter_rows(values_only=True)
        for cell in row
    ]
    assert "Chassis no." in said
    assert "7200" in said
    assert "700000" not in said


def test_a_price_list_for_a_country_leaves_out_what_is_blocked(
    qtbot, window, page, tmp_path, monkeypatch
):
    select(page, 3, 4)
    dialog = price_list(qtbot, window, monkeypatch, tmp_path / "list", "csv_cp932")
    dialog.entries["destination"].type_in("Russia")
    dialog.entries["language"].choose("ja")
    dialog.accept()
    idle(qtbot, window)
    assert "1 left out: blocked for Russia" in window.bar.text
    rows = list(csv.reader((tmp_path / "list.csv").read_text("cp932").splitlines()))
    assert rows[0][1] == "管理番号"
    assert len(rows) == 2


def test_what_cannot_be_listed_is_said_in_the_dialog(qtbot, window, page, tmp_path, monkeypatch):
    select(page, 1, 2)
    dialog = price_list(qtbot, window, monkeypatch, tmp_path / "list.xlsx")
    dialog.entries["destination"].type_in("Nowhere")
    assert dialog.entries["destination"].is_wrong
    dialog.accept()
    assert not dialog.problem.isVisible()
    dialog.entries["destination"].type_in("")
    dialog.accept()
    idle(qtbot, window)
    assert dialog.problem.text().startswith("No vehicle is left for the list")
    assert not (tmp_path / "list.xlsx").exists()
    dialog.reject()


def test_photographs_are_offered_where_there_are_some(qtbot, window, page, tmp_path, monkeypatch):
    page.selling.photographs = lambda _reader, _vehicle: b"no picture"
    dialog = price_list(qtbot, window, monkeypatch, tmp_path / "list.xlsx")
    assert dialog.photographs.isEnabled()
    dialog.photographs.setChecked(True)
    dialog.form.choose("csv")
    assert not dialog.photographs.isEnabled()
    dialog.form.choose("xlsx")
    dialog.accept()
    idle(qtbot, window)
    assert "2 photographs could not be read" in window.bar.text


def test_a_photograph_of_a_vehicle_goes_into_its_price_list(qtbot, stock, open_main, tmp_path):
    window = open_main()
    page = page_of(window, VehiclesPage)
    picture = tmp_path / "car.jpg"
    Image.new("RGB", (64, 48), "white").save(picture)
    assert page.selling.photographs(window.desk.reader, 1) is None
    window.desk.runner.change(attaching.attach, 1, [picture], "Sato", "photo")
    idle(qtbot, window)
    given = page.selling.photographs(window.desk.reader, 1)
    assert (given or b"")[:2] == b"\xff\xd8"
