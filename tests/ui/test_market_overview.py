"""Below the ranking: the map, the bars, the window of arrival; and that all point at one market."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QDate, QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from broker_app.domain.suggest import guard
from broker_app.domain.verdict import Outcome
from broker_app.reference import markets
from broker_app.store.database import open_file
from broker_app.ui import theme
from broker_app.ui.models.market_lines import PARTS
from broker_app.ui.pages.market_overview import NAME
from broker_app.ui.pages.market_ranking import Ranking
from broker_app.ui.pages.market_time import Axis
from broker_app.ui.pages.markets import MarketsPage

from .conftest import TODAY, car, idle, page_of, put_stock

FACTS = {
    "model": "MARK X",
    "displacement_cc": 2499,
    "steering": "right",
    "manufactured": "2019-02",
    "first_registered": "2019-03",
    "model_year": 2019,
    "accident": "none",
    "stability_control": "yes",
    "emission_code": "DBA",
    "volume_m3": 10.0,
}
KEPT_BACK = {m.id for m in markets.shipped() if guard(m, Outcome.BLOCKED)}


@pytest.fixture
def window(file, open_main):
    with open_file(file) as db:
        put_stock(db, [car(1, **FACTS)])
    made = open_main()
    made.resize(1440, 900)
    return made


@pytest.fixture
def ranking(qtbot, window):
    window.show_page("markets")
    idle(qtbot, window)
    return page_of(window, MarketsPage).view(Ranking.name)


@pytest.fixture
def overview(ranking):
    return ranking.overview


def line_of(ranking, market):
    rows = range(ranking.model.rowCount())
    lines = (ranking.model.line(row) for row in rows)
    return next(line for line in lines if line.market and line.market.id == market)


def row_of(ranking, market):
    return next(r for r in range(ranking.model.rowCount()) if ranking._market_at(r) == market)


def cell(ranking, market, column):
    return ranking.model.cell(row_of(ranking, market), ranking.model.place_of(column)).text


def test_every_market_has_its_answer_on_the_map(ranking, overview):
    spots = overview.map.spots
    assert set(spots) == set(ranking.desk.books.markets)
    assert spots["TZ"].answer == "eligible"
    score = line_of(ranking, "TZ").suggestion.score
    assert spots["TZ"].said == f"Tanzania (mainland): Eligible, score {score}"
    assert {market for market, spot in spots.items() if spot.answer == "not_suggested"} == KEPT_BACK


def test_what_is_kept_back_is_land_and_has_no_score(overview):
    kazakhstan = overview.map.spots["KZ"]
    assert kazakhstan.said == "Kazakhstan: Not suggested"
    at = overview.map.place_of("KZ").toPoint()
    assert overview.map.grab().toImage().pixelColor(at) == theme.now().land
    assert not KEPT_BACK & {row.market for row in overview.bars.rows}


def test_the_table_outlines_on_the_map_and_on_the_bars(ranking, overview):
    ranking.table.go_to(row_of(ranking, "NZ"))
    assert overview.map.chosen == overview.bars.chosen == "NZ"


def test_the_map_picks_in_the_table(qtbot, ranking, overview):
    at = overview.map.place_of("TZ").toPoint()
    qtbot.mouseClick(overview.map, Qt.MouseButton.LeftButton, pos=at)
    assert ranking._market_at(ranking.table.currentIndex().row()) == "TZ"
    assert ranking.pane.band.word.text() == "Eligible"


def test_picking_what_is_kept_back_opens_its_group(qtbot, ranking, overview):
    at = overview.map.place_of("KZ").toPoint()
    qtbot.mouseClick(overview.map, Qt.MouseButton.LeftButton, pos=at)
    assert ranking._market_at(ranking.table.currentIndex().row()) == "KZ"
    assert ranking.pane.band.word.text() == "Not suggested"


def test_the_legend_counts_every_market_once(ranking, overview):
    counts = {answer: int(label.text()) for answer, label in overview.legend._counts.items()}
    assert sum(counts.values()) == len(ranking.desk.books.markets)
    assert counts["eligible"] == len(
        [s for s in ranking.outlook.advice.markets if s.answer.admission == "eligible"]
    )


def test_bars_add_up_to_the_score_and_are_ranked(overview):
    rows = overview.bars.rows
    assert 5 <= len(rows) <= 10
    assert [head.said for head in overview.bars.heads][:2] == ["Margin", "Demand"]
    assert sum(head.worth for head in overview.bars.heads) == 100
    for row in rows:
        assert len(row.parts) == len(PARTS) + 1
        assert sum(points for _, points in row.parts) == int(row.score)
    sure = [int(row.score) for row in rows if row.sure]
    assert sure == sorted(sure, reverse=True)


def test_a_bar_is_as_long_as_its_part_and_picks_its_market(qtbot, ranking, overview):
    overview._set_view("bars")
    bars = overview.bars
    image = bars.grab().toImage()
    (left, length), row = bars._tracks()[0], bars.rows[1]
    y = round(theme.px(20) + 1.5 * bars.row_height())
    filled = length * row.parts[0][1] / bars.heads[0].worth
    assert image.pixelColor(round(left + filled) - 3, y) == theme.now().bar
    assert image.pixelColor(round(left + filled) + 3, y) == theme.now().land
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(40, y))
    assert ranking._chosen == row.market == bars.chosen


def test_it_remembers_its_view_and_that_it_is_folded(qtbot, ranking, overview):
    settings = ranking.desk.settings
    overview.buttons.buttons["bars"].click()
    assert settings.markets_below == "bars"
    assert not overview.legend.isVisible()
    overview.turn()
    assert NAME in settings.folded.split()
    assert "history" in settings.folded.split()
    again = type(overview)(ranking.desk)
    qtbot.addWidget(again)
    assert not again.opened
    overview.turn()
    assert NAME not in settings.folded.split()


def test_it_is_said_in_japanese(qtbot, window, ranking, overview):
    window.do_language()
    idle(qtbot, window)
    assert overview.map.spots["TZ"].said.startswith("タンザニア（本土）：輸入可、総合点")
    assert overview.bars.rows[0].label == line_of(ranking, overview.bars.rows[0].market).title
    assert overview.map.accessibleName() == "仕向地の地図"
    assert "年式期限" in cell(ranking, "TZ", "time")


def test_a_window_without_a_last_day_says_so(ranking):
    window = line_of(ranking, "TZ").window
    assert window.last is None
    assert window.is_known
    assert not window.is_late
    assert cell(ranking, "TZ", "time").endswith("There is no last day.")


def test_a_refused_market_shows_the_day_it_would_arrive_and_the_last_one(ranking):
    line = line_of(ranking, "KE")
    assert line.group == "ineligible"
    window = line.window
    assert window.is_late
    assert window.last == date(2026, 12, 31)  # of the eighth year, the first counted
    assert cell(ranking, "KE", "arrives") != ""
    assert cell(ranking, "KE", "time").endswith("after the last day, 31 Dec 2026.")


def test_a_window_ends_on_the_day_on_which_the_answer_turns(qtbot, window, ranking):
    """Whatever event a market counts by, who arrives in the window is never too old."""
    seen = set()
    for days in (0, 90, 200):
        ranking._set_day(TODAY + timedelta(days=days))
        idle(qtbot, window)
        for row in range(ranking.model.rowCount()):
            line = ranking.model.line(row)
            if line.window is None or line.window.last is None:
                continue
            answer = (line.suggestion or line.refusal).answer
            seen.add(answer.event)
            assert line.window.is_late == (answer.reason == "AGE_OVER_MAX"), line.market.id
    assert {"ARRIVAL", "BL_DATE"} <= seen


def test_a_market_refused_for_something_else_has_no_window(ranking):
    for row in range(ranking.model.rowCount()):
        line = ranking.model.line(row)
        if line.refusal is not None and line.refusal.reason != "AGE_OVER_MAX":
            assert line.window is None
            assert cell(ranking, line.market.id, "time") == ""


def test_days_stand_on_the_line_in_order():
    axis = Axis(date(2026, 11, 1), TODAY)
    cell = QRectF(100, 0, 116, 28)
    places = [axis.x_of(cell, day) for day in [*axis.months, axis.end]]
    assert places == sorted(places)
    assert places[0] == 100 + theme.px(8)
    assert places[-1] == pytest.approx(216 - theme.px(8))
    assert axis.end == date(2027, 7, 1)


def test_today_is_a_line_and_january_is_a_year(ranking):
    table = ranking.table
    ranking.table.go_to(row_of(ranking, "TZ"))
    place = ranking.model.place_of("time")
    assert not table.isColumnHidden(place)
    rect = QRectF(table.visualRect(ranking.model.index(row_of(ranking, "TZ"), place)))
    x = round(table.axis.x_of(rect, TODAY))
    image = table.viewport().grab().toImage()
    at = image.pixelColor(x, round(rect.top()) + 2)
    assert at == theme.now().control
    tip = ranking.model.headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("1 Nov 2026 to 30 Jun 2027.")


@pytest.mark.qt_log_ignore("does not support")  # to raise a tip, offscreen
def test_the_tip_of_the_line_tells_it_in_words(ranking):
    table, row = ranking.table, row_of(ranking, "TZ")
    table.go_to(row)
    at = table.visualRect(ranking.model.index(row, ranking.model.place_of("time"))).center()
    where = table.viewport().mapToGlobal(at)
    QApplication.sendEvent(table.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, where))
    assert "There is no last day." in QToolTip.text()
    QToolTip.hideText()


def test_where_there_is_no_room_the_line_of_time_tells_the_arrival(qtbot, window, ranking):
    arrives, time = (ranking.model.place_of(name) for name in ("arrives", "time"))
    for width, hidden in ((1440, []), (1366, [arrives]), (1280, [time])):
        window.resize(width, 768)
        idle(qtbot, window)
        found = [p for p in (arrives, time) if ranking.table.isColumnHidden(p)]
        assert found == hidden, width
    assert ranking.overview.body.height() < 240


def test_another_day_colours_the_map_anew(qtbot, window, ranking, overview):
    assert overview.map.spots["KE"].answer == "ineligible"
    ranking._calendar.pick(QDate(2026, 10, 1))
    idle(qtbot, window)
    assert overview.map.spots["KE"].answer == "eligible"


def test_an_empty_stock_shows_no_map(qtbot, file, open_main):
    window = open_main()
    window.show_page("markets")
    idle(qtbot, window)
    assert not page_of(window, MarketsPage).view(Ranking.name).overview.isVisible()
