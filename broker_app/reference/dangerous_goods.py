"""Reads under which entries of the IMDG Code vehicles go to sea: a file of lookups, strictly."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from broker_app import paths
from broker_app.domain.dangerous_goods import Entry
from broker_app.domain.rule import CONFIDENCES
from broker_app.domain.vehicle import FUELS, POWERTRAINS
from broker_app.errors import UserError
from broker_app.reference import particulars

FILE = "dangerous_goods.toml"
_Number = Annotated[str, msgspec.Meta(pattern=r"^UN \d{4}$")]
_Address = Annotated[str, msgspec.Meta(pattern="^https?://")]


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    un_number: _Number
    shipping_name: str
    dangerous_class: str
    powertrains: tuple[str, ...]
    confidence: str
    sources: tuple[_Address, ...]
    fuels: tuple[str, ...] = ()
    batteries: tuple[str, ...] = ()
    starts: date | None = None
    until: date | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    entry: tuple[_Entry, ...]


@cache
def shipped() -> tuple[Entry, ...]:
    """Return the entries that travel with the program, in order."""
    return read(paths.resources() / "lookups" / FILE)


def read(file: Path) -> tuple[Entry, ...]:
    """Read entries. Raises UserError `lookups_damaged` for a file that is not right."""
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File)
    except (OSError, ValueError, msgspec.ValidationError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    if not all(_is_right(one) for one in raw.entry):
        raise UserError("lookups_damaged", file=file.name, line=0)
    return tuple(Entry(**msgspec.structs.asdict(one)) for one in raw.entry)


def _is_right(one: _Entry) -> bool:
    battery = particulars.shipped().find("vehicle", "traction_battery")
    batteries = {choice.key for choice in battery.choices} if battery else set()
    return (
        set(one.powertrains) <= set(POWERTRAINS)
        and set(one.fuels) <= set(FUELS)
        and set(one.batteries) <= batteries
        and one.confidence in CONFIDENCES
        and (one.confidence != "sourced" or bool(one.sources))
    )
