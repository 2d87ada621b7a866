"""Names that are written in several ways: proposed beside the table, made one when told so."""

import pytest

from broker_app.store import vehicles
from broker_app.ui.pages.vehicles import VehiclesPage

from .conftest import idle, page_of
from .test_import_page import take

LIST = "出品番号,メーカー,車名,車台番号\n" + "".join(
    f"{n},トヨタ,{model},XY1-10000{n}\n"
    for n, model in enumerate(("ゼフィロン", "ｾﾞﾌｨﾛﾝ", "ZEFIRON", "Foltez", "FOLTEZ"), 1)
)


@pytest.fixture
def window(open_main):
    return open_main()


@pytest.fixture
def brought(qtbot, window, tmp_path):
    path = tmp_path / "minato.csv"
    path.write_text(LIST)
    page = take(qtbot, window, path)
    page.do_import_list()
    idle(qtbot, window)
    return page


def models(window):
    return {record.model for _, record in vehicles.many(window.desk.reader)}


def test_an_import_says_so_and_leads_to_the_groups(qtbot, window, brought):
    assert brought.done.names.text() == "2 names are written in other ways"
    brought.done.names.click()
    idle(qtbot, window)
    pane = page_of(window, VehiclesPage).side.spellings
    assert page_of(window, VehiclesPage).side.currentWidget() is pane
    assert [set(group.boxes) for group in pane.groups] == [
        {"ゼフィロン", "ZEFIRON"},
        {"Foltez", "FOLTEZ"},
    ]


def test_a_group_is_made_one_and_taken_back(qtbot, window, brought):
    window.run("spellings")
    idle(qtbot, window)
    pane = page_of(window, VehiclesPage).side.spellings
    before = models(window)
    group = pane.groups[0]
    group.name.choose("ZEFIRON")
    group.go.click()
    idle(qtbot, window)
    assert models(window) == {"ZEFIRON", "Foltez", "FOLTEZ"}
    assert "ZEFIRON" in window.bar.text
    assert len(pane.groups) == 1
    window.run("undo")
    idle(qtbot, window)
    assert models(window) == before


def test_groups_of_case_alone_are_made_one_at_once(qtbot, window, brought):
    window.run("spellings")
    idle(qtbot, window)
    pane = page_of(window, VehiclesPage).side.spellings
    assert not pane.plain.isHidden()
    pane.plain.click()
    idle(qtbot, window)
    assert len(models(window)) == 3
    assert pane.plain.isHidden()


def test_without_a_tick_nothing_can_be_made_one(qtbot, window, brought):
    window.run("spellings")
    idle(qtbot, window)
    group = page_of(window, VehiclesPage).side.spellings.groups[0]
    for box in group.boxes.values():
        box.click()
    assert not group.go.isEnabled()


def test_kept_apart_names_leave_and_the_pane_says_that_none_is_left(qtbot, window, brought):
    window.run("spellings")
    idle(qtbot, window)
    pane = page_of(window, VehiclesPage).side.spellings
    pane.groups[0].keep.click()
    idle(qtbot, window)
    (plain,) = pane.groups
    assert plain.keep.isHidden()  # `Foltez` and `FOLTEZ` are no two names
    plain.go.click()
    idle(qtbot, window)
    assert pane.told.text() == "No name is written in several ways."
