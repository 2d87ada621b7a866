"""The release of a shipment in the window: groups with links, the dialog, the proof file."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from broker_app import words
from broker_app.domain.release.check import OVERRIDE, Checks
from broker_app.store import releases
from broker_app.ui.pages.shipment_release import ReleaseShipmentDialog, lines_of
from broker_app.ui.widgets.text import Button, Plain

from .conftest import AXIO, reader, settle


def groups(page):
    made = {}
    for line in page.one.pane.release.lines:
        made.setdefault(line.group, []).append(line.title)
    return made


def dialog_of(qtbot, page):
    page.one.pane.release.button.click()
    settle(qtbot, page)
    return page.one.findChild(ReleaseShipmentDialog)


def test_results_stand_in_groups_with_links_to_where_they_are_mended(qtbot, page):
    page.one.particulars.entered.emit("idf", "", [])
    settle(qtbot, page)
    found = groups(page)
    assert "Export certificate and its scan" in found["blocks"]
    assert "Runner or non-runner" in found["override"]
    assert "Prices are named" in found["passed"]
    pane = page.one.pane.release
    assert "Papers complete" in found["blocks"]  # said above, with what stops the papers
    assert pane.groups["blocks"].summary.text() == str(len(found["blocks"]) - 1)
    assert not pane.groups["passed"].opened
    links = {b.accessibleName(): b for b in pane.findChildren(Button) if b.accessibleName()}
    links["Details: References of the destination"].click()
    assert page.one.particulars.isVisible()
    links["Certificate: Export certificate and its scan"].click()
    form = page.one.certificates.form
    assert form.isVisible()  # over the shipment, which stays where it is
    assert form.certificate.vehicle == AXIO
    form.reject()
    page.one.go(("attachments", AXIO))
    settle(qtbot, page)
    pane = page.window().current.side.pane
    assert pane.known.id == AXIO
    assert pane.attachments.opened
    qtbot.waitUntil(lambda: pane._area.verticalScrollBar().value() > 0)


def test_enter_goes_to_the_next_empty_field_and_then_releases(qtbot, page, monkeypatch):
    loosen(page.desk.books, monkeypatch)
    page.one.look(1)
    settle(qtbot, page)
    dialog = dialog_of(qtbot, page)
    dialog.activateWindow()
    QTest.keyClicks(dialog.second, "Sato")  # who prepares it does not approve it
    for entry in dialog.reasons.values():
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        assert dialog.focusWidget() is entry
        QTest.keyClicks(entry, "seen on paper")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    settle(qtbot, page)
    assert "another person" in dialog.problem.text()
    assert dialog.height() >= dialog.layout().totalHeightForWidth(dialog.width())
    assert releases.latest(reader(page), 1) is None
    dialog.second.setText("Kaneda")
    QTest.keyClick(dialog.second, Qt.Key.Key_Return)
    settle(qtbot, page)
    assert releases.latest(reader(page), 1).second == "Kaneda"


def test_what_is_stopped_has_no_verb(qtbot, page):
    dialog = dialog_of(qtbot, page)
    assert dialog.windowTitle().endswith("cannot be released")
    assert not dialog.verb.isVisible()
    assert dialog.leave.text() == "Close"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert releases.latest(reader(page), 1) is None


def test_two_people_release_it_with_reasons(qtbot, page, monkeypatch):
    """With only what a second person may let pass, so that the dialog asks for each."""
    loosen(page.desk.books, monkeypatch)
    page.one.look(1)
    settle(qtbot, page)
    dialog = dialog_of(qtbot, page)
    assert dialog.windowTitle() == "Release SH-2611-001?"
    assert set(dialog.reasons) == {
        r.check for r in page.one.releasing.checked.results if r.stands_against
    } - {"photographs", "vessel_screened", "ownership_asked"}  # warnings ask for no reason
    dialog.verb.click()
    settle(qtbot, page)
    assert dialog.isVisible()
    assert "second person" in dialog.problem.text()
    dialog.second.setText("Kaneda")
    dialog.verb.click()
    settle(qtbot, page)
    assert "Say why" in dialog.problem.text()
    for entry in dialog.reasons.values():
        entry.setText("seen on paper")
    dialog.verb.click()
    settle(qtbot, page)
    given = releases.latest(reader(page), 1)
    assert given.second == "Kaneda"
    assert page.one.board.shipment.state == "released"
    pane = page.one.pane.release
    assert "approved by Kaneda" in pane.status.text()
    assert not pane.button.isVisible()


def test_the_proof_file_is_written(qtbot, page, folder):
    page.one.pane.release.proof.click()
    settle(qtbot, page)
    (file,) = folder.glob("PROOF_SH-2611-001_*.pdf")
    assert file.read_bytes().startswith(b"%PDF")


def test_in_japanese(qtbot, page):
    words.use("ja")
    page.window().retranslate() if hasattr(page.window(), "retranslate") else page.retranslate()
    settle(qtbot, page)
    assert "未承認" in page.one.pane.release.status.text()
    said = [label.text() for label in page.one.pane.release.findChildren(Plain)]
    assert any("証明書" in text for text in said)


def test_one_line_a_check(page):
    results = page.one.releasing.checked.results
    made = lines_of(page.desk.books, results)
    assert len({line.title for line in made}) == len(made)


def loosen(books, monkeypatch):
    """Let a second person let everything pass, as no file of ours does."""
    from dataclasses import replace

    checks = books.release_checks
    loose = tuple(
        replace(c, severity=OVERRIDE if c.severity == "blocks" else c.severity)
        for c in checks.entries
    )
    monkeypatch.setitem(
        books.__dict__, "release_checks", Checks(loose, checks.demands, checks.checked_on)
    )
