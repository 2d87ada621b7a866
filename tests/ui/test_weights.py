"""The weights of the score on the settings page."""

import pytest
from PySide6.QtCore import Qt

from broker_app import words
from broker_app.store import weights
from broker_app.store.database import open_file
from broker_app.ui.pages.settings import SettingsPage

from .conftest import car, idle, put_stock
from .test_markets_page import ranking_of


@pytest.fixture
def page(qtbot, file, open_main):
    with open_file(file) as db:
        put_stock(db, [car(1)])
    window = open_main()
    window.show_page("settings", "weights")
    idle(qtbot, window)
    assert isinstance(window.current, SettingsPage)
    return window.current


def kept(page) -> dict[str, int]:
    return weights.every(page.desk.reader)


def press(qtbot, page, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    idle(qtbot, page.window())


def test_weights_are_kept_only_where_they_add_up(qtbot, page):
    form = page.weights
    assert form.sum.text() == "100 of 100"
    assert not form.reset.isEnabled()
    form.fields["margin"].type_in("30")
    assert form.sum.text() == "95 of 100"
    press(qtbot, page, form.keep)
    assert "add up to 95" in form.problem.text()
    assert kept(page) == {}
    form.fields["demand"].type_in("２５")
    assert form.sum.text() == "100 of 100"
    assert form.problem.isHidden()
    press(qtbot, page, form.keep)
    assert (kept(page)["margin"], kept(page)["demand"]) == (30, 25)
    assert "its own weights" in form.state.text()
    press(qtbot, page, form.reset)
    assert kept(page) == {}
    assert form.fields["margin"].edit.text() == "35"
    page.window().do_undo()
    idle(qtbot, page.window())
    assert form.fields["margin"].edit.text() == "30"


def test_what_is_no_weight_is_a_sentence(qtbot, page):
    form = page.weights
    for text in ("a lot", "101", "-3", "1.5", ""):
        form.fields["speed"].type_in(text)
        assert "is no weight" in form.fields["speed"].problem.text()
        press(qtbot, page, form.keep)
        assert kept(page) == {}


def test_the_markets_are_ranked_by_them(qtbot, page):
    window = page.window()
    window.show_page("markets", 1)
    idle(qtbot, window)
    window.show_page("settings", "weights")
    page.weights.fields["margin"].type_in("0")
    page.weights.fields["demand"].type_in("55")
    press(qtbot, page, page.weights.keep)
    window.show_page("markets", 1)
    idle(qtbot, window)
    parts = ranking_of(window).outlook.advice.markets[0].parts
    assert next(part for part in parts if part.name == "demand").weight == 55


def test_it_is_said_in_japanese(qtbot, page):
    qtbot.mouseClick(page.person.language.buttons["ja"], Qt.MouseButton.LeftButton)
    idle(qtbot, page.window())
    assert words.language() == "ja"
    assert page.weights.sum.text() == "100点中100点"
    assert page.weights.keep.text() == "配点を保存"
