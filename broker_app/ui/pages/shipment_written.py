"""What is said of papers that were written: issued, unchanged or drafted, and where they are."""

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.jobs import issuing
from broker_app.jobs.issuing import Paper
from broker_app.jobs.paper_set import WrittenSet
from broker_app.ui.messages import Link, Message
from broker_app.ui.outside import open_path
from broker_app.ui.pages.paper_rows import with_revision


def written_paper(paper: Paper, changes: Changes) -> Message:
    """Return what is said of one paper, with links to its file."""
    file = paper.path.name
    number = with_revision(paper.snapshot.number, paper.snapshot.revision)

    def said() -> str:
        if paper.holds:
            why = issuing.holds_text(paper)
            return words.say("shipment.drafted", file=file, why=why)
        key = "shipment.issued" if changes.touches("document") else "shipment.unchanged"
        told = words.say(key, number=number, file=file)
        if paper.as_printed:
            return told
        later = words.say("document.today_worded", number=number)
        return words.say("import.between_sentences").join([told, later])

    links = (
        Link("shipment.open_file", lambda: open_path(paper.path)),
        Link("shipment.show_folder", lambda: open_path(paper.path.parent)),
    )
    return Message("info", said, links)


def written_set(written: WrittenSet) -> Message:
    """Return how many papers of a set are issued and how many drafts, with links to the files."""
    drafts, count = written.drafts, len(written.papers)

    def said() -> str:
        return words.say("papers.set_written", issued=count - drafts, drafts=drafts)

    opens = written.path
    links = [Link("shipment.show_folder", lambda: open_path(written.folder))]
    if opens is not None:
        links.insert(0, Link("shipment.open_file", lambda: open_path(opens)))
    return Message("info", said, tuple(links))
