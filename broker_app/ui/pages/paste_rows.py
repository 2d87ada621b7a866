"""What pasting a block would do with each of its rows, before anything is stored."""

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.facts import Kind
from broker_app.domain.vehicle import SPEC
from broker_app.errors import UserError
from broker_app.jobs import names, pasting
from broker_app.jobs.pasting import (
    CHANGE,
    NEW,
    REFUSED,
    RESULTS,
    Copied,
    PastePlan,
    PasteRow,
    Place,
)
from broker_app.ui import keys, theme
from broker_app.ui.models.columns import Cell, Look, grouped
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head
from broker_app.ui.pages.page import Desk
from broker_app.ui.table import HEAD, ROW, Table
from broker_app.ui.widgets.cell_field import shown
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.objection import Objection
from broker_app.ui.widgets.text import Plain

WIDTH, SHOWN_ROWS, MOST_COLUMNS = 1080, 12, 24
_MARKS = {"new": "new", "change": "update", "same": "duplicate", "refused": "refused"}
_FIGURES = (Kind.WHOLE, Kind.DECIMAL, Kind.PARTIAL_DATE)


class PasteDialog(Dialog):
    """The rows of a block with what becomes of each; one step when it is done."""

    done_so = Signal(object, int)
    """The changes, and how many vehicles were changed or added."""

    def __init__(self, desk: Desk, copied: Copied, place: Place, parent: QWidget) -> None:
        super().__init__(words.say("paste.title"), parent, words.say("paste.verb_none"), WIDTH)
        self._desk, self._copied, self._place = desk, copied, place
        self.plan: PastePlan | None = None
        self.model: ShortModel | None = None
        self.table: Table | None = None
        self.counts = Plain(words.say("paste.reading"), wrap=True)
        self.remarks = Plain(role="label", wrap=True)
        self.objection = Objection()
        self.objection.again.connect(self.accept)
        self.verb.setEnabled(False)
        self.body.addWidget(self.counts)
        self.body.addWidget(self.remarks)
        self.body.addWidget(self.objection)
        keys.listen_for(self, "accept", self.accept)
        self.look()

    def look(self) -> None:
        """Ask what would become of each row."""
        desk = self._desk
        given = (desk.books, self._copied, self._place, desk.asked.today)
        task = desk.runner.ask(pasting.plan, *given)
        task.on_failure(self._refused)
        task.succeeded.connect(self._show)

    def accept(self) -> None:
        """Store what the rows say."""
        plan = self.plan
        if plan is None or not plan.changes:
            return
        desk = self._desk
        self.verb.setEnabled(False)
        task = desk.runner.change(
            pasting.paste, desk.books, desk.asked.question, plan, desk.who, self.objection.why
        )
        count = plan.counts[NEW] + plan.counts[CHANGE]
        task.on_failure(self._refused)
        task.succeeded.connect(lambda changes: self._finish(changes, count))

    # inside

    def _show(self, plan: PastePlan) -> None:
        self.plan = plan
        counts = plan.counts
        said = [words.say(f"paste.{name}", count=counts[name]) for name in RESULTS if counts[name]]
        if plan.unread:
            said.append(words.say("paste.unread", count=plan.unread))
        self.counts.setText(words.say("import.between_sentences").join(said))
        self.remarks.setText(words.say("import.between_sentences").join(_remarks(plan)))
        self._show_table(plan)
        count = counts[NEW] + counts[CHANGE]
        self.verb.say(lambda: words.say("paste.verb" if count else "paste.verb_none", count=count))
        self.verb.setEnabled(count > 0)
        if plan.guarded:
            problem = UserError("reason_needed_paste", count=plan.guarded)
            self.objection.show_problem(problem)

    def _show_table(self, plan: PastePlan) -> None:
        if self.table is not None:
            self.body.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self.model = ShortModel(_columns(plan))
        self.table = Table(self.model)
        self.table.setFixedHeight(theme.px(HEAD + SHOWN_ROWS * ROW + 12))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setAccessibleName(words.say("paste.title"))
        self.model.show_rows(list(enumerate(plan.rows)))
        self.body.insertWidget(2, self.table)

    def _refused(self, problem: object) -> None:
        if not isinstance(problem, UserError):
            problem = UserError("edit_failed")
        if self.plan is None:
            self.counts.setText("")
        elif problem.key == "paste_changed_since":
            self.look()
        self.objection.show_problem(problem)
        self.verb.setEnabled(self.plan is not None)

    def _finish(self, changes: Changes, count: int) -> None:
        super().accept()
        self.done_so.emit(changes, count)


def _remarks(plan: PastePlan) -> list[str]:
    """Say what of the block is left out, and how it was read."""
    said = [words.say("paste.by_headings" if plan.block.headed else "paste.by_place")]
    if plan.block.beyond:
        said.append(words.say("paste.beyond", count=plan.block.beyond))
    if plan.unused:
        said.append(words.say("paste.unused", headings=words.listed(plan.unused[:6])))
    return [*said, words.say("paste.empty_cells")]


def _columns(plan: PastePlan) -> list[ShortColumn]:
    facts = plan.facts[:MOST_COLUMNS]
    return [
        ShortColumn("line", head("column.row"), Look.FIGURE, 64, lambda row: Cell(str(row.line))),
        ShortColumn("result", head("column.result"), Look.VERDICT, 116, _result),
        ShortColumn("name", head("column.name"), Look.NAME, 190, _name),
        ShortColumn("remark", head("column.remark"), Look.TEXT, 280, _remark),
        *(_fact_column(name) for name in facts),
    ]


def _fact_column(name: str) -> ShortColumn:
    kind = SPEC[name].kind
    look = Look.FIGURE if kind in _FIGURES else Look.CODE if kind is Kind.CODE else Look.TEXT
    width = {Look.FIGURE: 152, Look.CODE: 160}.get(look, 152)
    return ShortColumn(name, partial(words.fact, name), look, width, partial(_fact, name))


def _result(row: PasteRow) -> Cell:
    return Cell(words.say(f"paste.result.{row.result}"), mark=_MARKS[row.result])


def _name(row: PasteRow) -> Cell:
    record = row.record or (row.lot.vehicle if row.lot else None)
    if record is None:
        return Cell("")
    said = names.vehicle_name(record.maker, record.model) or record.model_code
    return Cell(said, record.chassis_number or "") if said else Cell(record.chassis_number or "")


def _fact(name: str, row: PasteRow) -> Cell:
    if name in row.unread:
        return Cell(
            row.texts.get(name) or str(row.unread[name].values.get("value", "")), missing=True
        )
    if row.result == REFUSED:
        return Cell(row.texts.get(name, ""))
    if name in row.values:
        before = row.before.get(name)
        was = words.say("paste.was", value=_text(name, before)) if before is not None else ""
        return Cell(_text(name, row.values[name]), was)
    held = getattr(row.record, name) if row.record and name in row.texts else None
    return Cell("" if held is None else _text(name, held), inferred=False)


def _text(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, int) and name != "model_year":
        return grouped(value)
    return shown(name, value)


def _remark(row: PasteRow) -> Cell:
    problems = [row.reason] if row.reason else list(row.unread.values())
    if problems:
        return Cell(words.error(problems[0]), mark="warning")
    if row.guarded:
        verdict = words.say(f"verdict.{next(iter(row.guarded.values())).value}")
        return Cell(words.say("bulk.row_guarded", verdict=verdict), mark="warning")
    return Cell("")
