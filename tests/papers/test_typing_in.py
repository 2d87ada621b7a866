"""What may be typed into workbooks: each box of a value has its rule, and every paper keeps its own."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from broker_app import paths
from broker_app.domain.document import PaperForm
from broker_app.errors import UserError
from broker_app.papers.layout import lay_out
from broker_app.papers.page import Page
from broker_app.papers.workbook import write_workbook
from broker_app.reference import documents, paper_entries
from tests.papers.house import every_page, of_house

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FILE = paths.resources() / "documents" / paper_entries.FILE
_FAR = 60
"""A column that no paper reaches."""


def sheet_of(kind: str, voyage: str, folder: Path, layout: str = "") -> Any:
    page = lay_out(of_house(kind, voyage), documents.load()[kind], PaperForm(layout=layout))
    write_workbook([page], folder / "one.xlsx")
    return load_workbook(folder / "one.xlsx").active


def cells(sheet: Any, rule: Any) -> list[Any]:
    return [sheet.cell(row, column) for r in rule.sqref.ranges for row, column in r.cells]


def rules(sheet: Any) -> list[Any]:
    return list(sheet.data_validations.dataValidation)


def rule_at(sheet: Any, value: object) -> Any:
    """The rule of the first box that holds a value."""
    return next(r for r in rules(sheet) if value in [cell.value for cell in cells(sheet, r)])


@pytest.mark.parametrize("layout", ["", "un"])
def test_terms_of_a_shipping_instruction_are_chosen_from_lists(tmp_path: Path, layout: str) -> None:
    sheet = sheet_of("SI-C", "jamaica", tmp_path, layout)
    lists = {rule.formula1 for rule in rules(sheet) if rule.type == "list"}
    assert '"PREPAID,COLLECT"' in lists
    assert '"RO/RO,CONTAINER"' in lists
    assert '"ORIGINAL B/L,SEA WAYBILL,SURRENDERED B/L"' in lists
    assert '"EXW,FCA,FAS,FOB,CFR,CIF,CPT,CIP,DAP,DPU,DDP"' in lists
    assert '"20DC,40DC,40HC,45HC,20OT,40OT,40FR"' in lists
    assert rule_at(sheet, "22 NOV 2026").type == "custom"


def test_an_invoice_asks_for_currency_term_country_and_quantity(tmp_path: Path) -> None:
    sheet = sheet_of("CI", "jamaica", tmp_path)
    assert rule_at(sheet, "USD").formula1.startswith('"JPY,USD,')
    assert "CFR" in rule_at(sheet, "CFR KINGSTON, JAMAICA, INCOTERMS 2020").formula1
    assert "UPPER" in rule_at(sheet, "JAPAN").formula1
    assert rule_at(sheet, 1).type == "whole"
    assert rule_at(sheet, "PETROL").formula1.count("HYBRID") == 4


@pytest.mark.parametrize("voyage", ["jamaica", "tanzania"])
def test_every_rule_warns_only_and_takes_what_stands_in_its_boxes(
    voyage: str, tmp_path: Path
) -> None:
    write_workbook([page for _, _, page in every_page(voyage)], tmp_path / "set.xlsx")
    seen = set()
    for sheet in load_workbook(tmp_path / "set.xlsx"):
        for rule in rules(sheet):
            assert (rule.errorStyle, rule.showErrorMessage) == ("warning", True)
            assert rule.allow_blank
            assert rule.error
            assert len(rule.formula1) <= 255
            assert all(not cell.protection.locked for cell in cells(sheet, rule))
            held = [cell.value for cell in cells(sheet, rule) if cell.value not in (None, "")]
            seen.add(rule.type)
            if rule.type == "list":
                assert set(held) <= set(rule.formula1.strip('"').split(","))
            elif rule.type in ("whole", "decimal"):
                assert all(isinstance(value, int | float) and value > 0 for value in held)
    assert seen == {"list", "whole", "decimal", "custom"}


def test_no_sheet_is_hidden_and_no_rule_names_a_range(tmp_path: Path) -> None:
    write_workbook([page for _, _, page in every_page("jamaica")], tmp_path / "set.xlsx")
    book = load_workbook(tmp_path / "set.xlsx")
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not book.defined_names
    named = [rule.formula1 for sheet in book for rule in rules(sheet) if rule.type == "list"]
    assert named
    assert all(text.startswith('"') for text in named)


def test_a_kind_may_say_that_a_box_takes_another_entry() -> None:
    text = (paths.resources() / "documents" / "packing-list.toml").read_text(encoding="utf-8")
    kind = documents.kind_from("x.toml", f'takes = {{ etd = "past_day" }}\n{text}')
    assert kind.entries["etd"].before_days == 2555
    assert kind.layouts["un"].entries["etd"].before_days == 2555
    with pytest.raises(UserError, match="document_file"):
        documents.kind_from("x.toml", f'takes = {{ etd = "some_day" }}\n{text}')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('keys = ["incoterm"]', 'keys = ["incotermm"]'),
        ('keys = ["incoterm"]', 'keys = ["currency"]'),
        ('kind = "begins"', 'kind = "ends"'),
        ("before_days = 365\n", ""),
        ('choices = ["JPY", ', 'choices = ["JPY, YEN", '),
        ('id = "day"', 'id = "days"'),
    ],
)
def test_an_odd_file_is_refused(tmp_path: Path, before: str, after: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "entries.toml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(UserError, match="document_file"):
        paper_entries.read(tmp_path / "entries.toml")


WRONG = {
    "ABS(DATE(RIGHT(": ["11/29/2026", "29 NOV 2029", "29 XYZ 2026", "TBA", "29 NOV 26"],
    "ABS(DATE(LEFT(": ["2026/11/29", "2046年11月29日", "未定"],
    "ISNUMBER(FIND(": ["MOMBASA", "CNF MOMBASA", "C&F"],
    "LEN({0})>3": ["Japan", "JP"],
    "LEN({0})=2": ["ke", "KEN"],
}
"""What a rule of a formula does not take."""


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_program_keeps_the_rules_and_finds_the_same(tmp_path: Path) -> None:
    """Each rule is worked out beside what stands in its box, and beside what it does not take."""
    source = tmp_path / "set.xlsx"
    write_workbook(_some_pages(), source)
    before = load_workbook(source)
    expected = {}
    for sheet in before:
        row = 0
        for rule in (r for r in rules(sheet) if r.type == "custom"):
            (first, *_) = cells(sheet, rule)
            for value, fits in _tried(rule, first.value, first.coordinate):
                row += 1
                sheet.cell(row, _FAR).value = value
                at = sheet.cell(row, _FAR).coordinate
                formula = re.sub(rf"\b{first.coordinate}\b", at, rule.formula1)
                sheet.cell(row, _FAR + 1).value = f"=IFERROR({formula},FALSE)"
                expected[sheet.title, sheet.cell(row, _FAR + 1).coordinate] = (fits, value)
    before.save(source)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, str(tmp_path / "out"), str(source)], check=True, capture_output=True)
    found = load_workbook(tmp_path / "out" / "set.xlsx", data_only=True)
    told = {key: (found[key[0]][key[1]].value, value) for key, (_, value) in expected.items()}
    assert told == expected
    assert {fits for fits, _ in expected.values()} == {True, False}
    for sheet in before:
        assert _boxed(found[sheet.title]) == _boxed(sheet)


def _some_pages() -> list[Page]:
    kinds = ("CI", "SI-C", "EDW", "PL", "BLD")
    return [page for kind, _, page in every_page("jamaica") if kind in kinds]


def _tried(rule: Any, held: object, at: str) -> list[tuple[object, bool]]:
    wrong = next(texts for start, texts in WRONG.items() if start.format(at) in rule.formula1)
    return [*([(held, True)] if held else []), *((text, False) for text in wrong)]


def _boxed(sheet: Any) -> set[tuple[str, str, str]]:
    """Every box of a sheet that has a rule: where, its kind, how it warns."""
    return {(c.coordinate, r.type, r.errorStyle) for r in rules(sheet) for c in cells(sheet, r)}
