"""Searches the lists by itself: a party that was changed, and every party after new lists.

What searches is loaded when there is a list to search in: a start waits for none of it.
"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.store import list_snapshots
from broker_app.store.database import Rows
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task

if TYPE_CHECKING:
    from broker_app.jobs.screening import Screened

ASKING = ("party", "list_snapshot")


class ScreeningWatch(QObject):
    """Told of every change; says only which hits nobody has seen yet."""

    message = Signal(object)
    hits_wanted = Signal()
    """Somebody wants to see the parties with new hits."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asking: Task | None = None
        self._again = False
        """Whether something changed while we looked."""

    def begin(self) -> None:
        """Search what is due already: lists may have been taken in at the command line."""
        self.look(Changes(frozenset(ASKING)))

    def look(self, changes: Changes) -> None:
        """Search what is due after a change: the index first, where nobody waits for the writer."""
        if not changes.touches(*ASKING):
            return
        if self._asking is not None:
            self._again = True
            return
        desk = self._desk
        self._asking = desk.runner.ask(
            make_ready, desk.runner.path, desk.books, desk.asked.today, takes_long=True
        )
        self._asking.finished.connect(self._forget)
        self._asking.succeeded.connect(self._search)

    # inside

    def _forget(self) -> None:
        self._asking = None
        if self._again:
            self._again = False
            self.begin()

    def _search(self, due: int) -> None:
        desk = self._desk
        if due and desk.runner.refusal is None:
            from broker_app.jobs import screening

            task = desk.runner.change(screening.screen, desk.books, desk.who, desk.asked.today)
            task.succeeded.connect(lambda outcome: self._tell(outcome[0]))

    def _tell(self, found: "Screened") -> None:
        count = sum(len(hits) for hits in found.fresh.values())
        if count:
            show = Link("screening.show", self.hits_wanted.emit)
            said = lambda: words.say("screening.new_hits", count=count)  # noqa: E731
            self.message.emit(Message("warning", said, (show,)))


def make_ready(reader: Rows, progress: Progress, path: Path, books: Books, today: date) -> int:
    """Read the lists for searching; returns how many parties are due: none without lists."""
    if not list_snapshots.current(reader):
        return 0
    from broker_app.jobs import screening

    return screening.make_ready(reader, progress, path, books, today)
