import csv
import io
import re
import shutil
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from broker_app.domain.document import PrintedLine, PrintedParty, Snapshot
from broker_app.domain.money import Money
from broker_app.errors import UserError
from broker_app.papers.page import Role, Text
from broker_app.papers.saving import file_name
from broker_app.papers.workbook import workbook_bytes, write_workbook
from tests.papers.samples import (
    FROM_YOKOHAMA,
    TO_KENYA,
    as_packing_list,
    cars,
    page_of,
    taken,
    with_more,
)

INJECTIONS = [
    '=HYPERLINK("http://evil.example","X")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "{=1+1}",
    " =1+1",
    "=cmd|' /C calc'!A0",
    "&P&D",
    "0012345",
    "1E10",
    "3-4",
    "a\x00b\x0bc\x1f",
    "\ud800\ufffe",
    "<f>1+1</f><v></v>",
    "🚗 שלום \u202eabc",
    "X" * 60,
]


def saved(frozen: Snapshot, folder: Path) -> Path:
    target = folder / file_name(frozen)
    write_workbook([page_of(frozen)], target)
    return target


def opened(path: Path, **how: Any) -> Any:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return load_workbook(path, **how)


def all_cells(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from row


def formulas(sheet: Any) -> dict[str, str]:
    return {c.coordinate: c.value for c in all_cells(sheet) if c.data_type == "f"}


def by_label(sheet: Any, label: str) -> Any:
    (found,) = [c for c in all_cells(sheet) if c.value == label]
    return found


def test_live_formulas_and_their_values(tmp_path: Path) -> None:
    frozen = taken()
    path = saved(frozen, tmp_path)
    live, shown = opened(path).active, opened(path, data_only=True).active
    assert live["A18"].value == "NO."
    assert live["I18"].value == "AMOUNT\nUSD"
    assert live["A19"].value == 1
    assert formulas(live) == {
        **{f"I{row}": f"=G{row}*H{row}" for row in range(19, 26)},
        "I27": "=SUM(I19:I26)",
        "I30": "=I27+I28+I29",
    }
    assert all(cell.value is None for cell in live[26])
    assert shown["I27"].value == 65900
    assert shown["I30"].value == 73183.24
    assert [shown[f"I{row}"].value for row in (19, 25)] == [4480, 19800]


def test_a_packing_list_adds_up_weight_and_measurement(tmp_path: Path) -> None:
    path = saved(as_packing_list(taken()), tmp_path)
    live, shown = opened(path).active, opened(path, data_only=True).active
    assert live.title == "PACKING LIST"
    assert formulas(live) == {
        **{f"J{row}": f"=ROUND(E{row}*F{row}*G{row}/1000000,3)" for row in range(19, 26)},
        **{f"{column}27": f"=SUM({column}19:{column}26)" for column in "DHIJ"},
    }
    assert [shown[f"{column}27"].value for column in "DHIJ"] == [7, 8610, 8610, 83.17]
    assert shown["J19"].value == 10.598
    assert live["J27"].number_format == "#,##0.000"


def test_free_on_board_is_the_sum_alone(tmp_path: Path) -> None:
    sheet = opened(saved(taken(FROM_YOKOHAMA, cars(4, "JPY")), tmp_path)).active
    assert formulas(sheet)["I24"] == "=SUM(I19:I23)"
    assert by_label(sheet, "TOTAL FOB YOKOHAMA").row == 24


@pytest.mark.parametrize(
    ("currency", "number_format"), [("JPY", "#,##0"), ("USD", "#,##0.00"), ("KWD", "#,##0.000")]
)
def test_number_formats_follow_the_currency(
    currency: str, number_format: str, tmp_path: Path
) -> None:
    frozen = taken(replace(TO_KENYA, currency=currency), cars(4, currency))
    sheet = opened(saved(frozen, tmp_path)).active
    assert {sheet[a].number_format for a in ("H19", "I19", "I24", "I27")} == {number_format}
    assert sheet["C19"].number_format == "@"
    assert sheet["C19"].quotePrefix
    assert not [c for c in all_cells(sheet) if isinstance(c.value, str) and "¥" in c.value]


def test_print_set_up(tmp_path: Path) -> None:
    sheet = opened(saved(taken(revision=2), tmp_path)).active
    assert sheet.title == "INVOICE"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    margins = sheet.page_margins
    sides = (margins.left, margins.right, margins.top, margins.bottom)
    assert [round(side * 25.4, 6) for side in sides] == [20, 10, 10, 10]
    assert sheet.print_title_rows == "$18:$18"
    assert sheet.print_area == f"'INVOICE'!$A$1:$I${sheet.max_row}"
    footer = sheet.oddFooter
    assert footer.left.text.strip() == "HAX-2026-0417 REV.2"
    assert footer.center.text.strip() == "Page &P of &N"
    assert footer.right.text.strip() == "27 NOV 2026"
    assert sheet.print_options.horizontalCentered
    assert not list(sheet.row_breaks.brk)


def test_the_closing_of_a_long_invoice_starts_its_page(tmp_path: Path) -> None:
    sheet = opened(saved(taken(vehicles=cars(40)), tmp_path)).active
    (broken,) = sheet.row_breaks.brk
    assert 18 < broken.id < 58


def test_metadata_names_the_company_alone(tmp_path: Path) -> None:
    path = saved(taken(), tmp_path)
    assert opened(path).properties.creator == "HAMAKAZE AUTO EXPORT CO., LTD."
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).lower() for name in archive.namelist()]
    assert not [part for part in parts if b"openpyxl" in part]


def test_nothing_is_hidden(tmp_path: Path) -> None:
    book = opened(saved(taken(), tmp_path))
    assert [sheet.sheet_state for sheet in book] == ["visible"]
    for sheet in book:
        assert not [d for d in sheet.row_dimensions.values() if d.hidden]
        assert not [d for d in sheet.column_dimensions.values() if d.hidden]
        assert not [c for c in all_cells(sheet) if c.comment]


def poisoned(poison: str) -> Snapshot:
    party = PrintedParty(name=poison, lines=(poison, poison), place=poison)
    words: dict[str, Any] = {f.name: poison for f in fields(PrintedLine) if f.type is str}
    line = PrintedLine(**{**words, "unit_price": 100, "volume_m3": ""})
    frozen = taken()
    texts: dict[str, Any] = {
        f.name: poison
        for f in fields(Snapshot)
        if f.type is str and f.name not in ("kind", "currency", "incoterm")
    }
    return replace(
        frozen,
        **texts,
        shipper=party,
        buyer=party,
        consignee=replace(party, place="other"),
        notify=party,
        marks=(poison, poison),
        bank=(poison,),
        lines=(line, *frozen.lines[1:]),
    )


def test_labels_and_formulas_are_kept_from_slips_and_values_are_not(tmp_path: Path) -> None:
    sheet = opened(saved(taken(), tmp_path)).active
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.formatColumns  # False: it is allowed
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    formulas = [cell for cell in cells if cell.data_type == "f"]
    assert formulas
    assert all(cell.protection.locked for cell in formulas)
    by_text = {str(cell.value): cell for cell in cells}
    assert by_text["CHASSIS NO."].protection.locked
    assert not next(c for text, c in by_text.items() if "KSP130" in text).protection.locked


@pytest.mark.parametrize("poison", INJECTIONS, ids=lambda text: ascii(text[:12]))
def test_what_a_person_typed_stays_text(poison: str, tmp_path: Path) -> None:
    path = tmp_path / "poisoned.xlsx"
    write_workbook([page_of(poisoned(poison))], path)
    sheet = opened(path).active
    ours = re.compile(r"=([G-I](\d+)\*[HJ]\2|SUM\(([IK])\d+:\3\d+\)|([IK])\d+(\+\4\d+)+)")
    assert all(ours.fullmatch(formula) for formula in formulas(sheet).values())
    assert len(formulas(sheet)) == 9
    typed = [c for c in all_cells(sheet) if isinstance(c.value, str) and c.data_type != "f"]
    assert {c.data_type for c in typed} == {"s"}
    assert all(c.quotePrefix for c in typed)
    assert max(d.height or 0 for d in sheet.row_dimensions.values()) <= 409.5


def test_no_cell_holds_more_than_a_cell_may(tmp_path: Path) -> None:
    page = page_of(taken())
    first, *others = page.closing
    box = replace(first.boxes[0], lines=(Text("X" * 40_000, Role.NOTE),), figure=None)
    closing = (replace(first, boxes=(box, *first.boxes[1:])), *others)
    path = tmp_path / "long.xlsx"
    write_workbook([replace(page, closing=closing)], path)
    texts = [c.value for c in all_cells(opened(path).active) if isinstance(c.value, str)]
    assert 30_000 < max(map(len, texts)) <= 32_767


def test_equal_pages_give_equal_bytes() -> None:
    assert workbook_bytes([page_of(taken())]) == workbook_bytes([page_of(taken())])


def test_a_sheet_for_each_page_with_a_legal_title(tmp_path: Path) -> None:
    page = page_of(taken())
    odd = replace(page, sheet="IN:VO\\ICE/?*[2026] OF A VERY LONG NAME INDEED")
    write_workbook([page, page, odd], tmp_path / "three.xlsx")
    book = opened(tmp_path / "three.xlsx", data_only=True)
    assert book.sheetnames == ["INVOICE", "INVOICE 2", "IN VO ICE    2026  OF A VERY LO"]
    assert [sheet["I30"].value for sheet in book] == [73183.24] * 3


def test_names_of_files() -> None:
    frozen = taken()
    assert file_name(replace(frozen, number="INV-2026-0001")) == "INV-2026-0001_r0_MOMBASA.xlsx"
    assert file_name(replace(frozen, number="A/B:2", revision=3)) == "A-B-2_r3_MOMBASA.xlsx"
    assert file_name(replace(frozen, number="")) == "DRAFT-SH-2611-014_r0_MOMBASA.xlsx"
    there = replace(frozen, port_of_discharge="PORT ELIZABETH (GQEBERHA), SOUTH AFRICA")
    assert file_name(there) == "HAX-2026-0417_r0_PORT-ELIZABETH.xlsx"
    assert file_name(replace(frozen, port_of_discharge="")) == "HAX-2026-0417_r0.xlsx"
    assert file_name(as_packing_list(frozen)) == "HAX-2026-0417_r0_MOMBASA_PL.xlsx"
    assert file_name(frozen, "pdf") == "HAX-2026-0417_r0_MOMBASA.pdf"


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    target = tmp_path / "papers" / "2026" / "invoice.xlsx"
    write_workbook([page_of(taken())], target)
    assert list(target.parent.iterdir()) == [target]


def test_a_folder_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("in the way")
    with pytest.raises(UserError, match="target_not_writable"):
        write_workbook([page_of(taken())], tmp_path / "papers" / "invoice.xlsx")
    assert (tmp_path / "papers").read_text() == "in the way"


def test_a_target_that_is_a_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "invoice.xlsx").mkdir()
    with pytest.raises(UserError, match="target_not_writable"):
        write_workbook([page_of(taken())], tmp_path / "invoice.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["invoice.xlsx"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits of POSIX")
def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "invoice.xlsx"
    target.write_bytes(b"old")
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from tests.papers.samples import page_of, taken\n"
        "from broker_app.errors import UserError\n"
        "from broker_app.papers import workbook\n"
        "page = page_of(taken())\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "try: workbook.write_workbook([page], Path(sys.argv[1]))\n"
        "except UserError as error: sys.exit(error.key)\n"
    )
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", program, str(target)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.stderr.startswith("target_full\n")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["invoice.xlsx"]


def test_openpyxl_is_loaded_with_the_first_workbook_only() -> None:
    program = (
        "import sys, broker_app.papers.layout, broker_app.papers.workbook\n"
        "sys.exit('openpyxl' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", program], cwd=root, check=True)


SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("currency", ["JPY", "USD"])
def test_libreoffice_calculates_the_same(currency: str, tmp_path: Path) -> None:
    count = 7
    frozen = taken(replace(TO_KENYA, currency=currency), cars(count, currency))
    path = saved(frozen, tmp_path)
    _spoil_results(path)
    rows = _calculated(path, tmp_path)
    figures = {row[3]: _amount(row[8]) for row in rows if row[3] in ("FOB VALUE", *_totals(rows))}
    assert figures["FOB VALUE"] == Money(frozen.fob, currency).amount
    assert figures["TOTAL CIF MOMBASA"] == Money(frozen.total, currency).amount


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_adds_a_packing_list_up_the_same(tmp_path: Path) -> None:
    path = saved(as_packing_list(taken()), tmp_path)
    _spoil_results(path)
    rows = _calculated(path, tmp_path)
    (totals,) = [row for row in rows if row[0] == "TOTAL"]
    assert [_amount(totals[place]) for place in (3, 7, 8, 9)] == [7, 8610, 8610, Decimal("83.170")]


def _calculated(path: Path, folder: Path) -> list[list[str]]:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "csv", "--outdir"]
    subprocess.run([*command, str(folder), str(path)], check=True, capture_output=True)
    return list(csv.reader(io.StringIO(path.with_suffix(".csv").read_text(encoding="utf-8"))))


def _totals(rows: list[list[str]]) -> list[str]:
    return [row[3] for row in rows if row[3].startswith("TOTAL ")]


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _spoil_results(path: Path) -> None:
    """Take the kept results away, so that only a real calculation gives the totals."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", parts[sheet])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_paper_that_goes_on_below_its_table_tells_how_far_it_is() -> None:
    page = page_of(with_more("SI-R", 60))
    heard: list[tuple[int, int]] = []
    workbook_bytes([page], lambda done, total: heard.append((done, total)))
    table, *below = heard
    assert table == (0, 60)
    assert len(below) > 2
    assert below == sorted(below)
    assert all(done < total for done, total in below)
