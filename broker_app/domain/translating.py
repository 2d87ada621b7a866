"""Translating: an export certificate box by box into English, by a table of its words.

Each part of a text is translated whole or stays as typed: half a sentence would mislead.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from broker_app.domain.certificate import (
    BOXES,
    CHOICES,
    Box,
    Certificate,
    Kind,
    kilowatts,
    litres,
)
from broker_app.domain.eras import ERAS
from broker_app.domain.spelling import fold

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
OWNER = ("owner", "owner_address", "owner_code", "user", "locality")
"""Boxes that name people."""
_PHRASES = ("registration_number", "office", "remarks", "body", "user", "locality")
"""Boxes whose texts are made of words of the table."""
_UNITS = {"人": "PERSONS"}
_PARTS = re.compile(r"([、。;,\n/]|\s{2,})")
_JAPANESE = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_PLATE = re.compile(r"(?<=\d)\s*([ぁ-ん])\s*(?=[\d・.-])")
_ERA_DAY = re.compile(
    f"({'|'.join(name for _, _, name in ERAS)})\\s*(元|\\d{{1,2}})\\s*年\\s*(\\d{{1,2}})\\s*月"
    r"(?:\s*(\d{1,2})\s*日)?"
)
_YEARS = {name: first.year for first, _, name in ERAS}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """English by Japanese: the words of single boxes, words of any text, letters of a plate."""

    of_box: Mapping[str, Mapping[str, str]]
    anywhere: Mapping[str, str]
    plates: Mapping[str, str]
    makers: Mapping[str, str]
    """Makers by their folded spelling."""


@dataclass(frozen=True, slots=True)
class Line:
    """One box in English: its two labels, and what stands in it."""

    name: str
    label: str
    printed: str
    value: str


def lines_of(certificate: Certificate, words: Vocabulary, with_owner: bool = True) -> list[Line]:
    """Return every box that holds something, in the order of the paper."""
    found = []
    for box in BOXES:
        value = _value(certificate, box, words)
        if value and (with_owner or box.name not in OWNER):
            found.append(Line(box.name, box.en.upper(), box.ja, value))
    return found


def english(text: str, words: Vocabulary) -> str:
    """Return a text in English part by part; a part with a word that is not known as it is."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return "".join(_part(part, words) for part in _PARTS.split(folded)).strip()


def day(partial: str) -> str:
    """Return a partial date as English papers print it: `22 NOV 2026`, `MAY 2018`, `2018`."""
    year, *rest = partial.split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    return " ".join([*rest[1:], *month, year])


def _value(certificate: Certificate, box: Box, words: Vocabulary) -> str:
    value = getattr(certificate, box.name)
    if value in (None, ""):
        return ""
    if box.kind in (Kind.DAY, Kind.PARTIAL_DATE):
        return day(value)
    if box.kind is Kind.LITRES:
        return f"{litres(value)} L"
    if box.kind is Kind.KILOWATTS:
        return f"{kilowatts(value)} KW"
    if box.kind is Kind.WHOLE:
        other = getattr(certificate, box.other) if box.other else None
        figure = f"{value:,}" if other is None else f"{value:,} [{other:,}]"
        return f"{figure} {_UNITS.get(box.unit, box.unit.upper())}"
    return _text(box, str(value), words)


def _text(box: Box, value: str, words: Vocabulary) -> str:
    if box.kind is Kind.CHOICE:
        value = CHOICES[box.name].get(value, (value,))[0]
    if box.name == "maker":
        return words.makers.get(fold(value), value)
    known = words.of_box.get(box.name, {}).get(fold(value))
    if known:
        return known
    return english(value, words) if box.name in _PHRASES else value


def _part(part: str, words: Vocabulary) -> str:
    if not _JAPANESE.search(part):
        return {"、": ", ", "。": ". "}.get(part, part)
    said = _ERA_DAY.sub(_day_of, part)
    said = _PLATE.sub(lambda m: f" {words.plates.get(m[1], m[1])} ", said)
    for japanese in sorted(words.anywhere, key=len, reverse=True):
        said = said.replace(japanese, f" {words.anywhere[japanese]} ")
    if _JAPANESE.search(said):
        return part
    return re.sub(r"\s+([:,)\]])", r"\1", re.sub(r"([(\[])\s+", r"\1", " ".join(said.split())))


def _day_of(match: re.Match[str]) -> str:
    """Return a day of an era in English; a day that no calendar has stays as it is."""
    year = _YEARS[match[1]] + (1 if match[2] == "元" else int(match[2])) - 1
    try:
        when = date(year, int(match[3]), int(match[4] or 1))
    except ValueError:
        return match[0]
    return day(when.isoformat() if match[4] else when.isoformat()[:7])
