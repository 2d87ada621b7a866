"""Explaining the doors of the stock: the age rule behind each, in the language in use."""

from datetime import date

from broker_app import words
from broker_app.domain.doors import Alarm, Door, Way
from broker_app.jobs import explaining_markets

_LIMITS = {Way.CLOSES: "max", Way.OPENS: "min"}


def rule(door: Door) -> str:
    """Return the age rule behind a door, with the fact it counts from and the day it counts to."""
    limit = door.limit
    if limit is None:
        return words.say("doors.rules_change")
    asked = words.say(f"market.age.{_LIMITS[door.way]}.{limit.condition}", value=limit.bound)
    return words.say(
        f"doors.rule.{door.way}",
        limit=asked,
        fact=words.fact(limit.fact),
        value=words.value(limit.fact, limit.value),
        event=event(door.answer.event),
        day=door.event_day,
    )


def answer(door: Door, on: date) -> str:
    """Return what the market says then, or that the day of a usual decision is past."""
    if door.way is Way.CLOSES and door.decide_on < on:
        return words.say("doors.decision_past", day=door.decide_on)
    return explaining_markets.reason(door.answer)


def day_said(door: Door) -> str:
    """Return the last day to load, or the first one, in words."""
    key = "market.load_by" if door.way is Way.CLOSES else "doors.load_from"
    return words.say(key, day=door.day)


def event(name: str) -> str:
    """Return what a market looks at: the arrival, the bill of lading, …"""
    return words.say(f"market.event.{name or 'ARRIVAL'}")


def alarm(one: Alarm) -> str:
    """Return how many vehicles lose a market, and what they are worth where that is known."""
    return worth(len(one.vehicles), one.value_jpy, one.valued)


def worth(count: int, value_jpy: int, valued: int) -> str:
    """Return how many vehicles there are, and the value of those of which one is known."""
    said = words.say("doors.vehicles", count=count)
    if not valued:
        return said
    value = words.money(value_jpy, "JPY")
    if valued < count:
        value = words.say("doors.worth_of", value=value, count=valued)
    return words.listed((said, value))
