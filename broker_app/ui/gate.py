"""The gate: who works at this window, asked at its opening and after it was locked."""

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.person import Person, Secret
from broker_app.errors import UserError
from broker_app.jobs import signing_in
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.choice_box import ChoiceBox
from broker_app.ui.widgets.problem import Problem
from broker_app.ui.widgets.secret_edit import SecretEdit
from broker_app.ui.widgets.text import Button, Label

WIDTH = 340


class Gate(QWidget):
    """Name and password, and for a password for once a new one, twice."""

    opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._person: Person | None = None
        self._once = signing_in.NOBODY
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = Label("gate.title", "section")
        self.text = Label("gate.text", "label", wrap=True)
        self.name = ChoiceBox("gate.name")
        self.secret = SecretEdit("gate.password")
        self.fresh = SecretEdit("gate.new_password")
        self.again = SecretEdit("gate.again")
        self.problem = Problem(desk.runner.failed.emit)
        self.enter = Button("gate.enter", primary=True)
        self.enter.clicked.connect(self.accept)
        self._lay_out()

    def ask(self, name: str = "") -> None:
        """Ask anew; the name of who was here last stands there already."""
        names = signing_in.names(self._desk.reader)
        usual = name or self._desk.settings.staff_name
        chosen = usual if usual in names else (names[0] if names else "")
        self.name.offer([(one, _as_is(one)) for one in names], chosen)
        self._begin()

    def accept(self) -> None:
        """Sign in, or take the new password where one is due."""
        self.problem.hide()
        if not self.enter.isEnabled():
            return
        if self._person is None:
            self._sign_in()
        elif self.fresh.text() != self.again.text():
            self.problem.refuse(UserError("passwords_differ"))
        else:
            self._change(self._person, self.fresh.secret)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is the button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Turn the language of the lines."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            keyed = ((self.secret, "password"), (self.fresh, "new_password"), (self.again, "again"))
            for edit, key in keyed:
                edit.setPlaceholderText(words.say(f"gate.{key}"))
                edit.setAccessibleName(words.say(f"gate.{key}"))

    # inside

    def _begin(self) -> None:
        self._person, self._once = None, signing_in.NOBODY
        for edit in (self.secret, self.fresh, self.again):
            edit.clear()
        self.problem.hide()
        self._show_due(False)
        self.enter.setEnabled(True)
        self.secret.setFocus()

    def _show_due(self, due: bool) -> None:
        """Show what asks for the new password, else what asks who it is."""
        self.text.say("gate.once" if due else "gate.text")
        for widget, shown in (
            (self.name, not due), (self.secret, not due), (self.fresh, due), (self.again, due)
        ):  # fmt: skip
            widget.setVisible(shown)

    def _sign_in(self) -> None:
        runner, secret = self._desk.runner, self.secret.secret
        self.enter.setEnabled(False)
        if runner.refusal is None:
            task = runner.change(signing_in.sign_in, self.name.current, secret)
        else:
            task = runner.ask(signing_in.look_in, self.name.current, secret)
        task.on_failure(self._refuse)
        task.succeeded.connect(lambda person: self._let_in(person, secret))

    def _let_in(self, person: Person, secret: Secret) -> None:
        may_write = self._desk.runner.refusal is None
        if may_write and signing_in.must_change(self._desk.reader, person):
            self._person, self._once = person, secret
            self.secret.clear()
            self.enter.setEnabled(True)
            self._show_due(True)
            self.fresh.setFocus()
            return
        self._open(person.name)

    def _change(self, person: Person, fresh: Secret) -> None:
        self.enter.setEnabled(False)
        job = signing_in.change_password
        task = self._desk.runner.change(job, person.name, self._once, fresh)
        task.on_failure(self._refuse)
        task.succeeded.connect(lambda _: self._open(person.name))

    def _open(self, name: str) -> None:
        self._begin()
        self.opened.emit(name)

    def _refuse(self, problem: BaseException) -> None:
        self.enter.setEnabled(True)
        self.problem.refuse(problem)
        asked = self.secret if self._person is None else self.fresh
        asked.selectAll()
        asked.setFocus()

    def _lay_out(self) -> None:
        form = QWidget()
        form.setFixedWidth(theme.px(WIDTH))
        column = QVBoxLayout(form)
        column.setSpacing(10)
        parts: tuple[Any, ...] = (
            self.title, self.text, self.name, self.secret, self.fresh, self.again, self.problem
        )  # fmt: skip
        for part in parts:
            column.addWidget(part)
        column.setAlignment(self.name, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.enter, 0, Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(form, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)


def _as_is(name: str) -> Any:
    return lambda: name
