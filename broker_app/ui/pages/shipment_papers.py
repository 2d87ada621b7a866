"""The papers of a shipment: one row a kind, and one for every revision that was issued."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.document import DocumentKind
from broker_app.ui import theme
from broker_app.ui.models.columns import NOTHING, Cell, Look
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.pages.shipment_board import Board
from broker_app.ui.pages.vehicle_facts import moment_of
from broker_app.ui.table import HEAD, ROW, Table
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Button, Label, Plain, line


@dataclass(frozen=True)
class PaperRow:
    """A kind of paper, with the document that was issued if there is one."""

    definition: DocumentKind
    issued: sqlite3.Row | None
    stands: bool = True
    """Whether no later revision replaces it."""

    @property
    def kind(self) -> str:
        """Its short name."""
        return self.definition.kind


class ShipmentPapers(QWidget):
    """What was issued, when, by whom; and what is still a draft."""

    wanted = Signal(str)
    """A kind of paper, to be written."""
    built_in_wanted = Signal(str)
    """The same in our own layout, where the company has its own template."""
    preview_wanted = Signal(object)
    pdf_wanted = Signal(object)
    """The row to be shown, or saved as PDF."""

    def __init__(self, kinds: Sequence[DocumentKind]) -> None:
        super().__init__()
        self._kinds = kinds
        self._rows: list[PaperRow] = []
        self._templated: frozenset[str] = frozenset()
        self.model = ShortModel(_columns())
        self.table = Table(self.model)
        bar = self.table.horizontalHeader()
        bar.setSectionsClickable(False)
        bar.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bar.setSectionResizeMode(self.model.place_of("paper"), QHeaderView.ResizeMode.Stretch)
        self.summary = Plain(role="caption")
        top = QHBoxLayout()
        top.setContentsMargins(16, 12, 16, 10)
        top.addWidget(Label("shipment.papers", "section"))
        top.setSpacing(16)
        top.addWidget(self.summary)
        top.addStretch(1)
        for button in self._buttons():
            top.addWidget(button)
        self.built_in = self._button(
            "print.built_in", lambda row: self.built_in_wanted.emit(row.kind)
        )
        top.addWidget(self.built_in)
        self._lacking = self._warning()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line("h"))
        column.addLayout(top)
        column.addWidget(self._lacking)
        column.addWidget(self.table)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._offer_built_in())
        self.table.activated.connect(lambda index: self.wanted.emit(self._rows[index.row()].kind))

    @property
    def current(self) -> PaperRow | None:
        """The row that the buttons act on."""
        chosen = self.table.currentIndex().row()
        return self._rows[max(chosen, 0)] if self._rows else None

    def show_board(self, board: Board) -> None:
        """Show the papers of a shipment, each kind's latest first."""
        self._rows = []
        self._templated = board.templated
        for kind in self._kinds:
            issued = [d for d in board.documents if d["kind"] == kind.kind]
            self._rows += [PaperRow(kind, d, d is issued[0]) for d in issued] or [
                PaperRow(kind, None)
            ]
        self.model.show_rows(
            [(row.issued["id"] if row.issued else -n, row) for n, row in enumerate(self._rows, 1)]
        )
        self.table.setFixedHeight(theme.px(HEAD) + len(self._rows) * theme.px(ROW))
        if self._rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._offer_built_in()
        count = sum(row.issued is not None for row in self._rows)
        self.summary.setText(words.say("shipment.issued_count", count=count) if count else "")
        lacking = {vehicle for found in board.unattached.values() for vehicle in found}
        self.lacking.setText(words.say("attachment.vehicles_lack", count=len(lacking)))
        self._lacking.setVisible(bool(lacking))

    def _offer_built_in(self) -> None:
        row = self.current
        self.built_in.setVisible(row is not None and row.kind in self._templated)

    def _warning(self) -> QWidget:
        """Return the line that says what vehicles lack; it stops no paper."""
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 0, 16, 8)
        row.setSpacing(8)
        self.lacking = Plain(role="caption")
        row.addWidget(MarkLabel("warning", 14))
        row.addWidget(self.lacking, 1)
        return made

    def _buttons(self) -> list[Button]:
        wanted = {
            "print.preview": lambda row: self.preview_wanted.emit(row),
            "print.save_pdf": lambda row: self.pdf_wanted.emit(row),
            "print.workbook": lambda row: self.wanted.emit(row.kind),
        }
        return [self._button(key, act) for key, act in wanted.items()]

    def _button(self, key: str, act: Callable[[PaperRow], None]) -> Button:
        def pressed() -> None:
            if self.current is not None:
                act(self.current)

        button = Button(key, link=True)
        button.clicked.connect(pressed)
        return button


def number_of(document: sqlite3.Row) -> str:
    """Return the number of a document, with its revision."""
    return with_revision(document["number"], document["revision"])


def with_revision(number: str, revision: int) -> str:
    """Return a number with its revision, if it has one: `AMX-2026-0001 Rev.1`."""
    if not revision:
        return number
    return words.say("shipment.revision", number=number, revision=revision)


def _columns() -> list[ShortColumn]:
    return [
        ShortColumn("kind", head("column.kind"), Look.CODE, 56, lambda row: Cell(row.kind)),
        ShortColumn("paper", head("column.paper"), Look.TEXT, 160, _paper),
        ShortColumn("state", head("column.state"), Look.TEXT, 88, _state),
        ShortColumn("number", head("column.number"), Look.CODE, 172, _number),
        ShortColumn("when", head("column.when"), Look.TEXT, 188, _when),
    ]


def _paper(row: PaperRow) -> Cell:
    return Cell(words.in_both(row.definition.name))


def _state(row: PaperRow) -> Cell:
    if row.issued is None:
        return Cell(words.say("document.draft"))
    if not row.stands and row.issued["state"] == "issued":
        return Cell(words.say("document.replaced"))
    return Cell(words.say(f"document.{row.issued['state']}"))


def _number(row: PaperRow) -> Cell:
    return NOTHING if row.issued is None else Cell(number_of(row.issued))


def _when(row: PaperRow) -> Cell:
    if row.issued is None:
        return NOTHING
    when = moment_of(row.issued["issued_at"])
    return Cell(words.say("pane.by", when=when, who=row.issued["issued_by"]))
