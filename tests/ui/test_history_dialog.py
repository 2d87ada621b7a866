"""The history, the bin and the duplicates in the window: real store, real widgets."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.cost import Cost
from broker_app.jobs import costing, editing
from broker_app.jobs.progress import silent
from broker_app.store import bin as waste
from broker_app.store import costs, vehicles, write
from broker_app.store.database import open_file
from broker_app.store.vehicles import Query
from broker_app.ui.bin import BinDialog
from broker_app.ui.duplicates import DuplicatesDialog
from broker_app.ui.history import HistoryDialog
from broker_app.ui.merge_view import MergeDialog
from broker_app.ui.models.step_lines import StepModel
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.reverting import ClashDialog
from broker_app.ui.widgets.dialog import ReasonDialog

from .conftest import BOOKS, QUESTION, car, idle, page_of, put_stock


@pytest.fixture
def worked(stock, file):
    """A cost that was typed by Sato and changed by Tanaka, and an edit."""
    with open_file(file) as db:
        costing.put_cost(db, Cost(vehicle=1, kind="repair", amount=30_000), "Sato")
        costing.put_cost(db, Cost(id=1, vehicle=1, kind="repair", amount=45_000), "Tanaka")
        editing.type_fact(db, silent, BOOKS, QUESTION, 2, "colour", "RED", "Sato")
    return file


def history_of(window, qtbot, vehicle=""):
    dialog = HistoryDialog(window.desk, window, vehicle)
    qtbot.addWidget(dialog)
    idle(qtbot, window)
    return dialog


def column(model, name):
    place = model.place_of(name)
    return [model.cell(row, place).text for row in range(model.rowCount())]


def found(dialog, window, qtbot, act):
    act()
    idle(qtbot, window)
    return column(dialog.model, "what")


def test_steps_are_listed_with_what_each_changed(qtbot, worked, open_main):
    window = open_main()
    dialog = history_of(window, qtbot)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert column(dialog.model, "what")[-1] == "Import of test.csv"
    assert column(dialog.model, "who")[:3] == ["Sato", "Tanaka", "Sato"]
    dialog.table.go_to(1)
    idle(qtbot, window)
    assert column(dialog.changes, "before") == ["JPY 30,000"]
    assert column(dialog.changes, "after") == ["JPY 45,000"]


def test_steps_are_found_by_person_kind_vehicle_and_day(qtbot, worked, open_main):
    window = open_main()
    dialog = history_of(window, qtbot)
    everything = column(dialog.model, "what")
    assert len(found(dialog, window, qtbot, lambda: dialog.people.choose("Tanaka"))) == 1
    dialog.people.choose("")
    assert len(found(dialog, window, qtbot, lambda: dialog.kinds.choose("edit"))) == 1
    dialog.kinds.choose("")
    of_first = found(dialog, window, qtbot, lambda: dialog.look_for("NZE161-7000001"))
    assert len(of_first) == 3  # two for its cost, and the import
    assert found(dialog, window, qtbot, lambda: dialog.look_for("nothing like it")) == []
    assert not dialog.back.isVisibleTo(dialog)
    dialog.look_for("")
    today = date.today()
    assert found(dialog, window, qtbot, lambda: dialog.choose_day(today)) == everything
    earlier = today - timedelta(days=40)
    assert found(dialog, window, qtbot, lambda: dialog.choose_day(earlier)) == []
    assert found(dialog, window, qtbot, lambda: dialog.choose_day(None)) == everything


def test_a_step_is_taken_back_and_says_by_whom(qtbot, worked, open_main):
    window = open_main()
    dialog = history_of(window, qtbot)
    dialog.table.go_to(0)
    dialog.back.click()
    idle(qtbot, window)
    assert column(dialog.model, "what")[0] == f"Undo: {column(dialog.model, 'what')[1]}"
    assert column(dialog.model, "state")[1] == "taken back by Sato"
    assert vehicles.get(window.desk.reader, 2).colour != "RED"
    dialog.table.go_to(1)
    idle(qtbot, window)
    assert not dialog.back.isVisibleTo(dialog)
    assert "Taken back by Sato" in dialog._note.text()


def test_what_contradicts_is_shown_before_anything_is_written(qtbot, worked, open_main):
    window = open_main()
    dialog = history_of(window, qtbot)
    dialog.show()
    dialog.table.go_to(2)  # the cost, as Sato typed it
    dialog.back.click()
    idle(qtbot, window)
    (clashes,) = dialog.findChildren(ClashDialog)
    assert column(clashes.model, "made") == ["JPY 30,000"]
    assert column(clashes.model, "stands") == ["JPY 45,000"]
    assert column(clashes.model, "by")[0].startswith("Tanaka: Cost of")
    assert not clashes.verb.isVisibleTo(clashes)  # nothing else is left of it
    clashes.reject()
    assert dialog.back.isEnabled()
    assert [one.amount for one in costs.of_vehicle(window.desk.reader, 1) if one.id] == [45_000]


def test_a_refusal_is_said_in_the_dialog(qtbot, worked, open_main):
    window = open_main()
    dialog = history_of(window, qtbot)
    dialog.table.go_to(0)
    with open_file(worked) as db:  # somebody else was faster
        from broker_app.jobs import undoing

        found = undoing.next_undo(db.connection)
        undoing.undo_step(db, found.step, "Tanaka")
    dialog.back.click()
    idle(qtbot, window)
    assert dialog.problem.text() == "This was taken back already, by Tanaka."


def test_a_long_history_is_read_by_the_block(qtbot, file):
    with open_file(file) as db:
        for number in range(700):
            with write.step(db, "party", "Sato", name=str(number)) as step:
                step.insert("party", {"name": str(number)})
        model = StepModel(db.connection)
        from broker_app.store import history

        model.show_ids(history.ids(db.connection, history.Search()))
        assert model.rowCount() == 700
        assert model.cell(0, 0).text == "Party 699"
        assert model.cell(699, 0).text == "Party 0"
        assert len(model._blocks) == 2


def test_vehicles_go_into_the_bin_and_come_back(qtbot, worked, open_main):
    window = open_main()
    page = page_of(window, VehiclesPage)
    assert page.table.select_vehicle(1)
    page.do("to_bin")
    idle(qtbot, window)
    assert page.model.row_of(1) is None
    assert window.bar.text == "1 vehicle is in the bin."
    window.do_bin()
    idle(qtbot, window)
    (dialog,) = window.findChildren(BinDialog)
    assert column(dialog.model, "chassis") == ["NZE161-7000001"]
    dialog.verb.click()
    idle(qtbot, window)
    assert dialog.model.rowCount() == 0
    assert not dialog.table.isVisibleTo(dialog)
    assert page.model.row_of(1) is not None
    assert [one.amount for one in costs.of_vehicle(window.desk.reader, 1) if one.id] == [45_000]
    dialog.reject()
    row = page.table.currentIndex().row()
    assert page.side.pane.head.place.text() == f"{row + 1} of 4"  # not of the three that were left


def test_the_bin_says_where_a_shipment_did_not_take_a_vehicle_back(qtbot, worked, open_main):
    window = open_main()
    page = page_of(window, VehiclesPage)
    assert page.table.select_vehicle(1)
    page.do("to_bin")
    idle(qtbot, window)
    window.do_bin()
    idle(qtbot, window)
    (dialog,) = window.findChildren(BinDialog)
    dialog._restored(Changes(note="It came back, but not onto its shipment."))
    idle(qtbot, window)
    assert dialog.problem.isVisibleTo(dialog)
    assert dialog.problem.text() == "It came back, but not onto its shipment."
    dialog.search.put("NZE161")
    dialog.look("NZE161")
    idle(qtbot, window)
    assert not dialog.problem.isVisibleTo(dialog)
    dialog.reject()


def test_everything_selected_goes_into_the_bin_and_undo_brings_it(qtbot, worked, open_main):
    window = open_main()
    page = page_of(window, VehiclesPage)
    page.table.selectAll()
    page.do("to_bin")
    idle(qtbot, window)
    assert vehicles.count(window.desk.reader, Query()) == 0
    window.do_undo()
    idle(qtbot, window)
    assert vehicles.count(window.desk.reader, Query()) == 4
    window.do_redo()
    idle(qtbot, window)
    assert waste.count(window.desk.reader) == 4


def test_a_number_that_is_taken_is_said_in_the_bin(qtbot, worked, open_main):
    window = open_main()
    page = page_of(window, VehiclesPage)
    page.table.select_vehicle(1)
    page.do("to_bin")
    idle(qtbot, window)
    desk = window.desk
    taking = (desk.books, QUESTION, 2, "chassis_number", "NZE161-7000001", "Sato")
    desk.runner.change(editing.type_fact, *taking)
    idle(qtbot, window)
    window.do_bin()
    idle(qtbot, window)
    (dialog,) = window.findChildren(BinDialog)
    dialog.verb.click()
    idle(qtbot, window)
    assert "its chassis number is that of Toyota Mark X" in dialog.problem.text()
    assert dialog.model.rowCount() == 1
    dialog.reject()


@pytest.fixture
def twins(file):
    with open_file(file) as db:
        put_stock(db, [
            car(1, chassis_number="NZE161-7000001", displacement_cc=1496),
            car(2, chassis_number="NZE161-700000I", displacement_cc=1496, colour="RED"),
            car(3, chassis_number="NZE161-8888888", displacement_cc=1496),
        ])  # fmt: skip
    return file


def duplicates(window, qtbot):
    window.do_duplicates()
    idle(qtbot, window)
    return window.findChildren(DuplicatesDialog)[-1]


def test_twins_are_looked_at_and_merged(qtbot, twins, open_main):
    window = open_main()
    dialog = duplicates(window, qtbot)
    assert column(dialog.model, "first") == ["NZE161-7000001"]
    assert column(dialog.model, "why") == ["chassis numbers read alike"]
    choice = dialog.view.choices["chassis_number"]
    choice.button(0).setChecked(True)
    assert dialog.view.chosen()["colour"] == 1
    dialog.verb.click()
    idle(qtbot, window)
    merged = vehicles.get(window.desk.reader, 1)
    assert (merged.chassis_number, merged.colour) == ("NZE161-7000001", "RED")
    assert dialog.said.text() == "No vehicles look like the same car."
    dialog.reject()
    window.do_undo()
    idle(qtbot, window)
    assert vehicles.count(window.desk.reader, Query()) == 3


def test_twins_that_are_not_the_same_are_not_shown_again(qtbot, twins, open_main):
    window = open_main()
    dialog = duplicates(window, qtbot)
    dialog.view.apart.click()
    idle(qtbot, window)
    assert dialog.said.text() == "No vehicles look like the same car."
    dialog.reject()
    assert duplicates(window, qtbot).model.rowCount() == 0


def test_a_merge_that_a_verdict_rests_on_asks_why(qtbot, file, open_main):
    with open_file(file) as db:
        put_stock(db, [
            car(1, chassis_number="NZE161-7000001", displacement_cc=2499),
            car(2, chassis_number="NZE161-700000I", displacement_cc=1496),
        ])  # fmt: skip
    window = open_main()
    dialog = duplicates(window, qtbot)
    dialog.view.choices["displacement_cc"].button(1).setChecked(True)
    dialog.verb.click()
    idle(qtbot, window)
    (asking,) = dialog.findChildren(ReasonDialog)
    assert vehicles.count(window.desk.reader, Query()) == 2
    asking.reason.setText("typed twice")
    asking.verb.click()
    idle(qtbot, window)
    assert vehicles.get(window.desk.reader, 1).displacement_cc == 1496
    dialog.reject()


def test_a_chassis_number_of_another_offers_to_open_or_compare(qtbot, twins, open_main):
    window = open_main()
    page = page_of(window, VehiclesPage)
    page.table.select_vehicle(3)
    page.side.show_pane()
    step = page.side.pane.next_step
    step.edit("chassis_number")
    step.field.edit.setText("nze161 7000001")
    step.field.accept()
    idle(qtbot, window)
    assert "another vehicle here, Toyota Corolla Axio NZE161-7000001" in window.bar.text
    show, compare = window.bar.current.links
    compare.act()
    (dialog,) = window.findChildren(MergeDialog)
    assert {one.chassis_number for one in dialog.view.shown.records} == {
        "NZE161-7000001",
        "NZE161-8888888",
    }
    dialog.reject()
    show.act()
    idle(qtbot, window)
    assert page.table.current_vehicle() == 1


def test_the_dialogs_speak_japanese(qtbot, worked, open_main):
    window = open_main(language="ja")
    dialog = history_of(window, qtbot)
    assert column(dialog.model, "what")[-1].startswith("test.csv")
    across = Qt.Orientation.Horizontal
    assert dialog.model.headerData(0, across) == words.say("history.what") == "操作"
