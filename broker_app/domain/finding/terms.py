"""Terms of a search: `-hybrid cc:>1900 "snow tyres"` read, or the sentence that says why not.

Every text gives terms or a UserError; what is typed is never more than data.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from broker_app.domain.dates import is_partial
from broker_app.domain.eras import of_era
from broker_app.domain.finding.names import Ask, SearchField, SearchNames
from broker_app.domain.spelling import fold, fold_words, plain
from broker_app.errors import UserError

MOST_TERMS = 40
MOST_LETTERS = 600
TOO_LONG = "search_too_long"
MEANT_ALONE = ("verdict", "state", "powertrain", "vehicle_class", "transmission", "drive")
"""Choices whose values are understood without the name of their field."""
_LONGEST_NAME, _FEWEST_OF_NAME = 4, 2
_GREATEST = 10**15
_AFTER = "~"
"""Sorts behind every sign of a date: `2015~` comes after all days of 2015."""
_QUOTES = str.maketrans("“”„«»「」『』", '"' * 9)
_PART = re.compile(
    r'(?P<without>-?)(?:(?P<name>[^\W\d_][^\s:"]*):)?(?:"(?P<said>[^"]*)"?|(?P<word>\S+))?'
)
_RANGE = re.compile(r"^(?P<low>.*?)(?:\.\.+|…|〜|~)(?P<high>.*)$")
_BESIDE = re.compile(r"^(?P<sign><=|>=|=<|=>|≤|≥|<|>|=)(?P<bound>.*)$")
_HYPHENED = re.compile(r"^(?P<low>\d[\d,.]*)-(?P<high>\d[\d,.]*)$")
_YEARS = re.compile(r"^(?P<low>\d{4})年?-(?P<high>\d{4})年?$")
_NUMBER = re.compile(r"^(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<unit>[^\d.,]*)$")
_TIMES = {"万": 10_000, "千": 1000, "k": 1000, "тыс": 1000, "m": 1_000_000}
_UNITS = re.compile("(?:cc|km|cm3|см3|км|円|¥|台|日|年|キロ|lt?|л)$")
_LITRES = re.compile("(?:lt?|л)$")
_SHORT_DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?[月日年]?$")
_YEAR = re.compile(r"^(\d{4})年?$")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

Bound = int | float | str
B = TypeVar("B", int, float, str)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a vehicle must have, or must not (`without`).

    Without a `field` one of `ways` stands anywhere in its text; each way is words that must all be
    found, or one whole phrase (`exact`). With a field one of `ways` is (a choice) or is in it (a
    text), or it lies from `low` to `high`, both included; `missing` asks for those that have none.
    """

    field: str = ""
    ways: tuple[str, ...] = ()
    low: Bound | None = None
    high: Bound | None = None
    missing: bool = False
    without: bool = False
    exact: bool = False
    meant: "tuple[Term, ...]" = ()
    """Without a field: what else the word can mean, as `diesel` a powertrain, `H30` a year."""
    vehicles: tuple[int, ...] | None = None
    """The vehicles that are meant, where a job works them out; None until then."""


def read(text: str, names: SearchNames, today: str = "") -> tuple[Term, ...]:
    """Return the terms of what was typed; all must hold. `today` is an ISO day.

    Raises UserError (`search_…`) saying why a text cannot be read.
    """
    if len(text) > MOST_LETTERS:
        raise UserError(TOO_LONG)
    found: list[Term] = []
    run: list[str] = []
    for part in parts(text):
        if part["word"] and part["name"] is None and not part["without"]:
            run.append(part["word"])
            continue
        found += _joined(run, names, today)
        run = []
        if part["name"] is not None or part["word"] or part["said"]:
            term = _term(part["name"], part["said"], part["word"] or "", names, today)
            found.append(_turned(term) if part["without"] else term)
    found += _joined(run, names, today)
    if len(found) > MOST_TERMS:
        raise UserError(TOO_LONG)
    return tuple(found)


def _joined(words: Sequence[str], names: SearchNames, today: str) -> Iterator[Term]:
    """Yield words that stand beside one another, as one term where they are one name."""
    start = 0
    while start < len(words):
        ends = range(min(len(words), start + _LONGEST_NAME), start + 1, -1)
        end = next((e for e in ends if names.alike.knows("".join(words[start:e]))), start + 1)
        yield from _anywhere(" ".join(words[start:end]), names, today)
        start = end


def _anywhere(word: str, names: SearchNames, today: str) -> Iterator[Term]:
    """Yield a word that stands anywhere; maker and model without a blank are two words."""
    ends = range(len(word) - _FEWEST_OF_NAME, 0, -1) if not names.alike.knows(word) else ()
    for end in ends:
        if names.makers.knows(word[:end]) and names.alike.knows(word[end:]):
            yield Term(ways=names.alike.of(word[:end]))
            yield Term(ways=names.alike.of(word[end:]))
            return
    yield _word(word, names, today)


def _word(word: str, names: SearchNames, today: str) -> Term:
    """Return a word that stands anywhere, with all that it can mean besides."""
    return Term(ways=names.alike.of(word), meant=tuple(_meant(word, names, today)))


def _meant(word: str, names: SearchNames, today: str) -> Iterator[Term]:
    """Yield the value of a choice, a colour, a measure or a day that a word is the whole of."""
    for name in MEANT_ALONE:
        value = names.fields_by_id[name].values.get(fold(word))
        if value is not None:
            yield Term(name, (value,))
    if names.colours.knows(word):
        yield Term("colour", names.colours.of(word))
    for known in names.every_field:
        if known.alone and all(map(known.alone.fullmatch, _bounds(known, word, names))):
            with suppress(UserError):
                yield _OF_FIELD[known.ask](known, word, names, today)


def _bounds(known: SearchField, word: str, names: SearchNames) -> list[str]:
    """Return the one or two bounds that a value names."""
    value = _signed(word.casefold(), names)
    if beside := _BESIDE.match(value):
        return [beside["bound"]]
    between = _range_of(known, value)
    return [value] if between is None else [one for one in between.groups() if one]


def parts(text: str) -> "list[re.Match[str]]":
    """Return the parts of a text: words, phrases and `field:value`, whatever their width."""
    clean = plain(_UNSEEN.sub(" ", text).translate(_QUOTES))
    return [part for part in _PART.finditer(clean) if part.group()]


def _turned(term: Term) -> Term:
    return replace(term, without=not term.without)


def _term(name: str | None, said: str | None, word: str, names: SearchNames, today: str) -> Term:
    if name is None:
        if said is not None:
            return Term(ways=(fold_words(said),), exact=True)
        return _word(word, names, today)
    known = names.fields.get(fold(name))
    if known is None:
        if word.startswith("//") or len(name) == 1:  # an address; `e:HEV`
            return Term(ways=(fold_words(f"{name}:{word}"),))
        raise UserError("search_no_field", name=name)
    value = said if said is not None else word
    if said is None and known.ask is not Ask.MARKET and fold(value) in names.missing:
        return Term(known.id, missing=True)
    try:
        if not value.strip():
            raise UserError("search_no_value")
        return _OF_FIELD[known.ask](known, value, names, today)
    except UserError as problem:  # said by the name that was typed
        raise UserError(problem.key, name=name, **problem.values) from None


def _text(known: SearchField, value: str, names: SearchNames, _today: str) -> Term:
    alike = {"maker": names.makers, "model": names.alike, "colour": names.colours}.get(known.id)
    same = alike.of if alike else lambda text: (fold_words(text),)
    ways = [way for text in value.split(",") if text.strip() for way in same(text.strip())]
    if not ways:
        raise UserError("search_no_value")
    return Term(known.id, tuple(dict.fromkeys(ways)))


def _choice(known: SearchField, value: str, _names: SearchNames, _today: str) -> Term:
    whole = fold(value) in known.values  # a name may hold a comma
    said = [value] if whole else filter(str.strip, value.split(","))
    found = [_chosen(known, text.strip()) for text in said]
    if not found:
        raise UserError("search_no_value")
    return Term(known.id, tuple(dict.fromkeys(found)))


def _chosen(known: SearchField, text: str) -> str:
    folded = fold(text)
    stored = known.values.get(folded)
    if stored is None:
        begun = {v for spelling, v in known.values.items() if spelling.startswith(folded)}
        if len(begun) != 1:
            raise UserError(f"search_no_{known.ask}", value=text)
        stored = begun.pop()
    if stored in known.of_verdict:
        raise UserError("search_of_verdict", value=text)
    return stored


def _number(known: SearchField, value: str, names: SearchNames, _today: str) -> Term:
    value = _signed(value, names)
    return _between(known, value, partial(_whole, known), lambda n: n + 1, lambda n: n - 1)


def _grade(known: SearchField, value: str, _names: SearchNames, _today: str) -> Term:
    if not (_RANGE.match(value) or _BESIDE.match(value)):
        return Term(known.id, tuple(fold_words(text) for text in value.split(",") if text.strip()))
    return _between(
        known,
        value,
        partial(_decimal, known),
        lambda n: math.nextafter(n, math.inf),
        lambda n: math.nextafter(n, -math.inf),
    )


def _day(known: SearchField, value: str, names: SearchNames, today: str) -> Term:
    def bound(text: str) -> str:
        return today if fold(text) in names.today and today else _partial(text)

    term = _between(known, _signed(value, names), bound, lambda day: day + _AFTER, _before)
    if isinstance(term.high, str) and not term.high.endswith(_AFTER):
        return Term(known.id, low=term.low, high=term.high + _AFTER)
    return term


def _between(
    known: SearchField,
    value: str,
    bound: Callable[[str], B],
    after: Callable[[B], B],
    before: Callable[[B], B],
) -> Term:
    """Read `a..b`, `>a`, `<=b` or one value by how the field reads a bound."""
    low: B | None = None
    high: B | None = None
    if beside := _BESIDE.match(value):
        if not beside["bound"].strip():
            raise UserError("search_no_value")
        sign, at = beside["sign"], bound(beside["bound"].strip())
        low = after(at) if sign == ">" else at if sign in (">=", "=>", "≥", "=") else None
        high = before(at) if sign == "<" else at if sign in ("<=", "=<", "≤", "=") else None
        return Term(known.id, low=low, high=high)
    between = _range_of(known, value)
    if between is None:
        at = bound(value)
        return Term(known.id, low=at, high=at)
    first, last = between["low"].strip(), between["high"].strip()
    if not first and not last:
        raise UserError("search_no_value")
    low, high = bound(first) if first else None, bound(last) if last else None
    if low is not None and high is not None and low > high and not _within(low, high):
        raise UserError("search_backwards", low=first, high=last)
    return Term(known.id, low=low, high=high)


def _signed(value: str, names: SearchNames) -> str:
    """Return a value with the sign for a word behind it: `5万km以下` is `<=5万km`."""
    for word, sign in names.signs.items():
        if value.endswith(word):
            return sign + value.removesuffix(word)
    return value


def _range_of(known: SearchField, value: str) -> "re.Match[str] | None":
    """Return the two ends of `a..b`, or of `a-b` where nothing else can be meant."""
    hyphened = {Ask.NUMBER: _HYPHENED, Ask.DAY: _YEARS}.get(known.ask)
    return _RANGE.match(value) or (hyphened.match(value) if hyphened else None)


def _within(low: Bound, high: Bound) -> bool:
    """Tell whether a range ends with the year or month that it begins in."""
    return isinstance(low, str) and low.startswith(str(high))


def _whole(known: SearchField, text: str) -> int:
    number = _value(known, text)
    if known.id == "displacement_cc" and _LITRES.search(text.casefold()):
        return round(number * 1000)
    return round(number)


def _decimal(known: SearchField, text: str) -> float:
    return _value(known, text)


def _value(known: SearchField, text: str) -> float:
    """Return a number with its multiple: `1,900`, `8万`, `12k`; units are left out."""
    shown = text.strip().casefold().replace(" ", "").lstrip("¥")
    bare = _UNITS.sub("", shown)
    said = _NUMBER.match(bare) or _NUMBER.match(shown)
    times = 1 if said is None or not said["unit"] else _TIMES.get(said["unit"].rstrip("."), 0)
    if said is None or not times:
        raise UserError("search_no_number", value=text)
    number = float(said["digits"].replace(",", "")) * times
    if number > _GREATEST:
        raise UserError("search_no_number", value=text)
    return number


def _partial(text: str) -> str:
    """Return a year, month or day as ISO text; years of eras are understood."""
    shown = text.strip().removesuffix("式")
    shown = of_era(shown) or shown
    if year := _YEAR.match(shown):
        shown = year[1]
    elif day := _SHORT_DAY.match(shown):
        shown = "-".join([day[1], *(part.zfill(2) for part in day.groups()[1:] if part)])
    if not shown.isascii() or not is_partial(shown):
        raise UserError("search_no_day", value=text)
    return shown


def _before(day: str) -> str:
    """Return what sorts behind all days before this one."""
    return f"{day[:-1]}{chr(ord(day[-1]) - 1)}{_AFTER}"


_OF_FIELD = {
    Ask.TEXT: _text,
    Ask.CHOICE: _choice,
    Ask.MARKET: _choice,
    Ask.NUMBER: _number,
    Ask.GRADE: _grade,
    Ask.DAY: _day,
}
