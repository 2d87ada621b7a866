"""The vehicles page: found, sorted, selected, judged, explained, mended."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QScrollArea

from broker_app import words
from broker_app.domain.facts import Basis, Origin
from broker_app.domain.party import Party
from broker_app.domain.question import Question
from broker_app.jobs import editing, shipping
from broker_app.jobs.books import Books
from broker_app.store import vehicles
from broker_app.store.database import open_file
from broker_app.ui import theme
from broker_app.ui.models.columns import COLUMNS, fitted
from broker_app.ui.pages.add_to_shipment import AddToShipment
from broker_app.ui.pages.vehicle_show import Show
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.pages.why_review import ConfirmDialog
from broker_app.ui.runner import EVERYTHING
from broker_app.ui.widgets.text import Plain
from tests.clear import clear

from .conftest import BOOKS, TODAY, car, drop_files, idle, page_of, put_stock


def open_page(window) -> VehiclesPage:
    page = page_of(window, VehiclesPage)
    assert isinstance(page, VehiclesPage)
    return page


def choose(qtbot, page, model):
    row = next(r for r in range(page.model.rowCount()) if page.model.row_at(r)["model"] == model)
    page.table.go_to(row)
    return page.side.pane


@pytest.fixture
def window(stock, open_main):
    return open_main()


def test_every_vehicle_shows_its_verdict_as_mark_and_word(window):
    page = open_page(window)
    shown = {
        page.model.row_at(row)["model"]: page.model.cell(row, 0)
        for row in range(page.model.rowCount())
    }
    assert (shown["MARK X"].mark, shown["MARK X"].text) == ("BLOCKED", "Blocked")
    assert (shown["AXELA"].mark, shown["AXELA"].text) == ("REVIEW", "Review")
    assert shown["PRIUS"].mark == "BLOCKED"
    assert page.filters.tabs.tabs["BLOCKED"].number == 2
    assert page.filters.tabs.tabs[""].number == 4


def test_the_pane_says_verdict_value_and_law(qtbot, window):
    page = open_page(window)
    pane = choose(qtbot, page, "MARK X")
    assert pane.isVisible()
    assert pane.band.word.text() == "Blocked"
    assert "2,499\u00a0cc" in pane.band.sentence.text()
    assert "Export Trade Control Order" in pane.law.text()
    assert "https://" in pane.law.toolTip()
    assert pane.band.beside.text() == "Russia, 24 Dec 2026"


def test_a_blocked_vehicle_is_offered_no_way_around_the_rule(qtbot, window):
    page = open_page(window)
    pane = choose(qtbot, page, "MARK X")
    assert pane.next_step.button.text() == "Ship elsewhere…"
    assert pane.next_step.field is None


def test_a_missing_fact_is_entered_and_the_vehicle_judged_again(qtbot, window):
    page = open_page(window)
    pane = choose(qtbot, page, "AXELA")
    assert pane.next_step.button.text() == "Enter displacement"
    qtbot.mouseClick(pane.next_step.button, Qt.MouseButton.LeftButton)
    field = pane.next_step.field
    assert field is not None
    qtbot.keyClicks(field.edit, "14 9x")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert not field.problem.isHidden()
    field.edit.clear()
    qtbot.keyClicks(field.edit, "2188")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.band.word.text() == "Blocked")
    assert pane.known.record.displacement_cc == 2188
    assert pane.known.record.origins["displacement_cc"].basis is Basis.TYPED
    assert pane.next_step.field is None


def test_typed_text_and_scroll_stay_when_something_else_changes(qtbot, window):
    page = open_page(window)
    pane = choose(qtbot, page, "AXELA")
    qtbot.wait(50)
    bar = pane.findChild(QScrollArea).verticalScrollBar()
    bar.setValue(30)
    assert bar.value() == 30
    pane.next_step.act()
    qtbot.keyClicks(pane.next_step.field.edit, "14")
    with qtbot.waitSignal(window.desk.runner.changed):
        window.desk.runner.change(editing.save_party, Party(name="MAWIMBI"), "Sato")
    page.refresh(EVERYTHING)
    idle(qtbot, window)
    qtbot.wait(50)
    assert pane.next_step.field.edit.text() == "14"
    assert bar.value() == 30


def test_undo_takes_a_typed_fact_back_and_the_answer_with_it(qtbot, window):
    page = open_page(window)
    pane = choose(qtbot, page, "AXELA")
    pane.next_step.act()
    pane.next_step.field.edit.setText("2188")
    pane.next_step.field.accept()
    qtbot.waitUntil(lambda: pane.band.word.text() == "Blocked")
    window.do_undo()
    qtbot.waitUntil(lambda: pane.band.word.text() == "Review", timeout=5000)
    assert pane.known.record.displacement_cc is None
    assert "displacement" in window.bar.text.lower()
    idle(qtbot, window)
    window.do_redo()
    qtbot.waitUntil(lambda: pane.band.word.text() == "Blocked", timeout=5000)


def test_inferred_facts_are_confirmed_by_one_click(qtbot, file, open_main):
    inferred = {"powertrain": Origin(Basis.INFERRED, "model_codes")}
    with open_file(file) as db:
        put_stock(db, [car(1, origins=inferred)])
    window = open_main()
    pane = choose(qtbot, open_page(window), "COROLLA AXIO")
    assert pane.band.word.text() == "Review"
    assert "powertrain" in pane.next_step.button.text()
    pane.next_step.act()
    idle(qtbot, window)
    assert pane.known.record.origins["powertrain"].basis is Basis.CONFIRMED
    assert pane.known.record.origins["powertrain"].by == "Sato"


def test_why_review_counts_causes_and_confirms_in_bulk(qtbot, file, open_main):
    inferred = {"powertrain": Origin(Basis.INFERRED, "model_codes")}
    with open_file(file) as db:
        put_stock(db, [car(n, origins=inferred) for n in range(12)])
    window = open_main()
    page = open_page(window)
    window.run("why_review")
    qtbot.waitUntil(lambda: bool(page.side.why.causes))
    cause = next(c for c in page.side.why.causes if c.name == "powertrain")
    assert (cause.kind, cause.vehicles) == ("unconfirmed", 12)
    dialog = ConfirmDialog(window.desk, cause, page)
    qtbot.addWidget(dialog)
    dialog.name.clear()
    assert dialog.who == ""
    page.side.why._find_and_confirm(cause, "Tanaka")
    qtbot.waitUntil(lambda: "12" in window.bar.text)
    with open_file(file) as db:
        record = vehicles.get(db.connection, 5)
    assert record.origins["powertrain"].by == "Tanaka"


def test_a_cause_filters_the_table(qtbot, window):
    page = open_page(window)
    window.run("why_review")
    qtbot.waitUntil(lambda: bool(page.side.why.causes))
    cause = next(c for c in page.side.why.causes if c.name == "displacement_cc")
    page._show_cause(cause, "Displacement is missing")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert not page.filters.chips.isHidden()


def test_search_acts_on_what_was_typed(qtbot, window):
    page = open_page(window)
    qtbot.keyClicks(page.search, "prius")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert not page.filters.chips.isHidden()
    page.filters.clear()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)


def test_the_pane_follows_what_is_found_and_comes_back(qtbot, window):
    page = open_page(window)
    pane = choose(qtbot, page, "MARK X")
    qtbot.keyClicks(page.search, "prius")
    qtbot.waitUntil(lambda: pane.known.record.model == "PRIUS")
    qtbot.keyClicks(page.search, " nothing")
    qtbot.waitUntil(lambda: not page.side.isVisible())
    assert page.table.instead == words.say("table.nothing_found")
    page.filters.clear()
    qtbot.waitUntil(lambda: not page.table.instead)
    qtbot.waitUntil(lambda: page.side.isVisible() and pane.known.record.model == "MARK X")


def test_search_waits_while_the_input_method_composes(qtbot, window):
    page = open_page(window)
    heard = []
    page.search.wanted.connect(heard.append)
    page.search.setFocus()
    QApplication.sendEvent(page.search, QInputMethodEvent("ぷりう", []))
    qtbot.wait(250)
    assert heard == []
    commit = QInputMethodEvent("", [])
    commit.setCommitString("プリウス")
    QApplication.sendEvent(page.search, commit)
    qtbot.waitUntil(lambda: heard == ["プリウス"])


def test_control_a_means_everything_found(qtbot, window):
    page = open_page(window)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.table.everything
    assert page.table.count == 4
    assert not page.table.selectionModel().hasSelection()
    assert page.footer() == ["All 4 found are selected"]
    page.table.selectRow(1)
    assert not page.table.everything
    assert page.table.count == 1


def test_a_head_sorts_up_then_down(qtbot, window):
    page = open_page(window)
    number = next(n for n, c in enumerate(COLUMNS) if c.id == "displacement_cc")
    for descending in (False, True):
        with qtbot.waitSignal(page.model.arrived):
            page.table.horizontalHeader().sectionClicked.emit(number)
        assert page.model.query.sort == "displacement_cc"
        assert page.model.query.descending is descending


def test_another_day_judges_the_stock_again(qtbot, window):
    page = open_page(window)
    page.question.wanted.emit(Question("RU", date(2021, 1, 1)))
    idle(qtbot, window)
    qtbot.waitUntil(lambda: page.filters.tabs.tabs["BLOCKED"].number == 0, timeout=5000)


def test_language_turns_without_restart_and_leaves_no_english(qtbot, window):
    page = open_page(window)
    choose(qtbot, page, "MARK X")
    english = {words.say(key) for key in KEYS}
    window.desk.appearance.use_language("ja")
    idle(qtbot, window)
    try:
        shown = texts_of(window)
        left = sorted(t for t in shown if t in english)
        assert left == []
        assert page.model.headerData(0, Qt.Orientation.Horizontal) == "判定"
        assert page.side.pane.band.word.text() == "輸出不可"
        assert page.side.pane.next_step.button.text() == "ほかの仕向地へ船積…"
        assert not [t for t in shown if t.count(".") == 1 and t.islower() and " " not in t]
    finally:
        window.desk.appearance.use_language("en")
    assert page.side.pane.band.word.text() == "Blocked"


KEYS = (
    "page.vehicles", "verdict.BLOCKED", "verdict.REVIEW", "verdict.ALLOWED", "ui.all_stock",
    "ui.why_review", "next.title", "next.elsewhere", "pane.reasons", "pane.facts",
    "pane.offerings", "pane.history", "fact.displacement_cc", "fact.powertrain", "basis.read",
)  # fmt: skip


def texts_of(widget) -> set[str]:
    from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

    shown = {label.text() for label in widget.findChildren(QLabel)}
    shown |= {button.text() for button in widget.findChildren(QAbstractButton)}
    shown |= {edit.placeholderText() for edit in widget.findChildren(QLineEdit)}
    return {text for text in shown if text}


def test_theme_turns_without_restart(qtbot, window):
    page = open_page(window)
    window.desk.appearance.use_theme("dark")
    assert theme.now().dark
    assert window.palette().base().color() == theme.load("dark").surface
    page.table.viewport().repaint()
    window.desk.appearance.use_theme("light")
    assert not theme.now().dark


def test_a_dropped_file_goes_to_the_import(qtbot, window, tmp_path, monkeypatch):
    taken = []
    monkeypatch.setattr(type(window), "take_files", lambda self, files: taken.extend(files))
    assert drop_files(window, tmp_path / "list.csv")
    assert taken == [tmp_path / "list.csv"]


def test_the_empty_page_says_the_one_thing_to_do(qtbot, open_main):
    window = open_main()
    page = open_page(window)
    assert page.empty.isVisible()
    assert page.empty.choose_button.isEnabled()
    assert page.footer() == []
    page.empty.samples_button.click()
    qtbot.waitUntil(lambda: not page.empty.isVisible(), timeout=20_000)
    idle(qtbot, window)
    assert page.model.rowCount() > 200


def test_columns_leave_where_there_is_no_room_but_never_the_chassis_number():
    for room in range(600, 2000, 50):
        widths = fitted(room)
        assert 0 not in (widths["chassis_number"], widths["verdict"], widths["name"])
        if room >= 950:
            assert sum(widths.values()) <= room
    assert all(fitted(2000).values())


def test_selected_rows_are_copied_with_their_heads(qtbot, window):
    page = open_page(window)
    choose(qtbot, page, "MARK X")
    copy = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(page.table, Qt.Key.Key_C, copy)
    lines = QApplication.clipboard().text().split("\n")
    assert lines[0].startswith("Verdict\tVehicle\tChassis no.")
    assert len(lines) == 2
    assert "Toyota Mark X" in lines[1]
    assert window.bar.text == "Copied, for Excel or as text: 1"


def test_a_part_of_what_is_selected_is_not_copied_in_silence(qtbot, window, monkeypatch):
    monkeypatch.setattr("broker_app.ui.copying.COPIED", 2)
    page = open_page(window)
    page.table.selectAll()
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(QApplication.clipboard().text().split("\n")) == 3
    assert window.bar.text.startswith("Only the first 2 of 4 selected rows")


def test_space_turns_the_pane_on_and_off(qtbot, window):
    page = open_page(window)
    page.table.setFocus()
    assert page.side.isVisible()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert not page.side.isVisible()
    assert window.desk.settings.pane_width == 0
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.side.isVisible()


def test_the_keys_reach_their_actions(qtbot, window, monkeypatch):
    window.activateWindow()
    done = []
    monkeypatch.setattr(type(window), "do_palette", lambda self: done.append("palette"))
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert done == ["palette"]
    page = open_page(window)
    page.search.setFocus()
    qtbot.keyClick(page.search, Qt.Key.Key_Slash)
    assert page.search.text() == "/"


def test_the_pane_comes_after_the_rows_and_moves_no_column(qtbot, window):
    page = open_page(window)
    assert not page.side.isHidden()
    places = [page.table.columnViewportPosition(number) for number in range(len(COLUMNS))]
    qtbot.waitUntil(lambda: page.side.has_pane)
    assert page.side.pane.isVisible()
    assert page.side.pane.known.id == page.table.current_vehicle()
    assert places == [page.table.columnViewportPosition(n) for n in range(len(COLUMNS))]


def test_another_page_can_ask_for_a_vehicle(qtbot, window):
    page = open_page(window)
    window.show_page("vehicles", Show(vehicle=2))
    idle(qtbot, window)
    assert page.table.current_vehicle() == 2
    assert page.side.pane.known.id == 2


def test_the_source_row_shows_its_cells_as_printed(qtbot, window):
    page = open_page(window)
    pane = choose(qtbot, page, "MARK X")
    offering = pane.offerings.column.itemAt(0).widget()
    offering.turn()
    assert {"車名", "ｶﾛ-ﾗ", "H28.5"} <= texts_of(offering)
    assert "test.csv, line 4" in texts_of(offering)


@pytest.fixture
def two_voyages(stock):
    """An open shipment to Mombasa and one to Vladivostok."""
    books = Books()
    with open_file(stock) as db:
        buyer = Party(name="MAWIMBI MOTORS", country="KE")
        party, _ = editing.save_party(db, buyer, "Sato")
        clear(db, BOOKS, party, on=TODAY)
        for port in ("KEMBA", "RUVVO"):
            terms = {
                "port_of_loading": "JPYOK",
                "port_of_discharge": port,
                "consignee": party,
                "etd": "2026-12-24",
            }
            shipping.new_shipment(db, books, "Sato", date(2026, 11, 24), terms)
    return stock


def test_each_voyage_is_judged_and_the_barred_one_cannot_be_chosen(
    qtbot, two_voyages, open_main, file
):
    window = open_main()
    page = open_page(window)
    pane = choose(qtbot, page, "MARK X")
    pane.next_step.act()
    dialog = page.findChild(AddToShipment)
    qtbot.waitUntil(lambda: len(dialog.choices) == 2)
    enabled = {c.text().split(",")[0].split()[-1]: c.isEnabled() for c in dialog.choices}
    assert enabled == {"Mombasa": True, "Vladivostok": False}
    next(c for c in dialog.choices if c.isEnabled()).setChecked(True)
    dialog.price.setText("no price")
    dialog.accept()
    assert not dialog.problem.isHidden()
    dialog.price.setText("1,650,000")
    dialog.accept()
    qtbot.waitUntil(lambda: "SH-2611-001" in window.bar.text)
    assert pane.next_step.button.text() == "Open SH-2611-001"


def test_any_fact_can_be_entered_even_one_that_nothing_asks_for(qtbot, window, file):
    page = open_page(window)
    pane = choose(qtbot, page, "MARK X")
    menu = pane.facts.other_facts()
    next(entry for entry in menu.actions() if entry.text() == "Made in").trigger()
    menu.deleteLater()
    assert pane.next_step.field is not None
    assert pane.next_step.field.name == "made_in"
    pane.next_step.field.edit.setText("JP")
    pane.next_step.field.accept()
    qtbot.waitUntil(lambda: pane.known is not None and pane.known.record.made_in == "JP")
    idle(qtbot, window)


def test_what_papers_need_is_asked_for_on_a_shipment(qtbot, window, file):
    known = open_page(window)
    pane = choose(qtbot, known, "MARK X")
    assert "made_in" not in pane.known.needed
    on_board = replace(pane.known, shipment=1, shipment_number="SH-1")
    assert "made_in" in on_board.needed
    electric = replace(on_board, record=replace(on_board.record, powertrain="electric"))
    assert "displacement_cc" not in electric.needed


def test_the_markets_of_a_blocked_vehicle_never_lead_on_to_russia(qtbot, window):
    page = open_page(window)
    pane = choose(qtbot, page, "MARK X")
    qtbot.waitUntil(lambda: pane.markets.advice is not None)
    idle(qtbot, window)
    suggested = {s.market.id for s in pane.markets.advice.markets}
    barred = {r.market.id for r in pane.markets.advice.refused if r.reason == "DIVERSION_BARRED"}
    assert suggested
    assert "MN" in barred
    assert not suggested & barred
    assert pane.markets.summary.text().endswith("eligible")


def test_a_change_after_a_block_asks_for_its_reason_in_place(qtbot, window):
    page = open_page(window)
    pane = choose(qtbot, page, "MARK X")
    pane.next_step.edit("displacement_cc")
    field = pane.next_step.field
    field.edit.setText("1890")
    field.accept()
    idle(qtbot, window)
    assert field.reason.isVisible()
    assert "Enter why it is changed" in field.problem.text()
    field.reason.setText("read again on the certificate")
    field.accept()
    idle(qtbot, window)
    assert pane.next_step.field is None
    assert pane.known.record.displacement_cc == 1890
    texts = [label.text() for label in pane.reasons.findChildren(Plain)]
    assert any("read again on the certificate" in text for text in texts)


def test_the_record_of_a_verdict_is_looked_at_and_saved(qtbot, window, tmp_path, monkeypatch):
    page = open_page(window)
    pane = choose(qtbot, page, "MARK X")
    page.do("record")
    idle(qtbot, window)
    preview = pane.papers.preview
    assert preview.windowTitle().startswith("Export control record")
    target = tmp_path / "record.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    preview.save.click()
    idle(qtbot, window)
    assert target.read_bytes().startswith(b"%PDF")
    preview.reject()
    assert pane.papers.preview is None
