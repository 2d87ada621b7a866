"""Reads the tables of names that parties are screened by."""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec

from broker_app import paths
from broker_app.domain.name_tables import NameTables
from broker_app.domain.rule import CONFIDENCES
from broker_app.errors import UserError

Spellings = dict[str, list[str]]


class _Group(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    topic: str
    source: Annotated[str, msgspec.Meta(pattern="^https://")]
    confidence: str


class _FormGroup(_Group):
    forms: Spellings


class _WordGroup(_Group):
    words: Spellings
    empty: bool = False


class _NameGroup(_Group):
    names: Spellings
    how: Literal["spelling", "nickname"]


class _ReadingGroup(_Group):
    readings: Spellings


class _Forms(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    group: list[_FormGroup]


class _Words(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    group: list[_WordGroup]


class _People(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    titles: list[str]
    particles: list[str]
    group: list[_NameGroup]


class _Readings(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    group: list[_ReadingGroup]


class _KoreanGroup(_ReadingGroup):
    part: Literal["family", "given"]


class _Korean(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    group: list[_KoreanGroup]


_File = TypeVar("_File", _Forms, _Words, _People, _Readings, _Korean)


@cache
def shipped() -> NameTables:
    """Return the tables of this program."""
    return read(paths.resources() / "screening")


def read(folder: Path) -> NameTables:
    """Read the tables of a folder. Raises UserError `lookups_damaged` naming the bad file."""
    forms = _read(folder / "legal_forms.toml", _Forms)
    words = _read(folder / "words.toml", _Words)
    people = _read(folder / "people.toml", _People)
    readings = _read(folder / "japanese_names.toml", _Readings)
    korean = _read(folder / "korean_readings.toml", _Korean)
    return NameTables(
        forms=_joined(group.forms for group in forms.group),
        words=_joined(group.words for group in words.group),
        empty=frozenset(word for group in words.group if group.empty for word in group.words),
        spellings=_joined(group.names for group in people.group if group.how == "spelling"),
        nicknames=_joined(group.names for group in people.group if group.how == "nickname"),
        readings=_joined(group.readings for group in readings.group),
        korean_families=_turned(g.readings for g in korean.group if g.part == "family"),
        korean=_turned(g.readings for g in korean.group if g.part == "given"),
        titles=frozenset(people.titles),
        particles=frozenset(people.particles),
    )


def _read(file: Path, shape: type[_File]) -> _File:
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text("utf-8")), shape)
    except (OSError, ValueError, msgspec.ValidationError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    if any(group.confidence not in CONFIDENCES for group in raw.group):
        raise UserError("lookups_damaged", file=file.name, line=0)
    return raw


def _joined(groups: Iterable[Spellings]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(written) for group in groups for name, written in group.items()}


def _turned(groups: Iterable[Spellings]) -> dict[str, tuple[str, ...]]:
    """Return what stands behind each sign, from the signs that stand behind each."""
    found: dict[str, list[str]] = {}
    for group in groups:
        for reading, signs in group.items():
            for sign in signs:
                found.setdefault(sign, []).append(reading)
    return {sign: tuple(readings) for sign, readings in found.items()}
