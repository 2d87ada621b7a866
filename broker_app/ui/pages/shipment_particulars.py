"""The particulars of a shipment and its vehicles, by group: made from the data file."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from broker_app import words
from broker_app.domain.particulars import Group, Particular, in_mode
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.jobs.going import end_country, going_of
from broker_app.ui.pages.shipment_board import Board, called
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry
from broker_app.ui.widgets.particular_entry import (
    LABEL,
    entry_for,
    in_columns,
    nothing,
    shown_in,
    stored,
)
from broker_app.ui.widgets.party_entry import PartyEntry
from broker_app.ui.widgets.scrolled import Column
from broker_app.ui.widgets.section import Section

ALL = "all"
_CHOOSER = "vehicle"
"""The group in which a vehicle is chosen."""
_FIRST = ("booking", "route", "cuts", "bl")
"""Open where somebody has not turned them: no paper is made without these."""


class ShipmentParticulars(QScrollArea):
    """Says what was entered; groups that do not matter for mode and term stand last, folded.

    The fields are many: they are made when somebody first looks at them, a group at a time, so that
    the window goes on meanwhile.
    """

    entered = Signal(str, str, list)
    """A key, its value in the form that is kept, and the vehicles it is of; none: the shipment."""
    new_party = Signal(str, str)

    def __init__(self, books: Books) -> None:
        super().__init__()
        self._books = books
        self._board: Board | None = None
        self._seen: int | None = None
        """The shipment whose values the fields show."""
        self._turned: dict[str, bool] = {}
        self._called: dict[str, str] = {}
        """The vehicles on board by what they are called; those of the list that is offered."""
        self._needed: set[str] = set()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._entries: dict[str, Entry] = {}
        self._sections: dict[str, Section] = {}
        self._making = QTimer(self, interval=0)
        self._making.timeout.connect(self._make_group)
        inner = QWidget()
        self._column = Column(inner)
        self._column.setContentsMargins(0, 0, 0, 16)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(inner)

    @cached_property
    def known(self) -> Mapping[str, Particular]:
        """What is asked of a shipment and its vehicles, by key."""
        return {p.key: p for p in self._books.particulars.entries if p.scope != "container"}

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The fields, by key; those that are not made yet are made."""
        while self._make_group():
            pass
        return self._entries

    @cached_property
    def vehicle(self) -> ChoiceEntry:
        """Which vehicle the fields of vehicles are of."""
        made = ChoiceEntry("vehicle", "shipment.of_vehicle", [ALL], self._vehicle_name, label=LABEL)
        made.entered.connect(lambda *_: self._show_vehicle())
        return made

    @property
    def sections(self) -> Mapping[str, Section]:
        """The groups of fields, by their ids; made with all fields."""
        return self._sections if self.entries else {}

    def showEvent(self, event: QShowEvent) -> None:
        """Show what was entered, where nobody looked before."""
        super().showEvent(event)
        if self._board is not None and self._seen != self._board.id:
            self._show(self._board)

    def show_board(self, board: Board) -> None:
        """Show what was entered about a shipment."""
        self._board = board
        if self._sections:
            self._show(board)

    def _show(self, board: Board) -> None:
        other, self._seen = self._seen != board.id, board.id
        self._offer_vehicles(board, other)
        self._fill(board, self._entries, anew=other)
        self._arrange(board)
        if len(self._entries) < len(self.known):
            self._making.start()

    def _fill(self, board: Board, entries: Mapping[str, Entry], anew: bool = False) -> None:
        for entry in entries.values():
            if isinstance(entry, PartyEntry):
                entry.offer(board.people)
        self._show_values(entries, anew)
        self._ask(board, entries)

    def _make_group(self) -> bool:
        """Make the fields of the next group and show them; tell whether one was left."""
        board = self._board
        group = next((g for g in self._in_order(board) if g.id not in self._sections), None)
        if group is None:
            self._making.stop()
            return False
        made = {k: self._entry(p) for k, p in self.known.items() if p.group == group.id}
        self._entries |= made
        self._sections[group.id] = self._section(group, list(made.values()))
        if board is not None and self._seen == board.id:
            self._fill(board, made, anew=True)
            self._arrange(board)
        return True

    def _in_order(self, board: Board | None) -> list[Group]:
        """Return the groups that have fields: first those that matter for the shipment."""
        asked = {particular.group for particular in self.known.values()}
        groups = [group for group in self._books.particulars.groups if group.id in asked]
        if board is None:
            return groups
        mode, term = board.entered.shipment.get("mode", ""), board.shipment.incoterm
        return sorted(groups, key=lambda group: not _matters(group, mode, term))

    def focus(self, key: str, vehicle: int | None = None) -> None:
        """Open the group of a field, and put the cursor into it; `vehicle` is whose it is."""
        entry = self.entries.get(key)
        if entry is None:
            return
        section = self.sections[self.known[key].group]
        if not section.opened:
            section.turn()
        if str(vehicle) in self._called:
            self.vehicle.choose(str(vehicle))
        entry.show()
        QTimer.singleShot(0, lambda: self.ensureWidgetVisible(entry))
        entry.setFocus(Qt.FocusReason.TabFocusReason)

    def refuse(self, key: str, problem: UserError) -> None:
        """Say beside a field why its value was not stored."""
        self.entries[key].show_problem(problem)

    # inside

    @property
    def _chosen(self) -> list[int]:
        """The vehicles that the fields of vehicles are of."""
        aboard = [line.vehicle for line in self._board.lines] if self._board else []
        return aboard if self._which == ALL else [int(self._which)]

    @property
    def _which(self) -> str:
        return str(self.vehicle.box.currentData())

    @cached_property
    def _of_vehicles(self) -> frozenset[str]:
        """Groups of fields of a vehicle that stand apart from where the vehicle is chosen."""
        groups = {p.group for p in self.known.values() if p.scope == "vehicle"}
        return frozenset(groups - {_CHOOSER})

    def _entry(self, particular: Particular) -> Entry:
        entry = entry_for(particular, self._books, self._currency)
        entry.entered.connect(lambda key, value: self._say(key, stored(value)))
        if isinstance(entry, PartyEntry):
            entry.unknown.connect(self.new_party)
        return entry

    def _currency(self) -> str:
        return self._board.shipment.currency if self._board else "JPY"

    def _say(self, key: str, value: str) -> None:
        of = self._chosen if self.known[key].scope == "vehicle" else []
        self.entered.emit(key, value, of)

    def _show_values(self, entries: Mapping[str, Entry], anew: bool = False) -> None:
        board = self._board
        if board is None:
            return
        chosen = [board.entered.vehicles.get(number, {}) for number in self._chosen]
        kept = {"shipment": board.entered.shipment, "vehicle": _common(chosen)}
        for key, entry in entries.items():
            particular = self.known[key]
            value = shown_in(particular, kept[particular.scope].get(key, ""))
            if anew:
                entry.put_anew(value)
            else:
                entry.put(value)

    def _show_vehicle(self) -> None:
        self._show_values(self._entries)
        if self._board is not None:
            self._ask(self._board, self._entries)
            self._arrange(self._board)

    def _ask(self, board: Board, entries: Mapping[str, Entry]) -> None:
        """Mark what the papers of a shipment that goes like this one need and nobody entered."""
        going = going_of(
            self._books, board.shipment, board.entered, [line.record for line in board.lines]
        )
        self._needed = {
            key
            for key, particular in self.known.items()
            if particular.is_needed(going) and not self._value(board, particular)
        }
        for key, entry in entries.items():
            needed = key in self._needed
            entry.hint("shipment.missing" if needed else nothing, needed)

    def _value(self, board: Board, particular: Particular) -> str:
        """Return the kept value; of several vehicles only what all of them have."""
        if particular.scope == "shipment":
            return board.entered.shipment.get(particular.key, "")
        of = board.entered.vehicles
        found = {of.get(number, {}).get(particular.key, "") for number in self._chosen}
        return found.pop() if len(found) == 1 else ""

    def _offer_vehicles(self, board: Board, other: bool) -> None:
        called_now = {str(line.vehicle): called(line.record) for line in board.lines}
        box = self.vehicle.box
        current = ALL if other else box.currentData()
        if called_now != self._called:
            self._called = called_now
            box.clear()
            for value in (ALL, *called_now):
                box.addItem(self._vehicle_name(value), value)
        self.vehicle.put(current if current in called_now else ALL)

    def _vehicle_name(self, value: str) -> str:
        return self._called.get(value) or words.say("shipment.all_vehicles")

    def _arrange(self, board: Board) -> None:
        """Put what matters first, and fold what does not; a group somebody turned stays so."""
        mode = board.entered.shipment.get("mode", "")
        made = [group for group in self._in_order(board) if group.id in self._sections]
        for place, group in enumerate(made):
            section = self._sections[group.id]
            self._column.insertWidget(place, section)
            count = self._count(board, group.id)
            needed = sum(self.known[key].group == group.id for key in self._needed)
            said = [self._vehicle_name(self._which)] if group.id in self._of_vehicles else []
            said += [words.say("shipment.entered_count", count=count)] if count else []
            said += [words.say("shipment.needed_count", count=needed)] if needed else []
            section.summary.setText(words.listed(said))
            opened = self._turned.get(group.id, group.id in _FIRST or count + needed > 0)
            if section.opened != opened:
                section.turn_quietly()
        country = end_country(self._books, board.shipment)
        for key, entry in self._entries.items():
            held = bool(board.entered.shipment.get(key)) or entry.is_wrong
            asked = in_mode(self.known[key].mode, mode) and self.known[key].is_of(country)
            entry.setVisible(held or key in self._needed or asked)

    def _count(self, board: Board, group: str) -> int:
        values = [board.entered.shipment, *board.entered.vehicles.values()]
        keys = {key for of in values for key in of}
        return sum(self.known[key].group == group for key in keys if key in self.known)

    def _section(self, group: Group, entries: list[Entry]) -> Section:
        section = Section(group.id, _title_of(group), group.id in _FIRST)
        section.turned.connect(self._turned.__setitem__)
        in_columns(section.column, [self.vehicle, *entries] if group.id == _CHOOSER else entries)
        self._column.insertWidget(self._column.count() - 1, section)
        section.show()  # the others are on the screen already
        return section


def _matters(group: Group, mode: str, term: str) -> bool:
    return in_mode(group.mode, mode) and (not group.terms or term in group.terms)


def _title_of(group: Group) -> Callable[[], str]:
    return lambda: words.in_both(group.title)


def _common(entered: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """Return what was entered of several vehicles, as far as all of them have the same."""
    if not entered:
        return {}
    first, *others = entered
    return {
        key: value
        for key, value in first.items()
        if all(other.get(key) == value for other in others)
    }
