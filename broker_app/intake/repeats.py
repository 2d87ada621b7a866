"""Repeats: what an ODS file comes to once its repeated rows, cells and blanks are written out.

Readers write them out, so a file of a thousand bytes can fill any memory. Empty rows and cells to
the end of a sheet are how every such file ends, and cost nothing.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_ROW = b"<table:table-row"
_TABLE = re.compile(rb"<table:table\b(?!-)")
_COUNT = rb"-repeated\s*=\s*[\"']\s*([^\"']*)"
_ROWS = re.compile(rb"^[^>]*?number-rows" + _COUNT)
_CELLS = re.compile(rb"(<table:(?:cov|table-cell)[^>]*?number-columns" + _COUNT + rb"[^>]*>)")
_FILLED = re.compile(rb"<text:|value(?:-type)?=")
_BLANKS = re.compile(rb"<text:s\b[^>]*?\bc\s*=\s*[\"']\s*([^\"']*)")
_MOST_ROWS, _MOST_COLUMNS = 1_100_000, 20_000
_MOST_BLANKS = 100_000
_MOST_TEXT = 400_000_000
"""Bytes that repeats may add."""
_PIECE = 4_000_000


@dataclass(slots=True)
class _Rows:
    """What one row of the file comes to: so many rows, cells across, bytes that are repeated."""

    count: int
    wide: int = 0
    text: int = 0


def spanned_cells(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Return how many cells the tables of a content span once all repeats are written out.

    Raises OverflowError for repeats that are beyond any sheet, whatever they repeat.
    """
    cells = text = 0
    row = last = width = 0
    with archive.open(entry) as opened:
        for part in _parts(opened):
            rows = _measured(part)
            row += rows.count
            text += rows.text
            if rows.wide:
                last, width = row, max(width, rows.wide)
            if text > _MOST_TEXT:
                raise OverflowError("text")
            if _TABLE.search(part):
                cells += last * width
                row = last = width = 0
    return cells + last * width


def _parts(opened: IO[bytes]) -> Iterator[bytes]:
    """Yield the content from one row to the next; what stands before the first row is one, too."""
    rest = b""
    while piece := opened.read(_PIECE):
        *parts, rest = (rest + piece).split(_ROW)
        yield from parts
        if len(rest) > _MOST_TEXT:
            raise OverflowError("row")
    yield rest


def _measured(part: bytes) -> _Rows:
    if b"<text:s" in part and sum(map(_number, _BLANKS.findall(part))) > _MOST_BLANKS:
        raise OverflowError("blanks")
    rows = _ROWS.match(part)
    count = _number(rows[1]) if rows else 1
    tags = _CELLS.findall(part) if b"columns-repeated" in part else []
    repeats = [(_number(number), _is_empty(tag)) for tag, number in tags]
    if count > _MOST_ROWS or any(number > _MOST_COLUMNS for number, _ in repeats):
        raise OverflowError("repeats")
    if not _FILLED.search(part):
        return _Rows(count)
    cells = part.count(b"<table:table-cell") + part.count(b"<table:covered-table-cell")
    wide = cells + sum(number for number, _ in repeats)
    if repeats and repeats[-1][1]:
        wide -= repeats[-1][0]  # the empty rest of the row, as nearly always
    filled = sum(number for number, is_empty in repeats if not is_empty)
    written = count * (len(part) + filled * len(part) // max(1, cells))
    return _Rows(count, wide, written - len(part))


def _is_empty(tag: bytes) -> bool:
    return tag.endswith(b"/>") and b"value" not in tag


def _number(text: bytes) -> int:
    """Return a count; one that is dressed up in any way is not trusted."""
    if not text.isdigit() or len(text) > 15:
        raise OverflowError("count")
    return int(text)
