"""A rule in words: where it binds, what it compares with what, and what one can search it by."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from broker_app import words
from broker_app.domain.question import OCCUPIED_REGIONS
from broker_app.domain.rule import EXEMPTION, Condition, Rule, Version
from broker_app.domain.spelling import fold_words
from broker_app.domain.vehicle import PRECISIONS

SCOPES = ("russia", "belarus", "occupied", "third", "anywhere", EXEMPTION)
"""Where rules bind, in the order of the list."""
_PLACES = ("destination", "final_destination", "barred_to")


def in_view(rule: Rule, on: date) -> Version:
    """Return the version to show: the one in force on a day, else the next, else the last."""
    current = rule.version_on(on)
    if current is not None:
        return current
    coming = [version for version in rule.versions if version.since > on]
    return coming[0] if coming else rule.versions[-1]


def scope(rule: Rule) -> str:
    """Return where a rule binds, by the widest of its versions."""
    if rule.kind == EXEMPTION:
        return EXEMPTION
    version = rule.versions[-1]
    places = set(version.destination + version.bound_for)
    if not places:
        return "anywhere"
    if "RU" in places:
        return "russia"
    if places & set(OCCUPIED_REGIONS):
        return "occupied"
    return "belarus" if places == {"BY"} else "third"


def place(code: str) -> str:
    """Return the name of a country or of an occupied region."""
    return words.say(f"place.{code}") if code in OCCUPIED_REGIONS else words.country(code)


def places(version: Version) -> str:
    """Return where a version binds, `any destination` where it names none."""
    codes = version.destination + version.bound_for
    if not codes:
        return words.say("rules.any_place")
    return words.listed(place(code) for code in codes)


def either_place(version: Version) -> str:
    """Return where a version binds as part of a sentence: `Donetsk or Luhansk`."""
    codes = version.destination + version.bound_for
    return words.either([place(code) for code in codes]) if codes else words.say("rules.any_place")


def place_words(version: Version) -> tuple[str, str, str]:
    """Return the destination as the last condition of a version."""
    label = "rules.bound_fact" if version.bound_for else "fact.destination"
    return words.say(label), words.say("rules.kind.is"), either_place(version)


def asks(rule: Rule, version: Version) -> str:
    """Return what a version does, in one sentence; its conditions stand below."""
    if rule.kind == EXEMPTION:
        return words.say("rules.asks.exemption")
    if version.repealed:
        return words.say("rules.repealed", day=version.since)
    every = "" if version.when else "_all"
    bound = "_bound" if version.bound_for else ""
    goods = words.say(f"rules.goods{every}{bound}", places=either_place(version))
    return words.say(f"rules.asks.{version.outcome.value}", goods=goods)


def condition_words(condition: Condition) -> tuple[str, str, str]:
    """Return fact, comparison and bound of a condition."""
    if condition.kind == "barred_to":
        bound = words.say("rules.barred_bound", place=place(condition.bound))
        if condition.except_item:
            bound = words.say("rules.except_item", bound=bound, item=condition.except_item)
        return words.say("rules.barred_fact"), words.say("rules.kind.barred_to"), bound
    kind = words.say(f"rules.kind.{condition.kind}")
    if condition.kind == "known":
        return words.fact(condition.fact), kind, ""
    bounds = condition.bound if isinstance(condition.bound, tuple) else (condition.bound,)
    said = [fact_value(condition.fact, bound) for bound in bounds]
    return words.fact(condition.fact), kind, words.either(said)


def condition_text(condition: Condition) -> str:
    """Return a condition in one line, in the order of the language in use."""
    return in_order(*condition_words(condition))


def in_order(fact: str, kind: str, bound: str) -> str:
    """Return fact, comparison and bound in one line: `over 1,900 cc`, `1,900 ccを超える`."""
    key = "rules.condition" if bound else "rules.condition_bare"
    return words.say(key, fact=fact, kind=kind, bound=bound)


def fact_value(name: str, value: Any) -> str:
    """Return a value as a rule or an example names it."""
    if name in _PLACES:
        return place(value)
    if name == "made_in":
        return words.country(value)
    return words.value(name, value)


def given_value(given: Mapping[str, Any], name: str) -> str:
    """Return a fact of an example, with the step it is printed in."""
    if name not in given:
        return "–"
    said = fact_value(name, given[name])
    step = given.get(PRECISIONS.get(name, ""))
    return words.say("rules.in_steps", value=said, step=step) if step else said


def facts_given(rule: Rule) -> list[str]:
    """Return the facts that the examples of a rule name, in order; steps stand with their fact."""
    named = (name for example in rule.examples for name in example.given)
    return list(dict.fromkeys(name for name in named if name not in PRECISIONS.values()))


def searched(rule: Rule) -> str:
    """Return the folded text that the search box looks through, in both languages."""
    parts = [rule.id, rule.item, *rule.note.values(), *rule.title.values()]
    for version in rule.versions:
        parts += [*version.instrument.values(), *version.references]
        parts += version.note.values()
        parts += [version.since.isoformat(), places(version), version.outcome.value]
        for condition in version.when:
            bounds = condition.bound if isinstance(condition.bound, tuple) else (condition.bound,)
            parts += [str(bound) for bound in bounds]
            parts += [str(bound).replace(".", "") for bound in bounds]
    return fold_words(" ".join(parts))


def is_found(text: str, query: str) -> bool:
    """Tell whether every word of a query stands in a folded text."""
    return all(word in text for word in fold_words(query).split())
