"""Menus made from the list of actions: that behind the rail's last button, and of a right click."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from broker_app import words
from broker_app.ui import keys
from broker_app.ui.actions import ACTIONS, Action, action_of
from broker_app.ui.palette_entries import label_of
from broker_app.ui.widgets.text import tip

if TYPE_CHECKING:
    from broker_app.ui.main_window import MainWindow
    from broker_app.ui.table import Table


def menu_for(page: str, window: "MainWindow") -> QMenu:
    """Return a menu of what the window does, and below a line of what this page does."""
    everywhere = [one for one in ACTIONS if not one.page and one.id != "menu"]
    return _filled(QMenu(window), window, everywhere, [one for one in ACTIONS if one.page == page])


def context_menu(parts: Sequence[Sequence[str]], over: QWidget) -> QMenu:
    """Return the menu of a right click: actions by their ids, with a line between the parts."""
    window: MainWindow = over.window()  # type: ignore[assignment]
    return _filled(QMenu(over), window, *([action_of(name) for name in part] for part in parts))


def table_menu(table: "Table") -> QMenu:
    """Return the menu of a table that has none of its own: what one can do with any rows."""
    menu = QMenu(table)
    parts = [("copy", QKeySequence.StandardKey.Copy, table.copy_selected, bool(table.count))]
    if table.selectionMode() is QAbstractItemView.SelectionMode.ExtendedSelection:
        many = table.rows.rowCount() > 0
        parts.append(("everything", QKeySequence.StandardKey.SelectAll, table.selectAll, many))
    for name, key, act, possible in parts:
        word = words.say(f"keys.{name}").replace("&", "&&")
        entry = menu.addAction(f"{word}\t{keys.shown(QKeySequence(key).toString())}")
        entry.setEnabled(possible)
        entry.triggered.connect(act)
    return menu


def _filled(menu: QMenu, window: "MainWindow", *parts: Sequence[Action]) -> QMenu:
    """Fill a menu; what cannot be done now stands there and says why as its tip."""
    menu.setToolTipsVisible(True)
    for part in parts:
        if not menu.isEmpty():
            menu.addSeparator()
        for action in part:
            _add(menu, action, window)
    return menu


def _add(menu: QMenu, action: Action, window: "MainWindow") -> None:
    # The keys are only shown: the window listens for them itself.
    word = label_of(action, window).replace("&", "&&")
    key = keys.shown(action.shortcuts[0]) if action.shortcuts else ""
    reason = window.cannot(action)
    if action.chooses and not reason and window.current is not None:
        # What there is to choose opens beside it.
        window.current.offer(action.id, menu.addMenu(word))
        return
    entry = menu.addAction(f"{word}\t{key}" if key else word)
    entry.setData(action.id)
    entry.setEnabled(not reason)
    entry.setToolTip(tip(reason))
    entry.triggered.connect(lambda _=False: window.run_action(action))
