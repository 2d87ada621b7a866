"""Reads rule files into a Pack, strictly: a broken file is refused whole, with file and place."""

import hashlib
import io
import re
import tomllib
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from broker_app import given_file, paths
from broker_app.domain.conditions import KINDS, NUMERIC
from broker_app.domain.dates import is_partial
from broker_app.domain.facts import FactSpec, Kind
from broker_app.domain.question import QUESTION_FACTS, REGIMES
from broker_app.domain.rule import (
    CONFIDENCES,
    EXEMPTION,
    RULE_KINDS,
    Condition,
    Coverage,
    Example,
    Pack,
    Rule,
    Version,
)
from broker_app.domain.vehicle import SPEC
from broker_app.domain.verdict import Outcome
from broker_app.domain.worked_out import SPECS
from broker_app.errors import UserError

_T = TypeVar("_T")


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    en: str
    ja: str


class _Version(msgspec.Struct, forbid_unknown_fields=True, rename={"since": "from"}):
    since: date
    outcome: str = ""
    when: list[dict[str, Any]] = []
    destination: list[str] = []
    bound_for: list[str] = []
    evidence: list[str] = []
    may_also_be: list[str] = []
    unless: list[str] = []
    instrument: _Text | None = None
    references: list[str] = []
    promulgated: date | None = None
    confidence: str = ""
    repealed: bool = False
    note: _Text | None = None


class _Example(msgspec.Struct, forbid_unknown_fields=True):
    on: date
    given: dict[str, Any]
    gives: str


class _Rule(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    kind: str
    regime: str
    title: _Text
    confidence: str
    checked_on: date
    version: list[_Version]
    example: list[_Example]
    item: str = ""
    note: _Text | None = None


class _Coverage(msgspec.Struct, forbid_unknown_fields=True):
    regime: str
    destination: list[str]
    headings: list[str]


class _Pack(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    checked_on: date
    coverage: list[_Coverage] = []


@cache
def shipped() -> Pack:
    """Return the rule pack that travels with the program."""
    return from_bytes(pack_bytes(paths.resources() / "rules"))


def pack_bytes(folder: Path) -> bytes:
    """Return a folder of rule files as one archive; equal files give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*.toml")):
            name = zipfile.ZipInfo(file.relative_to(folder).as_posix(), (2022, 1, 1, 0, 0, 0))
            text = given_file.content(file).replace(b"\r\n", b"\n")
            archive.writestr(name, text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


MOST_FILES, MOST_UNPACKED = 5_000, 50_000_000
"""Files of a pack and their bytes; the shipped one has some hundred of a few thousand each."""
_UNREADABLE = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, RuntimeError)
"""What the archive reader raises for bytes that are no archive, or a damaged one."""


def from_bytes(content: bytes) -> Pack:
    """Read a pack from its archive. Raises UserError naming file and reason."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = {one.filename: _read(archive, one) for one in _members(archive)}
    except _UNREADABLE as problem:
        raise UserError("rule_pack_unreadable") from problem
    return from_files(files, hashlib.sha256(content).hexdigest())


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return what an archive holds. Raises ValueError where that is more than any pack."""
    members = archive.infolist()
    if len(members) > MOST_FILES or sum(one.file_size for one in members) > MOST_UNPACKED:
        raise ValueError("too large")
    return members


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    """Read a file no further than its entry says, whatever it would unpack to."""
    with archive.open(member) as opened:
        return opened.read(member.file_size + 1).decode()


def from_files(files: Mapping[str, str], sha256: str = "") -> Pack:
    """Build a pack from `{path: text}`; `pack.toml` carries its version and coverage."""
    if "pack.toml" not in files:
        raise UserError("rule_pack_unreadable")
    head = _decode("pack.toml", files["pack.toml"], _Pack)
    rules = [rule_from(name, text) for name, text in sorted(files.items()) if name != "pack.toml"]
    ids = [rule.id for rule in rules]
    for twice in sorted({i for i in ids if ids.count(i) > 1}):
        raise UserError("rule_file", file="pack.toml", reason=f"id {twice} stands in two files")
    for rule in rules:
        for name in sorted({name for v in rule.versions for name in v.unless} - set(ids)):
            raise UserError("rule_file", file=rule.id, reason=f"unless names no rule: {name}")
    coverage = tuple(
        Coverage(c.regime, tuple(c.destination), tuple(c.headings)) for c in head.coverage
    )
    return Pack(head.version, head.checked_on, tuple(rules), coverage, sha256)


def rule_from(file: str, text: str) -> Rule:
    """Read one rule file. Raises UserError(rule_file) with file and reason for anything odd."""
    raw = _decode(file, text, _Rule)
    for problem in _problems(raw):
        raise UserError("rule_file", file=file, reason=problem)
    return Rule(
        id=raw.id,
        kind=raw.kind,
        regime=raw.regime,
        title=_texts(raw.title),
        confidence=raw.confidence,
        checked_on=raw.checked_on,
        versions=tuple(_version(v, raw.kind) for v in raw.version),
        examples=tuple(Example(e.on, e.given, e.gives) for e in raw.example),
        item=raw.item,
        note=_texts(raw.note) if raw.note else {},
    )


def _decode(file: str, text: str, shape: type[_T]) -> _T:
    try:
        return msgspec.convert(tomllib.loads(text), shape)
    except (msgspec.ValidationError, ValueError, RecursionError) as problem:  # odd, huge, deep
        raise UserError("rule_file", file=file, reason=str(problem)) from problem


def _problems(raw: _Rule) -> list[str]:
    found = []
    if raw.kind not in RULE_KINDS:
        found.append(f"unknown kind {raw.kind!r}")
    if raw.regime not in REGIMES:
        found.append(f"unknown regime {raw.regime!r}")
    if raw.confidence not in CONFIDENCES:
        found.append(f"unknown confidence {raw.confidence!r}")
    if not raw.version:
        found.append("no version")
    if not raw.example:
        found.append("no example")
    days = [version.since for version in raw.version]
    if days != sorted(set(days)):
        found.append("versions overlap or are not in order of date")
    for version in raw.version:
        found += [f"version {version.since}: {p}" for p in _version_problems(raw, version)]
    for number, example in enumerate(raw.example, 1):
        found += [f"example {number}: {p}" for p in _example_problems(example)]
    return found


def _version_problems(raw: _Rule, version: _Version) -> list[str]:
    found = [f"{url!r} is no https address" for url in version.references if not _is_https(url)]
    if not version.references and raw.kind != "policy":
        found.append("missing reference")
    if version.repealed:
        return found
    if raw.kind == EXEMPTION:
        if version.outcome or version.when:
            found.append("an exemption is information: it has no outcome and no conditions")
    elif version.outcome not in {o.value for o in Outcome} - {"ALLOWED"}:
        found.append(f"unknown outcome {version.outcome!r}")
    if version.outcome == "CONDITIONAL" and not version.evidence:
        found.append("CONDITIONAL without evidence")
    if version.confidence and version.confidence not in CONFIDENCES:
        found.append(f"unknown confidence {version.confidence!r}")
    if raw.kind != "policy" and not version.instrument:
        found.append("missing instrument")
    if raw.kind != "classification" and version.may_also_be:
        found.append("may_also_be belongs to classification rules")
    if version.destination and version.bound_for:
        found.append("destination and bound_for exclude each other")
    places = version.destination + version.bound_for
    found += [f"{place!r} is no destination" for place in places if not _PLACE.match(place)]
    for number, condition in enumerate(version.when, 1):
        found += [f"condition {number}: {p}" for p in _condition_problems(condition)]
        if "barred_to" in condition and raw.kind not in ("party", "route"):
            found.append(f"condition {number}: barred_to belongs to party and route rules")
    return found


_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?$")


def _is_https(url: str) -> bool:
    return url.startswith("https://") and not any(c.isspace() for c in url)


def _condition_problems(condition: Mapping[str, Any]) -> list[str]:
    if "barred_to" in condition:
        odd = set(condition) - {"barred_to", "except_item"}
        found = [f"unknown key {key!r}" for key in sorted(odd)]
        return found + [f"{v!r} is no text" for v in condition.values() if not isinstance(v, str)]
    kinds = set(condition) - {"fact"}
    if len(kinds) != 1 or "fact" not in condition:
        return ["needs a fact and one comparison"]
    (kind,) = kinds
    name = str(condition["fact"])
    if kind not in KINDS and kind != "known":
        return [f"unknown condition {kind!r}"]
    if _spec(name) is None and name not in QUESTION_FACTS:
        return [f"unknown fact {name!r}"]
    return _bound_problems(name, kind, condition[kind])


def _spec(name: str) -> FactSpec | None:
    """Return the declaration of a fact, also of those that are worked out from others."""
    return SPEC.get(name) or SPECS.get(name)


def _bound_problems(name: str, kind: str, bound: Any) -> list[str]:
    spec = _spec(name)
    if kind in NUMERIC and (type(bound) is not int or spec is None or spec.kind is not Kind.WHOLE):
        return [f"{kind} compares whole numbers"]
    if kind in ("starts", "in", "mentions") and not (isinstance(bound, list) and bound):
        return [f"{kind} needs a list"]
    values = bound if isinstance(bound, list) else [bound]
    wanted = str if kind in ("starts", "mentions") else str | int
    if not all(isinstance(value, wanted) for value in values):
        return [f"{kind} cannot compare {bound!r}"]
    if kind == "starts" and name != "hs_code":
        return ["starts compares tariff codes"]
    if kind == "mentions" and (spec is None or spec.kind is not Kind.TEXT):
        return ["mentions looks at texts"]
    if spec is not None and spec.choices and kind in ("is", "is_not", "in"):
        return [f"{value!r} is no {name}" for value in values if value not in spec.choices]
    return []


def _example_problems(example: _Example) -> list[str]:
    found = []
    if example.gives not in ("fires", "silent", "unknown"):
        found.append(f"gives {example.gives!r} is none of fires, silent, unknown")
    for name, value in example.given.items():
        found += [f"{name}: {p}" for p in _given_problems(name, value)]
    return found


def _given_problems(name: str, value: Any) -> list[str]:
    if name in QUESTION_FACTS:
        return [] if isinstance(value, str) else [f"{value!r} is no text"]
    spec = _spec(name)
    if spec is None:
        return ["unknown fact"]
    if spec.kind in (Kind.PARTIAL_DATE, Kind.DAY):
        return [] if is_partial(str(value)) else [f"{value!r} is no ISO date"]
    if spec.kind is Kind.WHOLE:
        return [] if type(value) is int else [f"{value!r} is no whole number"]
    if spec.choices:
        return [] if value in spec.choices else [f"{value!r} is none of its choices"]
    return []


def _version(raw: _Version, kind: str) -> Version:
    silent = Outcome.FLAG if kind == EXEMPTION else Outcome.REVIEW
    return Version(
        since=raw.since,
        outcome=Outcome(raw.outcome) if raw.outcome else silent,
        when=tuple(_condition(c) for c in raw.when),
        destination=tuple(raw.destination),
        bound_for=tuple(raw.bound_for),
        evidence=tuple(raw.evidence),
        may_also_be=tuple(raw.may_also_be),
        unless=tuple(raw.unless),
        instrument=_texts(raw.instrument) if raw.instrument else {},
        references=tuple(raw.references),
        promulgated=raw.promulgated,
        confidence=raw.confidence,
        repealed=raw.repealed,
        note=_texts(raw.note) if raw.note else {},
    )


def _condition(raw: Mapping[str, Any]) -> Condition:
    if "barred_to" in raw:
        return Condition("", "barred_to", raw["barred_to"], str(raw.get("except_item", "")))
    (kind,) = set(raw) - {"fact"}
    bound = raw[kind]
    return Condition(raw["fact"], kind, tuple(bound) if isinstance(bound, list) else bound)


def _texts(text: _Text) -> dict[str, str]:
    return {"en": text.en, "ja": text.ja}
