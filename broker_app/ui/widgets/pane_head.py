"""What a pane begins with: what is shown and its place, then its answer on a tinted band."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from broker_app.ui.widgets.icons import IconButton
from broker_app.ui.widgets.marks import MarkLabel, tint_of
from broker_app.ui.widgets.scrolled import Column
from broker_app.ui.widgets.text import Plain, set_role

SIDE = 20


class PaneHead(QWidget):
    """The place among what is found with the ways up, down and out; the title and a line below."""

    moved = Signal(int)
    """One up or down in the table."""

    def __init__(self, up: str, down: str, below: Plain) -> None:
        super().__init__()
        self.place = Plain(role="caption")
        self.title = Plain(role="section", wrap=True)
        self.below = below
        self.row = QHBoxLayout()
        self.row.setSpacing(4)
        self.row.addWidget(self.place)
        self.row.addStretch(1)
        for name, said, step in (("up", up, -1), ("down", down, 1)):
            button = IconButton(name, said)
            button.clicked.connect(lambda _=False, step=step: self.moved.emit(step))
            self.row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 4, 12, 12)
        column.setSpacing(2)
        column.addLayout(self.row)
        column.addWidget(self.title)
        column.addWidget(self.below)


class PaneBand(QFrame):
    """The answer: its mark and word, what it is about beside them, its sentence below."""

    def __init__(self, *below: QWidget) -> None:
        super().__init__()
        self.mark = MarkLabel("todo", 20)
        self.word = Plain(role="verdict")
        self.beside = Plain(role="caption")
        self.sentence = Plain(wrap=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.mark)
        row.addWidget(self.word)
        row.addStretch(1)
        row.addWidget(self.beside)
        self._column = Column(self)
        self._column.setContentsMargins(SIDE, 14, SIDE, 14)
        self._column.setSpacing(4)
        self._column.addLayout(row)
        for part in (self.sentence, *below):
            self._column.addWidget(part)

    def show_answer(self, status: str, word: str, sentence: str, beside: str = "") -> None:
        """Show an answer in the colour of its status; without a sentence only its word."""
        tint = tint_of(status)
        set_role(self, "band", tint)
        set_role(self.word, "status", tint)
        self.mark.show_mark(status)
        self.word.setText(word)
        self.beside.setText(beside)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self._column.activate()  # lines for the sentence at once, not when events come round
