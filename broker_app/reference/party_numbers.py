"""Reads which registration numbers parties of a country have, and doubts those that cannot be."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path

import msgspec

from broker_app import paths
from broker_app.domain.party import Party
from broker_app.domain.rule import CONFIDENCES
from broker_app.errors import UserError

FILE = "party_numbers.toml"


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    en: str
    ja: str


class _Number(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    countries: list[str]
    label: str
    title: _Text
    good: list[str]
    bad: list[str]
    confidence: str
    check: str = ""
    pattern: str = ""
    source: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    number: list[_Number]


@dataclass(frozen=True, slots=True)
class NumberKind:
    """One kind of registration number. No country: known everywhere.

    `check` is a module of python-stdnum that knows its check digits, `pattern` its shape.
    """

    id: str
    countries: tuple[str, ...]
    label: str
    title: dict[str, str] = field(hash=False)
    check: str = ""
    pattern: str = ""
    confidence: str = ""
    source: str = ""
    checked_on: date = date.min
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()

    def may_be(self, value: str) -> bool:
        """Tell whether a text can be such a number; True where nothing says otherwise."""
        if self.check:
            return bool(import_module(f"stdnum.{self.check}").is_valid(value))
        return not self.pattern or re.fullmatch(self.pattern, value.strip()) is not None


class PartyNumbers:
    """All kinds of numbers, asked by country and label."""

    def __init__(self, kinds: Sequence[NumberKind]) -> None:
        self.kinds = tuple(kinds)

    def of_country(self, country: str) -> tuple[NumberKind, ...]:
        """Return the numbers of a country, the one that papers ask for first."""
        return tuple(kind for kind in self.kinds if country in kind.countries)

    def doubts(self, party: Party) -> list[tuple[NumberKind, str]]:
        """Return the numbers of a party that cannot be what they are said to be."""
        found = ((self.doubted(party.country, *pair), pair[1]) for pair in party.all_numbers)
        return [(kind, value) for kind, value in found if kind is not None]

    def doubted(self, country: str, label: str, value: str) -> NumberKind | None:
        """Return the kind of number that a value is said to be and cannot be; else None."""
        for kind in self.kinds:
            if kind.countries and country not in kind.countries:
                continue
            if kind.label.casefold() == label.strip().casefold() and value.strip():
                return None if kind.may_be(value) else kind
        return None


@cache
def shipped() -> PartyNumbers:
    """Return the numbers of this program."""
    return read(paths.resources() / "lookups" / FILE)


def read(file: Path) -> PartyNumbers:
    """Read the kinds of numbers. Raises UserError `lookups_damaged` for a file that is odd."""
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File)
        for one in raw.number:
            re.compile(one.pattern)
            if one.check:
                import_module(f"stdnum.{one.check}")
    except (OSError, ValueError, re.error, ImportError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    ids = [one.id for one in raw.number]
    sure = all(one.confidence in CONFIDENCES for one in raw.number)
    if not ids or len(set(ids)) < len(ids) or not sure:
        raise UserError("lookups_damaged", file=file.name, line=0)
    return PartyNumbers([_kind(one, raw.checked_on) for one in raw.number])


def _kind(raw: _Number, checked_on: date) -> NumberKind:
    return NumberKind(
        id=raw.id,
        countries=tuple(raw.countries),
        label=raw.label,
        title={"en": raw.title.en, "ja": raw.title.ja},
        check=raw.check,
        pattern=raw.pattern,
        confidence=raw.confidence,
        source=raw.source,
        checked_on=checked_on,
        good=tuple(raw.good),
        bad=tuple(raw.bad),
    )
