"""Issued papers as they were printed: kept at the issue, shown and written again years later.

A document that was issued before its page was kept is laid out anew, in the wording of today;
`is_kept` tells which.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from broker_app.domain.document import DocumentKind, PaperForm, Snapshot
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.store import companies, company_pictures, paper_forms, printed_pages, templates
from broker_app.store.database import Rows
from broker_app.store.write import Step

if TYPE_CHECKING:
    from broker_app.papers.page import Page, Stamp
    from broker_app.papers.printed import Printed


@dataclass(frozen=True, slots=True)
class Kept:
    """What was printed of a document, and the bytes of the workbook that it is filled into."""

    printed: "Printed"
    template: bytes | None = None


def keep(
    step: Step,
    reader: Rows,
    definition: DocumentKind,
    document: int,
    snapshot: Snapshot,
    company: int | None,
) -> None:
    """Keep what is printed of a document that is being issued, and the template it has."""
    from broker_app.papers.printed import printed, to_bytes

    page = laid_out(reader, snapshot, definition, PaperForm(layout=snapshot.layout))
    content, sha256 = to_bytes(printed(page, definition))
    own = templates.in_use(reader, company or companies.FIRST, snapshot.kind)
    printed_pages.add(step, document, content, sha256, own.sha256 if own else "")


def is_kept(reader: Rows, document: int) -> bool:
    """Tell whether what was printed of a document was kept; it is not of those of earlier years."""
    return printed_pages.of_document(reader, document) is not None


def doubt(reader: Rows, document: int) -> str:
    """Return what is to be said of how a document is shown.

    `page_not_kept`: in today's wording. `page_damaged`: what was kept is not what was printed any
    more, so that it is not shown. Empty where it is shown as it was printed.
    """
    try:
        return "" if of_document(reader, document) else "page_not_kept"
    except UserError:
        return "page_damaged"


def of_document(reader: Rows, document: int, number: str = "") -> Kept | None:
    """Return what was printed of a document; None where nothing was kept.

    Raises UserError(page_damaged) where it is not what was printed any more.
    """
    row = printed_pages.of_document(reader, document) if document else None
    if row is None:
        return None
    from broker_app.papers.printed import from_bytes

    try:
        printed = from_bytes(bytes(row["content"]), row["sha256"])
    except UserError as problem:
        raise UserError("page_damaged", number=number or document) from problem
    content = templates.content_of(reader, row["template"]) if row["template"] else None
    return Kept(printed, content)


def page_of(
    reader: Rows, books: Books, document: int, snapshot: Snapshot, company: int | None
) -> "Page":
    """Return the page of an issued document as it was printed, for the printer of today.

    Raises UserError(page_damaged).
    """
    from broker_app.papers.printed import shifted

    form = paper_forms.of(reader, company, snapshot.kind)
    form = form if form.layout == snapshot.layout else PaperForm(layout=snapshot.layout)
    kept = of_document(reader, document, snapshot.number)
    if kept is None:
        return laid_out(reader, snapshot, books.document_kinds[snapshot.kind], form)
    stamps = pictures_of(reader, snapshot, kept.printed.pictures)
    return shifted(replace(kept.printed.page, stamps=stamps), form)


def laid_out(reader: Rows, snapshot: Snapshot, definition: DocumentKind, form: PaperForm) -> "Page":
    """Lay a snapshot out in the wording of today, with the pictures that it may carry.

    A draft has neither seal nor signature, and no copies.

    reference: paperwork specification 2.8.
    """
    from broker_app.papers.layout import lay_out

    stamps = pictures_of(reader, snapshot, pictures_on(definition, snapshot))
    return replace(lay_out(snapshot, definition, form), stamps=stamps)


def pictures_on(definition: DocumentKind, snapshot: Snapshot) -> tuple[str, ...]:
    """Return the names of the pictures that a paper may carry."""
    signed = definition.sealed and not snapshot.draft
    return ("logo", *(("seal", "signature") if signed else ()))


def pictures_of(reader: Rows, snapshot: Snapshot, names: Sequence[str]) -> "tuple[Stamp, ...]":
    """Return the pictures of these names that a snapshot froze."""
    from broker_app.papers.page import Stamp

    kept = (pair for pair in snapshot.pictures if pair[0] in names)
    found = [(name, company_pictures.get(reader, sha256)) for name, sha256 in kept]
    return tuple(Stamp(name, content) for name, content in found if content)
