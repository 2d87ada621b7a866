"""Russian for buyers: whole for what it promises, English for the rest."""

import re

import pytest

from broker_app import catalogue, paths, words
from broker_app.domain.price_list import COLUMNS as LISTED
from broker_app.domain.state import STATES
from broker_app.domain.vehicle import SPEC
from broker_app.domain.verdict import Outcome
from broker_app.reference import lookups

LATIN_TOO = {"choice.drive.2WD", "choice.drive.4WD", "word.list_join"}


def own() -> dict[str, tuple[str, ...]]:
    return catalogue.read(paths.resources() / "translations" / "ru.po").forms


def promised() -> set[str]:
    english = catalogue.read(paths.resources() / "translations" / "en.po").forms
    spoken = ("powertrain", "fuel", "transmission", "drive", "steering", "body", "vehicle_class")
    keys = {key for key in english if key.startswith(tuple(f"choice.{name}." for name in spoken))}
    keys |= {f"verdict.{outcome.value}" for outcome in Outcome}
    keys |= {f"state.{state or 'listed'}" for state in STATES}
    keys |= {f"fact.{name}" for name in LISTED}
    colours = lookups.load().values["colour"].values()
    keys |= {f"choice.colour.{colour}" for colour in colours}
    said = "title sheet date terms destination valid_until number reference price currency"
    return keys | {f"price_list.{name}" for name in [*said.split(), "photograph"]}


def test_all_that_a_buyer_sees_is_said_in_russian() -> None:
    known = own()
    assert promised() - known.keys() == set()
    for key, (text, *_) in known.items():
        assert key in LATIN_TOO or re.search("[а-яё№]", text.casefold()), key


def test_every_russian_word_is_one_that_is_asked_for() -> None:
    english = catalogue.read(paths.resources() / "translations" / "en.po").forms
    assert {k for k in own() if k not in english and not k.startswith("choice.colour.")} == set()


def test_what_it_lacks_is_said_in_english() -> None:
    with words.speaking("ru"):
        assert words.language() == "ru"
        assert words.say("verdict.BLOCKED") == "Запрещён"
        assert words.value("powertrain", "hybrid") == "гибрид"
        assert words.say("action.undo") == "Undo"
        assert words.say("cause.missing", count=2, what="x").startswith("2 vehicles")
        assert words.number(1234567) == "1\u00a0234\u00a0567"
        assert words.money(1234567, "USD") == "USD 12\u00a0345,67"
    assert words.language() == "en"


def test_a_language_for_the_moment_ends_with_it() -> None:
    with pytest.raises(ZeroDivisionError), words.speaking("ru"):
        raise ZeroDivisionError
    assert words.say("verdict.BLOCKED") == "Blocked"


def test_the_window_itself_speaks_no_language_of_buyers() -> None:
    assert words.use("ru") == "en"


def test_facts_of_a_list_are_known() -> None:
    assert set(LISTED) <= set(SPEC)
