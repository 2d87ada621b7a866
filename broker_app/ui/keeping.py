"""Keeping: what the window does about backups, the soundness of the file, and plain files."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.errors import UserError
from broker_app.jobs import (
    backing_up,
    checking_database,
    explaining_backups,
    giving_out,
    restoring,
)
from broker_app.jobs.backing_up import Made
from broker_app.jobs.checking_database import BAD, GOOD, Checked
from broker_app.ui import theme
from broker_app.ui.giving import Offer, written
from broker_app.ui.messages import Message
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.scrolled import fill_scrolled
from broker_app.ui.widgets.text import Button, Plain

if TYPE_CHECKING:
    from broker_app.store.plain_files import Manifest
    from broker_app.store.salvage import Salvaged
    from broker_app.ui.main_window import MainWindow

WIDTH, HEIGHT = 620, 420
_MARKS = {BAD: "error", GOOD: "passed"}


class AnswerDialog(Dialog):
    """An answer with its lines, each with its mark; and at most one thing to do about it."""

    def __init__(
        self, title: str, lines: Sequence[tuple[str, str]], parent: QWidget, verb: str = ""
    ) -> None:
        super().__init__(title, parent, verb, width=WIDTH)
        self.leave.say("ui.close")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.lines = [text for _, text in lines]
        for mark, text in lines:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(MarkLabel(mark, 14), 0, Qt.AlignmentFlag.AlignTop)
            said = Plain(text, wrap=True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row.addWidget(said, 1)
            column.addLayout(row)
        column.addStretch(1)
        pane = QWidget()
        fill_scrolled(pane, inside).setFrameShape(QFrame.Shape.NoFrame)
        self.body.addWidget(pane, 1)
        room = self.screen().availableSize() - QSize(40, 60)
        self.resize(QSize(theme.px(WIDTH), theme.px(HEIGHT)).boundedTo(room))


def back_up(window: "MainWindow") -> None:
    """Make a backup now, and say what came of it."""
    desk = window.desk

    def said(made: Made) -> None:
        desk.runner.changed.emit(made.changes)
        desk.backed_up(giving_out.BACKED_UP, made.backup.path)
        problem = made.problem
        if problem is not None:
            window.tell(Message("warning", lambda: words.error(problem)))
        else:
            window.tell(Message("info", "today.backed_up"))

    task = desk.runner.ask(
        backing_up.back_up, desk.runner.path, desk.settings.backups_folder, takes_long=True
    )
    task.succeeded.connect(said)


def check(window: "MainWindow") -> None:
    """Look the database through, and give the plain answer."""
    runner, second = window.desk.runner, window.desk.settings.backups_folder
    task = runner.ask(checking_database.check, runner.path, second, takes_long=True)
    task.succeeded.connect(lambda checked: _answer(window, checked))


def export_all(window: "MainWindow") -> None:
    """Write everything as plain files into a new folder that a person names."""
    from broker_app.jobs import exporting_all

    desk = window.desk

    def said(path: Path, made: "Manifest") -> Message:
        told = partial(words.say, "cli.exported_all", name=path.name, count=counted(made))
        return replace(written(path), said=told)

    def counted(made: "Manifest") -> int:
        return sum(made.tables.values())

    name = f"{desk.runner.path.stem}-export"
    offer = Offer("everything", words.say("action.export_all"), name, said=said, counted=counted)
    window.giving.save(offer, exporting_all.export_all, desk.runner.path, desk.books)


def import_all(window: "MainWindow") -> None:
    """Build a new database from plain files, and offer to open it."""
    from broker_app.jobs import exporting_all

    title = words.say("action.import_all")
    folder = QFileDialog.getExistingDirectory(window, title)
    into = new_file(window, title) if folder else None
    if into is None:
        return
    runner = window.desk.runner

    def made(manifest: "Manifest") -> None:
        count = sum(manifest.tables.values())
        offer(window, into, [words.say("cli.imported_all", name=into.name, count=count)])

    task = runner.ask(exporting_all.import_all, Path(folder), into, takes_long=True)
    task.succeeded.connect(made)


def new_file(window: QWidget, title: str, start: Path | None = None) -> Path | None:
    """Ask for the name of a new database; None where somebody thought better of it."""
    options = QFileDialog.Option.DontConfirmOverwrite  # nothing is ever written over
    kind = f"{words.say('keeping.database')} (*.db)"
    chosen, _ = QFileDialog.getSaveFileName(window, title, str(start or ""), kind, options=options)
    if not chosen:
        return None
    return Path(chosen) if chosen.endswith(".db") else Path(f"{chosen}.db")


def offer(window: "MainWindow", path: Path, lines: Sequence[str]) -> AnswerDialog:
    """Say what a new database holds, and open it where somebody wants that."""
    dialog = AnswerDialog(
        words.say("keeping.made", file=path.name),
        [("passed" if number == 0 else "info", text) for number, text in enumerate(lines)],
        window,
        words.say("keeping.open"),
    )
    dialog.accepted.connect(lambda: open_database(window, path))
    _open(dialog)
    return dialog


def open_database(window: "MainWindow", path: Path) -> None:
    """Open another database in a window of its own, beside this one."""
    from broker_app.ui.app import open_window

    desk = window.desk
    try:
        other = open_window(desk.appearance, path, desk.settings, desk.asked.today)
    except UserError as problem:
        window.tell(problem)
        return
    window.opened.append(other)
    other.closing.connect(lambda: _let_go(window, other))
    other.setWindowTitle(f"{other.windowTitle()} ({path.name})")
    other.show()


def _let_go(window: "MainWindow", other: "MainWindow") -> None:
    """Let Qt take a closed window away: Python would do it in any order, whenever it cleans up."""
    if other in window.opened:
        window.opened.remove(other)
        other.deleteLater()


def _answer(window: "MainWindow", checked: Checked) -> None:
    lines = [
        (_MARKS.get(line.state, "info"), explaining_backups.line(line)) for line in checked.lines
    ]
    verb = words.say("keeping.rebuild") if checked.is_damaged else ""
    dialog = AnswerDialog(explaining_backups.answer(checked), lines, window, verb)
    if checked.is_damaged:
        backups = Button("action.backups")
        backups.clicked.connect(dialog.reject)
        backups.clicked.connect(lambda: window.run("backups"))
        dialog.foot.insertWidget(0, backups)
    dialog.accepted.connect(lambda: _rebuild(window))
    _open(dialog)


def _rebuild(window: "MainWindow") -> None:
    from broker_app.jobs import rebuilding

    runner = window.desk.runner
    start = restoring.free_name(runner.path)
    into = new_file(window, words.say("keeping.rebuild"), start)
    if into is None:
        return

    def made(done: "Salvaged") -> None:
        offer(window, into, list(explaining_backups.salvaged(done)))

    task = runner.ask(rebuilding.rebuild, runner.path, into, window.desk.who, takes_long=True)
    task.succeeded.connect(made)


def _open(dialog: Dialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
