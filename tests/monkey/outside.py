"""What lies outside the window: native dialogs, printers and other programs, answered by a script."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QDrag
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QFileDialog

from broker_app import paths
from tests.jobs.pictures import picture

JUNK = {
    "empty.csv": b"",
    "junk.xlsx": b"PK\x03\x04 this is no workbook",
    "words.pdf": b"%PDF-1.4 nothing more",
    "noise.csv": bytes(range(256)) * 40,
    "names.csv": "氏名,国\n三保重機,RU\nKOPJE MOTORS,ZA\n".encode("cp932"),
    "list.toml": b"id = [",
}


def files(folder: Path) -> list[Path]:
    """Make files that somebody may choose: our lists, a photograph, and all sorts of junk."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in JUNK.items():
        (folder / name).write_bytes(content)
    picture(folder / "写真.jpg")
    lists = sorted((paths.resources() / "demo").iterdir())
    return [*lists, *sorted(folder.iterdir())]


@contextmanager
def answered(draw: random.Random, folder: Path, offered: list[Path]) -> Iterator[None]:
    """Answer native dialogs: a file or folder that is drawn, or nothing where somebody cancels."""
    made = folder / "saved"
    made.mkdir(exist_ok=True)

    def some() -> str:
        return "" if draw.random() < 0.3 else str(draw.choice(offered))

    def save(
        _parent: Any, _title: str = "", name: str = "", *_: Any, **_how: Any
    ) -> tuple[str, str]:
        return ("" if draw.random() < 0.3 else str(made / (Path(name).name or "file"))), ""

    def place(*_: Any) -> str:
        return draw.choice(("", str(made), str(folder / "nowhere")))

    def many(*_: Any) -> tuple[list[str], str]:
        return [one for one in (some(), some()) if one], ""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QFileDialog, "getOpenFileName", lambda *_: (some(), ""))
        patch.setattr(QFileDialog, "getOpenFileNames", many)
        patch.setattr(QFileDialog, "getSaveFileName", save)
        patch.setattr(QFileDialog, "getExistingDirectory", place)
        patch.setattr(QDesktopServices, "openUrl", lambda *_: True)
        patch.setattr(QPrintDialog, "exec", lambda *_: QPrintDialog.DialogCode.Rejected)
        patch.setattr(QDrag, "exec", lambda *_: Qt.DropAction.IgnoreAction)
        yield
