"""Conditions that need more than a comparison."""

import pytest

from broker_app.domain.conditions import digits, mentions, starts
from broker_app.domain.facts import Fact


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("van", True),
        ("Cargo VAN", True),
        ("ｶｰｺﾞ バン", True),
        ("ライトバン", True),
        ("軽バン", True),
        ("minivan", False),
        ("MINI VAN", False),
        ("Mini-van", False),
        ("ミニバン", False),
        ("ミニ・バン", False),
        ("vanity", False),
        ("", False),
    ],
)
def test_a_word_is_whole(text: str, answer: bool) -> None:
    assert mentions(Fact(text), ("van", "バン", "ライトバン")) is answer


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("870323", True),
        ("8703.23-915", True),
        ("870340", False),
        ("8703", None),
        ("87", None),
        ("8704", False),
    ],
)
def test_a_code_starts(code: str, answer: bool | None) -> None:
    assert starts(Fact(code), ("8703.2", "8703.3")) is answer


def test_dots_and_blanks_do_not_count() -> None:
    assert digits("8703.23-915 ") == "870323915"
