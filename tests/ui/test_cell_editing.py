"""A cell of the table becomes a field: typed, composed, refused, kept, and never lost."""

import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from broker_app import words
from broker_app.domain.facts import Basis
from broker_app.jobs import editing
from broker_app.jobs.progress import silent
from broker_app.store import history, vehicles
from broker_app.store.database import open_file
from broker_app.ui.models.columns import COLUMNS
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.runner import EVERYTHING

from .conftest import BOOKS, QUESTION, idle, page_of

PLACE = {column.id: number for number, column in enumerate(COLUMNS)}


@pytest.fixture
def window(stock, open_main):
    made = open_main()
    made.resize(2400, 900)  # wide enough for every column
    return made


@pytest.fixture
def page(qtbot, window) -> VehiclesPage:
    found = page_of(window, VehiclesPage)
    idle(qtbot, window)
    found.table.setFocus()
    return found


def row_of(page, model: str) -> int:
    rows = range(page.model.rowCount())
    return next(r for r in rows if page.model.row_at(r)["model"] == model)


def put_cursor(page, model: str, column: str) -> None:
    page.table.go_to(row_of(page, model), PLACE[column])


def stored(page, model: str):
    vehicle = page.model.id_at(row_of(page, model))
    return vehicles.get(page.desk.reader, vehicle)


def type_and_enter(qtbot, page, text: str) -> None:
    if text.isascii():
        qtbot.keyClicks(page.cells.field.edit, text)
    else:  # the test keyboard has no other keys
        page.cells.field.edit.insert(text)
    qtbot.keyClick(page.cells.field.edit, Qt.Key.Key_Return)


def test_f2_opens_the_value_with_its_unit_and_a_hint(qtbot, page, window):
    put_cursor(page, "AXELA", "odometer_km")
    window.run("edit_fact")
    field = page.cells.field
    assert field.edit.text() == "10003"
    assert field.edit.selectedText() == "10003"
    assert field.edit.accessibleName() == "Odometer"
    assert "5,000,000" in field.note.hint.text()
    cell = page.table.visualRect(page.table.currentIndex())
    assert field.geometry().top() == cell.top()
    assert field.geometry().right() == cell.right()
    assert field.note.y() == field.geometry().bottom() + 1


def test_enter_keeps_and_goes_down_shift_enter_up(qtbot, page, window):
    page.table.go_to(1, PLACE["odometer_km"])
    model = page.model.row_at(1)["model"]
    window.run("edit_fact")
    type_and_enter(qtbot, page, "２３,４５６")
    assert page.table.currentIndex().row() == 2
    assert page.cells.field is None
    idle(qtbot, window)
    assert stored(page, model).odometer_km == 23_456
    assert stored(page, model).origins["odometer_km"].basis is Basis.TYPED
    assert page.model.cell(1, PLACE["odometer_km"]).text == "23,456"
    window.run("edit_fact")
    qtbot.keyClick(page.cells.field.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page.table.currentIndex().row() == 1


def test_what_was_typed_is_seen_while_it_is_stored(qtbot, page, window):
    page.table.go_to(1, PLACE["powertrain"])
    window.run("edit_fact")
    page.cells.field.objection.reason.setText("certificate")
    type_and_enter(qtbot, page, "diesel")
    assert page.model.cell(1, PLACE["powertrain"]).text == "diesel"
    idle(qtbot, window)
    assert page.model.cell(1, PLACE["powertrain"]).text == "diesel"


def test_tab_goes_to_the_next_cell_that_can_be_typed_into(qtbot, page):
    page.table.go_to(0, PLACE["chassis_number"])
    page.cells.begin(page.table.currentIndex())
    for expected in ("model_code", "first_registered", "displacement_cc", "powertrain"):
        qtbot.keyClick(page.cells.field.edit, Qt.Key.Key_Tab)
        assert page.table.currentIndex().column() == PLACE[expected]
        page.cells.begin(page.table.currentIndex())
    qtbot.keyClick(page.cells.field.edit, Qt.Key.Key_Backtab)
    assert page.table.currentIndex().column() == PLACE["displacement_cc"]
    page.table.go_to(0, PLACE["score"])
    page.cells.begin(page.table.currentIndex())
    qtbot.keyClick(page.cells.field.edit, Qt.Key.Key_Tab)
    assert page.table.currentIndex().column() == PLACE["score"]


def test_typing_begins_and_esc_gives_up(qtbot, page):
    put_cursor(page, "AXELA", "odometer_km")
    qtbot.keyClick(page.table, "7")
    field = page.cells.field
    assert field.edit.text() == "7"
    assert QApplication.focusWidget() is field.edit or not page.isActiveWindow()
    qtbot.keyClicks(field.edit, "5")
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert page.cells.field is None
    assert stored(page, "AXELA").odometer_km == 10_003


@pytest.mark.parametrize("column", ["verdict", "name", "hammer_price", "house"])
def test_typing_where_nothing_can_be_typed_does_nothing(qtbot, page, column):
    put_cursor(page, "AXELA", column)
    row = page.table.currentIndex().row()
    qtbot.keyClick(page.table, "T")  # a search through all rows would move the cursor
    assert page.cells.field is None
    assert page.table.currentIndex().row() == row


def test_commands_are_no_text(qtbot, page):
    put_cursor(page, "AXELA", "odometer_km")
    qtbot.keyClick(page.table, "Q", Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert page.cells.field is None


def test_a_double_click_opens_the_field(qtbot, page):
    index = page.model.index(2, PLACE["score"])
    place = page.table.visualRect(index).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.cells.field.name == "score"


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("odometer_km", "many", "no whole number"),
        ("odometer_km", "-5", "below zero"),
        ("odometer_km", "9999999", "cannot be right"),
        ("first_registered", "2031-05", "still to come"),
        ("first_registered", "1931", "1950"),
        ("powertrain", "steam", "not one of the choices"),
        ("chassis_number", "NZE161-7000002", "NZE161-7000002"),
    ],
)
def test_a_wrong_value_is_explained_and_the_last_one_kept(qtbot, page, window, column, text, said):
    put_cursor(page, "AXELA", column)
    before = stored(page, "AXELA")
    window.run("edit_fact")
    type_and_enter(qtbot, page, text)
    field = page.cells.field
    assert said in field.objection.problem.text()
    assert field.property("wrong") == "true"
    assert field.edit.text() == text
    idle(qtbot, window)
    assert stored(page, "AXELA") == before
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert field.property("wrong") == "false"
    assert not field.objection.stands


def test_what_is_doubtful_can_be_kept(qtbot, page, window):
    put_cursor(page, "PRIUS", "model_code")
    window.run("edit_fact")
    page.cells.field.objection.reason.setText("as printed")
    type_and_enter(qtbot, page, "ZVW30")
    idle(qtbot, window)
    put_cursor(page, "PRIUS", "first_registered")
    window.run("edit_fact")
    type_and_enter(qtbot, page, "2003")
    assert "2009" in page.cells.field.objection.problem.text()
    (link,) = page.cells.field.objection.links
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert stored(page, "PRIUS").first_registered == "2003"


def test_choices_open_below_and_take_type_ahead(qtbot, page, window):
    put_cursor(page, "AXELA", "powertrain")
    window.run("edit_fact")
    note = page.cells.field.note
    assert note.choices.isVisible()
    assert note.picked == "petrol"
    qtbot.keyClicks(page.cells.field.edit, "plug")
    assert note.picked == "plug-in hybrid"
    qtbot.keyClick(page.cells.field.edit, Qt.Key.Key_Return)
    reason = page.cells.field.objection.reason
    assert reason.isVisible()
    qtbot.keyClicks(reason, "read on the plate")
    qtbot.keyClick(reason, Qt.Key.Key_Return)
    idle(qtbot, window)
    assert stored(page, "AXELA").powertrain == "plug_in_hybrid"
    step = history.steps(page.desk.reader)[0]
    assert (step["key"], step["why"]) == ("edit", "read on the plate")


def test_choices_are_taken_by_arrows_and_by_the_mouse(qtbot, page, window):
    put_cursor(page, "COROLLA AXIO", "powertrain")
    window.run("edit_fact")
    field = page.cells.field
    qtbot.keyClick(field.edit, Qt.Key.Key_Down)
    assert field.edit.text() == "diesel"
    index = field.note.choices.model().index(2)
    place = field.note.choices.visualRect(index).center()
    qtbot.mouseClick(field.note.choices.viewport(), Qt.MouseButton.LeftButton, pos=place)
    idle(qtbot, window)
    assert stored(page, "COROLLA AXIO").powertrain == "lpg"


def test_an_input_method_is_never_disturbed(qtbot, page, window):
    put_cursor(page, "AXELA", "powertrain")

    def compose(text: str, commit: str = "") -> None:
        event = QInputMethodEvent(text, [])
        event.setCommitString(commit)
        QApplication.sendEvent(page.cells.field.edit if page.cells.field else page.table, event)

    words.use("ja")
    compose("が")
    field = page.cells.field
    assert field.composing
    assert field.edit.text() == ""
    compose("がそ")
    page.refresh(EVERYTHING)  # somebody else writes meanwhile: the composition stays
    idle(qtbot, window)
    assert page.cells.field is field
    page.cells.accept(0, 1)
    assert page.cells.field is field
    compose("", "ガソリン")
    assert (field.composing, field.edit.text()) == (False, "ガソリン")
    field.objection.reason.setText("x")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    idle(qtbot, window)
    assert stored(page, "AXELA").powertrain == "petrol"


def test_a_first_letter_composed_on_the_table_opens_the_field(qtbot, page):
    put_cursor(page, "AXELA", "score")
    event = QInputMethodEvent("", [])
    event.setCommitString("Ｓ")
    QApplication.sendEvent(page.table, event)
    assert page.cells.field.edit.text() == "Ｓ"
    put_cursor(page, "AXELA", "score")
    page.cells.close()
    page.table.go_to(0, PLACE["verdict"])
    QApplication.sendEvent(page.table, event)
    assert page.cells.field is None


def test_what_is_typed_is_kept_when_the_focus_leaves(qtbot, page, window):
    put_cursor(page, "AXELA", "odometer_km")
    window.run("edit_fact")
    qtbot.keyClicks(page.cells.field.edit, "4321")
    page.cells.field.edit.left.emit()
    window.setFocus()
    qtbot.waitUntil(lambda: page.cells.field is None)
    idle(qtbot, window)
    assert stored(page, "AXELA").odometer_km == 4321


def test_the_field_stays_through_sorting_and_finding(qtbot, page, window):
    put_cursor(page, "AXELA", "odometer_km")
    window.run("edit_fact")
    qtbot.keyClicks(page.cells.field.edit, "77")
    page._sort("odometer_km", True)
    idle(qtbot, window)
    qtbot.wait(20)
    field = page.cells.field
    assert field.edit.text() == "77"
    cell = page.table.visualRect(page.model.index(row_of(page, "AXELA"), PLACE["odometer_km"]))
    assert field.y() == cell.y()
    page._ask(replace(page.model.query, words="prius"))
    idle(qtbot, window)
    assert page.cells.field is field
    vehicle = page.cells.vehicle
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    idle(qtbot, window)
    assert vehicles.get(page.desk.reader, vehicle).odometer_km == 77


def test_a_row_that_is_typed_into_stays_in_its_place(qtbot, page, window):
    page._sort("odometer_km", False)
    idle(qtbot, window)
    page.table.go_to(0, PLACE["odometer_km"])
    first = page.model.id_at(0)
    window.run("edit_fact")
    type_and_enter(qtbot, page, "90000")
    idle(qtbot, window)
    assert page.model.id_at(0) == first
    assert page.model.cell(0, PLACE["odometer_km"]).text == "90,000"


def write_as_other(file, vehicle: int, value: int) -> None:
    """Change a fact in another process, as the command line of another desk would."""
    code = (
        "import sys; from pathlib import Path; from tests.ui.conftest import BOOKS, QUESTION;"
        "from broker_app.jobs import editing; from broker_app.jobs.progress import silent;"
        "from broker_app.store.database import open_file;"
        "db = open_file(Path(sys.argv[1]));"
        "editing.type_fact(db, silent, BOOKS, QUESTION, int(sys.argv[2]), 'odometer_km',"
        " int(sys.argv[3]), 'Kaneda'); db.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(file), str(vehicle), str(value)], check=True)


def test_another_process_that_changed_the_fact_is_noticed_while_one_types(
    qtbot, page, window, file
):
    put_cursor(page, "AXELA", "odometer_km")
    qtbot.wait(1100)  # so that the window knows the version it began with
    window.run("edit_fact")
    qtbot.keyClicks(page.cells.field.edit, "555")
    write_as_other(file, page.cells.vehicle, 60_000)
    objection = page.cells.field.objection
    qtbot.waitUntil(lambda: objection.stands, timeout=5000)
    said = objection.problem.text()
    for part in ("Kaneda", "10,003 km", "60,000 km", "555 km"):
        assert part in said
    keep, take = objection.links
    assert (keep.text(), take.text()) == ("Keep 555 km", "Take 60,000 km")
    qtbot.mouseClick(keep, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert stored(page, "AXELA").odometer_km == 555


def test_a_choice_between_two_values_is_reached_by_keys(qtbot, page, window, file):
    put_cursor(page, "AXELA", "odometer_km")
    window.run("edit_fact")
    vehicle = page.cells.vehicle
    with open_file(file) as db:
        editing.type_fact(db, silent, BOOKS, QUESTION, vehicle, "odometer_km", 60_000, "Kaneda")
    type_and_enter(qtbot, page, "555")
    field = page.cells.field
    qtbot.keyClick(field.edit, Qt.Key.Key_Tab)
    assert page.cells.field is field
    keep, take = field.objection.links
    assert keep.hasFocus() or not page.isActiveWindow()
    qtbot.keyClick(take, Qt.Key.Key_Escape)
    assert page.cells.field is None
    assert vehicles.get(page.desk.reader, vehicle).odometer_km == 60_000


def test_nothing_is_overwritten_silently(qtbot, page, window, file):
    put_cursor(page, "AXELA", "odometer_km")
    window.run("edit_fact")
    vehicle = page.cells.vehicle
    with open_file(file) as db:
        editing.type_fact(db, silent, BOOKS, QUESTION, vehicle, "odometer_km", 60_000, "Kaneda")
    type_and_enter(qtbot, page, "555")
    _, take = page.cells.field.objection.links
    qtbot.mouseClick(take, Qt.MouseButton.LeftButton)
    assert page.cells.field is None
    idle(qtbot, window)
    assert vehicles.get(page.desk.reader, vehicle).odometer_km == 60_000


def test_a_field_opens_again_where_the_writer_refuses(qtbot, page, window, monkeypatch):
    put_cursor(page, "AXELA", "odometer_km")
    window.run("edit_fact")
    checked = editing.check
    monkeypatch.setattr(editing, "check", lambda *_: None)  # the reader saw nothing wrong yet
    field = page.cells.field
    qtbot.keyClicks(field.edit, "555")
    page.cells._base = 1
    monkeypatch.setattr(editing, "check", _only_writer(checked))
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    idle(qtbot, window)
    again = page.cells.field
    assert again is not None
    assert again is not field
    assert again.edit.text() == "555"
    assert again.objection.stands
    assert page.model.cell(row_of(page, "AXELA"), PLACE["odometer_km"]).text == "10,003"


def _only_writer(check):
    calls = []

    def checked(*given):
        calls.append(given)
        return check(*given) if len(calls) > 1 else None

    return checked


def test_a_field_at_the_bottom_has_its_note_above(qtbot, page, window):
    page.table.go_to(0, PLACE["powertrain"])
    page.table.setFixedHeight(120)
    qtbot.wait(20)
    window.run("edit_fact")
    note = page.cells.field.note
    assert note.y() >= 0 or note.geometry().bottom() <= page.cells.field.y()
    assert note.mapTo(page.table.viewport(), QPoint(0, 0)).x() >= 0


def test_copied_cells_are_text_and_never_formulas(qtbot, page, window, file):
    vehicle = page.model.id_at(row_of(page, "AXELA"))
    with open_file(file) as db:
        editing.type_fact(db, silent, BOOKS, QUESTION, vehicle, "score", "=1+1", "sato")
    qtbot.waitUntil(lambda: stored(page, "AXELA").score == "=1+1")
    page.model.look_again()
    put_cursor(page, "AXELA", "score")
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QApplication.clipboard().mimeData()
    heads, cells = (line.split("\t") for line in data.text().splitlines())
    said = dict(zip(heads, cells, strict=True))
    assert said["Score"] == "'=1+1"
    assert said["km"] == "10,003"
    assert said["cc"] == ""  # a value that is missing is no text
    assert "=1+1" in data.html()
    assert "mso-number-format" in data.html()


def test_the_pane_follows_a_typed_fact(qtbot, page, window):
    put_cursor(page, "AXELA", "displacement_cc")
    pane = page.side.pane
    assert pane.band.word.text() == "Review"
    window.run("edit_fact")
    qtbot.keyClicks(page.cells.field.edit, "2188")
    qtbot.keyClick(page.cells.field.edit, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: pane.band.word.text() == "Blocked")
    row = page.table.currentIndex().row()
    qtbot.waitUntil(lambda: page.model.cell(row, PLACE["verdict"]).text == "Blocked")
    qtbot.waitUntil(lambda: page.filters.tabs.tabs["BLOCKED"].number == 3)
    window.run("edit_fact")
    qtbot.keyClicks(page.cells.field.edit, "diesel")
    page.cells.field.objection.reason.setText("plate")
    qtbot.keyClick(page.cells.field.edit, Qt.Key.Key_Return)
    row += 1
    qtbot.waitUntil(lambda: pane.known.id == page.model.id_at(row))
