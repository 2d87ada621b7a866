"""Reads a CSV of cases for markets: one vehicle, one market and one voyage a row.

Its columns use the coded words of the market files (PASS, ICE, RHD); the names and values of the
domain are understood too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from broker_app.domain.admission import Case, Voyage
from broker_app.domain.age import FIRST_YEAR, LAST_YEAR
from broker_app.domain.dates import is_partial
from broker_app.domain.facts import Fact
from broker_app.domain.market import CLASSES, POWERTRAINS
from broker_app.domain.vehicle import SPEC
from broker_app.errors import UserError
from broker_app.intake.facts_csv import read_fact, read_place
from broker_app.intake.named_csv import Record, open_named

_RENAMED = {
    "gvw_kg": "gross_weight_kg",
    "model_code_prefix": "emission_code",
    "esc_fitted": "stability_control",
    "auction_grade": "score",
}
_SAID: Mapping[str, Mapping[str, str]] = {
    "fuel": {"GASOLINE": "petrol", "ELECTRIC": "none", "ELECTRICITY": "none"},
    "steering": {"RHD": "right", "LHD": "left"},
    "stability_control": {"Y": "yes", "N": "no"},
    "accident": {"N": "none", "R": "repaired", "Y": "unrepaired"},
}
_DAYS = ("as_of_date", "bl_date", "eta_date", "clearance_date")
_NEEDED = ("market_id",)
_OTHERS = ("case_id", "market_id", "vehicle_class", "powertrain", "final_destination", *_DAYS)
_CHECKED_ANSWERS = ("expected", "expected_reason", "rule_confidence", "explanation")


@dataclass(slots=True)
class MarketCase:
    """One row: the market and the case it asks about, or what makes the row unreadable."""

    row: int
    case_id: str = ""
    market: str = ""
    final: str = ""
    case: Case | None = None
    problem: UserError | None = None


def read_cases(path: Path) -> tuple[Iterator[MarketCase], tuple[str, ...]]:
    """Open a file of cases; also returns the columns that mean nothing to us."""
    heads, records = open_named(path)
    if any(name not in heads for name in _NEEDED):
        raise UserError("market_cases_no_columns", file=path.name)
    known = {*_OTHERS, *_RENAMED, *SPEC, *_CHECKED_ANSWERS, ""}
    rows = (_row(number, record) for number, record in records)
    return rows, tuple(head for head in heads if head not in known)


def _row(number: int, record: Record | UserError) -> MarketCase:
    if isinstance(record, UserError):
        return MarketCase(number, problem=record)
    row = MarketCase(number, record.get("case_id", ""), record.get("market_id", "").upper())
    try:
        row.final = read_place(record.get("final_destination", ""))
        row.case = _case(record)
    except UserError as problem:
        row.problem = problem
    return row


def _case(cells: dict[str, str]) -> Case:
    facts = _facts(cells)
    days = {name: _day(name, cells.get(name, "")) for name in _DAYS}
    return Case(
        facts,
        Voyage(days["bl_date"], days["eta_date"], days["clearance_date"]),
        market_class=_coded("vehicle_class", cells, CLASSES, facts),
        market_powertrain=_coded("powertrain", cells, POWERTRAINS, facts),
    )


def _facts(cells: dict[str, str]) -> dict[str, Fact]:
    facts = {}
    for head, text in cells.items():
        name = _RENAMED.get(head, head)
        if text and name in SPEC and name not in ("vehicle_class", "powertrain"):
            facts[name] = Fact(_value(name, text))
    return facts


def _value(name: str, text: str) -> Any:
    said = _SAID.get(name, {}).get(text.upper())
    if said is not None:
        return said
    return read_fact(SPEC[name], text.lower() if SPEC[name].choices else text)


def _coded(name: str, cells: dict[str, str], codes: tuple[str, ...], facts: dict[str, Fact]) -> str:
    """Return a coded word of the market files; a word of the domain becomes a fact instead."""
    text = cells.get(name, "")
    if text.upper() in codes:
        return text.upper()
    if text:
        facts[name] = Fact(read_fact(SPEC[name], text.lower()))
    return ""


def _day(name: str, text: str) -> date | None:
    if not text:
        return None
    if not is_partial(text) or len(text) != 10:
        raise UserError("value_no_date", fact=name, value=text)
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UserError("value_no_date", fact=name, value=text)
    return day
