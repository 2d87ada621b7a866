"""How near a name is to what somebody typed: the same, begins so, a word of it does, holds it."""

from enum import IntEnum

from broker_app.domain.spelling import fold_words

_FEWEST_LETTERS = 2
"""One letter alone stands somewhere in every name: it is no abbreviation."""


class Closeness(IntEnum):
    """The nearest is the smallest."""

    EXACT = 0
    START = 1
    WORD = 2
    INSIDE = 3
    LETTERS = 4
    """Its letters follow each other in the name, the first at the beginning of a word."""


def closeness(name: str, wanted: str) -> Closeness | None:
    """Return how near a name is; None where it is not. Both are folded by `spelling.fold_words`.

    Words in another order, or apart, count as the farthest of them does.
    """
    whole = _of_words(name, wanted)
    if whole is not None:
        return whole
    if " " in wanted:
        farthest = Closeness.WORD
        for part in dict.fromkeys(wanted.split()):  # each once: a page may have been pasted
            near = _of_words(name, part)
            if near is None:
                break
            farthest = max(farthest, near)
        else:
            return farthest
    return Closeness.LETTERS if _abbreviates(name, wanted) else None


def nearest(names: tuple[str, ...], wanted: str) -> Closeness | None:
    """Return how near the nearest of several folded names is."""
    found = [one for one in (closeness(name, wanted) for name in names) if one is not None]
    return min(found, default=None)


def folded(*names: str) -> tuple[str, ...]:
    """Return names as they are compared, each once."""
    return tuple(dict.fromkeys(fold_words(name) for name in names if name))


def _of_words(name: str, wanted: str) -> Closeness | None:
    place = name.find(wanted)
    if place < 0:
        return None
    if place == 0:
        return Closeness.EXACT if len(name) == len(wanted) else Closeness.START
    while place > 0:
        if not name[place - 1].isalnum():
            return Closeness.WORD
        place = name.find(wanted, place + 1)
    return Closeness.INSIDE


def _abbreviates(name: str, wanted: str) -> bool:
    letters = wanted.replace(" ", "")
    if len(letters) < _FEWEST_LETTERS or not letters.isalnum():
        return False
    starts = [n for n, letter in enumerate(name) if n == 0 or not name[n - 1].isalnum()]
    return any(name[n] == letters[0] and _follow(name, n, letters) for n in starts)


def _follow(name: str, place: int, letters: str) -> bool:
    for letter in letters:
        place = name.find(letter, place) + 1
        if not place:
            return False
    return True
