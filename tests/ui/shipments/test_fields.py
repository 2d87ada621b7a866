"""The fields of a shipment, typed in place."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from broker_app.jobs import particulars, shipping
from broker_app.store import parties
from broker_app.ui.widgets.entry import TextEntry

from ..conftest import BOOKS, TODAY
from .conftest import board, reader, settle


def test_an_unknown_port_is_one_sentence_beside_its_field(qtbot, page):
    entry = page.one.fields.entries["port_of_discharge"]
    entry.type_in("Mombassa Harbor")
    settle(qtbot, page)
    assert "no port named Mombassa Harbor" in entry.problem.text()
    assert "Mombasa (KEMBA)" in entry.problem.text()
    assert entry.edit.text() == "Mombassa Harbor"
    assert board(page).shipment.port_of_discharge == "KEMBA"
    entry.type_in("Dar es Salaam")
    settle(qtbot, page)
    assert not entry.is_wrong
    assert board(page).shipment.port_of_discharge == "TZDAR"
    assert entry.edit.text() == "Dar es Salaam (TZDAR)"


def test_ports_are_offered_by_name_and_code(page):
    fields = page.one.fields
    offered = fields.entries["port_of_discharge"].edit.completer().model().stringList()
    assert "Mombasa, Kenya (KEMBA)" in offered
    assert not any("(JPYOK)" in port for port in offered)
    assert fields._find_port("Mombasa, Kenya (KEMBA)") == "KEMBA"
    fields.entries["port_of_discharge"].edit.textEdited.emit("mom")
    offered = fields.entries["port_of_discharge"].edit.completer().model().stringList()
    assert offered[0] == "Mombasa, Kenya (KEMBA)"


def typed(qtbot, page, name: str, text: str) -> TextEntry:
    """Type into a field by the keyboard and leave it by Tab, with the offers still standing."""
    entry = page.one.fields.entries[name]
    page.window().activateWindow()
    entry.edit.setFocus(Qt.FocusReason.TabFocusReason)
    entry.edit.selectAll()
    QTest.keyClicks(entry.edit, text)
    QTest.keyClick(entry.edit, Qt.Key.Key_Tab)
    settle(qtbot, page)
    return entry


POPUP = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""What the offscreen screen says of every popup."""


@POPUP
def test_a_few_letters_and_tab_take_the_only_port_they_mean(qtbot, page):
    entry = typed(qtbot, page, "port_of_discharge", "momb")
    assert board(page).shipment.port_of_discharge == "KEMBA"
    assert entry.edit.text() == "Mombasa (KEMBA)"
    typed(qtbot, page, "port_of_loading", "yoko")
    assert board(page).shipment.port_of_loading == "JPYOK"
    typed(qtbot, page, "final_destination", "ugan")
    assert board(page).shipment.final_destination == "UG"


@POPUP
def test_letters_that_begin_two_ports_mean_the_one_in_the_country_of_the_consignee(qtbot, page):
    entry = typed(qtbot, page, "port_of_discharge", "king")  # Kingston, and Kingstown
    assert "no port named king" in entry.problem.text()
    assert board(page).shipment.port_of_discharge == "KEMBA"
    assert entry.likely == "Kenya"  # the consignee's
    entry.likely = "Jamaica"
    typed(qtbot, page, "port_of_discharge", "king")
    assert board(page).shipment.port_of_discharge == "JMKIN"


def test_a_buyer_is_consignee_and_notify_party_until_others_are_named(qtbot, page):
    page.do_new_shipment()
    settle(qtbot, page)
    page.one.fields.people["buyer"].type_in("mawimbi motors")
    settle(qtbot, page)
    made = board(page).shipment
    assert made.buyer == made.consignee == made.notify is not None


def test_an_impossible_date_stays_in_the_field_with_its_sentence(qtbot, page):
    entry = page.one.fields.entries["eta"]
    entry.type_in("2026-11-30")
    settle(qtbot, page)
    assert "before the departure" in entry.problem.text()
    entry.type_in("tomorrow")
    assert "no day of the calendar" in entry.problem.text()
    entry.type_in("2027/1/4")
    settle(qtbot, page)
    assert board(page).shipment.eta == "2027-01-04"
    assert entry.edit.text() == "4 Jan 2027"


def test_amounts_are_typed_in_whole_units(qtbot, page):
    page.one.fields.entries["freight"].type_in("2,100.5")
    settle(qtbot, page)
    assert board(page).shipment.freight == 210_050
    assert page.one.lines.sums.figures["CIF Mombasa"] == "6,280.50"
    page.one.fields.entries["incoterm"].choose("FOB")
    settle(qtbot, page)
    assert not page.one.fields.entries["freight"].isVisible()
    assert page.one.lines.sums.figures == {"FOB Yokohama": "4,150.00"}


def test_a_party_that_is_not_known_can_be_added_at_once(qtbot, page):
    entry = page.one.fields.people["consignee"]
    entry.type_in("NEW BUYER LTD.")
    assert "No party is called “NEW BUYER LTD.”" in entry.problem.text()
    qtbot.mouseClick(entry.link, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    made = parties.get(reader(page), board(page).shipment.consignee)
    assert made.name == "NEW BUYER LTD."
    assert made.screening == "unscreened"


def test_a_vessel_that_is_no_party_is_told_and_made_one_by_a_click(qtbot, page):
    fields = page.one.fields
    given = ({"vessel_imo": "IMO 9074729"}, "Sato")
    page.desk.runner.change(particulars.put, BOOKS, board(page).id, *given)
    settle(qtbot, page)
    assert fields.vessel_unscreened.isVisible()
    qtbot.mouseClick(fields.make_party, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    (made,) = parties.of_kind(reader(page), "vessel")
    assert (made.name, made.roles) == ("SHIRANAMI LEADER", ("vessel",))
    assert made.numbers == ("IMO 9074729",)
    assert made.id in board(page).screenings
    assert not fields.vessel_unscreened.isVisible()
    page.window().do_undo()
    settle(qtbot, page)
    assert parties.of_kind(reader(page), "vessel") == []
    assert fields.vessel_unscreened.isVisible()


@pytest.mark.parametrize("vessel", ["", "TBA"])
def test_a_vessel_without_a_name_is_not_told(qtbot, page, vessel):
    page.one.fields.entries["vessel"].type_in(vessel)
    settle(qtbot, page)
    assert not page.one.fields.vessel_unscreened.isVisible()


def test_marks_and_onward_movement_are_kept(qtbot, page):
    page.one.fields.marks.type_in("BAHARI\nMOMBASA\n\n")
    page.one.fields.entries["final_destination"].type_in("Uganda")
    settle(qtbot, page)
    assert board(page).shipment.marks == ("BAHARI", "MOMBASA")
    assert board(page).shipment.final_destination == "UG"


def test_typed_text_survives_what_others_store(qtbot, page):
    entry = page.one.fields.entries["vessel"]
    entry.edit.setFocus()
    entry.edit.setText("OKITSU")
    entry.edit.setModified(True)
    shipment = board(page).id
    page.desk.runner.change(
        shipping.change_shipment, BOOKS, shipment, {"voyage": "7E"}, "Ito", TODAY
    )
    settle(qtbot, page)
    assert entry.edit.text() == "OKITSU"
    assert page.one.fields.entries["voyage"].edit.text() == "7E"
    qtbot.keyClick(entry.edit, Qt.Key.Key_Escape)
    assert entry.edit.text() == "SHIRANAMI LEADER"
