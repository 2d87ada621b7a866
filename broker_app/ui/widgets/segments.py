"""Segments: a few joined buttons of which one is down."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from broker_app.ui.widgets.pressable import ToolButton
from broker_app.ui.widgets.text import Said, now_said


class Segments(QWidget):
    """Choices side by side, each with its value and its words."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, Said]]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._said = dict(choices)
        self.buttons = {value: ToolButton() for value, _ in choices}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        last = len(choices) - 1
        for place, (value, button) in enumerate(self.buttons.items()):
            part = "left" if place == 0 else "right" if place == last else "middle"
            button.setProperty("part", part)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
            self._group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self._say()

    def show_chosen(self, value: str) -> None:
        """Show which one is chosen."""
        if value in self.buttons:
            self.buttons[value].setChecked(True)

    def changeEvent(self, event: QEvent) -> None:
        """Say the choices again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()

    def _say(self) -> None:
        for value, button in self.buttons.items():
            button.setText(now_said(self._said[value]))
