"""Lists made for a test, and what the intake makes of them."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from broker_app.intake.read import ListTable, Options, RowRead, account_of, open_list
from broker_app.reference.lookups import load

TODAY = date(2023, 9, 1)
DATA = Path(__file__).parent.parent / "data" / "lists"


def csv_file(
    folder: Path,
    rows: Sequence[Sequence[object]],
    encoding: str = "utf-8",
    delimiter: str = ",",
    name: str = "list.csv",
) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path = folder / name
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def xlsx_file(folder: Path, *sheets: Sequence[Sequence[object]], name: str = "list.xlsx") -> Path:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(list(row))
    path = folder / name
    book.save(path)
    return path


def opened(path: Path, **options: Any) -> ListTable:
    return open_list(path, load(), TODAY, Options(**options))[0]


def rows_of(path: Path, **options: Any) -> list[RowRead]:
    """All rows of a file with one table; the account adds up."""
    table = opened(path, **options)
    rows = list(table.rows())
    account = account_of(rows)
    assert account.adds_up
    assert account.rows == table.rows_total == len(rows)
    assert [row.line for row in rows] == list(range(1, len(rows) + 1))
    return rows


def lots_of(path: Path, **options: Any) -> list[RowRead]:
    return [row for row in rows_of(path, **options) if row.lot is not None]


def one(folder: Path, **cells: object) -> RowRead:
    """The row of a list with one lot; `_` in a name stands for a blank."""
    headings = [name.replace("_", " ") for name in cells]
    return lots_of(csv_file(folder, [headings, list(cells.values())]))[0]


def value(row: RowRead, name: str) -> Any:
    assert row.lot is not None
    return getattr(row.lot if hasattr(row.lot, name) else row.lot.vehicle, name)


def keys(row: RowRead) -> list[str]:
    return sorted(warning.key for warning in row.warnings)


def reasons(path: Path) -> list[str]:
    return [row.skipped or row.refused or "lot" for row in rows_of(path)]
