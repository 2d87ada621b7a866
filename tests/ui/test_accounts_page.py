"""The accounts in the window: lines, bars, what is open, the workbook, and nothing at all."""

import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog

from broker_app.domain.cost import Cost
from broker_app.domain.party import Party
from broker_app.jobs import accounting, costing, editing, owning, selling
from broker_app.store.database import open_file
from broker_app.ui.pages import vehicles
from broker_app.ui.pages.accounts import AccountsPage
from broker_app.ui.widgets.text import Button, Plain

from .conftest import TODAY, idle


@pytest.fixture
def window(stock, open_main):
    with open_file(stock) as db:
        buyer, _ = editing.save_party(db, Party(name="MAWIMBI", country="KE"), "Sato")
        sold = {"buyer": buyer, "price": 900_000, "sold_on": "2026-11-03"}
        selling.sell(db, 1, sold, "Sato", TODAY)
        dollars = {"price": 5_000_00, "currency": "USD", "sold_on": "2026-11-04"}
        selling.sell(db, 2, sold | dollars, "Sato", TODAY)
        selling.sell(db, 3, sold | {"price": 650_000, "sold_on": "2026-10-30"}, "Sato", TODAY)
        for vehicle in (1, 2, 3):
            paid = Cost(vehicle=vehicle, kind="purchase", amount=700_000, day="2026-10-02")
            costing.put_cost(db, paid, "Sato")
    return open_main()


@pytest.fixture
def page(qtbot, window):
    return shown(qtbot, window)


def shown(qtbot, window) -> AccountsPage:
    window.show_page("accounts")
    idle(qtbot, window)
    assert isinstance(window.current, AccountsPage)
    return window.current


def rows(page):
    model = page.lines.model
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def open_ones(page):
    found = (page._open.itemAt(place).widget() for place in range(page._open.count()))
    return [] if page._open_part.isHidden() else [w.text() for w in found if isinstance(w, Button)]


def test_each_month_is_a_row_and_they_add_up(page):
    QAbstractItemModelTester(page.lines.model)
    assert rows(page) == [
        ["2026-10", "3", "1", "", "2,100,000", "650,000", "700,000", "−50,000", "−7.1", "", ""],
        ["2026-11", "", "2", "", "", "900,000", "700,000", "200,000", "28.6", "", "1"],
        ["Total", "3", "3", "", "2,100,000", "1,550,000", "1,400,000", "150,000", "10.7", "", "1"],
    ]  # fmt: skip
    assert page.footer() == ["2026-10 to 2026-11", "Margin JPY 150,000"]


def test_open_margins_are_named_and_lead_to_their_vehicle(qtbot, window, page):
    assert len(open_ones(page)) == 1
    assert "exchange rate of USD for 4 Nov 2026" in [p.text() for p in page.findChildren(Plain)]
    page.lines.table.go_to(0)
    assert open_ones(page) == []
    page.lines.table.go_to(1)
    (name,) = open_ones(page)
    assert name.endswith("NZE161-7000002")
    page._open.itemAt(0).widget().click()
    idle(qtbot, window)
    assert isinstance(window.current, vehicles.VehiclesPage)


def test_the_bars_stand_beside_the_rows_and_choose_them(qtbot, page):
    chart = page.lines.chart
    assert [(bar.label, bar.value, bar.behind) for bar in chart.bars] == [
        ("2026-10", -50_000, 650_000),
        ("2026-11", 200_000, 900_000),
    ]
    assert "2026-11 200,000" in chart.accessibleName()
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(20, chart.height() - 5))
    assert page.lines.table.currentIndex().row() == 1
    left = [chart._at(value, chart._room()) for value in (-50_000, 0, 200_000, 900_000)]
    assert left == sorted(left)


def test_lines_by_market_and_a_period(qtbot, window, page):
    page.tabs._click("market")
    idle(qtbot, window)
    assert [row[0] for row in rows(page)] == ["Kenya", "Total"]
    page.period["since"].type_in("2026年11月")
    idle(qtbot, window)
    assert rows(page)[0][:3] == ["Kenya", "", "2"]
    assert page.period["since"].edit.text() == "2026-11"


@pytest.mark.parametrize(
    ("name", "text", "starts"),
    [
        ("since", "2026-13", "2026-13 is no month"),
        ("since", "last year", "last year is no month"),
        ("until", "2026-01", "The first month"),
    ],
)
def test_a_wrong_period_is_said_in_its_field(qtbot, window, page, name, text, starts):
    page.period["since"].type_in("2026-10")
    idle(qtbot, window)
    page.period[name].type_in(text)
    idle(qtbot, window)
    assert page.period[name].problem.text().startswith(starts)
    assert len(rows(page)) == 3


def test_the_rate_that_is_missing_closes_the_margin_when_it_comes(qtbot, window, page):
    from decimal import Decimal

    from broker_app.domain.rate import Rate

    rate = Rate(Decimal(160), TODAY.replace(day=1), "bank")
    window.desk.runner.change(costing.put_rate, "USD", rate, "Sato", TODAY)
    idle(qtbot, window)
    idle(qtbot, window)
    assert rows(page)[1][7] == "300,000"
    assert open_ones(page) == []


def test_it_is_saved_as_a_workbook_and_shown(qtbot, window, page, tmp_path, monkeypatch):
    target = tmp_path / "report.xlsx"
    offered = []

    def choose(_parent, _title, name, _pattern):
        offered.append(name)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    qtbot.mouseClick(page.save, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert offered[0].endswith("Accounts by month 2026-10 2026-11.xlsx")
    assert target.exists()
    assert window.bar.text == "Saved as report.xlsx."


def test_a_place_that_cannot_be_written_is_a_sentence(qtbot, window, page, tmp_path, monkeypatch):
    target = str(tmp_path / "report.xlsx")
    (tmp_path / "report.xlsx").mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (target, ""))
    page.do_save_accounts()
    idle(qtbot, window)
    assert "report.xlsx" in window.bar.text


def test_one_of_several_companies(qtbot, window, stock):
    with open_file(stock) as db:
        owning.add_company(db, "ASAGIRI", "Sato")
        second, _ = owning.add_company(db, "UMIKAZE", "Sato")
        owning.give_vehicles(db, [1], second, "Sato")
    page = shown(qtbot, window)
    assert not page.company.isHidden()
    page.company.choose(second)
    idle(qtbot, window)
    assert rows(page)[-1][:3] == ["Total", "1", "1"]
    page.tabs._click("company")
    idle(qtbot, window)
    assert [row[0] for row in rows(page)] == ["UMIKAZE", "Total"]


def test_the_action_and_japanese(qtbot, window):
    window.run("month_report")
    idle(qtbot, window)
    page = window.current
    window.do_language()
    idle(qtbot, window)
    assert rows(page)[-1][0] == "合計"
    assert page.save.text() == "Excelで保存"


def test_before_the_first_vehicle_there_is_one_thing_to_do(qtbot, file, open_main):
    open_file(file).close()
    window = open_main()
    page = shown(qtbot, window)
    assert page._views.currentWidget() is page.empty
    assert page.save.isHidden()
    assert page.footer() == []
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert isinstance(window.current, vehicles.VehiclesPage)


def test_the_accounts_can_be_stopped_and_begun_again(qtbot, window, page, monkeypatch):
    begun = threading.Event()
    reckon = accounting.report

    def slow(reader, progress, *given):
        while not begun.wait(0.01):
            progress(1, 2, "progress.reckoning")
        return reckon(reader, progress, *given)

    monkeypatch.setattr(accounting, "report", slow)
    told = []
    window.desk.runner.began.connect(lambda task: told.append(task))
    page.open("market")
    assert told[-1].takes_long
    told[-1].cancel()
    qtbot.waitUntil(page.again.isVisible)
    begun.set()
    page.again.click()
    idle(qtbot, window)
    assert page.report.way == "market"
    assert not page.again.isVisible()
