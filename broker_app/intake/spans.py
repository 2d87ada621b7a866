"""What a workbook grows to in memory: streamed once before a reader unpacks all of it.

The native reader allocates every cell between the corners of a sheet and ends the program where
that fails, so nothing may reach it that says of itself to be smaller than it is.
"""

import re
import zipfile
from collections.abc import Iterator
from copy import copy
from itertools import pairwise

MOST_TEXT = 1_000_000_000
"""Bytes that the shared texts may take, each as often as a cell names it."""

_PIECE = 4_000_000
_LONGEST_TAG = 1_000_000
_NAME = rb"(?:[^\s<>/:=\"']+:)?"
_TAG = re.compile(
    rb"<" + _NAME + rb"(row|c)((?:\s(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*+)?)(?=>|/)", re.IGNORECASE
)
_PLACE = re.compile(rb"(?:^|[\s\"'])r\s*=\s*[\"']\s*([A-Za-z]*)0*(\d*)\s*[\"']")
_FAR = re.compile(
    rb"r\s*=\s*[\"'](?:[A-Za-z]{3}|[D-Zd-z][A-Za-z]\d|[A-Za-z]*(?:0|[2-9]\d{5}|\d{7}))"
)
"""A place that is far, with what stands before it looked at apart: a letter is found fast."""
_BEFORE = frozenset((b"", b" ", b"\t", b"\r", b"\n", b'"', b"'"))
_FAR_ROWS = 200_000
_VALUE = re.compile(rb"<" + _NAME + rb"v(?:\s[^>]*)?>([^<]*)")
_TEXT = re.compile(rb"<" + _NAME + rb"si[\s>/]")


def pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member in pieces that end before a tag, as it is and not as its entry says.

    Raises OverflowError where it is longer than its entry says, or holds an endless tag.
    """
    real = copy(entry)
    real.file_size, real.CRC = entry.file_size + 1, None  # type: ignore[assignment]
    length, rest = 0, b""
    with archive.open(real) as opened:
        while piece := opened.read(_PIECE):
            length += len(piece)
            if length > entry.file_size:
                raise OverflowError("longer than it says")
            whole = rest + piece
            cut = whole.rfind(b"<")
            cut = len(whole) if cut < 0 else cut
            yield whole[:cut]
            rest = whole[cut:]
            if len(rest) > _LONGEST_TAG and length < entry.file_size:
                raise OverflowError("tag")
    yield rest


def sheet_cells(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """Return how many cells a sheet spans, nought where they are near, and how many have values.

    Any member may be a sheet, whatever its name: the links of the workbook say which.
    """
    is_sheet = is_far = False
    rows = values = 0
    for piece in pieces(archive, entry):
        is_sheet = is_sheet or b"sheetData" in piece
        if is_sheet:
            rows += piece.count(b"row")
            values += piece.count(b"v>")
            is_far = is_far or rows > 2 * _FAR_ROWS or _is_far(piece)
    return (_spanned(archive, entry) if is_far else 0), values


def _is_far(piece: bytes) -> bool:
    return any(piece[m.start() - 1 : m.start()] in _BEFORE for m in _FAR.finditer(piece))


def _spanned(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Return the cells between the corners: a row or cell without a place follows the last one."""
    row = column = last_row = last_column = 0
    for piece in pieces(archive, entry):
        for kind, about in _TAG.findall(piece):
            place = _PLACE.search(about)
            letters, digits = place.groups() if place else (b"", b"")
            if kind.lower() == b"row":
                row, column = int(digits[:9]) if digits else row + 1, 0
            else:
                column = _number(letters) if letters else column + 1
                here = int(digits[:9]) if letters and digits else row
                last_row, last_column = max(last_row, here), max(last_column, column)
    return last_row * last_column


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters[:9].upper():
        number = number * 26 + letter - 64
    return number


def shared_bytes(archive: zipfile.ZipFile, values: int) -> int:
    """Return how many bytes the shared texts of a workbook take where each cell has its own copy.

    `values` is how many cells there are; where even the longest text is not too much for all of
    them, it is not looked closer.
    """
    lengths = _lengths(archive)
    longest = max(lengths, default=0)
    if longest * values <= MOST_TEXT:
        return longest * values
    total = 0
    for entry in archive.infolist():
        for piece in pieces(archive, entry):
            for value in _VALUE.findall(piece):
                number = int(value) if value.isdigit() and len(value) < 9 else -1
                total += lengths[number] if 0 <= number < len(lengths) else longest * (number < 0)
            if total > MOST_TEXT:
                return total
    return total


def _lengths(archive: zipfile.ZipFile) -> list[int]:
    """Return the bytes of each shared text, with its marks."""
    lengths: list[int] = []
    for entry in archive.infolist():
        if not entry.filename.lower().endswith("sharedstrings.xml"):
            continue
        now = 0
        for piece in pieces(archive, entry):
            starts = [found.start() for found in _TEXT.finditer(piece)]
            edges = [0, *starts, len(piece)]
            for place, (start, end) in enumerate(pairwise(edges)):
                if place:
                    lengths.append(now)
                    now = 0
                now += end - start
        lengths.append(now)
    return lengths[1:]
