"""The history as a table of any length, and what one step changed as a short one."""

import sqlite3
from array import array
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from broker_app import words
from broker_app.jobs import recounting
from broker_app.jobs.recounting import Clash, Told
from broker_app.store import history
from broker_app.store.database import Rows
from broker_app.ui.models.columns import NOTHING, Cell, Look
from broker_app.ui.models.short_model import ShortColumn, ShortModel, head

BLOCK = 128
BLOCKS_KEPT = 16


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step with its name, and the step that took it back, if one did."""

    row: sqlite3.Row
    name: str
    back: sqlite3.Row | None


class StepModel(ShortModel):
    """Steps, the newest first, seen through a window of blocks; a million are only ids."""

    def __init__(self, reader: Rows) -> None:
        super().__init__(STEP_COLUMNS)
        self._reader = reader
        self._blocks: OrderedDict[int, dict[int, StepLine]] = OrderedDict()

    def show_ids(self, ids: "array[int]") -> None:
        """Show these steps."""
        self.beginResetModel()
        self._ids = ids
        self._blocks.clear()
        self.endResetModel()

    def line_at(self, row: int) -> StepLine | None:
        """Return the step of a row; None where it has gone."""
        step = self.id_at(row)
        return None if step is None else self._block(row // BLOCK).get(step)

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell paints."""
        line = self.line_at(row)
        return NOTHING if line is None else self._columns[column].cell(line)

    def retranslate(self) -> None:
        """Say cells and heads again."""
        self._blocks.clear()
        super().retranslate()

    def _block(self, number: int) -> dict[int, StepLine]:
        if number in self._blocks:
            self._blocks.move_to_end(number)
            return self._blocks[number]
        chosen = self._ids[number * BLOCK : (number + 1) * BLOCK]
        rows = history.block(self._reader, chosen)
        backs = history.taken_back(self._reader, chosen)
        lines = {
            step: StepLine(row, recounting.name_of(self._reader, row), backs.get(step))
            for step, row in rows.items()
        }
        self._blocks[number] = lines
        if len(self._blocks) > BLOCKS_KEPT:
            self._blocks.popitem(last=False)
        return lines


def moment(text: str) -> str:
    """Return a stored moment in the time of this machine."""
    return words.shown(datetime.fromisoformat(text).astimezone())


def _state(line: StepLine) -> Cell:
    return Cell(words.say("history.back_by", who=line.back["who"])) if line.back else NOTHING


STEP_COLUMNS: tuple[ShortColumn, ...] = (
    ShortColumn("what", head("history.what"), Look.NAME, 420, lambda line: Cell(line.name)),
    ShortColumn("state", head("history.state"), Look.TEXT, 176, _state),
    ShortColumn("who", head("history.who"), Look.TEXT, 120, lambda line: Cell(line.row["who"])),
    ShortColumn(
        "at", head("history.at"), Look.TEXT, 152, lambda line: Cell(moment(line.row["at"]))
    ),
)


def _said(name: str) -> Callable[[Told | Clash], Cell]:
    return lambda line: Cell(getattr(line, name) or "–")


CHANGE_COLUMNS: tuple[ShortColumn, ...] = (
    ShortColumn("thing", head("history.thing"), Look.NAME, 280, lambda line: Cell(line.thing)),
    ShortColumn("field", head("history.field"), Look.TEXT, 150, lambda line: Cell(line.field)),
    ShortColumn("before", head("history.before"), Look.TEXT, 210, _said("before")),
    ShortColumn("after", head("history.after"), Look.TEXT, 210, _said("after")),
)
CLASH_COLUMNS: tuple[ShortColumn, ...] = (
    ShortColumn("thing", head("history.thing"), Look.NAME, 236, lambda line: Cell(line.thing)),
    ShortColumn("field", head("history.field"), Look.TEXT, 104, lambda line: Cell(line.field)),
    ShortColumn("was", head("history.was"), Look.TEXT, 96, _said("was")),
    ShortColumn("made", head("history.made"), Look.TEXT, 96, _said("made")),
    ShortColumn("stands", head("history.stands"), Look.TEXT, 176, _said("stands")),
    ShortColumn("by", head("history.who"), Look.TEXT, 160, _said("by")),
)
