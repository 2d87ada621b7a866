"""Examples of a market, tried: does the engine answer what the market's file says it answers?"""

from broker_app.domain.admission import Answer, Case, Voyage
from broker_app.domain.admit import admit
from broker_app.domain.facts import Fact
from broker_app.domain.market import Market, MarketExample


def answered(market: Market, example: MarketExample) -> Answer:
    """Return what a market answers to one of its examples."""
    facts = {name: Fact(value) for name, value in example.given.items()}
    return admit(market, Case(facts, Voyage(example.loaded, example.arrives, example.cleared)))


def passes(market: Market, example: MarketExample) -> bool:
    """Tell whether a market answers an example as its file says."""
    answer = answered(market, example)
    return (answer.admission, answer.reason) == (example.gives, example.reason)
