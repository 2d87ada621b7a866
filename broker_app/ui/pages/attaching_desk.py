"""Files of vehicles by actions: attached, pasted, photographs saved."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from broker_app.ui.pages.attachments import AttachmentsSection
    from broker_app.ui.pages.vehicle_side import VehicleSide
    from broker_app.ui.pages.vehicles import VehiclesPage
    from broker_app.ui.table import Table

OFFERED = (
    ("view_file", "open_file", "save_file"),
    ("file_kind",),
    ("file_earlier", "file_later"),
    ("remove_files",),
)
"""Actions of the menu of attached files by their id, in parts."""


class AttachingDesk:
    """Acts on the section of attachments beside the table."""

    def __init__(self, page: "VehiclesPage", side: "VehicleSide", table: "Table") -> None:
        self._page, self._side, self._table = page, side, table

    @property
    def files(self) -> "AttachmentsSection":
        """The section of the vehicle that is shown."""
        return self._side.pane.attachments

    def has(self, needed: str) -> bool:
        """Tell whether one `file` is chosen in the pane, or some `files`."""
        if self._side.pane.known is None:
            return False
        return self.files.current is not None if needed == "file" else bool(self.files.chosen)

    def do_view_file(self) -> None:
        """Look at the chosen file at large."""
        if (one := self.files.current) is not None:
            self.files.view(one.id or 0)

    def do_open_file(self) -> None:
        """Ask whether another program may open a copy of the chosen file."""
        if (one := self.files.current) is not None:
            self.files.door.open(one)

    def do_save_file(self) -> None:
        """Save a copy of the chosen file."""
        if (one := self.files.current) is not None:
            self.files.door.save(one)

    def do_file_kind(self) -> None:
        """Choose the kind of the chosen files."""
        if self.files.chosen:
            self._page.open_choice("file_kind")

    def offer_file_kind(self, menu: QMenu) -> None:
        """Fill a menu with the kinds."""
        self.files.fill_kinds(menu)

    def do_file_earlier(self) -> None:
        """Put the chosen files one place earlier."""
        self.files.shift(-1)

    def do_file_later(self) -> None:
        """Put the chosen files one place later."""
        self.files.shift(1)

    def do_remove_files(self) -> None:
        """Take the chosen files away."""
        self.files.remove()

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
