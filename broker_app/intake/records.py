"""Records: how many cells a binary workbook spans, told before its reader fills in all between.

A spoilt row or column number would let the reader ask for more memory than there is, and that ends
the program at once: nothing can catch it.
"""

import struct
import zipfile
from io import BytesIO
from typing import Any

_DIMENSIONS, _BEGIN, _FILE_PASS = 0x0200, 0x0809, 0x002F
_SEVERAL = 0x00BD
_OLD, _NEW = (1, 2, 3, 4, 5, 6), (0x203, 0x204, 0x205, 0x206, 0x27E, 0x406, 0xD6, 0xFD)
_BLANK = (0x201, 0xBE)
_CELLS = frozenset((*_OLD, *_NEW, *_BLANK, _SEVERAL))
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256
_HEADER, _PLACE, _WIDE, _NARROW = (struct.Struct(f) for f in ("<HH", "<HH", "<IIHH", "<HHHH"))

_ROW, _LAST_CELL, _RICH_CELL = 0, 11, 62
_MOST_ROWS_NOW = 1_048_576
_LARGEST = 400_000_000


def xls_cells(data: bytes) -> int:
    """Return how many cells the sheets of an XLS file span.

    Raises ValueError for a row or a column that such a file cannot have.
    """
    return stream_cells(_stream(data))


def stream_cells(stream: bytes) -> int:
    """Return how many cells the records of an XLS file span."""
    cells = rows = columns = at = 0
    while at + 4 <= len(stream):
        kind, size = _HEADER.unpack_from(stream, at)
        at += 4
        if kind == _FILE_PASS:
            return 0  # encrypted; looked at again once it is open
        if kind == _BEGIN:
            cells, rows, columns = cells + rows * columns, 0, 0
        elif kind in _CELLS and at + 4 <= len(stream):
            row, column = _PLACE.unpack_from(stream, at)
            column += size // 6 if kind == _SEVERAL else 0
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if column >= _MOST_COLUMNS:
                raise ValueError("column")
        elif kind == _DIMENSIONS and size >= 8:
            _check_dimensions(stream[at : at + size])
        at += size
    return cells + rows * columns


def _check_dimensions(record: bytes) -> None:
    first, last, left, right = (_WIDE if len(record) >= 12 else _NARROW).unpack_from(record)
    if max(first, last) > _MOST_ROWS or max(left, right) > _MOST_COLUMNS:
        raise ValueError("dimensions")


def _stream(data: bytes) -> bytes:
    import olefile  # late: few lists are so old

    with olefile.OleFileIO(BytesIO(data)) as file:
        name = next((n for n in ("Workbook", "Book") if file.exists(n)), "")
        opened: Any = file.openstream(name) if name else BytesIO()
        return bytes(opened.read())


def xlsb_cells(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Return how many cells a sheet of an XLSB file spans."""
    if entry.file_size > _LARGEST:
        raise OverflowError("sheet")
    with archive.open(entry) as opened:
        data = opened.read(entry.file_size)  # no further than it says it is long
    at = row = rows = columns = 0
    try:
        while at < len(data):
            kind, at = _number(data, at, 2)
            size, at = _number(data, at, 4)
            if kind == _ROW:
                row = min(int.from_bytes(data[at : at + 4], "little"), _MOST_ROWS_NOW)
            elif kind <= _LAST_CELL or kind == _RICH_CELL:
                rows = max(rows, row + 1)
                columns = max(columns, 1 + int.from_bytes(data[at : at + 4], "little"))
            at += size
    except IndexError:
        pass  # cut off in the middle of a record; its reader says so
    return rows * columns


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where it ends."""
    number = 0
    for place in range(most):
        number |= (data[at + place] & 0x7F) << (7 * place)
        if data[at + place] < 0x80:
            return number, at + place + 1
    return number, at + most
