"""The containers of a shipment: number, seal, kind, figures, and which vehicle stands in which."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.particulars import (
    CONTAINER_KINDS,
    LOOSE_KG,
    PARTS_KG,
    Container,
    Entered,
    Stowed,
    kilograms,
)
from broker_app.errors import UserError
from broker_app.jobs import particulars
from broker_app.jobs.books import Books
from broker_app.ui.pages.shipment_board import Board, called
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.particular_entry import (
    LABEL,
    entry_for,
    in_columns,
    nothing,
    shown_in,
    stored,
)
from broker_app.ui.widgets.text import Button, Label, Plain, empty, line

NAME, PLACE = 260, 120


class ShipmentContainers(QScrollArea):
    """Says what was entered; what is stored comes back through `show_board`."""

    added = Signal()
    removed = Signal(int)
    changed = Signal(int, str, str)
    """A container, its field and the new value."""
    entered = Signal(int, str, str)
    """A container, a particular of it and its value."""
    stowed = Signal(int, int, str)
    """A vehicle, its container (0: none), and the place in it."""

    def __init__(self, books: Books) -> None:
        super().__init__()
        self._books = books
        self._shown: tuple[object, ...] = ()
        self._asked = False
        """Whether a container is on its way that somebody asked for here."""
        self.boxes: dict[int, ContainerBox] = {}
        self.vehicles: dict[int, StowedRow] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add = Button("containers.add", link=True)
        self.add.clicked.connect(self._ask)
        self._lay_out()

    def show_board(self, board: Board) -> None:
        """Show the containers of a shipment and what stands in them."""
        entered = board.entered
        aboard = [one.vehicle for one in board.lines]
        shown = (board.id, [one.id for one in entered.containers], aboard, words.language())
        known = frozenset(self.boxes)
        if shown != self._shown:  # fields that stay keep what is being typed
            self._shown = shown
            self._make(board)
        for number, box in self.boxes.items():
            one = next(c for c in entered.containers if c.id == number)
            box.show_values(one, entered.of_containers.get(number, {}), _inside(board, number))
        in_boxes = entered.shipment.get("mode") == "container"
        self._nothing.say("containers.needed" if in_boxes else "containers.none")
        names = {c.id or 0: _name(place, c) for place, c in enumerate(entered.containers, 1)}
        for vehicle, row in self.vehicles.items():
            row.show_values(names, entered.stowed.get(vehicle))
        self._go_to_new(known)

    def focus(self, place: str) -> None:
        """Put the cursor into a field of a container (`3:seal`); without one onto adding one."""
        number, _, name = place.partition(":")
        box = self.boxes.get(int(number or 0))
        if box is None:
            self.add.setFocus(Qt.FocusReason.TabFocusReason)
            return
        entry = box.entries[name]
        QTimer.singleShot(0, lambda: self.ensureWidgetVisible(entry))
        entry.setFocus(Qt.FocusReason.TabFocusReason)

    def refuse(self, container: int, name: str, problem: UserError) -> None:
        """Say beside a field why its value was not stored."""
        if container in self.boxes:
            self.boxes[container].entries[name].show_problem(problem)

    # inside

    def _ask(self) -> None:
        self._asked = True
        self.added.emit()

    def _go_to_new(self, known: frozenset[int]) -> None:
        """Put the cursor into the number of the container that was asked for."""
        new = [box for number, box in self.boxes.items() if number not in known]
        if self._asked and new:
            self._asked = False
            self.ensureWidgetVisible(new[-1])
            new[-1].entries["number"].setFocus(Qt.FocusReason.TabFocusReason)

    def _make(self, board: Board) -> None:
        empty(self._containers)
        empty(self._stowed)
        self.boxes, self.vehicles = {}, {}
        for place, one in enumerate(board.entered.containers, 1):
            box = ContainerBox(self._books, one.id or 0, place)
            box.changed.connect(self.changed)
            box.entered.connect(self.entered)
            box.removed.connect(self.removed)
            self.boxes[one.id or 0] = box
            self._containers.addWidget(box)
        has_any = bool(self.boxes)
        self._nothing.setVisible(not has_any)
        self._inside.setVisible(has_any and bool(board.lines))
        for one_line in board.lines if has_any else []:
            row = StowedRow(one_line.vehicle, called(one_line.record))
            row.stowed.connect(self.stowed)
            self.vehicles[one_line.vehicle] = row
            self._stowed.addWidget(row)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 12, 0, 16)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(16, 0, 16, 8)
        top.addWidget(Label("shipment.tab_containers", "section"))
        top.addStretch(1)
        top.addWidget(self.add)
        column.addLayout(top)
        self._nothing = Label("containers.none", "caption")
        self._nothing.setContentsMargins(16, 0, 16, 8)
        column.addWidget(self._nothing)
        self._containers = QVBoxLayout()
        column.addLayout(self._containers)
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 16, 0, 0)
        inside.setSpacing(0)
        head = Label("containers.vehicles", "section")
        head.setContentsMargins(16, 0, 16, 8)
        inside.addWidget(line("h"))
        inside.addSpacing(12)
        inside.addWidget(head)
        self._stowed = QVBoxLayout()
        self._stowed.setContentsMargins(16, 0, 16, 0)
        inside.addLayout(self._stowed)
        column.addWidget(self._inside)
        column.addStretch(1)
        self.setWidget(inner)


class ContainerBox(QWidget):
    """One container: a head with what is in it, and its fields in two columns."""

    changed = Signal(int, str, str)
    entered = Signal(int, str, str)
    removed = Signal(int)

    def __init__(self, books: Books, number: int, place: int) -> None:
        super().__init__()
        self._place = place
        self.entries: dict[str, Entry] = {
            "number": TextEntry(
                "number", "containers.number", particulars.read_container_number, label=LABEL
            ),
            "seal": TextEntry("seal", "containers.seal", label=LABEL),
            "kind": ChoiceEntry("kind", "containers.kind", CONTAINER_KINDS, label=LABEL),
        }
        for entry in self.entries.values():
            if isinstance(entry, TextEntry):
                entry.hint(nothing)
            entry.entered.connect(lambda name, value: self.changed.emit(number, name, str(value)))
        self._known = {p.key: p for p in books.particulars.of_scope("container")}
        for key, particular in self._known.items():
            entry = entry_for(particular, books)
            entry.entered.connect(lambda name, v: self.entered.emit(number, name, stored(v)))
            self.entries[key] = entry
        self._head = Plain(role="strong")
        self._count = Plain(role="caption")
        self.remove = Button("containers.remove", link=True)
        self.remove.clicked.connect(lambda: self.removed.emit(number))
        self._lay_out()

    def show_values(self, one: Container, values: Mapping[str, str], inside: str) -> None:
        """Show a container as it is stored; `inside` says what lies in it."""
        self._head.setText(_name(self._place, one))
        self._count.setText(inside)
        for name in ("number", "seal", "kind"):
            self.entries[name].put(getattr(one, name))
        for key, particular in self._known.items():
            self.entries[key].put(shown_in(particular, values.get(key, "")))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addWidget(line("h"))
        top = QHBoxLayout()
        top.setContentsMargins(16, 10, 16, 4)
        top.setSpacing(12)
        top.addWidget(self._head)
        top.addWidget(self._count)
        top.addStretch(1)
        top.addWidget(self.remove)
        column.addLayout(top)
        fields = QVBoxLayout()
        fields.setContentsMargins(16, 0, 16, 0)
        in_columns(fields, list(self.entries.values()))
        column.addLayout(fields)


class StowedRow(QWidget):
    """A vehicle, the container it stands in, and its place there."""

    stowed = Signal(int, int, str)

    def __init__(self, vehicle: int, name: str) -> None:
        super().__init__()
        self._vehicle = vehicle
        self._names: dict[int, str] = {}
        self._into: str = "0"
        self._at: str = ""
        self.container = ChoiceEntry("container", lambda: name, ["0"], self._named, label=NAME)
        self.place = TextEntry("place", "containers.place", label=64, width=PLACE)
        self.place.hint("containers.place_hint")
        self.container.entered.connect(lambda _, value: self._say(value, self._at))
        self.place.entered.connect(lambda _, value: self._say(self._into, value))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.container, 1)
        row.addWidget(self.place)

    def show_values(self, names: dict[int, str], at: Stowed | None) -> None:
        """Show where the vehicle stands."""
        self._names = names
        self._into, self._at = (str(at.container), at.place) if at else ("0", "")
        box = self.container.box
        box.clear()
        for number in ("0", *map(str, names)):
            box.addItem(self._named(number), number)
        self.container.put(self._into)
        self.place.put(self._at)
        self.place.setEnabled(at is not None)

    def _named(self, number: str) -> str:
        return self._names.get(int(number)) or words.say("containers.in_none")

    def _say(self, container: str, place: str) -> None:
        self.stowed.emit(self._vehicle, int(container), place)


def _inside(board: Board, number: int) -> str:
    """Say how many vehicles lie in a container and what its cargo weighs, where that is known."""
    entered = board.entered
    lines = [one for one in board.lines if _stands_in(entered, one.vehicle, number)]
    count = words.say("ui.vehicles", count=len(lines))
    weights = [one.record.kerb_weight_kg for one in lines]
    if not all(weights):
        return count
    parts = (kilograms(entered.vehicles.get(one.vehicle, {}), PARTS_KG) for one in lines)
    loose = kilograms(entered.of_containers.get(number, {}), LOOSE_KG)
    cargo = sum(weight or 0 for weight in weights) + sum(parts) + loose
    return words.say("containers.inside", vehicles=count, kg=cargo) if cargo else count


def _stands_in(entered: Entered, vehicle: int, number: int) -> bool:
    at = entered.stowed.get(vehicle)
    return at is not None and at.container == number


def _name(place: int, one: Container) -> str:
    return f"{place}  {one.number or words.say('containers.no_number')}  {one.kind}"
