"""The export certificate: entered by keyboard alone, checked as typed, kept, listed, undone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from broker_app.domain.certificate import BOXES, Certificate
from broker_app.domain.facts import Basis
from broker_app.domain.party import Company
from broker_app.jobs import certifying, editing
from broker_app.jobs.progress import silent
from broker_app.papers.translation import MARK
from broker_app.store import attachment_files, attachments, certificates, evidence, vehicles
from broker_app.store.database import open_file
from broker_app.ui.pages import attachment_door
from broker_app.ui.pages.certificate_form import CertificateForm
from broker_app.ui.pages.certificate_register import CertificateRegister
from broker_app.ui.pages.certificate_sheet import ROWS
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.widgets.text import Button

from .conftest import BOOKS, QUESTION, car, idle, page_of, put_stock

CTRL = Qt.KeyboardModifier.ControlModifier
AXELA = {
    "number": "4711",
    "reference_number": "1234567890123456",
    "registration_number": "YOKOHAMA 300 1234",
    "registered_on": "H28.5.14",
    "first_registered": "H28.5",
    "chassis_number": "BM5FS-7000003",
    "maker": "MAZDA",
    "model_type": "DBA-BM5FS",
    "engine_model": "P5",
    "owner": "ASAGIRI MOTORS",
    "owner_address": "YOKOHAMA",
    "user": "***",
    "locality": "***",
    "classification": "small",
    "use": "passenger",
    "purpose": "private",
    "body": "sedan",
    "seats": "5",
    "weight_kg": "1,240",
    "gross_weight_kg": "1515",
    "displacement_cl": "1.49",
    "fuel": "g",
    "type_number": "17285",
    "class_number": "0012",
    "length_cm": "458",
    "width_cm": "179",
    "height_cm": "145",
    "axle_ff_kg": "770",
    "axle_rr_kg": "470",
    "scheduled_on": "r9 1 15",
    "issued_on": "R8.11.20",
    "office": "KANAGAWA",
}


@pytest.fixture
def window(file: Path, open_main):
    """A car of which neither displacement nor powertrain are known, and another one."""
    unknown = {"displacement_cc": None, "powertrain": None, "fuel": None}
    with open_file(file) as db:
        axela = {"model": "AXELA", "maker": "MAZDA", "model_code": "BM5FS"}
        put_stock(db, [car(3, chassis_number="BM5FS-7000003", **axela, **unknown), car(4)])
    return open_main()


def stock_page(window) -> VehiclesPage:
    page = page_of(window, VehiclesPage)
    assert isinstance(page, VehiclesPage)
    return page


def choose(page: VehiclesPage, model: str):
    row = next(r for r in range(page.model.rowCount()) if page.model.row_at(r)["model"] == model)
    page.table.go_to(row)
    return page.side.pane


def open_form(qtbot, window, model: str = "AXELA") -> CertificateForm:
    page = stock_page(window)
    choose(page, model)
    page.do("certificate")
    form = page.certificates.form
    assert form is not None
    qtbot.waitUntil(form.isVisible)
    qtbot.waitUntil(lambda: form.sheet.boxes["number"].edit.hasFocus())
    return form


def type_into(form: CertificateForm, **texts: str) -> None:
    for name, text in texts.items():
        edit = form.sheet.boxes[name].edit
        edit.setText(text)
        form.sheet.boxes[name].commit()


def said(part) -> list[str]:
    return [label.text() for label in part.findChildren(QLabel)]


def fill(form: CertificateForm, **changed: str) -> None:
    type_into(form, **(AXELA | changed))


def test_a_whole_certificate_by_keyboard_alone(qtbot, window):
    page = stock_page(window)
    pane = choose(page, "AXELA")
    assert pane.verdict.text() == "Review"
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
    assert pane.verdict.text() == "Allowed"
    assert "until 15 Jan 2027, 52 days left" in said(pane.certificate)
    window.do_undo()
    qtbot.waitUntil(lambda: pane.verdict.text() == "Review", timeout=5000)
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


def test_a_scan_is_kept_as_evidence(qtbot, window, tmp_path, monkeypatch):
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(scan), ""))
    form = open_form(qtbot, window)
    fill(form)
    form.choose_scan()
    form.accept()
    qtbot.waitUntil(lambda: stock_page(window).certificates.form is None)
    idle(qtbot, window)
    papers = evidence.of_vehicle(window.desk.reader, stock_page(window).side.pane.known.id)
    assert [paper.file for paper in papers] == ["scan.pdf"]


def stored_scan(qtbot, window, scan, **changed: str):
    """Store a certificate with its scan; returns the pane that shows its vehicle."""
    form = open_form(qtbot, window)
    fill(form, **changed)
    form.attach(scan)
    form.accept()
    qtbot.waitUntil(lambda: stock_page(window).certificates.form is None)
    idle(qtbot, window)
    return stock_page(window).side.pane


def test_a_scan_is_chosen_among_the_files_of_the_vehicle(qtbot, window, tmp_path):
    scan = tmp_path / "0001.pdf"
    scan.write_bytes(b"%PDF-1.7")
    pane = choose(stock_page(window), "AXELA")
    pane.attachments.attach([scan])
    idle(qtbot, window)
    form = open_form(qtbot, window)
    fill(form)
    files = attachments.of_vehicle(window.desk.reader, pane.known.id)
    choices = form.scan_menu(files).actions()
    names = [action.text() for action in choices]
    assert names == ["Other paper: 0001.pdf", "", "Choose a file…"]
    choices[0].trigger()
    form.accept()
    qtbot.waitUntil(lambda: stock_page(window).certificates.form is None)
    idle(qtbot, window)
    (kept,) = attachments.of_vehicle(window.desk.reader, pane.known.id)
    (paper,) = evidence.of_vehicle(window.desk.reader, pane.known.id)
    assert (kept.kind, kept.sha256) == ("certificate", paper.sha256)


@pytest.mark.parametrize(("name", "may"), [("scan.pdf", True), ("scan.pdf.exe", False)])
def test_evidence_is_opened_after_a_question_only(
    qtbot, window, tmp_path, monkeypatch, name: str, may: bool
):
    opened: list[Path] = []
    monkeypatch.setattr(attachment_door, "open_path", opened.append)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    target = tmp_path / "saved.bin"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    scan = tmp_path / name
    scan.write_bytes(b"%PDF-1.7 scan")
    section = stored_scan(qtbot, window, scan).evidence
    (link,) = [b for b in section.findChildren(Button) if b.text() == name]
    link.click()
    qtbot.waitUntil(lambda: section.door.asked is not None)
    assert opened == []
    section.door.asked.verb.click()
    idle(qtbot, window)
    assert bool(opened) is may
    assert target.exists() is not may
    assert (opened[0] if may else target).read_bytes() == scan.read_bytes()


def test_evidence_whose_file_is_gone_is_one_sentence(qtbot, window, tmp_path):
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    pane = stored_scan(qtbot, window, scan)
    (paper,) = evidence.of_vehicle(window.desk.reader, pane.known.id)
    attachment_files.place(window.desk.runner.path, paper.sha256).unlink()
    pane.evidence.door.open_paper(paper)
    idle(qtbot, window)
    assert "no longer on the disk" in window.bar.text


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
    assert pane.verdict.text() == "Review"
    assert "maker's specification sheet" in pane.sentence.text()
    assert pane.next_step.button.text() == "Enter displacement"
    assert pane.next_step.words.text() == "from the maker's specification sheet"


@pytest.fixture
def register(file: Path, qtbot, open_main):
    """Three certificates: of long, of soon, and one that ended; one of another owner."""
    stock = [("2027-05-01", "ASAGIRI CO., LTD."), ("2026-12-10", "AOI"), ("2026-11-20", "")]
    with open_file(file) as db:
        put_stock(db, [car(n) for n in range(len(stock))])
        company = Company(name="Asagiri Co., Ltd.")
        editing.save_company(db, silent, company, "Sato", BOOKS, QUESTION)
        for number, (day, owner) in enumerate(stock, 1):
            paper = certifying.Certificate(
                vehicle=number,
                chassis_number=f"NZE161-{7000000 + number - 1}",
                scheduled_on=day,
                owner=owner,
            )
            certifying.enter(db, silent, BOOKS, QUESTION, paper, "Sato", date(2026, 11, 24), "x")
    window = open_main()
    page = stock_page(window)
    page.do("certificates")
    shown = page.certificates.register
    assert isinstance(shown, CertificateRegister)
    yield shown
    if page.certificates.register is not None:
        shown.reject()


def column(register: CertificateRegister, name: str) -> list[str]:
    place = register.model.place_of(name)
    return [register.model.cell(row, place).text for row in range(register.model.rowCount())]


def test_the_register_shows_what_ends_when(register):
    assert column(register, "days_left") == ["−4", "16", "158"]
    assert column(register, "return_by") == ["5 Dec 2026", "", ""]
    marks = [register.model.cell(row, 0).mark for row in range(3)]
    assert marks == ["error", "warning", "passed"]
    owner = register.model.cell(1, register.model.place_of("owner"))
    assert (owner.text, owner.mark) == ("AOI", "warning")
    assert owner.more == "not the exporter"


def test_the_register_is_filtered_and_sorted(register):
    assert [register.tabs.tabs[n].number for n in ("all", "soon", "expired")] == [3, 1, 1]
    register.show_filter("soon")
    assert column(register, "days_left") == ["16"]
    register.show_filter("all")
    register.table.sort_wanted.emit("owner", True)
    assert column(register, "owner") == ["ASAGIRI CO., LTD.", "AOI", ""]
    register.show_filter("expired")
    assert column(register, "return_by") == ["5 Dec 2026"]


def test_a_line_of_the_register_leads_to_its_vehicle(qtbot, register):
    page = register.parent()
    register.table.go_to(1)
    register.open_vehicle()
    qtbot.waitUntil(lambda: page.side.pane.known is not None and page.side.pane.known.id == 2)
