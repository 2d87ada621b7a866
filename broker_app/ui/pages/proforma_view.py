"""How a proforma invoice is shown: its title, the name of its file, and what keeps it a draft."""

from broker_app import words
from broker_app.jobs import issuing
from broker_app.jobs.issuing import Shown
from broker_app.papers.saving import file_name
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.paper_rows import with_revision
from broker_app.ui.pages.paper_view import Viewed


def viewed(desk: Desk, shown: Shown) -> Viewed:
    """Return what the preview shows."""
    snapshot = shown.snapshot
    name = words.in_both(desk.books.document_kinds[snapshot.kind].name)
    number = with_revision(snapshot.number, snapshot.revision)
    title = f"{name} {number or words.say('document.draft')}"
    note = issuing.shown_note(shown, desk.books)
    file = file_name(snapshot, "pdf")
    return Viewed(shown.page, title, file, note, document=shown.document, kind="draft")
