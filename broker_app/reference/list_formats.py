"""List formats as files: those that travel with the program, and those that people share."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from broker_app import given_file, paths
from broker_app.domain.list_format import ListFormat
from broker_app.errors import UserError

LARGEST = 200_000
"""Bytes: a format of a thousand columns has less."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    headings: Annotated[list[str], msgspec.Meta(min_length=1, max_length=1000)]
    price_unit: str = ""
    source: str = ""
    columns: dict[str, str] = {}


@cache
def shipped() -> tuple[ListFormat, ...]:
    """Return the formats of this program, by name of file."""
    folder = paths.resources() / "formats"
    return tuple(read(file, file.stem) for file in sorted(folder.glob("*.toml")))


def read(file: Path, key: str) -> ListFormat:
    """Read a format from a file, to be known as `key`.

    Raises UserError `format_file` for a file that is not right.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise ValueError("too large")
        raw = msgspec.convert(tomllib.loads(given_file.text(file)), _File)
    except (OSError, msgspec.ValidationError, ValueError, RecursionError) as problem:
        raise UserError("format_file", file=file.name, reason=str(problem)) from problem
    stray = sorted(set(raw.columns) - set(raw.headings))
    if stray:
        raise UserError("format_file", file=file.name, reason=f"{stray[0]} is no heading of it")
    return ListFormat(key, raw.name, tuple(raw.headings), raw.columns, raw.price_unit)


def as_text(known: ListFormat) -> str:
    """Return a format as the text of its file."""
    lines = [f"name = {_quoted(known.name)}"]
    if known.price_unit:
        lines.append(f"price_unit = {_quoted(known.price_unit)}")
    lines += ["headings = [", *(f"  {_quoted(heading)}," for heading in known.headings), "]"]
    lines += ["", "[columns]"]
    lines += [f"{_quoted(heading)} = {_quoted(fact)}" for heading, fact in known.columns.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A JSON string is a TOML string, but for the one sign that JSON leaves as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
