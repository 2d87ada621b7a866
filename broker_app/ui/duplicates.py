"""Records that are likely the same: pairs with their reasons, and one pair of them in full."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from broker_app import words
from broker_app.domain.likeness import Pair
from broker_app.jobs import merging, names
from broker_app.jobs.books import Books
from broker_app.jobs.merging import Candidates
from broker_app.jobs.progress import Progress
from broker_app.store import vehicles
from broker_app.store.database import Rows
from broker_app.ui import theme
from broker_app.ui.merge_view import MergeView
from broker_app.ui.models.columns import Cell, Look
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task
from broker_app.ui.table import Table, stretch
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Label

WIDTH, HEIGHT = 1000, 680


@dataclass(frozen=True, slots=True)
class Line:
    """A pair with what people call the two."""

    pair: Pair
    name: str
    first: str
    second: str


def _why(line: Line) -> Cell:
    return Cell(words.listed(words.say(f"duplicates.why.{why}") for why in line.pair.reasons))


_COLUMNS = (
    ShortColumn("name", head("duplicates.vehicle"), Look.NAME, 180, lambda line: Cell(line.name)),
    ShortColumn("first", head("duplicates.one"), Look.CODE, 156, lambda line: Cell(line.first)),
    ShortColumn("second", head("duplicates.other"), Look.CODE, 156, lambda line: Cell(line.second)),
    ShortColumn("why", head("duplicates.why"), Look.TEXT, 260, _why),
)


class DuplicatesDialog(Dialog):
    """The likeliest pairs first; nothing is merged before somebody has looked at both.

    Of vehicles; a class below says how others are found and laid side by side.
    """

    action = "duplicates"
    key = "duplicates"
    """What its sentences begin with: `none`, `found`, `found_more`."""
    columns: Sequence[ShortColumn] = _COLUMNS
    view_class: type[MergeView] = MergeView

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        title = words.say(f"action.{self.action}")
        super().__init__(title, parent, words.say("duplicates.merge"), width=760)
        self._desk = desk
        self.model = ShortModel(self.columns)
        self.table = Table(self.model)
        self.view = self.view_class(desk)
        self.said = Label("duplicates.looking", "label")
        self._lines: dict[int, Line] = {}
        self._total = 0
        self._busy = True
        self.leave.say("ui.close")
        self._lay_out()
        self.table.picked.connect(self._picked)
        self.view.merged.connect(lambda _kept, gone: self._forget({gone}))
        self.view.parted.connect(lambda one, other: self._forget({one, other}, both=True))
        self._searching = self.search()
        self._searching.succeeded.connect(lambda found: self._show(*found))
        self._searching.progress.connect(lambda _d, _t, text: self.said.say(lambda: text))
        self.finished.connect(lambda _: self._searching.cancel() if self._busy else None)
        room = self.screen().availableSize() - QSize(40, 60)
        self.resize(QSize(theme.px(WIDTH), theme.px(HEIGHT)).boundedTo(room))

    def accept(self) -> None:
        """Merge the pair that is shown; the dialog stays, for there may be more."""
        self.view.merge()

    def search(self) -> Task:
        """Ask for the pairs."""
        return self._desk.runner.ask(found_pairs, self._desk.books)

    # inside

    def _show(self, found: Candidates, lines: list[Line]) -> None:
        self._busy = False
        self._lines = dict(enumerate(lines))
        self._total = found.total
        self._show_lines()

    def _show_lines(self) -> None:
        self.model.show_rows(list(self._lines.items()))
        some = bool(self._lines)
        self._split.setVisible(some)
        self.view.apart.setVisible(some)
        self.verb.setVisible(some)
        if not some:
            self.said.say(f"{self.key}.none")
            self.view.clear()
            return
        key = "found" if self._total <= merging.MOST else "found_more"
        self.said.say(f"{self.key}.{key}", count=self._total, shown=len(self._lines))
        self.table.go_to(0)
        self._picked()

    def _picked(self) -> None:
        line = self._lines.get(self.model.id_at(self.table.currentIndex().row()) or 0)
        if line is not None:
            self.view.show_pair(line.pair.first, line.pair.second)
        self.verb.setEnabled(self.view.can_merge)

    def _forget(self, gone: set[int], both: bool = False) -> None:
        """Take pairs off the list: all of a vehicle that is gone, or the one that is no pair."""

        def stays(pair: Pair) -> bool:
            there = {pair.first, pair.second} & gone
            return len(there) < 2 if both else not there

        left = [line for line in self._lines.values() if stays(line.pair)]
        self._total -= len(self._lines) - len(left)
        self._lines = dict(enumerate(left))
        self._show_lines()

    def _lay_out(self) -> None:
        self.table.setAccessibleName(self.windowTitle())
        stretch(self.table, self.columns[0].id)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.table)
        self._split.addWidget(self.view)
        self._split.setSizes([200, 320])
        self._split.hide()
        self.verb.hide()
        self.view.apart.hide()
        self.body.addWidget(self.said)
        self.body.addWidget(self._split, 1)
        self.body.addStretch(0)
        self.foot.insertWidget(0, self.view.apart)


def found_pairs(reader: Rows, progress: Progress, books: Books) -> tuple[Candidates, list[Line]]:
    """Return the pairs that may be one car, and how their vehicles are called."""
    found = merging.candidates(reader, progress, books)
    ids = sorted({vehicle for pair in found.pairs for vehicle in (pair.first, pair.second)})
    cars = dict(vehicles.many(reader, ids))
    lines = []
    for pair in found.pairs:
        first, second = cars[pair.first], cars[pair.second]
        name = names.vehicle_name(first.maker, first.model) or words.say("ui.no_name")
        lines.append(Line(pair, name, first.chassis_number or "–", second.chassis_number or "–"))
    return found, lines
