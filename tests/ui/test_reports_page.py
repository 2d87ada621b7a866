"""The reports page: looked at, saved, printed; reckoned again when something changed."""

import threading
from datetime import date

import pytest

from broker_app.domain.cost import Cost
from broker_app.jobs import costing, moving, reporting
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store.database import open_file
from broker_app.ui.pages import paper_view, reports
from broker_app.ui.pages.reports import ReportsPage
from broker_app.ui.pages.vehicles import VehiclesPage

from .conftest import TODAY, idle, page_of


@pytest.fixture
def page(qtbot, stock, open_main):
    with open_file(stock) as db:
        order = Order("bought", TODAY, date(2026, 11, 20))
        moving.move(db, silent, [1, 2, 3, 4], order, "Sato")
    window = open_main()
    window.show_page("reports")
    idle(qtbot, window)
    return page_of(window, ReportsPage)


@pytest.mark.parametrize("key", reporting.REPORTS)
def test_every_report_is_shown(qtbot, page, key):
    page.open(key)
    idle(qtbot, page.window())
    assert page.report.key == key
    assert page.model.rowCount() == len(page.report.rows)
    texts = [page.model.cell(row, n).text for row in range(page.model.rowCount()) for n in range(2)]
    assert all(isinstance(text, str) for text in texts)


def test_the_stock_list_follows_a_new_cost(qtbot, page):
    before = page.sums.text()
    window = page.window()
    window.desk.runner.change(costing.put_cost, Cost(vehicle=1, kind="yard", amount=5000), "Sato")
    idle(qtbot, window)
    idle(qtbot, window)
    assert page.sums.text() != before


def test_a_row_leads_to_its_vehicle(qtbot, page):
    page.table.go_to(1)
    page.table.activated.emit(page.model.index(1, 0))
    window = page.window()
    idle(qtbot, window)
    assert page_of(window, VehiclesPage).table.current_vehicle() == page.report.vehicles[1]


def test_a_report_is_saved_and_shown_as_a_paper(qtbot, page, tmp_path, monkeypatch):
    target = tmp_path / "stock.xlsx"
    monkeypatch.setattr(reports.QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    page.do_save_report()
    idle(qtbot, page.window())
    assert target.exists()
    page.do_print_report()
    idle(qtbot, page.window())
    assert page.papers.preview.isVisible()
    paper = tmp_path / "stock.pdf"
    monkeypatch.setattr(paper_view.QFileDialog, "getSaveFileName", lambda *_: (str(paper), ""))
    page.papers.preview.save.click()
    idle(qtbot, page.window())
    assert paper.read_bytes().startswith(b"%PDF")
    page.papers.preview.reject()


def test_a_report_can_be_stopped_and_begun_again(qtbot, page, monkeypatch):
    window, begun = page.window(), threading.Event()
    reckon = reporting.REPORTS["purchases"]

    def slow(sources, progress):
        while not begun.wait(0.01):
            progress(1, 2, "progress.reckoning")
        return reckon(sources, progress)

    monkeypatch.setattr(reporting, "REPORTS", {**reporting.REPORTS, "purchases": slow})
    told = []
    window.desk.runner.began.connect(lambda task: told.append(task))
    page.open("purchases")
    assert page.model.rowCount() == 0  # the stock list does not stand under another name
    assert told[-1].takes_long
    told[-1].cancel()
    qtbot.waitUntil(page.again.isVisible)
    assert page.report is None
    begun.set()
    page.again.click()
    idle(qtbot, window)
    assert page.report.key == "purchases"
    assert not page.again.isVisible()


def test_a_newer_question_is_no_stop(qtbot, page):
    page.open("stock")
    page.open("ageing")
    idle(qtbot, page.window())
    assert page.report.key == "ageing"
    assert page.again.isHidden()


def test_what_ages_stands_out(qtbot, page):
    settings = page.desk.settings
    settings.aged_after, settings.old_after = 2, 3
    page.open("ageing")
    idle(qtbot, page.window())
    assert page.report.rows[0][5] == 4
    cell = page.model.cell(0, 5)
    assert (cell.text, cell.strong, cell.late) == ("▲ 4", True, True)
