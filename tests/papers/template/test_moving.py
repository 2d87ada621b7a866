"""Repeated and left-out rows carry everything with them: compared with a spreadsheet program's own
insertion where one is installed, and with a model of its own everywhere."""

import io
import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from PIL import Image as Picture

from broker_app.papers.template.figuring import results_of
from broker_app.papers.template.moves import Moves, Placed, moved
from broker_app.papers.template.shifting import shift
from tests.papers.template.books import saved

ROWS, COLUMNS = 30, 6
CASES = 12


def plan_of(
    repeated: dict[int, int], left_out: set[int] = frozenset(), last: int = ROWS
) -> list[Placed]:
    """Return a plan in which rows stand several times or not at all."""
    placed = []
    for row in range(1, last + 1):
        if row in repeated:
            placed += [Placed(row, ((row, n),)) for n in range(repeated[row])]
        elif row not in left_out:
            placed.append(Placed(row))
    return placed


# a model of its own: every number has a known row, so a sum tells which rows it reaches


@given(
    repeated=st.dictionaries(st.integers(1, 12), st.integers(1, 5), max_size=4),
    left_out=st.sets(st.integers(1, 12), max_size=4),
    areas=st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), min_size=1, max_size=6),
)
@settings(deadline=None, max_examples=150)
def test_a_sum_reaches_every_copy_of_its_rows_and_no_other(repeated, left_out, areas) -> None:
    left_out -= set(repeated)
    book = Workbook()
    ws, other = book.active, book.create_sheet("It's another")
    for row in range(1, 13):
        ws.cell(row, 1, 10**row if row < 10 else 7 * row)
    for number, (one, two) in enumerate(areas, 1):
        top, bottom = sorted((one, two))
        ws.cell(12 + number, 2, f"=SUM($A{top}:A${bottom})")
        other.cell(number, 1, f"=SUM(Sheet!A{top}:A{bottom})")
    plan = plan_of(repeated, left_out, last=12 + len(areas))
    shift(book, {"Sheet": plan})
    results = results_of(book)
    for number, (one, two) in enumerate(areas, 1):
        top, bottom = sorted((one, two))
        reached = [p.source for p in plan if top <= p.source <= bottom]
        expected = sum(10**row if row < 10 else 7 * row for row in reached)
        here = next(n for n, p in enumerate(plan, 1) if p.source == 12 + number)
        if reached:
            assert results["Sheet"][f"B{here}"] == expected
            assert results[other.title][f"A{number}"] == expected
        else:
            assert ws.cell(here, 2).value == "=SUM(0)"


@given(st.integers(1, 40), st.integers(2, 9), st.integers(0, 5))
def test_rows_of_a_block_refer_to_their_own_instance(first: int, copies: int, rows: int) -> None:
    block = range(first, first + rows + 1)
    placed = [Placed(r) for r in range(1, first)]
    placed += [Placed(r, ((1, n),)) for n in range(copies) for r in block]
    moves = {"S": Moves(placed, block[-1])}
    for copy in range(copies):
        top = first + copy * len(block)
        path = ((1, copy),)
        assert moved(f"=A{first}*B{block[-1]}", "S", moves, path) == f"=A{top}*B{top + rows}"
        whole = moved(f"=SUM(A{first}:A{block[-1]})", "S", moves, path)
        assert whole == f"=SUM(A{top}:A{top + rows})"
    end = first + copies * len(block) - 1
    assert moved(f"=SUM(A{first}:A{block[-1]})", "S", moves) == f"=SUM(A{first}:A{end})"


@pytest.mark.parametrize(
    ("formula", "becomes"),
    [
        ("=A5", "=A5"),
        ("=A6", "=A8"),
        ("=$A$6+A$4", "=$A$8+A$4"),
        ("=SUM(A5:A5)", "=SUM(A5:A7)"),
        ("=SUM(A:A)", "=SUM(A:A)"),
        ("=SUM(4:6)", "=SUM(4:8)"),
        ('="A6"&A6', '="A6"&A8'),
        ("=LOG10(A6)", "=LOG10(A8)"),
        ("='It''s'!A6+Sheet!A6", "='It''s'!A6+Sheet!A8"),
        ("=[1]Sheet!A6", "=[1]Sheet!A6"),
        ("=SUM(Items[Total])", "=SUM(Items[Total])"),
        (
            '=IF(A6>3,VLOOKUP(B6,$C$6:$D$9,2,FALSE),"")',
            '=IF(A8>3,VLOOKUP(B8,$C$8:$D$11,2,FALSE),"")',
        ),
        ("=A9:A6", "=A11:A8"),
        ("=A1048576", "=A1048576"),
        ("=TOTAL6", "=TOTAL6"),
    ],
)
def test_references_of_every_form(formula: str, becomes: str) -> None:
    moves = {"Sheet": Moves(plan_of({5: 3}, last=10), 10)}
    assert moved(formula, "Sheet", moves) == becomes


# everything that hangs on rows


def test_all_that_hangs_on_rows_moves() -> None:
    book = Workbook()
    ws = book.active
    for row in range(1, 21):
        ws.cell(row, 1, f"row {row}")
    ws["B10"].comment = Comment("kept", "Sato")
    ws["C10"] = "mail"
    ws["C10"].hyperlink = "mailto:a@b.example"
    ws["D12"] = "there"
    ws["D12"].hyperlink = "#Sheet!A15"
    ws["D12"].hyperlink.location = "Sheet!A15"
    ws.merge_cells("A12:C13")
    ws.merge_cells("E5:F5")
    ws.row_dimensions[5].height = 33
    ws.row_dimensions[12].height = 44
    ws.row_breaks.append(Break(id=15))
    ws.print_area = "A1:F20"
    ws.print_title_rows = "12:13"
    ws.auto_filter.ref = "A4:F9"
    check = DataValidation("list", formula1="$A$15:$A$18")
    check.add("B5")
    check.add("B14:B16")
    ws.add_data_validation(check)
    rule = FormulaRule(formula=["$A14>3"], fill=PatternFill("solid", bgColor="FF0000"))
    ws.conditional_formatting.add("A14:A16", rule)
    book.defined_names["Total"] = DefinedName("Total", attr_text="Sheet!$A$14")
    ws.defined_names["Own"] = DefinedName("Own", attr_text="Sheet!$A$4:$A$9")
    picture = io.BytesIO()
    Picture.new("RGB", (20, 10), "red").save(picture, "PNG")
    ws.add_image(Image(picture), "B16")
    book = load_workbook(io.BytesIO(saved(book)))
    ws = book.active
    chart = BarChart()
    chart.add_data(Reference(ws, min_col=1, min_row=14, max_row=18))
    ws.add_chart(chart, "K16")
    book = load_workbook(io.BytesIO(saved(book)))
    ws = book.active
    shift(book, {"Sheet": plan_of({5: 4}, {8}, last=20)})  # +3, then -1 from row 8 on
    assert ws["A5"].value == ws["A8"].value == "row 5"
    assert ws["A9"].value == "row 6"
    assert ws["B12"].comment.text == "kept"
    assert ws["C12"].hyperlink.target == "mailto:a@b.example"
    assert ws["C12"].hyperlink.ref == "C12"
    assert ws["D14"].hyperlink.location == "Sheet!A17"
    merged = {str(area) for area in ws.merged_cells.ranges}
    assert merged == {"A14:C15", "E5:F5", "E6:F6", "E7:F7", "E8:F8"}
    assert [ws.row_dimensions[n].height for n in (5, 8, 14)] == [33, 33, 44]
    assert [b.id for b in ws.row_breaks.brk] == [17]
    assert ws.print_area == "'Sheet'!$A$1:$F$22"
    assert ws.print_title_rows == "$14:$15"
    assert ws.auto_filter.ref == "A4:F11"
    (dv,) = ws.data_validations.dataValidation
    assert (str(dv.sqref), dv.formula1) == ("B5:B8 B16:B18", "$A$17:$A$20")
    (conditional,) = ws.conditional_formatting
    assert (str(conditional.sqref), conditional.rules[0].formula) == ("A16:A18", ["$A16>3"])
    assert book.defined_names["Total"].attr_text == "Sheet!$A$16"
    assert ws.defined_names["Own"].attr_text == "Sheet!$A$4:$A$11"
    assert ws._images[0].anchor._from.row == 17
    assert ws._charts[0].anchor._from.row == 17
    assert ws._charts[0].series[0].val.numRef.f == "'Sheet'!$A$16:$A$20"
    again = load_workbook(io.BytesIO(saved(book))).active
    assert again["C12"].hyperlink.target == "mailto:a@b.example"
    assert [str(a) for a in again.merged_cells.ranges]
    assert again["B12"].comment


# the same work done by a spreadsheet program


def random_book(seed: int, folder: Path) -> dict[str, Any]:
    """Write a random workbook; returns what to do with it.

    A row is repeated or rows are left out; no area ends on the repeated row, for there a
    spreadsheet program leaves the new rows outside, and we do not.
    """
    dice = random.Random(seed)
    book = Workbook()
    ws, other = book.active, book.create_sheet("Other one")
    model = dice.randint(2, ROWS - 1)
    count = dice.randint(1, 6)
    deletes = dice.sample([r for r in range(2, ROWS) if r != model], dice.randint(0, 2))
    free = [row for row in range(1, ROWS + 1) if row not in deletes]

    def area() -> str:
        while True:
            top, bottom = sorted(dice.choices(free, k=2))
            if bottom != model and top != bottom:
                left, right = sorted(dice.choices("ABCDEF", k=2))
                d = [dice.choice(("", "$")) for _ in range(4)]
                return f"{d[0]}{left}{d[1]}{top}:{d[2]}{right}{d[3]}{bottom}"

    def one() -> str:
        return f"{dice.choice('ABCDEF')}{dice.choice(free)}"

    for row in range(1, ROWS + 1):
        for column in range(1, COLUMNS + 1):
            if dice.random() < 0.6:
                ws.cell(row, column, dice.randint(1, 99))
    for target, prefix, last in ((ws, "", 12), (other, "Sheet!", 8)):
        for number in range(1, last):
            row = dice.randint(1, ROWS)
            text = dice.choice(
                (
                    f"=SUM({prefix}{area()})",
                    f"={prefix}{one()}*2+{prefix}{one()}",
                    f"=IF({prefix}{one()}>3,MAX({prefix}{area()}),COUNT({prefix}{area()}))",
                    '="A9"&"B3"',
                )
            )
            target.cell(row, 8 + number, text)
    for _ in range(3):
        top = dice.randint(1, ROWS - 3)
        rows = range(top, top + dice.randint(1, 3))
        if rows[-1] != model and not set(rows) & set(deletes) and not ws.merged_cells.ranges:
            ws.merge_cells(start_row=top, end_row=rows[-1], start_column=21, end_column=23)
            ws.cell(top, 21, "merged")
    for row in dice.sample(range(1, ROWS), 5):
        ws.row_dimensions[row].height = dice.randint(20, 60)
    for row in dice.sample([r for r in free if r not in (model, ROWS) and r + 1 not in deletes], 2):
        ws.row_breaks.append(Break(id=row))
    ws.print_area = "A1:X30"
    ws.print_title_rows = "1:1"
    book.defined_names["Somewhere"] = DefinedName(
        "Somewhere", attr_text=f"Sheet!$A${dice.choice(free)}"
    )
    ws.conditional_formatting.add(
        area().replace("$", ""),
        FormulaRule(formula=["$A1>5"], fill=PatternFill("solid", bgColor="FF0000")),
    )
    path = folder / f"{seed}.xlsx"
    book.save(path)
    plan = plan_of({model: count + 1}, set(deletes))
    done = load_workbook(path)
    shift(done, {"Sheet": plan})
    ours = folder / f"{seed}-ours.xlsx"
    done.save(ours)
    shifted = [r + count * (r > model) for r in deletes]
    fresh = [model + n - sum(r < model for r in deletes) for n in range(1, count + 1)]
    return {
        "theirs": {"file": str(path), "inserts": [[model + 1, count]], "deletes": shifted},
        "ours": {"file": str(ours)},
        "fresh": fresh,
    }


def office_sees(tasks: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    python = "/usr/bin/python3"
    if not (shutil.which("soffice") and Path(python).exists()):
        pytest.skip("LibreOffice is not installed")
    if subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode:
        pytest.skip("LibreOffice's Python is not installed")
    (folder / "tasks.json").write_text(json.dumps(tasks), "utf-8")
    profile = folder / "profile"
    profile.mkdir()
    script = Path(__file__).with_name("office.py")
    command = [python, str(script), str(folder / "tasks.json"), str(profile)]
    done = subprocess.run(
        command,
        capture_output=True,
        check=True,
        timeout=400,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder)},
    )
    return json.loads(done.stdout)


def test_a_spreadsheet_program_moves_rows_the_same_way(tmp_path: Path) -> None:
    cases = [random_book(seed, tmp_path) for seed in range(CASES)]
    seen = office_sees([case[who] for case in cases for who in ("theirs", "ours")], tmp_path)
    for case, theirs, ours in zip(cases, seen[::2], seen[1::2], strict=True):
        fresh = set(case["fresh"])
        for document in (theirs, ours):
            first, other_sheet = document["sheets"]
            del other_sheet["heights"]
            first["cells"] = {
                at: cell
                for at, cell in first["cells"].items()
                if int(at.split(",")[0]) not in fresh
            }
            first["merged"] = [m for m in first["merged"] if m[1] + 1 not in fresh]
            set_by_hand = [
                h if h > 650 else 0 for h in first["heights"]
            ]  # others it chooses itself
            first["heights"] = [h for n, h in enumerate(set_by_hand, 1) if n not in fresh]
        assert ours["names"] == theirs["names"]
        for mine, wanted in zip(ours["sheets"], theirs["sheets"], strict=True):
            for key, value in wanted.items():
                assert mine[key] == value, (key, case["ours"]["file"])
