"""What was typed and not stored when the program was killed is offered again at its place."""

import json
import os
import signal
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from broker_app import paths, words
from broker_app.domain.party import Party
from broker_app.store import parties, write
from broker_app.store.database import open_file
from broker_app.ui.pages.edit_all import EditAll
from broker_app.ui.typed_fields import may_be_kept
from broker_app.ui.unsent import _Offer
from broker_app.ui.widgets.dialog import ReasonDialog
from broker_app.ui.widgets.secret_edit import SecretEdit
from broker_app.ui.widgets.text import Button

from .conftest import idle
from .test_coming_back import again  # noqa: F401 (a fixture)

TYPING = """
import os
import sys
from datetime import date
from pathlib import Path
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from broker_app.settings import Settings
from broker_app.ui import app

made = app.application()

def window():
    return next(w for w in made.topLevelWidgets() if hasattr(w, "show_page"))

def type_in(text):
    QTest.keyClicks(QApplication.focusWidget(), text)
    QTimer.singleShot(1200, lambda: print("ready", flush=True))

def party():
    window().show_page("parties", 1)
    note = window().current.form.entries["note"]
    note.edit.setFocus()
    QTimer.singleShot(300, lambda: type_in("pays late, see Sato"))

def cell():
    page = window().current
    page.table.setFocus()
    column = next(n for n in range(page.model.columnCount()) if page.model.column(n).id == "displacement_cc")
    page.table.go_to(1, column)
    page.cells.begin(page.table.currentIndex())
    QTimer.singleShot(300, lambda: type_in("2500x"))

QTimer.singleShot(1500, globals()[sys.argv[2]])
QTimer.singleShot(20_000, lambda: os._exit(1))
app.run(Path(sys.argv[1]), Settings(language="en", theme="light", staff_name="Sato"), date(2026, 11, 24))
"""


@pytest.fixture
def kill(stock):
    """Type in another process, as named in `TYPING`, and kill it."""
    with open_file(stock) as db, write.step(db, "party", "Sato") as step:
        parties.add(step, Party(name="MAWIMBI MOTORS LTD."))

    def typed_and_killed(what):
        command = [sys.executable, "-c", TYPING, str(stock), what]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None
            assert other.stdout.readline().strip() == "ready"
            os.kill(other.pid, signal.SIGKILL)
        return stock

    return typed_and_killed


def leave(file, form, place, record):
    """Leave what a killed window kept of a form in the file of states."""
    typed = {"page": "vehicles", "record": record, "form": form, "place": place, "said": "Remarks"}
    typed |= {"text": "scratch at the left door", "who": "Sato"}
    states = {"is_open": True, "page": "vehicles", "shown": {}, "unsent": [{"text": 5}, typed]}
    states_file = paths.config_folder() / "windows.json"
    states_file.parent.mkdir(parents=True, exist_ok=True)
    states_file.write_text(json.dumps({str(file.resolve()): states}))


def offered(window):
    """Return the sentence of the bar, which stands there until it is answered."""
    assert "was not stored when Broker last ended" in window.bar.text
    return window.bar.text


def press(window, key):
    link = next(one for one in window.bar.current.links if words.say(one.said) == words.say(key))
    window.bar._follow(window.bar.current, link)


def kept(file):
    found = json.loads((paths.config_folder() / "windows.json").read_text())
    return [one["text"] for one in found[str(file.resolve())]["unsent"]]


def test_a_note_of_a_party_is_put_back(qtbot, kill, again):  # noqa: F811
    file = kill("party")
    window = again(file)
    assert "“pays late, see Sato”" in offered(window)
    entry = window.page("parties").form.entries["note"]
    assert entry.edit.text() == ""  # nothing is put back by itself
    press(window, "unsent.put_back")
    qtbot.waitUntil(lambda: entry.edit.text() == "pays late, see Sato")
    assert kept(file) == ["pays late, see Sato"]  # until it is stored
    QTest.keyClick(entry.edit, Qt.Key.Key_Return)
    idle(qtbot, window)
    assert parties.get(window.desk.reader, 1).note == "pays late, see Sato"
    again.stop()
    assert kept(file) == []


def test_a_cell_is_put_back_where_it_was(qtbot, kill, again):  # noqa: F811
    window = again(kill("cell"))
    assert "2500x" in offered(window)
    press(window, "unsent.put_back")
    page = window.page("vehicles")
    qtbot.waitUntil(lambda: page.cells.field is not None and page.cells.field.modified)
    assert (page.cells.field.name, page.cells.field.edit.text()) == ("displacement_cc", "2500x")
    assert page.model.row_of(page.cells.vehicle) == 1
    page.cells.close()


def test_the_form_of_all_facts_opens_again(qtbot, stock, again):  # noqa: F811
    leave(stock, "EditAll", "EditAll/TextEntry:remarks/_Edit#0", 2)
    window = again(stock)
    press(window, "unsent.put_back")
    page = window.page("vehicles")
    qtbot.waitUntil(lambda: isinstance(page.edits.dialog, EditAll))
    dialog = page.edits.dialog
    entry = dialog.entries["remarks"]
    qtbot.waitUntil(lambda: entry.edit.text() == "scratch at the left door")
    assert page.table.current_vehicle() == 2
    dialog.reject()
    idle(qtbot, window)
    assert kept(stock) == []  # who cancels gives it up


def test_a_form_that_only_a_person_can_open_offers_it_itself(qtbot, stock, again):  # noqa: F811
    leave(stock, "ReasonDialog", "ReasonDialog/QLineEdit#0", 4)
    window = again(stock)
    page = window.page("vehicles")
    qtbot.waitUntil(lambda: page.table.current_vehicle() == 4)
    press(window, "unsent.put_back")
    qtbot.waitUntil(lambda: "is on the clipboard" in window.bar.text)
    assert QApplication.clipboard().text() == "scratch at the left door"
    dialog = ReasonDialog("why", page)
    dialog.open()
    dialog.activateWindow()
    dialog.reason.setFocus()
    qtbot.waitUntil(lambda: dialog.findChild(_Offer) is not None)
    dialog.findChild(_Offer).findChildren(Button)[0].click()
    assert dialog.reason.text() == "scratch at the left door"
    assert dialog.verb.isEnabled()
    dialog.reject()
    dialog.deleteLater()
    assert kept(stock) == []


def test_what_is_thrown_away_is_gone_and_a_close_keeps(qtbot, stock, again):  # noqa: F811
    window = again(stock)
    window.page("vehicles").table.go_to(0)
    window.run("edit_all")
    dialog = window.page("vehicles").edits.dialog
    dialog.activateWindow()
    entry = dialog.entries["remarks"]
    entry.setFocus()
    qtbot.waitUntil(entry.edit.hasFocus)
    QTest.keyClicks(entry.edit, "half a sent")
    again.stop()
    assert kept(stock) == ["half a sent"]
    window = again(stock)
    assert "half a sent" in offered(window)
    press(window, "unsent.throw_away")
    assert window.bar.isHidden()
    assert kept(stock) == []


def test_secrets_are_never_kept(qtbot):
    dialog = ReasonDialog("why", None)
    secret = SecretEdit("cli.backup_key")
    dialog.body.addWidget(secret)
    qtbot.addWidget(dialog)
    assert may_be_kept(dialog.reason)
    assert not may_be_kept(secret)
