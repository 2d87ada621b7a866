"""The release of a shipment beside its papers: what stands against it, and who let it go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.particulars import PREFIX
from broker_app.domain.release.check import (
    BLOCKS,
    NOT_APPLICABLE,
    OVERRIDE,
    PASSED,
    RELEASE,
    SAILED,
    Result,
)
from broker_app.domain.release.record import Given, Overridden
from broker_app.domain.shipment import AT_SEA
from broker_app.errors import UserError
from broker_app.jobs import checking, deciding, releasing
from broker_app.jobs.books import Books
from broker_app.store import releases, shipments
from broker_app.store.database import Rows
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import moment_of
from broker_app.ui.second_person import SecondPersonDialog
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.scrolled import Column, fill_scrolled
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Label, Plain, line

SIDE = 20
GROUPS = ("blocks", "override", "warns", "passed")
SAID_ABOVE = frozenset({"law_undecided", "papers_complete", "photographs"})
"""Checks whose lines stand above already, where what stops the papers is said."""
_MARKS = {"blocks": "error", "override": "REVIEW", "warns": "warning", "passed": "ALLOWED"}
_OF_VEHICLES = ("vehicle", "price", "take_off", "release", "certificate", "attachments")
MOST_SAID = 6
MOST_ASKED, ASKED_HEIGHT = 4, 360
"""So many checks are asked of without scrolling, in px otherwise."""


@dataclass(frozen=True)
class Checked:
    """What the checks found, and the release there is; or why they could not be run."""

    results: tuple[Result, ...] = ()
    given: Given | None = None
    stands: bool = False
    problem: UserError | None = None


def look_up(reader: Rows, books: Books, shipment: int, today: date) -> Checked:
    """Run the checks of a shipment as it stands, and look its release up."""
    given = releases.latest(reader, shipment)
    stands = deciding.standing_release(reader, shipment) is not None
    try:
        stage = SAILED if shipments.get(reader, shipment).state in AT_SEA else RELEASE
        results = releasing.check(reader, books, shipment, today, stage)
    except UserError as problem:
        return Checked((), given, stands, problem)
    return Checked(tuple(results), given, stands)


@dataclass(frozen=True)
class Line:
    """One check in a group: its title, the first thing it found and how many there are."""

    check: str
    group: str
    title: str
    detail: str
    place: tuple[str, str | int] | None


def lines_of(
    books: Books, results: Sequence[Result], let_pass: Iterable[Overridden] = ()
) -> list[Line]:
    """Return one line a check, in the order of the groups and of the checks.

    What a second person has let pass stands with what passed, with the reason.
    """
    reasons = {one.check: one for one in let_pass}
    by_check: dict[str, list[Result]] = {}
    for result in results:
        if result.outcome != NOT_APPLICABLE:
            by_check.setdefault(result.check, []).append(result)
    made = [_line(books, found, reasons.get(name)) for name, found in by_check.items()]
    return sorted(made, key=lambda one: GROUPS.index(one.group))


def _line(books: Books, found: list[Result], over: Overridden | None) -> Line:
    first = found[0]
    name = checking.title(books, first)
    if over is not None and first.severity == OVERRIDE and first.stands_against:
        said = words.say("proof.override", who=over.who, reason=over.reason)
        return Line(first.check, "passed", name, said, None)
    if first.outcome == PASSED:
        return Line(first.check, "passed", name, "", None)
    group = first.severity if first.severity in (BLOCKS, OVERRIDE) else "warns"
    said = checking.sentence(books, first)
    if len(found) > 1:
        said += " " + words.say("check.more", count=len(found) - 1)
    return Line(first.check, group, name, said, place_of(books, first))


def place_of(books: Books, result: Result) -> tuple[str, str | int] | None:
    """Return where a result is mended: a kind of place and which one."""
    check = books.release_checks.find(result.check)
    if check is None:
        return None
    found = result.found
    said = found.values.get("missing")
    missing = said if isinstance(said, tuple) else ()
    named = next((key for key in missing if key.startswith(PREFIX)), "")
    at = found.at or named.removeprefix(PREFIX)
    kind = found.place or check.place
    if missing == ("lines",):
        return "add", ""
    if at.startswith(PREFIX):
        kind, at = "particulars", at.removeprefix(PREFIX)
    if kind in _OF_VEHICLES and found.vehicle is None:
        kind = "particulars" if at else "field"
    if kind in _OF_VEHICLES:
        return kind, found.vehicle or 0
    if kind == "particulars" and found.vehicle is not None:
        return (kind, f"{at}:{found.vehicle}") if at else ("vehicle", found.vehicle)
    if kind == "party":
        return (kind, found.party) if found.party else ("field", "consignee")
    if kind == "papers":
        return kind, str(found.values.get("paper", ""))
    return (kind, at) if at or kind != "field" else None  # what is mended nowhere here has no link


class ShipmentRelease(QWidget):
    """Says where a result is mended, and that somebody wants to release, send, or have a proof."""

    place_wanted = Signal(object)
    release_wanted = Signal()
    send_wanted = Signal()
    proof_wanted = Signal()

    def __init__(self, books: Books) -> None:
        super().__init__()
        self._books = books
        self.lines: list[Line] = []
        self.status = Plain(role="caption", wrap=True)
        self.button = Button("release_shipment.open")
        self.button.clicked.connect(self.release_wanted)
        self.send = Button("release_shipment.send")
        self.send.clicked.connect(self.send_wanted)
        self.proof = Button("release_shipment.proof", link=True)
        self.proof.clicked.connect(self.proof_wanted)
        self.groups = {
            name: Section(name, f"check.group.{name}", opened=name != "passed") for name in GROUPS
        }
        self._lay_out()
        self.hide()

    def wait(self) -> None:
        """Hold the buttons until what has changed was checked."""
        self.button.setEnabled(False)
        self.send.setEnabled(False)

    def show_checked(self, checked: Checked, state: str, count: int) -> None:
        """Show the results for a shipment in a state, with so many vehicles."""
        self.setVisible(bool(count))
        let_pass = checked.given.overridden if checked.given and checked.stands else ()
        self.lines = lines_of(self._books, checked.results, let_pass)
        self.status.setText(_status(checked))
        open_ = state not in ("documents_sent", "closed") and not checked.stands
        self.button.setVisible(open_)
        self.button.setEnabled(checked.problem is None)
        self.send.setVisible(state == "sailed" and checked.stands)
        self.send.setEnabled(True)
        for name, section in self.groups.items():
            found = [one for one in self.lines if one.group == name]
            shown = [one for one in found if name == "passed" or one.check not in SAID_ABOVE]
            section.clear()
            section.summary.setText(str(len(shown)))
            section.setVisible(bool(shown))
            for one in shown:
                section.column.addWidget(self._row(one))

    # inside

    def _row(self, one: Line) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 2)
        row.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        mark = MarkLabel(_MARKS[one.group], 16)
        mark.setFixedHeight(theme.px(20))
        row.addWidget(mark, 0, top)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(Plain(one.title, wrap=True))
        if one.detail:
            said.addWidget(Plain(one.detail, "caption", wrap=True))
        row.addLayout(said, 1)
        place = one.place
        if place is not None:
            link = Button(f"shipment.to_{place[0]}", link=True)
            link.setAccessibleName(f"{link.text()}: {one.title}")
            link.clicked.connect(lambda _=False: self.place_wanted.emit(place))
            row.addWidget(link, 0, top)
        return made

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(SIDE, 12, SIDE, 12)
        head.setSpacing(6)
        head.addWidget(Label("release_shipment.title", "strong"))
        head.addWidget(self.status)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.button)
        row.addWidget(self.send)
        row.addStretch(1)
        row.addWidget(self.proof)
        head.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line("h"))
        column.addLayout(head)
        for section in self.groups.values():
            section.hide()
            column.addWidget(section)


def _status(checked: Checked) -> str:
    given = checked.given
    if checked.problem is not None:
        return words.error(checked.problem)
    if given is None:
        return words.say("release_shipment.none")
    values = {"who": given.preparer, "second": given.second, "when": moment_of(given.at)}
    return words.say(f"release_shipment.{'given' if checked.stands else 'changed'}", **values)


class ReleaseShipmentDialog(SecondPersonDialog):
    """Names the second person, and lists what they let pass with their reasons."""

    def __init__(
        self, desk: Desk, shipment: int, number: str, results: Sequence[Result], parent: QWidget
    ) -> None:
        against = [one for one in lines_of(desk.books, results) if one.group == BLOCKS]
        title = words.say(
            f"release_shipment.{'refused' if against else 'question'}", shipment=number
        )
        verb = "" if against else words.say("release_shipment.verb")
        super().__init__(desk, title, parent, verb)
        self._desk, self._shipment = desk, shipment
        self.reasons: dict[str, QLineEdit] = {}
        if against:
            self.explain("release_shipment.stopped", count=len(against))
            for one in against[:MOST_SAID]:
                self.body.addLayout(_said("error", one.title, one.detail))
            if len(against) > MOST_SAID:
                self.explain("hold.more", count=len(against) - MOST_SAID)
            return
        self.explain("release_shipment.text", who=desk.who)
        self.ask_second()
        asked = [one for one in lines_of(desk.books, results) if one.group == OVERRIDE]
        if asked:
            self.body.addWidget(self._asking(asked))
        self.body.addWidget(self.problem)
        self.second.setFocus()

    def accept(self) -> None:
        """Release it; the dialog stays open where something is missing."""
        if not self.verb.isVisible():
            return
        desk = self._desk
        given = {name: entry.text() for name, entry in self.reasons.items()}
        self.verb.setEnabled(False)
        task = desk.runner.change(
            releasing.release, desk.books, self._shipment, desk.who, self.second.text(), given,
            desk.asked.today, self.secret.secret,
        )  # fmt: skip
        task.on_failure(self._failed)
        task.succeeded.connect(lambda _: super(ReleaseShipmentDialog, self).accept())

    def _failed(self, problem: BaseException) -> None:
        self.verb.setEnabled(True)
        if not self.refuse(problem):
            self._desk.runner.failed.emit(problem)

    def _asking(self, asked: Sequence[Line]) -> QWidget:
        """Return what asks of each check why it may pass; many of them scroll."""
        inner = QWidget()
        column = Column(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for one in asked:
            column.addLayout(_said("REVIEW", one.title, one.detail))
            entry = QLineEdit()
            entry.setAccessibleName(words.say("release_shipment.reason_for", check=one.title))
            entry.setPlaceholderText(words.say("release_shipment.reason"))
            self.reasons[one.check] = entry
            column.addWidget(entry)
        if len(asked) <= MOST_ASKED:
            return inner
        frame = QFrame()
        frame.setMinimumHeight(theme.px(ASKED_HEIGHT))
        column.addStretch(1)
        fill_scrolled(frame, inner)
        return frame


class SendDocumentsDialog(SecondPersonDialog):
    """Asks whether documents go while something is owed: a second person gives credit."""

    def __init__(self, desk: Desk, shipment: int, number: str, said: str, parent: QWidget) -> None:
        title = words.say("release_shipment.send_question", shipment=number)
        super().__init__(desk, title, parent, words.say("release_shipment.send_verb"))
        self._desk, self._shipment = desk, shipment
        self.reason = QLineEdit()
        self.reason.setAccessibleName(words.say("release_shipment.reason"))
        self.reason.setPlaceholderText(words.say("release_shipment.reason"))
        self.body.addWidget(Plain(said, "label", wrap=True))
        self.ask_second()
        for widget in (self.reason, self.problem):
            self.body.addWidget(widget)
        self.second.setFocus()

    def accept(self) -> None:
        """Send them; the dialog stays open where something is missing."""
        desk = self._desk
        task = desk.runner.change(
            releasing.send_documents, desk.books, self._shipment, desk.who, desk.asked.today,
            self.second.text(), self.reason.text(), self.secret.secret,
        )  # fmt: skip
        task.on_failure(self._failed)
        task.succeeded.connect(lambda _: super(SendDocumentsDialog, self).accept())

    def _failed(self, problem: BaseException) -> None:
        if not self.refuse(problem):
            self._desk.runner.failed.emit(problem)


def _said(mark: str, title: str, detail: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    shown = MarkLabel(mark, 14)
    shown.setFixedHeight(theme.px(20))
    row.addWidget(shown, 0, Qt.AlignmentFlag.AlignTop)
    said = QVBoxLayout()
    said.setSpacing(0)
    said.addWidget(Plain(title, wrap=True))
    said.addWidget(Plain(detail, "caption", wrap=True))
    row.addLayout(said, 1)
    return row
