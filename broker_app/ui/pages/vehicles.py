"""The vehicles page: the question, what is found, and one vehicle beside it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.sale_state import OVERDUE
from broker_app.domain.state import Ageing
from broker_app.store import companies, sale_states, vehicles
from broker_app.store.vehicles import Query
from broker_app.ui import theme
from broker_app.ui.messages import Link, Message
from broker_app.ui.models.window_model import WindowModel
from broker_app.ui.pages.attaching_desk import AttachingDesk
from broker_app.ui.pages.certificate_desk import CertificateDesk
from broker_app.ui.pages.empty_stock import EmptyStock, import_samples
from broker_app.ui.pages.finding_desk import FindingDesk
from broker_app.ui.pages.moving_desk import MovingDesk
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.pages.put_in_bin import BinningDesk
from broker_app.ui.pages.selling_dialogs import SellingDialogs
from broker_app.ui.pages.table_language import TableLanguage
from broker_app.ui.pages.vehicle_doing import VehicleDoing
from broker_app.ui.pages.vehicle_edits import VehicleEdits
from broker_app.ui.pages.vehicle_filters import OFF, VehicleFilters
from broker_app.ui.pages.vehicle_layout import VehicleLayout
from broker_app.ui.pages.vehicle_menu import offer_menu
from broker_app.ui.pages.vehicle_show import Show, kept, taken_up
from broker_app.ui.pages.vehicle_side import VehicleSide
from broker_app.ui.pages.vehicle_sums import sums_of
from broker_app.ui.pages.vehicle_views import VehicleViews
from broker_app.ui.runner import Task
from broker_app.ui.still_selected import StillSelected
from broker_app.ui.table import Table
from broker_app.ui.widgets.icons import IconButton
from broker_app.ui.widgets.page_head import PageHead
from broker_app.ui.widgets.question_box import QuestionBox
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.text import line

if TYPE_CHECKING:
    from broker_app.jobs.confirming import ReviewCause
    from broker_app.ui.pages.vehicle_pane import VehiclePane

SCROLL_BAR = 14
SELLING = ("offer", "reservation", "payment", "list_price", "proforma")
"""Tables of what is offered, held and paid, beside the sale itself."""
SEEN_BESIDE = (
    "sale", "cost", "rate", "party", "evidence", "certificate", "company", "attachment",
    "market_override", "screening", "disposition", *SELLING,
)  # fmt: skip
"""Tables that the pane shows."""
COUNTED = ("vehicle", "verdict", "lot", "batch", "sale", "shipment", "shipment_vehicle")
"""Tables that facets count."""
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
        self.home = self.table
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
        self.finding = FindingDesk(desk, self.search, query)
        self.filters.said = self.finding.said
        self.layout_of_table = VehicleLayout(desk, self.table)
        self.views = VehicleViews(desk, self.layout_of_table, self)
        self.doing = VehicleDoing(self, self.table, self.side)
        self.language = TableLanguage(desk, self.model)
        self.attaching = AttachingDesk(self, self.side, self.table)
        self.doers = (
            self.finding,
            self.layout_of_table,
            self.views,
            self.doing,
            self.edits,
            self.moving,
            self.certificates,
            self.selling,
            self.binning,
            self.attaching,
            self.language,
        )
        self._counting: Task | None = None
        self._following = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._following.timeout.connect(self._follow)
        self._wanted: int | None = None
        self._bar_of_stock = self.bar_place
        self._lay_out()
        self._connect()
        self._ask(query)
        self.views.look()
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
        if what.view is not None:
            self.views.choose_by_id(what.view)
        else:
            self._ask(what.asked_after(self.finding.query))
        if what.section and what.vehicle is not None:
            self.side.pane.lead_to(what.vehicle, what.section)
            self.side.show_pane()
        if what.cause is not None:
            self._show_cause(what.cause, what.chosen_name)
        if what.why_review:
            self.side.show_why()
        if what.spellings:
            self.side.show_spellings()

    def kept(self) -> Any:
        """Return what is searched for, and the vehicle under the cursor."""
        return kept(self.finding.query, self.table.current_vehicle())

    def take_up(self, kept: Any) -> None:
        """Search again for what was searched for, and go to the vehicle."""
        query, self._wanted = taken_up(kept, self.finding.query)
        self._ask(query)

    @property
    def record(self) -> int | None:
        """The vehicle under the cursor."""
        return self.table.current_vehicle()

    def lead_to(self, record: int | str | None) -> None:
        """Show a vehicle."""
        if isinstance(record, int):
            self.open(Show(vehicle=record))

    def reopen(self, form: str, name: str) -> None:
        """Open again the field of a cell, or the form of all facts."""
        self.edits.reopen(form, name)

    def refresh(self, changes: Changes) -> None:
        """Look again at values; find again where rows came, went or may have moved."""
        self.views.refresh(changes)
        if changes.touches(*COUNTED):
            self.finding.look_again()
        if changes.touches(*SEEN_BESIDE):
            self.side.look_again()
            self._count_sales()
        query = self.finding.query
        sold = query.sale_states and changes.touches("sale", *SELLING)
        if sold or self.finding.rests_on(changes):
            self._ask(query)
        if not changes.touches("vehicle", "verdict", "lot", "batch", "shipment_vehicle"):
            return
        edited = self.cells.edited_by(changes)
        if edited is not None:  # its row stays where it is, whatever the rows are ordered by
            self._show_edited(edited)
            return
        self._show_whether_empty()
        if changes.rows_moved or query.sort != "id" or query.is_filtered:
            self._ask(query)
        else:
            self.model.look_again()
            self._count()
        self.cells.look_again()
        self.side.look_again()

    def turn_day(self) -> None:
        """Find as of the new day: days in stock and what is overdue are reckoned by it."""
        self._ask(replace(self.finding.query, today=self.desk.asked.today.isoformat()))
        super().turn_day()

    def retranslate(self) -> None:
        """Say cells and chips again."""
        self.model.retranslate()
        self.filters.retranslate()
        self.views.retranslate()

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

    def has(self, needed: str) -> bool:
        """Tell whether one vehicle, or some, are selected or under the cursor; or chosen files."""
        if needed in ("file", "files"):
            return self.attaching.has(needed)
        count = self.table.count or (self.table.current_vehicle() is not None)
        return count == 1 if needed == "one" else count > 0

    def start_search(self) -> None:
        """Put the cursor into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # inside

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addLayout(self.bar_place)
        column.addWidget(self.filters)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.finding.panel)
        edge = line("v")
        edge.setHidden(self.finding.panel.isHidden())
        self.finding.folded.connect(lambda: edge.setHidden(self.finding.panel.isHidden()))
        beside.addWidget(edge)
        beside.addWidget(self.table, 1)
        column.addLayout(beside, 1)
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
        facets = IconButton("filter", "action.facets", 20)
        facets.clicked.connect(self.finding.do_facets)
        tools = QHBoxLayout()
        tools.setSpacing(4)
        tools.addWidget(facets)
        tools.addWidget(self.layout_of_table.button)
        view = self.views.button
        return PageHead("page.vehicles", self.question, view, None, (self.search, 2), tools)

    def _connect(self) -> None:
        self.model.modelReset.connect(self.side.keep_free)  # so that no column jumps for it later
        self.model.arrived.connect(self._arrived)
        StillSelected(self.table, self.model)
        self.search.left.connect(self.table.setFocus)
        self.table.sort_wanted.connect(self._sort)
        self.table.picked.connect(self._picked)
        self.table.sort_also.connect(self._sort_also)
        self.table.pane_wanted.connect(self.side.turn)
        self.table.activated.connect(lambda _: self.side.show_pane())
        self.side.fitted.connect(self._fit_columns)
        self.filters.wanted.connect(self._ask)
        self.filters.why.connect(self.side.show_why)
        self.finding.wanted.connect(self._ask)
        self.finding.ready.connect(self._show)
        self.finding.folded.connect(self._fit_columns)
        self.views.wanted.connect(self._ask)
        for part in (self.views, self.edits, self.moving, self.certificates, self.binning):
            part.message.connect(self.message)
            part.undo.connect(lambda: self.does.emit("undo"))
        self.side.made.connect(self._connect_part)
        self.filters.states.asked.connect(self._count_states)
        offer_menu(self.table)
        self.binning.does.connect(self.does)
        self.certificates.show_vehicle.connect(lambda number: self.open(Show(vehicle=number)))
        self.selling.message.connect(self.message)
        self.selling.vehicle_wanted.connect(lambda number: self.open(Show(vehicle=number)))
        self.selling.overdue_wanted.connect(self._show_overdue)
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
            part.ship.connect(self.doing.ship)
            part.move_wanted.connect(lambda v, state: self.moving.move_to([v], state))
            part.open_shipment.connect(lambda number: self.wants.emit("shipments", number))
            part.open_vehicle.connect(lambda vehicle: self.open(Show(vehicle=vehicle)))
            part.wants.connect(self.wants)
            part.certify.connect(self.certificates.enter)
            part.proforma_wanted.connect(lambda vehicle: self.selling.proforma([vehicle]))
            part.moved.connect(self.doing.move)
            self._following.stop()
            self._put_current(part)

    def _show_edited(self, vehicle: int) -> None:
        """Show one row anew; the counts and the pane follow."""
        self.model.look_again_at(vehicle)
        self._count()
        self._following.start()

    def _ask(self, query: Query) -> None:
        """Ask for something else."""
        self.finding.find(query)

    def _show(self, query: Query) -> None:
        self.table.show_sort(query.sort, query.descending, query.then)
        self.model.ask(query)
        self._count()
        self.filters.show_query(query)
        self.finding.show_query(query)
        self.views.show_query(query)

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
        self._ask(replace(self.finding.query, **{**OFF, "verdicts": (), "sale_states": (OVERDUE,)}))

    def _arrived(self) -> None:
        """Put the cursor where it was wanted, or where it stood before."""
        total = self.model.rowCount()
        self.filters.show_found(total)
        self.table.show_whether_found()
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

    def _show_cause(self, cause: "ReviewCause", title: str) -> None:
        from broker_app.jobs import confirming

        question = self.desk.asked.question
        self.filters.cause_name = title
        task = self.desk.runner.ask(confirming.findings_with, question.destination, cause)
        task.succeeded.connect(self._filter_findings)

    def _filter_findings(self, findings: tuple[int, ...]) -> None:
        self._ask(replace(self.finding.query, findings=findings, verdicts=("REVIEW",)))

    def _follow_settings(self) -> None:
        settings = self.desk.settings
        self.language.follow()
        ageing = Ageing(settings.aged_after, settings.old_after)
        if ageing != self.model.ageing:
            self.model.ageing = ageing
            self.model.look_again()
            self.side.look_again()

    def _sort(self, column: str, descending: bool) -> None:
        self._ask(replace(self.finding.query, sort=column, descending=descending, then=()))

    def _sort_also(self, column: str, descending: bool) -> None:
        query = self.finding.query
        then = tuple(one for one in query.then if one[0] != column)
        self._ask(replace(query, then=(*then, (column, descending))))

    def _question_changed(self) -> None:
        question = self.desk.asked.question
        self.question.show_question(question)
        self._ask(replace(self.finding.query, destination=question.destination, findings=()))

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
        panel = self.finding.panel
        room = self.width() - self.side.room - theme.px(SCROLL_BAR)
        room -= 0 if panel.isHidden() else panel.width()
        self.layout_of_table.fit(round(room / theme.factor()))


def _destinations(desk: Desk) -> list[str]:
    """Return the countries one can ask about: all that a port of ours lies in, but for Japan."""
    found = {port.country for port in desk.books.ports.values()} - {"JP"}
    return sorted(found | {"RU", "BY", desk.asked.question.destination})
