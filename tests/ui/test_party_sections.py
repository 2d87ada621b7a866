"""Below the screening of a party: papers with their days, deals, history; duplicates made one."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from broker_app import words
from broker_app.domain.offer import Offer
from broker_app.domain.party import Party
from broker_app.domain.party_paper import PartyPaper
from broker_app.jobs import editing, offering, party_papers, selling, shipping
from broker_app.store import parties
from broker_app.store import party_papers as stored
from broker_app.store.database import open_file
from broker_app.ui.pages import attachment_door
from broker_app.ui.pages.attachment_door import OpenDialog
from broker_app.ui.pages.parties import PartiesPage
from broker_app.ui.pages.party_papers import PartyPaperDialog, validity_of
from broker_app.ui.pages.shipments import ShipmentsPage
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.party_duplicates import PartyDuplicatesDialog
from broker_app.ui.widgets.text import Button, Plain

from .conftest import BOOKS, TODAY, idle

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "EUS 2026.pdf"
    path.write_bytes(b"%PDF-1.7 undertaking")
    return path


@pytest.fixture
def page(qtbot, stock, open_main):
    with open_file(stock) as db:
        mawimbi, _ = editing.save_party(db, Party(name="MAWIMBI MOTORS", country="KE"), "Ito")
        editing.save_party(db, Party(name="Mawimbi Motors Ltd", phone="041 555 0187"), "Ito")
        values = {"consignee": mawimbi, "port_of_discharge": "KEMBA", "etd": "2026-12-06"}
        shipping.new_shipment(db, BOOKS, "Ito", TODAY, values)
        offer = Offer(vehicle=1, party=mawimbi, price=600_000, currency="USD")
        offering.put_offer(db, offer, "Ito", TODAY)
        selling.sell(db, 4, {"buyer": mawimbi, "price": 700_000}, "Ito", TODAY)
    window = open_main()
    window.show_page("parties", mawimbi)
    idle(qtbot, window)
    assert isinstance(window.current, PartiesPage)
    return window.current


def settle(qtbot, page):
    idle(qtbot, page.window())


def texts(widget):
    return [one.text() for one in widget.findChildren(Plain) if one.text()]


def links(widget):
    return {one.text(): one for one in widget.findChildren(Button)}


def dialog_of(kind):
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def put(page, **values):
    known = {"party": page.party.id, "kind": "end_use_undertaking", "issued_on": "2026-01-10"}
    made = PartyPaper(**(known | {"valid_until": "2026-12-06"} | values))
    page.desk.runner.change(party_papers.add_paper, BOOKS, made, None, "Ito")


def test_a_paper_is_added_by_hand(qtbot, page, paper, monkeypatch):
    section = page.sections.papers
    assert section.summary.text() == ""
    page.do_party_paper()
    dialog = dialog_of(PartyPaperDialog)
    assert dialog.asked_by.text().startswith("The exporter, of every buyer")
    dialog.verb.click()
    settle(qtbot, page)
    assert "enter the day of issue" in dialog.problem.text()
    dialog.entries["issued_on"].type_in("R8.1.10")
    dialog.entries["valid_until"].type_in("2026-12-06")
    dialog.entries["covers"].type_in("nze161-7000001")
    chosen = (str(paper), "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: chosen)
    dialog.choose()
    dialog.verb.click()
    settle(qtbot, page)
    (kept,) = stored.of_party(page.desk.reader, page.party.id)
    assert (kept.issued_on, kept.covers) == ("2026-01-10", ("NZE161-7000001",))
    assert section.summary.text() == "1 paper"
    assert texts(section.body)[:3] == [
        "End-use undertaking",
        "10 Jan 2026 to 6 Dec 2026, ends in 12 days",
        "For NZE161-7000001",
    ]


def test_an_ended_paper_is_marked_and_stands_last(qtbot, page):
    put(page, valid_until="2026-11-23")
    put(page, kind="other", issued_on="2020-01-01", valid_until="")
    settle(qtbot, page)
    section = page.sections.papers
    assert section.summary.text() == "2 papers, 1 ended"
    said = texts(section.body)
    assert said.index("Other paper") < said.index("End-use undertaking")
    assert "Ended 23 Nov 2026" in said


def test_days_are_said_in_words():
    for until, said in (
        ("2027-06-01", "Until 1 Jun 2027"),
        ("2026-12-24", "Until 24 Dec 2026, ends in 30 days"),
        ("2026-11-25", "Until 25 Nov 2026, ends in 1 day"),
        ("2026-11-24", "Until 24 Nov 2026, ends today"),
        ("2026-11-23", "Ended 23 Nov 2026"),
        ("", ""),
    ):
        assert validity_of(PartyPaper(valid_until=until), TODAY) == said


def test_a_file_is_dropped_opened_and_removed(qtbot, page, paper, monkeypatch):
    opened = []
    monkeypatch.setattr(attachment_door, "open_path", opened.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(paper))])
    pane, copy = page.pane, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(8, 8), copy, data, LEFT, NONE)
    QApplication.sendEvent(pane, enter)
    assert enter.isAccepted()
    assert page.drop_frame.words == "Drop to add as a paper of MAWIMBI MOTORS"
    QApplication.sendEvent(pane, QDragLeaveEvent())
    assert page.drop_frame.isHidden()
    QApplication.sendEvent(pane, QDragEnterEvent(QPoint(8, 8), copy, data, LEFT, NONE))
    QApplication.sendEvent(pane, QDropEvent(QPointF(8, 8), copy, data, LEFT, NONE))
    assert page.drop_frame.isHidden()
    dialog = dialog_of(PartyPaperDialog)
    assert dialog._file.text() == "EUS 2026.pdf"
    dialog.entries["kind"].choose("identity")
    dialog.verb.click()
    settle(qtbot, page)
    section = page.sections.papers
    links(section.body)["Open…"].click()
    settle(qtbot, page)
    dialog_of(OpenDialog).accept()
    settle(qtbot, page)
    assert [path.name for path in opened] == ["EUS 2026.pdf"]
    links(section.body)["Remove"].click()
    settle(qtbot, page)
    assert stored.of_party(page.desk.reader, page.party.id) == []
    assert page.window().bar.text.startswith("Removed: Passport or identity card")
    section.undo.emit()
    settle(qtbot, page)
    assert section.summary.text() == "1 paper"


def test_a_paper_is_changed(qtbot, page):
    put(page)
    settle(qtbot, page)
    links(page.sections.papers.body)["Change"].click()
    dialog = dialog_of(PartyPaperDialog)
    dialog.entries["note"].type_in("signed by the director")
    dialog.verb.click()
    settle(qtbot, page)
    (kept,) = stored.of_party(page.desk.reader, page.party.id)
    assert (kept.note, kept.added_by) == ("signed by the director", "Ito")


def test_deals_are_one_click_away(qtbot, page):
    deals = page.sections.deals
    assert deals.summary.text() == "3"
    assert "USD 6,000.00, open" in texts(deals.body)
    names = [link for link in links(deals.body) if link.startswith(("Toyota", "SH-"))]
    assert len(names) == 3
    links(deals.body)["SH-2611-001"].click()
    settle(qtbot, page)
    window = page.window()
    assert isinstance(window.current, ShipmentsPage)
    window.show_page("parties")
    next(b for text, b in links(deals.body).items() if "Prius" in text).click()
    settle(qtbot, page)
    assert isinstance(window.current, VehiclesPage)


def test_the_history_tells_every_field(qtbot, page):
    page.form.entries["phone"].type_in("+254 41 555 0187")
    settle(qtbot, page)
    page.form.entries["phone"].type_in("+254 41 555 0188")
    settle(qtbot, page)
    put(page)
    settle(qtbot, page)
    history = page.sections.history
    assert not history.opened
    history.turn()
    assert history.summary.text() == "4 changes"
    said = texts(history.body)
    assert said[0] == "Paper of MAWIMBI MOTORS stored"
    assert "+254 41 555 0187 → +254 41 555 0188" in said
    assert "Kenya" in said


def test_duplicates_are_merged_with_a_choice_and_come_back(qtbot, page):
    kept = page.party.id
    page.do_party_duplicates()
    dialog = dialog_of(PartyDuplicatesDialog)
    settle(qtbot, page)
    assert dialog.model.rowCount() == 1
    assert dialog.model.cell(0, 2).text == "same name"
    assert dialog.view.shown.kept == kept
    assert set(dialog.view.choices) == {"name", "country", "phone"}
    dialog.view.choices["name"].button(1).setChecked(True)
    dialog.verb.click()
    settle(qtbot, page)
    party = parties.get(page.desk.reader, kept)
    assert (party.name, party.other_names) == ("Mawimbi Motors Ltd", ("MAWIMBI MOTORS",))
    assert (party.country, party.phone) == ("KE", "041 555 0187")
    assert dialog.model.rowCount() == 0
    assert dialog.said.text() == "No two parties look like one."
    dialog.reject()
    assert page.footer() == ["1 party"]
    page.window().do_undo()
    settle(qtbot, page)
    assert page.footer() == ["2 parties"]
    assert page.form.entries["name"].edit.text() == "MAWIMBI MOTORS"


def test_two_are_kept_apart(qtbot, page):
    page.do_party_duplicates()
    dialog = dialog_of(PartyDuplicatesDialog)
    settle(qtbot, page)
    dialog.view.apart.click()
    settle(qtbot, page)
    assert dialog.model.rowCount() == 0
    dialog.reject()
    page.do_party_duplicates()
    settle(qtbot, page)
    again = dialog_of(PartyDuplicatesDialog)
    assert again.model.rowCount() == 0
    again.reject()


def test_removing_says_what_names_it(qtbot, page):
    first = page.party.id
    other = next(one for one in parties.every(page.desk.reader) if one.id != page.party.id)
    page.open(other.id)
    page.do_remove_party()
    settle(qtbot, page)
    assert page.window().bar.text.startswith("Mawimbi Motors Ltd removed.")
    assert page.footer() == ["1 party"]
    assert page.party.id == first
    page.do_remove_party()
    settle(qtbot, page)
    assert "it is named by offer, sale, shipment" in page.window().bar.text


def test_another_language_says_it_again(qtbot, page):
    put(page)
    settle(qtbot, page)
    page.window().desk.appearance.use_language("ja")
    settle(qtbot, page)
    assert texts(page.sections.papers.body)[:2] == [
        "最終用途誓約書",
        "2026年1月10日～2026年12月6日、残り12日",
    ]
    assert words.language() == "ja"
    page.window().desk.appearance.use_language("en")
    settle(qtbot, page)
