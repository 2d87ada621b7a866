"""Backs up by itself: what was done half an hour ago is in a backup, while the window is open."""

from PySide6.QtCore import QObject, QTimer, Signal

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.jobs import backing_up, giving_out
from broker_app.jobs.backing_up import BACKUP, Made
from broker_app.ui.messages import Message
from broker_app.ui.pages.page import Desk

LOOK_EVERY_MS = 60_000
REST = 30
"""Looks left out after a backup that failed or was cancelled: half an hour."""


class BackupWatch(QObject):
    """Told of every change; makes a backup where one has waited, and says only where it cannot.

    A window that only shows a file makes none: whoever holds it does.
    """

    message = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._changed = True
        """Whether there may be something to back up: an earlier window may have left it."""
        self._busy = False
        self._rest = 0
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stop(self) -> None:
        """Look no more: the window is closed."""
        self._timer.stop()

    def note(self, changes: Changes) -> None:
        """Hear of a change."""
        self._changed = self._changed or bool(changes.tables - {BACKUP})

    def look(self) -> None:
        """Make a backup where it is time for one."""
        if self._rest > 0:
            self._rest -= 1
            return
        runner = self._desk.runner
        if self._busy or not self._changed or runner.refusal is not None:
            return
        self._busy, self._changed = True, False
        task = runner.ask(backing_up.is_due, runner.path)
        task.on_failure(self._failed)
        task.succeeded.connect(self._back_up)
        task.cancelled.connect(self._over)

    def _back_up(self, is_due: bool) -> None:
        if not is_due:
            self._changed = True  # it may be, a minute later
            self._over()
            return
        desk = self._desk
        second = desk.settings.backups_folder
        task = desk.runner.ask(
            backing_up.back_up, desk.runner.path, second, backing_up.CHANGE, takes_long=True
        )
        task.on_failure(self._failed)
        task.succeeded.connect(self._made)
        task.cancelled.connect(self._stopped)

    def _made(self, made: Made) -> None:
        self._over()
        noting = self._desk.backed_up(giving_out.BACKED_UP, made.backup.path)
        noting.on_failure(lambda _: None)  # before anybody signed in there is no name for it
        self._desk.runner.changed.emit(made.changes)

    def _failed(self, problem: BaseException) -> None:
        self._stopped()
        if isinstance(problem, UserError):
            said = problem
            self.message.emit(Message("warning", lambda: words.error(said), aside=True))
        else:
            self.message.emit(problem)

    def _stopped(self) -> None:
        self._changed, self._rest = True, REST
        self._over()

    def _over(self) -> None:
        self._busy = False
