"""The vehicles page: the question, what is found, and one vehicle beside it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.sale_state import OVERDUE
from broker_app.domain.state import Ageing
from broker_app.jobs import confirming
from broker_app.jobs.confirming import ReviewCause
from broker_app.store import companies, sale_states, vehicles
from broker_app.store.vehicles import Query
from broker_app.ui import theme
from broker_app.ui.messages import Link, Message
from broker_app.ui.models.columns import COLUMNS, fitted
from broker_app.ui.models.window_model import WindowModel
from broker_app.ui.pages.add_to_shipment import AddToShipment
from broker_app.ui.pages.attaching_desk import AttachingDesk
from broker_app.ui.pages.certificate_desk import CertificateDesk
from broker_app.ui.pages.empty_stock import EmptyStock, import_samples
from broker_app.ui.pages.market_view import Compare
from broker_app.ui.pages.move_state import MovingDesk
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.pages.put_in_bin import BinningDesk
from broker_app.ui.pages.selling_dialogs import SellingDialogs
from broker_app.ui.pages.vehicle_edits import VehicleEdits
from broker_app.ui.pages.vehicle_filters import OFF, VehicleFilters
from broker_app.ui.pages.vehicle_menu import offer_menu
from broker_app.ui.pages.vehicle_money import give_to_company, share_cost
from broker_app.ui.pages.vehicle_show import Show
from broker_app.ui.pages.vehicle_side import VehicleSide
from broker_app.ui.pages.vehicle_sums import sums_of
from broker_app.ui.runner import Task
from broker_app.ui.table import Table
from broker_app.ui.widgets.page_head import PageHead
from broker_app.ui.widgets.question_box import QuestionBox
from broker_app.ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from broker_app.ui.pages.vehicle_pane import VehiclePane

SCROLL_BAR = 14
SELLING = ("offer", "reservation", "payment", "list_price", "proforma")
"""Tables of what is offered, held and paid, beside the sale itself."""
SEEN_BESIDE = (
    "sale", "cost", "rate", "party", "evidence", "certificate", "company", "attachment",
    "market_override", "screening", "disposition", *SELLING,
)  # fmt: skip
"""Tables that the pane shows."""
FOLLOW_MS = 80
"""The pane follows so much later while cells are typed into one after the other."""


class VehiclesPage(Page):
    """Search, filter, sort, select; the pane says the rest."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        query = Query(
            destination=desk.asked.question.destination,
            today=desk.asked.today.isoformat(),
            sort="id",
            descending=True,
        )
        self.filters = VehicleFilters(query)
        self.model = WindowModel(desk.runner, desk.reader)
        self.table = Table(self.model)
        self.table.call_it("page.vehicles")
        self.empty = EmptyStock()
        self.search = SearchBox()
        self.question = QuestionBox(desk.asked.question, lambda: _destinations(desk))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.side = VehicleSide(desk, self.splitter)
        self.edits = VehicleEdits(desk, self.table, self.side, self)
        self.cells = self.edits.cells
        self.moving = MovingDesk(desk, self.table, self)
        self.certificates = CertificateDesk(desk, self.table, self)
        self.selling = SellingDialogs(desk, self.table, self)
        self.binning = BinningDesk(desk, self.table, self)
        self.doers = (
            self.edits,
            self.moving,
            self.certificates,
            self.selling,
            self.binning,
            AttachingDesk(self.side, self.table),
        )
        self._counting: Task | None = None
        self._following = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._following.timeout.connect(self._follow)
        self._wanted: int | None = None
        self._bar_of_stock = self.bar_place
        self._lay_out()
        self._connect()
        self._ask(query)
        self._show_whether_empty()
        self._count_sales()

    # what the window asks

    def open(self, what: Any) -> None:
        """Show a vehicle, an import, or what was searched for."""
        if not isinstance(what, Show):
            return
        self._wanted = what.vehicle
        self.filters.batch_name = what.batch_name
        self.filters.chosen_name = what.chosen_name
        self._ask(what.query(self.model.query))
        if what.cause is not None:
            self._show_cause(what.cause, what.chosen_name)
        if what.why_review:
            self.do_why_review()
        if what.spellings:
            self.do_spellings()

    def refresh(self, changes: Changes) -> None:
        """Look again at values; find again where rows came, went or may have moved."""
        if changes.touches(*SEEN_BESIDE):
            self.side.look_again()
            self._count_sales()
        if self.model.query.sale_states and changes.touches("sale", *SELLING):
            self._ask(self.model.query)
        if not changes.touches("vehicle", "verdict", "lot", "batch", "shipment_vehicle"):
            return
        edited = self.cells.edited_by(changes)
        if edited is not None:  # its row stays where it is, whatever the rows are ordered by
            self._show_edited(edited)
            return
        self._show_whether_empty()
        query = self.model.query
        filtered = any((query.words, query.verdicts, query.states, query.days))
        filtered = filtered or query.company is not None
        ordered_by_value = query.sort != "id" or filtered
        if changes.rows_moved or ordered_by_value:
            self._ask(query)
        else:
            self.model.look_again()
            self._count()
        self.cells.look_again()
        self.side.look_again()

    def retranslate(self) -> None:
        """Say cells and chips again."""
        self.model.retranslate()
        self.filters.retranslate()

    def footer(self) -> list[str]:
        """Return what is selected."""
        if self._is_empty:
            return []
        count = self.table.count
        found = self.model.rowCount()
        if self.table.everything:
            return [words.say("ui.all_selected", count=found)]
        if count:
            return [words.say("ui.selected", count=count), *sums_of(self.table, self.model)]
        return [words.say("ui.vehicles", count=found)]

    def start_search(self) -> None:
        """Put the cursor into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # what the actions do

    def do_next_step(self) -> None:
        """Do what the one primary button does."""
        if self.side.pane.isVisible():
            self.side.pane.next_step.act()

    def do_add_to_shipment(self) -> None:
        """Add the vehicle under the cursor to a shipment; several are chosen there."""
        vehicle = self.table.current_vehicle()
        if self.table.count > 1:
            self.wants.emit("shipments", tuple(self.table.selected_ids()))
        elif vehicle is not None:
            self._ship(vehicle)

    def do_share_cost(self) -> None:
        """Enter one bill for the selected vehicles."""
        share_cost(self, self.table.selected_ids(), "equal")

    def do_give_to_company(self) -> None:
        """Give the selected vehicles to a company of the office."""
        give_to_company(self, self.table.selected_ids())

    def do_markets(self) -> None:
        """Show the markets of the vehicle under the cursor."""
        vehicle = self.table.current_vehicle()
        if vehicle is not None:
            self.wants.emit("markets", vehicle)

    def do_compare_markets(self) -> None:
        """Compare the markets of the selected vehicles, of all found where one or none is."""
        several = self.table.count > 1
        chosen = self.table.selected_ids() if several else self.model.ids()
        self.wants.emit("markets", Compare(tuple(chosen)))

    def do_record(self) -> None:
        """Show the record of the verdict on the vehicle under the cursor."""
        vehicle = self.table.current_vehicle()
        if vehicle is not None:
            self.side.pane.show_record(vehicle)

    def do_why_review(self) -> None:
        """Say why so many are under REVIEW."""
        self.side.show_why()

    def do_spellings(self) -> None:
        """Show the names that are written in several ways."""
        self.side.show_spellings()

    def do_previous(self) -> None:
        """Show the vehicle above."""
        self._move(-1)

    def do_next(self) -> None:
        """Show the vehicle below."""
        self._move(1)

    def do_toggle_pane(self) -> None:
        """Show or hide what stands at the right."""
        self.side.turn()

    # inside

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addLayout(self.bar_place)
        column.addWidget(self.filters)
        column.addWidget(self.table, 1)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.insertWidget(0, left)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.splitter)
        self._stack.addWidget(self.empty)

    def _head(self) -> PageHead:
        return PageHead("page.vehicles", self.question, None, (self.search, 2))

    def _connect(self) -> None:
        self.model.modelReset.connect(self.side.keep_free)  # so that no column jumps for it later
        self.model.arrived.connect(self._arrived)
        self.table.sort_wanted.connect(self._sort)
        self.table.picked.connect(self._picked)
        self.table.pane_wanted.connect(self.do_toggle_pane)
        self.table.activated.connect(lambda _: self.side.show_pane())
        self.side.fitted.connect(self._fit_columns)
        self.filters.wanted.connect(self._ask)
        self.filters.why.connect(self.do_why_review)
        for part in (self.edits, self.moving, self.certificates, self.binning):
            part.message.connect(self.message)
            part.undo.connect(lambda: self.does.emit("undo"))
        self.side.made.connect(self._connect_part)
        self.filters.states.asked.connect(self._count_states)
        offer_menu(self, self.table)
        self.binning.does.connect(self.does)
        self.certificates.show_vehicle.connect(lambda number: self.open(Show(vehicle=number)))
        self.selling.message.connect(self.message)
        self.selling.vehicle_wanted.connect(lambda number: self.open(Show(vehicle=number)))
        self.selling.overdue_wanted.connect(self._show_overdue)
        self.search.wanted.connect(lambda text: self._ask(replace(self.model.query, words=text)))
        self.question.wanted.connect(self.desk.asked.ask)
        self.desk.asked.changed.connect(self._question_changed)
        self.empty.choose.connect(lambda: self.does.emit("choose_files"))
        self.empty.samples.connect(self._import_samples)
        self.empty.language.connect(self.desk.appearance.use_language)

    def _connect_part(self, name: str, part: Any) -> None:
        """Listen to a part of the side that was just made; the pane shows a vehicle at once."""
        part.message.connect(self.message)
        part.undo.connect(lambda: self.does.emit("undo"))
        if name == "why":
            part.show_cause.connect(self._show_cause)
            part.plan.connect(lambda: self.wants.emit("settings", "pricing"))
        elif name == "pane":
            part.ship.connect(self._ship)
            part.move_wanted.connect(lambda v, state: self.moving.move_to([v], state))
            part.open_shipment.connect(lambda number: self.wants.emit("shipments", number))
            part.open_vehicle.connect(lambda vehicle: self.open(Show(vehicle=vehicle)))
            part.wants.connect(self.wants)
            part.certify.connect(self.certificates.enter)
            part.proforma_wanted.connect(lambda vehicle: self.selling.proforma([vehicle]))
            part.moved.connect(self._move)
            self._following.stop()
            self._put_current(part)

    def _show_edited(self, vehicle: int) -> None:
        """Show one row anew; the counts and the pane follow."""
        self.model.look_again_at(vehicle)
        self._count()
        self._following.start()

    def _ask(self, query: Query) -> None:
        self.table.show_sort(query.sort, query.descending)
        self.model.ask(query)
        self._count()
        if self.search.text() != query.words:
            self.search.put(query.words)
        self.filters.show_query(query)

    def _count(self) -> None:
        query = self.model.query
        self._counting = self.desk.runner.ask(
            vehicles.count_by_verdict, query, instead_of=self._counting
        )
        self._counting.succeeded.connect(self.filters.show_counts)

    def _count_states(self) -> None:
        task = self.desk.runner.ask(vehicles.count_by_state, self.model.query)
        task.succeeded.connect(self.filters.states.show_counts)

    def _count_sales(self) -> None:
        self.filters.show_companies(companies.every(self.desk.reader))
        task = self.desk.runner.ask(sale_states.counts, self.model.query.today)
        task.succeeded.connect(self.filters.show_sales)

    def _show_overdue(self) -> None:
        self._ask(replace(self.model.query, **{**OFF, "verdicts": (), "sale_states": (OVERDUE,)}))

    def _arrived(self) -> None:
        """Put the cursor where it was wanted, or where it stood before."""
        total = self.model.rowCount()
        self.filters.show_found(total)
        if self._wanted is None or not self.table.select_vehicle(self._wanted):
            self._show_first(total)
        self.noted.emit()

    def _show_first(self, total: int) -> None:
        """Show the first that is found; who was chosen before comes back with the filter's end."""
        chosen = self._wanted
        if total:
            self.table.go_to(0)
        else:
            self.side.rest()
        self._wanted = chosen

    def _picked(self) -> None:
        vehicle = self.table.current_vehicle()
        if vehicle is not None and vehicle != self._wanted:
            self._wanted = vehicle
        if not self.side.has_pane:  # the rows are painted first
            self.side.keep_free()
            self._following.start()
        elif self.cells.storing:  # who types down a column wants the next cell first
            self._following.start()
        else:
            self._show_current()
        self.noted.emit()

    def _show_current(self) -> None:
        """Show the vehicle under the cursor in the pane."""
        if self._put_current(self.side.pane) and self.side.waits:
            self.side.show_pane()

    def _put_current(self, pane: "VehiclePane") -> bool:
        row = self.table.currentIndex().row()
        vehicle = self.model.id_at(row)
        if vehicle is not None:
            pane.go_to(vehicle, row + 1, self.model.rowCount())
        return vehicle is not None

    def _follow(self) -> None:
        """Let the pane show what the cursor stands on, as it is now."""
        known = self.side.pane.known if self.side.has_pane else None
        if known is not None and known.id == self.table.current_vehicle():
            self.side.look_again()
        else:
            self._show_current()

    def _move(self, step: int) -> None:
        row = self.table.currentIndex().row() + step
        if 0 <= row < self.model.rowCount():
            self.table.go_to(row)

    def _ship(self, vehicle: int) -> None:
        dialog = AddToShipment(self.desk, vehicle, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.new_shipment.connect(lambda: self.wants.emit("shipments", "new"))
        dialog.added.connect(self._tell_added)
        dialog.open()

    def _tell_added(self, number: str) -> None:
        def said() -> str:
            return words.say("ship.added", shipment=number)

        undo = Link("action.undo", lambda: self.does.emit("undo"))
        self.message.emit(Message("info", said, (undo,)))

    def _show_cause(self, cause: ReviewCause, title: str) -> None:
        question = self.desk.asked.question
        self.filters.cause_name = title
        task = self.desk.runner.ask(confirming.findings_with, question.destination, cause)
        task.succeeded.connect(self._filter_findings)

    def _filter_findings(self, findings: tuple[int, ...]) -> None:
        self._ask(replace(self.model.query, findings=findings, verdicts=("REVIEW",)))

    def _follow_settings(self) -> None:
        settings = self.desk.settings
        ageing = Ageing(settings.aged_after, settings.old_after)
        if ageing != self.model.ageing:
            self.model.ageing = ageing
            self.model.look_again()
            self.side.look_again()

    def _sort(self, column: str, descending: bool) -> None:
        self._ask(replace(self.model.query, sort=column, descending=descending))

    def _question_changed(self) -> None:
        question = self.desk.asked.question
        self.question.show_question(question)
        self._ask(replace(self.model.query, destination=question.destination, findings=()))

    @property
    def _is_empty(self) -> bool:
        return self._stack.currentWidget() is self.empty

    def _show_whether_empty(self) -> None:
        some = vehicles.ids(self.desk.reader, Query(), limit=1)
        self._stack.setCurrentWidget(self.splitter if some else self.empty)
        self._move_bar(self._bar_of_stock if some else self.empty.bar_place)

    def _move_bar(self, place: QVBoxLayout) -> None:
        """Let messages stand under the header that is shown."""
        if place is self.bar_place:
            return
        while (item := self.bar_place.takeAt(0)) is not None:
            if (bar := item.widget()) is not None:
                place.addWidget(bar)
        self.bar_place = place

    def _import_samples(self) -> None:
        """Import the lists that travel with the program."""
        self.empty.set_busy(True)
        task = import_samples(self.desk)
        task.finished.connect(lambda: self.empty.set_busy(False))
        task.succeeded.connect(lambda _: self._tell_samples())

    def _tell_samples(self) -> None:
        why = Link("ui.why_review", lambda: self.does.emit("why_review"))
        self.message.emit(Message("info", "empty.imported", (why,)))

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the limits of ageing, which may have been set since."""
        super().showEvent(event)
        self._follow_settings()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let columns leave where there is no room for them; the chassis number never does."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        room = self.width() - self.side.room - theme.px(SCROLL_BAR)
        widths = fitted(round(room / theme.factor()))
        for number, column in enumerate(COLUMNS):
            width = widths[column.id]
            self.table.setColumnHidden(number, width == 0)
            if width:
                self.table.setColumnWidth(number, theme.px(width))


def _destinations(desk: Desk) -> list[str]:
    """Return the countries one can ask about: all that a port of ours lies in, but for Japan."""
    found = {port.country for port in desk.books.ports.values()} - {"JP"}
    return sorted(found | {"RU", "BY", desk.asked.question.destination})
