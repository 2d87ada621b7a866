"""The menu behind the rail's last button: what one can do here, made from the list of actions."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from broker_app import words
from broker_app.jobs import undoing
from broker_app.store.database import Rows
from broker_app.ui.actions import ACTIONS, Action
from broker_app.ui.history import step_name


def menu_for(page: str, reader: Rows, run: Callable[[Action], None], parent: QWidget) -> QMenu:
    """Return a menu of what the window does, and below a line of what this page does."""
    menu = QMenu(parent)
    for action in ACTIONS:
        if not action.page:
            _add(menu, action, _word(action, reader), run)
    menu.addSeparator()
    for action in ACTIONS:
        if action.page == page:
            _add(menu, action, _word(action, reader), run)
    return menu


def _add(menu: QMenu, action: Action, word: str, run: Callable[[Action], None]) -> None:
    # The keys are only shown: the window listens for them itself.
    keys = QKeySequence(action.shortcuts[0]) if action.shortcuts else QKeySequence()
    shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
    entry = menu.addAction(f"{word}\t{shown}" if shown else word)
    entry.triggered.connect(lambda _=False: run(action))


def _word(action: Action, reader: Rows) -> str:
    """Return an action's word; Undo and Redo say what they would take back."""
    ask = {"undo": undoing.next_undo, "redo": undoing.next_redo}.get(action.id)
    found = ask(reader) if ask else None
    word = words.say(f"action.{action.id}")
    return f"{word}: {step_name(reader, found.step)}" if found else word
