"""Reads which files a vehicle should have, and when."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from broker_app import paths
from broker_app.domain.attachment import KINDS, Wanted
from broker_app.domain.rule import CONFIDENCES
from broker_app.domain.shipment import STATES
from broker_app.errors import UserError

FILE = "attachments.toml"

State = Literal["bought", "yard", "papers", "booked", "shipped", "arrived", "closed"]
"""The way of a vehicle that is exported; one that was given up wants nothing more."""


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    en: str
    ja: str


class _Wanted(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    states: list[State]
    shipments: list[str]
    reason: _Text
    confidence: str
    source: Annotated[str, msgspec.Meta(pattern="^https?://")]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    wanted: list[_Wanted]


@cache
def shipped() -> tuple[Wanted, ...]:
    """Return what is wanted by this program, in its order."""
    return read(paths.resources() / "lookups" / FILE)


def read(file: Path) -> tuple[Wanted, ...]:
    """Read what is wanted. Raises UserError `lookups_damaged` for a file that is not right."""
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File)
    except (OSError, ValueError, msgspec.ValidationError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    kinds = [one.kind for one in raw.wanted]
    known = all(one.kind in KINDS and set(one.shipments) <= set(STATES) for one in raw.wanted)
    sure = all(one.confidence in CONFIDENCES for one in raw.wanted)
    if not known or not sure or len(set(kinds)) < len(kinds):
        raise UserError("lookups_damaged", file=file.name, line=0)
    return tuple(
        Wanted(
            one.kind,
            tuple(one.states),
            tuple(one.shipments),
            {"en": one.reason.en, "ja": one.reason.ja},
            one.confidence,
            one.source,
        )
        for one in raw.wanted
    )
