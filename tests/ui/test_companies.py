"""Several companies in the window: added, chosen, and whose vehicle and shipment is which."""

import pytest
from PySide6.QtCore import Qt

from broker_app.jobs import owning
from broker_app.store import companies, shipments
from broker_app.store.database import open_file
from broker_app.ui.pages.settings import SettingsPage
from broker_app.ui.pages.vehicles import VehiclesPage

from .conftest import idle, page_of
from .shipments.conftest import AXIO, PRIUS, fill


@pytest.fixture
def filled(file):
    return fill(file)


@pytest.fixture
def several(filled, file):
    with open_file(file) as db:
        return owning.add_company(db, "UMIKAZE TRADING", "Sato")[0]


def settings(qtbot, window) -> SettingsPage:
    window.show_page("settings", "company")
    idle(qtbot, window)
    return page_of(window, SettingsPage)


def test_one_company_asks_nothing(qtbot, filled, open_main):
    page = settings(qtbot, open_main())
    assert page.companies.choice.isHidden()
    assert page.companies.is_default.isHidden()
    assert not page.companies.add.isHidden()


def test_a_company_is_added_filled_in_and_made_the_default(qtbot, filled, open_main):
    window = open_main()
    page = settings(qtbot, window)
    qtbot.mouseClick(page.companies.add, Qt.MouseButton.LeftButton)
    page.companies.name.type_in("UMIKAZE TRADING")
    idle(qtbot, window)
    assert page.company.fields["name"].edit.text() == "UMIKAZE TRADING"
    page.company.fields["number_prefix"].type_in("UMI")
    idle(qtbot, window)
    first, second = companies.every(window.desk.reader)
    assert (first.number_prefix, second.number_prefix) == ("AMX", "UMI")
    qtbot.mouseClick(page.companies.make_default, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert companies.default(window.desk.reader) == second.id
    assert not page.companies.is_default.isHidden()
    page.companies.choice.choose(first.id)
    assert page.company.fields["name"].edit.text() == first.name
    page.open("pricing")
    page.pricing.margin.type_in("10")
    idle(qtbot, window)
    assert [c.margin_permille for c in companies.every(window.desk.reader)] == [100, None]


def test_a_name_that_is_taken_is_said_where_it_was_typed(qtbot, several, open_main):
    page = settings(qtbot, open_main())
    page.companies.open()
    page.companies.name.type_in("umikaze trading")
    idle(qtbot, page.window())
    assert "is there already" in page.companies.name.problem.text()
    page.companies.name.give_up()
    page.companies.choice.choose(several)
    page.company.fields["name"].type_in("")
    idle(qtbot, page.window())
    assert page.company.fields["name"].problem.text() == "Each of several companies needs a name."
    page.company.fields["name"].give_up()


def test_a_shipment_is_given_to_another_company_with_its_vehicles(
    qtbot, filled, several, open_main
):
    window = open_main()
    window.show_page("shipments", filled)
    idle(qtbot, window)
    fields = window.current.one.fields
    assert not fields.company.isHidden()
    fields.company.choose(several)
    idle(qtbot, window)
    reader = window.desk.reader
    assert shipments.get(reader, filled).company == several
    assert companies.of_vehicles(reader, [AXIO, PRIUS]) == {AXIO: several, PRIUS: 1}
    assert window.current.one.board.company.name == "UMIKAZE TRADING"


def test_the_list_of_shipments_tells_whose_each_is(qtbot, filled, several, open_main):
    window = open_main()
    window.show_page("shipments", filled)
    idle(qtbot, window)
    page = window.current
    page.one.fields.company.choose(several)
    idle(qtbot, window)
    window.show_page("shipments")
    page._leave()
    idle(qtbot, window)
    place = page.list.model.place_of("company")
    assert not page.list.table.isColumnHidden(place)
    assert page.list.model.cell(0, place).text == "UMIKAZE TRADING"


def test_with_one_company_the_list_of_shipments_says_nothing_of_it(qtbot, filled, open_main):
    window = open_main()
    window.show_page("shipments")
    idle(qtbot, window)
    shown = window.current.list
    assert shown.table.isColumnHidden(shown.model.place_of("company"))


def test_selected_vehicles_are_given_and_one_on_board_says_why_not(
    qtbot, filled, several, open_main
):
    window = open_main()
    page = page_of(window, VehiclesPage)
    page.table.selectAll()
    page.do("give_to_company")
    dialog = window.current.findChildren(object, options=Qt.FindChildOption.FindDirectChildrenOnly)
    dialog = next(d for d in dialog if type(d).__name__ == "CompanyDialog")
    dialog.choices[several].setChecked(True)
    dialog.accept()
    idle(qtbot, window)
    assert "stands on shipment" in dialog.problem.text()
    dialog.reject()
    page.table.select_vehicle(PRIUS)
    idle(qtbot, window)
    pane = page.side.pane
    assert pane.costs.company.box.count() == 2
    pane.costs.company.choose(several)
    idle(qtbot, window)
    assert companies.of_vehicles(window.desk.reader, [PRIUS]) == {PRIUS: several}
    page.table.select_vehicle(AXIO)
    idle(qtbot, window)
    pane.costs.company.choose(several)
    idle(qtbot, window)
    assert "stands on shipment" in pane.costs.company.problem.text()
    assert companies.of_vehicles(window.desk.reader, [AXIO]) == {AXIO: 1}


def test_with_one_company_there_is_nothing_to_give_to(qtbot, filled, open_main):
    window = open_main()
    page = page_of(window, VehiclesPage)
    page.table.selectAll()
    page.do("give_to_company")
    assert window.bar.text.startswith("There is one company only")


def test_the_table_shows_the_vehicles_of_one_company(qtbot, filled, several, open_main):
    window = open_main()
    page = page_of(window, VehiclesPage)
    everything = page.model.rowCount()
    desk = window.desk
    desk.runner.change(owning.give_vehicles, [PRIUS], several, "Sato")
    idle(qtbot, window)
    states = page.filters.states
    states.menu().aboutToShow.emit()
    lines = {line.text(): line for line in states.menu().actions() if line.text()}
    lines["UMIKAZE TRADING"].trigger()
    idle(qtbot, window)
    assert [page.model.id_at(row) for row in range(page.model.rowCount())] == [PRIUS]
    desk.runner.change(owning.give_vehicles, [PRIUS], companies.FIRST, "Sato")
    idle(qtbot, window)
    idle(qtbot, window)
    assert page.model.rowCount() == 0
    page.filters.clear()
    idle(qtbot, window)
    assert page.model.rowCount() == everything


def test_with_one_company_the_table_offers_none(qtbot, filled, open_main):
    page = page_of(open_main(), VehiclesPage)
    page.filters.states.menu().aboutToShow.emit()
    texts = [line.text() for line in page.filters.states.menu().actions()]
    assert "All companies" not in texts
