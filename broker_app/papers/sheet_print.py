"""How a worksheet prints, and what it takes: paper, heads repeated, foot, breaks, entries."""

from collections.abc import Sequence
from typing import Any

from openpyxl.worksheet.pagebreak import Break

from broker_app.papers.english import storable
from broker_app.papers.flow import Piece
from broker_app.papers.page import FONT, Page, Setup, font_of

_LONGEST_FOOTER = 60
_INCH = 25.4
_PAPER_SIZES = {"A4": 9}


def set_up_print(ws: Any, page: Page, pieces: Sequence[Piece], head: int) -> None:
    """Set up paper, foot and the rows repeated on each page; `head` is the head of the table."""
    _set_up_paper(ws, page.setup)
    ws.sheet_view.showGridLines = False
    if page.table.head_mm and (not page.more or _breaks_rows(pieces)):
        ws.print_title_rows = f"{1 if page.bare else head}:{head}"
    texts = {
        "left": page.footer[0],
        "center": page.page_of.format(page="&P", pages="&N"),
        "right": page.footer[1],
    }
    for side, text in texts.items() if not page.bare else ():
        part = getattr(ws.oddFooter, side)
        part.text = text if side == "center" else _footer(text)
        part.size, part.font = 7, f"{font_of(text)},Regular"
    if page.copies:
        ws.oddHeader.right.text = _footer(page.copies[0])
        ws.oddHeader.right.size, ws.oddHeader.right.font = 10, f"{FONT},Bold"
    if page.draft:
        ws.oddHeader.center.text = _footer(page.draft)
        ws.oddHeader.center.size, ws.oddHeader.center.font = 8, f"{font_of(page.draft)},Bold"


def keep_from_slips(ws: Any) -> None:
    """Let only values be typed over; columns, rows and looks may change. There is no password.

    reference: paperwork specification 6.4.
    """
    ws.protection.enable()
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows"):
        setattr(ws.protection, allowed, False)


def _breaks_rows(pieces: Sequence[Piece]) -> bool:
    return sum(piece.after > piece.first for piece in pieces) > 1


def _footer(text: str) -> str:
    return storable(text)[:_LONGEST_FOOTER].replace("&", "&&")


def _set_up_paper(ws: Any, setup: Setup) -> None:
    ws.page_setup.paperSize = _PAPER_SIZES[setup.paper]
    ws.page_setup.orientation = setup.orientation
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.print_options.horizontalCentered = True
    margins = ws.page_margins
    margins.left, margins.right = setup.left_mm / _INCH, setup.right_mm / _INCH
    margins.top, margins.bottom = setup.top_mm / _INCH, setup.bottom_mm / _INCH
    margins.header = margins.footer = 4 / _INCH


def keep_closing(ws: Any, pieces: Sequence[Piece], first: int) -> None:
    """Keep total, words, bank and signature together: start their page by hand where needed."""
    last = next(piece for piece in pieces if piece.ends)
    if last is not pieces[0]:
        ws.row_breaks.append(Break(id=first + last.first - 1))
