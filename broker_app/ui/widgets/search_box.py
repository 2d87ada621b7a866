"""The search box. It acts on text that was entered, never on an unfinished composition."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from broker_app import words
from broker_app.ui import theme
from broker_app.ui.widgets.icons import icon

WAIT_MS = 120


class SearchBox(QLineEdit):
    """Says what to look for, a moment after the last key."""

    wanted = Signal(str)
    typed = Signal()
    """The text or the cursor moved, outside a composition; help follows."""
    entered = Signal()
    """It has the focus."""
    left = Signal()
    """Down was pressed: whoever typed wants to go on in what was found."""

    def __init__(self, key: str = "ui.search_vehicles", wait_ms: int = WAIT_MS) -> None:
        super().__init__()
        self._key = key
        self._composing = False
        self._said = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(wait_ms)
        self._timer.timeout.connect(self.act_now)
        self.textEdited.connect(self._edited)
        self.cursorPositionChanged.connect(lambda _old, _new: self._tell_typed())
        self.returnPressed.connect(self.act_now)
        self.setClearButtonEnabled(False)
        self._lens = self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._lens.triggered.connect(self.setFocus)
        self.setMinimumWidth(theme.px(200))
        self.setMaximumWidth(theme.px(320))
        self._say()

    def look_soon(self) -> None:
        """Look for the text in a moment, as after a key."""
        self._timer.start()

    def put(self, text: str) -> None:
        """Show a text without looking for it."""
        self.setText(text)
        self._said = text

    @property
    def composing(self) -> bool:
        """Whether a word is being composed that is not entered yet."""
        return self._composing

    def act_now(self) -> None:
        """Say what was entered, without waiting for another key."""
        self._timer.stop()
        if self.text() != self._said and not self._composing:
            self._said = self.text()
            self.wanted.emit(self._said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at once and leave for what is found, where Down is pressed."""
        if event.key() == Qt.Key.Key_Down and not self._composing:
            self.act_now()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Know whether a composition is under way."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self._tell_typed()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that somebody is about to type."""
        super().focusInEvent(event)
        self.entered.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Say and draw it again when language or theme turn."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        elif event.type() == QEvent.Type.PaletteChange and hasattr(self, "_lens"):
            self._lens.setIcon(icon("search"))

    def _edited(self, _text: str) -> None:
        if not self._composing:
            self._timer.start()
            self._tell_typed()

    def _tell_typed(self) -> None:
        if not self._composing and self.hasFocus():
            self.typed.emit()

    def _say(self) -> None:
        self.setPlaceholderText(words.say(self._key))
        self.setAccessibleName(words.say("ui.search"))
        self._lens.setText(words.say("ui.search"))
