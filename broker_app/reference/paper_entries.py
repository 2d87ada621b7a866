"""Reads what may be typed into boxes of workbooks: `resources/documents/entries.toml`, strictly."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from broker_app import paths
from broker_app.domain.document import ENTRY_KINDS, Entry
from broker_app.domain.paper_keys import CONTAINER_KEYS, HEAD_KEYS, ISSUED, LINE_KEYS
from broker_app.domain.particulars import PREFIX, Particular
from broker_app.domain.rule import CONFIDENCES
from broker_app.errors import UserError
from broker_app.reference import particulars

FILE = "entries.toml"
DAY = "day"
"""The entry that a particular which is a day has, where none other names it."""
_LONGEST_LIST = 255
"""Signs of a list of choices that Excel takes."""


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    en: str
    ja: str


class _Choice(msgspec.Struct, forbid_unknown_fields=True):
    says: _Text


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    kind: str
    keys: tuple[str, ...]
    says: _Text
    choices: tuple[str, ...] = ()
    before_days: int = 0
    after_days: int = 0


class _File(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    confidence: str
    source: str
    entry: list[_Entry]
    choice: _Choice


@cache
def load() -> tuple[Mapping[str, Entry], Mapping[str, Entry]]:
    """Return the entries that travel with the program by their id, and by the key of a box."""
    return read(paths.resources() / "documents" / FILE)


def read(file: Path) -> tuple[Mapping[str, Entry], Mapping[str, Entry]]:
    """Read entries. Raises UserError(document_file) with file and reason for anything odd."""
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _File)
    except (ValueError, msgspec.ValidationError) as problem:
        raise UserError("document_file", file=file.name, reason=str(problem)) from problem
    for reason in _odd(raw):
        raise UserError("document_file", file=file.name, reason=reason)
    by_id = {one.id: _made(one) for one in raw.entry}
    by_key = {key: by_id[one.id] for one in raw.entry for key in one.keys}
    return by_id, _of_particulars(raw, by_id) | by_key


def _made(raw: _Entry) -> Entry:
    says = msgspec.structs.asdict(raw.says)
    return Entry(raw.kind, raw.choices, raw.before_days, raw.after_days, says)


def _of_particulars(raw: _File, by_id: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return the entries of particulars that are a day or a choice, by the key of a box."""
    said = msgspec.structs.asdict(raw.choice.says)
    found = {}
    for one in particulars.shipped().entries:
        if one.kind == "day":
            found[PREFIX + one.key] = by_id[DAY]
        elif one.kind == "choice" and _fits(_printed(one)):
            found[PREFIX + one.key] = Entry("list", _printed(one), says=said)
    return found


def _printed(one: Particular) -> tuple[str, ...]:
    return tuple(choice.printed for choice in one.choices)


def _fits(choices: tuple[str, ...]) -> bool:
    """Tell whether choices can stand in a rule: commas part them there."""
    return len(",".join(choices)) <= _LONGEST_LIST and not any("," in one for one in choices)


def _odd(raw: _File) -> Iterator[str]:
    keys = [key for one in raw.entry for key in one.keys]
    known = HEAD_KEYS | LINE_KEYS | CONTAINER_KEYS
    known |= {PREFIX + one.key for one in particulars.shipped().entries}
    yield from (f"{key}: stands twice" for key in keys if keys.count(key) > 1)
    yield from (
        f"{key}: unknown key" for key in keys if key not in known and not ISSUED.fullmatch(key)
    )
    for one in raw.entry:
        if one.kind not in ENTRY_KINDS:
            yield f"{one.id}: unknown kind {one.kind!r}"
        if (one.kind in ("list", "begins")) != bool(one.choices) or not _fits(one.choices):
            yield f"{one.id}: choices that stand in a rule are needed"
        if (one.kind == DAY) != bool(one.before_days and one.after_days):
            yield f"{one.id}: before_days and after_days are needed"
    if DAY not in {one.id for one in raw.entry}:
        yield f"{DAY}: is needed"
    if raw.confidence not in CONFIDENCES:
        yield "unknown confidence"
