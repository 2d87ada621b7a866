"""Kinds of papers from `resources/documents`: one file each, read strictly."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path

import msgspec

from broker_app import paths
from broker_app.domain.document import (
    DocumentKind,
    PaperColumn,
    PaperField,
    PaperSum,
    PrintedLine,
    Snapshot,
)
from broker_app.errors import UserError

_ALIGNS = ("left", "centre", "right")
_SOURCES = ("shipment", "sales")
_FORMS = ("text", "count", "whole", "money")


@cache
def load() -> Mapping[str, DocumentKind]:
    """Return the kinds of papers that travel with the program, by their short name (`CI`)."""
    return from_folder(paths.resources() / "documents")


def from_folder(folder: Path) -> Mapping[str, DocumentKind]:
    """Read every kind in a folder. Raises UserError(document_file) with file and reason."""
    kinds: dict[str, DocumentKind] = {}
    for file in sorted(folder.glob("*.toml")):
        kind = kind_from(file.name, file.read_text(encoding="utf-8"))
        if kind.kind in kinds:
            raise UserError("document_file", file=file.name, reason=f"{kind.kind} stands twice")
        kinds[kind.kind] = kind
    for kind in kinds.values():
        lead = kinds.get(kind.numbered_with)
        if kind.numbered_with and (lead is None or lead.numbered_with):
            reason = f"{kind.kind} is numbered with {kind.numbered_with}, which has no numbers"
            raise UserError("document_file", file=f"{kind.kind}", reason=reason)
    return kinds


def kind_from(file: str, text: str) -> DocumentKind:
    """Read one kind of paper. Raises UserError(document_file) for anything odd."""
    try:
        raw = tomllib.loads(text)
        _refuse_unknown_keys(raw)
        kind = msgspec.convert(raw, DocumentKind)
    except (ValueError, TypeError, msgspec.ValidationError) as problem:
        raise UserError("document_file", file=file, reason=str(problem)) from problem
    for problem_found in _problems(kind):
        raise UserError("document_file", file=file, reason=problem_found)
    return kind


def _refuse_unknown_keys(raw: Mapping[str, object]) -> None:
    shapes = {"fields": PaperField, "columns": PaperColumn, "sums": PaperSum}
    _only(raw, DocumentKind, "")
    for name, shape in shapes.items():
        entries = raw.get(name, [])
        for number, entry in enumerate(entries if isinstance(entries, list) else [], 1):
            _only(entry, shape, f"{name} {number}: ")


def _only(entry: object, shape: type, place: str) -> None:
    known = set(getattr(shape, "__dataclass_fields__", ()))
    for key in sorted(set(entry if isinstance(entry, dict) else ()) - known):
        raise ValueError(f"{place}unknown key {key!r}")


def _problems(kind: DocumentKind) -> list[str]:
    found = [f"column {c.key}: unknown align" for c in kind.columns if c.align not in _ALIGNS]
    found += [f"column {c.key}: unknown form" for c in kind.columns if c.form not in _FORMS]
    keys = [c.key for c in kind.columns]
    found += [f"column {key} stands twice" for key in set(keys) if keys.count(key) > 1]
    width = sum(c.width_mm for c in kind.columns)
    found += [
        f"field {f.key} reaches over the right edge"
        for f in kind.fields
        if f.left_mm + f.width_mm > width
    ]
    found += [] if kind.made_from in _SOURCES else [f"made_from: unknown {kind.made_from!r}"]
    found += [] if set(kind.name) == {"en", "ja"} else ["name: en and ja are needed"]
    return found + _unknown_requirements(kind)


def _unknown_requirements(kind: DocumentKind) -> list[str]:
    of_head = {key for field in kind.fields for key in field.required} | set(kind.required)
    of_head |= {key for charge in kind.sums for key in charge.required}
    of_lines = {key for column in kind.columns for key in column.required}
    unknown = of_head - {f.name for f in fields(Snapshot)}
    unknown |= of_lines - {f.name for f in fields(PrintedLine)}
    return [f"required: unknown {key!r}" for key in sorted(unknown)]
