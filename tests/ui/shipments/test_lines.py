"""The vehicles of a shipment and their prices."""

import pytest
from PySide6.QtCore import Qt

from broker_app.jobs import selling
from broker_app.store.database import open_file

from ..conftest import TODAY
from .conftest import AXELA, AXIO, MARK_X, PRIUS, board, settle


def test_a_price_is_typed_in_its_cell_and_undone(qtbot, page):
    lines = page.one.lines
    index = lines.model.index(0, lines.model.place_of("price"))
    assert index.flags() & Qt.ItemFlag.ItemIsEditable
    assert lines.model.setData(index, "4,300")
    settle(qtbot, page)
    assert lines.model.cell(0, index.column()).text == "4,300.00"
    page.window().do_undo()
    settle(qtbot, page)
    assert lines.model.cell(0, index.column()).text == "4,150.00"
    assert page.window().bar.text.startswith("Undone: ")


@pytest.mark.parametrize(
    ("text", "said"), [("abc", "no amount in USD"), ("0", "Enter the price"), ("-5", "below zero")]
)
def test_a_wrong_price_is_explained_below_the_table(qtbot, page, text, said):
    lines = page.one.lines
    lines.model.setData(lines.model.index(0, lines.model.place_of("price")), text)
    settle(qtbot, page)
    assert said in lines.problem.text()
    assert lines.problem.isVisible()
    assert board(page).lines[0].agreed.price.minor_units == 415_000


def test_figures_of_the_sums_follow_the_invoice(page):
    assert page.one.lines.sums.figures == {
        "FOB": "4,150.00",
        "Freight": "1,900.00",
        "Insurance": "30.00",
        "CIF Mombasa": "6,080.00",
    }


def test_a_vehicle_is_taken_off_and_comes_back_by_undo(qtbot, page):
    table = page.one.lines.table
    table.selectRow(0)
    assert page.footer() == ["1 selected", "USD 4,150.00"]
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    settle(qtbot, page)
    assert board(page).lines == []
    assert page.one.pane.button.text() == "Add vehicles"
    page.window().do_undo()
    settle(qtbot, page)
    assert [line.vehicle for line in board(page).lines] == [AXIO]


def test_vehicles_are_found_judged_and_added_with_a_price(qtbot, page):
    page.one.pick()
    settle(qtbot, page)
    picker = page.one.picker
    assert not page.one.pane.button.isVisible()
    assert list(picker.model.ids()) == [PRIUS, AXELA, MARK_X]
    picker.search.setText("mark x")
    picker.look()
    settle(qtbot, page)
    assert list(picker.model.ids()) == [MARK_X]
    picker.price.setText("16,900")
    qtbot.keyClick(picker.price, Qt.Key.Key_Return)
    settle(qtbot, page)
    assert [line.vehicle for line in board(page).lines] == [AXIO, MARK_X]
    assert board(page).lines[1].agreed.price.minor_units == 1_690_000
    assert list(picker.model.ids()) == []
    qtbot.keyClick(picker.price, Qt.Key.Key_Escape)
    assert not page.one.picks
    assert page.one.pane.button.isVisible()


def test_a_price_is_asked_for(qtbot, page):
    page.one.pick()
    settle(qtbot, page)
    page.one.picker.enter()
    assert page.one.picker.sentence.text() == "Enter the price the vehicle is sold at."


def test_blocked_for_this_voyage_is_refused_in_place(qtbot, page):
    page.one.fields.entries["port_of_discharge"].type_in("RUVVO")
    settle(qtbot, page)
    page.one.pick()
    settle(qtbot, page)
    picker = page.one.picker
    picker.table.select_vehicle(MARK_X)
    assert picker.band.isVisible()
    assert "2,499 cc" in picker.sentence.text()
    assert "Export Trade Control Order" in picker.law.text()
    assert not picker.add.isEnabled()
    picker.price.setText("100")
    picker.enter()  # whatever the screen says, the job refuses as well
    settle(qtbot, page)
    assert "may not be shipped there" in picker.sentence.text()
    assert "2,499 cc" in picker.sentence.text()
    assert [line.vehicle for line in board(page).lines] == [AXIO]


def test_undecided_vehicles_are_drafted_only(qtbot, page):
    page.one.fields.entries["port_of_discharge"].type_in("RUVVO")
    settle(qtbot, page)
    page.one.pick()
    settle(qtbot, page)
    picker = page.one.picker
    picker.table.select_vehicle(AXELA)
    assert picker.sentence.text().startswith("As a draft only.")
    assert picker.add.isEnabled()


def test_a_sold_vehicle_is_offered_at_its_price_and_term(qtbot, page):
    buyer = board(page).shipment.buyer
    given = {"buyer": buyer, "price": 1_700_000, "currency": "USD", "incoterm": "CIF"}
    with open_file(page.desk.runner.path) as db:
        selling.sell(db, MARK_X, given, "Sato", TODAY)
    page.one.pick()
    settle(qtbot, page)
    picker = page.one.picker
    picker.table.select_vehicle(MARK_X)
    assert (picker.price.text(), picker._currency.text()) == ("17,000.00", "USD CIF")
    picker.table.select_vehicle(AXELA)
    assert (picker.price.text(), picker._currency.text()) == ("", "USD FOB")
    picker.table.select_vehicle(MARK_X)
    picker.enter()
    settle(qtbot, page)
    assert page.one.lines.model.cell(1, page.one.lines.model.place_of("price")).text == (
        "CIF 17,000.00"
    )
    sums = board(page).sums
    assert sums.total.minor_units == 1_700_000 + 415_000 + page_charges(page, AXIO)


def page_charges(page, vehicle):
    """Return the share of freight and insurance that a vehicle sold on FOB pays on top."""
    lines = {line.vehicle: line for line in board(page).lines}
    charged = board(page).sums.freight.minor_units + board(page).sums.insurance.minor_units
    other = lines[MARK_X]
    assert lines[vehicle].fob == lines[vehicle].agreed.price
    return charged - (other.agreed.price.minor_units - other.fob.minor_units)


def test_a_vehicle_sold_on_more_than_the_shipment_holds_stops_the_papers(qtbot, page):
    with open_file(page.desk.runner.path) as db:
        selling.sell(db, AXIO, {"incoterm": "CIF"}, "Sato", TODAY)
    page.one.fields.entries["incoterm"].choose("FOB")
    settle(qtbot, page)
    (stop,) = page.one.pane.stops
    assert "was sold on CIF, but the shipment is on FOB" in stop.title
    assert stop.place == ("vehicle", AXIO)
