"""Keys: the one place where they are listened for, and how they are written."""

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from broker_app import words
from broker_app.ui.actions import action_of, key_of

_Standard = QKeySequence.StandardKey
_EDITING = (
    _Standard.Undo, _Standard.Redo, _Standard.Cut, _Standard.Copy, _Standard.Paste,
    _Standard.SelectAll, _Standard.Delete, _Standard.DeleteStartOfWord,
    _Standard.DeleteEndOfWord, _Standard.MoveToNextWord, _Standard.MoveToPreviousWord,
    _Standard.MoveToStartOfDocument, _Standard.MoveToEndOfDocument, _Standard.SelectNextWord,
    _Standard.SelectPreviousWord, _Standard.MoveToStartOfLine, _Standard.MoveToEndOfLine,
)  # fmt: skip


def listen(widget: QWidget, shortcut: str, act: Callable[[], object]) -> None:
    """Do something when a key is pressed in the window of a widget."""
    QShortcut(QKeySequence(shortcut), widget).activated.connect(act)


def listen_for(widget: QWidget, name: str, act: Callable[[], object]) -> None:
    """Do something by the keys of a part of the window, by their id in the list of keys."""
    for shortcut in key_of(name).shortcuts:
        listen(widget, shortcut, act)


def silence(window: QWidget) -> list[QObject]:
    """Hear no key of a window from now on; returns what to wake again."""
    heard = [one for one in window.findChildren(QShortcut) if one.isEnabled()]
    for one in heard:
        one.setEnabled(False)
    return list(heard)


def wake(silenced: list[QObject]) -> None:
    """Hear keys again."""
    for one in silenced:
        if isinstance(one, QShortcut):
            one.setEnabled(True)


def shown(shortcut: str) -> str:
    """Return a key as this system writes it."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


def with_word(action: str) -> str:
    """Return the word of an action with its key behind it, for a button."""
    first = "".join(map(shown, action_of(action).shortcuts[:1]))
    return "   ".join(filter(None, (words.say(f"action.{action}"), first)))


@cache
def editing() -> frozenset[str]:
    """Return the keys by which people edit a text: in a text they mean nothing else.

    Of each way to edit its first key: some systems have further ones from other programs.
    """
    first = (QKeySequence.keyBindings(way)[:1] for way in _EDITING)
    return frozenset(key.toString() for keys in first for key in keys)


def is_typing() -> bool:
    """Tell whether the cursor stands in a text that can be edited."""
    widget = QApplication.focusWidget()
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
        return not widget.isReadOnly()
    return isinstance(widget, QAbstractSpinBox)


def edits(event: QEvent) -> bool:
    """Tell whether a key edits the text that the cursor stands in, before it means an action."""
    if not isinstance(event, QKeyEvent) or not is_typing():
        return False
    return QKeySequence(event.keyCombination()).toString() in editing()
