"""How makers and models are called in the language in use; stored names stay as they are."""

from functools import cache

from broker_app import words
from broker_app.reference import lookups

_SHORT = 3
_WORDS = {"FIT": "Fit", "MINI": "MINI"}
"""Short names that are words, not letters; and a longer one that is not."""


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
        return _japanese_models().get(stored, stored)
    return in_latin(stored)


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


@cache
def _japanese_makers() -> dict[str, str]:
    return _inverted(dict(lookups.load().makers))


@cache
def _japanese_models() -> dict[str, str]:
    return _inverted(dict(lookups.load().models))


def _inverted(spellings: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for spelling, name in spellings.items():
        if not spelling.isascii():
            found.setdefault(name, spelling)
    return found
