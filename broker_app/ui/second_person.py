"""The second person: named, and where people sign in proven by their own password, right here."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from broker_app import words
from broker_app.domain.person import Secret
from broker_app.errors import UserError
from broker_app.jobs import signing_in
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.secret_edit import SecretEdit
from broker_app.ui.widgets.text import Plain


class SecondPersonDialog(Dialog):
    """Asks who the second person is; a reason where one is needed is put beside it."""

    def __init__(
        self, desk: Desk, title: str, parent: QWidget, verb: str, width: int = 560
    ) -> None:
        super().__init__(title, parent, verb, width)
        self.second = QLineEdit()
        self.second.setAccessibleName(words.say("release_shipment.second"))
        self.second.setPlaceholderText(words.say("release_shipment.second"))
        self.second.setMaxLength(80)
        self.secret = SecretEdit("second.password")
        self.proves = signing_in.are_set_up(desk.reader)
        """Whether the second person types a password."""
        self.problem = Plain(role="problem", wrap=True)
        self.problem.hide()

    def ask_second(self) -> None:
        """Put the lines that name and prove the second person into the dialog."""
        self.body.addWidget(self.second)
        if self.proves:
            self.body.addWidget(self.secret)
        self.second.setFocus()

    def refuse(self, problem: BaseException) -> bool:
        """Say why it was not done; tells whether that is something to mend here."""
        if not isinstance(problem, UserError):
            return False
        self.problem.setText(words.error(problem))
        self.problem.show()
        whole = self.layout()
        if whole is not None:  # grows by the sentence; nothing above it is squeezed
            needed = whole.totalHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), needed))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with Enter to the next empty field; from the last one, do what was asked."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        fields = [one for one in self.findChildren(QLineEdit) if one.isVisible()]
        empty = next((one for one in fields if not one.text().strip()), None)
        if empty is not None:
            empty.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.verb.isVisible():
            self.verb.click()


class ApproveDialog(SecondPersonDialog):
    """Lets a second person sign one thing. `job` is begun with their name and password."""

    def __init__(
        self, desk: Desk, title: str, parent: QWidget, job: Callable[[str, Secret], Task]
    ) -> None:
        super().__init__(desk, title, parent, words.say("second.verb"))
        self._desk, self._job = desk, job
        self.second.setText(desk.who)
        self.ask_second()
        self.body.addWidget(self.problem)
        self.secret.setFocus()

    def accept(self) -> None:
        """Let it be signed; the dialog stays open where something is missing."""
        if not self.verb.isEnabled():
            return
        self.verb.setEnabled(False)
        task = self._job(self.second.text(), self.secret.secret)
        task.on_failure(self._failed)
        task.succeeded.connect(lambda _: super(ApproveDialog, self).accept())

    def _failed(self, problem: BaseException) -> None:
        self.verb.setEnabled(True)
        if not self.refuse(problem):
            self._desk.runner.failed.emit(problem)


def sign(
    desk: Desk, key: str, parent: QWidget, job: Callable[[str, Secret], Task]
) -> Task | ApproveDialog:
    """Let somebody sign as second person: who is at the desk, or who proves it by password."""
    if not signing_in.are_set_up(desk.reader):
        return job(desk.who, signing_in.NOBODY)
    dialog = ApproveDialog(desk, words.say(key), parent, job)
    dialog.open()
    return dialog
