"""Headless: a table without headings; its columns are known by what stands in them, or not at all.

Only contents that cannot be two things are taken: a bare number may be a price, a distance or a
displacement, so it is left to the person who is asked.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from broker_app.domain.lookups import Lookups
from broker_app.intake.codes import split_code
from broker_app.intake.days import read_partial
from broker_app.intake.header import Header, Heading, letters
from broker_app.intake.mapping import texts_of
from broker_app.intake.normalise import Cell, fold, is_blank, plain
from broker_app.intake.terms import is_score

_LOOKED_AT = 300
_LEAST_WIDTH = 4
_LEAST_FACTS = 4
_ENOUGH = 0.8
_TELLING = frozenset(("model", "maker_model", "model_code", "chassis_number", "vin"))
_CHASSIS = re.compile(r"^[A-Z0-9]{2,9}-\d{4,7}$")
_VIN = re.compile(r"^[A-HJ-NPR-Z0-9]{17}$")
_DISTANCE = re.compile(
    r"^[$*#]?[\d,.]+\s*(?:km|キロ|千km|万km|千キロ|万キロ|miles?|mi|км|k)\.?$", re.IGNORECASE
)
_MONEY = re.compile(
    r"^(?:(?:US)?\$|¥|￥|€|₽|₩|USD|JPY)\s*[\d,.]+$|^[\d,.]+\s*(?:円|千円|万円|USD|JPY|руб)$"
)
_CAPACITY = re.compile(r"^[\d,.]+\s*(?:cc|ｃｃ|l|リットル)$", re.IGNORECASE)
_YEAR = re.compile(
    r"^(?:19[5-9]|20[0-4])\d(?:$|\D)|^(?:[SHR]|昭和|平成|令和|昭|平|令)\.?\s*(?:元|\d)"
)
_GEARS = re.compile(
    r"^(?:F|C|I|D|フロア|コラム|インパネ)?\s*(?:\d{1,2}\s*)?(?:AT|MT|CVT|CAT|FAT)\s*\d{0,2}$|^[FCI]\d$"
)
_NUMBER = re.compile(r"^\d{2,6}$")
_WORDS = ("drive", "steering", "fuel", "colour", "result", "accident")

Kind = Callable[[str], bool]


class Guesser:
    """Finds the columns of a table that has no headings."""

    def __init__(self, lookups: Lookups, today: date) -> None:
        self._lookups, self._today = lookups, today
        self._kinds = _kinds(lookups, today)

    def header(self, rows: Sequence[Sequence[Cell]]) -> Header | None:
        """Return headings made of column letters, None where too little is certain."""
        first, table = _body(rows[:_LOOKED_AT])
        if not table:
            return None
        width = max(map(len, table))
        found = self._facts(table, width)
        if len(found) < _LEAST_FACTS or _TELLING.isdisjoint(found.values()):
            return None
        return without_headings(first, width, found)

    def _facts(self, table: Sequence[Sequence[Cell]], width: int) -> dict[int, str]:
        """Return the fact of each column that can be but one thing, each fact once."""
        found: dict[int, str] = {}
        for index in range(width):
            texts = [plain(text) for text in texts_of(table, index)]
            if len(texts) < 0.3 * len(table):
                continue
            fact = self._fact(index, texts, set(found.values()))
            if fact:
                found[index] = fact
        return found

    def _fact(self, index: int, texts: Sequence[str], taken: set[str]) -> str:
        for fact, is_one in _COLUMNS.items():
            if fact not in taken and is_one(index, texts):
                return fact
        for fact, kind in self._kinds.items():
            if fact not in taken and sum(map(kind, texts)) >= _ENOUGH * len(texts):
                return self._dated(texts) if fact == "first_registered" else fact
        return ""

    def _dated(self, texts: Sequence[str]) -> str:
        """Few days, all of late, are days of sale; any other date is a registration."""
        read = [read_partial(text, self._today).value for text in texts]
        late = all(len(day) == 10 and self._today.year - int(day[:4]) <= 1 for day in read)
        return "auction_date" if late and len(set(read)) <= 3 else "first_registered"


def lettered(rows: Sequence[Sequence[Cell]]) -> Header:
    """Return the headings of a table of which nothing is known, for a person to fill in."""
    width = max(map(len, rows), default=0)
    first = next((n for n, row in enumerate(rows) if not all(map(is_blank, row))), 0)
    return without_headings(first, width, {})


def without_headings(first: int, width: int, facts: Mapping[int, str]) -> Header:
    """Return a header of no row at all, above the row `first`: columns go by their letters."""
    headings = [
        Heading(i, f"({letters(i)})", (), (facts[i],) if i in facts else ()) for i in range(width)
    ]
    return Header(first, first - 1, headings)


def _body(rows: Sequence[Sequence[Cell]]) -> tuple[int, list[Sequence[Cell]]]:
    """Return where the table begins, and its rows: those about as full as most are."""
    filled = [sum(not is_blank(cell) for cell in row) for row in rows]
    wide = [count for count in filled if count >= _LEAST_WIDTH]
    if not wide:
        return 0, []
    usual = Counter(wide).most_common(1)[0][0]
    numbers = [n for n, count in enumerate(filled) if count >= max(_LEAST_WIDTH, 0.6 * usual)]
    return numbers[0], [rows[n] for n in numbers]


def _is_lot_number(index: int, texts: Sequence[str]) -> bool:
    """Tell whether a column leads with numbers that all differ and are not just counted from 1."""
    if index > 1 or len(texts) < 2 or not all(_NUMBER.match(text) for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return len(set(numbers)) == len(numbers) and numbers[0] > 1


def _is_scores(_index: int, texts: Sequence[str]) -> bool:
    """Tell whether a column holds scores; digits alone may be anything."""
    scores = sum(map(is_score, texts))
    return scores >= _ENOUGH * len(texts) and not all(text.isdigit() for text in texts)


_COLUMNS: Mapping[str, Callable[[int, Sequence[str]], bool]] = {
    "lot_number": _is_lot_number,
    "score": _is_scores,
}
"""Facts that only a whole column tells."""


def _kinds(lookups: Lookups, today: date) -> Mapping[str, Kind]:
    """Return what each fact looks like, the most telling first."""
    makers = lookups.makers

    def is_date(text: str) -> bool:
        return (
            bool(_YEAR.match(text))
            and not (read := read_partial(text, today)).doubt
            and bool(read.value)
        )

    def is_code(text: str) -> bool:
        parts = split_code(text, lookups.prefixes, lookups.model_codes)
        return bool(parts.emission) or parts.code in lookups.model_codes

    def has_maker(text: str) -> bool:
        first, _, rest = text.partition(" ")
        return bool(rest) and fold(first) in makers

    def among(kind: str) -> Kind:
        words = lookups.values.get(kind, {})
        return lambda text: fold(text) in words

    kinds: dict[str, Kind] = {
        "vin": lambda text: bool(_VIN.match(text)),
        "chassis_number": lambda text: bool(_CHASSIS.match(text)),
        "model_code": is_code,
        "maker": lambda text: fold(text) in makers,
        "maker_model": has_maker,
        "model": lambda text: fold(text) in lookups.models,
        "odometer_km": lambda text: bool(_DISTANCE.match(text)),
        "displacement_cc": lambda text: bool(_CAPACITY.match(text)),
        "price": lambda text: bool(_MONEY.match(text)),
        "first_registered": is_date,
        "transmission": lambda text: bool(_GEARS.match(text)),
        "house": lambda text: fold(text) in lookups.houses,
    }
    return kinds | {fact: among(fact) for fact in _WORDS}
