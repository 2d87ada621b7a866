"""Opens a workbook that somebody else made: within limits, without macros, links or entities.

Whatever the bytes are, the answer is a workbook or one sentence.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from broker_app.errors import UserError

MOST_BYTES = 10 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 200
_RATIO_FROM = 1024 * 1024
"""Small parts may be packed well: a sheet of blank cells is."""
MOST_CELLS = 300_000
MOST_ROWS = 20_000
"""Rows of a sheet; who formats whole columns by hand may have a million."""
_SHEETS = "xl/worksheets/"
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_BIG_SHEET = re.compile(rb"<c[ >]")
_REACHES = re.compile(
    rb"<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*\bref=[\"']([A-Z0-9:$]{1,40})[\"']"
)
"""What openpyxl makes a cell for, one by one."""
_Result = TypeVar("_Result")


class Parts:
    """The parts of a workbook's file by name, unpacked."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts

    def names(self, pattern: str) -> list[str]:
        """Return the names that match a pattern, case aside."""
        return [name for name in self._parts if re.search(pattern, name, re.IGNORECASE)]

    def read(self, name: str) -> bytes:
        """Return a part; empty where there is none."""
        return self._parts.get(name, b"")


def unpacked(content: bytes) -> Parts:
    """Return the parts of a workbook. Raises UserError for what is none or is too large."""
    if len(content) > MOST_BYTES:
        raise UserError("template_too_large")
    if content.startswith(_OLD_OR_LOCKED):
        raise UserError("template_old_or_locked")
    parts = _guarded(lambda: _unpack(content))
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or any(n.lower().endswith("vbaproject.bin") for n in parts):
        raise UserError("template_macros")
    if "xl/workbook.xml" not in parts:
        raise UserError("template_unreadable")
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".vml")) and _DOCTYPE.search(_plain(part)):
            raise UserError("template_unreadable")
    sheets = (part for name, part in parts.items() if name.startswith(_SHEETS))
    if sum(len(_BIG_SHEET.findall(part)) + _reached(part) for part in sheets) > MOST_CELLS:
        raise UserError("template_too_large")
    return Parts(parts)


def opened(content: bytes) -> Any:
    """Return a workbook as openpyxl reads it, after `unpacked` let it pass."""
    from openpyxl import load_workbook

    with silence():
        book = _guarded(
            lambda: load_workbook(io.BytesIO(_without_blank_rows(content)), rich_text=True)
        )
    if not book.worksheets or not any(ws.sheet_state == "visible" for ws in book.worksheets):
        raise UserError("template_unreadable")
    for ws in book.worksheets:
        if ws.max_row > MOST_ROWS:
            raise UserError("template_too_tall", sheet=ws.title, row=ws.max_row, most=MOST_ROWS)
    book.template = False  # what is filled is a workbook, whatever it was filled into
    return book


@contextmanager
def silence() -> Iterator[None]:
    """Leave unsaid what openpyxl warns about: the check of a template tells it in our words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _reached(part: bytes) -> int:
    """Count the cells that merged areas and links of a sheet reach over."""
    from openpyxl.utils import range_boundaries

    count = 0
    for area in _REACHES.findall(part):
        with suppress(ValueError, TypeError):
            left, top, right, bottom = range_boundaries(area.decode())
            count += (right - left + 1) * (bottom - top + 1)
    return count


def _without_blank_rows(content: bytes) -> bytes:
    """Leave out the rows that hold nothing below the last one that does, where they are many."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {entry.filename: _read(file, entry) for entry in file.infolist()}
    tall = [n for n, p in parts.items() if n.startswith(_SHEETS) and p.count(b"<row") > MOST_ROWS]
    if not tall:
        return content
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, _cut(part) if name in tall else part)
    return packed.getvalue()


def _cut(part: bytes) -> bytes:
    end = part.rfind(b"</sheetData>")
    last = max(part.rfind(b"<c ", 0, end), part.rfind(b"<c>", 0, end))
    row = part.find(b"</row>", last, end) if last >= 0 else -1
    start = row + len(b"</row>") if row >= 0 else part.find(b">", part.find(b"<sheetData")) + 1
    return part[:start] + part[end:] if 0 < start <= end else part


def _unpack(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        entries = file.infolist()
        if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_UNPACKED:
            raise UserError("template_too_large")
        for entry in entries:
            packed = max(entry.compress_size, 1)
            if entry.file_size > _RATIO_FROM and entry.file_size / packed > MOST_RATIO:
                raise UserError("template_too_large")
        return {entry.filename: _read(file, entry) for entry in entries}


def _read(file: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read a part no further than it says it is long."""
    with file.open(entry) as part:
        content = part.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise UserError("template_too_large")
    return content


def _plain(part: bytes) -> bytes:
    """Return an XML part in a form where declarations show, whatever it is encoded in."""
    return part.replace(b"\x00", b"") if b"\x00" in part[:200] else part


def _guarded(work: Callable[[], _Result]) -> _Result:
    """Turn whatever a damaged file makes the readers raise into one sentence."""
    try:
        return work()
    except UserError:
        raise
    except Exception as problem:  # the libraries raise many kinds, their own and others'
        raise UserError("template_unreadable") from problem
