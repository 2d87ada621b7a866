"""The section of a market with the broker's own figures and rules beside the shipped ones."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.override import Kind, Standing, day_of_rule, place_named
from broker_app.jobs import override_values, overriding
from broker_app.ui.pages.market_override_dialog import OverrideDialog
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Plain, tip

_TOP = Qt.AlignmentFlag.AlignTop
RULE_LINES = 4
"""Groups of vehicles of an own rule that are told; all of it stands in its dialog."""


class MarketOverrides(Section):
    """What is overridden of one market, shown as such; another may be added, each taken away."""

    message = Signal(object)

    def __init__(self, desk: Desk, inset: bool = True) -> None:
        """`inset` where it stands in a pane, whose sections begin at its side."""
        super().__init__("own", "overrides.title")
        if not inset:
            self.set_inset(0)
        self._desk = desk
        self._market = ""

    def show_market(self, market: str) -> None:
        """Show the overrides of a market."""
        self._market = market
        self.clear()
        standings = overriding.of_market(self._desk.books, market)
        self.summary.setText(words.number(len(standings)) if standings else "")
        for standing in standings:
            self.column.addWidget(self._one(standing))
        if not standings:
            self.column.addWidget(Plain(words.say("overrides.nothing"), "caption", wrap=True))
        add = Button("overrides.add")
        add.clicked.connect(lambda: self.open_dialog())
        row = QHBoxLayout()
        row.setContentsMargins(0, 6, 0, 0)
        row.addWidget(add)
        row.addStretch(1)
        self.column.addLayout(row)

    def open_dialog(self, standing: Standing | None = None) -> OverrideDialog:
        """Open the dialog for a new override, or for one that stands."""
        market = self._desk.books.shipped_markets[self._market]
        held = standing.override if standing else None
        dialog = OverrideDialog(self._desk, market, held, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _one(self, standing: Standing) -> QWidget:
        """Return one override: what, its value beside the shipped one, and whose it is."""
        held = standing.override
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(1)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(MarkLabel("own" if standing.problem is None else "warning", 14), 0, _TOP)
        head.addWidget(Plain(override_values.label(held.place), "strong", wrap=True), 1)
        head.addWidget(Plain(words.say("overrides.mark"), "caption"), 0, _TOP)
        column.addLayout(head)
        for widget in self._values(standing):
            column.addWidget(widget)
        column.addWidget(_never_wider(Plain(override_values.origin(held), "caption", wrap=True)))
        for note in override_values.notes(standing):
            column.addWidget(Plain(note, "missing", wrap=True))
        column.addLayout(self._links(standing))
        return made

    def _values(self, standing: Standing) -> list[QWidget]:
        place = place_named(standing.override.place)
        said = override_values.value(standing)
        if place is not None and place.kind is not Kind.RULE:
            return [Plain(said, "fact", wrap=True)]
        market, day = self._desk.books.markets[self._market], day_of_rule(standing.override.place)
        rows = [row for one in market.versions if one.since == day for row in one.rows if row.own]
        lines = override_values.rule(rows) if standing.problem is None else []
        shown = "\n".join(lines[:RULE_LINES]) + ("\n…" if len(lines) > RULE_LINES else "")
        text = Plain(shown, "fact", wrap=True)
        text.setToolTip(tip(said))
        return [text] if shown else []

    def _links(self, standing: Standing) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        if standing.problem is None:
            change = Button("overrides.change", link=True)
            change.clicked.connect(lambda: self.open_dialog(standing))
            row.addWidget(change)
        remove = Button("costs.remove", link=True)
        remove.clicked.connect(partial(self._remove, standing.override.place))
        row.addWidget(remove)
        row.addStretch(1)
        return row

    def _remove(self, place: str, _checked: bool = False) -> None:
        desk = self._desk
        task = desk.runner.change(overriding.remove_override, self._market, place, desk.who)
        task.on_failure(self.message.emit)


def _never_wider(label: Plain) -> Plain:
    """Let a label be cut where one word is longer than the pane is wide; its tip says all."""
    policy = label.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    label.setSizePolicy(policy)
    label.setToolTip(tip(label.text()))
    return label
