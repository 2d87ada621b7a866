"""A file of exchange rates, opened: whose it is, and the rates it states row by row.

The container is known by its bytes: a text table in UTF-8 or cp932, a workbook, a web page with a
table, or the XML of the European Central Bank. Nothing in it is run, fetched or expanded.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from broker_app import given_file
from broker_app.domain.rate_file import OddRate, RateFiles, RateSource, ReadRate
from broker_app.domain.spelling import fold
from broker_app.errors import UserError
from broker_app.intake import sniff
from broker_app.intake.header import Dictionary
from broker_app.intake.markup import read_markup
from broker_app.intake.normalise import Cell, cell_text
from broker_app.intake.rate_tables import Table, rates_in
from broker_app.intake.rate_xml import euro_table, is_xml
from broker_app.intake.workbook import read_workbook

LARGEST = 30_000_000
"""Bytes: the longest history that banks publish has a third of that."""
_LOOKED_AT = 40
"""Rows in which a file says whose it is."""
_DELIMITERS = ",\t;|"


@dataclass(frozen=True, slots=True)
class RateFile:
    """A file of rates: who publishes it, if that is known, and its tables."""

    name: str
    source: RateSource | None
    tables: Sequence[Table]
    known: RateFiles

    def rates(self) -> Iterator[ReadRate | OddRate]:
        """Yield what each row states. Raises UserError where the file states no rates at all."""
        base = self.source.base if self.source else ""
        return chain.from_iterable(
            rates_in(table, base, self.known, self.name) for table in self.tables
        )


def open_rates(path: Path, known: RateFiles) -> RateFile:
    """Open a file of rates. Raises UserError for whatever the user can mend."""
    data = _content(path)
    tables = _tables(data, path.name)
    return RateFile(path.name, _source_of(path.name, tables, known), tables, known)


def _content(path: Path) -> bytes:
    try:
        with given_file.opened(path) as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError as problem:
        raise UserError("file_missing", file=path.name) from problem
    except OSError as problem:
        raise UserError("file_unreadable", file=path.name) from problem
    if len(data) > LARGEST:
        raise UserError("rates_too_large", file=path.name)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe\x1a"):
        raise UserError("list_empty", file=path.name)
    return data


def _tables(data: bytes, name: str) -> list[Table]:
    kind = sniff.kind_of(data[:65_536], name)
    if kind in ("html", "mht", "spreadsheetml"):
        _, sheets = read_markup(data, kind, name, Dictionary({}), "")
        return [Table(sheet.rows) for sheet in sheets]
    if kind in ("zip", "ole"):
        _, sheets = read_workbook(data, name, "")
        return [Table(sheet.rows) for sheet in sheets if sheet.visible]
    if is_xml(data):
        return [euro_table(data, name)]
    return [_text_table(data, name)]


def _text_table(data: bytes, name: str) -> Table:
    text = _decoded(data)
    if text is None:
        raise UserError("rates_unreadable", file=name)
    first = text[:20_000]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows: list[list[Cell]] = list(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        )
    except csv.Error as problem:
        raise UserError("rates_unreadable", file=name) from problem
    # Where semicolons part the cells, a comma may be the decimal sign.
    return Table(rows, commas_group=delimiter != ";")


def _decoded(data: bytes) -> str | None:
    encodings = ["utf-8-sig", "cp932"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding).removesuffix("\x1a")
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _source_of(name: str, tables: Sequence[Table], known: RateFiles) -> RateSource | None:
    """Return who publishes a file: by what it says of itself, then by its name."""
    rows = chain.from_iterable(table.rows[:_LOOKED_AT] for table in tables)
    texts = "\n".join(fold(cell_text(cell)) for row in rows for cell in row)
    for text in (texts, fold(name)):
        for source in known.sources:
            if any(mark in text for mark in source.marks):
                return source
    return None
