"""Evidence in the window: papers about a vehicle, and the release of it on a shipment."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.domain.evidence import KINDS, Evidence, waiting
from broker_app.domain.file_name import safe_name
from broker_app.domain.verdict import Verdict
from broker_app.errors import UserError
from broker_app.jobs import evidencing, explaining
from broker_app.jobs.editing import read_day
from broker_app.store import evidence, vehicles
from broker_app.ui import theme
from broker_app.ui.pages.attachment_door import AttachmentDoor
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import Known, day_of, title_of
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.entry import Entry, TextEntry, all_read
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.problem import Problem
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Label, Plain, empty

PAPERS = "*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.xlsx *.docx *.eml *.msg *.txt"
LABEL = 120
_TOP = Qt.AlignmentFlag.AlignTop


class EvidenceSection(Section):
    """The papers that are stored about a vehicle."""

    message = Signal(object)

    def __init__(self, desk: Desk, opened: bool) -> None:
        super().__init__("evidence", "pane.evidence_section", opened)
        self._desk = desk
        self._known: Known | None = None
        self.door = AttachmentDoor(desk, self)
        self.door.message.connect(self.message)

    def show_for(self, known: Known) -> None:
        """Show the papers of a vehicle."""
        self._known = known
        self.clear()
        papers = evidence.of_vehicle(self._desk.reader, known.id)
        self.summary.setText(words.say("evidence.count", count=len(papers)) if papers else "")
        for paper in papers:
            self.column.addWidget(self._paper(paper))
        add = Button("evidence.store", link=True)
        add.clicked.connect(self.store)
        self.column.addWidget(add)

    def store(self) -> None:
        """Ask for a paper."""
        if self._known is None:
            return
        dialog = PaperDialog(self._desk, self._known.id, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _paper(self, paper: Evidence) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(1)
        column.addWidget(Plain(words.say(f"evidence.kind.{paper.kind}"), wrap=True))
        column.addWidget(Plain(said_of(paper), "caption", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        show = Button(lambda: safe_name(paper.file), link=True)
        show.clicked.connect(lambda: self.door.open_paper(paper))
        remove = Button("costs.remove", link=True)
        remove.clicked.connect(lambda: self._remove(paper))
        row.addWidget(show)
        row.addWidget(remove)
        row.addStretch(1)
        column.addLayout(row)
        return made

    def _remove(self, paper: Evidence) -> None:
        task = self._desk.runner.change(evidencing.remove_paper, paper.id, self._desk.who)
        task.on_failure(self.message.emit)


class PaperDialog(Dialog):
    """Says whose paper it is, of which day, for which exact grade, and takes its file."""

    stored = Signal(int)

    def __init__(self, desk: Desk, vehicle: int, parent: QWidget) -> None:
        record = vehicles.get(desk.reader, vehicle)
        title = words.say("evidence.title", vehicle=title_of(record))
        super().__init__(title, parent, words.say("evidence.store_verb"), width=560)
        self._desk = desk
        code = "-".join(filter(None, [record.emission_code, record.model_code]))
        grade = " ".join(filter(None, [code, record.grade_name]))
        self.paper = Evidence(vehicle=vehicle, grade=grade)
        self.path: Path | None = None
        self.problem = Problem(self._desk.runner.failed.emit)
        self._make_entries()
        self.explain("evidence.text")
        for entry in self.entries.values():
            self.body.addWidget(entry)
        self.body.addWidget(self._file_row())
        self.body.addWidget(self.problem)

    def accept(self) -> None:
        """Store the paper; the dialog stays open where something is missing."""
        if not all_read(self.entries.values()):
            return
        if self.path is None:
            self.problem.refuse(UserError("evidence_needs_file"))
            return
        desk = self._desk
        task = desk.runner.change(
            evidencing.store_paper, self.paper, self.path, desk.who, desk.asked.today
        )
        task.on_failure(self.problem.refuse)
        task.succeeded.connect(self._done)

    def choose(self) -> None:
        """Choose the file."""
        pattern = f"{words.say('evidence.files')} ({PAPERS});;* (*)"
        name, _ = QFileDialog.getOpenFileName(self, words.say("evidence.choose"), "", pattern)
        if name:
            self.path = Path(name)
            self._file.setText(self.path.name)
            self.problem.hide()

    def _done(self, made: tuple[int, Any]) -> None:
        self.stored.emit(made[0])
        super().accept()

    def _make_entries(self) -> None:
        def kind(name: str) -> str:
            return words.say(f"evidence.kind.{name}")

        def text(name: str) -> TextEntry:
            return TextEntry(name, f"evidence.{name}", quiet=False, label=LABEL)

        self.entries: dict[str, Entry] = {
            "kind": ChoiceEntry("kind", "evidence.kind", KINDS, kind, quiet=False, label=LABEL),
            "issuer": text("issuer"),
            "issued_on": TextEntry(
                "issued_on", "evidence.issued_on", read_day, day_of, str, False, LABEL
            ),
            "grade": text("grade"),
            "number": text("number"),
        }
        for name, entry in self.entries.items():
            entry.put(getattr(self.paper, name))
            entry.entered.connect(self._enter)

    def _enter(self, name: str, value: Any) -> None:
        values: dict[str, Any] = {name: value}
        self.paper = replace(self.paper, **values)
        self.entries[name].put(value)
        self.problem.hide()

    def _file_row(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        label = Label("evidence.file", "label")
        label.setFixedWidth(theme.px(LABEL))
        self._file = Plain(role="fact")
        choose = Button("evidence.choose")
        choose.clicked.connect(self.choose)
        row.addWidget(label)
        row.addWidget(choose)
        row.addSpacing(8)
        row.addWidget(self._file, 1)
        return made


class ReleaseDialog(Dialog):
    """Says what stands against a vehicle, which papers speak for it, and asks for the reason."""

    def __init__(
        self, desk: Desk, shipment: int, vehicle: int, verdict: Verdict, parent: QWidget
    ) -> None:
        record = vehicles.get(desk.reader, vehicle)
        title = words.say("release.title", vehicle=title_of(record))
        super().__init__(title, parent, words.say("release.verb"), width=560)
        self._desk, self._shipment, self._vehicle = desk, shipment, vehicle
        self.boxes: dict[int, QCheckBox] = {}
        self._papers = QVBoxLayout()
        self.reason = QLineEdit()
        self.reason.setAccessibleName(words.say("release.reason"))
        self.reason.setPlaceholderText(words.say("release.reason"))
        self.problem = Problem(self._desk.runner.failed.emit)
        self.explain("release.text", who=desk.who)
        for finding in waiting(verdict):
            self.body.addLayout(_finding(finding.outcome.value, explaining.sentence(finding)))
        self.body.addSpacing(4)
        self.body.addWidget(Label("release.papers", "strong"))
        self.body.addLayout(self._papers)
        add = Button("evidence.store", link=True)
        add.clicked.connect(self.store)
        self.body.addWidget(add)
        self.body.addSpacing(4)
        self.body.addWidget(self.reason)
        self.body.addWidget(self.problem)
        self.show_papers()

    def accept(self) -> None:
        """Release it; the dialog stays open where a paper or the reason is missing."""
        chosen = [number for number, box in self.boxes.items() if box.isChecked()]
        desk = self._desk
        task = desk.runner.change(
            evidencing.release,
            desk.books,
            self._shipment,
            self._vehicle,
            chosen,
            self.reason.text(),
            desk.who,
            desk.asked.today,
        )
        task.on_failure(self.problem.refuse)
        task.succeeded.connect(lambda _: super(ReleaseDialog, self).accept())

    def store(self) -> None:
        """Store another paper first."""
        dialog = PaperDialog(self._desk, self._vehicle, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.stored.connect(self.show_papers)
        dialog.open()

    def show_papers(self, newest: int = 0) -> None:
        """Show the stored papers to choose from; the newest one is chosen."""
        kept = {number for number, box in self.boxes.items() if box.isChecked()} | {newest}
        empty(self._papers)
        papers = evidence.of_vehicle(self._desk.reader, self._vehicle)
        self.boxes = {}
        for paper in papers:
            kind = words.say(f"evidence.kind.{paper.kind}")
            box = QCheckBox(words.labelled(kind, said_of(paper)))
            box.setChecked(paper.id in kept)
            self.boxes[paper.id or 0] = box
            self._papers.addWidget(box)
        if not papers:
            self._papers.addWidget(Label("release.no_papers", "label"))


def said_of(paper: Evidence) -> str:
    """Return whose paper it is, its number, its day and the grade it speaks of."""
    parts = (paper.issuer, paper.number, day_of(paper.issued_on), paper.grade)
    return words.listed(part for part in parts if part)


def _finding(mark: str, sentence: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    shown = MarkLabel(mark, 14)
    shown.setFixedHeight(theme.px(20))
    row.addWidget(shown, 0, _TOP)
    row.addWidget(Plain(sentence, wrap=True), 1)
    return row
