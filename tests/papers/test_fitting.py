"""Papers that a few lines too many spread over one sheet more are set tighter."""

from dataclasses import replace
from itertools import pairwise

import pytest

from broker_app.papers.fitting import STEPS, fitted
from broker_app.papers.flow import flow
from broker_app.papers.forms import form_of, height_of
from broker_app.papers.layout import lay_out
from broker_app.papers.page import FormRow, Page, Row
from broker_app.reference import documents
from tests.papers.samples import with_more

KINDS = documents.load()
COUNTS = (1, 3, 6, 8, 12, 60)


def usual(kind: str, count: int) -> Page:
    """Return a page as it is without being fitted."""
    return lay_out(with_more(kind, count), replace(KINDS[kind], tightest=1))


@pytest.mark.parametrize(
    ("kind", "count"),
    [("BLI", 1), ("BLI", 2), ("SI-R", 1), ("BR", 8), ("PL", 6), ("CI", 8), ("PI", 3), ("NAS", 6)],
)
def test_a_closing_that_would_stand_alone_stays_on_the_sheet(kind: str, count: int) -> None:
    before = usual(kind, count)
    after = lay_out(with_more(kind, count), KINDS[kind])
    assert len(flow(before)) == 2
    assert len(flow(after)) == 1
    assert after.closing != before.closing or after.head != before.head


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_stands_between_the_lines_gives_way(kind: str) -> None:
    for count in COUNTS:
        before, after = usual(kind, count), lay_out(with_more(kind, count), KINDS[kind])
        assert len(flow(after)) == len(flow(before)) - (after != before)
        forms = zip((*before.head, *before.more), (*after.head, *after.more), strict=True)
        for loose, tight in forms:
            assert tight.boxes == loose.boxes
            least = form_of(tight.key, tight.boxes, [FormRow(r.label_mm, 0) for r in loose.rows])
            assert loose.height_mm >= tight.height_mm >= loose.height_mm * min(STEPS) - 0.01
            assert tight.height_mm >= min(least.height_mm, loose.height_mm) - 0.01
        for row in after.table.rows:
            assert row.height_mm >= _texts(after, row) + 2


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_begins_with_sums_and_no_table_leaves_one_row_behind(kind: str) -> None:
    for count in (1, 2, 3, 12, 13, 60):
        pieces = flow(lay_out(with_more(kind, count), KINDS[kind]))
        for before, piece in pairwise(pieces):
            keys, left = [[form.key for form in one.forms] for one in (piece, before)]
            assert keys[:1] != ["table totals"]
            assert keys != ["signatures"]
            if piece.under and keys[0] == "row":  # the table goes on
                assert left[-2:] == ["row", "row"]
                assert len(left) == 2 or left[-3:-1] != ["table title", "head"]
                assert KINDS[kind].kind == "MARK" or keys[1] == "row"


def test_a_layout_says_how_tight_it_may_be_set() -> None:
    loose = usual("BLI", 2)
    assert fitted(loose, 1) == loose
    assert fitted(loose, 0.9) == loose
    assert len(flow(fitted(loose, 0.8))) == 1


def _texts(page: Page, row: Row) -> float:
    pairs = zip(row.cells, page.table.columns, strict=True)
    return max((height_of(cell.lines, c.width_mm) for cell, c in pairs if cell.lines), default=0)
