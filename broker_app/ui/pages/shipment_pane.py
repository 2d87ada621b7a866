"""The pane of a shipment: may its papers be issued, one next step, and what stops it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.jobs.books import Books
from broker_app.ui import theme
from broker_app.ui.pages.paper_rows import Outdated, number_of
from broker_app.ui.pages.shipment_board import INVOICE, Board, Judged, Stop, stops, warnings
from broker_app.ui.pages.shipment_release import ShipmentRelease
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.pane_head import SIDE, PaneBand
from broker_app.ui.widgets.scrolled import Column, fill_scrolled
from broker_app.ui.widgets.text import Button, Label, Plain, empty, line

WIDTH, NARROW = 356, 320
GROUPS = ("stops", "undecided", "missing", "warnings")
STEPS = ("enter", "add", "take_off", "draft", "release", "issue")


class ShipmentPane(QFrame):
    """Says which step is wanted (`STEPS`), and which place to go to."""

    step_wanted = Signal(str)
    place_wanted = Signal(object)

    def __init__(self, books: Books) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._books = books
        self.band = PaneBand()
        self.release = ShipmentRelease(books)
        self.release.place_wanted.connect(self.place_wanted)
        self.step = ""
        self._outdated: Outdated = frozenset()
        self.stops: list[Stop] = []
        self.warnings: list[Stop] = []
        self.button = Button("", primary=True)
        self.button.clicked.connect(self.act)
        self.beside = Plain(role="label", wrap=True)
        self._sections = QVBoxLayout()
        self._sections.setContentsMargins(0, 0, 0, 0)
        self._sections.setSpacing(0)
        self._lay_out()
        self.fit(wide=True)

    def wait(self) -> None:
        """Hold the button until the answer to what has changed is there."""
        self.button.setEnabled(False)

    def show_board(self, board: Board, judged: Judged, outdated: Outdated = frozenset()) -> None:
        """Show the answer; `outdated` are issued papers that no longer match the shipment."""
        self._outdated = outdated
        self.stops = stops(board, judged, self._books)
        self.warnings = warnings(board)
        self._show_band(board, judged)
        self._show_step(board, judged)
        empty(self._sections)
        for group in GROUPS:
            found = [s for s in (*self.stops, *self.warnings) if s.group == group]
            if found:
                self._sections.addWidget(self._section(group, found))

    def act(self) -> None:
        """Do the next step."""
        if not (self.step and self.button.isEnabled()) or self._next.isHidden():
            return
        if self.step == "enter":
            self.place_wanted.emit(self.stops[0].place)
        else:
            self.step_wanted.emit(self.step)

    def show_next(self, on: bool) -> None:
        """Show the next step, or hide it while another primary button is on the screen."""
        self._next.setVisible(on)

    def fit(self, wide: bool) -> None:
        """Take the room there is."""
        self.setFixedWidth(theme.px(WIDTH if wide else NARROW))

    # inside

    def _show_band(self, board: Board, judged: Judged) -> None:
        worst = {stop.mark for stop in self.stops}
        mark = "BLOCKED" if worst & {"BLOCKED", "error"} else "REVIEW"
        if judged.ready:
            mark = "REVIEW" if self._outdated else "ALLOWED"
        elif not board.lines:
            mark = "todo"  # a shipment that was just begun is no alarm
        ready = "shipment.papers_outdated" if self._outdated else "shipment.ready"
        word = words.say(ready if judged.ready else "shipment.not_ready")
        self.band.show_answer(mark, word, self._said(board, judged))

    def _said(self, board: Board, judged: Judged) -> str:
        if not board.lines and judged.problem is None:
            return words.say("shipment.no_vehicles")
        if not judged.ready:
            return words.say("shipment.stops", count=len(self.stops))
        if self._outdated:
            numbers = words.listed(sorted({str(number) for _, number in self._outdated}))
            return words.say("shipment.outdated", numbers=numbers)
        issued = board.document(INVOICE)
        if issued is not None:
            return words.say("shipment.issued_before", number=number_of(issued))
        return words.say("shipment.nothing_stops", count=len(board.lines))

    def _show_step(self, board: Board, judged: Judged) -> None:
        blocked = [stop for stop in self.stops if stop.place[0] == "take_off"]
        if judged.problem is not None:
            self.step, beside = "enter", ""
        elif not board.lines:
            self.step, beside = "add", ""
        elif blocked:
            self.step, beside = "take_off", words.say("shipment.beside_blocked", count=len(blocked))
        elif judged.ready:
            again = "again" if board.document(INVOICE) is not None else "issue"
            self.step, beside = "issue", words.say(f"shipment.beside_{again}")
        elif judged.waits_for_two:
            self.step, beside = "release", words.say("shipment.beside_release")
        else:
            self.step, beside = "draft", words.say("shipment.beside_draft")
        self.button.say(f"shipment.step_{self.step}")
        self.button.setEnabled(True)
        self.beside.setText(beside)

    def _section(self, group: str, found: list[Stop]) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(6)
        column.addWidget(line("h"))
        top = QHBoxLayout()
        top.setContentsMargins(SIDE, 8, SIDE, 2)
        top.addWidget(Label(f"shipment.group_{group}", "strong"))
        top.addStretch(1)
        top.addWidget(Plain(str(len(found)), "caption"))
        column.addLayout(top)
        for stop in found:
            column.addWidget(self._line(stop))
        return made

    def _line(self, stop: Stop) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(SIDE, 0, SIDE, 0)
        row.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        mark = MarkLabel(stop.mark, 16)
        mark.setFixedHeight(theme.px(20))
        row.addWidget(mark, 0, top)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(Plain(stop.title, wrap=True))
        if stop.detail:
            said.addWidget(Plain(stop.detail, "caption", wrap=True))
        row.addLayout(said, 1)
        link = Button(f"shipment.to_{stop.place[0]}", link=True)
        link.setAccessibleName(f"{link.text()}: {stop.title}")
        link.clicked.connect(lambda _=False: self.place_wanted.emit(stop.place))
        row.addWidget(link, 0, top)
        return made

    def _lay_out(self) -> None:
        inner = QWidget()
        column = Column(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self._make_next())
        column.addLayout(self._sections)
        column.addWidget(self.release)
        column.addStretch(1)
        fill_scrolled(self, inner)

    def _make_next(self) -> QWidget:
        self._next = QWidget()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.button)
        row.addWidget(self.beside, 1)
        column = QVBoxLayout(self._next)
        column.setContentsMargins(SIDE, 14, SIDE, 16)
        column.setSpacing(8)
        column.addWidget(Label("next.title", "caption"))
        column.addLayout(row)
        return self._next
