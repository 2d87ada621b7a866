"""The parties page: who stands on papers, and what a person found about them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from broker_app.domain.party import Party
from broker_app.jobs import editing, shipping
from broker_app.jobs.editing import read_country
from broker_app.store import parties
from broker_app.store.database import open_file
from broker_app.ui.pages.parties import PartiesPage
from broker_app.ui.pages.settings import SettingsPage
from broker_app.ui.pages.shipments import ShipmentsPage

from .conftest import BOOKS, TODAY, idle


@pytest.fixture
def page(qtbot, file, open_main):
    with open_file(file) as db:
        mawimbi, _ = editing.save_party(db, Party(name="MAWIMBI MOTORS", country="KE"), "Ito")
        editing.save_party(db, Party(name="BAHARI MOTORS", city="MOMBASA"), "Ito")
        values = {"consignee": mawimbi, "port_of_discharge": "KEMBA", "etd": "2026-12-06"}
        shipping.new_shipment(db, BOOKS, "Ito", TODAY, values)
    window = open_main()
    window.show_page("parties", mawimbi)
    idle(qtbot, window)
    assert isinstance(window.current, PartiesPage)
    return window.current


def settle(qtbot, page):
    idle(qtbot, page.window())


def stored(page, name="MAWIMBI MOTORS"):
    return next(p for p in parties.every(page.desk.reader) if p.name == name)


def test_the_list_names_country_and_screening(page):
    rows = [[page.model.cell(row, c).text for c in range(3)] for row in range(2)]
    assert rows == [
        ["BAHARI MOTORS", "", "Cannot decide"],
        ["MAWIMBI MOTORS", "Kenya", "Cannot decide"],
    ]
    assert page.footer() == ["2 parties"]
    assert (
        page.pane.band.sentence.text()
        == "No sanctions list is installed, so nothing can be decided."
    )


def test_a_screening_is_recorded_under_the_name_of_a_person(qtbot, page):
    pane = page.pane
    assert pane.band.word.text() == "Cannot decide"
    qtbot.mouseClick(pane.record, Qt.MouseButton.LeftButton)
    assert pane._signed.text() == "Signed Sato"
    assert not pane.keep.isEnabled()
    pane.answers["clear"].setChecked(True)
    qtbot.mouseClick(pane.keep, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    party = stored(page)
    assert (party.screening, party.screened_by) == ("clear", "Sato")
    assert pane.band.word.text() == "Searched by hand"
    assert "Sato" in pane.band.sentence.text()
    assert "MAWIMBI MOTORS: Nothing found, recorded by Sato." in page.window().bar.text


def test_a_designated_party_is_shown_as_what_it_is(qtbot, page):
    page.do_record_screening()
    page.pane.answers["designated"].setChecked(True)
    page.pane.answer()
    settle(qtbot, page)
    assert page.pane.band.word.text() == "On a list"
    assert page.pane.band.property("band") == "blocked"
    row = page.model.row_of(stored(page).id)
    assert page.model.cell(row, 2).mark == "BLOCKED"


def test_another_name_is_unscreened_again(qtbot, page):
    page.desk.runner.change(editing.record_screening, stored(page).id, "clear", "Ito")
    settle(qtbot, page)
    page.form.entries["phone"].type_in("+254 41 555 0187")
    settle(qtbot, page)
    assert stored(page).screening == "clear"
    page.form.entries["name"].type_in("MAWIMBI HOLDING")
    settle(qtbot, page)
    assert stored(page, "MAWIMBI HOLDING").screening == "unscreened"


def test_fields_are_kept_and_undone(qtbot, page):
    page.form.entries["address"].type_in("PLOT 77, MBARAKI ROAD\nP.O. BOX 41066")
    settle(qtbot, page)
    assert stored(page).address == ("PLOT 77, MBARAKI ROAD", "P.O. BOX 41066")
    page.window().do_undo()
    settle(qtbot, page)
    assert stored(page).address == ()
    assert page.form.entries["address"].edit.toPlainText() == ""


def test_a_party_needs_a_name(qtbot, page):
    page.form.entries["name"].type_in("")
    settle(qtbot, page)
    assert page.form.entries["name"].problem.text() == "A party needs a name."
    assert stored(page)


def test_countries_are_read_by_name_and_code(qtbot, page):
    page.form.country.type_in("Atlantis")
    assert "Atlantis is no country we know" in page.form.country.problem.text()
    page.form.country.type_in("tz")
    settle(qtbot, page)
    assert stored(page).country == "TZ"
    assert page.form.country.edit.text() == "Tanzania"
    assert (read_country("ケニア"), read_country(" kenya "), read_country("")) == ("KE", "KE", "")


def test_a_new_party_is_kept_once_it_has_a_name(qtbot, page):
    page.do_new_party()
    page.form.entries["city"].type_in("KAMPALA")
    settle(qtbot, page)
    assert len(parties.every(page.desk.reader)) == 2
    page.form.entries["name"].type_in("NYOTA TRADING")
    settle(qtbot, page)
    made = stored(page, "NYOTA TRADING")
    assert made.city == "KAMPALA"
    assert page.party.id == made.id
    assert page.table.current_vehicle() == made.id
    page.window().do_undo()
    settle(qtbot, page)
    assert page.party.name == "BAHARI MOTORS"


def test_search_finds_by_name_city_and_country(page):
    for text, name in (
        ("bahari", "BAHARI MOTORS"),
        ("mombasa", "BAHARI MOTORS"),
        ("kenya", "MAWIMBI MOTORS"),
    ):
        page.search.setText(text)
        page._show_list()
        assert [page.model.cell(r, 0).text for r in range(page.model.rowCount())] == [name]


def test_its_shipments_are_one_click_away(qtbot, page):
    assert page.sections.deals.summary.text() == "1"
    page.sections.wants.emit("shipments", 1)
    settle(qtbot, page)
    current = page.window().current
    assert isinstance(current, ShipmentsPage)
    assert current.one.board.shipment.number == "SH-2611-001"


def test_who_signs_is_changed_in_the_settings(qtbot, page):
    page.pane.name_wanted.emit()
    settle(qtbot, page)
    current = page.window().current
    assert isinstance(current, SettingsPage)
    assert current.person.staff.edit.hasFocus()


def test_the_empty_page_begins_the_first_party(qtbot, file, open_main):
    window = open_main()
    window.show_page("parties")
    page = window.current
    assert page._empty.isVisible()
    page.open("new")
    assert page.form.entries["name"].edit.hasFocus()
    page.form.entries["name"].type_in("MAWIMBI MOTORS")
    idle(qtbot, window)
    assert page.model.rowCount() == 1
    assert page.pane.isVisible()


def test_it_turns_its_language_and_keeps_qts_contract(qtbot, page):
    tester = QAbstractItemModelTester(
        page.model, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    page.desk.appearance.use_language("ja")
    settle(qtbot, page)
    assert page.pane.band.word.text() == "判定不可"
    assert page.pane.answers["clear"].text().startswith("該当なし")
    assert page.form.country.edit.text() == "ケニア"
    assert [page.model.cell(1, c).text for c in range(3)] == [
        "MAWIMBI MOTORS",
        "ケニア",
        "判定不可",
    ]
    page.desk.appearance.use_language("en")
    assert tester


def test_fields_entered_one_after_the_other_are_all_kept(qtbot, page):
    page.form.entries["name"].type_in("")
    page.form.entries["phone"].type_in("+254 41 555 0187")
    page.form.entries["email"].type_in("imports@mawimbi.example")
    settle(qtbot, page)
    page.form.entries["city"].type_in("MOMBASA")
    page.form.entries["tax_id"].type_in("P051")
    settle(qtbot, page)
    party = stored(page)
    assert (party.city, party.tax_id) == ("MOMBASA", "P051")


def test_names_numbers_roles_and_owners_are_kept(qtbot, page):
    form = page.form
    form.entries["other_names"].type_in("マウィンビ・モーターズ\nMAWIMBI AUTO")
    form.entries["numbers"].type_in("IMO 9319466")
    form.entries["roles"].boxes["bank"].click()
    form.entries["owners"].type_in("ASHA ODHIAMBO")
    settle(qtbot, page)
    party = stored(page)
    assert party.all_names == ("MAWIMBI MOTORS", "マウィンビ・モーターズ", "MAWIMBI AUTO")
    assert party.all_numbers == (("IMO", "9319466"),)
    assert party.roles == ("bank",)
    assert party.owners == ("ASHA ODHIAMBO",)


def test_a_number_that_cannot_be_one_is_kept_and_doubted(qtbot, page):
    form = page.form
    form.entries["tax_id_label"].type_in("KRA PIN")
    form.entries["tax_id"].type_in("P05136594M")
    settle(qtbot, page)
    assert stored(page).tax_id == "P05136594M"
    assert "P05136594M cannot be a KRA PIN" in form.doubt.text()
    form.entries["tax_id"].type_in("P051365947M")
    settle(qtbot, page)
    assert not form.doubt.isVisible()


def test_the_country_says_which_number_is_asked_for(page):
    assert page.form.entries["tax_id_label"].edit.placeholderText() == "KRA PIN"
    assert "bill of lading" in page.form.entries["tax_id"].edit.placeholderText()


def test_an_answer_about_owners_is_signed_and_falls_with_other_owners(qtbot, page):
    form = page.form
    form.entries["ownership"].choose("none_listed")
    settle(qtbot, page)
    assert (stored(page).ownership, stored(page).ownership_by) == ("none_listed", "Sato")
    assert form.signed.text().startswith("Answered by Sato")
    form.entries["owners"].type_in("SOMEBODY ELSE")
    settle(qtbot, page)
    assert (stored(page).ownership, stored(page).ownership_by) == ("", "")


@pytest.mark.parametrize(
    ("field", "value"), [("other_names", "MAWIMBI"), ("numbers", "IMO 9319466"), ("owners", "A B")]
)
def test_what_it_is_looked_up_by_asks_for_another_look(qtbot, page, field, value):
    page._record("clear")
    settle(qtbot, page)
    assert stored(page).screening == "clear"
    page.form.entries["phone"].type_in("1")
    settle(qtbot, page)
    assert stored(page).screening == "clear"
    page.form.entries[field].type_in(value)
    settle(qtbot, page)
    assert stored(page).screening == "unscreened"


def test_redo_is_not_offered_once_something_else_was_done(qtbot, page):
    page.form.entries["address"].type_in("PLOT 77, MBARAKI ROAD")
    settle(qtbot, page)
    window = page.window()
    window.do_undo()
    settle(qtbot, page)
    assert [link.said for link in window.bar.current.links] == ["action.redo"]
    page.form.entries["address"].type_in("PLOT 78, MBARAKI ROAD")
    settle(qtbot, page)
    assert window.bar.current is None
