"""The rows of a preview as a table: what we read, over what was printed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from broker_app import words
from broker_app.domain.facts import Basis
from broker_app.domain.holding import hold_true
from broker_app.domain.lot import Lot
from broker_app.domain.vehicle import Vehicle
from broker_app.intake.read import RowWarning
from broker_app.jobs import explaining_lists, names
from broker_app.jobs.account import Account
from broker_app.jobs.previewing import Preview, PreviewRow
from broker_app.ui.models.columns import Look, grouped
from broker_app.ui.widgets.text import tip

RESULTS = ("new", "update", "duplicate", "refused", "skipped")
WARNED, CONFLICT = "warning", "conflict"
"""Filters beside the results: rows to look at, and rows that contradict a person."""
LOOKED_AT = 100
PRICES = ("hammer_price", "asking_price", "highest_bid", "start_price")

_DISPLAY = Qt.ItemDataRole.DisplayRole
_TIP = Qt.ItemDataRole.ToolTipRole
_NAME = Qt.ItemDataRole.AccessibleTextRole
_ACROSS = Qt.Orientation.Horizontal
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """One cell: what we read, what was printed where that reads otherwise, and what marks it.

    `before` is the stored value that an update would replace.
    """

    text: str = ""
    raw: str = ""
    mark: str = ""
    inferred: bool = False
    warned: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """One column: the facts it stands for, the first is the one whose heading is shown."""

    id: str
    facts: tuple[str, ...]
    look: Look
    width: int
    say: Callable[[Lot, Vehicle], str] | None = None
    """What the cell says; without it, the first fact as we hold it true."""
    leaves: int = 0
    """Columns with a higher number leave first where there is no room; 0 never leaves."""

    def text(self, lot: Lot, vehicle: Vehicle) -> str:
        """Return what we read, empty where nothing was."""
        if self.say is not None:
            return self.say(lot, vehicle)
        value = getattr(vehicle, self.facts[0]) if self.facts else None
        if value is None:
            return ""
        return grouped(value) if isinstance(value, int) else str(value)


def _name(_lot: Lot, vehicle: Vehicle) -> str:
    return names.vehicle_name(vehicle.maker, vehicle.model, vehicle.grade_name)


def _price(lot: Lot, _vehicle: Vehicle) -> str:
    price = next((getattr(lot, n) for n in PRICES if getattr(lot, n) is not None), None)
    return "" if price is None else _money(price, lot.currency)


def _money(minor_units: int, currency: str | None) -> str:
    if currency in (None, "JPY"):
        return grouped(minor_units)
    return words.money(minor_units, currency or "JPY")


def _lot_number(lot: Lot, _vehicle: Vehicle) -> str:
    return lot.lot_number or ""


COLUMNS: tuple[PreviewColumn, ...] = (
    PreviewColumn("row", (), Look.FIGURE, 56),
    PreviewColumn("result", (), Look.VERDICT, 116),
    PreviewColumn("lot_number", ("lot_number",), Look.TEXT, 72, _lot_number, leaves=1),
    PreviewColumn("name", ("model", "maker", "grade_name"), Look.NAME, 160, _name),
    PreviewColumn("model_code", ("model_code", "emission_code"), Look.CODE, 96, leaves=2),
    PreviewColumn("chassis_number", ("chassis_number",), Look.CODE, 124),
    PreviewColumn("first_registered", ("first_registered",), Look.TEXT, 76),
    PreviewColumn("displacement_cc", ("displacement_cc",), Look.FIGURE, 68),
    PreviewColumn("odometer_km", ("odometer_km", "odometer_status"), Look.FIGURE, 80),
    PreviewColumn("score", ("score",), Look.CENTRED, 52, leaves=3),
    PreviewColumn("hammer_price", (*PRICES, "currency"), Look.FIGURE, 104, _price),
)


class ImportRows(QAbstractTableModel):
    """The rows of one preview, all of them or those of one result."""

    def __init__(self) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._rows: list[PreviewRow] = []
        self._cells: dict[int, list[PreviewCell]] = {}
        self._held: frozenset[int] = frozenset()
        self.kind = ""
        """The result that is shown; empty for all, `warning` for rows with something to check."""

    def show_preview(self, preview: Preview | None) -> None:
        """Show another preview, all of it."""
        self._preview = preview
        self._held = self._held_columns()
        self.filter("")

    def filter(self, kind: str) -> None:
        """Show the rows of one result."""
        self.beginResetModel()
        self.kind = kind
        every = self._preview.rows if self._preview else []
        self._rows = [row for row in every if _belongs(row, kind)]
        self._cells.clear()
        self.endResetModel()

    def retranslate(self) -> None:
        """Say cells and heads in another language."""
        self._cells.clear()
        if self._rows:
            last = self.index(len(self._rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(_ACROSS, 0, len(COLUMNS) - 1)

    def row(self, number: int) -> PreviewRow | None:
        """Return a row of the list."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def cell(self, row: int, column: int) -> PreviewCell:
        """Return what a cell paints."""
        cells = self._cells.get(row)
        if cells is None:
            if len(self._cells) > 5000:
                self._cells.clear()
            cells = self._cells[row] = self._said(self._rows[row])
        return cells[column]

    def heading(self, column: int) -> str:
        """Return the heading of the file behind a column, empty where it has none."""
        headings = self._preview.headings if self._preview else {}
        found = next((headings[n] for n in COLUMNS[column].facts if n in headings), "")
        return "" if found == words.say(f"column.{COLUMNS[column].id}") else found

    def holds(self, column: int) -> bool:
        """Tell whether the file has something for a column."""
        return column in self._held

    # what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Return text and tip of a cell; painting goes by `cell`."""
        row = self.row(index.row())
        if row is None:
            return None
        if role in (_DISPLAY, _NAME):
            if row.lot is None and index.column() >= SENTENCE:
                return sentence(row) if index.column() == SENTENCE else ""
            return self.cell(index.row(), index.column()).text
        if role == _TIP:
            return tip(self._tip(index.row(), index.column()) or "") or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Return the heads: our word, and the heading of the file."""
        if orientation != _ACROSS or role not in (_DISPLAY, _NAME, _TIP):
            return None
        said = words.say(f"column.{COLUMNS[section].id}")
        heading = self.heading(section)
        return f"{said}\n{heading}" if heading and role != _DISPLAY else said

    # inside

    def _held_columns(self) -> frozenset[int]:
        """Return the columns with a heading, or with a value in one of the first lots."""
        rows = self._preview.rows if self._preview else []
        lots = list(islice((row.lot for row in rows if row.lot is not None), LOOKED_AT))
        records = [(lot, hold_true(lot)) for lot in lots]
        return frozenset(
            number
            for number, column in enumerate(COLUMNS)
            if self._headings(column.facts) or any(column.text(*record) for record in records)
        )

    def _said(self, row: PreviewRow) -> list[PreviewCell]:
        line = PreviewCell(words.number(row.line))
        shown = CONFLICT if row.is_conflict else row.result
        warned = bool(row.warnings) and not row.is_conflict
        result = PreviewCell(words.say(f"mark.{shown}"), mark=shown, warned=warned)
        if row.lot is None:
            return [line, result, *[PreviewCell()] * (len(COLUMNS) - SENTENCE)]
        vehicle = hold_true(row.lot)
        cells = [
            self._cell(number, row, row.lot, vehicle) for number in range(SENTENCE, len(COLUMNS))
        ]
        return [line, result, *cells]

    def _cell(self, number: int, row: PreviewRow, lot: Lot, vehicle: Vehicle) -> PreviewCell:
        column = COLUMNS[number]
        text = column.text(lot, vehicle)
        raw = _raw(lot, self._headings(column.facts))
        warned = any(w.field in column.facts for w in row.warnings)
        if not text and warned:
            text = words.say("word.unknown")
        cell = PreviewCell(
            text,
            raw if _plain(raw) != _plain(text) else "",
            inferred=_is_inferred(vehicle, column.facts[0]),
            warned=warned,
        )
        changed = next((n for n in column.facts if n in row.before), None)
        if changed is None:
            return cell
        before = row.before[changed]
        said = _money(before, lot.currency) if changed in PRICES and before else str(before or "–")
        return replace(cell, before=said)

    def _headings(self, facts: tuple[str, ...]) -> list[str]:
        headings = self._preview.headings if self._preview else {}
        return [headings[name] for name in facts if name in headings]

    def _tip(self, number: int, column: int) -> str | None:
        row, facts = self._rows[number], COLUMNS[column].facts
        chosen = [w for w in row.warnings if not facts or w.field in facts]
        if chosen:
            return "\n".join(warning_text(w) for w in chosen)
        cell = self.cell(number, column)
        return words.say("ui.inferred_tip", value=cell.text) if cell.inferred else None


SENTENCE = 2
"""The column from which the sentence of a row that is no lot runs to the right."""


def sentence(row: PreviewRow) -> str:
    """Return why a row is no lot."""
    text = words.say(f"{row.result}.{row.reason}")
    return text[:1].upper() + text[1:]


def warning_text(warning: RowWarning) -> str:
    """Return the sentence of a warning, begun with a capital."""
    text = explaining_lists.warning_text(warning)
    return text[:1].upper() + text[1:]


def count_of(account: Account, result: str) -> int:
    """Return how many rows of a list have a result."""
    return {
        "new": account.added,
        "update": account.updated,
        "duplicate": account.duplicates,
        "refused": len(account.refused),
        "skipped": len(account.skipped),
    }[result]


def _belongs(row: PreviewRow, kind: str) -> bool:
    if kind == CONFLICT:
        return row.is_conflict
    if kind == WARNED:
        return bool(row.warnings)
    return not kind or row.result == kind


def _raw(lot: Lot, headings: list[str]) -> str:
    printed = [lot.source.cells[h] for h in headings if lot.source.cells.get(h)]
    return printed[0] if printed else ""


def _plain(text: str) -> str:
    return text.replace(",", "").replace(" ", "").casefold()


def _is_inferred(vehicle: Vehicle, name: str) -> bool:
    origin = vehicle.origins.get(name)
    return origin is not None and origin.basis is Basis.INFERRED
