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

from broker_app.papers.workbook import write_workbook
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


def test_what_is_typed_into_a_workbook_is_checked(tmp_path: Path) -> None:
    target = tmp_path / "checked.xlsx"
    write_workbook([page_of(of_house("CI", "jamaica")), page_of(of_house("PL", "jamaica"))], target)
    invoice, packing = load_workbook(target).worksheets
    (fuel,) = invoice.data_validations.dataValidation
    (area,) = fuel.sqref.ranges
    printed = {c.value for row in invoice[area.coord] for c in row if c.value}
    assert printed == {"PETROL"}
    assert printed <= set(fuel.formula1.strip('"').split(","))
    assert "HYBRID (DIESEL)" in fuel.formula1
    assert (fuel.type, fuel.errorStyle, fuel.showErrorMessage) == ("list", "warning", True)
    measures = packing.data_validations.dataValidation
    assert [(one.type, one.operator, one.formula1) for one in measures] == [
        ("decimal", "greaterThan", "0")
    ] * 6


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
