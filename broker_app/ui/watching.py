"""Watching: a folder in which lists arrive; each new one is told once, when it is whole."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

LISTS = (
    ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".html", ".htm",
    ".mht", ".mhtml", ".xml",
)  # fmt: skip
"""How the names of files end that may be lists."""
SETTLED_MS = 1500
"""A file whose size stays the same for so long is whole."""


class Watch(QObject):
    """Says which lists are new in a folder. What lay there before is not news."""

    arrived = Signal(object)
    """New files, a list of paths."""

    def __init__(self) -> None:
        super().__init__()
        self._folder: Path | None = None
        self._known: dict[Path, tuple[int, int]] = {}
        self._growing: dict[Path, tuple[int, int]] = {}
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._look)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SETTLED_MS)
        self._later.timeout.connect(self._tell)

    def watch(self, folder: str) -> None:
        """Watch a folder from now on; none where the name is empty or no folder."""
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        self._growing.clear()
        self._folder = Path(folder) if folder and Path(folder).is_dir() else None
        if self._folder is not None:
            self._known = self._files()
            self._watcher.addPath(str(self._folder))

    def _look(self) -> None:
        self._growing = {f: size for f, size in self._files().items() if self._known.get(f) != size}
        if self._growing:
            self._later.start()

    def _tell(self) -> None:
        """Tell of the files that have stayed as they were; look again at the others."""
        now = self._files()
        whole = [file for file, size in self._growing.items() if now.get(file) == size]
        self._known.update({file: now[file] for file in whole})
        self._look()
        if whole:
            self.arrived.emit(sorted(whole))

    def _files(self) -> dict[Path, tuple[int, int]]:
        """Return the lists in the folder with their sizes and times; empty files are not there."""
        found: dict[Path, tuple[int, int]] = {}
        try:
            for file in self._folder.iterdir() if self._folder else ():
                if file.suffix.lower() in LISTS and not file.name.startswith(("~$", ".")):
                    stat = file.stat()
                    if stat.st_size:
                        found[file] = (stat.st_size, stat.st_mtime_ns)
        except OSError:
            return found  # a folder that went away has no news
        return found
