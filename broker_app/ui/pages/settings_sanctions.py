"""Sanctions lists on the settings page: how old each is, new copies and their changes, the test."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.list_difference import ListDifference
from broker_app.domain.sanctions_list import SanctionsList
from broker_app.errors import UserError
from broker_app.jobs import explaining_difference, sanctions_lists, self_testing
from broker_app.jobs.sanctions_lists import Copy, Held, Taken
from broker_app.jobs.self_testing import SelfTest
from broker_app.store import list_snapshots
from broker_app.ui import theme
from broker_app.ui.messages import Message
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.sanctions_dialogs import FetchDialog, SelfTestDialog, TextDialog
from broker_app.ui.pages.settings_rows import days_entry
from broker_app.ui.widgets.dialog import ReasonDialog
from broker_app.ui.widgets.drop_frame import DropFrame
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Button, Plain, empty, line

DOUBTFUL = ("listed_too_few", "listed_shrunk", "listed_older")
"""Refusals that a person may overrule with a reason."""
_FILES = " ".join(f"*{ending}" for ending in sanctions_lists.SUFFIXES)
_TOP = Qt.AlignmentFlag.AlignTop


class SanctionsForm(QWidget):
    """A table of all lists, each with what one can do about it; above it when one counts as old."""

    message = Signal(object)
    entered = Signal(str, object)
    """A setting by its name, and its value."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.dialog: QWidget | None = None
        self.fresh = days_entry("lists_fresh_days", "settings.lists_fresh")
        self.fresh.entered.connect(self.entered)
        self._list = QWidget()
        self._grid = QGridLayout(self._list)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.install = Button("sanctions.install")
        self.install.clicked.connect(self.choose_files)
        self.test = Button("self_test.run")
        self.test.clicked.connect(self.run_test)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.install)
        row.addWidget(self.test)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.fresh)
        column.addLayout(row)
        column.addWidget(self._list)
        self.drop_frame = DropFrame(self, lambda _count: words.say("sanctions.drop"))
        self.drop_frame.dropped.connect(lambda files: self.take_files(files))

    def show_lists(self) -> None:
        """Show every list as it is held today."""
        desk = self._desk
        self.fresh.put(desk.settings.lists_fresh_days)
        found = sanctions_lists.lists(
            desk.reader, desk.books, desk.asked.today, desk.books.lists_fresh_days
        )
        empty(self._grid)
        row = 0
        for held in found:
            self._show_list(row, held)
            row += 2

    def choose_files(self) -> None:
        """Choose files of lists, and take them in."""
        settings, title = self._desk.settings, words.say("sanctions.choose")
        pattern = f"{words.say('sanctions.files')} ({_FILES})"
        names, _ = QFileDialog.getOpenFileNames(self, title, settings.last_folder, pattern)
        if names:
            settings.last_folder = str(Path(names[0]).parent)
            settings_of.save(settings)
            self.take_files([Path(name) for name in names])

    def take_files(self, files: Sequence[Path], accept: str = "") -> None:
        """Take lists in from files; each is known by its content."""
        desk = self._desk
        self._read(sanctions_lists.read, desk.books, files, desk.asked.today, accept=accept)

    def ask_fetch(self, about: SanctionsList) -> None:
        """Say from which address a list would be fetched, and fetch it when that is wanted."""
        dialog = FetchDialog(about, self)
        dialog.accepted.connect(lambda: self.fetch(about.id))
        self._open(dialog)

    def fetch(self, list_id: str) -> None:
        """Take a list in from the address of its issuer: the only use of the network."""
        desk = self._desk
        self._read(sanctions_lists.read_fetched, desk.books, [list_id], desk.asked.today)

    def show_changes(self, about: SanctionsList) -> None:
        """Show what the current copy of a list changed."""
        desk = self._desk
        task = desk.runner.ask(
            sanctions_lists.difference_of, desk.runner.path, desk.books, about.id
        )
        task.on_failure(self.message.emit)
        task.succeeded.connect(partial(self._show_difference, about))

    def run_test(self) -> None:
        """Test the search on the lists and parties of this office."""
        desk = self._desk
        self.test.setEnabled(False)
        task = desk.runner.ask(
            self_testing.run, desk.runner.path, desk.books, desk.asked.today, takes_long=True
        )
        task.on_failure(self.message.emit)
        task.finished.connect(lambda: self.test.setEnabled(True))
        task.succeeded.connect(self._show_test)

    # inside

    def _read(self, read: Callable[..., list[Copy]], *args: object, accept: str = "") -> None:
        """Read copies beside the writer, for which nobody who edits waits; then take them in."""
        task = self._desk.runner.ask(read, *args, takes_long=True)
        task.on_failure(self.message.emit)
        task.succeeded.connect(lambda copies: self._take(copies, accept))

    def _take(self, copies: list[Copy], accept: str = "") -> None:
        desk = self._desk
        task = desk.runner.change(sanctions_lists.take, desk.books, copies, desk.who, accept)
        task.on_failure(lambda problem: self._refuse(problem, partial(self._take, copies)))
        task.succeeded.connect(self._taken)

    def _refuse(self, problem: BaseException, again: Callable[[str], None]) -> None:
        """Ask for the reason to take a doubtful copy; say every other refusal."""
        if not (isinstance(problem, UserError) and problem.key in DOUBTFUL):
            self.message.emit(problem)
            return
        dialog = ReasonDialog(words.error(problem), self)
        dialog.given.connect(again)
        self._open(dialog)

    def _taken(self, outcome: tuple[list[Taken], Changes]) -> None:
        taken = outcome[0]

        def said() -> str:
            return words.listed(
                words.say(
                    "listed.same" if one.same else "listed.taken",
                    list=words.in_both(one.about.title),
                    count=one.count,
                    day=words.day(one.checked_on),
                )
                for one in taken
            )

        self.message.emit(Message("info", said))

    def _show_difference(self, about: SanctionsList, found: ListDifference) -> None:
        text = "\n".join(explaining_difference.lines(found))
        title = words.say("sanctions.changes_of", list=words.in_both(about.title))
        self._open(TextDialog(title, explaining_difference.summary(found), text, self))

    def _show_test(self, told: SelfTest) -> None:
        self._open(SelfTestDialog(self._desk.books, told, self))

    def _open(self, dialog: FetchDialog | SelfTestDialog | TextDialog | ReasonDialog) -> None:
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_list(self, row: int, held: Held) -> None:
        about, copy = held.about, held.snapshot
        if row:
            self._grid.addWidget(line("row"), row - 1, 0, 1, 4)
        needed = about.binding or copy is not None
        mark = "passed" if not held.stale else "warning" if needed else "todo"
        box = QVBoxLayout()
        box.setContentsMargins(0, 3, 0, 0)
        box.addWidget(MarkLabel(mark, 14), 0, _TOP)
        self._grid.addLayout(box, row, 0, _TOP)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(Plain(words.in_both(about.title), "fact", wrap=True))
        binding = words.say("sanctions.binding" if about.binding else "sanctions.advice")
        issuer = words.in_both(about.issuer)
        texts.addWidget(Plain(f"{issuer} · {binding}", "caption", wrap=True))
        self._grid.addLayout(texts, row, 1, _TOP)
        state = Plain(_state(held), "missing" if held.stale and needed else "caption", wrap=True)
        state.setFixedWidth(theme.px(192))
        self._grid.addWidget(state, row, 2, _TOP)
        self._grid.addLayout(self._links(held), row, 3, _TOP)

    def _links(self, held: Held) -> QHBoxLayout:
        about, links = held.about, QHBoxLayout()
        links.setSpacing(12)
        several = len(list_snapshots.of_list(self._desk.reader, about.id)) > 1
        if several:
            links.addWidget(self._link("sanctions.changes", about, self.show_changes))
        if about.fetch:
            links.addWidget(self._link("sanctions.fetch", about, self.ask_fetch))
        else:
            links.addWidget(self._link("sanctions.where", about, self._say_where))
        links.addStretch(1)
        return links

    def _link(self, key: str, about: SanctionsList, act: Callable[[SanctionsList], None]) -> Button:
        made = Button(key, link=True)
        made.setAccessibleName(f"{words.say(key)} {words.in_both(about.title)}")
        made.clicked.connect(partial(act, about))
        return made

    def _say_where(self, about: SanctionsList) -> None:
        title = words.say("sanctions.where_of", list=words.in_both(about.title))
        self._open(TextDialog(title, words.say("sanctions.where_text"), about.page, self))


def _state(held: Held) -> str:
    """Say of which day a copy is, with how many entries, and how old it is."""
    copy = held.snapshot
    if copy is None:
        return words.say("listed.none")
    dated = words.day(copy.dated or copy.checked_on)
    said = words.say("sanctions.copy", day=dated, count=copy.count)
    if held.age == 0:
        return f"{said}\n{words.say('sanctions.today')}"
    key = "sanctions.too_old" if held.stale else "sanctions.age"
    return f"{said}\n{words.say(key, count=held.age)}"
