"""Reads what the boxes of a carrier's draft say: days, packages, clauses. None where it is unsure.

reference: paperwork specification 3.8 (boxes of a B/L), 4.4 (packages).
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_GAP = r"[\s./,-]*"
_NAMED = rf"(?P<month>{'|'.join(_MONTHS)})[A-Z]*"
_YEAR = r"(?P<year>\d{4})"
_OF_MONTH = r"(?P<day>\d{1,2})(?:ST|ND|RD|TH)?"
DAY_FORMS = (
    r"(?P<year>\d{4})[-/.年](?P<number>\d{1,2})[-/.月](?P<day>\d{1,2})日?",
    _OF_MONTH + _GAP + _NAMED + _GAP + _YEAR,
    _NAMED + _GAP + _OF_MONTH + _GAP + _YEAR,
)
"""How a day is written where nobody can take its month for its day."""
_UNITS = re.compile(r"(?<!\d)(\d+)\)?\s*(?:USED\s+)?(?:MOTOR\s+)?(?:UNITS?|VEHICLES?|CARS?)\b")
_PACKAGES = re.compile(r"(\d+)\)?\s*(?:PACKAGES?|PKGS?)\b")
_BOXES = re.compile(r"(?<!\d)(\d+)\)?\s*(?:[X×]\s*)?(\d{2})\s*['′`]?\s*(HC|HQ|DC|GP|DV|OT|FR)\b")
_CONTAINERS = re.compile(r"(?<!\d)(\d+)\)?\s*(?:[X×]\s*)?CONTAINERS?\b")
_ONE_KIND = {"HQ": "HC", "GP": "DC", "DV": "DC"}
"""Other names of a kind of container that is one of ours."""
UNIT, PACKAGE, CONTAINER = "unit", "package", "container"


def day(text: str) -> date | None:
    """Read a day: `29 NOV 2026`, `NOV. 29, 2026`, `2026-11-29`; None for anything else.

    `11/12/2026` is none: it is a day of November and one of December.
    """
    plain = unicodedata.normalize("NFKC", text).upper().strip(" \t.,;:")
    for form in DAY_FORMS:
        match = re.fullmatch(form, plain)
        if match is not None:
            return _day(match.groupdict())
    return None


def packages(text: str) -> Mapping[str, int] | None:
    """Read how many packages of which kind: `{"unit": 5, "40HC": 2}`; None where none is named.

    Containers without their size are counted together under `container`.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    found: dict[str, int] = {}
    for count, length, kind in _BOXES.findall(plain):
        name = length + _ONE_KIND.get(kind, kind)
        found[name] = found.get(name, 0) + int(count)
    for name, form in ((UNIT, _UNITS), (PACKAGE, _PACKAGES), (CONTAINER, _CONTAINERS)):
        counted = form.search(plain)
        if counted is not None:
            found[name] = int(counted[1])
    return found or None


def same_packages(ours: str, theirs: str) -> bool:
    """Tell whether a draft counts our packages: all vehicles and parts, no container otherwise."""
    said, found = packages(ours), packages(theirs)
    if not said or not found:
        return False
    counted = (UNIT, PACKAGE)
    if any(found.get(name) != said.get(name) for name in counted):
        return False
    boxes = {name: count for name, count in said.items() if name not in counted}
    expected = {**boxes, CONTAINER: sum(boxes.values())}
    return all(expected.get(name) == count for name, count in found.items() if name not in counted)


def carries(draft: str, clauses: str) -> bool:
    """Tell whether every line of our clauses stands in a draft, whatever its blanks and points."""
    text = _letters(draft)
    lines = [_letters(line) for line in clauses.splitlines()]
    return any(lines) and all(line in text for line in lines)


def _day(parts: Mapping[str, str]) -> date | None:
    named = parts.get("month")
    month = _MONTHS.index(named) + 1 if named else int(parts["number"])
    try:
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())
