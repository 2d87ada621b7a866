"""B/L draft: the carrier's draft of a bill of lading held box by box against our instruction.

Names fold case, width, blanks and line breaks; numbers are compared by value, whatever their unit
and signs between thousands, days by the day they name; a chassis number sign by sign, but for
blanks around its hyphen.
reference: paperwork specification 3.8.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher

from broker_app.domain import bl_reading

SAME, DIFFERS, MISSING, EXTRA, NOT_GIVEN, UNREAD = OUTCOMES = (
    "same",
    "differs",
    "missing",
    "extra",
    "not_given",
    "unread",
)
"""`missing`: a vehicle of ours that the draft does not have; `extra`: one that is none of ours;
`not_given`: nobody entered the box; `unread`: no number or day could be read."""
UNITS, CHASSIS = "units", "chassis_number"
"""The box that holds a line for each vehicle, and the box of a row about one."""
TOTALS = ("weight_kg", "volume_m3")
GRAVE = (CHASSIS, "consignee", *TOTALS)
"""Boxes that nobody approves while they differ."""
KINDS = (
    "text",
    "party",
    "port",
    "kg",
    "m3",
    "count",
    "freight",
    "vessel",
    "voyage",
    "marks",
    "day",
    "packages",
    "clauses",
    UNITS,
)
"""How a box is compared."""
BLOCKS = ("party", "marks", "clauses", UNITS)
"""Kinds of boxes whose text goes on over lines."""
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー﹣－"), "-")
_NUMBER = re.compile(r"\d[\d,.' ]*\d|\d")
_UNIT_OF = {
    "kg": {"": 1, "KG": 1, "KGS": 1, "KGM": 1, "KILOS": 1, "T": 1000, "MT": 1000, "TONS": 1000},
    "m3": {"": 1, "M3": 1, "CBM": 1, "CUM": 1, "MTQ": 1},
    "count": {"": 1, "ORIGINALS": 1, "ORIGINAL": 1},
}
"""Units a quantity may be written in, and how many of ours each is."""
_QUANTITY = re.compile(
    r"(?<![A-Z0-9-])(\d[\d,.']*\d|\d)\s*(KGS?|KGM|K\.G\.?S?|MT|M3|CBM|CU\.?\s?M\.?)(?![A-Z0-9])"
)
_IN_WORDS = re.compile(r"[A-Z-]+\s*\((\d+)\)")
_OF_SET = re.compile(r"(\d+)\s*/\s*\1")
_NO_MARKS = ("", "NM", "NOMARK", "NOMARKS", "NIL")
_ALIKE = 0.7
"""How like two chassis numbers are that may be one, misprinted."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of a bill of lading as data: how it is compared, called and labelled on drafts.

    `alike` are groups of texts that say the same: `SEA WAYBILL`, `EXPRESS B/L`.
    """

    id: str
    kind: str
    title: Mapping[str, str]
    labels: tuple[str, ...] = ()
    alike: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A vehicle as a draft has it: chassis number, weight and measure as typed."""

    chassis: str
    weight: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructed:
    """What our instruction says: texts by box, other texts that say the same, and the vehicles."""

    boxes: Mapping[str, str]
    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A draft as a person entered it, and who approved it as it stood beside our instruction."""

    id: int = 0
    shipment: int = 0
    boxes: Mapping[str, str] = field(default_factory=dict)
    entered_by: str = ""
    entered_at: str = ""
    approved_by: str = ""
    approved_at: str = ""
    approved_about: str = ""
    approved_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One box, or one vehicle, beside the other: `place` counts our vehicles from 1.

    `changes` are the signs that differ: where in ours (from 1), what we say, what the draft says.
    """

    box: str
    instructed: str
    draft: str
    outcome: str
    place: int = 0
    changes: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A draft beside our instruction, row by row."""

    rows: tuple[Row, ...] = ()
    entered: Entered = Entered()
    number: str = ""
    """The number of the instruction that stands; empty where it is only drafted."""

    @property
    def about(self) -> str:
        """What an approval is about: it stands while no row changes."""
        told = ((row.box, row.place, row.instructed, row.draft, row.outcome) for row in self.rows)
        return hashlib.sha256(repr(tuple(told)).encode()).hexdigest()

    @property
    def approved_by(self) -> str:
        """Who approved the draft as it stands now; empty where nobody did."""
        stands = self.entered.approved_about == self.about
        return self.entered.approved_by if stands else ""

    @property
    def against(self) -> tuple[Row, ...]:
        """The rows that are not the same."""
        return tuple(row for row in self.rows if row.outcome != SAME)


def compared(boxes: Sequence[Box], ours: Instructed, draft: Mapping[str, str]) -> tuple[Row, ...]:
    """Return every box of a draft beside ours, then every vehicle.

    A box that is empty on both sides is left out.
    """
    rows = [
        _row(box, ours, draft.get(box.id, ""))
        for box in boxes
        if box.kind != UNITS and (ours.boxes.get(box.id) or draft.get(box.id))
    ]
    return (*rows, *_vehicles(ours.units, units_of(draft.get(UNITS, ""))))


def units_of(text: str) -> tuple[Unit, ...]:
    """Read one vehicle a line: `KSP130-1234567  970 KGS  9.878 M3`; empty lines are none."""
    return tuple(_unit(line) for line in text.splitlines() if line.strip())


def amount(kind: str, text: str) -> Decimal | None:
    """Read a quantity in our unit: `1,450.00 KGS` and `1.45 MT` are 1450; None where it is none."""
    said = unicodedata.normalize("NFKC", text).upper().strip()
    if kind == "count":
        said = _OF_SET.sub(r"\1", _IN_WORDS.sub(r"\1", said))
    number = _NUMBER.search(said)
    if number is None:
        return None
    unit = re.sub(r"[\s.]", "", said[number.end() :])
    before = said[: number.start()].strip()
    factor = _UNIT_OF[kind].get(unit)
    value = _decimal(number.group())
    return None if before or factor is None or value is None else value * factor


def folded(text: str) -> str:
    """Return a text as names are compared: case, width, blanks and line breaks say nothing."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_DASHES).casefold().split())


def chassis(text: str) -> str:
    """Return a chassis number as it is compared: width and blanks around its hyphen say nothing."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    return re.sub(r"\s*-\s*", "-", plain)


def changes(ours: str, theirs: str) -> tuple[tuple[int, str, str], ...]:
    """Return the signs in which two texts differ: where in ours, what we say, what they say."""
    steps = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return tuple((i + 1, ours[i:j], theirs[m:n]) for step, i, j, m, n in steps if step != "equal")


def _row(box: Box, ours: Instructed, draft: str) -> Row:
    said = ours.boxes.get(box.id, "")
    outcome = DIFFERS
    if not draft.strip():
        outcome = NOT_GIVEN
    elif any(_agrees(box, one, draft) for one in (said, *ours.accepted.get(box.id, ()))):
        outcome = SAME
    elif _is_unread(box.kind, draft):
        outcome = UNREAD
    return Row(box=box.id, instructed=said, draft=draft, outcome=outcome)


def _agrees(box: Box, ours: str, theirs: str) -> bool:
    alike = any(_is_in(group, ours) and _is_in(group, theirs) for group in box.alike)
    return alike or _is_same(box.kind, ours, theirs)


def _is_in(group: Sequence[str], text: str) -> bool:
    return folded(text) in map(folded, group)


def _is_unread(kind: str, text: str) -> bool:
    if kind in _UNIT_OF:
        return amount(kind, text) is None
    return kind == "day" and bl_reading.day(text) is None


def _is_same(kind: str, ours: str, theirs: str) -> bool:
    if kind in _UNIT_OF:
        value = amount(kind, ours)
        return value is not None and value == amount(kind, theirs)
    if kind == "day":
        day = bl_reading.day(ours)
        return day is not None and day == bl_reading.day(theirs)
    if kind == "packages":
        return bl_reading.same_packages(ours, theirs)
    if kind == "clauses":
        return bl_reading.carries(theirs, ours)
    first, second = _plain(kind, ours), _plain(kind, theirs)
    return first == second


def _plain(kind: str, text: str) -> str:
    plain = folded(text)
    if kind == "freight":
        return plain.replace("freight", "").strip(".,:")
    if kind == "vessel":
        return re.sub(r"^(m/?v\.?|m\.v\.)", "", plain)
    if kind == "voyage":
        return re.sub(r"^(voyage|voy)?\.?(no)?[.:]?", "", plain)
    if kind == "marks":
        bare = "".join(c for c in plain.upper() if c.isalnum())
        return "" if bare in _NO_MARKS else plain
    return plain


def _vehicles(ours: Sequence[Unit], theirs: Sequence[Unit]) -> Iterator[Row]:
    """Yield our vehicles in order, each with its own in the draft, then what is none of ours."""
    pairs, left = _paired(ours, theirs)
    for place, unit in enumerate(ours, 1):
        other = pairs.get(place - 1)
        if other is None:
            yield Row(box=CHASSIS, instructed=unit.chassis, draft="", outcome=MISSING, place=place)
            continue
        yield _of_chassis(unit, other, place)
        yield from _of_sizes(unit, other, place)
    for unit in left:
        yield Row(box=CHASSIS, instructed="", draft=unit.chassis, outcome=EXTRA)


def _of_chassis(ours: Unit, theirs: Unit, place: int) -> Row:
    first, second = chassis(ours.chassis), chassis(theirs.chassis)
    return Row(
        box=CHASSIS,
        instructed=ours.chassis,
        draft=theirs.chassis,
        outcome=SAME if first == second else DIFFERS,
        place=place,
        changes=changes(first, second),
    )


def _of_sizes(ours: Unit, theirs: Unit, place: int) -> Iterator[Row]:
    """Yield weight and measure of a vehicle, where the draft has them of each."""
    pairs = (
        ("unit_kg", "kg", ours.weight, theirs.weight),
        ("unit_m3", "m3", ours.measure, theirs.measure),
    )
    for box, kind, said, draft in pairs:
        if draft:
            same = _is_same(kind, said, draft)
            outcome = SAME if same else DIFFERS
            yield Row(box=box, instructed=said, draft=draft, outcome=outcome, place=place)


def _paired(ours: Sequence[Unit], theirs: Sequence[Unit]) -> tuple[dict[int, Unit], list[Unit]]:
    """Pair vehicles: equal numbers first, then the likest; returns pairs and what is left over.

    A number stands once: one that the draft names twice is left over the second time.
    """
    places: dict[str, list[int]] = {}
    for place, unit in enumerate(ours):
        places.setdefault(chassis(unit.chassis), []).append(place)
    pairs: dict[int, Unit] = {}
    left = []
    for unit in theirs:
        free = places.get(chassis(unit.chassis))
        if free:
            pairs[free.pop(0)] = unit
        else:
            left.append(unit)
    return pairs, _likest(ours, left, pairs)


def _likest(ours: Sequence[Unit], left: list[Unit], pairs: dict[int, Unit]) -> list[Unit]:
    """Pair what is left with the number it is likest to; returns what is like none of ours."""
    open_ = [place for place in range(len(ours)) if place not in pairs]
    scored = sorted(
        (
            (_likeness(ours[place].chassis, unit.chassis), place, number)
            for place in open_
            for number, unit in enumerate(left)
        ),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    taken: set[int] = set()
    for likeness, place, number in scored:
        if likeness >= _ALIKE and place not in pairs and number not in taken:
            pairs[place] = left[number]
            taken.add(number)
    return [unit for number, unit in enumerate(left) if number not in taken]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, chassis(one), chassis(other), autojunk=False).ratio()


def _unit(line: str) -> Unit:
    plain = unicodedata.normalize("NFKC", line).upper()
    found: dict[str, str] = {}
    first = len(line)
    for match in _QUANTITY.finditer(plain):
        kind = "measure" if match[2][0] in "MC" and match[2] != "MT" else "weight"
        found.setdefault(kind, match.group().strip())
        first = min(first, match.start())
    bare = line[:first] if len(plain) == len(line) else plain[:first]
    return Unit(bare.strip(" \t,;/|"), **found)


def _decimal(text: str) -> Decimal | None:
    """Read digits with signs between: the last of two different signs is the decimal one.

    A comma alone parts thousands where three digits follow each, else it is decimal.
    """
    plain = text.replace(" ", "").replace("'", "")
    if "," in plain and "." in plain:
        other = "," if plain.rindex(".") > plain.rindex(",") else "."
        plain = plain.replace(other, "").replace(",", ".")
    elif "," in plain:
        thousands = re.fullmatch(r"\d{1,3}(,\d{3})+", plain) is not None
        plain = plain.replace(",", "") if thousands else plain.replace(",", ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
