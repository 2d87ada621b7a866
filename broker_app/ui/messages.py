"""The message bar: one sentence at a time, the worst first; and the dialog for our own bugs."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.errors import UserError
from broker_app.ui import theme
from broker_app.ui.widgets.icons import IconButton
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.reading_order import Walked
from broker_app.ui.widgets.text import Button, Elided, Label, Said, empty, now_said, set_role

_WORST_FIRST = ("error", "warning", "info")
_BARS = {"error": "blocked", "warning": "review", "info": "info"}
HEIGHT = 40
OF_A_STEP = "step"
"""What a warning is about that came of the last thing somebody did: undone, it is so no more."""


@dataclass(frozen=True)
class Link:
    """What one can do about a message, as a link in the bar."""

    said: Said
    act: Callable[[], None]


@dataclass(frozen=True)
class Message:
    """One sentence for the bar: `info`, `warning` or `error`, with at most two links.

    An `info` says what came of something a person did, and takes earlier errors away; one that
    comes by itself is `aside`. `about` names the work that failed: its later success, or that
    somebody cancelled it, takes the error away too.
    """

    kind: str
    said: Said
    links: tuple[Link, ...] = ()
    aside: bool = False
    about: str = ""


def of_problem(problem: UserError, about: str = "") -> Message:
    """Return the message of what the user can mend; `about` names the work that failed."""
    return Message("error", lambda: words.error(problem), about=about)


class MessageBar(QFrame):
    """Shows the worst message; the rest wait behind it."""

    def __init__(self) -> None:
        super().__init__()
        self._messages: list[Message] = []
        self._mark = MarkLabel("info")
        self._text = Elided()
        self._more = Label(role="quiet")
        self._links = QHBoxLayout()
        self._links.setSpacing(12)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._mark)
        row.addWidget(self._text, 1)
        row.addWidget(self._more)
        row.addLayout(self._links)
        close = IconButton("close", "ui.close")
        close.clicked.connect(self.dismiss)
        row.addWidget(close)
        self.setFixedHeight(theme.px(HEIGHT))
        self.hide()

    def tell(self, message: Message) -> None:
        """Show a message; news replace older news, the same sentence is never said twice."""
        sentence = now_said(message.said)
        settles = message.kind == "info" and not message.aside
        self._messages = [
            m
            for m in self._messages
            if now_said(m.said) != sentence
            and not (m.kind == message.kind == "info")
            and not (m.kind == "error" and settles)
        ]
        self._messages.insert(0, message)
        self._messages.sort(key=lambda m: _WORST_FIRST.index(m.kind))
        self._show()

    def settle(self, about: str) -> None:
        """Put away what was said of work that has come to its end since."""
        kept = [m for m in self._messages if not about or m.about != about]
        if len(kept) < len(self._messages):
            self._messages = kept
            self._show()

    def dismiss(self) -> None:
        """Put the message away that is shown."""
        del self._messages[:1]
        self._show()

    def clear(self) -> None:
        """Put all messages away."""
        self._messages.clear()
        self._show()

    @property
    def current(self) -> Message | None:
        """The message that is shown."""
        return self._messages[0] if self._messages else None

    @property
    def text(self) -> str:
        """The sentence that is shown."""
        return self._text.text() if self._messages else ""

    def changeEvent(self, event: QEvent) -> None:
        """Say it again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show()

    def _show(self) -> None:
        message = self.current
        self.setVisible(message is not None)
        if message is None:
            return
        self._mark.show_mark(message.kind)
        self._text.setText(now_said(message.said))
        self.setAccessibleName(self._text.text())
        others = len(self._messages) - 1
        self._more.setVisible(others > 0)
        self._more.say("ui.more", count=others)
        set_role(self, "bar", _BARS[message.kind])
        self._show_links(message)

    def _show_links(self, message: Message) -> None:
        empty(self._links)
        for link in message.links:
            button = Button(link.said, link=True)
            button.clicked.connect(lambda _=False, link=link: self._follow(message, link))
            self._links.addWidget(button)

    def _follow(self, message: Message, link: Link) -> None:
        if message in self._messages:
            self._messages.remove(message)
        self._show()
        link.act()


class BugDialog(Walked, QDialog):
    """Says that the program made a mistake, with the trace to copy."""

    def __init__(self, problem: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.say("ui.bug_title"))
        self.trace = "".join(traceback.format_exception(problem))
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 20, 20, 20)
        box.setSpacing(12)
        box.addWidget(Label("ui.bug_title", "section"))
        box.addWidget(Label("ui.bug_text", "label", wrap=True))
        details = QPlainTextEdit(self.trace)
        details.setReadOnly(True)
        details.setFont(theme.font(theme.TINY, mono=True))
        details.setAccessibleName(words.say("ui.bug_details"))
        box.addWidget(details, 1)
        box.addLayout(self._buttons())
        self.resize(640, 400)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        copy = Button("ui.copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.trace))
        close = Button("ui.close", primary=True)
        close.clicked.connect(self.accept)
        row.addWidget(copy)
        row.addWidget(close)
        return row


def kind_of(problem: BaseException) -> str:
    """Return what makes a bug the same bug again: its class and the place it was raised."""
    frames = traceback.extract_tb(problem.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(problem).__name__} {place}"
