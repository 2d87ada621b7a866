"""The day at this desk: a window that is left open overnight goes on with the new day."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from broker_app.ui.pages.page import Desk

LOOK_EVERY_MS = 20_000
"""A timer set for midnight would stand still while the computer sleeps."""


class NewDay(QObject):
    """Looks at the calendar now and then, and when somebody comes back to the window.

    A planned day of export that follows from today moves with it; one that a person chose stays.
    """

    def __init__(self, desk: "Desk", calendar: Callable[[], date], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._calendar = desk, calendar
        self.timer = QTimer(self, interval=LOOK_EVERY_MS)
        self.timer.timeout.connect(self.look)
        self.timer.start()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._follow)

    def look(self) -> None:
        """Go on with the day that the calendar shows."""
        self._desk.asked.turn(self._calendar(), self._desk.settings.days_to_export)

    def _follow(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()
