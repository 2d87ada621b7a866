"""Pressable: a row that acts as one button, by mouse and by keys."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget


class Pressable(QWidget):
    """A row of anything; a click, Space or Return says `clicked`."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def showEvent(self, event: QShowEvent) -> None:
        """Be called by its words, for those who do not see them."""
        super().showEvent(event)
        self._say_name()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Be called by what it says now."""
        self._say_name()
        super().focusInEvent(event)

    def _say_name(self) -> None:
        said = (label.text() for label in self.findChildren(QLabel))
        self.setAccessibleName(" ".join(text for text in said if text))

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Act on a click."""
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on Space and Return; every other key goes on."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
