"""The papers of a party in its pane: what it handed in, until when it holds, with its files."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.attachment import Attachment
from broker_app.domain.file_name import safe_name
from broker_app.domain.party import Party
from broker_app.domain.party_paper import SOON, PartyPaper, in_order
from broker_app.jobs import party_papers
from broker_app.jobs.editing import read_day
from broker_app.store import attachments
from broker_app.store import party_papers as stored
from broker_app.ui import theme
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.attachment_door import AttachmentDoor
from broker_app.ui.pages.evidence import PAPERS
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.drop_frame import DropFrame
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.labelled import labelled
from broker_app.ui.widgets.lines_entry import LinesEntry
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.problem import Problem
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Label, Plain, tip

LABEL, GAP = 120, 6
"""A row of our own stands in line with the entries, which have no gap behind their label."""
NAMED = 2
"""So many chassis numbers are named; the rest is counted."""
_TOP = Qt.AlignmentFlag.AlignTop


class PapersSection(Section):
    """Papers in force first; what ended is marked. Each is opened, changed, removed."""

    message = Signal(object)
    undo = Signal()

    def __init__(self, desk: Desk, opened: bool) -> None:
        super().__init__("party_papers", "party_paper.section", opened)
        self._desk = desk
        self._party: Party | None = None
        self._waiting: list[Path] = []
        self.papers: list[PartyPaper] = []
        self.door = AttachmentDoor(desk, self)
        self.door.message.connect(self.message)

    @property
    def party(self) -> Party | None:
        """The party whose papers are shown."""
        return self._party

    def show_for(self, party: Party) -> None:
        """Show the papers of a party."""
        reader, today = self._desk.reader, self._desk.asked.today
        self._party = party
        self.papers = in_order(stored.of_party(reader, party.id or 0), today)
        files = {one.id: one for one in attachments.of_party(reader, party.id or 0)}
        self.clear()
        self.summary.setText(summary_of(self.papers, today))
        if not self.papers:
            self.column.addWidget(Label("party_paper.none", "label", wrap=True))
        for paper in self.papers:
            self.column.addWidget(self._paper(paper, files.get(paper.attachment)))
        add = Button("party_paper.add", link=True)
        add.clicked.connect(self.add)
        self.column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)

    def add(self) -> None:
        """Ask for a paper."""
        if self._party is not None and self._party.id is not None:
            self._ask(
                PartyPaper(party=self._party.id, kind=next(iter(self._desk.books.party_papers)))
            )

    def take(self, files: Sequence[Path]) -> None:
        """Ask what dropped files are, one after the other."""
        self._waiting = list(files)
        self._ask_next()

    def remove(self, paper: PartyPaper) -> None:
        """Take a paper away; undo brings it back."""
        task = self._desk.runner.change(party_papers.remove_paper, paper.id, self._desk.who)
        task.on_failure(self.message.emit)
        link = Link("action.undo", self.undo.emit)
        said = title_of(self._desk, paper)
        task.succeeded.connect(
            lambda _: self.message.emit(
                Message("info", lambda: words.say("party_paper.removed", paper=said), (link,))
            )
        )

    # inside

    def _ask_next(self) -> None:
        if not self._waiting or self._party is None or self._party.id is None:
            return
        file = self._waiting.pop(0)
        first = next(iter(self._desk.books.party_papers))
        self._ask(PartyPaper(party=self._party.id, kind=first), file)

    def _ask(self, paper: PartyPaper, file: Path | None = None) -> None:
        name = self._party.name if self._party is not None else ""
        dialog = PartyPaperDialog(self._desk, paper, name, self, file)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _: self._ask_next())
        dialog.open()

    def _paper(self, paper: PartyPaper, file: Attachment | None) -> QWidget:
        made = QWidget()
        today = self._desk.asked.today
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(1)
        column.addLayout(_marked(title_of(self._desk, paper), paper.has_ended(today)))
        for said in filter(None, (validity_of(paper, today), covers_of(paper), paper.note)):
            column.addWidget(Plain(said, "caption", wrap=True))
        column.addLayout(self._links(paper, file))
        return made

    def _links(self, paper: PartyPaper, file: Attachment | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        links = [
            ("party_paper.change", lambda: self._ask(paper)),
            ("costs.remove", lambda: self.remove(paper)),
        ]
        if file is not None:
            links.insert(0, ("attachment.open", lambda: self.door.open(file)))
        for key, act in links:
            link = Button(key, link=True)
            link.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(link)
            if key == "attachment.open" and file is not None:
                link.setToolTip(tip(safe_name(file.file)))
                link.setAccessibleName(f"{link.text()} {safe_name(file.file)}")
        row.addStretch(1)
        return row


class PartyPaperDialog(Dialog):
    """Says what a paper is, of which day, until when it holds, for which cars; takes its file."""

    def __init__(
        self, desk: Desk, paper: PartyPaper, name: str, parent: QWidget, file: Path | None = None
    ) -> None:
        title = words.say("party_paper.title", party=name)
        super().__init__(title, parent, words.say("party_paper.keep"), width=520)
        self._desk, self.paper, self.path = desk, paper, file
        self.problem = Problem(self._desk.runner.failed.emit)
        self.asked_by = Plain(role="quiet", wrap=True)
        self._make_entries()
        for field, entry in self.entries.items():
            self.body.addWidget(entry)
            if field == "kind":
                self._asked_by_row = labelled("", self.asked_by, label=LABEL - GAP)
                self.body.addWidget(self._asked_by_row)
        self.body.addWidget(self._file_row())
        self.body.addWidget(self.problem)
        self._say_asked_by()

    def accept(self) -> None:
        """Keep the paper; the dialog stays open where something is missing."""
        for entry in self.entries.values():
            if isinstance(entry, TextEntry | LinesEntry):
                entry.accept()
        if any(entry.is_wrong for entry in self.entries.values()):
            return
        desk = self._desk
        job = party_papers.add_paper if self.paper.id is None else party_papers.change_paper
        task = desk.runner.change(job, desk.books, self.paper, self.path, desk.who)
        task.on_failure(self.problem.refuse)
        task.succeeded.connect(lambda _: super(PartyPaperDialog, self).accept())

    def choose(self) -> None:
        """Choose the file."""
        pattern = f"{words.say('evidence.files')} ({PAPERS});;* (*)"
        name, _ = QFileDialog.getOpenFileName(self, words.say("evidence.choose"), "", pattern)
        if name:
            self.path = Path(name)
            self._file.setText(safe_name(self.path.name))
            self.problem.hide()

    # inside

    def _make_entries(self) -> None:
        kinds = self._desk.books.party_papers

        def kind(name: str) -> str:
            return words.in_both(kinds[name].title) if name in kinds else name

        def day(name: str) -> TextEntry:
            return TextEntry(name, f"field.{name}", read_day, day_of, str, False, LABEL)

        self.entries: dict[str, Entry] = {
            "kind": ChoiceEntry("kind", "field.kind", tuple(kinds), kind, False, LABEL),
            "issued_on": day("issued_on"),
            "valid_until": day("valid_until"),
            "covers": LinesEntry("covers", "field.covers", False, LABEL, mono=True),
            "note": TextEntry("note", "field.note", quiet=False, label=LABEL),
        }
        for name, entry in self.entries.items():
            entry.put(getattr(self.paper, name))
            entry.entered.connect(self._enter)
        covers = self.entries["covers"]
        if isinstance(covers, LinesEntry):
            covers.hint("party_paper.covers_hint")

    def _enter(self, name: str, value: Any) -> None:
        values: dict[str, Any] = {name: value}
        self.paper = replace(self.paper, **values)
        self.entries[name].put(value)
        self.problem.hide()
        self._say_asked_by()

    def _say_asked_by(self) -> None:
        kind = self._desk.books.party_papers.get(self.paper.kind)
        said = words.in_both(kind.asked_by) if kind is not None else ""
        self.asked_by.setText(said)
        self._asked_by_row.setVisible(bool(said))

    def _file_row(self) -> QWidget:
        choose = Button("evidence.choose")
        choose.clicked.connect(self.choose)
        self._file = Plain(safe_name(self.path.name) if self.path else "", "fact", wrap=True)
        if self.paper.attachment is not None and self.path is None:
            kept = attachments.named(self._desk.reader, [self.paper.attachment])
            self._file.setText(safe_name(kept[0].file) if kept else "")
        return labelled("evidence.file", choose, self._file, label=LABEL - GAP)


def drop_frame(over: QWidget, section: PapersSection) -> DropFrame:
    """Let files be dropped on a widget as papers of the party that a section shows."""

    def say(count: int) -> str:
        party = section.party
        if party is None or party.id is None:
            return ""
        return words.say("party_paper.drop", count=count, party=party.name)

    frame = DropFrame(over, say)
    frame.dropped.connect(section.take)
    return frame


def title_of(desk: Desk, paper: PartyPaper) -> str:
    """Return what a paper is called."""
    kind = desk.books.party_papers.get(paper.kind)
    return words.in_both(kind.title) if kind is not None else paper.kind


def validity_of(paper: PartyPaper, today: date) -> str:
    """Return the days of a paper as they are read: `10 Jan 2026 to 9 Jan 2027, ends in 12 days`."""
    left = paper.days_left(today)
    issued, until = day_of(paper.issued_on), day_of(paper.valid_until)
    if left is None:
        return words.say("party_paper.issued", day=issued) if issued else ""
    if left < 0:
        return words.say("party_paper.ended", day=until)
    key = "party_paper.from_to" if issued else "party_paper.until"
    said = words.say(key, first=issued, last=until)
    if left > SOON:
        return said
    ends = words.say("party_paper.ends_in", count=left) if left else words.say("party_paper.today")
    return words.listed([said, ends])


def covers_of(paper: PartyPaper) -> str:
    """Return for which vehicles a paper was given."""
    if not paper.covers:
        return words.say("party_paper.all_vehicles")
    rest = len(paper.covers) - NAMED
    named = [
        *paper.covers[:NAMED],
        *([words.say("party_paper.more", count=rest)] if rest > 0 else []),
    ]
    return words.say("party_paper.for", chassis=words.listed(named))


def summary_of(papers: Sequence[PartyPaper], today: date) -> str:
    """Return how many papers there are, and how many of them ended."""
    ended = sum(paper.has_ended(today) for paper in papers)
    parts = [words.say("evidence.count", count=len(papers))] if papers else []
    parts += [words.say("party_paper.ended_count", count=ended)] if ended else []
    return words.listed(parts)


def _marked(title: str, ended: bool) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    if ended:
        mark = MarkLabel("warning", 14)
        mark.setFixedHeight(theme.px(20))
        row.addWidget(mark, 0, _TOP)
    row.addWidget(Plain(title, wrap=True), 1)
    return row
