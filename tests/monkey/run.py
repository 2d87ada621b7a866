"""One run of the monkey, from a fresh copy of the demo to a verdict about its database."""

import faulthandler
import random
import shutil
import time
import traceback
from collections import deque
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from broker_app.errors import UserError
from broker_app.jobs import undoing
from broker_app.settings import Settings
from broker_app.store import history, write
from broker_app.store.database import open_file
from broker_app.ui.app import open_window
from broker_app.ui.appearance import Appearance
from broker_app.ui.main_window import MainWindow
from tests.jobs.whole import whole
from tests.monkey.acts import Monkey
from tests.monkey.complaints import heard
from tests.monkey.models import examined
from tests.monkey.outside import answered, files

TODAY = date(2026, 11, 22)
SETTLE_SECONDS = 60.0
STANDS_STILL = 60.0
"""Seconds after which an act that does not end shows where it is, on standard error."""
WORKS_ON = 0.5
"""How often the next act waits until what the last one began is over."""


@dataclass
class Account:
    """What became of a run."""

    seed: int
    acts: deque[str] = field(default_factory=lambda: deque(maxlen=25))
    count: int = 0
    steps: int = 0
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def told(self) -> str:
        """Return the account in words, for a person at a terminal."""
        seconds, act = self.slowest
        head = f"seed {self.seed}: {self.count} acts, {self.steps} steps in the database"
        lines = [head, f"  slowest {seconds:.2f} s of work: {act}"]
        if self.faults:
            lines += ["  last acts:", *(f"    {act}" for act in self.acts)]
        return "\n".join([*lines, *self.faults])


def run(
    app: QApplication,
    template: Path,
    folder: Path,
    seed: int,
    seconds: float = 0,
    acts: int = 0,
    looks: Settings | None = None,
) -> Account:
    """Let a monkey play on a copy of the demo, for some seconds or acts; it stops at a fault."""
    shutil.copytree(template, folder)
    file = folder / "demo.db"
    with open_file(file) as db:
        before = whole(db.connection)
        begun = history.steps(db.connection, 1)[0]["id"]
    account = Account(seed)
    draw = random.Random(seed)
    offered = files(folder / "offered")
    with heard() as complaints, answered(draw, folder / "offered", offered), examined():
        window = _opened(app, file, looks)
        monkey = Monkey(window, draw, offered)
        _play(monkey, window, account, complaints, draw, seconds, acts)
        _close(app, window)
    account.faults += complaints
    account.faults += _unsound(file, begun, before, account)
    return account


def _opened(app: QApplication, file: Path, looks: Settings | None) -> MainWindow:
    settings = looks or Settings(language="en", theme="light", staff_name="Sato")
    window = open_window(Appearance(app, settings), file, settings, TODAY)
    window.show()
    window.activateWindow()
    _settle(window)
    return window


def _play(
    monkey: Monkey,
    window: MainWindow,
    account: Account,
    complaints: list[str],
    draw: random.Random,
    seconds: float,
    acts: int,
) -> None:
    end = time.monotonic() + seconds
    while not complaints and (account.count < acts or time.monotonic() < end):
        begin = time.thread_time()
        faulthandler.dump_traceback_later(STANDS_STILL)
        try:
            told = monkey.act()
        except Exception:
            account.acts.append(monkey.doing)
            account.faults.append(traceback.format_exc())
            return
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        faulthandler.cancel_dump_traceback_later()
        account.slowest = max(account.slowest, (time.thread_time() - begin, told))
        account.acts.append(told)
        account.count += 1
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if draw.random() < WORKS_ON and not _settle(window):
            account.faults.append(f"still busy after {SETTLE_SECONDS:.0f} s")
            return
        if not window.isVisible():
            account.faults.append("the window is gone")
            return


def _settle(window: MainWindow) -> bool:
    """Let everything arrive that is on its way; tells whether it did."""
    end = time.monotonic() + SETTLE_SECONDS
    QCoreApplication.processEvents()
    while window.desk.runner.busy:
        if time.monotonic() > end:
            return False
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    return True


def _close(app: QApplication, window: MainWindow) -> None:
    """Close as a person does: first what is open on the window, then the window."""
    for _ in range(10):
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if front is None:
            break
        front.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    _settle(window)
    window.close()
    window.deleteLater()
    app.clipboard().clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()


def _unsound(file: Path, begun: int, before: dict[str, object], account: Account) -> list[str]:
    """Tell what is wrong with a database after a run; everything undone gives the first state."""
    with open_file(file) as db:
        reader = db.connection
        faults = []
        if reader.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            faults.append("the file is damaged")
        if reader.execute("PRAGMA foreign_key_check").fetchall():
            faults.append("a row names one that is not there")
        if (broken := write.verify(reader)) is not None:
            faults.append(f"the journal is broken at {broken}")
        done = [row["key"] for row in reader.execute("SELECT key FROM step WHERE id > ?", (begun,))]
        account.steps = len(done)
        stays = set(done) & (set(undoing.NEVER_UNDONE) - {"judge", "print"})
        sql = "SELECT count(*) FROM step WHERE id > ? AND undoes <= ?"
        older = reader.execute(sql, (begun, begun)).fetchone()[0]  # the demo's own were taken back
        while not faults and not stays and not older:
            found = undoing.next_undo(reader)
            if found is None or found.step <= begun:
                now = whole(reader)
                faults += [
                    f"after undoing everything {table} differs"
                    for table in now
                    if now[table] != before.get(table)
                ]
                break
            try:
                undoing.undo_step(db, found.step, "Sato")
            except UserError as problem:
                faults.append(f"step {found.step} {found.key} cannot be undone: {problem!r}")
        return faults
