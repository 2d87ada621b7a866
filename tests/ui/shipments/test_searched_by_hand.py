"""A party that was searched by hand only: never clear, told wherever the shipment is looked at."""

import pytest
from PySide6.QtCore import Qt

from broker_app.domain.party import Party
from broker_app.jobs import editing, shipping
from broker_app.store.database import open_file
from broker_app.ui.pages.shipment_release import ReleaseShipmentDialog
from tests.clear import without_lists

from ..conftest import BOOKS, TODAY
from .conftest import board, fill, settle, show, stops


@pytest.fixture
def page(qtbot, file, open_main):
    shipment = fill(file)
    with open_file(file) as db:
        without_lists(db)
        party, _ = editing.save_party(db, Party(name="KOPJE", country="KE", address=("P",)), "Ito")
        editing.record_screening(db, party, "clear", "Ito")
        people = dict.fromkeys(("buyer", "consignee", "notify"), party)
        shipping.change_shipment(db, BOOKS, shipment, people, "Sato", TODAY)
    return show(qtbot, open_main(), shipment)


def test_a_party_searched_by_hand_is_told_and_decided_by_nobody_yet(qtbot, page):
    (stop,) = [one for one in stops(page).values() if one.title == "KOPJE"]
    assert stop.group == "undecided"
    assert stop.place == ("party", board(page).shipment.buyer)
    assert "by hand by Ito" in stop.detail
    assert "no list decides" in stop.detail
    assert page.one.fields._screened.text() == "Searched by hand"
    assert page.one.fields._screened_mark.name == "needs_review"


def test_where_only_two_people_are_waited_for_they_are_the_next_step(qtbot, page):
    pane = page.one.pane
    assert pane.step == "release"
    assert "two people decide" in pane.beside.text()
    qtbot.mouseClick(pane.button, Qt.MouseButton.LeftButton)
    assert page.one.findChild(ReleaseShipmentDialog).isVisible()
    page.one.fields.entries["vessel"].type_in("")
    settle(qtbot, page)
    assert pane.step == "draft"


def test_the_page_of_parties_counts_it_among_those_nobody_can_decide(qtbot, page):
    window = page.window()
    window.show_page("parties", board(page).shipment.buyer)
    settle(qtbot, page)
    pane = window.current.pane
    assert pane.band.word.text() == "Searched by hand"
    assert pane.screening.next.text() == "Get the lists"
    assert "by hand, nothing found" in [
        label.text().split(": ")[-1]
        for label in pane.screening.log.findChildren(type(pane.band.word))
    ]
