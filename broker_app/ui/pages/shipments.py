"""The shipments page: the list of them, and one of them whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.jobs import shipping
from broker_app.jobs.books import Books
from broker_app.store import shipments
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.pages.papers_doing import PapersDoing
from broker_app.ui.pages.shipment_list import ShipmentList, no_shipments
from broker_app.ui.pages.vehicle_money import share_cost
from broker_app.ui.widgets.icons import IconButton
from broker_app.ui.widgets.page_head import PageHead
from broker_app.ui.widgets.text import Button, Label, Plain

if TYPE_CHECKING:
    from broker_app.ui.pages.shipment_board import Board
    from broker_app.ui.pages.shipment_view import ShipmentView

_TABLES = (
    "screening",
    "disposition",
    "list_snapshot",
    "shipment",
    "shipment_vehicle",
    "sale",
    "party",
    "company",
    "document",
    "vehicle",
    "evidence",
    "release",
    "red_flag_answers",
    "attachment",
    "particular",
    "container",
    "certificate",
    "shipment_release",
    "bl_draft",
    "payment",
    "cost",
    "rate",
    "party_paper",
    "template",
    "paper_form",
)
_CARRIED_ON = ("port_of_loading", "incoterm", "currency")
"""What a new shipment takes over from the latest one."""


@dataclass(frozen=True)
class Show:
    """What another page asks this one to show: a shipment, or vehicles to be put on one."""

    shipment: int | None = None
    vehicles: tuple[int, ...] = ()


class ShipmentsPage(Page):
    """The list is shown until somebody opens a shipment; Esc comes back to it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._waiting: tuple[int, ...] = ()
        self._wanted: int | None = None
        """The shipment that is shown, or will be as soon as it is looked up."""
        self._then: Callable[[], None] | None = None
        """What to do once the shipment is shown that is being looked up."""
        self.list = ShipmentList()
        self.home = self.list.table
        self.empty = no_shipments()
        self.doers = (PapersDoing(self),)
        self._lay_out()
        self._connect()
        self._show_list()
        desk.runner.when_idle(lambda: desk.runner.ask(_read, desk.books))

    @cached_property
    def one(self) -> "ShipmentView":
        """The view of one shipment, made when the first is opened."""
        from broker_app.ui.pages.shipment_view import ShipmentView

        made = ShipmentView(self.desk)
        made.message.connect(self.message)
        made.wants.connect(self.wants)
        made.does.connect(self.does)
        made.noted.connect(self.noted)
        made.shown.connect(self._shown)
        made.looking.gone.connect(self._show_list)
        self._views.addWidget(made)
        return made

    @property
    def board(self) -> "Board | None":
        """What is known of the shipment that is shown, if one is."""
        return self.one.board if "one" in self.__dict__ else None

    # what the window asks

    def open(self, what: Any) -> None:
        """Show a shipment (its id, or `Show`), make a `new` one, or take vehicles on board."""
        if what == "new":
            self.do_new_shipment()
        elif isinstance(what, int):
            self._take_in(Show(shipment=what))
        elif isinstance(what, Show):
            self._take_in(what)
        elif isinstance(what, Sequence) and not isinstance(what, str):
            self._take_in(Show(vehicles=tuple(what)))

    def refresh(self, changes: Changes) -> None:
        """Look again at the shipment that is shown, or at the list."""
        if not changes.touches(*_TABLES):
            return
        if self._wanted is None:
            self._show_list()
        else:
            self.one.look(self._wanted)
            if self.one.picks and changes.rows_moved:
                self.one.picker.look()

    def retranslate(self) -> None:
        """Say again what was put together by hand."""
        if self.board is not None:
            self.one.retranslate()
        self._show_head()

    def list_of(self) -> str:
        """Return the number of the shipment that is shown."""
        board = self.board
        if board is None or self._views.currentWidget() is not self.one:
            return ""
        return board.shipment.number

    def footer(self) -> list[str]:
        """Return how many shipments there are, or what is selected of one."""
        if self._views.currentWidget() is self.empty:
            return []
        if self.board is None:
            return [words.say("shipment.count", count=self.list.model.rowCount())]
        return self.one.footer()

    def start_search(self) -> None:
        """Search the stock for vehicles to add."""
        if self.board is not None:
            if not self.one.picks:
                self.one.pick()
            self.one.picker.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # what one can do

    def kept(self) -> Any:
        """Return the shipment that is shown."""
        return self.one.board.shipment.id if self.one.board is not None else None

    def has(self, needed: str) -> bool:
        """Tell whether a shipment is shown, and of its papers the one that an action needs."""
        if self.board is None or needed == "shipment":
            return self.board is not None
        return self.one.papers.has(needed)

    def named(self, action: str) -> str:
        """Return the words of cancelling: they name the number."""
        number = self.one.papers.number_to_cancel if self.board is not None else ""
        named = action == "cancel_number" and number
        return words.say("papers.cancel_number", number=number) if named else ""

    def do_new_shipment(self) -> None:
        """Make a shipment, with what it shares with the latest one, and show it."""
        desk = self.desk
        latest = next(iter(shipments.every(desk.reader)), None)
        values = {name: getattr(latest, name) for name in _CARRIED_ON} if latest else {}
        task = desk.runner.change(
            shipping.new_shipment, desk.books, desk.who, desk.asked.today, values
        )
        task.succeeded.connect(lambda made: self._begin(made[0]))

    def do_shipment_step(self) -> None:
        """Do what the one primary button says."""
        if self.board is None:
            self.do_new_shipment()
        elif self.one.picks:
            self.one.picker.enter()
        else:
            self.one.pane.act()

    def do_shipment_cost(self) -> None:
        """Enter one bill for the vehicles of the shipment that is shown."""
        board = self.board
        chosen = [line.vehicle for line in board.lines] if board else []
        share_cost(self, chosen, "volume")

    def do_red_flags(self) -> None:
        """Answer the questions about red flags of the shipment that is shown, flagged or not."""
        if self.board is not None:
            self.one.ask_questions()

    # inside

    def _show_list(self) -> None:
        self._wanted = self._then = None
        if "one" in self.__dict__:
            self.one.leave()
        count = self.list.show_all(self.desk.reader, self.desk.books.ports)
        self._views.setCurrentWidget(self._listed if count else self.empty)
        self._wait.setVisible(bool(self._waiting))
        self._wait_text.say("shipment.waiting", count=len(self._waiting))
        self._show_head()
        self.noted.emit()

    def _shown(self) -> None:
        self._views.setCurrentWidget(self.one)
        self._show_head()
        then, self._then = self._then, None
        if then is not None:
            then()
        self.noted.emit()

    def _show_head(self) -> None:
        board = self.board
        self._back.setVisible(board is not None)
        self._new.setVisible(self._views.currentWidget() is self._listed)
        if board is None:
            self._title.say("page.shipments")
            self._subtitle.setText("")
            return
        number = board.shipment.number
        self._title.say(lambda: number)
        port = self.desk.books.ports.get(board.shipment.port_of_discharge)
        parts = [words.country(port.country)] if port else []
        parts.append(words.say("ui.vehicles", count=len(board.lines)))
        self._subtitle.setText(words.listed(parts))

    def _begin(self, shipment: int) -> None:
        """Show a shipment that was just made, the cursor where its entry begins."""

        def begin() -> None:
            if not self.one.picks:
                self.one.fields.focus("buyer")

        self._choose(shipment, begin)

    def _take_in(self, what: Show) -> None:
        self._waiting = what.vehicles
        if what.shipment is not None:
            self._choose(what.shipment)
        else:
            self._show_list()

    def _choose(self, shipment: int, then: Callable[[], None] | None = None) -> None:
        """Open a shipment; the vehicles that wait are offered to it."""
        waiting, self._waiting = self._waiting, ()
        self._wanted = shipment
        self._then = (lambda: self.one.pick(waiting)) if waiting else then
        self.one.look(shipment)

    def _leave(self) -> None:
        self._waiting = ()
        self._show_list()
        self.list.table.setFocus()

    def _lay_out(self) -> None:
        self._listed = QWidget()
        self._wait = self._waiting_row()
        listed = QVBoxLayout(self._listed)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(0)
        listed.addWidget(self._wait)
        listed.addWidget(self.list, 1)
        self._views = QStackedWidget()
        for view in (self._listed, self.empty):
            self._views.addWidget(view)
        self.stack(self._head(), self._views)

    def _head(self) -> PageHead:
        self._back = IconButton("left", "shipment.back")
        self._back.clicked.connect(self._leave)
        self._title = Label("page.shipments", "title")
        self._subtitle = Plain(role="label")
        self._new = Button("action.new_shipment", primary=True)
        self._new.clicked.connect(self.do_new_shipment)
        return PageHead(self._back, self._title, (self._subtitle, 1), self._new)

    def _waiting_row(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(16)
        self._wait_text = Label("")
        cancel = Button("ui.cancel", link=True)
        cancel.clicked.connect(self._leave)
        row.addWidget(self._wait_text)
        row.addWidget(cancel)
        row.addStretch(1)
        return made

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose)
        self.empty.clicked.connect(self.do_new_shipment)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go one step back by Esc."""
        if event.key() == Qt.Key.Key_Escape and self.board is not None:
            if self.one.picks:
                self.one.stop_picking()
            else:
                self._leave()
        else:
            super().keyPressEvent(event)


def _read(books: Books) -> None:
    """Read what a shipment is shown by, while somebody looks for it in the list."""
    _ = books.shipment_papers, books.particulars
