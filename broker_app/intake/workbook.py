"""Workbook: the sheets of an XLSX, XLS, XLSB or ODS file as rows of cells."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, TypeVar

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from broker_app.errors import UserError
from broker_app.intake import sniff
from broker_app.intake.header import Merges
from broker_app.intake.hidden import Unseen, unseen_in
from broker_app.intake.normalise import Cell, is_blank

_Result = TypeVar("_Result")
_EXCELS_OWN = "VelvetSweatshop"  # opens workbooks that are "protected" without a password


@dataclass(slots=True)
class Sheet:
    """One sheet: its rows from the first of the sheet on, merged areas, and if it is shown.

    `hidden` are the rows that somebody has hidden, counted from 1.
    """

    name: str
    rows: list[list[Cell]]
    merges: Merges = field(default=())
    visible: bool = True
    hidden: frozenset[int] = frozenset()


def read_workbook(data: bytes, name: str, password: str) -> tuple[str, list[Sheet]]:
    """Return the container and its sheets. Raises UserError for what cannot be opened."""
    kind = sniff.workbook_kind(data, name)
    if kind == "encrypted":
        data = decrypted(data, name, password)
        kind = sniff.workbook_kind(data, name)
    sniff.check_size(data, name)
    workbook = _opened(data, name, password)
    sheets = _guarded(name, lambda: _sheets(workbook, kind))
    unseen = unseen_in(data) if kind == "xlsx" else {}
    for sheet in sheets:
        _show(sheet, unseen.get(sheet.name, Unseen()))
    return kind, sheets


def _show(sheet: Sheet, unseen: Unseen) -> None:
    """Put formulas without values where they stand, but in rows that hold nothing else."""
    sheet.hidden = unseen.rows
    for (row, column), formula in unseen.formulas.items():
        cells = sheet.rows[row] if row < len(sheet.rows) else []
        if column < len(cells) and cells[column] == "" and any(map(_is_value, cells)):
            cells[column] = formula


def _is_value(cell: Cell) -> bool:
    return not is_blank(cell) and not (isinstance(cell, str) and cell.startswith("="))


def _opened(data: bytes, name: str, password: str) -> CalamineWorkbook:
    try:
        return _guarded(name, lambda: CalamineWorkbook.from_filelike(BytesIO(data)))
    except PasswordError:
        plain = decrypted(data, name, password or _EXCELS_OWN)
        sniff.check_size(plain, name)
        return _guarded(name, lambda: CalamineWorkbook.from_filelike(BytesIO(plain)))


def _sheets(workbook: CalamineWorkbook, kind: str) -> list[Sheet]:
    sheets = []
    for about in workbook.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        merges = sheet.merged_cell_ranges if kind in ("xlsx", "xls") else None
        visible = about.visible is SheetVisibleEnum.Visible
        rows = sheet.to_python(skip_empty_area=False)
        sheets.append(Sheet(about.name, rows, tuple(merges or ()), visible))
    return sheets


def _guarded(name: str, work: Callable[[], _Result]) -> _Result:
    """Turn whatever a damaged workbook makes the reader raise into one sentence."""
    try:
        return work()
    except (PasswordError, UserError):
        raise
    except Exception as problem:
        raise UserError("list_damaged", file=name) from problem
    except BaseException as problem:
        # A panic of the native reader derives from BaseException alone.
        if type(problem).__name__ != "PanicException":
            raise
        raise UserError("list_damaged", file=name) from problem


def decrypted(data: bytes, name: str, password: str) -> bytes:
    """Return the workbook inside an encrypted one. Raises UserError without the right password."""
    if not password:
        raise UserError("list_needs_password", file=name)
    import msoffcrypto  # late: few lists are encrypted

    opened = BytesIO()
    try:
        office: Any = msoffcrypto.OfficeFile(BytesIO(data))
        office.load_key(password=password)
        office.decrypt(opened)
    except Exception as problem:  # the library raises many kinds, its own and others'
        key = "list_needs_password" if password == _EXCELS_OWN else "list_wrong_password"
        raise UserError(key, file=name) from problem
    return opened.getvalue()
