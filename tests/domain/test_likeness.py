"""Slips of the hand in chassis numbers, against their definition tried on every pair."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.facts import Basis, Fact
from broker_app.domain.likeness import (
    LEFT_OUT,
    TRANSPOSED,
    VIN,
    better_of,
    house_key,
    is_transposed,
    misspelt,
    paired,
)

NUMBERS = st.lists(st.text("0123", min_size=2, max_size=5), max_size=12, unique=True)


@given(numbers=NUMBERS)
def test_groups_find_what_comparing_each_with_each_finds(numbers: list[str]) -> None:
    group = dict(enumerate(numbers))
    expected = set()
    for one, other in combinations(group, 2):
        a, b = group[one], group[other]
        swapped = {a[:n] + a[n + 1] + a[n] + a[n + 2 :] for n in range(len(a) - 1)} - {a}
        if b in swapped:
            expected.add((one, other, TRANSPOSED))
        longer, shorter = max(a, b, key=len), min(a, b, key=len)
        if shorter in {longer[:n] + longer[n + 1 :] for n in range(len(longer))}:
            expected.add((one, other, LEFT_OUT))
    found = {(min(a, b), max(a, b), why) for a, b, why in misspelt(group)}
    assert found == expected


def test_signs_that_are_no_neighbours_are_no_slip() -> None:
    assert is_transposed("ABC1", "BAC1")
    assert not is_transposed("ABC1", "CBA1")
    assert not is_transposed("ABC1", "ABC12")


@pytest.mark.parametrize(
    "name", ["カザミ", "カザミAA", "カザミ オークション", "ｶｻﾞﾐAA", "カザミ会場"]
)
def test_spellings_of_a_house_share_a_key(name: str) -> None:
    assert house_key(name) == house_key("カザミAA")
    assert house_key("ベツAA") != house_key(name)
    assert house_key("AA") == "aa"  # a name of nothing but the word keeps it


def test_a_pair_is_named_once_with_all_its_reasons() -> None:
    (pair,) = paired([(2, 1, TRANSPOSED), (1, 2, VIN), (3, 3, VIN)])
    assert (pair.first, pair.second, pair.reasons) == (1, 2, (VIN, TRANSPOSED))


@pytest.mark.parametrize(
    ("one", "other", "is_newer", "taken"),
    [
        (Fact(1), None, True, 0),
        (None, Fact(1), False, 1),
        (Fact(1, Basis.INFERRED), Fact(2, Basis.READ), False, 1),
        (Fact(1, Basis.TYPED), Fact(2, Basis.READ), True, 0),
        (Fact(1800, Basis.READ, 100), Fact(1798, Basis.READ), False, 1),
        (Fact(1), Fact(2), True, 1),
        (Fact(1), Fact(2), False, 0),
    ],
)
def test_the_better_basis_wins_then_the_exacter_then_the_newer(
    one: Fact | None, other: Fact | None, is_newer: bool, taken: int
) -> None:
    assert better_of(one, other, is_newer) == taken
