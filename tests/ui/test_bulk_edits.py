"""The form, bulk edits, fill down and paste, as one does them in the window."""

import time

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, Qt
from PySide6.QtWidgets import QApplication

from broker_app import words
from broker_app.domain.facts import Basis
from broker_app.domain.vehicle import VEHICLE_FACTS
from broker_app.jobs import editing
from broker_app.jobs.bulk_editing import FACTS, OWN
from broker_app.jobs.progress import silent
from broker_app.store import history, lots, vehicles
from broker_app.store.database import open_file
from broker_app.ui.models.columns import COLUMNS
from broker_app.ui.pages.edit_all import names_of_form
from broker_app.ui.pages.vehicle_show import Show
from broker_app.ui.pages.vehicles import VehiclesPage

from .conftest import BOOKS, QUESTION, car, idle, page_of, put_stock

PLACE = {column.id: number for number, column in enumerate(COLUMNS)}


@pytest.fixture
def window(file, open_main):
    with open_file(file) as db:
        put_stock(db, [car(n, colour="red" if n % 3 else "blue") for n in range(30)])
    made = open_main()
    made.resize(2400, 900)  # wide enough for every column
    return made


@pytest.fixture
def page(qtbot, window) -> VehiclesPage:
    found = page_of(window, VehiclesPage)
    idle(qtbot, window)
    found.table.setFocus()
    return found


def opened(qtbot, window, action: str):
    window.run(action)
    page = page_of(window, VehiclesPage)
    idle(qtbot, window)
    assert page.edits.dialog is not None, window.bar.text
    return page.edits.dialog


def select(page, first: int, last: int, column: str) -> None:
    page.table.go_to(first, PLACE[column])
    bottom = page.model.index(last, PLACE[column])
    selection = page.table.selectionModel()
    flags = selection.SelectionFlag
    for row in range(first + 1, last + 1):
        selection.select(page.model.index(row, 0), flags.Select | flags.Rows)
    assert bottom.isValid()


def ids(page) -> list[int]:
    return list(page.model.ids())


def everything(page) -> dict[int, object]:
    return dict(vehicles.many(page.desk.reader))


# the form


def test_the_form_holds_every_fact_once():
    assert sorted(names_of_form()) == sorted(spec.name for spec in VEHICLE_FACTS)
    assert set(names_of_form()) - set(FACTS) - set(OWN) == {
        "displacement_precision_cc",
        "odometer_precision_km",
    }


def test_the_form_stores_what_changed_as_one_step(qtbot, window, page):
    page.table.go_to(4, PLACE["odometer_km"])
    form = opened(qtbot, window, "edit_all")
    assert form.entries["odometer_km"].edit.hasFocus() or not form.isActiveWindow()
    vehicle = page.model.id_at(4)
    form.entries["odometer_km"].edit.setFocus()
    form.entries["odometer_km"].type_in("５５,０００")
    form.entries["transmission"].choose("CVT")
    form.entries["made_in"].type_in("日本")
    form.accept()
    idle(qtbot, window)
    record = vehicles.get(page.desk.reader, vehicle)
    assert (record.odometer_km, record.transmission, record.made_in) == (55_000, "CVT", "JP")
    assert record.origins["made_in"].basis is Basis.TYPED
    assert "first_registered" not in record.origins
    assert history.steps(page.desk.reader)[0]["key"] == "edit_facts"
    window.do_undo()
    idle(qtbot, window)
    assert vehicles.get(page.desk.reader, vehicle).transmission is None
    assert "3" in window.bar.text


def test_the_form_marks_what_is_wrong_and_keeps_the_rest(qtbot, window, page):
    form = opened(qtbot, window, "edit_all")
    entry = form.entries["first_registered"]
    form.entries["doors"].type_in("5")
    entry.edit.setFocus()
    entry.type_in("2031-01")
    form.accept()
    assert entry.is_wrong
    assert "still to come" in entry.problem.text()
    entry.type_in("long ago")
    assert entry.is_wrong
    form.accept()
    assert form.isVisible()
    entry.type_in("2016-06")
    form.accept()
    idle(qtbot, window)
    record = vehicles.get(page.desk.reader, page.table.current_vehicle())
    assert (record.first_registered, record.doors) == ("2016-06", 5)


def test_the_form_asks_why_and_says_what_others_changed(qtbot, window, page, file):
    page.table.go_to(3)
    vehicle = page.table.current_vehicle()
    editing_fact = {"displacement_cc": 2499}
    with open_file(file) as db:
        editing.type_fact(db, silent, BOOKS, QUESTION, vehicle, "displacement_cc", 2499, "Sato")
    assert editing_fact
    form = opened(qtbot, window, "edit_all")
    form.entries["displacement_cc"].type_in("1496")
    form.entries["colour"].type_in("green")
    form.accept()
    assert form.objection.reason.isVisible()
    form.objection.reason.setText("certificate")
    with open_file(file) as db:
        editing.type_fact(db, silent, BOOKS, QUESTION, vehicle, "colour", "gold", "Kaneda")
    form.objection.again.emit()
    assert "Kaneda" in form.objection.problem.text()
    _, take = form.objection.links
    qtbot.mouseClick(take, Qt.MouseButton.LeftButton)
    assert form.entries["colour"].edit.text() == "gold"
    form.accept()
    idle(qtbot, window)
    record = vehicles.get(page.desk.reader, vehicle)
    assert (record.displacement_cc, record.colour) == (1496, "gold")


# bulk


def test_a_bulk_edit_is_shown_before_and_done_as_one(qtbot, window, page):
    select(page, 0, 9, "odometer_km")
    chosen = ids(page)[:10]
    before = everything(page)
    dialog = opened(qtbot, window, "bulk_edit")
    assert dialog.fact.currentData() == "odometer_km"
    assert not dialog.verb.isEnabled()
    dialog.fact.setCurrentIndex(dialog.fact.findData("colour"))
    dialog.fact.activated.emit(dialog.fact.currentIndex())
    dialog.entry.edit.setFocus()
    dialog.entry.type_in("red")
    idle(qtbot, window)
    blue = [v for v in chosen if before[v].colour == "blue"]
    assert dialog.preview.changing == len(blue)
    assert str(10 - len(blue)) in dialog.counts.text()
    assert dialog.model.rowCount() == len(blue)
    assert [dialog.model.cell(0, n).text for n in (2, 3)] == ["blue", "red"]
    assert everything(page) == before
    dialog.accept()
    idle(qtbot, window)
    after = everything(page)
    assert {after[v].colour for v in chosen} == {"red"}
    assert sum(after[v] != before[v] for v in before) == len(blue)
    assert page.edits.dialog is None
    assert str(len(blue)) in window.bar.text
    window.do_undo()
    idle(qtbot, window)
    assert everything(page) == before


def bulk(qtbot, window, fact: str, value: str) -> None:
    dialog = opened(qtbot, window, "bulk_edit")
    dialog.fact.setCurrentIndex(dialog.fact.findData(fact))
    dialog.fact.activated.emit(dialog.fact.currentIndex())
    dialog.entry.edit.setFocus()
    dialog.entry.type_in(value)
    idle(qtbot, window)
    dialog.accept()
    idle(qtbot, window)


def test_what_is_selected_stays_so_where_it_is_still_found(qtbot, window, page):
    every = ids(page)
    page.open(Show(words="-score:5"))
    idle(qtbot, window)
    page.table.selectAll()
    bulk(qtbot, window, "seats", "7")
    assert page.table.everything
    assert page.table.selected_ids() == ids(page) == every
    select(page, 2, 5, "score")
    kept = page.table.selected_ids()
    bulk(qtbot, window, "seats", "4")
    assert page.table.selected_ids() == kept
    bulk(qtbot, window, "score", "5")  # none of them is found any more
    assert set(ids(page)) == set(every) - set(kept)
    assert len(page.table.selected_ids()) == 1
    page.table.selectAll()
    page.open(Show(words="-score:6"))  # another question, though it finds less of the same
    idle(qtbot, window)
    assert not page.table.everything


def test_everything_found_is_changed_with_a_reason_where_one_is_needed(qtbot, window, page):
    page.table.selectAll()
    dialog = opened(qtbot, window, "bulk_edit")
    dialog.fact.setCurrentIndex(dialog.fact.findData("displacement_cc"))
    dialog.fact.activated.emit(dialog.fact.currentIndex())
    dialog.entry.edit.setFocus()
    dialog.entry.type_in("2499")
    idle(qtbot, window)
    assert dialog.preview.changing == 30
    dialog.accept()
    idle(qtbot, window)
    dialog = opened(qtbot, window, "bulk_edit")  # now all are blocked
    dialog.fact.setCurrentIndex(dialog.fact.findData("displacement_cc"))
    dialog.fact.activated.emit(dialog.fact.currentIndex())
    dialog.entry.type_in("1496")
    idle(qtbot, window)
    assert dialog.preview.guarded == 30
    assert dialog.preview.by_hand == 30
    dialog.accept()
    idle(qtbot, window)
    assert dialog.isVisible()
    assert dialog.objection.stands
    dialog.objection.reason.setText("certificates")
    dialog.accept()
    idle(qtbot, window)
    assert {record.displacement_cc for record in everything(page).values()} == {1496}


def test_enter_in_an_empty_field_takes_the_value_away(qtbot, window, page):
    select(page, 0, 4, "odometer_km")
    dialog = opened(qtbot, window, "bulk_edit")
    dialog.entry.edit.setFocus()
    qtbot.keyClick(dialog.entry.edit, Qt.Key.Key_Return)
    idle(qtbot, window)
    assert dialog.preview.changing == 5
    assert dialog.model.cell(0, 3).text == "–"
    dialog.accept()
    idle(qtbot, window)
    assert [everything(page)[v].odometer_km for v in ids(page)[:5]] == [None] * 5


def test_a_wrong_value_is_said_and_shows_no_preview(qtbot, window, page):
    select(page, 0, 4, "odometer_km")
    dialog = opened(qtbot, window, "bulk_edit")
    dialog.entry.edit.setFocus()
    dialog.entry.type_in("many")
    idle(qtbot, window)
    assert dialog.entry.is_wrong
    assert dialog.preview is None
    assert not dialog.verb.isEnabled()


def test_a_preview_that_is_old_is_shown_anew(qtbot, window, page, file):
    select(page, 0, 4, "odometer_km")
    dialog = opened(qtbot, window, "bulk_edit")
    dialog.entry.edit.setFocus()
    dialog.entry.type_in("5")
    idle(qtbot, window)
    with open_file(file) as db:
        editing.type_fact(db, silent, BOOKS, QUESTION, ids(page)[2], "odometer_km", 6, "Kaneda")
    dialog.accept()
    idle(qtbot, window)
    assert "meanwhile" in dialog.objection.problem.text()
    assert dialog.preview.by_hand == 1
    assert everything(page)[ids(page)[2]].odometer_km == 6


def test_nothing_selected_is_one_sentence(qtbot, window, page):
    page.table.clearSelection()
    window.run("bulk_edit")
    assert page.edits.dialog is None
    assert "No vehicle is selected" in window.bar.text


# fill down


def test_ctrl_d_fills_the_first_value_down(qtbot, window, page):
    select(page, 2, 6, "score")
    first = page.model.id_at(2)
    with open_file(page.desk.runner.path) as db:
        editing.type_fact(db, silent, BOOKS, QUESTION, first, "score", "S", "sato")
    page.model.look_again()
    window.run("fill_down")
    qtbot.waitUntil(lambda: "4 vehicles changed" in window.bar.text)
    assert [everything(page)[v].score for v in ids(page)[1:8]] == ["4.5", *["S"] * 5, "4.5"]
    window.do_undo()
    idle(qtbot, window)
    assert everything(page)[ids(page)[3]].score == "4.5"


def test_fill_down_over_typed_values_is_shown_first(qtbot, window, page):
    with open_file(page.desk.runner.path) as db:
        editing.type_fact(db, silent, BOOKS, QUESTION, ids(page)[3], "score", "R", "sato")
    page.model.look_again()
    select(page, 2, 6, "score")
    dialog = opened(qtbot, window, "fill_down")
    idle(qtbot, window)
    assert (dialog.preview.changing, dialog.preview.by_hand) == (1, 1)
    assert everything(page)[ids(page)[3]].score == "R"


@pytest.mark.parametrize(
    ("column", "said"), [("chassis_number", "not filled"), ("verdict", "not filled")]
)
def test_fill_down_where_it_makes_no_sense_is_one_sentence(qtbot, window, page, column, said):
    select(page, 2, 6, column)
    window.run("fill_down")
    assert said in window.bar.text
    select(page, 2, 2, "score")
    window.run("fill_down")
    assert "two rows" in window.bar.text


# paste


def put_on_clipboard(text: str, html: str = "") -> None:
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QApplication.clipboard().setMimeData(data)


def test_a_block_goes_over_rows_from_the_cursor_on(qtbot, window, page):
    page.table.go_to(3, PLACE["odometer_km"])
    before = everything(page)
    put_on_clipboard("１２３４５\tS\r\n45,000\tR\r\nmany\t\r\n")
    dialog = opened(qtbot, window, "paste_rows")
    assert dialog.plan.counts == {"change": 2, "refused": 1}
    assert dialog.model.rowCount() == 3
    cells = [dialog.model.cell(0, n) for n in range(dialog.model.columnCount())]
    assert ("12,345", "was 10,026") in {(cell.text, cell.more) for cell in cells}
    marked = [dialog.model.cell(2, n) for n in range(dialog.model.columnCount())]
    assert [cell.text for cell in marked if cell.missing] == ["many"]
    assert "1 cell is left out" in dialog.counts.text()
    assert everything(page) == before
    dialog.accept()
    idle(qtbot, window)
    after = everything(page)
    assert [after[v].odometer_km for v in ids(page)[3:6]] == [12_345, 45_000, 10_024]
    assert "2 vehicles pasted" in window.bar.text
    window.do_undo()
    idle(qtbot, window)
    assert everything(page) == before


def test_a_block_with_headings_brings_new_vehicles(qtbot, window, page):
    known = everything(page)[ids(page)[0]].chassis_number
    put_on_clipboard(
        "", f"<table><tr><td>車台番号<td>走行距離<td>年式</tr><tr><td>{known}<td>77000<td></tr>"
        "<tr><td>ZVW30-7654321<td>５万km<td>H28.5</tr></table>"
    )  # fmt: skip
    dialog = opened(qtbot, window, "paste_rows")
    assert dialog.plan.counts == {"change": 1, "new": 1}
    assert "headings" in dialog.remarks.text()
    dialog.accept()
    idle(qtbot, window)
    assert len(ids(page)) == 31
    new = vehicles.get(page.desk.reader, max(ids(page)))
    assert (new.chassis_number, new.odometer_km) == ("ZVW30-7654321", 50_000)
    assert lots.batches(page.desk.reader)[0]["file"] == "pasted"


def test_what_was_copied_here_pastes_back_as_the_same(qtbot, window, page):
    select(page, 0, 9, "odometer_km")
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    dialog = opened(qtbot, window, "paste_rows")
    assert dialog.plan.counts == {"same": 10}
    assert dialog.plan.unread == 0
    assert not dialog.verb.isEnabled()


def test_the_same_in_japanese(qtbot, file, open_main):
    with open_file(file) as db:
        put_stock(db, [car(n) for n in range(5)])
    window = open_main("ja")
    page = page_of(window, VehiclesPage)
    idle(qtbot, window)
    page.table.selectAll()
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    dialog = opened(qtbot, window, "paste_rows")
    assert dialog.plan.counts == {"same": 5}
    assert words.say("paste.same", count=5) in dialog.counts.text()


def test_one_value_goes_into_one_cell_or_all_selected_rows(qtbot, window, page):
    page.table.go_to(3, PLACE["odometer_km"])
    put_on_clipboard("4321\r\n")
    window.run("paste_rows")
    idle(qtbot, window)
    assert everything(page)[ids(page)[3]].odometer_km == 4321
    select(page, 5, 8, "odometer_km")
    dialog = opened(qtbot, window, "paste_rows")
    idle(qtbot, window)
    assert dialog.preview.changing == 4
    assert dialog.entry.edit.text() == "4321"


def test_one_value_that_is_wrong_stays_in_its_field(qtbot, window, page):
    page.table.go_to(3, PLACE["odometer_km"])
    put_on_clipboard("plenty")
    window.run("paste_rows")
    assert page.cells.field.edit.text() == "plenty"
    assert page.cells.field.objection.stands


def test_too_many_columns_are_said(qtbot, window, page):
    page.table.go_to(0, PLACE["score"])
    put_on_clipboard("S\t1\t2\t3\t4\n")
    dialog = opened(qtbot, window, "paste_rows")
    assert "too many" in dialog.remarks.text()


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_clipboard_is_one_sentence(qtbot, window, page, text):
    put_on_clipboard(text)
    window.run("paste_rows")
    assert page.edits.dialog is None
    assert "Nothing like a table" in window.bar.text


def test_columns_that_lead_nowhere_are_one_sentence(qtbot, window, page):
    page.table.go_to(0, PLACE["hammer_price"])
    put_on_clipboard("a\tb\nc\td")
    dialog = opened(qtbot, window, "paste_rows")
    assert "None of the copied columns" in dialog.objection.problem.text()
    assert not dialog.verb.isEnabled()


def test_five_thousand_rows_do_not_hold_the_window(qtbot, window, page):
    rows = "".join(f"NZE161-{8000000 + n}\t{n + 1}\t2016-05\t1496\tガソリン\n" for n in range(5000))
    put_on_clipboard(f"車台番号\t走行距離\t年式\t排気量\t燃料\n{rows}")
    window.run("paste_rows")
    dialog = page.edits.dialog
    longest = _longest_wait(lambda: dialog.plan is not None)
    assert dialog.plan.counts == {"new": 5000}
    dialog.accept()
    longest = max(longest, _longest_wait(lambda: page.edits.dialog is None))
    idle(qtbot, window)
    qtbot.waitUntil(lambda: len(ids(page)) == 5030)  # the rest comes behind the first screen
    assert longest < 1.0  # far more than it takes; a job on the main thread takes several


def _longest_wait(done) -> float:
    """Run the window until something is done; returns the longest time it did not answer."""
    longest, last = 0.0, time.perf_counter()
    while not done():
        QCoreApplication.processEvents()
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest
