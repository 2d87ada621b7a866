"""Sniff: what a file really is, known by its bytes and never by its name."""

import re
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO

from broker_app.errors import UserError
from broker_app.intake.records import xls_cells, xlsb_cells
from broker_app.intake.repeats import spanned_cells
from broker_app.intake.spans import MOST_TEXT, shared_bytes, sheet_cells

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
        _check_cells(archive, entries, name)


def _check_cells(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], name: str) -> None:
    """Refuse sheets that span too much: readers fill in all between their corners."""
    names = {entry.filename.lower() for entry in entries}
    binary, values = "xl/workbook.bin" in names, 0
    try:
        cells = 0
        for entry in entries:
            spanned, some = sheet_cells(archive, entry)
            cells, values = cells + spanned, values + some
            if entry.filename == "content.xml":
                cells += spanned_cells(archive, entry)
            elif binary and entry.filename.lower().endswith(".bin"):
                cells += xlsb_cells(archive, entry)
            if cells > MOST_CELLS:
                raise OverflowError("cells")
        if shared_bytes(archive, values) > MOST_TEXT:
            raise OverflowError("texts")
    except OverflowError as problem:
        raise UserError("list_too_large", file=name) from problem
    except _BROKEN as problem:
        raise UserError("list_damaged", file=name) from problem


def _check_xls(data: bytes, name: str) -> None:
    try:
        cells = xls_cells(data)
    except Exception as problem:  # whatever a damaged file makes the reader raise
        raise UserError("list_damaged", file=name) from problem
    if cells > MOST_CELLS:
        raise UserError("list_too_large", file=name)


def _opened(data: bytes, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise UserError("list_damaged", file=name) from problem


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
