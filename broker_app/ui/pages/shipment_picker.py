"""Adding vehicles: search the stock, each judged for this voyage, type the price, Enter."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QLineEdit, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.sale import Sale
from broker_app.domain.shipment import Shipment
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Outcome, Verdict
from broker_app.errors import UserError
from broker_app.jobs import candidates, explaining, shipping
from broker_app.jobs.candidates import Candidate
from broker_app.jobs.editing import read_amount
from broker_app.store import shipments
from broker_app.ui import theme
from broker_app.ui.models.short_model import ShortModel
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.shipment_board import called
from broker_app.ui.pages.shipment_lines import chassis_columns, name_column, verdict_column
from broker_app.ui.runner import Task
from broker_app.ui.table import Table
from broker_app.ui.widgets.marks import MarkLabel, tint_of
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.text import Button, Elided, Label, Plain, line, set_role


@dataclass(frozen=True)
class Found:
    """One row: a vehicle that could go."""

    record: Vehicle
    verdict: Verdict
    sale: Sale | None = None


class ShipmentPicker(QWidget):
    """Stands in the place of the shipment's vehicles while some are added."""

    done = Signal()
    message = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shipment: Shipment | None = None
        self._chosen: tuple[int, ...] = ()
        self._asking: Task | None = None
        self._found: dict[int, Found] = {}
        self.model = ShortModel([verdict_column(), name_column(), *chassis_columns()])
        self.table = Table(self.model)
        bar = self.table.horizontalHeader()
        bar.setSectionsClickable(False)
        bar.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bar.setSectionResizeMode(self.model.place_of("name"), QHeaderView.ResizeMode.Stretch)
        self.search = SearchBox()
        self.price = QLineEdit()
        self.add = Button("ship.add", primary=True)
        self._lay_out()
        self._connect()

    def show_for(self, shipment: Shipment, chosen: Sequence[int] = ()) -> None:
        """Offer vehicles for a shipment: some that were chosen elsewhere, or the whole stock."""
        self._shipment, self._chosen = shipment, tuple(chosen)
        self.search.put("")
        self.price.clear()
        self.look()
        (self.price if chosen else self.search).setFocus()

    def look(self) -> None:
        """Find and judge again."""
        desk, shipment = self._desk, self._shipment
        if shipment is None:
            return
        text = self.search.text()
        today, earlier = desk.asked.today, self._asking
        if self._chosen and not text:
            self._asking = desk.runner.ask(
                candidates.judged, desk.books, shipment, self._chosen, today, instead_of=earlier
            )
        else:
            self._asking = desk.runner.ask(
                candidates.candidates, desk.books, shipment.id, today, text, instead_of=earlier
            )
        self._asking.on_failure(self._refuse)
        self._asking.succeeded.connect(self._show)

    def enter(self) -> None:
        """Add the vehicle under the cursor at the typed price."""
        vehicle, shipment = self.table.current_vehicle(), self._shipment
        if vehicle is None or shipment is None:
            return
        try:
            price = read_amount(self.price.text(), shipment.currency)
            if not price:
                raise UserError("price_needed")
        except UserError as problem:
            self._refuse(problem)
            set_role(self.price, "wrong", "true")
            return
        desk = self._desk
        task = desk.runner.change(
            shipping.add_vehicle,
            desk.books,
            shipment.id,
            vehicle,
            price,
            desk.who,
            desk.asked.today,
        )
        task.on_failure(self._refuse)
        task.succeeded.connect(lambda _: self._added(vehicle))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Move in the table while the cursor stays in a field; Esc goes back."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self._choose(self.table.currentIndex().row() + step)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.done.emit()
                return True
        return False

    # inside

    def _show(self, found: list[Candidate]) -> None:
        row = max(0, self.table.currentIndex().row())
        taken = shipments.on_board(self._desk.reader)
        kept = [c for c in found if c.vehicle not in taken]
        self._found = {c.vehicle: Found(c.record, c.verdict, c.sale) for c in kept}
        self.model.show_rows(list(self._found.items()))
        self._nothing.setVisible(not kept)
        self._bar.setEnabled(bool(kept))
        self._choose(min(row, len(kept) - 1))
        self._picked()

    def _choose(self, row: int) -> None:
        if 0 <= row < self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(row, self.model.place_of("name")))

    def _picked(self) -> None:
        """Say what the law says of the vehicle under the cursor, before a price is typed."""
        found = self._found.get(self.table.current_vehicle() or 0)
        self._forget()
        self._name.setText(called(found.record) if found else "")
        self._offer_price(found.sale if found else None)
        blocked = found is not None and found.verdict.outcome is Outcome.BLOCKED
        self.price.setEnabled(not blocked)
        self.add.setEnabled(not blocked)
        if found is None or found.verdict.outcome is Outcome.ALLOWED:
            return
        said = explaining.headline(found.verdict)
        if not blocked:
            said = words.say("ship.draft_only", reason=said)
        primary = found.verdict.primary
        self._say(found.verdict.outcome.value, said, explaining.law(primary) if primary else "")

    def _offer_price(self, sale: Sale | None) -> None:
        """Offer the price a vehicle is sold at already; what somebody types stays."""
        shipment = self._shipment
        if shipment is None:
            return
        self._currency.setText(f"{shipment.currency} {sale.incoterm if sale else 'FOB'}")
        if not self.price.isModified():
            agreed = sale is not None and sale.price and sale.currency == shipment.currency
            self.price.setText(words.figures(sale.price, sale.currency) if sale and agreed else "")

    def _added(self, vehicle: int) -> None:
        self.price.clear()
        self._chosen = tuple(v for v in self._chosen if v != vehicle)
        if self._chosen or not self.search.text():
            self.price.setFocus()
        self.look()

    def _refuse(self, problem: BaseException) -> None:
        if not isinstance(problem, UserError):
            self.message.emit(problem)
            return
        mark = "BLOCKED" if problem.key == "vehicle_blocked" else "warning"
        self._say(mark, words.error(problem), "")

    def _say(self, mark: str, sentence: str, law: str) -> None:
        self._mark.show_mark(mark)
        self.sentence.setText(sentence)
        self.law.setText(law)
        self.law.setVisible(bool(law))
        set_role(self.band, "band", tint_of(mark))
        self.band.show()

    def _forget(self) -> None:
        self.band.hide()
        set_role(self.price, "wrong", "false")

    def _connect(self) -> None:
        self.search.wanted.connect(lambda _: self.look())
        self.table.picked.connect(self._picked)
        self.price.textEdited.connect(
            lambda _: self._picked() if not self.band.isHidden() else None
        )
        self.price.returnPressed.connect(self.enter)
        self.add.clicked.connect(self.enter)
        for field in (self.price, self.search):
            field.installEventFilter(self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        self._nothing = Label("shipment.none_found", "label")
        self._nothing.setContentsMargins(16, 8, 16, 8)
        self._nothing.hide()
        column.addWidget(self._nothing)
        column.addWidget(self.table, 1)
        column.addWidget(self._make_band())
        column.addWidget(self._make_bar())

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 9, 16, 9)
        row.setSpacing(16)
        row.addWidget(Label("shipment.add", "section"))
        row.addStretch(1)
        row.addWidget(self.search)
        done = Button("shipment.done", link=True)
        done.clicked.connect(self.done)
        row.addWidget(done)
        return row

    def _make_band(self) -> QFrame:
        self.band = QFrame()
        self._mark = MarkLabel("BLOCKED", 16)
        self.sentence = Plain(wrap=True)
        self.law = Plain(role="caption", wrap=True)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self.sentence)
        said.addWidget(self.law)
        row = QHBoxLayout(self.band)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(10)
        self._mark.setFixedHeight(theme.px(20))
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(said, 1)
        self.band.hide()
        return self.band

    def _make_bar(self) -> QWidget:
        holder = QWidget()
        self._bar = QFrame()
        self._bar.setObjectName("actionbar")
        self._bar.setFixedHeight(theme.px(52))
        self._name = Elided()
        self._currency = Plain(role="quiet")
        self.price.setFixedWidth(theme.px(128))
        self.price.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._name, 1)
        row.addWidget(Label("ship.price", "label"))
        row.addWidget(self.price)
        row.addWidget(self._currency)
        row.addSpacing(8)
        row.addWidget(self.add)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line("h"))
        column.addWidget(self._bar)
        self._name_price()
        return holder

    def changeEvent(self, event: QEvent) -> None:
        """Say it again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.model.retranslate()
            self._picked()
            self._name_price()

    def _name_price(self) -> None:
        self.price.setAccessibleName(words.say("ship.price"))
