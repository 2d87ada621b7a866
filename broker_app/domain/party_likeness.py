"""Likeness of parties: what makes two of them likely the same, and what one of two becomes.

It names candidates; a person decides.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from broker_app.domain.party import LOOKED_UP_BY, Party
from broker_app.domain.screening import identifier_key
from broker_app.domain.spelling import fold, fold_words

NUMBER, SAME_NAME, EMAIL, PHONE, ALIKE = "number", "same_name", "email", "phone", "alike_name"
REASONS = (NUMBER, SAME_NAME, EMAIL, PHONE, ALIKE)
"""Why two parties may be one, the strongest first."""
CHOSEN = (
    "name", "kind", "address", "city", "country", "phone", "email", "tax_id", "owners", "note",
)  # fmt: skip
"""What one of two is taken of. Roles, further names and further numbers of both are kept."""
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "tax_id": ("tax_id_label", "tax_id"),
    "owners": ("owners", "ownership", "ownership_by", "ownership_at"),
}
"""Fields that are taken with the one that names them."""
MOST_OF_A_KEY = 20
"""More parties than that under one key share a form, an agent's telephone, or a placeholder."""
_FEWEST_DIGITS, _LAST_DIGITS = 7, 9
_SCREENED = ("screening", "screened_by", "screened_at")

Keyed = tuple[int, str]
"""A party and what it shares with others."""


def contact_keys(party: Party) -> Iterator[tuple[str, str]]:
    """Yield what a party shares with others that are likely the same: a reason and a key.

    Of a telephone number the last nine digits count: one is written with its country, one without.
    """
    for _, value in party.all_numbers:
        if key := identifier_key(value):
            yield NUMBER, key
    if "@" in party.email:
        yield EMAIL, fold_words(party.email)
    digits = "".join(char for char in party.phone if char.isdecimal())
    if len(digits) >= _FEWEST_DIGITS:
        yield PHONE, digits[-_LAST_DIGITS:]


def sharing(keyed: Iterable[Keyed], reason: str) -> Iterator[tuple[int, int, str]]:
    """Yield the pairs of parties that share a key."""
    groups: dict[str, set[int]] = {}
    for party, key in keyed:
        groups.setdefault(key, set()).add(party)
    for group in groups.values():
        if 1 < len(group) <= MOST_OF_A_KEY:
            yield from ((one, other, reason) for one, other in combinations(sorted(group), 2))


def differing(one: Party, other: Party) -> list[str]:
    """Return the fields in which two parties differ, of which one is taken."""
    return [name for name in CHOSEN if _values(one, name) != _values(other, name)]


def default_of(kept: Party, other: Party) -> dict[str, int]:
    """Return of each differing field whose is taken by default: 0 the kept one's, 1 the other's.

    What only one of them knows is taken; of owners, the answer that somebody of them is listed.
    """
    found = {}
    for name in differing(kept, other):
        lacks = not any(_values(kept, name)) and any(_values(other, name))
        listed = name == "owners" and other.ownership == "listed" != kept.ownership
        found[name] = int(lacks or listed)
    return found


def merged(kept: Party, other: Party, chosen: Mapping[str, int]) -> Party:
    """Return what two parties become. Every name of both stays one; nothing is cleared by it.

    Who was found on a list stays found, whichever of the two it was. What else a person found holds
    only while nothing changes that the party was looked up by.
    """
    taken: dict[str, object] = {}
    for name, side in chosen.items():
        if side == 1:
            taken |= {one: getattr(other, one) for one in TOGETHER.get(name, (name,))}
    result = replace(kept, **taken)  # type: ignore[arg-type]
    names = (*kept.all_names, *other.all_names)
    result = replace(
        result,
        other_names=_each_once(names, {fold(result.name)}),
        numbers=_each_once((*kept.numbers, *other.numbers)),
        roles=tuple(dict.fromkeys((*kept.roles, *other.roles))),
    )
    return replace(result, **_screened(kept, other, result))  # type: ignore[arg-type]


def _screened(kept: Party, other: Party, result: Party) -> dict[str, object]:
    found = next((one for one in (kept, other) if one.screening == "designated"), None)
    same = all(getattr(kept, name) == getattr(result, name) for name in LOOKED_UP_BY)
    return {name: getattr(found or (kept if same else Party()), name) for name in _SCREENED}


def _values(party: Party, name: str) -> tuple[object, ...]:
    """Return what is compared of a field: the days and names of an answer are no difference."""
    names = TOGETHER.get(name, (name,))[:2]
    return tuple(getattr(party, one) for one in names)


def _each_once(lines: Iterable[str], seen: Collection[str] = ()) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for line in lines:
        key = fold(line)
        if key and key not in seen:
            found.setdefault(key, line)
    return tuple(found.values())
