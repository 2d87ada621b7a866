"""Cell editing: a cell of the table becomes a field, and what was typed is stored.

The field lies over its cell and stays there whatever is found, sorted or written meanwhile; it goes
when its value is stored or given up. What stores it is loaded with the first field.
"""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.facts import Basis
from broker_app.domain.vehicle import SPEC
from broker_app.errors import UserError
from broker_app.store import vehicles
from broker_app.ui.models.columns import PLACES
from broker_app.ui.models.window_model import Index, WindowModel
from broker_app.ui.pages.page import Desk
from broker_app.ui.table import Table

if TYPE_CHECKING:
    from broker_app.jobs.editing import Edit
    from broker_app.ui.widgets.cell_field import CellField

_FORWARDED = (QEvent.Type.Resize, QEvent.Type.Wheel)


class CellEditing(QObject):
    """The one field of a table that is open, if any."""

    failed = Signal(object)
    """A problem that no field is left to tell of."""

    def __init__(self, desk: Desk, table: Table, model: WindowModel) -> None:
        super().__init__(table)
        self._desk, self._table, self._model = desk, table, model
        self.field: CellField | None = None
        self.vehicle = 0
        self.storing = 0
        """How many edits are on their way."""
        self._stored_last: tuple[int | None, int] = (None, 0)
        self._base: Any = None
        table.editor = self
        table.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        table.doubleClicked.connect(lambda index: self.begin(index))
        table.viewport().installEventFilter(self)
        for bar in (table.verticalScrollBar(), table.horizontalScrollBar()):
            bar.valueChanged.connect(self.place)
        table.horizontalHeader().sectionResized.connect(lambda *_: self.place())
        model.modelReset.connect(lambda: QTimer.singleShot(0, self.place))

    def edited_by(self, changes: Changes) -> int | None:
        """Return the vehicle of which a cell was changed, and nothing else; None for more."""
        step, vehicle = self._stored_last
        return vehicle if changes.step is not None and changes.step == step else None

    def can_edit(self, index: Index) -> bool:
        """Tell whether a cell shows a fact that can be typed."""
        if not index.isValid() or self._model.column(index.column()).id not in SPEC:
            return False
        return self._model.row_at(index.row()) is not None

    def begin(self, index: Index, text: str | None = None, focus: bool = True) -> bool:
        """Open the field of a cell, with what was typed already in place of the value."""
        if self.field is not None:
            self.accept(0, 0)
            if self.field is not None:  # it holds something that cannot be stored yet
                self.field.setFocus()
                return False
        row = self._model.row_at(index.row())
        if row is None or not self.can_edit(index):
            return False
        self.vehicle = row["id"]
        name = self._model.column(index.column()).id
        self._open(name, row[name])
        assert self.field is not None
        if text is not None:
            self.field.put(text, whole=False)
        if focus:
            self.field.setFocus()
        return True

    def begin_typing(self, event: QKeyEvent) -> bool:
        """Open the field by a letter or digit; the letter is the first one in it."""
        text = event.text()
        if self.field is not None:
            QApplication.sendEvent(self.field.edit, event)
            return True
        if not text or not text.isprintable() or text.isspace():
            return False
        return self.begin(self._table.currentIndex(), text)

    def compose(self, event: QInputMethodEvent) -> bool:
        """Open the field by an input method. The focus moves when its first word is done."""
        preedit, commit = bool(event.preeditString()), bool(event.commitString())
        if self.field is None:
            if not (preedit or commit):
                return False
            if not self.begin(self._table.currentIndex(), "", focus=False):
                return False
        assert self.field is not None
        QApplication.sendEvent(self.field.edit, event)
        if commit or not preedit:
            self.field.setFocus()
        return True

    def accept(self, across: int, down: int) -> None:
        """Keep what was typed, if it can be, and go on to another cell."""
        field = self.field
        if field is None or field.composing:
            return
        if not field.modified:
            self.close()
            self._go(across, down)
            return
        try:
            value = field.value()
            if self._is_so(field.name, value):
                self.close()
            else:
                self._store(field, value)
        except UserError as problem:
            field.show_problem(problem)
            return
        self._go(across, down)

    def close(self) -> None:
        """Give up what was typed; the table has the focus again."""
        field, self.field = self.field, None
        if field is not None:
            had_focus = field.has_inside(QApplication.focusWidget())
            field.close_field()
            if had_focus:
                self._table.setFocus()

    def look_again(self) -> None:
        """Tell at once where somebody else has changed what is being typed over."""
        from broker_app.jobs import editing

        field = self.field
        if field is None or field.objection.stands or field.composing or not field.modified:
            return
        try:
            editing.check(self._desk.reader, self._desk.books, self._edit(field, field.value()))
        except UserError as problem:
            if problem.key == "changed_since":
                field.show_problem(problem)

    def place(self) -> None:
        """Put the field over its cell; out of the list it stays where it was."""
        if self.field is None:
            return
        row = self._model.row_of(self.vehicle)
        columns = range(self._model.columnCount())
        name = self.field.name
        column = next(n for n in columns if self._model.column(n).id == name)
        if row is not None:
            cell = self._table.visualRect(self._model.index(row, column))
            frozen = self._table.frozen if self.field.stays else None
            self.field.place(frozen.cell_rect(cell) if frozen is not None else cell)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the table."""
        if event.type() in _FORWARDED:
            QTimer.singleShot(0, self.place)
        return super().eventFilter(watched, event)

    # inside

    def _open(self, name: str, value: Any) -> None:
        from broker_app.ui.widgets.cell_field import CellField

        self._base = value
        frozen, table = self._table.frozen, self._table
        stays = frozen is not None and PLACES[name] in frozen.columns
        over, room = (table, table.viewport().geometry) if stays else (table.viewport(), None)
        field = self.field = CellField(over, name, value, room)
        field.accepted.connect(self.accept)
        field.given_up.connect(self.close)
        field.left.connect(lambda: QTimer.singleShot(0, self._left))
        self.place()

    def _left(self) -> None:
        """Keep what was typed when the focus went elsewhere; within the field it is still here."""
        field = self.field
        if field is None or field.has_inside(QApplication.focusWidget()):
            return
        if not field.objection.stands:
            self.accept(0, 0)

    def _is_so(self, name: str, value: Any) -> bool:
        """Tell whether a value is there already, and nobody need vouch for it."""
        if value != self._base:
            return False
        origin = vehicles.get(self._desk.reader, self.vehicle).origins.get(name)
        return value is None or (origin is not None and origin.basis is Basis.TYPED)

    def _edit(self, field: "CellField", value: Any) -> "Edit":
        from broker_app.jobs.editing import Edit

        return Edit(
            vehicle=self.vehicle,
            values={field.name: value},
            over={field.name: self._base},
            why=field.objection.why,
            sure=field.objection.sure,
            today=self._desk.asked.today,
        )

    def _store(self, field: "CellField", value: Any) -> None:
        """Store a value; what the reader can tell is told before the field goes."""
        from broker_app.jobs import editing

        desk, name = self._desk, field.name
        if field.objection.seen:
            field.objection.seen = False
            self._base = getattr(vehicles.get(desk.reader, self.vehicle), name)
        edit, typed = self._edit(field, value), field.edit.text()
        editing.check(desk.reader, desk.books, edit)
        self.close()
        said = "" if value is None else words.value(name, value)
        self._model.show_pending(edit.vehicle, name, said)
        self.storing += 1
        task = desk.runner.change(
            editing.type_facts, desk.books, desk.asked.question, edit, desk.who
        )
        task.succeeded.connect(lambda changes: self._done(edit.vehicle, name, changes))
        task.on_failure(lambda problem: self._refused(edit, name, typed, problem))
        task.finished.connect(self._stored)

    def _done(self, vehicle: int, name: str, changes: Changes) -> None:
        self._stored_last = (changes.step, vehicle)
        self._model.forget_pending(vehicle, name)

    def _stored(self) -> None:
        self.storing -= 1

    def _refused(self, edit: "Edit", name: str, typed: str, problem: object) -> None:
        """Open the field again with what was typed, and say why it was not stored."""
        self._model.forget_pending(edit.vehicle, name)
        if not isinstance(problem, UserError) or self.field is not None:
            self.failed.emit(problem)
            return
        self.vehicle = edit.vehicle
        self._open(name, edit.over[name])
        assert self.field is not None
        self.field.put(typed, whole=False)
        self.field.show_problem(problem)
        self.field.setFocus()

    def _go(self, across: int, down: int) -> None:
        """Move the cursor: down a row, or to the next cell of this row that can be typed into."""
        index = self._table.currentIndex()
        row, column = index.row() + down, index.column()
        if across:
            seen = self._table.in_order()
            here = seen.index(column) if column in seen else 0
            beside = seen[here + 1 :] if across > 0 else seen[:here][::-1]
            column = next(filter(self._is_open, beside), column)
        if 0 <= row < self._model.rowCount() and (across or down):
            self._table.go_to(row, column)
            self._give_focus()

    def _is_open(self, column: int) -> bool:
        return self._model.column(column).id in SPEC and not self._table.isColumnHidden(column)

    def _give_focus(self) -> None:
        focus: QWidget | None = QApplication.focusWidget()
        if focus is None or focus is self._table.viewport():
            self._table.setFocus()
