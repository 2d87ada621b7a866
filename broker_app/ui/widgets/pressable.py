"""Pressable: a row that acts as one button, by mouse and by keys; and Qt's buttons by Enter."""

from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolButton, QWidget

from broker_app.ui import theme

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EnterPresses:
    """A button that Enter presses as Space does; stands before Qt's own class among the bases.

    Qt hands Enter on to what is around: a form would keep what its "Cancel" should give up.
    """

    def keyPressEvent(self: QAbstractButton, event: QKeyEvent) -> None:  # type: ignore[misc]
        """Be pressed by Enter, once as long as it is held down; every other key is Qt's."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() not in ENTER or held:
            super().keyPressEvent(event)  # type: ignore[misc]
        elif not event.isAutoRepeat():
            self.click()


class EnterKeeps:
    """A form that Enter keeps and Esc gives up; stands before Qt's own class among the bases."""

    def keyPressEvent(self: Any, event: QKeyEvent) -> None:
        """Keep or give up; every other key is Qt's."""
        if event.key() in ENTER:
            self.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)  # type: ignore[misc]


class ToolButton(EnterPresses, QToolButton):
    """Qt's button of an icon or a few words, pressed by Enter, too."""


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

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Act on a click."""
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on Space and Return; every other key goes on."""
        if event.key() in (Qt.Key.Key_Space, *ENTER):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus, and be called by what it says now."""
        self._say_name()
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus went."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a frame where the focus is; who paints its words paints that, too."""
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(theme.now().ink)
            painter.drawRect(QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5))
            painter.end()

    def _say_name(self) -> None:
        """Take the name from its labels; who paints its words names itself."""
        said = [text for label in self.findChildren(QLabel) if (text := label.text())]
        if said:
            self.setAccessibleName(" ".join(said))
