"""Read a list: one file to tables, one table to rows, every row accounted for."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from broker_app.domain.lookups import Lookups
from broker_app.errors import UserError
from broker_app.intake import sniff
from broker_app.intake.delimited import Delimited, open_delimited
from broker_app.intake.header import Dictionary, Header, find_header
from broker_app.intake.layout import Layout, Setting, lay_out
from broker_app.intake.normalise import Cell, fold, is_blank
from broker_app.intake.numbers import money_unit_in
from broker_app.intake.pairs import filled_down, joined
from broker_app.intake.report import Account, RowRead, RowWarning, account_of
from broker_app.intake.rows import RowReader
from broker_app.intake.shifted import Shifted
from broker_app.intake.titles import Titles, marks_of, read_titles
from broker_app.intake.workbook import Sheet, read_workbook

__all__ = ["Account", "ListTable", "Options", "RowRead", "RowWarning", "account_of", "open_list"]

PAGES = ("html", "mht")
MARKUP = (*PAGES, "spreadsheetml")
_SAMPLE = 1000
"""Rows by which columns are understood."""
_LARGEST_WORKBOOK = 400_000_000


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may settle beforehand; empty means that the program finds out.

    `price_unit` is how prices are printed where the list does not say: `千円`, `JPY`, `USD`.
    """

    format: str = ""
    sheet: str = ""
    encoding: str = ""
    password: str = ""
    price_unit: str = ""


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
    path: Path, lookups: Lookups, today: date, options: Options = Options()
) -> list[ListTable]:
    """Open a list and return its tables, one for each sheet that holds one.

    Raises UserError for whatever the user can mend: no file, no table, a password, an encoding.
    """
    path = Path(path)
    if options.format:  # layouts of their own come with the files that describe them
        raise UserError("list_format_unknown", format=options.format)
    head, digest = _head_and_digest(path)
    kind = sniff.kind_of(head, path.name)
    known = Dictionary(lookups.headings)
    if kind == "text":
        return [_text_table(path, known, lookups, today, options, digest)]
    return _workbook_tables(path, kind, known, lookups, today, options, digest)


def _head_and_digest(path: Path) -> tuple[bytes, str]:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
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


def _text_table(
    path: Path, known: Dictionary, lookups: Lookups, today: date, options: Options, digest: str
) -> ListTable:
    if options.sheet:
        raise UserError("sheet_missing", file=path.name, sheet=options.sheet, sheets="-")
    opened = open_delimited(path, known, options.encoding)
    head = opened.head(_SAMPLE)
    header = find_header(head, known)
    if header is None:
        raise UserError("list_no_table", file=path.name)
    table = _table("", header, head, [*head, *opened.tail()], lookups, today, options)
    if not table.layout.tells_vehicles_apart:
        raise UserError("list_no_table", file=path.name)
    return ListTable(
        sheet="",
        container="csv",
        encoding=opened.shape.encoding,
        format=options.format,
        header_row=header.last + 1,
        unmapped=table.layout.unmapped,
        mapping=table.layout.mapping,
        rows_total=_count(opened, len(head)),
        sha256=digest,
        _reader=table.reader,
        _cells=opened.records,
        _width=len(header.headings),
    )


def _count(opened: Delimited, seen: int) -> int:
    """Count the records of a small file, the lines of a large one."""
    if seen < _SAMPLE:
        return seen
    with opened.path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1_000_000), b""))


def _workbook_tables(
    path: Path,
    kind: str,
    known: Dictionary,
    lookups: Lookups,
    today: date,
    options: Options,
    digest: str,
) -> list[ListTable]:
    if path.stat().st_size > _LARGEST_WORKBOOK:
        raise UserError("list_too_large", file=path.name)
    book = _book(path, kind, known, options)
    wanted = _wanted(book.sheets, path.name, lookups, options)
    headed = [(sheet, find_header(sheet.rows[:100], known, sheet.merges)) for sheet in wanted]
    found = [(s, header) for s, header in headed if header is not None and _has_data(s, header)]
    if book.container in PAGES and len(found) == 1:
        found[0][0].name = ""  # tables of a page have no names, only their places
    read = [
        _sheet_table(sheet, header, book, known, lookups, today, options, digest)
        for sheet, header in found
    ]
    tables = [table for table in read if table is not None]
    if not tables:
        raise UserError("list_no_table", file=path.name)
    used = {table.sheet for table in tables}
    ignored = tuple(sheet.name for sheet in book.sheets if sheet.name not in used)
    for table in tables:
        # Pages hold many tables that are none; nobody misses those.
        table.ignored_sheets = () if book.container in PAGES else ignored
    return tables


@dataclass(slots=True)
class _Book:
    """What was opened: its container, how it is encoded, its sheets."""

    container: str
    encoding: str
    sheets: list[Sheet]


def _book(path: Path, kind: str, known: Dictionary, options: Options) -> _Book:
    data = path.read_bytes()
    if kind not in MARKUP:
        container, sheets = read_workbook(data, path.name, options.password)
        return _Book(container, "", sheets)
    from broker_app.intake.markup import read_markup  # late: most lists are no pages

    encoding, sheets = read_markup(data, kind, path.name, known, options.encoding)
    return _Book(kind, encoding, sheets)


def _wanted(sheets: Sequence[Sheet], file: str, lookups: Lookups, options: Options) -> list[Sheet]:
    """Return the sheet that was asked for, else all that are shown and may hold lots."""
    if not options.sheet:
        others = lookups.values.get("other_sheet", {})
        return [s for s in sheets if s.visible and fold(s.name) not in others]
    named = [sheet for sheet in sheets if sheet.name == options.sheet]
    if not named:
        names = ", ".join(sheet.name for sheet in sheets)
        raise UserError("sheet_missing", file=file, sheet=options.sheet, sheets=names)
    return named


def _has_data(sheet: Sheet, header: Header) -> bool:
    below = sheet.rows[header.last + 1 :]
    return any(not is_blank(cell) for row in below for cell in row)


def _sheet_table(
    sheet: Sheet,
    header: Header,
    book: _Book,
    known: Dictionary,
    lookups: Lookups,
    today: date,
    options: Options,
    digest: str,
) -> ListTable | None:
    pairs = joined(sheet.rows, header, sheet.merges, known)
    if pairs is not None:
        sheet.rows, header = pairs.rows, pairs.header
    else:
        filled_down(sheet.rows, header.last + 1, sheet.merges)
    sample = sheet.rows[:_SAMPLE]
    notes = [*sheet.rows[:100], *sheet.rows[-100:]]
    table = _table(sheet.name, header, sample, notes, lookups, today, options)
    if not table.layout.tells_vehicles_apart:
        return None
    return ListTable(
        sheet=sheet.name,
        container=book.container,
        encoding=book.encoding,
        format=options.format,
        header_row=header.last + 1,
        unmapped=table.layout.unmapped,
        mapping=table.layout.mapping,
        rows_total=len(sheet.rows),
        sha256=digest,
        _reader=table.reader,
        _cells=lambda: iter(sheet.rows),
        _hidden=sheet.hidden,
    )


@dataclass(slots=True)
class _Table:
    """A table whose columns are understood."""

    sheet: str
    header: Header
    titles: Titles
    layout: Layout
    lookups: Lookups
    today: date
    shifted: Shifted

    def reader(self) -> RowReader:
        return RowReader(
            self.sheet,
            self.header,
            self.titles,
            self.layout,
            self.lookups,
            self.today,
            self.shifted,
        )


def _table(
    sheet: str,
    header: Header,
    head: Sequence[list[Cell]],
    notes: Sequence[Sequence[Cell]],
    lookups: Lookups,
    today: date,
    options: Options,
) -> _Table:
    titles = read_titles(head[: header.first], lookups)
    setting = Setting(
        lookups=lookups,
        today=today,
        titles=titles,
        marks=marks_of(notes, lookups),
        sample=head[header.last + 1 :],
        price_unit=money_unit_in(options.price_unit) if options.price_unit else None,
        japanese=_is_japanese(header, titles),
    )
    layout = lay_out(header, setting)
    shifted = Shifted(layout, setting.sample)
    return _Table(sheet, header, titles, layout, lookups, today, shifted)


def _is_japanese(header: Header, titles: Titles) -> bool:
    """Tell whether a list is written for Japan: kana or kanji in its headings or titles."""
    texts = [part for heading in header.headings for part in heading.parts]
    return any("぀" <= c <= "鿿" for text in (*texts, titles.house) for c in text)
