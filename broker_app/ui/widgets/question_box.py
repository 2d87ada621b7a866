"""The question every verdict on the screen answers: To Russia | Export 4 Dec 2026."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from broker_app import words
from broker_app.domain.question import Question
from broker_app.ui import theme
from broker_app.ui.widgets.icons import icon


class QuestionBox(QWidget):
    """Two joined buttons: where to, and when."""

    wanted = Signal(object)
    """Another Question."""

    def __init__(self, question: Question, destinations: list[str]) -> None:
        super().__init__()
        self._question = question
        self._destinations = destinations
        self._where = self._button("left")
        self._when = self._button("right")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._where)
        row.addWidget(self._when)
        self._calendar = QCalendarWidget()
        self._calendar.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._make_menus()
        self._say()

    def show_question(self, question: Question) -> None:
        """Show another question."""
        self._question = question
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Say it again in a new language."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._say()

    def _button(self, part: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("part", part)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind
        button.setIconSize(QSize(theme.px(12), theme.px(12)))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        button.setMenu(menu)
        return button

    def _make_menus(self) -> None:
        self._where.menu().aboutToShow.connect(self._fill_destinations)
        holder = QWidgetAction(self)
        self._calendar.setVerticalHeaderFormat(
            QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
        )
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._calendar.setWeekdayTextFormat(day, QTextCharFormat())
        holder.setDefaultWidget(self._calendar)
        self._when.menu().addAction(holder)
        self._when.menu().aboutToShow.connect(self._show_day)
        self._calendar.clicked.connect(self._pick_day)

    def _fill_destinations(self) -> None:
        menu = self._where.menu()
        menu.clear()
        named = sorted((words.country(code), code) for code in self._destinations)
        named.sort(key=lambda pair: pair[1] != "RU")  # what the stock is asked for comes first
        for name, code in named:
            choice = menu.addAction(name)
            choice.setCheckable(True)
            choice.setChecked(code == self._question.destination)
            choice.triggered.connect(lambda _=False, code=code: self._pick_destination(code))

    def _pick_destination(self, code: str) -> None:
        self.wanted.emit(replace(self._question, destination=code, final_destination=""))

    def _show_day(self) -> None:
        on = self._question.on
        self._calendar.setSelectedDate(QDate(on.year, on.month, on.day))

    def _pick_day(self, day: QDate) -> None:
        self._when.menu().close()
        self.wanted.emit(replace(self._question, on=date(day.year(), day.month(), day.day())))

    def _dress_calendar(self) -> None:
        self._calendar.setLocale(QLocale(words.language()))
        for part, name in (("prev", "left"), ("next", "right")):
            arrow = self._calendar.findChild(QToolButton, f"qt_calendar_{part}month")
            if isinstance(arrow, QToolButton):
                arrow.setIcon(icon(name, 16))

    def _say(self) -> None:
        self._dress_calendar()
        where = words.country(self._question.destination)
        self._where.setText(words.say("ui.to", place=where))
        self._when.setText(words.say("ui.export_on", day=self._question.on))
        for button in (self._where, self._when):
            button.setIcon(icon("down", 12, "ink2"))
            button.setAccessibleName(button.text())
