"""A second window on the same file: it shows it, names the holder, and takes over when he leaves."""

import json
import os
import signal
import socket
import subprocess
import sys

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from shiboken6 import isValid

from broker_app.errors import UserError
from broker_app.settings import Settings
from broker_app.store import database, vehicles, write
from broker_app.store.database import open_file
from broker_app.ui.app import open_window
from broker_app.ui.appearance import Appearance
from broker_app.ui.holding import Hold

from .conftest import TODAY, idle


@pytest.fixture
def opened(qtbot, qapp, file):
    """Open windows on the file of the test, each for a person; those left are closed at the end."""
    windows = []

    def make(who):
        settings = Settings(language="en", theme="light", staff_name=who)
        window = open_window(Appearance(qapp, settings), file, settings, TODAY)
        window.show()
        windows.append(window)
        idle(qtbot, window)
        return window

    yield make
    for window in windows:
        if isValid(window):
            left(qtbot, window)


def left(qtbot, window):
    """Close a window, for good."""
    idle(qtbot, window)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_the_second_window_reads_and_names_the_holder(qtbot, stock, opened):
    first, window = opened("Sato"), opened("Kaneda")
    assert f"Sato has this file open on {socket.gethostname()} since" in window.bar.text
    assert "read only" in window.windowTitle()
    assert window.current.model.rowCount() == 4
    before = list(vehicles.many(first.desk.reader))
    window.current.table.go_to(0)
    window.run("to_bin")
    idle(qtbot, window)
    assert window.bar.text.startswith("Sato has this file open")
    assert window.bar.current.kind == "error"
    assert list(vehicles.many(first.desk.reader)) == before
    left(qtbot, first)
    window.waiting.look()
    assert window.windowTitle() == "Broker"
    assert "can be changed here" in window.bar.text
    idle(qtbot, window)
    window.run("to_bin")
    idle(qtbot, window)
    assert vehicles.count(window.desk.reader, vehicles.Query()) == 3


def test_the_second_window_notices_what_the_first_changes(qtbot, stock, opened):
    first, window = opened("Sato"), opened("Kaneda")
    heard = []
    window.desk.runner.changed.connect(heard.append)
    window.desk.runner._compare_version()
    first.current.table.go_to(0)
    first.run("to_bin")
    idle(qtbot, first)
    window.desk.runner._writer.submit(window.desk.runner._compare_version).result()
    qtbot.waitUntil(lambda: bool(heard))
    idle(qtbot, window)
    assert window.current.model.rowCount() == 3


def test_the_command_line_writes_while_a_window_is_open(qtbot, stock, open_main):
    window = open_main()
    with open_file(stock) as db, write.step(db, "note", "Kaneda") as step:
        step.change("vehicle", 1, {"colour": "black"})
    assert vehicles.get(window.desk.reader, 1).colour == "black"


def test_the_hold_of_a_killed_window_holds_nobody_off(tmp_path):
    file = tmp_path / "stock.db"
    code = (
        "import sys, time; from pathlib import Path; from broker_app.ui.holding import Hold;"
        "print(Hold(Path(sys.argv[1]), 'Sato').take(), flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file)], stdout=subprocess.PIPE, text=True
    ) as other:
        # The hold must live as long as the process, so it is bound to a name there.
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "True"
        os.kill(other.pid, signal.SIGKILL)
    hold = Hold(file, "Kaneda")
    assert hold.take()
    assert hold.holder().who == "Kaneda"
    hold.let_go()
    assert [path.name for path in tmp_path.iterdir()] == []


def test_a_holder_that_cannot_be_read_is_somebody(tmp_path):
    file = tmp_path / "stock.db"
    first = Hold(file, "Sato")
    assert first.take()
    (tmp_path / ".stock.db.holder").write_text(json.dumps(["?"]))
    assert not Hold(file, "Kaneda").take()
    assert Hold(file, "Kaneda").holder().refusal.key == "file_held"
    first.let_go()


def test_a_file_that_must_change_its_shape_first_is_refused_while_it_is_held(tmp_path):
    file = tmp_path / "stock.db"
    with open_file(file) as db:
        db.connection.execute(
            "DELETE FROM _sqlite_migrations WHERE id = (SELECT max(id) FROM _sqlite_migrations)"
        )
    with pytest.raises(UserError) as problem:
        database.open_to_read(file)
    assert problem.value.key == "database_older_held"
