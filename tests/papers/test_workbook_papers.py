"""Workbooks of every kind: fonts by script, live totals that a spreadsheet program finds too."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils import get_column_letter

from broker_app.domain.document import PaperForm
from broker_app.papers.layout import lay_out
from broker_app.papers.measure import width_mm
from broker_app.papers.workbook import write_workbook
from broker_app.reference import documents
from tests.papers.house import every_page, of_house
from tests.papers.samples import page_of

JAPANESE = "該非判定書"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FORMULA_RESULT = re.compile(rb"(</f>)<v>[^<]*</v>")


def test_japanese_is_set_in_a_font_that_has_it_and_latin_in_arial(tmp_path: Path) -> None:
    target = tmp_path / "statement.xlsx"
    write_workbook([page_of(of_house("NAS", "kenya"))], target)
    sheet = load_workbook(target, rich_text=True).active
    (title,) = [
        cell.value
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, CellRichText)
        and str(cell.value).startswith(JAPANESE)
        and "EXPORT CONTROL CLASSIFICATION" in str(cell.value)
        and "STATEMENT" not in str(cell.value)
    ]
    assert [(block.font.rFont, str(block)) for block in title] == [
        ("Yu Gothic", JAPANESE),
        ("Arial", " EXPORT CONTROL CLASSIFICATION"),
    ]
    number = next(
        cell for row in sheet.iter_rows() for cell in row if cell.value == "NAS-2026-0007"
    )
    assert number.font.name == "Arial"
    assert "Yu Gothic" in sheet.oddFooter.right.font
    assert sheet.oddFooter.center.text.strip() == "&P／&Nページ"
    assert "Yu Gothic" in sheet.oddFooter.center.font


def test_totals_of_further_tables_are_live(tmp_path: Path) -> None:
    target = tmp_path / "instruction.xlsx"
    write_workbook([page_of(of_house("SI-C", "jamaica"))], target)
    shown, kept = load_workbook(target).active, load_workbook(target, data_only=True).active
    sums = {
        cell.coordinate: cell.value
        for row in shown.iter_rows()
        for cell in row
        if str(cell.value).startswith("=SUM(")
    }
    assert len(sums) >= 8
    for address, formula in sums.items():
        (area,) = re.findall(r"=SUM\((\w+:\w+)\)", formula)
        added = sum(
            Decimal(str(cell.value))
            for (cell,) in kept[area]
            if isinstance(cell.value, int | float)
        )
        assert Decimal(str(kept[address].value)) == added


@pytest.mark.parametrize(("kind", "layout"), [("PL", "un"), ("CI", "un"), ("SI-C", "un")])
def test_a_box_of_the_head_is_as_wide_as_its_text_needs(
    kind: str, layout: str, tmp_path: Path
) -> None:
    """Its cell takes the edges of the goods only where no line of it would break."""
    page = lay_out(of_house(kind, "tanzania"), documents.load()[kind], PaperForm(layout=layout))
    write_workbook([page], tmp_path / "head.xlsx")
    sheet = load_workbook(tmp_path / "head.xlsx").active
    value = "DAR ES SALAAM, TANZANIA"
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == value]
    assert found
    for cell in found:
        (area,) = [m for m in sheet.merged_cells.ranges if cell.coordinate in m] or [None]
        last = area.max_col if area else cell.column
        letters = [get_column_letter(n) for n in range(cell.column, last + 1)]
        wide = sum(sheet.column_dimensions[letter].width for letter in letters)
        assert wide * 7 * 25.4 / 96 >= width_mm(value, 8)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("voyage", ["jamaica", "sri_lanka", "tanzania"])
def test_libreoffice_finds_the_figures_of_every_kind(voyage: str, tmp_path: Path) -> None:
    """Every formula of a set, its kept result taken away, is worked out to the same result."""
    source, made = tmp_path / "set.xlsx", tmp_path / "made"
    write_workbook([page for _, _, page in every_page(voyage)], source)
    kept = results(source)
    assert len(kept) > 80
    _spoil_results(source)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, str(made), str(source)], check=True, capture_output=True)
    found = results(made / "set.xlsx", kept)
    assert found == pytest.approx(kept)


def results(path: Path, wanted: Iterable[tuple[str, str]] = ()) -> dict[tuple[str, str], float]:
    """Return the result of every formula of a workbook, or of those that are wanted."""
    figures = load_workbook(path, data_only=True)
    addresses = wanted or [
        (sheet.title, cell.coordinate)
        for sheet in load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    return {(title, cell): float(figures[title][cell].value) for title, cell in addresses}


def _spoil_results(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, FORMULA_RESULT.sub(rb"\1", content))
