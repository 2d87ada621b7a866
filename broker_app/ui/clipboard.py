"""Clipboard: a block copied from a workbook or a web page, as the file of a list."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from broker_app import words
from broker_app.errors import UserError


def now_copied() -> QMimeData:
    """Return what is on the clipboard, as empty data where there is nothing."""
    found: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return QMimeData() if found is None else found


def written_list(copied: QMimeData, folder: Path, now: datetime) -> Path:
    """Write what was copied into a file that is read like any other list.

    Cells parted by tabs are taken as they are, else the tables of the page. Raises UserError where
    nothing like a table was copied.
    """
    text, page = copied.text(), copied.html()
    stem = words.say("import.pasted", moment=f"{now:%Y-%m-%d %H.%M.%S}")
    if "\t" in text:
        content, ending = text, ".txt"
    elif "<table" in page.lower():
        content, ending = f'<meta charset="utf-8">{page}', ".html"
    elif text.count("\n") and ("," in text or ";" in text):
        content, ending = text, ".csv"
    else:
        raise UserError("nothing_to_paste")
    file = folder / f"{stem}{ending}"
    file.write_text(content, "utf-8", newline="")
    return file
