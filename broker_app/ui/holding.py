"""Holding: one window changes a file; a second one shows it, and says who has it open.

A lock beside the database is the first window's; it goes with that window, after a crash too. The
command line writes meanwhile: the store sees to that. A folder that cannot be written holds nobody
off: whether the database can be changed shows when it is opened.
"""

import json
import socket
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from broker_app import words
from broker_app.errors import UserError

LOOK_EVERY_MS = 5000


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a file open, on which machine, since when; empty where nobody wrote it down."""

    who: str = ""
    machine: str = ""
    since: str = ""

    @property
    def refusal(self) -> UserError:
        """What is said to somebody who wants to change the file."""
        try:
            since = words.shown(datetime.fromisoformat(self.since))
        except ValueError:
            return UserError("file_held")
        return UserError("file_held_by", who=self.who, machine=self.machine, since=since)


class Hold:
    """A window's hold on a file."""

    def __init__(self, database: Path, who: str, now: datetime | None = None) -> None:
        self._who, self._now = who, now
        self._named = database.with_name(f".{database.name}.holder")
        database.parent.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(str(database.with_name(f".{database.name}.lock")))
        self._lock.setStaleLockTime(0)  # held for days, but never by a process that is gone
        self.taken = False

    def take(self) -> bool:
        """Take the file, where nobody has it; tells whether it can be changed."""
        self.taken = self._lock.tryLock(0)
        if self.taken:
            self._write_name()
        return self.taken or self._lock.error() != QLockFile.LockError.LockFailedError

    def holder(self) -> Holder:
        """Return who has it."""
        try:
            raw = json.loads(self._named.read_text(encoding="utf-8"))
            return Holder(str(raw["who"]), str(raw["machine"]), str(raw["since"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return Holder()

    def let_go(self) -> None:
        """Let somebody else have it."""
        if self.taken:
            self._named.unlink(missing_ok=True)
            self._lock.unlock()
            self.taken = False

    def _write_name(self) -> None:
        now = self._now or datetime.now()  # noqa: DTZ005 (the wall clock of whoever reads it)
        said = {
            "who": self._who,
            "machine": socket.gethostname(),
            "since": now.isoformat(timespec="minutes"),
        }
        try:
            self._named.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        except OSError:
            return  # the lock holds without a name, too


class Waiting(QObject):
    """Waits until a file is let go, and takes it."""

    free = Signal()

    def __init__(self, hold: Hold, parent: QObject) -> None:
        super().__init__(parent)
        self._hold = hold
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Take the file, if it is free now."""
        if self._hold.take():
            self._timer.stop()
            self.free.emit()
