"""Reads a CSV whose first row names its columns: one record a row, every row in order."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from broker_app import given_file
from broker_app.errors import UserError

LARGEST_FILE = 256 * 1024 * 1024
Record = dict[str, str]
"""Column -> text after NFKC, trimmed."""


def open_named(path: Path) -> tuple[list[str], Iterator[tuple[int, Record | UserError]]]:
    """Return the headings, and the records numbered from 1; a row that is no CSV is its problem.

    Rows of nothing but blanks are passed over. Raises UserError where the file cannot be read.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=False)
    try:
        heads = [head.strip() for head in next(reader, [])]
    except csv.Error as problem:
        raise UserError("facts_unreadable", file=path.name) from problem
    return heads, _records(reader, heads, path)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UserError("file_too_large", file=path.name)
        data = given_file.content(path)
    except FileNotFoundError as problem:
        raise UserError("file_missing", file=path.name) from problem
    except OSError as problem:
        raise UserError("file_unreadable", file=path.name) from problem
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise UserError("facts_unreadable", file=path.name)


def _records(
    reader: Iterator[list[str]], heads: list[str], path: Path
) -> Iterator[tuple[int, Record | UserError]]:
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            number += 1
            yield number, UserError("facts_unreadable", file=path.name)
            continue
        if any(cell.strip() for cell in cells):
            number += 1
            texts = (unicodedata.normalize("NFKC", cell).strip() for cell in cells)
            yield number, dict(zip(heads, texts, strict=False))
