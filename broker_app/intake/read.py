"""Read a list: one file to tables, one table to rows, every row accounted for."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from broker_app import given_file
from broker_app.domain.list_format import ListFormat
from broker_app.domain.lookups import Lookups
from broker_app.errors import UserError
from broker_app.intake import sniff
from broker_app.intake.delimited import Delimited, open_delimited
from broker_app.intake.header import Header
from broker_app.intake.normalise import Cell, fold, is_blank
from broker_app.intake.options import Options
from broker_app.intake.pairs import filled_down, joined, joiner_of
from broker_app.intake.report import Account, RowRead, RowWarning, account_of
from broker_app.intake.rows import RowReader
from broker_app.intake.tables import ListColumn, Table, Tables
from broker_app.intake.workbook import Sheet, read_workbook

__all__ = [
    "Account",
    "ListColumn",
    "ListTable",
    "Options",
    "RowRead",
    "RowWarning",
    "account_of",
    "open_list",
]

PAGES = ("html", "mht")
MARKUP = (*PAGES, "spreadsheetml")
_SAMPLE = 1000
"""Rows by which columns are understood."""
_LARGEST_WORKBOOK = 400_000_000
MOST_COLUMNS = 16_384
"""As many as a sheet has."""


@dataclass(slots=True)
class ListTable:
    """One table of a list. `rows()` may be called again and starts anew.

    `header_row` is the 1-based row of the last heading row; `rows_total` the number of rows, for
    large text files the number of lines.
    """

    sheet: str
    container: str
    encoding: str
    format: str
    header_row: int
    unmapped: list[str]
    mapping: dict[str, str]
    columns: list[ListColumn]
    known_as: ListFormat
    """The layout as it is to be remembered."""
    rows_total: int
    sha256: str
    ignored_sheets: tuple[str, ...] = ()
    _reader: Callable[[], RowReader] = field(repr=False, kw_only=True)
    _cells: Callable[[], Iterator[list[Cell]]] = field(repr=False, kw_only=True)
    _width: int = field(default=0, repr=False, kw_only=True)
    _hidden: frozenset[int] = field(default=frozenset(), repr=False, kw_only=True)

    def rows(self) -> Iterator[RowRead]:
        """Yield every row in order, titles and headings too. Raises UserError for a broken file."""
        reader = self._reader()
        previous: RowRead | None = None
        width = 0
        for line, cells in enumerate(self._cells(), 1):
            if previous is not None:
                yield previous
            previous, width = self._settled(reader.read(line, cells), line), len(cells)
            if line in self._hidden and previous.lot is not None:
                previous.warnings += (RowWarning(line, "", "row_hidden", {}),)
        if previous is not None:
            yield self._cut_off(previous, width)

    @staticmethod
    def _settled(row: RowRead, line: int) -> RowRead:
        row.line = line
        return row

    def _cut_off(self, row: RowRead, width: int) -> RowRead:
        """Tell where the last record of a text file ends in the middle."""
        if self.container == "csv" and row.lot is not None and width < self._width:
            values = {"cells": str(width), "columns": str(self._width)}
            row.warnings += (RowWarning(row.line, "", "row_cut", values),)
        return row


def open_list(
    path: Path, lookups: Lookups, today: date, options: Options | None = None
) -> list[ListTable]:
    """Open a list and return its tables, one for each sheet that holds one.

    Raises UserError for whatever the user can mend: no file, no table, a password, an encoding.
    """
    path = Path(path)
    tables = Tables(path.name, lookups, today, options or Options())
    head, digest = _head_and_digest(path)
    kind = sniff.kind_of(head, path.name)
    if kind == "text":
        return [_text_table(path, tables, digest)]
    return _workbook_tables(path, kind, tables, digest)


def _head_and_digest(path: Path) -> tuple[bytes, str]:
    digest = hashlib.sha256()
    try:
        with given_file.opened(path) as file:
            head = file.read(65_536)
            digest.update(head)
            while piece := file.read(1_000_000):
                digest.update(piece)
    except OSError as problem:
        raise UserError(
            "list_unreadable", file=path.name, reason=problem.strerror or ""
        ) from problem
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe\x1a"):
        raise UserError("list_empty", file=path.name)
    return head, digest.hexdigest()


def _text_table(path: Path, tables: Tables, digest: str) -> ListTable:
    options = tables.options
    if options.sheet:
        raise UserError("sheet_missing", file=path.name, sheet=options.sheet, sheets="-")
    opened = open_delimited(path, tables.known, options.encoding, tables.merit, options.is_told)
    head = opened.head(_SAMPLE)
    if max(map(len, head), default=0) > MOST_COLUMNS:
        raise UserError("list_too_large", file=path.name)
    header = tables.header(head)
    if header is None:
        raise UserError("list_no_table", file=path.name)
    joiner = joiner_of(head, header, tables.known)
    if joiner is not None:
        head, header = list(joiner.rows(head)), joiner.header
    table = tables.table("", header, head, [*head, *opened.tail()])
    if table is None:
        raise UserError("list_no_table", file=path.name)
    return _list_table(
        table,
        container="csv",
        encoding=opened.shape.encoding,
        rows_total=_count(opened, len(head)),
        digest=digest,
        cells=opened.records if joiner is None else lambda: joiner.rows(opened.records()),
        width=len(header.headings) if joiner is None else 0,
    )


def _list_table(
    table: Table,
    container: str,
    encoding: str,
    rows_total: int,
    digest: str,
    cells: Callable[[], Iterator[list[Cell]]],
    width: int = 0,
    hidden: frozenset[int] = frozenset(),
) -> ListTable:
    return ListTable(
        sheet=table.sheet,
        container=container,
        encoding=encoding,
        format=table.format,
        header_row=table.header.last + 1 if not table.header.is_absent else 0,
        unmapped=table.layout.unmapped,
        mapping=table.layout.mapping,
        columns=table.columns,
        known_as=table.known_as,
        rows_total=rows_total,
        sha256=digest,
        _reader=table.reader,
        _cells=cells,
        _width=width,
        _hidden=hidden,
    )


def _count(opened: Delimited, seen: int) -> int:
    """Count the records of a small file, the lines of a large one."""
    if seen < _SAMPLE:
        return seen
    with given_file.opened(opened.path) as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1_000_000), b""))


def _workbook_tables(path: Path, kind: str, tables: Tables, digest: str) -> list[ListTable]:
    if path.stat().st_size > _LARGEST_WORKBOOK:
        raise UserError("list_too_large", file=path.name)
    book = _book(path, kind, tables)
    wanted = _wanted(book.sheets, path.name, tables)
    headed = [(sheet, tables.header(sheet.rows, sheet.merges)) for sheet in wanted]
    found = [(s, header) for s, header in headed if header is not None and _has_data(s, header)]
    if book.container in PAGES and len(found) == 1:
        found[0][0].name = ""  # tables of a page have no names, only their places
    read = [_sheet_table(sheet, header, book, tables, digest) for sheet, header in found]
    lists = [table for table in read if table is not None]
    if not lists:
        raise UserError("list_no_table", file=path.name)
    used = {table.sheet for table in lists}
    ignored = tuple(sheet.name for sheet in book.sheets if sheet.name not in used)
    for table in lists:
        # Pages hold many tables that are none; nobody misses those.
        table.ignored_sheets = () if book.container in PAGES else ignored
    return lists


@dataclass(slots=True)
class _Book:
    """What was opened: its container, how it is encoded, its sheets."""

    container: str
    encoding: str
    sheets: list[Sheet]


def _book(path: Path, kind: str, tables: Tables) -> _Book:
    data, options = path.read_bytes(), tables.options
    if kind not in MARKUP:
        container, sheets = read_workbook(data, path.name, options.password)
        return _Book(container, "", sheets)
    from broker_app.intake.markup import read_markup  # late: most lists are no pages

    encoding, sheets = read_markup(data, kind, path.name, tables.known, options.encoding)
    return _Book(kind, encoding, sheets)


def _wanted(sheets: Sequence[Sheet], file: str, tables: Tables) -> list[Sheet]:
    """Return the sheet that was asked for, else all that are shown and may hold lots."""
    asked = tables.options.sheet
    if not asked:
        others = tables.lookups.values.get("other_sheet", {})
        return [s for s in sheets if s.visible and fold(s.name) not in others]
    named = [sheet for sheet in sheets if sheet.name == asked]
    if not named:
        names = ", ".join(sheet.name for sheet in sheets)
        raise UserError("sheet_missing", file=file, sheet=asked, sheets=names)
    return named


def _has_data(sheet: Sheet, header: Header) -> bool:
    below = sheet.rows[header.last + 1 :]
    return any(not is_blank(cell) for row in below for cell in row)


def _sheet_table(
    sheet: Sheet, header: Header, book: _Book, tables: Tables, digest: str
) -> ListTable | None:
    pairs = joined(sheet.rows, header, sheet.merges, tables.known)
    joiner = None if pairs else joiner_of(sheet.rows[:_SAMPLE], header, tables.known)
    if pairs is not None:
        sheet.rows, header = pairs.rows, pairs.header
    elif joiner is not None:
        sheet.rows, header = list(joiner.rows(sheet.rows)), joiner.header
    else:
        filled_down(sheet.rows, header.last + 1, sheet.merges)
    notes = [*sheet.rows[:100], *sheet.rows[-100:]]
    table = tables.table(sheet.name, header, sheet.rows[:_SAMPLE], notes)
    if table is None:
        return None
    return _list_table(
        table,
        container=book.container,
        encoding=book.encoding,
        rows_total=len(sheet.rows),
        digest=digest,
        cells=lambda: iter(sheet.rows),
        hidden=sheet.hidden,
    )
