"""The detail pane: verdict, one next step, reasons on demand."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.errors import UserError
from broker_app.jobs import explaining, recording, selling
from broker_app.papers.page import Page
from broker_app.papers.saving import record_name
from broker_app.ui import theme
from broker_app.ui.outside import open_address
from broker_app.ui.pages.attachments import AttachmentsSection
from broker_app.ui.pages.evidence import EvidenceSection
from broker_app.ui.pages.next_step import NextStep
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_certificate import CertificateSection
from broker_app.ui.pages.vehicle_costs import CostsSection
from broker_app.ui.pages.vehicle_facts import Known, kept_together, look_up, title_of
from broker_app.ui.pages.vehicle_markets import Markets
from broker_app.ui.pages.vehicle_offers import OffersSection
from broker_app.ui.pages.vehicle_sale import SaleSection
from broker_app.ui.pages.vehicle_sections import Facts, History, Offerings, Reasons
from broker_app.ui.pages.vehicle_side import MINIMUM
from broker_app.ui.pages.vehicle_state import StateSection
from broker_app.ui.widgets.drop_frame import DropFrame
from broker_app.ui.widgets.icons import IconButton
from broker_app.ui.widgets.pane_head import PaneBand, PaneHead
from broker_app.ui.widgets.pressable import ENTER
from broker_app.ui.widgets.scrolled import Column
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Plain, tip

if TYPE_CHECKING:
    from broker_app.ui.pages.paper_view import PaperView


class VehiclePane(QFrame):
    """One vehicle. Shows what is stored; each change comes back through `refresh`."""

    message = Signal(object)
    undo = Signal()
    ship = Signal(int)
    move_wanted = Signal(int, str)
    """A vehicle should come to a state."""
    open_shipment = Signal(int)
    open_vehicle = Signal(int)
    wants = Signal(str, object)
    certify = Signal(int)
    """The export certificate of this vehicle is to be entered."""
    proforma_wanted = Signal(int)
    moved = Signal(int)
    """One up or down in the table."""
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.known: Known | None = None
        self.papers: PaperView | None = None
        self._position = (0, 0)
        self._led: tuple[int, str] | None = None
        self.setObjectName("pane")
        self.setMinimumWidth(theme.px(MINIMUM))
        self.next_step = NextStep(desk)
        self.next_step.message.connect(self.message)
        self.next_step.undo.connect(self.undo)
        self.next_step.ship.connect(self.ship)
        self.next_step.open_shipment.connect(self.open_shipment)
        self.next_step.certify.connect(self.certify)
        self.next_step.open_vehicle.connect(self.open_vehicle)
        self._make_sections()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(self._make_band())
        column.addWidget(self._scrolled(), 1)
        self.drop_frame = DropFrame(self, self._say_drop)
        self.drop_frame.dropped.connect(lambda files: self.attachments.attach(files))

    def show_vehicle(self, vehicle: int, position: int, total: int) -> None:
        """Show a vehicle; `position` is its place among what is found."""
        self._position = (position, total)
        self.refresh(vehicle)

    def go_to(self, vehicle: int, position: int, total: int) -> None:
        """Show a vehicle; where it is shown already, only its place is said anew."""
        if self.known is None or self.known.id != vehicle:
            self.show_vehicle(vehicle, position, total)
        elif (position, total) != self._position:
            self._position = (position, total)
            self._say_place()

    def lead_to(self, vehicle: int, section: str) -> None:
        """Open a section of a vehicle and bring it into sight, as soon as that one is shown."""
        self._led = (vehicle, section)
        self._follow_lead()

    def refresh(self, vehicle: int | None = None) -> None:
        """Look again at the vehicle that is shown, or at another one."""
        chosen = vehicle if vehicle is not None else self.known.id if self.known else None
        if chosen is None:
            return
        try:
            destination = self.desk.asked.question.destination
            self.known = look_up(self.desk.reader, self.desk.books, chosen, destination)
        except UserError:
            self.known = None  # gone since; the table will say which one is next
            return
        self._show(self.known)

    def show_record(self, vehicle: int) -> None:
        """Show the verdict on a vehicle as a paper to file: to look at, print or save."""
        desk, asked = self.desk, self.desk.asked
        made = (desk.books, vehicle, asked.question, desk.who, asked.today)
        task = desk.runner.ask(recording.page_of_vehicle, *made)
        task.succeeded.connect(self._view_record)

    def changeEvent(self, event: QEvent) -> None:
        """Say it again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.known is not None:
            self._show(self.known)

    # inside

    def _say_drop(self, count: int) -> str:
        """Say that files will be attached; elsewhere in the window they are imported."""
        if self.known is None:
            return ""
        vehicle = title_of(self.known.record)
        return words.say("attachment.drop", count=count, vehicle=vehicle)

    def _say_place(self) -> None:
        place, total = self._position
        self.head.place.setText(words.say("pane.position", place=place, total=total))

    def _show(self, known: Known) -> None:
        self._say_place()
        self.head.title.setText(title_of(known.record))
        self.head.below.setText(known.record.chassis_number or words.say("pane.no_chassis"))
        self._show_band(known)
        self.next_step.show_for(known)
        self.state.show_for(known)
        self.reasons.show_for(known)
        self.facts.show_for(known)
        self.markets.show_for(known)
        ledger = selling.ledger(self.desk.reader, known.id, self.desk.asked.today)
        self.offers.show_for(known, ledger)
        self.sale.show_for(known, ledger)
        self.costs.show_for(known, ledger)
        self.certificate.show_for(known)
        self.evidence.show_for(known)
        self.attachments.show_for(known)
        self.offerings.show_for(known)
        self.history.show_for(known, self.desk.reader)
        self._follow_lead()

    def _follow_lead(self) -> None:
        if self._led is None or self.known is None or self.known.id != self._led[0]:
            return
        section = next(one for one in self._sections() if one.name == self._led[1])
        self._led = None
        if not section.opened:
            section.turn_quietly()
        bar = self._area.verticalScrollBar()
        QTimer.singleShot(0, section, lambda: bar.setValue(section.y()))  # once it is laid out

    def _show_own_record(self) -> None:
        if self.known is not None:
            self.show_record(self.known.id)

    def _view_document(self, document: int) -> None:
        """Show an issued proforma invoice as it was printed."""
        from broker_app.jobs import proforma  # all that issues papers comes with it
        from broker_app.ui.pages.proforma_view import viewed

        task = self.desk.runner.ask(proforma.kept, self.desk.books, document)
        task.succeeded.connect(lambda shown: self._view().show_paper(viewed(self.desk, shown)))

    def _view(self) -> "PaperView":
        from broker_app.ui.pages.paper_view import PaperView  # first used, first loaded

        if self.papers is None:
            self.papers = PaperView(self.desk, self)
            self.papers.message.connect(self.message)
        return self.papers

    def _view_record(self, page: Page) -> None:
        from broker_app.ui.pages.paper_view import Viewed

        day = self.desk.asked.question.on.isoformat()
        name = record_name(page.sheet, day)
        title = f"{words.say('record.title')} {page.footer[0]}"
        self._view().show_paper(Viewed(page, title, name, kind="record"))

    def _show_band(self, known: Known) -> None:
        verdict, asked = known.verdict, self.desk.asked.question
        primary = verdict.primary if verdict else None
        law = explaining.law(primary) if primary else ""
        self._address = primary.reference[0] if primary and primary.reference else ""
        self.law.setVisible(bool(law))
        self.law.setText(law)
        self.law.setToolTip(tip(f"{law}\n{self._address}".strip()))
        outcome = verdict.outcome.value if verdict else "todo"
        self.band.show_answer(
            outcome,
            words.say(f"verdict.{outcome}" if verdict else "ui.not_judged"),
            kept_together(explaining.headline(verdict)) if verdict else "",
            words.say("pane.asked", place=words.country(asked.destination), day=asked.on),
        )

    def _make_head(self) -> PaneHead:
        self.head = PaneHead("pane.previous", "pane.next", Plain(role="code"))
        self.head.moved.connect(self.moved)
        close = IconButton("close", "pane.close")
        close.clicked.connect(self.closed)
        self.head.row.addWidget(close)
        return self.head

    def _make_band(self) -> PaneBand:
        self._address = ""
        self.law = _Law()
        self.law.clicked.connect(lambda: open_address(self._address) if self._address else None)
        self.band = PaneBand(self.law)
        return self.band

    def _scrolled(self) -> QScrollArea:
        inner = QWidget()
        # As wide as the pane, whatever stands in it: texts wrap, and nothing scrolls sideways.
        inner.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = Column(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.next_step)
        for section in self._sections():
            column.addWidget(section)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(inner)
        return self._area

    def _to_sale(self) -> None:
        """Show the sale that stands in the way."""
        self.sale.show_sale()
        self._area.ensureWidgetVisible(self.sale.buyer)

    def _make_sections(self) -> None:
        folded = self.desk.settings.folded.split()
        self.state = StateSection(self.desk, "state" not in folded)
        self.state.wanted.connect(self._want_state)
        self.reasons = Reasons("reasons" not in folded)
        self.facts = Facts("facts" not in folded)
        self.markets = Markets(self.desk, "markets" not in folded)
        self.offers = OffersSection(self.desk, "offers" not in folded)
        self.sale = SaleSection(self.desk, "sale" not in folded)
        self.costs = CostsSection(self.desk, "costs" not in folded)
        self.certificate = CertificateSection(self.desk, "certificate" not in folded)
        self.certificate.enter.connect(self.certify)
        self.certificate.message.connect(self.message)
        self.evidence = EvidenceSection(self.desk, "evidence" not in folded)
        self.attachments = AttachmentsSection(self.desk, "attachments" not in folded)
        self.attachments.undo.connect(self.undo)
        for telling in (self.offers, self.sale, self.costs, self.evidence, self.attachments):
            telling.message.connect(self.message)
        self.markets.wants.connect(self.wants)
        self.costs.wants.connect(self.wants)
        self.sale.wants.connect(self.wants)
        self.sale.proforma_wanted.connect(self.proforma_wanted)
        self.sale.document_wanted.connect(self._view_document)
        self.offers.to_sale.connect(self._to_sale)
        self.offerings = Offerings("offerings" not in folded)
        self.history = History("history" not in folded)
        self.facts.edit.connect(self.next_step.edit)
        self.reasons.record.connect(self._show_own_record)
        for section in self._sections():
            section.turned.connect(self._remember)

    def _sections(self) -> tuple[Section, ...]:
        return (
            self.state,
            self.reasons,
            self.facts,
            self.markets,
            self.offers,
            self.sale,
            self.costs,
            self.certificate,
            self.evidence,
            self.attachments,
            self.offerings,
            self.history,
        )

    def _want_state(self, state: str) -> None:
        if self.known is not None:
            self.move_wanted.emit(self.known.id, state)

    def _remember(self, name: str, opened: bool) -> None:
        folded = set(self.desk.settings.folded.split())
        folded = folded - {name} if opened else folded | {name}
        self.desk.settings.folded = " ".join(sorted(folded))
        settings_of.keep(self.desk.settings)


class _Law(Plain):
    """The legal instrument: looks like a link and opens its source."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__(role="law", wrap=True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mousePressEvent(self, _event: object) -> None:
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, *ENTER):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
