"""Reads the boxes of a bill of lading: `resources/lookups/bl_boxes.toml`, strictly."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from broker_app import paths
from broker_app.domain.bl_draft import KINDS, Box
from broker_app.domain.rule import CONFIDENCES
from broker_app.errors import UserError

FILE = "bl_boxes.toml"


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    en: str
    ja: str


class _Box(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    kind: str
    title: _Text
    labels: tuple[str, ...]
    alike: tuple[tuple[str, ...], ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    confidence: str
    source: str
    box: list[_Box]


@cache
def shipped() -> tuple[Box, ...]:
    """Return the boxes that travel with the program, in order."""
    return read(paths.resources() / "lookups" / FILE)


def read(file: Path) -> tuple[Box, ...]:
    """Read boxes. Raises UserError(document_file) with file and reason for anything odd."""
    return from_text(file.name, file.read_text(encoding="utf-8"))


def from_text(file: str, text: str) -> tuple[Box, ...]:
    """Read boxes from the text of a file. Raises UserError(document_file)."""
    try:
        raw = msgspec.convert(tomllib.loads(text), _File)
    except (ValueError, msgspec.ValidationError) as problem:
        raise UserError("document_file", file=file, reason=str(problem)) from problem
    reason = _odd(raw)
    if reason:
        raise UserError("document_file", file=file, reason=reason)
    return tuple(
        Box(b.id, b.kind, msgspec.structs.asdict(b.title), b.labels, b.alike) for b in raw.box
    )


def _odd(raw: _File) -> str:
    names = [box.id for box in raw.box]
    labels = [label for box in raw.box for label in box.labels]
    twice = [one for one in (*names, *labels) if [*names, *labels].count(one) > 1]
    if twice:
        return f"{twice[0]}: stands twice"
    unknown = [f"{box.id}: unknown kind {box.kind!r}" for box in raw.box if box.kind not in KINDS]
    unknown += [] if raw.confidence in CONFIDENCES else ["unknown confidence"]
    return unknown[0] if unknown else ""
