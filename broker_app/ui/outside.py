"""What other programs of this system open."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_path(path: Path) -> None:
    """Open a file or a folder with the program of this system."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def open_address(address: str) -> None:
    """Open a page of the web in the browser: the source of a law. What is no such page stays shut.

    An address stands in rule packs and overrides, and what a system does with others is anything.
    """
    url = QUrl(address)
    if url.scheme() in ("https", "http") and url.host():
        QDesktopServices.openUrl(url)
