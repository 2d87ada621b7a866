"""Data of persons in the settings, by the widgets a person uses: looked up, given out, erased."""

import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from broker_app.domain.party import Party
from broker_app.domain.person import APPROVER, Secret
from broker_app.jobs import auditing, editing, shipping, signing_in, staffing
from broker_app.jobs.progress import silent
from broker_app.store import parties
from broker_app.store.database import open_file
from broker_app.ui.main_window import MainWindow
from broker_app.ui.pages.settings import SettingsPage
from broker_app.ui.pages.settings_privacy import EraseDialog, PrivacyForm
from broker_app.ui.window_state import WindowState
from tests.ui.conftest import BOOKS, TODAY, OpenWindow, idle

NAME = "Wanjiru Kamau-Mwangi"


@pytest.fixture
def window(stock: Path, open_main: OpenWindow) -> MainWindow:
    with open_file(stock) as db:
        person = Party(name=NAME, kind="person", country="KE", phone="+254 700 123456")
        editing.save_party(db, person, "Sato")
        buyer, _ = editing.save_party(db, Party(name="Mawimbi Motors", country="KE"), "Sato")
        people = dict.fromkeys(("buyer", "consignee", "notify"), buyer)
        shipping.new_shipment(db, BOOKS, "Sato", TODAY, {"port_of_discharge": "KEMBA"} | people)
    return open_main()


def form_of(qtbot: QtBot, window: MainWindow, name: str) -> PrivacyForm:
    window.show_page("settings", "privacy")
    idle(qtbot, window)
    page = window.current
    assert isinstance(page, SettingsPage)
    page.privacy.name.edit.setText(name)
    qtbot.keyClick(page.privacy.name.edit, Qt.Key.Key_Return)
    idle(qtbot, window)
    return page.privacy


def test_a_person_is_looked_up_given_out_and_erased_by_two(
    window: MainWindow, stock: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = form_of(qtbot, window, NAME)
    assert "Party: 1" in form.stored.text()
    folder = tmp_path / "out"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(folder), ""))
    form.export.click()
    idle(qtbot, window)
    told = json.loads((folder / "person.json").read_text(encoding="utf-8"))
    assert told["records"]["party"][0]["phone"] == "+254 700 123456"
    noted = window.desk.reader.execute("SELECT details FROM step ORDER BY id DESC").fetchone()[0]
    assert json.loads(noted)["kind"] == "person"
    assert form.erase.isVisible()
    form.erase.click()
    (dialog,) = form.findChildren(EraseDialog)
    dialog.second.setText(window.desk.who)  # not another person
    dialog.verb.click()
    idle(qtbot, window)
    assert dialog.problem.isVisible()
    dialog.second.setText("Mori")
    dialog.verb.click()
    idle(qtbot, window)
    assert not form.stored.isVisible()
    window.close()
    held = b"".join(path.read_bytes() for path in stock.parent.glob(f"{stock.name}*"))
    assert NAME.encode() not in held
    assert b"+254 700 123456" not in held
    assert auditing.verify(silent, stock).is_good


def test_where_people_sign_in_the_second_types_a_password_and_typing_goes_too(
    stock: Path, open_main: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(signing_in, "_hasher", lambda: hasher)
    with open_file(stock) as db:
        editing.save_party(db, Party(name=NAME, kind="person", note="likes blue vans"), "Sato")
        staffing.begin(db, "Sato", Secret("quay gantry tide"))
        once, _ = staffing.add(db, "Kaneda", APPROVER, "Sato")
        signing_in.change_password(db, "Kaneda", Secret(once), Secret("harbour crane nine"))
    window = open_main()
    typed = {"page": "vehicles", "record": 1, "form": "EditAll", "place": "x", "said": "Remarks"}
    window.desk.memory.put("unsent", [typed | {"text": f"for {NAME}", "who": "Sato"}])
    state = WindowState(window, window.desk.memory)
    window.lock.gate.secret.setText("quay gantry tide")
    qtbot.keyClick(window.lock.gate.secret, Qt.Key.Key_Return)
    idle(qtbot, window)
    form = form_of(qtbot, window, NAME)
    form.erase.click()
    (dialog,) = form.findChildren(EraseDialog)
    dialog.second.setText("Kaneda")
    for word in ("", "not the password", "harbour crane nine"):
        assert form.stored.isVisible()
        assert dialog.secret.isVisible()
        dialog.secret.setText(word)
        dialog.verb.click()
        idle(qtbot, window)
    assert not form.stored.isVisible()
    assert [one.text for one in state.unsent.waiting] == ["for Person 1 (erased)"]
    assert NAME not in json.dumps(window.desk.memory.get("unsent"))
    state.end()
    with open_file(stock) as db:
        step = db.connection.execute("SELECT * FROM step WHERE key = 'erased'").fetchone()
        assert json.loads(step["details"])["second"] == "Kaneda"
        assert parties.get(db.connection, 1).name == "Person 1 (erased)"


def test_what_the_law_keeps_offers_no_erasing(window: MainWindow, qtbot: QtBot) -> None:
    form = form_of(qtbot, window, "Mawimbi Motors")
    assert "2036" in form.stored.text()
    assert form.export.isVisible()
    assert not form.erase.isVisible()


def test_a_name_that_nobody_has_is_told_at_the_field(window: MainWindow, qtbot: QtBot) -> None:
    form = form_of(qtbot, window, "Nobody At All")
    assert form.name.is_wrong
    assert not form.export.isVisible()
