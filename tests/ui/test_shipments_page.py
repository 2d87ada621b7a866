"""The shipments page: fields in place, vehicles and prices, papers, what stops them."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog

from broker_app.domain.party import Company, Party
from broker_app.jobs import editing, shipping
from broker_app.jobs.progress import silent
from broker_app.store import documents, parties, shipments
from broker_app.store.database import open_file
from broker_app.ui.pages.shipments import ShipmentsPage, Show

from .conftest import BOOKS, QUESTION, TODAY, car, idle, put_stock

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
        editing.record_screening(db, buyer, "clear", "Sato")
        people = dict.fromkeys(("buyer", "consignee", "notify"), buyer)
        given = VOYAGE | people | values
        shipment, _ = shipping.new_shipment(db, BOOKS, "Sato", TODAY, given)
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


# papers


def test_an_invoice_is_issued_and_told(qtbot, page, folder):
    pane = page.one.pane
    assert pane._word.text() == "Ready to issue"
    assert pane.button.text() == "Issue invoice"
    qtbot.mouseClick(pane.button, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    (kept,) = documents.of_shipment(reader(page), board(page).id)
    assert kept["number"] == "AMX-2026-0001"
    assert json.loads(kept["snapshot"])["total"] == 415_000 + 190_000 + 3_000
    (file,) = folder.iterdir()
    bar = page.window().bar
    assert bar.text == f"AMX-2026-0001 is issued: {file.name}."
    assert [link.said for link in bar.current.links] == [
        "shipment.open_file",
        "shipment.show_folder",
    ]
    papers = page.one.papers.model
    cells = [papers.cell(0, column).text for column in range(papers.columnCount())]
    assert cells[:4] == ["CI", "Commercial invoice", "Issued", "AMX-2026-0001"]
    assert cells[4].endswith("Sato")
    assert page.desk.settings.papers_folder == str(folder)


def test_the_file_and_its_folder_open_with_the_system(qtbot, page, folder, monkeypatch):
    opened = []
    monkeypatch.setattr(
        "PySide6.QtGui.QDesktopServices.openUrl", lambda url: opened.append(url.toLocalFile())
    )
    page.one.write("CI")
    settle(qtbot, page)
    (file,) = folder.iterdir()
    for link in page.window().bar.current.links:
        link.act()
    assert opened == [str(file), str(folder)]


def test_an_unchanged_invoice_is_written_again_under_its_number(qtbot, page, folder):
    for _ in "ab":
        page.do_shipment_step()
        settle(qtbot, page)
    assert "unchanged" in page.window().bar.text
    assert len(documents.of_shipment(reader(page), board(page).id)) == 1


def test_a_changed_invoice_is_a_revision_beside_the_one_it_replaces(qtbot, page, folder):
    page.do_shipment_step()
    settle(qtbot, page)
    page.one.fields.entries["vessel"].type_in("OKITSU STAR")
    settle(qtbot, page)
    page.do_shipment_step()
    settle(qtbot, page)
    papers = page.one.papers.model
    rows = [[papers.cell(row, c).text for c in (2, 3)] for row in range(papers.rowCount())]
    assert rows[:2] == [["Issued", "AMX-2026-0001 Rev.1"], ["Replaced", "AMX-2026-0001"]]
    assert rows[2:] == [["Draft", ""]]  # the packing list
    assert page.window().bar.text.startswith("AMX-2026-0001 Rev.1 is issued")
    page.window().do_undo()
    settle(qtbot, page)
    assert len(documents.of_shipment(reader(page), board(page).id)) == 2


def test_while_it_is_not_ready_a_draft_is_written(qtbot, page, folder):
    page.one.fields.entries["vessel"].type_in("")
    settle(qtbot, page)
    pane = page.one.pane
    assert pane._word.text() == "Not ready to issue"
    assert pane.button.text() == "Write draft"
    page.do_shipment_step()
    settle(qtbot, page)
    assert documents.of_shipment(reader(page), board(page).id) == []
    assert next(folder.iterdir()).name.startswith("DRAFT-")
    assert "Vessel is missing" in page.window().bar.text


def test_no_folder_chosen_writes_nothing(qtbot, page, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    page.do_shipment_step()
    settle(qtbot, page)
    assert documents.of_shipment(reader(page), board(page).id) == []


def test_a_folder_that_cannot_be_written_is_a_sentence(qtbot, page, tmp_path, monkeypatch):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(in_the_way))
    page.do_shipment_step()
    settle(qtbot, page)
    assert page.window().bar.current.kind == "error"
    assert documents.of_shipment(reader(page), board(page).id) == []
    assert page.one.pane.button.isEnabled()


# what stops


def test_a_missing_entry_leads_to_its_field(qtbot, page):
    page.one.fields.entries["vessel"].type_in("")
    settle(qtbot, page)
    stop = stops(page)["missing", "Vessel"]
    assert stop.place == ("field", "vessel")
    assert page.one.fields.entries["vessel"].edit.placeholderText() == "missing"
    page.one.go(stop.place)
    assert page.one.fields.entries["vessel"].edit.hasFocus()


def test_an_unscreened_party_is_named_once_and_leads_to_it(qtbot, page):
    page.desk.runner.change(editing.save_party, Party(name="BAHARI", country="KE"), "Sato")
    settle(qtbot, page)
    page.one.fields.people["buyer"].type_in("bahari")
    settle(qtbot, page)
    (stop,) = page.one.pane.stops
    assert (stop.group, stop.title, stop.place[0]) == ("undecided", "BAHARI", "party")
    page.one.go(stop.place)
    settle(qtbot, page)
    assert page.window().current.party.name == "BAHARI"


def test_a_blocked_vehicle_is_named_with_its_law_and_taken_off(qtbot, page):
    task = page.desk.runner.change(
        shipping.add_vehicle, BOOKS, board(page).id, MARK_X, 100, "Sato", TODAY
    )
    assert task
    settle(qtbot, page)
    page.one.fields.entries["port_of_discharge"].type_in("RUVVO")
    settle(qtbot, page)
    (blocked,) = (s for s in page.one.pane.stops if s.mark == "BLOCKED")
    assert "2,499 cc" in blocked.detail
    assert "Export Trade Control Order" in blocked.detail
    assert page.one.pane.button.text() == "Take off"
    page.do_shipment_step()
    settle(qtbot, page)
    assert [v for v, _, _ in board(page).lines] == [AXIO]


def test_another_currency_asks_for_the_prices_anew(qtbot, page):
    page.one.fields.entries["currency"].choose("JPY")
    settle(qtbot, page)
    assert board(page).sums is None
    (stop,) = page.one.pane.stops
    assert stop.place == ("price", AXIO)
    assert "USD" in stop.title
    page.one.lines.model.setData(page.one.lines.model.index(0, 5), "620000")
    settle(qtbot, page)
    assert board(page).sums.fob.minor_units == 620_000


# fields


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
    assert "No party is called NEW BUYER LTD." in entry.problem.text()
    qtbot.mouseClick(entry.link, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    made = parties.get(reader(page), board(page).shipment.consignee)
    assert made.name == "NEW BUYER LTD."
    assert made.screening == "unscreened"


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
    page.desk.runner.change(shipping.change_shipment, BOOKS, shipment, {"voyage": "7E"}, "Ito")
    settle(qtbot, page)
    assert entry.edit.text() == "OKITSU"
    assert page.one.fields.entries["voyage"].edit.text() == "7E"
    qtbot.keyClick(entry.edit, Qt.Key.Key_Escape)
    assert entry.edit.text() == "SHIRANAMI LEADER"


# vehicles


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


@pytest.mark.parametrize(("text", "said"), [("abc", "no amount in USD"), ("0", "below zero")])
def test_a_wrong_price_is_explained_below_the_table(qtbot, page, text, said):
    lines = page.one.lines
    lines.model.setData(lines.model.index(0, lines.model.place_of("price")), text)
    settle(qtbot, page)
    if text == "0":
        assert lines.problem.text()
    else:
        assert said in lines.problem.text()
    assert lines.problem.isVisible()
    assert board(page).lines[0][2].minor_units == 415_000


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
    assert [v for v, _, _ in board(page).lines] == [AXIO]


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
    assert [v for v, _, _ in board(page).lines] == [AXIO, MARK_X]
    assert board(page).lines[1][2].minor_units == 1_690_000
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
    assert [v for v, _, _ in board(page).lines] == [AXIO]


def test_undecided_vehicles_are_drafted_only(qtbot, page):
    page.one.fields.entries["port_of_discharge"].type_in("RUVVO")
    settle(qtbot, page)
    page.one.pick()
    settle(qtbot, page)
    picker = page.one.picker
    picker.table.select_vehicle(AXELA)
    assert picker.sentence.text().startswith("As a draft only.")
    assert picker.add.isEnabled()


# the list


def test_the_first_shipment_is_made_from_the_empty_page(qtbot, stock, open_main):
    window = open_main()
    window.show_page("shipments")
    page = window.current
    assert page.empty.isVisible()
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert board(page).shipment.number == "SH-2611-001"
    assert page.one.pane.button.text() == "Add vehicles"
    assert page.one.fields.people["buyer"].edit.hasFocus()
    page.window().do_undo()
    idle(qtbot, window)
    assert page.empty.isVisible()


def test_the_list_says_where_to_when_and_in_which_state(qtbot, page):
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    model = page.list.model
    cells = [model.cell(0, column).text for column in range(model.columnCount())]
    assert cells == ["SH-2611-001", "Mombasa", "MAWIMBI MOTORS", "1", "6 Dec 2026", "", "Draft"]
    assert page.footer() == ["1 shipment"]
    page.list.table.setCurrentIndex(model.index(0, 0))
    page.list.table.activated.emit(model.index(0, 0))
    assert board(page).shipment.number == "SH-2611-001"


def test_a_new_shipment_takes_over_what_the_last_one_shares(qtbot, page):
    page.do_new_shipment()
    settle(qtbot, page)
    made = board(page).shipment
    assert (made.number, made.port_of_loading, made.currency) == ("SH-2611-002", "JPYOK", "USD")
    assert made.consignee is None


def test_vehicles_from_another_page_wait_for_a_shipment(qtbot, page, filled):
    page.open(Show(vehicles=(MARK_X, PRIUS)))
    settle(qtbot, page)
    assert page._wait.isVisible()
    assert "2 vehicles wait" in page._wait_text.text()
    page.list.chosen.emit(filled)
    settle(qtbot, page)
    assert list(page.one.picker.model.ids()) == [MARK_X, PRIUS]
    page.open([AXELA])
    page.open(Show(shipment=filled))
    assert board(page).id == filled


def test_a_shipment_that_is_gone_shows_the_list(qtbot, page):
    page.open(99)
    assert board(page) is None
    assert page.list.isVisible()


# language


def test_everything_turns_its_language(qtbot, page):
    page.desk.appearance.use_language("ja")
    settle(qtbot, page)
    one = page.one
    assert one.pane._word.text() == "発行できます"
    assert one.fields.entries["etd"].edit.text() == "2026年12月6日"
    assert one.lines.model.headerData(1, Qt.Orientation.Horizontal) == "車名"
    assert one.lines.model.cell(0, 1).text.startswith("トヨタ")
    assert one.fields.entries["vessel"].label.text() == "本船"
    offered = one.fields.entries["port_of_discharge"].edit.completer().model().stringList()
    assert "Mombasa, ケニア (KEMBA)" in offered
    page.desk.appearance.use_language("en")
    settle(qtbot, page)
    assert one.pane._word.text() == "Ready to issue"


def test_the_models_keep_qts_contract(qtbot, page):
    models = (page.one.lines.model, page.one.papers.model, page.list.model, page.one.picker.model)
    testers = [
        QAbstractItemModelTester(m, QAbstractItemModelTester.FailureReportingMode.Warning)
        for m in models
    ]
    page.one.pick()
    settle(qtbot, page)
    page.one.lines.model.show_rows([])
    assert testers


def test_cost_prices_stay_off_the_page(page):
    model = page.one.lines.model
    shown = [
        model.cell(row, column).text
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]
    assert not any("700,000" in text or "900,000" in text for text in shown)
    assert shipments.every(reader(page))


def test_the_vehicles_page_brings_what_is_selected_there(qtbot, page, filled):
    window = page.window()
    window.show_page("vehicles")
    window.current.wants.emit("shipments", (MARK_X, AXELA))
    settle(qtbot, page)
    assert window.current is page
    page.list.chosen.emit(filled)
    settle(qtbot, page)
    assert list(page.one.picker.model.ids()) == [MARK_X, AXELA]
