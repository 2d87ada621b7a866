"""The map of the world: every market can be seen and picked, coloured by its answer."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from broker_app.ui import theme
from broker_app.ui.widgets.spread import spread
from broker_app.ui.widgets.world_map import Spot, WorldMap

from .conftest import BOOKS

SIZES = [(420, 170), (640, 236), (1100, 420)]
ELIGIBLE = {"AU", "MU", "TZ"}
REVIEW = {"CD", "BR", "JM", "IN"}


def spot(market):
    answer = (
        "eligible" if market in ELIGIBLE else "needs_review" if market in REVIEW else "ineligible"
    )
    return Spot(answer, f"{market} {answer}")


@pytest.fixture
def world(qtbot):
    made = WorldMap(BOOKS.world)
    qtbot.addWidget(made)
    made.resize(640, 236)
    made.show_spots({market: spot(market) for market in BOOKS.markets}, "")
    made.show()
    return made


@pytest.fixture
def dark(qapp):
    theme.wear(qapp, "dark")
    yield
    theme.wear(qapp, "light")


def colour_at(world, at):
    return world.grab().toImage().pixelColor(at.toPoint())


def colours_near(world, at, reach):
    image, middle = world.grab().toImage(), at.toPoint()
    steps = range(-reach, reach + 1)
    return {image.pixelColor(middle + QPoint(x, y)).name() for x in steps for y in steps}


@pytest.mark.parametrize("size", SIZES)
def test_every_market_can_be_picked_somewhere(world, size):
    world.resize(*size)
    step = 2 if size[0] < 700 else 4
    across, down = range(0, size[0], step), range(0, size[1], step)
    found = {world.market_at(QPointF(x, y)) for x in across for y in down}
    assert set(BOOKS.markets) <= found


@pytest.mark.parametrize("size", SIZES)
def test_every_market_stands_on_the_map(world, size):
    world.resize(*size)
    for market in BOOKS.markets:
        assert world.rect().contains(world.place_of(market).toPoint()), market


def test_a_small_market_has_a_dot_and_no_dot_covers_another(world):
    world.place_of("MU")
    assert {"MU", "SG", "HK", "TZ-ZNZ", "PK-TR", "BB", "KN"} <= set(world.dots)
    assert not {"AU", "IN", "TZ", "CD"} & set(world.dots)
    places = list(world.dots.values())
    for number, one in enumerate(places):
        for other in places[number + 1 :]:
            away = one - other
            assert (away.x() ** 2 + away.y() ** 2) ** 0.5 > 5


def test_colours_tell_the_answer(world):
    look = theme.now()
    assert colour_at(world, world.place_of("AU")) == look.allowed
    assert colour_at(world, world.place_of("CN")) == look.land
    hatched = colours_near(world, world.place_of("IN"), 5)
    assert {look.review_tint.name(), look.review.name()} <= hatched
    assert look.allowed.name() in colours_near(world, world.place_of("MU"), 2)
    assert look.bar_quiet.name() in colours_near(world, world.place_of("SG"), 2)


def test_it_follows_the_theme(world, dark):
    assert colour_at(world, world.place_of("AU")) == theme.load("dark").allowed


def test_what_is_chosen_has_an_outline_of_ink(world):
    before = world.grab().toImage()
    world.choose("TZ")
    after = world.grab().toImage()
    assert before != after
    assert theme.now().ink.name() in colours_near(world, world.place_of("TZ"), 14)


def test_a_click_picks_the_market(qtbot, world):
    for market in ("AU", "MU", "TZ"):
        with qtbot.waitSignal(world.picked) as said:
            at = world.place_of(market).toPoint()
            qtbot.mouseClick(world, Qt.MouseButton.LeftButton, pos=at)
        assert said.args == [market]
    with qtbot.assertNotEmitted(world.picked):
        qtbot.mouseClick(world, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))


@pytest.mark.qt_log_ignore("does not support")  # to raise a tip, offscreen
def test_arrows_move_and_enter_picks(qtbot, world):
    world.choose("TZ")
    world.setFocus(Qt.FocusReason.TabFocusReason)
    assert world.standing == "TZ"
    assert world.accessibleDescription() == "TZ eligible"
    qtbot.keyClick(world, Qt.Key.Key_Left)
    left = world.standing
    assert world.place_of(left).x() < world.place_of("TZ").x()
    assert world.accessibleDescription().startswith(left)
    assert QToolTip.text().startswith(left)
    with qtbot.waitSignal(world.picked) as said:
        qtbot.keyClick(world, Qt.Key.Key_Return)
    assert said.args == [left]
    world.clearFocus()
    assert world.standing == ""
    QToolTip.hideText()


@pytest.mark.parametrize("size", SIZES)
def test_arrows_reach_every_market(world, size):
    world.resize(*size)
    seen, to_see = {"TZ"}, ["TZ"]
    while to_see:
        here = to_see.pop()
        for way in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            there = world.beside(here, *way)
            if there not in seen:
                seen.add(there)
                to_see.append(there)
    assert seen == set(BOOKS.markets)


@pytest.mark.qt_log_ignore("does not support")  # to raise a tip, offscreen
def test_the_tip_says_market_and_answer(world):
    at = world.place_of("AU").toPoint()
    where = world.mapToGlobal(at)
    QApplication.sendEvent(world, QHelpEvent(QEvent.Type.ToolTip, at, where))
    assert QToolTip.text() == "AU eligible"
    QToolTip.hideText()


def test_without_answers_it_is_land_and_nothing_is_picked(qtbot, world):
    world.show_spots({}, "")
    world.setFocus()
    qtbot.keyClick(world, Qt.Key.Key_Right)
    qtbot.keyClick(world, Qt.Key.Key_Return)
    assert world.standing == ""
    assert world.market_at(world.place_of("AU")) == ""
    assert colour_at(world, world.place_of("AU")) == theme.now().land


def test_no_size_is_too_small(world):
    for size in ((0, 0), (1, 200), (300, 1), (30, 30)):
        world.resize(*size)
        world.repaint()


def test_dots_that_stand_free_do_not_move():
    frame = WorldMap(BOOKS.world).rect()
    places = {"a": QPointF(10, 10), "b": QPointF(50, 50), "c": QPointF(11, 10)}
    found = spread(places, 8, frame.toRectF())
    assert (found["a"], found["b"]) == (places["a"], places["b"])
    assert found["c"] != places["c"]
