"""The keyboard reaches everything, everything has a name, and nothing holds the cursor."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from broker_app.ui.actions import PAGES

from .conftest import idle

MOST = 400
"""Steps of Tab after which somebody would have given up."""
DIALOGS = ("history", "bin", "duplicates")


@pytest.fixture
def page(request, qtbot, demo_stock, open_main):
    """The window with a page and its first row chosen."""
    window = open_main()
    window.show_page(request.param)
    window.activateWindow()
    idle(qtbot, window)
    return window


def focusable(top: QWidget) -> list[QWidget]:
    """Return what Tab may reach."""
    return [
        one
        for one in top.findChildren(QWidget)
        if one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.window() is top.window()
        and not one.focusProxy()
    ]


def nameless(top: QWidget) -> list[str]:
    """Return what a screen reader could only call by its kind."""
    found = []
    for one in focusable(top):
        told = QAccessible.queryAccessibleInterface(one)
        name = told.text(QAccessible.Text.Name) if told is not None else one.accessibleName()
        if not name.strip() and not isinstance(one, QScrollArea):
            found.append(
                f"{type(one).__name__} {one.objectName()} in {type(one.parent()).__name__}"
            )
    return found


def walked(top: QWidget) -> list[QWidget]:
    """Press Tab until it comes round; returns where it went."""
    start, way = None, []
    for _ in range(MOST):
        QTest.keyClick(QApplication.focusWidget() or top, Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        if here is start:
            return way
        start = start or here
        if way and here is way[-1]:
            raise AssertionError(f"Tab stays in {type(here).__name__} {here.accessibleName()}")
        way.append(here)
    raise AssertionError(f"no end of {[type(one).__name__ for one in way[-20:]]}")


@pytest.mark.parametrize("page", [line.id for line in PAGES], indirect=True)
def test_every_page_is_walked_by_keyboard_and_names_its_parts(qtbot, page):
    window = page
    assert nameless(window) == []
    way = walked(window)
    missed = [one for one in focusable(window) if one not in way and one.isVisible()]
    assert [(type(one).__name__, one.accessibleName()) for one in missed] == []
    window.run("language")
    idle(qtbot, window)
    assert nameless(window) == []
    window.run("language")


@pytest.mark.parametrize("action", DIALOGS)
def test_every_dialog_is_walked_by_keyboard_and_left_by_escape(
    qtbot, demo_stock, open_main, action
):
    window = open_main()
    window.run(action)
    idle(qtbot, window)
    dialog = QApplication.activeModalWidget() or QApplication.activeWindow()
    assert dialog is not window
    assert nameless(dialog) == []
    walked(dialog)
    QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
