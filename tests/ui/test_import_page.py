"""The import page: seen before written, imported whole, told, undone."""

import io
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QPushButton

from broker_app import paths, words
from broker_app.jobs import editing, previewing
from broker_app.store import lots, vehicles
from broker_app.store.database import open_file
from broker_app.store.vehicles import Query
from broker_app.ui.models.import_rows import COLUMNS, ImportRows
from broker_app.ui.pages.import_pane import ConflictChoice
from broker_app.ui.pages.importing import ImportPage, lists_in
from broker_app.ui.pages.vehicles import VehiclesPage

from .conftest import drop_files, idle, page_of

DEMO = paths.resources() / "demo"
HEADS = "会場,開催日,出品番号,メーカー,車名,型式,車台番号,年式,走行(千km),排気量,燃料,評価点,落札価格(千円)\n"
CAR = "ミナトAA,2026/11/19,{lot},トヨタ,ﾏｰｸX,DBA-GRX130,{chassis},H30.04,{km},2500,ガソリン,4.5,{price}\n"


def car(lot=1, chassis="GRX130-1234567", km=40, price=500):
    return CAR.format(lot=lot, chassis=chassis, km=km, price=price)


def write(folder: Path, *rows: str, name="list.csv") -> Path:
    path = folder / name
    path.write_text(HEADS + "".join(rows), encoding="cp932")
    return path


@pytest.fixture
def window(open_main):
    return open_main()


def take(qtbot, window, *files) -> ImportPage:
    window.take_files(list(files))
    idle(qtbot, window)
    page = page_of(window, ImportPage)
    assert isinstance(page, ImportPage)
    return page


def column(name):
    return next(n for n, c in enumerate(COLUMNS) if c.id == name)


def row_of(page, result):
    model = page.preview.model
    return next(n for n in range(model.rowCount()) if model.row(n).result == result)


def count(window, query=None):
    return vehicles.count(window.desk.reader, query or Query())


def test_a_list_is_seen_before_anything_is_written(qtbot, window):
    page = take(qtbot, window, DEMO / "minato-results.csv")
    assert page.shown is page.preview
    assert page.preview.bar.read.text() == "131 rows read"
    assert page.preview.bar.sum.text() == "=  130 new  +  1 skipped"
    assert page.preview.bar.state.text() == "Nothing is written yet."
    assert page.preview.bar.go.text() == "Import 130 lots"
    assert page.preview.facts.encoding.text() == "Encoding  Shift_JIS (cp932)"
    assert page.preview.facts.heading.text() == "Headings  row 1"
    assert count(window) == 0
    assert not lots.batches(window.desk.reader)


def test_cells_read_over_what_was_printed(qtbot, window, tmp_path):
    page = take(qtbot, window, write(tmp_path, car()))
    model, row = page.preview.model, row_of(page, "new")
    km = model.cell(row, column("odometer_km"))
    assert (km.text, km.raw) == ("40,000", "40")
    year = model.cell(row, column("first_registered"))
    assert (year.text, year.raw) == ("2018-04", "H30.04")
    assert model.heading(column("hammer_price")) == "落札価格(千円)"
    assert model.cell(row, column("chassis_number")).raw == ""


def test_refused_and_skipped_rows_stay_in_place_with_their_reason(qtbot, window, tmp_path):
    rows = (car(), "," * 8 + "40,,,\n", car(2, "GRX130-7654321"))
    page = take(qtbot, window, write(tmp_path, *rows))
    model = page.preview.model
    results = [model.row(n).result for n in range(model.rowCount())]
    assert results == ["skipped", "new", "refused", "new"]
    assert model.data(model.index(2, 2)) == "No model, code, chassis or lot number."
    page.preview.tabs.tabs["refused"].clicked.emit()
    assert model.rowCount() == 1
    assert page.preview.tabs.tabs["refused"].number == 1
    assert page.footer() == ["1 row"]


def test_a_newer_list_shows_what_changes_and_imports_only_that(qtbot, window, tmp_path):
    page = take(qtbot, window, write(tmp_path, car(), car(2, "GRX130-7654321")))
    page.do_import_list()
    idle(qtbot, window)
    newer = write(tmp_path, car(price=550), car(2, "GRX130-7654321"), name="newer.csv")
    page = take(qtbot, window, newer)
    cell = page.preview.model.cell(row_of(page, "update"), column("hammer_price"))
    assert (cell.text, cell.before) == ("550,000", "500,000")
    assert page.preview.tabs.tabs["duplicate"].number == 1
    assert page.preview.bar.go.text() == "Import 1 lot"
    page = take(qtbot, window)  # nothing dropped changes nothing
    page.do_import_list()
    idle(qtbot, window)
    assert page.account.updated == 1
    assert count(window) == 2


def test_after_an_import_the_account_the_verdicts_and_the_causes_are_told(qtbot, window):
    page = take(qtbot, window, DEMO / "minato-results.csv")
    qtbot.mouseClick(page.preview.bar.go, Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    idle(qtbot, window)
    assert page.shown is page.done
    assert page.done.title.text() == "minato-results.csv is imported"
    assert "130 new" in page.done.sum.text()
    assert sum(page.account.verdicts.values()) == count(window) == 130
    assert not page.done.verdicts.isHidden()
    assert not page.done.why.isHidden()


def test_the_vehicles_of_the_import_are_one_click_away(qtbot, window, tmp_path):
    page = take(qtbot, window, write(tmp_path, car(), name="first.csv"))
    page.do_import_list()
    idle(qtbot, window)
    page = take(qtbot, window, write(tmp_path, car(9, "GRX130-9999999"), name="second.csv"))
    page.do_import_list()
    idle(qtbot, window)
    page.done.go.click()
    idle(qtbot, window)
    found = page_of(window, VehiclesPage)
    assert found.model.query.batch == page.account.batch
    assert found.model.rowCount() == 1


def test_an_import_is_undone_from_its_page_and_done_again(qtbot, window, tmp_path):
    page = take(qtbot, window, write(tmp_path, car()))
    page.do_import_list()
    idle(qtbot, window)
    page.done.back.click()
    idle(qtbot, window)
    assert count(window) == 0
    assert page.shown is page.past
    assert window.bar.text == "The import of list.csv is undone."
    window.do_redo()
    idle(qtbot, window)
    assert count(window) == 1


def test_past_imports_are_listed_and_each_can_be_undone(qtbot, window, tmp_path):
    page = take(qtbot, window, write(tmp_path, car(), name="first.csv"))
    page.do_import_list()
    idle(qtbot, window)
    page.next_file()
    names = [b.accessibleName() for b in page.past.findChildren(QPushButton)]
    assert "Undo import first.csv" in names
    page.past.undo.emit(lots.batches(window.desk.reader)[0]["id"], "first.csv")
    idle(qtbot, window)
    assert count(window) == 0
    names = [b.accessibleName() for b in page.past.findChildren(QPushButton)]
    assert "Undo import first.csv" not in names


def test_vehicles_that_stay_after_undo_are_said(qtbot, window, file, tmp_path):
    from broker_app.domain.party import Party
    from broker_app.domain.sale import Sale
    from broker_app.jobs.editing import save_party
    from broker_app.store import sales
    from broker_app.store.write import step

    page = take(qtbot, window, write(tmp_path, car()))
    page.do_import_list()
    idle(qtbot, window)
    with open_file(file) as db:
        buyer, _ = save_party(db, Party(name="Mawimbi"), "sato")
        with step(db, "sale", "sato") as selling:
            sales.put(selling, db.connection, Sale(vehicle=1, buyer=buyer, price=1))
    page.done.back.click()
    idle(qtbot, window)
    assert "1 vehicle stayed" in window.bar.text
    assert window.bar.current.kind == "warning"


def test_several_files_come_one_after_the_other(qtbot, window, tmp_path):
    first = write(tmp_path, car(1), name="a.csv")
    second = write(tmp_path, car(2, "GRX130-7654321"), name="b.csv")
    third = write(tmp_path, car(3, "GRX130-3333333"), name="c.csv")
    page = take(qtbot, window, first, second)
    assert page.head.place.text() == "File 1 of 2"
    page = take(qtbot, window, third)  # while the first is looked at
    assert (page.file, page.head.place.text()) == (first, "File 1 of 3")
    page.do_import_list()
    idle(qtbot, window)
    assert page.done.next.text() == "Next: b.csv"
    page.done.next.click()
    idle(qtbot, window)
    assert (page.file, page.shown) == (second, page.preview)
    page.preview.bar.leave.click()  # skip it
    idle(qtbot, window)
    assert page.file == third
    page.preview.bar.leave.click()
    idle(qtbot, window)
    assert page.shown is page.past
    assert count(window) == 1


def test_files_dropped_anywhere_come_to_this_page(qtbot, window, tmp_path):
    assert drop_files(window, write(tmp_path, car()))
    idle(qtbot, window)
    assert page_of(window, ImportPage).preview.bar.go.text() == "Import 1 lot"


def test_a_folder_brings_the_lists_in_it(tmp_path):
    write(tmp_path, car(), name="b.csv")
    write(tmp_path, car(), name="a.CSV")
    (tmp_path / "photo.jpg").write_bytes(b"x")
    assert [f.name for f in lists_in(tmp_path)] == ["a.CSV", "b.csv"]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff\xe0" + bytes(200), "文章。\n".encode("cp932")]
)
def test_a_bad_file_is_one_sentence_and_nothing_is_written(qtbot, window, tmp_path, content):
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(content)
    page = take(qtbot, window, bad)
    assert page.shown is page.problem
    assert "bad.xlsx" in page.problem.sentence.text()
    assert window.bar.isHidden()
    assert not lots.batches(window.desk.reader)
    page.problem.leave.click()
    assert page.shown is page.past


def test_a_bad_file_among_others_is_passed_over(qtbot, window, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"")
    page = take(qtbot, window, bad, write(tmp_path, car()))
    assert page.problem.leave.text() == "Skip this file"
    page.problem.leave.click()
    idle(qtbot, window)
    assert page.shown is page.preview


def locked_workbook(path: Path) -> Path:
    book, plain = openpyxl.Workbook(), io.BytesIO()
    for line in (HEADS + car()).splitlines():
        book.active.append(line.split(","))
    book.save(plain)
    with path.open("wb") as out:
        OOXMLFile(plain).encrypt("himitsu", out)
    return path


def test_a_protected_workbook_asks_for_its_password_in_place(qtbot, window, tmp_path):
    assert msoffcrypto
    page = take(qtbot, window, locked_workbook(tmp_path / "locked.xlsx"))
    assert page.shown is page.problem
    assert not page.problem.password.isHidden()
    page.problem.password.setText("wrong")
    page.problem.open.click()
    idle(qtbot, window)
    assert "does not open" in page.problem.sentence.text()
    page.problem.password.setText("himitsu")
    qtbot.keyClick(page.problem.password, Qt.Key.Key_Return)
    idle(qtbot, window)
    assert page.shown is page.preview
    page.do_import_list()
    idle(qtbot, window)
    assert count(window) == 1


def test_another_encoding_acts_at_once(qtbot, window, tmp_path):
    page = take(qtbot, window, write(tmp_path, car()))
    page.preview.facts.encoding.choose("euc_jp")
    idle(qtbot, window)
    assert page.shown is page.problem or page.preview.preview.account.encoding == "euc_jp"
    page.read(page._options.__class__(encoding="cp932"))
    idle(qtbot, window)
    assert page.preview.bar.go.text() == "Import 1 lot"


def test_one_sheet_of_several_can_be_chosen(qtbot, window, tmp_path):
    book = openpyxl.Workbook()
    sheets = (book.active, book.create_sheet("二"))
    for number, sheet in enumerate(sheets, 1):
        for line in (HEADS + car(number, f"GRX130-000000{number}")).splitlines():
            sheet.append(line.split(","))
    path = tmp_path / "two.xlsx"
    book.save(path)
    page = take(qtbot, window, path)
    assert page.preview.preview.account.added == 2
    page.preview.facts.sheet.choose("二")
    idle(qtbot, window)
    assert page.preview.preview.account.added == 1


def test_prices_without_a_unit_are_asked_for_and_read_anew(qtbot, window, tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text("model,year,mileage,price\nVitz,2018,40000,55\nFit,2019,3000,80\n")
    page = take(qtbot, window, path)
    assert "Prices have no unit" in page.preview.notice.text.text()
    assert not page.preview.facts.unit.isHidden()
    page.preview.facts.unit.choose("万円")
    idle(qtbot, window)
    price = page.preview.model.cell(row_of(page, "new"), column("hammer_price"))
    assert (price.text, price.raw) == ("550,000", "55")
    assert page.preview.table.isColumnHidden(column("score"))


def test_rows_that_contradict_a_person_are_shown_apart(qtbot, window, tmp_path):
    page = take(qtbot, window, write(tmp_path, car(), car(2, "GRX130-7654321")))
    page.do_import_list()
    idle(qtbot, window)
    desk = window.desk
    args = (desk.books, desk.asked.question, 1, "odometer_km", 41_000, "Sato")
    desk.runner.change(editing.type_fact, *args)
    idle(qtbot, window)
    again = write(tmp_path, car(km=55), car(2, "GRX130-7654321", km=55), name="later.csv")
    page.next_file()
    page = take(qtbot, window, again)
    tab = page.preview.tabs.tabs["conflict"]
    assert (tab.number, tab.isHidden()) == (1, False)
    tab.clicked.emit()
    assert page.preview.model.rowCount() == 1
    assert page.preview.model.cell(0, 1).mark == "conflict"


@pytest.mark.parametrize(("key", "kept"), [(Qt.Key.Key_K, 41_000), (Qt.Key.Key_L, 55_000)])
def test_a_conflict_is_a_choice_of_two(qtbot, window, tmp_path, key, kept):
    page = take(qtbot, window, write(tmp_path, car()))
    page.do_import_list()
    idle(qtbot, window)
    desk = window.desk
    args = (desk.books, desk.asked.question, 1, "odometer_km", 41_000, "Sato")
    desk.runner.change(editing.type_fact, *args)
    idle(qtbot, window)
    page.next_file()
    page = take(qtbot, window, write(tmp_path, car(km=55), name="later.csv"))
    (choice,) = page.preview.pane.findChildren(ConflictChoice)
    assert choice.keep.isChecked()
    assert (choice.keep.text(), choice.take.text()) == (
        "Keep 41,000 km, entered here",
        "Take 55,000 km from the list",
    )
    qtbot.keyClick(page.preview.table, key)
    page.do_import_list()
    idle(qtbot, window)
    assert vehicles.get(desk.reader, 1).odometer_km == kept


def test_report_and_list_are_saved_from_the_page(qtbot, window, tmp_path, monkeypatch):
    page = take(qtbot, window, write(tmp_path, car()))
    page.do_import_list()
    idle(qtbot, window)
    targets = [tmp_path / "report.xlsx", tmp_path / "copy.csv"]
    for target, press in zip(targets, (page.done.save.click, page.past.save_list), strict=True):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, t=target: (str(t), ""))
        press() if target.suffix == ".xlsx" else press.emit(1, "list.csv")
        idle(qtbot, window)
        assert target.exists()
    assert targets[1].read_bytes() == (tmp_path / "list.csv").read_bytes()


def test_reading_can_be_cancelled(qtbot, window, tmp_path, monkeypatch):
    page = take(qtbot, window, write(tmp_path, car()))
    page.next_file()

    def endless(reader, progress, *_):
        while True:
            progress(1, 10, "progress.reading", file="x")

    monkeypatch.setattr(previewing, "preview", endless)
    window.take_files([tmp_path / "list.csv"])
    page._slow.setInterval(0)
    page.read(page._options)
    qtbot.waitUntil(lambda: page.shown is page.reading)
    qtbot.waitUntil(lambda: page.reading.count.text() == "1 of 10 rows")
    page.reading.stop.click()
    idle(qtbot, window)
    assert page.shown is page.past


def test_the_keys_of_the_primary_button_belong_to_the_page_that_is_shown(qtbot, window, tmp_path):
    page = take(qtbot, window, write(tmp_path, car()))
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(qtbot, window)
    assert page.shown is page.done
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.shown is page.past


def test_the_row_is_shown_as_it_stands_in_the_file(qtbot, window, tmp_path):
    page = take(qtbot, window, write(tmp_path, car(km="*40")))
    page.preview.table.selectRow(row_of(page, "new"))
    said = [label.text() for label in page.preview.pane.findChildren(type(page.preview.pane.title))]
    assert "ﾏｰｸX" in said
    assert any(text.startswith("Odometer: ") for text in said)


def test_everything_turns_japanese_while_it_is_open(qtbot, window, tmp_path):
    page = take(qtbot, window, write(tmp_path, car()))
    window.desk.appearance.use_language("ja")
    idle(qtbot, window)
    assert page.preview.bar.go.text() == "1件を取り込む"
    assert page.preview.model.cell(row_of(page, "new"), 1).text == "新規"
    page.do_import_list()
    idle(qtbot, window)
    assert page.done.title.text() == "list.csv を取り込みました"
    page.next_file()
    assert words.language() == "ja"


def test_the_model_keeps_the_rules_of_qt(qtbot, window, tmp_path):
    page = take(qtbot, window, write(tmp_path, car(), "," * 8 + "40,,,\n"))
    model = ImportRows()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_preview(page.preview.preview)
    model.filter("new")
    model.filter("")
    model.retranslate()
    model.show_preview(None)
