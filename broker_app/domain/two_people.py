"""Two people: whether two names, as they were typed, are of one person."""

import unicodedata
from collections.abc import Sequence
from itertools import permutations

_UNSEEN = ("Cf", "Cc")
"""Kinds of signs that nobody sees."""
_MOST_WORDS = 5
"""Words of a name that are tried in every order."""
_MARKS = range(0x300, 0x370)
"""Marks on Latin letters: `Satō` is `Sato`; a voiced か is another sound."""


def is_person(name: str) -> bool:
    """Tell whether a name names anybody: it has a letter or a digit."""
    return bool(_words(name))


def same_person(one: str, other: str) -> bool:
    """Tell whether two names are of one person, written otherwise.

    Width, case, marks, blanks, signs, hidden characters and the order of names tell nobody apart.
    """
    first, second = _words(one), _words(other)
    if sorted(first) == sorted(second):
        return True
    return _runs_together(first, second) or _runs_together(second, first)


def _runs_together(words: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether the words of a name, in some order, are the other one without its blanks."""
    whole = "".join(others)
    if len("".join(words)) != len(whole):
        return False
    few = words if len(words) <= _MOST_WORDS else words[:0]
    return any("".join(order) == whole for order in (tuple(words), *permutations(few)))


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name)
    seen = (c for c in plain if unicodedata.category(c) not in _UNSEEN and ord(c) not in _MARKS)
    folded = unicodedata.normalize("NFC", "".join(seen).casefold())
    return "".join(c if c.isalnum() else " " for c in folded).split()
