"""The text of a PDF file, by pypdf: it needs no other library and is the same on every system."""

import io
import logging
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from broker_app.errors import UserError
from broker_app.intake.listed.source import Part

if TYPE_CHECKING:
    from pypdf import PageObject

MOST_PAGES = 500
_SAME_LINE = 0.4
"""Part of the size of the letters by which pieces of one line may differ in height."""
_BETWEEN_JAPANESE = re.compile("(?<=[ぁ-ゖァ-ヺ一-鿿]) +(?=[ぁ-ゖァ-ヺ一-鿿])")
_SIZE = 60_000_000


@lru_cache(maxsize=1)  # asked for what list it is, of which day, and for its entries
def text_of(part: Part) -> str:
    """Return the text of all pages. Raises UserError for a file without text or a damaged one."""
    from pypdf import PdfReader  # late: one list of many comes as PDF

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings say nothing to a user
    if len(part.data) > _SIZE:
        raise UserError("listed_too_large", file=part.name)
    try:
        pages = PdfReader(io.BytesIO(part.data)).pages
        if len(pages) > MOST_PAGES:
            raise UserError("listed_too_large", file=part.name)
        text = "\n".join(_lines(page, number) for number, page in enumerate(pages, 1))
    except UserError:
        raise
    except Exception as problem:  # whatever a damaged file makes the reader raise
        raise UserError("listed_damaged", file=part.name) from problem
    if not text.strip():
        raise UserError("listed_pdf_without_text", file=part.name)
    return text


def _lines(page: "PageObject", number: int) -> str:
    """Return the text of a page line by line, without its number at head or foot.

    Pieces at one height are one line, however many fonts it takes; pypdf alone would break a
    Japanese line wherever its font changes.
    """
    lines: list[str] = []
    height: list[float] = []

    def take(text: str, at: list[float], moved: list[float], _: object, size: float) -> None:
        if not text.strip():
            return
        y = moved[4] * at[1] + moved[5] * at[3] + at[5]
        if height and abs(y - height[-1]) < max(1.0, abs(size * at[3])) * _SAME_LINE:
            lines[-1] += _joined(lines[-1], text.strip("\n"))
        else:
            lines.append(text.strip("\n"))
        height.append(y)

    page.extract_text(visitor_text=take)
    for end in (-1, 0):
        if lines and lines[end].strip("-‐–—－ \t") == str(number):
            del lines[end]
    return _BETWEEN_JAPANESE.sub("", "\n".join(lines).replace("\t", " "))


def _joined(before: str, text: str) -> str:
    """Put a blank between two words of Latin that stand on one line."""
    ends = before[-1:].isascii() and before[-1:].isalnum()
    return f" {text}" if ends and text[:1].isascii() and text[:1].isalnum() else text
