"""The acts of a monkey: keys, mouse, words, sizes, looks, actions, files; always where they land."""

import random
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QInputMethodEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDateEdit,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from broker_app.ui.actions import ACTIONS, PAGES, Action
from broker_app.ui.main_window import MainWindow
from broker_app.ui.runner import EVERYTHING

TEXTS = (
    "corolla",
    "ランドクルーザー",
    "ﾌﾟﾘｳｽ",
    "cc:>1900",
    "km:..80000 verdict:review",
    "verdict:",
    'maker:"',
    "令和8年11月30日",
    "2026-12-06",
    "31/02/2026",
    "12500",
    "１２，５００",
    "-1",
    "99999999999999999999",
    "1e9",
    "0.1",
    "🚗🇯🇵👩‍🔧",
    "𠮷野家",
    "{count} %s <b>bold</b>",
    "'; DROP TABLE vehicle; --",
    "a" * 300,
    "\u202eright to left",
    "NZE161-7000001",
    "USD",
    "Kemba",
    "ｍ",
    " ",
)
KEYS = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F2, Qt.Key.Key_F4, Qt.Key.Key_Menu),
    *(Qt.Key.Key_K, Qt.Key.Key_L, Qt.Key.Key_1, Qt.Key.Key_Slash),
)
MODIFIERS = (
    *(Qt.KeyboardModifier.NoModifier,) * 6,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
)
SEQUENCES = (
    *("Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z", "Ctrl+Return"),
    *(key for action in ACTIONS for key in action.shortcuts),
    *(page.shortcut for page in PAGES),
)
LOOKS = ("language", "theme")
CALM = tuple(action for action in ACTIONS if action.id not in LOOKS)
"""Turning the looks paints every widget anew: once in a while is enough."""
BUTTONS = (*(Qt.MouseButton.LeftButton,) * 8, Qt.MouseButton.RightButton)
PRESSED = (QAbstractButton, QAbstractItemView, QComboBox, QDateEdit, QHeaderView, QLineEdit)
WORTH_A_CLICK = (*PRESSED, QPlainTextEdit, QTabBar)
PATIENCE_MS = 400
SIZES = ((960, 600), (1366, 768), (1440, 900), (1920, 1080), (1024, 700))


class Monkey:
    """Draws acts and does them on whatever is in front."""

    def __init__(self, window: MainWindow, draw: random.Random, files: list[Path]) -> None:
        self._window, self._draw, self._files = window, draw, files
        self._held: QWidget = window
        self.doing = ""
        self._impatience = QTimer(interval=PATIENCE_MS)
        self._impatience.timeout.connect(self._let_go)
        self._weights: dict[Callable[[], str], int] = {
            self.click: 24,
            self.press_button: 12,
            self.fill: 8,
            self.press_key: 14,
            self.press_sequence: 9,
            self.write: 9,
            self.compose: 2,
            self.double_click: 5,
            self.drag: 3,
            self.wheel: 4,
            self.do_action: 7,
            self.show_page: 4,
            self.leave: 4,
            self.undo: 3,
            self.resize: 1,
            self.turn: 1,
            self.drop: 1,
            self.copied: 2,
            self.hear_of_others: 1,
        }

    def act(self) -> str:
        """Do something, and tell what."""
        acts = list(self._weights)
        [chosen] = self._draw.choices(acts, list(self._weights.values()))
        self._impatience.start()
        self.doing = chosen.__name__
        try:
            told = chosen()
        finally:
            self._impatience.stop()
        return f"{chosen.__name__} {told}"

    def _let_go(self) -> None:
        """Leave what waits within an act: a menu of Qt's own, or a drag."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        QTest.keyClick(self._heard_by(), Qt.Key.Key_Escape)

    def click(self) -> str:
        """Click on something that looks as if it did something, or anywhere."""
        target, at = self._spot()
        button, modifier = self._draw.choice(BUTTONS), self._draw.choice(MODIFIERS)
        if button is Qt.MouseButton.LeftButton and modifier & Qt.KeyboardModifier.AltModifier:
            modifier = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(target, button, modifier, at)
        return f"{button.name} {at.toTuple()}"

    def double_click(self) -> str:
        """Click twice."""
        target, at = self._spot()
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        if _there(target):
            QTest.mouseDClick(target, Qt.MouseButton.LeftButton, pos=at)
        return str(at.toTuple())

    def drag(self) -> str:
        """Press, move, let go somewhere else."""
        target, begin = self._spot()
        _, end = self._spot()
        end = QPoint(min(end.x(), target.width() - 1), min(end.y(), target.height() - 1))
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(target, left, Qt.KeyboardModifier.NoModifier, begin)
        for part in (0.1, 0.5, 1.0):
            if _there(target):
                way = QPointF(end - begin) * part
                QTest.mouseMove(target, begin + way.toPoint())
        if _there(target):
            QTest.mouseRelease(target, left, Qt.KeyboardModifier.NoModifier, end)
        return f"{begin.toTuple()} to {end.toTuple()}"

    def wheel(self) -> str:
        """Turn the wheel."""
        target, at = self._spot()
        turn = QPoint(0, self._draw.choice((-1200, -120, -120, 120, 1200)))
        QTest.wheelEvent(target, QPointF(at), turn)
        return f"{at.toTuple()} {turn.y()}"

    def press_key(self) -> str:
        """Press one key."""
        key, modifier = self._draw.choice(KEYS), self._draw.choice(MODIFIERS)
        for _ in range(self._draw.choice((1, 1, 1, 3, 8))):
            QTest.keyClick(self._heard_by(), key, modifier)
        return f"{modifier.name} {key.name}"

    def press_sequence(self) -> str:
        """Press a key that means something."""
        keys = self._draw.choice(SEQUENCES)
        press(self._heard_by(), keys)
        return keys

    def write(self) -> str:
        """Type some words, and perhaps commit them."""
        text = self._draw.choice(TEXTS)
        front = self._heard_by()
        for letter in text[:40]:
            if not _there(front):
                break
            QTest.sendKeyEvent(
                QTest.KeyAction.Click,
                front,
                Qt.Key.Key_unknown,
                letter,
                Qt.KeyboardModifier.NoModifier,
            )
            front = self._heard_by()
        if self._draw.random() < 0.5:
            QTest.keyClick(self._heard_by(), Qt.Key.Key_Return)
        return repr(text[:40])

    def fill(self) -> str:
        """Put other words into a field, and go on to the next."""
        target, at = self._spot(QLineEdit, QPlainTextEdit, QComboBox)
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        press(self._heard_by(), "Ctrl+A")
        text = self.write()
        QTest.keyClick(self._heard_by(), self._draw.choice((Qt.Key.Key_Tab, Qt.Key.Key_Return)))
        return f"{at.toTuple()} {text}"

    def press_button(self) -> str:
        """Press one of the buttons with words."""
        target, at = self._spot(QPushButton)
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        return str(at.toTuple())

    def compose(self) -> str:
        """Compose as an input method does: a draft, another draft, and a word or nothing."""
        text = self._draw.choice(TEXTS)[:20]
        for draft in ("ｋ", "か", "かい"):
            self._compose(draft, "")
        self._compose("", text if self._draw.random() < 0.7 else "")
        return repr(text)

    def _compose(self, draft: str, text: str) -> None:
        widget = QApplication.focusWidget()
        if widget is not None and widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            event = QInputMethodEvent(draft, [])
            event.setCommitString(text)
            QApplication.sendEvent(widget, event)

    def do_action(self) -> str:
        """Do something from the list of actions, as menu and palette do."""
        action: Action = self._draw.choice(CALM)
        if self._free():
            self._window.run_action(action)
        return action.id

    def show_page(self) -> str:
        """Go to another page."""
        page = self._draw.choice(PAGES).id
        if self._free():
            self._window.show_page(page)
        return page

    def leave(self) -> str:
        """Leave what is open, by Escape."""
        for _ in range(3):
            QTest.keyClick(self._heard_by(), Qt.Key.Key_Escape)
        return ""

    def undo(self) -> str:
        """Take back or bring back, once or some times."""
        action, times = self._draw.choice(("undo", "redo")), self._draw.choice((1, 1, 2, 5))
        for _ in range(times):
            if self._free():
                self._window.run(action)
        return f"{action} {times}"

    def resize(self) -> str:
        """Give the window another size."""
        size = self._draw.choice(SIZES)
        self._window.resize(*size)
        return str(size)

    def turn(self) -> str:
        """Turn language or theme."""
        action = self._draw.choice(LOOKS)
        self._window.run(action)
        return action

    def drop(self) -> str:
        """Drop files on the window."""
        if not self._free():
            return "nothing"
        chosen = self._draw.sample(self._files, self._draw.choice((1, 1, 2)))
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in chosen])
        event = QDropEvent(
            QPointF(400, 300),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self._window, event)
        return ", ".join(file.name for file in chosen)

    def copied(self) -> str:
        """Have another program copy something."""
        rows = "\n".join("\t".join(self._draw.choices(TEXTS, k=3)) for _ in range(3))
        text = self._draw.choice((rows, self._draw.choice(TEXTS)))
        QGuiApplication.clipboard().setText(text)
        return repr(text[:40])

    def hear_of_others(self) -> str:
        """Hear that another process has written."""
        self._window.desk.runner.changed.emit(EVERYTHING)
        return ""

    # where

    def _free(self) -> bool:
        return QApplication.activePopupWidget() is None and not QApplication.activeModalWidget()

    def _top(self) -> QWidget:
        """Return what is in front: a menu or list that is open, a dialog, or the window."""
        found = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if found is not None and found.isVisible():
            return found
        return self._window

    def _heard_by(self) -> QWindow:
        """Return the window that keys go to; Qt itself passes them on to a menu that is open.

        A menu may be gone before its key is let go of, and Qt's test library does not look.
        """
        dialog = QApplication.activeModalWidget()
        self._held = dialog if dialog is not None and dialog.isVisible() else self._window
        handle = self._held.windowHandle() or self._window.windowHandle()
        assert handle is not None
        return handle

    def _front(self) -> QWindow:
        # The wrapper of a handle is worth nothing without that of its widget.
        self._held = self._top()
        handle = self._held.windowHandle() or self._window.windowHandle()
        assert handle is not None
        return handle

    def _spot(self, *kinds: type[QWidget]) -> tuple[QWindow, QPoint]:
        """Draw a place, mostly on something that can be pressed, or on a widget of some kinds."""
        top = self._top()
        handle = self._front()
        if isinstance(top, QMenu) or (not kinds and self._draw.random() < 0.25):
            return handle, self._within(top, top)
        kinds = kinds or WORTH_A_CLICK
        every = [one for one in top.findChildren(QWidget) if isinstance(one, kinds)]
        shown = [one for one in every if self._pressable(one, top)]
        return handle, self._within(self._draw.choice(shown) if shown else top, top)

    def _pressable(self, widget: QWidget, top: QWidget) -> bool:
        if widget.window() is not top or not widget.isVisible():
            return False
        return widget.isEnabled() and not widget.visibleRegion().isEmpty()

    def _within(self, widget: QWidget, top: QWidget) -> QPoint:
        seen = widget.visibleRegion().boundingRect()
        if seen.isEmpty():
            seen = widget.rect()
        at = QPoint(
            self._draw.randint(seen.left(), max(seen.left(), seen.right())),
            self._draw.randint(seen.top(), max(seen.top(), seen.bottom())),
        )
        return at if widget is top else widget.mapTo(top, at)


def _there(target: QWindow) -> bool:
    """Tell whether a window has not been closed meanwhile."""
    return isValid(target) and target.isVisible()


def press(front: QWindow, keys: str) -> None:
    """Press a key by its name, `Ctrl+K`."""
    pressed = QKeySequence(keys)[0]
    QTest.keyClick(front, pressed.key(), pressed.keyboardModifiers())
