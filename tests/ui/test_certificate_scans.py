"""The scan of a certificate: one file, evidence and attachment at once, opened after a question."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from broker_app.store import attachment_files, attachments, evidence
from broker_app.ui.pages import attachment_door
from broker_app.ui.widgets.text import Button

from .certificates import choose, fill, open_form, opened, stock_page, stored_scan
from .conftest import idle


@pytest.fixture
def window(file: Path, open_main):
    return opened(file, open_main)


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
