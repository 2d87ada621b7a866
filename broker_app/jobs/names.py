"""How makers and models are called in the language in use; stored names stay as printed."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from broker_app import words
from broker_app.domain.spelling import fold

if TYPE_CHECKING:
    from broker_app.domain.lookups import Lookups
    from broker_app.domain.vehicle import Vehicle

_SHORT = 3
_WORDS = {"FIT": "Fit", "MINI": "MINI"}
"""A short name that is a word, not letters; and a longer one that is not."""


def maker(stored: str | None) -> str:
    """Return a maker's name: `Toyota`, `トヨタ`."""
    if not stored:
        return ""
    if words.language() == "ja":
        return _japanese_makers().get(stored, stored)
    return in_latin(stored)


def model(stored: str | None) -> str:
    """Return a model's name: `Land Cruiser Prado`, `ランドクルーザープラド`."""
    if not stored:
        return ""
    if words.language() == "ja":
        return _japanese_models().get(_canonical(stored), stored)
    return in_latin(stored if stored.isascii() else _canonical(stored))


def vehicle_name(maker_: str | None, model_: str | None, *more: str | None) -> str:
    """Return what a vehicle is called: maker, model, and what is said behind them."""
    return " ".join(filter(None, (maker(maker_), model(model_), *more)))


def called(car: "Vehicle") -> str:
    """Return what tells a vehicle from the others: its name and its chassis number."""
    return vehicle_name(car.maker, car.model, car.chassis_number or car.model_code)


@lru_cache(4096)
def spoken(stored: str, _language: str = "") -> str:
    """Return a stored name of maker, model and grade as `vehicle_name` says it."""
    parts = stored.split(" ")
    known = _tables().makers.values()
    ends = range(len(parts), 0, -1)
    first = next((end for end in ends if " ".join(parts[:end]) in known), 0)
    made, rest = " ".join(parts[:first]), parts[first:]
    ends = range(len(rest), 0, -1)
    last = next((end for end in ends if fold(" ".join(rest[:end])) in _latin_models()), len(rest))
    return vehicle_name(made, " ".join(rest[:last]), *rest[last:])


@lru_cache(4096)
def in_latin(stored: str) -> str:
    """Return a name in capitals as one writes it: letters of three and codes stay as they are."""
    if not stored.isupper():
        return stored
    return " ".join("-".join(_word(p) for p in word.split("-")) for word in stored.split(" "))


def _word(word: str) -> str:
    if word in _WORDS:
        return _WORDS[word]
    if len(word) <= _SHORT or not word.isalpha():
        return word
    return word.capitalize()


def _canonical(stored: str) -> str:
    """Return the name the tables use, whatever letters it was printed in."""
    folded = fold(stored)
    return _tables().models.get(folded) or _latin_models().get(folded, stored)


@cache
def _latin_models() -> dict[str, str]:
    return {fold(name): name for name in _tables().models.values()}


@cache
def _tables() -> "Lookups":
    from broker_app.reference import lookups  # most rows need none of it: late, for the start

    return lookups.load()


@cache
def _japanese_makers() -> dict[str, str]:
    found = _inverted(dict(_tables().makers))
    return {name: spelling for name, spelling in found.items() if len(name) > _SHORT}


@cache
def _japanese_models() -> dict[str, str]:
    return _inverted(dict(_tables().models))


def _inverted(spellings: dict[str, str]) -> dict[str, str]:
    """Return the first spelling of each name that is written in Japanese letters."""
    found: dict[str, str] = {}
    for spelling, name in spellings.items():
        if any("぀" <= letter <= "鿿" for letter in spelling):
            found.setdefault(name, spelling.upper())  # tables keep Latin letters small
    return found
