"""What one does to vehicles of the table at once: the form, bulk edits, fill down, paste.

The dialogs, and what reads blocks of cells, are loaded when they are first used.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.vehicle import SPEC
from broker_app.errors import UserError
from broker_app.ui.cell_editing import CellEditing
from broker_app.ui.messages import Link, Message
from broker_app.ui.models.columns import COLUMNS
from broker_app.ui.models.window_model import WindowModel
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_side import VehicleSide
from broker_app.ui.table import Table
from broker_app.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from broker_app.jobs.bulk_editing import BulkPreview
    from broker_app.jobs.pasting import Place

FIRST = "displacement_cc"
"""The fact that is offered where nothing asks for one."""
ANY = object()
"""No value was given beforehand; None is one: it takes the value away."""


class VehicleEdits(QObject):
    """Opens the dialogs of the vehicles page, and tells what they did."""

    message = Signal(object)
    undo = Signal()

    def __init__(self, desk: Desk, table: Table, side: VehicleSide, page: QWidget) -> None:
        super().__init__(page)
        assert isinstance(table.rows, WindowModel)
        self._desk, self._table, self._side, self._page = desk, table, side, page
        self._model = table.rows
        self.cells = CellEditing(desk, table, self._model)
        self.cells.failed.connect(self.message)
        self.dialog: Dialog | None = None

    def do_edit_fact(self) -> None:
        """Open the field of the cell under the cursor, else of the fact that is asked for."""
        index = self._table.currentIndex()
        if self.cells.can_edit(index) and not self._table.isColumnHidden(index.column()):
            self.cells.begin(index)
            return
        known = self._side.pane.known
        if known is not None:
            self._side.show_pane()
            self._side.pane.next_step.edit((known.missing or [FIRST])[0])

    def do_edit_all(self) -> None:
        """Open the form of the vehicle under the cursor, at the fact of its column."""
        from broker_app.ui.pages.edit_all import EditAll

        vehicle = self._table.current_vehicle()
        if vehicle is not None:
            self._open(EditAll(self._desk, vehicle, self._page, self._column()))

    def reopen(self, form: str, name: str) -> None:
        """Open again the form of all facts, or the field of a fact in its cell or beside it."""
        index = self._table.currentIndex()
        column = next((number for number, one in enumerate(COLUMNS) if one.id == name), 0)
        if form == "EditAll" and self.dialog is None:
            self.do_edit_all()
        elif form == "CellField" and self.cells.field is None:
            self._table.go_to(index.row(), column)
            self.cells.begin(index.siblingAtColumn(column))
        elif form == "FactField":
            self._side.show_pane()
            self._side.pane.next_step.edit(name)

    def do_bulk_edit(self, name: str = "", value: object = ANY) -> None:
        """Change one fact of all that is selected; which one, and to what, may be given."""
        from broker_app.jobs.bulk_editing import FACTS
        from broker_app.ui.pages.bulk_edit import BulkEditDialog

        chosen = self._table.selected_ids()
        if not chosen:
            self.message.emit(UserError("nothing_selected"))
            return
        column = self._column()
        fact = name or (column if column in FACTS else "")
        dialog = BulkEditDialog(self._desk, chosen, self._page, fact)
        if value is not ANY:
            dialog.give(value)
        dialog.done_so.connect(self._tell_changed)
        self._open(dialog)

    def do_fill_down(self) -> None:
        """Give the selected rows the value of the first of them, in the column of the cursor."""
        from broker_app.jobs.bulk_editing import OWN, BulkEdit, preview

        name, first = self._column(), self._model.row_at(self._first_row())
        if name not in SPEC or name in OWN:
            self.message.emit(UserError("fill_no_column"))
        elif first is None or self._table.count < 2:
            self.message.emit(UserError("fill_no_rows"))
        else:
            edit = BulkEdit(name, first[name], self._desk.asked.today)
            task = self._desk.runner.ask(preview, self._table.selected_ids(), edit)
            task.succeeded.connect(self._fill)

    def do_paste_rows(self) -> None:
        """Show what pasting the clipboard from the cursor on would do."""
        from broker_app.intake.block import cells_in
        from broker_app.jobs.pasting import Copied
        from broker_app.ui.clipboard import now_copied
        from broker_app.ui.pages.paste_rows import PasteDialog

        data = now_copied()
        copied = Copied(data.text(), data.html())
        try:
            cells = cells_in(copied.text, copied.page)
        except UserError as problem:
            self.message.emit(problem)
            return
        if len(cells) == 1 and len(cells[0]) == 1 and self._column() in SPEC:
            self._paste_one(cells[0][0])
            return
        dialog = PasteDialog(self._desk, copied, self._place(), self._page)
        dialog.done_so.connect(self._tell_pasted)
        self._open(dialog)

    # inside

    def _paste_one(self, text: str) -> None:
        """Put one value into the cell under the cursor, or into all rows that are selected."""
        if self._table.count < 2:
            if self.cells.begin(self._table.currentIndex(), text.strip()):
                self.cells.accept(0, 0)
            return
        from broker_app.jobs.editing import read_value

        try:
            self.do_bulk_edit(self._column(), read_value(self._column(), text))
        except UserError as problem:
            self.message.emit(problem)

    def _place(self) -> "Place":
        """Return where a block would be put: the first selected row, the column of the cursor."""
        from broker_app.intake.block import MOST_ROWS
        from broker_app.jobs.pasting import Place

        index, row = self._table.currentIndex(), self._first_row()
        seen = self._table.in_order()
        start = seen.index(index.column()) if index.column() in seen else 0
        ids_of = [COLUMNS[number].id for number in seen[start:]]
        columns = [name if name in SPEC else "" for name in ids_of]
        heads = {words.fact(name): name for name in SPEC}
        heads |= {words.say(f"column.{c.id}"): c.id if c.id in SPEC else "" for c in COLUMNS}
        ids = tuple(self._model.ids(row, row + MOST_ROWS))
        return Place(tuple(columns), ids, heads)

    def _first_row(self) -> int:
        """Return the first row that is selected, else that of the cursor."""
        if self._table.everything:
            return 0
        rows = self._table.selected_rows()
        return rows[0].start if rows else max(0, self._table.currentIndex().row())

    def _column(self) -> str:
        return self._model.column(max(0, self._table.currentIndex().column())).id

    def _fill(self, preview: "BulkPreview") -> None:
        """Fill at once where nothing asks for a look, else show it first."""
        from broker_app.jobs.bulk_editing import SHOWN, edit_bulk

        edit = preview.edit
        many = preview.changing > SHOWN
        if many or preview.by_hand or preview.guarded or preview.refused:
            self.do_bulk_edit(edit.name, edit.value)
            return
        desk = self._desk
        task = desk.runner.change(edit_bulk, desk.books, desk.asked.question, preview, desk.who)
        task.succeeded.connect(lambda changes: self._tell_changed(changes, preview.changing))

    def _tell_changed(self, _changes: Changes, count: int) -> None:
        self._tell("bulk.done", count)

    def _tell_pasted(self, _changes: Changes, count: int) -> None:
        self._tell("paste.done", count)

    def _tell(self, key: str, count: int) -> None:
        links = (Link("action.undo", self.undo.emit),) if count else ()
        self.message.emit(Message("info", lambda: words.say(key, count=count), links))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.destroyed.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        self.dialog = None
