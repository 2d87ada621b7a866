"""What was printed of a paper: its page and its wording, as bytes with a hash, kept for years.

A snapshot holds the facts of a paper. Labels, clauses and layout come from the program, which
changes: so the page itself is kept beside them, and a paper is shown again as it was.
"""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import msgspec

from broker_app.domain.document import DocumentKind, PaperForm
from broker_app.errors import UserError
from broker_app.papers.page import Page


@dataclass(frozen=True, slots=True)
class Printed:
    """A page without its pictures, whose names it keeps; the words that a template prints."""

    page: Page
    pictures: tuple[str, ...] = ()
    title: str = ""
    texts: Mapping[str, str] | None = None

    def worded(self, definition: DocumentKind) -> DocumentKind:
        """Return a kind with the title and the texts that were printed."""
        return replace(definition, title=self.title, texts=self.texts or {})


def printed(page: Page, definition: DocumentKind) -> Printed:
    """Return what is kept of a page. It must have been laid out without a shift."""
    names = tuple(stamp.name for stamp in page.stamps)
    return Printed(replace(page, stamps=()), names, definition.title, definition.texts)


def to_bytes(kept: Printed) -> tuple[bytes, str]:
    """Return the packed bytes, and the hash of what is in them.

    The hash is of the unpacked text: how tightly it is packed differs between versions of zlib.
    """
    text = msgspec.json.encode(kept)
    return zlib.compress(text, 9), hashlib.sha256(text).hexdigest()


def from_bytes(content: bytes, sha256: str) -> Printed:
    """Read what was kept. Raises UserError(page_damaged) where it is not what the hash is of."""
    try:
        text = zlib.decompress(content)
        if hashlib.sha256(text).hexdigest() != sha256:
            raise UserError("page_damaged")
        return msgspec.json.decode(text, type=Printed)
    except (zlib.error, msgspec.DecodeError, ValueError, RecursionError) as problem:
        raise UserError("page_damaged") from problem


def shifted(page: Page, form: PaperForm) -> Page:
    """Return a page that is moved as the printer of today wants it."""
    setup = page.setup
    moved = replace(
        setup,
        left_mm=setup.left_mm + form.right_mm,
        right_mm=setup.right_mm - form.right_mm,
        top_mm=setup.top_mm + form.down_mm,
        bottom_mm=setup.bottom_mm - form.down_mm,
    )
    return replace(page, setup=moved)
