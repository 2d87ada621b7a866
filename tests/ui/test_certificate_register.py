"""The register of export certificates: what ends when, filtered, sorted, leading to the vehicle."""

from datetime import date
from pathlib import Path

import pytest

from broker_app.domain.party import Company
from broker_app.jobs import certifying, editing
from broker_app.jobs.progress import silent
from broker_app.store.database import open_file
from broker_app.ui.pages.certificate_register import CertificateRegister

from .certificates import stock_page
from .conftest import BOOKS, QUESTION, car, put_stock


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
