"""People in the settings: who works with this file, roles, passwords, when windows lock."""

from collections.abc import Callable
from functools import partial
from typing import Any
from unicodedata import normalize

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.person import ADMINISTRATOR, MOST_LOCK, ROLES, Person
from broker_app.errors import UserError
from broker_app.jobs import signing_in, staffing
from broker_app.store import people
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task
from broker_app.ui.widgets.choice_box import ChoiceBox
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.problem import Problem
from broker_app.ui.widgets.secret_edit import SecretEdit
from broker_app.ui.widgets.text import Button, Label, Plain, empty


class PeopleForm(QWidget):
    """One line a person; what only an administrator may do is offered to them alone."""

    message = Signal(object)

    def __init__(self, desk: Desk, label: int, short: int) -> None:
        super().__init__()
        self._desk, self._label = desk, label
        self.links: dict[tuple[str, str], Button] = {}
        """What can be done with a person, by its word and the name."""
        self.state = Label("people.nobody", "label", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self.begin, self.add, self.own = (
            Button("people.begin"), Button("people.add"), Button("people.own_password")
        )  # fmt: skip
        self.begin.clicked.connect(lambda: self._open(BeginDialog(desk, self)))
        self.add.clicked.connect(lambda: self._open(AddDialog(desk, self)))
        self.own.clicked.connect(lambda: self._open(PasswordDialog(desk, self)))
        self.minutes = TextEntry(
            "lock_after", "people.lock_after", read_minutes, words.shown, str, False, label, short
        )
        self.minutes.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.minutes.entered.connect(self._set_minutes)
        self._lay_out(label)
        desk.signed.changed.connect(self.show_people)

    def show_people(self) -> None:
        """Show everybody as they are now."""
        reader = self._desk.reader
        closed = signing_in.are_set_up(reader)
        self.state.setVisible(not closed)
        self.begin.setVisible(not closed)
        everybody = people.every(reader) if closed else []
        me = next((one for one in everybody if one.name == self._desk.signed.name), None)
        administrates = me is not None and me.may(ADMINISTRATOR)
        empty(self._rows)
        self.links = {}
        for one in everybody:
            self._rows.addWidget(self._row(one, administrates))
        self.add.setVisible(administrates)
        self.own.setVisible(me is not None)
        self.minutes.setVisible(administrates)
        self.minutes.put(people.lock_after(reader))

    # inside

    def _row(self, one: Person, administrates: bool) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        name = Plain(one.name, "strong", wrap=True)
        name.setFixedWidth(theme.px(self._label))
        row.addWidget(name)
        row.addWidget(Label(f"role.{one.role}" if one.active else "people.out", "label"))
        for word, act in self._acts(one) if administrates else ():
            link = Button(word, link=True)
            link.clicked.connect(act)
            self.links[word, one.name] = link
            row.addWidget(link)
        row.addStretch(1)
        return made

    def _acts(self, one: Person) -> list[tuple[str, Callable[[], Any]]]:
        if not one.active:
            return [("people.bring_back", partial(self._once, staffing.bring_back, one.name))]
        roles: list[tuple[str, Callable[[], Any]]] = [
            (f"people.make_{role}", partial(self._do, staffing.set_role, one.name, role))
            for role in ROLES
            if role != one.role
        ]
        return [
            *roles,
            ("people.reset", partial(self._once, staffing.reset_password, one.name)),
            ("people.put_out_of_use", partial(self._do, staffing.put_out, one.name)),
        ]

    def _do(self, job: Callable[..., Any], *args: Any) -> Task:
        task = self._desk.runner.change(job, *args, self._desk.who)
        return task.on_failure(self.message.emit)

    def _once(self, job: Callable[..., Any], name: str) -> None:
        task = self._do(job, name)
        task.succeeded.connect(lambda made: self._open(OnceDialog(name, made[0], self)))

    def _set_minutes(self, _name: str, value: object) -> None:
        self._do(staffing.set_lock_after, value)

    def _open(self, dialog: Dialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _lay_out(self, label: int) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(theme.px(label), 4, 0, 0)
        buttons.setSpacing(8)
        for button in (self.begin, self.add, self.own):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.state)
        column.addLayout(self._rows)
        column.addLayout(buttons)
        column.addWidget(self.minutes)


class SecretDialog(Dialog):
    """A dialog that ends in a job with what was typed, and stays open where that is refused."""

    def __init__(self, desk: Desk, key: str, parent: QWidget) -> None:
        super().__init__(words.say(key), parent, words.say("ui.save"))
        self._desk = desk
        self.fresh, self.again = SecretEdit("gate.new_password"), SecretEdit("gate.again")
        self.problem = Problem(desk.runner.failed.emit)

    def put(self, *lines: QWidget) -> None:
        """Put lines into the dialog, and below them the place of what was refused."""
        for one in (*lines, self.problem):
            self.body.addWidget(one)
        lines[0].setFocus()

    def same(self) -> bool:
        """Tell whether the new password was typed twice the same way; say so where not."""
        same = self.fresh.text() == self.again.text()
        if not same:
            self.problem.refuse(UserError("passwords_differ"))
        return same

    def run(self, job: Callable[..., Any], *args: Any) -> Task:
        """Begin the job; the dialog closes when it is done."""
        self.verb.setEnabled(False)
        task = self._desk.runner.change(job, *args)
        task.on_failure(self._refuse)
        task.succeeded.connect(self._done)
        return task

    def _done(self, _made: Any) -> None:
        super().accept()

    def _refuse(self, problem: BaseException) -> None:
        self.verb.setEnabled(True)
        self.problem.refuse(problem)


class BeginDialog(SecretDialog):
    """Sets up the first administrator: from then on people sign in."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "people.begin", parent)
        self.name = QLineEdit(desk.settings.staff_name)
        self.name.setMaxLength(80)
        self.name.setAccessibleName(words.say("gate.name"))
        self.name.setPlaceholderText(words.say("gate.name"))
        self.explain("people.begin_text")
        self.put(self.name, self.fresh, self.again)

    def accept(self) -> None:
        """Set them up."""
        if self.verb.isEnabled() and self.same():
            self.run(staffing.begin, self.name.text(), self.fresh.secret)

    def _done(self, made: Any) -> None:
        name = signing_in.of_name(self._desk.reader, self.name.text()).name
        self._desk.signed.sign(name)
        super()._done(made)


class AddDialog(SecretDialog):
    """Adds a person, and shows their password for once."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "people.add", parent)
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.name.setAccessibleName(words.say("gate.name"))
        self.name.setPlaceholderText(words.say("gate.name"))
        self.role = ChoiceBox("people.role")
        self.role.offer([(role, f"role.{role}") for role in ROLES], ROLES[0])
        self.put(self.name, self.role)

    def accept(self) -> None:
        """Add them."""
        if self.verb.isEnabled():
            self.run(staffing.add, self.name.text(), self.role.current, self._desk.who)

    def _done(self, made: Any) -> None:
        shown = OnceDialog(self.name.text(), made[0], self.parentWidget())
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.open()
        super()._done(made)


class PasswordDialog(SecretDialog):
    """Changes one's own password."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "people.own_password", parent)
        self.old = SecretEdit("gate.old_password")
        self.put(self.old, self.fresh, self.again)

    def accept(self) -> None:
        """Change it."""
        if self.verb.isEnabled() and self.same():
            old, fresh = self.old.secret, self.fresh.secret
            self.run(signing_in.change_password, self._desk.who, old, fresh)


class OnceDialog(Dialog):
    """Shows a password for once; nobody can see it again."""

    def __init__(self, name: str, once: str, parent: QWidget | None) -> None:
        super().__init__(words.say("people.once_title", who=name), parent)
        self.explain("people.once_text", who=name)
        self.once = Plain(once, "code")
        self.once.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.once)


def read_minutes(text: str) -> int:
    """Read idle minutes. Raises UserError where they are none."""
    plain = normalize("NFKC", text).strip()
    if not plain.isdecimal() or int(plain) > MOST_LOCK:
        raise UserError("lock_unreadable", most=MOST_LOCK)
    return int(plain)
