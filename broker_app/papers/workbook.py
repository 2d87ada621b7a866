"""Writes page models into an Excel workbook: live formulas with their values beside them.

openpyxl saves formulas without results, and a viewer that does not calculate shows blanks; so the
results are put into the saved parts. Equal pages give equal bytes. The file is written beside its
target and swapped: there is never half a paper.
"""

import errno
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from broker_app.domain.dates import is_partial
from broker_app.domain.document import Snapshot
from broker_app.errors import UserError
from broker_app.papers.english import storable
from broker_app.papers.page import Page
from broker_app.papers.wording import short_place

_EMPTY_RESULT = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)(?:<v\s*/>|<v></v>)')
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_MADE_BY = re.compile(rb"<Application>.*?</Application>(<AppVersion>.*?</AppVersion>)?")
_ZIP_DAY = (2000, 1, 1, 0, 0, 0)


def file_name(snapshot: Snapshot) -> str:
    """Return the name of a workbook of this snapshot: `INV-2026-0001_r0_MOMBASA.xlsx`."""
    number = snapshot.number or f"DRAFT-{snapshot.shipment_number}"
    port = short_place(snapshot.port_of_discharge)
    parts = (_for_file(number), f"r{snapshot.revision}", _for_file(port))
    return "_".join(part for part in parts if part) + ".xlsx"


def write_workbook(pages: Sequence[Page], target: Path) -> None:
    """Write one sheet a page. Raises UserError where the target cannot be written."""
    from lxml.etree import LxmlError

    try:
        _swap_in(workbook_bytes(pages), target)
    except LxmlError as problem:  # openpyxl writes sheets to a temporary file first
        raise UserError("target_full", path=str(target)) from problem
    except OSError as problem:
        full = problem.errno in (errno.ENOSPC, errno.EDQUOT)
        key = "target_full" if full else "target_not_writable"
        raise UserError(key, path=str(target)) from problem


def workbook_bytes(pages: Sequence[Page]) -> bytes:
    """Return a workbook with one sheet a page; the same pages give the same bytes."""
    from openpyxl import Workbook

    from broker_app.papers.sheet import draw, plain_style

    book = Workbook()
    book.remove(book.active)
    plain_style(book)
    results = {
        f"xl/worksheets/sheet{number}.xml": draw(page, book, _sheet_title(page, book.sheetnames))
        for number, page in enumerate(pages, 1)
    }
    _describe(book.properties, pages[0])
    saved = io.BytesIO()
    book.save(saved)
    return _with_results(saved, results, _day(pages[0]))


def _describe(properties: object, page: Page) -> None:
    values = {
        "creator": storable(page.author),
        "lastModifiedBy": None,
        "title": storable(page.footer[0]),
        "created": _day(page),
    }
    for name, value in values.items():
        setattr(properties, name, value)


def _day(page: Page) -> datetime:
    dated = len(page.date) == 10 and is_partial(page.date)
    return datetime.fromisoformat(page.date if dated else "2000-01-01")


def _with_results(
    saved: io.BytesIO, results: Mapping[str, Mapping[str, Decimal]], day: datetime
) -> bytes:
    patched = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(patched, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name in results:
                part = _fill_results(part, results[name])
            elif name.startswith("docProps/"):
                part = _MADE_BY.sub(b"<Application>Broker</Application>", part)
                part = _MODIFIED.sub(rf"\g<1>{day:%Y-%m-%dT%H:%M:%S}Z\2".encode(), part)
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            new.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return patched.getvalue()


def _fill_results(part: bytes, results: Mapping[str, Decimal]) -> bytes:
    filled, count = _EMPTY_RESULT.subn(
        lambda cell: cell[1] + f"<v>{results[cell[2].decode()]:f}</v>".encode(), part
    )
    if count != len(results):
        raise RuntimeError(f"{len(results)} formulas, {count} results written")
    return filled


def _swap_in(content: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only", str(target))
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(0o644)
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _sheet_title(page: Page, taken: Sequence[str]) -> str:
    """Return a sheet title Excel accepts: at most 31 characters, none of `: \\ / ? * [ ]`."""
    title = re.sub(r"[:\\/?*\[\]'\x00-\x1f]", " ", page.sheet).strip()[:31] or page.kind
    number, free = 1, title
    while free.casefold() in {t.casefold() for t in taken}:
        number += 1
        free = f"{title[:27]} {number}"
    return free


def _for_file(text: str) -> str:
    return re.sub(r"[^A-Z0-9.-]+", "-", text.upper()).strip("-.")
