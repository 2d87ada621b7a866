"""The list of shipments, and the page as a whole."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from broker_app.store import shipments
from broker_app.ui.pages import shipment_looking
from broker_app.ui.pages.shipment_board import look_up
from broker_app.ui.pages.shipments import Show

from ..conftest import idle
from .conftest import AXELA, MARK_X, PRIUS, board, reader, settle


def test_the_first_shipment_is_made_from_the_empty_page(qtbot, stock, open_main):
    window = open_main()
    window.show_page("shipments")
    page = window.current
    assert page.empty.isVisible()
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert board(page).shipment.number == "SH-2611-001"
    assert page.one.fields.people["buyer"].edit.hasFocus()
    pane, entries = page.one.pane, page.one.fields.entries
    assert pane.button.text() == "Enter what is missing"
    qtbot.mouseClick(pane.button, Qt.MouseButton.LeftButton)
    assert entries["port_of_discharge"].edit.hasFocus()
    assert entries["payment_terms"].edit.placeholderText() == "missing"
    entries["port_of_discharge"].type_in("KEMBA")
    idle(qtbot, window)
    assert pane.button.text() == "Add vehicles"
    page.window().do_undo()
    idle(qtbot, window)
    page.window().do_undo()
    idle(qtbot, window)
    assert page.empty.isVisible()


def test_the_list_says_where_to_when_and_in_which_state(qtbot, page):
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    model = page.list.model
    hidden = page.list.table.isColumnHidden
    shown = [column for column in range(model.columnCount()) if not hidden(column)]
    cells = [model.cell(0, column).text for column in shown]
    assert cells == ["SH-2611-001", "Mombasa", "MAWIMBI MOTORS", "1", "6 Dec 2026", "", "Draft"]
    assert page.footer() == ["1 shipment"]
    page.list.table.setCurrentIndex(model.index(0, 0))
    page.list.table.activated.emit(model.index(0, 0))
    assert page.list.isVisible()  # it stays until the shipment is looked up
    settle(qtbot, page)
    assert page.one.isVisible()
    assert board(page).shipment.number == "SH-2611-001"


def test_the_window_is_not_held_while_a_shipment_is_looked_up(qtbot, page, monkeypatch):
    """What is opened last is shown, what was left before it came is not."""
    shipment = board(page).id
    page.do_new_shipment()
    settle(qtbot, page)
    other = board(page).id
    began, go_on = threading.Event(), threading.Event()
    threads = []

    def slow(reader, *given):
        threads.append(threading.current_thread())
        began.set()
        assert go_on.wait(20)
        return look_up(reader, *given)

    monkeypatch.setattr(shipment_looking, "look_up", slow)
    page.open(shipment)
    assert began.wait(20)
    assert board(page).id == other
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    go_on.set()
    settle(qtbot, page)
    assert board(page) is None
    assert page.list.isVisible()
    page.open(shipment)
    page.open(other)
    settle(qtbot, page)
    assert board(page).id == other
    assert threading.main_thread() not in threads


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
    settle(qtbot, page)
    assert board(page).id == filled


def test_a_shipment_that_is_gone_shows_the_list(qtbot, page):
    page.open(99)
    settle(qtbot, page)
    assert board(page) is None
    assert page.list.isVisible()


def test_everything_turns_its_language(qtbot, page):
    page.desk.appearance.use_language("ja")
    settle(qtbot, page)
    one = page.one
    assert one.pane.band.word.text() == "発行できます"
    assert one.fields.entries["etd"].edit.text() == "2026年12月6日"
    assert one.lines.model.headerData(1, Qt.Orientation.Horizontal) == "車名"
    assert one.lines.model.cell(0, 1).text.startswith("トヨタ")
    assert one.fields.entries["vessel"].label.text() == "本船"
    offered = one.fields.entries["port_of_discharge"].edit.completer().model().stringList()
    assert "Mombasa, ケニア (KEMBA)" in offered
    page.desk.appearance.use_language("en")
    settle(qtbot, page)
    assert one.pane.band.word.text() == "Ready to issue"


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
