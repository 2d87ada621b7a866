"""Labels, buttons and lines that know their key: they say it again when the language turns."""

from collections.abc import Callable
from html import escape
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QPushButton, QSizePolicy, QWidget

from broker_app import words
from broker_app.ui import theme
from broker_app.ui.widgets.japanese import unbroken
from broker_app.ui.widgets.pressable import EnterPresses

WORD = 120
"""Pixels that a wrapped text keeps at the least."""
Said = str | Callable[[], str]
"""What a widget says: a key of the catalogue, or a function that says it now."""


def now_said(said: Said, **values: Any) -> str:
    """Say it in the language in use."""
    return said() if callable(said) else words.say(said, **values) if said else ""


class _Words(QLabel):
    """Plain text, never read as markup; where it wraps, no Japanese word is broken."""

    def __init__(self, role: str, wrap: bool) -> None:
        super().__init__()
        self._written = ""
        self._is_copied = False
        if role:
            self.setProperty("role", role)
        self.setWordWrap(wrap)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        """Show a text."""
        self._written = text
        super().setText(unbroken(text) if self.wordWrap() and not self._is_copied else text)

    def text(self) -> str:
        """Return the text as it was given."""
        return self._written

    def setTextInteractionFlags(self, flags: Qt.TextInteractionFlag) -> None:
        """Let it be copied, as it was given."""
        super().setTextInteractionFlags(flags)
        self._is_copied = bool(flags & Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setText(self._written)


class Label(_Words):
    """Words by their key, in a role of the type table (`title`, `caption`, `quiet`, …)."""

    def __init__(self, said: Said = "", role: str = "", wrap: bool = False, **values: Any) -> None:
        super().__init__(role, wrap)
        self._said, self._values = said, values
        self._say()

    def say(self, said: Said, **values: Any) -> None:
        """Say something else from now on."""
        self._said, self._values = said, values
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Say it again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._said:
            self._say()

    def _say(self) -> None:
        self.setText(now_said(self._said, **self._values))


def tip(text: str) -> str:
    """Return a text for a tip, which Qt would read as markup where it looks like it.

    What came from a list could otherwise draw and fetch pictures, of another machine too.
    """
    if "<" not in text:
        return text
    return f"<span>{escape(text)}</span>".replace("\n", "<br>")


class Plain(_Words):
    """Words that are data: the same in every language. Never read as markup."""

    def __init__(self, text: str = "", role: str = "", wrap: bool = False) -> None:
        super().__init__(role, wrap)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """Let no endless word of somebody's text push what stands beside it out of sight."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), WORD), hint.height()) if self.wordWrap() else hint


class Elided(QLabel):
    """One line of data that ends in … where there is no room; its tip holds all of it."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        metrics = QFontMetrics(self.font())
        inner = self.contentsRect()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, inner.width())
        whole = tip(self.text()) if shown != self.text() else ""
        if whole != self.toolTip():
            self.setToolTip(whole)
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(inner, self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class Button(EnterPresses, QPushButton):
    """A button by its key. `primary` is the one filled with ink; one on a screen, never two."""

    def __init__(
        self, said: Said, primary: bool = False, link: bool = False, **values: Any
    ) -> None:
        super().__init__()
        self._said, self._values = said, values
        self.setAutoDefault(False)
        if primary:
            self.setProperty("primary", "true")
        if link:
            self.setProperty("link", "true")
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._say()

    def say(self, said: Said, **values: Any) -> None:
        """Say something else from now on."""
        self._said, self._values = said, values
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Say it again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._said:
            self._say()

    def _say(self) -> None:
        self.setText(now_said(self._said, **self._values))


def line(kind: str = "h") -> QFrame:
    """Return a hairline: `h` and `v` between areas, `row` between rows."""
    return _Hairline(kind)


def hair(ratio: float) -> float:
    """Return how thick a hairline is, in units of a screen: always whole pixels of it."""
    return int(ratio) / ratio


class _Hairline(QFrame):
    """As thin on every screen: of a line of one unit some are twice as thick at 125 %."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.setProperty("line", kind)

    def paintEvent(self, _event: QPaintEvent) -> None:
        kind, look = self.property("line"), theme.now()
        thin = hair(self.devicePixelRatioF())
        size = QSizeF(thin, self.height()) if kind == "v" else QSizeF(self.width(), thin)
        painter = QPainter(self)
        painter.fillRect(QRectF(QPointF(0, 0), size), look.line if kind == "row" else look.line2)
        painter.end()


def empty(layout: QLayout) -> None:
    """Take everything out of a layout, for good."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            _let_go(widget)
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


def _let_go(widget: QWidget) -> None:
    """Hand the focus to what holds a widget that goes.

    By itself it would wander through all that goes after it, and a pane scroll along.
    """
    focused = widget.window().focusWidget()
    if focused is None or not (focused is widget or widget.isAncestorOf(focused)):
        return
    holder = widget.parentWidget()
    while holder is not None and not holder.focusPolicy() & Qt.FocusPolicy.TabFocus:
        holder = holder.parentWidget()
    if holder is not None:
        holder.setFocus(Qt.FocusReason.OtherFocusReason)


def set_role(widget: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet looks at, and let it look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
