"""Explaining exchange rates: what one says, whether it is old, how far it moved."""

from datetime import date

from broker_app import words
from broker_app.domain.rate import Rate, is_old
from broker_app.domain.rate_file import OddRate, RateChange

MINUS = "−"


def rate(currency: str, one: Rate, on: date | None = None) -> str:
    """Return a rate with its day and source; on a day on which it is old, that too."""
    worth = words.precise(one.rate)
    said = words.say("costs.rate", currency=currency, rate=worth, day=one.day, source=one.source)
    if on is None or not is_old(one, on):
        return said
    return words.say("rates.said_old", rate=said)


def moved(one: RateChange) -> str:
    """Return how far a rate moved since the one before, empty where there is none."""
    percent = one.percent
    if percent is None:
        return ""
    said = f"{percent:+.1f} %"
    return "0.0 %" if said in ("+0.0 %", "-0.0 %") else said.replace("-", MINUS)


def result(one: RateChange) -> str:
    """Return what becomes of an imported rate: `known`, `changed` or `new`."""
    if one.is_known:
        return "known"
    return "new" if one.stored is None else "changed"


def standing(one: RateChange) -> str:
    """Return what an imported rate is beside what is kept: new, changed, or known already."""
    return words.say(f"rates.result.{result(one)}")


def change(one: RateChange) -> str:
    """Return an imported rate in one line, for the command line."""
    said = [rate(one.currency, one.rate), standing(one)]
    if one.before is not None:
        said.append(
            words.say("rates.before", rate=words.precise(one.before.rate), day=one.before.day)
        )
        said.append(moved(one))
    if one.is_far and not one.is_known:
        said.append(words.say("rates.far"))
    return "\t".join(said)


def odd(one: OddRate) -> str:
    """Return why a row brings no rate."""
    return words.say(
        "rates.odd", line=one.line, currency=one.currency or "–", reason=words.error(one.problem)
    )
