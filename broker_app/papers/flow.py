"""Page flow: which rows of the table and which forms stand on which page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from broker_app.papers.page import Form, Page


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows `first` up to (not with) `after` of the table, then forms; one page.

    `ends` the table: the spare row stands below its rows. `under` is repeated above the forms.
    """

    first: int
    after: int
    ends: bool = False
    forms: tuple[Form, ...] = ()
    under: tuple[Form, ...] = ()


def flow(page: Page) -> tuple[Piece, ...]:
    """Break a paper over pages: heads repeated, forms that belong together on one page.

    What comes first after the table (total, words, bank, signature) moves to a new page together
    with the last row where it does not fit below the rows. The closing stays whole.
    """
    first, *others = _chains(page)
    pieces = _with_rows(page, first)
    body = _body(page)
    room = body - _used(page, pieces)
    for chain in others:
        height = _height(chain)
        if chain[0].new_page or height > room:
            pieces.append(Piece(len(page.table.rows), len(page.table.rows), under=chain[0].under))
            room = body - _height(chain[0].under) - _repeated(page)
        pieces[-1] = replace(pieces[-1], forms=pieces[-1].forms + chain)
        room -= height
    return tuple(pieces)


def _chains(page: Page) -> list[tuple[Form, ...]]:
    """Return the forms below the table in runs that stay on one page; the last has the closing."""
    chains: list[tuple[Form, ...]] = []
    run: tuple[Form, ...] = ()
    for form in page.more:
        run = (*run, form)
        if not form.kept:
            chains.append(run)
            run = ()
    last = run or (chains.pop() if chains else ())
    return [*chains, (*last, *page.closing)]  # nothing is signed on an empty page


def _with_rows(page: Page, below_rows: tuple[Form, ...]) -> list[Piece]:
    heights = [row.height_mm for row in page.table.rows]
    closing = page.table.spare_mm + _height(below_rows)
    first: int = 0
    pieces: list[Piece] = []
    room = _room(page) - _height(page.head)
    below = list(accumulate(reversed(heights), initial=0.0))[::-1]
    while below[first] + closing > room:
        after = _fitting(heights, first, room)
        after = min(after, len(heights) - 1)  # one row stays with the closing
        if after <= first and room == _room(page) - _repeated(page):
            break  # taller than a page whatever we do
        pieces.append(Piece(first, max(first, after)))
        first, room = max(first, after), _room(page) - _repeated(page)
    return [*pieces, Piece(first, len(heights), ends=True, forms=below_rows)]


def _used(page: Page, pieces: Sequence[Piece]) -> float:
    """Return the height that stands on the last page."""
    last, table = pieces[-1], page.table
    rows = sum(row.height_mm for row in table.rows[last.first : last.after])
    head = _height(page.head) if len(pieces) == 1 else _repeated(page)
    return head + table.head_mm + rows + table.spare_mm + _height(last.forms)


def _height(forms: Sequence[Form]) -> float:
    return sum(form.height_mm for form in forms)


def above_form_mm(page: Page, pieces: Sequence[Piece], form: Form) -> float:
    """Return the room left free above a form: the last one stands at the foot of a bare paper."""
    is_last = page.bare and form is page.closing[-1]
    return max(0.0, _body(page) - _used(page, pieces)) if is_last else 0.0


def _repeated(page: Page) -> float:
    """Return the height of the head on every page but the first."""
    return _height(page.head) if page.bare else 0.0


def _body(page: Page) -> float:
    setup = page.setup
    return setup.height_mm - setup.top_mm - setup.bottom_mm - setup.slack_mm


def _room(page: Page) -> float:
    return _body(page) - page.table.head_mm


def _fitting(heights: list[float], first: int, room: float) -> int:
    after = first
    while after < len(heights) and heights[after] <= room:
        room -= heights[after]
        after += 1
    return after
