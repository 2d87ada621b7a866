"""Reads the text of a carrier's draft of a bill of lading into its boxes.

A draft arrives as an e-mail or is copied out of a PDF: labels with their text beside or below them,
in any order. What stands under no label is looked through for vehicles only. What cannot be told is
left empty: a person enters it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from broker_app.domain import bl_reading
from broker_app.domain.bl_draft import BLOCKS, UNITS, Box, amount, units_of

_DASH = "[-‐‑‒–—−]"
_CHASSIS = re.compile(
    rf"(?<![A-Z0-9/+-])([A-Z0-9]{{2,8}}\s?{_DASH}\s?[A-Z]?\d[A-Z0-9]{{4,7}})(?![A-Z0-9])"
    r"|(?<![A-Z0-9])([A-HJ-NPR-Z0-9]{17})(?![A-Z0-9])"
)
_LABEL_END = r"\s*(?:\([A-Z ,/.]*\))?\s*\.?\s*"
_PAIRED = re.compile(r"^(?P<first>.+?)\s*(?:/|,|\s{2,}|\sV(?:OY)?[.:]\s*)\s*(?P<second>[^/,]+)$")
_FREIGHT = re.compile(r"\bFREIGHT\s+(PREPAID|COLLECT)\b")
_TOTAL = re.compile(r"^\s*(?:GRAND )?TOTAL\b(?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class _Cut:
    """A label found in a line: its box, where its text begins, and where the label does."""

    box: str
    label: int
    start: int


def read(text: str, boxes: Sequence[Box]) -> dict[str, str]:
    """Return the boxes that a text names, by id; `units` has a line for each vehicle."""
    kinds = {box.id: box.kind for box in boxes}
    found: dict[str, list[str]] = {}
    for name, line in _sorted_out(text, boxes, kinds):
        found.setdefault(name, []).append(line)
    goods = found.pop(UNITS, []) + found.pop("", [])
    said = {name: _joined(kinds[name], lines) for name, lines in found.items()}
    said = _parted(said)
    units = list(_vehicles(goods + found.get("marks", [])))
    totals = _totals(goods, units) | _freight(text)
    return {
        name: value for name, value in {**totals, **said, UNITS: "\n".join(units)}.items() if value
    }


def _sorted_out(
    text: str, boxes: Sequence[Box], kinds: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield every piece of text with the box it stands under, empty where under none."""
    now = ""
    filled = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        cuts = list(_cuts(line, boxes))
        if not line.strip():
            now = now if not filled else ""
            continue
        if not cuts:
            yield now, line.strip()
            filled = True
            now = now if kinds.get(now) in BLOCKS else ""
            continue
        before = line[: cuts[0].label].strip()
        if before:
            yield now, before
        ends = [cut.label for cut in cuts[1:]] + [len(line)]
        for cut, end in zip(cuts, ends, strict=True):
            now, said = cut.box, line[cut.start : end].strip()
            filled = bool(said)
            if said:
                yield now, said
        if filled and kinds.get(now) not in BLOCKS:
            now = ""


def _cuts(line: str, boxes: Sequence[Box]) -> Iterator[_Cut]:
    """Yield the labels of a line in order: each before a colon, or alone at its beginning."""
    plain = unicodedata.normalize("NFKC", line).upper()
    if len(plain) != len(line):
        plain = line.upper()
    every = sorted(((label, box.id) for box in boxes for label in box.labels), key=_longest)
    found: list[_Cut] = []
    for label, name in every:
        pattern = rf"(?<![A-Z0-9]){re.escape(label)}{_LABEL_END}(?::|(?=\s{{2,}}|\t|$))"
        for match in re.finditer(pattern, plain):
            colon = match.group().endswith(":")
            at_start = not plain[: match.start()].strip(" \t()0123456789.")
            overlaps = any(cut.label < match.end() and match.start() < cut.start for cut in found)
            if (colon or at_start) and not overlaps:
                found.append(_Cut(name, match.start(), match.end()))
    return iter(sorted(found, key=lambda cut: cut.label))


def _longest(label: tuple[str, str]) -> int:
    return -len(label[0])


def _joined(kind: str, lines: Sequence[str]) -> str:
    return "\n".join(lines) if kind in BLOCKS else lines[0]


def _parted(said: Mapping[str, str]) -> dict[str, str]:
    """Part a vessel from her voyage, and a place from a day, where a draft has both in one box."""
    parted = dict(said) | _place_and_day(said)
    both = said.get("vessel", "")
    match = _PAIRED.match(both) if both and "voyage" not in said else None
    if match is not None:
        parted |= {"vessel": match["first"].strip(), "voyage": match["second"].strip()}
    return parted


def _place_and_day(said: Mapping[str, str]) -> dict[str, str]:
    """Return place and day of issue where one box says both: `TOKYO, 29 NOV 2026`."""
    both = said.get("place_of_issue", "")
    for cut in re.finditer(r"[\s,/]+", both if "issue_date" not in said else ""):
        if bl_reading.day(both[cut.end() :]) is not None:
            return {"place_of_issue": both[: cut.start()], "issue_date": both[cut.end() :]}
    return {}


def _freight(text: str) -> dict[str, str]:
    """Return the freight term where a draft says it in a clause: `FREIGHT PREPAID`."""
    match = _FREIGHT.search(unicodedata.normalize("NFKC", text).upper())
    return {"freight": match[1]} if match else {}


def _vehicles(lines: Sequence[str]) -> Iterator[str]:
    """Yield a line for each chassis number, with weight and measure where they stand beside it."""
    for line in lines:
        plain = unicodedata.normalize("NFKC", line)
        numbers = [
            match for match in _CHASSIS.finditer(plain.upper()) if _is_chassis(match.group())
        ]
        for place, match in enumerate(numbers):
            end = numbers[place + 1].start() if place + 1 < len(numbers) else len(plain)
            (unit,) = units_of("X " + plain[match.end() : end])
            number = plain[match.start() : match.end()]
            yield "  ".join(filter(None, (number.strip(), unit.weight, unit.measure)))


def _is_chassis(text: str) -> bool:
    return sum(c.isdigit() for c in text) >= 4 and any(c.isalpha() for c in text)


def _totals(lines: Sequence[str], units: Sequence[str]) -> dict[str, str]:
    """Return the totals of a draft: of a line that says so, else what its vehicles add up to."""
    found: dict[str, str] = {}
    for line in lines:
        match = _TOTAL.match(unicodedata.normalize("NFKC", line).upper())
        for unit in units_of(f"X {match['rest']}") if match else ():
            found |= {"weight_kg": unit.weight} if unit.weight else {}
            found |= {"volume_m3": unit.measure} if unit.measure else {}
    read_units = units_of("\n".join(units))
    for box, kind, texts in (
        ("weight_kg", "kg", [unit.weight for unit in read_units]),
        ("volume_m3", "m3", [unit.measure for unit in read_units]),
    ):
        values = [amount(kind, text) for text in texts]
        known = [value for value in values if value is not None]
        if box not in found and values and len(known) == len(values):
            found[box] = f"{sum(known):f}"
    return found
