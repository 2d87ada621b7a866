"""Files of vehicles by actions: attached, pasted, photographs saved."""

from broker_app.ui.pages.vehicle_side import VehicleSide
from broker_app.ui.table import Table


class AttachingDesk:
    """Acts on the section of attachments beside the table."""

    def __init__(self, side: VehicleSide, table: Table) -> None:
        self._side, self._table = side, table

    def do_attach_files(self) -> None:
        """Choose files to attach to the vehicle that is shown."""
        if self._side.pane.known is not None:
            self._side.show_pane()
            self._side.pane.attachments.choose()

    def do_paste_attachment(self) -> None:
        """Attach what was copied to the vehicle that is shown."""
        if self._side.pane.known is not None:
            self._side.show_pane()
            self._side.pane.attachments.paste()

    def do_save_photos(self) -> None:
        """Save the photographs of the chosen vehicles into a folder."""
        chosen = self._table.selected_ids()
        if chosen:
            self._side.pane.attachments.door.save_photos(chosen)
