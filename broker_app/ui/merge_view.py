"""Two records side by side: what differs is chosen, then they become one, or stay apart."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.errors import UserError
from broker_app.jobs import merging
from broker_app.jobs.merging import SideBySide
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import source_of, title_of, value_of
from broker_app.ui.runner import Task
from broker_app.ui.widgets.dialog import Dialog, ReasonDialog
from broker_app.ui.widgets.text import Button, Plain, line

LABEL = 150
_TOP = Qt.AlignmentFlag.AlignTop


class MergeView(QWidget):
    """The facts in which two differ, each with a choice of two: of vehicles, unless a class below
    says how others are seen, named and merged."""

    key = "duplicates"
    """What its words begin with: `stays`, `goes`, `apart`."""
    merged = Signal(int, int)
    """The one that was kept, and the one that is gone."""
    parted = Signal(int, int)
    """Two that somebody said are not the same."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.shown: SideBySide[Any] | None = None
        self.choices: dict[str, QButtonGroup] = {}
        self.problem = Plain(role="problem", wrap=True)
        self.apart = Button(f"{self.key}.apart")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self.apart.clicked.connect(self.keep_apart)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._area, 1)
        column.addWidget(self.problem)
        self.problem.hide()

    @property
    def can_merge(self) -> bool:
        """Whether the two that are shown can become one."""
        return self.shown is not None and self.shown.problem is None

    def show_pair(self, one: int, other: int) -> None:
        """Show two of them; where one is gone, that is said."""
        self.problem.hide()
        try:
            self.shown = self.see(one, other)
        except UserError as problem:
            self.clear()
            self._show_problem(problem)
            return
        self._area.setWidget(self._grid(self.shown))
        if self.shown.problem is not None:
            self._show_problem(self.shown.problem)

    def clear(self) -> None:
        """Show nothing."""
        self.shown = None
        self.choices.clear()
        self._area.setWidget(QWidget())

    def chosen(self) -> dict[str, int]:
        """Return whose fact is taken: 0 that of the one that is kept, 1 the other's."""
        return {name: group.checkedId() for name, group in self.choices.items()}

    def merge(self, why: str = "") -> None:
        """Make the two one."""
        shown = self.shown
        if shown is None:
            return
        task = self.ask_to_merge(shown, why)
        task.on_failure(self._refused)
        task.succeeded.connect(lambda _: self.merged.emit(shown.kept, shown.other))

    def keep_apart(self) -> None:
        """Remember that the two are not the same."""
        shown = self.shown
        if shown is None:
            return
        task = self.ask_to_part(shown)
        task.on_failure(self._refused)
        task.succeeded.connect(lambda _: self.parted.emit(shown.kept, shown.other))

    # how vehicles are seen, named and merged

    def see(self, one: int, other: int) -> SideBySide[Any]:
        """Return two side by side."""
        return merging.side_by_side(self._desk.reader, one, other)

    def ask_to_merge(self, shown: SideBySide[Any], why: str) -> Task:
        """Ask for the two to become one."""
        desk = self._desk
        given = (desk.books, desk.asked.question, shown.kept, shown.other, self.chosen())
        return desk.runner.change(merging.merge, *given, desk.who, why)

    def ask_to_part(self, shown: SideBySide[Any]) -> Task:
        """Ask for the two to be remembered as not the same."""
        given = (shown.kept, shown.other, self._desk.who)
        return self._desk.runner.change(merging.not_the_same, *given)

    def names_of(self, record: Any) -> tuple[str, str]:
        """Return what a record is called, and the number below."""
        return title_of(record), record.chassis_number or words.say("pane.no_chassis")

    def label_of(self, name: str) -> str:
        """Return the label of a fact."""
        return words.fact(name)

    def value_of(self, record: Any, name: str) -> str:
        """Return a fact as people read it."""
        return value_of(record, name)

    def source_of(self, record: Any, name: str) -> str:
        """Return where a fact is from."""
        return source_of(record, name)

    # inside

    def _refused(self, problem: BaseException) -> None:
        if isinstance(problem, UserError) and problem.key == "reason_needed":
            dialog = ReasonDialog(words.error(problem), self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.given.connect(self.merge)
            dialog.open()
        elif isinstance(problem, UserError):
            self._show_problem(problem)
        else:
            self._desk.runner.failed.emit(problem)

    def _show_problem(self, problem: UserError) -> None:
        self.problem.setText(words.error(problem))
        self.problem.show()

    def _grid(self, shown: SideBySide[Any]) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, LABEL)
        for side in (0, 1):
            grid.setColumnStretch(side + 1, 1)
            grid.addWidget(self._head(shown, side), 0, side + 1, _TOP)
        grid.addWidget(line("h"), 1, 0, 1, 3)
        self.choices = {}
        for number, name in enumerate(shown.default, 2):
            grid.addWidget(Plain(self.label_of(name), "label", wrap=True), number, 0, _TOP)
            group = self.choices[name] = QButtonGroup(made)
            for side in (0, 1):
                grid.addWidget(self._choice(shown, name, side, group), number, side + 1, _TOP)
        if not shown.default:
            grid.addWidget(Plain(words.say("duplicates.no_difference"), "label"), 2, 1, 1, 2)
        grid.setRowStretch(len(shown.default) + 3, 1)
        return made

    def _head(self, shown: SideBySide[Any], side: int) -> QWidget:
        made = QWidget()
        title, code = self.names_of(shown.records[side])
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(Plain(title, "strong", wrap=True))
        if code:
            column.addWidget(Plain(code, "code", wrap=True))
        stands = "stays" if side == 0 else "goes"
        column.addWidget(Plain(words.say(f"{self.key}.{stands}"), "caption"))
        beside = [
            words.say("duplicates.beside", what=words.say(f"table.{table}"), number=number)
            for table, number in shown.beside[side].items()
            if words.has(f"table.{table}")
        ]
        column.addWidget(Plain(words.listed(beside), "quiet", wrap=True))
        return made

    def _choice(self, shown: SideBySide[Any], name: str, side: int, group: QButtonGroup) -> QWidget:
        made = QWidget()
        record = shown.records[side]
        value = self.value_of(record, name)
        radio = QRadioButton(value)
        radio.setChecked(shown.default[name] == side)
        radio.setAccessibleName(words.labelled(self.label_of(name), value))
        group.addButton(radio, side)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(radio)
        row.addWidget(Plain(self.source_of(record, name), "quiet"))
        row.addStretch(1)
        return made


class MergeDialog(Dialog):
    """Compares two vehicles that somebody named: for a chassis number that is taken."""

    merged = Signal(int)
    """The vehicle that was kept."""

    def __init__(self, desk: Desk, one: int, other: int, parent: QWidget) -> None:
        super().__init__(
            words.say("duplicates.compare"), parent, words.say("duplicates.merge"), width=720
        )
        self.view = MergeView(desk)
        self.view.setMinimumHeight(320)
        self.explain("duplicates.choose")
        self.body.addWidget(self.view, 1)
        self.view.show_pair(one, other)
        self.verb.setEnabled(self.view.can_merge)
        self.view.merged.connect(self._done)

    def accept(self) -> None:
        """Merge; the dialog stays open where that is refused."""
        self.view.merge()

    def _done(self, kept: int, _gone: int) -> None:
        self.merged.emit(kept)
        super().accept()
