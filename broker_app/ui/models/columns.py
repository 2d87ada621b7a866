"""The columns of the vehicles table: what each shows of a row, and how."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

import msgspec

from broker_app import words
from broker_app.domain.facts import Basis
from broker_app.domain.state import IN_STOCK, LISTED, Ageing
from broker_app.jobs import names

Row = sqlite3.Row


class Look(Enum):
    """How a cell is painted."""

    VERDICT = "verdict"
    NAME = "name"
    CODE = "code"
    TEXT = "text"
    FIGURE = "figure"
    CENTRED = "centred"


@dataclass(frozen=True, slots=True)
class Cell:
    """One painted cell: its text, quieter words behind it, and what marks it.

    `spoken` stands for its text where its mark is not seen: for the ear, and in a workbook.
    `days` are those a vehicle in stock has been there; past the limits they stand out (`aged`).
    """

    text: str
    more: str = ""
    mark: str = ""
    inferred: bool = False
    missing: bool = False
    quiet: bool = False
    strong: bool = False
    late: bool = False
    days: int | None = None
    spoken: str = ""

    @property
    def whole(self) -> str:
        """All it says, as words."""
        return self.spoken or f"{self.text} {self.more}".strip()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its id is a sort key of `store.vehicles.COLUMNS`, its head `column.<id>`."""

    id: str
    look: Look
    width: int
    cell: Callable[[Row, frozenset[str]], Cell]
    leaves: int = 0
    """Columns with a higher number leave first where there is no room; 0 never leaves."""
    on_demand: bool = False
    """Whether it is only there where a person chose it."""


OLD = "▲"
"""Stands before the days of a vehicle that is old stock."""
NOTHING = Cell("")
NOT_APPLICABLE = Cell("–")
_NO_ENGINE = ("electric", "fuel_cell", "none")
_JUDGED_BY = frozenset({"displacement_cc", "powertrain", "first_registered"})
"""Facts whose absence is said in words, because an answer may wait for them."""


def inferred_facts(row: Row) -> frozenset[str]:
    """Return the facts of a row that are only inferred."""
    text = row["origins"]
    if not text:
        return frozenset()
    raw = msgspec.json.decode(text)
    return frozenset(name for name, origin in raw.items() if origin[0] == Basis.INFERRED.value)


def grouped(number: int) -> str:
    """Return digits in groups of three; English and Japanese write them alike."""
    if words.language() not in words.LANGUAGES:
        return words.number(number)
    return f"{number:,}".replace("-", "−")


def name_of(row: Row) -> str:
    """Return what people call a vehicle: maker and model."""
    return names.vehicle_name(row["maker"], row["model"]) or row["model_code"] or ""


def _verdict(row: Row, _inferred: frozenset[str]) -> Cell:
    verdict = row["verdict"]
    if not verdict:
        return Cell(words.say("ui.not_judged"), mark="todo")
    return Cell(words.say(f"verdict.{verdict}"), mark=verdict)


def _name(row: Row, _inferred: frozenset[str]) -> Cell:
    name = name_of(row)
    return Cell(name, row["grade_name"] or "") if name else Cell(words.say("ui.no_name"))


def _displacement(row: Row, inferred: frozenset[str]) -> Cell:
    if row["displacement_cc"] is None and row["powertrain"] in _NO_ENGINE:
        return NOT_APPLICABLE
    return _whole("displacement_cc")(row, inferred)


def _whole(fact: str) -> Callable[[Row, frozenset[str]], Cell]:
    def cell(row: Row, inferred: frozenset[str]) -> Cell:
        value = row[fact]
        if value is None:
            return _absent(fact)
        return Cell(grouped(value), inferred=fact in inferred)

    return cell


def _text(fact: str) -> Callable[[Row, frozenset[str]], Cell]:
    def cell(row: Row, inferred: frozenset[str]) -> Cell:
        value = row[fact]
        if not value:
            return _absent(fact)
        return Cell(str(value), inferred=fact in inferred)

    return cell


def _choice(fact: str) -> Callable[[Row, frozenset[str]], Cell]:
    def cell(row: Row, inferred: frozenset[str]) -> Cell:
        value = row[fact]
        if not value:
            return _absent(fact)
        return Cell(words.value(fact, value), inferred=fact in inferred)

    return cell


def _price(row: Row, _inferred: frozenset[str]) -> Cell:
    price = next(
        (row[n] for n in ("hammer_price", "asking_price", "start_price") if row[n] is not None),
        None,
    )
    if price is None:
        return NOTHING
    currency = row["currency"] or "JPY"
    if currency == "JPY":
        return Cell(grouped(price))
    return Cell(words.money(price, currency))


def _state(row: Row, _inferred: frozenset[str]) -> Cell:
    return Cell(words.state(row["state"]), quiet=row["state"] == LISTED)


def _days(row: Row, _inferred: frozenset[str]) -> Cell:
    days = row["days_in_stock"]
    if days is None:
        return NOTHING
    return Cell(grouped(days), days=days if row["state"] in IN_STOCK else None)


def aged(cell: Cell, ageing: Ageing) -> Cell:
    """Return a cell as the days of its vehicle in stock let it be seen."""
    if not ageing.is_aged(cell.days) and not ageing.is_old(cell.days):
        return cell
    old = ageing.is_old(cell.days)
    return replace(cell, text=f"{OLD} {cell.text}" if old else cell.text, strong=True, late=old)


def _absent(fact: str) -> Cell:
    if fact in _JUDGED_BY:
        return Cell(words.say("word.unknown"), missing=True)
    return NOTHING


COLUMNS: tuple[Column, ...] = (
    Column("verdict", Look.VERDICT, 116, _verdict),
    Column("name", Look.NAME, 196, _name),
    Column("chassis_number", Look.CODE, 146, _text("chassis_number")),
    Column("state", Look.TEXT, 104, _state, leaves=7),
    Column("days_in_stock", Look.FIGURE, 84, _days, leaves=4),
    Column("model_code", Look.CODE, 84, _text("model_code"), leaves=3),
    Column("first_registered", Look.FIGURE, 80, _text("first_registered")),
    Column("displacement_cc", Look.FIGURE, 70, _displacement),
    Column("powertrain", Look.TEXT, 148, _choice("powertrain"), leaves=2),
    Column("odometer_km", Look.FIGURE, 80, _whole("odometer_km")),
    Column("score", Look.CENTRED, 56, _text("score"), leaves=6),
    Column("hammer_price", Look.FIGURE, 108, _price, leaves=1),
    Column("house", Look.TEXT, 124, _text("house"), leaves=5),
    Column("lot_number", Look.FIGURE, 72, _text("lot_number"), on_demand=True),
    Column("auction_date", Look.FIGURE, 92, _text("auction_date"), on_demand=True),
    Column("grade_name", Look.TEXT, 140, _text("grade_name"), on_demand=True),
    Column("vehicle_class", Look.TEXT, 96, _choice("vehicle_class"), on_demand=True),
    Column("manufactured", Look.FIGURE, 92, _text("manufactured"), on_demand=True),
    Column("colour", Look.TEXT, 96, _text("colour"), on_demand=True),
    Column("transmission", Look.TEXT, 96, _choice("transmission"), on_demand=True),
    Column("drive", Look.TEXT, 72, _choice("drive"), on_demand=True),
    Column("steering", Look.TEXT, 80, _choice("steering"), on_demand=True),
    Column("seats", Look.FIGURE, 56, _whole("seats"), on_demand=True),
    Column("gross_weight_kg", Look.FIGURE, 88, _whole("gross_weight_kg"), on_demand=True),
    Column("bought_on", Look.FIGURE, 92, _text("bought_on"), on_demand=True),
    Column("remarks", Look.TEXT, 220, _text("remarks"), on_demand=True),
)
PLACES = {column.id: place for place, column in enumerate(COLUMNS)}
"""Where each column stands among all."""

MOST_GAIN = 160
"""The name takes what room is left, up to this much; the rest stays white at the right."""


def fitted(room: int) -> dict[str, int]:
    """Return the width of each column where there is so much room; 0 for those that leave.

    State and score leave first; the chassis number never does.
    """
    usual = [column for column in COLUMNS if not column.on_demand]
    widths = {column.id: column.width for column in usual}
    for column in sorted(usual, key=lambda c: -c.leaves):
        if sum(widths.values()) <= room or not column.leaves:
            break
        widths[column.id] = 0
    widths["name"] += min(MOST_GAIN, max(0, room - sum(widths.values())))
    return widths
