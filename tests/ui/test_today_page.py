"""The today page: lines that come and go with their cause, and lead to where it is mended."""

import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.cost import Cost
from broker_app.domain.due import Due, Line, Urgency
from broker_app.domain.party import Party
from broker_app.domain.rate import Rate
from broker_app.domain.state import IN_STOCK
from broker_app.jobs import backing_up, costing, editing, moving, selling
from broker_app.jobs import today as job
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store.database import open_file
from broker_app.store.vehicles import Query, count, ids
from broker_app.ui import main_window, theme
from broker_app.ui.pages import today as today_page
from broker_app.ui.pages.today import TodayPage
from broker_app.ui.pages.today_list import rows_of
from broker_app.ui.runner import EVERYTHING

from .conftest import TODAY, car, idle, put_stock


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """Nobody waits for the page to look again."""
    monkeypatch.setattr(today_page, "SOON_MS", 0)
    monkeypatch.setattr(today_page, "LATER_MS", 0)


@pytest.fixture
def bought(file, stock):
    """The four vehicles of the stock are ours, since 10, 70, 100 and 130 days."""
    with open_file(file) as db:
        for vehicle, days in enumerate((10, 70, 100, 130), 1):
            order = Order("bought", TODAY - timedelta(days=days))
            moving.move(db, silent, [vehicle], order, "Sato")
    return file


def shown(qtbot, window) -> TodayPage:
    window.show_page("today")
    page = window.current
    assert isinstance(page, TodayPage)
    settle(qtbot, window, page)
    return page


def settle(qtbot, window, page):
    qtbot.waitUntil(lambda: not page._looking.isActive() and not page._asking, timeout=20_000)
    idle(qtbot, window)


def kinds(page) -> list[str]:
    return [line.kind for line in page.lines]


def row_of(page, kind, entry=None) -> int:
    for place, row in enumerate(page.list.rows.rows):
        is_it = row.line is not None and row.line.kind == kind
        if is_it and (row.entry.kind if row.entry else None) == entry:
            return place
    raise AssertionError((kind, entry, [row.said for row in page.list.rows.rows]))


def go_to(page, kind, entry=None):
    page.list.setFocus()
    page.list.setCurrentIndex(page.list.rows.index(row_of(page, kind, entry)))


def test_what_waits_is_listed_and_its_mending_takes_it_away(qtbot, open_main, bought):
    window = open_main()
    page = shown(qtbot, window)
    assert "backup_none" in kinds(page)
    window.run("back_up")
    idle(qtbot, window)
    settle(qtbot, window, page)
    assert "backup_none" not in kinds(page)
    assert "review" in kinds(page)
    desk = window.desk
    for vehicle in (1, 2, 3, 4):
        order = Order("sold_at_home", TODAY)
        desk.runner.change(moving.move, [vehicle], order, "Sato")
    idle(qtbot, window)
    settle(qtbot, window, page)
    assert "review" not in kinds(page)


def test_a_change_asks_only_the_sources_that_rest_on_it(qtbot, open_main, bought, monkeypatch):
    window = open_main()
    page = shown(qtbot, window)
    asked = []
    real = page._ask
    monkeypatch.setattr(page, "_ask", lambda source: (asked.append(source.id), real(source)))
    page.refresh(Changes(frozenset({"bank_account"})))
    settle(qtbot, window, page)
    assert asked == ["accounts"]


def test_another_process_is_followed(qtbot, open_main, bought):
    window = open_main()
    page = shown(qtbot, window)
    assert "unpaid" not in kinds(page)
    qtbot.waitUntil(lambda: window.desk.runner._own_version != 0, timeout=15_000)
    with open_file(bought) as db:
        buyer = editing.save_party(db, Party(name="MAWIMBI", country="KE"), "Ota")[0]
        given = {"buyer": buyer, "price": 5_000, "currency": "USD", "due_on": "2026-11-01"}
        selling.sell(db, 1, given, "Ota", TODAY)
    qtbot.waitUntil(lambda: "unpaid" in kinds(page), timeout=15_000)
    assert "rate_missing" in kinds(page)
    task = window.desk.runner.change(
        costing.put_rate, "USD", Rate(Decimal(150), TODAY, "TTM"), "Sato", TODAY
    )
    qtbot.waitSignal(task.finished)
    qtbot.waitUntil(lambda: "rate_missing" not in kinds(page), timeout=15_000)


def test_the_rail_counts_the_lines_after_the_start(qtbot, open_main, bought, monkeypatch):
    monkeypatch.setattr(main_window, "COUNT_AFTER_MS", 0)
    window = open_main()
    qtbot.waitUntil(lambda: window.rail._counts.get("today", 0) > 0, timeout=20_000)
    assert window.rail.current_page() == "vehicles"
    button = window.rail._buttons["today"]
    page = window.page("today")
    qtbot.waitUntil(lambda: button.count == len(page.lines), timeout=20_000)
    assert str(button.count) in button.accessibleName()
    assert job.DOORS not in page.found  # what takes long waits until somebody looks
    window.grab()


def test_enter_on_a_line_of_verdicts_shows_its_vehicles(qtbot, open_main, bought):
    window = open_main()
    page = shown(qtbot, window)
    go_to(page, "review")
    line = page.list.current_row().line
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    idle(qtbot, window)
    query = window.current.model.query
    assert (query.verdicts, query.states) == (("REVIEW",), IN_STOCK)
    assert window.current.model.rowCount() == line.count


def test_a_line_unfolds_to_its_causes_and_each_shows_its_own(qtbot, open_main, bought):
    window = open_main()
    page = shown(qtbot, window)
    go_to(page, "review")
    before = page.list.rows.rowCount()
    qtbot.keyClick(page.list, Qt.Key.Key_Right)
    causes = page.list.current_row().line.entries
    assert page.list.rows.rowCount() == before + len(causes) > before
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    row = page.list.current_row()
    assert row.entry == causes[0]
    assert row.detail == words.say("why.missing")
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    idle(qtbot, window)
    qtbot.waitUntil(lambda: bool(window.current.model.query.findings))
    idle(qtbot, window)
    assert window.current.model.rowCount() == causes[0].count
    window.show_page("today")
    qtbot.keyClick(page.list, Qt.Key.Key_Left)  # to its line
    qtbot.keyClick(page.list, Qt.Key.Key_Left)
    assert page.list.rows.rowCount() == before


def test_a_click_leads_there_and_one_on_its_sign_unfolds(qtbot, open_main, bought):
    window = open_main()
    page = shown(qtbot, window)
    index = page.list.rows.index(row_of(page, "review"))
    box = page.list.visualRect(index)
    before = page.list.rows.rowCount()
    sign = QPoint(box.left() + 10, box.center().y())
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=sign)
    assert page.list.rows.rowCount() > before
    assert window.current is page
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert window.current is not page
    idle(qtbot, window)


def test_arrows_leave_out_the_heads_of_groups(qtbot, open_main, bought):
    window = open_main()
    page = shown(qtbot, window)
    QAbstractItemModelTester(page.list.rows, QAbstractItemModelTester.FailureReportingMode.Warning)
    page.list.setFocus()
    lines = [row for row in page.list.rows.rows if row.line is not None]
    heads = [row for row in page.list.rows.rows if row.line is None]
    assert heads
    page.list.setCurrentIndex(page.list.rows.index(1))
    seen = [page.list.current_row()]
    for _ in range(len(page.list.rows.rows)):
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
        if page.list.current_row() is not seen[-1]:
            seen.append(page.list.current_row())
    assert seen == lines


@pytest.mark.parametrize(
    ("chart", "place", "query"),
    [
        ("stock", 0, Query(verdicts=("BLOCKED",), states=IN_STOCK)),
        ("days", 2, Query(days=(61, 90))),
        ("days", 4, Query(days=(121, None))),
        ("risk", 1, Query(days=(61, None))),
        ("risk", 3, Query(verdicts=("BLOCKED",), days=(91, None))),
    ],
)
def test_a_bar_shows_as_many_vehicles_as_it_says(qtbot, open_main, bought, chart, place, query):
    window = open_main()
    page = shown(qtbot, window)
    bars = page.charts.charts[chart].bars
    said = bars.bars[place]
    bars.setFocus()
    for _ in range(place):
        qtbot.keyClick(bars, Qt.Key.Key_Down)
    qtbot.keyClick(bars, Qt.Key.Key_Return)
    idle(qtbot, window)
    shown_now = window.current.model.query
    assert (shown_now.verdicts, shown_now.days) == (query.verdicts, query.days)
    number = window.current.model.rowCount()
    assert words.number(number) in (said.figure, said.note.split(" ", maxsplit=1)[0])
    window.current.filters.clear()
    idle(qtbot, window)
    assert window.current.model.query.days is None


def test_best_markets_lead_to_their_vehicles(qtbot, open_main, bought):
    window = open_main()
    page = shown(qtbot, window)
    chart = page.charts.charts["markets"]
    assert sum(bar.value for bar in chart.bars.bars) == 4
    qtbot.mouseClick(chart.bars, Qt.MouseButton.LeftButton, pos=QPoint(20, 5))
    idle(qtbot, window)
    view = window.current
    assert view.model.rowCount() == chart.bars.bars[0].value
    assert view.filters.chosen_name
    assert view.filters.chips.isVisible()


def closing(day, count, vehicles, name="Kenya"):
    title = {"en": name, "ja": name}
    return Due(
        kind="door", day=day.isoformat(), page="markets", target=name,
        values={"market": title}, count=count, vehicles=vehicles,
    )  # fmt: skip


def test_doors_stand_on_a_line_of_days_and_lead_to_their_vehicles(qtbot, open_main, bought):
    window = open_main()
    page = shown(qtbot, window)
    soon, late = TODAY + timedelta(days=7), TODAY + timedelta(days=37)
    found = job.Found((closing(late, 1, (3,), "Tanzania"), closing(soon, 2, (1, 4))))
    page._draw(found=found)
    bars = page.charts.days
    assert [(bar.label, bar.value, bar.figure) for bar in bars.bars] == [
        ("Kenya", 7, "2"),
        ("Tanzania", 37, "1"),
    ]
    assert bars.bars[0].note == words.short_day(soon)
    assert [month.month for month in bars.months()] == [12, 1]
    for said in ("Doors closing", "Kenya 2", "Tanzania 1", words.short_day(late)):
        assert said in bars.accessibleName()
    room = bars._room()
    assert bars._at(37, room) - bars._at(7, room) == pytest.approx(room.width() / 2)
    bars.setFocus()
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    qtbot.keyClick(bars, Qt.Key.Key_Return)
    idle(qtbot, window)
    assert window.current.model.query.only == (3,)
    window.show_page("today")
    second = QPoint(20, theme.px(18) + 5)
    page._draw(found=found)
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=second)
    idle(qtbot, window)
    assert sorted(window.current.model.query.only) == [1, 4]


def test_doors_that_are_many_or_none_are_said_in_words(qtbot, open_main, bought):
    page = shown(qtbot, open_main())
    page._draw(found=job.Found())
    chart = page.charts.charts[job.DOORS]
    assert "60 days" in chart.below.text()
    many = tuple(closing(TODAY + timedelta(days=n), 1, (1,), f"M{n}") for n in range(1, 12))
    page._draw(found=job.Found(many))
    assert len(chart.bars.bars) == 8
    assert chart.below.text().startswith("3 more")


def test_value_is_in_yen_by_the_rates_that_are_kept_and_no_other(qtbot, open_main, bought):
    with open_file(bought) as db:
        cost = Cost(vehicle=4, kind="purchase", amount=100_000, currency="USD", day="2026-11-20")
        costing.put_cost(db, cost, "Sato")
    window = open_main()
    page = shown(qtbot, window)
    chart = page.charts.charts["risk"]
    assert "USD 1,000.00" in chart.below.text()
    over_90 = chart.bars.bars[2]
    assert over_90.value == 700_000  # the dollars have no rate
    rate = Rate(Decimal(150), TODAY, "TTM")
    window.desk.runner.change(costing.put_rate, "USD", rate, "Sato", TODAY)
    idle(qtbot, window)
    settle(qtbot, window, page)
    assert chart.bars.bars[2].value == 850_000
    assert "150" in chart.below.text()


def test_language_and_theme_turn_while_it_is_open(qtbot, open_main, bought):
    window = open_main()
    page = shown(qtbot, window)
    before = [row.said for row in page.list.rows.rows]
    window.do_language()
    idle(qtbot, window)
    assert page.title.text() == "11月24日（火）"
    assert "件の対応が必要です" in page.count.text()
    assert not set(before) & {row.said for row in page.list.rows.rows}
    assert page.list.accessibleName() == "対応が必要なもの"
    assert page.charts.charts["days"].title.text() == "在庫日数"
    assert "在庫日数" in page.charts.charts["days"].bars.accessibleName()
    window.do_theme()
    idle(qtbot, window)
    assert not page.grab().isNull()
    window.do_theme()
    window.do_language()


def test_the_list_is_printed_through_the_preview(qtbot, open_main, bought):
    window = open_main()
    page = shown(qtbot, window)
    window.run("print_today")
    qtbot.waitUntil(
        lambda: page.papers is not None and page.papers.preview is not None, timeout=20_000
    )
    page_of = page.papers.preview
    assert page_of.windowTitle() == words.say("today.list")
    page_of.close()
    idle(qtbot, window)


def test_an_empty_database_says_the_one_thing_to_do(qtbot, open_main):
    window = open_main()
    page = shown(qtbot, window)
    assert page._views.currentWidget() is page._empty
    assert not page.print.isVisible()
    assert page.lines == []


def test_nothing_to_do_is_calm(qtbot, open_main, file):
    with open_file(file) as db:
        put_stock(db, [car(1)])
        for state in ("bought", "sold_at_home"):
            moving.move(db, silent, [1], Order(state, TODAY), "Sato")
        backing_up.back_up(silent, file)
    window = open_main()
    page = shown(qtbot, window)
    assert page.lines == []
    assert page._left.currentWidget() is page._calm
    assert page.count.text() == words.say("today.none")
    assert page._fine.isVisible()
    assert window.rail._buttons["today"].count == 0


def test_a_very_large_stock_is_worked_through_when_asked(qtbot, open_main, bought, monkeypatch):
    monkeypatch.setattr(job, "MOST_BY_ITSELF", 3)
    window = open_main()
    page = shown(qtbot, window)
    assert page.charts.ask.isVisible()
    assert page.charts.charts["markets"].bars.bars == ()
    page.charts.ask.click()
    settle(qtbot, window, page)
    assert not page.charts.ask.isVisible()
    assert page.charts.charts["markets"].bars.bars


def test_the_filters_find_by_days_and_by_choice(bought):
    with open_file(bought) as db:
        reader, today = db.connection, TODAY.isoformat()
        assert list(ids(reader, Query(today=today, days=(0, 30)))) == [1]
        assert list(ids(reader, Query(today=today, days=(61, None)))) == [2, 3, 4]
        assert count(reader, Query(today=today, days=(None, None))) == 0
        assert list(ids(reader, Query(only=(2, 4, 99)))) == [2, 4]
        assert list(ids(reader, Query(only=()))) == []


def test_what_another_process_wrote_reaches_every_source():
    assert all(source.touched_by(EVERYTHING) for source in job.SOURCES)
    tables = {table for source in job.SOURCES for table in source.rests_on}
    assert tables - {backing_up.BACKUP} <= EVERYTHING.tables


def test_what_takes_long_can_be_stopped_and_begun_again(qtbot, open_main, bought):
    window = open_main()
    window.show_page("today")
    page = window.current
    page._look()
    page._asking[job.DOORS].cancel()
    settle(qtbot, window, page)
    assert page.charts.ask.isVisible()
    page.charts.ask.click()
    settle(qtbot, window, page)
    assert sum(bar.value for bar in page.charts.charts["markets"].bars.bars) == 4


def test_leaving_the_page_lets_go_of_what_takes_long(qtbot, open_main, bought):
    window = open_main()
    window.show_page("today")
    page = window.current
    page._look()
    window.show_page("vehicles")
    settle(qtbot, window, page)
    assert job.DOORS not in page.found
    page = shown(qtbot, window)
    assert job.DOORS in page.found


def test_the_cursor_stands_on_the_most_urgent_until_a_person_moves_it(qtbot, open_main, bought):
    window = open_main()
    page = shown(qtbot, window)
    first = next(row for row in page.list.rows.rows if row.line is not None)
    assert page.list.current_row() is first
    assert page.list.hasFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    kept = page.list.current_row()
    page.do_refresh_today()
    settle(qtbot, window, page)
    assert page.list.current_row().key == kept.key != first.key


def test_making_the_page_waits_for_nothing_heavy():
    heavy = ("lxml", "openpyxl", "rapidfuzz", "ssl", "broker_app.jobs.doors")
    code = (
        "import sys, broker_app.ui.pages.today\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_large_count_has_its_room(qtbot, open_main, bought):
    window = open_main()
    page = shown(qtbot, window)
    few = page.list.count_room
    lines = [Line(Urgency.TODAY, "backup_none", (Due(kind="backup_none", count=1_470_313),))]
    page.list.show_rows(rows_of(lines, frozenset(), TODAY))
    wide = theme.metrics(theme.SECTION, 600).horizontalAdvance("1,470,313")
    assert page.list.count_room > wide > few
    index = page.list.rows.index(1)
    before = page.list.viewport().grab(page.list.visualRect(index)).toImage()
    page.list.count_room = few
    page.list.viewport().update()
    after = page.list.viewport().grab(page.list.visualRect(index)).toImage()
    assert before != after  # what is painted follows the room
