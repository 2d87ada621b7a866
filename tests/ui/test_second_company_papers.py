"""A second company as its clerk makes it, and what its papers show: its own head, bank, numbers."""

from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from broker_app.jobs import numbering
from broker_app.store import companies, documents
from broker_app.ui.pages.number_dialog import NumberDialog

from .conftest import idle
from .shipments.conftest import fill
from .test_companies import settings

BANK = {
    "bank": "MINATO BANK, LTD.",
    "number": "7654321",
    "holder": "UMIKAZE TRADING",
    "swift": "MNTOJPJT",
}


@pytest.fixture
def filled(file):
    return fill(file)


def _keep(qtbot, form):
    qtbot.mouseClick(form.keep, Qt.MouseButton.LeftButton)


def _set_up(qtbot, window, seal: Path, monkeypatch) -> None:
    page = settings(qtbot, window)
    qtbot.mouseClick(page.companies.add, Qt.MouseButton.LeftButton)
    page.companies.name.type_in("UMIKAZE TRADING")
    idle(qtbot, window)
    for name, text in {"number_prefix": "UMI", "address": "1-2 MINATO\nNAGOYA"}.items():
        page.company.fields[name].type_in(text)
        idle(qtbot, window)
    window.show_page("settings", "numbers")
    page.numbers.fields["CI"].type_in("INV-{PREFIX}-{YY}-{nnnn}")
    idle(qtbot, window)
    window.show_page("settings", "banks")
    qtbot.mouseClick(page.banks.add, Qt.MouseButton.LeftButton)
    form = page.banks.form
    form.entries["currency"].choose("USD")
    for name, text in BANK.items():
        form.entries[name].edit.setText(text)
    _keep(qtbot, form)
    idle(qtbot, window)
    window.show_page("settings", "signing")
    qtbot.mouseClick(page.signing.add, Qt.MouseButton.LeftButton)
    page.signing.form.entries["name"].edit.setText("T. MINATO")
    _keep(qtbot, page.signing.form)
    idle(qtbot, window)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(seal), ""))
    link = page.signing.links[("company.picture_add", "seal")]
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    idle(qtbot, window)


def test_papers_of_a_second_company_show_nothing_of_the_first(
    qtbot, filled, open_main, tmp_path, monkeypatch
):
    seal = tmp_path / "seal.png"
    Image.new("RGB", (120, 120), (200, 0, 0)).save(seal)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    window = open_main()
    _set_up(qtbot, window, seal, monkeypatch)
    first, second = companies.every(window.desk.reader)
    window.show_page("shipments", filled)
    idle(qtbot, window)
    one = window.current.one
    one.fields.company.choose(second.id)
    idle(qtbot, window)
    one.writing.write("CI")
    idle(qtbot, window)
    number = documents.issued(window.desk.reader, "CI")[filled]
    assert number == "INV-UMI-26-0001"
    (workbook,) = tmp_path.glob(f"*{number}*.xlsx")
    sheet = openpyxl.load_workbook(workbook).active
    said = "\n".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value)
    for own in ("UMIKAZE TRADING", "1-2 MINATO", "MINATO BANK", "7654321", "T. MINATO"):
        assert own in said
    for other in (first.name, first.address[0], *first.bank, first.signatory, first.number_prefix):
        assert other not in said
    assert not sheet._images  # the seal stands on the paper that is printed, not in a workbook
    window.desk.runner.change(numbering.cancel, number, "wrong buyer", "Sato")
    idle(qtbot, window)
    one.writing.number_by_hand("CI")
    dialog = one.findChild(NumberDialog)
    assert dialog.number.placeholderText() == "INV-UMI-26-0002"
    dialog.number.setText(number)
    dialog.accept()
    assert "never used twice" in dialog.problem.text()
    dialog.number.setText("INV-UMI-26-0004")
    dialog.accept()
    idle(qtbot, window)
    assert documents.issued(window.desk.reader, "CI")[filled] == "INV-UMI-26-0004"
    window.show_page("reports", "papers")
    idle(qtbot, window)
    report = window.current.report
    shown = {row[1]: row[3] for row in report.rows}
    assert shown == {
        "INV-UMI-26-0001": "cancelled",
        "INV-UMI-26-0002": "gap",
        "INV-UMI-26-0003": "gap",
        "INV-UMI-26-0004": "issued",
    }
    assert report.left_out == {"numbers_missing": 2}
