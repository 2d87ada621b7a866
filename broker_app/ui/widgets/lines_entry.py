"""An entry of a few lines, as high as they are."""

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit

from broker_app.ui import theme
from broker_app.ui.widgets.entry import LABEL, NOTHING_SENT, Entry
from broker_app.ui.widgets.text import Said, now_said


class LinesEntry(Entry):
    """A few lines: an address, marks, a bank."""

    def __init__(
        self, name: str, said: Said, quiet: bool = True, label: int = LABEL, mono: bool = False
    ) -> None:
        self.edit = _Lines(mono, quiet)
        super().__init__(name, said, self.edit, quiet, label)
        self._value: tuple[str, ...] = ()
        self._hint: Said = ""
        self.edit.left.connect(self.accept)
        self.edit.given_up.connect(self._show)

    def put(self, value: Any) -> None:
        """Show stored lines; what somebody is typing over the same lines stays."""
        unchanged = tuple(value) == self._value
        self._value, self._sent = tuple(value), NOTHING_SENT
        if self.edit.composing or (unchanged and self.edit.document().isModified()):
            return
        self._show()

    def hint(self, said: Said, missing: bool = False) -> None:
        """Say in the empty field what it means."""
        self._hint = said
        self.edit.setPlaceholderText(now_said(said))

    def changeEvent(self, event: QEvent) -> None:
        """Say the hint again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.edit.setPlaceholderText(now_said(self._hint))

    def put_anew(self, value: Any) -> None:
        """Show lines of something else."""
        self.edit.document().setModified(False)
        self.put(value)

    def accept(self) -> None:
        """Say the lines without empty ones at the end."""
        if not self.edit.document().isModified():
            return
        lines = tuple(line.strip() for line in self.edit.toPlainText().strip().splitlines())
        if lines == self._value:
            self._show()
        else:
            self._send(lines)

    def type_in(self, text: str) -> None:
        """Put lines in as a person would, and enter them."""
        self.edit.setPlainText(text)
        self.edit.document().setModified(True)
        self.accept()

    def _show(self) -> None:
        self.forget_problem()
        self.edit.setPlainText("\n".join(self._value))
        self.edit.document().setModified(False)


class _Lines(QPlainTextEdit):
    """As high as its lines; the focus leaves by Tab."""

    left = Signal()
    given_up = Signal()
    composing = False
    """Whether a word is being composed that is not entered yet: nothing is put over it."""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def __init__(self, mono: bool, quiet: bool) -> None:
        super().__init__()
        self.document().setDocumentMargin(0 if quiet else 2)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("face", "mono" if mono else "")
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        self._fit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.document().isModified():
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Take the height of the lines as they are broken here: nothing is out of sight."""
        lines = round(self.document().documentLayout().documentSize().height())
        height = QFontMetrics(self.font()).lineSpacing()
        self.setFixedHeight(max(1, lines) * height + theme.px(10))
