"""Formulas of templates: worked out as a spreadsheet program does, or not at all."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from broker_app.papers.template.figuring import results_of
from tests.papers.template.books import INVOICE, filled_bytes, made, values


def result(formula: str, **cells: Any) -> Any:
    """Return what a formula in Z3 gives, with these cells and a second sheet."""
    book = Workbook()
    book.active["Z3"] = formula
    for address, value in cells.items():
        book.active[address] = value
    book.create_sheet("PACK LIST")["B2"] = "INV-1"
    return results_of(book)["Sheet"].get("Z3")


@pytest.mark.parametrize(
    ("formula", "gives"),
    [
        ("=A1+B1*2", 13),
        ("=(A1+B1)*2", 18),
        ("=A1-B1-1", 0),
        ("=-A1+B1", -1),
        ("=A1*10%", Decimal("0.5")),
        ("=B1/A1", Decimal("0.8")),
        ("=ROUND(A1*1.05,0)", 5),
        ("=ROUND(2.5,0)", 3),
        ("=ROUND(-2.5,0)", -3),
        ("=ROUND(1234.5,-2)", 1200),
        ("=ROUNDUP(1.01,0)+ROUNDDOWN(1.99,0)", 3),
        ("=SUM(A1:B1,1,C1)", 10),
        ("=SUM(A1:D1)*2", 18),
        ("=AVERAGE(A1:D1)", Decimal("4.5")),
        ("=MAX(A1:D1)-MIN(A1:D1)", 1),
        ("=COUNT(A1:D1)+COUNTA(A1:D1)", 5),
        ('=IF(C1="","",A1*B1)', ""),
        ('=IF(A1="","",A1*B1)', 20),
        ('=IF(A1>=B1,"more","less")', "more"),
        ('=IF(D1="used","U","N")', "U"),
        ("=IF(A1,1,2)", 1),
        ("=ABS(B1-A1)", 1),
        ('="No "&A1&" "&D1', "No 5 Used"),
        ("=D1", "Used"),
        ("=C1", 0),
        ("='PACK LIST'!B2", "INV-1"),
        ("=E1", 46353),
        ("=ROW()-2", 1),
        # Not worked out: nothing is guessed.
        ("=A1^2", None),
        ("=D1*2", None),
        ("=A1/C1", None),
        ("=SUM(A:A)", None),
        ("=VLOOKUP(A1,A1:B1,2)", None),
        ("=Missing!A1", None),
        ("=Z3+1", None),
        ("=A1=B1", None),
        ('=IF(D1>"a",1,2)', None),
        ("=ROUND(A1)", None),
        ("=SUM(A1", None),
        ("=", None),
    ],
)
def test_formulas(formula: str, gives: Any) -> None:
    found = result(formula, A1=5, B1=4, D1="Used", E1=date(2026, 11, 27))
    assert found == gives


def test_a_very_long_sum_is_worked_out_and_a_very_deep_formula_is_not() -> None:
    assert result("=" + "+".join(["A1"] * 2000), A1=2) == 4000
    assert result("=" + "(" * 3000 + "A1" + ")" * 3000, A1=2) is None
    assert result("=" + "-" * 4000 + "A1", A1=2) is None


@given(st.text("A1B2+-*/%&<>=(),:\"SUMIFROND.'! ", max_size=30))
@settings(deadline=None)
def test_any_formula_has_a_result_or_none(text: str) -> None:
    assert isinstance(result(f"={text}", A1=1, B2=2), Decimal | str | None)


def test_a_viewer_that_does_not_calculate_shows_what_the_formulas_give() -> None:
    cells = {**INVOICE, "F6": "=ROW()-5", "A10": "=A2", "E10": "=ROUND(E7*1.1,0)"}
    content = filled_bytes(made(cells), values(2))
    ws = load_workbook(io.BytesIO(content), data_only=True).active
    assert [ws["F6"].value, ws["F7"].value] == [1, 2]
    assert ws["A11"].value == ws["A2"].value == "Invoice HAX-2026-0417 of 27 NOV 2026"
    assert ws["E11"].value == round(ws["E8"].value * 1.1)
