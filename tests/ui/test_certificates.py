"""The export certificate: entered by keyboard alone, checked as typed, kept, listed, undone."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from broker_app.domain.certificate import BOXES, Certificate
from broker_app.domain.facts import Basis
from broker_app.jobs import certifying
from broker_app.jobs.progress import silent
from broker_app.papers.translation import MARK
from broker_app.store import certificates, vehicles
from broker_app.store.database import open_file
from broker_app.ui.pages.certificate_sheet import ROWS
from broker_app.ui.widgets.text import Button

from .certificates import (
    AXELA,
    CTRL,
    choose,
    fill,
    open_form,
    opened,
    said,
    stock_page,
    stored_scan,
    type_into,
)
from .conftest import BOOKS, QUESTION, car, idle, put_stock


@pytest.fixture
def window(file: Path, open_main):
    return opened(file, open_main)


def test_a_whole_certificate_by_keyboard_alone(qtbot, window):
    page = stock_page(window)
    pane = choose(page, "AXELA")
    assert pane.band.word.text() == "Review"
    QTest.keyClick(window, Qt.Key.Key_E, CTRL | Qt.KeyboardModifier.ShiftModifier)
    form = page.certificates.form
    assert form is not None
    qtbot.waitUntil(lambda: form.sheet.boxes["number"].edit.hasFocus())
    strokes = 0
    for box in [name for row in ROWS for name, _ in row if name != "kind"]:
        edit = QApplication.focusWidget()
        assert edit is form.sheet.boxes[box].edit, box  # in the order of the paper
        QTest.keyClicks(edit, AXELA.get(box, ""))
        QTest.keyClick(edit, Qt.Key.Key_Tab if strokes % 2 else Qt.Key.Key_Return)
        strokes += len(AXELA.get(box, "")) + 1
    assert strokes < 300  # under a minute at five strokes a second
    assert form.looked.differences == ()
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.certificates.form is None)
    idle(qtbot, window)
    record = pane.known.record
    assert (record.displacement_cc, record.displacement_precision_cc) == (1490, 10)
    assert (record.powertrain, record.fuel, record.length_mm) == ("petrol", "petrol", 4580)
    origin = record.origins["displacement_cc"]
    assert (origin.basis, origin.source, origin.by) == (Basis.TYPED, "certificate", "Sato")
    assert pane.band.word.text() == "Allowed"
    assert "until 15 Jan 2027, 52 days left" in said(pane.certificate)
    window.do_undo()
    qtbot.waitUntil(lambda: pane.band.word.text() == "Review", timeout=5000)
    assert certificates.latest(window.desk.reader, pane.known.id) is None
    assert pane.known.record.displacement_cc is None


def test_every_box_of_the_paper_stands_on_the_sheet_in_its_order(qtbot, window):
    form = open_form(qtbot, window)
    placed = [name for row in ROWS for name, _ in row if name != "kind"]
    assert sorted(placed) == sorted(box.name for box in BOXES)
    assert all(sum(width for _, width in row) == 24 for row in ROWS)
    for box in BOXES:
        assert form.sheet.boxes[box.name].edit.accessibleName() == f"{box.ja} {box.en}"
    form.reject()


def test_what_was_understood_and_what_is_wrong_stands_in_the_box(qtbot, window):
    form = open_form(qtbot, window)
    type_into(
        form,
        first_registered="平成28年5月",
        displacement_cl="1.49",
        type_number="1638",
        weight_kg="heavy",
        fuel="ガソリン・電気",
    )
    boxes = form.sheet.boxes
    assert boxes["first_registered"].note.text() == "2016-05 = H28.5"
    assert boxes["first_registered"].mark.name == "passed"
    assert boxes["displacement_cl"].note.text() == "1,485 to 1,499 cc"
    assert boxes["fuel"].note.text() == "Gasoline and electricity"
    assert boxes["type_number"].mark.name == "warning"
    assert "5 digits" in boxes["type_number"].note.text()
    assert boxes["weight_kg"].mark.name == "warning"
    assert boxes["weight_kg"].edit.text() == "heavy"  # nothing typed is lost
    form.reject()


def test_what_cannot_be_read_keeps_it_from_being_stored(qtbot, window):
    form = open_form(qtbot, window)
    fill(form, weight_kg="heavy")
    form.sheet.boxes["office"].edit.setFocus()
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    assert form.problem.isVisible()
    assert form.sheet.boxes["weight_kg"].edit.hasFocus()
    idle(qtbot, window)
    assert not list(certificates.register(window.desk.reader))
    form.reject()


def test_a_missing_chassis_number_is_asked_for_only_when_one_stores(qtbot, window):
    form = open_form(qtbot, window)
    assert form.sheet.boxes["chassis_number"].mark.name == ""
    fill(form, chassis_number="")
    form.accept()
    assert form.sheet.boxes["chassis_number"].mark.name == "error"
    assert form.sheet.boxes["chassis_number"].edit.hasFocus()
    form.reject()


def test_contradictions_are_shown_before_anything_is_stored(qtbot, window):
    form = open_form(qtbot, window, "COROLLA AXIO")
    fill(form, chassis_number="NZE161-7000004", model_type="DBA-QZE161")
    form.sheet.boxes["first_registered"].edit.setFocus()
    form.sheet.boxes["first_registered"].edit.setText("H29.6")  # not left yet
    form.accept()
    idle(qtbot, window)
    assert form.asked is not None
    assert form.asked.isVisible()
    told = [certifying.said(d) for d in form.looked.differences]
    assert ("First registered", "2016-05", "2017-06") in told
    assert "2017-06" in said(form.asked)
    assert not list(certificates.register(window.desk.reader))
    form.asked.reject()
    assert form.isVisible()
    form.accept()
    qtbot.waitUntil(form.asked.verb.hasFocus)
    QTest.keyClick(form.asked, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: stock_page(window).certificates.form is None)
    idle(qtbot, window)
    assert len(list(certificates.register(window.desk.reader))) == 1


def test_a_fact_that_a_verdict_rested_on_asks_for_one_reason(qtbot, file, open_main):
    with open_file(file) as db:
        put_stock(db, [car(1, model="MARK X", displacement_cc=2499)])
    window = open_main()
    form = open_form(qtbot, window, "MARK X")
    fill(form, chassis_number="NZE161-7000001", model_type="DBA-QZE161")
    form.accept()
    asked = form.asked
    assert asked is not None
    assert any("displacement" in text for text in said(asked))
    qtbot.waitUntil(asked.reason.hasFocus)
    QTest.keyClick(asked, Qt.Key.Key_Return, CTRL)
    assert asked.isVisible()  # not without a reason
    QTest.keyClicks(asked.reason, "the list was wrong")
    QTest.keyClick(asked.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stock_page(window).certificates.form is None)
    idle(qtbot, window)
    assert vehicles.get(window.desk.reader, 1).displacement_cc == 1490


def test_the_number_of_another_vehicle_is_refused_where_one_types(qtbot, window):
    form = open_form(qtbot, window)
    fill(form, chassis_number="NZE161-7000004", model_type="DBA-NZE161")
    form.accept()
    form.asked.reason.setText("x")
    form.asked.accept()
    qtbot.waitUntil(lambda: "another vehicle" in form.problem.text())
    assert form.isVisible()
    form.reject()


def test_what_was_typed_and_not_stored_stands_there_again(qtbot, window):
    form = open_form(qtbot, window)
    type_into(form, owner="ASAGIRI", weight_kg="heavy")
    QTest.keyClick(form, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: stock_page(window).certificates.form is None)
    assert "kept" in window.bar.text
    again = open_form(qtbot, window)
    assert again.sheet.boxes["owner"].edit.text() == "ASAGIRI"
    assert again.sheet.boxes["weight_kg"].edit.text() == "heavy"
    assert again.sheet.boxes["weight_kg"].mark.name == "warning"
    again.reject()


def test_a_stored_certificate_is_shown_corrected_and_the_older_kept(qtbot, window):
    page = stock_page(window)
    form = open_form(qtbot, window)
    fill(form)
    form.accept()
    qtbot.waitUntil(lambda: page.certificates.form is None)
    idle(qtbot, window)
    assert page.side.pane.certificate.summary.text() == "valid"
    again = open_form(qtbot, window)
    assert again.sheet.boxes["displacement_cl"].edit.text() == "1.49"
    assert again.sheet.boxes["scheduled_on"].edit.text() == "2027-01-15"
    type_into(again, scheduled_on="R8.12.1")
    again.accept()
    qtbot.waitUntil(lambda: page.certificates.form is None)
    idle(qtbot, window)
    assert page.side.pane.certificate.summary.text() == "ends soon"
    assert len(certificates.of_vehicle(window.desk.reader, page.side.pane.known.id)) == 2


def test_a_vehicle_that_is_gone_is_one_sentence(qtbot, window):
    page = stock_page(window)
    page.certificates.enter(4711)
    assert page.certificates.form is None
    assert window.bar.text
    form = open_form(qtbot, window)
    form.certificate.vehicle = 4711
    type_into(form, owner="AOI")
    assert form.problem.isVisible()
    form.certificate.vehicle = page.side.pane.known.id
    form.reject()


def test_two_people_with_one_certificate(qtbot, window):
    """Nothing of either is lost: the second is told, and finds what was typed over theirs."""
    page = stock_page(window)
    form = open_form(qtbot, window)
    fill(form)
    vehicle = form.certificate.vehicle
    theirs = replace(form.certificate, id=None, remarks="theirs", office="THEIRS")
    with open_file(window.desk.runner.path) as db:
        today = window.desk.asked.today
        certifying.enter(db, silent, BOOKS, QUESTION, theirs, "tanaka", today, "seen")
    type_into(form, remarks="mine", office="KANAGAWA")
    form.accept()
    if form.asked is not None:
        form.asked.reason.setText("as printed")
        form.asked.accept()
    qtbot.waitUntil(form.problem.isVisible)
    assert "tanaka" in form.problem.text()
    form.reject()
    page.certificates.enter(vehicle)
    again = page.certificates.form
    assert again.sheet.boxes["remarks"].edit.text() == "mine"
    again.accept()
    if again.asked is not None:
        again.asked.reason.setText("as printed")
        again.asked.accept()
    qtbot.waitUntil(lambda: page.certificates.form is None)
    idle(qtbot, window)
    kept = certificates.of_vehicle(window.desk.reader, vehicle)
    assert [one.remarks for one in kept] == ["mine", "theirs"]


def test_only_what_was_typed_is_put_aside(qtbot, window):
    page = stock_page(window)
    form = open_form(qtbot, window)
    type_into(form, remarks="mine")
    vehicle = form.certificate.vehicle
    form.reject()
    with open_file(window.desk.runner.path) as db:
        theirs = Certificate(
            vehicle=vehicle,
            chassis_number="BM5FS-7000003",
            scheduled_on="2027-01-15",
            office="THEIRS",
        )
        today = window.desk.asked.today
        certifying.enter(db, silent, BOOKS, QUESTION, theirs, "tanaka", today, "seen")
    page.certificates.enter(vehicle)
    again = page.certificates.form
    assert again.sheet.boxes["office"].edit.text() == "THEIRS"
    assert again.sheet.boxes["remarks"].edit.text() == "mine"
    again.reject()


def test_a_day_to_come_is_marked_at_once(qtbot, window):
    form = open_form(qtbot, window)
    type_into(form, first_registered="R20.5")
    assert "still to come" in " ".join(said(form.remarks))
    form.reject()


@pytest.mark.parametrize("ending", [".pdf", ".xlsx"])
def test_the_translation_is_looked_at_and_saved(qtbot, window, tmp_path, monkeypatch, ending: str):
    scan, target = tmp_path / "scan.pdf", tmp_path / f"sheet{ending}"
    scan.write_bytes(b"%PDF-1.7")
    pane = stored_scan(qtbot, window, scan)
    (link,) = [b for b in pane.certificate.findChildren(Button) if "translation" in b.text()]
    link.click()
    qtbot.waitUntil(lambda: pane.certificate.papers is not None)
    view = pane.certificate.papers
    assert view.preview.sheets.sheets[0].across.text == MARK
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    view.preview.save.click()
    qtbot.waitUntil(target.exists)
    idle(qtbot, window)
    assert target.read_bytes()[:2] == (b"%P" if ending == ".pdf" else b"PK")
    view.preview.close()


def test_where_several_facts_are_missing_the_certificate_is_the_next_step(qtbot, window):
    page = stock_page(window)
    pane = choose(page, "AXELA")
    assert pane.next_step.button.text() == "Enter the certificate"
    pane.next_step.act()
    assert page.certificates.form is not None
    page.certificates.form.reject()


def test_where_one_fact_is_missing_the_certificate_is_offered_beside_it(qtbot, file, open_main):
    with open_file(file) as db:
        put_stock(db, [car(3, model="AXELA", displacement_cc=None)])
    window = open_main()
    page = stock_page(window)
    pane = choose(page, "AXELA")
    assert pane.next_step.button.text() == "Enter displacement"
    assert pane.next_step.certificate.isVisible()
    pane.next_step.certificate.click()
    assert page.certificates.form is not None
    page.certificates.form.reject()


def test_what_the_certificate_leaves_open_is_asked_of_the_makers_paper(qtbot, window):
    page = stock_page(window)
    form = open_form(qtbot, window)
    fill(form, displacement_cl="1.90", chassis_number="XX19A-7000003", model_type="DBA-XX19A")
    assert "1,895 to 1,909 cc" in form.sheet.boxes["displacement_cl"].note.text()
    form.accept()
    form.asked.reason.setText("as printed")
    form.asked.accept()
    qtbot.waitUntil(lambda: page.certificates.form is None)
    idle(qtbot, window)
    pane = page.side.pane
    assert pane.band.word.text() == "Review"
    assert "maker's specification sheet" in pane.band.sentence.text()
    assert pane.next_step.button.text() == "Enter displacement"
    assert pane.next_step.words.text() == "from the maker's specification sheet"
