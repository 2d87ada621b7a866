"""Reads the parts of made-up names that the test of screening takes to find false alarms."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from broker_app import paths
from broker_app.domain.self_test import MadeUp
from broker_app.errors import UserError

FILE = "made_up_names.toml"


class _Culture(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    given: tuple[str, ...]
    family: tuple[str, ...]


class _Company(msgspec.Struct, forbid_unknown_fields=True):
    own: tuple[str, ...]
    work: tuple[str, ...]
    form: tuple[str, ...]


class _Names(msgspec.Struct, forbid_unknown_fields=True):
    culture: list[_Culture]
    company: list[_Company]
    cyrillic: dict[str, str]
    katakana: dict[str, tuple[str, str, str, str, str, str]]
    """A consonant -> before A, I, U, E and O, and alone; vowels stand under `-`."""


@cache
def shipped() -> MadeUp:
    """Return the parts of this program."""
    return read(paths.resources() / "screening" / FILE)


def read(file: Path) -> MadeUp:
    """Read a file. Raises UserError `lookups_damaged` for one that is not right."""
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _Names)
    except (OSError, ValueError, msgspec.ValidationError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    parts = [part for one in raw.culture for part in (one.given, one.family)]
    parts += [part for one in raw.company for part in (one.own, one.work, one.form)]
    if not raw.culture or not raw.company or not all(parts):
        raise UserError("lookups_damaged", file=file.name, line=0)
    return MadeUp(
        {one.id: (one.given, one.family) for one in raw.culture},
        [(one.own, one.work, one.form) for one in raw.company],
        raw.cyrillic,
        _syllables(raw.katakana),
    )


def _syllables(rows: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {
        consonant.replace("-", "") + vowel: kana
        for consonant, written in rows.items()
        for vowel, kana in zip((*"aiueo", ""), written, strict=True)
        if consonant != "-" or vowel
    }
