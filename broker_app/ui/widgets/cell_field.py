"""A cell that became a field: the value, its unit, and one line below."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QRect, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QRegion
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.facts import Kind
from broker_app.domain.vehicle import SPEC
from broker_app.errors import UserError
from broker_app.jobs.editing import read_value
from broker_app.ui import theme
from broker_app.ui.widgets.objection import Objection
from broker_app.ui.widgets.text import Plain, set_role

MINIMUM, NOTE, CHOICE = 88, 264, 24
MOST_CHOICES = 11
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FIGURES = (Kind.WHOLE, Kind.DECIMAL, Kind.MONEY, Kind.PARTIAL_DATE)


class CellField(QFrame):
    """Enter keeps and goes down, Tab right, Esc gives up; a wrong value stays and is explained.

    It says what was entered and never stores anything itself. Nothing is read while an input
    method composes.
    """

    is_form = True
    """What is typed here counts until it is closed."""
    accepted = Signal(int, int)
    """Keep the value and go so many columns right and rows down."""
    given_up = Signal()
    left = Signal()
    """The focus went elsewhere."""

    def __init__(
        self,
        over: QWidget,
        name: str,
        value: Any,
        room: Callable[[], QRect] | None = None,
    ) -> None:
        """Lie over the rows, or where a `room` is given over columns that stay, within it."""
        super().__init__(over)
        self.setObjectName("cellfield")
        self.stays = room is not None
        """Whether its column stays while the rest is scrolled sideways."""
        self._room = room or over.rect
        self.name = name
        self.stored = "" if value is None else shown(name, value)
        """What the field shows of the stored value."""
        self.edit = _CellEdit()
        self.note = _Note(over, name)
        self.objection = self.note.objection
        self._choices = {words.value(name, choice): choice for choice in SPEC[name].choices}
        self._lay_out()
        self._connect()
        self.put(self.stored)

    @property
    def composing(self) -> bool:
        """Whether an input method is at work."""
        return self.edit.composing

    @property
    def modified(self) -> bool:
        """Whether something else was typed than what is stored."""
        return self.edit.text() != self.stored

    def put(self, text: str, whole: bool = True) -> None:
        """Show a text: all of it selected, or the cursor behind it."""
        self.edit.setText(text)
        if whole:
            self.edit.selectAll()
        self.note.look_up(text)

    def value(self) -> Any:
        """Read what was typed. Raises UserError where it is no such value."""
        text = self.edit.text()
        picked = self.note.picked
        if picked and text.strip() and picked.casefold().startswith(text.strip().casefold()):
            return self._choices[picked]
        return read_value(self.name, text)

    def show_problem(self, problem: UserError) -> None:
        """Explain below the field; what was typed stays."""
        set_role(self, "wrong", "true")
        self.edit.setAccessibleDescription(words.error(problem))
        self.note.show_problem(problem)
        self.raise_note()

    def place(self, cell: QRect) -> None:
        """Lie over a cell, the note below it, or above where there is no room."""
        room = self._room()
        width = max(cell.width(), theme.px(MINIMUM))
        # A field wider than its cell keeps the side at which the text of the cell stands.
        at_right = bool(self.edit.alignment() & Qt.AlignmentFlag.AlignRight)
        left = cell.right() + 1 - width if at_right else cell.left()
        left = max(room.left(), min(left, room.right() - width))
        self.setGeometry(left, cell.top(), width, cell.height())
        self.raise_note()

    def raise_note(self) -> None:
        """Put the note where it belongs, above everything else."""
        room = self._room()
        width = max(self.width(), theme.px(NOTE))
        self.note.setFixedWidth(width)
        height = self.note.heightForWidth(width)
        height = height if height > 0 else self.note.sizeHint().height()
        below = self.geometry().bottom() + 1
        fits = below + height <= room.bottom() or self.y() < height
        top = below if fits else self.y() - height
        left = max(room.left(), min(self.x(), room.right() - width))
        self.note.setGeometry(left, top, width, height)
        for part in (self.note, self):
            if self.stays:  # nothing of it is painted over the heads
                part.setMask(QRegion(room.translated(-part.pos())))
            part.show()
            part.raise_()

    def has_inside(self, widget: QWidget | None) -> bool:
        """Tell whether a widget is part of the field or its note."""
        return widget is not None and (self.isAncestorOf(widget) or self.note.isAncestorOf(widget))

    def close_field(self) -> None:
        """Go away."""
        for part in (self.note, self):
            part.hide()
            part.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let no key through to the table: it belongs to the field, whatever it does there."""
        event.accept()

    def _connect(self) -> None:
        self.edit.accepted.connect(self._go_on)
        self.note.given_up.connect(self.given_up)
        self.edit.given_up.connect(self.given_up)
        self.edit.left.connect(self.left)
        self.edit.turned.connect(self._turn)
        self.edit.textEdited.connect(self._edited)
        self.note.chosen.connect(self._pick)
        self.objection.again.connect(lambda: self.accepted.emit(0, 1))
        self.objection.dropped.connect(self.given_up)

    def _go_on(self, across: int, down: int) -> None:
        """Keep the value; by Tab go to what is offered, where something is."""
        if across > 0 and self.objection.links:
            self.objection.links[0].setFocus()
        else:
            self.accepted.emit(across, down)

    def _edited(self, text: str) -> None:
        set_role(self, "wrong", "false")
        self.edit.setAccessibleDescription("")
        self.note.forget_problem()
        self.note.look_up(text)
        self.raise_note()

    def _turn(self, step: int) -> None:
        """Go through the choices by the arrows."""
        text = self.note.turn(step)
        if text:
            self.edit.setText(text)
            self.edit.selectAll()

    def _pick(self, text: str) -> None:
        self.edit.setText(text)
        self.accepted.emit(0, 0)

    def _lay_out(self) -> None:
        spec = SPEC[self.name]
        self.edit.setAccessibleName(words.fact(self.name))
        if spec.kind in _FIGURES:
            self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        if spec.kind in (Kind.CODE, Kind.TARIFF):
            self.edit.setFont(theme.font(theme.SMALL, mono=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(6), 0, theme.px(6), 0)
        row.setSpacing(theme.px(4))
        row.addWidget(self.edit, 1)
        if spec.unit:
            row.addWidget(Plain("m³" if spec.unit == "m3" else spec.unit, "quiet"))
        self.setFocusProxy(self.edit)


class _Note(QFrame):
    """What stands below the field: a hint, the choices, or what is wrong."""

    chosen = Signal(str)
    given_up = Signal()

    def __init__(self, viewport: QWidget, name: str) -> None:
        super().__init__(viewport)
        self.setObjectName("cellnote")
        self._texts = [words.value(name, choice) for choice in SPEC[name].choices]
        self.objection = Objection()
        self.hint = Plain(hint_of(name), "quiet", wrap=True)
        self.choices = QListView()
        self._model = QStringListModel(self._texts)
        self.choices.setModel(self._model)
        self.choices.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.choices.setProperty("popup", "true")
        self.choices.setUniformItemSizes(True)
        self.choices.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.choices.setAccessibleName(words.fact(name))
        rows = min(len(self._texts), MOST_CHOICES)
        self.choices.setFixedHeight(rows * theme.px(CHOICE) + 2)
        self.choices.setVisible(bool(self._texts))
        self.choices.clicked.connect(lambda index: self.chosen.emit(index.data()))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 5, 8, 6)
        column.setSpacing(4)
        column.addWidget(self.objection)
        column.addWidget(self.choices)
        column.addWidget(self.hint)

    @property
    def picked(self) -> str:
        """The choice that is marked; empty where none is."""
        index = self.choices.currentIndex()
        return str(index.data()) if index.isValid() else ""

    def look_up(self, text: str) -> None:
        """Mark the first choice that begins with the letters."""
        wanted = text.strip().casefold()
        fitting = (n for n, said in enumerate(self._texts) if said.casefold().startswith(wanted))
        self._mark(next(fitting, -1) if wanted else -1)

    def turn(self, step: int) -> str:
        """Mark the next choice, or the one before; returns it."""
        if not self._texts:
            return ""
        row = self.choices.currentIndex().row()
        row = (0 if step > 0 else len(self._texts) - 1) if row < 0 else row + step
        self._mark(max(0, min(row, len(self._texts) - 1)))
        return self.picked

    def show_problem(self, problem: UserError) -> None:
        """Say what is wrong in place of the hint."""
        self.objection.show_problem(problem)
        self.hint.hide()

    def forget_problem(self) -> None:
        """Show the hint again."""
        self.objection.forget()
        self.hint.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()

    def _mark(self, row: int) -> None:
        index = self._model.index(row)
        self.choices.setCurrentIndex(index)
        if not index.isValid():
            self.choices.clearSelection()


class _CellEdit(QLineEdit):
    """Hears the keys of a table, Tab among them, and knows whether an input method composes."""

    accepted = Signal(int, int)
    given_up = Signal()
    left = Signal()
    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.composing = False
        self.setProperty("frameless", "true")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self.accepted.emit(step, 0)
                return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.composing:
            super().keyPressEvent(event)
        elif key in _ENTER:
            up = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.accepted.emit(0, -1 if up else 1)
        elif key == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.turned.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        passing = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if event.reason() not in passing:
            self.left.emit()


def shown(name: str, value: Any) -> str:
    """Return the text in which a value is edited: known ones by their words."""
    spec = SPEC[name]
    if spec.choices or spec.kind in (Kind.COUNTRY, Kind.TEXT):
        return words.value(name, value)
    return str(value)


def hint_of(name: str) -> str:
    """Return the one line that says how a fact is typed."""
    spec = SPEC[name]
    if spec.choices:
        return words.say("cell.hint.choice")
    if spec.kind is Kind.WHOLE and spec.bounds:
        least, most = spec.bounds
        return words.say("cell.hint.between", least=least, most=most)
    key = f"ui.hint.{spec.kind.value}"
    return words.say(key) if words.has(key) else words.say("cell.hint.keys")
