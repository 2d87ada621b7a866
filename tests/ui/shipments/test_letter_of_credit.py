"""A shipment under a letter of credit: each condition that is not kept is said, and leads there."""

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from broker_app.ui.widgets.text import Button

from .conftest import board, settle

CREDIT = {
    "lc_number": "BOS/ILC/2026/00471",
    "lc_date": "2026-11-20",
    "lc_bank": "BANK OF SERENDIB PLC",
    "lc_applicant": "MAWIMBI MOTORS\nMOMBASA, KENYA",
    "lc_amount": "6,080.00",
    "lc_expiry": "2027-01-05",
    "lc_latest_shipment": "2026-12-15",
    "lc_port_of_loading": "ANY PORT IN JAPAN",
    "lc_port_of_discharge": "MOMBASA, KENYA",
    "lc_units": "1",
    "lc_goods": "01 UNIT OF USED MOTOR VEHICLE",
}
BAD = {
    "formula": "=cmd|' /C calc'!A0",
    "at": "@SUM(A1:A9)",
    "pictures": "\U0001f697 AUTO",
    "turned": "A\u202eB",
    "control": "A\x00B\x07C",
}


@pytest.fixture
def credit(qtbot, page):
    page.one.tabs.tabs["particulars"].clicked.emit()
    enter(qtbot, page, **CREDIT)
    return page


def enter(qtbot, page, **values):
    for key, text in values.items():
        page.one.particulars.entries[key].type_in(text)
        settle(qtbot, page)


def line(page):
    lines = page.one.pane.release.lines
    return next(one for one in lines if one.check == "credit_kept")


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("lc_latest_shipment", "2026-12-05", "Latest shipment: 6 Dec 2026 against 5 Dec 2026."),
        ("lc_amount", "6,079.99", "L/C amount: USD 6,080.00 against USD 6,079.99 +/-0%."),
        ("lc_expiry", "2026-12-05", "L/C expiry: 6 Dec 2026 against 5 Dec 2026."),
        ("lc_units", "2", "Number of vehicles: 1 against 2."),
        ("lc_port_of_discharge", "COLOMBO, SRI LANKA", "MOMBASA, KENYA against COLOMBO"),
        ("lc_applicant", "ANOTHER TRADER", "MAWIMBI MOTORS against ANOTHER TRADER"),
        ("bl_remarks", "FRONT BUMPER DENTED", "FRONT BUMPER DENTED against clean"),
        ("sent_on", "2026-12-28", "Presentation period: 28 Dec 2026 against 27 Dec 2026."),
    ],
)
def test_a_condition_that_is_not_kept_is_said_and_leads_to_its_field(
    qtbot, credit, key, text, said
):
    assert line(credit).group == "passed"
    enter(qtbot, credit, **{key: text})
    assert line(credit).group == "blocks"
    assert said in line(credit).detail
    at = "lc_presentation_days" if key == "sent_on" else key
    assert line(credit).place == ("particulars", at)
    credit.one.tabs.tabs["vehicles"].clicked.emit()
    links = credit.one.pane.findChildren(Button)
    (link,) = [one for one in links if one.accessibleName() == "Details: Letter of credit"]
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    field = credit.one.particulars.entries[at].edit
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_whatever_is_typed_the_papers_of_the_bank_are_sound(qtbot, credit, folder, text):
    keys = ("lc_number", "lc_bank", "lc_goods", "lc_conditions", "bl_clauses")
    enter(qtbot, credit, **dict.fromkeys(keys, text))
    for name in ("vessel", "voyage", "payment_terms", "marks"):
        credit.one.fields.entries[name].type_in(text)
        settle(qtbot, credit)
    for kind in ("CI-B", "BLI", "LCC"):
        credit.one.writing.write(kind)
        settle(qtbot, credit)
    files = list(folder.glob("*.xlsx"))
    assert len(files) == 3
    for file in files:
        for row in openpyxl.load_workbook(file).active.iter_rows():
            for cell in row:
                said = str(cell.value or "")
                assert cell.data_type != "f" or "cmd" not in said.casefold()
                assert not (said[:1] in "=+-@" and cell.data_type == "s" and not cell.quotePrefix)
                assert not set(said) & set("\x00\x07\u202e")


def test_a_text_that_is_too_long_is_said_as_that(qtbot, credit):
    enter(qtbot, credit, lc_goods="X" * 32_768)
    entry = credit.one.particulars.entries["lc_goods"]
    assert "too long" in entry.problem.text()
    assert board(credit).entered.shipment["lc_goods"] == CREDIT["lc_goods"]
