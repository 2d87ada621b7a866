"""The keyboard reaches everything as it is read, everything has a name, nothing holds the cursor."""

import sys

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from broker_app.ui.actions import PAGES, action_of
from broker_app.ui.main_window import MainWindow
from broker_app.ui.messages import BugDialog
from broker_app.ui.pages.shipment_draft import DraftDialog
from broker_app.ui.pages.vehicle_show import Show
from broker_app.ui.table import Table
from broker_app.ui.widgets.icons import IconButton
from broker_app.ui.widgets.reading_order import Walked
from broker_app.ui.widgets.text import Button

from .conftest import idle

MOST = 400
"""Steps of Tab after which somebody would have given up."""
DIALOGS = (
    "history", "bin", "duplicates", "backups", "shortcuts", "save_view", "edit_all", "bulk_edit",
    "move_state", "add_to_shipment", "share_cost", "record", "certificate", "certificates",
    "price_list", "red_flags", "party_paper", "party_duplicates",
)  # fmt: skip
"""Actions that open a dialog; `record` opens a preview."""


@pytest.fixture
def window(qtbot, demo_stock, open_main):
    """The window on the demo, with the focus as a person has it."""
    opened = open_main()
    opened.activateWindow()
    idle(qtbot, opened)
    yield opened
    while (left := QApplication.activeModalWidget()) is not None:  # of a test that failed
        left.close()


def box(widget: QWidget) -> QRect:
    """Return where a widget stands on the screen."""
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def called(widget: QWidget) -> str:
    """Return what a screen reader calls it."""
    told = QAccessible.queryAccessibleInterface(widget)
    return told.text(QAccessible.Text.Name) if told is not None else widget.accessibleName()


def shown(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{called(widget)}” {box(widget).getRect()}"


def stops(top: QWidget) -> list[QWidget]:
    """Return what Tab has to reach: what takes the focus, and no pane around such a thing."""
    found = [
        one
        for one in top.findChildren(QWidget)
        if one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.window() is top.window()
        and not one.focusProxy()
    ]
    return [
        one
        for one in found
        if not isinstance(one, QScrollArea)
        or not any(one.isAncestorOf(other) for other in found if other is not one)
    ]


def walked(top: QWidget, modifier: Qt.KeyboardModifier) -> tuple[list[QWidget], list[str]]:
    """Press Tab until it comes round; returns where it went, and the steps back in reading.

    Places are compared as they are when the step is done: a pane scrolls to what has the focus.
    """
    way: list[QWidget] = []
    back = []
    for _ in range(MOST):
        QTest.keyClick(QApplication.focusWidget() or top, Qt.Key.Key_Tab, modifier)
        here = QApplication.focusWidget()
        if way and not goes_on(way[-1], here):
            back.append(f"{shown(way[-1])} -> {shown(here)}")
        if way and here is way[0]:
            return way, back
        assert here not in way, f"Tab is held between {shown(here)} and {shown(way[-1])}"
        way.append(here)
    raise AssertionError(f"no end of {[shown(one) for one in way[-20:]]}")


def goes_on(one: QWidget, other: QWidget) -> bool:
    """Tell whether the middle of the other lies beside or below the one, or in it."""
    first, then = box(one), box(other)
    beside = then.center().x() > first.right()
    return beside or then.center().y() > first.bottom() or one.isAncestorOf(other)


def check_walk(top: QWidget) -> None:
    """Everything is reached once, in reading order, back the same way, and has a name."""
    assert [shown(one) for one in stops(top) if not called(one).strip()] == []
    way, back = walked(top, Qt.KeyboardModifier.NoModifier)
    assert len(back) <= 1, back  # one step leads from the end to the beginning
    assert [shown(one) for one in stops(top) if one not in way] == []
    reverse, _ = walked(top, Qt.KeyboardModifier.ShiftModifier)
    at = way.index(reverse[0])
    expected = [way[(at - step) % len(way)] for step in range(len(way))]
    assert [shown(one) for one in reverse] == [shown(one) for one in expected]


def test_heads_links_and_joined_buttons_show_that_they_have_the_focus(window):
    seen = [one for one in stops(window) if not isinstance(one, QScrollArea)]
    assert len(seen) > 40
    for one in seen:
        if (before := window.focusWidget()) is not None:
            before.clearFocus()
        plain = one.grab().toImage()
        one.setFocus(Qt.FocusReason.TabFocusReason)
        assert one.grab().toImage() != plain, shown(one)


@pytest.mark.parametrize("action", ["shortcuts", "record"])
def test_what_only_scrolls_shows_that_the_keys_scroll_it(qtbot, window, action):
    choose_something(qtbot, window, "vehicles")
    window.run(action)
    idle(qtbot, window)
    dialog = QApplication.activeModalWidget()
    area = next(one for one in stops(dialog) if isinstance(one, QScrollArea))
    qtbot.waitUntil(dialog.isActiveWindow)
    area.clearFocus()
    plain, places = area.grab().toImage(), area.widget().geometry()
    area.setFocus(Qt.FocusReason.TabFocusReason)
    assert area.grab().toImage() != plain
    assert area.widget().geometry() == places
    area.clearFocus()
    assert area.grab().toImage() == plain
    dialog.close()


@pytest.mark.parametrize("page", [line.id for line in PAGES])
def test_a_button_that_is_only_an_icon_says_what_it_does(qtbot, window, page):
    choose_something(qtbot, window, page)
    window.show_page(page)
    idle(qtbot, window)
    bare = [
        one for one in window.findChildren(QAbstractButton) if one.isVisible() and not one.text()
    ]
    assert [shown(one) for one in bare if not (called(one).strip() and one.toolTip())] == []


@pytest.mark.qt_log_ignore("does not support", extend=True)  # a menu, offscreen
@pytest.mark.parametrize("way", ["menu key", "Shift+F10"])
@pytest.mark.parametrize("page", ["vehicles", "shipments", "accounts", "reports"])
def test_a_key_opens_the_menu_of_a_table_below_the_cursor(qtbot, window, page, way):
    if way == "Shift+F10" and sys.platform != "linux":
        pytest.skip("the system itself asks for the menu at this key")
    window.show_page(page)
    idle(qtbot, window)
    (table,) = [one for one in window.current.findChildren(Table) if one.isVisible()][:1]
    table.setFocus()
    table.go_to(min(3, table.rows.rowCount() - 1))
    if way == "menu key":
        middle = table.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
        by_key = QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(table, QContextMenuEvent(by_key, middle, table.mapToGlobal(middle)))
    else:
        QTest.keyClick(table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    cell = table.visualRect(table.currentIndex())
    assert menu.pos() == table.viewport().mapToGlobal(cell.bottomLeft())
    assert any(entry.isEnabled() for entry in menu.actions())
    menu.close()


@pytest.mark.parametrize("page", [line.id for line in PAGES])
def test_every_page_is_walked_as_it_is_read(qtbot, window, page):
    window.show_page(page)
    idle(qtbot, window)
    check_walk(window)
    window.run("language")
    idle(qtbot, window)
    assert [shown(one) for one in stops(window) if not called(one).strip()] == []
    window.run("language")


def choose_something(qtbot, window: MainWindow, page: str) -> None:
    """Choose what an action of a page is done to."""
    ids = {
        "vehicles": "SELECT min(id) FROM vehicle",
        "shipments": "SELECT min(id) FROM shipment",
        "parties": "SELECT min(id) FROM party",
    }
    if page not in ids:
        return
    (found,) = window.desk.reader.execute(ids[page]).fetchone()
    window.show_page(page, Show(vehicle=found) if page == "vehicles" else found)
    idle(qtbot, window)


@pytest.mark.parametrize("action", DIALOGS)
def test_every_dialog_is_walked_as_it_is_read_and_left_by_escape(qtbot, window, action):
    choose_something(qtbot, window, action_of(action).page)
    window.run(action)
    idle(qtbot, window)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    check_walk(dialog)
    QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


@pytest.mark.parametrize("named", ["draft", "bug"])
def test_what_no_action_opens_is_walked_too(qtbot, window, named):
    number = "SELECT min(id) FROM shipment"
    (shipment,) = window.desk.reader.execute(number).fetchone()
    dialog = (
        DraftDialog(window.desk, shipment, "SH-1", window)
        if named == "draft"
        else BugDialog(ValueError("x"), window)
    )
    dialog.open()
    idle(qtbot, window)
    qtbot.waitUntil(dialog.isActiveWindow)
    if named == "bug":
        check_walk(dialog)
    else:  # its boxes grow while they are walked: their places are no measure
        way, _ = walked(dialog, Qt.KeyboardModifier.NoModifier)
        assert [shown(one) for one in stops(dialog) if one not in way] == []
    dialog.reject()
    dialog.deleteLater()


def test_tab_goes_to_what_was_put_between_others_later_and_brings_it_into_sight(qtbot):
    class Window(Walked, QWidget):
        pass

    window, inner = Window(), QWidget()
    qtbot.addWidget(window)
    fields = [QLineEdit() for _ in range(30)]
    grid = QGridLayout(inner)
    for number, field in reversed(list(enumerate(fields))):
        grid.addWidget(field, number // 2, number % 2)
    area = QScrollArea()
    area.setWidget(inner)
    last = QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(last)
    column.insertWidget(0, area)
    window.resize(300, 120)
    window.show()
    window.activateWindow()
    fields[2].setEnabled(False)
    fields[0].setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is fields[0])
    for field in (fields[1], *fields[3:], last, fields[0]):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is field
        assert field.visibleRegion().boundingRect().height() == field.height()


def test_enter_presses_the_button_that_has_the_focus_not_the_form_around(qtbot):
    class Form(QWidget):
        kept = False

        def keyPressEvent(self, _event):  # noqa: N802
            self.kept = True

    form, pressed = Form(), []
    qtbot.addWidget(form)
    column = QVBoxLayout(form)
    for button in (Button(lambda: "Cancel"), IconButton("close", "ui.close")):
        button.clicked.connect(lambda: pressed.append(1))
        column.addWidget(button)
    form.show()
    for button in form.findChildren(QAbstractButton):
        QTest.keyClick(button, Qt.Key.Key_Return)
        QTest.keyClick(button, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert len(pressed) == 4
    assert not form.kept
