"""Reads a CSV of facts: one vehicle a row, columns by the names of the domain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from broker_app import words
from broker_app.domain.conditions import digits
from broker_app.domain.dates import is_partial
from broker_app.domain.facts import FactSpec, Kind
from broker_app.domain.question import OCCUPIED_REGIONS, PARTY_STATES, REGIMES
from broker_app.domain.vehicle import SPEC, Vehicle
from broker_app.errors import UserError
from broker_app.intake.named_csv import Record, open_named

ASKED = ("destination", "final_destination", "party", "regimes")
"""Columns that belong to the question, not to the vehicle; they win over the options."""
_GROUPED = re.compile(r"^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$")
_LARGEST = 10**15
_TARIFF = re.compile(r"\d{4,10}$", re.ASCII)


@dataclass(slots=True)
class FactsRow:
    """One vehicle as the file tells it, or the key of what makes the row unreadable."""

    row: int
    case_id: str = ""
    vehicle: Vehicle = field(default_factory=Vehicle)
    asked: dict[str, str] = field(default_factory=dict)
    problem: UserError | None = None


@dataclass(slots=True)
class FactsFile:
    """A facts file: its rows, and the columns that mean nothing to us."""

    rows: Iterator[FactsRow]
    ignored: tuple[str, ...]


def read_facts(path: Path) -> FactsFile:
    """Open a facts file. Raises UserError where it is no CSV with at least one known column."""
    heads, records = open_named(path)
    if not any(head in SPEC for head in heads):
        raise UserError("facts_no_columns", file=path.name)
    ignored = [h for h in heads if h and h not in SPEC and h not in ASKED and h != "case_id"]
    return FactsFile((_row(number, record) for number, record in records), tuple(ignored))


def _row(number: int, record: Record | UserError) -> FactsRow:
    if isinstance(record, UserError):
        return FactsRow(number, problem=record)
    row = FactsRow(number, record.get("case_id", ""))
    try:
        for name, text in record.items():
            if text and name in SPEC:
                setattr(row.vehicle, name, read_fact(SPEC[name], text))
            elif text and name in ASKED:
                row.asked[name] = _asked(name, text)
    except UserError as problem:
        row.problem = problem
    return row


def read_fact(spec: FactSpec, text: str) -> Any:
    """Read one value strictly. Raises UserError naming the fact and the text."""
    if spec.kind is Kind.WHOLE:
        return _within(spec, _whole(spec.name, text))
    if spec.kind is Kind.DECIMAL:
        return _decimal(spec.name, text)
    if spec.kind in (Kind.PARTIAL_DATE, Kind.DAY) and not is_partial(text):
        raise UserError("value_no_date", fact=spec.name, value=text)
    if spec.kind is Kind.TARIFF and not _TARIFF.match(digits(text)):
        raise UserError("value_no_tariff_code", fact=spec.name, value=text)
    if spec.kind is Kind.COUNTRY:
        return _country(spec.name, text)
    if spec.choices and text not in spec.choices:
        raise UserError("value_no_choice", fact=spec.name, value=text)
    return text


def _country(name: str, text: str) -> str:
    code = text.upper() if words.is_country(text.upper()) else words.country_named(text)
    if not code:
        raise UserError("value_no_country", fact=name, value=text)
    return code


def read_place(text: str) -> str:
    """Read a country by its code or name, or an occupied region by its code; empty stays so.

    Raises UserError for another place.
    """
    plain = text.strip()
    code = plain.upper()
    if not plain or code in OCCUPIED_REGIONS or words.is_country(code):
        return code
    found = words.country_named(plain)
    if not found:
        raise UserError("destination_unknown", value=plain)
    return found


def ungrouped(text: str) -> str:
    """Return a number without the commas between groups of three digits; others stay in it.

    A comma elsewhere is that of a decimal fraction, or a slip: `12,50` is no 1250.
    """
    return text.replace(",", "") if _GROUPED.match(text) else text


def _whole(name: str, text: str) -> int:
    plain = ungrouped(text).removesuffix(".0")
    if plain.startswith("-") and plain[1:].isdigit():
        raise UserError("value_negative", fact=name, value=text)
    if not (plain.isascii() and plain.isdigit() and int(plain) <= _LARGEST):
        raise UserError("value_no_number", fact=name, value=text)
    return int(plain)


def _within(spec: FactSpec, value: int) -> int:
    least, most = spec.bounds or (0, _LARGEST)
    if not least <= value <= most:
        raise UserError("value_out_of_bounds", fact=spec.name, value=value, least=least, most=most)
    return value


def _decimal(name: str, text: str) -> float:
    try:
        value = float(ungrouped(text))
    except ValueError as problem:
        raise UserError("value_no_number", fact=name, value=text) from problem
    if not 0 <= value <= _LARGEST:
        raise UserError("value_no_number", fact=name, value=text)
    return value


def _asked(name: str, text: str) -> str:
    upper, lower = text.upper(), text.lower()
    if name == "party" and lower not in PARTY_STATES:
        raise UserError("party_state_unknown", value=text)
    if name == "regimes" and any(part not in REGIMES for part in upper.split("+")):
        raise UserError("regime_unknown", value=text, known=", ".join(REGIMES))
    return lower if name == "party" else upper
