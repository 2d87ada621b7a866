"""Kinds of papers from `resources/documents`: one file each, read strictly."""

import re
import tomllib
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from broker_app import paths
from broker_app.domain import paper_keys
from broker_app.domain.document import (
    DocumentKind,
    PaperColumn,
    PaperField,
    PaperSignature,
    PaperSum,
    PaperTable,
    PrintedContainer,
    PrintedLine,
    Snapshot,
)
from broker_app.domain.series import problem
from broker_app.errors import UserError
from broker_app.reference import paper_entries, paper_matrix, particulars

_LIKE = re.compile(r'(?m)^like = "([a-z-]+)"$')
"""The file whose values a file takes over, by its name."""
_LANGUAGES = ("en", "ja")
NO_KINDS = (particulars.FILE, paper_matrix.FILE, paper_entries.FILE, "checks.toml")
"""Files of the folder that are no kind of paper."""
_OVER = ("rows", "vehicles", "containers", "container_vehicles", "checks")
_ROLES = ("cell", "strong", "detail", "large", "mark")
_ALIGNS = ("left", "centre", "right")
_SOURCES = ("shipment", "sales")
_CHECKS = ("", "credit", "release")
_FORMS = ("text", "count", "whole", "money")


@cache
def load() -> Mapping[str, DocumentKind]:
    """Return the kinds of papers that travel with the program, by their short name (`CI`)."""
    return from_folder(paths.resources() / "documents")


def from_folder(folder: Path) -> Mapping[str, DocumentKind]:
    """Read every kind in a folder. Raises UserError(document_file) with file and reason."""
    kinds: dict[str, DocumentKind] = {}
    for file in sorted(folder.glob("*.toml")):
        if file.name in NO_KINDS:
            continue
        kind = _read(file)
        if kind.kind in kinds:
            raise UserError("document_file", file=file.name, reason=f"{kind.kind} stands twice")
        kinds[kind.kind] = kind
    for kind in kinds.values():
        lead = kinds.get(kind.numbered_with)
        if kind.numbered_with and (lead is None or lead.numbered_with):
            reason = f"{kind.kind} is numbered with {kind.numbered_with}, which has no numbers"
            raise UserError("document_file", file=f"{kind.kind}", reason=reason)
    return kinds


def _read(file: Path) -> DocumentKind:
    """Read a file; one that is `like` another says only what is different in it."""
    text = file.read_text(encoding="utf-8")
    base = _LIKE.search(text)
    other = file.with_name(f"{base[1]}.toml") if base else None
    if other is not None and not other.is_file():
        raise UserError("document_file", file=file.name, reason=f"no file {other.name}")
    return kind_from(file.name, text, other.read_text(encoding="utf-8") if other else "")


def kind_from(file: str, text: str, like: str = "") -> DocumentKind:
    """Read one kind of paper. Raises UserError(document_file) for anything odd.

    `like` is the text of the file that it takes over what it does not say itself.
    """
    try:
        raw = tomllib.loads(text)
        if like:
            raw = _laid_over(tomllib.loads(like), raw)
        layouts = raw.pop("layouts", {})
        kind = _converted(raw)
        made = {name: _converted(_layout(raw, layouts, name)) for name in layouts}
    except (msgspec.ValidationError, ValueError, TypeError, RecursionError) as problem:
        raise UserError("document_file", file=file, reason=str(problem)) from problem
    for one in (kind, *made.values()):
        for problem_found in _problems(one):
            raise UserError("document_file", file=file, reason=problem_found)
    return replace(kind, layouts=made)


def _converted(raw: dict[str, Any]) -> DocumentKind:
    _refuse_unknown_keys(raw)
    kind = msgspec.convert(raw, DocumentKind)
    by_id, by_key = paper_entries.load()
    if kind.entries or not set(kind.takes.values()) <= set(by_id):
        raise ValueError("takes: names an entry of each key; entries are no part of a file")
    return replace(kind, entries={**by_key, **{key: by_id[e] for key, e in kind.takes.items()}})


def _layout(
    raw: dict[str, Any], layouts: Mapping[str, dict[str, Any]], name: str
) -> dict[str, Any]:
    """Return a paper in another layout: what that says laid over the paper itself.

    One that is made `of` another layout of the paper says only what is different in it.
    """
    own = dict(layouts[name])
    base = own.pop("of", "")
    if "layouts" in own or (base and (base == name or "of" in layouts.get(base, {"of": ""}))):
        raise ValueError(f"layouts {name}: is of a plain layout of this paper, and has none itself")
    return _laid_over(_layout(raw, layouts, base) if base else raw, own)


def _laid_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return a file with another one's values over it; tables of words are laid over each other."""
    own.pop("like", None)
    laid = {
        name: base[name] | value if isinstance(value, dict) and name in base else value
        for name, value in own.items()
    }
    return base | laid


def _refuse_unknown_keys(raw: Mapping[str, object]) -> None:
    shapes = {
        "fields": PaperField,
        "columns": PaperColumn,
        "block_columns": PaperColumn,
        "sums": PaperSum,
        "tables": PaperTable,
        "signatures": PaperSignature,
    }
    _only(raw, DocumentKind, "")
    for name, shape in shapes.items():
        for number, entry in enumerate(_listed(raw, name), 1):
            _only(entry, shape, f"{name} {number}: ")
            for place, column in enumerate(_listed(entry, "columns"), 1):
                _only(column, PaperColumn, f"{name} {number}: columns {place}: ")


def _listed(entry: object, name: str) -> list[object]:
    found = entry.get(name) if isinstance(entry, dict) else None
    return found if isinstance(found, list) else []


def _only(entry: object, shape: type, place: str) -> None:
    known = set(getattr(shape, "__dataclass_fields__", ()))
    for key in sorted(set(entry if isinstance(entry, dict) else ()) - known):
        raise ValueError(f"{place}unknown key {key!r}")


def _problems(kind: DocumentKind) -> list[str]:
    found = _of_columns(kind.columns)
    width = kind.body_mm
    found += [
        f"field {f.key} reaches over the right edge"
        for f in kind.fields
        if f.left_mm + f.width_mm > width
    ]
    wrong = problem(kind.series)
    found += [f"series: {wrong}: {kind.series!r}"] if wrong else []
    found += [] if kind.made_from in _SOURCES else [f"made_from: unknown {kind.made_from!r}"]
    found += [] if set(kind.name) == {"en", "ja"} else ["name: en and ja are needed"]
    found += [] if kind.language in _LANGUAGES else [f"language: unknown {kind.language!r}"]
    for number, table in enumerate(kind.tables, 1):
        found += [f"tables {number}: {reason}" for reason in _of_table(table, width)]
    found += [
        f"signature {one.label}: reaches over the right edge"
        for one in kind.signatures
        if one.left_mm + one.width_mm > width
    ]
    found += [] if kind.checks in _CHECKS else [f"checks: unknown {kind.checks!r}"]
    found += _of_blocks(kind)
    inner = sorted(paper_keys.keys_of(kind) & paper_keys.INNER)
    found += [f"{key}: only an internal paper names what a vehicle cost" for key in inner[:1]] * (
        not kind.internal
    )
    if kind.internal and kind.numbered_with:
        found.append("an internal paper has a number and content of its own")
    return found + _unknown_keys(kind) + _unknown_requirements(kind)


def _of_blocks(kind: DocumentKind) -> list[str]:
    """Blocks stand in the same width as the table of goods, and sums find their edges in both."""
    if not kind.block_columns:
        return []
    found = _of_columns(kind.block_columns)
    if sum(c.width_mm for c in kind.block_columns) != kind.body_mm:
        found.append("block_columns are as wide as the columns")
    return found


def _of_columns(columns: Sequence[PaperColumn]) -> list[str]:
    found = [f"column {c.key}: unknown align" for c in columns if c.align not in _ALIGNS]
    found += [f"column {c.key}: unknown form" for c in columns if c.form not in _FORMS]
    keys = [c.key for c in columns]
    return found + [f"column {key} stands twice" for key in set(keys) if keys.count(key) > 1]


def _of_table(table: PaperTable, width: float) -> list[str]:
    found = _of_columns(table.columns)
    found += [] if table.over in _OVER else [f"over: unknown {table.over!r}"]
    found += [] if table.role in _ROLES else [f"role: unknown {table.role!r}"]
    if sum(c.width_mm for c in table.columns) > width:
        found.append("reaches over the right edge")
    if any(len(row) != len(table.columns) for row in table.rows):
        found.append("a row has as many texts as there are columns")
    if not table.columns or (table.over == "rows" and not table.rows):
        found.append("columns are needed, and rows where it goes over rows")
    if table.over == "container_vehicles" and table.rows:
        found.append("the vehicles of each container stand in columns")
    if table.needs and table.needs not in {column.key for column in table.columns}:
        found.append(f"needs: {table.needs!r} is none of its columns")
    return found


def _unknown_keys(kind: DocumentKind) -> list[str]:
    """Return every key and placeholder that nothing stands behind."""
    known = particulars.shipped()
    head = paper_keys.HEAD_KEYS | known.keys("shipment")
    line = paper_keys.LINE_KEYS | known.keys("vehicle")
    box = paper_keys.CONTAINER_KEYS | known.keys("container")
    scopes = {
        "vehicles": line,
        "containers": box,
        "container_vehicles": line,
        "checks": paper_keys.CHECK_KEYS,
    }
    found = [f"field {f.key}: unknown" for f in kind.fields if not _is_known(f.key, head)]
    columns = (*kind.columns, *kind.block_columns)
    found += [f"column {c.key}: unknown" for c in columns if c.key not in line]
    said = [(text, head) for text in (*kind.clauses, *kind.notes)]
    said += [(text, head) for one in kind.signatures for text in (one.label, *one.lines)]
    for table in kind.tables:
        of_row = scopes.get(table.over, frozenset())
        if not table.rows:
            found += [f"column {c.key}: unknown" for c in table.columns if c.key not in of_row]
        said += [(text, head | of_row) for row in table.rows for text in row]
        said.append((table.title, head | (box if table.over == "container_vehicles" else set())))
    for text, keys in said:
        named = paper_keys.placeholders(text)
        found += [f"unknown {{{key}}}" for key in named if not _is_known(key, keys)]
        if "{" in paper_keys.PLACEHOLDER.sub("", text):
            found.append(f"a brace that is no placeholder: {text[:40]!r}")
    return found


def _is_known(key: str, keys: Set[str]) -> bool:
    return key in keys or paper_keys.ISSUED.fullmatch(key) is not None


def _unknown_requirements(kind: DocumentKind) -> list[str]:
    of_head = {key for field in kind.fields for key in field.required} | set(kind.required)
    of_head |= {key for charge in kind.sums for key in charge.required}
    of_lines = {key for column in kind.columns for key in column.required}
    of_boxes: set[str] = set()
    for table in kind.tables:
        found = of_boxes if table.over == "containers" else of_lines
        found |= {key for column in table.columns for key in column.required}
    known = particulars.shipped()
    head_keys = paper_keys.HEAD_KEYS, paper_keys.LINE_KEYS
    head, line = ({k for k in keys if k.startswith(paper_keys.RECKONED)} for keys in head_keys)
    unknown = of_head - {f.name for f in fields(Snapshot)} - known.keys("shipment") - head
    unknown |= of_lines - {f.name for f in fields(PrintedLine)} - known.keys("vehicle") - line
    unknown |= of_boxes - {f.name for f in fields(PrintedContainer)} - known.keys("container")
    return [f"required: unknown {key!r}" for key in sorted(unknown)]
