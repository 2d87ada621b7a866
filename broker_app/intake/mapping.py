"""Mapping: which column holds which fact, decided by its heading and, in doubt, by its cells."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from statistics import median
from types import MappingProxyType

from broker_app.domain.lookups import Lookups
from broker_app.domain.lot import Lot
from broker_app.domain.vehicle import Vehicle
from broker_app.intake.codes import looks_like_code, split_code
from broker_app.intake.header import Heading
from broker_app.intake.normalise import Cell, cell_text, fold, is_blank, plain
from broker_app.intake.numbers import decimal_of, printed
from broker_app.intake.terms import is_score

Sample = Sequence[Sequence[Cell]]

COMPOSITES = (
    "maker_model",
    "doors_drive",
    "doors_body",
    "seats_load",
    "colour_both",
    "grades",
    "grades_reversed",
    "dimensions",
)
"""Columns that hold several facts."""

FACTS = frozenset(f.name for f in (*fields(Vehicle), *fields(Lot)) if "kind" in f.metadata)
PRICES = ("start_price", "highest_bid", "hammer_price", "asking_price")
FEES = ("recycle_fee", "road_tax", "auction_fee")
_AUCTION_FACTS = frozenset(
    ("house", "auction_date", "round", "lane", "start_price", "result", "score", "hammer_price")
)
_SERIAL = re.compile(r"[-－ー−]\s*\d{3,}|\d[*×○]|[A-Z ]\d{5,}$|^[A-Z0-9]{17}$")


def choose(
    headings: Sequence[Heading],
    sample: Sample,
    lookups: Lookups,
    by_hand: Mapping[str, str] = MappingProxyType({}),
) -> dict[int, str]:
    """Return the fact of each column that holds one; a fact is given to one column only.

    `by_hand` names the fact of a heading as a person settled it, empty for none, and is never
    argued with.
    """
    settled = {h.index: h.facts[0] for h in headings if len(h.facts) == 1}
    asked = {h.index: by_hand[key] for h in headings if (key := fold(h.text)) in by_hand}
    chosen: dict[int, str] = {}
    for heading in headings:
        if heading.index in asked:
            continue
        fact = _settled(heading, sample, settled, lookups)
        if fact:
            chosen[heading.index] = fact
    lots = lookups.values.get("auction_lot", {})
    auction = any(h.known_as in lots for h in headings if chosen.get(h.index) == "lot_number")
    chosen = {index: _price_kind(fact, chosen, auction) for index, fact in chosen.items()}
    guessed = _without_doubles(
        {i: f for i, f in chosen.items() if f in FACTS or f in COMPOSITES}, sample
    )
    return _settled_first(asked, guessed)


def _settled_first(asked: Mapping[int, str], guessed: Mapping[int, str]) -> dict[int, str]:
    """Put what a person settled before what was guessed; one column for each fact."""
    taken: dict[str, int] = {}
    for index, fact in (*asked.items(), *guessed.items()):
        if fact in FACTS or fact in COMPOSITES:
            taken.setdefault(fact, index)
    return {index: fact for fact, index in sorted(taken.items(), key=lambda item: item[1])}


def _settled(heading: Heading, sample: Sample, settled: Mapping[int, str], lookups: Lookups) -> str:
    if not heading.facts:
        return ""
    texts = texts_of(sample, heading.index)
    doubt = next((d for d in _DOUBTS if d in heading.facts), None)
    if doubt is None:
        return heading.facts[0]
    others = frozenset(fact for index, fact in settled.items() if index != heading.index)
    return _DOUBTS[doubt](texts, others, lookups, heading)


def texts_of(sample: Sample, index: int) -> list[str]:
    """Return the texts of a column's filled cells."""
    cells = (row[index] for row in sample if index < len(row))
    return [cell_text(cell) for cell in cells if not is_blank(cell)]


def _share(texts: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(1 for text in texts if fits(text)) / len(texts) if texts else 0.0


def _model(texts: Sequence[str], others: frozenset[str], lookups: Lookups, _h: Heading) -> str:
    """A catalogue prints `4BA-ZN6` under Model."""
    if "model_code" in others:
        return "model"
    codes = _share(texts, lambda text: bool(split_code(text, lookups.prefixes, {}).emission))
    return "model_code" if codes >= 0.7 else "model"


Doubt = Callable[[Sequence[str], frozenset[str], Lookups, Heading], str]


def _grade(texts: Sequence[str], others: frozenset[str], _l: Lookups, _h: Heading) -> str:
    if "score" in others:
        return "grade_name"
    return "score" if _share(texts, is_score) >= 0.7 else "grade_name"


def _bid(texts: Sequence[str], others: frozenset[str], _l: Lookups, _h: Heading) -> str:
    """Feeds call the lot number a bid: whole, all different, and no other column has it."""
    whole = _share(texts, lambda text: plain(text).isdigit() and len(plain(text)) <= 6)
    different = len(set(texts)) >= 0.95 * len(texts)
    feed = "lot_number" not in others and whole >= 0.9 and different
    return "lot_number" if feed else "highest_bid"


def _name(texts: Sequence[str], others: frozenset[str], lookups: Lookups, _h: Heading) -> str:
    makers = _share(texts, lambda text: fold(text) in lookups.makers)
    return "maker" if "maker" not in others and makers >= 0.7 else "model"


def _body_number(texts: Sequence[str], others: frozenset[str], _l: Lookups, h: Heading) -> str:
    """A number of the body has a serial or is a VIN; else it is what its heading usually means."""
    whole = _share(texts, lambda text: bool(_SERIAL.search(plain(text))))
    if whole >= 0.3 and "chassis_number" not in others:
        return "chassis_number"
    if _share(texts, looks_like_code) >= 0.5 and "model_code" not in others:
        return "model_code"
    return h.facts[0]


def _code_or_body(texts: Sequence[str], _o: frozenset[str], _l: Lookups, _h: Heading) -> str:
    return "model_code" if _share(texts, looks_like_code) >= 0.5 else "body"


def _year(texts: Sequence[str], others: frozenset[str], _l: Lookups, _h: Heading) -> str:
    """Beside the day of first registration a Korean year is the model's."""
    return "model_year" if "first_registered" in others and texts else "first_registered"


def _engine(texts: Sequence[str], _o: frozenset[str], _l: Lookups, _h: Heading) -> str:
    digits = _share(texts, lambda text: any(c.isdigit() for c in text))
    return "displacement_cc" if digits >= 0.5 else "fuel"


def _capacity(texts: Sequence[str], _o: frozenset[str], _l: Lookups, _h: Heading) -> str:
    middle = _middle(texts)
    return "seats" if middle is not None and middle < 60 else "displacement_cc"


def _house(texts: Sequence[str], _o: frozenset[str], lookups: Lookups, _h: Heading) -> str:
    return "house" if _share(texts, lambda text: fold(text) in lookups.houses) >= 0.5 else ""


def _condition(texts: Sequence[str], others: frozenset[str], _l: Lookups, _h: Heading) -> str:
    return "score" if "score" not in others and _share(texts, is_score) >= 0.7 else ""


_DOUBTS: Mapping[str, Doubt] = {
    "grade_name": lambda t, o, lk, h: _grade(t, o, lk, h) if "score" in h.facts else "grade_name",
    "condition": _condition,
    "house_or_yard": _house,
    "code_or_body": _code_or_body,
    "highest_bid": lambda t, o, lk, h: (
        _bid(t, o, lk, h) if "lot_number" in h.facts else "highest_bid"
    ),
    "model": lambda t, o, lk, h: _name(t, o, lk, h) if "maker" in h.facts else _model(t, o, lk, h),
    "maker": lambda t, o, lk, h: _name(t, o, lk, h) if "model" in h.facts else "maker",
    "chassis_number": lambda t, o, lk, h: (
        _body_number(t, o, lk, h) if "model_code" in h.facts else "chassis_number"
    ),
    "body": lambda t, o, lk, h: _code_or_body(t, o, lk, h) if "model_code" in h.facts else "body",
    "first_registered": lambda t, o, lk, h: (
        _year(t, o, lk, h) if "model_year" in h.facts else "first_registered"
    ),
    "fuel": lambda t, o, lk, h: _engine(t, o, lk, h) if len(h.facts) > 1 else "fuel",
    "seats": lambda t, o, lk, h: _capacity(t, o, lk, h) if len(h.facts) > 1 else "seats",
}
"""A fact whose heading may mean another, and what settles it."""


def _middle(texts: Sequence[str]) -> float | None:
    numbers = [decimal_of(printed(text), dot_groups=True) for text in texts]
    known = [float(number) for number in numbers if number is not None]
    return median(known) if known else None


def _price_kind(fact: str, chosen: Mapping[int, str], auction: bool) -> str:
    """A mere price is the hammer's in a list of auctions, and asked for in a list of stock."""
    if fact != "price":
        return fact
    others = set(chosen.values())
    auction = auction or bool(others & (_AUCTION_FACTS - {"hammer_price"}))
    return "hammer_price" if auction and "hammer_price" not in others else "asking_price"


def _without_doubles(chosen: Mapping[int, str], sample: Sample) -> dict[int, str]:
    """Give a fact to the first of its columns that is not empty."""
    by_fact: dict[str, list[int]] = {}
    for index, fact in chosen.items():
        by_fact.setdefault(fact, []).append(index)
    kept = {
        fact: next((i for i in indexes if texts_of(sample, i)), indexes[0])
        for fact, indexes in by_fact.items()
    }
    return {index: fact for fact, index in sorted(kept.items(), key=lambda item: item[1])}
