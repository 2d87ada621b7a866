"""What leaves the window is in the history: files, printed pages, rows on the clipboard.

Whoever in this room asks for a place to write, draws on a printer or fills the clipboard is named
here; somebody new fails, and goes through `ui/giving.py` or notes it by the desk.
"""

import ast
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from broker_app.ui.giving import Giving, Offer
from broker_app.ui.main_window import MainWindow
from broker_app.ui.pages.vehicles import VehiclesPage
from tests.ui.conftest import OpenWindow, idle

ROOM = Path(__file__).parents[2] / "broker_app" / "ui"
ASKING = {
    "getSaveFileName": {
        "giving.py": "notes all that it writes",
        "keeping.py": "a new database of our own",
    },
    "getExistingDirectory": {
        "giving.py": "notes all that it writes",
        "keeping.py": "read from",
        "pages/proforma_dialog.py": "the job enters papers in their log, drafts in the history",
        "pages/shipment_writing.py": "the job enters papers in their log, drafts in the history",
        "pages/settings_backups.py": "the second folder: each backup is noted",
        "pages/settings_lists.py": "a folder that is watched",
    },
    "QPrinter": {
        "print/printer.py": "both who use it note what was printed",
        "sealed.py": "notes that the key was printed",
    },
    "put_on": {
        "pages/paper_view.py": "enters papers in their log, all else in the history",
        "pages/shipment_print.py": "enters papers in their log, drafts in the history",
        "sealed.py": "notes that the key was printed",
    },
    "setMimeData": {
        "table.py": "its signal is noted by the window",
        "widgets/tiles.py": "a drag among the tiles themselves: numbers of our own",
    },
    "setText of the clipboard": {
        "messages.py": "the trace of a bug",
        "pages/market_list.py": "notes the sheet",
        "pages/sanctions_dialogs.py": "an address of the internet",
        "unsent.py": "what somebody typed here, handed back",
    },
}


def calls(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in ASKING:
            yield node.attr
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        if isinstance(node, ast.Attribute) and node.attr == "setText":
            inner = node.value
            if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
                yield "setText of the clipboard" if inner.func.attr == "clipboard" else ""


@pytest.mark.parametrize("way", ASKING)
def test_who_lets_anything_out_is_known(way: str) -> None:
    found = {
        file.relative_to(ROOM).as_posix() for file in ROOM.rglob("*.py") if way in set(calls(file))
    }
    assert found == ASKING[way].keys()


def last(window: MainWindow) -> dict[str, Any]:
    sql = "SELECT who, details FROM step WHERE key = 'given_out' ORDER BY id DESC"
    row = window.desk.reader.execute(sql).fetchone()
    assert row["who"] == "Sato"
    found: dict[str, Any] = json.loads(row["details"])
    return found


def test_copied_rows_are_noted_with_their_number(
    stock: Path, open_main: OpenWindow, qtbot: QtBot
) -> None:
    window = open_main()
    window.show_page("vehicles")
    idle(qtbot, window)
    page = window.current
    assert isinstance(page, VehiclesPage)
    page.table.selectAll()
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    idle(qtbot, window)
    text = QGuiApplication.clipboard().text()
    assert len(text.splitlines()) == 5
    assert last(window) == {
        "kind": "rows",
        "file": "Vehicles",
        "count": 4,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "way": "clipboard",
    }


def test_a_window_that_may_not_change_the_file_notes_what_it_gives_out_all_the_same(
    stock: Path,
    open_main: OpenWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_main()
    window = open_main()  # the first one holds the file
    assert window.desk.runner.refusal is not None
    target = tmp_path / "report.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.show_page("reports", "stock")
    idle(qtbot, window)
    window.run("save_report")
    idle(qtbot, window)
    qtbot.waitUntil(lambda: not window.desk.runner.busy)
    noted = last(window)
    assert (noted["kind"], noted["file"]) == ("report", "report.xlsx")
    assert noted["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()


def test_a_name_that_got_its_ending_from_us_replaces_no_file(
    stock: Path, open_main: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dialog asked about `prices`, and nobody about `prices.xlsx`."""
    there = tmp_path / "prices.xlsx"
    there.write_bytes(b"somebody's")
    window = open_main()
    giving, said = Giving(window.desk, window), []
    giving.message.connect(said.append)
    typed = (str(tmp_path / "prices"), "Excel (*.xlsx)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: typed)
    giving.save(Offer("rows", "Save", endings=("xlsx",)), lambda _reader, path: path.touch())
    assert [problem.key for problem in said] == ["name_taken"]
    assert there.read_bytes() == b"somebody's"
