"""Hits of a party in the window: found by itself, opened, decided, agreed; the lists in settings."""

from dataclasses import replace
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from broker_app.domain.party import Party
from broker_app.domain.party_paper import PartyPaper
from broker_app.errors import Cancelled
from broker_app.jobs import editing, party_papers, sanctions_lists, searching
from broker_app.store import attachments, parties, screenings
from broker_app.store.database import open_file
from broker_app.ui.pages.parties import PartiesPage
from broker_app.ui.pages.sanctions_dialogs import FetchDialog, TextDialog
from broker_app.ui.pages.settings import SettingsPage
from broker_app.ui.widgets.dialog import ReasonDialog
from tests.intake.listed_samples import MADE_UP

from .conftest import BOOKS, TODAY, idle

IN_USE = ("jp-meti-russia", "jp-meti-third-country", "un", "us-bis-dpl")
FILES = [MADE_UP / name for name in ("russia.txt", "third_country.txt", "un.xml", "dpl.txt")]


@pytest.fixture
def window(qtbot, file, open_main):
    """Open a window that knows four lists, of which two entries are complete; one party is listed."""
    with open_file(file) as db:
        editing.save_party(db, Party(name="MIHON TRADING CO., LIMITED", country="HK"), "Ito")
        editing.save_party(db, Party(name="KAZAMIDORI MOTORS", country="KE"), "Ito")
    made = open_main()
    known = BOOKS.sanctions_lists
    few = {name: replace(known[name], least=2) for name in IN_USE}
    made.desk.books.__dict__["sanctions_lists"] = few
    return made


def settle(qtbot, window):
    for _ in range(3):  # a change, the look at what is due, the search
        idle(qtbot, window)
        QApplication.processEvents()
    idle(qtbot, window)


def take_lists(qtbot, window):
    window.show_page("settings", "sanctions")
    page = window.current
    assert isinstance(page, SettingsPage)
    page.sanctions.take_files(FILES)
    settle(qtbot, window)
    return page


@pytest.fixture
def page(qtbot, window):
    take_lists(qtbot, window)
    window.show_page("parties", "view:new")
    settle(qtbot, window)
    assert isinstance(window.current, PartiesPage)
    return window.current


def test_new_lists_search_all_parties_and_tell_the_new_hits(qtbot, window):
    take_lists(qtbot, window)
    assert "new hit" in window.bar.text
    (link,) = window.bar.current.links
    link.act()
    page = window.current
    assert page.views.current == "new"
    assert [page.model.cell(row, 0).text for row in range(page.model.rowCount())] == [
        "MIHON TRADING CO., LIMITED"
    ]
    assert {name: tab.number for name, tab in page.views.tabs.items()} == {
        "all": 2,
        "new": 1,
        "hits": 1,
        "cannot_decide": 0,
    }
    assert page.pane.band.word.text() == "Hit"
    assert len(screenings.log(page.desk.reader)) == 2


def test_a_hit_opens_with_its_reasons(qtbot, page):
    own = page.pane.screening
    qtbot.mouseClick(own.next, Qt.MouseButton.LeftButton)
    view = own.views[0]
    assert view.opened
    said = [label.text() for label in view.findChildren(type(page.pane.band.word))]
    assert "Mihon" in said
    assert "same" in said
    assert any(text.startswith("Flat 1, Mihon Street") for text in said)


def test_a_decision_needs_its_reason_and_is_kept(qtbot, page):
    own = page.pane.screening
    for view in list(own.views):
        view.turn()
        view.form.choose("no_match")
        view.form.keep.click()
        settle(qtbot, page.window())
        assert "needs its reason" in view.form.problem.text()
        break
    while any(view.standing.state == "open" for view in own.views):
        view = next(v for v in own.views if v.standing.state == "open")
        if not view.opened:
            view.turn()
        view.form.choose("no_match")
        view.form.reason.choose("different_address")
        view.form.note.type_in("Another street")
        view.form.until.type_in("2026-12-31")
        view.form.keep.click()
        settle(qtbot, page.window())
    (first, *_) = screenings.told(page.desk.reader, 1)
    assert (first.note, first.until, first.who) == ("Another street", "2026-12-31", "Sato")
    assert page.views.tabs["new"].number == 0
    waiting = [view for view in own.views if view.standing.state == "second"]
    assert waiting
    waiting[0].agreed.emit()
    settle(qtbot, page.window())
    page.desk.settings.staff_name = "Ito"
    for _ in range(len(waiting)):
        next(view for view in own.views if view.standing.state == "second").agreed.emit()
        settle(qtbot, page.window())
    assert page.pane.band.word.text() == "Clear"
    page.window().do_undo()
    settle(qtbot, page.window())
    assert page.pane.band.word.text() == "Hit"


def test_another_name_is_searched_by_itself(qtbot, page):
    page.open(2)
    settle(qtbot, page.window())
    assert page.pane.band.word.text() == "Clear"
    page.form.entries["other_names"].type_in("Mihon Shipyard JSC")
    settle(qtbot, page.window())
    assert page.pane.band.word.text() == "Hit"
    page.window().do_undo()
    settle(qtbot, page.window())
    assert parties.get(page.desk.reader, 2).other_names == ()
    assert page.pane.band.word.text() == "Clear"


def test_a_new_party_that_was_searched_is_taken_back(qtbot, page):
    page.do_new_party()
    page.form.entries["name"].type_in("NYOTA TRADING")
    settle(qtbot, page.window())
    assert page.pane.band.word.text() == "Clear"
    page.window().do_undo()
    settle(qtbot, page.window())
    assert len(parties.every(page.desk.reader)) == 2


def test_it_speaks_japanese(qtbot, page):
    page.desk.appearance.use_language("ja")
    settle(qtbot, page.window())
    assert page.pane.band.word.text() == "該当候補あり"
    assert page.pane.screening.next.text() == "候補を確認"
    page.desk.appearance.use_language("en")


def test_a_doubtful_copy_asks_for_a_reason(qtbot, window):
    window.desk.books.__dict__["sanctions_lists"] = dict(BOOKS.sanctions_lists)
    window.show_page("settings", "sanctions")
    form = window.current.sanctions
    form.take_files([MADE_UP / "un.xml"])
    settle(qtbot, window)
    assert isinstance(form.dialog, ReasonDialog)
    form.dialog.reason.setText("A small sample")
    form.dialog.accept()
    settle(qtbot, window)
    held = sanctions_lists.lists(window.desk.reader, window.desk.books, TODAY)
    (un,) = [one.snapshot for one in held if one.snapshot is not None]
    assert (un.list_id, un.why) == ("un", "A small sample")


def test_the_address_is_said_before_it_is_asked(qtbot, window):
    page = take_lists(qtbot, window)
    about = window.desk.books.sanctions_lists["un"]
    page.sanctions.ask_fetch(about)
    dialog = page.sanctions.dialog
    assert isinstance(dialog, FetchDialog)
    shown = [label.text() for label in dialog.findChildren(QLabel)]
    assert set(about.fetch) <= set(shown)
    dialog.reject()


def test_changes_and_freshness(qtbot, window, tmp_path):
    page = take_lists(qtbot, window)
    text = (MADE_UP / "russia.txt").read_text(encoding="utf-8").replace("09 月12", "10 月01")
    newer = tmp_path / "newer.txt"
    newer.write_text(text.replace("Mihon Machinery Group", "Another Group"), encoding="utf-8")
    page.sanctions.take_files([newer])
    settle(qtbot, window)
    page.sanctions.show_changes(window.desk.books.sanctions_lists["jp-meti-russia"])
    settle(qtbot, window)
    assert isinstance(page.sanctions.dialog, TextDialog)
    assert "Another Group" in page.sanctions.dialog.text.toPlainText()
    page.sanctions.dialog.close()
    page.sanctions.fresh.type_in("30")
    settle(qtbot, window)
    assert window.desk.books.lists_fresh_days == 30


def test_the_search_is_tested_on_ones_own_lists(qtbot, window):
    page = take_lists(qtbot, window)
    page.sanctions.run_test()
    qtbot.waitUntil(lambda: page.sanctions.dialog is not None, timeout=60_000)
    settle(qtbot, window)
    rows = page.sanctions.dialog.rows
    assert rows[0][0] == "Listed names as they are"
    assert rows[0][1] == rows[0][2]
    page.sanctions.dialog.close()


def test_a_decision_may_rest_on_a_paper_of_the_party(qtbot, page, tmp_path):
    path = tmp_path / "licence.pdf"
    path.write_bytes(b"%PDF-1.7")
    desk = page.desk
    paper = PartyPaper(party=1, kind="other")
    desk.runner.change(party_papers.add_paper, desk.books, paper, path, "Ito")
    settle(qtbot, page.window())
    view = page.pane.screening.views[0]
    view.turn()
    view.form.choose("undecided")
    assert view.form.file.isVisible()
    (file,) = attachments.of_party(desk.reader, 1)
    view.form.file.choose(str(file.id))
    view.form.reason.choose("waits_for_a_paper")
    view.form.keep.click()
    settle(qtbot, page.window())
    assert screenings.told(desk.reader, 1)[0].attachment == file.id
    view = next(v for v in page.pane.screening.views if v.standing.state == "undecided")
    assert view.opened
    assert "licence.pdf" in [label.text() for label in view.findChildren(QLabel)]


def cancel_search(qtbot, window, monkeypatch):
    """Let the next search be cancelled while it runs."""

    def find(reader, progress, *_):
        raise Cancelled

    monkeypatch.setattr(searching, "find", find)
    return monkeypatch


def test_a_cancelled_search_waits_until_somebody_asks(qtbot, window, monkeypatch):
    with monkeypatch.context() as own:
        cancel_search(qtbot, window, own)
        take_lists(qtbot, window)
        assert "2 parties were not searched" in window.bar.text
    reader = window.desk.reader
    assert screenings.log(reader) == []
    window.show_page("parties")
    settle(qtbot, window)
    page = window.current
    page.open(2)
    page.form.entries["name"].type_in("NYOTA MOTORS")  # who changed is searched, nobody else
    settle(qtbot, window)
    assert [one.party for one in screenings.log(reader)] == [2]
    (link,) = window.bar.current.links
    link.act()
    settle(qtbot, window)
    assert sorted(one.party for one in screenings.log(reader)) == [1, 2]


def test_an_edit_waits_for_no_search(qtbot, window, monkeypatch):
    real, going, go_on = searching.find, Event(), Event()

    def find(reader, progress, path, books, today, chosen=None):
        found = real(reader, progress, path, books, today, chosen)
        going.set()
        assert go_on.wait(10)
        return found

    monkeypatch.setattr(searching, "find", find)
    window.show_page("settings", "sanctions")
    window.current.sanctions.take_files(FILES)
    qtbot.waitUntil(going.is_set)
    desk = window.desk
    party = replace(parties.get(desk.reader, 2), name="MIHON SHIPYARD JSC")
    with qtbot.waitSignal(desk.runner.change(editing.save_party, party, "Ito").succeeded):
        pass
    assert screenings.log(desk.reader) == []
    go_on.set()
    settle(qtbot, window)
    settle(qtbot, window)
    log = screenings.log(desk.reader)
    assert sorted(one.party for one in log) == [1, 2]
    assert next(one for one in log if one.party == 2).names == ("MIHON SHIPYARD JSC",)


def test_a_name_of_signs_is_told_undecided(qtbot, page):
    page.open(2)
    page.form.entries["name"].type_in("株式会社")
    settle(qtbot, page.window())
    assert page.pane.band.word.text() == "Cannot decide"
    assert "Nothing to search by" in page.pane.band.sentence.text()


def test_an_edit_waits_for_no_list_that_is_fetched(qtbot, window, monkeypatch):
    going, go_on = Event(), Event()

    def read_fetched(progress, books, names, today):
        going.set()
        assert go_on.wait(10)
        return sanctions_lists.read(progress, books, FILES, today)

    monkeypatch.setattr(sanctions_lists, "read_fetched", read_fetched)
    window.show_page("settings", "sanctions")
    window.current.sanctions.fetch("un")
    qtbot.waitUntil(going.is_set)
    desk = window.desk
    party = replace(parties.get(desk.reader, 2), city="MOMBASA")
    with qtbot.waitSignal(desk.runner.change(editing.save_party, party, "Ito").succeeded):
        pass
    assert len(sanctions_lists.lists(desk.reader, desk.books, TODAY)) == len(IN_USE)
    assert screenings.log(desk.reader) == []
    go_on.set()
    settle(qtbot, window)
    settle(qtbot, window)
    assert sorted(one.party for one in screenings.log(desk.reader)) == [1, 2]
