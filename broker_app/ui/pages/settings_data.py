"""Where the data is, and which rules hold."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from broker_app import words
from broker_app.ui.outside import open_path
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.settings_rows import settings_row
from broker_app.ui.widgets.text import Button, Plain


class DataForm(QWidget):
    """The file of the database with its folder, and the version of the rules."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.file = Plain(role="code", wrap=True)
        self.file.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.pack = Plain()
        show = Button("shipment.show_folder", link=True)
        show.clicked.connect(lambda: open_path(desk.runner.path.resolve().parent))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(settings_row("settings.file", self.file))
        rows.addWidget(settings_row("", show))
        rows.addWidget(settings_row("settings.pack", self.pack))

    def show_data(self) -> None:
        """Show both as they are now."""
        self.file.setText(str(self._desk.runner.path))
        pack = self._desk.books.pack
        self.pack.setText(
            words.say("settings.pack_said", version=pack.version, day=pack.checked_on)
        )
