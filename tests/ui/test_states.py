"""States in the window: seen, filtered, sorted, moved one by one and in bulk, undone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from broker_app import words
from broker_app.domain.state import Ageing
from broker_app.jobs import moving, undoing
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store import states
from broker_app.store.database import open_file
from broker_app.ui.history import step_name
from broker_app.ui.models.columns import COLUMNS, Cell, aged, fitted
from broker_app.ui.pages.move_state import MoveDialog
from broker_app.ui.pages.vehicle_menu import menu_of
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.widgets.chips import ChipRow
from broker_app.ui.widgets.text import Button, Plain

from .conftest import TODAY, car, idle, page_of, put_stock

AXIO, MARK_X, AXELA, PRIUS = 1, 2, 3, 4
PLACE = {column.id: number for number, column in enumerate(COLUMNS)}


def move(db, vehicle, state, days_ago):
    day = TODAY - timedelta(days=days_ago)
    moving.move(db, silent, [vehicle], Order(state, TODAY, day), "Sato")


@pytest.fixture
def window(stock, file, open_main):
    """One vehicle listed, one fresh, one aged, one old."""
    with open_file(file) as db:
        for vehicle, days in ((MARK_X, 20), (AXELA, 75), (PRIUS, 95)):
            move(db, vehicle, "bought", days)
        move(db, AXELA, "yard", 70)
    return open_main()


@pytest.fixture
def page(window) -> VehiclesPage:
    found = page_of(window, VehiclesPage)
    assert isinstance(found, VehiclesPage)
    return found


def settle(qtbot, page):
    idle(qtbot, page.window())


def choose(page, vehicle):
    assert page.table.select_vehicle(vehicle)
    return page.side.pane


def cells(page, name):
    rows = range(page.model.rowCount())
    return {page.model.id_at(row): page.model.cell(row, PLACE[name]) for row in rows}


def order(page):
    return [page.model.id_at(row) for row in range(page.model.rowCount())]


def dialog_of(qtbot, page) -> MoveDialog:
    settle(qtbot, page)
    return next(d for d in page.findChildren(MoveDialog) if d.isVisible())


def standing(page, vehicle):
    (found,) = states.standings(page.desk.reader, [vehicle])
    return found


def texts(qtbot, page):
    settle(qtbot, page)  # what was shown before is gone
    return [label.text() for label in page.side.pane.state.findChildren(Plain)]


# seen


def test_state_and_days_in_stock_stand_in_the_table(page):
    assert {v: c.text for v, c in cells(page, "state").items()} == {
        AXIO: "Listed", MARK_X: "Bought", AXELA: "In yard", PRIUS: "Bought",
    }  # fmt: skip
    assert cells(page, "state")[AXIO].quiet
    found = cells(page, "days_in_stock")
    assert found[AXIO] == Cell("")
    assert (found[MARK_X].text, found[MARK_X].strong) == ("20", False)
    assert (found[AXELA].text, found[AXELA].strong, found[AXELA].late) == ("75", True, False)
    assert (found[PRIUS].text, found[PRIUS].strong, found[PRIUS].late) == ("▲ 95", True, True)


def test_the_days_of_what_has_left_do_not_stand_out():
    assert aged(Cell("200"), Ageing()) == Cell("200")
    assert aged(Cell("91", days=91), Ageing(60, 100)).text == "91"


def test_the_limits_are_settings(qtbot, window, page):
    window.show_page("settings")
    settle(qtbot, page)
    for entry, text in ((window.current.person.aged, "15"), (window.current.person.old, "７０")):
        entry.type_in(text)
    settle(qtbot, page)
    window.current.person.old.type_in("soon")
    assert window.current.person.old.is_wrong
    window.show_page("vehicles")
    settle(qtbot, page)
    found = cells(page, "days_in_stock")
    assert (found[MARK_X].strong, found[MARK_X].late) == (True, False)
    assert found[AXELA].text == "▲ 75"


def test_the_table_is_sorted_by_days_and_by_state(qtbot, page):
    page.table.sort_wanted.emit("days_in_stock", True)
    settle(qtbot, page)
    assert order(page) == [PRIUS, AXELA, MARK_X, AXIO]
    page.table.sort_wanted.emit("state", False)
    settle(qtbot, page)
    assert order(page) == [MARK_X, PRIUS, AXELA, AXIO]


def test_state_and_score_leave_first():
    left = [name for name, width in fitted(1240).items() if not width]
    assert set(left) == {"state", "score"}


def test_states_are_filtered_and_the_filter_is_seen(qtbot, page):
    box = page.filters.states
    assert box.text() == "State  Any"
    box.menu().aboutToShow.emit()
    settle(qtbot, page)
    lines = [line.text() for line in box.menu().actions() if line.text()]
    assert lines[:5] == ["Any", "In stock", "Listed\t1", "Bought\t2", "In yard\t1"]
    next(a for a in box.menu().actions() if a.text().startswith("Bought")).trigger()
    settle(qtbot, page)
    assert set(order(page)) == {MARK_X, PRIUS}
    assert box.text() == "State  Bought"
    assert page.filters.tabs.tabs[""].number == 2
    box.turn("yard")
    settle(qtbot, page)
    assert set(order(page)) == {MARK_X, PRIUS, AXELA}
    chips = page.filters.findChild(ChipRow)
    assert chips.isVisible()
    next(a for a in box.menu().actions() if a.text() == "In stock").trigger()
    settle(qtbot, page)
    assert box.text() == "State  In stock"
    page.filters.clear()
    settle(qtbot, page)
    assert len(order(page)) == 4
    assert not chips.isVisible()


def test_a_vehicle_that_moves_out_of_the_filter_leaves_the_table(qtbot, page):
    page.filters.states.chosen.emit(("yard",))
    settle(qtbot, page)
    choose(page, AXELA)
    page.do("move_state")
    dialog_of(qtbot, page).accept()
    settle(qtbot, page)
    assert order(page) == []


# the pane


def test_the_pane_says_state_days_who_and_where_it_may_go(qtbot, page):
    section = choose(page, AXELA).state
    assert section.summary.text() == "In yard, 70 days"
    said = texts(qtbot, page)
    assert "75 days in stock, since 10 Sep 2026" in said
    assert "since 15 Sep 2026, Sato" in said
    assert "5 days" in said
    open_ways = [a.text() for a in section.menu.actions() if a.isEnabled() and a.text()]
    assert open_ways == [
        "Papers…", "Booked…", "Shipped…", "Sold in Japan…", "Cancelled…", "Returned…",
        "Listed (correction)…", "Bought (correction)…",
    ]  # fmt: skip
    closed = {a.text(): a.toolTip() for a in section.menu.actions() if not a.isEnabled()}
    assert "has not been shipped" in closed["Arrived"]
    assert section.menu.toolTipsVisible()
    assert section.findChildren(Button) == []


def test_old_stock_is_said_in_the_pane(qtbot, page):
    labels = choose(page, PRIUS).state.findChildren(Plain)
    old = next(label for label in labels if "95 days in stock" in label.text())
    assert old.text().startswith("▲")
    assert old.property("role") == "old"


def test_a_listed_vehicle_is_bought_from_its_pane_and_undone(qtbot, window, page):
    section = choose(page, AXIO).state
    assert section.summary.text() == "Listed"
    (buy,) = section.findChildren(Button)
    qtbot.mouseClick(buy, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, page)
    assert dialog.state.currentData() == "bought"
    assert dialog.day.text() == TODAY.isoformat()
    dialog.day.setText("2026/11/20")
    qtbot.keyClick(dialog.day, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: standing(page, AXIO).state == "bought", timeout=5000)
    settle(qtbot, page)
    assert standing(page, AXIO).bought_on == "2026-11-20"
    assert page.side.pane.state.summary.text() == "Bought, 4 days"
    assert "1 vehicle moved to Bought." in window.bar._text.text()
    assert cells(page, "state")[AXIO].text == "Bought"
    window.do_undo()
    settle(qtbot, page)
    assert standing(page, AXIO).state == ""
    assert page.side.pane.state.summary.text() == "Listed"


def test_moves_stand_in_the_history_of_the_vehicle_and_of_the_window(qtbot, page):
    history = choose(page, AXELA).history
    settle(qtbot, page)  # what was shown before is gone
    said = [label.text() for label in history.findChildren(Plain)]
    assert said.count("State: In yard") == said.count("State: Bought") == 1
    found = undoing.next_undo(page.desk.reader)
    assert (
        step_name(page.desk.reader, found.step) == "Move of Mazda Axela NZE161-7000003 to In yard"
    )


def test_the_menu_of_the_pane_opens_the_dialog_with_that_state(qtbot, page):
    section = choose(page, AXELA).state
    next(a for a in section.menu.actions() if a.data() == "booked").trigger()
    dialog = dialog_of(qtbot, page)
    assert dialog.state.currentData() == "booked"
    dialog.reject()


# the dialog


def test_a_step_back_asks_for_its_reason(qtbot, page):
    choose(page, AXELA)
    page.do("move_state")
    dialog = dialog_of(qtbot, page)
    assert dialog.verb.isEnabled()
    dialog.choose("bought")
    assert not dialog.verb.isEnabled()
    assert dialog.reason.placeholderText() == "Needed for a step back"
    dialog.reason.setText("still at the house")
    assert dialog.verb.isEnabled()
    dialog.accept()
    settle(qtbot, page)
    assert standing(page, AXELA).state == "bought"
    said = texts(qtbot, page)
    assert any("still at the house" in text for text in said)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-12-24", "still to come"),
        ("2026-01-01", "is before 15 Sep 2026"),
        ("tomorrow", "tomorrow"),
    ],
)
def test_an_impossible_day_is_one_sentence_in_the_dialog(qtbot, page, day, sentence):
    choose(page, AXELA)
    page.do("move_state")
    dialog = dialog_of(qtbot, page)
    dialog.day.setText(day)
    dialog.accept()
    settle(qtbot, page)
    assert dialog.isVisible()
    assert sentence in dialog.problem.text()
    assert dialog.verb.isEnabled()
    assert standing(page, AXELA).state == "yard"
    dialog.reject()


def test_everything_found_is_moved_at_once_and_undone_as_one(qtbot, window, page):
    page.filters.states.chosen.emit(("bought", "yard"))
    settle(qtbot, page)
    page.table.selectAll()
    page.do("move_state")
    dialog = dialog_of(qtbot, page)
    assert dialog.now.text() == "2 Bought, 1 In yard"
    dialog.choose("papers")
    dialog.accept()
    settle(qtbot, page)
    assert {standing(page, v).state for v in (MARK_X, AXELA, PRIUS)} == {"papers"}
    window.do_undo()
    settle(qtbot, page)
    assert [standing(page, v).state for v in (MARK_X, AXELA, PRIUS)] == ["bought", "yard", "bought"]


def test_where_not_all_can_go_the_reason_is_said(qtbot, page):
    page.table.selectAll()
    page.do("buy")
    dialog = dialog_of(qtbot, page)
    assert not dialog.verb.isEnabled()
    assert dialog.problem.isVisible()
    assert dialog.problem.text()
    dialog.reject()
    page.do("move_state")
    dialog = dialog_of(qtbot, page)
    assert not dialog.state.isEnabled()
    assert "no state that all of them" in dialog.problem.text()
    dialog.reject()


def test_thousands_are_moved_without_blocking_and_can_be_stopped(qtbot, file, open_main):
    with open_file(file) as db:
        put_stock(db, [car(number) for number in range(3000)])
    window = open_main()
    page = page_of(window, VehiclesPage)
    page.table.selectAll()
    page.do("buy")
    dialog = dialog_of(qtbot, page)
    assert dialog.day.text() == ""
    assert dialog.day.placeholderText() == "Of each the day of its auction"
    dialog.accept()
    assert window.desk.runner.busy  # it is on its way, and we are here
    dialog.reject()
    settle(qtbot, page)
    counted = states.counts(page.desk.reader, range(1, 3001))
    assert counted in ({"": 3000}, {"bought": 3000})  # all or none
    if counted == {"": 3000}:
        page.table.selectAll()
        page.do("buy")
        dialog_of(qtbot, page).accept()
        settle(qtbot, page)
    assert states.counts(page.desk.reader, range(1, 3001)) == {"bought": 3000}


# the menu of the table


def test_the_menu_of_the_table_offers_what_can_be_done(qtbot, page):
    choose(page, AXIO)
    lines = {line.data(): line for line in menu_of(page.table).actions()}
    assert lines["buy"].text().startswith("Bought…")
    assert all(line.isEnabled() for line in lines.values())
    lines["buy"].trigger()
    dialog_of(qtbot, page).reject()
    page.table.selectAll()
    lines = {line.data(): line for line in menu_of(page.table).actions()}
    assert lines["move_state"].isEnabled()
    assert not lines["record"].isEnabled()


def test_a_right_click_keeps_everything_selected(qtbot, page):
    page.table.selectAll()
    place = QPointF(page.table.visualRect(page.model.index(1, 1)).center())
    press = QMouseEvent(
        QMouseEvent.Type.MouseButtonPress,
        place,
        page.table.viewport().mapToGlobal(place),
        Qt.MouseButton.RightButton,
        Qt.MouseButton.RightButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.table.mousePressEvent(press)
    assert page.table.everything
    menu = page.table.menu()
    assert menu.actions()
    menu.deleteLater()


# words


def test_states_are_said_in_japanese(qtbot, window, page):
    window.do_language()
    settle(qtbot, page)
    assert words.language() == "ja"
    assert cells(page, "state")[AXELA].text == "ヤード"
    assert page.filters.states.text() == "状態  すべて"
    section = choose(page, AXELA).state
    assert section.summary.text() == "ヤード、70日"
    assert any("在庫75日" in text for text in texts(qtbot, page))


def test_the_question_keeps_the_day_to_which_days_are_counted(qtbot, window, page):
    asked = window.desk.asked
    asked.ask(replace(asked.question, destination="KE"))
    settle(qtbot, page)
    assert cells(page, "days_in_stock")[PRIUS].text == "▲ 95"
