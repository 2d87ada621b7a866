"""What a vehicle cost, the margin and where it is from reach no paper that leaves the house.

Each kind in each layout: what its pages say, and every part of the finished workbook.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker_app.papers.page import Page
from broker_app.papers.workbook import write_workbook
from tests.papers.house import every_page
from tests.papers.samples import COMPANY, car

INNER = ("TAX",)
"""Kept in the house: it says what was paid."""
VOYAGES = ("kenya", "jamaica", "sri_lanka", "new_zealand", "tanzania", "united_states")
_WORTH, _PAID = (987_654_321,), range(411_000, 471_000, 10_000)


def secrets() -> Iterator[str]:
    """The figures of samples and house that are nobody else's, however they are written."""
    for figure in (*_WORTH, *_PAID, COMPANY.margin_jpy):
        yield from (f"{figure:,}", str(figure))
    yield from (car(0)[0].remarks or "", "bought at", "margin of", "supplier")


def told(said: str) -> list[str]:
    """The secrets that a text tells; a figure within a longer one is none."""
    found = []
    for secret in secrets():
        at = said.lower().find(secret.lower())
        before, after = said[at - 1 : at], said[at + len(secret) : at + len(secret) + 1]
        if at >= 0 and not (before.isdigit() or after.isdigit()):
            found.append(secret)
    return found


def pages(voyage: str, *, inner: bool) -> list[Page]:
    return [page for kind, _, page in every_page(voyage) if (kind in INNER) == inner]


def parts(path: Path) -> str:
    """Every part of a workbook as one text, but for the colours that every workbook has."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.startswith("xl/theme/")]
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in names)


@pytest.mark.parametrize("voyage", VOYAGES)
def test_no_page_and_no_part_of_a_workbook_tells(voyage: str, tmp_path: Path) -> None:
    found = pages(voyage, inner=False)
    assert len(found) > 30
    for page in found:
        assert told(page.as_text()) == []
    write_workbook(found, tmp_path / "set.xlsx")
    assert told(parts(tmp_path / "set.xlsx")) == []


def test_the_paper_of_the_house_does_tell(tmp_path: Path) -> None:
    found = pages("kenya", inner=True)
    assert told(found[0].as_text()) == ["411,000", "421,000", "431,000"]
    write_workbook(found, tmp_path / "inner.xlsx")
    assert "411000" in told(parts(tmp_path / "inner.xlsx"))
