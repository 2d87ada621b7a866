"""Vehicles against markets: filled by the block, sorted and filtered, each cell explained."""

from functools import partial

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog

from broker_app.domain.verdict import Outcome
from broker_app.jobs import editing, market_matrix
from broker_app.store.database import open_file
from broker_app.ui.models.matrix_rows import FIXED
from broker_app.ui.pages import market_matrix as page_module
from broker_app.ui.pages.market_view import Compare
from broker_app.ui.pages.markets import MarketsPage
from broker_app.ui.pages.matrix_markets import MOST, ChooseMarkets
from broker_app.ui.pages.vehicle_menu import menu_of
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.print.preview import Preview

from .conftest import BOOKS, QUESTION, car, idle, page_of, put_stock

FACTS = {
    "steering": "right",
    "manufactured": "2019-02",
    "first_registered": "2019-03",
    "accident": "none",
    "stability_control": "yes",
    "emission_code": "DBA",
    "volume_m3": 10.0,
}
MARK_X, AXIO, LEFT_HAND = 1, 2, 3


@pytest.fixture
def three(file):
    with open_file(file) as db:
        put_stock(
            db,
            [
                car(1, model="MARK X", displacement_cc=2499, **FACTS),
                car(2, displacement_cc=1496, **FACTS),
                car(3, displacement_cc=1496, **{**FACTS, "steering": "left"}),
            ],
        )
    return file


@pytest.fixture
def window(three, open_main):
    return open_main()


@pytest.fixture
def view(qtbot, window):
    return compared(qtbot, window)


def compared(qtbot, window, what=None):
    page_of_markets(window, what)
    idle(qtbot, window)
    return page_of(window, MarketsPage).shown


def page_of_markets(window, what):
    window.show_page("markets", what)
    if what is None:
        page_of(window, MarketsPage).show_view("compare")


def vehicles_shown(view):
    return list(view.rows.ids())


def go_to(qtbot, view, vehicle, market):
    column = FIXED + view.rows.markets.index(market)
    view.table.go_to(view.rows.row_of(vehicle), column)
    idle(qtbot, view.window())


def test_the_whole_stock_stands_against_the_best_markets(view):
    assert vehicles_shown(view) == [LEFT_HAND, AXIO, MARK_X]
    assert view.rows.markets == view.matrix.best(page_module.BEST)
    assert view.rows.cell(2, 0).text == "Toyota Mark X"
    assert view.rows.cell(2, 2).text == "Blocked"
    assert view.footer()[0] == "3 vehicles, 8 markets"
    first = view.rows.markets[0]
    assert view.rows.counts(first)["eligible"] == 3


def test_rows_ask_the_model_tester(view):
    QAbstractItemModelTester(view.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    view.blocked.click()
    view._use(("KE", "TZ"))
    view.blocked.click()


def test_cells_say_mark_and_score_and_what_is_kept_back_is_no_more_than_a_line(qtbot, view):
    view._use(("TZ", "KZ"))
    row = view.rows.row_of(MARK_X)
    eligible, kept = view.rows.cell(row, FIXED), view.rows.cell(row, FIXED + 1)
    assert eligible.mark == "eligible"
    assert eligible.whole == f"Eligible {eligible.text}"
    assert (kept.text, kept.mark, kept.whole) == ("–", "", "Not suggested")
    go_to(qtbot, view, MARK_X, "KZ")
    assert view.foot.word.text() == "Not suggested"
    assert "goods are known to move on" in view.foot.reason.text()
    assert view.foot.cost.text() == view.foot.days.text() == ""


def test_a_cell_tells_reason_days_and_cost(qtbot, view):
    view._use(("KE", "TZ"))
    go_to(qtbot, view, AXIO, "TZ")
    assert view.foot.title.text() == "Tanzania (mainland), Toyota Corolla Axio"
    assert view.foot.word.text() == "Eligible"
    assert "No last day" in view.foot.days.text()
    assert view.foot.cost.text().startswith("Landed cost")
    go_to(qtbot, view, LEFT_HAND, "TZ")
    assert view.foot.word.text() == "Ineligible"
    assert "steering wheel" in view.foot.reason.text()
    qtbot.keyClick(view.table, Qt.Key.Key_Left)
    idle(qtbot, view.window())
    assert view.foot.title.text().startswith("Kenya")


def test_rows_are_sorted_by_the_score_of_a_market(view):
    view._use(("TZ",))
    view.table.horizontalHeader().sectionClicked.emit(FIXED)
    entries = [view.rows.entry(row, "TZ").order for row in range(3)]
    assert entries == sorted(entries)
    assert vehicles_shown(view)[-1] == LEFT_HAND
    view.table.horizontalHeader().sectionClicked.emit(FIXED)
    assert vehicles_shown(view)[0] == LEFT_HAND
    view.table.horizontalHeader().sectionClicked.emit(0)
    assert vehicles_shown(view) == [LEFT_HAND, AXIO, MARK_X]


def test_the_keyboard_sorts_by_the_column_of_the_cursor(qtbot, view):
    view._use(("TZ",))
    view.table.go_to(0, FIXED)
    press = partial(qtbot.keyClick, view.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    press()
    assert vehicles_shown(view)[-1] == LEFT_HAND
    press()
    assert vehicles_shown(view)[0] == LEFT_HAND
    view.table.setCurrentIndex(QModelIndex())
    press()
    assert vehicles_shown(view)[0] == LEFT_HAND


def test_rows_are_filtered(qtbot, view):
    view.blocked.click()
    assert vehicles_shown(view) == [MARK_X]
    assert view.matrix.to_russia[view.rows.places()[0]] is Outcome.BLOCKED
    view.blocked.click()
    view._use(("TZ",))
    view.eligible.click()
    assert LEFT_HAND not in vehicles_shown(view)
    view._use(("KP",))
    assert vehicles_shown(view) == []
    assert view.foot.reason.text() == "No vehicle is left with these filters."


def test_markets_are_chosen_by_hand(qtbot, view):
    view.choose.click()
    dialog = view.findChild(ChooseMarkets)
    assert dialog.ticked()[:8] == tuple(sorted(view.rows.markets, key=_title))
    for row in range(dialog.list.count()):
        dialog.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.verb.isEnabled()
    dialog.search.wanted.emit("ジャマイカ")
    shown = [r for r in range(dialog.list.count()) if not dialog.list.item(r).isHidden()]
    assert len(shown) == 1
    dialog.list.item(shown[0]).setCheckState(Qt.CheckState.Checked)
    dialog.verb.click()
    assert view.rows.markets == ("JM",)
    view.best.click()
    assert len(view.rows.markets) == page_module.BEST
    assert len(BOOKS.markets) > MOST


def _title(market):
    return BOOKS.markets[market].title["en"].casefold()


def test_the_vehicles_page_hands_over_what_is_selected_or_found(qtbot, window):
    vehicles = page_of(window, VehiclesPage)
    vehicles.table.selectRow(0)
    offered = {a.data(): a for a in menu_of(vehicles.table).actions()}
    assert offered["compare_markets"].isEnabled()
    vehicles.table.go_to(0)
    qtbot.keyClick(vehicles.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    chosen = vehicles.table.selected_ids()
    vehicles.do("compare_markets")
    idle(qtbot, window)
    view = page_of(window, MarketsPage).shown
    assert vehicles_shown(view) == chosen
    assert view.subject.text() == "2 chosen vehicles"
    view.whole.click()
    idle(qtbot, window)
    assert len(vehicles_shown(view)) == 3


def test_vehicles_that_are_gone_are_left_out(qtbot, window):
    view = compared(qtbot, window, Compare((AXIO, 99)))
    assert vehicles_shown(view) == [AXIO]
    assert view.progress.text() == ""


def test_the_first_come_at_once_and_the_rest_can_be_stopped(qtbot, window, monkeypatch):
    monkeypatch.setattr(page_module, "AT_ONCE", 1)
    began = []
    window.desk.runner.began.connect(began.append)
    page_of_markets(window, None)
    view = page_of(window, MarketsPage).shown
    qtbot.waitUntil(lambda: bool(view._rest) and view.matrix is not None)
    view._asking.cancel()
    idle(qtbot, window)
    if view._rest:  # stopped before it was through
        assert vehicles_shown(view) == [LEFT_HAND]
        assert view.progress.text() == "The first 1 of 3 are compared."
        view.on.click()
        idle(qtbot, window)
    assert vehicles_shown(view) == [LEFT_HAND, AXIO, MARK_X]
    assert view.progress.text() == ""
    assert any(task.takes_long for task in began)


def test_enter_opens_the_ranking_of_the_vehicle(qtbot, window, view):
    view.table.go_to(view.rows.row_of(AXIO))
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    idle(qtbot, window)
    page = page_of(window, MarketsPage)
    assert page.shown.name == "ranking"
    assert page.shown.outlook.vehicle == AXIO


def test_it_leads_to_the_sheet_of_the_market(qtbot, window, view):
    view._use(("TZ",))
    go_to(qtbot, view, AXIO, "TZ")
    view.foot.sheet.click()
    idle(qtbot, window)
    assert page_of(window, MarketsPage).shown.market.id == "TZ"


def test_it_leads_to_all_that_the_market_takes(qtbot, window, view):
    view._use(("TZ", "RU"))
    go_to(qtbot, view, AXIO, "RU")
    assert not view.foot.admitted.isVisible()
    go_to(qtbot, view, AXIO, "TZ")
    taken = {view.matrix.vehicles[p] for p in view.matrix.places(["TZ"], eligible_only=True)}
    view.foot.admitted.click()
    idle(qtbot, window)
    page = page_of(window, VehiclesPage)
    qtbot.waitUntil(lambda: page.model.query.words == "admits:TZ" and page.model.complete)
    assert taken
    assert set(page.model.ids()) == taken


def test_it_is_copied_with_words(qtbot, view):
    view._use(("TZ", "KZ"))
    view.table.selectAll()
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[-2:] == ["Tanzania (mainland)", "Kazakhstan"]
    assert len(lines) == 4
    assert lines[3].endswith("\tNot suggested")
    assert "Eligible " in lines[3]


def test_it_is_saved_and_printed(qtbot, window, view, tmp_path, monkeypatch):
    target = tmp_path / "matrix.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    view.save.click()
    idle(qtbot, window)
    assert target.exists()
    page_of(window, MarketsPage).do("print_market")
    idle(qtbot, window)
    preview = view.findChild(Preview)
    assert preview.windowTitle() == "Vehicles and markets"
    preview.reject()


def test_it_follows_what_changes(qtbot, file, window, view):
    view._use(("TZ",))
    row = view.rows.row_of(LEFT_HAND)
    assert view.rows.entry(row, "TZ").answer == "ineligible"
    typed = (BOOKS, QUESTION, LEFT_HAND, "steering", "right", "Sato")
    window.desk.runner.change(editing.type_fact, *typed)
    idle(qtbot, window)
    row = view.rows.row_of(LEFT_HAND)
    assert view.rows.entry(row, "TZ").answer == "eligible"


def test_it_is_said_in_japanese(qtbot, window, view):
    view._use(("TZ",))
    go_to(qtbot, view, AXIO, "TZ")
    window.do_language()
    idle(qtbot, window)
    assert view.foot.word.text() == "輸入可"
    assert view.rows.headerData(FIXED, Qt.Orientation.Horizontal) == "タンザニア（本土）"
    assert view.blocked.text() == "ロシア向け輸出不可のみ"
    assert view.rows.cell(view.rows.row_of(AXIO), FIXED).whole.startswith("輸入可 ")


def test_an_empty_stock_says_what_to_do(qtbot, file, open_main):
    window = open_main()
    view = compared(qtbot, window)
    assert view._body.currentIndex() == 1
    assert not view.save.isEnabled()
    assert market_matrix.stock(window.desk.reader) == []
