"""The language of the table of vehicles: that of the window, or that of a buyer who looks at it."""

from broker_app import settings as settings_of
from broker_app import words
from broker_app.ui.models.window_model import WindowModel
from broker_app.ui.pages.page import Desk


class TableLanguage:
    """Turns the language of a table, and follows the setting."""

    def __init__(self, desk: Desk, model: WindowModel) -> None:
        self._desk, self._model = desk, model

    def do_table_language(self) -> None:
        """Say the table in Russian, or as the window again."""
        settings = self._desk.settings
        settings.table_language = "" if settings.table_language else words.FOR_BUYERS[0]
        settings_of.keep(settings)
        self.follow()

    def follow(self) -> None:
        """Speak as the settings say."""
        self._model.speak(self._desk.settings.table_language)
