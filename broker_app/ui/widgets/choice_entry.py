"""An entry with a few choices."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

from broker_app.ui.widgets.entry import LABEL, Entry
from broker_app.ui.widgets.text import Said, now_said, set_role


class ChoiceEntry(Entry):
    """One of a few choices; `say` gives the words of a choice in the language in use."""

    def __init__(
        self,
        name: str,
        said: Said,
        choices: Sequence[str],
        say: Callable[[str], str] = str,
        quiet: bool = True,
        label: int = LABEL,
        width: int = 0,
    ) -> None:
        self.box = _Box()
        super().__init__(name, said, self.box, quiet, label, width)
        self._say_choice = say
        self._hint: Said = ""
        for choice in choices:
            self.box.addItem(say(choice), choice)
        self.box.activated.connect(lambda _: self._send(self.box.currentData()))

    def put(self, value: Any) -> None:
        """Show a stored value; one that is not among the choices becomes one."""
        self._sent = value
        self.forget_problem()
        if self.box.findData(value) < 0:
            self.box.addItem(self._say_choice(value), value)
        self.box.setCurrentIndex(self.box.findData(value))

    def hint(self, said: Said, missing: bool = False) -> None:
        """Say in the empty choice, where there is one, what it means."""
        empty = self.box.findData("")
        self._hint = said
        if empty >= 0:
            self.box.setItemText(empty, now_said(said))
        unanswered = missing and self.box.currentData() == ""
        set_role(self.box, "missing", "true" if unanswered else "false")

    def choose(self, value: str) -> None:
        """Choose as a person would."""
        self.box.setCurrentIndex(self.box.findData(value))
        self.box.activated.emit(self.box.currentIndex())

    def changeEvent(self, event: QEvent) -> None:
        """Say the choices again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            for row in range(self.box.count()):
                self.box.setItemText(row, self._say_choice(self.box.itemData(row)))
            if self._hint:
                self.hint(self._hint)


class _Box(QComboBox):
    """Does not change when one scrolls past it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
