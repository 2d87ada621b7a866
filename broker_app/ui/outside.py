"""What other programs of this system open."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_path(path: Path) -> None:
    """Open a file or a folder with the program of this system."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
