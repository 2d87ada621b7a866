"""Preview, PDF and printer draw the same sheets; the shipment page offers them."""

import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from broker_app.errors import Cancelled, UserError
from broker_app.papers.page import Stamp
from broker_app.papers.placing import sheets
from broker_app.papers.workbook import write_workbook
from broker_app.store import documents, prints
from broker_app.ui import theme
from broker_app.ui.print.pdf import pdf_bytes, write_pdf
from broker_app.ui.print.preview import Preview
from broker_app.ui.print.searchable import with_characters
from broker_app.ui.widgets.text import Button
from tests.papers.samples import COMPANY, as_packing_list, car, cars, page_of, taken

from .conftest import board, reader, settle

PDFTOTEXT = shutil.which("pdftotext")
needs_pdftotext = pytest.mark.skipif(PDFTOTEXT is None, reason="poppler-utils is not installed")


def text_of(content: bytes, folder: Path) -> list[str]:
    """Return the text of a PDF, page by page."""
    file = folder / "paper.pdf"
    file.write_bytes(content)
    command = [str(PDFTOTEXT), "-layout", str(file), "-"]
    done = subprocess.run(command, check=True, capture_output=True)
    return done.stdout.decode().split("\f")[:-1]


@needs_pdftotext
@pytest.mark.parametrize("count", [1, 7, 40])
def test_a_pdf_holds_every_text_of_the_model_on_its_page(qapp, tmp_path, count):
    for frozen in (taken(vehicles=cars(count)), as_packing_list(taken(vehicles=cars(count)))):
        model = page_of(frozen)
        made, placed = text_of(pdf_bytes([model]), tmp_path), sheets(model)
        assert len(made) == len(placed)
        for text, sheet in zip(made, placed, strict=True):
            printed = "".join(text.split())
            for written in sheet.texts:
                assert "".join(written.text.split()) in printed


@needs_pdftotext
def test_japanese_names_are_shown_and_found(qapp, tmp_path):
    if not theme.has_japanese():
        pytest.skip("no Japanese font is installed")
    company = replace(COMPANY, name="浜風自動車輸出株式会社", signatory="金田 長青")
    frozen = taken(company=company, vehicles=[car(0, chassis_number="東[51]123456西")])
    (text,) = text_of(pdf_bytes([page_of(frozen)]), tmp_path)
    for name in ("浜風自動車輸出 CO., LTD.", "金田 長青", "東[51]123456西"):
        assert name in text


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        (b"[<6D5C> <2FB5> <2ED1> ]", b"[<6D5C> <98A8> <9577> ]"),
        (b"<0001> <0001> <2F9E>", b"<0001> <0001> <8ECA>"),
        (b"<2F9E> <2F9E> <0041>", b"<2F9E> <2F9E> <0041>"),
        (b"<0001> <0002> <2F83>", b"<0001> <0002> <2F83>"),
    ],
)
def test_a_glyph_means_the_character_and_nothing_moves(written, mended):
    around = b"%PDF <2F9E> begincmap 1 beginbfrange " + written + b" endbfrange endcmap"
    assert with_characters(around) == around.replace(written, mended)


@needs_pdftotext
def test_two_papers_in_one_pdf(qapp, tmp_path):
    pages = [page_of(taken()), page_of(as_packing_list(taken()))]
    first, second = text_of(pdf_bytes(pages), tmp_path)
    assert "COMMERCIAL INVOICE" in first
    assert "PACKING LIST" in second


def test_the_preview_shows_every_sheet_and_counts_them(qtbot):
    preview = Preview(page_of(taken(vehicles=cars(60))), "Invoice", None, can_print=True)
    qtbot.addWidget(preview)
    preview.show()
    assert preview._where.text() == "Page 1 of 3"
    image = preview.sheets.grab().toImage()
    assert image.height() > 3 * preview.sheets.sheets[0].setup.height_mm
    bar = preview._area.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert preview._where.text() == "Page 3 of 3"
    before = preview.sheets.zoom
    preview.zoom(2)
    assert preview.sheets.zoom == pytest.approx(2 * before)
    preview.fit()
    assert preview.sheets.zoom == pytest.approx(before)
    qtbot.waitUntil(lambda: preview.sheets.width() <= preview._area.width())


def test_one_primary_button_and_print_only_where_one_can(qtbot):
    for can_print in (True, False):
        preview = Preview(page_of(taken()), "Invoice", None, can_print)
        qtbot.addWidget(preview)
        preview.show()
        buttons = [b for b in preview.findChildren(Button) if b.isVisible()]
        assert [b.property("primary") for b in buttons].count("true") == 1
        assert preview.print.isVisible() == can_print


@pytest.fixture
def printer(tmp_path):
    """A printer whose paper is a file."""
    support = pytest.importorskip("PySide6.QtPrintSupport", exc_type=ImportError)
    made = support.QPrinter(support.QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(support.QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "printed.pdf"))
    return made


def test_a_printer_gets_what_the_preview_shows(qapp, printer, tmp_path):
    from broker_app.ui.print.printer import put_on

    put_on([page_of(taken(vehicles=cars(60)))], printer)
    assert (tmp_path / "printed.pdf").read_bytes().count(b"/Type /Page\n") == 3


def test_printing_can_be_stopped(qapp, printer):
    from broker_app.ui.print.printer import put_on

    told = []

    def stop(done, total, key, /, **_):
        told.append((done, total))
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        put_on([page_of(taken(vehicles=cars(60)))], printer, stop)
    assert told == [(0, 3), (1, 3)]
    assert not printer.paintEngine().isActive()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_a_sentence(qapp, printer, tmp_path):
    from broker_app.ui.print.printer import put_on

    printer.setOutputFileName(str(tmp_path / "gone" / "printed.pdf"))
    with pytest.raises(UserError, match="not_printed"):
        put_on([page_of(taken())], printer)


@pytest.mark.parametrize(
    ("paper", "size"), [("A4", (595, 842)), ("Letter", (612, 792)), ("A5", (420, 595))]
)
@needs_pdftotext
def test_a_smaller_paper_shows_the_whole_sheet(qapp, printer, tmp_path, paper, size):
    from PySide6.QtGui import QPageSize

    from broker_app.ui.print.printer import put_on

    printer.setPageSize(QPageSize(getattr(QPageSize.PageSizeId, paper)))
    put_on([page_of(taken(vehicles=cars(1)))], printer)
    command = [str(PDFTOTEXT), "-bbox", str(tmp_path / "printed.pdf"), "-"]
    told = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    (page,) = re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', told)
    assert tuple(round(float(side)) for side in page) == size
    right = [float(x) for x in re.findall(r'xMax="([\d.]+)"', told)]
    bottom = [float(y) for y in re.findall(r'yMax="([\d.]+)"', told)]
    assert max(right) < size[0]
    assert size[1] * 0.9 < max(bottom) < size[1]  # the foot of the sheet is on the paper


def test_a_broad_sheet_is_an_upright_paper_turned():
    from PySide6.QtGui import QPageLayout, QPageSize

    from broker_app.ui.print.pdf import layout_of

    upright = page_of(taken()).setup
    broad = replace(upright, width_mm=upright.height_mm, height_mm=upright.width_mm)
    for setup, way in ((upright, "Portrait"), (broad, "Landscape")):
        layout = layout_of(setup)
        assert layout.pageSize().id() == QPageSize.PageSizeId.A4
        assert layout.orientation() == QPageLayout.Orientation[way]
        full = layout.fullRect(QPageLayout.Unit.Millimeter)
        assert (round(full.width()), round(full.height())) == (setup.width_mm, setup.height_mm)


# the shipment page


def buttons(page):
    return {b.text(): b for b in page.one.papers.findChildren(Button)}


def test_the_packing_list_stands_beside_the_invoice(page):
    page.one.papers.turn_kinds()
    papers = page.one.papers
    rows = [papers.row_of(kind) for kind in ("CI", "PL")]
    kinds = [[papers.model.cell(row, c).text for c in (0, 1, 3)] for row in rows]
    assert kinds == [["CI", "Commercial invoice", "Draft"], ["PL", "Packing list", "Draft"]]


def test_a_preview_opens_and_nothing_is_issued(qtbot, page):
    page.one.papers.turn_kinds()
    page.one.papers.table.selectRow(page.one.papers.row_of("PL"))
    qtbot.mouseClick(buttons(page)["Preview"], Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    preview = page.one.print.preview
    assert preview.windowTitle() == "Packing list Draft"
    assert preview.sheets.sheets[0].across
    assert "Weight of vehicle 1 is missing" in preview._said.text()
    preview.reject()
    assert page.one.print.preview is None
    assert documents.of_shipment(reader(page), board(page).id) == []


def test_a_paper_is_saved_as_pdf(qtbot, page, tmp_path, monkeypatch):
    target = tmp_path / "chosen.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    qtbot.mouseClick(buttons(page)["Save as PDF"], Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert target.read_bytes().startswith(b"%PDF-")
    assert page.window().bar.text == "Saved as chosen.pdf."
    assert documents.of_shipment(reader(page), board(page).id) == []


def test_saving_from_the_preview_is_told_there(qtbot, page, tmp_path, monkeypatch):
    target = tmp_path / "seen"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    buttons(page)["Preview"].click()
    settle(qtbot, page)
    preview = page.one.print.preview
    qtbot.mouseClick(preview.save, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert preview._said.text() == "Saved as seen.pdf."
    assert target.with_suffix(".pdf").is_file()
    preview.reject()


def test_a_folder_that_cannot_be_written_is_a_sentence(qtbot, page, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    target = tmp_path / "file" / "chosen.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    buttons(page)["Save as PDF"].click()
    settle(qtbot, page)
    assert "cannot be written" in page.window().bar.text


def test_the_pdf_of_an_issued_paper_is_logged(qtbot, page, folder, tmp_path, monkeypatch):
    page.do_shipment_step()
    settle(qtbot, page)
    target = tmp_path / "chosen.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    buttons(page)["Save as PDF"].click()
    settle(qtbot, page)
    settle(qtbot, page)
    log = prints.of_number(reader(page), "AMX-2026-0001")
    assert [(row["way"], row["target"]) for row in log] == [
        ("pdf", "chosen.pdf"),
        ("xlsx", "AMX-2026-0001_r0_MOMBASA.xlsx"),
    ]
    assert page.window().bar.text == "Saved as chosen.pdf."


def test_what_is_printed_of_an_issued_paper_is_logged(
    qtbot, page, folder, printer, tmp_path, monkeypatch
):
    page.do_shipment_step()
    settle(qtbot, page)
    monkeypatch.setattr("broker_app.ui.print.printer.choose", lambda *_: printer)
    buttons(page)["Preview"].click()
    settle(qtbot, page)
    preview = page.one.print.preview
    qtbot.mouseClick(preview.print, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    settle(qtbot, page)
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF-")
    assert preview._said.text().startswith("Sent to ")
    log = prints.of_number(reader(page), "AMX-2026-0001")
    assert [(row["way"], row["copies"]) for row in log] == [("printer", 1), ("xlsx", 1)]
    preview.reject()


@needs_pdftotext
def test_the_whole_set_is_printed_together_and_its_issued_papers_logged(
    qtbot, page, folder, printer, tmp_path, monkeypatch
):
    page.do_shipment_step()
    settle(qtbot, page)
    asked = []
    monkeypatch.setattr(
        "broker_app.ui.print.printer.choose", lambda pages, _: asked.append(len(pages)) or printer
    )
    menu = page.one.papers.set_menu()
    next(a for a in menu.actions() if a.text() == "Print all of them…").trigger()
    settle(qtbot, page)
    settle(qtbot, page)
    assert asked[0] > 3
    printed = "".join(text_of((tmp_path / "printed.pdf").read_bytes(), tmp_path))
    assert "COMMERCIAL INVOICE" in printed
    assert "SHIPPING INSTRUCTION" in printed
    assert "DRAFT - NOT FOR CUSTOMS" in printed
    assert "Issued papers: 1, drafts: " in page.window().bar.text
    log = prints.of_number(reader(page), "AMX-2026-0001")
    assert [row["way"] for row in log] == ["printer", "xlsx"]
    assert len(documents.of_shipment(reader(page), page.one.board.id)) == 1


def test_a_set_that_nobody_sends_to_a_printer_changes_nothing(qtbot, page, folder, monkeypatch):
    monkeypatch.setattr("broker_app.ui.print.printer.choose", lambda *_: None)
    before = reader(page).execute("SELECT max(seq) FROM journal").fetchone()[0]
    page.one.papers.set_wanted.emit("print")
    settle(qtbot, page)
    assert reader(page).execute("SELECT max(seq) FROM journal").fetchone()[0] == before


def test_a_seal_stands_in_the_pdf_and_in_no_workbook(qapp, tmp_path):
    seal = io.BytesIO()
    Image.new("RGB", (40, 40), (183, 40, 46)).save(seal, "PNG")
    plain = page_of(taken())
    stamps = (Stamp("seal", seal.getvalue()), Stamp("logo", b"no picture"))
    stamped = replace(plain, stamps=stamps)
    (sheet,) = sheets(stamped)
    placed = {one.content: one for one in sheet.pictures}
    assert len(placed) == 2
    assert placed[seal.getvalue()].top_mm > placed[b"no picture"].top_mm
    write_pdf([stamped], tmp_path / "stamped.pdf")
    write_pdf([plain], tmp_path / "plain.pdf")
    assert (tmp_path / "stamped.pdf").read_bytes().count(b"/Subtype /Image") == 1
    assert (tmp_path / "plain.pdf").read_bytes().count(b"/Subtype /Image") == 0
    write_workbook([stamped], tmp_path / "stamped.xlsx")
    with zipfile.ZipFile(tmp_path / "stamped.xlsx") as book:
        assert not [name for name in book.namelist() if "media" in name]


def test_a_proof_from_the_window_is_in_the_history(qtbot, page, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    (tmp_path / "out").mkdir()
    page.one.releasing.prove()
    settle(qtbot, page)
    (proof,) = (tmp_path / "out").iterdir()
    sql = "SELECT details FROM step WHERE key = 'given_out' ORDER BY id DESC"
    noted = json.loads(page.desk.reader.execute(sql).fetchone()[0])
    assert (noted["kind"], noted["file"]) == ("proof", proof.name)
    assert noted["sha256"] == hashlib.sha256(proof.read_bytes()).hexdigest()
