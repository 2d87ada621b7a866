"""Page flow: which rows of the table stand on which page, and where the closing goes."""

from dataclasses import dataclass
from itertools import accumulate

from broker_app.papers.page import Page


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows `first` up to (not with) `after` of the table; the last piece carries the closing."""

    first: int
    after: int


def flow(page: Page) -> tuple[Piece, ...]:
    """Break the table over pages, heads repeated, the closing whole below at least one row.

    The closing (total, words, bank, signature) moves to a new page together with the last row
    where it does not fit below the rows.
    """
    heights = [row.height_mm for row in page.table.rows]
    closing = page.table.spare_mm + sum(form.height_mm for form in page.closing)
    first, pieces = 0, []
    room = _room(page) - sum(form.height_mm for form in page.head)
    below = list(accumulate(reversed(heights), initial=0.0))[::-1]
    while below[first] + closing > room:
        after = _fitting(heights, first, room)
        after = min(after, len(heights) - 1)  # one row stays with the closing
        if after <= first and room == _room(page):
            break  # taller than a page whatever we do
        pieces.append(Piece(first, max(first, after)))
        first, room = max(first, after), _room(page)
    return (*pieces, Piece(first, len(heights)))


def _room(page: Page) -> float:
    setup = page.setup
    body = setup.height_mm - setup.top_mm - setup.bottom_mm - setup.slack_mm
    return body - page.table.head_mm


def _fitting(heights: list[float], first: int, room: float) -> int:
    after = first
    while after < len(heights) and heights[after] <= room:
        room -= heights[after]
        after += 1
    return after
