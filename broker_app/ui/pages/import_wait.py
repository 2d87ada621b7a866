"""While a list is read, and where it cannot be: progress with Cancel; one sentence."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from broker_app import words
from broker_app.errors import UserError
from broker_app.ui import theme
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Button, Label, Plain

WIDE = 520
_PASSWORD = ("list_needs_password", "list_wrong_password")


class Reading(QWidget):
    """How far the reading is."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.text = Plain(role="section")
        self.count = Plain(role="label")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop = Button("ui.cancel")
        self.stop.clicked.connect(self.stopped)
        column = centred(self)
        column.addWidget(self.text)
        column.addWidget(self.bar)
        column.addWidget(self.count)
        column.addSpacing(8)
        column.addLayout(_at_left(self.stop))

    def begin(self, file: Path) -> None:
        """Begin with a file."""
        self._name = file.name
        self.retranslate()
        self.count.setText("")
        self.bar.setRange(0, 0)

    def retranslate(self) -> None:
        """Say again what is read."""
        self.text.setText(words.say("import.reading", file=self._name))

    def tell(self, done: int, total: int) -> None:
        """Say how many rows are read."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.count.setText(words.say("import.rows_of", done=done, total=max(done, total)))


class Problem(QWidget):
    """What is wrong with a file, in one sentence; a password is asked for in place."""

    password_given = Signal(str)
    left = Signal()
    choose = Signal()
    columns_wanted = Signal()
    """Read it as a table whatever it looks like; a person says what its columns hold."""

    def __init__(self) -> None:
        super().__init__()
        self._problem: UserError | None = None
        self.title = Plain(role="section", wrap=True)
        self.sentence = Plain(role="reading", wrap=True)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self._give)
        self.open = Button("import.open_file", primary=True)
        self.open.clicked.connect(self._give)
        self.other = Button("import.choose_other", primary=True)
        self.other.clicked.connect(self.choose)
        self.by_hand = Button("import.by_hand")
        self.by_hand.clicked.connect(self.columns_wanted)
        self.leave = Button("ui.close")
        self.leave.clicked.connect(self.left)
        self._lay_out()

    def show_problem(self, file: Path, problem: UserError, waiting: int) -> None:
        """Show what is wrong; `waiting` files come after this one."""
        self._problem, self._file = problem, file
        locked = problem.key in _PASSWORD
        for widget in (self._ask, self.open):
            widget.setVisible(locked)
        self.other.setVisible(not locked)
        self.by_hand.setVisible(problem.key == "list_no_table")
        self.leave.say("import.skip_file" if waiting else "ui.close")
        self._mark.show_mark("info" if problem.key == _PASSWORD[0] else "error")
        self.retranslate()
        if locked:
            self.password.clear()
            self.password.setFocus()

    def retranslate(self) -> None:
        """Say it again in a new language."""
        if self._problem is not None:
            self.title.setText(self._file.name)
            self.sentence.setText(words.error(self._problem))
        self.password.setAccessibleName(words.say("import.password"))

    def _give(self) -> None:
        if self.password.text():
            self.password_given.emit(self.password.text())

    def _lay_out(self) -> None:
        self._mark = MarkLabel("error", 20)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._mark)
        head.addWidget(self.title, 1)
        self._ask = QWidget()
        ask = QVBoxLayout(self._ask)
        ask.setContentsMargins(0, 4, 0, 0)
        ask.addWidget(Label("import.password", "caption"))
        ask.addWidget(self.password)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for widget in (self.open, self.other, self.by_hand, self.leave):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        column = centred(self)
        column.addLayout(head)
        column.addWidget(self.sentence)
        column.addWidget(self._ask)
        column.addSpacing(8)
        column.addLayout(buttons)
        column.addWidget(Label("import.nothing_written_of_it", "quiet"))


def centred(widget: QWidget) -> QVBoxLayout:
    """Return a column of reading width in the middle of a widget, a little above the centre."""
    inner = QWidget()
    inner.setMaximumWidth(theme.px(WIDE))
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(inner, 100)
    row.addStretch(1)
    whole = QVBoxLayout(widget)
    whole.setContentsMargins(40, 0, 40, 0)
    whole.addStretch(2)
    whole.addLayout(row)
    whole.addStretch(3)
    return column


def _at_left(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(widget)
    row.addStretch(1)
    return row
