"""The backups of the database: what each holds beside what we have, and bringing one back."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from broker_app import words
from broker_app.domain.person import Secret
from broker_app.errors import UserError
from broker_app.jobs import explaining_backups as said
from broker_app.jobs import giving_out, restoring, signing_in
from broker_app.jobs.restoring import Comparison
from broker_app.store import backup
from broker_app.store.backup import Backup
from broker_app.store.restoring import Restored
from broker_app.store.sealing import is_sealed
from broker_app.ui import keeping, theme
from broker_app.ui.models.columns import Cell, Look
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task
from broker_app.ui.sealed import KeyDialog
from broker_app.ui.table import Table, stretch
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Button, Plain

if TYPE_CHECKING:
    from broker_app.ui.main_window import MainWindow

WIDTH, HEIGHT = 820, 560
STEPS = 6
"""Steps that are named below the comparison; the command line names more."""


def _vehicles(one: Backup) -> Cell:
    held = one.held
    return Cell(words.number(held.tables.get("vehicle", 0)) if held is not None else "")


def _place(one: Backup) -> str:
    return one.path.resolve().parent.name


_COLUMNS = (
    ShortColumn("made", head("backup.made"), Look.NAME, 168, lambda one: Cell(said.made_at(one))),
    ShortColumn("reason", head("backup.why"), Look.TEXT, 200, lambda one: Cell(said.reason(one))),
    ShortColumn("vehicles", head("backup.kind.vehicle"), Look.FIGURE, 96, _vehicles),
    ShortColumn(
        "size", head("backup.size_head"), Look.FIGURE, 88, lambda one: Cell(said.size(one))
    ),
    ShortColumn("place", head("backup.place"), Look.TEXT, 200, lambda one: Cell(_place(one))),
)


class BackupsDialog(Dialog):
    """All backups, the latest first; the one that is chosen is compared, and brought back."""

    def __init__(self, desk: Desk, window: "MainWindow") -> None:
        super().__init__(
            words.say("settings.backups"), window, words.say("backup.restore"), width=640
        )
        self._desk, self._window = desk, window
        self._asking: Task | None = None
        self._found: list[Backup] = []
        self.leave.say("ui.close")
        self.model = ShortModel(_COLUMNS)
        self.table = Table(self.model)
        self.compared = Plain(role="label", wrap=True)
        self.other = Button("backup.other_file")
        self.other.clicked.connect(self._choose_file)
        self.table.picked.connect(self._picked)
        self._lay_out()
        self.look()
        room = self.screen().availableSize() - QSize(40, 60)
        self.resize(QSize(theme.px(WIDTH), theme.px(HEIGHT)).boundedTo(room))

    def look(self) -> None:
        """Ask which backups there are."""
        desk = self._desk
        task = desk.runner.ask(restoring.choices, desk.runner.path, desk.settings.backups_folder)
        task.succeeded.connect(self._show)

    def accept(self) -> None:
        """Bring the chosen backup back into a new file that a person names."""
        chosen = self._chosen()
        if chosen is None:
            return
        start = restoring.free_name(self._desk.runner.path)
        into = keeping.new_file(self, words.say("backup.restore"), start)
        if into is None:
            return
        if is_sealed(chosen.path):
            KeyDialog(self, lambda key: self._restore(chosen, into, key)).open()
        else:
            self._restore(chosen, into, signing_in.NOBODY)

    def _restore(self, chosen: Backup, into: Path, key: Secret) -> None:
        self.verb.setEnabled(False)
        window, desk = self._window, self._desk
        given = (chosen.path, into, key, desk.runner.path, desk.who)
        task = desk.runner.ask(restoring.restore, *given, takes_long=True)
        task.on_failure(window.tell)  # this dialog is gone by then
        task.succeeded.connect(lambda made: _restored(window, made))
        task.succeeded.connect(lambda _: desk.backed_up(giving_out.RESTORED, chosen.path))
        super().accept()

    # inside

    def _show(self, found: list[Backup]) -> None:
        self._found = found
        self.model.show_rows(list(enumerate(found, 1)))
        self.table.setVisible(bool(found))
        self._empty.setVisible(not found)
        if found:
            self.table.go_to(0)
        self._picked()

    def _chosen(self) -> Backup | None:
        chosen = self.table.selected_ids()
        return self._found[chosen[0] - 1] if len(chosen) == 1 else None

    def _picked(self) -> None:
        chosen = self._chosen()
        self.verb.setEnabled(chosen is not None)
        self.compared.setText("")
        if chosen is None:
            return
        self._asking = self._desk.runner.ask(restoring.compare, chosen, instead_of=self._asking)
        self._asking.on_failure(self._failed)
        self._asking.succeeded.connect(self._compare)

    def _compare(self, found: Comparison) -> None:
        lines = [*said.counts(found), said.compared(found)]
        if found.same_line:
            lines += [said.done(one) for one in found.newest[:STEPS]]
        self.compared.setText("\n".join(lines))

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            self.compared.setText(words.error(problem))
        else:
            self._desk.runner.failed.emit(problem)

    def _choose_file(self) -> None:
        """Add a backup that lies elsewhere: on a disk that was put away."""
        kind = f"{words.say('keeping.database')} (*.db *.db.age)"
        name, _ = QFileDialog.getOpenFileName(self, words.say("backup.other_file"), "", kind)
        if name:
            self._show([backup.of_file(Path(name)), *self._found])

    def _lay_out(self) -> None:
        self.explain("backup.text")
        self._empty = Plain(words.say("backup.none"))
        self._empty.hide()
        self.table.setAccessibleName(words.say("settings.backups"))
        self.compared.setMinimumHeight(theme.px(150))
        self.compared.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        stretch(self.table, "reason")
        row = QHBoxLayout()
        row.addWidget(self.other)
        row.addStretch(1)
        self.body.addWidget(self._empty)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.compared)


def show(window: "MainWindow") -> None:
    """Open the list of the backups of a window's database."""
    dialog = BackupsDialog(window.desk, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _restored(window: "MainWindow", made: Restored) -> QWidget:
    return keeping.offer(window, made.path, list(said.restored(made)))
