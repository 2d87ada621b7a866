"""The deals with a party and its history, in its pane."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.party import Party
from broker_app.jobs import party_history
from broker_app.jobs.party_history import Deals, Passage
from broker_app.store.database import Rows
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import day_of, moment_of
from broker_app.ui.pages.vehicle_show import Show
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Label, Plain, tip

FIRST = 6
"""So many of each kind are shown; a link shows the others that were read."""
LABEL = 88
_MAY_BREAK = "\u200b"
_TOP = Qt.AlignmentFlag.AlignTop


class DealsSection(Section):
    """Shipments that name the party, what it bought, what it was offered; each a link."""

    wants = Signal(str, object)

    def __init__(self, desk: Desk, opened: bool) -> None:
        super().__init__("party_deals", "party_deals.section", opened)
        self._desk = desk
        self._party = 0
        self._all: set[str] = set()
        self.deals = Deals((), (), (), {})

    def show_for(self, party: Party) -> None:
        """Show the deals with a party."""
        if self._party != party.id:
            self._party, self._all = party.id or 0, set()
        self.deals = party_history.deals_of(self._desk.reader, self._party)
        self._show_deals()

    # inside

    def _show_deals(self) -> None:
        self.clear()
        deals, today = self.deals, self._desk.asked.today
        self.summary.setText(words.number(deals.count) if deals.count else "")
        if not deals.count:
            self.column.addWidget(Label("party_deals.none", "label", wrap=True))
        voyages = [
            _line(
                one.number,
                words.say(f"shipment.state_{one.state}"),
                day_of(one.etd),
                self._go("shipments", one.id),
            )
            for one in deals.shipments[: party_history.MOST]
        ]
        sold = [
            _line(
                deals.names.get(one.vehicle, ""),
                words.money(one.price, one.currency),
                day_of(one.sold_on),
                self._go("vehicles", Show(vehicle=one.vehicle)),
            )
            for one in deals.sales[: party_history.MOST]
        ]
        offered = [
            _line(
                deals.names.get(one.vehicle, ""),
                words.listed(
                    [
                        words.money(one.price, one.currency),
                        words.say(f"offer_state.{one.state_on(today)}"),
                    ]
                ),
                day_of(one.made_on),
                self._go("vehicles", Show(vehicle=one.vehicle)),
            )
            for one in deals.offers[: party_history.MOST]
        ]
        self._group("page.shipments", voyages, len(deals.shipments))
        self._group("party_deals.sales", sold, len(deals.sales))
        self._group("party_deals.offers", offered, len(deals.offers))

    def _go(self, page: str, what: object) -> Callable[[], None]:
        return lambda: self.wants.emit(page, what)

    def _group(self, key: str, lines: Sequence[QWidget], total: int) -> None:
        """Show a kind of deals under its name, the first ones, with a link to the others."""
        if not lines:
            return
        head = QHBoxLayout()
        head.addWidget(Label(key, "caption"))
        head.addStretch(1)
        head.addWidget(Plain(words.number(total), "caption"))
        self.column.addLayout(head)
        shown = len(lines) if key in self._all else FIRST
        for line in lines[:shown]:
            self.column.addWidget(line)
        for line in lines[shown:]:
            line.deleteLater()
        if len(lines) > shown:
            more = Button(lambda: words.say("ui.more", count=total - shown), link=True)
            more.clicked.connect(lambda: self._show_all(key))
            self.column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addSpacing(6)

    def _show_all(self, key: str) -> None:
        self._all.add(key)
        self._show_deals()


class PartyHistory(Section):
    """What was done to the party, the latest first: every field with what stood before."""

    def __init__(self, desk: Desk, opened: bool) -> None:
        super().__init__("party_history", "pane.history", opened)
        self._desk = desk
        self._party = 0
        self.passages: list[Passage] = []

    def show_for(self, party: Party) -> None:
        """Show the history of a party; it is read aside, for the journal may be long."""
        if self._party != party.id:
            self.clear()
            self.summary.setText("")
        self._party = party.id or 0
        task = self._desk.runner.ask(_told, self._party)
        task.succeeded.connect(self._show_told)

    # inside

    def _show_told(self, told: tuple[int, list[Passage], int]) -> None:
        party, passages, total = told
        if party != self._party:
            return
        self.clear()
        self.passages = passages
        self.summary.setText(words.say("pane.changes", count=total))
        for passage in passages:
            self.column.addWidget(_passage(passage))
        if total > len(passages):
            said = words.say("party_history.more", count=total - len(passages))
            self.column.addWidget(Plain(said, "caption", wrap=True))


class _Link(Button):
    """A link that ends in … where there is no room; its tip holds all of it."""

    def __init__(self, text: str) -> None:
        super().__init__(lambda: text, link=True)
        self._whole = text
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Ask for room for all of it."""
        hint = super().sizeHint()
        return QSize(hint.width() + self._advance(self._whole) - self._advance(self.text()),
                     hint.height())  # fmt: skip

    def minimumSizeHint(self) -> QSize:
        """Do with little."""
        least = min(theme.px(LABEL), self.sizeHint().width())
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say what fits."""
        super().resizeEvent(event)
        room = self.width() - self.sizeHint().width() + self._advance(self._whole)
        right = Qt.TextElideMode.ElideRight
        # A whole pixel more: an advance is a rounded fraction.
        shown = self.fontMetrics().elidedText(self._whole, right, room + 1)
        self.setText(shown)
        self.setToolTip(tip(self._whole if shown != self._whole else ""))

    def _advance(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)


def _told(reader: Rows, party: int) -> tuple[int, list[Passage], int]:
    return party, *party_history.passages_of(reader, party)


def _line(name: str, said: str, day: str, go: Callable[[], None]) -> QWidget:
    """Return a deal: a link, what is said of it, and its day."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 2)
    column.setSpacing(0)
    top = QHBoxLayout()
    top.setSpacing(8)
    link = _Link(name)
    link.clicked.connect(go)
    top.addWidget(link)
    top.addStretch(1)
    top.addWidget(Plain(day, "caption"))
    column.addLayout(top)
    column.addWidget(Plain(said, "caption", wrap=True))
    return made


def _passage(passage: Passage) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 6)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(1)
    grid.setColumnMinimumWidth(0, theme.px(LABEL))
    grid.setColumnStretch(1, 1)
    if not passage.changes:
        grid.addWidget(Plain(passage.name, "fact", wrap=True), 0, 0, 1, 2)
    for row, change in enumerate(passage.changes):
        grid.addWidget(Plain(change.field, "caption", wrap=True), row, 0, _TOP)
        said = Plain(_turned(change.before, change.after), "fact", wrap=True)
        said.setMinimumWidth(1)  # one long word makes no pane wider
        grid.addWidget(said, row, 1)
    signed = words.say("pane.by", when=moment_of(passage.at), who=passage.who)
    grid.addWidget(Plain(signed, "quiet", wrap=True), grid.rowCount(), 0, 1, 2)
    return made


def _turned(before: str, after: str) -> str:
    """Return what a field became, with what it was where it was anything."""
    said = words.say("party_history.turned", before=before, after=after or "–") if before else after
    return said.replace("@", f"@{_MAY_BREAK}")
