"""The language switch: two names, each in its own language, so that everybody finds theirs."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from broker_app import words
from broker_app.ui.widgets.pressable import ToolButton

NAMES = {"en": "English", "ja": "日本語"}


class LanguageSwitch(QWidget):
    """Two joined buttons."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons = {}
        for (language, name), part in zip(NAMES.items(), ("left", "right"), strict=True):
            button = ToolButton()
            button.setText(name)
            button.setCheckable(True)
            button.setProperty("part", part)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, language=language: self.chosen.emit(language))
            self._group.addButton(button)
            self._buttons[language] = button
            row.addWidget(button)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Show which one is in use."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show()

    def _show(self) -> None:
        self._buttons[words.language()].setChecked(True)
