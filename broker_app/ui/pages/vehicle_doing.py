"""What one does with the vehicles of the table beside editing, moving and selling them."""

from functools import partial

from PySide6.QtCore import QObject, Qt

from broker_app import words
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.page import Page
from broker_app.ui.pages.vehicle_money import give_to_company, share_cost
from broker_app.ui.pages.vehicle_side import VehicleSide
from broker_app.ui.table import Table

_COPIED = "copied"


class VehicleDoing(QObject):
    """Ships vehicles, shares bills, asks markets, shows what stands at the right."""

    def __init__(self, page: Page, table: Table, side: VehicleSide) -> None:
        super().__init__(page)
        self._page, self._table, self._side = page, table, side
        table.copied.connect(self._tell_copied)

    def do_next_step(self) -> None:
        """Do what the one primary button does."""
        if self._side.pane.isVisible():
            self._side.pane.next_step.act()

    def _tell_copied(self, _text: str, copied: int) -> None:
        """Say what lies on the clipboard; that it is not all of a very large stock is a warning."""
        selected = self._table.count
        key = "ui.copied" if copied == selected else "ui.copied_first"
        kind = "info" if copied == selected else "warning"
        said = partial(words.say, key, count=copied, all=selected)
        if copied:
            self._page.message.emit(Message(kind, said, aside=True, about=_COPIED))

    def do_add_to_shipment(self) -> None:
        """Add the vehicle under the cursor to a shipment; several are chosen there."""
        vehicle = self._table.current_vehicle()
        if self._table.count > 1:
            self._page.wants.emit("shipments", tuple(self._table.selected_ids()))
        elif vehicle is not None:
            self.ship(vehicle)

    def do_share_cost(self) -> None:
        """Enter one bill for the selected vehicles."""
        share_cost(self._page, self._table.selected_ids(), "equal")

    def do_give_to_company(self) -> None:
        """Give the selected vehicles to a company of the office."""
        give_to_company(self._page, self._table.selected_ids())

    def do_markets(self) -> None:
        """Show the markets of the vehicle under the cursor."""
        vehicle = self._table.current_vehicle()
        if vehicle is not None:
            self._page.wants.emit("markets", vehicle)

    def do_compare_markets(self) -> None:
        """Compare the markets of the selected vehicles, of all found where one or none is."""
        from broker_app.ui.pages.market_view import Compare

        several = self._table.count > 1
        chosen = self._table.selected_ids() if several else self._table.rows.ids()
        self._page.wants.emit("markets", Compare(tuple(chosen)))

    def do_record(self) -> None:
        """Show the record of the verdict on the vehicle under the cursor."""
        vehicle = self._table.current_vehicle()
        if vehicle is not None:
            self._side.pane.show_record(vehicle)

    def do_why_review(self) -> None:
        """Say why so many are under REVIEW."""
        self._side.show_why()

    def do_spellings(self) -> None:
        """Show the names that are written in several ways."""
        self._side.show_spellings()

    def do_previous(self) -> None:
        """Show the vehicle above."""
        self.move(-1)

    def do_next(self) -> None:
        """Show the vehicle below."""
        self.move(1)

    def do_toggle_pane(self) -> None:
        """Show or hide what stands at the right."""
        self._side.turn()

    def move(self, step: int) -> None:
        """Move the cursor by some rows."""
        row = self._table.currentIndex().row() + step
        if 0 <= row < self._table.rows.rowCount():
            self._table.go_to(row)

    def ship(self, vehicle: int) -> None:
        """Add one vehicle to a shipment."""
        from broker_app.ui.pages.add_to_shipment import AddToShipment

        dialog = AddToShipment(self._page.desk, vehicle, self._page)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.new_shipment.connect(lambda: self._page.wants.emit("shipments", "new"))
        dialog.added.connect(self._tell_added)
        dialog.open()

    def _tell_added(self, number: str) -> None:
        def said() -> str:
            return words.say("ship.added", shipment=number)

        undo = Link("action.undo", lambda: self._page.does.emit("undo"))
        self._page.message.emit(Message("info", said, (undo,)))
