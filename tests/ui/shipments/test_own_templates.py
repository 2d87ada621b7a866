"""The workbook of a paper is the company's own template where there is one; ours is a choice."""

import pytest
from openpyxl import load_workbook

from broker_app.jobs import templating
from broker_app.store.database import open_file
from tests.papers.template.books import made

from ..conftest import BOOKS
from .conftest import settle


@pytest.fixture
def own(file, filled, tmp_path):
    """The company uses a template for invoices."""
    path = tmp_path / "own.xlsx"
    path.write_bytes(made())
    with open_file(file) as db:
        checked = templating.check_file(BOOKS, path, "CI")
        templating.add_template(db, BOOKS, checked, 1, "Sato")


def first_lines(folder):
    (path,) = folder.glob("*.xlsx")
    sheet = load_workbook(path).active
    path.unlink()
    return [sheet["A1"].value, str(sheet["A2"].value)]


def test_the_workbook_comes_from_the_template_or_from_us(qtbot, own, page, folder):
    papers = page.one.papers
    assert papers.built_in.isVisible()
    page.one.writing.write("CI")
    settle(qtbot, page)
    assert first_lines(folder) == [
        "ASAGIRI MOTORS EXPORT CO., LTD.",
        "Invoice AMX-2026-0001 of 24 NOV 2026",
    ]
    papers.built_in.click()
    settle(qtbot, page)
    assert not first_lines(folder)[1].startswith("Invoice")


def test_without_a_template_there_is_nothing_to_choose(qtbot, page):
    assert not page.one.papers.built_in.isVisible()


def test_it_goes_with_the_kind_that_is_chosen(qtbot, own, page):
    papers = page.one.papers
    papers.turn_kinds()
    papers.table.selectRow(papers.row_of("PL"))  # it has no template
    assert not papers.built_in.isVisible()
    papers.table.selectRow(papers.row_of("CI"))
    assert papers.built_in.isVisible()
