"""Lists whose columns a person settles, and lists that are pasted."""

import pytest
from PySide6.QtCore import QMimeData

from broker_app.ui.pages import import_columns
from broker_app.ui.pages.importing import ImportPage

from .conftest import idle, page_of
from .test_import_page import column, row_of, take


@pytest.fixture
def window(open_main):
    return open_main()


BARE = "30012,トヨタ,アクア,DAA-NHP10,H28/5,白,700\n30013,ホンダ,フィット,DBA-GK3,H27/3,黒,250\n"


def test_columns_without_headings_are_settled_by_hand_and_remembered(qtbot, window, tmp_path):
    path = tmp_path / "bare 1120.csv"
    path.write_text(BARE)
    page = take(qtbot, window, path)
    assert "no headings" in page.preview.notice.text.text()
    assert page.preview.side.current == "columns"
    box = page.preview.columns.boxes["(G)"]
    assert box.text() == "not read"
    box.choose("hammer_price")
    idle(qtbot, window)
    page.preview.facts.unit.choose("千円")
    idle(qtbot, window)
    price = page.preview.model.cell(row_of(page, "new"), column("hammer_price"))
    assert price.text == "700,000"
    page.do_import_list()
    idle(qtbot, window)
    again = tmp_path / "bare 1127.csv"
    again.write_text(BARE.replace("3001", "4001").replace("700", "810"))
    page = take(qtbot, window, again)
    page.next_file() if page.shown is page.done else None
    idle(qtbot, window)
    price = page.preview.model.cell(row_of(page, "new"), column("hammer_price"))
    assert price.text == "810,000"
    assert page.preview.facts.unit.text() == "Prices in  千円"
    assert "no headings" not in page.preview.notice.text.text()


def test_a_file_that_looks_like_no_list_is_read_by_what_a_person_says(qtbot, window, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("q,w,e\n1,NHP10,x\n2,GP5,y\n")
    page = take(qtbot, window, path)
    assert page.shown is page.problem
    page.problem.by_hand.click()
    idle(qtbot, window)
    assert page.preview.bar.state.text() == "No row is a lot yet. Say what the columns hold."
    page.preview.facts.heading.choose("1")
    idle(qtbot, window)
    page.preview.columns.boxes["w"].choose("model_code")
    idle(qtbot, window)
    assert page.preview.bar.go.text() == "Import 2 lots"


TABLE = (
    "<table><tr><th>出品番号</th><th>車名</th><th>型式</th></tr>"
    "<tr><td>1</td><td>アクア</td><td>NHP10</td></tr></table>"
)


@pytest.mark.parametrize("kind", ["text", "page"])
def test_a_block_is_pasted_as_a_list(qtbot, qapp, window, kind):
    window.show_page("import")
    page = page_of(window, ImportPage)
    copied = QMimeData()
    if kind == "text":
        copied.setText("出品番号\t車名\t型式\n1\tアクア\tNHP10\n")
    else:
        copied.setHtml(TABLE)
    qapp.clipboard().setMimeData(copied)
    window.run("paste_list")
    idle(qtbot, window)
    assert page.shown is page.preview
    assert page.preview.bar.go.text() == "Import 1 lot"
    assert page.file.name.startswith("Pasted ")


def test_nothing_to_paste_is_said(qtbot, qapp, window):
    window.show_page("import")
    qapp.clipboard().setText("just a word")
    with qtbot.waitSignal(page_of(window, ImportPage).message) as told:
        window.run("paste_list")
    assert told.args[0].key == "nothing_to_paste"


def test_the_menu_of_columns_holds_every_fact_that_a_column_may_hold(qtbot):
    assert {
        "displacement_precision_cc",
        "odometer_precision_km",
        "stability_control",
    } == import_columns.NOT_ASKED
    box = import_columns.FactBox("model")
    qtbot.addWidget(box)
    box._fill()
    groups = [entry.menu() for entry in box.menu().actions() if entry.menu()]
    assert sum(len(group.actions()) for group in groups) == len(import_columns.ASKED)


def test_a_layout_can_be_chosen_by_hand(qtbot, window, tmp_path):
    settled = tmp_path / "minato.csv"
    settled.write_text("出品番号,車名,値\n1,アクア,350\n")
    page = take(qtbot, window, settled)
    assert page.preview.facts.layout_box.isHidden()
    page.preview.columns.boxes["値"].choose("hammer_price")
    idle(qtbot, window)
    page.do_import_list()
    idle(qtbot, window)
    page.next_file()
    other = tmp_path / "kita.csv"
    other.write_text("出品番号,車名,値,色,年式,備考,走行,地区\n1,アクア,350,,,,,\n")
    page = take(qtbot, window, other)
    assert page.preview.facts.layout_box.text() == "Layout  by its headings"
    assert page.preview.columns.boxes["値"].text() == "not read"
    known = page.preview.preview.formats[0]
    page.preview.facts.layout_box.choose(known.id)
    idle(qtbot, window)
    assert page.preview.facts.layout_box.text() == "Layout  minato"
    assert page.preview.columns.boxes["値"].current == "hammer_price"
