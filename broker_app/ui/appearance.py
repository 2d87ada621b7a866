"""Language and theme of this person, turned while the program runs."""

from PySide6.QtCore import QEvent, QLibraryInfo, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from broker_app import settings as settings_of
from broker_app import words
from broker_app.settings import Settings
from broker_app.ui import theme


class Appearance(QObject):
    """Dresses the program as the settings say, and again when they or the system change."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__()
        self._app = app
        self._settings = settings
        self._translator: QTranslator | None = None
        app.setStyle("Fusion")
        words.use(settings.language)
        self._translate_qt()
        theme.wear(app, settings.theme)
        app.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def language(self) -> str:
        """The language in use."""
        return words.language()

    def use_language(self, language: str) -> None:
        """Speak another language from now on: `en`, `ja` or `system`."""
        self._settings.language = language
        words.use(language)
        self._translate_qt()
        theme.wear(self._app, self._settings.theme)
        for window in self._app.topLevelWidgets():
            self._app.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
        # Qt tells all once more, because its own translator changed
        self._app.removePostedEvents(None, QEvent.Type.LanguageChange.value)  # type: ignore[arg-type]
        settings_of.save(self._settings)

    def use_theme(self, choice: str) -> None:
        """Wear `light`, `dark`, or follow the `system`."""
        self._settings.theme = choice
        theme.wear(self._app, choice)
        settings_of.save(self._settings)

    def _follow_system(self) -> None:
        if self._settings.theme == "system":
            theme.wear(self._app, "system")

    def _translate_qt(self) -> None:
        """Let Qt's own dialogs speak the language too."""
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator = None
        translator = QTranslator()
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load(f"qtbase_{words.language()}", folder):
            self._app.installTranslator(translator)
            self._translator = translator
