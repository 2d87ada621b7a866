"""Every example of every market file, and the cases of our own, say what they say."""

import csv
from pathlib import Path

import pytest

from broker_app.domain.market import Market, MarketExample
from broker_app.domain.market_examples import answered
from broker_app.jobs.admitting import admit_file
from broker_app.jobs.books import Books
from broker_app.reference import markets

MARKETS = markets.shipped()
OWN_CASES = Path(__file__).parent.parent / "data" / "market_cases.csv"
EXAMPLES = [
    pytest.param(market, example, id=f"{market.id}-{number}")
    for market in MARKETS
    for number, example in enumerate(market.examples, 1)
]


@pytest.mark.parametrize(("market", "example"), EXAMPLES)
def test_examples_of_market_files(market: Market, example: MarketExample) -> None:
    answer = answered(market, example)
    assert (answer.admission, answer.reason) == (example.gives, example.reason)


def test_our_own_cases() -> None:
    with OWN_CASES.open(encoding="utf-8") as file:
        expected = [(r["expected"], r["expected_reason"]) for r in csv.DictReader(file)]
    answers = [row.answer for row in admit_file(OWN_CASES, Books())[0]]
    assert [(a.admission, a.reason) for a in answers] == expected
