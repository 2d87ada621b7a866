"""What the vehicles page opens to sell: what is overdue, a proforma invoice, a price list.

The dialogs, and what they work with, are loaded when they are first used.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from broker_app.errors import UserError
from broker_app.store.database import Rows
from broker_app.ui.pages.page import Desk
from broker_app.ui.table import Table

if TYPE_CHECKING:
    from broker_app.jobs.price_lists import Photographs

MOST_ON_PROFORMA = 200


class SellingDialogs(QObject):
    """Opens each over the page; `shown` is the one that is open."""

    message = Signal(object)
    vehicle_wanted = Signal(int)
    overdue_wanted = Signal()

    def __init__(self, desk: Desk, table: Table, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._table, self._over = desk, table, over
        self.photographs: Photographs = partial(photograph_of, desk.runner.path)
        self.shown: QDialog | None = None

    def do_overdue(self) -> None:
        """Show what buyers owe after its day."""
        self.overdue()

    def do_proforma(self) -> None:
        """Make a proforma invoice of the selected vehicles."""
        self.proforma(self._table.selected_ids()[:MOST_ON_PROFORMA])

    def do_price_list(self) -> None:
        """Make a price list of the selected vehicles, of all that is found where it is one."""
        several = self._table.count > 1
        self.price_list(self._table.selected_ids() if several else self._table.rows.ids())

    def overdue(self) -> None:
        """Show what is overdue."""

        from broker_app.ui.pages.overdue import OverdueDialog

        dialog = OverdueDialog(self._desk, self._over)
        dialog.vehicle_wanted.connect(self.vehicle_wanted)
        dialog.in_table_wanted.connect(self.overdue_wanted)
        self._open(dialog)

    def proforma(self, chosen: Sequence[int]) -> None:
        """Make a proforma invoice of vehicles that have a buyer in common."""

        from broker_app.jobs import proforma
        from broker_app.ui.pages.proforma_dialog import ProformaDialog

        try:
            buyers = proforma.buyers_of(self._desk.reader, chosen, self._desk.asked.today)
            if not buyers:
                raise UserError("proforma_no_buyer" if chosen else "proforma_empty")
            dialog = ProformaDialog(self._desk, chosen, buyers, self._over)
        except UserError as problem:
            self.message.emit(problem)
            return
        dialog.message.connect(self.message)
        self._open(dialog)

    def price_list(self, chosen: Sequence[int]) -> None:
        """Make a price list of vehicles."""

        from broker_app.ui.pages.price_list_dialog import PriceListDialog

        if not chosen:
            self.message.emit(UserError("price_list_empty"))
            return
        dialog = PriceListDialog(self._desk, chosen, self._over, self.photographs)
        dialog.message.connect(self.message)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._closed)
        self.shown = dialog
        dialog.open()

    def _closed(self) -> None:
        self.shown = None


def photograph_of(path: Path, reader: Rows, vehicle: int) -> bytes | None:
    """Return the first photograph of a vehicle that a buyer may see; `path` is the database's."""

    from broker_app.jobs import attaching

    return attaching.photos_of(reader, path, [vehicle]).get(vehicle)
