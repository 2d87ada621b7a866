"""Writes page models into an Excel workbook: live formulas with their values beside them.

openpyxl saves formulas without results, and a viewer that does not calculate shows blanks; so the
results are put into the saved parts. Equal pages give equal bytes.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path

from broker_app.domain.dates import is_partial
from broker_app.errors import UserError
from broker_app.papers.english import storable
from broker_app.papers.page import Page
from broker_app.papers.saving import not_written, save

_EMPTY_RESULT = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)(?:<v\s*/>|<v></v>)')
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_MADE_BY = re.compile(rb"<Application>.*?</Application>(<AppVersion>.*?</AppVersion>)?")
_ZIP_DAY = (2000, 1, 1, 0, 0, 0)

Told = Callable[[int, int], None]
"""Called now and then with the rows that are drawn and all of them; may raise to stop."""


def nobody(done: int, total: int) -> None:
    """Tell nobody."""


def write_workbook(pages: Sequence[Page], target: Path, told: Told = nobody) -> None:
    """Write one sheet a page. Raises UserError where the target cannot be written."""
    from lxml.etree import LxmlError

    try:
        content = workbook_bytes(pages, told)
    except LxmlError as problem:  # openpyxl writes sheets to a temporary file first
        raise UserError("target_full", path=str(target)) from problem
    except OSError as problem:
        raise not_written(target, problem) from problem
    save(content, target)


def workbook_bytes(pages: Sequence[Page], told: Told = nobody) -> bytes:
    """Return a workbook with one sheet a page; the same pages give the same bytes."""
    from openpyxl import Workbook

    from broker_app.papers.sheet import draw, plain_style

    book = Workbook()
    book.remove(book.active)
    plain_style(book)
    results = {
        f"xl/worksheets/sheet{number}.xml": draw(
            page, book, _sheet_title(page, book.sheetnames), told
        )
        for number, page in enumerate(chain.from_iterable(p.each_copy() for p in pages), 1)
    }
    _describe(book.properties, pages[0])
    saved = io.BytesIO()
    book.save(saved)
    return with_results(saved, results, day_of(pages[0].date))


def _describe(properties: object, page: Page) -> None:
    values = {
        "creator": storable(page.author),
        "lastModifiedBy": None,
        "title": storable(page.footer[0]),
        "created": day_of(page.date),
    }
    for name, value in values.items():
        setattr(properties, name, value)


def day_of(iso: str) -> datetime:
    """Return the moment that a paper of a day is stamped with."""
    dated = len(iso) == 10 and is_partial(iso)
    return datetime.fromisoformat(iso if dated else "2000-01-01")


def with_results(
    saved: io.BytesIO, results: Mapping[str, Mapping[str, Decimal]], day: datetime
) -> bytes:
    """Return a saved workbook with the results of formulas put in, by part and cell address.

    Equal content gives equal bytes.
    """
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
    filled: set[str] = set()

    def put(cell: re.Match[bytes]) -> bytes:
        address = cell[2].decode()
        if address not in results:
            return cell[0]
        filled.add(address)
        return cell[1] + f"<v>{results[address]:f}</v>".encode()

    part = _EMPTY_RESULT.sub(put, part)
    if filled != set(results):
        raise RuntimeError(f"{len(results)} formulas, {len(filled)} results written")
    return part


def _sheet_title(page: Page, taken: Sequence[str]) -> str:
    """Return a sheet title Excel accepts: at most 31 characters, none of `: \\ / ? * [ ]`."""
    title = re.sub(r"[:\\/?*\[\]'\x00-\x1f]", " ", page.sheet).strip()[:31] or page.kind
    number, free = 1, title
    while free.casefold() in {t.casefold() for t in taken}:
        number += 1
        free = f"{title[:27]} {number}"
    return free
