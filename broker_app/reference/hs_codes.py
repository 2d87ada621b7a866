"""Reads the tariff table: Japan's export lines of vehicles, six digits and statistical codes."""

import csv
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, get_args

import msgspec

from broker_app import paths
from broker_app.domain.classify import Heading
from broker_app.domain.rule import CONFIDENCES
from broker_app.errors import UserError

FILE, ABOUT = "hs_codes.csv", "hs_codes.toml"

_HsSix = Annotated[str, msgspec.Meta(pattern=r"^\d{6}$")]
_Powertrain = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(|petrol|diesel|(petrol|diesel)-(hybrid|phev)|electric|other)$",
    ),
]


class _About(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    confidence: str
    source: str


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the table. Without a statistical code only the six digits are known."""

    stat_code_9: Annotated[str, msgspec.Meta(pattern=r"^(|\d{9})$")]
    display: str
    hs6: _HsSix
    naccs_digit: Annotated[str, msgspec.Meta(pattern=r"^\d?$")]
    condition: Annotated[str, msgspec.Meta(pattern=r"^(any|used|new\?)$")]
    powertrain: _Powertrain
    cc_over: int | None
    cc_up_to: int | None
    weight_over_kg: int | None
    weight_up_to_kg: int | None
    title_en: str
    title_ja: str
    confidence: str
    source: str
    note: str


@cache
def load() -> tuple[Heading, ...]:
    """Return the six-digit lines that a vehicle may be classified under."""
    return tuple(
        Heading(
            line.hs6,
            line.powertrain,
            line.cc_over,
            line.cc_up_to,
            line.weight_over_kg,
            line.weight_up_to_kg,
            line.confidence,
            line.stat_code_9,
            line.naccs_digit,
            {"en": line.title_en, "ja": line.title_ja},
            line.source,
        )
        for line in lines()
        if line.confidence != "uncertain" and line.condition != "new?"
    )


@cache
def checked_on() -> date:
    """Return the day somebody last looked the table up."""
    text = (paths.resources() / "lookups" / ABOUT).read_text(encoding="utf-8")
    try:
        return msgspec.convert(tomllib.loads(text), _About).checked_on
    except (ValueError, msgspec.ValidationError) as problem:
        raise UserError("lookups_damaged", file=ABOUT, line=1) from problem


@cache
def lines() -> tuple[Line, ...]:
    """Return every line of the shipped table."""
    return read(paths.resources() / "lookups" / FILE)


def read(path: Path) -> tuple[Line, ...]:
    """Read a tariff table strictly. Raises UserError `lookups_damaged` with file and line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return tuple(_line(path.name, rows.line_num, row) for row in rows)


_WHOLE = tuple(field.name for field in msgspec.structs.fields(Line) if int in get_args(field.type))


def _line(file: str, number: int, row: Mapping[str, str]) -> Line:
    values = {name: _value(name, text) for name, text in row.items()}
    try:
        line = msgspec.convert(values, Line, strict=False)
    except (msgspec.ValidationError, TypeError) as problem:
        raise UserError("lookups_damaged", file=file, line=number, reason=str(problem)) from problem
    if line.confidence not in CONFIDENCES:
        reason = f"unknown confidence {line.confidence!r}"
        raise UserError("lookups_damaged", file=file, line=number, reason=reason)
    return line


def _value(name: str, text: str) -> str | None:
    return text.strip() or None if name in _WHOLE else text.strip()
