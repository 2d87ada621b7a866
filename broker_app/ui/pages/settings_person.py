"""The personal settings: language, theme, name, days and destination of this desk."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from broker_app import words
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.settings_rows import LABEL, MIDDLE, days_entry, settings_row
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.segments import Segments

LANGUAGES = (("system", "settings.system"), ("en", lambda: "English"), ("ja", lambda: "日本語"))
TABLE_LANGUAGES = (("", "settings.as_window"), ("ru", lambda: "Русский"))
THEMES = (("system", "settings.system"), ("light", "settings.light"), ("dark", "settings.dark"))


class PersonForm(QWidget):
    """How the window looks and speaks, who sits before it, and what is usual for them."""

    entered = Signal(str, object)
    """A setting by its name, and its value."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.language = Segments(LANGUAGES)
        self.table_language = Segments(TABLE_LANGUAGES)
        self.theme = Segments(THEMES)
        self.staff = TextEntry("staff_name", "settings.staff", quiet=False, label=LABEL)
        self.days, self.aged, self.old = (
            days_entry(name, said)
            for name, said in (
                ("days_to_export", "settings.days"),
                ("aged_after", "settings.aged"),
                ("old_after", "settings.old"),
            )
        )
        codes = {port.country for port in desk.books.ports.values()} - {"JP"}
        named = sorted(codes | {"RU", "BY"}, key=words.country)
        self.destination = ChoiceEntry(
            "destination", "settings.destination", named, words.country, False, LABEL, MIDDLE
        )
        self._lay_out()
        self.language.chosen.connect(desk.appearance.use_language)
        self.theme.chosen.connect(desk.appearance.use_theme)
        self.table_language.chosen.connect(
            lambda chosen: self.entered.emit("table_language", chosen)
        )

    def show_person(self) -> None:
        """Show the settings as they are now."""
        settings = self._desk.settings
        self.language.show_chosen(settings.language)
        self.table_language.show_chosen(settings.table_language)
        self.theme.show_chosen(settings.theme)
        self.staff.put(settings.staff_name)
        self.staff.hint(lambda: self._desk.who)
        self.staff.setVisible(not self._desk.signed.name)
        self.days.put(settings.days_to_export)
        self.aged.put(settings.aged_after)
        self.old.put(settings.old_after)
        self.destination.put(settings.destination)

    def changeEvent(self, event: QEvent) -> None:
        """Notice a theme that was turned elsewhere."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "theme"):
            self.theme.show_chosen(self._desk.settings.theme)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(settings_row("settings.language", self.language))
        rows.addWidget(settings_row("settings.table_language", self.table_language))
        rows.addWidget(settings_row("settings.theme", self.theme))
        for entry in (self.staff, self.days, self.destination, self.aged, self.old):
            entry.entered.connect(self.entered)
            rows.addWidget(entry)
