"""The fields of a shipment: parties, voyage, terms, marks; each edited in place."""

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.money import TRADED, Money
from broker_app.domain.party import Port
from broker_app.domain.shipment import INCOTERMS, WITH_FREIGHT, WITH_INSURANCE
from broker_app.domain.vessel import is_no_party
from broker_app.errors import UserError
from broker_app.intake.facts_csv import read_place
from broker_app.jobs import explaining_screening
from broker_app.jobs.books import Books
from broker_app.jobs.editing import read_amount, read_day
from broker_app.ui import theme
from broker_app.ui.pages.company_choice import name_of
from broker_app.ui.pages.shipment_board import ROLES, Board, figures
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.lines_entry import LinesEntry
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.party_entry import PartyEntry
from broker_app.ui.widgets.text import Button, Elided, Label, Plain, Said

WIDTH, LABEL = 280, 80
_LOCODE = re.compile(r"\(([A-Z]{2}[A-Z0-9]{3})\)\s*$")
SET_BY_HAND = ("draft", "booked", "sailed", "documents_sent", "closed")
"""States of a shipment that a person sets, the last but one after its checks; vehicles follow."""
_NEEDED = (
    "buyer",
    "consignee",
    "port_of_loading",
    "port_of_discharge",
    "vessel",
    "etd",
    "payment_terms",
)


class ShipmentFields(QScrollArea):
    """Says what was entered; what is stored comes back through `show_board`."""

    entered = Signal(str, object)
    """A field of the shipment and its new value."""
    new_party = Signal(str, str)
    """A role, and the name of a party that is not known yet."""
    new_vessel = Signal()
    """The ship is to be a party, so that she is screened."""
    wants = Signal(str, object)

    def __init__(self, books: Books) -> None:
        super().__init__()
        self._books = books
        self._board: Board | None = None
        self.setWidgetResizable(True)
        self.setFixedWidth(theme.px(WIDTH))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.people = {role: self._party(role) for role in ROLES}
        self.company = ChoiceEntry("company", "shipment.shipper", (), self._owner, label=LABEL)
        self._make_voyage()
        self._make_terms()
        self.marks = LinesEntry("marks", "", mono=True, label=0)
        self.marks.label.hide()
        self.marks.hint("shipment.none")
        self.entries = {
            e.name: e
            for e in (self.company, *self.people.values(), *self._voyage, *self._terms, self.marks)
        }
        for entry in self.entries.values():
            entry.entered.connect(self.entered)
        self._lay_out()
        self.offer_ports()

    def show_board(self, board: Board, missing: frozenset[str]) -> None:
        """Show a shipment; `missing` are the fields that its paper asks for."""
        other = self._board is None or self._board.id != board.id
        self._board = board
        for party in self.people.values():
            party.offer(board.people)
        self._offer_companies(board)
        consignee = board.people.get(board.shipment.consignee or board.shipment.buyer or 0)
        self._port_of_discharge.likely = words.country(consignee.country) if consignee else ""
        for name, entry in self.entries.items():
            value = board.company.id if name == "company" else getattr(board.shipment, name)
            if other:
                entry.put_anew(value)
            else:
                entry.put(value)
            if isinstance(entry, TextEntry):
                needed = name in missing or (name in _NEEDED and not value)
                entry.hint("shipment.missing" if needed else self._hints.get(name, ""), needed)
        term = board.shipment.incoterm
        self.entries["freight"].setVisible(term in WITH_FREIGHT)
        self.entries["insurance"].setVisible(term in WITH_INSURANCE)
        self._show_shipper(board)
        self._show_screening(board)

    def focus(self, name: str) -> None:
        """Put the cursor into a field, and bring it into sight."""
        entry = self.entries.get(name)
        if entry is not None:
            self.ensureWidgetVisible(entry)
            entry.setFocus(Qt.FocusReason.TabFocusReason)

    def refuse(self, name: str, problem: UserError) -> None:
        """Say beside a field why its value was not stored."""
        entry = self.entries.get(name)
        if isinstance(entry, ChoiceEntry) and self._board is not None:
            entry.put(getattr(self._board.shipment, name))  # what it is still
        if entry is not None:
            entry.show_problem(problem)

    def offer_ports(self) -> None:
        """Offer ports and countries by their names in the language in use."""
        ports = self._books.ports.values()
        loading = sorted(offered(p) for p in ports if "load" in p.roles)
        discharge = sorted(offered(p) for p in ports if "load" not in p.roles)
        self._port_of_loading.complete_from(loading, nothing_else=True)
        self._port_of_discharge.complete_from(discharge, nothing_else=True)
        places = sorted(
            name for code, name in words.countries_in(words.language()).items() if code != "JP"
        )
        self._final.complete_from(places, nothing_else=True)

    # inside

    def _party(self, role: str) -> PartyEntry:
        entry = PartyEntry(role, f"shipment.{role}", label=LABEL)
        entry.unknown.connect(self.new_party)
        return entry

    def _make_voyage(self) -> None:
        self._port_of_loading = self._port("port_of_loading", "shipment.from")
        self._port_of_discharge = self._port("port_of_discharge", "shipment.to")
        self._final = self._text("final_destination", read=read_place, shown=words.country)
        self._voyage = (
            ChoiceEntry("state", "column.state", SET_BY_HAND, _state, label=LABEL),
            self._port_of_loading,
            self._port_of_discharge,
            self._final,
            self._text("vessel"),
            self._text("voyage"),
            self._text("etd", read=read_day, shown=day_of, typed=str),
            self._text("eta", read=read_day, shown=day_of, typed=str),
        )

    def _make_terms(self) -> None:
        self._hints: dict[str, Said] = {
            "notify": "shipment.no_notify",
            "final_destination": "shipment.no_onward",
            "voyage": "shipment.none",
            "etd": "shipment.day_hint",
            "eta": "shipment.day_hint",
        }
        self._terms = (
            ChoiceEntry("incoterm", "shipment.incoterm", INCOTERMS, self._term, label=LABEL),
            self._text("payment_terms"),
            ChoiceEntry("currency", "shipment.currency", TRADED, label=LABEL),
            self._text("freight", read=self._amount, shown=self._figures),
            self._text("insurance", read=self._amount, shown=self._figures),
        )

    def _text(
        self,
        name: str,
        read: Callable[[str], object] = str.strip,
        shown: Callable[..., str] = str,
        typed: Callable[..., str] | None = None,
        said: str = "",
    ) -> TextEntry:
        return TextEntry(name, said or f"shipment.{name}", read, shown, typed, label=LABEL)

    def _port(self, name: str, said: str) -> TextEntry:
        return self._text(name, read=self._find_port, shown=self._port_name, said=said)

    def _find_port(self, text: str) -> str:
        if not text.strip():
            return ""
        code = _LOCODE.search(text)
        return self._books.find_port(code.group(1) if code else text).unlocode

    def _port_name(self, unlocode: str) -> str:
        port = self._books.ports.get(unlocode)
        return f"{port.name} ({unlocode})" if port else unlocode

    @property
    def _currency(self) -> str:
        return self._board.shipment.currency if self._board else "JPY"

    def _amount(self, text: str) -> int:
        return read_amount(text, self._currency)

    def _figures(self, units: int) -> str:
        return figures(Money(units, self._currency)) if units else ""

    @staticmethod
    def _term(term: str) -> str:
        return words.say("shipment.term", term=term)

    def _show_shipper(self, board: Board) -> None:
        several = len(board.companies) > 1
        self.company.setVisible(several)
        self._shipper_row.setHidden(several)
        self.shipper.setText(board.company.name)
        self.shipper.setVisible(bool(board.company.name))
        self.no_shipper.setHidden(bool(board.company.name))

    def _offer_companies(self, board: Board) -> None:
        if self.company.box.count() != len(board.companies):
            self.company.box.clear()
            for number in board.companies:
                self.company.box.addItem(self._owner(number), number)
        for place, number in enumerate(board.companies):
            self.company.box.setItemText(place, self._owner(number))

    def _owner(self, number: Any) -> str:
        known = self._board.companies.get(number) if self._board else None
        return name_of(known) if known else ""

    def _show_screening(self, board: Board) -> None:
        held = [(p, board.screenings[p.id or 0]) for p in board.named]
        waiting = sorted(
            (one for _, one in held if one.answer != "clear"),
            key=lambda s: (s.answer != "confirmed", not s.stops),
        )
        barred = bool(waiting) and waiting[0].answer == "confirmed"
        mark = "BLOCKED" if barred else "needs_review" if waiting else "passed"
        self._screened_mark.show_mark(mark)
        self._screened_mark.setVisible(bool(held))
        if not held:
            said = ""
        elif waiting:
            said = explaining_screening.answer(waiting[0])
        else:
            party, last = max(held, key=lambda pair: pair[1].searched_at)
            said = explaining_screening.why(self._books, party, last)
        self._screened.setText(said)
        unscreened = is_no_party(board.shipment.vessel, board.people.values())
        self.vessel_unscreened.setVisible(unscreened)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 14, 12, 16)
        column.setSpacing(0)
        self.shipper = Elided(role="fact")
        self.no_shipper = Button("shipment.missing", link=True)
        self.no_shipper.setProperty("missing", "true")
        self.no_shipper.clicked.connect(lambda: self.wants.emit("settings", "company"))
        self._screened_mark = MarkLabel("passed", 14)
        self._screened = Plain(wrap=True)
        self._shipper_row = _row("shipment.shipper", self.shipper, self.no_shipper)
        self.vessel_unscreened = self._make_vessel_unscreened()
        people = (
            self._shipper_row,
            self.company,
            *self.people.values(),
            _row("shipment.screened", self._screened_mark, self._screened),
            self.vessel_unscreened,
        )
        groups = (
            ("shipment.people", people),
            ("shipment.voyage_group", self._voyage),
            ("shipment.terms", self._terms),
            ("shipment.marks", (self.marks,)),
        )
        for number, (title, rows) in enumerate(groups):
            if number:
                column.addSpacing(16)
            column.addWidget(Label(title, "strong"))
            column.addSpacing(4)
            for row in rows:
                column.addWidget(row)
        column.addStretch(1)
        self.setWidget(inner)

    def _make_vessel_unscreened(self) -> QWidget:
        self.make_party = Button("shipment.vessel_to_party", link=True)
        self.make_party.clicked.connect(self.new_vessel)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(Label("shipment.vessel_unscreened", wrap=True))
        told.addWidget(self.make_party, 0, Qt.AlignmentFlag.AlignLeft)
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(theme.px(LABEL) + 7, 3, 0, 3)  # below what is said of the parties
        row.setSpacing(6)
        mark = MarkLabel("warning", 14)
        mark.setFixedHeight(theme.px(20))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(told, 1)
        made.hide()
        return made


def offered(port: Port) -> str:
    """Return how a port is offered: `Mombasa, Kenya (KEMBA)`."""
    return f"{port.name}, {words.country(port.country)} ({port.unlocode})"


def _state(state: str) -> str:
    return words.say(f"shipment.state_{state}")


def _row(said: str, *fields: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 3, 0, 3)
    row.setSpacing(6)
    label = Label(said, "label")
    label.setFixedWidth(theme.px(LABEL) + 1)
    row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
    for field in fields:
        if isinstance(field, MarkLabel):  # beside the first line of what it marks
            field.setFixedHeight(theme.px(20))
        row.addWidget(field, int(isinstance(field, Plain | Elided)), _place(field))
    row.addStretch()  # keeps the label at its place where nothing else takes the room
    return made


def _place(field: QWidget) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignTop if isinstance(field, MarkLabel) else Qt.AlignmentFlag(0)
