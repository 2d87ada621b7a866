"""What the search box knows: fields and values by name, models and makers by their spellings.

Fields stand in `search_fields.toml`; nicknames and Russian names in `search_names.csv`, beside the
spellings that lists print (`models.csv`, `makers.csv`).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from broker_app import paths, words
from broker_app.domain.finding.names import Alike, Ask, SearchField, SearchNames
from broker_app.domain.lookups import Lookups
from broker_app.domain.spelling import fold
from broker_app.errors import UserError
from broker_app.reference import country_names, lookups
from broker_app.reference.lookups import rows_of, toml_of

if TYPE_CHECKING:
    from broker_app.domain.market import Market

V = TypeVar("V")
LANGUAGES = ("en", "ja", "ru")
FIELDS, NAMES = "search_fields.toml", "search_names.csv"
_HEAD = ("checked_on", "confidence", "source", "missing", "today", "signs")
LISTED = "listed"
"""The word for the state that is stored as nothing."""


@cache
def load() -> SearchNames:
    """Return what is shipped, read once. Raises UserError `lookups_damaged` for a bad table."""
    return read(paths.resources() / "lookups", lookups.load())


def read(folder: Path, tables: Lookups) -> SearchNames:
    """Read the tables of a folder. Raises UserError naming the one that cannot be read."""
    raw = dict(toml_of(folder / FIELDS))
    try:
        head = msgspec.convert({key: raw.pop(key, None) for key in _HEAD}, _Head)
        known = {name: msgspec.convert(said, _Field) for name, said in raw.items()}
        fields = _by_name({name: _field(name, said) for name, said in known.items()})
    except (msgspec.ValidationError, ValueError, re.error) as problem:
        raise UserError("lookups_damaged", file=FIELDS, line=0) from problem
    return SearchNames(
        fields,
        frozenset(map(fold, head.missing)),
        frozenset(map(fold, head.today)),
        {word: sign for sign, said in head.signs.items() for word in said},
        Alike([*_groups(folder, "model", tables.models), *_groups(folder, "maker", tables.makers)]),
        Alike(_groups(folder, "maker", tables.makers)),
        Alike(_groups(folder, "colour", tables.values.get("colour", {}))),
    )


def _by_name(fields: Mapping[str, SearchField]) -> dict[str, SearchField]:
    found: dict[str, SearchField] = {}
    for known in fields.values():
        said = [known.id, *(name for names in known.spellings.values() for name in names)]
        for name in map(fold, said):
            if found.setdefault(name, known) is not known:
                raise ValueError(f"two fields are called {name}")
    return found


def _field(name: str, raw: "_Field") -> SearchField:
    spellings = {one: tuple(getattr(raw, one)) for one in LANGUAGES}
    values: dict[str, str] = {}
    offered: dict[str, dict[str, str]] = {}
    for value, said in raw.values.items():
        stored = "" if (name, value) == ("state", LISTED) else value
        offered[stored] = {one: names[0] for one, names in said.items()}
        for spelling in (value, *(s for names in said.values() for s in names)):
            if values.setdefault(fold(spelling), stored) != stored:
                raise ValueError(f"two values are called {spelling}")
    alone = re.compile(raw.alone, re.IGNORECASE) if raw.alone else None
    but = frozenset(raw.of_verdict)
    known = SearchField(name, Ask(raw.ask), spellings, values, offered, but, alone)
    if raw.countries:
        values, offered = _countries()
        return replace(known, values=values, offered=offered)
    if known.ask is Ask.MARKET:
        return replace(known, values=_Late(_markets), offered=_Late(partial(_titles, but)))
    return known


def _countries() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    values = {fold(name): code for name, code in country_names.ours()}
    offered: dict[str, dict[str, str]] = defaultdict(dict)
    for language in LANGUAGES:
        for code, said in words.countries_in(language).items():
            values[fold(said)] = values[fold(code)] = code
            offered[code][language] = said
    return values, offered


def _markets() -> dict[str, str]:
    """Return the markets by id and title, and one that is a whole country by its names too."""
    found = {market.id: market for market in _shipped()}
    values = {name: code for name, code in _countries()[0].items() if code in found}
    for market in found.values():
        values |= dict.fromkeys(map(fold, (market.id, *market.title.values())), market.id)
    return values


def _titles(but: Collection[str]) -> dict[str, Mapping[str, str]]:
    return {market.id: market.title for market in _shipped() if market.id not in but}


def _shipped() -> "tuple[Market, ...]":
    from broker_app.reference import markets  # few searches name one: late, for the start

    return markets.shipped()


class _Late(Mapping[str, V]):
    """A table that is made when somebody first looks into it."""

    def __init__(self, make: Callable[[], dict[str, V]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> dict[str, V]:
        return self._make()

    def __getitem__(self, key: str) -> V:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def _groups(folder: Path, kind: str, spellings: Mapping[str, str]) -> list[tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for spelling, name in spellings.items():
        found[name].append(spelling)
    for row in rows_of(folder / NAMES, "kind", "name", "language", "spelling", "confidence"):
        if row["kind"] == kind:
            found[row["name"]].append(row["spelling"])
    return [(*name.split(" / "), *said) for name, said in found.items()]


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    confidence: Literal["sourced", "recalled_high", "recalled_medium", "uncertain"]
    source: str
    missing: list[str]
    today: list[str]
    signs: dict[Literal["<", "<=", ">=", ">"], list[str]]


class _Field(msgspec.Struct, forbid_unknown_fields=True):
    ask: Literal["text", "number", "day", "grade", "choice", "market"]
    en: list[str]
    ja: list[str]
    ru: list[str]
    values: dict[str, dict[Literal["en", "ja", "ru"], list[str]]] = {}
    countries: bool = False
    of_verdict: list[str] = []
    alone: str = ""
