"""Boxed buttons that open a menu; a calendar in such a menu."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QMenu, QToolButton, QWidgetAction

from broker_app import words
from broker_app.ui import theme
from broker_app.ui.widgets.icons import icon
from broker_app.ui.widgets.pressable import ToolButton


def drop_button(part: str = "") -> QToolButton:
    """Return a button with an arrow that opens its menu; `part` joins it to a neighbour."""
    button = ToolButton()
    button.setProperty("part" if part else "box", part or "true")
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind
    button.setIconSize(QSize(theme.px(12), theme.px(12)))
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    menu = QMenu(button)
    menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    button.setMenu(menu)
    return button


def say_on(button: QToolButton, text: str) -> None:
    """Say something on such a button, with its arrow in the ink of the theme."""
    button.setText(text)
    button.setAccessibleName(text)
    button.setIcon(icon("down", 12, "ink2"))


class Calendar(QWidgetAction):
    """A calendar in the menu of a button; `day` tells which one is in use."""

    picked = Signal(object)

    def __init__(self, button: QToolButton, day: Callable[[], date]) -> None:
        super().__init__(button)
        self._menu, self._day = button.menu(), day
        self._calendar = QCalendarWidget()
        self._calendar.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._calendar.setVerticalHeaderFormat(
            QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
        )
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._calendar.setWeekdayTextFormat(weekday, QTextCharFormat())
        self.setDefaultWidget(self._calendar)
        self._menu.addAction(self)
        self._menu.aboutToShow.connect(self._show_day)
        self._calendar.clicked.connect(self.pick)

    def dress(self) -> None:
        """Speak the language in use, with our own arrows."""
        self._calendar.setLocale(QLocale(words.language()))
        for part, name in (("prev", "left"), ("next", "right")):
            arrow = self._calendar.findChild(QToolButton, f"qt_calendar_{part}month")
            if isinstance(arrow, QToolButton):
                arrow.setIcon(icon(name, 16))

    def pick(self, day: QDate) -> None:
        """Choose a day, as by a click."""
        self._menu.close()
        self.picked.emit(date(day.year(), day.month(), day.day()))

    def _show_day(self) -> None:
        day = self._day()
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))
