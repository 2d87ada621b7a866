"""The question every verdict on the screen answers: To Russia | Export 4 Dec 2026."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from broker_app import words
from broker_app.domain.question import Question
from broker_app.ui.widgets.day_box import Calendar, drop_button, say_on


class QuestionBox(QWidget):
    """Two joined buttons: where to, and when."""

    wanted = Signal(object)
    """Another Question."""

    def __init__(self, question: Question, destinations: Callable[[], list[str]]) -> None:
        super().__init__()
        self._question = question
        self._destinations = destinations
        self._where = drop_button("left")
        self._when = drop_button("right")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._where)
        row.addWidget(self._when)
        self._calendar = Calendar(self._when, lambda: self._question.on)
        self._calendar.picked.connect(self._pick_day)
        self._where.menu().aboutToShow.connect(self._fill_destinations)
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

    def _fill_destinations(self) -> None:
        menu = self._where.menu()
        menu.clear()
        named = sorted((words.country(code), code) for code in self._destinations())
        named.sort(key=lambda pair: pair[1] != "RU")  # what the stock is asked for comes first
        for name, code in named:
            choice = menu.addAction(name)
            choice.setCheckable(True)
            choice.setChecked(code == self._question.destination)
            choice.triggered.connect(lambda _=False, code=code: self._pick_destination(code))

    def _pick_destination(self, code: str) -> None:
        self.wanted.emit(replace(self._question, destination=code, final_destination=""))

    def _pick_day(self, day: date) -> None:
        self.wanted.emit(replace(self._question, on=day))

    def _say(self) -> None:
        self._calendar.dress()
        where = words.country(self._question.destination)
        say_on(self._where, words.say("ui.to", place=where))
        say_on(self._when, words.say("ui.export_on", day=self._question.on))
