"""Reads the words of export certificates with their English."""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

from broker_app import paths
from broker_app.domain.certificate import BOX
from broker_app.domain.rule import CONFIDENCES
from broker_app.domain.spelling import fold
from broker_app.domain.translating import Vocabulary
from broker_app.errors import UserError
from broker_app.reference import lookups

FILE = "certificate_words.csv"
_COLUMNS = ["box", "japanese", "english", "confidence"]
ANYWHERE, PLATE = ("word", "place"), "plate"
"""What stands instead of a box: words of any text, places, and the letter of a number plate."""


@cache
def shipped() -> Vocabulary:
    """Return the words that travel with the program."""
    return read(paths.resources() / "lookups" / FILE)


def read(file: Path) -> Vocabulary:
    """Read a table of words. Raises UserError `lookups_damaged` for one that is not right."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            rows = csv.reader(opened, strict=True)
            if next(rows, None) != _COLUMNS:
                raise UserError("lookups_damaged", file=file.name, line=1)
            for row in rows:
                _take(row, found, file.name, rows.line_num)
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    anywhere = {word: english for part in ANYWHERE for word, english in found.pop(part, {}).items()}
    plates = found.pop(PLATE, {})
    return Vocabulary(dict(found), anywhere, plates, lookups.load().makers)


def _take(row: list[str], found: dict[str, dict[str, str]], file: str, line: int) -> None:
    if len(row) != len(_COLUMNS) or not all(text.strip() for text in row):
        raise UserError("lookups_damaged", file=file, line=line)
    box, japanese, english, confidence = row
    known = box in BOX or box in (*ANYWHERE, PLATE)
    key = fold(japanese) if box in BOX else japanese
    if not known or confidence not in CONFIDENCES or not english.isascii() or key in found[box]:
        raise UserError("lookups_damaged", file=file, line=line)
    found[box][key] = english
