"""What may be said of a search: a hit, no hit, or that nothing can be decided."""

from datetime import date

import pytest

from broker_app.domain.listing import Entry, ListedName
from broker_app.domain.screening import (
    Hit,
    Level,
    ListState,
    answer,
    identifier_key,
    stale,
)

TODAY = date(2026, 11, 29)
FRESH = ListState("a", date(2026, 11, 15))
OLD = ListState("b", date(2026, 11, 14))
UNDATED = ListState("c", None)
HIT = Hit(Entry("a", "1", "person", (ListedName("Tremkin"),)), ListedName("Tremkin"), 0.8)


@pytest.mark.parametrize("lists", [[], [OLD], [FRESH, OLD], [FRESH, UNDATED]])
def test_without_fresh_lists_nothing_is_decided(lists: list[ListState]) -> None:
    assert answer([], lists, TODAY) == "cannot_decide"


def test_a_hit_is_one_however_old_the_list() -> None:
    assert answer([HIT], [OLD], TODAY) == "hit"


def test_fresh_lists_without_a_hit_give_no_hit() -> None:
    assert answer([], [FRESH], TODAY) == "no_hit"
    assert answer([], [FRESH, OLD], TODAY, days_fresh=30) == "no_hit"
    assert stale([FRESH, OLD, UNDATED], TODAY) == [OLD, UNDATED]


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (1.0, Level.STRONG),
        (0.9, Level.STRONG),
        (0.89, Level.MEDIUM),
        (0.8, Level.MEDIUM),
        (0.79, Level.WEAK),
        (0.7, Level.WEAK),
    ],
)
def test_levels_follow_the_score(score: float, level: Level) -> None:
    assert Hit(HIT.entry, HIT.name, score).level == level


def test_numbers_are_compared_without_their_dress() -> None:
    assert identifier_key("IMO 918-7629") == identifier_key("9187629") == "9187629"
    assert identifier_key("12345") == identifier_key("ABCDEF") == ""
