"""A window that was killed comes back as it was; one that was closed begins at its first page."""

import json
import os
import signal
import subprocess
import sys

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from broker_app import paths
from broker_app.memory import Memory
from broker_app.settings import Settings
from broker_app.ui.app import open_window
from broker_app.ui.appearance import Appearance
from broker_app.ui.window_state import WindowState

from .conftest import TODAY, idle

WORKING = """
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from broker_app.settings import Settings
from broker_app.ui import app, window_state

window_state.KEEP_EVERY_MS = 100
made = app.application()

def window():
    return next(w for w in made.topLevelWidgets() if hasattr(w, "show_page"))

def work():
    page = window().current
    page._ask(replace(page.model.query, words="nze161", sort="displacement_cc", descending=True))
    window().resize(960, 640)
    QTimer.singleShot(1500, choose)

def choose():
    window().current.table.go_to(2)
    window().show_page("rules", window().desk.books.pack.rules[5].id)
    QTimer.singleShot(1500, lambda: print("ready", flush=True))

QTimer.singleShot(1500, work)
app.run(Path(sys.argv[1]), Settings(language="en", theme="light", staff_name="Sato"), date(2026, 11, 24))
"""


@pytest.fixture
def killed(stock):
    """Work in a window of another process, and kill it."""
    with subprocess.Popen(
        [sys.executable, "-c", WORKING, str(stock)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "ready"
        os.kill(other.pid, signal.SIGKILL)
    return stock


@pytest.fixture
def again(qtbot, qapp):
    """Start the window again, as the program does."""
    windows = []

    def start(file):
        memory = Memory(paths.config_folder() / "windows.json", file)
        settings = Settings(language="en", theme="light", staff_name="Sato")
        window = open_window(Appearance(qapp, settings), file, settings, TODAY, memory)
        windows.append(window)
        state = WindowState(window, memory)
        window.closing.connect(state.end)
        state.begin()
        window.show()
        qtbot.waitUntil(state._timer.isActive)
        idle(qtbot, window)
        return window

    def stop():
        while windows:
            window = windows.pop()
            idle(qtbot, window)
            window.close()
            window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    start.stop = stop
    yield start
    stop()


def test_a_killed_window_comes_back_as_it_was(qtbot, killed, again):
    window = again(killed)
    assert window.desk.runner.refusal is None  # the dead process holds nothing
    assert "you are where you were" in window.bar.text
    assert (window.width(), window.height()) == (960, 640)
    assert window.current_name == "rules"
    assert window.current.rule == window.desk.books.pack.rules[5]
    window.show_page("vehicles")
    idle(qtbot, window)
    page = window.current
    assert page.search.text() == "nze161"
    assert (page.model.query.sort, page.model.query.descending) == ("displacement_cc", True)
    assert page.table.currentIndex().row() == 2
    again.stop()
    window = again(killed)
    assert window.current_name == "vehicles"
    assert window.current.model.query.words == ""
    assert (window.width(), window.height()) == (960, 640)
    assert window.bar.isHidden()


def test_what_was_kept_by_another_version_or_is_gone_is_no_error(qtbot, stock, again):
    file = paths.config_folder() / "windows.json"
    shown = {
        "vehicles": {"query": {"words": 5}, "vehicle": "x"},
        "shipments": 99,
        "parties": 77,
        "rules": ["?"],
        "reports": None,
        "elsewhere": 1,
    }
    kept = {"is_open": True, "geometry": "zz", "page": "shipments", "shown": shown, "recent": [1]}
    file.write_text(json.dumps({str(stock.resolve()): kept, "other": 3}))
    window = again(stock)
    assert window.current_name == "shipments"
    window.run("palette")
    file.write_text("{")
    again.stop()
    assert json.loads(file.read_text())[str(stock.resolve())]["is_open"] is False


def test_a_memory_that_cannot_be_written_forgets(tmp_path, caplog):
    memory = Memory(tmp_path / "missing" / "windows.json", tmp_path / "a.db")
    memory.put("page", "today")
    assert memory.get("page", "") == "today"
    assert memory.get("page", 5) == 5
    assert "cannot remember" in caplog.text
    caplog.clear()


def test_two_databases_are_remembered_apart(tmp_path):
    file = tmp_path / "windows.json"
    one, other = Memory(file, tmp_path / "a.db"), Memory(file, tmp_path / "b.db")
    one.put("page", "today")
    other.put("page", "rules")
    assert Memory(file, tmp_path / "a.db").get("page", "") == "today"
    assert Memory(file, tmp_path / "b.db").get("page", "") == "rules"
