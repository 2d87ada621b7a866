"""Searches of parties in the lists: read on a reader, so that nobody who edits waits for one.

Only what was found is kept on the writer, in one short step.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from broker_app.ui.pages.page import Desk

if TYPE_CHECKING:
    from broker_app.domain.changes import Changes
    from broker_app.domain.screening import Hit
    from broker_app.jobs.searching import Found, Screened


class PartySearch(QObject):
    """One search of some parties; those that change meanwhile are searched again."""

    kept = Signal(object)
    """The hits that nobody has seen yet, by party."""
    cancelled = Signal()
    finished = Signal()

    def __init__(self, desk: Desk, chosen: Collection[int]) -> None:
        super().__init__(desk.runner)
        self._desk = desk
        self._fresh: dict[int, tuple[Hit, ...]] = {}
        self._find(chosen)

    # inside

    def _find(self, chosen: Collection[int]) -> None:
        from broker_app.jobs.searching import find

        desk = self._desk
        task = desk.runner.ask(
            find, desk.runner.path, desk.books, desk.asked.today, chosen, takes_long=True
        )
        task.succeeded.connect(self._keep)
        task.failed.connect(lambda _: self._end())
        task.cancelled.connect(self._leave)

    def _keep(self, found: "Found") -> None:
        from broker_app.jobs.searching import keep

        desk = self._desk
        task = desk.runner.change(keep, desk.books, found, desk.who, desk.asked.today)
        task.succeeded.connect(self._is_kept)
        task.failed.connect(lambda _: self._end())
        task.cancelled.connect(self._leave)

    def _is_kept(self, outcome: "tuple[Screened, Changes]") -> None:
        screened, _ = outcome
        self._fresh |= screened.fresh
        if screened.again:
            self._find(screened.again)
            return
        self.kept.emit(self._fresh)
        self._end()

    def _leave(self) -> None:
        self.cancelled.emit()
        self._end()

    def _end(self) -> None:
        self.finished.emit()
        self.deleteLater()
