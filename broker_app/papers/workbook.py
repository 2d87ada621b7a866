"""Writes page models into an Excel workbook: live formulas with their values beside them."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path

from broker_app.domain.dates import is_partial
from broker_app.papers.english import storable
from broker_app.papers.page import Page
from broker_app.papers.saving import save

Told = Callable[[int, int], None]
"""Called now and then with the rows that are drawn and all of them; may raise to stop."""


def nobody(done: int, total: int) -> None:
    """Tell nobody."""


def write_workbook(pages: Sequence[Page], target: Path, told: Told = nobody) -> None:
    """Write one sheet a page. Raises UserError where the target cannot be written."""
    save(workbook_bytes(pages, told), target)


def workbook_bytes(pages: Sequence[Page], told: Told = nobody) -> bytes:
    """Return a workbook with one sheet a page; the same pages give the same bytes."""
    from openpyxl import Workbook

    from broker_app.papers.book import bytes_of
    from broker_app.papers.sheet import draw, plain_style

    book = Workbook()
    book.remove(book.active)
    plain_style(book)
    grids = {}
    for page in chain.from_iterable(one.each_copy() for one in pages):
        title = _sheet_title(page, book.sheetnames)
        grids[title] = draw(page, book, title, told)
    _describe(book.properties, pages[0])
    return bytes_of(book, day_of(pages[0].date), grids)


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


def _sheet_title(page: Page, taken: Sequence[str]) -> str:
    """Return a sheet title Excel accepts: at most 31 characters, none of `: \\ / ? * [ ]`."""
    title = re.sub(r"[:\\/?*\[\]'\x00-\x1f]", " ", page.sheet).strip()[:31] or page.kind
    number, free = 1, title
    while free.casefold() in {t.casefold() for t in taken}:
        number += 1
        free = f"{title[:27]} {number}"
    return free
