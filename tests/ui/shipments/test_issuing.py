"""The papers of a shipment, and what stops them."""

import json
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from broker_app.domain.party import Party
from broker_app.jobs import editing, shipping
from broker_app.store import documents
from broker_app.store.database import open_file
from tests.clear import clear, without_lists

from ..conftest import BOOKS, TODAY
from .conftest import (
    AXIO,
    MARK_X,
    board,
    reader,
    settle,
    stops,
)


def test_an_invoice_is_issued_and_told(qtbot, page, folder):
    pane = page.one.pane
    assert pane.band.word.text() == "Ready to issue"
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
    row = page.one.papers.row_of("CI")
    cells = [papers.cell(row, column).text for column in range(papers.columnCount())]
    assert cells[:5] == ["CI", "Commercial invoice", "", "Issued", "AMX-2026-0001"]
    assert cells[5].endswith("Sato")
    assert page.desk.settings.papers_folder == str(folder)


def test_the_file_and_its_folder_open_with_the_system(qtbot, page, folder, monkeypatch):
    opened = []
    monkeypatch.setattr(
        "PySide6.QtGui.QDesktopServices.openUrl", lambda url: opened.append(url.toLocalFile())
    )
    page.one.writing.write("CI")
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
    first = page.one.papers.row_of("CI")
    rows = [[papers.cell(first + n, c).text for c in (3, 4)] for n in range(2)]
    assert rows == [["Issued", "AMX-2026-0001 Rev.1"], ["Replaced", "AMX-2026-0001"]]
    assert page.window().bar.text.startswith("AMX-2026-0001 Rev.1 is issued")
    page.window().do_undo()
    settle(qtbot, page)
    assert len(documents.of_shipment(reader(page), board(page).id)) == 2


def test_while_it_is_not_ready_a_draft_is_written(qtbot, page, folder):
    page.one.fields.entries["vessel"].type_in("")
    settle(qtbot, page)
    pane = page.one.pane
    assert pane.band.word.text() == "Not ready to issue"
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


def test_a_missing_entry_leads_to_its_field(qtbot, page):
    page.one.fields.entries["vessel"].type_in("")
    settle(qtbot, page)
    stop = stops(page)["missing", "Vessel"]
    assert stop.place == ("field", "vessel")
    assert page.one.fields.entries["vessel"].edit.placeholderText() == "missing"
    page.one.go(stop.place)
    assert page.one.fields.entries["vessel"].edit.hasFocus()


def test_an_unscreened_party_is_named_once_and_leads_to_it(qtbot, page):
    with open_file(page.desk.runner.path) as db:
        without_lists(db)
    page.desk.runner.change(editing.save_party, Party(name="BAHARI", country="KE"), "Sato")
    settle(qtbot, page)
    page.one.fields.people["buyer"].type_in("bahari")
    settle(qtbot, page)
    (stop,) = [one for one in page.one.pane.stops if one.title == "BAHARI"]
    assert (stop.group, stop.place[0]) == ("undecided", "party")
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
    assert [line.vehicle for line in board(page).lines] == [AXIO]


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


def test_a_party_without_a_country_stops_the_papers_and_leads_to_its_form(qtbot, page):
    with open_file(page.desk.runner.path) as db:
        party, _ = editing.save_party(db, Party(name="NOWHERE LTD"), "Sato")
        clear(db, BOOKS, party, on=TODAY)
        shipping.change_shipment(db, BOOKS, board(page).id, {"consignee": party}, "Sato", TODAY)
    page.one.look(board(page).id)
    settle(qtbot, page)
    stop = stops(page)[("missing", "Country of the consignee")]
    assert stop.place == ("country", party)
    page.one.go(stop.place)
    settle(qtbot, page)
    assert page.window().current.form.party.name == "NOWHERE LTD"


def test_a_paper_of_another_consignee_address_says_so_until_its_revision(qtbot, page, folder):
    qtbot.mouseClick(page.one.pane.button, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    papers = page.one.papers
    where = papers.model.place_of("state")

    def states():
        rows = range(papers.model.rowCount())
        kinds = [papers.model.cell(row, 0).text for row in rows]
        return [papers.model.cell(r, where).text for r in rows if kinds[r] == "CI"]

    assert states() == ["Issued"]
    assert page.one.pane.band.word.text() == "Ready to issue"
    known = board(page).people[board(page).shipment.consignee]
    with open_file(page.desk.runner.path) as db:
        moved = replace(known, address=("14 NEW ROAD", "MOMBASA"))
        editing.save_party(db, moved, "Sato")
        clear(db, BOOKS, known.id, on=TODAY)
    page.one.look(board(page).id)
    settle(qtbot, page)
    assert states() == ["Out of date"]
    assert page.one.pane.band.word.text() == "Papers out of date"
    assert "AMX-2026-0001" in page.one.pane.band.sentence.text()
    qtbot.mouseClick(page.one.pane.button, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert states() == ["Issued", "Replaced"]
    assert page.one.pane.band.word.text() == "Ready to issue"
    first, second = sorted(
        documents.of_shipment(reader(page), board(page).id), key=lambda d: d["revision"]
    )
    assert "14 NEW ROAD" not in first["snapshot"]
    assert "14 NEW ROAD" in second["snapshot"]
