"""Explaining what a market says and what it costs, in the language in use."""

from datetime import date

from broker_app import words
from broker_app.domain.admission import Answer
from broker_app.domain.landed import LandedCost
from broker_app.domain.missing import Missing


def reason(answer: Answer) -> str:
    """Return the reason of an answer, with the facts named that are missing."""
    said = words.say(f"reason.{answer.reason}")
    if not answer.missing:
        return said
    facts = words.listed(words.fact(name) for name in answer.missing)
    return words.say("market.missing", reason=said, facts=facts)


def landed(cost: LandedCost) -> str:
    """Return the landed cost as a range, or what is missing to reckon it."""
    low, high = cost.total.low, cost.total.high
    if low is None or high is None:
        lacking = words.listed(dict.fromkeys(missing(m) for m in cost.total.missing))
        return words.say("market.landed_open", missing=lacking)
    lowest = words.money(low.minor_units, low.currency)
    return words.say("market.landed", low=lowest, high=words.number(high.amount))


def missing(one: Missing) -> str:
    """Return the words of what leaves an amount open."""
    name = one.name
    if one.kind == "fact":
        name = words.fact(name)
    elif one.kind == "figure":
        name = words.say(f"cost.{name}")
    elif one.kind == "cost":
        name = words.say(f"cost.kind.{name}")
    elif one.on:
        return words.say("cost.missing.rate_on", name=name, day=date.fromisoformat(one.on))
    return words.say(f"cost.missing.{one.kind}", name=name)
