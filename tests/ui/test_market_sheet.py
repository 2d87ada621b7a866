"""All markets: found by their name in either language, each with its sheet, copied and printed."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from broker_app.ui.pages.markets import MarketsPage
from broker_app.ui.print.preview import Preview
from broker_app.ui.widgets.text import Button, Plain

from .conftest import idle, page_of


@pytest.fixture
def window(file, stock, open_main):
    return open_main()


@pytest.fixture
def view(qtbot, window):
    window.show_page("markets", "KE")
    idle(qtbot, window)
    return page_of(window, MarketsPage).shown


def texts(view):
    QCoreApplication.processEvents()
    return [label.text() for label in view.text.findChildren(Plain) if label.isVisibleTo(view)]


def names(view):
    return [view.model.cell(row, 0).text for row in range(view.model.rowCount())]


def test_the_sheet_of_the_chosen_market_stands_beside_the_list(view):
    assert view.market.id == "KE"
    said = texts(view)
    for text in ("Kenya", "ケニア", "Mombasa (KEMBA)", "8 of 8 pass", "Left side of the road"):
        assert text in said
    view.table.go_to(names(view).index("Tanzania (mainland)"))
    assert "Dar es Salaam (TZDAR)" in texts(view)
    assert "Mombasa (KEMBA)" not in texts(view)


def test_rows_ask_the_model_tester(view):
    QAbstractItemModelTester(view.model, QAbstractItemModelTester.FailureReportingMode.Fatal)


@pytest.mark.parametrize("typed", ["kenya", "ケニア", "ｹﾆｱ", "KE ケニ"])
def test_a_market_is_found_in_either_language(qtbot, view, typed):
    view.search.setText(typed)
    view.search.wanted.emit(typed)
    assert names(view) == ["Kenya"]
    assert view.footer()[0] == "1 of 108 markets"


def test_what_is_not_found_is_said_and_a_market_asked_for_clears_the_search(view):
    view.search.setText("atlantis")
    view.search.wanted.emit("atlantis")
    assert names(view) == []
    assert view.market is None
    view.open("JM")
    assert view.search.text() == ""
    assert view.market.id == "JM"
    assert "Jamaica" in texts(view)


def test_columns_leave_where_the_list_is_narrow(qtbot, view):
    def shown():
        return [n for n in range(view.model.columnCount()) if not view.table.isColumnHidden(n)]

    assert shown() == [0, 1]
    view.table.resize(1200, 600)
    assert len(shown()) == view.model.columnCount()


def test_addresses_open_in_the_browser(view, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    link = next(b for b in view.text.findChildren(Button) if "businesstoday" in b.text())
    link.click()
    assert opened == ["https://businesstoday.co.ke/kebs-only-newer-vehicles-to-be-allowed"]


def test_it_is_copied_and_printed(qtbot, window, view):
    view.text.copy_wanted.emit()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Kenya (KE)\n")
    assert "Ports\tMombasa (KEMBA)" in text
    page_of(window, MarketsPage).do("print_market")
    idle(qtbot, window)
    preview = view.findChild(Preview)
    assert preview.windowTitle() == "Market sheet Kenya"
    assert len(preview.sheets.sheets) > 1
    preview.reject()


def test_it_is_said_again_in_japanese(qtbot, window, view):
    window.do_language()
    idle(qtbot, window)
    assert view.market.id == "KE"
    assert "Mombasa（KEMBA）" in texts(view)
    assert view.table.currentIndex().row() == names(view).index("ケニア")


def test_the_ranking_leads_to_the_sheet(qtbot, window):
    window.show_page("markets", 1)
    idle(qtbot, window)
    page = page_of(window, MarketsPage)
    page.shown.pane.sheet_wanted.emit("NZ")
    idle(qtbot, window)
    assert page.shown.name == "all"
    assert page.shown.market.id == "NZ"


def test_ctrl_f_goes_to_the_search_box(qtbot, window, view):
    page_of(window, MarketsPage).start_search()
    qtbot.waitUntil(view.search.hasFocus)
