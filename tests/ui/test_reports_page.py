"""The reports page: looked at, saved, printed; reckoned again when something changed."""

import threading
from datetime import date

import pytest
from PySide6.QtWidgets import QFileDialog

from broker_app.domain.cost import Cost
from broker_app.jobs import costing, moving, owning, reporting
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store.database import open_file
from broker_app.ui.pages.reports import ReportsPage
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.widgets.dialog import ReasonDialog

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
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    page.do_save_report()
    idle(qtbot, page.window())
    assert target.exists()
    page.do_print_report()
    idle(qtbot, page.window())
    assert page.papers.preview.isVisible()
    paper = tmp_path / "stock.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(paper), ""))
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


@pytest.fixture
def registers(qtbot, file, open_main):
    from .shipments.conftest import fill

    fill(file)
    window = open_main()
    window.show_page("reports")
    idle(qtbot, window)
    return page_of(window, ReportsPage)


def test_a_register_is_entered_beside_its_rows(qtbot, registers):
    page, window = registers, registers.window()
    page.open("inspections")
    idle(qtbot, window)
    assert page.model.rowCount() == 1
    assert not page.pane.isHidden()
    page.pane.entries["inspection_number"].type_in("K-77")
    idle(qtbot, window)
    idle(qtbot, window)
    assert "K-77" in page.report.rows[0]
    page.which.chosen.emit("waiting")
    assert page.model.rowCount() in (0, 1)
    page.pane.entries["inspected_on"].type_in("no day")
    assert page.pane.entries["inspected_on"].is_wrong
    page.open("stock")
    idle(qtbot, window)
    assert page.pane.isHidden()


def test_a_report_is_searched(qtbot, registers):
    page, window = registers, registers.window()
    page.open("inspections")
    idle(qtbot, window)
    page.search.put("nowhere")
    page._filter()
    assert page.model.rowCount() == 0
    page.search.put("sh-")
    page._filter()
    assert page.model.rowCount() == 1


def test_a_number_is_cancelled_with_its_reason(qtbot, registers, tmp_path):
    from broker_app.jobs import issuing

    from .conftest import BOOKS

    page, window = registers, registers.window()
    given = (BOOKS, 1, "CI", tmp_path, "Sato", TODAY)
    window.desk.runner.change(issuing.write_paper, *given)
    idle(qtbot, window)
    page.open("papers")
    idle(qtbot, window)
    assert page.report.rows[0][3] == "issued"
    assert not page.cancel.isHidden()
    page.do_cancel_paper()
    dialog = page.findChild(ReasonDialog)
    assert dialog.windowTitle() == "Cancel AMX-2026-0001"
    dialog.reason.setText("wrong buyer")
    dialog.accept()
    idle(qtbot, window)
    idle(qtbot, window)
    assert page.report.rows[0][3] == "cancelled"
    assert page.report.rows[0][-1] == "wrong buyer"
    assert page.cancel.isHidden()


def test_a_report_is_of_a_company_and_of_months(qtbot, page, stock):
    window = page.window()
    assert page.scope.isHidden()
    with open_file(stock) as db:
        for name in ("First Motors", "Second Motors"):
            other, _ = owning.add_company(db, name, "Sato")
        owning.give_vehicles(db, [2], other, "Sato")
    page.open("stock")
    idle(qtbot, window)
    rows = page.model.rowCount()
    assert page.scope.company.isVisible()
    assert not page.scope.period["since"].isVisible()
    page.scope.company.entered.emit("company", other)
    idle(qtbot, window)
    assert page.model.rowCount() == 1 < rows
    assert page.scope.author == page.scope.subject == "Second Motors"
    page.open("purchases")
    idle(qtbot, window)
    assert page.scope.period["since"].isVisible()
    page.scope.period["since"].type_in("2030-01")
    idle(qtbot, window)
    assert page.model.rowCount() == 0
    assert "say of a vehicle that it was bought" in page.empty.text.text()
    page.scope.period["until"].type_in("2029-01")
    idle(qtbot, window)
    assert page.scope.period["until"].is_wrong
    page.open("stock")
    idle(qtbot, window)
    assert page.model.rowCount() == 1
