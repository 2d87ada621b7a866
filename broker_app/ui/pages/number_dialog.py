"""Asks for the number of a paper before it is issued, where it is not the next one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from broker_app import words
from broker_app.errors import UserError
from broker_app.jobs import numbering
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Plain


class NumberDialog(Dialog):
    """Says which number would come next; what is typed is checked before anything is written."""

    given = Signal(str, str)
    """The kind of paper and its number."""

    def __init__(self, desk: Desk, shipment: int, kind: str, parent: QWidget) -> None:
        named = words.in_both(desk.books.document_kinds[kind].name)
        title = words.say("numbers.by_hand_title", paper=words.within(named))
        super().__init__(title, parent, words.say("print.workbook"))
        self._desk, self._shipment, self._kind = desk, shipment, kind
        following = numbering.following(desk.reader, desk.books, shipment, kind, desk.asked.today)
        self.explain("numbers.by_hand", number=following)
        self.number = QLineEdit()
        self.number.setAccessibleName(title)
        self.number.setPlaceholderText(following)
        self.problem = Plain(role="problem", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.number)
        self.body.addWidget(self.problem)
        self.number.textEdited.connect(lambda _: self.problem.hide())
        self.number.setFocus()

    def accept(self) -> None:
        """Hand the number on where it can be taken; an empty field takes the next one."""
        desk, typed = self._desk, self.number.text()
        try:
            number = numbering.check(
                desk.reader, desk.books, self._shipment, self._kind, typed, desk.asked.today
            )
        except UserError as problem:
            self.problem.setText(words.error(problem))
            self.problem.show()
            return
        self.given.emit(self._kind, number)
        super().accept()
