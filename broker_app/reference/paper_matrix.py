"""Reads which papers a shipment usually has: `resources/documents/matrix.toml`, strictly."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from broker_app import paths
from broker_app.domain.paper_set import CASES, MARKS, Matrix, Stage
from broker_app.domain.vehicle import POWERTRAINS
from broker_app.errors import UserError

FILE = "matrix.toml"
_BOTH = {"en", "ja"}


class _Stage(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    title: dict[str, str]
    kinds: tuple[str, ...]
    opens: Literal["", "draft", "booked", "released", "sailed", "closed"] = ""


class _Dangerous(msgspec.Struct, forbid_unknown_fields=True):
    powertrains: tuple[str, ...]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    stage: tuple[_Stage, ...]
    marks: dict[str, dict[str, str]]
    markets: dict[str, tuple[str, ...]]
    credit: dict[str, tuple[str, ...]]
    dangerous: _Dangerous


@cache
def shipped() -> Matrix:
    """Return the matrix that travels with the program."""
    return read(paths.resources() / "documents" / FILE)


def read(file: Path) -> Matrix:
    """Read a matrix. Raises UserError(document_file) with file and reason for anything odd."""
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _File)
    except (OSError, ValueError, msgspec.ValidationError) as problem:
        raise UserError("document_file", file=file.name, reason=str(problem)) from problem
    for reason in _problems(raw):
        raise UserError("document_file", file=file.name, reason=reason)
    return Matrix(
        stages=tuple(Stage(**msgspec.structs.asdict(one)) for one in raw.stage),
        marks=raw.marks,
        markets=raw.markets,
        credit=raw.credit,
        dangerous=frozenset(raw.dangerous.powertrains),
    )


def _problems(raw: _File) -> list[str]:
    staged = [kind for stage in raw.stage for kind in stage.kinds]
    found = [f"{kind} stands twice" for kind in set(staged) if staged.count(kind) > 1]
    found += [f"stage {s.id}: en and ja are needed" for s in raw.stage if set(s.title) != _BOTH]
    found += [f"{kind} stands in no stage" for kind in raw.marks if kind not in staged]
    found += [f"{kind} has no marks" for kind in staged if kind not in raw.marks]
    for kind, marks in raw.marks.items():
        if set(marks) != set(CASES) or not set(marks.values()) <= set(MARKS):
            found.append(f"{kind}: a known mark for each case")
        if "m" in marks.values() and not raw.markets.get(kind):
            found.append(f"{kind}: no countries")
        if "l" in marks.values() and not raw.credit.get(kind):
            found.append(f"{kind}: no words of the credit")
    known = set(raw.dangerous.powertrains) <= set(POWERTRAINS)
    return found + ([] if known else ["dangerous: unknown powertrain"])
