"""Backups, checks and plain files in the window, with real files."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QFileDialog

from broker_app import words
from broker_app.domain.party import Party
from broker_app.jobs import backing_up, editing
from broker_app.jobs.progress import silent
from broker_app.settings import Settings
from broker_app.store import backup, parties
from broker_app.store.database import open_file, open_reader
from broker_app.ui import app, recovering
from broker_app.ui.backups import BackupsDialog
from broker_app.ui.keeping import AnswerDialog
from broker_app.ui.widgets.text import now_said

from .conftest import idle


def add_party(qtbot, window, name="KOPJE MOTORS"):
    window.desk.runner.change(editing.save_party, Party(name=name), "Sato")
    idle(qtbot, window)


def reasons(window):
    return [one.reason for one in backing_up_choices(window)]


def backing_up_choices(window):
    path = window.desk.runner.path
    return backup.found_in(backup.folder_of(path), path.stem)


def half_an_hour_later(monkeypatch):
    later = datetime.now(UTC) + timedelta(minutes=31)
    monkeypatch.setattr(
        backing_up.retention,
        "is_due",
        lambda changed, _now: changed is not None and later - changed >= timedelta(minutes=30),
    )


def choose_name(monkeypatch, name):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(name), ""))


def shown_dialog(window, kind):
    return next(one for one in window.findChildren(kind) if one.isVisible())


def test_a_backup_is_made_half_an_hour_after_a_change_and_only_then(
    qtbot, stock, open_main, monkeypatch
):
    window = open_main()
    window.backups.look()
    idle(qtbot, window)
    assert reasons(window) == []  # the change is a moment old
    half_an_hour_later(monkeypatch)
    window.backups.look()
    idle(qtbot, window)
    assert reasons(window) == ["change"]
    for _ in range(3):
        window.backups.look()
        idle(qtbot, window)
    assert reasons(window) == ["change"]
    add_party(qtbot, window)
    window.backups.look()
    idle(qtbot, window)
    assert reasons(window) == ["change", "change"]


def test_a_window_that_only_shows_makes_none(qtbot, stock, open_main, monkeypatch):
    first = open_main()
    second = open_main()
    half_an_hour_later(monkeypatch)
    assert second.desk.runner.refusal is not None
    second.backups.look()
    idle(qtbot, second)
    assert reasons(first) == []


def test_a_backup_that_fails_is_said_once_and_tried_later(qtbot, stock, open_main, monkeypatch):
    window = open_main()
    half_an_hour_later(monkeypatch)
    backup.folder_of(stock).write_text("in the way")
    window.backups.look()
    idle(qtbot, window)
    (said,) = window.bar._messages
    assert "backup" in now_said(said.said).lower()
    window.bar.dismiss()
    window.backups.look()
    idle(qtbot, window)
    assert window.bar._messages == []
    backup.folder_of(stock).unlink()
    window.backups._rest = 0
    window.backups.look()
    idle(qtbot, window)
    assert reasons(window) == ["change"]


def test_a_backup_is_compared_and_restored_into_a_new_file(
    qtbot, stock, open_main, monkeypatch, tmp_path
):
    window = open_main()
    window.run("back_up")
    idle(qtbot, window)
    add_party(qtbot, window)
    window.run("backups")
    dialog = shown_dialog(window, BackupsDialog)
    idle(qtbot, window)
    assert dialog.table.count == 1
    assert "KOPJE MOTORS" in dialog.compared.text()
    assert "1 step was done since" in dialog.compared.text()
    into = tmp_path / "restored.db"
    choose_name(monkeypatch, into)
    dialog.verb.click()
    idle(qtbot, window)
    made = shown_dialog(window, AnswerDialog)
    assert "4 vehicles" in made.lines[0]
    with closing(open_reader(into)) as reader:
        assert parties.every(reader) == []
    made.verb.click()
    (other,) = window.opened
    idle(qtbot, other)
    assert other.desk.runner.path == into
    assert other.isVisible()
    other.close()
    with closing(open_reader(stock)) as reader:
        assert [one.name for one in parties.every(reader)] == ["KOPJE MOTORS"]


def test_a_taken_name_is_refused_in_the_bar(qtbot, stock, open_main, monkeypatch):
    window = open_main()
    window.run("back_up")
    idle(qtbot, window)
    window.run("backups")
    dialog = shown_dialog(window, BackupsDialog)
    idle(qtbot, window)
    choose_name(monkeypatch, stock)
    dialog.verb.click()
    idle(qtbot, window)
    assert any("already" in now_said(one.said) for one in window.bar._messages)


def test_the_check_answers_and_offers_what_mends(qtbot, stock, open_main, monkeypatch, tmp_path):
    window = open_main()
    window.run("check_database")
    idle(qtbot, window)
    dialog = shown_dialog(window, AnswerDialog)
    assert dialog.windowTitle() == "The database is sound: 4 vehicles."
    assert not dialog.verb.isVisible()
    dialog.close()
    with closing(sqlite3.connect(stock)) as behind:
        behind.execute("INSERT INTO sale (id, vehicle, buyer) VALUES (1, 99, 1)")
        behind.commit()
    window.run("check_database")
    idle(qtbot, window)
    dialog = shown_dialog(window, AnswerDialog)
    assert dialog.windowTitle().startswith("The database is damaged")
    choose_name(monkeypatch, tmp_path / "rebuilt")
    dialog.verb.click()
    idle(qtbot, window)
    made = shown_dialog(window, AnswerDialog)
    assert any("set aside" in text for text in made.lines)
    assert (tmp_path / "rebuilt.db").exists()
    made.close()


def test_everything_goes_out_and_comes_back(qtbot, stock, open_main, monkeypatch, tmp_path):
    window = open_main()
    choose_name(monkeypatch, tmp_path / "everything")
    window.run("export_all")
    idle(qtbot, window)
    assert (tmp_path / "everything" / "manifest.json").exists()
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "everything")
    )
    choose_name(monkeypatch, tmp_path / "again.db")
    window.run("import_all")
    idle(qtbot, window)
    shown_dialog(window, AnswerDialog).close()
    with open_file(tmp_path / "again.db") as db:
        assert db.connection.execute("SELECT count(*) FROM vehicle").fetchone()[0] == 4


def told_of_backups(today):
    """Return the kinds of the rows Today shows of backups, or nothing while it still looks."""
    found = today.found.get("backups")
    return None if found is None else [one.kind for one in found.due]


@pytest.mark.parametrize("there", [True, False])
def test_the_second_folder_is_chosen_in_the_settings_and_watched_by_today(
    qtbot, stock, open_main, monkeypatch, tmp_path, there
):
    window = open_main()
    second = tmp_path / "stick"
    second.mkdir()
    window.show_page("settings", "backups")
    page = window.current
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(second))
    page.backups.choose.click()
    idle(qtbot, window)
    assert window.desk.settings.backups_folder == str(second)
    assert len(list(second.rglob("*.db"))) == 1
    assert words.say("backup.reason.manual") in page.backups.last.text()
    if not there:
        for file in sorted(second.rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
        second.rmdir()
    window.show_page("today")
    today = window.current
    window.run("back_up")
    idle(qtbot, window)
    qtbot.wait(100)
    idle(qtbot, window)
    expected = [] if there else ["second_missing"]
    qtbot.waitUntil(lambda: told_of_backups(today) == expected, timeout=10_000)
    page.backups.stop.click()
    assert window.desk.settings.backups_folder == ""


def damage(path):
    """Overwrite the first pages, as a failing disk does."""
    with path.open("r+b") as file:
        file.write(b"\xde\xad" * 8192)


def test_a_damaged_file_is_answered_with_its_last_good_backup(qtbot, stock):
    made = backing_up.back_up(silent, stock).backup
    damage(stock)
    harmed = stock.read_bytes()
    found = recovering.last_good(stock, "")
    assert found is not None
    assert found.path == made.path
    dialog = recovering.RecoverDialog(stock, found)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.verb.click()
    qtbot.waitUntil(lambda: dialog.result() == dialog.DialogCode.Accepted, timeout=20_000)
    with open_file(stock) as db:
        assert db.connection.execute("SELECT count(*) FROM vehicle").fetchone()[0] == 4
    (aside,) = stock.parent.glob("test-damaged-*.db")
    assert aside.read_bytes() == harmed
    assert (
        list(stock.parent.glob("test-restored*")) + list(stock.parent.glob(".broker-part-*")) == []
    )


def test_a_recovery_from_a_damaged_backup_changes_nothing(qtbot, stock):
    made = backing_up.back_up(silent, stock).backup
    damage(stock)
    harmed = stock.read_bytes()
    found = recovering.last_good(stock, "")
    damage(made.path)
    dialog = recovering.RecoverDialog(stock, found)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.verb.click()
    qtbot.waitUntil(lambda: "damaged" in dialog.said.text(), timeout=20_000)
    assert dialog.verb.isEnabled()
    assert stock.read_bytes() == harmed
    assert list(stock.parent.glob("test-*.db")) == []
    dialog.reject()


def test_a_program_that_starts_on_a_damaged_file_asks(qtbot, qapp, stock, monkeypatch):
    backing_up.back_up(silent, stock)
    damage(stock)
    asked = []
    monkeypatch.setattr(recovering, "ask", lambda path, *_: asked.append(path) or False)
    assert app.run(stock, Settings(language="en")) == 1
    assert asked == [stock]
