"""A box of an official sheet: its two labels, a field, and below it what was understood.

It acts on Enter and when the focus leaves; Enter goes on to the next box, as Tab does.
"""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from broker_app.domain.certificate import Box, Kind
from broker_app.ui import theme
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Elided, Plain, set_role

HEIGHT, LABEL, SIDE = 50, 17, 6
_FIGURES = (Kind.WHOLE, Kind.LITRES, Kind.KILOWATTS)
_CODES = (Kind.CODE, Kind.DIGITS)


class PaperFrame(QFrame):
    """The frame and the two labels of a box, around some field."""

    def __init__(self, ja: str, en: str, field: QWidget) -> None:
        super().__init__()
        self.setProperty("paper", "box")
        self.setFixedHeight(theme.px(HEIGHT))
        self.setMinimumWidth(0)
        self.row = QHBoxLayout()
        self.row.setSpacing(4)
        field.setMinimumWidth(1)  # the paper says how wide a box is, not what may stand in it
        self.row.addWidget(field, 1)
        self.note = Elided(role="quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 1, SIDE, 1)
        column.setSpacing(0)
        label = Elided(f"{ja}  {en}", "caption")
        label.setFixedHeight(theme.px(LABEL))
        column.addWidget(label)
        column.addLayout(self.row)
        column.addWidget(self.note)
        field.setAccessibleName(f"{ja} {en}")
        field.installEventFilter(self)
        self.setFocusProxy(field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the focus of the field."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame of the box under the cursor in ink."""
        super().paintEvent(event)
        field = self.focusProxy()
        if field is None or not field.hasFocus():
            return
        painter = QPainter(self)
        pen = QPen(theme.now().ink, 2)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(QRectF(1, 1, self.width() - 3, self.height() - 3))
        painter.end()


class PaperBox(PaperFrame):
    """One box that is typed into."""

    committed = Signal(str, str)
    """The name of the box, and the text that stands in it now."""
    came = Signal(str)
    """The cursor stands in the box of this name."""

    def __init__(self, box: Box) -> None:
        self.edit = _Edit()
        super().__init__(box.ja, box.en, self.edit)
        self.box = box
        self.mark = MarkLabel("", 14)
        if box.unit:
            self.row.addWidget(Plain(box.unit, "quiet"))
        self.row.addWidget(self.mark)
        if box.kind in _FIGURES:
            self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        if box.kind in _CODES:
            self.edit.setFont(theme.font(theme.BODY, mono=True))
            self.edit.setProperty("face", "mono")
        self._said = ""
        self.edit.came.connect(lambda: self.came.emit(box.name))
        self.edit.editingFinished.connect(self.commit)

    def put(self, text: str) -> None:
        """Show a text as if it was committed already."""
        self._said = text
        self.edit.setText(text)
        self.edit.setCursorPosition(0)

    def commit(self) -> None:
        """Say what stands in the box, once for each text."""
        text = self.edit.text()
        if text != self._said:
            self._said = text
            self.committed.emit(self.box.name, text)

    def show_note(self, mark: str, text: str = "") -> None:
        """Show a mark and what was understood, or one sentence of what to look at."""
        self.mark.show_mark(mark)
        self.note.setText(text)
        wrong = mark in ("warning", "error")
        set_role(self.note, "role", "problem" if wrong else "quiet")
        self.edit.setAccessibleDescription(text)


class _Edit(QLineEdit):
    """Hears the focus come and go; Enter goes on to the next field."""

    came = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("paper", "true")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.came.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()  # leaving commits
        else:
            super().keyPressEvent(event)
