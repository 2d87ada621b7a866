"""Recovering: a window that cannot open its damaged file offers the last good backup of it."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QTimer

from broker_app import settings as settings_of
from broker_app import words
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import explaining_backups, restoring
from broker_app.settings import Settings
from broker_app.store import backup
from broker_app.store.backup import Backup
from broker_app.ui.holding import Hold
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Plain

LOOK_EVERY_MS = 50


class RecoverDialog(Dialog):
    """Says what is damaged and what the backup holds; restores it in the place of the damaged.

    It has a thread of its own: there is no runner yet, for a runner has a database open.
    """

    def __init__(self, path: Path, found: Backup) -> None:
        title = words.say("recover.title", file=path.name)
        super().__init__(title, None, words.say("recover.verb"), width=520)
        self._path, self._found = path, found
        self._stop = False
        self._pool = ThreadPoolExecutor(1, "recovering")
        self._work: Future[Path] | None = None
        self.said = Plain(role="label", wrap=True)
        held = found.held
        count = held.tables.get("vehicle", 0) if held is not None else 0
        made = explaining_backups.made_at(found)
        self.explain("recover.text", made=made, count=count, folder=found.path.parent.name)
        self.body.addWidget(self.said)
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def accept(self) -> None:
        """Begin to restore."""
        if self._work is None:
            self.verb.setEnabled(False)
            self.said.setText(words.say("progress.restoring"))
            self._work = self._pool.submit(
                restoring.restore_in_place, self._progress, self._found.path, self._path
            )
            self._timer.start()

    def reject(self) -> None:
        """Stop what runs, else close."""
        if self._work is not None and not self._work.done():
            self._stop = True
            return
        self._pool.shutdown()
        super().reject()

    def _progress(self, _done: int, _total: int, _key: str, /, **_values: object) -> None:
        if self._stop:
            raise Cancelled

    def _look(self) -> None:
        if self._work is None or not self._work.done():
            return
        self._timer.stop()
        work, self._work = self._work, None
        try:
            work.result()
        except Cancelled:
            self._stop = False
            self.said.setText(words.say("ui.cancelled"))
        except UserError as problem:
            self.said.setText(words.error(problem))
        else:
            self._pool.shutdown()
            super().accept()
            return
        self.verb.setEnabled(True)


def last_good(path: Path, second: str) -> Backup | None:
    """Return the last backup of a database that can be read; None where there is none."""
    for found in restoring.choices(path, second):
        try:
            backup.seen(found.path)
        except UserError:
            continue
        return found
    return None


def ask(path: Path, found: Backup, settings: Settings) -> bool:
    """Offer to restore; tells whether there is a database to open now."""
    hold = Hold(path, settings_of.staff(settings))
    if not hold.take():
        return False
    try:
        return RecoverDialog(path, found).exec() == RecoverDialog.DialogCode.Accepted
    finally:
        hold.let_go()
