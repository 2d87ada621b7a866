"""The menu of the table of vehicles: what one can do with those that are selected."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from broker_app import words
from broker_app.ui.actions import ACTIONS
from broker_app.ui.pages.page import Page
from broker_app.ui.table import Table

OFFERED = ("buy", "move_state", "add_to_shipment", "compare_markets", "to_bin", "markets", "record")
"""Actions by their id; the last two are of one vehicle."""
OF_ONE = ("markets", "record")


def offer_menu(page: Page, table: Table) -> None:
    """Let a right click on the table, or the menu key, open the menu."""
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    table.customContextMenuRequested.connect(lambda place: _open(page, table, place))


def menu_of(page: Page, table: Table) -> QMenu:
    """Return the menu; each action runs as from anywhere else."""
    menu = QMenu(table)
    for name in OFFERED:
        action = next(known for known in ACTIONS if known.id == name)
        # The keys are only shown: the window listens for them itself.
        keys = QKeySequence("".join(action.shortcuts[:1]))
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
        line = menu.addAction(f"{words.say(f'action.{name}')}\t{shown}".rstrip())
        line.setData(name)
        line.setEnabled(table.count == 1 if name in OF_ONE else table.count > 0)
        line.triggered.connect(lambda _=False, name=name: page.does.emit(name))
    return menu


def _open(page: Page, table: Table, place: QPoint) -> None:
    menu = menu_of(page, table)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(table.viewport().mapToGlobal(place))
