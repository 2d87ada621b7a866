"""The doors on the markets page: a calendar, a list, and the ways from there."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from broker_app import words
from broker_app.domain.doors import Way
from broker_app.jobs import moving
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store.database import open_file
from broker_app.ui.pages.market_doors import MarketDoors
from broker_app.ui.pages.markets import MarketsPage
from broker_app.ui.pages.reports import ReportsPage
from broker_app.ui.pages.vehicles import VehiclesPage

from .conftest import TODAY, car, idle, page_of, put_stock

KNOWN = {"steering": "right", "accident": "none"}
OURS, YOUNG, ONLY_LISTED = 1, 2, 3


@pytest.fixture
def stock(file):
    with open_file(file) as db:
        put_stock(
            db,
            [
                car(OURS, first_registered="2019-03", **KNOWN),
                car(YOUNG, first_registered="2002-07", manufactured="2002-06", **KNOWN),
                car(ONLY_LISTED, first_registered="2019-06", **KNOWN),
            ],
        )
        moving.move(db, silent, [OURS, YOUNG], Order("bought", TODAY), "Sato")
    return file


@pytest.fixture
def view(qtbot, stock, open_main) -> MarketDoors:
    return doors_of(qtbot, open_main())


def doors_of(qtbot, window) -> MarketDoors:
    window.show_page("markets", "doors")
    idle(qtbot, window)
    return page_of(window, MarketsPage).shown


def rows(view):
    doors = view.table.doors
    return [
        tuple(doors.cell(row, doors.place_of(name)).text for name in ("vehicle", "market", "day"))
        for row in range(doors.rowCount())
    ]


def markets(view):
    return {market for _, market, _ in rows(view)}


def calendar(view):
    lines = view.calendar.model_of_lines
    return [
        tuple(lines.cell(row, column).text for column in range(3))
        for row in range(lines.rowCount())
    ]


def click(qtbot, table, row):
    place = table.visualRect(table.model().index(row, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_last_days_to_load_stand_in_the_list_and_the_calendar(view):
    QAbstractItemModelTester(view.table.doors)
    assert ("Toyota Corolla Axio", "Kenya", "27 Nov 2026") in rows(view)
    assert calendar(view)[:2] == [("November 2026", "", "1"), ("27 Nov", "Kenya", "1")]
    assert view.tabs.tabs["closes"].number == len(rows(view))
    view.table.go_to(0)
    assert view.rule.text() == (
        "at most 8 calendar years, the first counted (First registered 2019-03),"
        " arrival by 31 Dec 2026"
    )
    assert view.today.text() == "Usual lead time is past: decide by 3 Nov 2026"
    assert view.footer()[0] == "2 vehicles looked at"


def test_what_is_only_listed_is_looked_at_when_asked_for(qtbot, view):
    assert len([one for one in rows(view) if one[1] == "Kenya"]) == 1
    qtbot.mouseClick(view.scope.buttons["listed"], Qt.MouseButton.LeftButton)
    idle(qtbot, view.window())
    assert len([one for one in rows(view) if one[1] == "Kenya"]) == 2
    assert view.footer()[0] == "3 vehicles looked at"


def test_minimum_ages_open_doors_within_the_chosen_days(qtbot, view):
    qtbot.mouseClick(view.tabs.tabs["opens"], Qt.MouseButton.LeftButton)
    assert view.way is Way.OPENS
    assert "United States" not in markets(view)  # it opens in May
    qtbot.mouseClick(view.horizon.buttons["365"], Qt.MouseButton.LeftButton)
    assert {"United States", "Australia"} <= markets(view)
    assert view.table.doors.headerData(3, Qt.Orientation.Horizontal) == "Load from"
    row = next(n for n, one in enumerate(rows(view)) if one[1] == "United States")
    view.table.go_to(row)
    assert view.rule.text() == "at least 300 months (Manufactured 2002-06), arrival from 1 Jun 2027"


def test_a_day_of_the_calendar_shows_what_stands_behind_it(qtbot, view):
    qtbot.mouseClick(view.tabs.tabs["opens"], Qt.MouseButton.LeftButton)
    found = calendar(view)
    row = next(n for n, one in enumerate(found) if one[1] == "United States")
    click(qtbot, view.calendar, row)
    assert markets(view) == {"United States"}  # though it lies beyond the chosen days
    assert view.chips.isVisible()
    assert view.chips.count.text() == "1 vehicle, JPY 900,000"
    month = max(n for n, one in enumerate(found[:row]) if one[1] == "")
    click(qtbot, view.calendar, month)
    assert len(rows(view)) == int(found[month][2])
    view._forget()
    assert not view.chips.isVisible()
    assert "United States" not in markets(view)


def test_one_market_alone(qtbot, view):
    view.market.choose("KE")
    assert markets(view) == {"Kenya"}
    assert {one[1] for one in calendar(view)} == {"", "Kenya"}
    view.market.choose("US")
    assert rows(view) == []
    assert view.nothing.isVisible()
    assert view.nothing.text().startswith("No market closes for these vehicles by ")


def test_from_a_door_to_the_ranking_the_vehicle_and_the_report(qtbot, view):
    window = view.window()
    view.market.choose("KE")
    qtbot.mouseClick(view.ranking, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    page = page_of(window, MarketsPage)
    assert page.shown.name == "ranking"
    assert page.shown.outlook.vehicle == OURS
    page.show_view("doors")
    idle(qtbot, window)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    idle(qtbot, window)
    assert page_of(window, VehiclesPage).isVisible()
    window.show_page("markets")
    qtbot.mouseClick(view.report, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    reports = page_of(window, ReportsPage)
    assert reports.isVisible()
    assert reports.key == "doors"


def test_it_follows_the_stock(qtbot, view):
    window = view.window()
    window.desk.runner.change(moving.move, [OURS], Order("shipped", TODAY), "Sato")
    idle(qtbot, window)
    assert "Kenya" not in markets(view)


def test_nothing_of_ours_leads_to_the_lists_and_nothing_at_all_to_an_import(qtbot, file, open_main):
    with open_file(file) as db:
        put_stock(db, [car(1, first_registered="2019-03", **KNOWN)])
    view = doors_of(qtbot, open_main())
    assert view.ours_empty.isVisible()
    qtbot.mouseClick(view.ours_empty.button, Qt.MouseButton.LeftButton)
    idle(qtbot, view.window())
    assert markets(view) >= {"Kenya"}


def test_without_any_vehicle(qtbot, file, open_main):
    view = doors_of(qtbot, open_main())
    qtbot.mouseClick(view.scope.buttons["listed"], Qt.MouseButton.LeftButton)
    idle(qtbot, view.window())
    assert view.empty.isVisible()


def test_in_japanese(qtbot, view):
    window = view.window()
    window.desk.appearance.use_language("ja")
    idle(qtbot, window)
    assert calendar(view)[0][0] == "2026年11月"
    view.table.go_to(0)
    assert "暦年以内" in view.rule.text()
    window.desk.appearance.use_language("en")
    assert words.month(TODAY) == "November 2026"


def test_while_others_are_looked_at_nothing_is_said_of_none(qtbot, file, open_main):
    with open_file(file) as db:
        put_stock(db, [car(1, first_registered="2019-03", **KNOWN)])
    view = doors_of(qtbot, open_main())
    assert view.ours_empty.isVisible()
    qtbot.mouseClick(view.scope.buttons["listed"], Qt.MouseButton.LeftButton)
    assert not view.ours_empty.isVisible()
    assert not view.empty.isVisible()
    assert view.footer() == []
    view.horizon.chosen.emit("30")
    assert not view.empty.isVisible()
    idle(qtbot, view.window())
    assert markets(view) >= {"Kenya"}


def test_tables_of_all_views_have_a_name_in_the_language_in_use(qtbot, view):
    window = view.window()
    page = page_of(window, MarketsPage)
    tables = [view.calendar, view.table]
    for name in ("ranking", "compare", "all"):
        page.show_view(name)
        idle(qtbot, window)
        tables.append(page.shown.table)
    said = [table.accessibleName() for table in tables]
    assert said == ["Calendar of doors", "Doors", "Ranking", "Compare", "Markets"]
    window.desk.appearance.use_language("ja")
    idle(qtbot, window)
    said = [table.accessibleName() for table in tables]
    assert said == ["期限カレンダー", "期限", "順位", "比較", "仕向地"]
    window.desk.appearance.use_language("en")
