"""A refusal names what was compared: the value of the vehicle, and what the rule takes."""

from datetime import date

import pytest

from broker_app import words
from broker_app.domain.admission import Case, Voyage
from broker_app.domain.admit import admit
from broker_app.domain.facts import Fact
from broker_app.domain.market import Market
from broker_app.jobs import explaining_comparisons, explaining_markets
from broker_app.reference import markets

MARKETS = {market.id: market for market in markets.shipped()}
LOADED, ARRIVES = date(2026, 11, 28), date(2026, 12, 28)
CAR = {
    "vehicle_class": "car",
    "powertrain": "petrol",
    "fuel": "petrol",
    "steering": "right",
    "manufactured": "2020-02",
    "first_registered": "2020-03",
    "accident": "none",
    "score": "4",
}
NAMED = [
    ("KE", {"first_registered": "2018-03", "manufactured": "2018-02"}, ("2018-03", "2019", "2026")),
    ("KE", {"steering": "left"}, ("left", "right")),
    ("KE", {"accident": "unrepaired"}, ("unrepaired", "repaired")),
    ("KE", {"manufactured": "2018-12"}, ("2018-12", "2020-03", "1 Dec 2019")),
    ("KE", {"manufactured": "2021-01"}, ("2021-01", "2020-03")),
    ("UG", {"manufactured": "2008-01"}, ("2008-01", "180 months", "clearance")),
    ("GE", {"manufactured": "2012-06"}, ("2012-06", "2013 or later")),
    ("US", {"manufactured": "2012-01"}, ("2012-01", "300 months", "28 Dec 2026")),
    (
        "MU",
        {"first_registered": "2022-05"},
        ("2022-05", "48 months", "bill of lading, 28 Nov 2026"),
    ),
    ("NZ", {"emission_code": "ABA"}, ("ABA", "A, B, C")),
    ("NZ", {"emission_code": "DBA", "manufactured": "2011-05"}, ("2011-05", "2012 or later")),
    ("HK", {"fuel": "diesel", "powertrain": "diesel"}, ("diesel", "petrol")),
]


def said(market: Market, changed: dict[str, object]) -> str:
    facts = {name: Fact(value) for name, value in {**CAR, **changed}.items()}
    return explaining_markets.reason(admit(market, Case(facts, Voyage(LOADED, ARRIVES))))


@pytest.mark.parametrize(("market", "changed", "named"), NAMED)
def test_both_sides_are_named(
    market: str, changed: dict[str, object], named: tuple[str, ...]
) -> None:
    sentence = said(MARKETS[market], changed)
    assert all(one in sentence for one in named), sentence


@pytest.mark.parametrize(("market", "changed", "named"), NAMED)
def test_so_they_are_in_japanese(
    market: str, changed: dict[str, object], named: tuple[str, ...]
) -> None:
    words.use("ja")
    sentence = said(MARKETS[market], changed)
    assert any(str(value) in sentence or "、" in sentence for value in changed.values())
    assert "admitted" not in sentence


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_example_has_its_sentence(language: str) -> None:
    words.use(language)
    for market in MARKETS.values():
        for example in market.examples:
            facts = {name: Fact(value) for name, value in example.given.items()}
            voyage = Voyage(example.loaded, example.arrives, example.cleared)
            answer = admit(market, Case(facts, voyage))
            sentence = explaining_markets.reason(answer)
            assert "compared" not in sentence, sentence
            assert "{" not in sentence, sentence
            compared = explaining_comparisons.compared(answer)
            assert bool(compared) == any(
                b.result == "false" and answer.admission != "eligible" for b in answer.because
            )
