"""What papers ask for besides the fields of a shipment, and its containers, on their tabs."""

import pytest
from PySide6.QtCore import Qt

from broker_app.jobs import editing
from broker_app.store import particulars

from ..conftest import BOOKS, QUESTION
from .conftest import AXIO, board, reader, settle


def _entered(page):
    return particulars.of_shipment(reader(page), board(page).id)


def _told(page):
    """Return what the test itself entered of the shipment."""
    return {key: value for key, value in _entered(page).shipment.items() if key != "idf"}


def test_a_particular_is_typed_in_place_and_shown_as_it_is_kept(qtbot, page):
    one = page.one
    one.tabs.tabs["particulars"].clicked.emit()
    assert one.particulars.isVisible()
    entries = one.particulars.entries
    entries["carrier"].type_in("Umikaze Line")
    settle(qtbot, page)
    entries["cargo_cut"].type_in("2026/11/24")
    settle(qtbot, page)
    entries["lc_amount"].type_in("52,000")
    settle(qtbot, page)
    entries["remarks"].type_in("1号車\n2号車")
    settle(qtbot, page)
    entries["mode"].choose("roro")
    settle(qtbot, page)
    assert _told(page) == {
        "carrier": "Umikaze Line",
        "cargo_cut": "2026-11-24",
        "lc_amount": "USD 5200000",
        "remarks": "1号車\n2号車",
        "mode": "roro",
    }
    assert entries["cargo_cut"].edit.text() == "24 Nov 2026"
    assert entries["lc_amount"].edit.text() == "USD 52,000.00"
    assert one.tabs.tabs["particulars"].number == 6
    assert one.particulars.sections["credit"].summary.text() == "1 entered"


def test_a_long_line_of_the_credit_is_broken_and_stays_in_sight(qtbot, page):
    page.one.tabs.tabs["particulars"].clicked.emit()
    page.one.particulars.focus("lc_goods")
    edit = page.one.particulars.entries["lc_goods"].edit
    page.one.particulars.entries["lc_goods"].type_in("ONE USED TOYOTA AXIO")
    settle(qtbot, page)
    one = edit.height()
    page.one.particulars.entries["lc_goods"].type_in("USED MOTOR VEHICLES AS PER PROFORMA " * 12)
    settle(qtbot, page)
    qtbot.waitUntil(lambda: edit.height() > 2 * one)
    last = edit.cursorRect(_at_end(edit))
    assert edit.viewport().rect().contains(last)


def _at_end(edit):
    cursor = edit.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    return cursor


def test_what_is_wrong_is_one_sentence_beside_its_field(qtbot, page):
    page.one.tabs.tabs["particulars"].clicked.emit()
    entry = page.one.particulars.entries["originals"]
    entry.type_in("three")
    assert entry.problem.text() == "Number of originals: three is no number. Enter digits only."
    entry.type_in("3")
    settle(qtbot, page)
    assert not entry.is_wrong
    assert _told(page) == {"originals": "3"}


def test_what_the_mode_does_not_ask_for_stands_last(qtbot, page):
    shown = page.one.particulars
    page.one.tabs.tabs["particulars"].clicked.emit()
    shown.entries["mode"].choose("roro")
    settle(qtbot, page)
    order = [shown._column.itemAt(n).widget() for n in range(len(shown.sections))]
    assert order[-1] is shown.sections["vanning"]
    assert not shown.entries["cy_cut"].isVisible()
    shown.entries["mode"].choose("container")
    settle(qtbot, page)
    order = [shown._column.itemAt(n).widget() for n in range(len(shown.sections))]
    assert order.index(shown.sections["vanning"]) == 2
    assert shown.entries["cy_cut"].isVisible()


def test_a_forwarder_that_is_not_known_is_added_at_once(qtbot, page):
    entry = page.one.particulars.entries["forwarder"]
    entry.type_in("HAMAKAZE LOGISTICS")
    assert entry.is_wrong
    entry.link.click()
    settle(qtbot, page)
    (number,) = (int(v) for v in _told(page).values())
    assert board(page).people[number].name == "HAMAKAZE LOGISTICS"


def test_fields_of_vehicles_are_of_all_or_of_one(qtbot, page):
    shown = page.one.particulars
    shown.entries["keys"].type_in("2")
    settle(qtbot, page)
    assert _entered(page).vehicles == {AXIO: {"keys": "2"}}
    shown.vehicle.choose(str(AXIO))
    assert shown.entries["keys"].edit.text() == "2"
    page.one.does.emit("undo")
    settle(qtbot, page)
    assert _entered(page).vehicles == {}
    assert shown.entries["keys"].edit.text() == ""


def test_a_group_of_a_vehicle_says_whose_fields_it_shows(qtbot, page):
    shown = page.one.particulars
    page.one.tabs.tabs["particulars"].clicked.emit()
    result = shown.sections["inspected"].summary
    assert result.text() == "All vehicles"
    shown.vehicle.choose(str(AXIO))
    assert "COROLLA" in result.text().upper() or "AXIO" in result.text().upper()
    shown.entries["inspection_number"].type_in("NZ-9001")
    settle(qtbot, page)
    assert result.text().endswith("1 entered")
    assert shown.sections["booking"].summary.text() == ""


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_name_of_a_field_is_cut_off(qtbot, page, language):
    page.desk.appearance.use_language(language)
    page.one.containers.add.click()
    settle(qtbot, page)
    (box,) = page.one.containers.boxes.values()
    labels = [e.label for e in (*page.one.particulars.entries.values(), *box.entries.values())]
    assert len(labels) > 100
    for label in (one for one in labels if one.width()):
        room = label.fontMetrics().boundingRect(
            0, 0, label.width(), 1000, Qt.TextFlag.TextWordWrap, label.text()
        )
        assert room.width() <= label.width()
        assert room.height() <= label.height(), label.text()


def test_a_new_container_waits_for_its_number(qtbot, page):
    page.window().activateWindow()
    page.one.tabs.tabs["containers"].clicked.emit()
    for expected in (1, 2):
        page.one.containers.add.click()
        settle(qtbot, page)
        boxes = list(page.one.containers.boxes.values())
        assert len(boxes) == expected
        assert boxes[-1].entries["number"].edit.hasFocus()
    page.one.tabs.tabs["vehicles"].clicked.emit()
    page.one.show_board()
    assert not any(box.entries["number"].edit.hasFocus() for box in boxes)


def test_containers_come_are_numbered_filled_and_go(qtbot, page):
    page.one.tabs.tabs["containers"].clicked.emit()
    shown = page.one.containers
    assert "RoRo shipments need none" in shown._nothing.text()
    page.one.particulars.entries["mode"].choose("container")
    settle(qtbot, page)
    assert "goes in containers" in shown._nothing.text()
    shown.add.click()
    settle(qtbot, page)
    (number,) = shown.boxes
    box = shown.boxes[number]
    box.entries["number"].type_in("csqu 305438-4")
    assert "check digit does not agree" in box.entries["number"].problem.text()
    box.entries["number"].type_in("csqu 305438-3")
    settle(qtbot, page)
    box.entries["tare_kg"].type_in("3,900 kg")
    settle(qtbot, page)
    shown.vehicles[AXIO].container.choose(str(number))
    settle(qtbot, page)
    shown.vehicles[AXIO].place.type_in("floor")
    settle(qtbot, page)
    box.entries["loose_kg"].type_in("120")
    settle(qtbot, page)
    assert box._count.text() == "1 vehicle"  # what it weighs is not known yet
    fact = (BOOKS, QUESTION, AXIO, "kerb_weight_kg", 1_980, "Sato")
    page.desk.runner.change(editing.type_fact, *fact)
    settle(qtbot, page)
    assert box._count.text() == "1 vehicle, 2,100 kg"
    entered = _entered(page)
    assert [one.number for one in entered.containers] == ["CSQU3054383"]
    assert entered.of_containers == {number: {"tare_kg": "3900", "loose_kg": "120"}}
    assert (entered.stowed[AXIO].container, entered.stowed[AXIO].place) == (number, "floor")
    assert page.one.tabs.tabs["containers"].number == 1
    page.one.tabs.tabs["vehicles"].clicked.emit()
    for field in ("vgm_kg", "seal"):  # as the link of a check does
        page.one.go(("containers", f"{number}:{field}"))
        settle(qtbot, page)
        assert page.one.tabs.current == "containers"
        held = box.entries[field]
        assert held.isAncestorOf(page.window().focusWidget())
        assert shown.viewport().rect().contains(held.mapTo(shown.viewport(), held.rect().center()))
    box.remove.click()
    settle(qtbot, page)
    assert (_entered(page).containers, shown.boxes) == ((), {})
    page.one.go(("containers", ""))
    assert page.window().focusWidget() is shown.add


def test_picking_vehicles_has_no_tabs(qtbot, page):
    page.one.tabs.tabs["containers"].clicked.emit()
    page.one.pick()
    assert not page.one.tabs.isVisible()
    page.one.stop_picking()
    assert page.one.tabs.isVisible()
    assert page.one.tabs.current == "vehicles"


def test_what_the_papers_need_is_marked_and_one_is_led_to_it(qtbot, page):
    one, shown = page.one, page.one.particulars
    one.tabs.tabs["particulars"].clicked.emit()
    shown.entered.emit("idf", "", [])
    settle(qtbot, page)
    assert shown.entries["idf"].edit.placeholderText() == "missing"
    assert shown.sections["references"].summary.text() == "1 missing"
    (stop,) = [s for s in one.pane.stops if s.title == "IDF no. (Kenya)"]
    assert stop.place == ("particulars", "idf")
    shown.sections["references"].turn()
    one.go(stop.place)
    settle(qtbot, page)
    assert shown.sections["references"].opened
    assert shown.entries["idf"].isVisible()
    shown.entries["idf"].type_in("E2611-1")
    settle(qtbot, page)
    assert shown.entries["idf"].edit.placeholderText() == "–"
    assert not [s for s in one.pane.stops if s.title == "IDF no. (Kenya)"]


def test_a_number_of_another_country_is_not_asked_for(qtbot, page):
    one, shown = page.one, page.one.particulars
    one.tabs.tabs["particulars"].clicked.emit()
    settle(qtbot, page)

    def asked():
        return {key for key in ("idf", "acid", "ap", "form_m") if not shown.entries[key].isHidden()}

    assert asked() == {"idf"}  # the goods end in Kenya
    one.fields.entries["port_of_discharge"].type_in("EGALY")
    settle(qtbot, page)
    assert asked() == {"acid", "idf"}  # what somebody entered stays in sight
    shown.entries["idf"].type_in("")
    settle(qtbot, page)
    assert asked() == {"acid"}


def test_a_detail_of_a_vehicle_while_none_is_aboard_says_where_it_belongs(qtbot, page):
    page.one._take_off([AXIO])
    settle(qtbot, page)
    page.one.tabs.tabs["particulars"].clicked.emit()
    entry = page.one.particulars.entries["inspection_number"]
    entry.type_in("JE-0042")
    settle(qtbot, page)
    assert entry.problem.text() == (
        "Inspection cert. no. is a detail of a vehicle: enter it for a vehicle that is on the "
        "shipment. Where none is on it yet, put one on first."
    )
    assert entry.edit.text() == "JE-0042"
    assert _told(page) == {}
