"""The carrier's draft of a bill of lading, pasted or typed, beside our instruction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.domain.bl_draft import (
    BLOCKS,
    CHASSIS,
    GRAVE,
    NOT_GIVEN,
    SAME,
    UNITS,
    Box,
    Comparison,
    Instructed,
    Row,
)
from broker_app.errors import UserError
from broker_app.jobs import bl_drafts
from broker_app.store import bl_drafts as kept
from broker_app.store.database import Rows
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import moment_of
from broker_app.ui.runner import Task
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.problem import Problem
from broker_app.ui.widgets.scrolled import Grid, fill_scrolled
from broker_app.ui.widgets.text import Button, Label, Plain, empty, line

WIDTH, HEIGHT = 960, 430
_MOST_LINES = 8
"""Lines of a box that are seen at once."""
_WAIT_MS = 250
"""So long after the last sign a draft is compared."""
_MOST_NAMED = 8
_MOST_VEHICLES = 40
"""So many vehicles that differ are listed; the count names the others."""


@dataclass(frozen=True)
class Compared:
    """A draft beside what was instructed."""

    found: Comparison
    ours: Instructed


def look(reader: Rows, desk: Desk, shipment: int, boxes: Mapping[str, str]) -> Compared:
    """Compare boxes with the instruction as it stands."""
    today, books = desk.asked.today, desk.books
    ours = bl_drafts.instructed(bl_drafts.instruction(reader, books, shipment, today))
    entered = kept.latest(reader, shipment)
    if entered is not None and dict(entered.boxes) == dict(boxes):
        return Compared(bl_drafts.beside(reader, books, entered, today), ours)
    return Compared(bl_drafts.compare(reader, books, shipment, boxes, today), ours)


class DraftDialog(Dialog):
    """Shows each box beside the instruction while it is typed; kept and approved by a click."""

    def __init__(self, desk: Desk, shipment: int, number: str, parent: QWidget) -> None:
        title = words.say("draft.title", shipment=number)
        super().__init__(title, parent, words.say("draft.keep"), WIDTH)
        self._desk, self._shipment = desk, shipment
        self._asking: Task | None = None
        self.fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._outcomes: dict[str, tuple[MarkLabel, Plain]] = {}
        self._ours: dict[str, Plain] = {}
        self.compared: Compared | None = None
        self.paste = QPlainTextEdit()
        self.paste.setAccessibleName(words.say("draft.paste"))
        self.paste.setPlaceholderText(words.say("draft.paste"))
        self.paste.setTabChangesFocus(True)
        self.paste.setFixedHeight(theme.px(72))
        self.reading = Button("draft.read")
        self.status = Plain(role="caption", wrap=True)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(words.say("draft.reason"))
        self.reason.setPlaceholderText(words.say("draft.reason"))
        self.approve = Button("draft.approve")
        self.problem = Problem(self._desk.runner.failed.emit)
        self._vehicles = QVBoxLayout()
        self._vehicles.setSpacing(2)
        self._soon = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._soon.timeout.connect(self.compare)
        self._lay_out()
        self._show_kept()

    @property
    def boxes(self) -> dict[str, str]:
        """The draft as it is typed now; empty boxes are none."""
        typed = {name: _text(field).strip() for name, field in self.fields.items()}
        return {name: text for name, text in typed.items() if text}

    def read(self) -> None:
        """Put the pasted text into the boxes; those that it does not name stay."""
        try:
            found = bl_drafts.read_text(self._desk.books, self.paste.toPlainText())
        except UserError as problem:
            self.problem.refuse(problem)
            return
        self.problem.hide()
        for name, text in found.items():
            _put(self.fields[name], text)
        self.compare()

    def compare(self) -> None:
        """Hold what is typed against the instruction."""
        self._soon.stop()
        asked = (self._desk, self._shipment, self.boxes)
        self._asking = self._desk.runner.ask(look, *asked, instead_of=self._asking)
        self._asking.succeeded.connect(self._show)
        self._asking.on_failure(self.problem.refuse)

    def accept(self) -> None:
        """Keep the draft."""
        self._keep(super().accept)

    def approve_it(self) -> None:
        """Keep the draft, then approve it as it stands."""
        desk, given = self._desk, self.reason.text()

        def approve() -> None:
            asked = (desk.books, self._shipment, desk.who, desk.asked.today, given)
            task = desk.runner.change(bl_drafts.approve, *asked)
            task.on_failure(self.problem.refuse)
            task.succeeded.connect(lambda _: super(DraftDialog, self).accept())

        entered = kept.latest(desk.reader, self._shipment)
        if entered is not None and dict(entered.boxes) == self.boxes:
            approve()
        else:
            self._keep(approve)

    # inside

    def _keep(self, then: Callable[[], None]) -> None:
        desk = self._desk
        task = desk.runner.change(bl_drafts.enter, desk.books, self._shipment, self.boxes, desk.who)
        task.on_failure(self.problem.refuse)
        task.succeeded.connect(lambda _: then())

    def _show_kept(self) -> None:
        entered = kept.latest(self._desk.reader, self._shipment)
        for name, text in (entered.boxes if entered else {}).items():
            if name in self.fields:
                _put(self.fields[name], text)
        self.compare()

    def _show(self, compared: Compared) -> None:
        self.compared = compared
        found = {row.box: row for row in compared.found.rows if not row.place}
        for name, (mark, word) in self._outcomes.items():
            row = found.get(name)
            mark.setVisible(row is not None)
            word.setText(words.say(f"draft.outcome.{row.outcome}") if row else "")
            if row is not None:
                mark.show_mark(mark_of(row))
        for name, shown in self._ours.items():
            shown.setText(self._instructed(name, compared.ours))
            _fit(self.fields[name], shown.text())
        self._show_vehicles(compared.found.rows)
        self._show_status(compared.found)

    def _instructed(self, box: str, ours: Instructed) -> str:
        if box != UNITS:
            return ours.boxes.get(box, "")
        shown = [unit.chassis for unit in ours.units[:_MOST_LINES]]
        more = len(ours.units) - len(shown)
        return "\n".join(shown + ([words.say("hold.more", count=more)] if more else []))

    def _show_vehicles(self, rows: Sequence[Row]) -> None:
        empty(self._vehicles)
        of_vehicles = [row for row in rows if row.place or row.box == CHASSIS]
        against = [row for row in of_vehicles if row.outcome != SAME]
        agree = sum(row.box == CHASSIS and row.outcome == SAME for row in of_vehicles)
        mark, word = self._outcomes[UNITS]
        mark.setVisible(bool(of_vehicles))
        mark.show_mark("error" if against else "ALLOWED")
        word.setText(words.say("draft.vehicles_agree", count=agree))
        for row in against[:_MOST_VEHICLES]:
            self._vehicles.addWidget(_of_vehicle(self._desk, row))

    def _show_status(self, found: Comparison) -> None:
        grave = any(row.box in GRAVE for row in found.against)
        self.verb.setEnabled(bool(self.boxes))
        self.approve.setEnabled(bool(self.boxes) and not grave)
        self.reason.setVisible(bool(found.against) and not grave and bool(self.boxes))
        said = self._said(found) if found.against else words.say("draft.agrees")
        if found.approved_by:
            when = moment_of(found.entered.approved_at)
            said = words.say("draft.approved_on", who=found.approved_by, when=when)
        self.status.setText(said if self.boxes else words.say("draft.nothing"))

    def _said(self, found: Comparison) -> str:
        """Return how many lines differ and which: they may stand out of sight."""
        books = self._desk.books
        named = dict.fromkeys(
            bl_drafts.title(books, row.box) + (f" {row.place}" if row.place else "")
            for row in found.against
        )
        shown = list(named)[:_MOST_NAMED]
        more = len(named) - len(shown)
        listed = words.listed(shown + ([words.say("hold.more", count=more)] if more else []))
        return f"{words.say('draft.against', count=len(found.against))} {listed}"

    # inside: layout

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.paste, 1)
        top.addWidget(self.reading, 0, Qt.AlignmentFlag.AlignBottom)
        self.reading.clicked.connect(self.read)
        self.approve.clicked.connect(self.approve_it)
        self.body.addLayout(top)
        frame = QFrame()
        frame.setMinimumHeight(theme.px(HEIGHT))
        fill_scrolled(frame, self._grid())
        self.body.addWidget(frame, 1)
        for part in (self.status, self.reason, self.problem):
            self.body.addWidget(part)
        self.foot.insertWidget(self.foot.count() - 1, self.approve)
        self.paste.setFocus()

    def _grid(self) -> QWidget:
        inner = QWidget()
        grid = Grid(inner)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 4)
        grid.setColumnStretch(2, 5)
        grid.setColumnMinimumWidth(0, theme.px(120))
        grid.setColumnMinimumWidth(3, theme.px(120))
        for column, key in enumerate(("draft.box", "draft.instructed", "draft.draft", "")):
            grid.addWidget(Label(key, "caption"), 0, column)
        for number, box in enumerate(self._desk.books.bl_boxes):
            self._add(grid, 3 * number + 1, box)
            if box.kind == UNITS:
                grid.addLayout(self._vehicles, 3 * number + 3, 1, 1, 3)
        grid.setRowStretch(3 * len(self._desk.books.bl_boxes) + 1, 1)
        return inner

    def _add(self, grid: QGridLayout, row: int, box: Box) -> None:
        top, title = Qt.AlignmentFlag.AlignTop, words.in_both(box.title)
        field = _field(box)
        field.setAccessibleName(title)
        field.textChanged.connect(lambda *_: self._soon.start())
        self.fields[box.id] = field
        ours = self._ours[box.id] = Plain(wrap=True)
        ours.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        mark, word = MarkLabel("todo", 16), Plain(role="caption", wrap=True)
        mark.hide()
        self._outcomes[box.id] = (mark, word)
        said = QHBoxLayout()
        said.setSpacing(6)
        said.addWidget(mark, 0, top)
        said.addWidget(word, 1, top)
        grid.addWidget(line("row"), row, 0, 1, 4)
        grid.addWidget(Plain(title, wrap=True), row + 1, 0, top)
        grid.addWidget(ours, row + 1, 1, top)
        grid.addWidget(field, row + 1, 2, top)
        grid.addLayout(said, row + 1, 3, top)


def mark_of(row: Row) -> str:
    """Return the mark of a row: what may not differ is an error, other lines wait for a person."""
    if row.outcome == SAME:
        return "ALLOWED"
    if row.outcome == NOT_GIVEN:
        return "todo"
    return "error" if row.box in GRAVE else "REVIEW"


def _of_vehicle(desk: Desk, row: Row) -> QWidget:
    """Return one line about a vehicle: which, what the draft says, and which signs differ."""
    made = QWidget()
    column = QHBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    column.addWidget(MarkLabel(mark_of(row), 16), 0, Qt.AlignmentFlag.AlignTop)
    named = bl_drafts.title(desk.books, row.box) + (f" {row.place}" if row.place else "")
    outcome = words.say(f"draft.outcome.{row.outcome}")
    pair = f"{row.instructed or '–'}  ≠  {row.draft or '–'}"
    parts = [named, pair, outcome]
    if row.changes:
        parts[2] = bl_drafts.changes_said(row)
    column.addWidget(Plain("    ".join(parts), wrap=True), 1)
    return made


def _field(box: Box) -> QLineEdit | QPlainTextEdit:
    if box.kind not in BLOCKS:
        return QLineEdit()
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    _fit(field, "")
    if box.kind == UNITS:
        field.setPlaceholderText(words.say("draft.units"))
    return field


def _fit(field: QLineEdit | QPlainTextEdit, beside: str) -> None:
    """Give a box of lines the height of what stands in it, or beside it."""
    if isinstance(field, QPlainTextEdit):
        room = max(field.viewport().width() - 2 * int(field.document().documentMargin()), 1)
        most = max(_lines_in(field, text, room) for text in (_text(field), beside))
        lines = min(max(most, 1) + 1, _MOST_LINES)
        field.setFixedHeight(field.fontMetrics().lineSpacing() * lines + theme.px(14))


def _lines_in(field: QPlainTextEdit, text: str, room: int) -> int:
    """Return how many lines a text has where long ones are broken; `room` is in pixels."""
    if not field.isVisible():  # it has no width yet
        return len(text.splitlines())
    metrics = field.fontMetrics()
    wrap = Qt.TextFlag.TextWordWrap
    heights = (
        metrics.boundingRect(0, 0, room, 9999, wrap, one).height() for one in text.split("\n")
    )
    return sum(max(1, round(height / metrics.lineSpacing())) for height in heights)


def _text(field: QLineEdit | QPlainTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def _put(field: QLineEdit | QPlainTextEdit, text: str) -> None:
    if isinstance(field, QLineEdit):
        field.setText(text)
    else:
        field.setPlainText(text)
