"""One fact of many vehicles: chosen, typed, looked at, and only then changed."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.jobs import bulk_editing, names
from broker_app.jobs.bulk_editing import BulkEdit, BulkPreview, BulkRow
from broker_app.ui import keys, theme
from broker_app.ui.models.columns import Cell, Look
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.pages.edit_all import names_of_form
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task
from broker_app.ui.table import HEAD, ROW, Table
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.fact_entry import FactEntry, fact_entry, unit_of
from broker_app.ui.widgets.objection import Objection
from broker_app.ui.widgets.text import Label, Plain, empty

WIDTH, FACT, SHOWN_ROWS = 880, 220, 8


class BulkEditDialog(Dialog):
    """A fact, a value, and what would change; one step when it is done."""

    done_so = Signal(object, int)
    """The changes, and how many vehicles they changed."""

    def __init__(
        self,
        desk: Desk,
        chosen: Sequence[int],
        parent: QWidget,
        name: str = "",
    ) -> None:
        title = words.say("bulk.title", count=len(chosen))
        super().__init__(title, parent, words.say("bulk.verb_none"), WIDTH)
        self._desk, self._chosen = desk, chosen
        self._asking: Task | None = None
        self.preview: BulkPreview | None = None
        self.entry: FactEntry | None = None
        self.model = ShortModel(_columns())
        self.table = Table(self.model)
        self.table.setAccessibleName(title)
        self.counts = Plain(role="label", wrap=True)
        self.objection = Objection()
        self.objection.again.connect(self.accept)
        self.fact = self._fact_box()
        self._lay_out()
        self.fact.activated.connect(lambda _: self._choose())
        self.fact.setCurrentIndex(max(0, self.fact.findData(name or "colour")))
        self._choose()

    def accept(self) -> None:
        """Change the vehicles that the preview names, with a reason where one is asked for."""
        preview = self.preview
        if preview is None or not preview.changing:
            return
        desk = self._desk
        self.verb.setEnabled(False)
        task = desk.runner.change(
            bulk_editing.edit_bulk,
            desk.books,
            desk.asked.question,
            preview,
            desk.who,
            self.objection.why,
        )
        task.on_failure(self._refused)
        task.succeeded.connect(lambda changes: self._finish(changes, preview.changing))

    def give(self, value: Any) -> None:
        """Put a value into the field, and show what it would change."""
        assert self.entry is not None
        self.entry.put("" if value is None else value)
        self.look(value)

    def look(self, value: Any) -> None:
        """Ask what a value would change."""
        self._forget_preview()
        self.counts.setText(words.say("bulk.looking"))
        edit = BulkEdit(self.fact.currentData(), value, self._desk.asked.today)
        self._asking = self._desk.runner.ask(
            bulk_editing.preview, self._chosen, edit, instead_of=self._asking
        )
        self._asking.on_failure(self._refused)
        self._asking.succeeded.connect(self._show)

    # inside

    def _choose(self) -> None:
        """Show the field of the fact that was chosen."""
        self._forget_preview()
        empty(self._place)
        name = self.fact.currentData()
        self.entry = fact_entry(name, None, label=0)
        self.entry.label.hide()
        self.entry.entered.connect(lambda _, value: self.look(None if value == "" else value))
        if hasattr(self.entry, "edit"):
            self.entry.edit.textEdited.connect(lambda _: self._forget_preview())
            self.entry.edit.returnPressed.connect(self._clear_too)
        self._place.addWidget(self.entry, 1)
        self._place.addWidget(Plain(unit_of(name), "quiet"))
        self.entry.setFocus()

    def _clear_too(self) -> None:
        """Enter in an empty field asks for the value to be taken away."""
        if self.preview is None and self.entry is not None and not self.entry.is_wrong:
            text = self.entry.edit.text() if hasattr(self.entry, "edit") else ""
            if not text.strip():
                self.look(None)

    def _show(self, preview: BulkPreview) -> None:
        self.preview = preview
        counted = {n: getattr(preview, n) for n in ("already", "by_hand", "refused")}
        parts = [words.say(f"bulk.{name}", count=n) for name, n in counted.items() if n]
        said = [words.say("bulk.changing", count=preview.changing), *parts]
        self.counts.setText(words.say("import.between_sentences").join(said))
        self.model.show_rows([(row.vehicle, (row, preview.edit)) for row in preview.rows])
        self.table.setVisible(bool(preview.rows))
        more = preview.changing + preview.refused - len(preview.rows)
        self._more.setText(words.say("bulk.more", count=more))
        self._more.setVisible(more > 0)
        count = preview.changing
        self.verb.say(lambda: words.say("bulk.verb", count=count) if count else _no_change())
        self.verb.setEnabled(count > 0)
        if preview.guarded:
            name = preview.edit.name
            problem = UserError("reason_needed_bulk", fact=name, count=preview.guarded)
            self.objection.show_problem(problem)
            self.objection.reason.clearFocus()

    def _forget_preview(self) -> None:
        self.preview = None
        self.counts.setText(words.say("bulk.hint"))
        self.model.show_rows([])
        self._more.hide()
        self.objection.forget()
        self.verb.say(_no_change)
        self.verb.setEnabled(False)

    def _refused(self, problem: object) -> None:
        if not isinstance(problem, UserError):
            problem = UserError("edit_failed")
        if problem.key == "bulk_changed_since" and self.preview is not None:
            self.look(self.preview.edit.value)
        self.objection.show_problem(problem)
        self.verb.setEnabled(self.preview is not None)

    def _finish(self, changes: Changes, count: int) -> None:
        super().accept()
        self.done_so.emit(changes, count)

    def _fact_box(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(words.say("bulk.fact"))
        box.setFixedWidth(theme.px(FACT))
        for name in names_of_form():
            if name in bulk_editing.FACTS:
                box.addItem(words.fact(name), name)
        return box

    def _lay_out(self) -> None:
        self._place = QHBoxLayout()
        self._place.setSpacing(8)
        self._more = Plain(role="quiet")
        row = QHBoxLayout()
        row.setSpacing(12)
        for key, part in (("bulk.fact", self.fact), ("bulk.value", self._place)):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(Label(key, "caption"))
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
            column.addStretch(1)
            row.addLayout(column, 0 if isinstance(part, QWidget) else 1)
        self.table.setFixedHeight(theme.px(HEAD + SHOWN_ROWS * ROW))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.body.addLayout(row)
        self.body.addWidget(self.counts)
        self.body.addWidget(self.table)
        self.body.addWidget(self._more)
        self.body.addWidget(self.objection)
        keys.listen_for(self, "accept", self.accept)


def _no_change() -> str:
    return words.say("bulk.verb_none")


_Row = tuple[BulkRow, BulkEdit]


def _columns() -> list[ShortColumn]:
    return [
        ShortColumn("name", head("column.name"), Look.NAME, 190, _name),
        ShortColumn("chassis", head("column.chassis_number"), Look.CODE, 146, _chassis),
        ShortColumn("before", head("column.before"), Look.TEXT, 120, _before),
        ShortColumn("after", head("column.after"), Look.TEXT, 120, _after),
        ShortColumn("remark", head("column.remark"), Look.TEXT, 220, _remark),
    ]


def _name(line: _Row) -> Cell:
    record = line[0].record
    return Cell(
        names.vehicle_name(record.maker, record.model)
        or record.model_code
        or words.say("ui.no_name")
    )


def _chassis(line: _Row) -> Cell:
    return Cell(line[0].record.chassis_number or "")


def _before(line: _Row) -> Cell:
    row, edit = line
    return Cell("–") if row.before is None else Cell(words.value(edit.name, row.before))


def _after(line: _Row) -> Cell:
    row, edit = line
    if not row.changes:
        return Cell(words.say("bulk.stays"), missing=True)
    return Cell("–") if edit.value is None else Cell(words.value(edit.name, edit.value))


def _remark(line: _Row) -> Cell:
    row, _ = line
    if row.problem is not None:
        return Cell(words.error(row.problem), mark="refused")
    said = [words.say("bulk.row_by_hand")] if row.by_hand else []
    if row.guarded is not None:
        verdict = words.say(f"verdict.{row.guarded.value}")
        said.append(words.say("bulk.row_guarded", verdict=verdict))
    return Cell(words.listed(said), mark="warning") if said else Cell("")
