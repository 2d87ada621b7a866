"""Searches the lists by itself: a party that was changed, and every party after new lists.

What searches is loaded when there is a list to search in: a start waits for none of it.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.jobs.books import Books
from broker_app.store import list_snapshots
from broker_app.store.database import Rows
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.page import Desk
from broker_app.ui.searching import PartySearch

if TYPE_CHECKING:
    from broker_app.jobs.searching import Due

ASKING = ("party", "list_snapshot")


class ScreeningWatch(QObject):
    """Told of every change; says only which hits nobody has seen yet.

    A search that somebody cancelled is left alone until they ask for it: only who has changed
    since, or all in other lists, is searched.
    """

    message = Signal(object)
    hits_wanted = Signal()
    """Somebody wants to see the parties with new hits."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._busy = False
        self._again = False
        """Whether something changed while we looked."""
        self._left: Due | None = None
        """Who waited when the search was cancelled."""

    def begin(self) -> None:
        """Search what is due already: lists may have been taken in at the command line."""
        self.look(Changes(frozenset(ASKING)))

    def look(self, changes: Changes) -> None:
        """Search what is due after a change."""
        if not changes.touches(*ASKING):
            return
        if self._busy:
            self._again = True
            return
        self._busy = True
        desk = self._desk
        task = desk.runner.ask(due, desk.runner.path, desk.books, desk.asked.today)
        task.succeeded.connect(self._search)
        task.failed.connect(lambda _: self._over())
        task.cancelled.connect(self._over)

    def resume(self) -> None:
        """Search after all what was cancelled."""
        self._left = None
        self.begin()

    # inside

    def _search(self, found: "Due | None") -> None:
        wanted = found.beyond(self._left) if found is not None else ()
        if found is None or not wanted:
            self._over()
            return
        search = PartySearch(self._desk, wanted)
        search.kept.connect(self._tell)
        search.cancelled.connect(lambda: self._leave(found))
        search.finished.connect(self._over)

    def _over(self) -> None:
        self._busy = False
        if self._again:
            self._again = False
            self.begin()

    def _leave(self, found: "Due") -> None:
        """Remember who waits, and offer to go on."""
        self._left = found
        count = len(found.parties)
        go_on = Link("screening.search_now", self.resume)
        said = lambda: words.say("screening.search_left", count=count)  # noqa: E731
        self.message.emit(Message("warning", said, (go_on,)))

    def _tell(self, fresh: Mapping[int, tuple[Any, ...]]) -> None:
        count = sum(map(len, fresh.values()))
        if count:
            show = Link("screening.show", self.hits_wanted.emit)
            said = lambda: words.say("screening.new_hits", count=count)  # noqa: E731
            self.message.emit(Message("warning", said, (show,)))


def due(reader: Rows, path: Path, books: Books, today: date) -> "Due | None":
    """Return who waits for a search; None without lists."""
    if not list_snapshots.current(reader):
        return None
    from broker_app.jobs import searching

    return searching.due(reader, path, books, today)
