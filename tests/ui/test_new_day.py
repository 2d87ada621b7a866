"""A window that is left open overnight goes on with the new day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from broker_app import words
from broker_app.jobs import moving
from broker_app.jobs.moving import Order
from broker_app.jobs.pack_in_use import unjudged
from broker_app.jobs.progress import silent
from broker_app.store.database import open_file
from broker_app.ui.models.columns import PLACES
from broker_app.ui.new_day import NewDay
from broker_app.ui.pages import today as today_page

from .conftest import TODAY, idle

TOMORROW = TODAY + timedelta(days=1)


class Calendar:
    """A calendar whose leaf is torn off by the test."""

    def __init__(self):
        self.day = TODAY

    def __call__(self):
        return self.day


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(today_page, "SOON_MS", 0)
    monkeypatch.setattr(today_page, "LATER_MS", 0)


@pytest.fixture
def calendar():
    return Calendar()


@pytest.fixture
def window(file, stock, open_main, calendar):
    with open_file(file) as db:
        for vehicle in range(1, 5):
            order = Order("bought", TODAY - timedelta(days=59 + vehicle))
            moving.move(db, silent, [vehicle], order, "Sato")
    made = open_main()
    made.day = NewDay(made.desk, calendar, made)
    return made


def days_shown(window):
    table = window.page("vehicles").table
    column = PLACES["days_in_stock"]
    return [table.rows.cell(row, column).whole.lstrip("▲ ") for row in range(4)]


def test_nothing_is_told_while_the_day_is_the_same(window):
    told = []
    window.desk.asked.turned.connect(lambda: told.append(1))
    window.day.look()
    assert not told


def test_the_timer_turns_the_day(qtbot, window, calendar):
    window.day.timer.setInterval(10)
    calendar.day = TOMORROW
    with qtbot.waitSignal(window.desk.asked.turned, timeout=5_000):
        pass
    assert window.desk.asked.today == TOMORROW


def test_coming_back_to_the_window_turns_the_day(qapp, window, calendar):
    calendar.day = TOMORROW
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert window.desk.asked.today == TODAY
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert window.desk.asked.today == TOMORROW


def test_days_in_stock_are_reckoned_by_the_new_day(qtbot, window, calendar):
    before = days_shown(window)
    calendar.day = TOMORROW
    window.day.look()
    idle(qtbot, window)
    assert days_shown(window) == [str(int(days) + 1) for days in before]


def test_verdicts_are_asked_anew_for_the_planned_day(qtbot, window, calendar):
    planned, desk = window.desk.asked.question.on, window.desk
    calendar.day = TODAY + timedelta(days=400)  # no answer is trusted for so long
    window.day.look()
    assert desk.asked.question.on == planned + timedelta(days=400)
    qtbot.waitUntil(lambda: not unjudged(desk.reader, desk.books, desk.asked.question)[1])
    idle(qtbot, window)
    days = {row[0] for row in desk.reader.execute("SELECT asked_on FROM verdict")}
    assert days == {desk.asked.question.on.isoformat()}


def test_a_day_of_export_that_a_person_chose_stays(window, calendar):
    asked = window.desk.asked
    chosen = replace(asked.question, on=TODAY + timedelta(days=90))
    asked.ask(chosen)
    calendar.day = TOMORROW
    window.day.look()
    assert (asked.today, asked.question) == (TOMORROW, chosen)


def test_today_begins_the_list_of_the_new_day(qtbot, window, calendar):
    window.show_page("today")
    page = window.current
    qtbot.waitUntil(lambda: not page._looking.isActive() and not page._asking, timeout=20_000)
    calendar.day = TODAY + timedelta(days=30)
    window.day.look()
    qtbot.waitUntil(lambda: not page._looking.isActive() and not page._asking, timeout=20_000)
    assert page.title.text() == words.whole_day(calendar.day)
    assert page.figures.question.on == window.desk.asked.question.on
    known = page.figures
    assert sum(n for band, n in known.counted.by_band().items() if band >= known.aged_band) == 4
    assert not any(band < known.aged_band for band in known.counted.by_band())


def test_days_in_stock_stay_where_one_row_is_read_anew(window):
    model = window.page("vehicles").model
    before = days_shown(window)
    for row in range(4):
        model.look_again_at(model.id_at(row))
    assert days_shown(window) == before


@pytest.mark.parametrize(
    "page", ["markets", "rules", "settings", "parties", "shipments", "reports"]
)
def test_every_page_goes_on(qtbot, window, calendar, page):
    window.show_page(page)
    idle(qtbot, window)
    calendar.day = TODAY + timedelta(days=400)
    window.day.look()
    idle(qtbot, window)
    if page == "rules":
        pack = window.desk.books.pack
        days = (calendar.day - pack.checked_on).days
        assert words.say("rules.days_ago", count=days) in window.current.pack.text()


def test_what_is_being_typed_into_a_cell_stays(qtbot, window, calendar):
    page = window.page("vehicles")
    index = page.model.index(1, PLACES["odometer_km"])
    page.table.setCurrentIndex(index)
    page.cells.begin(index, "12345")
    calendar.day = TOMORROW
    window.day.look()
    idle(qtbot, window)
    assert page.cells.field is not None
    assert page.cells.field.edit.text() == "12345"
