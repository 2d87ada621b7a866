"""The window verifies the records, writes the bundle, and opens no connection meanwhile."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from broker_app import words
from broker_app.store import integrity
from broker_app.ui.assuring import VerifiedDialog
from broker_app.ui.keeping import AnswerDialog
from broker_app.ui.main_window import MainWindow
from tests.jobs.test_no_network import no_network
from tests.ui.conftest import OpenWindow

__all__ = ["no_network"]


@pytest.fixture
def window(stock: Path, open_main: OpenWindow) -> MainWindow:
    return open_main()


def answer_of(window: MainWindow, qtbot: QtBot) -> AnswerDialog:
    window.run("verify_records")
    qtbot.waitUntil(lambda: window.findChild(AnswerDialog) is not None, timeout=20_000)
    found = window.findChild(AnswerDialog)
    assert isinstance(found, AnswerDialog)
    return found


def test_the_window_verifies_the_records(
    no_network: list[str], stock: Path, open_main: OpenWindow, qtbot: QtBot
) -> None:
    dialog = answer_of(open_main(), qtbot)  # its start, too
    assert any("whole up to entry" in text for text in dialog.lines)
    dialog.reject()
    assert no_network == []


def test_the_window_names_what_another_program_changed(
    window: MainWindow, file: Path, qtbot: QtBot
) -> None:
    with closing(sqlite3.connect(file, isolation_level=None, timeout=20)) as other:
        other.execute("UPDATE vehicle SET maker = 'LADA' WHERE id = 1")
    dialog = answer_of(window, qtbot)
    (line,) = [text for text in dialog.lines if "LADA" in text]
    assert "vehicle 1, maker" in line
    dialog.reject()


def test_a_printed_hash_is_looked_for_in_the_window(window: MainWindow, qtbot: QtBot) -> None:
    head = integrity.head(window.desk.reader)
    dialog = answer_of(window, qtbot)
    assert isinstance(dialog, VerifiedDialog)
    for text, mark, said in (
        (f"{head.hash[:32].upper()} {head.hash[32:]}", "passed", f"entry {head.seq}"),
        ("0" * 64, "error", "cut off or rewritten"),
        ("0123", "warning", "no hash"),
    ):
        dialog.printed.setText(text)
        qtbot.keyClick(dialog.printed, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda said=said: said in dialog.said.text(), timeout=20_000)
        assert dialog.mark.accessibleName() == words.say(f"mark.{mark}")
    assert dialog.isVisible()
    dialog.reject()


def test_the_window_writes_the_bundle(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "bundle.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.run("support_bundle")
    qtbot.waitUntil(lambda: target.exists() and not window.desk.runner.busy, timeout=20_000)
    qtbot.waitUntil(
        lambda: (
            window.desk.reader.execute(
                "SELECT count(*) FROM step WHERE key = 'given_out'"
            ).fetchone()[0]
            == 1
        ),
        timeout=20_000,
    )
