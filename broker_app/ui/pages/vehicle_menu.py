"""The menu of the table of vehicles: what one can do with those that are selected."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from broker_app.ui.table import Table

OFFERED = (
    ("edit_fact", "bulk_edit", "buy", "move_state", "add_to_shipment"),
    ("proforma", "price_list", "certificate"),
    ("markets", "compare_markets", "record"),
    ("to_bin",),
)
"""Actions by their id, in parts."""


def offer_menu(table: Table) -> None:
    """Let a right click on the table, or the menu key, open the menu."""
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    table.customContextMenuRequested.connect(lambda place: _open(table, place))


def menu_of(table: Table) -> QMenu:
    """Return the menu; each action runs as from anywhere else."""
    from broker_app.ui.menu import context_menu  # what menus are made of is loaded when one opens

    return context_menu(OFFERED, table)


def _open(table: Table, place: QPoint) -> None:
    menu = menu_of(table)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(table.viewport().mapToGlobal(place))
