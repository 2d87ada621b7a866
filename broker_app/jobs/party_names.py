"""The names of parties as their words, and whether there is anything in them to search by."""

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from broker_app.domain.party import Party
from broker_app.screening.words import Vocabulary, Word

_LEAST = 2
"""Letters and digits of a name that can be looked for."""
_KEPT = 50_000
"""Names of which we remember whether they can be searched: every page asks again."""


def words_of(name: str, is_person: bool) -> tuple[Word, ...]:
    """Return a name as its words, without legal forms and particles."""
    read = _vocabulary().words_of(name, is_person)
    return tuple(word for word in read if word.role not in ("form", "particle"))


@lru_cache(maxsize=_KEPT)
def is_searchable(name: str) -> bool:
    """Tell whether a name holds anything to search by: mere signs and legal forms clear nobody."""
    if not any(char.isalnum() for char in unicodedata.normalize("NFKC", name)):
        return False  # the name of an emoji is no name
    return sum(len(word.latin or word.text) for word in words_of(name, is_person=False)) >= _LEAST


def is_searchable_party(party: Party) -> bool:
    """Tell whether a party can be searched, and every owner of it."""
    return may_be_found(party.all_names) and all(map(is_searchable, party.owners))


def may_be_found(names: Iterable[str]) -> bool:
    """Tell whether at least one of some names of the same party can be searched."""
    return any(map(is_searchable, names))


@cache
def _vocabulary() -> Vocabulary:
    from broker_app.reference import screening

    return Vocabulary(screening.shipped())
