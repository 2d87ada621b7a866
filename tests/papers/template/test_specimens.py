"""Real companies' workbooks become working templates; skipped where they are not beside us."""

import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from broker_app.papers.template.linting import check, is_refused
from broker_app.papers.template.values import Number
from broker_app.reference import documents, particulars
from tests.papers.template.books import filled_bytes, values
from tests.papers.template.specimens import FOLDER, SUMS, TAGS, read, tagged, total_row

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the specimen documents are not beside the checkout"
)
COUNTS = (1, 3, 40)
KIND = documents.load()["CI"]


def expected(count: int) -> dict[str, Decimal]:
    """Return what the total row must say, by the sum of which key."""
    shown = values(count).items
    sums = {}
    for key in ("quantity", "amount", "weight_kg", "volume_m3"):
        found = [item[f"item.{key}"] for item in shown]
        sums[key] = sum((v.value for v in found if isinstance(v, Number)), Decimal(0))
    return sums


def wanted(name: str, count: int) -> list[Decimal]:
    sums = expected(count)
    keys = ("quantity", "weight_kg", "volume_m3") if name == "pl" else ("quantity", "amount")
    return [sums[key] for key in keys]


@pytest.mark.parametrize("name", TAGS)
def test_a_specimen_may_be_used(name: str) -> None:
    found = check(tagged(name), KIND, particulars.shipped())
    assert not is_refused(found), found


@pytest.mark.parametrize("name", TAGS)
def test_nothing_of_its_own_changes(name: str) -> None:
    """Cells without tags keep text and look; so do widths, titles, pictures, print set-up."""
    count = 7 if name == "oc" else 1  # as many as stand ready
    before, after = read(tagged(name)), read(filled_bytes(tagged(name), values(count)))
    for row in before.iter_rows():
        for cell in row:
            other = after[cell.coordinate]
            assert (other._style is None) == (cell._style is None)
            if cell._style is not None:
                for part in ("font", "border", "fill"):
                    assert repr(getattr(other, part)) == repr(getattr(cell, part))
            if cell.number_format != "General":  # a day in such a cell needs one
                assert other.number_format == cell.number_format
            ready = name == "oc" and 18 <= cell.row <= 24
            if "{{" not in str(cell.value) and not ready:
                assert other.value == cell.value
    assert after.print_title_rows == before.print_title_rows
    assert after.print_area == before.print_area
    assert len(after._images) == len(before._images)
    assert {k: d.width for k, d in after.column_dimensions.items()} == {
        k: d.width for k, d in before.column_dimensions.items()
    }
    assert {str(a) for a in after.merged_cells.ranges} == {
        str(a) for a in before.merged_cells.ranges
    }


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("name", TAGS)
def test_totals_stand_in_the_file(name: str, count: int) -> None:
    ws = read(filled_bytes(tagged(name), values(count)), values=True)
    row = total_row(ws)
    said = [Decimal(str(ws[f"{column}{row}"].value)) for column in SUMS[name]]
    assert said == wanted(name, count)


def test_a_spreadsheet_program_reckons_the_same(tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path / "in"
    folder.mkdir()
    for name in TAGS:
        for count in COUNTS:
            path = folder / f"{name}-{count}.xlsx"
            path.write_bytes(filled_bytes(tagged(name), values(count)))
    for ending in ("xlsx", "pdf"):
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
        command += ["--convert-to", ending, "--outdir", str(tmp_path / ending)]
        files = [str(path) for path in sorted(folder.iterdir())]
        subprocess.run(
            [*command, *files],
            check=True,
            capture_output=True,
            timeout=400,
            env={**os.environ, "HOME": str(tmp_path)},
        )
    for name in TAGS:
        for count in COUNTS:
            ws = read((tmp_path / "xlsx" / f"{name}-{count}.xlsx").read_bytes(), values=True)
            row = total_row(ws)
            said = [round(Decimal(str(ws[f"{c}{row}"].value)), 3) for c in SUMS[name]]
            assert said == wanted(name, count)
            assert (tmp_path / "pdf" / f"{name}-{count}.pdf").stat().st_size > 5_000
