"""The papers of a shipment by stage: what is usual, issued, drafted, not begun; what each lacks."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMenu, QSizePolicy, QVBoxLayout, QWidget

from broker_app import words
from broker_app.jobs import paper_set
from broker_app.jobs.books import Books
from broker_app.jobs.going import going_of
from broker_app.ui import theme
from broker_app.ui.models.short_model import ShortModel
from broker_app.ui.pages.paper_rows import (
    Outdated,
    PaperRow,
    Row,
    Shown,
    StageRow,
    arranged,
    columns,
)
from broker_app.ui.pages.papers_doing import OFFERED
from broker_app.ui.pages.shipment_board import INVOICE, Board, Judged
from broker_app.ui.table import HEAD, ROW, Table
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Button, Label, Plain, line

_LEAST_ROWS = 5
"""So many rows stay in sight, however many vehicles stand above."""
SET_FORMS = ("files", "workbook", "pdf", "print")
"""How the whole set is written: a workbook each, one workbook, one PDF."""


class ShipmentPapers(QWidget):
    """What was issued, when, by whom; what is still a draft; what has not begun."""

    wanted = Signal(str)
    """A kind of paper, to be written."""
    built_in_wanted = Signal(str)
    """The same in our own layout, where the company has its own template."""
    draft_wanted = Signal()
    """The carrier's draft of the bill of lading, to be compared."""
    number_wanted = Signal(str)
    """A kind of paper that is to be issued under a number typed by hand."""
    cancel_wanted = Signal(str)
    """The number of an issued paper, to be cancelled."""
    set_wanted = Signal(str)
    """The usual papers, to be written; one of `SET_FORMS`."""
    preview_wanted = Signal(object)
    pdf_wanted = Signal(object)
    """The row to be shown, or saved as PDF."""
    lacking_wanted = Signal(str)
    """A kind of paper of which it is asked what it lacks."""

    def __init__(self, books: Books) -> None:
        super().__init__()
        self._books = books
        self._kinds = tuple(books.shipment_papers.values())
        self._stages = books.paper_matrix.stages
        self._board: Board | None = None
        self._rows: list[Row] = []
        self._shown = Shown()
        self.model = ShortModel(columns())
        self.table = Table(self.model)
        self.table.call_it("shipment.papers")
        bar = self.table.horizontalHeader()
        bar.setSectionsClickable(False)
        bar.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bar.setSectionResizeMode(self.model.place_of("paper"), QHeaderView.ResizeMode.Stretch)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.summary = Plain(role="caption")
        self.lacks = Plain(role="caption", wrap=True)
        self.lacks.setContentsMargins(16, 8, 16, 8)
        self.lacks.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line("h"))
        column.addLayout(self._top())
        column.addWidget(self._warning())
        column.addWidget(self.table, 1000)
        column.addWidget(self.lacks)
        column.addStretch(1)  # what a short table leaves over is below it
        self.table.activated.connect(self._activate)
        self.table.clicked.connect(self._turn)
        self.table.menu = self.paper_menu
        self.table.picked.connect(self._forget_lacks)
        self.table.picked.connect(self._offer_built_in)

    @property
    def current(self) -> PaperRow | None:
        """The paper that the buttons act on; none on the head of a stage."""
        chosen = self.table.currentIndex().row()
        row = self._rows[chosen] if 0 <= chosen < len(self._rows) else None
        return row if isinstance(row, PaperRow) else None

    def choose(self, kind: str) -> None:
        """Put the cursor on the list, on the paper of a kind where it stands there."""
        self.table.setFocus()
        rows = (n for n, row in enumerate(self._rows) if getattr(row, "kind", "") == kind)
        row = next(rows, None)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, 0))

    def show_board(self, board: Board, judged: Judged, outdated: Outdated = frozenset()) -> None:
        """Show the papers of a shipment by stage, each kind's latest first."""
        other = self._board is None or self._board.id != board.id
        self._board = board
        vehicles = [line.record for line in board.lines]
        going = going_of(self._books, board.shipment, board.entered, vehicles)
        usual = paper_set.usual_kinds(self._books, going, risky=judged.risky)
        self._shown = replace(self._shown, usual=usual, outdated=outdated)
        self._arrange()
        if other:
            self._forget_lacks()
        lacking = {vehicle for found in board.unattached.values() for vehicle in found}
        count = len(lacking)
        self.lacking.setText(words.say("attachment.vehicles_lack", count=count) if count else "")
        self._warns.setVisible(bool(count))
        self.draft.setVisible(bool(board.lines))

    def show_lacks(self, kind: str, said: str) -> None:
        """Say what a paper lacks, if it is still the one that is asked about."""
        if self.current is not None and self.current.kind == kind:
            self.lacks.setText(said)
            self.lacks.show()

    def row_of(self, kind: str) -> int:
        """Return the row of the latest paper of a kind that is shown, -1 where none is."""
        found = (n for n, r in enumerate(self._rows) if isinstance(r, PaperRow) and r.kind == kind)
        return next(found, -1)

    def turn_stage(self, stage: str) -> None:
        """Fold a stage or open it."""
        turned = self._shown.turned ^ {stage}
        self._shown = replace(self._shown, turned=turned)
        self._arrange()

    def turn_kinds(self) -> None:
        """Show every kind of paper, or again the usual ones."""
        every = not self._shown.every_kind
        self._shown = replace(self._shown, every_kind=every)
        self._every.say("papers.usual_only" if every else "papers.every_kind")
        self._arrange()

    # inside

    def _arrange(self) -> None:
        if self._board is None:
            return
        rows = arranged(self._stages, self._kinds, self._board, self._shown)
        self._rows = [row for _, row in rows]
        self.model.show_rows(rows)
        self.table.setMaximumHeight(theme.px(HEAD) + len(rows) * theme.px(ROW))
        self.table.setMinimumHeight(theme.px(HEAD) + min(len(rows), _LEAST_ROWS) * theme.px(ROW))
        if not self.table.currentIndex().isValid() and self.row_of(INVOICE) >= 0:
            self.table.go_to(self.row_of(INVOICE))
        self._offer_built_in()
        # The tick says nothing where only usual kinds stand; revisions need its room.
        self.table.setColumnHidden(self.model.place_of("usual"), not self._shown.every_kind)
        count = len({row["kind"] for row in self._board.documents if row["state"] == "issued"})
        self.summary.setText(words.say("shipment.issued_count", count=count) if count else "")

    def _turn(self, index: QModelIndex) -> None:
        row = self._rows[index.row()]
        if isinstance(row, StageRow):
            self.turn_stage(row.stage.id)

    def _activate(self, index: QModelIndex) -> None:
        row = self._rows[index.row()]
        if isinstance(row, PaperRow):
            self.wanted.emit(row.kind)

    def _forget_lacks(self) -> None:
        self.lacks.hide()

    def _top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setContentsMargins(16, 12, 16, 10)
        top.addWidget(Label("shipment.papers", "section"))
        top.setSpacing(16)
        top.addWidget(self.summary)
        top.addStretch(1)
        for button in self._buttons():
            top.addWidget(button)
        self.built_in = self._button("print.built_in", partial(self.act, "built_in"))
        top.addWidget(self.built_in)
        return top

    def _offer_built_in(self) -> None:
        row, board = self.current, self._board
        templated = board.templated if board is not None else ()
        self.built_in.setVisible(row is not None and row.kind in templated)

    def _warning(self) -> QWidget:
        """Return the line that says what vehicles lack, and leads to the draft of the B/L."""
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 0, 16, 8)
        row.setSpacing(8)
        self.lacking = Plain(role="caption")
        self.draft = Button("papers.bl_draft", link=True)
        self.draft.clicked.connect(self.draft_wanted)
        self._warns = MarkLabel("warning", 14)
        row.addWidget(self._warns)
        row.addWidget(self.lacking, 1)
        row.addWidget(self.draft)
        return made

    def _buttons(self) -> list[Button]:
        self._every = Button("papers.every_kind", link=True)
        self._every.clicked.connect(self.turn_kinds)
        self._set = Button("papers.whole_set", link=True)
        self._set.clicked.connect(self._offer_set)
        acts = {
            "papers.lacks": "lacks",
            "print.preview": "preview",
            "print.save_pdf": "pdf",
            "print.workbook": "workbook",
        }
        of_one = [self._button(key, partial(self.act, what)) for key, what in acts.items()]
        return [self._every, *of_one, self._set]

    def _button(self, key: str, act: Callable[[], None]) -> Button:
        button = Button(key, link=True)
        button.clicked.connect(lambda: act())
        return button

    def act(self, what: str) -> None:
        """Do something with the paper that is chosen: by a word of the signals it tells."""
        row = self.current
        if row is None:
            return
        told: dict[str, tuple[SignalInstance, object]] = {
            "lacks": (self.lacking_wanted, row.kind),
            "preview": (self.preview_wanted, row),
            "pdf": (self.pdf_wanted, row),
            "workbook": (self.wanted, row.kind),
            "built_in": (self.built_in_wanted, row.kind),
            "number": (self.number_wanted, row.kind),
            "cancel": (self.cancel_wanted, self.number_to_cancel),
        }
        signal, value = told[what]
        signal.emit(value)

    def has(self, needed: str) -> bool:
        """Tell whether a `paper` is chosen, one that is `unnumbered`, or one `issued`."""
        row = self.current
        if needed == "unnumbered":
            return row is not None and row.issued is None and not row.definition.numbered_with
        return bool(self.number_to_cancel) if needed == "issued" else row is not None

    @property
    def number_to_cancel(self) -> str:
        """The number of the chosen paper where it is issued and stands, else empty."""
        row = self.current
        if row is None or row.issued is None or not row.stands or row.issued["state"] != "issued":
            return ""
        return str(row.issued["number"])

    def paper_menu(self) -> QMenu:
        """Return what can be done with the paper that is chosen."""
        from broker_app.ui.menu import context_menu  # loaded when the first menu opens

        return context_menu(OFFERED, self)

    def set_menu(self) -> QMenu:
        """Return the ways to write the whole set."""
        menu = QMenu(self)
        self.fill_set(menu)
        return menu

    def fill_set(self, menu: QMenu) -> None:
        """Fill a menu with the ways to write the whole set."""
        for form in SET_FORMS:
            action = menu.addAction(words.say(f"papers.set_{form}"))
            action.triggered.connect(lambda _=False, form=form: self.set_wanted.emit(form))

    def _offer_set(self) -> None:
        self.set_menu().popup(self._set.mapToGlobal(self._set.rect().bottomLeft()))
