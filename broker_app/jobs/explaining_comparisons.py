"""Explaining what a market compared: the value of the vehicle and what the rule takes, as stated.

Nothing is subtracted: a sentence names both sides and leaves it at that.
"""

from collections.abc import Iterable
from datetime import date

from broker_app import words
from broker_app.domain.admission import Answer
from broker_app.domain.age import CEILINGS, FLOORS
from broker_app.domain.verdict import Because

_YEARS_BACK = {"YEAR_COUNT_INCL": 1, "YEAR_DIFF_LE": 0, "NEXT_JAN1_LT": 0}
"""Ways of counting that come down to a year of the vehicle, and whether its own year counts."""


def compared(answer: Answer) -> str:
    """Return what did not hold, each side named; empty where facts had no part in it."""
    return words.listed(_compared(because, answer) for because in _told(answer))


def _told(answer: Answer) -> Iterable[Because]:
    refused = answer.admission != "eligible"
    return [because for because in answer.because if refused and because.result == "false"]


def _compared(because: Because, answer: Answer) -> str:
    known = _known(because)
    taken = _taken(because, answer)
    return words.say("compared", known=known, taken=taken) if taken else known


def _known(because: Because) -> str:
    """Return the fact with its value: `first registered 2018-05`."""
    value = because.value
    said = str(value) if because.fact == "model_year" else words.value(because.fact, value)
    return words.say("compared.known", fact=words.fact_within(because.fact), value=said)


def _taken(because: Because, answer: Answer) -> str:
    """Return what the rule takes, empty where naming the value says it all."""
    kind, bound, fact = because.condition, because.bound, because.fact
    if answer.event_day is not None and kind in (*CEILINGS, *FLOORS) and kind != "FIXED_MIN_YEAR":
        return _age_taken(kind, int(bound), answer.event, answer.event_day)
    if kind == "FIXED_MIN_YEAR" or (kind == "at_least" and fact == "manufactured"):
        return words.say("compared.year", year=str(bound))
    if kind == "under" and isinstance(bound, date):
        return words.say("compared.before", day=bound)
    if kind in ("up_to", "at_least"):
        return words.say(f"compared.{kind}", bound=words.value(fact, bound))
    if kind in ("is", "in"):
        choices = (bound,) if isinstance(bound, str) else bound
        return words.say("compared.in", choices=words.listed(words.value(fact, c) for c in choices))
    if kind == "is_not":
        return words.say("compared.refused", beginnings=words.listed(bound))
    return ""


def _age_taken(kind: str, bound: int, event: str, day: date) -> str:
    """Return the age that is taken at the event: a year of the vehicle, or so many months."""
    at = words.say(f"market.event.{event}")
    if kind in _YEARS_BACK:
        year = str(day.year - bound + _YEARS_BACK[kind])
        return words.say("compared.year_at", year=year, event=at, at=str(day.year))
    limit = words.say(f"market.age.{'min' if kind in FLOORS else 'max'}.{kind}", value=bound)
    return words.say("compared.age_at", limit=limit, event=at, day=day)
