"""Choosing the markets to compare: all of them with a tick each, found by their name."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from broker_app import words
from broker_app.domain.market import Market
from broker_app.jobs.explaining_rules import is_found
from broker_app.jobs.market_sheet import searched
from broker_app.ui import theme
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.text import Plain

HEIGHT = 420
MOST = 24
"""So many columns can be compared; more than that nobody reads."""


class ChooseMarkets(Dialog):
    """Says the chosen markets in the order in which they are listed."""

    chosen = Signal(tuple)

    def __init__(
        self, markets: Mapping[str, Market], ticked: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(words.say("compare.choose"), parent, words.say("compare.show"))
        self._searched = {market.id: searched(market) for market in markets.values()}
        self.search = SearchBox("sheet.find")
        self.search.setMaximumWidth(theme.px(10_000))
        self.list = QListWidget()
        self.list.setAccessibleName(words.say("compare.choose"))
        self.list.setMinimumHeight(theme.px(HEIGHT))
        self.count = Plain(role="label")
        for market in sorted(markets.values(), key=lambda m: _order(m, ticked)):
            item = QListWidgetItem(words.in_both(market.title))
            item.setData(Qt.ItemDataRole.UserRole, market.id)
            state = Qt.CheckState.Checked if market.id in ticked else Qt.CheckState.Unchecked
            item.setCheckState(state)
            self.list.addItem(item)
        for widget in (self.search, self.list, self.count):
            self.body.addWidget(widget)
        self.search.wanted.connect(self._find)
        self.list.itemChanged.connect(lambda _: self._count())
        self._count()
        self.search.setFocus()

    def ticked(self) -> tuple[str, ...]:
        """Return the markets that are ticked, found or not."""
        items = (self.list.item(row) for row in range(self.list.count()))
        on = Qt.CheckState.Checked
        return tuple(i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() is on)

    def accept(self) -> None:
        """Hand the chosen markets on."""
        self.chosen.emit(self.ticked())
        super().accept()

    def _find(self, query: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            text = self._searched[item.data(Qt.ItemDataRole.UserRole)]
            item.setHidden(not is_found(text, query))

    def _count(self) -> None:
        number = len(self.ticked())
        self.count.setText(words.say("compare.ticked", count=number, most=MOST))
        self.verb.setEnabled(1 <= number <= MOST)


def _order(market: Market, ticked: Sequence[str]) -> tuple[bool, str]:
    """Return what markets are listed by: those that are ticked first, then by name."""
    return market.id not in ticked, words.in_both(market.title).casefold()
