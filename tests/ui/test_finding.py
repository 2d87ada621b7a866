"""Search, facets, views and columns of the vehicles page, on real widgets and a real store."""

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.table_view import TableLayout, TableView
from broker_app.jobs import binning, editing, market_matrix, viewing
from broker_app.jobs.progress import silent
from broker_app.store import named_views, vehicles
from broker_app.store.vehicles import Query
from broker_app.ui.copying import as_text
from broker_app.ui.models.columns import PLACES
from broker_app.ui.pages.facet_panel import FacetRow
from broker_app.ui.pages.vehicle_filters import parted
from broker_app.ui.pages.vehicle_show import Show
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.palette import Palette

from .conftest import QUESTION, page_of


@pytest.fixture
def page(stock, open_main, monkeypatch) -> VehiclesPage:
    monkeypatch.setattr(settings_of, "save", lambda *_: None)
    window = open_main()
    found = page_of(window, VehiclesPage)
    window.activateWindow()
    return found


def models(page) -> set[str]:
    return {page.model.row_at(row)["model"] for row in range(page.model.rowCount())}


def search(qtbot, page, text: str) -> None:
    page.search.setFocus()
    page.search.selectAll()
    if not text:
        QTest.keyClick(page.search, Qt.Key.Key_Delete)
    commit = QInputMethodEvent("", [])
    commit.setCommitString(text)
    QApplication.sendEvent(page.search, commit)
    QTest.keyClick(page.search, Qt.Key.Key_Return)


def open_facets(qtbot, page):
    page.do("facets")
    panel = page.finding.panel
    qtbot.waitUntil(lambda: bool(panel.groups["maker"].rows))
    return panel


def counts(panel, facet: str) -> dict[str, int]:
    return {value: row.count for value, row in panel.groups[facet].rows.items()}


def chips(page) -> list[str]:
    row = page.filters.chips._row
    widgets = [row.itemAt(place).widget() for place in range(row.count())]
    return [w.text() for w in widgets if w is not None and w.property("chip")]


def test_fields_and_names_are_understood(qtbot, page):
    search(qtbot, page, "cc:>1700")
    qtbot.waitUntil(lambda: models(page) == {"MARK X", "PRIUS"})
    search(qtbot, page, "マークＸ")
    qtbot.waitUntil(lambda: models(page) == {"MARK X"})
    search(qtbot, page, "-toyota")
    qtbot.waitUntil(lambda: models(page) == {"AXELA"})


def test_what_a_market_admits_is_worked_out_and_follows_what_it_rests_on(qtbot, page):
    desk = page.desk
    known = sorted(page.model.ids())
    matrix = market_matrix.compare(desk.reader, silent, desk.books, desk.asked.today, known)
    by_market = {
        market: {matrix.vehicles[place] for place in matrix.places([market], eligible_only=True)}
        for market in matrix.markets
    }
    market, taken = "MN", by_market["MN"]
    assert 0 < len(taken) < len(known)
    page.open(Show(words=f"admits:{market}"))
    assert page.model.rowCount() == len(known)  # what was shown stays until it is known
    page.finding.cancel()
    qtbot.waitUntil(lambda: page.search.text() == "")
    assert page.finding.query.words == page.model.query.words == ""
    page.open(Show(words=f"輸入可:{market}"))
    page.table.sort_wanted.emit("name", False)  # the search goes on, in that order
    qtbot.waitUntil(lambda: set(page.model.ids()) == taken)
    assert page.search.text() == f"輸入可:{market}"
    assert page.model.query.sort == "name"
    with qtbot.waitSignal(page.finding.ready):
        page.refresh(Changes(frozenset({"market_override"})))
    gone = min(taken)  # barred from Russia, it is kept back from a market that borders on it
    given = (desk.books, QUESTION, gone, "displacement_cc", 3000, desk.who)
    desk.runner.change(editing.type_fact, *given)
    after = taken - {gone}
    qtbot.waitUntil(lambda: page.model.complete and set(page.model.ids()) == after)
    search(qtbot, page, "admits:Russia")
    assert "verdict:allowed" in page.search.accessibleDescription()
    assert set(page.model.ids()) == after


def test_what_cannot_be_read_says_why_in_place_and_keeps_the_result(qtbot, page):
    search(qtbot, page, "prius")
    qtbot.waitUntil(lambda: models(page) == {"PRIUS"})
    search(qtbot, page, "cc:many")
    help_ = page.finding.help
    assert help_.isVisible()
    assert "“many” is no number" in help_.sentence.text()
    assert page.search.property("wrong") == "true"
    assert page.search.accessibleDescription() == help_.sentence.text()
    window = page.window()
    window.show_page("rules")
    assert not help_.isVisible()
    window.show_page("vehicles")
    assert help_.isVisible()
    assert models(page) == {"PRIUS"}
    assert chips(page) == ["Search  prius  ×"]
    assert page.search.text() == "cc:many"  # what was typed is not lost
    search(qtbot, page, "prius")  # back at what is shown
    assert page.search.property("wrong") == "false"
    assert not help_.sentence.text()


def test_help_completes_fields_and_values_by_the_keyboard(qtbot, page):
    search(qtbot, page, "")
    qtbot.waitUntil(lambda: bool(page.finding._totals))
    QTest.keyClicks(page.search, "axio verd")
    help_ = page.finding.help
    assert [help_.list.item(n).text() for n in range(help_.list.count())] == ["verdict:"]
    assert help_.chosen == -1  # Return still means the search
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    QTest.keyClick(page.search, Qt.Key.Key_Tab)
    assert page.search.text() == "axio verdict:"
    shown = {help_.list.item(n).text(): help_.list.item(n).data(Qt.ItemDataRole.UserRole) for n in range(help_.list.count())}  # fmt: skip
    assert shown == {"verdict:blocked": "2", "verdict:review": "1", "verdict:allowed": "1", "verdict:conditional": "0"}  # fmt: skip
    QTest.keyClicks(page.search, "al")
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert page.search.text() == "axio verdict:allowed "
    qtbot.waitUntil(lambda: models(page) == {"COROLLA AXIO"})
    QTest.keyClicks(page.search, "c")
    assert help_.isVisible()
    QTest.keyClick(page.search, Qt.Key.Key_Escape)
    assert not help_.isVisible()
    assert page.search.text() == "axio verdict:allowed c"


def test_down_leads_from_what_was_typed_to_what_was_found(qtbot, page):
    page.search.setFocus()
    QTest.keyClicks(page.search, "prius")
    QTest.keyClick(page.search, Qt.Key.Key_Down)  # at once: nobody waits for the box
    assert page.table.hasFocus()
    qtbot.waitUntil(lambda: models(page) == {"PRIUS"})
    assert page.table.currentIndex().row() == 0


def test_help_goes_along_where_its_box_goes(qtbot, page):
    page.search.setFocus()
    qtbot.keyClicks(page.search, "verd")
    help_ = page.finding.help
    before = page.search.mapTo(page.window(), QPoint(0, 0)).x()
    page.window().resize(page.window().width() + 200, page.window().height())
    qtbot.waitUntil(lambda: page.search.mapTo(page.window(), QPoint(0, 0)).x() != before)
    assert help_.isVisible()
    assert help_.x() == page.search.mapTo(page.window(), QPoint(0, 0)).x()


def test_help_leaves_a_composition_alone(qtbot, page):
    page.search.setFocus()
    QTest.keyClicks(page.search, "c")
    help_ = page.finding.help
    before = help_.list.count()
    assert before
    QApplication.sendEvent(page.search, QInputMethodEvent("ぷり", []))
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    assert help_.chosen == -1  # the arrow belongs to the input method
    assert help_.list.count() == before
    assert help_.focusPolicy() == help_.list.focusPolicy() == Qt.FocusPolicy.NoFocus
    commit = QInputMethodEvent("", [])
    commit.setCommitString("プリ")
    QApplication.sendEvent(page.search, commit)
    assert page.search.text() == "cプリ"
    assert help_.list.count() == 0


def test_facets_combine_and_chips_take_them_off(qtbot, page):
    panel = open_facets(qtbot, page)
    assert counts(panel, "maker") == {"TOYOTA": 3, "MAZDA": 1}
    assert counts(panel, "verdict") == {"BLOCKED": 2, "REVIEW": 1, "ALLOWED": 1}
    assert panel.groups["party"].isHidden()  # nothing is sold
    panel.groups["maker"].rows["TOYOTA"].clicked.emit()
    qtbot.waitUntil(lambda: counts(panel, "verdict") == {"BLOCKED": 2, "REVIEW": 0, "ALLOWED": 1})
    assert counts(panel, "maker") == {"TOYOTA": 3, "MAZDA": 1}  # its own choice left out
    row = panel.groups["verdict"].rows["ALLOWED"]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: models(page) == {"COROLLA AXIO"})
    qtbot.waitUntil(lambda: counts(panel, "maker") == {"TOYOTA": 1, "MAZDA": 0})
    assert row.ticked
    assert "chosen" in row.accessibleName()
    assert chips(page) == ["Maker  Toyota  ×"]  # the one verdict is a tab
    panel.groups["verdict"].rows["BLOCKED"].clicked.emit()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert chips(page) == ["Verdict  Allowed, Blocked  ×", "Maker  Toyota  ×"]
    page.filters.chips._row.itemAt(0).widget().click()
    qtbot.waitUntil(lambda: chips(page) == ["Maker  Toyota  ×"])
    page.filters.clear()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    assert not panel.groups["maker"].rows["TOYOTA"].ticked


def test_counts_follow_the_search_and_the_stock(qtbot, page):
    panel = open_facets(qtbot, page)
    search(qtbot, page, "toyota")
    qtbot.waitUntil(lambda: counts(panel, "maker") == {"TOYOTA": 3})
    desk = page.desk
    vehicle = page.model.id_at(0)
    with qtbot.waitSignal(desk.runner.changed):
        desk.runner.change(binned, vehicle, desk.who)
    qtbot.waitUntil(lambda: counts(panel, "maker") == {"TOYOTA": 2})


def binned(db, vehicle, who):
    return binning.put_in_bin(db, silent, [vehicle], who)


def test_parts_of_a_search_come_off_one_by_one():
    assert parted('prado "snow" cc:>1900 -house:uss') == [
        ('prado "snow"', "cc:>1900 -house:uss"),
        ("cc:>1900", 'prado "snow" -house:uss'),
        ("-house:uss", 'prado "snow" cc:>1900'),
    ]
    assert parted("  ") == []


def test_a_view_keeps_filter_order_and_columns(qtbot, page):
    search(qtbot, page, "toyota")
    page._sort("odometer_km", True)
    page._sort_also("name", False)
    page.layout_of_table.turn("remarks")
    page.layout_of_table.use_rows(True)
    page.do("save_view")
    dialog = page.views.dialog
    dialog.field.setText("Ours")
    dialog.accept()
    qtbot.waitUntil(lambda: len(page.views.views) == 1)
    assert page.views.button.text() == "Ours"
    page.views.choose(None)
    page.layout_of_table.use(TableLayout())
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    page.open(Show(view=page.views.views[0].id))
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    query = page.model.query
    assert (query.words, query.sort, query.then) == ("toyota", "odometer_km", (("name", False),))
    assert query.terms
    assert not page.table.isColumnHidden(PLACES["remarks"])
    assert page.table.rowHeight(0) == 36
    assert page.search.text() == "toyota"
    assert not page.views.is_changed
    page._sort("name", False)
    assert page.views.is_changed
    assert page.views.button.text() == "Ours, changed"
    page.views.save_changes()
    qtbot.waitUntil(lambda: not page.views.is_changed)
    page.views.delete()
    qtbot.waitUntil(lambda: page.views.view is None and not page.views.views)
    assert page.model.rowCount() == 3  # the table stays as it was


def test_a_name_that_is_taken_is_said_in_the_dialog(qtbot, page):
    desk = page.desk
    with qtbot.waitSignal(desk.runner.changed):
        desk.runner.change(viewing.save, TableView("Kenya"), "sato")
    page.do("save_view")
    for name, said in (("ｋｅｎｙａ", "“kenya” already"), (" ", "Give the view a name")):
        page.views.dialog.field.setText(name)
        page.views.dialog.accept()
        qtbot.waitUntil(lambda said=said: said in page.views.dialog.problem.text())
    page.views.dialog.reject()
    assert len(named_views.every(desk.reader, PLACES)) == 1


def test_a_view_of_another_version_is_read_as_far_as_it_is_known():
    raw = {
        "words": 5,
        "verdicts": ["BLOCKED", 1],
        "sort": "nothing",
        "then": [["name", True], ["gone", True], "x"],
        "facets": [["maker", ["TOYOTA"]], ["shape", ["round"]]],
        "new": {},
    }
    query = named_views.query_of(TableView("x", raw), Query(destination="KE", today="2026-11-30"))
    assert query == Query(
        destination="KE",
        today="2026-11-30",
        verdicts=("BLOCKED",),
        then=(("name", True),),
        facets=(("maker", ("TOYOTA",)),),
    )
    asked = named_views.asked_of(query)
    assert named_views.query_of(TableView("x", asked), query) == query
    layout = TableLayout.of({"columns": [["name", 9999], ["gone", 80], ["house", "x"], 3]}, PLACES)
    assert layout.columns == (("name", 1200),)
    assert TableLayout.of("nonsense", PLACES) == TableLayout()


def test_columns_move_and_stay_as_they_were_left(qtbot, page):
    head = page.table.horizontalHeader()
    head.moveSection(head.visualIndex(PLACES["chassis_number"]), 0)
    page.table.setColumnWidth(PLACES["name"], 300)
    qtbot.waitUntil(lambda: "300" in page.desk.settings.table_layout)
    assert page.table.is_first(PLACES["chassis_number"])
    kept = TableLayout.of(json.loads(page.desk.settings.table_layout), PLACES)
    assert kept.columns[0][0] == "chassis_number"
    assert dict(kept.columns)["name"] == 300
    page.table.go_to(0)
    page.table.selectAll()
    assert as_text(page.table).splitlines()[0].startswith("Chassis no.\tVerdict")
    page.layout_of_table.use(TableLayout())
    assert page.table.is_first(PLACES["verdict"])


def test_shift_sorts_by_a_further_column(qtbot, page, monkeypatch):
    head = page.table.horizontalHeader()
    head.sectionClicked.emit(PLACES["powertrain"])
    shift = Qt.KeyboardModifier.ShiftModifier
    monkeypatch.setattr("broker_app.ui.table.QGuiApplication.keyboardModifiers", lambda: shift)
    head.sectionClicked.emit(PLACES["displacement_cc"])
    head.sectionClicked.emit(PLACES["displacement_cc"])
    query = page.model.query
    assert (query.sort, query.then) == ("powertrain", (("displacement_cc", True),))
    qtbot.waitUntil(lambda: page.model.complete)
    shown = [page.model.row_at(row)["displacement_cc"] for row in range(4)]
    assert shown == [1797, 2499, 1001, None]


def test_the_palette_opens_a_view(qtbot, page):
    with qtbot.waitSignal(page.desk.runner.changed):
        page.desk.runner.change(viewing.save, TableView("Axela", {"words": "axela"}), "sato")
    palette = Palette(page.desk, page.window())
    palette.open()
    palette.field.setText("axela")
    palette.field.act_now()
    palette._do(next(entry for entry in palette.entries if entry.text == "Axela"))
    qtbot.waitUntil(lambda: models(page) == {"AXELA"})
    assert page.views.view is not None


def test_another_page_opens_a_whole_query(qtbot, page):
    wanted = Query(facets=(("maker", ("MAZDA",)),), destination="XX")
    page.open(Show(query=wanted))
    qtbot.waitUntil(lambda: models(page) == {"AXELA"})
    assert page.model.query.destination == "RU"
    assert chips(page) == ["Maker  Mazda  ×"]
    assert vehicles.count(page.desk.reader, page.model.query) == 1


def test_facets_speak_japanese(qtbot, page):
    panel = open_facets(qtbot, page)
    page.desk.appearance.use_language("ja")
    try:
        row = panel.groups["maker"].rows["TOYOTA"]
        assert row.words == "トヨタ"
        assert panel.groups["displacement"].rows["1001-1500"].words == "1,001～1,500 cc"
    finally:
        page.desk.appearance.use_language("en")
    assert words.language() == "en"


def test_a_value_of_a_facet_has_its_name_when_it_is_shown(qtbot, page):
    page.do("facets")
    qtbot.waitUntil(lambda: any(r.isVisible() for r in page.findChildren(FacetRow)))
    rows = [row for row in page.findChildren(FacetRow) if row.isVisible()]
    rows[0].setFocus()
    assert all(row.accessibleName() for row in rows)
