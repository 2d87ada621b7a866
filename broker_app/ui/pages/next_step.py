"""The one next step of a vehicle. It helps to know and to ship lawfully, never to pass a rule."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain import settling
from broker_app.domain.settling import STEP_CC
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.jobs import confirming, editing, explaining
from broker_app.store import certificates, vehicles
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.chassis_taken import taken_message
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import Known, source_of, value_of
from broker_app.ui.widgets.fact_field import FactField
from broker_app.ui.widgets.scrolled import Column
from broker_app.ui.widgets.text import Button, Label, Plain, empty

SIDE = 20


class NextStep(QWidget):
    """One button, at most a few words beside it; or the field that the button opened."""

    message = Signal(object)
    undo = Signal()
    ship = Signal(int)
    open_shipment = Signal(int)
    certify = Signal(int)
    """The export certificate of this vehicle is to be entered."""
    open_vehicle = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._known: Known | None = None
        self._base: object = None
        self.button = Button("", primary=True)
        self.words = Plain(role="label", wrap=True)
        self.field: FactField | None = None
        self._row = QHBoxLayout()
        self._row.setSpacing(12)
        self.certificate = Button("next.certificate", link=True)
        self.certificate.hide()
        self._row.addWidget(self.button)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self.certificate)
        self._below = QVBoxLayout()
        column = self._column = Column(self)
        column.setContentsMargins(SIDE, 14, SIDE, 16)
        column.setSpacing(8)
        column.addWidget(Label("next.title", "caption"))
        column.addLayout(self._row)
        column.addLayout(self._below)
        self.button.clicked.connect(self.act)
        self.certificate.clicked.connect(self._certify)

    def show_for(self, known: Known) -> None:
        """Show the step that this vehicle's verdict asks for; an open field keeps its text."""
        typing = self.field is not None and self._known is not None and self._known.id == known.id
        self._known = known
        if not typing:
            self._close_field()
        self.button.say(lambda: self._verb(known))
        self.words.setText(self._beside(known))
        self._show_link()
        self._column.activate()  # another button is wider: the words beside it need more lines

    def act(self) -> None:
        """Do it."""
        known = self._known
        if known is None:
            return
        if known.shipment is not None:
            self.open_shipment.emit(known.shipment)
        elif self._wants_certificate(known):
            self._certify()
        elif self._is_review(known) and known.missing:
            self.edit(known.missing[0])
        elif self._is_review(known) and known.unconfirmed:
            self._confirm(known)
        else:
            self.ship.emit(known.id)

    def edit(self, name: str) -> None:
        """Open the field of a fact, in the place of the button."""
        if self._known is None:
            return
        self._close_field()
        self._base = getattr(self._known.record, name)
        self.field = FactField(name, self._base)
        self.field.entered.connect(self._keep)
        self.field.given_up.connect(self._close_field)
        self._below.addWidget(Label(f"fact.{name}", "strong"))
        self._below.addWidget(self.field)
        for part in (self.button, self.words, self.certificate):
            part.hide()
        self.field.setFocus()

    # inside

    @staticmethod
    def _is_review(known: Known) -> bool:
        return known.verdict is not None and known.verdict.outcome is Outcome.REVIEW

    def _answered_by_certificate(self, known: Known) -> list[str]:
        """Return the missing facts that a certificate, not entered yet, would settle."""
        if not self._is_review(known) or known.shipment is not None:
            return []
        asked = [name for name in known.missing if name in settling.ASKED]
        stored = asked and certificates.latest(self._desk.reader, known.id) is not None
        return [] if stored else asked

    def _wants_certificate(self, known: Known) -> bool:
        """Tell whether so many facts are missing that the paper is the way to enter them."""
        return len(self._answered_by_certificate(known)) > 1

    def _certify(self) -> None:
        if self._known is not None:
            self.certify.emit(self._known.id)

    def _show_link(self) -> None:
        """Offer the certificate beside the one fact that is asked for first."""
        known = self._known
        alone = known is not None and len(self._answered_by_certificate(known)) == 1
        self.certificate.setVisible(alone and self.field is None)

    def _verb(self, known: Known) -> str:
        if known.shipment is not None:
            return words.say("next.open_shipment", shipment=known.shipment_number)
        if known.verdict is None:
            return words.say("action.add_to_shipment")
        if self._wants_certificate(known):
            return words.say("next.certificate")
        if self._is_review(known) and known.missing:
            return words.say("next.enter", fact=words.facts_within(known.missing[:1]))
        if self._is_review(known) and known.unconfirmed:
            return words.say("next.confirm", facts=words.facts_within(known.unconfirmed[:2]))
        if known.verdict.outcome is Outcome.BLOCKED:
            return words.say("next.elsewhere")
        return words.say("action.add_to_shipment")

    def _beside(self, known: Known) -> str:
        if known.shipment is not None or known.verdict is None:
            return ""
        if self._is_review(known) and known.missing:
            return self._place_of(known)
        if self._is_review(known) and known.unconfirmed:
            return self._inferred_values(known)
        key = f"next.beside.{explaining.next_step(known.verdict)}"
        return words.say(key) if words.has(key) else ""

    def _place_of(self, known: Known) -> str:
        """Return where the missing facts are found."""
        if self._wants_certificate(known):
            return words.facts_within(self._answered_by_certificate(known)[:3])
        first = known.missing[0]
        if first == "displacement_cc" and (known.record.displacement_precision_cc or 1) == STEP_CC:
            return words.say("next.from_specification")
        by_value = first == "export_value_jpy"
        return words.say("next.from_invoice" if by_value else "next.from_certificate")

    @staticmethod
    def _inferred_values(known: Known) -> str:
        parts = [
            words.say(
                "next.inferred", value=value_of(known.record, n), source=source_of(known.record, n)
            )
            for n in known.unconfirmed[:2]
        ]
        return words.listed(parts)

    def _keep(self, name: str, value: object) -> None:
        known, field = self._known, self.field
        if known is None or field is None:
            return
        if field.objection.seen:  # the newer value was seen, and is written over all the same
            field.objection.seen = False
            self._base = getattr(vehicles.get(self._desk.reader, known.id), name)
        edit = editing.Edit(
            vehicle=known.id,
            values={name: value},
            over={name: self._base},
            why=field.objection.why,
            sure=field.objection.sure,
            today=self._desk.asked.today,
        )
        desk = self._desk
        task = desk.runner.change(
            editing.type_facts, desk.books, desk.asked.question, edit, desk.who
        )
        task.on_failure(self._refused)
        task.succeeded.connect(lambda _: self._close_field())

    def _refused(self, problem: BaseException) -> None:
        if isinstance(problem, UserError) and self.field is not None:
            self.field.show_problem(problem)
            if problem.key == "chassis_taken" and self._known is not None:
                show = self.open_vehicle.emit
                told = taken_message(self._desk, self._known.id, problem, show, self)
                self.message.emit(told)
        else:
            self.message.emit(problem)

    def _confirm(self, known: Known) -> None:
        desk = self._desk
        self.button.setEnabled(False)
        facts = list(known.unconfirmed)
        task = desk.runner.change(
            confirming.confirm_facts, desk.books, desk.asked.question, [known.id], facts, desk.who
        )
        task.finished.connect(lambda: self.button.setEnabled(True))
        task.succeeded.connect(lambda _: self._tell_confirmed(facts))

    def _tell_confirmed(self, facts: list[str]) -> None:
        who = self._desk.who
        said = Message(
            "info",
            lambda: words.say("next.confirmed", facts=words.facts_within(facts), who=who),
            (Link("action.undo", self.undo.emit),),
        )
        self.message.emit(said)

    def _close_field(self) -> None:
        empty(self._below)
        self.field = None
        self.button.show()
        self.words.show()
        self._show_link()
