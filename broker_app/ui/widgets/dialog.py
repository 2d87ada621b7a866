"""Dialogs: the title is the question, buttons are verbs, Esc is the safe one."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from broker_app import words
from broker_app.ui import theme
from broker_app.ui.widgets.text import Button, Plain

SIDE = 20


class Dialog(QDialog):
    """A title, what is asked, and two buttons at the right: the safe one and the verb."""

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
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with what comes into it later: Qt gives wrapped text no more room by itself.

        It listens, rather than take the event over: with one of them Qt deletes the dialog.
        """
        if watched is self and event.type() == QEvent.Type.LayoutRequest:
            laid_out = self.layout()
            needed = laid_out.totalMinimumHeightForWidth(self.width()) if laid_out else 0
            room = self.screen().availableSize().height()
            if self.height() < min(needed, room):
                self.resize(self.width(), min(needed, room))
        return super().eventFilter(watched, event)

    def explain(self, key: str, **values: object) -> None:
        """Say a sentence below the title."""
        self.body.addWidget(Plain(words.say(key, **values), "label", wrap=True))


class ReasonDialog(Dialog):
    """Asks for the reason of a change; nothing is changed without one."""

    given = Signal(str)

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(words.say("reason.title"), parent, words.say("reason.verb"))
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
