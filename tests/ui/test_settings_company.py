"""The company in the settings: accounts, signatories, pictures, patterns of numbers, terms."""

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from broker_app import settings as settings_of
from broker_app import words
from broker_app.jobs import banking
from broker_app.store import bank_accounts, companies, signatories
from broker_app.store.database import open_file
from broker_app.ui.pages.settings import SettingsPage
from broker_app.ui.widgets.text import Plain

from .conftest import idle, page_of
from .shipments.conftest import fill


@pytest.fixture
def page(qtbot, file, open_main):
    fill(file)
    window = open_main()
    for section in ("signing", "numbers", "banks"):
        window.show_page("settings", section)
    idle(qtbot, window)
    return page_of(window, SettingsPage)


def click(qtbot, page, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    idle(qtbot, page.window())


def said(widget):
    return [label.text() for label in widget.findChildren(Plain) if label.text()]


def enter(qtbot, page, **values):
    click(qtbot, page, page.banks.add)
    for name, text in values.items():
        entry = page.banks.form.entries[name]
        entry.choose(text) if name == "currency" else entry.type_in(text)
    click(qtbot, page, page.banks.form.keep)


def test_an_account_waits_for_a_second_person(qtbot, page):
    assert "KAZAMIDORI BANK" in said(page.banks)  # of the old profile
    enter(qtbot, page, currency="USD", bank="UMI BANK", number="1", holder="ASAGIRI")
    (account,) = page.banks.accounts
    assert account.waits
    approve = page.banks.links["account.approve", account.id]
    click(qtbot, page, approve)
    assert page.banks.accounts[0].waits
    assert "Another person" in page.window().bar.text
    page.person.staff.type_in("Hayami")
    click(qtbot, page, page.banks.links["account.approve", account.id])
    assert page.banks.accounts[0].stands
    assert "KAZAMIDORI BANK" not in said(page.banks)
    company = companies.on_papers(page.desk.reader, 1, "USD")
    assert company.bank == ("UMI BANK", "ACCOUNT NO. 1", "ACCOUNT NAME ASAGIRI")


def test_a_change_is_shown_beside_what_it_replaces_and_can_be_refused(qtbot, page, file):
    enter(qtbot, page, currency="USD", bank="UMI BANK", number="1", holder="ASAGIRI")
    with open_file(file) as db:
        banking.approve(db, 1, "Hayami")
    page.banks.show_accounts(1)
    page.banks.open(page.banks.accounts[0])
    page.banks.form.entries["number"].type_in("2")
    click(qtbot, page, page.banks.form.keep)
    assert "Account no.: 1 → 2" in said(page.banks)
    waiting = page.banks.accounts[1].id
    click(qtbot, page, page.banks.links["account.refuse", waiting])
    assert [one.number for one in page.banks.accounts] == ["1"]
    page.window().do_undo()
    idle(qtbot, page.window())
    assert [one.number for one in page.banks.accounts] == ["1", "2"]


def test_what_is_missing_is_said_at_its_field(qtbot, page):
    enter(qtbot, page, bank="UMI BANK", number="1")
    assert "Account name" in page.banks.form.entries["holder"].problem.text()
    page.banks.form.entries["holder"].type_in("A")
    page.banks.form.entries["swift"].type_in("NO")
    click(qtbot, page, page.banks.form.keep)
    assert "SWIFT" in page.banks.form.entries["swift"].problem.text()
    qtbot.keyClick(page.banks.form, Qt.Key.Key_Escape)
    assert page.banks.form is None
    assert bank_accounts.every(page.desk.reader) == []


def test_signatories_are_added_signed_and_chosen(qtbot, page, tmp_path, monkeypatch):
    page.open("signing")
    click(qtbot, page, page.signing.add)
    assert page.signing.form.entries["name"].edit.text() == "R. HAYAMI"
    page.signing.form.entries["title_ja"].type_in("部長")
    click(qtbot, page, page.signing.form.keep)
    click(qtbot, page, page.signing.add)
    page.signing.form.entries["name"].type_in("K. SATO")
    click(qtbot, page, page.signing.form.keep)
    picture = tmp_path / "sign.png"
    Image.new("RGB", (60, 20)).save(picture)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(picture), ""))
    click(qtbot, page, page.signing.links["signatory.picture", 2])
    click(qtbot, page, page.signing.links["signatory.choose", 2])
    first, second = signatories.of_company(page.desk.reader, 1)
    assert (first.title_ja, second.is_default, bool(second.picture)) == ("部長", True, True)
    click(qtbot, page, page.signing.links["company.picture_add", "seal"])
    assert companies.get(page.desk.reader).seal == second.picture
    assert settings_of.load().last_folder == str(tmp_path)
    click(qtbot, page, page.signing.links["costs.remove", "seal"])
    assert companies.get(page.desk.reader).seal == ""


def test_a_pattern_shows_what_its_numbers_look_like(qtbot, page):
    page.open("numbers")
    form = page.numbers
    assert form.examples["CI"].text() == "like AMX-2026-0008"
    form.fields["CI"].type_in("{PREFIX}/{YY}{MM}/{nnn}")
    idle(qtbot, page.window())
    assert form.examples["CI"].text() == "like AMX/2611/008"
    form.fields["CI"].type_in("inv {nnn}")
    idle(qtbot, page.window())
    assert form.fields["CI"].is_wrong
    form.clauses.type_in("Sold as is.\nNo returns.")
    idle(qtbot, page.window())
    assert companies.get(page.desk.reader).clauses == {"PI": ("Sold as is.", "No returns.")}
    form.kind.choose("CI")
    assert form.clauses.edit.toPlainText() == ""
    form.clauses.type_in("Pay to {nobody}.")
    idle(qtbot, page.window())
    assert form.clauses.is_wrong


def test_a_series_goes_on_from_another_system(qtbot, page):
    page.open("numbers")
    form = page.numbers
    assert form.next.text() == "next: AMX-2026-0001"
    form.elsewhere.type_in("416")
    idle(qtbot, page.window())
    assert form.elsewhere.edit.text() == "AMX-2026-0416"
    assert form.next.text() == "next: AMX-2026-0417"
    form.series.choose("SH")
    assert (form.elsewhere.edit.text(), form.next.text()) == ("", "next: SH-2611-002")
    form.elsewhere.type_in("AMX-2026-0001")
    idle(qtbot, page.window())
    assert form.elsewhere.is_wrong
    page.window().do_undo()
    idle(qtbot, page.window())
    assert companies.get(page.desk.reader).used_elsewhere == {}


def test_all_of_it_turns_its_language(qtbot, page):
    enter(qtbot, page, currency="USD", bank="UMI BANK", number="1", holder="ASAGIRI")
    page.window().desk.appearance.use_language("ja")
    idle(qtbot, page.window())
    assert page.banks.add.text() == "口座を追加"
    assert any("承認者待ち" in text for text in said(page.banks))
    assert words.language() == "ja"
