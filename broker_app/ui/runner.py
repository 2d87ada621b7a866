"""The runner: the one place where threads meet Qt.

One writer thread holds the database; a few reader threads each hold a read-only connection, so a
page cannot write even by mistake. Results come back on the main thread; changes are told once to
everybody.
"""

import inspect
import queue
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from broker_app import log, words
from broker_app.domain.changes import Changes
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import backing_up
from broker_app.store import database
from broker_app.store.database import Database, Rows
from broker_app.ui.garbage import MainThreadCollector

READERS = 3
_PROGRESS_EVERY = 0.05
_LOOK_EVERY_MS = 1000
_BUSY_SWITCH = 0.001
"""Python hands the thread over this often while work runs, so that painting never waits long."""

EVERYTHING = Changes(
    frozenset(
        {
            "vehicle", "lot", "batch", "verdict", "party", "company", "sale", "shipment",
            "shipment_vehicle", "document", "cost", "rate", "evidence", "release", "pack_in_use",
            "red_flag_answers", "certificate", "attachment", "offer", "reservation", "payment",
            "list_price", "proforma", "vehicle_state", "spelling", "list_format",
            "list_snapshot", "screening", "disposition",
            "market_override", "score_weight", "bank_account", "signatory", "print_log",
            "particular", "container", "template", "shipment_release", "bl_draft", "party_paper",
            "named_view", "person", "paper_form",
        }
    ),
    rows_moved=True,
)  # fmt: skip
"""What to tell pages when another process has written: look at everything again."""


class Task(QObject):
    """One piece of work on its way. All signals arrive on the main thread."""

    progress = Signal(int, int, str)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()

    def __init__(
        self, parent: QObject, changes_data: bool, takes_long: bool = False, job: str = ""
    ) -> None:
        super().__init__(parent)
        self.job = job
        """The name of the work: a later success of the same settles an earlier failure."""
        self.changes_data = changes_data
        self.takes_long = takes_long or changes_data
        """Whether the progress strip shows it when it takes more than a moment."""
        self.answered = False
        """Whether somebody shows a failure of this task themselves."""
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._reader: Rows | None = None

    def on_failure(self, slot: Callable[[Any], Any]) -> "Task":
        """Show failures there instead of in the message bar."""
        self.answered = True
        self.failed.connect(slot)
        return self

    def cancel(self) -> None:
        """Ask the work to stop; a question's statement is interrupted at once."""
        self._stop.set()
        with self._lock:
            if self._reader is not None:
                self._reader.interrupt()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def _hold(self, reader: Rows | None) -> None:
        with self._lock:
            self._reader = reader


class Runner(QObject):
    """Runs jobs and questions. Raises UserError where the database cannot be opened."""

    changed = Signal(object)
    """Changes, told once after each job, and when another process has written."""
    failed = Signal(object)
    """UserError or bug of a task that nobody answers for; `failing` names its work meanwhile."""
    settled = Signal(str)
    """The name of work that came to a good end, or was cancelled."""
    began = Signal(object)
    """A task that changes data, or takes long, for the progress strip."""

    _arrived = Signal(object)

    def __init__(
        self, path: Path, parent: QObject | None = None, refusal: UserError | None = None
    ) -> None:
        """Open a database; where another window holds it a `refusal` answers every change."""
        super().__init__(parent)
        self.path = path
        self.refusal = refusal
        self.failing = ""
        self._busy = 0
        self._later: list[Callable[[], object]] = []
        self._own_version = 0
        self._told_moved = ""
        self._switch = sys.getswitchinterval()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._collector = MainThreadCollector(self)
        self._writer = ThreadPoolExecutor(1, "writer")
        self._pool = ThreadPoolExecutor(READERS, "reader")
        try:
            self._db: Database = self._writer.submit(self._open).result()
        except BaseException:
            self._collector.stop()
            raise
        self._spare: queue.SimpleQueue[Rows] = queue.SimpleQueue()
        for _ in range(READERS):
            self._spare.put(database.open_reader(path))
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._idle = QTimer(self, singleShot=True, interval=0)
        self._idle.timeout.connect(self._do_later)

    def change(self, job: Callable[..., Any], *args: Any) -> Task:
        """Queue a job on the writer: called with the database, its progress where it takes one."""
        task = Task(self, changes_data=True, job=_name_of(job))
        self._begin(task)
        if self.refusal is not None:
            refused = self.refusal
            self._arrived.emit(lambda: self._end(task, refused))
            return task
        self._writer.submit(
            self._run, task, lambda: _call(job, self._db, args, _teller(self, task))
        )
        return task

    def ask(
        self,
        question: Callable[..., Any],
        *args: Any,
        instead_of: Task | None = None,
        takes_long: bool = False,
    ) -> Task:
        """Put a question on a reader thread; `instead_of` is an earlier one that nobody needs now.

        One that `takes_long` shows how far it is, where it can be cancelled. A question whose first
        parameter is no `reader` or `db` is called with `args` alone.
        """
        if instead_of is not None:
            instead_of.cancel()
        task = Task(self, changes_data=False, takes_long=takes_long, job=_name_of(question))
        self._begin(task)
        self._pool.submit(self._run, task, lambda: self._ask(task, question, args))
        return task

    def when_idle(self, work: Callable[[], object]) -> None:
        """Call this when nothing runs any more: what is shown first never waits for it."""
        self._later.append(work)
        self._rest()

    def change_from_now(self) -> None:
        """Open the file for changes, now that nobody else holds it. Raises UserError."""
        self._writer.submit(self._db.close).result()
        self._db = self._writer.submit(self._open_to_change).result()
        self._own_version = 0
        self.refusal = None

    @property
    def busy(self) -> bool:
        """Whether anything runs, or waits for that."""
        return self._busy > 0 or bool(self._later)

    def close(self) -> None:
        """Wait for what runs, then let go of the file."""
        self._timer.stop()
        self._idle.stop()
        self._later.clear()
        for task in self.findChildren(Task):
            if not task.changes_data:
                task.cancel()
        self._pool.shutdown(cancel_futures=True)
        self._writer.submit(self._db.close).result()
        self._writer.shutdown()
        while not self._spare.empty():
            self._spare.get().close()
        sys.setswitchinterval(self._switch)
        self._collector.stop()

    def _open(self) -> Database:
        if self.refusal is not None:
            return database.open_to_read(self.path)
        return self._open_to_change()

    def _open_to_change(self) -> Database:
        return database.open_file(self.path, backing_up.before_migration)

    def _begin(self, task: Task) -> None:
        self._busy += 1
        sys.setswitchinterval(_BUSY_SWITCH)
        self.began.emit(task)

    def _ask(self, task: Task, question: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        if task.stopping:
            raise Cancelled
        teller = _teller(self, task)
        if not _wants_reader(question):
            return _call(question, None, args, teller)
        reader = self._spare.get()
        task._hold(reader)
        try:
            return _call(question, reader, args, teller)
        finally:
            task._hold(None)
            self._spare.put(reader)

    def _run(self, task: Task, work: Callable[[], Any]) -> None:
        """Run in a worker thread, and send home what came of it."""
        try:
            result = work()
        except BaseException as problem:
            outcome = self._outcome(task, problem)
            self._arrived.emit(lambda: self._end(task, outcome))
            return
        self._arrived.emit(lambda: self._succeed(task, result))

    def _outcome(self, task: Task, problem: BaseException) -> BaseException:
        interrupted = isinstance(problem, sqlite3.OperationalError) and task.stopping
        if isinstance(problem, Cancelled) or interrupted:
            return Cancelled()
        if isinstance(problem, sqlite3.DatabaseError):
            problem = database.mendable(problem, self.path)
        if not isinstance(problem, UserError):
            log.of("ui").error("a task failed", exc_info=problem)
        return problem

    @Slot(object)
    def _deliver(self, call: Callable[[], None]) -> None:
        call()

    def _succeed(self, task: Task, result: Any) -> None:
        if task.stopping and not task.changes_data:
            self._end(task, Cancelled())  # answered, but nobody wants to know any more
            return
        changes = _changes_in(result) if task.changes_data else None
        self._over(task)
        self.settled.emit(task.job)
        task.succeeded.emit(result)
        if changes is not None and changes.tables:
            self.changed.emit(changes)
        task.finished.emit()
        task.deleteLater()
        self._rest()

    def _end(self, task: Task, problem: BaseException) -> None:
        self._over(task)
        if isinstance(problem, Cancelled):
            self.settled.emit(task.job)
            task.cancelled.emit()
        else:
            task.failed.emit(problem)
            if not task.answered:
                self.failing = task.job
                self.failed.emit(problem)
                self.failing = ""
        task.finished.emit()
        task.deleteLater()
        self._rest()

    def _over(self, task: Task) -> None:
        self._busy -= 1
        if self._busy == 0:
            sys.setswitchinterval(self._switch)

    def _rest(self) -> None:
        if self._busy == 0 and self._later:
            self._idle.start()

    def _do_later(self) -> None:
        if self._busy == 0:
            work, self._later = self._later, []
            for call in work:
                call()

    def _look(self) -> None:
        """Notice what another process wrote, unless a job is on its way and will tell anyway."""
        if self._busy == 0:
            self._writer.submit(self._compare_version)

    def _compare_version(self) -> None:
        problem = self._moved()
        if problem is not None and problem.key != self._told_moved:
            self._arrived.emit(lambda: self.failed.emit(problem))
        self._told_moved = problem.key if problem else ""
        version = database.version_of(self._db.connection)
        if self._own_version not in (0, version):
            self._arrived.emit(lambda: self.changed.emit(EVERYTHING))
        self._own_version = version

    def _moved(self) -> UserError | None:
        """Return what is said where the file was removed or replaced: nothing is stored then."""
        try:
            self._db.refuse_moved()
        except UserError as problem:
            return problem
        return None


def _teller(runner: Runner, task: Task) -> Callable[..., None]:
    """Return the progress of a task: it tells the main thread now and then, and stops if asked."""
    last = 0.0

    def progress(done: int, total: int, key: str, /, **values: object) -> None:
        nonlocal last
        if task.stopping:
            raise Cancelled
        moment = time.monotonic()
        if moment - last < _PROGRESS_EVERY:
            return
        last = moment
        text = words.say(key, done=done, total=total, **values)
        runner._arrived.emit(lambda: task.progress.emit(done, total, text))

    return progress


def _name_of(work: Callable[..., Any]) -> str:
    return f"{work.__module__}.{getattr(work, '__qualname__', '')}"


def _wants_reader(question: Callable[..., Any]) -> bool:
    names = list(inspect.signature(question).parameters)
    return bool(names) and names[0] in ("reader", "db")


def _call(
    work: Callable[..., Any], first: Any, args: tuple[Any, ...], progress: Callable[..., None]
) -> Any:
    """Call a job with its connection, putting its progress where it takes one."""
    given = list(args) if first is None else [first, *args]
    names = list(inspect.signature(work).parameters)
    if "progress" in names:
        given.insert(names.index("progress"), progress)
    return work(*given)


def _changes_in(result: Any) -> Changes | None:
    parts = result if isinstance(result, tuple) else (result,)
    return next((part for part in parts if isinstance(part, Changes)), None)
