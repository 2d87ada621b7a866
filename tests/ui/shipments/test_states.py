"""The state of a shipment, set by hand: its vehicles follow, and one undo takes all back."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from broker_app.domain.state import Standing
from broker_app.jobs import moving, shipping
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store import states
from broker_app.store.database import open_file
from broker_app.ui.widgets.dialog import ReasonDialog
from broker_app.ui.widgets.text import Plain

from ..conftest import BOOKS, TODAY
from .conftest import AXIO, MARK_X, board, fill, reader, settle, show


def state_of(page, vehicle=AXIO) -> str:
    standing: Standing = states.standings(reader(page), [vehicle])[0]
    return standing.state


def test_vehicles_follow_their_shipment_and_one_undo_takes_all_back(qtbot, file, open_main):
    shipment = fill(file)
    with open_file(file) as db:
        moving.move(db, silent, [AXIO], Order("bought", TODAY), "Sato")
    page = show(qtbot, open_main(), shipment)
    entry = page.one.fields.entries["state"]
    assert entry.box.currentText() == "Draft"
    entry.choose("booked")
    settle(qtbot, page)
    assert (board(page).shipment.state, state_of(page)) == ("booked", "booked")
    sail(qtbot, page, "it was loaded early")
    assert (board(page).shipment.state, state_of(page)) == ("sailed", "shipped")
    page.window().do_undo()
    settle(qtbot, page)
    assert (board(page).shipment.state, state_of(page)) == ("booked", "booked")
    assert entry.box.currentData() == "booked"


def test_what_nobody_has_bought_is_said(qtbot, page):
    page.one.fields.entries["state"].choose("booked")
    settle(qtbot, page)
    assert "1 vehicle stays Listed" in page.window().bar._text.text()
    assert state_of(page) == ""


def test_a_shipment_that_the_law_stops_says_so_and_stays_a_draft(qtbot, file, open_main):
    shipment = fill(file)
    with open_file(file) as db:
        shipping.add_vehicle(db, BOOKS, shipment, MARK_X, 900_000, "Sato", TODAY)
        onward = {"final_destination": "RU"}
        shipping.change_shipment(db, BOOKS, shipment, onward, "Sato", TODAY)
    page = show(qtbot, open_main(), shipment)
    state = page.one.fields.entries["state"]
    state.choose("sailed")
    settle(qtbot, page)
    assert state.is_wrong
    assert "Mark X" in state.problem.text()
    assert "may not be shipped" in state.problem.text()
    assert state.box.currentData() == "draft"
    assert board(page).shipment.state == "draft"


def test_what_came_of_a_state_goes_with_it_when_it_is_undone(qtbot, page):
    page.one.fields.entries["state"].choose("booked")
    settle(qtbot, page)
    window = page.window()
    assert window.bar.current.kind == "warning"
    window.do_undo()
    settle(qtbot, page)
    assert board(page).shipment.state == "draft"
    assert window.bar.current.kind == "info"
    assert [link.said for link in window.bar.current.links] == ["action.redo"]


def test_an_unreleased_shipment_asks_why_it_sails(qtbot, page):
    entry = page.one.fields.entries["state"]
    entry.choose("sailed")
    settle(qtbot, page)
    dialog = page.one.findChild(ReasonDialog)
    assert any("is not released" in label.text() for label in dialog.findChildren(Plain))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settle(qtbot, page)
    assert (board(page).shipment.state, entry.box.currentData()) == ("draft", "draft")
    sail(qtbot, page, "it was loaded early")
    assert board(page).shipment.state == "sailed"
    page.window().do_undo()
    settle(qtbot, page)
    assert (board(page).shipment.state, entry.box.currentData()) == ("draft", "draft")


def test_documents_sent_is_chosen_and_checked(qtbot, page):
    entry = page.one.fields.entries["state"]
    entry.choose("documents_sent")
    settle(qtbot, page)
    assert "has not sailed" in entry.problem.text()
    assert entry.box.currentData() == "draft"
    sail(qtbot, page, "it was loaded early")
    entry.choose("documents_sent")
    settle(qtbot, page)
    assert "not released as it stands" in entry.problem.text()
    assert (board(page).shipment.state, entry.box.currentData()) == ("sailed", "sailed")


def sail(qtbot, page, why):
    page.one.fields.entries["state"].choose("sailed")
    settle(qtbot, page)
    dialog = page.one.findChildren(ReasonDialog)[-1]
    QTest.keyClicks(dialog.reason, why)
    QTest.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
