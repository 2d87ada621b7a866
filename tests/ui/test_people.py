"""The gate, the lock, people in the settings, the second person; and no password in any log."""

import contextlib
import sqlite3

import pytest
from argon2 import PasswordHasher
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog

from broker_app import log, paths
from broker_app.domain.party import BankAccount
from broker_app.domain.person import APPROVER, STAFF, Secret
from broker_app.errors import UserError
from broker_app.jobs import backing_up, banking, restoring, sealing, signing_in, staffing
from broker_app.jobs.progress import silent
from broker_app.store import bank_accounts, history, people
from broker_app.store.database import open_file
from broker_app.ui.backups import BackupsDialog
from broker_app.ui.keeping import AnswerDialog
from broker_app.ui.pages.settings import SettingsPage
from broker_app.ui.pages.settings_people import AddDialog, BeginDialog, OnceDialog
from broker_app.ui.sealed import KeyDialog, RecoveryDialog, SealDialog
from broker_app.ui.second_person import ApproveDialog

from .conftest import idle, page_of

SATO, KANEDA = "quay gantry tide", "harbour crane nine"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Hash with little memory: the library's own figures are tried where people sign in."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(signing_in, "_hasher", lambda: hasher)


@pytest.fixture
def office(stock):
    """Sato administrates, Kaneda approves; a bank account waits."""
    with open_file(stock) as db:
        staffing.begin(db, "Sato", Secret(SATO))
        once, _ = staffing.add(db, "Kaneda", APPROVER, "Sato")
        signing_in.change_password(db, "Kaneda", Secret(once), Secret(KANEDA))
        for number, currency in enumerate(("JPY", "USD")):
            made = BankAccount(currency=currency, bank="B", number=str(number), holder="H")
            banking.enter(db, made, "Sato")
    return stock


def sign_in(qtbot, window, password, name=""):
    gate = window.lock.gate
    if name:
        gate.name.choose(name)
    gate.secret.clear()
    QTest.keyClicks(gate.secret, password)
    QTest.keyClick(gate.secret, Qt.Key.Key_Return)
    idle(qtbot, window)


def shown_dialog(window, kind):
    return next(one for one in window.findChildren(kind) if one.isVisible())


def test_the_window_opens_behind_the_gate_and_writes_nothing_before(qtbot, office, open_main):
    with open_file(office) as db:
        before = history.latest(db.connection)
    window = open_main()
    assert window.lock.closed
    assert window.lock.gate.isVisible()
    assert not window.rail.isVisible()
    assert not window.current.isVisible()
    assert history.latest(window.desk.reader) == before
    sign_in(qtbot, window, "not the one")
    assert window.lock.closed
    assert "do not belong together" in window.lock.gate.problem.text()
    sign_in(qtbot, window, SATO)
    assert not window.lock.closed
    assert window.current.isVisible()
    assert window.desk.who == "Sato"


def test_where_nobody_is_set_up_there_is_no_gate(qtbot, stock, open_main):
    window = open_main()
    window.run("lock")
    assert not window.lock.closed
    assert "set up people" in window.cannot(next(a for a in _actions() if a.id == "lock"))
    assert window.desk.who == "Sato"


def _actions():
    from broker_app.ui.actions import ACTIONS

    return ACTIONS


def test_the_lock_hides_all_keeps_what_is_typed_and_hears_no_key(qtbot, office, open_main):
    window = open_main()
    sign_in(qtbot, window, SATO)
    window.show_page("settings", "people")
    page = page_of(window, SettingsPage)
    page.people.add.click()
    dialog = shown_dialog(window, AddDialog)
    QTest.keyClicks(dialog.name, "Mori hal")
    window.run("lock")
    assert window.lock.closed
    assert not dialog.isVisible()
    assert not page.isVisible()
    window_keys = window.findChildren(QShortcut)
    assert window_keys
    assert not any(one.isEnabled() for one in window_keys)
    assert not window.acceptDrops()
    sign_in(qtbot, window, SATO)
    assert dialog.isVisible()
    assert dialog.isModal()
    assert dialog.name.text() == "Mori hal"
    assert all(one.isEnabled() for one in window_keys)
    assert window.acceptDrops()
    dialog.reject()


def test_idle_minutes_lock_and_a_key_counts_anew(qtbot, office, open_main):
    window = open_main()
    assert not window.lock.idle.isActive()
    sign_in(qtbot, window, SATO)
    assert window.lock.idle.interval() == 10 * 60_000
    window.lock.idle.start(400)
    window.windowHandle().installEventFilter(window.lock)
    qtbot.wait(250)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert window.lock.idle.remainingTime() > 300
    qtbot.waitUntil(lambda: window.lock.closed, timeout=5_000)


def test_who_is_put_out_of_use_meanwhile_works_here_no_more(qtbot, office, open_main):
    window = open_main()
    sign_in(qtbot, window, KANEDA, "Kaneda")
    qtbot.waitUntil(lambda: window.desk.runner._own_version != 0, timeout=10_000)
    with open_file(office) as db:
        staffing.put_out(db, "Kaneda", "Sato")
    qtbot.waitUntil(lambda: window.lock.closed, timeout=10_000)
    assert signing_in.names(window.desk.reader) == ["Sato"]


def test_a_password_for_once_is_changed_at_the_gate(qtbot, office, open_main):
    with open_file(office) as db:
        once, _ = staffing.add(db, "Mori", STAFF, "Sato")
    window = open_main()
    sign_in(qtbot, window, once, "Mori")
    gate = window.lock.gate
    assert window.lock.closed
    assert gate.fresh.isVisible()
    assert not gate.secret.isVisible()
    gate.fresh.setText("rope bollard sea")
    gate.again.setText("rope bollard see")
    gate.enter.click()
    assert "not the same" in gate.problem.text()
    gate.again.setText("rope bollard sea")
    gate.enter.click()
    idle(qtbot, window)
    assert not window.lock.closed
    assert window.desk.who == "Mori"
    assert gate.fresh.text() == ""
    window.show_page("settings", "people")
    form = page_of(window, SettingsPage).people
    assert form.own.isVisibleTo(form)
    assert not form.add.isVisibleTo(form)
    assert not form.links


def test_the_settings_set_up_the_first_and_add_others(qtbot, stock, open_main):
    window = open_main()
    window.show_page("settings", "people")
    form = page_of(window, SettingsPage).people
    form.begin.click()
    dialog = shown_dialog(window, BeginDialog)
    assert dialog.name.text() == "Sato"
    dialog.fresh.setText("short")
    dialog.again.setText("short")
    dialog.verb.click()
    idle(qtbot, window)
    assert "10 to 200" in dialog.problem.text()
    dialog.fresh.setText(SATO)
    dialog.again.setText(SATO)
    dialog.verb.click()
    idle(qtbot, window)
    assert not window.lock.closed
    assert window.desk.signed.name == "Sato"
    form.add.click()
    adding = shown_dialog(window, AddDialog)
    adding.name.setText("Kaneda")
    adding.role.choose(APPROVER)
    adding.verb.click()
    idle(qtbot, window)
    shown = shown_dialog(window, OnceDialog)
    assert len(shown.once.text()) == 14
    shown.reject()
    form.links["people.put_out_of_use", "Kaneda"].click()
    idle(qtbot, window)
    assert ("people.bring_back", "Kaneda") in form.links
    form.links["people.put_out_of_use", "Sato"].click()
    idle(qtbot, window)
    assert "last administrator" in window.bar.text
    assert people.every(window.desk.reader)[1].active


def test_an_account_is_approved_by_the_second_persons_own_password(qtbot, office, open_main):
    window = open_main()
    sign_in(qtbot, window, SATO)
    window.show_page("settings", "banks")
    banks = page_of(window, SettingsPage).banks
    account = next(one for one in banks.accounts if one.waits)
    banks.links["account.approve", account.id].click()
    dialog = shown_dialog(window, ApproveDialog)
    for name, password, said in (
        ("Sato", SATO, "another person"),
        ("Kaneda", SATO, "not the password of Kaneda"),
        ("Kaneda", "", "own password"),
    ):
        dialog.second.setText(name)
        dialog.secret.setText(password)
        dialog.verb.click()
        idle(qtbot, window)
        assert dialog.isVisible()
        assert said in dialog.problem.text() or name == "Sato"
    dialog.secret.setText(KANEDA)
    dialog.verb.click()
    idle(qtbot, window)
    approved = bank_accounts.get(window.desk.reader, account.id)
    assert approved.approved_by == "Kaneda"
    assert window.desk.who == "Sato"


def test_no_log_and_no_file_holds_a_password(qtbot, office, open_main, monkeypatch, caplog):
    log.start()
    wrong = "thirteen wrong herons"
    window = open_main()
    sign_in(qtbot, window, wrong)
    sign_in(qtbot, window, SATO)
    window.show_page("settings", "banks")
    banks = page_of(window, SettingsPage).banks
    account = next(one for one in banks.accounts if one.waits)
    banks.links["account.approve", account.id].click()
    dialog = shown_dialog(window, ApproveDialog)
    dialog.second.setText("Kaneda")
    dialog.secret.setText(wrong)
    dialog.verb.click()
    idle(qtbot, window)

    def breaks(*given):
        raise RuntimeError(f"a bug with {given!r}")

    monkeypatch.setattr(bank_accounts, "approve", breaks)
    dialog.secret.setText(KANEDA)
    dialog.verb.click()
    idle(qtbot, window)
    bug = next(one for one in window.findChildren(QDialog) if type(one).__name__ == "BugDialog")
    shown = [child.toPlainText() for child in bug.findChildren(object) if _has_text(child)]
    files = [
        *paths.log_folder().rglob("*"),
        *office.parent.rglob("*"),
        *paths.config_folder().rglob("*"),
    ]
    held = b"".join(file.read_bytes() for file in files if file.is_file())
    with contextlib.closing(sqlite3.connect(office)) as reader:
        held += "\n".join(reader.iterdump()).encode()
    held += "".join([*shown, caplog.text]).encode()
    assert b"a bug with" in held
    for secret in (SATO, KANEDA, wrong):
        assert secret.encode() not in held
    bug.reject()
    dialog.reject()
    caplog.clear()


def _has_text(child):
    return hasattr(child, "toPlainText")


def test_copies_are_sealed_and_the_recovery_key_is_shown_once(qtbot, office, open_main, tmp_path):
    window = open_main()
    sign_in(qtbot, window, SATO)
    window.show_page("settings", "backups")
    form = page_of(window, SettingsPage).backups
    form.seal.click()
    dialog = shown_dialog(window, SealDialog)
    dialog.fresh.setText("salt wind over the quay")
    dialog.again.setText("salt wind over the quay")
    dialog.verb.click()
    idle(qtbot, window)
    shown = shown_dialog(window, RecoveryDialog)
    assert shown.recovery.text().startswith("AGE-SECRET-KEY-1")
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    shown.put_on(printer)
    pages = PdfReader(tmp_path / "key.pdf").pages
    assert "AGE-SECRET-KEY-" in pages[0].extract_text()
    shown.reject()
    assert form.unseal.isVisibleTo(form)
    form.unseal.click()
    idle(qtbot, window)
    assert form.seal.isVisibleTo(form)


def test_a_sealed_copy_comes_back_in_the_window_by_either_key_and_no_other(
    qtbot, office, open_main, tmp_path, monkeypatch
):
    second = tmp_path / "usb"
    second.mkdir()
    with open_file(office) as db:
        recovery, _ = sealing.seal_copies(db, Secret("salt wind over the quay"), "Sato")
    made = backing_up.back_up(silent, office, str(second)).second
    assert made is not None
    window = open_main()
    sign_in(qtbot, window, SATO)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(made), ""))
    for number, (key, opens) in enumerate(
        (("not the passphrase", False), ("", False), (recovery, True),
         ("salt wind over the quay", True))
    ):  # fmt: skip
        into = tmp_path / f"again{number}.db"
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_, into=into, **__: (str(into), "")
        )
        window.run("backups")
        dialog = shown_dialog(window, BackupsDialog)
        idle(qtbot, window)
        dialog.other.click()
        idle(qtbot, window)
        dialog.verb.click()
        asked = shown_dialog(dialog, KeyDialog)
        QTest.keyClicks(asked.key, key)
        asked.verb.click()
        idle(qtbot, window)
        assert into.exists() is opens
        if opens:
            shown_dialog(window, AnswerDialog).reject()
            with open_file(into) as back:
                assert signing_in.names(back.connection) == ["Kaneda", "Sato"]
        else:
            said = window.bar.text or asked.problem.text()
            assert "key" in said or "passphrase" in said, said
        assert not list(tmp_path.glob(".broker-part*"))
        window.bar.dismiss()


def test_only_an_administrator_restores(qtbot, office, tmp_path):
    made = backing_up.back_up(silent, office).backup.path
    for who, said in (("Kaneda", "role_needs_administrator"), ("Nobody", "person_unknown")):
        with pytest.raises(UserError, match=said):
            restoring.restore(silent, made, tmp_path / "again.db", of=office, who=who)
    restoring.restore(silent, made, tmp_path / "again.db", of=office, who="Sato")
