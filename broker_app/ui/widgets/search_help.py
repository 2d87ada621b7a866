"""Help below a search box: what can be written there, and why a text cannot be read.

It is a part of the window and never takes the focus, so an input method is left alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout

from broker_app import words
from broker_app.ui import theme
from broker_app.ui.widgets.entry_lines import BESIDE, LineDelegate
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.text import Plain, set_role

ROW, SHOWN, WIDTH = 26, 9, 320
_MOVES = (QEvent.Type.Hide, QEvent.Type.Show, QEvent.Type.Move, QEvent.Type.Resize)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the help: what it writes, what stands beside it, and where it is written."""

    written: str
    beside: str
    start: int


class SearchHelp(QFrame):
    """Lines that the arrows choose and Return writes, and the sentence of an unreadable text."""

    def __init__(self, box: SearchBox, offered: Callable[[str], Sequence[Line]]) -> None:
        super().__init__(box)
        self._box, self._offered = box, offered
        self._lines: Sequence[Line] = ()
        self.setObjectName("searchhelp")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list = QListWidget()
        self.list.setProperty("popup", "true")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(LineDelegate(ROW, self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _: self.write())
        self.sentence = Plain(role="problem", wrap=True)
        self.sentence.setContentsMargins(8, 6, 8, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.sentence)
        column.addWidget(self.list)
        self.hide()
        box.installEventFilter(self)
        box.typed.connect(self.look)

    def look(self) -> None:
        """Show what can be written where the cursor stands."""
        before = self._box.text()[: self._box.cursorPosition()]
        self._show_lines(self._offered(before) if self._box.hasFocus() else ())

    def refuse(self, sentence: str) -> None:
        """Say why the text cannot be read; empty where it can."""
        set_role(self._box, "wrong", "true" if sentence else "false")
        self._box.setAccessibleDescription(sentence)
        self.sentence.setText(sentence)
        self._place()

    @property
    def chosen(self) -> int:
        """The line that the arrows stand on, -1 for none."""
        return self.list.currentRow() if self.isVisible() and self._lines else -1

    def write(self) -> None:
        """Write the chosen line into the box."""
        row = self.list.currentRow()
        if not 0 <= row < len(self._lines):
            return
        line, text, end = self._lines[row], self._box.text(), self._box.cursorPosition()
        whole = not line.written.endswith(":")
        written = f"{line.written} " if whole and not text[end:].startswith(" ") else line.written
        self._box.setText(text[: line.start] + written + text[end:])
        self._box.setCursorPosition(line.start + len(written))
        self._box.look_soon()
        self.look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that steer the list; a composition keeps all of its own."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return not self._box.composing and self._steer(event)
        if event.type() == QEvent.Type.FocusOut:
            self._show_lines(())
        if event.type() in _MOVES:
            self._place()  # it lies over the window, and goes with its box
        return super().eventFilter(watched, event)

    def _steer(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not event.modifiers():
            if not self._lines:
                self.look()
            if not self._lines:
                return False
            self._step(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key == Qt.Key.Key_Escape and self._lines:
            self._show_lines(())
            return True
        if self.chosen >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self.write()
            return True
        return False

    def _step(self, by: int) -> None:
        if self._lines:
            row = self.list.currentRow()
            self.list.setCurrentRow(max(0, min(len(self._lines) - 1, row + by)))

    def _show_lines(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self.list.clear()
        for line in lines:
            item = QListWidgetItem(line.written)
            item.setData(BESIDE, line.beside)
            self.list.addItem(item)
        self.list.setCurrentRow(-1)
        self._place()

    def _place(self) -> None:
        """Lie below the box, over whatever stands there."""
        said = bool(self.sentence.text())
        self.sentence.setVisible(said)
        self.list.setVisible(bool(self._lines))
        top = self._box.window()
        if not (said or self._lines) or not self._box.isVisible():
            self.hide()
            return
        if self.parent() is not top:
            self.setParent(top)
        width = max(theme.px(WIDTH), self._box.width())
        rows = min(SHOWN, len(self._lines))
        self.list.setFixedHeight(rows * theme.px(ROW) + theme.px(10))
        place = self._box.mapTo(top, QPoint(0, self._box.height() + 2))
        height = self.list.height() if self._lines else 0
        if said:
            height += max(self.sentence.heightForWidth(width - 2), theme.px(ROW))
        left = min(place.x(), top.width() - width - 4)
        self.setGeometry(left, place.y(), width, height + 2)
        self.show()
        self.raise_()

    def sizeHint(self) -> QSize:
        """Ask for nothing: it lies over the page."""
        return QSize(0, 0)


def spoken_count(count: int | None) -> str:
    """Return a count as it stands beside a value."""
    return "" if count is None else words.number(count)
