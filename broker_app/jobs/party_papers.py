"""Papers of parties: stored with their files, changed, taken away; a file may also stand alone.

A decision about a hit keeps its file by `staged_file` and `keep_file` as well.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from broker_app import words
from broker_app.domain.attachment import OF_PARTY, Attachment
from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.file_name import safe_name
from broker_app.domain.party_paper import PartyPaper
from broker_app.domain.vehicle import identity_of
from broker_app.errors import UserError
from broker_app.jobs import attaching
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.jobs.scanning import Waiting
from broker_app.store import attachment_files, attachments, parties, party_papers, write
from broker_app.store.database import Database
from broker_app.store.write import Step

TABLES = frozenset({"party_paper", "attachment"})


def add_paper(
    db: Database, progress: Progress, books: Books, paper: PartyPaper, file: Path | None, who: str
) -> tuple[int, Changes]:
    """Store a paper of a party, with its file where there is one; returns its id.

    Raises UserError for a kind nobody knows, for one without the days it needs, for days that
    contradict each other, for what is no chassis number, and for a file that cannot be taken.
    """
    paper = _checked(books, paper)
    name = parties.get(db.connection, paper.party).name
    with (
        staged_file(db, progress, paper.party, file) as waiting,
        write.step(db, "party_paper", who, party=name) as step,
    ):
        if waiting is not None:
            paper = replace(paper, attachment=keep_file(db, step, waiting).id)
        number = party_papers.add(step, paper)
    return number, Changes(TABLES, step.number)


def change_paper(
    db: Database, progress: Progress, books: Books, paper: PartyPaper, file: Path | None, who: str
) -> Changes:
    """Store a paper that was changed, or its missing file. Raises UserError as `add_paper` does."""
    paper = _checked(books, paper)
    before = party_papers.get(db.connection, paper.id or 0)
    if file is None and paper == before:
        return NOTHING
    name = parties.get(db.connection, before.party).name
    with (
        staged_file(db, progress, before.party, file) as waiting,
        write.step(db, "party_paper_change", who, party=name) as step,
    ):
        if waiting is not None:
            paper = replace(paper, attachment=keep_file(db, step, waiting).id)
        party_papers.change(step, replace(paper, party=before.party))
        _forget_file(db, step, before.attachment)
    return Changes(TABLES, step.number)


def remove_paper(db: Database, paper: int, who: str) -> Changes:
    """Take a paper away; its file stays on the disk, for undo."""
    record = party_papers.get(db.connection, paper)
    name = parties.get(db.connection, record.party).name
    with write.step(db, "party_paper_remove", who, party=name) as step:
        party_papers.remove(step, paper)
        _forget_file(db, step, record.attachment)
    return Changes(TABLES, step.number)


@contextmanager
def staged_file(
    db: Database, progress: Progress, party: int, file: Path | None
) -> Iterator[Waiting | None]:
    """Make a file about a party ready before a step; what got no place is taken back.

    Raises UserError for a file that cannot be attached.
    """
    if file is None:
        yield None
        return
    name, size = safe_name(file.name), attachment_files.size_of(file)

    def tell(done: int) -> None:
        progress(done // 1000, size // 1000, "progress.attaching", file=name)

    copy = attachment_files.stage(db.path, file, tell)
    try:
        described = attaching.described(0, file, copy, OF_PARTY)
        yield Waiting(replace(described, party=party), copy)
    finally:
        attachment_files.discard(copy.part)


def keep_file(db: Database, step: Step, waiting: Waiting) -> Attachment:
    """Keep a file of a party within a step; equal content of one party is one attachment."""
    if waiting.copy is not None:
        attachment_files.keep(db.path, waiting.copy)
    record = waiting.attachment
    known = attachments.of_party(db.connection, record.party)
    same = next((one for one in known if one.sha256 == record.sha256), None)
    if same is not None:
        return same
    record.position = max((one.position for one in known), default=0) + 1
    record.id = attachments.add(step, record)
    return record


def _forget_file(db: Database, step: Step, attachment: int | None) -> None:
    """Take an attachment away that neither a paper nor a decision names any more."""
    if attachment is not None and not party_papers.is_named(db.connection, attachment):
        attachments.remove(step, attachment)


def _checked(books: Books, paper: PartyPaper) -> PartyPaper:
    """Return a paper as it is stored. Raises UserError where it cannot be one."""
    kind = books.party_papers.get(paper.kind)
    if kind is None:
        known = ", ".join(books.party_papers)
        raise UserError("party_paper_kind_unknown", value=paper.kind, known=known)
    if kind.needs_dates and not (paper.issued_on and paper.valid_until):
        raise UserError("party_paper_needs_dates", kind=words.in_both(kind.title))
    if paper.issued_on and paper.valid_until and paper.valid_until < paper.issued_on:
        raise UserError("party_paper_ends_before")
    covers = tuple(dict.fromkeys(line.strip().upper() for line in paper.covers if line.strip()))
    for chassis in covers:
        if not identity_of(chassis):
            raise UserError("party_paper_no_chassis", value=chassis)
    return replace(paper, covers=covers, note=" ".join(paper.note.split()))
