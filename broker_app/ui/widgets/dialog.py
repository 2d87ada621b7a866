"""Dialogs: the title is the question, buttons are verbs, Esc is the safe one."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from broker_app import words
from broker_app.ui import theme
from broker_app.ui.widgets.reading_order import Walked
from broker_app.ui.widgets.text import Button, Plain

SIDE, TITLE_BAR = 20, 40


class Dialog(Walked, QDialog):
    """A title, what is asked, and two buttons at the right: the safe one and the verb."""

    is_form = True
    """What is typed here counts until it is closed."""

    def __init__(
        self, title: str, parent: QWidget | None, verb: str = "", width: int = 440
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(theme.px(width))
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self.verb = Button(lambda: verb, primary=True)
        self.verb.setVisible(bool(verb))
        self.verb.clicked.connect(self.accept)
        self.leave = Button("ui.cancel" if verb else "ui.close")
        self.leave.clicked.connect(self.reject)
        self.foot = QHBoxLayout()
        """The row of the buttons; what stands at its left is inserted before them."""
        self.foot.setSpacing(8)
        self.foot.addStretch(1)
        self.foot.addWidget(self.leave)
        self.foot.addWidget(self.verb)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, SIDE, SIDE, SIDE)
        column.setSpacing(12)
        column.addWidget(Plain(title, "section", wrap=True))
        column.addLayout(self.body)
        column.addSpacing(4)
        column.addLayout(self.foot)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin where one begins to read, unless somebody said where."""
        super().showEvent(event)
        if self.focusWidget() is None:
            self.focusNextPrevChild(True)

    def explain(self, key: str, **values: object) -> None:
        """Say a sentence below the title."""
        self.body.addWidget(Plain(words.say(key, **values), "label", wrap=True))

    def event(self, event: QEvent) -> bool:
        """Grow where something came that has no room; what a person made larger stays so."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._grow()
        return done

    def _grow(self) -> None:
        layout = self.layout()
        assert layout is not None
        least = layout.minimumSize().height()
        if layout.hasHeightForWidth():
            least = max(least, layout.minimumHeightForWidth(self.width()))
        least = min(least, self.screen().availableSize().height() - theme.px(TITLE_BAR))
        if self.height() < least:
            self.resize(self.width(), least)


class ReasonDialog(Dialog):
    """Asks for the reason of a change; nothing is changed without one."""

    given = Signal(str)

    def __init__(self, text: str, parent: QWidget | None, title: str = "", verb: str = "") -> None:
        title, verb = title or words.say("reason.title"), verb or words.say("reason.verb")
        super().__init__(title, parent, verb)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(words.say("reason.title"))
        self.body.addWidget(Plain(text, "label", wrap=True))
        self.body.addWidget(self.reason)
        self.reason.textChanged.connect(lambda text: self.verb.setEnabled(bool(text.strip())))
        self.verb.setEnabled(False)
        self.reason.setFocus()

    def accept(self) -> None:
        """Hand the reason on."""
        if self.reason.text().strip():
            self.given.emit(self.reason.text().strip())
            super().accept()
