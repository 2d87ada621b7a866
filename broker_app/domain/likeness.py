"""Likeness: what makes two vehicles likely the same car. It names candidates; a person decides.

A chassis number is misread (O for 0, B for 8), mistyped (two signs change places, one is left
out), or written as the VIN of the same car; a house is called by two names in two lists.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from broker_app.domain.facts import Basis, Fact
from broker_app.domain.spelling import fold
from broker_app.domain.vehicle import PRECISIONS, SPEC, Vehicle

LOOK_ALIKES: Mapping[str, str] = {"O": "0", "I": "1", "B": "8", "S": "5", "Z": "2"}
"""Letters that are read for a digit, and the digit."""

_SURE, _MOST_SURE = frozenset("O0I1"), 8
"""Signs that are read for each other anywhere in a number, and at how many places at most."""

VIN, LOOK_ALIKE, SAME_LOT, TRANSPOSED, LEFT_OUT = (
    "vin",
    "look_alike",
    "same_lot",
    "transposed",
    "left_out",
)
REASONS = (VIN, LOOK_ALIKE, SAME_LOT, TRANSPOSED, LEFT_OUT)
"""Why two vehicles may be one, the strongest first."""

_RANK = {Basis.TYPED: 3, Basis.CONFIRMED: 3, Basis.READ: 2, Basis.DERIVED: 1, Basis.INFERRED: 0}
_HOUSE_WORDS = re.compile(
    r"オートオークション|オークション|オートオーク|会場|autoauction|auctions?|会|aa$|場$"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that may be one, the one known first before the other, and why, the strongest first."""

    first: int
    second: int
    reasons: tuple[str, ...]


def paired(found: Iterable[tuple[int, int, str]], order: tuple[str, ...] = REASONS) -> list[Pair]:
    """Return each pair once with all its reasons, the strongest first, as `order` has them."""
    reasons: dict[tuple[int, int], set[str]] = defaultdict(set)
    for one, other, reason in found:
        if one != other:
            reasons[min(one, other), max(one, other)].add(reason)
    pairs = [
        Pair(first, second, tuple(sorted(why, key=order.index)))
        for (first, second), why in reasons.items()
    ]

    def rank(pair: Pair) -> tuple[int, int, int, int]:
        return order.index(pair.reasons[0]), -len(pair.reasons), pair.first, pair.second

    return sorted(pairs, key=rank)


def misspelt(group: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    """Yield pairs of a group whose folded chassis numbers differ by one slip of the hand.

    Nothing is compared pairwise: numbers of the same signs are candidates for a change of places,
    and a number with one sign left out is looked up among the shorter ones.
    """
    by_signs: dict[str, list[int]] = defaultdict(list)
    for vehicle, number in group.items():
        by_signs["".join(sorted(number))].append(vehicle)
    for same in by_signs.values():
        for place, one in enumerate(same):
            for other in same[place + 1 :]:
                if is_transposed(group[one], group[other]):
                    yield one, other, TRANSPOSED
    lengths = {len(number) for number in group.values()}
    if len(lengths) > 1:
        known = {number: vehicle for vehicle, number in group.items()}
        for vehicle, number in group.items():
            if len(number) - 1 in lengths:
                shorter = {number[:n] + number[n + 1 :] for n in range(len(number))}
                for left in shorter & known.keys():
                    yield known[left], vehicle, LEFT_OUT


def read_alike(identity: str) -> frozenset[str]:
    """Return the folded chassis numbers that are read for this one: O for 0 and I for 1 anywhere.

    Of the other signs that look alike one at a time: all of them together are thousands.
    """
    digits = {digit: letter for letter, digit in LOOK_ALIKES.items()}
    others = {**LOOK_ALIKES, **digits}
    places = [n for n, sign in enumerate(identity) if sign in _SURE][:_MOST_SURE]
    found = {"".join(signs) for signs in _each_way(identity, places, others)}
    for place, sign in enumerate(identity):
        if sign in others:
            found.add(identity[:place] + others[sign] + identity[place + 1 :])
    return frozenset(found - {identity})


def _each_way(
    identity: str, places: Sequence[int], others: Mapping[str, str]
) -> Iterator[Sequence[str]]:
    """Yield a number with each choice of some of its signs read for the other one."""
    for turned in range(1 << len(places)):
        signs = list(identity)
        for bit, place in enumerate(places):
            if turned >> bit & 1:
                signs[place] = others[signs[place]]
        yield signs


def is_transposed(one: str, other: str) -> bool:
    """Tell whether two numbers differ by two neighbouring signs that changed places."""
    if len(one) != len(other):
        return False
    places = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]


def house_key(name: str) -> str:
    """Return what two spellings of one house share: `ミナトAA` and `ミナトオークション会場`."""
    folded = fold(name)
    return _HOUSE_WORDS.sub("", folded) or folded


def differing(one: Vehicle, other: Vehicle) -> list[str]:
    """Return the facts that two vehicles do not share, of which at least one knows something."""
    steps = set(PRECISIONS.values())
    return [n for n in SPEC if n not in steps and getattr(one, n) != getattr(other, n)]


def better_of(one: Fact | None, other: Fact | None, other_is_newer: bool) -> int:
    """Return which of two facts to hold true by default: 0 the one, 1 the other.

    The better basis wins, then the exacter figure, then the newer vehicle.
    """
    if one is None or other is None:
        return 0 if other is None else 1
    ranks = _RANK[one.basis], _RANK[other.basis]
    if ranks[0] != ranks[1]:
        return int(ranks[1] > ranks[0])
    if one.precision != other.precision:
        return int(other.precision < one.precision)
    return int(other_is_newer)
