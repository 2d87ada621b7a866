"""The head of the import page: the file, what it says of its sale, its place among others."""

from pathlib import Path

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from broker_app import words
from broker_app.jobs.previewing import Preview
from broker_app.ui import theme
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.widgets.icons import icon
from broker_app.ui.widgets.text import Elided, Label, Plain, line

HEIGHT, ICON = 52, 16


class FileHead(QWidget):
    """The title of the page, and beside it the file that is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.px(HEIGHT))
        self._rule = line("v")
        self._rule.setFixedHeight(theme.px(20))
        self._icon = QLabel()
        self._icon.setFixedSize(QSize(theme.px(ICON), theme.px(ICON)))
        self.name = Plain(role="strong")
        self.sale = Elided(role="label")
        self.place = Label(role="label")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(Label("page.import", "title"))
        for widget in (self._rule, self._icon, self.name):
            row.addWidget(widget)
        row.addWidget(self.sale, 1)
        row.addWidget(self.place)
        self._tint()

    def show_file(self, file: Path | None, preview: Preview | None) -> None:
        """Show a file, and its sale where it is read already."""
        for widget in (self._rule, self._icon, self.name):
            widget.setVisible(file is not None)
        self.name.setText(file.name if file else "")
        self.sale.setText(_sale(preview))

    def show_place(self, place: int, total: int) -> None:
        """Show which of several files it is."""
        self.place.say("import.file_of" if total > 1 else "", place=place, total=total)

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icon again when the theme turns."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icon"):
            self._tint()

    def _tint(self) -> None:
        side = theme.px(ICON)
        self._icon.setPixmap(icon("file", ICON).pixmap(side, side))


def _sale(preview: Preview | None) -> str:
    """Return house, day and round of the sale, where the list says so of its first lot."""
    lot = next((row.lot for row in preview.rows if row.lot is not None), None) if preview else None
    if lot is None:
        return ""
    parts = [lot.house or "", day_of(lot.auction_date)]
    parts += [words.say("import.round", round=lot.round)] if lot.round else []
    return words.listed(part for part in parts if part)
