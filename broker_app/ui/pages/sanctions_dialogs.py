"""Dialogs of the sanctions lists: the address before it is asked, what changed, the test."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from broker_app import words
from broker_app.domain.sanctions_list import SanctionsList
from broker_app.jobs import self_testing
from broker_app.jobs.books import Books
from broker_app.jobs.self_testing import SelfTest
from broker_app.ui import theme
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Button, Label, Plain

WIDTH, HEIGHT = 640, 320
_RIGHT = Qt.AlignmentFlag.AlignRight


class FetchDialog(Dialog):
    """Says which addresses are asked; nothing is asked before."""

    def __init__(self, about: SanctionsList, parent: QWidget) -> None:
        title = words.say("sanctions.fetch_title", list=words.in_both(about.title))
        super().__init__(title, parent, words.say("sanctions.fetch"), WIDTH)
        self.explain("sanctions.fetch_text")
        for address in about.fetch:
            shown = Plain(address, "code", wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.body.addWidget(shown)
        self.body.addWidget(Plain(words.in_both(about.licence), "caption", wrap=True))


class TextDialog(Dialog):
    """A sentence, and lines to read and copy."""

    def __init__(self, title: str, said: str, text: str, parent: QWidget) -> None:
        super().__init__(title, parent, width=WIDTH)
        self.body.addWidget(Plain(said, "label", wrap=True))
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(title)
        self.text.setMinimumHeight(theme.px(HEIGHT if text.count("\n") > 2 else 64))
        self.body.addWidget(self.text)
        copy_button(self, text)


class SelfTestDialog(Dialog):
    """The result of the test as a small table, with the lists it was run on."""

    def __init__(self, books: Books, told: SelfTest, parent: QWidget) -> None:
        super().__init__(words.say("self_test.title"), parent, width=WIDTH)
        self.explain("self_test.text")
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for column in range(4):
            head = Label(f"self_test.head_{column}", "caption")
            grid.addWidget(head, 0, column, _RIGHT if column else Qt.AlignmentFlag.AlignLeft)
        self.rows = self_testing.lines(told)
        for row, cells in enumerate(self.rows, 1):
            for column, text in enumerate(cells):
                align = _RIGHT if column else Qt.AlignmentFlag.AlignLeft
                grid.addWidget(Plain(text, "fact"), row, column, align)
        self.body.addLayout(grid)
        self.body.addSpacing(8)
        for dated in self_testing.dates(books, told):
            self.body.addWidget(Plain(dated, "caption", wrap=True))
        copy_button(self, self_testing.as_text(books, told))


def copy_button(dialog: Dialog, text: str) -> None:
    """Put a button at the left of a dialog's foot that copies a text."""
    copy = Button("ui.copy")
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
    dialog.foot.insertWidget(0, copy)
