"""The import page: lists come in one after the other, are looked at, and imported or left."""

from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.intake.read import Options
from broker_app.jobs import confirming, importing, list_reports, previewing, spellings, undoing
from broker_app.jobs.account import Account
from broker_app.jobs.previewing import Preview
from broker_app.ui.clipboard import now_copied, written_list
from broker_app.ui.giving import Giving, Offer
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.import_done import Done
from broker_app.ui.pages.import_head import FileHead
from broker_app.ui.pages.import_past import PastImports
from broker_app.ui.pages.import_preview import PreviewView
from broker_app.ui.pages.import_wait import Problem, Reading
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.pages.vehicle_show import Show
from broker_app.ui.runner import Task
from broker_app.ui.scratch import Scratch
from broker_app.ui.watching import LISTS

SHOW_AFTER_MS = 1000
"""A list that is read faster than this shows no progress."""


class ImportPage(Page):
    """Reads, previews, imports, tells; one file at a time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.queue: list[Path] = []
        """The files that were brought; the first `place` of them are over or under way."""
        self.place = 0
        self.account: Account | None = None
        self._options = Options()
        self._reading: Task | None = None
        self._importing: Task | None = None
        self.head = FileHead()
        self.past = PastImports()
        self.reading = Reading()
        self.problem = Problem()
        self.preview = PreviewView()
        self.done = Done(desk.books.pack)
        self._pasted = Scratch()
        self.giving = Giving(desk, self)
        self.giving.message.connect(self.message)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SHOW_AFTER_MS)
        self._slow.timeout.connect(lambda: self._show(self.reading))
        self._lay_out()
        self._connect()
        self.past.look(desk.reader)
        self._show(self.past)

    # what the window asks

    def open(self, what: Any) -> None:
        """Take files; those that come while others are looked at wait behind them."""
        if not isinstance(what, list):
            return
        found = [file for given in what for file in lists_in(Path(given))]
        if self.shown in (self.preview, self.problem) or self.is_busy or self._waiting:
            self.queue += found
            self._say_head()
        else:
            self.queue, self.place = found, 0
            self.next_file()

    def refresh(self, changes: Changes) -> None:
        """Look at the list of imports again."""
        if changes.touches("batch", "lot"):
            self.past.look(self.desk.reader)

    def retranslate(self) -> None:
        """Say again what was put together by hand."""
        for view in (self.past, self.reading, self.problem, self.preview, self.done):
            view.retranslate()
        self._say_head()

    def footer(self) -> list[str]:
        """Return how many rows are shown."""
        if self.shown is self.preview:
            return [words.say("import.rows_shown", count=self.preview.model.rowCount())]
        return []

    # what the actions do

    def has(self, _needed: str) -> bool:
        """Tell whether a list is shown that can be imported."""
        return self.shown is self.preview and self.preview.bar.go.isEnabled()

    def do_import_list(self) -> None:
        """Import the list that is shown."""
        if self.shown is self.preview and self.preview.bar.go.isEnabled():
            self.import_file()

    def do_paste_list(self) -> None:
        """Read what was copied from a workbook or a web page as a list."""
        copied = now_copied()
        folder = self._pasted.folder
        try:
            file = written_list(copied, folder, datetime.now().astimezone())
        except (UserError, OSError) as problem:
            self.message.emit(problem)
            return
        self.open([file])

    # what one does on the page

    @property
    def shown(self) -> QWidget | None:
        """The view that is shown."""
        return self._stack.currentWidget()

    @property
    def file(self) -> Path | None:
        """The file that is looked at."""
        return self.queue[self.place - 1] if 0 < self.place <= len(self.queue) else None

    @property
    def is_busy(self) -> bool:
        """Whether a list is being read or imported."""
        return self._reading is not None or self._importing is not None

    def next_file(self) -> None:
        """Look at the next file; rest where there is none."""
        self._stop_reading()
        if self.place >= len(self.queue):
            self.queue, self.place = [], 0
            self._show(self.past)
            self.past.button.setFocus()
            return
        self.place += 1
        self.read(Options())

    def read(self, options: Options) -> None:
        """Read the file and say what each row would become; nothing is written."""
        if self.file is None:
            return
        self._stop_reading()
        self._options = options
        desk = self.desk
        task = desk.runner.ask(previewing.preview, self.file, desk.books, desk.asked.today, options)
        self._reading = task
        task.on_failure(lambda problem: self._unreadable(task, problem))
        task.succeeded.connect(lambda preview: self._readable(task, preview))
        task.progress.connect(lambda done, total, _text: self.reading.tell(done, total))
        self.reading.begin(self.file)
        self.preview.bar.go.setEnabled(False)
        self._slow.start()
        self._say_head()

    def import_file(self) -> None:
        """Import what is shown: all of it or nothing."""
        if self.file is None or self._importing is not None:
            return
        desk = self.desk
        task = desk.runner.change(
            importing.import_list,
            self.file,
            desk.books,
            desk.asked.question,
            desk.who,
            desk.asked.today,
            self._options,
            frozenset(self.preview.pane.taken),
        )
        self._importing = task
        self.preview.bar.set_busy(True)
        task.succeeded.connect(lambda result: self._imported(result[0]))
        task.on_failure(self._refused)
        task.finished.connect(self._importing_ended)

    def leave(self) -> None:
        """Stop what is on its way, else leave this file for the next one."""
        if self._importing is not None:
            self._importing.cancel()
        else:
            self.next_file()

    def undo(self, batch: int, file: str) -> None:
        """Undo an import as a whole."""
        task = self.desk.runner.change(undoing.undo_batch, batch, self.desk.who)
        task.succeeded.connect(lambda result: self._undone(file, len(result[1])))

    def save_report(self, batch: int, file: str) -> None:
        """Save what became of the rows of an import, as a workbook."""
        stem = words.say("report.file", file=Path(file).stem)
        offer = Offer("import_report", words.say("import.save_as"), f"{stem}.xlsx", ("xlsx",))
        self.giving.save(offer, list_reports.save_report, batch)

    def save_list(self, batch: int, file: str) -> None:
        """Save a copy of the list that an import came from."""
        offer = Offer("list", words.say("import.save_as"), file)
        self.giving.save(offer, list_reports.save_list, self.desk.runner.path, batch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc is one step back."""
        if event.key() == Qt.Key.Key_Escape and self.shown is not self.past:
            self.leave()
        else:
            super().keyPressEvent(event)

    # inside

    def _readable(self, task: Task, preview: Preview) -> None:
        if task is not self._reading:
            return
        self._reading = None
        self._slow.stop()
        self.preview.show_preview(preview, self._options, self._waiting)
        self._show(self.preview)
        self.preview.table.setFocus()

    def _unreadable(self, task: Task, problem: BaseException) -> None:
        if task is not self._reading:
            return
        self._reading = None
        self._slow.stop()
        if not isinstance(problem, UserError):
            self.message.emit(problem)
            self.next_file()
        elif self.file is not None:
            self._show(self.problem)
            self.problem.show_problem(self.file, problem, self._waiting)

    def _imported(self, account: Account) -> None:
        self.account = account
        question = self.desk.asked.question
        following = self.queue[self.place].name if self._waiting else ""
        self.done.show_account(account, question, following)
        self._show(self.done)
        self._ask_why(account)
        names = self.desk.runner.ask(spellings.found, self.desk.books, account.batch)
        names.succeeded.connect(lambda clusters: self.done.show_spellings(len(clusters)))

    def _ask_why(self, account: Account) -> None:
        destination = self.desk.asked.question.destination
        task = self.desk.runner.ask(confirming.why_review, destination, account.batch)
        task.succeeded.connect(self.done.show_causes)

    def _refused(self, problem: BaseException) -> None:
        if isinstance(problem, UserError) and self.file is not None:
            self._show(self.problem)
            self.problem.show_problem(self.file, problem, self._waiting)
        else:
            self.message.emit(problem)

    def _importing_ended(self) -> None:
        self._importing = None
        self.preview.bar.set_busy(False)

    def _undone(self, file: str, kept: int) -> None:
        if self.shown is self.done:
            self.next_file()

        def said() -> str:
            told = words.say("import.undone", file=file)
            if not kept:
                return told
            stayed = words.say("import.kept", count=kept)
            return words.say("import.between_sentences").join([told, stayed])

        kind = "warning" if kept else "info"
        redo = Link("action.redo", lambda: self.does.emit("redo"))
        self.message.emit(Message(kind, said, (redo,)))

    def _undo_shown(self) -> None:
        if self.account is not None and self.account.batch is not None:
            self.undo(self.account.batch, self.account.file)

    def _report_shown(self) -> None:
        if self.account is not None and self.account.batch is not None:
            self.save_report(self.account.batch, self.account.file)

    def _show_vehicles(self, batch: int, file: str, why: bool = False) -> None:
        self.wants.emit("vehicles", Show(batch=batch, batch_name=file, why_review=why))

    def _show_imported(self, why: bool) -> None:
        if self.account is not None and self.account.batch is not None:
            self._show_vehicles(self.account.batch, self.account.file, why)

    @property
    def _waiting(self) -> int:
        return len(self.queue) - self.place

    def _stop_reading(self) -> None:
        self._slow.stop()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _show(self, view: QWidget) -> None:
        self._stack.setCurrentWidget(view)
        self._say_head()
        self.noted.emit()

    def _say_head(self) -> None:
        looked_at = self.shown is self.preview and self._reading is None
        self.head.show_file(self.file, self.preview.preview if looked_at else None)
        self.head.show_place(self.place, len(self.queue))

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for view in (self.past, self.reading, self.problem, self.preview, self.done):
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(self.bar_place)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.past.choose.connect(lambda: self.does.emit("choose_files"))
        self.past.undo.connect(self.undo)
        self.past.save_report.connect(self.save_report)
        self.past.save_list.connect(self.save_list)
        self.past.show_batch.connect(self._show_vehicles)
        self.reading.stopped.connect(self.next_file)
        self.problem.columns_wanted.connect(lambda: self.read(Options(heading_row=0)))
        self.problem.left.connect(self.next_file)
        self.problem.choose.connect(self._choose_other)
        self.problem.password_given.connect(lambda text: self.read(Options(password=text)))
        self.preview.left.connect(self.leave)
        self.preview.import_wanted.connect(self.import_file)
        self.preview.options_wanted.connect(self.read)
        self.preview.tabs.chosen.connect(lambda _: self.noted.emit())
        self.done.show_batch.connect(self._show_imported)
        self.done.undo.connect(self._undo_shown)
        self.done.report.connect(self._report_shown)
        self.done.further.connect(self.next_file)
        self.done.spellings.connect(lambda: self.wants.emit("vehicles", Show(spellings=True)))

    def _choose_other(self) -> None:
        self.next_file()
        self.does.emit("choose_files")


def lists_in(path: Path) -> list[Path]:
    """Return a file as it is, and of a folder the files that may be lists, by name."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.lower() in LISTS)
