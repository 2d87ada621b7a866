"""Columns that stay while the rest of the table of vehicles is scrolled sideways."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from broker_app.domain.table_view import TableLayout, TableView
from broker_app.store.database import open_file
from broker_app.ui.models.columns import COLUMNS, PLACES

from .conftest import car, idle, put_stock

WIDE = tuple((column.id, 150) for column in COLUMNS)
"""Every column, far too wide for any window."""


@pytest.fixture
def page(file, open_main):
    with open_file(file) as db:
        put_stock(db, [car(number) for number in range(80)])
    window = open_main()
    page = window.page("vehicles")
    page.layout_of_table.use(TableLayout(WIDE, frozen=3))
    QApplication.processEvents()
    return page


def frozen_of(page):
    return page.table.frozen


def scroll(page, across=900, down=0):
    page.table.horizontalScrollBar().setValue(across)
    page.table.verticalScrollBar().setValue(down)
    QApplication.processEvents()


def ids_at(page):
    return [COLUMNS[n].id for n in frozen_of(page).columns]


def middle(page, row, place):
    """The middle of a cell that stays, on the view that holds it."""
    frozen = frozen_of(page)
    return frozen.visualRect(page.model.index(row, frozen.columns[place])).center()


def press(page, row, place, held=Qt.KeyboardModifier.NoModifier, **_):
    view = frozen_of(page).viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, held, middle(page, row, place))


def drag(head, start, *places):
    """Drag with the left button along a head."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    kinds = QEvent.Type
    steps = [(kinds.MouseMove, start, none, none), (kinds.MouseButtonPress, start, left, left)]
    steps += [(kinds.MouseMove, x, none, left) for x in places]
    steps.append((kinds.MouseButtonRelease, places[-1], left, none))
    for kind, x, button, held in steps:
        place = QPointF(x, 14)
        free = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, place, head.mapToGlobal(place), button, held, free)
        QApplication.sendEvent(head, event)


def test_the_leftmost_columns_stay_and_the_rest_scrolls(page):
    frozen = frozen_of(page)
    assert ids_at(page) == ["verdict", "name", "chassis_number"]
    assert frozen.isVisible()
    before = [frozen.columnViewportPosition(n) for n in frozen.columns]
    scroll(page)
    assert [frozen.columnViewportPosition(n) for n in frozen.columns] == before
    assert page.table.columnViewportPosition(PLACES["verdict"]) == -900
    assert frozen.width_held == 3 * page.table.columnWidth(0)


def test_rows_stand_side_by_side(page):
    scroll(page, down=777)
    frozen, table = frozen_of(page), page.table
    assert frozen.verticalScrollBar().value() == table.verticalScrollBar().value()
    for row in (30, 40):
        assert frozen.rowViewportPosition(row) == table.rowViewportPosition(row)
    page.layout_of_table.use_rows(comfortable=True)
    QApplication.processEvents()
    assert frozen.rowHeight(0) == table.rowHeight(0)
    assert frozen.rowViewportPosition(30) == table.rowViewportPosition(30)


def test_what_is_painted_is_what_the_table_paints(page):
    frozen, table = frozen_of(page), page.table
    held = frozen.viewport().grab().toImage()
    frozen.hide()
    seen = table.viewport().grab(frozen.viewport().geometry().translated(0, -28)).toImage()
    assert held.size().width() == frozen.width_held
    for place in (QPoint(40, 10), QPoint(200, 40), QPoint(400, 70)):
        assert held.pixelColor(place) == seen.pixelColor(place)


def test_a_click_selects_and_shift_extends_over_both(page):
    scroll(page)
    press(page, 3, 1)
    assert page.table.currentIndex().row() == 3
    assert page.table.currentIndex().column() == PLACES["name"]
    assert page.table.horizontalScrollBar().value() == 900
    press(page, 7, 2, Qt.KeyboardModifier.ShiftModifier)
    assert page.table.selected_rows() == [range(3, 8)]
    beside = page.table.visualRect(page.model.index(9, PLACES["score"])).center()
    held = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, held, beside)
    assert page.table.selected_rows() == [range(3, 8), range(9, 10)]


def test_arrows_bring_a_cell_out_from_under_what_stays(page):
    table, frozen = page.table, frozen_of(page)
    table.setFocus()
    table.go_to(2, PLACES["score"])
    scroll(page, 1350)
    table.go_to(2, PLACES["odometer_km"])
    for _ in range(4):
        QTest.keyClick(table, Qt.Key.Key_Left)
        column = table.currentIndex().column()
        assert table.columnViewportPosition(column) >= frozen.width_held
    before = table.horizontalScrollBar().value()
    table.go_to(2, PLACES["name"])
    assert table.horizontalScrollBar().value() == before
    assert frozen.hasFocus()  # so that the frame of the cursor is painted there


def test_a_cell_that_stays_is_edited_in_place(qtbot, page):
    scroll(page)
    view = frozen_of(page).viewport()
    press(page, 1, 2)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=middle(page, 1, 2))
    field = page.cells.field
    assert field is not None
    assert field.name == "chassis_number"
    cell = frozen_of(page).visualRect(page.model.index(1, PLACES["chassis_number"]))
    assert field.mapTo(page.table, QPoint()) == view.mapTo(page.table, cell.topLeft())
    field.put("NZE161-1234567", whole=False)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    idle(qtbot, page.window())
    assert page.model.row_at(1)["chassis_number"] == "NZE161-1234567"


def test_a_field_that_stays_does_not_lie_over_the_heads(page):
    page.table.go_to(1, PLACES["chassis_number"])
    assert page.cells.begin(page.table.currentIndex())
    page.table.verticalScrollBar().setValue(45)
    QApplication.processEvents()
    field, room = page.cells.field, page.table.viewport().geometry()
    assert field.y() < room.top()
    assert field.mask().boundingRect().translated(field.pos()).top() >= room.top()


def test_a_column_dragged_among_those_that_stay_stays_too(page):
    scroll(page, 0)
    head = page.table.horizontalHeader()
    head.moveSection(head.visualIndex(PLACES["score"]), 1)
    assert ids_at(page) == ["verdict", "score", "name"]
    page.table.setColumnWidth(PLACES["score"], 70)
    assert frozen_of(page).columnWidth(PLACES["score"]) == 70


@pytest.mark.parametrize("scrolled", [0, 900])
def test_a_head_dropped_where_columns_stay_stays_wherever_the_rest_is_scrolled(page, scrolled):
    scroll(page, scrolled)
    table, head = page.table, page.table.horizontalHeader()
    dragged = COLUMNS[head.logicalIndexAt(675)].id
    drag(head.viewport(), 675, 650, 500, 400, 300, 190)
    assert ids_at(page) == ["verdict", dragged, "name"]
    assert [COLUMNS[n].id for n in table.in_order()[:3]] == ids_at(page)
    assert frozen_of(page).columnViewportPosition(PLACES[dragged]) == 150
    assert page.layout_of_table.layout.frozen == 3


def test_a_head_that_stays_is_dropped_at_the_edge_by_whom_it_is_dragged_out(page):
    scroll(page)
    head = frozen_of(page).horizontalHeader().viewport()
    drag(head, 220, 300, 420, 500, 700)
    assert ids_at(page) == ["verdict", "chassis_number", "name"]
    assert page.table.horizontalScrollBar().value() == 900


def test_a_head_that_stays_sorts_and_is_dragged(qtbot, page):
    scroll(page)
    head = frozen_of(page).horizontalHeader().viewport()
    with qtbot.waitSignal(page.table.sort_wanted) as told:
        QTest.mouseClick(head, Qt.MouseButton.LeftButton, pos=QPoint(200, 14))
    assert told.args[0] == "name"
    drag(head, 40, 60, 200, 260, 290)
    assert ids_at(page) == ["name", "verdict", "chassis_number"]


def test_an_edge_that_stays_is_dragged_wider(page):
    scroll(page)
    head = frozen_of(page).horizontalHeader().viewport()
    drag(head, 298, 310, 318)
    assert page.table.columnWidth(PLACES["name"]) == 170
    assert frozen_of(page).columnWidth(PLACES["name"]) == 170


def test_the_wheel_over_what_stays_scrolls_the_table(page):
    view = frozen_of(page).viewport()
    place = QPointF(50, 50)
    event = QWheelEvent(
        place, view.mapToGlobal(place), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)
    assert page.table.verticalScrollBar().value() > 0
    assert frozen_of(page).verticalScrollBar().value() == page.table.verticalScrollBar().value()


def test_the_menu_of_a_head_freezes_and_lets_go(page):
    layout = page.layout_of_table
    menu = layout.menu_of(PLACES["name"])
    menu.actions()[0].trigger()
    assert layout.layout.frozen == 2
    assert len(frozen_of(page).columns) == 2
    menu = layout.menu_of(PLACES["name"])
    menu.actions()[1].trigger()
    assert layout.layout.frozen == 0
    assert not frozen_of(page).isVisible()


def test_the_menu_of_columns_freezes(page):
    layout = page.layout_of_table
    menu = layout.freeze_menu(page)
    assert [line.isChecked() for line in menu.actions()][:5] == [False, False, False, True, False]
    menu.actions()[1].trigger()
    assert ids_at(page) == ["verdict"]


def test_the_action_freezes_up_to_the_cursor_and_lets_go(page):
    page.table.go_to(0, PLACES["state"])
    page.window().run("freeze")
    assert len(frozen_of(page).columns) == 4
    page.window().run("freeze")
    assert not frozen_of(page).columns


def test_a_column_taken_away_is_no_longer_counted(page):
    page.layout_of_table.turn("name")
    assert page.layout_of_table.layout.frozen == 2
    assert ids_at(page) == ["verdict", "chassis_number"]


def test_where_there_is_no_room_fewer_columns_stay(page):
    page.layout_of_table.freeze(12)
    frozen = frozen_of(page)
    assert 0 < len(frozen.columns) < 12
    assert frozen.width_held < page.table.viewport().width()


def test_it_is_kept_with_layout_and_view(qtbot, page):
    layout = page.layout_of_table
    raw = layout.layout.raw()
    assert TableLayout.of(raw, PLACES) == layout.layout
    assert TableLayout.of({"columns": []}, PLACES).frozen == 0
    assert TableLayout.of({"frozen": True}, PLACES).frozen == 0
    assert TableLayout.of({"frozen": -4}, PLACES).frozen == 0
    page.views._store(page.views._now(TableView("Held")))
    idle(qtbot, page.window())
    layout.freeze(0)
    page.views.choose(page.views.views[0])
    assert ids_at(page) == ["verdict", "name", "chassis_number"]


def test_everything_selected_is_painted_where_columns_stay(page):
    before = frozen_of(page).viewport().grab().toImage()
    page.table.selectAll()
    QApplication.processEvents()
    after = frozen_of(page).viewport().grab().toImage()
    assert before.pixelColor(100, 40 * 5) != after.pixelColor(100, 40 * 5)
