"""Reads which particulars there are: `resources/documents/particulars.toml`, strictly."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from broker_app import paths, words
from broker_app.domain.occasion import Occasion
from broker_app.domain.particulars import (
    KINDS,
    MODES,
    SCOPES,
    Choice,
    Group,
    Particular,
    Particulars,
)
from broker_app.domain.shipment import INCOTERMS
from broker_app.domain.vehicle import POWERTRAINS
from broker_app.errors import UserError

FILE = "particulars.toml"
_LANGUAGES = {"en", "ja"}


class _Choice(msgspec.Struct, forbid_unknown_fields=True):
    key: str
    printed: str
    title: dict[str, str]


class _Group(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    title: dict[str, str]
    mode: str = ""
    terms: tuple[str, ...] = ()


class _Occasion(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    countries: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    mode: str = ""
    credit: bool = False
    onward: bool = False
    powertrains: tuple[str, ...] = ()


class _Particular(msgspec.Struct, forbid_unknown_fields=True):
    key: str
    scope: str
    kind: str
    group: str
    label: str
    title: dict[str, str]
    unit: str = ""
    hint: dict[str, str] = {}
    choices: tuple[_Choice, ...] = ()
    mode: str = ""
    as_typed: bool = False
    unique: bool = False
    countries: tuple[str, ...] = ()
    required_when: tuple[_Occasion, ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    group: tuple[_Group, ...]
    particular: tuple[_Particular, ...]


@cache
def shipped() -> Particulars:
    """Return the particulars that travel with the program."""
    return read(paths.resources() / "documents" / FILE)


def read(file: Path) -> Particulars:
    """Read particulars. Raises UserError(document_file) with file and reason for anything odd."""
    return from_text(file.name, file.read_text(encoding="utf-8"))


def from_text(file: str, text: str) -> Particulars:
    """Read particulars from the text of a file. Raises UserError(document_file)."""
    try:
        raw = msgspec.convert(tomllib.loads(text), _File)
    except (ValueError, msgspec.ValidationError) as problem:
        raise UserError("document_file", file=file, reason=str(problem)) from problem
    made = Particulars(
        tuple(Group(**msgspec.structs.asdict(one)) for one in raw.group),
        tuple(_particular(one) for one in raw.particular),
    )
    for found in _problems(made):
        raise UserError("document_file", file=file, reason=found)
    return made


def _particular(raw: _Particular) -> Particular:
    choices = tuple(Choice(**msgspec.structs.asdict(one)) for one in raw.choices)
    when = tuple(Occasion(**msgspec.structs.asdict(one)) for one in raw.required_when)
    more = {"choices": choices, "required_when": when}
    return Particular(**(msgspec.structs.asdict(raw) | more))


def _problems(made: Particulars) -> list[str]:
    groups = [group.id for group in made.groups]
    found = [f"group {g.id}: unknown mode {g.mode!r}" for g in made.groups if not _mode(g.mode)]
    found += [
        f"group {g.id}: unknown term" for g in made.groups if not set(g.terms) <= set(INCOTERMS)
    ]
    found += [f"group {g.id}: en and ja are needed" for g in made.groups if not _both(g.title)]
    seen: set[str] = set()
    for entry in made.entries:
        reason = _problem(entry, groups)
        if entry.key in seen:
            reason = "stands twice"
        seen.add(entry.key)
        found += [f"{entry.key}: {reason}"] if reason else []
    return found


def _problem(entry: Particular, groups: list[str]) -> str:
    for value, known, name in (
        (entry.scope, SCOPES, "scope"),
        (entry.kind, KINDS, "kind"),
        (entry.group, groups, "group"),
        (entry.mode, ("", *MODES), "mode"),
    ):
        if value not in known:
            return f"unknown {name} {value!r}"
    if not all(words.is_country(code) for code in entry.countries):
        return "unknown country"
    if not _both(entry.title) or (entry.hint and not _both(entry.hint)):
        return "en and ja are needed"
    if odd := [said for one in entry.required_when if (said := _odd(one))]:
        return odd[0]
    if (entry.kind == "choice") != bool(entry.choices):
        return "choices belong to the kind choice"
    return "" if all(_both(c.title) for c in entry.choices) else "en and ja are needed"


def _odd(one: Occasion) -> str:
    """Return what is wrong with an occasion: an empty one is always, and no occasion."""
    if one == Occasion(source=one.source) or not one.source:
        return "an occasion says when, and where that is written"
    if not _mode(one.mode) or not set(one.terms) <= set(INCOTERMS):
        return "unknown mode or term of an occasion"
    if not all(words.is_country(code) for code in one.countries):
        return "unknown country of an occasion"
    return "" if set(one.powertrains) <= set(POWERTRAINS) else "unknown powertrain of an occasion"


def _mode(mode: str) -> bool:
    return mode in ("", *MODES)


def _both(title: object) -> bool:
    return isinstance(title, dict) and set(title) == _LANGUAGES
