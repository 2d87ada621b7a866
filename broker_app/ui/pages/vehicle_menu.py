"""The menu of the table of vehicles: what one can do with those that are selected."""

from functools import partial

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
    table.menu = partial(menu_of, table)


def menu_of(table: Table) -> QMenu:
    """Return the menu; each action runs as from anywhere else."""
    from broker_app.ui.menu import context_menu  # what menus are made of is loaded when one opens

    return context_menu(OFFERED, table)
