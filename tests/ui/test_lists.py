"""Lists on the settings page, and the folder that is watched."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from broker_app.domain.list_format import ListFormat
from broker_app.jobs import explaining_lists
from broker_app.reference.list_formats import as_text
from broker_app.store import list_formats
from broker_app.ui import watching
from broker_app.ui.pages import settings_lists
from broker_app.ui.pages.settings import SettingsPage
from broker_app.ui.watching import Watch

from .conftest import idle, page_of

KNOWN = ListFormat("", "Minato", ("番号", "値"), {"値": "hammer_price"}, "千円")


@pytest.fixture
def page(open_main, monkeypatch, tmp_path):
    monkeypatch.setattr(watching, "SETTLED_MS", 50)
    window = open_main()
    window.show_page("settings", "lists")
    return page_of(window, SettingsPage)


def press(page, name):
    next(b for b in page.lists.findChildren(QPushButton) if b.text() == name).click()


def test_a_layout_is_added_exported_and_forgotten(qtbot, page, tmp_path, monkeypatch):
    window = page.window()
    shared, copy = tmp_path / "minato.toml", tmp_path / "copy.toml"
    shared.write_text(as_text(KNOWN), "utf-8")
    dialog = settings_lists.QFileDialog
    monkeypatch.setattr(dialog, "getOpenFileName", lambda *_: (str(shared), ""))
    monkeypatch.setattr(dialog, "getSaveFileName", lambda *_: (str(copy), ""))
    press(page, "Add a layout…")
    idle(qtbot, window)
    assert explaining_lists.layout_text(list_formats.every(page.desk.reader)[0]) == (
        "2 columns, 値 = Hammer price, prices in 千円"
    )
    press(page, "Export")
    idle(qtbot, window)
    assert copy.read_bytes() == shared.read_bytes()
    press(page, "Forget")
    idle(qtbot, window)
    assert list_formats.every(page.desk.reader) == []


def test_a_broken_layout_is_said(qtbot, page, tmp_path, monkeypatch):
    broken = tmp_path / "broken.toml"
    broken.write_text("name = 1")
    monkeypatch.setattr(settings_lists.QFileDialog, "getOpenFileName", lambda *_: (str(broken), ""))
    with qtbot.waitSignal(page.message) as told:
        press(page, "Add a layout…")
    assert told.args[0].key == "format_file"


def test_new_lists_in_the_watched_folder_are_told_once(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(watching, "SETTLED_MS", 50)
    (tmp_path / "old.csv").write_text("old")
    watch = Watch()
    watch.watch(str(tmp_path))
    with qtbot.waitSignal(watch.arrived) as told:
        (tmp_path / "new.csv").write_text("new")
        (tmp_path / "~$new.xlsx").write_text("lock")
        (tmp_path / "note.doc").write_text("no list")
    assert told.args[0] == [tmp_path / "new.csv"]
    with qtbot.assertNotEmitted(watch.arrived, wait=200):
        (tmp_path / "other.doc").write_text("no list")
    watch.watch("")
    with qtbot.assertNotEmitted(watch.arrived, wait=200):
        (tmp_path / "late.csv").write_text("late")


def test_a_watched_folder_leads_to_the_import_page(qtbot, page, tmp_path, monkeypatch):
    window, folder = page.window(), tmp_path / "inbox"
    folder.mkdir()
    dialog = settings_lists.QFileDialog
    monkeypatch.setattr(dialog, "getExistingDirectory", lambda *_: str(folder))
    press(page, "Choose folder…")
    assert page.lists.folder.text() == str(folder)
    file = folder / "uss.csv"
    with qtbot.waitSignal(page.desk.watch.arrived):
        file.write_text("出品番号,車名,型式\n1,アクア,NHP10\n")
    assert "uss.csv" in window.bar.text
    window.take_files([file])
    idle(qtbot, window)
    press(page, "Stop watching")
    assert page.desk.settings.watched_folder == ""


def test_a_folder_that_is_gone_is_no_bug(tmp_path: Path) -> None:
    watch = Watch()
    watch.watch(str(tmp_path / "nowhere"))
    watch._look()
