"""The rules of a worksheet by which it warns who types what a box does not take.

A rule is of Excel's own kinds and holds no text that a person typed. It warns and lets pass: the
paper is the reader's to change. reference: paperwork specification 6.4.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from broker_app.papers.page import Typed

_BEFORE_FIRST = date(1899, 12, 30)
"""Day 0 as spreadsheets count."""
_MONTHS = " JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"
_ENGLISH = (
    f'DATE(RIGHT({{0}},4),(SEARCH(MID({{0}},LEN({{0}})-8,4),"{_MONTHS}")+3)/4,'
    "LEFT({0},LEN({0})-9))"
)
_JAPANESE = (
    'DATE(LEFT({0},4),MID({0},6,FIND("月",{0})-6),'
    'MID({0},FIND("月",{0})+1,FIND("日",{0})-FIND("月",{0})-1))'
)
_LONGEST_SAID = 250

Cell = tuple[int, int]
"""Row and column of a sheet, from 1."""


def add_rules(ws: Any, cells: Mapping[Typed, Iterable[Cell]]) -> None:
    """Give a worksheet a rule for each kind of entry; one of a formula for each run of cells."""
    for typed, found in cells.items():
        runs = _runs(found)
        groups = [[run] for run in runs] if typed.kind in _FORMULAS else [runs]
        for group in groups:
            rule = _rule(typed, f"{get_column_letter(group[0][1])}{group[0][0]}")
            rule.allow_blank, rule.showErrorMessage, rule.errorStyle = True, True, "warning"
            rule.error = typed.says[:_LONGEST_SAID] or None
            for top, column, bottom in group:
                letter = get_column_letter(column)
                rule.add(f"{letter}{top}:{letter}{bottom}")
            ws.add_data_validation(rule)


def _runs(cells: Iterable[Cell]) -> list[tuple[int, int, int]]:
    """Return cells as runs down a column: first row, column, last row."""
    runs: list[tuple[int, int, int]] = []
    for row, column in sorted(set(cells), key=lambda cell: (cell[1], cell[0])):
        if runs and runs[-1][1] == column and runs[-1][2] == row - 1:
            runs[-1] = (runs[-1][0], column, row)
        else:
            runs.append((row, column, row))
    return runs


def _rule(typed: Typed, cell: str) -> Any:
    if typed.kind == "list":
        return DataValidation(type="list", formula1='"{}"'.format(",".join(typed.choices)))
    if typed.kind == "above_zero":
        return DataValidation(type="decimal", operator="greaterThan", formula1="0")
    if typed.kind == "count":
        return DataValidation(type="whole", operator="greaterThanOrEqual", formula1="1")
    return DataValidation(type="custom", formula1=_FORMULAS[typed.kind](typed, cell))


def _begins(typed: Typed, cell: str) -> str:
    choices = " ".join(typed.choices)
    return f'ISNUMBER(FIND(" "&LEFT({cell},FIND(" ",{cell}&" ")-1)&" "," {choices} "))'


def _day(form: str, typed: Typed, cell: str) -> str:
    """Say that a text is a day between two others: it is read the same in every language."""
    numbers = [(day - _BEFORE_FIRST).days for day in (typed.first, typed.last) if day]
    middle, half = sum(numbers) / 2, (numbers[1] - numbers[0]) / 2
    return f"ABS({form.format(cell)}-{middle:g})<={half:g}"


_FORMULAS: Mapping[str, Callable[[Typed, str], str]] = {
    "begins": _begins,
    "country": lambda typed, cell: f"AND(EXACT({cell},UPPER({cell})),LEN({cell})>3)",
    "country_code": lambda typed, cell: f"AND(EXACT({cell},UPPER({cell})),LEN({cell})=2)",
    "day": lambda typed, cell: _day(_ENGLISH, typed, cell),
    "japanese_day": lambda typed, cell: _day(_JAPANESE, typed, cell),
}
