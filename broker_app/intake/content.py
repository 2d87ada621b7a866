"""Content: what a file really is, by its bytes and by what its container holds."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from broker_app import given_file
from broker_app.domain.file_type import TYPES, FileType, of_bytes

HEAD = 4096
MOST_LISTING = 4_000_000
"""Bytes of the listing of an archive that is looked into; office files have some thousands."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ISO, _ISO_AT = b"CD001", 0x8001
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    RuntimeError,
    MemoryError,
)
"""Whatever a damaged container makes its reader raise."""
_INSTALLER = "000C1084-0000-0000-C000-000000000046"
_BOUND_SHEET, _END = 0x0085, 0x000A


def type_of(path: Path) -> FileType:
    """Return the type of a file's content, whatever it is called. Raises OSError."""
    with given_file.opened(path) as file:
        head = file.read(HEAD)
        if head.startswith(_ZIP):
            return _within(_of_zip, file, "archive")
        if head.startswith(_OLE):
            return _within(_of_ole, file, "unknown")
        found = of_bytes(head)
        if found.key in ("unknown", "empty"):
            file.seek(_ISO_AT)
            if file.read(len(_ISO)) == _ISO:
                return TYPES["disk_image"]
        return found


def _within(look: Callable[[IO[bytes]], FileType], file: IO[bytes], otherwise: str) -> FileType:
    try:
        return look(file)
    except _BROKEN:
        return TYPES[otherwise]


def _of_zip(file: IO[bytes]) -> FileType:
    if _listing_size(file) > MOST_LISTING:
        return TYPES["archive"]
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        names = [name.lower() for name in archive.namelist()]
    return TYPES[_zip_key(set(names))]


def _zip_key(names: set[str]) -> str:
    if "[content_types].xml" in names:
        return _office_key(names)
    if {"mimetype", "content.xml"} <= names:
        runs = _any_under(names, ("basic/", "scripts/"))
        return "macros" if runs else "open_document"
    programs = ("meta-inf/manifest.mf", "androidmanifest.xml", "appxmanifest.xml")
    return "program" if names & set(programs) else "archive"


def _office_key(names: set[str]) -> str:
    if "appxmanifest.xml" in names:
        return "program"
    runs = any(name.endswith("vbaproject.bin") for name in names)
    if runs or any("/macrosheets/" in name or "/activex/" in name for name in names):
        return "macros"
    folders = {"xl/": "workbook", "word/": "document", "ppt/": "slides"}
    if "xl/workbook.bin" in names:
        return "macros"  # opens as .xlsb, which may hold what cannot be seen here
    return next((key for start, key in folders.items() if _any_under(names, (start,))), "archive")


def _any_under(names: Iterable[str], starts: tuple[str, ...]) -> bool:
    return any(name.startswith(starts) and not name.endswith("/") for name in names)


def _listing_size(file: IO[bytes]) -> int:
    """Return how long the listing at the end of an archive says it is; a long one is not read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    return int(struct.unpack_from("<I", tail, at + 12)[0]) if at >= 0 else 0


def _of_ole(file: IO[bytes]) -> FileType:
    import olefile  # late: few files are so old

    file.seek(0)
    with olefile.OleFileIO(file) as opened:
        streams = {"/".join(part).lower() for part in opened.listdir(streams=True, storages=True)}
        if str(opened.root.clsid).upper() == _INSTALLER:
            return TYPES["program"]
        if "encryptedpackage" in streams:
            return TYPES["locked"]
        if any(name.split("/")[-1] in ("vba", "_vba_project", "macros") for name in streams):
            return TYPES["macros"]
        for name in ("workbook", "book"):
            if name in streams:
                runs = _has_macro_sheet(opened.openstream(name))
                return TYPES["macros" if runs else "old_workbook"]
    return TYPES[_ole_key(streams)]


def _ole_key(streams: set[str]) -> str:
    if "worddocument" in streams:
        return "old_document"
    if "powerpoint document" in streams:
        return "old_slides"
    return "mail" if "__properties_version1.0" in streams else "unknown"


def _has_macro_sheet(stream: IO[bytes]) -> bool:
    """Tell whether a workbook of the old format lists a sheet of macros."""
    while len(head := stream.read(4)) == 4:
        record, length = struct.unpack("<HH", head)
        body = stream.read(length)
        if record == _BOUND_SHEET and len(body) > 5 and body[5] == 1:
            return True
        if record == _END:
            return False
    return False
