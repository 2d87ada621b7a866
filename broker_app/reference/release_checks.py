"""Reads the checks before release: `resources/documents/checks.toml`, strictly."""

import string
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

import msgspec

from broker_app import paths
from broker_app.domain.party import Party
from broker_app.domain.release.check import (
    BLOCKS,
    NEVER,
    PLACES,
    SEVERITIES,
    STAGES,
    Check,
    Checks,
    Demand,
    LikeSales,
)
from broker_app.domain.release.run import FUNCTIONS
from broker_app.domain.rule import CONFIDENCES
from broker_app.errors import UserError
from broker_app.reference import particulars

FILE = "checks.toml"
_FIELDS = frozenset(Party.__slots__)


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    en: str
    ja: str


class _Check(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    number: int
    severity: str
    stages: tuple[str, ...]
    place: str
    title: _Text
    sentence: _Text
    source: str
    version: int = 1


class _Demand(msgspec.Struct, forbid_unknown_fields=True):
    country: str
    confidence: str
    source: str
    party: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class _LikeSales(msgspec.Struct, forbid_unknown_fields=True):
    per_cent: int
    least: int
    days: int
    years: int
    confidence: str
    source: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    check: list[_Check]
    like_sales: _LikeSales
    demand: list[_Demand] = []


@cache
def shipped() -> Checks:
    """Return the checks that travel with the program."""
    file = paths.resources() / "documents" / FILE
    return from_text(file.name, file.read_text(encoding="utf-8"))


def from_text(file: str, text: str) -> Checks:
    """Read checks from the text of a file. Raises UserError(document_file)."""
    try:
        raw = msgspec.convert(tomllib.loads(text), _File)
    except (ValueError, msgspec.ValidationError) as problem:
        raise UserError("document_file", file=file, reason=str(problem)) from problem
    for found in _problems(raw):
        raise UserError("document_file", file=file, reason=found)
    entries = tuple(Check(**msgspec.to_builtins(one) | _tuples(one)) for one in raw.check)
    demands = {one.country: Demand(**msgspec.structs.asdict(one)) for one in raw.demand}
    like_sales = LikeSales(**msgspec.structs.asdict(raw.like_sales))
    return Checks(entries, demands, raw.checked_on, like_sales)


def _tuples(one: _Check) -> dict[str, tuple[str, ...]]:
    return {"stages": one.stages}


def _problems(raw: _File) -> Iterator[str]:
    names = [one.id for one in raw.check]
    yield from (f"{name}: stands twice" for name in set(names) if names.count(name) > 1)
    yield from (f"{name}: no such check" for name in names if name not in FUNCTIONS)
    yield from (f"{name}: missing" for name in FUNCTIONS if name not in names)
    if raw.like_sales.confidence not in CONFIDENCES:
        yield "like_sales: unknown confidence"
    for one in raw.check:
        yield from (f"{one.id}: {said}" for said in _odd(one))
    known = particulars.shipped()
    for demand in raw.demand:
        keys = (key for key in demand.references if known.find("shipment", key) is None)
        yield from (f"{demand.country}: unknown particular {key!r}" for key in keys)
        fields = (name for name in demand.party if name not in _FIELDS)
        yield from (f"{demand.country}: unknown field {name!r}" for name in fields)
        if demand.confidence not in CONFIDENCES:
            yield f"{demand.country}: unknown confidence"


def _odd(one: _Check) -> Iterator[str]:
    if one.severity not in SEVERITIES:
        yield f"unknown severity {one.severity!r}"
    if one.id in NEVER and one.severity != BLOCKS:
        yield "blocks always"
    if not one.stages or not set(one.stages) <= set(STAGES):
        yield "unknown stage"
    if one.place not in PLACES:
        yield f"unknown place {one.place!r}"
    if _named(one.sentence.en) != _named(one.sentence.ja):
        yield "the sentences name different values"
    if not all((one.title.en, one.title.ja, one.source)):
        yield "title and source are needed"


def _named(sentence: str) -> set[str]:
    parts: Iterable[str | None] = (name for _, name, _, _ in string.Formatter().parse(sentence))
    return {name for name in parts if name is not None}
