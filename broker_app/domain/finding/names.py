"""Names that a search knows: its fields and their values, and names that stand for one another."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from broker_app.domain.spelling import fold, fold_words

_FEWEST = 2
_FEWEST_LATIN = 3
_MOST_GROUPS = 8
"""A beginning that so many names share stands for none of them."""


class Ask(StrEnum):
    """What one can ask of a field."""

    TEXT = "text"
    """A part of it."""
    NUMBER = "number"
    """A whole number or a range of them."""
    DAY = "day"
    """A year, month or day, or a range of them."""
    GRADE = "grade"
    """A mark that is mostly a number: `4.5`, `R`."""
    CHOICE = "choice"
    """One of the values it can have."""
    MARKET = "market"
    """A market that admits it: worked out by a job, so that nothing is stored and none missing."""


@dataclass(frozen=True, slots=True)
class SearchField:
    """A field one can ask about: its id, the names people type, and the values of a choice.

    `spellings` are as shown, the first of each language first; `values` pairs folded spellings
    with what is stored, `offered` those values with the spelling that help writes out. Values that
    the verdict answers instead are `of_verdict`.
    """

    id: str
    ask: Ask
    spellings: Mapping[str, tuple[str, ...]]
    values: Mapping[str, str] = field(default_factory=dict)
    offered: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    of_verdict: frozenset[str] = frozenset()
    alone: "re.Pattern[str] | None" = None
    """How a value, or a bound of one, looks that is understood without the name of its field."""

    def name(self, language: str) -> str:
        """Return the name that help writes in a language."""
        return (self.spellings.get(language) or self.spellings["en"])[0]

    def value_name(self, value: str, language: str) -> str:
        """Return how help writes a value of a choice."""
        known = self.offered.get(value, {})
        return known.get(language) or known.get("en") or value


class Alike:
    """Names that stand for one another: `ランクル`, `ランドクルーザー`, `LAND CRUISER`."""

    def __init__(self, groups: Iterable[tuple[str, ...]]) -> None:
        self._groups = [tuple(dict.fromkeys(map(fold_words, group))) for group in groups]
        self._whole: dict[str, list[int]] = {}
        begins: list[tuple[str, int]] = []
        for number, group in enumerate(self._groups):
            for name in group:
                places = self._whole.setdefault(fold(name), [])
                if number not in places:
                    places.append(number)
                begins += [(start, number) for start in _starts(name)]
        self._begins = sorted(set(begins))

    def knows(self, text: str) -> bool:
        """Tell whether a text is a whole name, however it is spaced."""
        return fold(fold_words(text)) in self._whole

    def of(self, text: str) -> tuple[str, ...]:
        """Return the text as the search compares it, and behind it every name it stands for.

        A name stands for its whole group, and so does the beginning of one of its words.
        """
        own = fold_words(text)
        groups = self._whole.get(fold(own)) or self._begun(own)
        return tuple(dict.fromkeys([own, *(name for n in groups for name in self._groups[n])]))

    def _begun(self, own: str) -> list[int]:
        start = fold(own)
        if len(start) < (_FEWEST_LATIN if start.isascii() else _FEWEST):
            return []
        found: dict[int, None] = {}
        place = bisect_left(self._begins, (start, -1))
        while place < len(self._begins) and self._begins[place][0].startswith(start):
            found[self._begins[place][1]] = None
            if len(found) > _MOST_GROUPS:
                return []
            place += 1
        return list(found)


def _starts(name: str) -> Iterable[str]:
    """Yield the folded name from each of its words on."""
    words = name.split()
    for place in range(len(words)):
        yield fold("".join(words[place:]))


@dataclass(frozen=True)
class SearchNames:
    """All that a search knows: fields by folded name, words for a value that is missing."""

    fields: Mapping[str, SearchField]
    missing: frozenset[str]
    today: frozenset[str]
    signs: Mapping[str, str]
    """Words behind a value by the sign that they stand for: `以下`, `<=`."""
    alike: Alike
    makers: Alike
    colours: Alike

    @cached_property
    def fields_by_id(self) -> dict[str, SearchField]:
        """Every field by its id."""
        return {known.id: known for known in self.fields.values()}

    @property
    def every_field(self) -> list[SearchField]:
        """Every field once, in the order of the data."""
        return list({known.id: known for known in self.fields.values()}.values())
