"""Giving out: a place is asked for, a file is written there, and the history takes it down.

Nothing else in the window asks where a file for somebody goes, so none leaves without a note.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.errors import UserError
from broker_app.ui.messages import Link, Message
from broker_app.ui.outside import open_path
from broker_app.ui.pages.page import Desk

_NAMES = {"xlsx": "Excel", "csv": "CSV", "pdf": "PDF", "toml": "TOML", "zip": "ZIP"}


def written(path: Path, key: str = "cli.written") -> Message:
    """Return what is said of a file that was written, with the ways to it."""
    links = (
        Link("shipment.open_file", lambda: open_path(path)),
        Link("shipment.show_folder", lambda: open_path(path.parent)),
    )
    return Message("info", lambda: words.say(key, file=path.name), links)


@dataclass(frozen=True, slots=True)
class Offer:
    """What is given out: its kind in the history, the title of the question, a name for it."""

    kind: str
    title: str
    name: str = ""
    endings: tuple[str, ...] = ()
    """Of the file, the usual one first; none for a folder, or a file as it came."""
    said: Callable[[Path, Any], Message] = lambda path, _made: written(path)
    """What is said of the path and what was made there."""
    counted: Callable[[Any], int] = lambda _made: 0
    """How many records are in what was made."""
    note: Callable[[Path], object] | None = None
    """How it is taken down, where it has a log of its own."""


class Giving(QObject):
    """Writes what somebody takes along; `message` tells of it, and of what went wrong."""

    message = Signal(object)
    progress = Signal(str)
    """How far it is, in words; empty once it was cancelled."""

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._over = desk, over

    def save(
        self, offer: Offer, write: Callable[..., Any], *args: Any, over: QWidget | None = None
    ) -> None:
        """Ask for a file; `write` is a question that is called with its path at the end."""
        start = str(Path(self._desk.settings.papers_folder) / offer.name)
        patterns = ";;".join(f"{_NAMES[ending]} (*.{ending})" for ending in offer.endings)
        chosen, pattern = QFileDialog.getSaveFileName(
            over or self._over, offer.title, start, patterns
        )
        if not chosen:
            return
        path = Path(chosen)
        if offer.endings and not path.suffix:
            meant = (one for one in offer.endings if f"*.{one})" in pattern)
            path = path.with_suffix(f".{next(meant, offer.endings[0])}")
            if path.exists():  # the dialog asked about the name that was typed
                self.message.emit(UserError("name_taken", file=path.name))
                return
        self._write(offer, path, path.parent, write, args)

    def save_in_folder(self, offer: Offer, write: Callable[..., Any], *args: Any) -> None:
        """Ask for a folder; the path that `write` returns is the file, else it is the folder."""
        start = self._desk.settings.papers_folder
        chosen = QFileDialog.getExistingDirectory(self._over, offer.title, start)
        if chosen:
            self._write(offer, Path(chosen), Path(chosen), write, args)

    def _write(
        self,
        offer: Offer,
        place: Path,
        folder: Path,
        write: Callable[..., Any],
        args: tuple[Any, ...],
    ) -> None:
        desk = self._desk
        desk.settings.papers_folder = str(folder)
        settings_of.keep(desk.settings)

        def done(made: Any) -> None:
            path = made if isinstance(made, Path) else place
            if offer.note is not None:
                offer.note(path)
            else:
                desk.given_out(offer.kind, path, offer.counted(made))
            self.message.emit(offer.said(path, made))

        task = desk.runner.ask(write, *args, place, takes_long=True)
        task.progress.connect(lambda _done, _total, text: self.progress.emit(text))
        task.cancelled.connect(lambda: self.progress.emit(""))
        task.on_failure(self.message.emit)
        task.succeeded.connect(done)
