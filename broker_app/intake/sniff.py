"""Sniff: what a file really is, known by its bytes and never by its name."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from broker_app.errors import UserError
from broker_app.intake.records import xls_cells, xlsb_cells
from broker_app.intake.repeats import spanned_cells

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BIFF = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_NO_TABLE_SIGNS = (
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3\x00", "SQLite"),
)
_HTML = re.compile(rb"^\s*(?:<!doctype\s+html|<html|<head|<meta|<table|<body|<!--)", re.IGNORECASE)
_SPREADSHEETML = b"urn:schemas-microsoft-com:office:spreadsheet"

_MAIL = re.compile(
    rb"(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){1,20}?mime-version:", re.IGNORECASE
)

MOST_ENTRIES = 10_000
MOST_UNPACKED = 1_500_000_000
MOST_RATIO = 150
MOST_CELLS = 20_000_000
"""Cells the sheets may span: more is no list, and readers need some 40 bytes for each."""


def kind_of(head: bytes, name: str) -> str:
    """Return `zip`, `ole`, `html`, `mht`, `spreadsheetml` or `text`.

    Raises UserError for what is no list.
    """
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(OLE):
        return "ole"
    for sign, kind in _NO_TABLE_SIGNS:
        if head.startswith(sign):
            raise UserError("list_is_no_table", file=name, kind=kind)
    bare = _plain(head).lstrip(b"\xef\xbb\xbf \t\r\n")
    if bare.startswith(b"<?xml") and _SPREADSHEETML in bare:
        return "spreadsheetml"
    if _HTML.match(bare) or (bare.startswith(b"<?xml") and b"<html" in bare[:2000].lower()):
        return "html"
    if bare[:13].lower() == b"mime-version:" or _MAIL.match(bare):
        return "mht"
    return "text"


def _plain(head: bytes) -> bytes:
    """Return the beginning of a file as bytes of ASCII, where it is UTF-16."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore").encode("ascii", "ignore")
    return head


def workbook_kind(data: bytes, name: str) -> str:
    """Return xlsx, xlsb, ods, xls or `encrypted`. Raises UserError for anything else."""
    if data.startswith(OLE):
        if _ENCRYPTED in data:
            return "encrypted"
        if any(stream in data for stream in _BIFF):
            return "xls"
        raise UserError("list_is_no_table", file=name, kind="OLE")
    with _opened(data, name) as archive:
        names = set(archive.namelist())
    if "xl/workbook.xml" in names or any(n.lower() == "xl/workbook.xml" for n in names):
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    raise UserError("list_is_no_table", file=name, kind="ZIP")


def check_size(data: bytes, name: str) -> None:
    """Refuse what unpacks to more than any list: a bomb, or far beyond our means."""
    if not data.startswith(ZIP):
        _check_xls(data, name)
        return
    with _opened(data, name) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        packed = max(1, len(data))
        if (
            len(entries) > MOST_ENTRIES
            or unpacked > MOST_UNPACKED
            or (unpacked > 50_000_000 and unpacked / packed > MOST_RATIO)
        ):
            raise UserError("list_too_large", file=name)
        cells = sum(_spanned(archive, entry, name) for entry in entries)
        if cells > MOST_CELLS:
            raise UserError("list_too_large", file=name)


def _check_xls(data: bytes, name: str) -> None:
    try:
        cells = xls_cells(data)
    except Exception as problem:  # whatever a damaged file makes the reader raise
        raise UserError("list_damaged", file=name) from problem
    if cells > MOST_CELLS:
        raise UserError("list_too_large", file=name)


def _spanned(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> int:
    """Return how many cells a sheet spans: readers fill in all between its corners."""
    if re.match(r"xl/worksheets/[^/]+\.xml$", entry.filename, re.IGNORECASE):
        count = _corner
    elif entry.filename == "content.xml":
        count = spanned_cells
    elif re.match(r"xl/worksheets/[^/]+\.bin$", entry.filename, re.IGNORECASE):
        count = xlsb_cells
    else:
        return 0
    try:
        return count(archive, entry)
    except OverflowError as problem:
        raise UserError("list_too_large", file=name) from problem
    except _BROKEN as problem:
        raise UserError("list_damaged", file=name) from problem


def _opened(data: bytes, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise UserError("list_damaged", file=name) from problem


_FAR = re.compile(rb"r=[\"'](?:[A-Z]{3}\d|[D-Z][A-Z]\d|[A-Z]{1,3}[2-9]\d{5}|[A-Z]{1,3}\d{7})")
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_LONGEST_TAG = 200
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def _corner(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Return how many cells lie between the corners of a sheet; nought where they are near."""
    with archive.open(entry) as opened:
        if not any(_FAR.search(piece) for piece in _pieces(opened)):
            return 0
    column, row = 0, 0
    with archive.open(entry) as opened:
        for piece in _pieces(opened):
            for letters, digits in _CELL.findall(piece):
                column, row = max(column, _number(letters)), max(row, int(digits))
    return column * row


def _pieces(opened: IO[bytes]) -> Iterator[bytes]:
    """Yield a stream in pieces that overlap by a tag."""
    tail = b""
    while piece := opened.read(4_000_000):
        yield tail + piece
        tail = piece[-_LONGEST_TAG:]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
