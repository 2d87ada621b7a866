"""The bin: what was put away, by whom and when; and bringing it back."""

import sqlite3

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.jobs import binning
from broker_app.store import bin as waste
from broker_app.store.database import Rows
from broker_app.ui import theme
from broker_app.ui.models.columns import Cell, Look
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.models.step_lines import moment
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task
from broker_app.ui.table import Table, stretch
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.text import Plain

MOST = 1_000
"""Lines that are shown at once; the search finds the others."""
WIDTH, HEIGHT = 760, 520

_COLUMNS = (
    ShortColumn("name", head("bin.vehicle"), Look.NAME, 240, lambda row: Cell(row["name"])),
    ShortColumn(
        "chassis", head("column.chassis_number"), Look.CODE, 168, lambda row: Cell(row["chassis"])
    ),
    ShortColumn("who", head("history.who"), Look.TEXT, 120, lambda row: Cell(row["who"])),
    ShortColumn("at", head("bin.at"), Look.TEXT, 152, lambda row: Cell(moment(row["at"]))),
)


class BinDialog(Dialog):
    """Vehicles in the bin, the latest first; those that are chosen come back."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(words.say("action.bin"), parent, words.say("bin.restore"), width=620)
        self._desk = desk
        self._asking: Task | None = None
        self._note = ""
        self.model = ShortModel(_COLUMNS)
        self.table = Table(self.model)
        self.search = SearchBox("bin.search")
        self.problem = Plain(role="problem", wrap=True)
        self.leave.say("ui.close")
        self._lay_out()
        self.search.wanted.connect(self.look)
        self.table.picked.connect(self._picked)
        self.look()
        room = self.screen().availableSize() - QSize(40, 60)
        self.resize(QSize(theme.px(WIDTH), theme.px(HEIGHT)).boundedTo(room))

    def look(self, text: str = "") -> None:
        """Show what is in the bin, or what the words find of it."""
        self._asking = self._desk.runner.ask(in_the_bin, text.strip(), instead_of=self._asking)
        self._asking.succeeded.connect(lambda found: self._show(*found))

    def accept(self) -> None:
        """Bring back what is chosen; the dialog stays, for there may be more."""
        chosen = self.table.selected_ids()
        if not chosen:
            return
        self.verb.setEnabled(False)
        task = self._desk.runner.change(binning.restore, chosen, self._desk.who)
        task.on_failure(self._failed)
        task.succeeded.connect(self._restored)

    # inside

    def _show(self, rows: list[sqlite3.Row], total: int) -> None:
        self.problem.setText(self._note)
        self.problem.setVisible(bool(self._note))
        self._note = ""
        self.model.show_rows([(row["id"], row) for row in rows])
        self.table.setVisible(total > 0)
        self.search.setVisible(total > 0)
        self._empty.setVisible(total == 0)
        self._count.setText(words.say("ui.vehicles", count=total))
        self._count.setVisible(total > 0)
        self.verb.setVisible(total > 0)
        if rows:
            self.table.go_to(0)
        self._picked()

    def _restored(self, changes: Changes) -> None:
        self._note = changes.note
        self.look(self.search.text())

    def _picked(self) -> None:
        self.verb.setEnabled(self.table.count > 0)
        self.verb.say(lambda: words.say("bin.restore"))

    def _failed(self, problem: BaseException) -> None:
        self.verb.setEnabled(True)
        if isinstance(problem, UserError):
            self.problem.setText(words.error(problem))
            self.problem.show()
        else:
            self._desk.runner.failed.emit(problem)

    def _lay_out(self) -> None:
        self.explain("bin.text")
        self._count = Plain(role="quiet")
        self._empty = Plain(words.say("bin.empty"))
        self._empty.hide()
        self.problem.hide()
        row = QHBoxLayout()
        row.addWidget(self.search)
        row.addStretch(1)
        row.addWidget(self._count)
        self.table.setAccessibleName(words.say("action.bin"))
        stretch(self.table, "name")
        self.body.addLayout(row)
        self.body.addWidget(self._empty)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.problem)
        self.body.addStretch(0)


def in_the_bin(reader: Rows, text: str) -> tuple[list[sqlite3.Row], int]:
    """Return the latest lines of the bin that words find, and how many vehicles are in it."""
    return waste.every(reader, MOST, text), waste.count(reader)
