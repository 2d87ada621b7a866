"""One step of many taken back: what contradicts is shown before anything is written."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from broker_app import words
from broker_app.jobs import recounting, undoing
from broker_app.jobs.recounting import Clash
from broker_app.store.database import Rows
from broker_app.ui import theme
from broker_app.ui.models.short_model import ShortModel
from broker_app.ui.models.step_lines import CLASH_COLUMNS
from broker_app.ui.pages.page import Desk
from broker_app.ui.table import Table, stretch
from broker_app.ui.widgets.dialog import Dialog


class Reverting(QObject):
    """Looks ahead, asks where something contradicts, and takes the step back."""

    done = Signal()
    left = Signal()
    """Somebody saw what contradicts and left the step as it is."""
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._window = desk, parent

    def take_back(self, step: int) -> None:
        """Take a step back; the person sees what contradicts first."""
        task = self._desk.runner.ask(what_contradicts, step)
        task.on_failure(self.failed.emit)
        task.succeeded.connect(lambda found: self._decide(step, *found))

    def _decide(self, step: int, clashes: list[Clash], total: int, some_left: bool) -> None:
        if not total:
            self._do(step, rest=False)
            return
        dialog = ClashDialog(clashes, total, some_left, self._window)
        dialog.accepted.connect(lambda: self._do(step, rest=True))
        dialog.rejected.connect(self.left)
        dialog.open()

    def _do(self, step: int, rest: bool) -> None:
        task = self._desk.runner.change(undoing.undo_step, step, self._desk.who, rest)
        task.on_failure(self.failed.emit)
        task.succeeded.connect(lambda _: self.done.emit())


class ClashDialog(Dialog):
    """What was changed again since: what it was, what the step made, what stands, by whom."""

    def __init__(self, clashes: list[Clash], total: int, some_left: bool, parent: QWidget) -> None:
        verb = words.say("revert.rest") if some_left else ""
        super().__init__(words.say("revert.title", count=total), parent, verb, width=920)
        self.explain("revert.text" if some_left else "revert.nothing_left")
        self.model = ShortModel(CLASH_COLUMNS)
        self.table = Table(self.model)
        self.table.setAccessibleName(words.say("revert.title", count=total))
        self.table.setMinimumHeight(theme.px(220))
        stretch(self.table, "thing")
        self.model.show_rows(list(enumerate(clashes)))
        self.body.addWidget(self.table)


def what_contradicts(reader: Rows, step: int) -> tuple[list[Clash], int, bool]:
    """Return what contradicts taking a step back, how much in all, and whether anything is left."""
    plan = undoing.look_ahead(reader, step)
    left = bool(plan.acts) or undoing.is_import(reader, step)
    return recounting.clashes_of(reader, plan), len(plan.conflicts), left
