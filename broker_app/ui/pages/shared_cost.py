"""One bill for several vehicles: its fields, how it is split, and what falls to each vehicle."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.cost import Cost
from broker_app.domain.rate import HOME
from broker_app.errors import UserError
from broker_app.jobs import costing, sharing
from broker_app.jobs.sharing import Division, Share
from broker_app.store import costs, vehicles
from broker_app.ui import theme
from broker_app.ui.pages.cost_fields import CostFields
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import title_of
from broker_app.ui.runner import Task
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.entry import all_read
from broker_app.ui.widgets.text import Elided, Label, Plain, empty, line

LABEL = 96
SHOWN = 100
"""So many shares are shown; the sum below is of all of them."""
_HEADS = ("accounts.vehicle", "share.weight", "costs.amount", "share.tax")
_LEFT, _RIGHT = 336, 500
_CENTRE = Qt.AlignmentFlag.AlignVCenter
_END = Qt.AlignmentFlag.AlignRight | _CENTRE


class SharedCostDialog(Dialog):
    """Shows at once what falls to whom; nothing is stored before its button."""

    shared = Signal(int)
    """To how many vehicles a bill was given."""

    def __init__(self, desk: Desk, chosen: Sequence[int], way: str, parent: QWidget) -> None:
        count = len(chosen)
        title = words.say("share.title", count=count)
        verb = words.say("share.verb", count=count)
        super().__init__(title, parent, verb, width=_LEFT + _RIGHT + 64)
        self._desk, self._chosen = desk, tuple(chosen)
        self._asking: Task | None = None
        cost = Cost(kind="freight" if way == "volume" else "transport")
        cost.day = desk.asked.today.isoformat()
        known = costs.suppliers(desk.reader)
        given = (cost, desk.books.consumption_tax, desk.asked.today, known)
        self.fields = CostFields(*given, costing.invoices_of(desk.reader, chosen))
        self.way = ChoiceEntry("way", "share.way", sharing.WAYS, _way, quiet=False, label=LABEL)
        self.way.put(way)
        self._lay_out()
        self.fields.changed.connect(self.look)
        self.way.entered.connect(lambda _name, chosen_way: self._weigh(chosen_way))
        self.look()
        self.fields.setFocus()

    def look(self) -> None:
        """Ask what falls to each vehicle now."""
        desk = self._desk
        given = (self.fields.cost, self._chosen, self.way.box.currentData(), desk.asked.today)
        self._asking = desk.runner.ask(sharing.division, *given, instead_of=self._asking)
        self._asking.on_failure(self._refuse)
        self._asking.succeeded.connect(self.show_division)

    def show_division(self, found: Division) -> None:
        """Show the shares, or why there are none."""
        empty(self._rows)
        if self.problem.text() and found.problem is None:
            self.problem.hide()
        for row, share in enumerate(found.shares[:SHOWN]):
            self._show_share(row, share)
        self._more.setVisible(len(found.shares) > SHOWN)
        self._more.setText(words.say("share.more", count=len(found.shares) - SHOWN))
        self._show_sum(found)
        if found.problem is not None:
            self._say(found.problem)
        self.verb.setEnabled(found.problem is None and self.fields.cost.amount > 0)

    def accept(self) -> None:
        """Enter the bill; the dialog stays open where something of it is wrong."""
        if not all_read(self.fields.entries.values()):
            return
        desk, way = self._desk, self.way.box.currentData()
        self.verb.setEnabled(False)
        given = (self.fields.cost, self._chosen, way, desk.who, desk.asked.today)
        task = desk.runner.change(sharing.share_cost, *given)
        task.on_failure(self._refuse)
        task.succeeded.connect(lambda _: self._done())

    # inside

    def _done(self) -> None:
        self.shared.emit(len(self._chosen))
        super().accept()

    def _weigh(self, way: str) -> None:
        self.way.put(way)
        self.problem.hide()
        self.look()

    def _refuse(self, problem: BaseException) -> None:
        if not isinstance(problem, UserError):
            self._desk.runner.failed.emit(problem)
        elif problem.key.startswith(("share_", "row_")):
            self._say(problem)
        else:
            self.fields.show_problem(problem)

    def _say(self, problem: UserError) -> None:
        self.problem.setText(words.error(problem))
        self.problem.show()

    def _show_share(self, row: int, share: Share) -> None:
        known = vehicles.get(self._desk.reader, share.vehicle)
        name = " ".join(filter(None, (title_of(known), known.chassis_number)))
        self._rows.addWidget(Elided(name, "fact"), row, 0)
        self._rows.addWidget(Plain(self._weight(share.weight), "caption"), row, 1, _END)
        amount = Plain(words.figures(share.amount, self.fields.cost.currency), "fact")
        self._rows.addWidget(amount, row, 2, _END)
        self._rows.addWidget(Plain(words.figures(share.tax, HOME), "caption"), row, 3, _END)

    def _weight(self, weight: Decimal | None) -> str:
        way = self.way.box.currentData()
        if way == "equal":
            return ""
        if not weight:
            return words.say("word.unknown")
        if way == "volume":
            return words.value("volume_m3", round(weight, 3))
        return words.money(int(weight), HOME)

    def _show_sum(self, found: Division) -> None:
        cost = self.fields.cost
        amount, tax = (sum(getattr(s, n) for s in found.shares) for n in ("amount", "tax"))
        self._sum.setText(words.money(amount, cost.currency))
        self._tax.setText(words.figures(tax, HOME))

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.fields)
        left.addWidget(self.way)
        left.addStretch(1)
        halves = QHBoxLayout()
        halves.setSpacing(24)
        halves.addLayout(left)
        halves.addWidget(self._shares(), 1)
        self.fields.setFixedWidth(theme.px(_LEFT))
        self.problem = Plain(role="problem", wrap=True)
        self.problem.hide()
        self.body.addLayout(halves)
        self.body.addWidget(self.problem)

    def _shares(self) -> QWidget:
        made = QWidget()
        made.setMinimumWidth(theme.px(_RIGHT))
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._heads())
        column.addWidget(line("h"))
        inner = QWidget()
        self._rows = QGridLayout()
        _widths(self._rows)
        self._rows.setVerticalSpacing(4)
        self._more = Plain(role="caption")
        whole = QVBoxLayout(inner)
        whole.setContentsMargins(0, 4, 0, 4)
        whole.addLayout(self._rows)
        whole.addWidget(self._more)
        whole.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setAccessibleName(self.windowTitle())
        column.addWidget(area, 1)
        column.addWidget(line("h"))
        column.addLayout(self._foot())
        return made

    def _heads(self) -> QGridLayout:
        grid = QGridLayout()
        _widths(grid)
        for place, key in enumerate(_HEADS):
            grid.addWidget(Label(key, "caption"), 0, place, _END if place else _CENTRE)
        return grid

    def _foot(self) -> QGridLayout:
        grid = QGridLayout()
        _widths(grid)
        self._sum, self._tax = Plain(role="strong"), Plain(role="caption")
        grid.addWidget(Label("accounts.total", "strong"), 0, 0, _CENTRE)
        grid.addWidget(self._sum, 0, 1, 1, 2, _END)
        grid.addWidget(self._tax, 0, 3, _END)
        return grid


def _widths(grid: QGridLayout) -> None:
    """Let heads, rows and sums stand under each other."""
    grid.setContentsMargins(0, 0, theme.px(12), 0)
    grid.setHorizontalSpacing(8)
    grid.setColumnStretch(0, 1)
    for column, width in ((1, 96), (2, 88), (3, 64)):
        grid.setColumnMinimumWidth(column, theme.px(width))


def _way(way: str) -> str:
    return words.say(f"share.by_{way}")
