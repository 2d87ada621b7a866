"""Reads what is known of files of exchange rates: their sources, headings, names of currencies."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from babel import Locale

from broker_app import paths
from broker_app.domain.rate_file import RateFiles, RateSource
from broker_app.domain.spelling import fold
from broker_app.errors import UserError

KINDS = frozenset({"code", "name", "rate", "rate_100", "unit", "day", "source"})
_Code = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]


class _Source(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    title: dict[Literal["en", "ja"], str]
    marks: list[str]
    base: _Code
    confidence: Literal["sourced", "recalled_high", "recalled_medium", "uncertain"]
    reference: Annotated[str, msgspec.Meta(pattern="^https?://")]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    source: list[_Source]
    headings: dict[str, list[str]]
    names: dict[str, _Code]


@cache
def shipped() -> RateFiles:
    """Return what travels with the program. Raises UserError `lookups_damaged`."""
    return read(paths.resources() / "lookups" / "rate_files.toml")


def read(file: Path) -> RateFiles:
    """Read the table; a heading heads one thing. Raises UserError `lookups_damaged`."""
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _File)
    except (OSError, ValueError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    headings = {fold(text): kind for kind, texts in raw.headings.items() for text in texts}
    if set(raw.headings) != KINDS or len(headings) != sum(map(len, raw.headings.values())):
        raise UserError("lookups_damaged", file=file.name, line=0)
    locales = [Locale(language) for language in ("en", "ja")]
    names = {fold(name): code for locale in locales for code, name in locale.currencies.items()}
    names |= {fold(name): code for name, code in raw.names.items()}
    sources = tuple(map(_source, raw.source))
    return RateFiles(sources, headings, names, frozenset(locales[0].currencies))


def _source(raw: _Source) -> RateSource:
    title = {str(language): text for language, text in raw.title.items()}
    return RateSource(raw.id, title, raw.base, tuple(map(fold, raw.marks)))
