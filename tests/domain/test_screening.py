"""How much a hit is worth a look, and what identifiers have in common."""

import pytest

from broker_app.domain.listing import Entry, ListedName
from broker_app.domain.screening import (
    Hit,
    Level,
    identifier_key,
)

HIT = Hit(Entry("a", "1", "person", (ListedName("Tremkin"),)), ListedName("Tremkin"), 0.8)


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
