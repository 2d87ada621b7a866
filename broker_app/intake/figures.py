"""Figures: readers of cells that hold distances, prices, displacements, measures and days."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from broker_app.domain.lookups import Lookups
from broker_app.domain.money import from_amount
from broker_app.intake import days, numbers
from broker_app.intake.columns import Note, Reader, Reading
from broker_app.intake.normalise import Cell, fold, plain
from broker_app.intake.terms import shown, unknown

_DASHES_ONLY = re.compile(r"^[-–—―‐ー.]+$")
_NO_FIGURE = re.compile(r"^[-–—―‐ー.?]+\s*(?:千|万)?(?:km|キロ)?$", re.IGNORECASE)
_MOST_MONEY = 10**12
"""No vehicle costs more in any currency."""
_PLACEHOLDERS = frozenset((999_999, 9_999_999, 888_888))


def odometer_reader(lookups: Lookups, column: numbers.Unit, marks: Mapping[str, str]) -> Reader:
    """Read an odometer in km, with its step and what marks or words say of it.

    `marks` are signs of this list (`$`, `*`, `#`) with their status: from its footnote, else usual.
    """
    words = lookups.values.get("odometer_status", {})
    long_words = [word for word in words if len(word) > 1 and not word.isascii()]

    def read(cell: Cell, text: str) -> Reading:
        printed = numbers.printed(cell)
        status = words.get(fold(printed), "unknown" if _NO_FIGURE.match(printed) else "")
        if status:
            return _odometer(text, numbers.Distance(), status)
        printed, status = _unmarked(printed, marks)
        if not status:
            printed, status = _without_words(printed, words, long_words)
        if not printed:
            return _odometer(text, numbers.Distance(), status or "unknown")
        return _odometer(text, numbers.read_distance(printed, column), status)

    return read


def _unmarked(printed: str, marks: Mapping[str, str]) -> tuple[str, str]:
    """Take a mark off either end of a distance."""
    for mark, status in marks.items():
        if printed.startswith(mark):
            return printed.removeprefix(mark).strip(), status
        if printed.endswith(mark):
            return printed.removesuffix(mark).strip(), status
    return printed, ""


def _without_words(printed: str, words: Mapping[str, str], long: list[str]) -> tuple[str, str]:
    """Take words such as `メーター交換` out of a cell that also holds a number."""
    if printed.isascii():
        return printed, ""
    folded = printed.casefold()
    for word in sorted(long, key=len, reverse=True):
        if word in folded:
            return folded.replace(word, "").strip(" ()"), words[word]
    return printed, ""


def _odometer(text: str, distance: numbers.Distance, status: str) -> Reading:
    notes = []
    if distance.doubt == "unreadable":
        return unknown("odometer_km", text, "unreadable")
    if distance.doubt:
        notes.append(Note("odometer_km", distance.doubt, {"text": shown(text)}))
    if distance.km in _PLACEHOLDERS:
        status = "unknown"
        notes.append(Note("odometer_km", "odometer_placeholder", {"text": shown(text)}))
    elif status and status != "actual":
        key = f"odometer_{status.replace(' ', '_')}"
        notes.append(Note("odometer_km", key, {"text": shown(text)}))
    facts: dict[str, Any] = {}
    if distance.km is not None:
        facts |= {"odometer_km": distance.km, "odometer_precision_km": distance.step}
    if status or distance.km is not None:
        facts["odometer_status"] = status or "actual"
    return Reading(text, facts, tuple(notes))


def price_reader(name: str, lookups: Lookups, column: numbers.Unit | None) -> Reader:
    """Read a price into minor units. A range, a word or an unknown unit gives no price.

    A word that says what came of the offer (`流れ`) is read as that.
    Where the column has no unit, cells without one are told once for the table, not one by one.
    """
    asked = lookups.values.get("no_price", {})
    unsold = lookups.values.get("unsold_price", {})
    results = lookups.values.get("result", {})

    def read(cell: Cell, text: str) -> Reading:
        folded = fold(text)
        if folded in asked:
            return Reading(text, {}, (Note(name, "price_on_request", {"text": shown(text)}),))
        if folded in results:
            return Reading(text, {"result": results[folded]})
        if folded in unsold or _DASHES_ONLY.match(plain(text)):
            return Reading(text)
        return _price(name, text, numbers.read_amount(numbers.printed(cell), column))

    return read


def _price(name: str, text: str, amount: numbers.Amount) -> Reading:
    if amount.low is not None and amount.high is not None:
        values = {"text": shown(text), "low": _whole(amount.low), "high": _whole(amount.high)}
        return Reading(text, {}, (Note(name, "price_range", values),))
    if amount.doubt == "price_unit_unknown":
        return Reading(text)
    if amount.doubt:
        return unknown(name, text, "unreadable")
    if amount.value is None:
        return Reading(text)
    if amount.value > _MOST_MONEY:
        return unknown(name, text, "unreadable")
    if not amount.currency:
        return unknown(name, text, "currency_unknown")
    minor_units = from_amount(amount.value, amount.currency).minor_units
    return Reading(text, {name: minor_units, "currency": amount.currency})


def _whole(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def displacement_reader(lookups: Lookups, litres: bool) -> Reader:
    """Read a displacement with its step; `EV` in its place says what drives the vehicle."""
    fuels = lookups.values.get("fuel", {})

    def read(cell: Cell, text: str) -> Reading:
        facts = fuels.get(fold(text))
        if facts and facts.get("powertrain") in ("electric", "fuel_cell"):
            return Reading(text, facts)
        if _DASHES_ONLY.match(plain(text)):
            return Reading(text)
        words, printed = _engine_parts(numbers.printed(cell))
        found = numbers.read_displacement(printed, litres)
        driven: Mapping[str, Any] = fuels.get(fold(words), {}) if words else {}
        if words and fold(words) not in fuels:
            found = numbers.Displacement(doubt="unreadable")
        if found.doubt:
            return unknown("displacement_cc", text, found.doubt)
        if found.cc is None:
            return Reading(text)
        cc = {"displacement_cc": found.cc, "displacement_precision_cc": found.step}
        return Reading(text, {**cc, **driven})

    return read


_ENGINE = re.compile(
    r"^(?P<before>[^\d,;/]+[,;/ ]\s*)?(?P<size>[\d.,]+\s*(?:cc|cm3|см3|l|л)\.?)"
    r"(?:[,;/ ]\s*(?P<after>[^\d,;/]+|(?:[VLIHRW]?-?\d{1,2})))?$",
    re.IGNORECASE,
)
_CYLINDERS = re.compile(r"^[VLIHRW]?-?\d{1,2}$", re.IGNORECASE)


def _engine_parts(printed: str) -> tuple[str, str]:
    """Part `бензин, 4.4 л` and `5.0L 8` into the words beside a displacement, and that."""
    match = _ENGINE.match(printed)
    if not match:
        return "", printed
    after = match["after"] or ""
    words = f"{match['before'] or ''}{'' if _CYLINDERS.match(after) else after}"
    if words.strip().casefold() in ("turbo", "ターボ"):
        return "", printed
    return words.strip(" ,;/"), match["size"]


_MEASURES = {
    "seats": ("seats", 1, 120),
    "gross_weight_kg": ("kg", 50, 100_000),
    "kerb_weight_kg": ("kg", 50, 100_000),
    "length_mm": ("mm", 500, 30_000),
    "width_mm": ("mm", 300, 6_000),
    "height_mm": ("mm", 300, 6_000),
    "gears": ("ps", 1, 18),
}


def measure_reader(name: str) -> Reader:
    """Read a whole number in the unit of the fact; one out of all bounds is not taken."""
    kind, least, most = _MEASURES[name]

    def read(cell: Cell, text: str) -> Reading:
        number = numbers.read_measure(numbers.printed(cell), kind)
        if number is not None and number == int(number) and least <= number <= most:
            return Reading(text, {name: int(number)})
        silent = _DASHES_ONLY.match(plain(text)) or number == 0
        return Reading(text) if silent else unknown(name, text, "unreadable")

    return read


def model_year_reader(today: date) -> Reader:
    """Read the year of a model: `2020`, `2018년식`, the one in brackets of `2019(2020년형)`."""

    def read(cell: Cell, text: str) -> Reading:
        if _DASHES_ONLY.match(plain(text)):
            return Reading(text)
        found = days.read_partial(cell, today)
        year = days.model_year_in(text) or (0 if found.doubt else int(found.value[:4]))
        if not 1950 <= year <= 2099:
            return unknown("model_year", text, "unreadable")
        return Reading(text, {"model_year": year})

    return read


def volume_reader(name: str) -> Reader:
    """Read a volume in cubic metres."""

    def read(cell: Cell, text: str) -> Reading:
        number = numbers.read_measure(numbers.printed(cell), "m3")
        if number is not None and 0 < number < 500:
            return Reading(text, {name: float(number)})
        silent = _DASHES_ONLY.match(plain(text)) or number == 0
        return Reading(text) if silent else unknown(name, text, "unreadable")

    return read


def seats_and_load_reader() -> Reader:
    """Read the seats of `3人/750kg`."""
    seats = measure_reader("seats")

    def read(_cell: Cell, text: str) -> Reading:
        first = plain(text).partition("/")[0].strip()
        if not first or _DASHES_ONLY.match(first):
            return Reading(text)
        return seats(first, first)._replace(text=text)

    return read


_DIMENSIONS = re.compile(
    r"^(\d{3,5})\s*mm?\s*[x×*]\s*(\d{3,4})\s*(?:mm)?\s*[x×*]\s*(\d{3,4})\s*(?:mm)?$"
)
_DIMENSIONS_BARE = re.compile(r"^(\d{3,5})\s*[x×*]\s*(\d{3,4})\s*[x×*]\s*(\d{3,4})\s*(?:mm)?$")


def dimensions_reader() -> Reader:
    """Read `4240×1775×1320mm`."""

    def read(_cell: Cell, text: str) -> Reading:
        sizes = plain(text).lower()
        match = _DIMENSIONS.match(sizes) or _DIMENSIONS_BARE.match(sizes)
        if not match:
            return Reading(text)
        length, width, height = (int(part) for part in match.groups())
        return Reading(text, {"length_mm": length, "width_mm": width, "height_mm": height})

    return read


def partial_date_reader(name: str, today: date) -> Reader:
    """Read a month or a year of registration or production."""

    def read(cell: Cell, text: str) -> Reading:
        if _DASHES_ONLY.match(plain(text)):
            return Reading(text)
        reading = _dated(name, text, days.read_partial(cell, today))
        if name == "first_registered" and reading.notes:
            western = days.western_of(text, today)
            if western is not None:
                return reading._replace(facts={**reading.facts, "?western": western})
        year = days.model_year_in(text) if "(" in plain(text) else None
        return reading._replace(facts={"model_year": year, **reading.facts}) if year else reading

    return read


def day_reader(name: str, month_first: bool | None, proven: bool = False) -> Reader:
    """Read an auction day; what is less than a day leaves the fact empty.

    `proven` says that the whole column prints short years or day numbers, as no one cell shows.
    """

    def read(cell: Cell, text: str) -> Reading:
        if plain(text) == "0":  # how a feed prints that the day is not settled
            return Reading(text)
        found = days.read_bare_day(text) if proven else days.read_day(cell, month_first)
        if found.doubt:
            return unknown(name, text, found.doubt)
        return Reading(text, {name: found.value} if found.value else {})

    return read


def inspection_reader(name: str, lookups: Lookups, today: date) -> Reader:
    """Read until when an inspection lasts; 抹消 and the like leave it empty."""
    words = lookups.values.get("inspection_until", {})

    def read(cell: Cell, text: str) -> Reading:
        if fold(text) in words or _DASHES_ONLY.match(plain(text)):
            return Reading(text)
        return _dated(name, text, days.read_inspection(cell, today))

    return read


def _dated(name: str, text: str, found: days.DayRead) -> Reading:
    facts = {name: found.value} if found.value else {}
    if not found.doubt:
        return Reading(text, facts)
    values = {"text": shown(text), "value": found.value}
    return Reading(text, facts, (Note(name, found.doubt, values),))
