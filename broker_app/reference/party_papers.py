"""Reads which papers a party may hand in, and which of them need their days."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from broker_app import paths
from broker_app.domain.party_paper import OTHER, PaperKind
from broker_app.domain.rule import CONFIDENCES
from broker_app.errors import UserError

FILE = "party_papers.toml"


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    en: str
    ja: str


class _Paper(msgspec.Struct, forbid_unknown_fields=True):
    id: Annotated[str, msgspec.Meta(pattern="^[a-z_]+$")]
    title: _Text
    needs_dates: bool
    asked_by: _Text
    confidence: str
    source: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    paper: list[_Paper]


@cache
def shipped() -> Mapping[str, PaperKind]:
    """Return the kinds of this program by their id, in the order they are offered."""
    return read(paths.resources() / "lookups" / FILE)


def read(file: Path) -> Mapping[str, PaperKind]:
    """Read the kinds of papers. Raises UserError `lookups_damaged` for a file that is not right."""
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File)
    except (OSError, ValueError, msgspec.ValidationError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    kinds = {one.id: _kind(one, raw.checked_on) for one in raw.paper}
    sure = all(one.confidence in CONFIDENCES for one in raw.paper)
    if OTHER not in kinds or len(kinds) < len(raw.paper) or not sure:
        raise UserError("lookups_damaged", file=file.name, line=0)
    return kinds


def _kind(raw: _Paper, checked_on: date) -> PaperKind:
    return PaperKind(
        id=raw.id,
        title={"en": raw.title.en, "ja": raw.title.ja},
        needs_dates=raw.needs_dates,
        asked_by={"en": raw.asked_by.en, "ja": raw.asked_by.ja},
        confidence=raw.confidence,
        source=raw.source,
        checked_on=checked_on,
    )
