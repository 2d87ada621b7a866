"""Reads the texts on diversion and end-use undertakings."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from broker_app import paths
from broker_app.domain.end_use import Cited, EndUse, Within
from broker_app.domain.rule import CONFIDENCES
from broker_app.errors import UserError

FILE = "end_use.toml"
NEEDED = ("end_user", "end_use", "place_of_use", "no_reexport", "signature", "date")
"""Fields without which a paper is no undertaking."""
_DAYS = "{days}"
"""In a clause, for the days that it leaves."""
_Address = Annotated[str, msgspec.Meta(pattern="^https://")]


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    en: str
    ja: str


class _Cited(msgspec.Struct, forbid_unknown_fields=True):
    text: _Text
    confidence: str
    sources: list[_Address]


class _Within(msgspec.Struct, forbid_unknown_fields=True):
    days: Annotated[int, msgspec.Meta(ge=1, le=365)]
    confidence: str
    sources: Annotated[list[_Address], msgspec.Meta(min_length=1)]


class _Field(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    text: _Text
    confidence: str
    clause: str = ""
    within: _Within | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    position: _Cited
    undertaking: _Cited
    field: list[_Field]


@cache
def shipped() -> EndUse:
    """Return the texts of this program."""
    return read(paths.resources() / "lookups" / FILE)


def read(file: Path) -> EndUse:
    """Read the texts. Raises UserError `lookups_damaged` for a file that is not right."""
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File)
    except (OSError, ValueError, msgspec.ValidationError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    names = [field.id for field in raw.field]
    known = [raw.position.confidence, raw.undertaking.confidence]
    known += [field.confidence for field in raw.field]
    known += [field.within.confidence for field in raw.field if field.within]
    sure = all(confidence in CONFIDENCES for confidence in known)
    timed = all((_DAYS in field.clause) == bool(field.within) for field in raw.field)
    if not sure or not timed or len(set(names)) < len(names) or not set(NEEDED) <= set(names):
        raise UserError("lookups_damaged", file=file.name, line=0)
    return EndUse(
        _cited(raw.position),
        _cited(raw.undertaking),
        {one.id: _field(one) for one in raw.field},
        raw.checked_on,
    )


def _field(raw: _Field) -> Cited:
    """Return a field, the days it leaves put into its clause."""
    if raw.within is None:
        return Cited(_texts(raw.text), raw.confidence, clause=raw.clause)
    within = Within(raw.within.days, raw.within.confidence, tuple(raw.within.sources))
    clause = raw.clause.replace(_DAYS, str(within.days))
    return Cited(_texts(raw.text), raw.confidence, clause=clause, within=within)


def _cited(raw: _Cited) -> Cited:
    return Cited(_texts(raw.text), raw.confidence, tuple(raw.sources))


def _texts(raw: _Text) -> dict[str, str]:
    return {"en": raw.en, "ja": raw.ja}
