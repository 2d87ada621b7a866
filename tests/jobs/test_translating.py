"""The English sheet of a certificate: marked, complete, and silent on whom a car was bought from."""

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import certifying, issuing, translating
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.papers.translation import MARK
from broker_app.store.database import Database
from tests.jobs.test_certifying import PAPER, VITZ
from tests.jobs.voyages import COMPANY, TODAY


def enter(db: Database, books: Books, question: Question, **changed: object) -> None:
    paper = replace(PAPER, **changed)  # type: ignore[arg-type]
    certifying.enter(db, silent, books, question, paper, "sato", TODAY, "as printed")


def test_the_sheet_is_marked_and_holds_every_box(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    enter(stock, books, question, owner_address="YOKOHAMA")
    made = translating.translated(stock.connection, books, VITZ, TODAY)
    assert made.page.draft == MARK == "TRANSLATION - NOT AN OFFICIAL CERTIFICATE"
    assert not made.owner_left_out
    text = made.page.as_text()
    for part in (COMPANY.name, "YOKOHAMA", "KSP130-1234567", "0.99 L", "20 DEC 2026", "GASOLINE"):
        assert part in text
    target = tmp_path / "sheet.xlsx"
    issuing.WORKBOOK.write([made.page], target)
    (sheet,) = load_workbook(target).worksheets
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    assert MARK in cells
    assert MARK in sheet.oddHeader.center.text
    assert "TOYOTA" in cells


def test_an_owner_who_is_not_the_exporter_is_left_out(
    stock: Database, books: Books, question: Question
) -> None:
    enter(stock, books, question, owner="SECRET SUPPLIER", owner_address="SECRET STREET", user="HE")
    made = translating.translated(stock.connection, books, VITZ, TODAY)
    assert made.owner_left_out
    assert "SECRET" not in made.page.as_text()


def test_text_that_looks_like_a_formula_stays_text(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    enter(stock, books, question, remarks="=1+1", body="+cmd")
    made = translating.translated(stock.connection, books, VITZ, TODAY)
    issuing.WORKBOOK.write([made.page], tmp_path / "sheet.xlsx")
    (sheet,) = load_workbook(tmp_path / "sheet.xlsx").worksheets
    types = {c.value: c.data_type for row in sheet.iter_rows() for c in row if c.value}
    assert (types["=1+1"], types["+cmd"]) == ("s", "s")


def test_without_a_certificate_there_is_no_sheet(stock: Database, books: Books) -> None:
    with pytest.raises(UserError, match="certificate_none"):
        translating.translated(stock.connection, books, VITZ, TODAY)
