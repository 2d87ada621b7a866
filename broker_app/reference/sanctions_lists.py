"""Reads which sanctions lists there are: one file a list in `resources/lists`."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from broker_app import paths
from broker_app.domain.rule import CONFIDENCES
from broker_app.domain.sanctions_list import MustHold, SanctionsList
from broker_app.errors import UserError

Address = Annotated[str, msgspec.Meta(pattern="^https://[^ ]+$")]
Said = Annotated[str, msgspec.Meta(min_length=1)]


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    en: Said
    ja: Said

    def by_language(self) -> dict[str, str]:
        return {"en": self.en, "ja": self.ja}


class _Example(msgspec.Struct, forbid_unknown_fields=True):
    name: Said
    entry: str = ""
    country: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    id: Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]+$")]
    title: _Text
    issuer: _Text
    regime: Literal["JP", "US", "EU", "UK", "UN", ""]
    binding: bool
    effect: _Text
    page: Address
    fetch: list[Address]
    format: Literal["pdf", "xlsx", "csv", "tsv", "xml"]
    parsers: Annotated[list[str], msgspec.Meta(min_length=1)]
    least: Annotated[int, msgspec.Meta(ge=1)]
    most_lost: Annotated[int, msgspec.Meta(ge=0, le=100)]
    licence: _Text
    confidence: str
    checked_on: date
    source: Address
    example: Annotated[list[_Example], msgspec.Meta(min_length=1)]
    known_by: list[str] = []
    not_by: list[str] = []
    daily: bool = False
    designates: bool = False


@cache
def shipped() -> tuple[SanctionsList, ...]:
    """Return the lists that this program knows: those that bind first, then by id."""
    return read(paths.resources() / "lists")


def read(folder: Path) -> tuple[SanctionsList, ...]:
    """Read every list of a folder. Raises UserError `lookups_damaged` naming the bad file."""
    found = [_read_file(file) for file in sorted(folder.glob("*.toml"))]
    return tuple(sorted(found, key=lambda one: (not one.binding, one.id)))


def _read_file(file: Path) -> SanctionsList:
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File)
    except (OSError, ValueError, msgspec.ValidationError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    if raw.id != file.stem or raw.confidence not in CONFIDENCES:
        raise UserError("lookups_damaged", file=file.name, line=0)
    return SanctionsList(
        id=raw.id,
        title=raw.title.by_language(),
        issuer=raw.issuer.by_language(),
        regime=raw.regime,
        binding=raw.binding,
        effect=raw.effect.by_language(),
        page=raw.page,
        fetch=tuple(raw.fetch),
        format=raw.format,
        parsers=tuple(raw.parsers),
        known_by=tuple(raw.known_by),
        not_by=tuple(raw.not_by),
        daily=raw.daily,
        designates=raw.designates,
        least=raw.least,
        most_lost=raw.most_lost,
        licence=raw.licence.by_language(),
        confidence=raw.confidence,
        checked_on=raw.checked_on,
        source=raw.source,
        examples=tuple(MustHold(one.name, one.entry, one.country) for one in raw.example),
    )
